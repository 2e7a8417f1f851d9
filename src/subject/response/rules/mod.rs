//! What a response owes, and what it is owed.

pub(crate) mod reply;
pub(crate) mod responses;
