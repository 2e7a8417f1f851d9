//! What a build writes: paths that stay inside the site, the sink that takes the files, the manifest of their hashes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::kit::source::{PublishedSite, sha256};

/// The manifest's file, at the top of a site.
pub const MANIFEST: &str = "manifest.json";
/// `sha256sum -c` reads it.
pub const CHECKSUMS: &str = "SHA256SUMS";
/// Keeps a site out of the repository it stands in.
pub const IGNORE: &str = ".gitignore";

/// Version of `manifest.json`.
pub const MANIFEST_FORMAT: u32 = 2;
const PROGRAM: &str = "scorebook";

/// Takes the finished files, in any order, from any thread.
pub trait Sink: Sync {
    /// Stores one file. `path` is relative to the site, with `/` between folders.
    ///
    /// # Errors
    /// `InvalidInput` when `path` leaves the site or is one of the sink's own files, `AlreadyExists` when it was put
    /// before, else whatever the disk says.
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()>;
}

/// Whether `path` may be a file of a site: relative, `/` between parts, no empty part, no `.` or `..`, nothing a
/// system or `SHA256SUMS` reads as something else (`\`, `:`, control characters), and not the sink's own files.
///
/// # Errors
/// `InvalidInput` with the path and the reason.
pub fn check_path(path: &str) -> io::Result<()> {
    let wrong = if path.split('/').any(|part| part.is_empty() || part == "." || part == "..") {
        "has an empty part, `.` or `..`"
    } else if path.chars().any(|c| c == '\\' || c == ':' || c.is_control()) {
        "has a character that a path of a site may not have"
    } else if [MANIFEST, CHECKSUMS, IGNORE].contains(&path) {
        "is written by the build itself"
    } else {
        return Ok(());
    };
    Err(io::Error::new(
        io::ErrorKind::InvalidInput,
        format!("the page path `{}` {wrong}", path.escape_debug()),
    ))
}

/// A site in memory, for tests and previews.
#[derive(Debug, Default)]
pub struct MemorySink {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl MemorySink {
    /// Every file by path.
    pub fn into_files(self) -> BTreeMap<String, Vec<u8>> {
        self.files.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for MemorySink {
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        check_path(path)?;
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        match files.insert(path.to_owned(), bytes.to_vec()) {
            None => Ok(()),
            Some(_) => Err(twice(path)),
        }
    }
}

/// Two pages claim one path: a wrong program, reported as an error so that the previous site stays.
pub fn twice(path: &str) -> io::Error {
    io::Error::new(io::ErrorKind::AlreadyExists, format!("two pages claim the path `{path}`"))
}

/// What a manifest says of a build besides its files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The program's version, such as `0.1.0`.
    pub version: String,
    /// Hexadecimal id of the commit the files belong to.
    pub commit: Option<String>,
    /// `committed`, `uncommitted` or `untracked`.
    pub tree: String,
    /// When that commit was made, `2026-11-18T10:00:00Z`: what was recorded later is not in the site. `None` unless the files are
    /// exactly the commit's.
    #[serde(default)]
    pub known_at: Option<String>,
    /// The date the report speaks for, `2026-11-15`.
    pub as_of: String,
    /// What set it: `flag`, `book` or `commit`.
    pub as_of_from: String,
    /// Built in spite of defects.
    pub draft: bool,
    /// SHA-256 of the lock file of the program's own dependencies, taken when it was compiled.
    pub lock_sha256: String,
    /// SHA-256 over the program's own templates and assets.
    pub built_in_templates_sha256: String,
    /// SHA-256 over the templates and assets in force: the program's own, with the repository's in their place.
    pub templates_sha256: String,
    /// Where the site said it would be published; what is sent links there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Issues that were published a second time with other bytes, by their period, and when: what the feed says of them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub published_again: BTreeMap<String, Timestamp>,
    /// SHA-256 over every file read, hexadecimal.
    pub input_sha256: String,
    /// Path to SHA-256 of every text, picture and template that was read.
    pub inputs: BTreeMap<String, String>,
}

/// One file of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// Hexadecimal.
    pub sha256: String,
    pub bytes: u64,
}

impl Output {
    pub fn of(content: &[u8]) -> Self {
        Output { sha256: sha256(content), bytes: content.len() as u64 }
    }
}

/// `manifest.json`: how the site came to be, and the SHA-256 of every file in it. docs/json-output.md has the schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    pub program: String,
    #[serde(flatten)]
    pub provenance: Provenance,
    /// By path; without this file, `SHA256SUMS` and `.gitignore`.
    pub files: BTreeMap<String, Output>,
}

