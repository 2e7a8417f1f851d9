//! A small book with a past: what its corrections did to verdicts, ratings and credits.

use super::*;
use crate::core::attainment::Outcome;
use crate::core::score::Rating;
use crate::kit::number::Money;
use crate::kit::words::RatingName;
use crate::subject::history::past::Past;
use crate::subject::read;
use crate::subject::report::report_with;

macro_rules! sound {
    ($path:literal) => {
        ($path, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/_sound/repo/", $path)))
    };
}

const BOOK: [(&str, &str); 7] = [
    sound!("data/book.toml"),
    sound!("data/metrics.toml"),
    sound!("data/vendors/acme.toml"),
    sound!("data/sites/acme-porto.toml"),
    sound!("data/projects/atlas.toml"),
    sound!("data/sops/label-guidelines.md"),
    sound!("data/metrics/acme/2026.csv"),
];
const ROWS: &str = "data/metrics/acme/2026.csv";
const CONTRACT: &str = "data/contracts/acme-2026/contract.toml";

/// The sound book's contract with money: a month under 95 costs 10% of 1,000.00.
fn terms(target: &str) -> String {
    let own = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/cases/_sound/repo/data/contracts/acme-2026/contract.toml"
    ));
    let money = "notice-days = 60\nmonthly-fee-minor = 100000\nfee-basis = \"monthly fee\"\n\n[credits]\nat-risk-percent = 10\n";
    let month = format!(
        "\n[service-level.month]\nname = \"Accuracy, month\"\nfamily = \"quality\"\nmetric = \"accuracy\"\nclause-ref = \"Annex 2, 4\"\n\
         direction = \"at-least\"\naggregation = \"occurrences\"\nwindow = \"month\"\nallocation-percent = 100\ntarget = {target}\n"
    );
    own.replace("notice-days = 60\n", money) + &month
}

fn rows(change: (&str, &str)) -> String {
    let text = BOOK.iter().find(|(path, _)| *path == ROWS).map(|(_, text)| *text).unwrap_or_default();
    assert!(text.contains(change.0));
    text.replace(change.0, change.1)
}

fn started(rows: &str, target: &str) -> Past {
    let contract = terms(target);
    let mut files: Vec<(&str, Option<&str>)> = BOOK.iter().map(|(path, text)| (*path, Some(*text))).collect();
    files.retain(|(path, _)| *path != ROWS);
    files.extend([(ROWS, Some(rows)), (CONTRACT, Some(contract.as_str()))]);
    let mut past = Past::default();
    past.commit("Book", &files);
    past
}

fn effects_of(past: &Past) -> BTreeMap<CommitIndex, Effect> {
    let snapshot = Snapshot { texts: past.texts(), recorded: past.recorded.clone(), ..Snapshot::default() };
    let (register, diagnostics) = read::read(&snapshot);
    let defects: Vec<_> =
        diagnostics.iter().filter(|d| d.code.class == crate::kit::diag::Class::Defect).collect();
    assert!(defects.is_empty(), "{defects:?}");
    let register = register.unwrap();
    let history = past.history();
    let report = report_with(&register, &snapshot, &history, None);
    effects(&register, &snapshot, &history, report.figures.results())
}

