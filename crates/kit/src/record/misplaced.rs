//! Files where the format has none: where each belongs, as far as its path tells.

use std::collections::BTreeMap;

use super::layout::{Folder, Form, classify};
use crate::diag::{Diagnostic, codes, did_you_mean, plural};
use crate::source::RepoPath;

/// A file where the format has none.
pub struct Misplaced {
    pub path: RepoPath,
    /// Where it belongs; `None` where nothing tells.
    pub meant: Option<String>,
    /// Where it would belong if no other file stood there.
    pub taken: Option<String>,
}

/// Names at the top of `data/` besides those of the subjects.
const TOP: [&str; 10] = [
    "book.toml",
    "metrics.toml",
    "rebases.toml",
    "vendors",
    "sites",
    "projects",
    "relief",
    "contracts",
    "clauses",
    "metrics",
];

impl Misplaced {
    /// `is_taken`: whether a file stands at a path, or below one that ends with a slash.
    pub fn new(path: &RepoPath, folders: &[Folder], is_taken: impl Fn(&str) -> bool) -> Misplaced {
        let wrong = path.as_str();
        let candidates = [
            single(wrong, folders),
            named_by_folder(wrong, folders),
            renamed(wrong, folders),
            moved(wrong, folders),
            owned(wrong, &is_taken),
        ];
        let candidates = candidates.iter().flatten();
        let fit = candidates.filter(|path| *path != wrong && classify(path, folders).is_some());
        let (taken, free): (Vec<&String>, Vec<&String>) = fit.partition(|path| is_taken(path));
        let meant = free.first().map(|path| (*path).clone());
        let taken = taken.first().filter(|_| meant.is_none()).map(|path| (*path).clone());
        Misplaced { path: path.clone(), meant, taken }
    }

    /// The folder it should stand in under the same name.
    fn folder_meant(&self) -> Option<&str> {
        let (folder, name) = self.meant.as_deref()?.rsplit_once('/')?;
        (name == self.path.file_name()).then_some(folder)
    }
}

/// A file that the format has once, at the top of `data/`.
fn single(path: &str, folders: &[Folder]) -> Vec<String> {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let is_single = TOP[..3].contains(&name.as_str())
        || folders.iter().any(|folder| folder.form == Form::Single && folder.name == name);
    if is_single { vec![format!("data/{name}")] } else { Vec::new() }
}

/// `data/vendors/acme/vendor.toml`: the folder has the id, and the file says what it is.
fn named_by_folder(path: &str, folders: &[Folder]) -> Vec<String> {
    match path.split('/').collect::<Vec<_>>().as_slice() {
        ["data", top, id, name] if kind_of_stem(name, folders) == Some(*top) => {
            let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
            vec![format!("data/{top}/{id}.{extension}")]
        }
        _ => Vec::new(),
    }
}

/// The folder whose records a file is called like: `projects` of `project.toml`.
pub(super) fn kind_of_stem<'f>(name: &str, folders: &'f [Folder]) -> Option<&'f str> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
    let names = TOP[3..].iter().copied().chain(folders.iter().map(|folder| folder.name));
    names.into_iter().find(|folder| folder.strip_suffix('s') == Some(&stem))
}

/// Names that were only mistyped: of the folder, of the extension, of a contract's file.
fn renamed(path: &str, folders: &[Folder]) -> Vec<String> {
    let names = TOP.into_iter().chain(folders.iter().map(|folder| folder.name));
    let Some(rest) = path.strip_prefix("data/") else { return Vec::new() };
    let (top, below) = rest.split_once('/').map_or((rest, None), |(top, below)| (top, Some(below)));
    let Some(top) = did_you_mean(&top.to_lowercase(), names) else { return Vec::new() };
    let Some(below) = below else { return vec![format!("data/{top}")] };
    let (stem, extension) = below.rsplit_once('.').unwrap_or((below, ""));
    let right = match extension.to_ascii_lowercase().as_str() {
        "toml" | "tml" | "tom" | "yaml" | "yml" | "json" | "" => "toml",
        "md" | "markdown" | "mdown" | "txt" => "md",
        "csv" | "tsv" => "csv",
        _ => extension,
    };
    vec![
        format!("data/{top}/{below}"),
        format!("data/{top}/{stem}.{right}"),
        format!("data/{top}/{stem}/contract.toml"),
        format!("data/{top}/{}.{right}", stem.replace("amendment-", "amendment-0")),
    ]
}

