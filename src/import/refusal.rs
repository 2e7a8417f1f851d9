//! What is not taken, and why: one cause is told once, with the cells that have it.

use std::collections::BTreeMap;

/// Why something of a file is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// `Monthly!B7`; empty where the whole file is meant.
    pub at: String,
    /// A fact, in lower case.
    pub message: String,
    /// What helps, as one imperative sentence; empty where nothing can be said.
    pub help: String,
    /// What the cells of one cause share where their texts differ, such as the column and what mends it; empty: the message.
    alike: String,
}

impl Refusal {
    pub fn new(at: impl Into<String>, message: impl Into<String>, help: impl Into<String>) -> Refusal {
        Refusal { at: at.into(), message: message.into(), help: help.into(), alike: String::new() }
    }

    /// With one cause in the whole column: what mends one cell mends them all.
    pub fn in_column(mut self, column: usize) -> Refusal {
        self.alike = format!("{column} {}", self.help);
        self
    }

    pub fn of_file(message: impl Into<String>, help: impl Into<String>) -> Refusal {
        Refusal::new("", message, help)
    }
}

/// Refusals with one cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    pub first: Refusal,
    /// The other cells, in the order of the file.
    pub others: Vec<String>,
}

/// Each cause once, in the order of its first cell.
pub fn causes(refusals: &[Refusal]) -> Vec<Cause> {
    let mut known: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut causes: Vec<Cause> = Vec::new();
    for refusal in refusals {
        let key = match refusal.alike.as_str() {
            "" => (refusal.message.as_str(), refusal.help.as_str()),
            alike => ("", alike),
        };
        match known.get(&key) {
            Some(&at) => causes[at].others.push(refusal.at.clone()),
            None => {
                known.insert(key, causes.len());
                causes.push(Cause { first: refusal.clone(), others: Vec::new() });
            }
        }
    }
    causes
}
