//! The nouns, valid by construction.
