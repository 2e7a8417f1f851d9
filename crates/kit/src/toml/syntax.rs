//! Syntax errors of one TOML text, all of them: the parser gives up at some, so a text with errors is taken apart
//! into statements, the wrong ones are blanked, and the rest is parsed again.

use std::borrow::Cow;
use std::ops::Range;

use toml::de::{DeTable, DeValue, Error};

use super::bare;
use super::foreign::{self, Foreign};
use crate::diag::{Code, Diagnostic, codes};
use crate::source::{Span, Text};

/// What parsing a text has shown. Offsets count from the text's start.
pub struct Checked {
    pub faults: Vec<Fault>,
    /// The text with wrong statements blanked; `None` when nothing had to be.
    pub cleaned: Option<String>,
    /// Scalars that are wrong in themselves, the rest of the text being sound.
    pub broken_values: Vec<Range<usize>>,
}

/// One syntax error.
pub struct Fault {
    code: &'static Code,
    at: Range<usize>,
    message: String,
    label: String,
    help: Cow<'static, str>,
}

impl Fault {
    pub fn diagnostic(self, text: &Text, base: usize) -> Diagnostic {
        let place = text.place(Span::new(self.at.start + base, self.at.end + base));
        Diagnostic::new(self.code, place, self.message).label(self.label).help(self.help)
    }
}

/// Wrong statements after which a text is no TOML that somebody mistyped: the rest of it is not taken apart.
const MOST_WRONG: usize = 200;

/// Statements tried together before a wrong one counts as wrong: a list or long text over several lines.
const LONGEST_STATEMENT: usize = 60;

/// Bytes of statements that are tried together.
const LONGEST_TOGETHER: usize = 16 << 10;

pub fn check(source: &str) -> Checked {
    let first = Parsed::of(source);
    if first.structural.is_none() {
        return first.into_checked(source, Vec::new()).told_once(source);
    }
    if let Some(foreign) = foreign::told(source) {
        let Foreign { at, message, help } = foreign;
        let label = "expected `key = value`, a line each".to_owned();
        let fault = Fault { code: &codes::TOML_SYNTAX, at, message, label, help: help.into() };
        return Checked { faults: vec![fault], cleaned: Some(String::new()), broken_values: Vec::new() };
    }
    let (cleaned, faults) = blank_wrong_statements(source);
    let second = Parsed::of(&cleaned);
    let mut checked = second.into_checked(&cleaned, faults);
    if checked.faults.is_empty() {
        checked.faults.extend(first.structural);
    }
    checked.cleaned = Some(cleaned);
    checked.told_once(source)
}

impl Checked {
    /// Where no text at all stands in quotes, as in files of another program, that is one cause.
    fn told_once(mut self, source: &str) -> Checked {
        let is_bare = |fault: &Fault| fault.help == bare::IN_QUOTES;
        let count = self.faults.iter().filter(|fault| is_bare(fault)).count();
        let is_quoted = |line: &str| {
            let value = line.split_once('=').map_or("", |(_, value)| value);
            value.trim_start_matches([' ', '[', '{']).starts_with(['"', '\''])
        };
        if count < FEWEST_BARE || source.lines().any(is_quoted) {
            return self;
        }
        let mut is_told = false;
        self.faults.retain(|fault| !is_bare(fault) || !std::mem::replace(&mut is_told, true));
        if let Some(first) = self.faults.iter_mut().find(|fault| is_bare(fault)) {
            let written = source.get(first.at.clone()).unwrap_or_default();
            let key = bare::key_of_line(source, first.at.start);
            first.message = format!("{count} texts stand without quotes");
            first.help = format!("put each text in double quotes, such as `{key} = \"{written}\"`").into();
        }
        self
    }
}

/// As many texts without quotes as are no slip of the pen.
const FEWEST_BARE: usize = 3;

/// How messages start that speak of what stands around a value.
const STRUCTURAL: [&str; 9] = [
    "unclosed",
    "missing comma",
    "missing assignment",
    "missing key",
    "missing value",
    "unexpected key or value",
    "unexpected content",
    "unexpected `=`",
    "extra",
];

struct Parsed {
    /// Errors inside one scalar, and repeated keys.
    local: Vec<Fault>,
    broken_values: Vec<Range<usize>>,
    /// The first error that may have swallowed what follows.
    structural: Option<Fault>,
}

