//! The headline against books made at random, and what a person wrote against the figures.

use proptest::prelude::*;

use super::worst::worst;
use super::*;
use crate::core::settings::forms::Currency;
use crate::kit::declared::{Month, Tallied};
use crate::kit::id::{ContractId, MetricId, PersonId, RiskId, ServiceLevelId, SiteId};
use crate::kit::number::Money;
use crate::kit::source::{Setting, Span};
use crate::kit::words::RatingName;
use crate::subject::access::record::{AccessCount, AccessMeasure};
use crate::subject::commentary::record::{Claim, Commentary, FamilyStatus};
use crate::subject::invoice::record::InvoiceLine;
use crate::subject::report::{Report, report};
use crate::subject::risk::record::{Risk, RiskResponse, RiskStatus};
use crate::testing::{Bench, BenchRow, at, contract, day, decision, metric, place, plan, service_level};

const VENDORS: [(&str, &str, &str); 3] = [
    ("acme", "Acme Labelling", "acme-porto"),
    ("borealis", "Borealis", "borealis-riga"),
    ("cirrus", "Cirrus", "cirrus-cork"),
];
const METRICS: [(&str, Family); 3] =
    [("accuracy", Family::Quality), ("on-time", Family::Latency), ("breaks", Family::Wellness)];
const WEEKS: [&str; 3] = ["2026-W44", "2026-W45", "2026-W46"];

/// Percent of each week by vendor and metric; `None` where nothing was reported.
type Values = [[[Option<i64>; 3]; 3]; 3];

fn book(vendors: usize, metrics: usize, values: &Values) -> Bench {
    let mut bench = Bench::new();
    for (id, family) in &METRICS[1..metrics] {
        bench.add_metric(metric(id, *family));
    }
    for (at, (vendor, name, site)) in VENDORS[..vendors].iter().enumerate() {
        if at > 0 {
            bench.add_vendor(vendor, name);
            bench.add_site(site, vendor, site);
            let mut own = contract(&format!("{vendor}-2026"));
            own.vendor = VendorId::new(vendor);
            bench.add_contract(own);
        }
        let own = bench.register.contracts.get_mut(format!("{vendor}-2026").as_str()).expect("its contract");
        for (id, family) in &METRICS[1..metrics] {
            let mut level = service_level(id, &place("data/contracts/acme-2026/contract.toml", 30));
            level.family = *family;
            level.metric = MetricId::new(id);
            level.name = (*id).to_owned();
            own.versions[0].terms.service_levels.insert(level.id.clone(), level);
        }
        for (of, (id, _)) in METRICS[..metrics].iter().enumerate() {
            for (week, value) in WEEKS.iter().zip(values[at][of]) {
                if let Some(value) = value {
                    bench.add(BenchRow::new(site, id, week, value, 100));
                }
            }
        }
    }
    bench
}

fn values() -> impl Strategy<Value = Values> {
    let value = prop_oneof![1 => Just(None), 4 => Just(Some(96)), 4 => (80_i64..100).prop_map(Some)];
    proptest::array::uniform3(proptest::array::uniform3(proptest::array::uniform3(value)))
}

/// The newest week for which anybody has reported.
fn newest(vendors: usize, metrics: usize, values: &Values) -> usize {
    let reported = |week: &usize| {
        values[..vendors].iter().any(|of| of[..metrics].iter().any(|weeks| weeks[*week].is_some()))
    };
    (0..3).rev().find(reported).unwrap_or(2)
}

/// Missed and judged service levels of a vendor, counted by hand from the values of a week.
fn tally(vendor: usize, metrics: usize, values: &Values, week: usize) -> (usize, usize) {
    let last = values[vendor][..metrics].iter().filter_map(|weeks| weeks[week]);
    (last.clone().filter(|value| *value < 95).count(), last.count())
}

