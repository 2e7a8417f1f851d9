//! What an engine answered, cell by cell as text.

/// The rows of a result, and who gave them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// What the result calls its columns.
    pub columns: Vec<String>,
    /// Each with a cell for every column; what is null is empty.
    pub rows: Vec<Vec<String>>,
    /// What the engine calls itself.
    pub engine: String,
    /// Its version, as it says it; empty where it says none.
    pub version: String,
}