impl Parsed {
    fn of(source: &str) -> Self {
        let (table, errors) = DeTable::parse_recoverable(source);
        let mut parsed = Parsed { local: Vec::new(), broken_values: Vec::new(), structural: None };
        if errors.is_empty() {
            return parsed;
        }
        let mut scalars = Vec::new();
        for (_, value) in table.get_ref() {
            collect_scalars(value.span(), value.get_ref(), &mut scalars);
        }
        scalars.sort_unstable_by_key(|scalar| (scalar.start, scalar.end));
        let mut repeated_until = 0;
        for error in &errors {
            let at = error.span().unwrap_or(0..0);
            // Scalars lie side by side: the last one that starts before the error holds it, if one does.
            let before = scalars.partition_point(|scalar: &Range<usize>| scalar.start <= at.start);
            let scalar =
                before.checked_sub(1).map(|last| &scalars[last]).filter(|scalar| at.end <= scalar.end);
            let one_line =
                |range: &&Range<usize>| !source.get((*range).clone()).unwrap_or("\n").contains('\n');
            let repeated = error.message().starts_with("duplicate key");
            let structural = STRUCTURAL.iter().any(|start| error.message().starts_with(start));
            match scalar.filter(one_line).filter(|_| !structural) {
                Some(range) => {
                    parsed.local.push(fault(source, error, Some(range)));
                    parsed.broken_values.push(range.clone());
                }
                // Keys under a header that stands twice are an echo of the header.
                None if repeated && at.start < repeated_until => {}
                None if repeated => {
                    repeated_until = end_of_repeated_table(source, &at).unwrap_or(repeated_until);
                    parsed.local.push(fault(source, error, None));
                }
                None if parsed.structural.as_ref().is_none_or(|first| at.start < first.at.start) => {
                    parsed.structural = Some(fault(source, error, None));
                }
                None => {}
            }
        }
        parsed
    }

    fn into_checked(self, source: &str, mut faults: Vec<Fault>) -> Checked {
        faults.extend(self.local);
        faults.extend(self.structural);
        faults.sort_by_key(|fault| fault.at.start);
        // One line, one message: what follows on it is an echo.
        faults.dedup_by(|later, earlier| {
            !source.get(earlier.at.start..later.at.start).is_some_and(|between| between.contains('\n'))
        });
        Checked { faults, cleaned: None, broken_values: self.broken_values }
    }
}

/// Where the table ends whose header, at the place of an error, stands a second time; `None` when it is no header.
fn end_of_repeated_table(source: &str, at: &Range<usize>) -> Option<usize> {
    let line = source[..at.start].rfind('\n').map_or(0, |end| end + 1);
    let is_header = source[line..].trim_start().starts_with('[');
    is_header.then(|| source[at.end..].find("\n[").map_or(source.len(), |next| at.end + next))
}

fn collect_scalars(at: Range<usize>, value: &DeValue<'_>, scalars: &mut Vec<Range<usize>>) {
    match value {
        DeValue::Table(table) => {
            for (_, value) in table {
                collect_scalars(value.span(), value.get_ref(), scalars);
            }
        }
        DeValue::Array(list) => {
            for value in list.iter() {
                collect_scalars(value.span(), value.get_ref(), scalars);
            }
        }
        _ => scalars.push(at),
    }
}

fn blank_wrong_statements(source: &str) -> (String, Vec<Fault>) {
    let starts = statement_starts(source);
    let end_of = |at: usize| starts.get(at + 1).copied().unwrap_or(source.len());
    let mut faults = Vec::new();
    let mut blanks: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < starts.len() {
        let statement = starts[at]..end_of(at);
        let Some(wrong) = structural_fault(&source[statement.clone()]) else {
            at += 1;
            continue;
        };
        if faults.len() >= MOST_WRONG {
            faults.push(given_up(statement.start));
            blanks.push(statement.start..source.len());
            break;
        }
        let last = starts.len().min(at + LONGEST_STATEMENT);
        let is_near = |to: &usize| end_of(*to) - starts[at] <= LONGEST_TOGETHER;
        let whole = (at + 1..last)
            .take_while(is_near)
            .find(|&to| DeTable::parse(&source[starts[at]..end_of(to)]).is_ok());
        if let Some(to) = whole {
            at = to + 1;
            continue;
        }
        let shift = statement.start;
        faults.push(Fault { at: wrong.at.start + shift..wrong.at.end + shift, ..wrong });
        let is_header = source[statement.clone()].trim_start().starts_with('[');
        blanks.push(statement);
        at += 1;
        // Keys under a wrong header would land in the table above it.
        while is_header && at < starts.len() && !source[starts[at]..].trim_start().starts_with('[') {
            blanks.push(starts[at]..end_of(at));
            at += 1;
        }
    }
    let mut cleaned = source.as_bytes().to_vec();
    for blank in blanks {
        for byte in cleaned[blank].iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')) {
            *byte = b' ';
        }
    }
    (String::from_utf8(cleaned).unwrap_or_default(), faults)
}

/// What is said of the text after the last wrong statement that is reported.
fn given_up(from: usize) -> Fault {
    Fault {
        code: &codes::TOO_MUCH,
        at: from..from,
        message: format!(
            "more than {MOST_WRONG} errors of syntax stand in the file: from here on it was not read"
        ),
        label: String::new(),
        help: "mend what is told, and check again".into(),
    }
}

