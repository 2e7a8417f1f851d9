//! Signals of series whose answers are known.

use super::answered::answer;
use super::track::Fate;
use super::{About, Answer, Basis, Figures, Signal, Unforecast};
use crate::kit::id::{DecisionId, DismissalId, PersonId, SiteId, VendorId};
use crate::kit::period::Period;
use crate::subject::decision::record::{DecisionKind, DecisionStatus};
use crate::subject::plan::record::PlanStatus;
use crate::subject::report::report;
use crate::subject::risk::record::SignalKind;
use crate::subject::signal::record::Dismissal;
use crate::testing::{Bench, at, day, decision, place, plan};

/// Accuracy in Porto, in tenths of a percent, one a week up to W46; the target is 95%.
fn bench(tenths: &[i64]) -> Bench {
    let mut bench = Bench::new();
    let newest = Period::parse("2026-W46").expect("a week");
    for (at, value) in tenths.iter().enumerate() {
        let back = i32::try_from(tenths.len() - 1 - at).expect("few");
        bench.add_row(newest.plus(-back).to_string().leak(), *value, 1_000);
    }
    bench
}

fn figures(tenths: &[i64]) -> Figures {
    report(&bench(tenths).register).signals
}

fn of(figures: &Figures, kind: SignalKind) -> Vec<&Signal> {
    figures.signals.iter().filter(|signal| signal.kind == kind).collect()
}

const STEADY: [i64; 14] = [985, 987, 984, 986, 985, 983, 986, 988, 985, 984, 986, 985, 987, 984];

#[test]
fn h2_ordinary_variation_raises_nothing_and_has_no_forecast() {
    let figures = figures(&STEADY);
    assert!(figures.signals.is_empty(), "{:?}", figures.signals);
    assert_eq!(figures.unforecast.keys().copied().collect::<Vec<_>>(), [Unforecast::NothingMoves]);
}

#[test]
fn h2_a_steady_fall_is_unusual_and_on_its_way_to_a_miss() {
    // Half a point a week: 95.6 in W46, so two weeks later it is below 95.
    let fall = [980, 976, 971, 966, 961, 956];
    let all: Vec<i64> = STEADY.iter().chain(&fall).copied().collect();
    let figures = figures(&all);
    let unusual = of(&figures, SignalKind::SpecialCause);
    assert_eq!(unusual.len(), 1);
    assert!(unusual[0].is_red, "a service level judges it");
    assert_eq!(unusual[0].basis, Basis::Chart(Period::parse("2026-W46").unwrap()));
    let coming = of(&figures, SignalKind::ForecastMiss);
    assert_eq!(coming.len(), 1);
    assert_eq!(coming[0].basis, Basis::Expected(Period::parse("2026-W48").unwrap()));
    let about = &coming[0].about;
    assert_eq!(about.site.as_ref().map(|id| id.as_str()), Some("acme-porto"));
    assert_eq!(
        about,
        &About {
            vendor: about.vendor.clone(),
            site: about.site.clone(),
            metric: about.metric.clone(),
            ..About::default()
        }
    );
}

#[test]
fn h2_what_is_missed_already_is_not_forecast() {
    let all: Vec<i64> = STEADY.iter().chain(&[970, 962, 955, 948, 941]).copied().collect();
    let figures = figures(&all);
    assert!(of(&figures, SignalKind::ForecastMiss).is_empty());
    assert!(figures.unforecast.contains_key(&Unforecast::AlreadyMissed));
}

#[test]
fn h2_a_figure_that_equals_its_target_is_met() {
    let at_target = figures(&[950; 20]);
    assert!(of(&at_target, SignalKind::ForecastMiss).is_empty());
    assert_eq!(at_target.unforecast.keys().copied().collect::<Vec<_>>(), [Unforecast::NothingMoves]);
    // 0.4 of a point a week: 95.4 in W46, exactly 95 in W47, and a miss in W48.
    let fall = [982, 978, 974, 970, 966, 962, 958, 954];
    let expected = |fall: &[i64]| {
        let figures = figures(&[&STEADY[..], fall].concat());
        of(&figures, SignalKind::ForecastMiss).first().map(|signal| signal.basis.clone())
    };
    let by = |period: &str| Some(Basis::Expected(Period::parse(period).expect("a week")));
    assert_eq!(expected(&fall), by("2026-W48"));
    let there = [978, 974, 970, 966, 962, 958, 954, 950];
    assert_eq!(expected(&there), by("2026-W47"), "95 is met, and the next is expected to miss it");
}

#[test]
fn few_points_give_no_forecast() {
    let figures = figures(&[985, 984, 986]);
    assert!(figures.signals.is_empty());
    assert_eq!(figures.unforecast.keys().copied().collect::<Vec<_>>(), [Unforecast::TooFewPoints]);
}

#[test]
fn a_signal_before_a_miss_is_a_hit_and_one_before_none_a_false_alarm() {
    let fates = |tenths: &[i64]| {
        let figures = figures(tenths);
        let track = figures.tracks.get(&SignalKind::SpecialCause).cloned().unwrap_or_default();
        track.iter().map(|case| case.fate).collect::<Vec<_>>()
    };
    let then = |more: &[i64]| STEADY.iter().chain(more).copied().collect::<Vec<_>>();
    assert_eq!(fates(&then(&[971, 962, 945])), [Fate::Hit]);
    assert_eq!(fates(&then(&[971, 985, 986, 985, 984])), [Fate::FalseAlarm]);
    assert_eq!(fates(&then(&[971, 985])), [Fate::Open], "two of four weeks have passed");
    assert_eq!(fates(&then(&[940])), [Fate::Unwarned], "the miss came without a warning");
}

