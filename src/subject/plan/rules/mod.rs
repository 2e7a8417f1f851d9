//! What plans owe.

pub(crate) mod breach;
pub(crate) mod chronic;
pub(crate) mod closure;
pub(crate) mod plans;