/// Offsets of lines that look like the start of a statement: a key with `=`, a header, or text that is neither.
fn statement_starts(source: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut offset = 0;
    for line in source.split_inclusive('\n') {
        let trimmed = line.trim();
        let is_key = trimmed
            .split_once('=')
            .is_some_and(|(key, _)| !key.trim().is_empty() && key.trim().chars().all(is_key_character));
        let is_header = trimmed.starts_with('[')
            && trimmed[1..].starts_with(|c: char| c == '[' || c.is_ascii_alphabetic());
        let is_loose = trimmed.starts_with(|c: char| c.is_ascii_alphabetic() || c == '=');
        if offset > 0 && (is_key || is_header || is_loose) {
            starts.push(offset);
        }
        offset += line.len();
    }
    starts
}

fn is_key_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '"' | '\'' | ' ')
}

/// The error of one statement alone, unless only its value is wrong.
fn structural_fault(statement: &str) -> Option<Fault> {
    Parsed::of(statement.trim_end()).structural
}

fn fault(source: &str, error: &Error, scalar: Option<&Range<usize>>) -> Fault {
    let at = error.span().unwrap_or(0..0);
    let (said, wanted) = error.message().split_once(", expected ").unwrap_or((error.message(), ""));
    let found = source.get(at.clone()).unwrap_or("");
    let written = scalar.and_then(|scalar| source.get(scalar.clone())).unwrap_or("");
    let value = scalar.cloned().unwrap_or_else(|| at.clone());
    let label = if wanted.is_empty() { String::new() } else { format!("expected {wanted}") };
    let syntax = |at: Range<usize>, message: String, label: &str, help: &'static str| Fault {
        code: &codes::TOML_SYNTAX,
        at,
        message,
        label: label.to_owned(),
        help: help.into(),
    };
    let bare = |at: Range<usize>| {
        let told = bare::told(source.get(at.clone()).unwrap_or(""), bare::key_of_line(source, at.start));
        let code = if told.is_date { &codes::BAD_DATE } else { &codes::TOML_SYNTAX };
        Fault { code, at, message: told.message, label: told.label, help: told.help.into() }
    };
    match said {
        "string values must be quoted" if written.is_empty() => {
            syntax(value, "a key has no value".to_owned(), bare::ANY_VALUE, "write a value after the `=`")
        }
        "string values must be quoted" => bare(value),
        "duplicate key" => {
            let message = format!("`{found}` stands twice in one table");
            syntax(at, message, "second time", "keep one of the two")
        }
        "invalid basic string" | "invalid literal string" if scalar.is_some() => {
            syntax(value, "a text is never closed".to_owned(), &label, "close the quote in the same line")
        }
        "key with no value" => syntax(
            at,
            "a key stands without `=` and value".to_owned(),
            "expected `key = value`",
            "write a value, or put the text in a comment",
        ),
        "unclosed table" | "unclosed array table" => syntax(
            at,
            "the header of a table is never closed".to_owned(),
            &label,
            "close it in the same line",
        ),
        "unclosed array" => syntax(at, "a list is never closed".to_owned(), &label, "close it with `]`"),
        "missing comma between array elements" => syntax(
            at,
            "two values of a list stand without a comma".to_owned(),
            &label,
            "put a comma between them",
        ),
        "unexpected key or value" if bare::of_line(source, at.start).is_some() => {
            let (start, written) = bare::of_line(source, at.start).unwrap_or((at.start, ""));
            bare(start..start + written.len())
        }
        "invalid unquoted key" if bare::of_yaml(source, at.start).is_some() => {
            let help = format!("write {}", bare::of_yaml(source, at.start).unwrap_or_default());
            let message = "a colon stands where TOML has `=`".to_owned();
            Fault { help: help.into(), ..syntax(at, message, "expected `key = value`", "") }
        }
        "unexpected key or value" => syntax(
            at,
            "the line goes on after the value".to_owned(),
            "expected the end of the line, or `#` and a comment",
            "give the rest a line of its own",
        ),
        _ if (said.starts_with("invalid date") || said.starts_with("invalid time"))
            && bare::of_date(written).is_some() =>
        {
            bare(value)
        }
        _ if said.starts_with("invalid date") || said.starts_with("invalid time") => Fault {
            code: &codes::BAD_DATE,
            at: value,
            message: format!("`{written}` is no date"),
            label: if label.is_empty() { "expected a date".to_owned() } else { label },
            help: "write a date of the calendar as year-month-day, such as 2026-11-15".into(),
        },
        // `IE` begins as `inf` does, and `Nordwind` as `nan`.
        _ if written.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '+' | '-')) => {
            bare(value)
        }
        _ => syntax(at, said.to_owned(), &label, "correct the TOML here"),
    }
}
