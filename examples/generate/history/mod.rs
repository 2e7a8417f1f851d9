//! The demo book as a year of commits, told by story.txt and by the dates inside the records.

mod past;
mod story;
mod stream;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday, date};

use past::Book;
use story::Entry;
use stream::{Message, Stream};

const STORY: &str = include_str!("story.txt");
/// The first commit; the first week of figures is the one that starts then.
const FIRST: Date = date(2025, 11, 17);

const README: &str = "A worked example: a fictional team's book, written by `cargo run --example generate -- history`.\n\
                      No organisation, vendor, site, person or figure in it is real.\n";

/// Writes a new git repository at `output` that holds the book of `package` with its history. `git` must be installed.
pub fn generate(package: &Path, output: &Path) -> Result<(), String> {
    let mut files = crate::demo::files()?;
    let data = package.join("data");
    gather(&data, "data", &mut files)?;
    let entries = story::read(STORY)?;
    files.insert("README.md".to_owned(), README.to_owned());
    files.insert(".gitignore".to_owned(), "/site/\n".to_owned());
    let last = crate::demo::last_week()?.plus(1).monday().to_datetime(past::ROWS);
    let book = Book::new(files, entries, last)?;
    stream::import(output, &tell(&book, last)?)
}

/// Every file of a folder that is text, but for the metric files that the generator has.
fn gather(folder: &Path, name: &str, files: &mut BTreeMap<String, String>) -> Result<(), String> {
    let said = |error: std::io::Error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(said)? {
        let entry = entry.map_err(said)?;
        let path = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(said)?.is_dir() {
            gather(&entry.path(), &path, files)?;
        } else {
            let text = fs::read_to_string(entry.path()).map_err(|error| format!("{path}: {error}"))?;
            files.entry(path).or_insert(text);
        }
    }
    Ok(())
}

type Files = BTreeMap<String, String>;

/// The commits in the order of their dates.
fn tell(book: &Book, last: DateTime) -> Result<Vec<u8>, String> {
    let mut stream = Stream::default();
    let mut before = Files::new();
    let mut main = None;
    let mut branches: BTreeMap<usize, u32> = BTreeMap::new();
    for moment in moments(book, last) {
        if let Some((at, entry)) = book.entries().enumerate().find(|(_, entry)| entry.stands_alone_at(moment))
        {
            let now = book.at(moment, Some(at))?;
            let message = entry_message(book, entry, entry.on, &entry.by);
            let name = format!("refs/heads/{}", entry.branch());
            branches.insert(at, stream.commit(&name, &message, main, None, &before, &now));
            continue;
        }
        let now = book.at(moment, None)?;
        if let Some((at, entry)) = book.entries().enumerate().find(|(_, entry)| entry.lands_at(moment)) {
            let message = match &entry.merged {
                Some((on, by)) => merge_message(book, entry, *on, by),
                None => entry_message(book, entry, entry.on, &entry.by),
            };
            let other = branches.get(&at).copied();
            main = Some(stream.commit("refs/heads/main", &message, main, other, &before, &now));
            before = now;
            continue;
        }
        for (message, after) in by_itself(book, moment, &before, &now) {
            main = Some(stream.commit("refs/heads/main", &message, main, None, &before, &after));
            before = after;
        }
    }
    Ok(stream.finish())
}

/// Every moment at which something may be committed, in order.
fn moments(book: &Book, last: DateTime) -> Vec<DateTime> {
    let days = (0..).map(|n| FIRST.saturating_add(n.days())).take_while(|day| *day <= last.date());
    let rows = days.clone().filter(|day| day.weekday() == Weekday::Monday);
    let records = days.clone().map(|day| day.to_datetime(past::RECORDS));
    let mut all: Vec<DateTime> = records.chain(rows.map(|day| day.to_datetime(past::ROWS))).collect();
    all.extend(
        book.entries().flat_map(|entry| [Some(entry.on), entry.merged.as_ref().map(|(on, _)| *on)]).flatten(),
    );
    all.retain(|moment| *moment <= last);
    all.sort();
    all.dedup();
    all
}

fn entry_message(book: &Book, entry: &Entry, at: DateTime, by: &str) -> Message {
    let mut text = entry.subject.clone();
    if !entry.body.is_empty() {
        text.push_str("\n\n");
        text.push_str(&entry.body.join("\n"));
    }
    Message { name: book.person(by), handle: by.to_owned(), at, text }
}

fn merge_message(book: &Book, entry: &Entry, at: DateTime, by: &str) -> Message {
    let text = format!("Merge {}\n\n{}", entry.branch(), entry.subject);
    Message { name: book.person(by), handle: by.to_owned(), at, text }
}

/// What the rows and the dates bring at a moment without the story's help: the week's figures in one commit, each record in its own.
fn by_itself(book: &Book, at: DateTime, before: &Files, now: &Files) -> Vec<(Message, Files)> {
    let message = |by: &str, text: String| Message { name: book.person(by), handle: by.to_owned(), at, text };
    if before.is_empty() {
        return vec![(
            message("juno-saltmarsh", "The book as it stands before its first week".to_owned()),
            now.clone(),
        )];
    }
    let changed: Vec<&String> =
        now.iter().filter(|(path, text)| before.get(*path) != Some(text)).map(|(path, _)| path).collect();
    let (rows, records): (Vec<&String>, Vec<&String>) =
        changed.into_iter().partition(|path| path.ends_with(".csv"));
    let mut after = before.clone();
    let mut all = Vec::new();
    let mut take = |paths: &[&String], message: Message| {
        for path in paths {
            after.insert((*path).clone(), now[*path].clone());
        }
        all.push((message, after.clone()));
    };
    if !rows.is_empty() {
        let week = past::week_before(at.date());
        let text = format!(
            "Figures of {week}\n\nRows of all vendors; the audits of the weeks before are closed where they are final."
        );
        take(&rows, message("idris-mooring", text));
    }
    for path in records {
        let text = &now[path];
        let subject = past::subject(path, text, before.contains_key(path));
        take(&[path], message(past::author(text, book), subject));
    }
    all
}
