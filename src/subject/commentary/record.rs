//! `data/reports/<week or month>.md`: what a person says of it, and what the words claim.

use std::collections::BTreeMap;

use crate::core::contract::known::Known;
use crate::core::reading::Reading;
use crate::core::registered::Registered;
use crate::kit::declared::{Reader, Record, Table};
use crate::kit::id::{PersonId, VendorId};
use crate::kit::period::Period;
use crate::kit::record::layout::{Folder, Form, Kind, Stem};
use crate::kit::source::{At, Place, Span};
use crate::kit::toml::{front, values};
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
#[derive(Clone, Debug, Record)]
#[record(noun = "report", path = "data/reports/<period>.md")]
pub struct Commentary {
    /// A week or a month.
    pub period: Period,
    /// Who wrote it.
    #[key(example = "ada-north")]
    pub author: At<PersonId>,
    /// One sentence, of a week; absent leaves the generated one.
    #[key(example = "Nothing of Acme's work was measured this week")]
    pub headline: Option<At<String>>,
    #[key(only = "headline")]
    pub claims: Vec<Claim>,
    /// Bytes of the text after the front matter, in the file of `place`.
    pub body: Span,
    pub place: Place,
}

/// What the headline says of a vendor, so that it can be checked; at least one with a headline.
#[derive(Clone, Debug, Record)]
#[record(noun = "claim")]
pub struct Claim {
    /// Whose work it is about.
    #[key(example = "acme")]
    pub vendor: At<VendorId>,
    /// Which part of it.
    #[key(example = "quality")]
    pub family: At<Family>,
    /// What the grid of vendors says of it.
    #[key(example = "not-measured")]
    pub status: At<FamilyStatus>,
    pub place: Place,
}

impl Registered for Records {
    fn folders() -> Vec<Folder> {
        let expected = "a commentary is data/reports/<week or month>.md, such as 2026-W46.md or 2026-11.md";
        vec![Folder { form: Form::Period, expected, ..Folder::of(Commentary::PATH) }]
    }

    fn tables() -> Vec<Table> {
        vec![Commentary::table()]
    }

    fn read(reading: &mut Reading<'_>, known: &Known<'_>) -> Self {
        reading.each(|file, doc, log| {
            let Kind::Record(Folder { name: "reports", .. }, Stem::Period(period)) = file.kind else {
                return None;
            };
            let read = Commentary::read("", &doc.root, known.catalog, log, |draft, reader| {
                Commentary::check(draft, reader, period);
            });
            Some((period, read?))
        })
    }
}

impl Commentary {
    /// The rules between its keys: what a headline claims is held against the scorecards of a week.
    pub fn check(draft: &mut CommentaryDraft, reader: &Reader<'_, '_, '_>, period: Period) {
        draft.period = Some(period);
        let front = reader.fields.node;
        draft.body = front::body(front.text);
        if matches!(period, Period::Month(..)) {
            for (key, node) in ["headline", "claims"].iter().filter_map(|key| Some((key, front.get(key)?))) {
                let label = "claims are held against the scorecards of a week";
                let help = format!("write it below the front matter, and remove `{key}`");
                values::bad_value::<()>(node, format!("a month has no `{key}`"), label, &help, reader.log());
            }
        } else if let Some(headline) = &draft.headline
            && front.get("claims").is_none_or(|claims| claims.items().is_empty())
        {
            let label = "what a headline says of vendors is listed in `claims`, so that it can be checked";
            let help = "add `claims = [{ vendor = \"…\", family = \"…\", status = \"…\" }]`";
            reader.bad_value(headline, "the headline claims nothing", label, help);
        }
    }
}
