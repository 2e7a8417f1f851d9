//! Launch and exit gates of projects: what has to be there before work starts, and what has to be gone when it has ended.

pub mod address;
pub mod record;
pub mod figures;
pub(crate) mod rules;
pub mod page;
