//! Columns of CSV files that speak of single persons.

use crate::diag::{Diagnostic, codes};
use crate::source::Place;

/// Columns that speak of single persons, without `_` and `-`.
const COLUMNS: [&str; 33] = [
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
    "personid",
    "account",
    "accountid",
    "badge",
    "badgeid",
    "assignee",
];

pub fn is_personal_column(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    COLUMNS.contains(&plain.to_ascii_lowercase().as_str())
}

/// Whether a column may as well name organisations.
pub fn is_ambiguous(name: &str) -> bool {
    name.eq_ignore_ascii_case("name")
}

pub fn column(name: &str, place: Place) -> Diagnostic {
    let (speaks, label) = if is_ambiguous(name) {
        let label = "if it names organisations, book.toml says so: `organisation-columns = [\"name\"]`";
        ("may name single persons", label)
    } else {
        ("speaks of single persons", "CSV files hold figures of sites, queues, languages and roles only")
    };
    Diagnostic::new(&codes::PERSONAL_DATA, place, format!("column `{name}` {speaks}"))
        .label(label)
        .help("remove the column")
}
