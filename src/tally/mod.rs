//! `tally KIND FILE --map MAP`: a register that stays where it lies, counted. Out come rows of counts for the book, and a list of what to do today for the
//! person who acts. Accounts, people and numbers of tickets stand in the list alone, which is never part of the book.

pub mod counted;
pub mod names;
pub mod export;
pub mod accounts;
pub mod grants;
pub mod tickets;
pub mod roster;
pub mod wellness;
pub mod suppressed;
pub mod register;
pub mod written;
