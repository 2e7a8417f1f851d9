//! Budgets: the versions of a plan of costs, each with its reason and its approval. The amounts stand in `data/budget-lines`.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::registered::Listed;
use crate::kit::declared::{Month, Reader, Record};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{BudgetId, PersonId};
use crate::kit::source::{At, Place, Setting};

/// A plan of costs for a stretch of months, in the book's currency.
#[derive(Clone, Debug, Record)]
#[record(noun = "budget", path = "data/budgets/<budget>.toml")]
pub struct Budget {
    pub id: BudgetId,
    /// What it is called.
    #[key(example = "Budget 2026")]
    pub title: At<String>,
    /// Its first month.
    #[key(example = "2026-01")]
    pub first_month: At<Month>,
    /// How many it has.
    #[key(example = 12, default = 12_u32, range = 1..=60)]
    pub months: Setting<u32>,
    /// Who answers for it.
    #[key(example = "ada-north")]
    pub owner: At<PersonId>,
    /// In order of number; the last that was approved by a day holds on it.
    #[key(name = "version", range = 1..=100)]
    pub versions: Vec<BudgetVersion>,
    pub place: Place,
}

/// A version: its lines stand in place of those of earlier versions for the same month, vendor, project and category.
#[derive(Clone, Debug, Record)]
#[record(noun = "version")]
pub struct BudgetVersion {
    /// 1, 2, 3 …
    #[key(example = 1, range = 1..=1000)]
    pub number: At<u32>,
    /// Why there is a new one.
    #[key(example = "As planned in November 2025")]
    pub reason: At<String>,
    /// Who approved it; without it the version is a proposal.
    #[key(example = "ben-field", when = "approved-on")]
    pub approved_by: Option<At<PersonId>>,
    /// Whom they stood in for, where they did: a delegation hands it to them on that day.
    #[key(example = "ada-north", only = "approved-by")]
    pub in_place_of: Option<At<PersonId>>,
    /// When; it holds from this day on.
    #[key(example = "2025-12-15", when = "approved-by")]
    pub approved_on: Option<At<Date>>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = BTreeMap<BudgetId, Budget>;

impl Listed for Budget {
    fn check(draft: &mut BudgetDraft, reader: &Reader<'_, '_, '_>, _: &Known<'_>) {
        for pair in draft.versions.windows(2) {
            let [before, version] = pair else { continue };
            let approved = (&before.approved_on, &version.approved_on);
            if *version.number <= *before.number {
                let message = format!("version {} follows version {}", *version.number, *before.number);
                let label = format!("expected a number above {}", *before.number);
                let place = version.number.place.clone();
                let wrong = Diagnostic::new(&codes::BAD_VALUE, place, message);
                reader.log().push(wrong.label(label).help("number the versions in their order"));
            }
            if let (Some(earlier), Some(later)) = approved
                && **later < **earlier
            {
                let message = format!("version {} was approved before the one before it", *version.number);
                let wrong = Diagnostic::new(&codes::DATE_ORDER, later.place.clone(), message);
                let label = format!("expected {} or later", **earlier);
                reader.log().push(wrong.label(label).help("correct one of the two days"));
            }
        }
    }
}
