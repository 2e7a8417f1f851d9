//! Right of reply: what a vendor says of a figure about its work, and what was decided of it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::contract::known::{Clause, Known};
use crate::core::registered::Listed;
use crate::kit::calendar::Grain;
use crate::kit::declared::{Reader, Record, WindowPeriod};
use crate::kit::id::{ContractId, MetricId, PersonId, QueueId, ResponseId, ServiceLevelId, SiteId, VendorId};
use crate::kit::source::{At, Place};
use crate::kit::words::closed_list;

closed_list! {
    /// What kind of figure a response is about.
    ResponseAbout {
        Result = "result" "result",
        Credit = "credit" "service credit",
        Rating = "rating" "rating",
        Measurement = "measurement" "measurement",
    }
    Answer {
        Accepted = "accepted" "Accepted",
        Disputed = "disputed" "Disputed",
    }
    /// What became of a dispute.
    Ruled {
        Upheld = "upheld" "Dispute upheld",
        PartlyUpheld = "partly-upheld" "Dispute partly upheld",
        Rejected = "rejected" "Dispute rejected",
    }
}

/// A figure that was put to its vendor, and the answer.
// The figure stays as it is whatever the vendor says: it is marked.
#[derive(Clone, Debug, Record)]
#[record(noun = "response", path = "data/responses/<response>.toml")]
pub struct Response {
    pub id: ResponseId,
    /// Who was asked.
    #[key(example = "acme")]
    pub vendor: At<VendorId>,
    /// What kind of figure it is.
    #[key(example = "result")]
    pub about: At<ResponseAbout>,
    /// Contract/service-level.
    #[key(
        example = "acme-2026/accuracy",
        when = "about = result | credit",
        only = "about = result | credit"
    )]
    pub service_level: Option<At<Clause>>,
    /// Its grain is that of the period.
    #[key(example = "open-backlog", when = "about = measurement", only = "about = measurement")]
    pub metric: Option<At<MetricId>>,
    /// The site's figure; absent: the vendor's.
    #[key(
        example = "acme-porto",
        when = "about = measurement",
        only = "about = result | rating | measurement"
    )]
    pub site: Option<At<SiteId>>,
    /// Of one queue.
    #[key(example = "atlas-pt", only = "about = measurement")]
    pub queue: Option<At<QueueId>>,
    /// The window, the month of the credit, the week of the rating, the period of the rows.
    #[key(example = "2026-09")]
    pub period: At<WindowPeriod>,
    /// When the figure was put to the vendor.
    #[key(example = "2026-10-05")]
    pub asked_on: At<Date>,
    /// Not before asked-on.
    #[key(example = "2026-10-14")]
    pub answer_due_on: At<Date>,
    /// Absent until there is one.
    #[key(example = "disputed")]
    pub answer: Option<At<Answer>>,
    /// Not before asked-on.
    #[key(example = "2026-10-12", when = "answer", only = "answer")]
    pub answered_on: Option<At<Date>>,
    /// A role at the vendor.
    #[key(example = "Site lead, Porto", when = "answer", only = "answer")]
    pub answered_by: Option<At<String>>,
    /// What the vendor says.
    #[key(example = "Twelve audits were made on the former guideline", when = "answer", only = "answer")]
    pub text: Option<At<String>>,
    /// What shows it.
    #[key(example = "Audit list of week 38", when = "answer = disputed", only = "answer")]
    pub evidence: Option<At<String>>,
    /// The day by which the dispute is decided; not before answered-on.
    #[key(example = "2026-10-26", when = "answer = disputed", only = "answer = disputed")]
    pub decision_due_on: Option<At<Date>>,
    /// Absent until it is decided.
    #[key(example = "partly-upheld", only = "answer = disputed")]
    pub decision: Option<At<Ruled>>,
    /// Not before answered-on.
    #[key(example = "2026-10-23", when = "decision", only = "decision")]
    pub decided_on: Option<At<Date>>,
    /// A handle of book.toml.
    #[key(example = "ben-field", when = "decision", only = "decision")]
    pub decided_by: Option<At<PersonId>>,
    /// Whom they stood in for, where they did: a delegation hands it to them on that day.
    #[key(example = "ada-north", only = "decision")]
    pub in_place_of: Option<At<PersonId>>,
    /// Why it was decided so.
    #[key(
        example = "Nine of the twelve were; their rows were corrected",
        when = "decision",
        only = "decision"
    )]
    pub reason: Option<At<String>>,
    pub figure: Replied,
    pub place: Place,
}

