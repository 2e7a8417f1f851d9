//! `tables PAGE …`: the tables of finished pages as JSON.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::render::page_tables;
use crate::render::tables::PageTables;

/// Version of the document.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document {
    format: u32,
    version: &'static str,
    pages: Vec<Page>,
}

#[derive(Serialize)]
struct Page {
    /// As it was asked for, with `/` between folders.
    path: String,
    #[serde(flatten)]
    tables: PageTables,
}

/// The document of some pages, and of all pages below folders, in the order of their paths; pages without a table are left out.
///
/// # Errors
/// A file or a folder cannot be read.
pub fn tables(asked: &[PathBuf]) -> Result<String, String> {
    let mut files = Vec::new();
    for path in asked {
        match path.is_dir() {
            true => below(path, &mut files)?,
            false => files.push(path.clone()),
        }
    }
    let mut pages = Vec::new();
    for file in files {
        let html = fs::read_to_string(&file).map_err(|wrong| failed(&file, &wrong))?;
        let tables = page_tables(&html);
        if !tables.tables.is_empty() {
            pages.push(Page { path: file.to_string_lossy().replace('\\', "/"), tables });
        }
    }
    let document = Document { format: FORMAT, version: env!("CARGO_PKG_VERSION"), pages };
    // Words and lists of them alone.
    Ok(serde_json::to_string_pretty(&document).expect("tables become JSON") + "\n")
}

fn below(folder: &Path, into: &mut Vec<PathBuf>) -> Result<(), String> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
    let mut paths: Vec<PathBuf> =
        entries.map_err(|wrong| failed(folder, &wrong))?.iter().map(fs::DirEntry::path).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            below(&path, into)?;
        } else if path.extension().is_some_and(|end| end == "html") {
            into.push(path);
        }
    }
    Ok(())
}

fn failed(path: &Path, wrong: &std::io::Error) -> String {
    format!(
        "cannot read {}: {wrong}\n  = help: name a page of a built site, or a folder of one",
        path.display()
    )
}
