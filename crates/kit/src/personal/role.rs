//! What book.toml declares to be of a role or an organisation, and not of a person.

use std::collections::BTreeSet;

use super::column::is_ambiguous;

/// Mailboxes and telephones of roles, in lower case and digits; columns that name organisations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    mailboxes: BTreeSet<String>,
    /// Declared, and of no role: told where they are declared.
    refused: BTreeSet<String>,
    phones: BTreeSet<String>,
    pub organisation_columns: BTreeSet<String>,
}

/// A part of an address that says what its readers do.
const ROLE_WORDS: [&str; 114] = [
    "abuse",
    "access",
    "accessibility",
    "accounting",
    "accounts",
    "admin",
    "alert",
    "alerts",
    "announce",
    "answers",
    "appeal",
    "appeals",
    "audit",
    "billing",
    "board",
    "bot",
    "bugs",
    "careers",
    "client",
    "clients",
    "committee",
    "community",
    "complaints",
    "compliance",
    "contact",
    "contracts",
    "copyright",
    "customer",
    "data",
    "delivery",
    "desk",
    "dev",
    "devops",
    "dmca",
    "dpo",
    "duty",
    "editor",
    "eng",
    "engineering",
    "enquiries",
    "escalation",
    "escalations",
    "events",
    "facilities",
    "feedback",
    "finance",
    "fraud",
    "governance",
    "grants",
    "group",
    "hello",
    "help",
    "helpdesk",
    "hotline",
    "hr",
    "inbox",
    "incident",
    "incidents",
    "info",
    "infra",
    "inquiries",
    "invoices",
    "it",
    "jobs",
    "labeling",
    "labelling",
    "leads",
    "legal",
    "list",
    "mail",
    "marketing",
    "media",
    "moderation",
    "news",
    "noc",
    "noreply",
    "office",
    "oncall",
    "operations",
    "ops",
    "partner",
    "partners",
    "payroll",
    "platform",
    "policy",
    "postmaster",
    "press",
    "privacy",
    "procurement",
    "projects",
    "qa",
    "quality",
    "queue",
    "reception",
    "reports",
    "requests",
    "risk",
    "safety",
    "sales",
    "security",
    "service",
    "servicedesk",
    "services",
    "shift",
    "sla",
    "sre",
    "support",
    "team",
    "training",
    "trust",
    "vendor",
    "vendors",
    "webmaster",
    "wfm",
];

/// Parts of an address that say what one person is.
const POSTS: [&str; 9] =
    ["lead", "leader", "teamlead", "manager", "supervisor", "head", "director", "coordinator", "coach"];

impl Roles {
    /// Of what is declared, so much as is allowed: what is wrong with the rest is reported at its line.
    pub fn of<'t>(
        mailboxes: impl Iterator<Item = &'t str>,
        phones: impl Iterator<Item = &'t str>,
        columns: impl Iterator<Item = &'t str>,
    ) -> Roles {
        let (mailboxes, refused) =
            mailboxes.map(str::to_lowercase).partition(|text| mailbox_of_role(text).is_ok());
        Roles {
            mailboxes,
            refused,
            phones: phones.filter(|text| phone_of_role(text)).map(digits).collect(),
            organisation_columns: columns
                .filter(|text| organisation_column(text))
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Whether an address is one that is declared, whatever its capitals.
    pub fn has_mailbox(&self, address: &str) -> bool {
        let address = address.to_lowercase();
        let at_any = address.split_once('@').map(|(role, _)| format!("{role}@"));
        self.mailboxes.contains(&address) || at_any.is_some_and(|role| self.mailboxes.contains(&role))
    }

    /// Whether an address is declared, and its declaration is wrong.
    pub fn has_refused(&self, address: &str) -> bool {
        self.refused.contains(&address.to_lowercase())
    }

    pub fn has_phone(&self, number: &str) -> bool {
        self.phones.contains(&digits(number))
    }
}

/// Why a declared mailbox is none of a role: `ops@acme.example`, or `ops@` for that of any domain.
///
/// # Errors
/// What is wrong with it.
pub fn mailbox_of_role(text: &str) -> Result<(), &'static str> {
    let Some((role, domain)) = text.split_once('@') else { return Err("it has no @") };
    let is_domain = |text: &str| {
        text.contains('.') && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
    };
    if !domain.is_empty() && !is_domain(domain) {
        return Err("what stands after the @ is no domain");
    }
    if is_role(role) { Ok(()) } else { Err("its name is no role's, and may be a person's") }
}

