//! Figures and invoices that came out of spreadsheets: how a file is read (`data/maps`, `data/invoice-maps`, `data/register-maps`), and what was taken from which file
//! (`data/imports`).

pub mod map;
pub mod invoice_map;
pub mod register_map;
pub mod record;
pub mod row;
pub mod invoice_row;
pub(crate) mod rules;
pub(crate) use crate::subject::absent::{address, figures, page};
