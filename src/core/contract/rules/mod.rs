//! What contracts leave open or say against themselves.

pub(crate) mod contracts;
pub(crate) mod loosened;
pub(crate) mod relief;
pub(crate) mod relief_above;
