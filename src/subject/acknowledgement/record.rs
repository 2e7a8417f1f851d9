//! Acknowledgements of SOPs: how many people of a role at a site have read which text. Counts, never names.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::registered::Rowed;
use crate::kit::declared::{Reader, Row};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{PartId, SiteId, SopId};
use crate::kit::record::future::Today;
use crate::kit::source::{At, Place};
use crate::subject::sop::record::TextHash;
use crate::subject::sop::renamed::renamed;

/// The state of one day, not an increment.
#[derive(Clone, Debug, Row)]
#[record(noun = "acknowledgement", path = "data/acknowledgements/<file>.csv")]
pub struct Acknowledgement {
    /// Id of the SOP.
    // Resolved by the checks: the SOP may be gone.
    #[key(example = "label-guidelines")]
    pub sop: At<SopId>,
    /// Version that was read, as people know it.
    // Which text was read is settled by the hash.
    #[key(example = "2.1")]
    pub version: At<String>,
    /// Hash of the normative text that was read, 16 to 64 digits.
    #[key(example = "6ca2b6d16b5f3a27")]
    pub hash: At<TextHash>,
    /// Id of the site.
    #[key(example = "acme-porto")]
    pub site: At<SiteId>,
    /// A role, spelled as an id: never a person.
    #[key(example = "labeller")]
    pub role: At<PartId>,
    /// People who have to acknowledge, a whole number; 0 is not applicable.
    #[key(example = 96, range = 0..=1_000_000)]
    pub required: At<u32>,
    /// People who have, `required` at most.
    #[key(example = 91, range = 0..=1_000_000)]
    pub acknowledged: At<u32>,
    /// The day the counts speak for.
    #[key(example = "2026-11-13")]
    pub as_of: At<Date>,
    /// The name under which its SOP stands in the row, where the SOP was renamed since.
    pub written: Option<SopId>,
    pub place: Place,
}

/// What a register keeps of them: by file, then line. Rows of a day after the as-of date stand here too: who counts leaves them out.
pub type Records = Vec<Acknowledgement>;

impl Rowed for Acknowledgement {
    fn check(draft: &mut AcknowledgementDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        Acknowledgement::check(draft, reader, known.today);
    }

    fn across(rows: &mut [Acknowledgement], known: &Known<'_>) -> Vec<Diagnostic> {
        rows.iter_mut().for_each(|row| row.follow(known));
        repeated(rows)
    }
}

impl Acknowledgement {
    /// A row of an SOP that was renamed since speaks of the one of today.
    fn follow(&mut self, known: &Known<'_>) {
        if known.catalog.sops.contains(self.sop.as_str()) {
            return;
        }
        if let Some(id) = renamed(known.snapshot, &self.sop) {
            self.written = Some(std::mem::replace(&mut self.sop.value, id));
        }
    }

    fn check(draft: &mut AcknowledgementDraft, reader: &Reader<'_, '_, '_>, today: Today) {
        // Whether its SOP was renamed is seen when all are read.
        draft.written = Some(None);
        if let Some(day) = &draft.as_of
            && let Some(wrong) = today.future("as_of", **day, day.place.clone())
        {
            reader.log().push(wrong);
            reader.refuse();
        }
        if let (Some(required), Some(acknowledged)) = (&draft.required, &draft.acknowledged)
            && **acknowledged > **required
        {
            let message = format!("{acknowledged} acknowledged, of {required} who have to");
            let place = acknowledged.place.clone();
            reader.log().push(
                Diagnostic::new(&codes::NUMERATOR_OVER_DENOMINATOR, place, message)
                    .label(format!("expected {required} or less"))
                    .help("correct one of the two, or exchange them"),
            );
            reader.refuse();
        }
    }
}

/// Rows of all files that speak of one SOP, site, role and day twice.
fn repeated(all: &[Acknowledgement]) -> Vec<Diagnostic> {
    let mut first: BTreeMap<(&SopId, &SiteId, &PartId, Date), &Acknowledgement> = BTreeMap::new();
    let mut found = Vec::new();
    for row in all {
        let earlier = *first.entry((&row.sop, &row.site, &row.role, *row.as_of)).or_insert(row);
        if !std::ptr::eq(earlier, row) {
            let message = "the row's key stands here a second time";
            found.push(
                Diagnostic::new(&codes::DUPLICATE_ROW, row.place.clone(), message)
                    .label(match row.written != earlier.written {
                        true => {
                            format!("second row of SOP `{}`, site, role and day: it was renamed", row.sop)
                        }
                        false => "second row of this SOP, site, role and day".to_owned(),
                    })
                    .help("keep one of the two")
                    .related(earlier.place.clone(), "first row"),
            );
        }
    }
    found
}