/// What a manifest of any format has: enough to know which files a build wrote.
#[derive(Deserialize)]
struct AnyManifest {
    program: String,
    files: BTreeMap<String, AnyOutput>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum AnyOutput {
    Known(Output),
    Other(IgnoredAny),
}

/// The files that the manifest in `json` names, whichever version of this program wrote it, and what each held as far as the manifest
/// says; `None` when no version of this program wrote it.
pub fn files_named(json: &[u8]) -> Option<BTreeMap<String, Option<Output>>> {
    let any: AnyManifest = serde_json::from_slice(json).ok()?;
    let known = |output| match output {
        AnyOutput::Known(output) => Some(output),
        AnyOutput::Other(_) => None,
    };
    (any.program == PROGRAM).then(|| any.files.into_iter().map(|(path, of)| (path, known(of))).collect())
}

/// Whether `json` is the beginning of a manifest: what a power cut may leave of one.
pub fn begins_a_manifest(json: &[u8]) -> bool {
    let text = String::from_utf8_lossy(json);
    let mut words = text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
    let begins = words.next() == Some("{") && words.next() == Some("\"format\":");
    begins && words.nth(1) == Some("\"program\":") && words.next() == Some("\"scorebook\"")
}

/// The SHA-256 by path of the lines of [`CHECKSUMS`]; lines that are none are passed over.
pub fn checksums_in(text: &str) -> BTreeMap<&str, &str> {
    let lines = text.lines().filter_map(|line| line.split_once("  "));
    lines.filter(|(hash, _)| hash.len() == 64).map(|(hash, path)| (path, hash)).collect()
}

impl Manifest {
    pub fn new(provenance: Provenance, files: BTreeMap<String, Output>) -> Self {
        Manifest { format: MANIFEST_FORMAT, program: PROGRAM.to_owned(), provenance, files }
    }

    /// The manifest in `json`, if it is one of this program in this format.
    pub fn parse(json: &[u8]) -> Option<Self> {
        serde_json::from_slice(json)
            .ok()
            .filter(|manifest: &Manifest| manifest.program == PROGRAM && manifest.format == MANIFEST_FORMAT)
    }

    /// What a build that follows has to know of this site.
    pub fn former(&self) -> PublishedSite {
        PublishedSite {
            files: self.files.iter().map(|(path, file)| (path.clone(), file.sha256.clone())).collect(),
            again: self.provenance.published_again.clone(),
        }
    }

    /// The bytes of `manifest.json`: one file a line, sorted, a line end at the end.
    pub fn to_json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }

    /// The bytes of `SHA256SUMS`: each file and `manifest.json`, whose SHA-256 is `own`, sorted by path.
    pub fn checksums(&self, own: &str) -> String {
        let mut lines: BTreeMap<&str, &str> =
            self.files.iter().map(|(path, file)| (&**path, &*file.sha256)).collect();
        lines.insert(MANIFEST, own);
        lines.iter().fold(String::new(), |mut text, (path, hash)| {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{hash}  {path}");
            text
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_cannot_leave_the_site_or_take_the_builds_own_names() {
        for good in ["index.html", "a/b/c.svg", ".nojekyll", "a/manifest.json", "é/x.html"] {
            assert!(check_path(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "/a",
            "a/",
            "a//b",
            "../a",
            "a/../b",
            "./a",
            "a\\b",
            "C:/a",
            "a\nb",
            "manifest.json",
            ".gitignore",
        ] {
            assert!(check_path(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_second_page_of_the_same_path_is_refused() {
        let sink = MemorySink::default();
        assert!(sink.put("a.html", b"1").is_ok());
        assert_eq!(sink.put("a.html", b"2").map_err(|e| e.kind()), Err(io::ErrorKind::AlreadyExists));
    }

    #[test]
    fn a_manifest_reads_back_and_a_stranger_is_none() {
        let provenance = Provenance {
            version: "0.1.0".to_owned(),
            commit: None,
            tree: "untracked".to_owned(),
            known_at: None,
            as_of: "2026-11-15".to_owned(),
            as_of_from: "flag".to_owned(),
            draft: false,
            lock_sha256: "01".to_owned(),
            built_in_templates_sha256: "02".to_owned(),
            templates_sha256: "03".to_owned(),
            base_url: None,
            published_again: BTreeMap::new(),
            input_sha256: "00".to_owned(),
            inputs: BTreeMap::from([("data/book.toml".to_owned(), "04".to_owned())]),
        };
        let output = |hash: &str| Output { sha256: hash.to_owned(), bytes: 7 };
        let files =
            BTreeMap::from([("z.html".to_owned(), output("aa")), ("a.html".to_owned(), output("bb"))]);
        let manifest = Manifest::new(provenance, files);
        assert_eq!(Manifest::parse(manifest.to_json().as_bytes()), Some(manifest.clone()));
        assert_eq!(manifest.checksums("cc"), "bb  a.html\ncc  manifest.json\naa  z.html\n");
        let stranger = br#"{"manifest_version":3,"name":"a browser extension"}"#;
        assert_eq!((Manifest::parse(stranger), files_named(stranger)), (None, None));
        let old = br#"{"format":1,"program":"scorebook","files":{"a.html":"bb"}}"#;
        assert_eq!((Manifest::parse(old), files_named(old).map(|files| files.len())), (None, Some(1)));
    }
}
