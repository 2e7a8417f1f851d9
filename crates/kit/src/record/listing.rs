//! The files of a book, and what is wrong with their paths.

use super::layout::{File, Folder, Kind, Stem, classify};
use super::misplaced::{self, Misplaced};
use super::nameless;
use crate::diag::{Diagnostic, codes};
use crate::id::{good_id, is_valid_id};
use crate::source::{Encoding, Refused, RepoPath, Snapshot};

/// Bytes of a TOML or Markdown file, and of a CSV file.
const MOST_BYTES: (usize, usize) = (4 << 20, 128 << 20);

/// Takes its text from a file that is larger than those of a book, and says so.
pub fn too_large(file: &mut File<'_>) -> Option<Diagnostic> {
    let most = if file.kind.holds_toml() { MOST_BYTES.0 } else { MOST_BYTES.1 };
    let bytes = file.text?.content().len();
    if bytes <= most {
        return None;
    }
    file.text = None;
    let message = format!("the file has {} MiB and more, and was not read", bytes >> 20);
    Some(
        Diagnostic::of_file(&codes::TOO_MUCH, file.path.clone(), message)
            .label(format!("a file of its kind has {} MiB at most", most >> 20))
            .help("split it, or take out what is not of the book"),
    )
}

/// All files in path order, and what is wrong with their paths. A file in a place that is only mistyped stays in the
/// list without its text: its id counts as declared, so that one wrong path is one message.
pub fn files<'s>(snapshot: &'s Snapshot, folders: &[Folder]) -> (Vec<File<'s>>, Vec<Diagnostic>) {
    let classify = |path: &str| classify(path, folders);
    let is_taken = |path: &str| stands(snapshot, path);
    let mut diagnostics = Vec::new();
    let mut files = Vec::new();
    let (mut misplaced, mut outside) = (Vec::new(), Vec::new());
    for text in snapshot.texts.values() {
        let path = &text.path;
        match classify(path.as_str()) {
            Some(kind) => {
                let wrong = bad_id(path, &kind, is_taken);
                // Its id is not known before it has another name: what it says is not judged until then.
                let is_read = wrong.is_none() || !matches!(kind, Kind::Record(..));
                files.push(File { path: path.clone(), kind, text: is_read.then_some(text) });
                diagnostics.extend(wrong);
            }
            None => {
                let wrong = Misplaced::new(path, folders, is_taken);
                let kind = wrong.meant.as_deref().and_then(classify);
                let kind = kind.or_else(|| nameless::kind(&wrong, folders));
                files.extend(kind.map(|kind| File { path: path.clone(), kind, text: None }));
                misplaced.push(wrong);
            }
        }
    }
    for refused in &snapshot.refused {
        let path = match refused {
            Refused::Symlink(path) => {
                diagnostics.push(symlink(path));
                path
            }
            Refused::NotUtf8 { path, offset, line, like } if classify(path.as_str()).is_some() => {
                diagnostics.push(not_utf8(path, *offset, *line, *like));
                path
            }
            Refused::NotUtf8 { path, .. } => {
                misplaced.push(Misplaced::new(path, folders, is_taken));
                path
            }
            Refused::Outside(path) => {
                let kind = classify(&format!("data/{path}"));
                if let Some(kind) = kind {
                    outside.push(path);
                    files.push(File { path: path.clone(), kind, text: None });
                }
                continue;
            }
        };
        files.extend(classify(path.as_str()).map(|kind| File { path: path.clone(), kind, text: None }));
    }
    diagnostics.extend(misplaced::told(misplaced, folders));
    diagnostics.extend(misplaced::outside(&outside));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    diagnostics.extend(missing(&files));
    (files, diagnostics)
}

/// Whether a file stands at a path, or below one that ends with a slash.
fn stands(snapshot: &Snapshot, path: &str) -> bool {
    let wanted = RepoPath::new(path);
    let first = snapshot.texts.range(wanted.clone()..).next();
    first
        .is_some_and(|(first, _)| *first == wanted || path.ends_with('/') && first.as_str().starts_with(path))
}

/// The texts where the format has none, each with the path where it belongs, as far as its own tells.
pub fn misplaced(snapshot: &Snapshot, folders: &[Folder]) -> Vec<(RepoPath, Option<String>)> {
    let wrong = snapshot.texts.keys().filter(|path| classify(path.as_str(), folders).is_none());
    let found = wrong.map(|path| Misplaced::new(path, folders, |path| stands(snapshot, path)));
    found.map(|one| (one.path, one.meant.or(one.taken))).collect()
}

fn bad_id(path: &RepoPath, kind: &Kind, is_taken: impl Fn(&str) -> bool) -> Option<Diagnostic> {
    let id = kind.id().filter(|id| !is_valid_id(id))?;
    let good = good_id(id);
    let diagnostic =
        Diagnostic::of_file(&codes::BAD_ID, path.clone(), format!("the file's name makes the id `{id}`"))
            .label("ids are 1 to 63 lower-case letters, digits and single hyphens");
    let is_of_file = path.stem() == id;
    let what = if is_of_file { "the file" } else { "its folder" };
    let extension = path.file_name().strip_prefix(path.stem()).filter(|_| is_of_file).unwrap_or_default();
    let becomes = |good: &str| match is_of_file {
        true => format!("{}/{good}{extension}", path.folder()),
        false => path.as_str().replace(&format!("/{id}/"), &format!("/{good}/")),
    };
    Some(diagnostic.help(match good {
        Some(good) if is_taken(&becomes(&good)) => format!(
            "`{}` is there already and would be overwritten: compare the two, and remove this one or give it an id of its own",
            becomes(&good)
        ),
        Some(good) => format!("rename {what} to `{good}{extension}`"),
        None => format!("rename {what}"),
    }))
}

