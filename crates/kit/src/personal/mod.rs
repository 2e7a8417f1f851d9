//! Personal data must not enter the book: git never forgets. What looks like a person's address, number or id in any text, and columns about
//! persons; and what is none, though it looks like it: mailboxes of roles, reserved domains, logins in commands.

mod column;
mod role;
mod code;
mod address;
mod phone;
mod staff;
mod advice;

pub use advice::{Committed, advise, advise_picture};
pub use column::{column, is_ambiguous, is_personal_column};
pub use role::{Roles, mailbox_of_role, organisation_column, phone_of_role};

use crate::diag::{Diagnostic, MOST_MESSAGES, codes};
use crate::source::{Span, Text};

/// Words that look like personal data, and what they look like.
struct Looks {
    start: usize,
    end: usize,
    /// What the message calls the words; it does not repeat them whole.
    words: String,
    what: &'static str,
    why: &'static str,
}

/// Everything in a text that looks like personal data.
pub fn found(text: &Text, roles: &Roles) -> Vec<Diagnostic> {
    let content = text.content();
    let code = code::Code::of(text);
    // Where it is declared, its declaration is what is wrong.
    let is_told = |looks: &Looks| {
        text.path.as_str() == "data/book.toml" && roles.has_refused(&content[looks.start..looks.end])
    };
    let addresses =
        address::all(content, &code, roles).filter(|looks| !is_told(looks)).take(MOST_MESSAGES + 1);
    let phones = phone::all(content, roles).take(MOST_MESSAGES + 1);
    let staff = staff::all(content).take(MOST_MESSAGES + 1);
    addresses.chain(phones).chain(staff).map(|looks| told(text, &looks)).collect()
}

fn told(text: &Text, looks: &Looks) -> Diagnostic {
    let place = text.place(Span::new(looks.start, looks.end));
    let message = format!("`{}` looks like {}", looks.words, looks.what);
    Diagnostic::new(&codes::PERSONAL_DATA, place, message)
        .label(looks.why)
        .help("write a handle of book.toml or a role in its place")
}

#[cfg(test)]
mod tests;
