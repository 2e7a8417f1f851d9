//! `data/reports/<week or month>.md`: what a person says of it, and what the words claim.

use std::collections::BTreeMap;

use crate::kit::id::{PersonId, VendorId};
use crate::kit::period::Period;
use crate::kit::source::{Place, Span};
use crate::kit::words::{Family, closed_list};

/// What a register keeps of them.
pub type Records = BTreeMap<Period, Commentary>;

closed_list! {
    /// What a cell of the grid of vendors by family says.
    FamilyStatus {
        Good = "good" "Good",
        ApproachingTarget = "approaching-target" "Approaching target",
        RequiresImprovement = "requires-improvement" "Requires improvement",
        Inadequate = "inadequate" "Inadequate",
        InsufficientData = "insufficient-data" "Insufficient data",
        NotMeasured = "not-measured" "Not measured",
    }
}

/// The words beside the figures of a week or a month.
#[derive(Clone, Debug)]
pub struct Commentary {
    /// A week or a month.
    pub period: Period,
    pub author: PersonId,
    /// One sentence, of a week; `None` leaves the generated one. With its place.
    pub headline: Option<(String, Place)>,
    /// What the headline says of vendors, one or more where there is a headline.
    pub claims: Vec<Claim>,
    /// Bytes of the text after the front matter, in the file of `place`.
    pub body: Span,
    pub place: Place,
}

/// One thing a headline says, so that it can be checked.
#[derive(Clone, Debug)]
pub struct Claim {
    pub vendor: VendorId,
    pub family: Family,
    pub status: FamilyStatus,
    pub place: Place,
}
