//! The files of a commit: the blobs of its tree, not what stands on disk.

use std::collections::BTreeMap;

use gix::bstr::ByteSlice;
use rayon::prelude::*;

use super::Repository;
use super::budget::{self, Bounded};
use crate::edge::Error;
use crate::edge::disk::{FOLDERS, File, Files};

/// Path below the root to what stands there.
pub(super) type Blobs = BTreeMap<String, Blob>;

/// One entry of a tree that is no folder.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blob {
    pub id: gix::ObjectId,
    pub kind: BlobKind,
    /// The path is not UTF-8 and shown with replacement characters.
    pub unnameable: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlobKind {
    File,
    Link,
    /// A commit of another repository.
    Submodule,
}

impl Repository {
    /// What the tree of commit `id` has under the folders a build reads; names that start with a dot are left out.
    pub(super) fn blobs(&self, id: gix::ObjectId) -> gix::Result<Blobs> {
        let root = self.commit(id)?.tree()?;
        let mut blobs = Blobs::new();
        for name in FOLDERS {
            let Some(entry) = root.lookup_entry(self.below(name).split('/').map(str::as_bytes))? else {
                continue;
            };
            if !entry.mode().is_tree() {
                let blob = Blob { id: entry.object_id(), kind: kind(entry.mode()), unnameable: false };
                blobs.insert(name.to_owned(), blob);
                continue;
            }
            let mut seen = Bounded::<gix::traverse::tree::Recorder>::default();
            let walked = entry.object()?.try_into_tree()?.traverse().breadthfirst(&mut seen);
            if seen.is_passed() {
                return Err(budget::too_many_paths());
            }
            walked?;
            for file in seen.recorder.records {
                let hidden = file.filepath.split_str("/").any(|part| part.starts_with(b"."));
                if !file.mode.is_tree() && !hidden {
                    let unnameable = file.filepath.to_str().is_err();
                    let blob = Blob { id: file.oid, kind: kind(file.mode), unnameable };
                    blobs.insert(format!("{name}/{}", file.filepath), blob);
                }
            }
        }
        Ok(blobs)
    }

    /// Every file of commit `id`, whose entries are `blobs`, as [`crate::edge::disk::read_folder`] reads a folder.
    ///
    /// # Errors
    /// The commit has no `data/`, or a submodule among the files, or an object cannot be read.
    pub(super) fn files(&self, id: gix::ObjectId, blobs: Blobs) -> Result<Files, Error> {
        let has_data = blobs
            .iter()
            .any(|(path, blob)| path.starts_with("data/") || (path == "data" && blob.kind == BlobKind::Link));
        if !has_data {
            return Err(Error::NoDataThen { root: self.root.clone(), commit: id.to_string() });
        }
        if let Some((path, _)) = blobs.iter().find(|(_, blob)| blob.kind == BlobKind::Submodule) {
            return Err(Error::Submodule { path: self.root.join(path) });
        }
        let is_top = |(path, blob): &(&String, &Blob)| blob.kind == BlobKind::File && !path.contains('/');
        if let Some((path, _)) = blobs.iter().find(is_top) {
            return Err(Error::Special { path: self.root.join(path) });
        }
        let links = blobs.iter().filter(|(_, blob)| blob.kind == BlobKind::Link);
        let links = links.map(|(path, _)| path.clone()).collect();
        let threads = self.threads();
        let files = blobs
            .into_iter()
            .filter(|(_, blob)| blob.kind == BlobKind::File)
            .collect::<Vec<_>>()
            .into_par_iter()
            .map_init(
                || threads.reader(),
                |git, (path, blob)| {
                    let bytes = budget::blob(git, blob.id)?;
                    Ok(File { path, unnameable: blob.unnameable, bytes })
                },
            )
            .collect::<gix::Result<Vec<_>>>()
            .map_err(self.wrong())?;
        Ok(Files { files, links, ..Files::default() })
    }
}

fn kind(mode: gix::objs::tree::EntryMode) -> BlobKind {
    if mode.is_link() {
        BlobKind::Link
    } else if mode.is_commit() {
        BlobKind::Submodule
    } else {
        BlobKind::File
    }
}
