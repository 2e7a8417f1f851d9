//! Wellness of people who see harmful content, by site, week and tier: counts alone, and what is suppressed never enters the book.

pub mod address;
pub mod record;
pub mod figures;
pub(crate) mod rules;
pub mod page;