/// Whether some part of a local part is a word for a role: `ops`, `trust-and-safety`, `qa.team2`, `vendorops`.
fn is_role(local: &str) -> bool {
    let lower = local.to_lowercase();
    let is_word = |part: &str| ROLE_WORDS.contains(&part.trim_end_matches(|c: char| c.is_ascii_digit()));
    let is_two = |part: &str| ROLE_WORDS.iter().any(|word| part.strip_prefix(word).is_some_and(is_word));
    let parts: Vec<&str> = lower.split(['.', '-', '_', '+', '&']).filter(|part| !part.is_empty()).collect();
    // Who leads a team is one person: a name may stand beside it, as a place does beside `ops`.
    let is_post = parts.iter().any(|part| POSTS.contains(part));
    let is_known = |part: &&str| is_word(part) || is_two(part) || POSTS.contains(part) || *part == "and";
    matches!(lower.as_str(), "on-call" | "no-reply" | "do-not-reply" | "t&s")
        || parts.iter().any(|part| is_word(part) || is_two(part)) && (!is_post || parts.iter().all(is_known))
}

/// Whether a declared telephone number has the form of one.
pub fn phone_of_role(text: &str) -> bool {
    let is_written = text.starts_with('+')
        && text[1..].chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')'));
    is_written && (8..=15).contains(&digits(text).len())
}

/// Whether a column may be declared to name organisations: one that could name either, and none that is plainly about persons.
pub fn organisation_column(text: &str) -> bool {
    is_ambiguous(text)
}

/// The digits that are dialled from abroad: without the zero that only callers at home dial, and without `00` for the plus.
fn digits(text: &str) -> String {
    let digits: String = text.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    digits.strip_prefix("00").map_or(digits.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_cannot_be_declared_as_a_role() {
        for role in [
            "ops@acme.com",
            "Trust-and-Safety@labelling.acme.uk",
            "vendorops@acme.com",
            "qa.team2@acme.com",
            "abuse@",
            "no-reply@acme.com",
            "reception-porto@acme.com",
            "team-lead@acme.com",
            "t&s@acme.com",
        ] {
            assert_eq!(mailbox_of_role(role), Ok(()), "{role}");
        }
        for person in [
            "ann.lee@acme.com",
            "ann@acme.com",
            "alee@acme.com",
            "ann.lee@",
            "joe.stops@acme.com",
            "team-lead-anna@acme.com",
            "ops.manager.ann@",
            "ops",
            "ops@acme",
        ] {
            assert!(mailbox_of_role(person).is_err(), "{person}");
        }
        assert!(phone_of_role("+351 21 000 0000") && !phone_of_role("21 000 0000") && !phone_of_role("+1 2"));
        assert!(
            organisation_column("name") && !organisation_column("email") && !organisation_column("surname")
        );
    }

    #[test]
    fn what_is_not_allowed_is_not_declared() {
        let roles = Roles::of(
            ["ops@acme.com", "abuse@", "ann.lee@acme.com"].into_iter(),
            ["+351 21 000 0000"].into_iter(),
            ["name", "email"].into_iter(),
        );
        assert!(roles.has_mailbox("Ops@acme.com") && roles.has_mailbox("abuse@borealis.lv"));
        assert!(!roles.has_mailbox("ops@borealis.lv") && !roles.has_mailbox("ann.lee@acme.com"));
        assert!(roles.has_phone("+351-21-0000000"));
        assert!(roles.has_phone("+351 (0)21 000 0000") && roles.has_phone("00351 210 000 000"));
        assert!(roles.organisation_columns.contains("name") && !roles.organisation_columns.contains("email"));
    }
}
