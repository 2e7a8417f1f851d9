//! What is computed of plans and of their actions.

pub mod plan;
pub mod tracker;
