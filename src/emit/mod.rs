//! Diagnostics for people, for programs, for GitHub and for code scanning. Pure: diagnostics in, text out.

mod human;
mod json;
mod github;
mod sarif;
mod summary;
pub mod difference;

use std::collections::BTreeMap;

pub use crate::kit::prose::visible::visible;
pub use github::github;
pub use human::human;
pub use json::{FORMAT as JSON_FORMAT, json};
pub use sarif::sarif;
pub use summary::{by_code, decimal_bytes, grouped, listed, seconds};

use crate::kit::source::{RepoPath, Text};

/// The texts that diagnostics point into, as a snapshot holds them.
pub type Texts = BTreeMap<RepoPath, Text>;

/// Fixed diagnostics over one text, for the tests of every format.
#[cfg(test)]
pub(crate) mod sample {
    use super::Texts;
    use crate::kit::diag::codes::{ACTION_OVERDUE, MISSING_FILE, SOP_PAST_REVIEW, UNKNOWN_VENDOR};
    use crate::kit::diag::{Diagnostic, Diagnostics};
    use crate::kit::source::{RepoPath, Text};

    pub const CONTRACT: &str = "# MSA\n\nvendor = \"acme-eu\"\ntitle = \"100%, \u{1b}[31mred\u{202e}\"\n";

    pub fn contract() -> Text {
        Text::new(RepoPath::new("data/contracts/a,b/contract.toml"), CONTRACT)
    }

    pub fn texts() -> Texts {
        Texts::from([(contract().path.clone(), contract())])
    }

    /// An error with label and help, a warning whose text is hostile, a waived one, one of a file that is not there.
    pub fn diagnostics() -> Diagnostics {
        let text = contract();
        let mut all = Diagnostics::default();
        all.push(
            Diagnostic::new(
                &UNKNOWN_VENDOR,
                text.place(16..25),
                "contract names vendor `acme-eu`, which has no file",
            )
            .label("expected data/vendors/acme-eu.toml")
            .help("did you mean `acme-asia`?"),
        );
        all.push(
            Diagnostic::new(
                &ACTION_OVERDUE,
                text.place(34..53),
                "100%, \u{1b}[31mred\u{202e}\n::error::stolen",
            )
            .related(text.place(0..5), "due here"),
        );
        let mut waived = Diagnostic::new(&SOP_PAST_REVIEW, text.place(26..31), "review is past");
        waived.waived_by = Some(text.place(0..5));
        all.push(waived);
        all.push(Diagnostic::of_file(
            &MISSING_FILE,
            RepoPath::new("data/book.toml"),
            "the book has no book.toml",
        ));
        all.sort();
        all
    }
}
