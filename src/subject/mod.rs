//! One folder a subject, in an order: each uses only the record and figures of those above it. In a folder: what is written
//! (`record`, and how it is read), what is computed (`figures`), checks and findings (`rules`), what is shown (`page`).

pub mod route;
pub mod shell;
pub mod wording;
pub mod evidence;
pub mod block;
pub mod control;
pub mod spark;
pub mod log;
pub mod decision;
pub mod sop;
pub mod plan;
pub mod acknowledgement;
pub mod audit;
pub mod initiative;
pub mod project;
pub mod response;
pub mod commentary;
pub mod signoff;
pub mod restatement;
pub mod waiver;
pub mod register;
pub(crate) mod closure;
pub(crate) mod shared_ids;
pub mod read;
pub mod context;
pub mod check;
pub mod report;
pub mod findings;
pub mod compute;