#[test]
fn a_corrected_row_turns_its_week_its_rating_and_its_credit() {
    // October has 484, 481, 483, 487, 482 of 500 in W40 to W44; with 380 in W42 the month misses 95.
    let now = "2026-W42,acme-porto,atlas,atlas-pt,pt-PT,accuracy,487";
    let first = "2026-W42,acme-porto,atlas,atlas-pt,pt-PT,accuracy,380";
    let mut past = started(&rows((now, first)), "95");
    let corrected = past.commit("Correct W42", &[(ROWS, Some(&rows((now, now))))]);
    let effects = effects_of(&past);
    assert_eq!(effects.keys().copied().collect::<Vec<_>>(), [corrected]);
    let effect = &effects[&corrected];
    assert!(effect.left_out.is_empty());
    let turned: Vec<String> = effect
        .verdicts
        .iter()
        .filter(|shift| shift.turns())
        .map(|shift| format!("{} {:?} {}", shift.service_level, shift.subject, shift.window.period))
        .collect();
    assert_eq!(turned.len(), 4, "the week and the month, of vendor and site: {turned:?}");
    let week = effect.verdicts.iter().find(|shift| shift.window.period.to_string() == "2026-W42").unwrap();
    let verdict = |side: &Option<Verdict>| side.as_ref().map(|verdict| verdict.outcome.clone());
    assert_eq!((verdict(&week.then), verdict(&week.now)), (Some(Outcome::Missed), Some(Outcome::Met)));
    let [credit] = effect.credits.as_slice() else { panic!("{:?}", effect.credits) };
    assert_eq!(
        (credit.month.to_string().as_str(), credit.then, credit.now),
        ("2026-10", Money(10_000), Money(0))
    );
    let ratings: Vec<(Rating, Rating)> =
        effect.ratings.iter().map(|shift| (shift.then.0, shift.now.0)).collect();
    assert!(
        ratings.contains(&(Rating::Named(RatingName::Inadequate), Rating::Named(RatingName::Good))),
        "{ratings:?}"
    );
}

#[test]
fn a_term_edited_in_its_file_is_judged_by_its_former_value() {
    let first = rows(("accuracy", "accuracy"));
    let mut past = started(&first, "97");
    let contract = terms("95");
    let edited = past.commit("Spacing", &[(CONTRACT, Some(&contract))]);
    let effect = &effects_of(&past)[&edited];
    // 96.5%, 96.85% and 96.72% miss 97 in August, September and October.
    assert!(effect.verdicts.iter().all(|shift| shift.service_level.as_str() == "month" && shift.turns()));
    let whole: Vec<(String, Money, Money)> = effect
        .credits
        .iter()
        .filter(|shift| shift.month.to_string() != "2026-07")
        .map(|shift| (shift.month.to_string(), shift.then, shift.now))
        .collect();
    let expected = ["2026-08", "2026-09", "2026-10"].map(|month| (month.to_owned(), Money(10_000), Money(0)));
    assert_eq!(whole, expected);
}

#[test]
fn a_withdrawn_row_counts_again_and_a_value_changed_again_is_left_out() {
    let line = "2026-W42,acme-porto,atlas,atlas-pt,pt-PT,accuracy,487,500,final\n";
    let with = |numerator: &str| rows((line, &line.replace("487", numerator)));
    let mut past = started(&with("380"), "95");
    let second = past.commit("Correct", &[(ROWS, Some(&with("400")))]);
    let third = past.commit("Correct again", &[(ROWS, Some(&with("487")))]);
    let gone = past.commit("Withdraw", &[(ROWS, Some(&rows((line, ""))))]);
    let effects = effects_of(&past);
    assert_eq!(effects[&second].left_out, ["a value was changed again later"]);
    assert!(effects[&second].verdicts.is_empty());
    let weeks = |at: CommitIndex| {
        effects[&at].verdicts.iter().filter(|s| s.window.period.to_string() == "2026-W42").count()
    };
    assert_eq!(weeks(gone), 2);
    assert!(!effects[&third].left_out.is_empty() || weeks(third) == 0);
}

#[test]
fn a_cell_that_was_empty_is_no_zero() {
    let now = "2026-W42,acme-porto,atlas,atlas-pt,pt-PT,accuracy,487";
    let mut past = started(&rows((now, "2026-W42,acme-porto,atlas,atlas-pt,pt-PT,accuracy,")), "95");
    let filled = past.commit("Fill W42", &[(ROWS, Some(&rows((now, now))))]);
    let effect = &effects_of(&past)[&filled];
    assert_eq!(effect.left_out, ["a row or cell that was not there, or was empty"]);
    assert!(effect.verdicts.is_empty() && effect.ratings.is_empty() && effect.credits.is_empty());
}

