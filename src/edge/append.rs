//! Adds a file to the book: a new one, never over another.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use super::Error;

/// Writes `text` to `path` below `root`, with the folders above it.
///
/// # Errors
/// Something stands there already, or the disk fails; the path is named.
pub fn add_file(root: &Path, path: &str, text: &str) -> Result<(), Error> {
    let target = root.join(path);
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    }
    fs::File::create_new(&target)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(Error::io("write", &target))
}
