//! Messages about rows: one cause in many rows is one message, at the first of them, with the number and the lines of the others.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::commas::of_file;
use crate::diag::{Code, Diagnostic, list_and, plural};
use crate::number_form::Commas;
use crate::source::Text;

/// The messages of one file.
#[derive(Default)]
pub struct Repeats {
    told: Vec<Diagnostic>,
    causes: HashMap<(&'static str, Cause), Seen>,
    /// Messages told of a code.
    of_code: HashMap<&'static str, usize>,
    commas: OnceCell<Commas>,
}

/// What is alike in rows that have one message.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Cause {
    /// The message is the same.
    Message(String),
    /// The cells have another text and the same fault.
    Form(&'static str),
    /// Rows of one subject, such as a site: numbers in lists of the file.
    Subject(u32, u32),
    /// Whatever comes after as many messages of a code as anybody reads.
    Rest,
}

/// The rows of a cause: where its message stands among those that are told, and the lines after the first.
struct Seen {
    told: usize,
    last_line: u32,
    more: usize,
    /// First and last line of the first runs.
    runs: Vec<(u32, u32)>,
}

/// Messages of one code that a file may have before the others are only counted.
const MOST_OF_A_CODE: usize = 50;

/// Runs of lines that a message names.
const RUNS: usize = 4;

impl Repeats {
    /// A message about one row. Rows with the same message have one cause.
    pub fn row(&mut self, diagnostic: Diagnostic) {
        let cause = Cause::Message(diagnostic.message.clone());
        self.tell(diagnostic.code, cause, diagnostic.place.line, || diagnostic);
    }

    /// A message about one row, whose fault has a name: rows with the same fault have one cause.
    pub fn of_form(&mut self, fault: &'static str, diagnostic: Diagnostic) {
        self.tell(diagnostic.code, Cause::Form(fault), diagnostic.place.line, || diagnostic);
    }

    /// A message with a subject, such as a site.
    pub fn once(
        &mut self,
        code: &'static Code,
        subject: (u32, u32),
        line: u32,
        make: impl FnOnce() -> Diagnostic,
    ) {
        self.tell(code, Cause::Subject(subject.0, subject.1), line, make);
    }

    /// What commas in the numbers of the file are.
    pub fn commas(&self, text: &Text) -> Commas {
        *self.commas.get_or_init(|| of_file(text))
    }

    fn tell(&mut self, code: &'static Code, cause: Cause, line: u32, make: impl FnOnce() -> Diagnostic) {
        let told = self.of_code.entry(code.name).or_default();
        let is_known = self.causes.contains_key(&(code.name, cause.clone()));
        let cause = if is_known || *told < MOST_OF_A_CODE { cause } else { Cause::Rest };
        if let Some(seen) = self.causes.get_mut(&(code.name, cause.clone())) {
            seen.add(line);
            return;
        }
        *told += 1;
        self.causes.insert((code.name, cause), Seen::first(self.told.len(), line));
        self.told.push(make());
    }

    pub fn finish(mut self) -> Vec<Diagnostic> {
        for seen in self.causes.values().filter(|seen| seen.more > 0) {
            self.told[seen.told].message += &seen.words();
        }
        self.told
    }
}

impl Seen {
    fn first(told: usize, line: u32) -> Seen {
        Seen { told, last_line: line, more: 0, runs: Vec::new() }
    }

    fn add(&mut self, line: u32) {
        // Two cells of one row.
        if line == self.last_line {
            return;
        }
        self.last_line = line;
        self.more += 1;
        let is_full = self.runs.len() > RUNS;
        match self.runs.last_mut() {
            Some((_, last)) if *last + 1 == line => *last = line,
            _ if is_full => {}
            _ => self.runs.push((line, line)),
        }
    }

    /// `, and so in 49 more rows, lines 3 to 51`
    fn words(&self) -> String {
        let runs = self.runs.iter().take(RUNS).map(|(first, last)| match last - first {
            0 => first.to_string(),
            _ => format!("{first} to {last}"),
        });
        let mut runs: Vec<String> = runs.collect();
        if self.runs.len() > RUNS {
            runs.push("further ones".to_owned());
        }
        let line = if self.more == 1 { "line" } else { "lines" };
        format!(", and so in {}, {line} {}", plural(self.more, "more row"), list_and(&runs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::codes;
    use crate::source::RepoPath;

    fn told(lines: &[u32]) -> String {
        let mut place = Text::new(RepoPath::new("a.csv"), "a").place(0..0);
        let mut repeats = Repeats::default();
        for &line in lines {
            place.line = line;
            repeats.row(Diagnostic::new(&codes::NOT_A_NUMBER, place.clone(), "wrong"));
        }
        let told = repeats.finish();
        assert_eq!(told.len(), 1);
        told[0].message.clone()
    }

    #[test]
    fn one_cause_in_many_rows_is_one_message_with_their_lines() {
        assert_eq!(told(&[2]), "wrong");
        assert_eq!(told(&[2, 2]), "wrong", "two cells of a row are one row");
        assert_eq!(told(&[2, 9]), "wrong, and so in 1 more row, line 9");
        let fifty: Vec<u32> = (2..=51).collect();
        assert_eq!(told(&fifty), "wrong, and so in 49 more rows, lines 3 to 51");
        assert_eq!(told(&[2, 4, 5, 9]), "wrong, and so in 3 more rows, lines 4 to 5 and 9");
        assert_eq!(
            told(&[2, 4, 6, 8, 10, 12, 14]),
            "wrong, and so in 6 more rows, lines 4, 6, 8, 10 and further ones"
        );
    }

    #[test]
    fn after_fifty_messages_of_a_code_the_others_are_counted() {
        let mut place = Text::new(RepoPath::new("a.csv"), "a").place(0..0);
        let mut repeats = Repeats::default();
        for line in 2..=71 {
            place.line = line;
            repeats.row(Diagnostic::new(&codes::NOT_A_NUMBER, place.clone(), format!("{line} is wrong")));
        }
        let told = repeats.finish();
        assert_eq!(told.len(), 51);
        assert_eq!(told[50].message, "52 is wrong, and so in 19 more rows, lines 53 to 71");
    }
}
