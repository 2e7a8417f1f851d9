//! Which file is what, by its path alone.

use crate::diag::{Diagnostic, codes, did_you_mean};
use crate::id::{good_id, is_valid_id};
use crate::period::Period;
use crate::record::sort::Sort;
use crate::source::{Refused, RepoPath, Snapshot, Text};

/// What a path says a file is. The texts are ids: stems and folder names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Book,
    Metrics,
    Rebases,
    Vendor(String),
    Site(String),
    Project(String),
    Contract(String),
    Amendment(String, u32),
    Relief(String),
    /// Measurements of a vendor.
    Rows(String),
    /// Of a subject.
    Record(Folder, Stem),
}

/// Where the records of a subject stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Below `data/`; of a single file its name.
    pub name: &'static str,
    /// Without the dot: `toml`, `md`, `csv`.
    pub extension: &'static str,
    pub form: Form,
    /// The sort of the ids that its files' names declare, where records refer to them.
    pub sort: Option<Sort>,
    /// Key of the tables in a record whose ids others refer to.
    pub parts: Option<&'static str>,
    /// What is said of a file that does not belong there.
    pub expected: &'static str,
}

/// What the names of a folder's files say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// There is one file, and no folder.
    Single,
    Id,
    /// An id that may stand in folders below as well: they sort, and say nothing else.
    IdBelow,
    /// A week or a month.
    Period,
    /// A week or a month, and `<period>-restatement-NN` beside it.
    Restated,
}

/// What the name of one file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stem {
    None,
    Id(String),
    Period(Period),
    /// Of a period, by its number.
    Restatement(Period, u32),
}

/// What stands between angle brackets in the path of records that may be sorted into folders.
const SORTED: [&str; 1] = ["sop"];

/// Whether records whose path names `what` between angle brackets may be sorted into folders.
pub fn may_be_sorted(what: &str) -> bool {
    SORTED.contains(&what)
}

impl Folder {
    /// The folder of a path such as `data/plans/<plan>.toml`.
    pub fn of(path: &'static str) -> Folder {
        let below = path.strip_prefix("data/").unwrap_or(path);
        let what = below.split_once('<').and_then(|(_, rest)| Some(rest.split_once('>')?.0));
        let (name, form) = match below.split_once('/') {
            None => (below, Form::Single),
            Some((name, _)) if what.is_some_and(may_be_sorted) => (name, Form::IdBelow),
            Some((name, _)) => (name, Form::Id),
        };
        let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
        let expected = "docs/data-format.md lists the files of data/";
        Folder { name, extension, form, sort: None, parts: None, expected }
    }

    fn stem(&self, name: &str) -> Option<Stem> {
        let stem = name.strip_suffix(self.extension)?.strip_suffix('.').filter(|stem| !stem.is_empty())?;
        match self.form {
            Form::Single => None,
            Form::Id | Form::IdBelow => Some(Stem::Id(stem.to_owned())),
            Form::Period => week_or_month(stem).map(Stem::Period),
            Form::Restated => match stem.split_once("-restatement-") {
                None => week_or_month(stem).map(Stem::Period),
                Some((period, digits)) => {
                    let number = file_number(digits).filter(|&number| number > 0)?;
                    Some(Stem::Restatement(week_or_month(period)?, number))
                }
            },
        }
    }
}

fn week_or_month(text: &str) -> Option<Period> {
    Period::parse(text).filter(|period| matches!(period, Period::Week(_) | Period::Month(..)))
}

impl Kind {
    /// Whether a file of this kind is TOML as a whole or in its front matter.
    pub fn holds_toml(&self) -> bool {
        !matches!(self, Kind::Rows(_) | Kind::Record(Folder { extension: "csv", .. }, _))
    }

    /// The id that the path says; of a row's file its vendor.
    pub fn id(&self) -> Option<&str> {
        match self {
            Kind::Book | Kind::Metrics | Kind::Rebases => None,
            Kind::Record(_, Stem::None | Stem::Period(_) | Stem::Restatement(..)) => None,
            Kind::Vendor(id)
            | Kind::Site(id)
            | Kind::Project(id)
            | Kind::Contract(id)
            | Kind::Amendment(id, _)
            | Kind::Relief(id)
            | Kind::Rows(id)
            | Kind::Record(_, Stem::Id(id)) => Some(id),
        }
    }
}

