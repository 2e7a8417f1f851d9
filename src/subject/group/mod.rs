//! Above a vendor: the whole book, countries, work types, lines of business, projects and named groups, added up by week, month, quarter and year.

pub mod address;
pub mod figures;
pub mod page;
pub(crate) mod rules;
pub(crate) use crate::subject::absent::record;
