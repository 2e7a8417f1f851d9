//! No records of its own.

/// What a register keeps of them.
pub type Records = ();
