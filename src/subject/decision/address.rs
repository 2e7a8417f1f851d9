//! Addresses: what was asked for and what was decided.

use crate::subject::section::addresses;

addresses! {
/// What was asked for and what was decided.
DecisionPage in Actions {
    All = "decisions" named "Decisions",
}
}
