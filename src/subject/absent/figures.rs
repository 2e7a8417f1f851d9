//! No figures.

/// What a report keeps of them.
pub type Figures = ();
