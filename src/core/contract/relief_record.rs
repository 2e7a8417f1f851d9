//! Relief: what takes rows, or parts of rows, out of what a contract judges.

use jiff::civil::Date;

use crate::kit::declared::{Reader, Record};
use crate::kit::id::{ContractId, PartId, PersonId, ReliefId, ServiceLevelId, SiteId};
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::kit::source::{At, Extent, Place};

/// A dated, reasoned exception that takes rows or whole slices out of a service level.
#[derive(Clone, Debug, Record)]
#[record(noun = "relief", path = "data/relief/<relief>.toml")]
pub struct Relief {
    pub id: ReliefId,
    /// The contract that grants it.
    #[key(example = "acme-2026")]
    pub contract: At<ContractId>,
    /// Which of its service levels, at least one.
    #[key(example = "accuracy", range = 1..)]
    pub service_levels: Vec<At<ServiceLevelId>>,
    /// Empty or absent is all in scope.
    #[key(example = "acme-porto", loose)]
    pub sites: Vec<At<SiteId>>,
    /// The first day.
    #[key(example = "2026-11-02")]
    pub from_on: At<Date>,
    /// The last; not before from-on.
    #[key(example = "2026-11-08")]
    pub to_on: At<Date>,
    /// What happened.
    #[key(example = "Power cut in the district")]
    pub reason: At<String>,
    /// Without it the event is ignored and reported.
    #[key(example = "ben-field")]
    pub approved_by: Option<At<PersonId>>,
    /// Whom they stood in for, where they did: a delegation hands it to them on that day.
    #[key(example = "ada-north", only = "approved-by")]
    pub in_place_of: Option<At<PersonId>>,
    /// When; it holds from this day on.
    #[key(example = "2026-11-10")]
    pub approved_on: Option<At<Date>>,
    /// Where it is proved.
    #[key(example = "Ticket 4411")]
    pub evidence: At<String>,
    /// The event of data/calendars that it rests on.
    // Resolved by the checks.
    #[key(example = "pt-carnival-2026")]
    pub event: Option<At<PartId>>,
    #[key(name = "subtract")]
    pub subtract: Vec<Subtract>,
    pub place: Place,
}

/// What is taken out of a row; without any, rows of which every day in force is covered are left out.
#[derive(Clone, Debug, Record)]
#[record(noun = "subtraction", check = Subtract::check)]
pub struct Subtract {
    /// In the grain of the metric.
    #[key(example = "2026-W45")]
    pub period: At<Period>,
    /// In the scope of a service level above.
    #[key(example = "acme-porto")]
    pub site: At<SiteId>,
    /// No more than the row has: else a defect at this line.
    #[key(example = 0)]
    pub numerator: At<Decimal>,
    /// Likewise, and a percentage stays one: 10 of 20 taken from 490 of 500.
    #[key(example = 20)]
    pub denominator: At<Decimal>,
    pub place: Place,
    /// Its table.
    pub table: Extent,
}

impl Relief {
    /// Whether it speaks of a site of its contract.
    pub fn is_of(&self, site: &SiteId) -> bool {
        self.sites.is_empty() || self.sites.iter().any(|named| *named == *site)
    }
}

impl Subtract {
    /// Keeps where its table stands.
    pub fn check(draft: &mut SubtractDraft, reader: &Reader<'_, '_, '_>) {
        draft.table = Some(reader.fields.node.extent());
    }
}