/// A folder of the format that stands below another, and a folder below one that has none.
fn moved(path: &str, folders: &[Folder]) -> Vec<String> {
    let parts: Vec<&str> = path.split('/').collect();
    let is_folder = |name: &str| TOP[3..].contains(&name) || folders.iter().any(|folder| folder.name == name);
    let Some(name) = parts.last() else { return Vec::new() };
    let mut meant: Vec<String> = (2..parts.len())
        .rev()
        .filter(|&at| is_folder(parts[at]))
        .map(|at| format!("data/{}", parts[at..].join("/")))
        .collect();
    match parts.as_slice() {
        ["data", "metrics", vendor, below @ .., _] if !below.is_empty() => {
            meant.push(format!("data/metrics/{vendor}/{name}"));
            meant.push(format!("data/metrics/{vendor}/{}-{name}", below.join("-")));
        }
        ["data", "contracts", .., contract, _] => meant.push(format!("data/contracts/{contract}/{name}")),
        ["data", top, _, ..] if is_folder(top) => meant.push(format!("data/{top}/{name}")),
        _ => {}
    }
    meant
}

/// What stands in a folder that is called like a vendor, and a contract outside the folder of contracts.
fn owned(path: &str, is_taken: impl Fn(&str) -> bool) -> Vec<String> {
    match path.split('/').collect::<Vec<_>>().as_slice() {
        ["data", .., owner, "contract.toml"] => vec![format!("data/contracts/{owner}/contract.toml")],
        ["data", name]
            if name.strip_suffix(".toml").is_some_and(|id| is_taken(&format!("data/metrics/{id}/"))) =>
        {
            vec![format!("data/vendors/{name}")]
        }
        ["data", .., vendor, name] if is_taken(&format!("data/vendors/{vendor}.toml")) => {
            vec![format!("data/metrics/{vendor}/{name}")]
        }
        _ => Vec::new(),
    }
}

/// One message a cause: the files of one wrong folder that belong into one right folder are one.
pub fn told(mut misplaced: Vec<Misplaced>, folders: &[Folder]) -> Vec<Diagnostic> {
    misplaced.sort_by(|a, b| a.path.cmp(&b.path));
    let mut groups: BTreeMap<(&str, Option<&str>), Vec<&Misplaced>> = BTreeMap::new();
    let mut told = Vec::new();
    for one in &misplaced {
        if one.taken.is_some() || one.meant.is_some() && one.folder_meant().is_none() {
            told.push(unexpected(one, folders));
        } else {
            groups.entry((one.path.folder(), one.folder_meant())).or_default().push(one);
        }
    }
    for ((folder, meant), files) in groups {
        match files.as_slice() {
            // Files in a folder that the format has are each a cause of their own.
            [first, _, ..] if !is_of_format(folder, folders) => {
                let help = match meant {
                    Some(meant) => format!("move its files to {meant}/"),
                    None => "move it out of data/".to_owned(),
                };
                let message = format!(
                    "the format has no folder `{folder}`, where {} stand",
                    plural(files.len(), "file")
                );
                let diagnostic = Diagnostic::of_file(&codes::UNEXPECTED_FILE, first.path.clone(), message);
                let right = first.meant.as_deref().map_or_else(|| first.path.clone(), RepoPath::new);
                told.push(diagnostic.label(belongs(&right, folders)).help(help));
            }
            files => told.extend(files.iter().map(|one| unexpected(one, folders))),
        }
    }
    told
}

/// Whether some file of the format may stand in a folder.
fn is_of_format(folder: &str, folders: &[Folder]) -> bool {
    let is_named = folder
        .strip_prefix("data/")
        .is_none_or(|name| TOP[3..].contains(&name) || folders.iter().any(|folder| folder.name == name));
    let files = ["x.toml", "x.md", "x.csv", "x.sql", "contract.toml", "amendment-01.toml"];
    is_named || files.iter().any(|file| classify(&format!("{folder}/{file}"), folders).is_some())
}

/// Files and folders at the top of the repository that belong into `data/`, a folder told at its first file.
pub fn outside(files: &[&RepoPath]) -> Vec<Diagnostic> {
    let mut folders: BTreeMap<&str, Vec<&RepoPath>> = BTreeMap::new();
    for path in files {
        let top = path.as_str().split('/').next().unwrap_or_default();
        folders.entry(top).or_default().push(path);
    }
    let told = folders.into_iter().filter_map(|(top, files)| {
        let first = (*files.first()?).clone();
        let message = match first.as_str() == top {
            true => format!("the file `{top}` stands outside of data/"),
            false => {
                format!("the folder `{top}` with {} stands outside of data/", plural(files.len(), "file"))
            }
        };
        let found = Diagnostic::of_file(&codes::UNEXPECTED_FILE, first, message);
        Some(found.label("only what stands in data/ is read").help(format!("move it to data/{top}")))
    });
    told.collect()
}

