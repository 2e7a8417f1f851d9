//! Right of reply: what a vendor says of a figure about its work, and what was decided of it.

use jiff::civil::Date;

use crate::kit::id::{ContractId, MetricId, PersonId, QueueId, ResponseId, ServiceLevelId, SiteId, VendorId};
use crate::kit::period::Period;
use crate::kit::source::Place;
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

/// A figure that was put to a vendor. It stays as it is whatever the vendor says: it is marked.
#[derive(Clone, Debug)]
pub struct Response {
    pub id: ResponseId,
    pub vendor: VendorId,
    /// `None`: the vendor as a whole. Always set for a measurement, never for a credit.
    pub site: Option<SiteId>,
    pub figure: Replied,
    /// The window, the month of the credit, the week of the rating, or the period of the row.
    pub period: Period,
    pub period_place: Place,
    pub asked_on: Date,
    pub answer_due_on: Date,
    pub answer_due_place: Place,
    pub answer: Option<Answered>,
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

impl Response {
    /// What was answered by a day.
    pub fn answer_on(&self, day: Date) -> Option<&Answered> {
        self.answer.as_ref().filter(|answer| answer.on <= day)
    }

    /// On a day; `None` before the vendor was asked.
    pub fn standing(&self, day: Date) -> Option<Standing> {
        if day < self.asked_on {
            return None;
        }
        let Some(answer) = self.answer_on(day) else {
            return Some(Standing::Awaited { late: self.answer_due_on < day });
        };
        Some(match (answer.answer, answer.decision_by(day)) {
            (Answer::Accepted, _) => Standing::Accepted,
            (Answer::Disputed, Some(decision)) => Standing::Decided(decision.ruled),
            (Answer::Disputed, None) => Standing::Disputed {
                late: answer.decision_due_on.as_ref().is_some_and(|(due, _)| *due < day),
            },
        })
    }
}

impl Answered {
    /// What was decided by a day.
    pub fn decision_by(&self, day: Date) -> Option<&Decided> {
        self.decision.as_ref().filter(|decision| decision.on <= day)
    }
}

/// What the vendor says.
#[derive(Clone, Debug)]
pub struct Answered {
    pub answer: Answer,
    pub on: Date,
    /// A role at the vendor.
    pub by: String,
    pub text: String,
    /// What shows it; always there for a dispute.
    pub evidence: Option<String>,
    /// The day by which a dispute is decided, with its place; `None` for what is accepted.
    pub decision_due_on: Option<(Date, Place)>,
    pub decision: Option<Decided>,
}

/// What was decided of a dispute, by whom and why.
#[derive(Clone, Debug)]
pub struct Decided {
    pub ruled: Ruled,
    pub on: Date,
    pub by: PersonId,
    pub reason: String,
}
