//! What `signoff` writes: the file that says who stands for a period's figures, or why signed figures have changed.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::civil::Date;

use crate::core::contract::window::closes_on;
use crate::kit::diag::{Class, Diagnostic, Diagnostics, codes, did_you_mean, list_or, plural};
use crate::kit::id::PersonId;
use crate::kit::period::Period;
use crate::kit::source::{Recorded, RepoPath, Snapshot, Text};
use crate::pipeline;
use crate::subject::delegation::figures::handed::handed_away;
use crate::subject::delegation::figures::signed::is_unconfirmed;
use crate::subject::read;
use crate::subject::register::Register;
use crate::subject::signoff::figures::{Covered, KeptCovers, SignedPeriod, covered, may_approve, signed};
use crate::subject::signoff::record::Signoff;

mod away;

/// Most people whom one message proposes.
const SHOWN: usize = 5;

/// What was asked for.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// A week, a month or a quarter, as files are called after it.
    pub period: &'a str,
    /// The handle of who signs, or who approves a restatement.
    pub by: &'a str,
    /// The handle of whom they stand in for, where they do.
    pub in_place_of: Option<&'a str>,
    pub note: Option<&'a str>,
    /// Why signed figures have changed: writes a restatement, not a sign-off.
    pub reason: Option<&'a str>,
    /// `None`: the as-of date.
    pub on: Option<Date>,
}

/// A file to be added to the book.
#[derive(Clone, Debug)]
pub struct Signing {
    /// From the root.
    pub path: String,
    pub text: String,
    pub covered: Covered,
    /// It agrees to what stands there already.
    pub is_confirmation: bool,
}

/// The canonical listing of what a sign-off of `period` covers today, whose SHA-256 it states.
///
/// # Errors
/// The book cannot be read, or the period has not ended; in words.
pub fn listing(snapshot: &Snapshot, period: &str) -> Result<String, String> {
    let (register, _) = checked(snapshot)?;
    Ok(covers(&register, named(&register, period)?)?.listing)
}

/// The file that signs a period, or restates a signed one. What it gives, `check` accepts.
///
/// # Errors
/// Why it cannot be signed and what can be done, in words: the book has defects, the person is unknown or away, nobody has handed it to them, the
/// period has not ended, has no rows or is signed already; a restatement by who made the change, or whatever else `check` would say of the file.
pub fn sign(snapshot: &Snapshot, asked: &Request<'_>) -> Result<Signing, String> {
    let (register, diagnostics) = checked(snapshot)?;
    let period = named(&register, asked.period)?;
    let covered = covers(&register, period)?;
    let person = person(&register, asked.by)?;
    let of = asked.in_place_of.map(|of| self::person(&register, of)).transpose()?;
    let on = asked.on.unwrap_or_else(|| register.as_of());
    away::refused(&register, asked, (&person, of.as_ref()), on)?;
    let ends = closes_on(&register, period);
    if on < ends {
        return Err(format!("{period} ends on {ends}, after {on}"));
    }
    if covered.rows.is_empty() {
        return Err(format!("there are no rows of {period} to sign"));
    }
    // A restatement is the way out of these, of one period after the other.
    let is_mended_so = |d: &&Diagnostic| {
        asked.reason.is_some() && [&codes::SIGNOFF_STALE, &codes::RESTATEMENT_REFUSED].contains(&d.code)
    };
    let hindering: Vec<&Diagnostic> = defects(&diagnostics).filter(|d| !is_mended_so(d)).collect();
    if let Some(first) = hindering.first() {
        return Err(hindered(first, hindering.len()));
    }
    let stem = format!("data/signoffs/{}", period.stem());
    let state = signed(&register, &snapshot.recorded, &snapshot.texts, &KeptCovers::default())
        .periods
        .remove(&period);
    let mut is_confirmation = false;
    let who = Who { by: &person, of: of.as_ref(), on };
    let (path, text) = match (asked.reason, register.signoffs.get(&period).zip(state.as_ref())) {
        (None, None) => (format!("{stem}.toml"), signoff(period, asked.note, who, &covered)),
        (None, Some((signed, state))) => return Err(signed_already(&register, signed, state)),
        (Some(_), None) => return Err(format!("{period} is not signed off: leave --reason out")),
        (Some(reason), Some((signed, state))) => {
            is_confirmation = state.holds() && !state.is_refused();
            if is_confirmation && !is_unconfirmed(&register, signed, state) {
                return Err(format!(
                    "what was signed for {period} still stands: there is nothing to restate"
                ));
            }
            let number = signed.restatements.len() + 1;
            (format!("{stem}-restatement-{number:02}.toml"), restatement(reason, who, &covered))
        }
    };
    let with = with_file(snapshot, &path, &text);
    let (_, after) = checked(&with)?;
    let is_new = |d: &&Diagnostic| {
        d.place.path.as_str() == path || !diagnostics.iter().any(|before| before.message == d.message)
    };
    match defects(&after).find(is_new) {
        Some(defect) if defect.code == &codes::RESTATEMENT_REFUSED => {
            Err(refused(&register, &snapshot.recorded, state.as_ref(), (on, defect)))
        }
        Some(defect) => Err(format!("`scorebook check` would refuse it: {}", told(defect))),
        None => Ok(Signing { path, text, covered, is_confirmation }),
    }
}

fn defects(diagnostics: &Diagnostics) -> impl Iterator<Item = &Diagnostic> {
    diagnostics.iter().filter(|d| d.code.class == Class::Defect && d.waived_by.is_none())
}