/// A missed gate (wellness), the farthest below the target, the longest run: by hand from the values.
fn gravity(vendor: usize, metrics: usize, values: &Values) -> (bool, Option<i64>, usize) {
    let weeks = || values[vendor][..metrics].iter().filter(|weeks| weeks[2].is_some());
    let run =
        |weeks: &[Option<i64>; 3]| weeks.iter().rev().flatten().take_while(|value| **value < 95).count();
    let gate = metrics > 2 && values[vendor][2][2].is_some_and(|value| value < 95);
    (gate, weeks().filter_map(|weeks| Some(95 - weeks[2]?)).max(), weeks().map(run).max().unwrap_or(0))
}

/// Records of other subjects: an open risk, an invoice, accounts to remove, a dismissed signal. Which of them, by the bits of a number.
fn with_more(bench: &mut Bench, which: u8) {
    let words = |text: &str| at(text.to_owned());
    if which & 1 != 0 {
        let risk = Risk {
            in_place_of: None,
            id: RiskId::new("late-shift"),
            title: words("The late shift cannot be staffed"),
            cause: words("Others hire"),
            event: words("A fifth leaves"),
            effect: words("Appeals wait"),
            likelihood: at(5),
            impact: at(5),
            response: at(RiskResponse::Reduce),
            proximity: None,
            plan: None,
            mitigations: Vec::new(),
            due_on: None,
            owner: at(PersonId::new("ada-north")),
            vendor: Some(at(VendorId::new("acme"))),
            site: None,
            raised_on: at(day("2026-08-01")),
            reviewed_on: None,
            review_days: Setting { value: 30, place: None },
            status: at(RiskStatus::Open),
            accepted_by: None,
            accepted_on: None,
            accepted_until: None,
            closed_on: None,
            outcome: None,
            signals: Vec::new(),
            place: place("data/risks/late-shift.toml", 1),
        };
        bench.register.risks.insert(risk.id.clone(), risk);
    }
    if which & 2 != 0 {
        bench.register.invoices.push(InvoiceLine {
            invoice: words("A-1"),
            contract: at(ContractId::new("acme-2026")),
            issued_on: at(day("2026-11-02")),
            due_on: None,
            month: at(Month::new(Period::parse("2026-10").expect("a month")).expect("a month")),
            rate: None,
            category: None,
            site: None,
            project: None,
            quantity: None,
            price: None,
            amount_minor: at(Money(99_999_999)),
            currency: at(Currency::new("USD")),
            order: None,
            note: None,
            place: place("data/invoices/acme.csv", 2),
        });
    }
    if which & 4 != 0 {
        for (measure, count) in [(AccessMeasure::Active, 40), (AccessMeasure::Overdue, 12)] {
            bench.register.access.counts.push(AccessCount {
                as_of: at(day("2026-11-12")),
                vendor: at(VendorId::new("acme")),
                site: at(SiteId::new("acme-porto")),
                project: None,
                queue: None,
                role: None,
                measure: at(measure),
                count: at(Tallied::Known(count)),
                place: place("data/access/accounts.csv", 2),
            });
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    #[test]
    fn the_headline_names_what_is_true_and_never_leaves_out_the_worst(
        vendors in 1_usize..=3, metrics in 1_usize..=3, values in values(), more in 0_u8..8
    ) {
        let mut bench = book(vendors, metrics, &values);
        let alone = report(&bench.register).executive.sentences().join(" ");
        with_more(&mut bench, more);
        let report = report(&bench.register);
        let text = report.executive.sentences().join(" ");
        // Of promises it speaks by their own figures, whatever else the book holds.
        prop_assert_eq!(&alone, &text);
        let week = newest(vendors, metrics, &values);
        let tallies: Vec<(usize, usize)> = (0..vendors).map(|at| tally(at, metrics, &values, week)).collect();
        let missed: usize = tallies.iter().map(|tally| tally.0).sum();
        let first = &report.executive.sentences()[0];
        prop_assert_eq!(missed > 0, first.contains("missed"), "{}", text);
        if missed == 0 {
            prop_assert!(!text.contains("Worst vendor"), "{}", text);
            return Ok(());
        }
        let judging = tallies.iter().filter(|tally| tally.1 > 0).count();
        let rated = |at: usize| report.executive.grid.iter().find(|row| row.vendor.as_str() == VENDORS[at].0);
        let missing = || (0..vendors).filter(|at| tallies[*at].0 > 0);
        let worst = missing().map(|at| gravity(at, metrics, &values)).max();
        let story = &report.executive.sentences()[1];
        if judging > 1 {
            let is_named = missing().any(|at| Some(gravity(at, metrics, &values)) == worst && story.contains(VENDORS[at].1));
            prop_assert!(is_named, "{}", text);
        }
        // What it says of a vendor is what the vendor's own figures say.
        for (at, (_, name, _)) in VENDORS[..vendors].iter().enumerate() {
            let Some((_, said)) = story.split_once(&format!("{name} (")) else { continue };
            let (missed, judged) = tallies[at];
            prop_assert!(said.contains(&format!(" {missed} of {judged}, ")), "{} of {:?}: {}", name, tallies[at], text);
            prop_assert!(missed > 0);
            let row = rated(at).expect("its row");
            if let Rating::Named(rating) = row.overall {
                prop_assert!(said.starts_with(rating.label()), "{}: {}", rating.label(), text);
            }
            // The family it is named with misses something, and no missed family is rated worse.
            let families = row.cells.iter().filter(|cell| {
                let family = cell.family.label().to_lowercase();
                said.contains(&format!(" in {family}: "))
            });
            let named: Vec<&GridCell> = families.collect();
            prop_assert_eq!(named.len(), 1, "{}", text);
            for (of, (_, family)) in METRICS[..metrics].iter().enumerate() {
                let is_missed = values[at][of][week].is_some_and(|value| value < 95);
                if *family == named[0].family {
                    prop_assert!(is_missed, "{}", text);
                }
            }
        }
        if judging > 1 {
            prop_assert!(story.starts_with("Worst vendor"), "{}", text);
        }
    }
}

/// Acme misses quality, Borealis meets.
fn two_vendors() -> Bench {
    let mut values = [[[Some(96); 3]; 3]; 3];
    values[0][0][2] = Some(80);
    book(2, 2, &values)
}

fn claim(vendor: &str, family: Family, status: FamilyStatus) -> Claim {
    let place = place("data/reports/2026-W46.md", 5);
    Claim { vendor: VendorId::new(vendor).into(), family: family.into(), status: status.into(), place }
}

fn wrote(bench: &mut Bench, claims: Vec<Claim>) {
    let week = crate::kit::calendar::week_of(day("2026-11-15"));
    let commentary = Commentary {
        period: Period::Week(week),
        author: PersonId::new("ada-north").into(),
        headline: Some("Quality slipped".to_owned().into()),
        claims,
        body: Span::default(),
        place: place("data/reports/2026-W46.md", 1),
    };
    bench.register.commentaries.insert(Period::Week(week), commentary);
}

fn flaws<'r>(report: &'r Report<'_>) -> &'r [Flaw] {
    report.executive.written.as_ref().map_or(&[], |written| written.flaws.as_slice())
}

#[test]
fn a_written_headline_stands_while_its_claims_are_true() {
    let mut bench = two_vendors();
    wrote(
        &mut bench,
        vec![
            claim("acme", Family::Quality, FamilyStatus::Inadequate),
            claim("borealis", Family::Latency, FamilyStatus::Good),
        ],
    );
    let report = report(&bench.register);
    assert!(flaws(&report).is_empty(), "{:?}", flaws(&report));
    assert_eq!(report.executive.standing().map(|written| written.headline.as_str()), Some("Quality slipped"));
}

#[test]
fn a_claim_that_the_figures_contradict_brings_back_the_generated_headline() {
    let mut bench = two_vendors();
    wrote(
        &mut bench,
        vec![
            claim("acme", Family::Quality, FamilyStatus::Good),
            claim("borealis", Family::Cost, FamilyStatus::Good),
        ],
    );
    let report = report(&bench.register);
    assert_eq!(
        flaws(&report),
        [
            Flaw::Contradicted { claim: 0, says: FamilyStatus::Inadequate },
            Flaw::Contradicted { claim: 1, says: FamilyStatus::NotMeasured },
        ]
    );
    assert!(report.executive.standing().is_none());
}

#[test]
fn a_headline_that_is_silent_on_the_worst_does_not_stand() {
    let mut bench = two_vendors();
    wrote(&mut bench, vec![claim("borealis", Family::Quality, FamilyStatus::Good)]);
    let silent = Flaw::Silent { vendor: VendorId::new("acme"), family: Family::Quality };
    assert_eq!(flaws(&report(&bench.register)), [silent]);
}

#[test]
fn a_headline_that_asks_for_a_decision_stands_while_one_waits_about_that_very_thing() {
    let mut bench = two_vendors();
    wrote(&mut bench, vec![claim("acme", Family::Quality, FamilyStatus::Inadequate)]);
    let week = Period::Week(crate::kit::calendar::week_of(day("2026-11-15")));
    let commentary = bench.register.commentaries.get_mut(&week).expect("it was written");
    commentary.headline = Some("Acme needs a decision".to_owned().into());
    assert_eq!(flaws(&report(&bench.register)), [Flaw::Unasked { claim: 0 }], "nobody is asked");
    let mut asked = decision("acme-quality");
    bench.add_decision(asked.clone());
    assert_eq!(
        flaws(&report(&bench.register)),
        [Flaw::Unasked { claim: 0 }],
        "it is about the contract's end"
    );
    asked.service_levels = vec![at((ContractId::new("acme-2026"), ServiceLevelId::new("accuracy")))];
    bench.add_decision(asked.clone());
    assert!(flaws(&report(&bench.register)).is_empty());
    asked.service_levels = vec![at((ContractId::new("acme-2026"), ServiceLevelId::new("on-time")))];
    bench.add_decision(asked.clone());
    assert_eq!(flaws(&report(&bench.register)).len(), 1, "another family");
    asked.service_levels = vec![at((ContractId::new("acme-2026"), ServiceLevelId::new("accuracy")))];
    asked.status = at(crate::subject::decision::record::DecisionStatus::Decided);
    asked.decided_on = Some(at(day("2026-11-14")));
    bench.add_decision(asked);
    assert_eq!(flaws(&report(&bench.register)).len(), 1, "it has been decided");
}

#[test]
fn the_last_issue_is_held_against_this_one() {
    let mut bench = two_vendors();
    let mut closed = plan("porto-accuracy");
    closed.closed_on = Some(at(day("2026-11-13")));
    bench.add_plan(closed);
    let report = report(&bench.register);
    let since = report.executive.since.as_ref().expect("two earlier weeks");
    assert_eq!((since.new.len(), since.closed.len()), (1, 0));
    assert_eq!(since.plans_closed.iter().map(|id| id.as_str()).collect::<Vec<_>>(), ["porto-accuracy"]);
    let quality = since.moved.iter().find(|moved| moved.family == Some(Family::Quality)).expect("it moved");
    let named = (Rating::Named(RatingName::Good), Rating::Named(RatingName::Inadequate));
    assert_eq!((quality.before, quality.after), named);
    assert!(since.moved.iter().all(|moved| moved.vendor.as_str() == "acme"));
}

#[test]
fn the_first_issue_has_nothing_to_compare_with() {
    let mut values: Values = [[[None; 3]; 3]; 3];
    values[0][0][2] = Some(96);
    assert!(report(&book(1, 1, &values).register).executive.since.is_none());
    assert!(worst_is_none(&values));
}

fn worst_is_none(values: &Values) -> bool {
    let bench = book(1, 1, values);
    let report = report(&bench.register);
    let rollup = Rollup::new(&bench.register);
    let inputs = Inputs {
        register: &bench.register,
        rollup: &rollup,
        period: report.period,
        judged: &report.judged,
        scorecards: &report.scorecards,
        plans: &report.plans.states,
        charts: &report.charts,
        credits: &report.credits,
        chart_of: &report.chart_of,
    };
    worst(&inputs, &report.executive).is_none()
}
