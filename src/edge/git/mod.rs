//! What git knows of the folder, read in this process: without a git binary, and without anyone's git configuration but the
//! repository's own.

mod repository;

mod tree;

mod revision;

mod checkout;

pub use checkout::{Checkout, Standing};
pub use revision::Range;

pub(super) use checkout::{at_commit, look};
pub(super) use repository::Repository;
