//! Sorts of ids, and the words in which an unknown one is reported.

use crate::diag::{Code, codes};

/// Sorts of ids that records refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    Vendor,
    Site,
    Project,
    Queue,
    Metric,
    Person,
    Contract,
    Clause,
    Sop,
    AccessRole,
}

impl Sort {
    /// What messages call such a record.
    pub fn noun(self) -> &'static str {
        self.words("").1
    }

    /// Code, noun, what is lacking, and where it would be declared.
    pub(super) fn words(self, id: &str) -> (&'static Code, &'static str, &'static str, String) {
        match self {
            Sort::Vendor => {
                (&codes::UNKNOWN_VENDOR, "vendor", "which has no file", format!("data/vendors/{id}.toml"))
            }
            Sort::Site => {
                (&codes::UNKNOWN_SITE, "site", "which has no file", format!("data/sites/{id}.toml"))
            }
            Sort::Project => {
                (&codes::UNKNOWN_PROJECT, "project", "which has no file", format!("data/projects/{id}.toml"))
            }
            Sort::Queue => (
                &codes::UNKNOWN_QUEUE,
                "queue",
                "which no project has",
                "a [[queue]] of a file in data/projects/".to_owned(),
            ),
            Sort::Metric => (
                &codes::UNKNOWN_METRIC,
                "metric",
                "which is not defined",
                format!("[metric.{id}] in data/metrics.toml"),
            ),
            Sort::Person => (
                &codes::UNKNOWN_PERSON,
                "person",
                "who is not declared",
                format!("[people.{id}] in data/book.toml"),
            ),
            Sort::Contract => (
                &codes::UNKNOWN_CONTRACT,
                "contract",
                "which has no folder",
                format!("data/contracts/{id}/contract.toml"),
            ),
            Sort::Clause => {
                (&codes::UNKNOWN_CLAUSE, "clause", "which has no file", format!("data/clauses/{id}.toml"))
            }
            Sort::Sop => (&codes::UNKNOWN_SOP, "SOP", "which has no file", format!("data/sops/{id}.md")),
            Sort::AccessRole => (
                &codes::UNKNOWN_ACCESS_ROLE,
                "access role",
                "which has no file",
                format!("data/access-roles/{id}.toml"),
            ),
        }
    }
}