/// A file of the book; `text` is absent when it could not be taken as text.
pub struct File<'a> {
    pub path: RepoPath,
    pub kind: Kind,
    pub text: Option<&'a Text>,
}

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
    let mut diagnostics = Vec::new();
    let mut files = Vec::new();
    for text in snapshot.texts.values() {
        let path = &text.path;
        match classify(path.as_str()) {
            Some(kind) => {
                diagnostics.extend(bad_id(path, &kind));
                files.push(File { path: path.clone(), kind, text: Some(text) });
            }
            None => {
                let meant = suggestion(path.as_str(), folders);
                diagnostics.push(unexpected(path, meant.as_deref(), folders));
                let kind = meant.as_deref().and_then(classify);
                files.extend(kind.map(|kind| File { path: path.clone(), kind, text: None }));
            }
        }
    }
    for refused in &snapshot.refused {
        let (path, diagnostic) = match refused {
            Refused::Symlink(path) => (path, symlink(path)),
            Refused::NotUtf8 { path, offset, line } if classify(path.as_str()).is_some() => {
                (path, not_utf8(path, *offset, *line))
            }
            Refused::NotUtf8 { path, .. } => {
                let meant = suggestion(path.as_str(), folders);
                (path, unexpected(path, meant.as_deref(), folders))
            }
        };
        diagnostics.push(diagnostic);
        files.extend(classify(path.as_str()).map(|kind| File { path: path.clone(), kind, text: None }));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    diagnostics.extend(missing(&files));
    (files, diagnostics)
}

/// The kind of a path, or `None` where the format has no file. `folders` are those of the subjects.
pub fn classify(path: &str, folders: &[Folder]) -> Option<Kind> {
    let parts: Vec<&str> = path.strip_prefix("data/")?.split('/').collect();
    let toml = |name: &str| name.strip_suffix(".toml").filter(|stem| !stem.is_empty()).map(str::to_owned);
    match parts.as_slice() {
        ["book.toml"] => Some(Kind::Book),
        ["metrics.toml"] => Some(Kind::Metrics),
        ["rebases.toml"] => Some(Kind::Rebases),
        ["vendors", name] => toml(name).map(Kind::Vendor),
        ["sites", name] => toml(name).map(Kind::Site),
        ["projects", name] => toml(name).map(Kind::Project),
        ["relief", name] => toml(name).map(Kind::Relief),
        ["contracts", id, "contract.toml"] => Some(Kind::Contract((*id).to_owned())),
        ["contracts", id, name] => {
            amendment_number(name).map(|number| Kind::Amendment((*id).to_owned(), number))
        }
        ["metrics", vendor, name] if name.len() > 4 && name.ends_with(".csv") => {
            Some(Kind::Rows((*vendor).to_owned()))
        }
        [name] => {
            let is_it = |folder: &&Folder| folder.form == Form::Single && folder.name == *name;
            folders.iter().find(is_it).map(|folder| Kind::Record(*folder, Stem::None))
        }
        [name, file] => {
            let folder = folders.iter().find(|folder| folder.name == *name)?;
            folder.stem(file).map(|stem| Kind::Record(*folder, stem))
        }
        [name, .., file] => {
            let is_it = |folder: &&Folder| folder.form == Form::IdBelow && folder.name == *name;
            let folder = folders.iter().find(is_it)?;
            folder.stem(file).map(|stem| Kind::Record(*folder, stem))
        }
        _ => None,
    }
}

/// `amendment-07.toml` is 7.
fn amendment_number(name: &str) -> Option<u32> {
    file_number(name.strip_prefix("amendment-")?.strip_suffix(".toml")?)
}

/// Two digits or more.
fn file_number(digits: &str) -> Option<u32> {
    let plain = digits.len() >= 2 && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok())?
}

/// The path that a wrong one probably means.
fn suggestion(path: &str, folders: &[Folder]) -> Option<String> {
    const TOP: [&str; 9] = [
        "book.toml",
        "metrics.toml",
        "rebases.toml",
        "vendors",
        "sites",
        "projects",
        "relief",
        "contracts",
        "metrics",
    ];
    let classify = |path: &str| classify(path, folders);
    let top_names = TOP.into_iter().chain(folders.iter().map(|folder| folder.name));
    let rest = path.strip_prefix("data/")?;
    let (top, below) = rest.split_once('/').map_or((rest, None), |(top, below)| (top, Some(below)));
    let top = did_you_mean(&top.to_lowercase(), top_names)?;
    let Some(below) = below else {
        let whole = format!("data/{top}");
        return classify(&whole).is_some().then_some(whole);
    };
    let (stem, extension) = below.rsplit_once('.').unwrap_or((below, ""));
    let right = match extension.to_ascii_lowercase().as_str() {
        "toml" | "tml" | "tom" | "yaml" | "yml" | "json" | "" => "toml",
        "md" | "markdown" | "mdown" | "txt" => "md",
        "csv" | "tsv" => "csv",
        _ => extension,
    };
    let candidates = [
        format!("data/{top}/{below}"),
        format!("data/{top}/{stem}.{right}"),
        format!("data/{top}/{stem}/contract.toml"),
        format!("data/{top}/{}.{right}", stem.replace("amendment-", "amendment-0")),
    ];
    candidates.into_iter().find(|candidate| candidate != path && classify(candidate).is_some())
}

