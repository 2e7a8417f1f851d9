//! Remediation plans: their actions, criteria and what the data say of them.

pub mod address;
pub mod record;
pub mod figures;
pub mod rules;
pub mod page;