fn unexpected(misplaced: &Misplaced, folders: &[Folder]) -> Diagnostic {
    let Misplaced { path, meant, taken } = misplaced;
    let message = format!("the format has no file `{path}`");
    let extension = path.file_name().rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_moved = meant
        .as_deref()
        .is_some_and(|meant| meant.rsplit_once('/').map(|(folder, _)| folder) != Some(path.folder()));
    let of_taken = |taken: &String| {
        format!(
            "{taken} is there already and would be overwritten: compare the two, and remove this one or move it there under an id of its own"
        )
    };
    let free = || {
        match (meant, extension) {
        (Some(meant), "yaml" | "yml" | "json") => format!("write it as TOML, in {meant}"),
        (Some(meant), "tsv") => format!("save it with commas between the cells, as {meant}"),
        (Some(meant), _) if is_moved => format!("move it to {meant}"),
        (Some(meant), _) => format!("rename it to {meant}"),
        (None, "csv") => format!("move it to data/metrics/<vendor>/{}, or out of data/", path.file_name()),
        (None, "xlsx" | "xls" | "ods") => {
            let parts: Vec<&str> = path.as_str().split('/').collect();
            let vendor = match parts.as_slice() {
                ["data", "metrics", vendor, _] => vendor,
                _ => "<vendor>",
            };
            format!("save its sheet as data/metrics/{vendor}/{}.csv, and move it out of data/", path.stem())
        }
        (None, "toml" | "md") => match kind_of_stem(path.file_name(), folders) {
            Some("contracts") => {
                "move it to data/contracts/<contract>/contract.toml, in a folder that is called by the id by which other files name it".to_owned()
            }
            Some(kind) => {
                format!("move it to data/{kind}/, renamed to the id by which other files name it")
            }
            None if path.folder() != "data" && is_of_format(path.folder(), folders) => {
                "give it a name that its folder has for its files, or move it out of data/".to_owned()
            }
            None if path.stem().eq_ignore_ascii_case("readme") => "move it out of data/".to_owned(),
            None => {
                "move it to the folder of its kind, or out of data/ if it is no record of the book".to_owned()
            }
        },
        (None, _) => "move it out of data/".to_owned(),
    }
    };
    let help = taken.as_ref().map_or_else(free, of_taken);
    let right = meant.as_ref().or(taken.as_ref());
    Diagnostic::of_file(&codes::UNEXPECTED_FILE, path.clone(), message)
        .label(belongs(&right.map_or_else(|| path.clone(), |right| RepoPath::new(right)), folders))
        .help(help)
}

