//! What a walk over a folder of the book finds: which names are part of it, and how paths are written.

use std::path::Path;

use walkdir::DirEntry;

/// Names that start with a dot are no part of a book.
pub fn is_of_the_book(entry: &DirEntry) -> bool {
    entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// The path below `root` as the program writes it, and whether a part of it is not UTF-8.
pub fn relative(root: &Path, path: &Path) -> (String, bool) {
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    (parts.join("/"), below.to_str().is_none())
}
