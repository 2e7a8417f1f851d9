//! The ladder of escalations: who has to answer, and within how many working days, before somebody above them has to.

use crate::kit::declared::Record;
use crate::kit::id::{PartId, PersonId};
use crate::kit::source::{At, Place};

/// A step of the ladder, the first one first.
#[derive(Clone, Debug, Record)]
#[record(noun = "escalation step")]
pub struct EscalationStep {
    /// Unique in the ladder.
    #[key(example = "account-leads")]
    pub id: At<PartId>,
    /// Who has to answer, by role, on both sides.
    #[key(example = "Partner operations manager and account lead")]
    pub title: At<String>,
    /// Who answers for it on the team's side.
    #[key(example = "ada-north")]
    pub person: Option<At<PersonId>>,
    /// Working days, of the book's calendar, within which the step is answered; then it rises to the next.
    #[key(example = 3, range = 0..=260)]
    pub working_days: At<u32>,
    pub place: Place,
}
