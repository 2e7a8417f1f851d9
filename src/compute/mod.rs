//! Records to numbers.
