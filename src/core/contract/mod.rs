//! What was promised: contracts, the terms in force, relief from them.

pub mod relief_record;
pub mod words;
pub mod score_rule;
pub mod service_level;
pub mod credits;
pub mod rate;
pub mod amendment;
pub mod shared;
pub mod record;
pub mod known;
pub mod read;
pub mod terms;
pub mod standing;
pub mod window;
