//! What a template gets to show says by its type what its numbers rest on: `Html`, pieces of a line, a `Label`, or words of the program. A `String` in a
//! view is an address, an anchor or an attribute, which nobody reads as a number.

use std::fs;
use std::path::{Path, PathBuf};

/// Fields that may be strings, by name.
const UNREAD: [&str; 13] = [
    "id",
    "href",
    "slug",
    "path",
    "root",
    "home",
    "gone",
    "on_iso",
    "as_of_iso",
    "table_name",
    "mark",
    "figures",
    "key",
];

/// Names of downloads, and what is a text of two versions word by word.
const LISTED: [&str; 3] = ["Table.name", "VendorBoard.name", "ShownRun.text"];

#[test]
fn no_view_shows_a_string() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    for folder in ["report", "issue/page", "subject"] {
        collect(&src.join(folder), &mut files);
    }
    let mut seen = 0;
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| is_of_pages(&src, file)) {
        let text = fs::read_to_string(file).unwrap();
        for (name, field, shape) in fields(&text) {
            seen += 1;
            let is_string = shape.contains("String") || shape.contains("&'a str");
            let listed = format!("{name}.{field}");
            if is_string && !UNREAD.contains(&field.as_str()) && !LISTED.contains(&listed.as_str()) {
                wrong.push(format!("{}: {listed}: {shape}", file.display()));
            }
        }
    }
    assert!(seen > 300, "{seen} fields of views were found");
    assert!(wrong.is_empty(), "a template would show what says not where it comes from: {wrong:#?}");
}

#[test]
fn a_string_in_a_view_is_found() {
    let view = "#[derive(Serialize)]\npub struct OneView {\n    /// Words.\n    pub words: Option<String>,\n    id: String,\n}\n";
    let found: Vec<_> = fields(view).into_iter().map(|(name, field, _)| format!("{name}.{field}")).collect();
    assert_eq!(found, ["OneView.words", "OneView.id"]);
    assert!(fields("#[derive(Clone)]\nstruct Other {\n    words: String,\n}\n").is_empty());
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, into);
        } else {
            into.push(path);
        }
    }
}

/// Of a subject, its pages and what they share. The exports of `report/brief` carry their evidence beside each number.
fn is_of_pages(src: &Path, file: &Path) -> bool {
    let path = file.strip_prefix(src).unwrap().to_string_lossy().replace('\\', "/");
    let shared = ["subject/shell.rs", "subject/table.rs", "subject/block.rs", "subject/log.rs"];
    !path.starts_with("report/brief")
        && (!path.starts_with("subject/") || path.contains("/page") || shared.contains(&path.as_str()))
}

/// Struct, field and type of every struct that is serialised.
fn fields(text: &str) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    let (mut serialised, mut inside) = (false, None);
    for line in text.lines() {
        let code = line.trim();
        let bare = code.strip_prefix("pub ").or_else(|| code.strip_prefix("pub(super) ")).unwrap_or(code);
        match &inside {
            Some(_) if line == "}" => inside = None,
            Some(name) if !code.starts_with("//") && !code.starts_with('#') => {
                let field = bare.split_once(": ").map(|(field, shape)| (field, shape.trim_end_matches(',')));
                found.extend(
                    field.map(|(field, shape)| (String::clone(name), field.to_owned(), shape.to_owned())),
                );
            }
            Some(_) => {}
            None if code.starts_with("#[derive(") => serialised = code.contains("Serialize"),
            None => {
                let name = bare.strip_prefix("struct ").filter(|rest| rest.ends_with('{'));
                let name =
                    name.map(|rest| rest.trim_end_matches('{').split(['<', ' ']).next().unwrap_or_default());
                inside = name.filter(|_| serialised).map(str::to_owned);
                serialised &= code.starts_with("#[") || code.starts_with("//");
            }
        }
    }
    found
}