fn symlink(path: &RepoPath) -> Diagnostic {
    Diagnostic::of_file(&codes::SYMLINK, path.clone(), format!("`{path}` is a symbolic link"))
        .label("files under data/ are plain files")
        .help("put the file itself in its place")
}

fn not_utf8(path: &RepoPath, offset: usize, line: u32, like: Encoding) -> Diagnostic {
    let byte = format!("byte {} of the file, on line {line}, is not UTF-8", offset + 1);
    let message = match like {
        Encoding::Utf16LittleEndian => "the file is UTF-16 (little-endian)".to_owned(),
        Encoding::Utf16BigEndian => "the file is UTF-16 (big-endian)".to_owned(),
        Encoding::Utf32 => "the file is UTF-32".to_owned(),
        Encoding::OneByte(c) => format!("{byte}; in Windows-1252 it is `{c}`"),
        Encoding::Name => "the name of the file is not UTF-8".to_owned(),
        Encoding::Unknown => byte,
    };
    let mut diagnostic = Diagnostic::of_file(&codes::NOT_UTF8, path.clone(), message);
    diagnostic.place.line = line;
    let help = match like {
        Encoding::Name => "rename it in letters of UTF-8",
        _ if path.as_str().ends_with(".csv") => "save the file as UTF-8 (in a spreadsheet as `CSV UTF-8`)",
        _ => "save the file as UTF-8",
    };
    diagnostic.label("files are UTF-8").help(help)
}

fn missing(files: &[File<'_>]) -> Vec<Diagnostic> {
    let has = |kind: &Kind| files.iter().any(|file| &file.kind == kind);
    let lack = |path: &str, label: &str| {
        Diagnostic::of_file(&codes::MISSING_FILE, RepoPath::new(path), format!("`{path}` is not there"))
            .label(label)
            .help("add it; docs/data-format.md has an example")
    };
    let mut missing = Vec::new();
    if !has(&Kind::Book) {
        missing.push(lack("data/book.toml", "every book needs it"));
    }
    let wants_metrics = files
        .iter()
        .any(|file| matches!(file.kind, Kind::Contract(_) | Kind::Clause(_) | Kind::Rows(_) | Kind::Rebases));
    if wants_metrics && !has(&Kind::Metrics) {
        missing
            .push(lack("data/metrics.toml", "measurements and service levels name the metrics it defines"));
    }
    // One that stands where nothing tells its id may be the one that is amended: it is told as misplaced, and that is enough.
    let (no_contract, no_clause) = (Kind::Contract(String::new()), Kind::Clause(String::new()));
    let (any_contract, any_clause) = (has(&no_contract), has(&no_clause));
    let mut last = None;
    for file in files {
        let (path, is_there) = match &file.kind {
            Kind::Amendment(id, _) => (
                format!("data/contracts/{id}/contract.toml"),
                any_contract || has(&Kind::Contract(id.clone())),
            ),
            Kind::ClauseAmendment(id, _) => {
                (format!("data/clauses/{id}.toml"), any_clause || has(&Kind::Clause(id.clone())))
            }
            _ => continue,
        };
        if last.as_ref() != Some(&path) && !is_there {
            missing.push(lack(&path, "its folder has an amendment"));
        }
        last = Some(path);
    }
    let mut told = Vec::new();
    for file in files {
        let Kind::Record(folder, Stem::Restatement(period, number)) = &file.kind else { continue };
        let path = |rest: &str| format!("data/{}/{period}{rest}.{}", folder.name, folder.extension);
        if !has(&Kind::Record(*folder, Stem::Spelled(period.clone()))) && !told.contains(&period) {
            told.push(period);
            missing.push(lack(&path(""), "its restatement is there"));
        }
        if *number > 1 && !has(&Kind::Record(*folder, Stem::Restatement(period.clone(), number - 1))) {
            missing.push(lack(
                &path(&format!("-restatement-{:02}", number - 1)),
                "a later restatement is there",
            ));
        }
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_amended_is_not_missing_where_one_without_an_id_may_be_it() {
        let amended = ["data/clauses/late/amendment-01.toml", "data/contracts/acme/amendment-01.toml"];
        let told = |nameless: &[(&str, Kind)]| {
            let file = |path: &str, kind: Kind| File { path: RepoPath::new(path), kind, text: None };
            let known = ["data/book.toml", "data/metrics.toml"].into_iter().chain(amended);
            let mut files: Vec<File<'_>> =
                known.map(|path| file(path, classify(path, &[]).expect("a file of the format"))).collect();
            files.extend(nameless.iter().map(|(path, kind)| file(path, kind.clone())));
            missing(&files).into_iter().map(|one| one.message).collect::<Vec<_>>()
        };
        let contract = ("data/contract.toml", Kind::Contract(String::new()));
        let clause = ("data/clause.toml", Kind::Clause(String::new()));
        assert_eq!(
            told(&[]),
            ["`data/clauses/late.toml` is not there", "`data/contracts/acme/contract.toml` is not there"]
        );
        assert_eq!(told(std::slice::from_ref(&contract)), ["`data/clauses/late.toml` is not there"]);
        assert_eq!(told(&[contract, clause]), [""; 0]);
    }
}