/// The book with one file more.
fn with_file(snapshot: &Snapshot, path: &str, text: &str) -> Snapshot {
    let mut with = snapshot.clone();
    let path = RepoPath::new(path);
    with.texts.insert(path.clone(), Text::new(path, text));
    with
}

fn hindered(first: &Diagnostic, count: usize) -> String {
    let which = if count == 1 { "" } else { "the first: " };
    format!("the book has {}; {which}{}", plural(count, "defect"), told(first))
}

/// A defect in one line, and the way on in the next.
fn told(defect: &Diagnostic) -> String {
    let (path, line) = (&defect.place.path, defect.place.line);
    let help = if defect.help.is_empty() { "`scorebook check` shows it whole" } else { &defect.help };
    format!("{} ({path}:{line})\n  = help: {help}", defect.message)
}

/// Why a restatement by who made the change is not written, and by whom it can be.
fn refused(
    register: &Register,
    recorded: &Recorded,
    state: Option<&SignedPeriod>,
    (on, defect): (Date, &Diagnostic),
) -> String {
    let mut others = state.map(|state| may_approve(register, recorded, state)).unwrap_or_default();
    others.retain(|who| handed_away(register, who, on, false).next().is_none());
    let help = match &others[..] {
        [] => "add who agrees to the people of data/book.toml: everybody there has made a change or is away"
            .to_owned(),
        others => {
            let named: Vec<String> = others.iter().take(SHOWN).map(|id| format!("--by {id}")).collect();
            format!("let somebody approve it who made no change: {}", list_or(&named))
        }
    };
    format!("who made a change does not approve it; {}\n  = help: {help}", defect.label)
}

fn checked(snapshot: &Snapshot) -> Result<(Register, Diagnostics), String> {
    let diagnostics = pipeline::check(snapshot).map_err(|error| error.to_string())?;
    let (register, _) = read::read(snapshot);
    let register = register.ok_or_else(|| {
        format!("the book has {}; `scorebook check` shows them", plural(diagnostics.defects(), "defect"))
    })?;
    Ok((register, diagnostics))
}

/// The period that a stem names in this book: years start with a month of its own.
fn named(register: &Register, stem: &str) -> Result<Period, String> {
    let starts = register.settings.calendar.year_starts;
    Period::of_stem(stem, starts).ok_or_else(|| {
        let current = Period::quarter_of(register.as_of(), starts);
        format!("{stem} is no quarter of this book\n  = help: its quarters are written as {}", current.stem())
    })
}

fn covers(register: &Register, period: Period) -> Result<Covered, String> {
    let (ends, as_of) = (closes_on(register, period), register.as_of());
    if as_of < ends {
        return Err(format!("{period} ends on {ends}, after the as-of date {as_of}"));
    }
    let found = covered(register, &BTreeSet::from([period])).remove(&period);
    found.ok_or_else(|| format!("{period} is no period that is signed"))
}

fn person(register: &Register, handle: &str) -> Result<PersonId, String> {
    let id = PersonId::new(handle);
    if register.settings.people.contains_key(&id) {
        return Ok(id);
    }
    let known: Vec<&str> = register.settings.people.keys().map(PersonId::as_str).collect();
    let help =
        did_you_mean(handle, known).map_or(String::new(), |meant| format!("; did you mean `{meant}`?"));
    Err(format!("data/book.toml declares no person `{handle}`{help}"))
}

fn signed_already(register: &Register, signed: &Signoff, state: &SignedPeriod) -> String {
    let by = register.person_name(signed.signed_by.as_str());
    let (period, on) = (signed.period, *signed.on);
    let help = match state.holds() {
        true if is_unconfirmed(register, signed, state) => "; confirm it with --reason",
        true => "",
        false => "; say why it has changed with --reason",
    };
    format!("{period} was signed off by {by} on {on}{help}")
}

/// Who signs, for whom, and when.
#[derive(Clone, Copy)]
struct Who<'a> {
    by: &'a PersonId,
    of: Option<&'a PersonId>,
    on: Date,
}

impl Who<'_> {
    /// The lines of the file, the first under its own key.
    fn lines(self, key: &str) -> String {
        let of = self.of.map_or_else(String::new, |of| format!("in-place-of = \"{of}\"\n"));
        format!("{key} = \"{}\"\n{of}on = {}\n", self.by, self.on)
    }
}

fn signoff(period: Period, note: Option<&str>, who: Who<'_>, covered: &Covered) -> String {
    let who = who.lines("signed-by");
    let mut text = format!("period = \"{period}\"\n{who}hash = \"{}\"\n", covered.hash);
    // Writing to a String cannot fail.
    if let Some(note) = note {
        let _ = writeln!(text, "note = {}", quoted(note));
    }
    for (path, rows) in &covered.files {
        let _ = write!(text, "\n[[covered]]\nfile = {}\nrows = {rows}\n", quoted(path.as_str()));
    }
    text
}

fn restatement(reason: &str, who: Who<'_>, covered: &Covered) -> String {
    let who = who.lines("approved-by");
    format!("reason = {}\n{who}hash-after = \"{}\"\n", quoted(reason), covered.hash)
}

/// A basic string of TOML: JSON's escapes are all among its own, and it wants the delete character escaped too.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn any_text_is_a_string_of_toml() {
        for text in ["plain", "a \"quote\" and \\", "two\nlines\tand \u{1}\u{7f}\u{8}", "é 漢 \u{1f600} '''"]
        {
            let document = format!("note = {}", quoted(text));
            let read: toml::Table = toml::from_str(&document).expect(&document);
            assert_eq!(read["note"].as_str(), Some(text));
        }
    }
}
