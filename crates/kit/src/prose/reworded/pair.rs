//! One block of a comparison.

/// A block of either text or of both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    pub old: Option<usize>,
    pub new: Option<usize>,
    pub is_moved: bool,
    /// Its words are the same and are divided into blocks otherwise, as a paragraph into two.
    pub is_divided: bool,
}
