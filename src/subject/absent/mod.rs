//! What a subject has not. A subject without rules takes `rules` of here, and so on.

pub mod address;
pub mod record;
pub mod figures;
pub mod rules;
pub mod page;
