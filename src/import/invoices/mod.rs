//! `import FILE --invoices --map MAP`: an export of accounts payable, or an invoice that came as a table, to invoice lines of the book.
//!
//! Of suppliers that the map takes to no contract nothing is kept but how many rows they have: among them may be persons.

pub mod amount;
pub mod names;
pub mod reading;
pub mod line;
pub mod strict;
pub mod table;
pub mod merge;
pub mod export;
pub mod kept;
pub mod summary;

pub mod heads;
pub mod propose;