/// What stands where the file does, or where such files stand.
fn belongs(path: &RepoPath, folders: &[Folder]) -> String {
    let parts: Vec<&str> = path.as_str().split('/').collect();
    match parts.as_slice() {
        ["data", "metrics", ..] => {
            "metric files stand in the folder of their vendor: data/metrics/<vendor>/<file>.csv".to_owned()
        }
        ["data", "contracts", ..] => {
            "a contract is data/contracts/<contract>/contract.toml with amendment-NN.toml beside it"
                .to_owned()
        }
        ["data", "clauses", ..] => {
            "a shared clause is data/clauses/<clause>.toml with data/clauses/<clause>/amendment-NN.toml"
                .to_owned()
        }
        ["data", name, ..] if TOP[3..].contains(name) => {
            format!("data/{name}/ holds .toml files, and no folders")
        }
        ["data", name, ..] => match folders.iter().find(|folder| folder.name == *name) {
            Some(Folder { form: Form::Id, extension, expected, .. }) if expected.starts_with("docs/") => {
                format!("data/{name}/ holds .{extension} files, and no folders")
            }
            Some(Folder { form: Form::IdBelow, extension, expected, .. })
                if expected.starts_with("docs/") =>
            {
                format!(
                    "data/{name}/ holds .{extension} files and their pictures, in folders or beside each other"
                )
            }
            Some(folder) => folder.expected.to_owned(),
            None => "docs/data-format.md lists the files of data/".to_owned(),
        },
        _ => "docs/data-format.md lists the files of data/".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(path: &str, taken: &[&str]) -> Option<String> {
        let folders = [Folder::of("data/plans/<plan>.toml"), Folder::of("data/visits/<visit>.toml")];
        Misplaced::new(&RepoPath::new(path), &folders, |path| taken.contains(&path)).meant
    }

    #[test]
    fn a_file_in_the_wrong_place_says_where_it_belongs() {
        for (wrong, right) in [
            ("data/vendor/acme.toml", "data/vendors/acme.toml"),
            ("data/vendors/acme.yaml", "data/vendors/acme.toml"),
            ("data/europe/sites/porto.toml", "data/sites/porto.toml"),
            ("data/data/metrics/acme/2026.csv", "data/metrics/acme/2026.csv"),
            ("data/sites/europe/porto.toml", "data/sites/porto.toml"),
            ("data/plans/2026/porto.toml", "data/plans/porto.toml"),
            ("data/contracts/acme-2026.toml", "data/contracts/acme-2026/contract.toml"),
            ("data/contracts/emea/acme-2026/amendment-01.toml", "data/contracts/acme-2026/amendment-01.toml"),
            ("data/acme-2026/contract.toml", "data/contracts/acme-2026/contract.toml"),
            ("data/metrics/acme/2026/w45.csv", "data/metrics/acme/w45.csv"),
        ] {
            assert_eq!(meant(wrong, &[]).as_deref(), Some(right), "{wrong}");
        }
        for (wrong, right) in [
            ("data/config/book.toml", "data/book.toml"),
            ("data/metrics/metrics.toml", "data/metrics.toml"),
            ("data/vendors/acme/vendor.toml", "data/vendors/acme.toml"),
            ("data/plans/porto/plan.toml", "data/plans/porto.toml"),
        ] {
            assert_eq!(meant(wrong, &[]).as_deref(), Some(right), "{wrong}");
        }
        assert_eq!(meant("data/acme.toml", &[]), None);
        assert_eq!(
            meant("data/acme.toml", &["data/metrics/acme/"]).as_deref(),
            Some("data/vendors/acme.toml")
        );
        assert_eq!(meant("data/notes/porto.txt", &[]), None);
        assert_eq!(meant("data/acme/2026.csv", &[]), None);
        let taken = ["data/vendors/acme.toml"];
        assert_eq!(meant("data/acme/2026.csv", &taken).as_deref(), Some("data/metrics/acme/2026.csv"));
        assert_eq!(meant("data/vendor/acme.toml", &taken), None, "a file stands there");
        let one = Misplaced::new(&RepoPath::new("data/vendor/acme.toml"), &[], |path| taken.contains(&path));
        assert_eq!(one.taken.as_deref(), Some("data/vendors/acme.toml"));
        let taken = ["data/metrics/acme/w45.csv"];
        assert_eq!(
            meant("data/metrics/acme/2026/w45.csv", &taken).as_deref(),
            Some("data/metrics/acme/2026-w45.csv")
        );
    }

    /// Path, message and help.
    fn said(paths: &[&str]) -> Vec<(String, String, String)> {
        let folders = [Folder::of("data/plans/<plan>.toml"), Folder::of("data/reports/<period>.md")];
        let wrong = paths.iter().map(|path| Misplaced::new(&RepoPath::new(path), &folders, |_| false));
        let told = told(wrong.collect(), &folders).into_iter();
        told.map(|one| (one.place.path.to_string(), one.message, one.help.to_string())).collect()
    }

    #[test]
    fn a_folder_of_the_format_is_there_whatever_stands_in_it() {
        for folder in ["data/metrics/acme", "data/contracts/acme-2026", "data/reports", "data/plans"] {
            let (one, two) = (format!("{folder}/Thumbs.db"), format!("{folder}/b.log"));
            let told = said(&[&one, &two]);
            assert_eq!(told.len(), 2, "{told:?}");
            assert_eq!(told[0].1, format!("the format has no file `{one}`"));
            assert_eq!(told[0].2, "move it out of data/");
        }
        let told = said(&["data/minutes/a.txt", "data/minutes/b.txt"]);
        assert_eq!(told[0].1, "the format has no folder `data/minutes`, where 2 files stand");
        let told = said(&["data/metrics/acme/nov.xlsx"]);
        assert_eq!(told[0].2, "save its sheet as data/metrics/acme/nov.csv, and move it out of data/");
    }

    #[test]
    fn what_may_be_a_record_is_not_sent_away() {
        let kind = "move it to the folder of its kind, or out of data/ if it is no record of the book";
        for (path, help) in [
            ("data/procedures/quality-check.md", kind),
            ("data/porto.toml", kind),
            (
                "data/project.toml",
                "move it to data/projects/, renamed to the id by which other files name it",
            ),
            (
                "data/contract.toml",
                "move it to data/contracts/<contract>/contract.toml, in a folder that is called by the id by which other files name it",
            ),
            ("data/README.md", "move it out of data/"),
            (
                "data/reports/week-46.md",
                "give it a name that its folder has for its files, or move it out of data/",
            ),
        ] {
            assert_eq!(said(&[path])[0].2, help, "{path}");
        }
    }
}
