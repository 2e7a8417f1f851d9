//! A book to start from: files made of texts that stand in the repository's folder `starter/` as whole books, with their dates moved
//! so that the figures end just before the day the book is made.

mod shift;
mod texts;

mod record;

pub mod signoff;

use jiff::civil::Date;

use crate::kit::calendar::{add_days, week_of};
use crate::kit::period::Period;
use crate::kit::source::{RepoPath, Snapshot, Text};
use crate::pipeline;
use shift::Shift;
use signoff::quoted;

pub use record::{kinds, record};

/// The title of a book that nobody named.
pub const TITLE: &str = "Vendor scorecards: an example";
/// Its organisation.
pub const ORGANISATION: &str = "Your organisation";
/// Its currency.
pub const CURRENCY: &str = "USD";
/// Its time zone.
pub const TIME_ZONE: &str = "UTC";

/// How often figures come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// 13 weeks of them.
    Weekly,
    /// 13 months of them.
    Monthly,
}

/// Whose workflows publish the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    GitHub,
    GitLab,
    /// Nobody's.
    None,
}

/// What was asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The day the book is made. Its figures are of the weeks or months that had ended by the Sunday before it.
    pub on: Date,
    pub pace: Pace,
    pub host: Host,
    pub title: String,
    pub organisation: String,
    /// ISO 4217, three capitals.
    pub currency: String,
    /// A name of the IANA database.
    pub time_zone: String,
}

/// A file of the new book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StarterFile {
    /// From the root, `/` between folders.
    pub path: String,
    pub text: String,
}

impl Request {
    /// The day that the report of the new book speaks for: the last Sunday before it is made.
    pub fn as_of(&self) -> Date {
        add_days(Period::Week(week_of(self.on)).first_day(), -1)
    }
}

/// The files of the book that was asked for, by path. The same request gives the same bytes.
///
/// # Errors
/// What `check` says of a title, an organisation, a currency or a time zone that no book can have, in words.
pub fn files(asked: &Request) -> Result<Vec<StarterFile>, String> {
    let shift = shift_to(asked);
    let mut files: Vec<StarterFile> = texts::book(asked.pace)
        .iter()
        .map(|(path, text)| {
            let text = shift.text(text);
            let text = if *path == "data/book.toml" { book(&text, asked, shift) } else { text };
            let text = set(&text, "currency", CURRENCY, &asked.currency);
            StarterFile { path: shift.text(path), text }
        })
        .collect();
    check(&files)?;
    files.extend(around(asked));
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

/// From the days of the texts to those of the request.
fn shift_to(asked: &Request) -> Shift {
    let as_of = asked.as_of();
    match asked.pace {
        Pace::Weekly => Shift::weeks(texts::AS_OF, as_of),
        Pace::Monthly => {
            let month = Period::month_of(as_of);
            let ended = if month.last_day() == as_of { month } else { month.previous() };
            Shift::months(texts::LAST_MONTH, ended.first_day())
        }
    }
}

fn book(text: &str, asked: &Request, shift: Shift) -> String {
    let text = set(text, "title", TITLE, &asked.title);
    let text = set(&text, "organisation", ORGANISATION, &asked.organisation);
    let text = set(&text, "time-zone", TIME_ZONE, &asked.time_zone);
    // Months do not move a Sunday to a Sunday.
    text.replacen(&format!("as-of = {}", shift.day(texts::AS_OF)), &format!("as-of = {}", asked.as_of()), 1)
}

/// A key's text in place of the one that it has in the texts.
fn set(text: &str, key: &str, from: &str, to: &str) -> String {
    text.replacen(&format!("\n{key} = {}", quoted(from)), &format!("\n{key} = {}", quoted(to)), 1)
}

/// What stands beside `data/`.
fn around(asked: &Request) -> Vec<StarterFile> {
    let period = match asked.pace {
        Pace::Weekly => "week",
        Pace::Monthly => "month",
    };
    let mut readme = texts::README.replace("{period}", period);
    let mut ignored = texts::IGNORED.to_owned();
    let host: &[(&str, &str)] = match asked.host {
        Host::GitHub => {
            readme.push_str(texts::README_GITHUB);
            &texts::GITHUB
        }
        Host::GitLab => {
            readme.push_str(texts::README_GITLAB);
            ignored.push_str(texts::IGNORED_GITLAB);
            &texts::GITLAB
        }
        Host::None => &[],
    };
    let mut files: Vec<StarterFile> =
        host.iter().map(|(path, text)| file(path, (*text).to_owned())).collect();
    files.push(file("README.md", readme));
    files.push(file(".gitignore", ignored));
    files
}

fn file(path: &str, text: String) -> StarterFile {
    StarterFile { path: path.to_owned(), text }
}

/// Holds the new book against everything that `check` knows.
fn check(files: &[StarterFile]) -> Result<(), String> {
    let texts = files.iter().map(|file| {
        let path = RepoPath::new(&file.path);
        (path.clone(), Text::new(path, file.text.as_str()))
    });
    let snapshot = Snapshot { texts: texts.collect(), ..Snapshot::default() };
    let diagnostics = pipeline::check(&snapshot).map_err(|error| error.to_string())?;
    match diagnostics.iter().next() {
        None => Ok(()),
        Some(first) if first.help.is_empty() => Err(first.message.clone()),
        Some(first) => Err(format!("{}\n  = help: {}", first.message, first.help)),
    }
}
