//! What is a change and what is none.

use super::past::Past;
use super::{Change, Fact, Kept, history};
use crate::kit::source::{Commit, LineRun, PublishedSite, Recorded, RepoPath, Snapshot, Text, Tree};

const HEADER: &str =
    "period,site,project,queue,language,metric,numerator,denominator,value,samples,source,status,note\n";
const ROWS: &str = "data/metrics/acme/quality.csv";
const CONTRACT: &str = "data/contracts/acme-2026/contract.toml";
const PLAN: &str = "data/plans/porto.toml";

fn rows(rows: &[&str]) -> String {
    rows.iter().fold(HEADER.to_owned(), |text, row| text + row + "\n")
}

fn row(period: &str, numerator: &str, status: &str) -> String {
    format!("{period},porto,atlas,atlas-pt,pt-PT,accuracy,{numerator},500,,,client,{status},")
}

fn said(change: &Change) -> String {
    let fact = match &change.fact {
        Fact::Measurement { key, column } => format!("{} {} {column}", key.metric, key.period),
        Fact::Cell { key, column } => format!("{key} {column}"),
        Fact::Term { contract, key } => format!("{contract} {key}"),
        Fact::Amendment { contract, number, key } => format!("{contract}/{number} {key}"),
        Fact::Clause { clause, key } => format!("clause {clause} {key}"),
        Fact::ClauseAmendment { clause, number, key } => format!("clause {clause}/{number} {key}"),
        Fact::DueDate { plan, action } => format!("{plan}/{action}"),
        Fact::Other { key } => format!("{} {key}", change.path),
    };
    format!(
        "{:?} {}>{} {fact}: {} -> {}",
        change.kind, change.first, change.commit, change.before, change.after
    )
}

fn told(past: &Past) -> Vec<String> {
    past.history().changes.iter().map(said).collect()
}

#[test]
fn v24_a_salary_recorded_in_february_is_another_in_march() {
    let mut past = Past::default();
    let salary = |value: &str| format!("{HEADER}2026-02,porto,,,,salary,,,{value},,vendor,final,\n");
    past.commit("Figures", &[(ROWS, Some(&salary("6000")))]);
    past.commit("Correct February", &[(ROWS, Some(&salary("6500")))]);
    assert_eq!(told(&past), ["Restated 0>1 salary 2026-02 value: 6000 -> 6500"]);
    let change = &past.history().changes[0];
    assert_eq!((change.line, change.place.as_ref().map(|place| place.line)), (2, Some(2)));
}

#[test]
fn a_final_figure_is_restated_and_a_provisional_one_matures() {
    let mut past = Past::default();
    let open = row("2026-W46", "470", "provisional");
    past.commit("Figures", &[(ROWS, Some(&rows(&[&row("2026-W45", "480", ""), &open])))]);
    let closed = row("2026-W46", "472", "final");
    past.commit("Audits closed", &[(ROWS, Some(&rows(&[&row("2026-W45", "480", ""), &closed])))]);
    past.commit("Correct", &[(ROWS, Some(&rows(&[&row("2026-W45", "475", "final"), &closed])))]);
    assert_eq!(
        told(&past),
        [
            "Matured 0>1 accuracy 2026-W46 numerator: 470 -> 472",
            "Matured 0>1 accuracy 2026-W46 status: provisional -> final",
            "Restated 0>2 accuracy 2026-W45 numerator: 480 -> 475",
        ]
    );
}

