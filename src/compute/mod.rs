//! Records to numbers.
pub mod interval;
pub mod spc;
pub mod stratified;
