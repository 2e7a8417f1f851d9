//! Acknowledgements of SOPs: how many people of a role at a site have read which text. Counts, never names.

use jiff::civil::Date;

use crate::kit::id::{SiteId, SopId};
use crate::kit::source::Place;

/// What a register keeps of them.
pub type Records = Vec<Acknowledgement>;

/// A row of `data/acknowledgements/`: the state of one day, not an increment.
#[derive(Clone, Debug)]
pub struct Acknowledgement {
    /// Resolved by the checks: the SOP may be gone.
    pub sop: SopId,
    /// As the row writes it; which text was read is settled by `hash`.
    pub version: String,
    /// 16 to 64 lower-case hexadecimal digits from the start of the normative text's SHA-256.
    pub hash: String,
    pub site: SiteId,
    /// A role such as `labeller`, never a person.
    pub role: String,
    /// People who have to acknowledge; 0 is not applicable.
    pub required: u32,
    /// People who have; `required` at most.
    pub acknowledged: u32,
    /// The day the counts speak for.
    pub as_of: Date,
    /// The row, and two of its cells.
    pub place: Place,
    pub sop_place: Place,
    pub hash_place: Place,
}
