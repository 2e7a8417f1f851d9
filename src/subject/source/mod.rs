//! Where a team's own engine, or its folder of logs, has the rows of metric files (`data/sources`), and what was pulled from there (`data/pulls`).

pub mod sum;
pub mod forms;
pub mod options;
pub mod row_source;
pub mod pulled;
pub mod record;
pub mod asked;
pub mod figures;
pub(crate) mod rules;
pub(crate) use crate::subject::absent::{address, page};
