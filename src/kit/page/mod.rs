//! The parts of a page that hold no words of the field.

pub mod table;
