//! How things are called and put: phrases, names of records, tones, figures in words, the terms of a clause.

pub mod figure;

pub mod tone;

pub mod phrase;

pub mod term;

pub mod names;

pub mod clause_terms;

pub mod warned;