#[test]
fn h4_an_open_plan_about_the_metric_answers() {
    let mut bench = bench(&[&STEADY[..], &[980, 976, 971, 966, 961, 956]].concat());
    let answers = |bench: &Bench| {
        let figures = report(&bench.register).signals;
        figures.signals.iter().map(|signal| signal.answer.clone()).collect::<Vec<_>>()
    };
    assert_eq!(answers(&bench), [None, None]);
    let plan = plan("porto-accuracy");
    let id = plan.id.clone();
    bench.register.plans.insert(id.clone(), plan);
    assert_eq!(answers(&bench), [Some(Answer::Plan(id.clone())), Some(Answer::Plan(id.clone()))]);
    let plan = bench.register.plans.get_mut(&id).expect("it was added");
    plan.status = at(PlanStatus::Closed);
    plan.closed_on = Some(at(day("2026-11-10")));
    assert_eq!(answers(&bench), [None, None], "a closed plan answers nothing");
}

/// H4: too few people for a language is about a project: whoever names the vendor or the site that works on it speaks of it.
#[test]
fn h4_a_gap_of_a_project_is_there_at_its_sites_and_their_vendor() {
    let mut bench = bench(&STEADY);
    let project = bench.register.projects.keys().next().expect("a project").clone();
    let signal = Signal {
        kind: SignalKind::CoverageGap,
        about: About { project: Some(project), ..About::default() },
        since: day("2026-10-01"),
        is_red: true,
        basis: Basis::Languages(Vec::new()),
        answer: None,
    };
    let mut answered = |vendor: Option<&str>, site: Option<&str>| {
        let id = DismissalId::new("gap");
        let dismissal = Dismissal {
            id: id.clone(),
            kind: at(SignalKind::CoverageGap),
            metric: None,
            vendor: vendor.map(|id| at(VendorId::new(id))),
            site: site.map(|id| at(SiteId::new(id))),
            project: None,
            sop: None,
            contract: None,
            reason: at("Two people start on Monday".to_owned()),
            by: at(PersonId::new("ada-north")),
            dismissed_on: at(day("2026-11-01")),
            until: at(day("2026-12-01")),
            place: place("data/dismissals/gap.toml", 1),
        };
        bench.register.signals.insert(id, dismissal);
        answer(&bench.register, &signal).is_some()
    };
    for (vendor, site, is_it) in [
        (Some("acme"), None, true),
        (None, Some("acme-porto"), true),
        (Some("acme"), Some("acme-porto"), true),
        (Some("borealis"), None, false),
        (None, Some("acme-lisbon"), false),
    ] {
        assert_eq!(answered(vendor, site), is_it, "{vendor:?}, {site:?}");
    }
}

/// Prices are reviewed on 1 December 2026 and on 1 June 2027, with notice until 30 days before, as of a day.
fn priced(as_of: &str) -> Bench {
    let mut bench = bench(&STEADY);
    bench.terms(|terms| {
        terms.ends_on = at(day("2027-12-31"));
        terms.price_review_on = vec![at(day("2026-12-01")), at(day("2027-06-01"))];
        terms.price_review_notice_days = 30.into();
    });
    bench.register.settings.as_of.on = day(as_of);
    bench
}

/// The last day to speak of prices, since when the signal stands, and what answers it.
fn of_prices(bench: &Bench) -> Vec<(Basis, jiff::civil::Date, Option<Answer>)> {
    let figures = report(&bench.register).signals;
    let found = of(&figures, SignalKind::PriceReviewNear);
    found.into_iter().map(|one| (one.basis.clone(), one.since, one.answer.clone())).collect()
}

#[test]
fn l5_a_price_review_is_a_signal_from_some_days_before_its_last_day_for_notice() {
    let (by, since) = (day("2026-11-01"), day("2026-09-17"));
    assert_eq!(of_prices(&priced("2026-09-16")), [], "45 days before begin on the 17th");
    let stands = [(Basis::Day(by), since, None)];
    assert_eq!(of_prices(&priced("2026-09-17")), stands);
    assert_eq!(of_prices(&priced("2026-11-20")), stands, "missed, and the contract runs");
    let next = [(Basis::Day(day("2027-05-02")), day("2027-03-18"), None)];
    assert_eq!(of_prices(&priced("2027-03-18")), next, "the next one takes its place");
}

#[test]
fn l5_a_decision_that_is_asked_for_in_time_answers_and_one_that_is_made_ends_the_signal() {
    let asked = |due: &str| {
        let mut bench = priced("2026-10-10");
        let mut one = decision("prices");
        one.kind = at(DecisionKind::PriceReview);
        one.asked_on = at(day("2026-10-01"));
        one.due_on = at(day(due));
        bench.add_decision(one);
        bench
    };
    let answer = |bench: &Bench| of_prices(bench).pop().and_then(|(.., answer)| answer);
    let id = DecisionId::new("prices");
    assert_eq!(answer(&asked("2026-11-01")), Some(Answer::Asked(id.clone())));
    assert_eq!(answer(&asked("2026-11-02")), None, "it would come too late");
    let mut decided = asked("2026-10-30");
    let one = decided.register.decisions.get_mut(&id).expect("it was added");
    one.status = at(DecisionStatus::Decided);
    one.decided_on = Some(at(day("2026-10-09")));
    assert_eq!(of_prices(&decided), []);
}
