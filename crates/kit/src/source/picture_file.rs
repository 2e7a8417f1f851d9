//! A picture beside procedures: bytes that are no text, known by their SHA-256.

use std::sync::Arc;

use super::sha256;

/// The folder below which pictures of procedures stand.
const FOLDER: &str = "data/sops/";

/// Ends of names by which a file means to be a picture, those that pages show and others.
const ENDS: [&str; 14] =
    ["png", "jpg", "jpeg", "gif", "webp", "svg", "bmp", "tif", "tiff", "heic", "heif", "avif", "ico", "jxl"];

/// A picture's bytes, or its hash alone: of an earlier commit nothing more is needed, and a history has thousands of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureFile {
    bytes: Option<Arc<[u8]>>,
    /// Hexadecimal.
    sha256: Arc<str>,
}

impl PictureFile {
    pub fn of(bytes: Vec<u8>) -> PictureFile {
        PictureFile { sha256: sha256(&bytes).into(), bytes: Some(bytes.into()) }
    }

    /// One whose bytes nobody asks for.
    pub fn known_by(sha256: impl Into<Arc<str>>) -> PictureFile {
        PictureFile { bytes: None, sha256: sha256.into() }
    }

    /// `None` where only the hash is known.
    pub fn bytes(&self) -> Option<&[u8]> {
        self.bytes.as_deref()
    }

    /// Hexadecimal SHA-256 of the bytes.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Whether the file at `path` is read as a picture: by its place below `data/sops/` and the end of its name.
    pub fn is_at(path: &str) -> bool {
        path.starts_with(FOLDER) && end_of(path).is_some_and(|end| ENDS.contains(&end.as_str()))
    }
}

/// The end of a file's name in lower case.
fn end_of(path: &str) -> Option<String> {
    let name = path.rsplit('/').next()?;
    let (stem, end) = name.rsplit_once('.')?;
    (!stem.is_empty()).then(|| end.to_ascii_lowercase())
}

/// Whether a text names a picture somewhere, by the end of a name: most procedures do not, and need not be gone through.
pub fn may_name_a_picture(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(dot) = bytes[at..].iter().position(|&byte| byte == b'.') {
        at += dot + 1;
        let rest = &bytes[at..];
        let is_end = |end: &&str| {
            rest.get(..end.len()).is_some_and(|found| found.eq_ignore_ascii_case(end.as_bytes()))
        };
        if ENDS.iter().any(is_end) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_known_by_its_place_and_the_end_of_its_name() {
        for picture in ["data/sops/flow.png", "data/sops/a/b/Flow.PNG", "data/sops/scan.tiff"] {
            assert!(PictureFile::is_at(picture), "{picture}");
        }
        for other in [
            "data/sops/flow.md",
            "data/reports/flow.png",
            "data/sops/png",
            "data/sops/.png",
            "data/sops/a.pdf",
        ] {
            assert!(!PictureFile::is_at(other), "{other}");
        }
        assert!(
            may_name_a_picture("![a](b.Png)")
                && may_name_a_picture("..svg")
                && !may_name_a_picture("a. pn g.p")
        );
    }

    #[test]
    fn one_without_bytes_has_its_hash() {
        let whole = PictureFile::of(b"abc".to_vec());
        let known = PictureFile::known_by(whole.sha256());
        assert_eq!((known.sha256(), known.bytes()), (whole.sha256(), None));
    }
}
