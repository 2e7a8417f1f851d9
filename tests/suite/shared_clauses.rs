//! Clauses that contracts share: which value holds on a day, by docs/data-format.md.

use std::path::Path;

use jiff::civil::Date;
use scorebook::core::contract::record::{Contract, Target};
use scorebook::subject::read;

use crate::cases::{self, Files};
use crate::support;

const CLAUSE: &str = "data/clauses/standard-accuracy";
const ACME: &str = "data/contracts/acme-2026";

/// The case `clause-shared`: two contracts refer to one clause with target 95 and floor 80; `acme-2026` says no target itself and
/// has no amendment, `borealis-2026` says 97.
fn book(amendments: &[(&str, u32, &str, &str)]) -> Files {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files = Files::new();
    cases::collect(&cases.join("_base/repo"), &mut files);
    cases::collect(&cases.join("clause-shared/repo"), &mut files);
    files.remove("data/contracts/acme-2026/amendment-01.toml");
    for (folder, number, on, changes) in amendments {
        let text = format!(
            "number = {number}\nsigned-on = 2025-12-01\neffective-on = {on}\nreason = \"x\"\napproved-by = \"ben-field\"\n{changes}"
        );
        files.insert(format!("{folder}/amendment-{number:02}.toml"), text.into_bytes());
    }
    files
}

fn set(path: &str, value: &str) -> String {
    format!("[[change]]\npath = \"{path}\"\nop = \"replace\"\nvalue = {value}\n")
}

fn remove(path: &str) -> String {
    format!("[[change]]\npath = \"{path}\"\nop = \"remove\"\n")
}

fn contract(files: Files, id: &str) -> Contract {
    let (register, diagnostics) = read::read(&support::snapshot(files));
    assert_eq!(diagnostics.defects(), 0, "{}", support::render(&diagnostics));
    register.unwrap().contracts.get(id).unwrap().clone()
}

/// The target on a day, and the file in which it stands.
fn target(contract: &Contract, day: &str) -> (String, String) {
    let terms = contract.terms_on(day.parse::<Date>().unwrap()).unwrap();
    let level = &terms.service_levels["accuracy"];
    let Target::Line(line) = level.target() else { panic!("no line") };
    let path = level.target_place().path.to_string();
    (line.to_string(), path.rsplit('/').next().unwrap().to_owned())
}

fn said(contract: &Contract, days: &[&str]) -> Vec<String> {
    let one = |day: &&str| {
        let (line, file) = target(contract, day);
        format!("{line} {file}")
    };
    days.iter().map(one).collect()
}

#[test]
fn a_clause_speaks_where_the_contract_is_silent_and_its_amendments_reach_all_who_are() {
    let change = set("target", "96");
    let amendments = [(CLAUSE, 1, "2026-06-01", change.as_str())];
    let days = ["2026-05-31", "2026-06-01"];
    let acme = contract(book(&amendments), "acme-2026");
    assert_eq!(said(&acme, &days), ["95 standard-accuracy.toml", "96 amendment-01.toml"]);
    assert_eq!(acme.versions.len(), 2);
    let borealis = contract(book(&amendments), "borealis-2026");
    assert_eq!(said(&borealis, &days), ["97 contract.toml", "97 contract.toml"]);
    assert_eq!(borealis.versions.len(), 1, "nothing changes there");
}

#[test]
fn on_one_day_the_clause_changes_first_and_what_the_contract_sets_stays_its_own() {
    let (first, second) = (set("target", "96"), set("target", "98"));
    let own = set("service-level.accuracy.target", "94");
    let amendments = [
        (CLAUSE, 1, "2026-06-01", &*first),
        (ACME, 1, "2026-06-01", &*own),
        (CLAUSE, 2, "2026-07-01", &*second),
    ];
    let acme = contract(book(&amendments), "acme-2026");
    let told = said(&acme, &["2026-05-31", "2026-06-01", "2026-07-01"]);
    assert_eq!(told, ["95 standard-accuracy.toml", "94 amendment-01.toml", "94 amendment-01.toml"]);
    let before = acme.amendments[0].changes[0].before.as_deref();
    assert_eq!(before, Some("96"), "the clause's value of that day is what it replaces");
}

#[test]
fn what_is_removed_lets_the_clause_speak_again_or_takes_its_word_out() {
    let own = set("service-level.accuracy.target", "94");
    let back = remove("service-level.accuracy.target");
    let out = remove("service-level.accuracy.floor");
    let clause = set("floor", "85");
    let amendments = [
        (ACME, 1, "2026-03-01", &*own),
        (ACME, 2, "2026-04-01", &*back),
        (ACME, 3, "2026-05-01", &*out),
        (CLAUSE, 1, "2026-06-01", &*clause),
    ];
    let acme = contract(book(&amendments), "acme-2026");
    let told = said(&acme, &["2026-02-28", "2026-03-01", "2026-04-01"]);
    assert_eq!(told, ["95 standard-accuracy.toml", "94 amendment-01.toml", "95 standard-accuracy.toml"]);
    let has_floor = |day: &str| {
        let terms = acme.terms_on(day.parse().unwrap()).unwrap();
        format!("{:?}", terms.service_levels["accuracy"].score).contains("Linear")
    };
    assert_eq!(
        [has_floor("2026-04-30"), has_floor("2026-05-01"), has_floor("2026-06-01")],
        [true, false, false]
    );
}

#[test]
fn a_key_is_taken_whole_and_a_part_of_it_makes_all_of_it_the_contracts() {
    let given = "[[change]]\npath = \"chronic\"\nop = \"add\"\nvalue = { misses = 4, windows = 12 }\n";
    let own = set("service-level.accuracy.chronic.misses", "3");
    let later = set("chronic", "{ misses = 6, windows = 6 }");
    let amendments = [
        (CLAUSE, 1, "2026-02-01", given),
        (ACME, 1, "2026-03-01", &*own),
        (CLAUSE, 2, "2026-04-01", &*later),
    ];
    let chronic = |id: &str, day: &str| {
        let contract = contract(book(&amendments), id);
        let terms = contract.terms_on(day.parse().unwrap()).unwrap();
        let chronic = terms.service_levels["accuracy"].chronic.as_ref().unwrap();
        (chronic.misses, chronic.windows)
    };
    assert_eq!(chronic("acme-2026", "2026-02-01"), (4, 12));
    assert_eq!(chronic("acme-2026", "2026-04-01"), (3, 12));
    assert_eq!(chronic("borealis-2026", "2026-04-01"), (6, 6));
}

#[test]
fn a_clause_stands_in_the_base_as_of_the_first_day_and_is_no_matter_after_the_last() {
    let (before, after) = (set("target", "93"), set("target", "99"));
    let amendments = [(CLAUSE, 1, "2025-06-01", &*before), (CLAUSE, 2, "2027-06-01", &*after)];
    let acme = contract(book(&amendments), "acme-2026");
    assert_eq!(said(&acme, &["2026-01-01", "2026-12-31"]), ["93 amendment-01.toml", "93 amendment-01.toml"]);
    assert_eq!(acme.versions.len(), 1);
}
