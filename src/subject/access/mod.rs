//! Accounts and permissions on the platform. The registers stay where they are: the book has their counts alone, as `scorebook tally` writes them.

pub mod address;
pub mod record;
pub mod figures;
pub(crate) mod rules;
pub mod page;
