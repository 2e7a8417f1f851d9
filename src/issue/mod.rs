//! Weekly and monthly issues: each as it was judged when it came out, and what has changed since.

mod recorded;
pub mod happened;
pub mod page;
pub mod judging;
pub(crate) mod why;
pub(crate) mod since;
pub(crate) mod judged;
pub(crate) mod issues;
