//! Which file is what, by its path alone.

use crate::period::Period;
use crate::record::sort::Sort;
use crate::source::{RepoPath, Text};

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
    /// A clause that contracts share.
    Clause(String),
    ClauseAmendment(String, u32),
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
    /// Without the dot: `toml`, `md`, `csv`, `sql`.
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
    /// A week, a month or a quarter, and `<period>-restatement-NN` beside it.
    Restated,
}

/// What the name of one file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stem {
    None,
    Id(String),
    Period(Period),
    /// A week, a month or a quarter, as it is spelled: which days a quarter has, book.toml says.
    Spelled(String),
    /// Of a period as it is spelled, by its number.
    Restatement(String, u32),
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
                None => is_signed(stem).then(|| Stem::Spelled(stem.to_owned())),
                Some((period, digits)) => {
                    let number = file_number(digits).filter(|&number| number > 0)?;
                    is_signed(period).then(|| Stem::Restatement(period.to_owned(), number))
                }
            },
        }
    }
}

fn week_or_month(text: &str) -> Option<Period> {
    Period::parse(text).filter(|period| matches!(period, Period::Week(_) | Period::Month(..)))
}

/// Whether a stem is that of a week, a month, or a quarter of years that start with any month.
fn is_signed(stem: &str) -> bool {
    (1..=12).any(|starts| Period::of_stem(stem, starts).is_some())
}

impl Kind {
    /// Whether a file of this kind is TOML as a whole or in its front matter.
    pub fn holds_toml(&self) -> bool {
        !matches!(self, Kind::Rows(_) | Kind::Record(Folder { extension: "csv" | "sql", .. }, _))
    }

    /// The id that the path says; of a row's file its vendor.
    pub fn id(&self) -> Option<&str> {
        match self {
            Kind::Book | Kind::Metrics | Kind::Rebases => None,
            Kind::Record(_, Stem::None | Stem::Period(_) | Stem::Spelled(_) | Stem::Restatement(..)) => None,
            Kind::Vendor(id)
            | Kind::Site(id)
            | Kind::Project(id)
            | Kind::Contract(id)
            | Kind::Amendment(id, _)
            | Kind::Clause(id)
            | Kind::ClauseAmendment(id, _)
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
        ["clauses", name] => toml(name).map(Kind::Clause),
        ["clauses", id, name] => {
            amendment_number(name).map(|number| Kind::ClauseAmendment((*id).to_owned(), number))
        }
        ["metrics", vendor, name] if name.len() > 4 && name.ends_with(".csv") => {
            Some(Kind::Rows((*vendor).to_owned()))
        }
        [name] => {
            let is_it = |folder: &&Folder| folder.form == Form::Single && folder.name == *name;
            folders.iter().find(is_it).map(|folder| Kind::Record(*folder, Stem::None))
        }
        [name, file] => {
            // A record and what stands beside it may share a folder, each with an extension of its own.
            let of = |folder: &Folder| folder.stem(file).map(|stem| Kind::Record(*folder, stem));
            folders.iter().filter(|folder| folder.name == *name).find_map(of)
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
