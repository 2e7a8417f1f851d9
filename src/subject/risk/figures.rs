//! How a risk stands on the as-of date: its score, its next review, and whether an acceptance still holds.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::kit::calendar::{add_days, days_between};
use crate::kit::id::RiskId;
use crate::kit::source::At;
use crate::subject::given::{Computed, Given};
use crate::subject::risk::record::{Mitigation, Risk, RiskStatus};

/// A risk that was raised by the as-of date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskState {
    /// Likelihood × impact, 1 to 25.
    pub score: u32,
    /// Whether it was reviewed by then; else its review counts from the day on which it was raised.
    pub is_reviewed: bool,
    /// It was reviewed later: its record keeps the newest review alone, so nobody can say whether it was reviewed by then.
    pub is_unknown: bool,
    /// `review-days` after the last review.
    pub review_due_on: Date,
    /// Days since the review was due; below 0 it lies ahead.
    pub review_age_days: i32,
    pub standing: Standing,
    /// As its record has them.
    pub mitigations: Vec<MitigationState>,
}

/// A mitigation on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MitigationState {
    pub is_done: bool,
    /// Days past due on the day, or on that on which it was done; below 0 they lie ahead.
    pub age_days: i32,
}

impl MitigationState {
    pub fn is_overdue(self) -> bool {
        !self.is_done && self.age_days > 0
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// With the word of its status.
    Open(RiskStatus),
    /// Its acceptance holds until the day. An accepted risk is an open one.
    Accepted(Date),
    /// Days since its acceptance ended, 1 or more.
    Expired(i32),
    Closed(Date),
}

impl RiskState {
    pub fn is_open(&self) -> bool {
        !matches!(self.standing, Standing::Closed(_))
    }

    /// Key and day from which the next review counts.
    pub fn last_look<'r>(&self, risk: &'r Risk) -> (&'static str, &'r At<Date>) {
        match risk.reviewed_on.as_ref().filter(|_| self.is_reviewed) {
            Some(on) => ("reviewed-on", on),
            None => ("raised-on", &risk.raised_on),
        }
    }

    /// Mitigations that are not done, each with how it stands; none of a closed risk, which needs them no longer.
    pub fn open_mitigations<'r>(
        &'r self,
        risk: &'r Risk,
    ) -> impl Iterator<Item = (&'r Mitigation, MitigationState)> {
        let all = risk.mitigations.iter().zip(self.mitigations.iter().copied());
        all.filter(|(_, state)| self.is_open() && !state.is_done)
    }

    /// X70: nobody has looked at it in time.
    pub fn is_past_review(&self) -> bool {
        self.is_open() && !self.is_unknown && self.review_age_days > 0
    }
}

/// What a report keeps of them.
pub type Figures = BTreeMap<RiskId, RiskState>;

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let as_of = given.register.as_of();
        let raised = given.register.risks.values().filter(|risk| *risk.raised_on <= as_of);
        raised.map(|risk| (risk.id.clone(), risk_state(risk, as_of))).collect()
    }
}

/// The score is the product of the two ratings (H1); an acceptance that ended leaves the risk open (H3).
pub fn risk_state(risk: &Risk, as_of: Date) -> RiskState {
    let by_then = |on: &Option<_>| dated(on).filter(|on| *on <= as_of);
    let reviewed_on = by_then(&risk.reviewed_on);
    let is_unknown = reviewed_on.is_none() && risk.reviewed_on.is_some();
    let review_due_on = add_days(
        reviewed_on.unwrap_or(*risk.raised_on),
        i32::try_from(*risk.review_days).unwrap_or(i32::MAX),
    );
    let accepted = by_then(&risk.accepted_on).and_then(|_| dated(&risk.accepted_until));
    let standing = match (*risk.status, by_then(&risk.closed_on), accepted) {
        (RiskStatus::Closed, Some(on), _) => Standing::Closed(on),
        (RiskStatus::Closed | RiskStatus::DeviationApproved, _, Some(until)) if until < as_of => {
            Standing::Expired(days_between(until, as_of))
        }
        (RiskStatus::Closed | RiskStatus::DeviationApproved, _, Some(until)) => Standing::Accepted(until),
        // What was settled after the as-of date was open on it.
        (RiskStatus::Closed | RiskStatus::DeviationApproved, ..) => Standing::Open(RiskStatus::Open),
        (status, ..) => Standing::Open(status),
    };
    RiskState {
        score: *risk.likelihood * *risk.impact,
        is_reviewed: reviewed_on.is_some(),
        is_unknown,
        review_due_on,
        review_age_days: days_between(review_due_on, as_of),
        standing,
        mitigations: risk.mitigations.iter().map(|one| mitigation_state(one, as_of)).collect(),
    }
}

fn mitigation_state(one: &Mitigation, as_of: Date) -> MitigationState {
    let done = dated(&one.done_on).filter(|on| *on <= as_of);
    MitigationState { is_done: done.is_some(), age_days: days_between(*one.due_on, done.unwrap_or(as_of)) }
}

/// Which of two open risks is the graver: the score, then how near in time it is, which may be unsaid; then the id.
pub fn gravity(risk: &Risk, state: &RiskState) -> impl Ord + use<> {
    let nearness = risk.proximity.as_deref().copied();
    (std::cmp::Reverse(state.score), nearness.is_none(), nearness, risk.id.clone())
}

