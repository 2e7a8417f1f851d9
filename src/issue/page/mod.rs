//! Issues: the weekly and monthly reports under addresses that stay.

pub mod index;

pub mod month;

pub mod week;
