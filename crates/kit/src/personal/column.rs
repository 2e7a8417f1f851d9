//! Columns of CSV files that speak of single persons.

use crate::diag::{Diagnostic, codes};
use crate::source::Place;

/// Names of columns that speak of single persons, without `_` and `-`. Of staff and personnel there are counts, too.
const COLUMNS: [&str; 36] = [
    "name",
    "fullname",
    "firstname",
    "lastname",
    "surname",
    "email",
    "mail",
    "phone",
    "telephone",
    "tel",
    "employee",
    "agent",
    "moderator",
    "annotator",
    "labeller",
    "labeler",
    "reviewer",
    "rater",
    "worker",
    "user",
    "username",
    "login",
    "person",
    "account",
    "badge",
    "assignee",
    "supervisor",
    "teamlead",
    "teamleader",
    "linemanager",
    "staffname",
    "personnelname",
    "employeenumber",
    "badgenumber",
    "personnelnumber",
    "payrollnumber",
];

/// Whom an id or a name may be of.
const WHOM: [&str; 18] = [
    "employee",
    "staff",
    "personnel",
    "payroll",
    "agent",
    "moderator",
    "annotator",
    "labeller",
    "labeler",
    "reviewer",
    "rater",
    "worker",
    "user",
    "person",
    "account",
    "badge",
    "supervisor",
    "teamlead",
];

/// What follows on whom it is of.
const OF_A_PERSON: [&str; 8] = ["id", "ids", "no", "name", "email", "mail", "phone", "code"];

pub fn is_personal_column(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let plain = plain.to_ascii_lowercase();
    let is_of = |whom: &&str| plain.strip_prefix(*whom).is_some_and(|rest| OF_A_PERSON.contains(&rest));
    COLUMNS.contains(&plain.as_str()) || WHOM.iter().any(is_of)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_persons_are_known_by_their_names() {
        for personal in [
            "staff_id",
            "Staff ID",
            "telephone",
            "supervisor",
            "Agent Name",
            "employee_no",
            "reviewer-email",
            "team_lead",
            "personnel_number",
            "account_id",
        ] {
            assert!(is_personal_column(personal), "{personal}");
        }
        for figures in [
            "staff",
            "personnel",
            "agents",
            "agent_count",
            "site_name",
            "team",
            "reviewers",
            "staff_number",
            "note",
        ] {
            assert!(!is_personal_column(figures), "{figures}");
        }
    }
}
