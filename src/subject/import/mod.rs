//! Figures that came out of spreadsheets: how a file of a vendor is read (`data/maps`), and what was taken from which file (`data/imports`).

pub mod map;
pub mod record;
pub mod row;
pub(crate) mod rules;
pub(crate) use crate::subject::absent::{address, figures, page};