/// The figure that a response is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replied {
    Result(ContractId, ServiceLevelId),
    Credit(ContractId, ServiceLevelId),
    Rating,
    /// Of a site; of one queue where it names one.
    Measurement(MetricId, Option<QueueId>),
}

impl Replied {
    pub fn about(&self) -> ResponseAbout {
        match self {
            Replied::Result(..) => ResponseAbout::Result,
            Replied::Credit(..) => ResponseAbout::Credit,
            Replied::Rating => ResponseAbout::Rating,
            Replied::Measurement(..) => ResponseAbout::Measurement,
        }
    }
}

/// How far a response has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not answered; `late` once its date has passed.
    Awaited {
        late: bool,
    },
    Accepted,
    /// Disputed and not decided; `late` once that date has passed.
    Disputed {
        late: bool,
    },
    Decided(Ruled),
}

/// What a register keeps of them.
pub type Records = BTreeMap<ResponseId, Response>;

impl Listed for Response {
    /// The figure that its keys name, and its period.
    fn check(draft: &mut ResponseDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        reader.site_of_vendor(draft.site.as_ref(), draft.vendor.as_ref());
        reader.in_order("asked-on", "answer-due-on");
        reader.in_order("asked-on", "answered-on");
        reader.in_order("answered-on", "decision-due-on");
        reader.in_order("answered-on", "decided-on");
        draft.figure = figure(draft, reader, known);
    }
}

impl Response {
    /// Whether the vendor had answered by a day.
    pub fn is_answered_on(&self, day: Date) -> bool {
        self.answered_on.as_ref().is_some_and(|on| **on <= day)
    }

    /// What was decided of a dispute by a day.
    pub fn ruled_on(&self, day: Date) -> Option<Ruled> {
        let has_come = self.decided_on.as_ref().is_some_and(|on| **on <= day);
        self.decision.as_ref().filter(|_| has_come).map(|ruled| **ruled)
    }

    /// On a day; `None` before the vendor was asked.
    pub fn standing(&self, day: Date) -> Option<Standing> {
        if day < *self.asked_on {
            return None;
        }
        let answer = self.answer.as_ref().filter(|_| self.is_answered_on(day));
        Some(match (answer.map(|answer| **answer), self.ruled_on(day)) {
            (None, _) => Standing::Awaited { late: *self.answer_due_on < day },
            (Some(Answer::Accepted), _) => Standing::Accepted,
            (Some(Answer::Disputed), Some(ruled)) => Standing::Decided(ruled),
            (Some(Answer::Disputed), None) => {
                Standing::Disputed { late: self.decision_due_on.as_ref().is_some_and(|due| **due < day) }
            }
        })
    }
}

/// `None`: what is wrong has been reported.
fn figure(draft: &ResponseDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) -> Option<Replied> {
    let period = draft.period.as_ref()?;
    let help = "name the period of the figure";
    let clause =
        draft.service_level.as_ref().filter(|clause| known.is_with(clause, draft.vendor.as_ref(), reader));
    let of_grain = |grain, wanted: &str| {
        let fits = period.0.grain() == Some(grain);
        if !fits {
            let message = format!("`{}` is no period of this figure", period.0);
            reader.bad_value(period, message, format!("expected {wanted}"), help);
        }
        fits
    };
    match **draft.about.as_ref()? {
        ResponseAbout::Result => {
            let (contract, level) = clause?.value.clone();
            let fits = known.is_window(period, clause?, help, reader) == Some(true);
            fits.then_some(Replied::Result(contract, level))
        }
        ResponseAbout::Credit => {
            let (contract, level) = clause?.value.clone();
            of_grain(Grain::Month, "a month such as 2026-10").then_some(Replied::Credit(contract, level))
        }
        ResponseAbout::Rating => of_grain(Grain::Week, "a week such as 2026-W46").then_some(Replied::Rating),
        ResponseAbout::Measurement => {
            let metric = draft.metric.as_ref()?;
            let queue = draft.queue.as_ref().map(|queue| queue.value.clone());
            let has_grain =
                known.metrics.get(&**metric)?.has_grain(&period.clone().map(|window| window.0), reader);
            (has_grain && draft.site.is_some()).then(|| Replied::Measurement(metric.value.clone(), queue))
        }
    }
}