fn unexpected(path: &RepoPath, meant: Option<&str>, folders: &[Folder]) -> Diagnostic {
    let diagnostic = Diagnostic::of_file(
        &codes::UNEXPECTED_FILE,
        path.clone(),
        format!("the format has no file `{path}`"),
    );
    let parts: Vec<&str> = path.as_str().split('/').collect();
    let label = match parts.as_slice() {
        ["data", "metrics", _] => "metric files stand in the folder of their vendor",
        ["data", "contracts", ..] => {
            "a contract is data/contracts/<contract>/contract.toml with amendment-NN.toml beside it"
        }
        ["data", name, ..] => folders
            .iter()
            .find(|folder| folder.name == *name)
            .map_or("docs/data-format.md lists the files of data/", |folder| folder.expected),
        _ => "docs/data-format.md lists the files of data/",
    };
    diagnostic.label(label).help(match meant {
        Some(meant) => format!("rename it to {meant}"),
        None if matches!(parts.as_slice(), ["data", "metrics", _]) => {
            format!("move it to data/metrics/<vendor>/{}", path.file_name())
        }
        None => "move it out of data/".to_owned(),
    })
}

fn bad_id(path: &RepoPath, kind: &Kind) -> Option<Diagnostic> {
    let id = kind.id().filter(|id| !is_valid_id(id))?;
    let good = good_id(id);
    let diagnostic =
        Diagnostic::of_file(&codes::BAD_ID, path.clone(), format!("the file's name makes the id `{id}`"))
            .label("ids are 1 to 63 lower-case letters, digits and single hyphens");
    Some(match good {
        Some(good) => diagnostic.help(format!("rename it to `{good}`")),
        None => diagnostic.help("rename it"),
    })
}

fn symlink(path: &RepoPath) -> Diagnostic {
    Diagnostic::of_file(&codes::SYMLINK, path.clone(), format!("`{path}` is a symbolic link"))
        .label("files under data/ are plain files")
        .help("put the file itself in its place")
}

fn not_utf8(path: &RepoPath, offset: usize, line: u32) -> Diagnostic {
    let message = format!("byte {} of the file, on line {line}, is not UTF-8", offset + 1);
    let mut diagnostic = Diagnostic::of_file(&codes::NOT_UTF8, path.clone(), message);
    diagnostic.place.line = line;
    diagnostic.label("files are UTF-8").help("save the file as UTF-8")
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
    let wants_metrics =
        files.iter().any(|file| matches!(file.kind, Kind::Contract(_) | Kind::Rows(_) | Kind::Rebases));
    if wants_metrics && !has(&Kind::Metrics) {
        missing
            .push(lack("data/metrics.toml", "measurements and service levels name the metrics it defines"));
    }
    let mut last = None;
    for file in files {
        let Kind::Amendment(id, _) = &file.kind else { continue };
        if last != Some(id) && !has(&Kind::Contract(id.clone())) {
            let path = format!("data/contracts/{id}/contract.toml");
            missing.push(lack(&path, "its folder has an amendment"));
        }
        last = Some(id);
    }
    let mut told = Vec::new();
    for file in files {
        let Kind::Record(folder, Stem::Restatement(period, number)) = file.kind else { continue };
        let path = |rest: &str| format!("data/{}/{period}{rest}.{}", folder.name, folder.extension);
        if !has(&Kind::Record(folder, Stem::Period(period))) && !told.contains(&period) {
            told.push(period);
            missing.push(lack(&path(""), "its restatement is there"));
        }
        if number > 1 && !has(&Kind::Record(folder, Stem::Restatement(period, number - 1))) {
            missing.push(lack(
                &path(&format!("-restatement-{:02}", number - 1)),
                "a later restatement is there",
            ));
        }
    }
    missing
}
