//! Escalations as they are written: what about, raised by whom and when, each answer, and how it ended.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::contract::known::{Clause, Known};
use crate::core::registered::Listed;
use crate::kit::declared::{Reader, Record};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{DecisionId, EscalationId, MeetingId, PartId, PersonId, PlanId, SiteId, VendorId};
use crate::kit::source::{At, Place};

/// Something that was raised to somebody above.
#[derive(Clone, Debug, Record)]
#[record(noun = "escalation", path = "data/escalations/<escalation>.toml")]
pub struct Escalation {
    pub id: EscalationId,
    /// What it is about, in a few words.
    #[key(example = "The October review with Acme was not held")]
    pub title: At<String>,
    /// The vendor it is about.
    #[key(example = "acme")]
    pub vendor: At<VendorId>,
    /// The site it is about, one of the vendor's.
    #[key(example = "acme-porto")]
    pub site: Option<At<SiteId>>,
    /// Misses that it is about, as contract/service-level: it answers a chronic miss of them.
    #[key(example = "acme-2026/accuracy", loose)]
    pub service_levels: Vec<At<Clause>>,
    /// The series of meetings of which one was missed.
    // Resolved by the checks.
    #[key(example = "acme-quarterly")]
    pub meeting: Option<At<MeetingId>>,
    /// The plan that does not get on.
    // Resolved by the checks.
    #[key(example = "porto-accuracy")]
    pub plan: Option<At<PlanId>>,
    /// The day on which it was raised: the clock of the first step runs from it.
    #[key(example = "2026-10-19")]
    pub raised_on: At<Date>,
    /// Who raised it.
    #[key(example = "ada-north")]
    pub raised_by: At<PersonId>,
    /// What was tried before, in a sentence.
    #[key(example = "Two dates were offered, and both were turned down")]
    pub reason: At<String>,
    /// The decision that it came to.
    // Resolved by the checks.
    #[key(example = "renew-acme")]
    pub decision: Option<At<DecisionId>>,
    /// Plan/action that carries it out.
    #[key(example = "porto-accuracy/brief-late-shift", loose)]
    pub actions: Vec<At<(PlanId, PartId)>>,
    /// The day on which it was closed: no clock runs any more.
    #[key(example = "2026-11-12")]
    pub closed_on: Option<At<Date>>,
    /// How it ended, in a sentence.
    #[key(example = "The review was held, and the next is fixed", when = "closed-on", only = "closed-on")]
    pub outcome: Option<At<String>>,
    // In order of day.
    #[key(name = "answer")]
    pub answers: Vec<Answer>,
    pub place: Place,
}

/// What a step of the ladder said.
#[derive(Clone, Debug, Record)]
#[record(noun = "answer")]
pub struct Answer {
    /// The step, of the book's ladder.
    // Resolved by the checks.
    #[key(example = "account-leads")]
    pub step: At<PartId>,
    /// When it was answered.
    #[key(example = "2026-10-22")]
    pub on: At<Date>,
    /// Who answered: a role or a handle.
    #[key(example = "ada-north")]
    pub by: At<String>,
    /// What was said.
    #[key(example = "The vendor offers no date before December")]
    pub text: At<String>,
    /// Whether that settles it; else it rises to the next step.
    #[key(example = true, default = false)]
    pub settles: At<bool>,
}

/// What a register keeps of them.
pub type Records = BTreeMap<EscalationId, Escalation>;

impl Listed for Escalation {
    fn check(draft: &mut EscalationDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        let vendor = draft.vendor.as_ref();
        reader.site_of_vendor(draft.site.as_ref(), vendor);
        reader.in_order("raised-on", "closed-on");
        draft.service_levels.retain(|level| known.is_with(level, vendor, reader));
        let closed = draft.closed_on.iter().map(|on| ("closed-on", on));
        let days = draft.answers.iter().map(|answer| ("on", &answer.on)).chain(closed);
        for (key, on) in days {
            reader.has_come(known.today, key, Some(on));
        }
        if let Some(raised) = &draft.raised_on {
            for answer in draft.answers.iter().filter(|answer| *answer.on < **raised) {
                let before = Diagnostic::new(
                    &codes::DATE_ORDER,
                    answer.on.place.clone(),
                    "`on` of an answer lies before `raised-on`",
                );
                let before = before.label(format!("expected {} or later", **raised));
                let before = before.help("correct one of the two dates");
                reader.log().push(before.related(raised.place.clone(), "`raised-on`"));
            }
        }
        draft.answers.sort_by_key(|answer| *answer.on);
    }
}
