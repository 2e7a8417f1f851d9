//! Personal data must not enter the book: git never forgets. E-mail addresses anywhere, and columns about persons.

use crate::diag::{Diagnostic, MOST_MESSAGES, codes};
use crate::source::{Place, Text};

/// Columns that speak of single persons, without `_` and `-`.
const COLUMNS: [&str; 27] = [
    "name",
    "fullname",
    "firstname",
    "lastname",
    "surname",
    "email",
    "mail",
    "phone",
    "employee",
    "employeeid",
    "agent",
    "agentid",
    "agentname",
    "moderator",
    "moderatorid",
    "annotator",
    "annotatorid",
    "labeller",
    "labeler",
    "reviewer",
    "worker",
    "workerid",
    "user",
    "userid",
    "username",
    "login",
    "person",
];

pub fn is_personal_column(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    COLUMNS.contains(&plain.to_ascii_lowercase().as_str())
}

pub fn column(name: &str, place: Place) -> Diagnostic {
    Diagnostic::new(&codes::PERSONAL_DATA, place, format!("column `{name}` speaks of single persons"))
        .label("CSV files hold figures of sites, queues, languages and roles only")
        .help("remove the column, and its past versions from the history")
}

/// Every e-mail address of a text. The message does not repeat it.
pub fn emails(text: &Text) -> Vec<Diagnostic> {
    let content = text.content();
    content
        .match_indices('@')
        .filter_map(|(at, _)| email_around(content, at))
        .take(MOST_MESSAGES + 1)
        .map(|(start, end)| {
            Diagnostic::new(
                &codes::PERSONAL_DATA,
                text.place(start..end),
                "an e-mail address stands in the text",
            )
            .label("people are named by the handles of book.toml")
            .help("write a handle or a role, and remove the address from the history")
        })
        .collect()
}

/// Bytes of the address around an `@`: something before it, a dotted name with letters at its end behind it.
fn email_around(content: &str, at: usize) -> Option<(usize, usize)> {
    let local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    let before = &content[..at];
    let start =
        before.len() - before.chars().rev().take_while(|&c| local(c)).map(char::len_utf8).sum::<usize>();
    let domain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let after = &content[at + 1..];
    let length = after.chars().take_while(|&c| domain(c)).map(char::len_utf8).sum::<usize>();
    let name = after[..length].trim_end_matches(['.', '-']);
    let (host, top) = name.rsplit_once('.')?;
    // git@host is how repositories are named, not a person.
    let is_address = start < at
        && &content[start..at] != "git"
        && !host.is_empty()
        && !host.starts_with(['.', '-'])
        && top.chars().count() >= 2
        && top.chars().all(char::is_alphabetic);
    is_address.then_some((start, at + 1 + name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::RepoPath;

    fn found(text: &str) -> Vec<String> {
        let text = Text::new(RepoPath::new("a"), text);
        emails(&text)
            .iter()
            .map(|d| text.content()[d.place.span.start..d.place.span.end].to_owned())
            .collect()
    }

    #[test]
    fn addresses_are_found_and_other_signs_are_not() {
        assert_eq!(found("ask <ann.lee+x@mail.example.org>."), ["ann.lee+x@mail.example.org"]);
        assert_eq!(found("jörg@exämple.de, b@c.io"), ["jörg@exämple.de", "b@c.io"]);
        assert!(found("@handle, a @ b.c, 3@1.5, x@localhost, @media (a.b)").is_empty());
    }
}
