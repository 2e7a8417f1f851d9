//! Files of elsewhere to files of the book: spreadsheets to rows of metrics by a map, tables to records by their declaration. Pure: bytes and a snapshot
//! in, files and words out.
//!
//! The layer of cells knows nothing of metrics: `sheet`, `cell`, `number` and `day` read any table.

pub mod folded;
pub mod sums;
pub mod number;
pub mod raised;
pub mod strange;
pub mod cell;
pub mod hidden;
pub mod sheet;
pub mod day;
pub mod encoding;
pub mod kinds;
pub mod ragged;
pub mod separated;
#[cfg(feature = "spreadsheets")]
pub mod package;
#[cfg(feature = "spreadsheets")]
pub mod xlsx;
#[cfg(feature = "spreadsheets")]
pub mod open_document;
#[cfg(feature = "spreadsheets")]
pub mod workbook;

pub mod refusal;
pub mod unseen;
pub mod head;
pub mod names;
pub mod figure;
pub mod keys;
pub mod rewritten;
pub mod strict;
pub mod groups;
pub mod notes;
pub mod doubts;
pub mod beside;
pub mod observed;
pub mod gone;
pub mod again;
pub mod merge;
pub mod spreadsheet;
pub mod imported;
pub mod summary;
pub mod accepted;

pub mod guess;
pub mod known;
pub mod asked;
pub mod propose;
pub mod latin;
pub mod literal;
mod as_toml;
pub mod called;
pub mod records;
pub mod yaml;
pub mod pictures;
pub mod relinked;
pub mod procedures;

pub mod invoices;