#[test]
fn moving_reformatting_renaming_and_line_ends_change_nothing() {
    let mut past = Past::default();
    let (one, two) = (row("2026-W45", "480", "final"), row("2026-W46", "470", "final"));
    past.commit("Figures", &[(ROWS, Some(&rows(&[&one, &two])))]);
    past.commit("Reorder", &[(ROWS, Some(&rows(&[&two, &one])))]);
    past.commit("CRLF", &[(ROWS, Some(&rows(&[&two, &one]).replace('\n', "\r\n")))]);
    let quoted = one.replace("480,500", "\"480.00\",500.0").replace("final,", "final,\"checked, twice\"");
    past.commit("Quotes", &[(ROWS, Some(&rows(&[&two, &quoted])))]);
    let other = "data/metrics/acme/2026.csv";
    past.commit("Split", &[(ROWS, Some(&rows(&[&two]))), (other, Some(&rows(&[&one])))]);
    past.commit_renaming("Rename", &[], &[(other, "data/metrics/acme/w45.csv")]);
    let swapped = "site,period,metric,project,queue,language,denominator,numerator\nporto,2026-W46,accuracy,atlas,atlas-pt,pt-PT,500,470\n";
    past.commit("Other columns", &[(ROWS, Some(swapped))]);
    assert_eq!(told(&past), ["Restated 0>6 accuracy 2026-W46 source: client -> system"]);
    past.commit(
        "Correct",
        &[("data/metrics/acme/w45.csv", Some(&rows(&[&row("2026-W45", "481", "final")])))],
    );
    assert_eq!(told(&past)[1], "Restated 0>7 accuracy 2026-W45 numerator: 480 -> 481");
}

#[test]
fn a_row_that_goes_is_withdrawn_and_comes_back_changed() {
    let mut past = Past::default();
    let (one, two) = (row("2026-W45", "480", "final"), row("2026-W46", "470", "final"));
    past.commit("Figures", &[(ROWS, Some(&rows(&[&one, &two])))]);
    past.commit("Drop", &[(ROWS, Some(&rows(&[&one])))]);
    past.commit("Again", &[(ROWS, Some(&rows(&[&one, &row("2026-W46", "490", "final")])))]);
    past.commit("Gone", &[(ROWS, None)]);
    assert_eq!(
        told(&past),
        [
            "Withdrawn 0>1 accuracy 2026-W46 : 470,500,,,client,final -> ",
            "Restated 0>2 accuracy 2026-W46 numerator: 470 -> 490",
            "Withdrawn 0>3 accuracy 2026-W45 : 480,500,,,client,final -> ",
            "Withdrawn 0>3 accuracy 2026-W46 : 490,500,,,client,final -> ",
        ]
    );
    assert!(past.history().changes.iter().all(|change| change.place.is_none()));
}

#[test]
fn terms_amendments_and_due_dates_are_told_by_their_names() {
    let mut past = Past::default();
    let contract = "vendor = \"acme\"\n[service-level.accuracy]\ntarget = 95\nramp = [{ from = 2026-01-05, target = 90 }]\n";
    let plan = "title = \"A\"\ndraft-due-on = 2026-02-01\n[[action]]\nid = \"brief\"\ntitle = \"Brief\"\ndue-on = 2026-03-01\n\n[[action]]\nid = \"train\"\ndue-on = 2026-03-08\n";
    past.commit("Book", &[(CONTRACT, Some(contract)), (PLAN, Some(plan))]);
    let noise = "# Signed.\nvendor = 'acme'\r\n\n[service-level.accuracy]\nramp = [\n  { target = 90.0, from = 2026-01-05 },\n]\ntarget = 95.00\n";
    let turned = "title = \"B\"\ndraft-due-on = 2026-02-01\n[[action]]\nid = \"train\"\ndue-on = 2026-03-08\n[[action]]\nid = \"brief\"\ndue-on = 2026-03-01\ntitle = \"Brief them\"\n";
    past.commit("Tidy", &[(CONTRACT, Some(noise)), (PLAN, Some(turned))]);
    assert!(told(&past).is_empty(), "{:?}", told(&past));
    let broken = noise.replace("target = 95.00", "target = ");
    past.commit("Break", &[(CONTRACT, Some(&broken)), (PLAN, Some(&turned.replace("03-01", "04-01")))]);
    let edited = noise.replace("target = 95.00", "target = 94\nminimum = 80").replace("'acme'", "'other'");
    past.commit("Mend", &[(CONTRACT, Some(&edited)), (PLAN, Some(&turned.replace("03-01", "05-01")))]);
    assert_eq!(
        told(&past),
        [
            "Restated 0>2 porto/brief: 2026-03-01 -> 2026-04-01",
            "Restated 0>3 acme-2026 vendor: acme -> other",
            "Restated 0>3 acme-2026 service-level.accuracy.target: 95.00 -> 94",
            "Added 0>3 acme-2026 service-level.accuracy.minimum:  -> 80",
            "Restated 2>3 porto/brief: 2026-04-01 -> 2026-05-01",
        ]
    );
}