fn dated(on: &Option<At<Date>>) -> Option<Date> {
    on.as_deref().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::source::Setting;
    use crate::subject::risk::record::Proximity;
    use crate::testing::{at, day, place};

    fn risk() -> Risk {
        let words = |text: &str| at(text.to_owned());
        Risk {
            in_place_of: None,
            id: RiskId::new("late-shift"),
            title: words("The late shift cannot be staffed"),
            cause: words("Others hire in the same town"),
            event: words("A fifth leaves"),
            effect: words("Appeals wait"),
            likelihood: at(4),
            impact: at(3),
            response: at(crate::subject::risk::record::RiskResponse::Reduce),
            proximity: None,
            plan: None,
            mitigations: Vec::new(),
            due_on: None,
            owner: at(crate::kit::id::PersonId::new("ada")),
            vendor: None,
            site: None,
            raised_on: at(day("2026-08-01")),
            reviewed_on: None,
            review_days: Setting { value: 90, place: None },
            status: at(RiskStatus::Open),
            accepted_by: None,
            accepted_on: None,
            accepted_until: None,
            closed_on: None,
            outcome: None,
            signals: Vec::new(),
            place: place("data/risks/late-shift.toml", 1),
        }
    }

    fn standing(risk: &Risk, on: &str) -> Standing {
        risk_state(risk, day(on)).standing
    }

    #[test]
    fn h1_the_score_is_likelihood_times_impact() {
        assert_eq!(risk_state(&risk(), day("2026-11-15")).score, 12);
    }

    #[test]
    fn x70_a_review_counts_from_the_last_one_by_the_day_of_the_report() {
        let mut risk = risk();
        let age = |risk: &Risk, on| risk_state(risk, day(on)).review_age_days;
        assert_eq!(
            (age(&risk, "2026-10-30"), age(&risk, "2026-10-31")),
            (0, 1),
            "90 days after it was raised"
        );
        risk.reviewed_on = Some(at(day("2026-10-20")));
        assert_eq!(age(&risk, "2026-10-31"), -79);
        let before = |on| risk_state(&risk, day(on));
        assert!(before("2026-10-31").is_reviewed && !before("2026-10-31").is_unknown);
        assert!(before("2026-10-19").is_unknown, "the review had not happened, and one before it may have");
        risk.reviewed_on = Some(at(day("2026-11-20")));
        let late = risk_state(&risk, day("2026-11-10"));
        assert!(late.is_unknown && late.review_age_days > 0 && !late.is_past_review());
        risk.reviewed_on = Some(at(day("2026-10-20")));
        risk.status = at(RiskStatus::Closed);
        risk.closed_on = Some(at(day("2027-02-01")));
        assert!(risk_state(&risk, day("2027-01-31")).is_past_review(), "it was closed on the day after");
        assert!(!risk_state(&risk, day("2027-02-01")).is_past_review());
    }

    #[test]
    fn h1_the_nearer_of_two_risks_of_one_score_stands_first() {
        let of = |id: &str, impact: u32, proximity: Option<Proximity>| Risk {
            id: RiskId::new(id),
            impact: at(impact),
            proximity: proximity.map(at),
            ..risk()
        };
        let mut risks = [
            of("a-unsaid", 3, None),
            of("b-later", 3, Some(Proximity::Later)),
            of("c-month", 3, Some(Proximity::Month)),
            of("d-graver", 5, None),
            of("e-year", 3, Some(Proximity::Year)),
            of("f-quarter", 3, Some(Proximity::Quarter)),
            of("g-quarter", 3, Some(Proximity::Quarter)),
        ];
        risks.sort_by_key(|risk| gravity(risk, &risk_state(risk, day("2026-11-15"))));
        let order: Vec<&str> = risks.iter().map(|risk| &risk.id.as_str()[..1]).collect();
        assert_eq!(order.concat(), "dcfgeba");
    }

    #[test]
    fn h1_a_mitigation_is_late_after_its_day_until_it_is_done_or_the_risk_is_closed() {
        let mut risk = risk();
        risk.mitigations = vec![Mitigation {
            id: at(crate::kit::id::PartId::new("train")),
            title: at("Lyon trains ten people".to_owned()),
            owner: at("ada".to_owned()),
            due_on: at(day("2026-11-10")),
            done_on: Some(at(day("2026-11-14"))),
            evidence: None,
        }];
        let late = |risk: &Risk, on: &str| {
            let state = risk_state(risk, day(on));
            state.open_mitigations(risk).filter(|(_, one)| one.is_overdue()).count()
        };
        assert_eq!(late(&risk, "2026-11-10"), 0, "the day itself is in time");
        assert_eq!(late(&risk, "2026-11-13"), 1, "what was done later was open then");
        assert_eq!(risk_state(&risk, day("2026-11-13")).mitigations[0].age_days, 3);
        assert_eq!(late(&risk, "2026-11-14"), 0);
        assert_eq!(risk_state(&risk, day("2026-12-01")).mitigations[0].age_days, 4, "done four days late");
        risk.mitigations[0].done_on = None;
        risk.status = at(RiskStatus::Closed);
        risk.closed_on = Some(at(day("2026-11-20")));
        assert_eq!((late(&risk, "2026-11-19"), late(&risk, "2026-11-20")), (1, 0));
    }

    #[test]
    fn x71_an_accepted_risk_is_open_and_its_acceptance_ends() {
        let mut risk = risk();
        risk.status = at(RiskStatus::DeviationApproved);
        risk.accepted_on = Some(at(day("2026-09-10")));
        risk.accepted_until = Some(at(day("2026-10-31")));
        assert_eq!(standing(&risk, "2026-09-09"), Standing::Open(RiskStatus::Open), "nobody had accepted it");
        assert_eq!(standing(&risk, "2026-10-31"), Standing::Accepted(day("2026-10-31")));
        assert_eq!(standing(&risk, "2026-11-02"), Standing::Expired(2));
        assert!(
            risk_state(&risk, day("2026-09-20")).is_open() && risk_state(&risk, day("2026-11-02")).is_open()
        );
    }
}
