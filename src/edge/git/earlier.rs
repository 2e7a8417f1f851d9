//! The texts of an earlier commit, for an issue that it judges: each blob is read once, however many commits have it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::budget;
use super::repository::Shared;
use super::tree::{Blob, BlobKind};
use crate::edge::Error;
use crate::kit::source::{Commit, PictureFile, RepoPath, Text, sha256};

/// Bytes of texts that are kept; then they are read again.
const MOST_BYTES: usize = 96 << 20;

/// Texts by the id of their blob, under the path that asked first; `None` for one that is not UTF-8. Their lines are counted once.
#[derive(Debug, Default)]
pub(in crate::edge) struct Known {
    texts: HashMap<gix::ObjectId, Option<Text>>,
    /// Hashes of pictures, whose bytes no issue shows.
    pictures: HashMap<gix::ObjectId, Arc<str>>,
    bytes: usize,
}

/// A commit's `data/`: what is no text keeps its commit from being read, so it is not distinguished.
#[derive(Debug)]
pub(in crate::edge) struct Texts {
    pub commit: Commit,
    /// Path below the root; `None` for a link, a submodule, or what is not UTF-8.
    pub texts: BTreeMap<RepoPath, Option<Text>>,
    /// The SHA-256 of each picture.
    pub pictures: BTreeMap<RepoPath, Arc<str>>,
}

/// The texts of the commit `id`; `None` when it has no `data/`.
///
/// # Errors
/// An object that cannot be read.
pub(in crate::edge) fn texts_of(
    shared: &Shared,
    known: &Mutex<Known>,
    id: &str,
) -> Result<Option<Texts>, Error> {
    let repository = shared.local();
    let id = repository.resolve(id)?;
    let read = || -> gix::Result<Option<Texts>> {
        let blobs = repository.blobs(id)?;
        let mut texts = BTreeMap::new();
        let mut pictures = BTreeMap::new();
        for (path, blob) in blobs.into_iter().filter(|(path, _)| path.starts_with("data/")) {
            let is_file = blob.kind == BlobKind::File && !blob.unnameable;
            let is_picture = is_file && PictureFile::is_at(&path);
            let path = RepoPath::new(&path);
            if is_picture {
                pictures.insert(path, picture(&repository.git, known, blob.id)?);
                continue;
            }
            let text = match blob {
                Blob { kind: BlobKind::File, unnameable: false, id } => {
                    text(&repository.git, known, id, &path)?
                }
                _ => None,
            };
            texts.insert(path, text);
        }
        let commit = repository.describe(id)?;
        Ok((!texts.is_empty()).then_some(Texts { commit, texts, pictures }))
    };
    let texts = read().map_err(repository.wrong())?;
    repository.sound(texts)
}

/// The hash of a picture. The bytes are let go: a history has more of them than memory.
fn picture(git: &gix::Repository, known: &Mutex<Known>, id: gix::ObjectId) -> gix::Result<Arc<str>> {
    let of_before = known.lock().unwrap_or_else(PoisonError::into_inner).pictures.get(&id).cloned();
    if let Some(sha256) = of_before {
        return Ok(sha256);
    }
    let found: Arc<str> = sha256(budget::blob(git, id)?).into();
    known.lock().unwrap_or_else(PoisonError::into_inner).pictures.insert(id, Arc::clone(&found));
    Ok(found)
}

fn text(
    git: &gix::Repository,
    known: &Mutex<Known>,
    id: gix::ObjectId,
    path: &RepoPath,
) -> gix::Result<Option<Text>> {
    let of_before = known.lock().unwrap_or_else(PoisonError::into_inner).texts.get(&id).cloned();
    if let Some(text) = of_before {
        return Ok(text.map(|text| text.at(path.clone())));
    }
    let text = Text::of_bytes(path.clone(), budget::blob(git, id)?).ok();
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    let bytes = text.as_ref().map_or(0, |text| text.content().len());
    if known.bytes + bytes > MOST_BYTES {
        (known.texts, known.bytes) = (HashMap::new(), 0);
    }
    known.bytes += bytes;
    known.texts.insert(id, text.clone());
    Ok(text)
}