#[test]
fn other_files_keep_their_numbers_and_dates() {
    let mut past = Past::default();
    let budget = "data/finance/budget.csv";
    let decision = "data/decisions/renew.toml";
    past.commit(
        "Book",
        &[
            (budget, Some("month,line,amount_minor,note\n2026-01,fees,100,a\n")),
            (decision, Some("title = \"Renew\"\nstatus = \"open\"\ndue-on = 2026-02-01\n")),
        ],
    );
    past.commit(
        "Change",
        &[
            (budget, Some("month,line,amount_minor,note\n2026-01,fees,120,b\n")),
            (decision, Some("title = \"Renew it\"\nstatus = \"decided\"\ndue-on = 2026-03-01\ndecided-on = 2026-02-20\n")),
        ],
    );
    assert_eq!(
        told(&past),
        [
            "Restated 0>1 data/decisions/renew.toml due-on: 2026-02-01 -> 2026-03-01",
            "Restated 0>1 2026-01, fees amount_minor: 100 -> 120",
        ]
    );
}

#[test]
fn an_answer_in_a_map_restates_nothing() {
    let mut past = Past::default();
    for map in ["data/maps/kpi.toml", "data/invoice-maps/ap.toml", "data/register-maps/accounts.toml"] {
        past.commit("Proposed", &[(map, Some("missing = [\"?\"]\nhead-row = 1\n"))]);
        past.commit("Answered", &[(map, Some("head-row = 2\n"))]);
    }
    assert_eq!(told(&past), <[&str; 0]>::default());
}

#[test]
fn what_a_merge_brings_was_made_on_its_branch() {
    let mut past = Past::default();
    past.commit("Figures", &[(ROWS, Some(&rows(&[&row("2026-W45", "480", "final")])))]);
    past.commit("Merge the correction", &[(ROWS, Some(&rows(&[&row("2026-W45", "475", "final")])))]);
    // Commit 2 stood on a branch from commit 0; commit 1 merged it.
    let mut branch = super::past::commit(2, "Correct");
    branch.parents = vec![0];
    past.recorded.commits.push(branch);
    past.recorded.commits[1].parents = vec![0, 2];
    for hunk in &mut past.recorded.edits[1].hunks {
        hunk.set_by = vec![LineRun { commit: 2, count: 1 }];
    }
    let change = &past.history().changes[0];
    assert_eq!((change.commit, change.made), (1, 2));
}

/// What is kept of the record gives, for every state of the files, what a replay for that state alone gives.
#[test]
fn what_is_kept_of_a_record_is_what_a_replay_gives() {
    let file = |numerator: &str| rows(&[&row("2026-W02", numerator, "final")]);
    let mut past = Past::default();
    past.commit("Figures", &[(ROWS, Some(&file("450")))]);
    past.commit("A figure", &[(ROWS, Some(&file("451")))]);
    let snapshot = |id: &str, text: String| Snapshot {
        texts: [(RepoPath::new(ROWS), Text::new(RepoPath::new(ROWS), text))].into(),
        pictures: Default::default(),
        refused: Vec::new(),
        templates: Default::default(),
        commit: Some(Commit {
            id: id.to_owned(),
            committed_at: jiff::Timestamp::UNIX_EPOCH,
            author: String::new(),
            subject: String::new(),
        }),
        tree: Tree::Uncommitted,
        input_hash: String::new(),
        as_of: None,
        waivers_author: None,
        recorded: past.recorded.clone(),
        base_url: None,
        former: PublishedSite::default(),
    };
    let kept = Kept::default();
    let mut placed = Vec::new();
    // As recorded, changed since, as recorded again, and gone.
    for text in [file("451"), file("452"), file("451"), String::new()] {
        let snapshot = snapshot("01", text);
        let (one, other) = (kept.history(&snapshot), history(&snapshot.recorded, &snapshot.texts));
        assert_eq!((&one.changes, &one.restated), (&other.changes, &other.restated));
        assert!(!one.changes.is_empty());
        placed.push(one.changes[0].place.is_some());
    }
    assert_eq!(placed, [true, false, true, false]);
    // Another commit has another record.
    let mut other = snapshot("02", file("451"));
    other.recorded = Recorded::default();
    assert!(kept.history(&other).changes.is_empty());
}