#[test]
fn a_row_that_came_back_counts_once() {
    let line = "2026-W42,acme-porto,atlas,atlas-pt,pt-PT,accuracy,487,500,final\n";
    let all = rows((line, line));
    let mut past = started(&all, "95");
    let gone = past.commit("Withdraw", &[(ROWS, Some(&rows((line, ""))))]);
    past.commit("Bring it back", &[(ROWS, Some(&all))]);
    let effect = &effects_of(&past)[&gone];
    assert_eq!(effect.left_out, ["a value was changed again later"]);
    assert!(effect.verdicts.is_empty() && effect.put_back.is_empty());
}

#[test]
fn a_contract_that_moved_is_known_by_its_name_of_today() {
    let mut past = started(&rows(("accuracy", "accuracy")), "97");
    let edited = past.commit("Spacing", &[(CONTRACT, Some(&terms("95")))]);
    let renamed = "data/contracts/acme-master/contract.toml";
    let (sop, text) = BOOK[5];
    let text = text.replace("acme-2026", "acme-master");
    past.commit_renaming("Call it by its name", &[(sop, Some(&text))], &[(CONTRACT, renamed)]);
    let effect = &effects_of(&past)[&edited];
    assert!(effect.left_out.is_empty(), "{:?}", effect.left_out);
    assert!(!effect.credits.is_empty());
    assert!(effect.credits.iter().all(|shift| shift.contract.as_str() == "acme-master"));
}

#[test]
fn a_name_that_another_clause_took_is_not_the_clause_that_left_it() {
    let (std, strict, plain) =
        ("data/clauses/std.toml", "data/clauses/strict.toml", "data/clauses/plain.toml");
    let clause = |target: &str| {
        format!(
            "name = \"Accuracy, month\"\nfamily = \"quality\"\nmetric = \"accuracy\"\ndirection = \"at-least\"\n\
             aggregation = \"occurrences\"\nwindow = \"month\"\ntarget = {target}\n"
        )
    };
    let by_clause = |name: &str| {
        let whole = terms("95");
        let (others, _) = whole.split_once("\n[service-level.month]\n").unwrap();
        format!(
            "{others}\n[service-level.month]\nclause = \"{name}\"\nclause-ref = \"Annex 2, 4\"\nallocation-percent = 100\n"
        )
    };
    let mut past = started(&rows(("accuracy", "accuracy")), "95");
    let (weak, high, low) = (clause("95"), clause("97"), clause("10"));
    let first = by_clause("std");
    let clauses =
        [(CONTRACT, Some(first.as_str())), (std, Some(high.as_str())), (strict, Some(weak.as_str()))];
    past.commit("Share the clauses", &clauses);
    let edited = past.commit("Another clause", &[(CONTRACT, Some(&by_clause("strict")))]);
    past.commit_renaming("Call it plain", &[], &[(std, plain)]);
    past.commit("A new one by that name", &[(std, Some(&low))]);
    let effect = &effects_of(&past)[&edited];
    assert!(effect.left_out.is_empty(), "{:?}", effect.left_out);
    // By 97, as the contract asked until then: by the 10 of today's `std` nothing would have been missed.
    let october = effect.credits.iter().find(|shift| shift.month.to_string() == "2026-10").unwrap();
    assert_eq!((october.then, october.now), (Money(10_000), Money(0)));
    // Gone with its second name: what has the first one today does not stand in for it.
    past.commit("Without plain", &[(plain, None)]);
    let effect = &effects_of(&past)[&edited];
    assert!(!effect.left_out.is_empty() && effect.verdicts.is_empty() && effect.credits.is_empty());
}

#[test]
fn nothing_restated_costs_nothing() {
    let past = started(&rows(("accuracy", "accuracy")), "95");
    assert!(effects_of(&past).is_empty());
}
