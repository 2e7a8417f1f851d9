//! Words of graphic description: whoever reads the book did not choose to see what its people see.

mod words;
pub(crate) mod rules;
pub(crate) use crate::subject::absent::{address, figures, page, record};
