//! What is covered, what a change does to it, who is believed.

use super::*;
use crate::kit::calendar::Week;
use crate::kit::declared::WindowPeriod;
use crate::kit::diag::{Diagnostics, codes};
use crate::kit::id::PersonId;
use crate::kit::key::SigningKey;
use crate::kit::key::testing::{commit_signed, key};
use crate::kit::number::Decimal;
use crate::kit::source::{Edit, FileRecord, Hunk, LineRun, Place, Signature, Span, Touch};
use crate::subject::context::ReportContext;
use crate::subject::history::History;
use crate::subject::signoff::record::{CoveredFile, ListingHash};
use crate::subject::signoff::rules;
use crate::testing::{Bench, day};

const FILE: &str = "data/signoffs/2026-W46.toml";

fn week() -> Period {
    Period::Week(Week::new(2026, 46).expect("a week"))
}

fn place(path: &str) -> Place {
    Place { path: RepoPath::new(path), line: 1, column: 1, span: Span::default() }
}

/// Two rows of week 46, one of week 45, terms with a target.
fn bench() -> Bench {
    let mut bench = Bench::new();
    bench.add_row("2026-W45", 90, 100);
    bench.add_row("2026-W46", 95, 100);
    let contract = bench.register.contracts.values_mut().next().expect("a contract");
    contract.versions[0].written = vec![("service-level.accuracy.target".to_owned(), "95".to_owned())];
    bench
}

fn hash(bench: &Bench, period: Period) -> String {
    covered(&bench.register, &BTreeSet::from([period])).remove(&period).expect("covered").hash
}

/// The file of a sign-off with this hash, as `signoff` writes it.
fn text(hash: &str) -> String {
    format!("period = \"2026-W46\"\nsigned-by = \"ada-north\"\non = 2026-11-15\nhash = \"{hash}\"\n")
}

fn sign(bench: &mut Bench, hash: &str) {
    let signoff = Signoff {
        in_place_of: None,
        period: week(),
        written_period: WindowPeriod(week()).into(),
        signed_by: PersonId::new("ada-north").into(),
        on: day("2026-11-15").into(),
        hash: ListingHash::new(hash).into(),
        note: None,
        covered: vec![CoveredFile {
            path: RepoPath::new("data/metrics/acme/2026.csv").into(),
            rows: 1.into(),
        }],
        restatements: Vec::new(),
        place: place(FILE),
    };
    bench.register.signoffs.insert(week(), signoff);
    let path = RepoPath::new(FILE);
    bench.snapshot.texts.insert(path.clone(), Text::new(path, text(hash)));
}

/// As if commit 0 by Ada had added `path` with `content`, bearing `signature`.
fn record(bench: &mut Bench, path: &str, content: &str, author: &str, signature: Signature) {
    let recorded = &mut bench.snapshot.recorded;
    let at = u32::try_from(recorded.commits.len()).expect("few commits");
    recorded.commits.push(RecordedCommit {
        id: format!("{at}").repeat(40),
        parents: at.checked_sub(1).into_iter().collect(),
        author: author.to_owned(),
        author_email: String::new(),
        authored_at: jiff::Timestamp::UNIX_EPOCH,
        committed_at: jiff::Timestamp::UNIX_EPOCH,
        subject: "Sign".to_owned(),
        body: String::new(),
        trailers: Vec::new(),
        signature,
    });
    recorded.line.push(at);
    let new: Vec<String> = content.lines().map(|line| format!("{line}\n")).collect();
    let touch = Touch { commit: at, path: None, blob: Some("b".to_owned()) };
    let lines = vec![LineRun { commit: at, count: u32::try_from(new.len()).expect("few lines") }];
    recorded
        .files
        .insert(path.to_owned(), FileRecord { touches: vec![touch], lines_of_head: lines, renamed_to: None });
    let hunks = vec![Hunk { old_line: 1, old: Vec::new(), new_line: 1, new, set_by: Vec::new() }];
    recorded.edits.push(Edit {
        commit: at,
        path: path.to_owned(),
        renamed_from: None,
        removed: false,
        hunks,
    });
}

/// Codes and messages of the three rules.
fn found(bench: &Bench) -> Vec<String> {
    let mut report = crate::subject::report::report(&bench.register);
    report.signoffs =
        signed(&bench.register, &bench.snapshot.recorded, &bench.snapshot.texts, &KeptCovers::default());
    let mut diagnostics = Diagnostics::default();
    let history = History::default();
    let context =
        crate::subject::context::Context::new(&bench.register, &bench.snapshot, &history, &diagnostics);
    let figures = ReportContext { report: &report, context };
    for rule in [rules::signoff_stale, rules::signoff_edited, rules::restatement_refused] {
        rule(&figures, &mut diagnostics);
    }
    diagnostics.iter().map(|d| format!("{}: {}", d.code.name, d.message)).collect()
}

#[test]
fn what_is_covered_is_the_period_and_nothing_beside_it() {
    let mut bench = bench();
    let before = hash(&bench, week());
    Arc::make_mut(&mut bench.register.measurements).rows[0].numerator = Decimal::from_int(91);
    assert_eq!(hash(&bench, week()), before, "week 45 is not signed with week 46");
    let month = Period::Month(2026, 11);
    let whole = covered(&bench.register, &BTreeSet::from([month])).remove(&month).expect("covered");
    assert_eq!(whole.rows.len(), 2, "the Thursdays of both weeks lie in November");
    Arc::make_mut(&mut bench.register.measurements).rows[1].line = 99;
    assert_eq!(hash(&bench, week()), before, "a row may move");
    Arc::make_mut(&mut bench.register.measurements).rows[1].numerator = Decimal::from_int(96);
    assert_ne!(hash(&bench, week()), before);
    Arc::make_mut(&mut bench.register.measurements).rows[1].numerator = Decimal::from_int(95);
    assert_eq!(hash(&bench, week()), before);
    let contract = bench.register.contracts.values_mut().next().expect("a contract");
    contract.versions[0].written[0].1 = "94".to_owned();
    assert_ne!(hash(&bench, week()), before, "a term in force is covered");
}

/// R1 and R6: a quarter is signed with the rows of its months, a week by its Thursday, and with the terms of all its days.
#[test]
fn a_quarter_covers_the_weeks_whose_thursday_lies_in_it() {
    let mut bench = Bench::new();
    // Thursday 1 October and Thursday 31 December; the weeks beside them lie in other quarters.
    for week in ["2026-W39", "2026-W40", "2026-W46", "2026-W53", "2027-W01"] {
        bench.add_row(week, 90, 100);
    }
    let of = |bench: &Bench, period: Period| {
        let covered = covered(&bench.register, &BTreeSet::from([period])).remove(&period).expect("covered");
        let rows = covered.rows.iter().map(|at| bench.register.measurements.rows[*at].period.to_string());
        (rows.collect::<Vec<_>>(), covered.listing.lines().next().unwrap_or_default().to_owned())
    };
    let calendar = Period::of_stem("2026-Q4", 1).expect("a quarter");
    let (rows, header) = of(&bench, calendar);
    assert_eq!(rows, ["2026-W40", "2026-W46", "2026-W53"]);
    assert_eq!(header, "scorebook sign-off 1\t2026-Q4");
    bench.register.settings.calendar.year_starts = 2;
    let fiscal = Period::of_stem("2026-27-Q4", 2).expect("a quarter");
    let (rows, header) = of(&bench, fiscal);
    assert_eq!(rows, ["2026-W46", "2026-W53", "2027-W01"], "November to January");
    assert_eq!(header, "scorebook sign-off 1\t2026/27-Q4");
}

/// Its rows of the last week are left out before that week's Sunday: nothing can be said of them.
#[test]
fn a_quarter_is_compared_from_the_day_on_which_its_last_week_has_ended() {
    let mut bench = Bench::new();
    bench.add_row("2026-W53", 90, 100);
    let quarter = Period::of_stem("2026-Q4", 1).expect("a quarter");
    sign(&mut bench, &"0".repeat(64));
    let mut signoff = bench.register.signoffs.remove(&week()).expect("a sign-off");
    signoff.period = quarter;
    bench.register.signoffs.insert(quarter, signoff);
    let stale = "signoff-stale: figures or terms of 2026-Q4 are not those that were signed";
    for (as_of, said) in [("2027-01-02", &[][..]), ("2027-01-03", &[stale][..])] {
        bench.register.settings.as_of.on = day(as_of);
        assert_eq!(found(&bench), said, "{as_of}");
    }
}

#[test]
fn the_hash_is_that_of_the_listing() {
    let bench = bench();
    let covered = covered(&bench.register, &BTreeSet::from([week()])).remove(&week()).expect("covered");
    assert_eq!(
        covered.listing,
        "scorebook sign-off 1\t2026-W46\n\
         row\tacme\tacme-porto\tatlas\tatlas-pt\t-\taccuracy\t2026-W46\t95\t100\tsystem\tfinal\n\
         term\tacme-2026\t2026-11-09\tservice-level.accuracy.target\t95\n"
    );
    assert_eq!(covered.hash, crate::kit::source::sha256(&covered.listing));
}

#[test]
fn x28_a_change_after_sign_off_wants_a_reason() {
    let mut bench = bench();
    let signed_hash = hash(&bench, week());
    sign(&mut bench, &signed_hash);
    assert_eq!(found(&bench), [""; 0]);
    Arc::make_mut(&mut bench.register.measurements).rows[1].numerator = Decimal::from_int(96);
    let stale = "signoff-stale: figures or terms of 2026-W46 are not those that were signed";
    assert_eq!(found(&bench), [stale]);
    let now = hash(&bench, week());
    restate(&mut bench, 1, &now);
    assert_eq!(found(&bench), [""; 0]);
    Arc::make_mut(&mut bench.register.measurements).rows[1].numerator = Decimal::from_int(97);
    let again =
        "signoff-stale: figures or terms of 2026-W46 are not those that were agreed to in restatement 01";
    assert_eq!(found(&bench), [again]);
    bench.register.settings.as_of.on = day("2026-11-14");
    assert_eq!(found(&bench), [""; 0], "rows after the as-of date were left out, so nothing can be said");
}

fn restate(bench: &mut Bench, number: u32, hash: &str) {
    let path = format!("data/signoffs/2026-W46-restatement-{number:02}.toml");
    let restatement = PeriodRestatement {
        in_place_of: None,
        number,
        reason: "Corrected".to_owned().into(),
        approved_by: PersonId::new("ben-field").into(),
        on: day("2026-11-16").into(),
        hash_after: ListingHash::new(hash).into(),
        place: place(&path),
    };
    bench.register.signoffs.get_mut(&week()).expect("a sign-off").restatements.push(restatement);
}

#[test]
fn signing_again_in_the_commit_of_the_change_hides_nothing() {
    let mut bench = bench();
    let first = hash(&bench, week());
    record(&mut bench, FILE, &text(&first), "Ada North", Signature::None);
    Arc::make_mut(&mut bench.register.measurements).rows[1].numerator = Decimal::from_int(96);
    let second = hash(&bench, week());
    sign(&mut bench, &second);
    assert_eq!(
        found(&bench),
        [
            "signoff-stale: figures or terms of 2026-W46 are not those that were signed",
            "signoff-edited: `data/signoffs/2026-W46.toml` was changed after it was recorded"
        ]
    );
    bench.register.signoffs.clear();
    bench.snapshot.texts.clear();
    assert_eq!(
        found(&bench),
        ["signoff-edited: `data/signoffs/2026-W46.toml` was removed after it was recorded"]
    );
}

#[test]
fn who_changed_a_row_cannot_approve_the_restatement() {
    let mut bench = bench();
    let first = hash(&bench, week());
    record(&mut bench, FILE, &text(&first), "Ada North", Signature::None);
    sign(&mut bench, &first);
    let csv = bench.register.measurements.files[0].to_string();
    record(&mut bench, &csv, "a\n".repeat(20).as_str(), "Ben Field", Signature::None);
    Arc::make_mut(&mut bench.register.measurements).rows[1].numerator = Decimal::from_int(96);
    let now = hash(&bench, week());
    restate(&mut bench, 1, &now);
    let refused = "restatement-refused: Ben Field approves restatement 01 of 2026-W46 and made it";
    assert_eq!(found(&bench), [refused]);
    bench.snapshot.recorded.commits[1].author = "Cy Lake".to_owned();
    assert_eq!(found(&bench), [""; 0]);
}

#[test]
fn a_name_is_verified_by_the_key_that_the_book_names() {
    let mut bench = bench();
    let first = hash(&bench, week());
    sign(&mut bench, &first);
    let signer = |bench: &Bench| {
        let signed =
            signed(&bench.register, &bench.snapshot.recorded, &bench.snapshot.texts, &KeptCovers::default());
        signed.periods[&week()].signer.clone()
    };
    assert_eq!(signer(&bench), Signer::Claimed("there is no git history"));
    let (private, public) = key(3);
    record(&mut bench, FILE, &text(&first), "Ada North", commit_signed(&private));
    assert_eq!(signer(&bench), Signer::Claimed("the book names no key of theirs"));
    let ada = PersonId::new("ada-north");
    let set = |bench: &mut Bench, text: &str| {
        let person = bench.register.settings.people.get_mut(&ada).expect("a person");
        person.keys = vec![SigningKey::parse(text).expect("a key").into()];
    };
    set(&mut bench, &key(4).1);
    assert_eq!(signer(&bench), Signer::Claimed("no key of theirs made its commit's signature"));
    set(&mut bench, &public);
    assert!(matches!(signer(&bench), Signer::Verified { key } if key.starts_with("SHA256:")));
    bench.snapshot.recorded.commits[0].signature = Signature::None;
    assert_eq!(signer(&bench), Signer::Claimed("its commit bears no signature"));
}

#[test]
fn counts_that_are_not_those_of_what_was_signed_are_told() {
    let mut bench = bench();
    let first = hash(&bench, week());
    sign(&mut bench, &first);
    bench.register.signoffs.get_mut(&week()).expect("a sign-off").covered[0].rows = 7.into();
    assert_eq!(found(&bench), ["signoff-stale: the sign-off of 2026-W46 counts 7 rows, and 1 were signed"]);
    assert!(!codes::SIGNOFF_STALE.waivable && !codes::SIGNOFF_EDITED.waivable);
}

#[test]
fn of_a_file_that_is_not_as_it_was_committed_nobody_is_said_to_have_changed_a_row() {
    let mut bench = bench();
    let file = bench.register.measurements.files[0].to_string();
    record(&mut bench, "data/other.csv", "a", "Ada North", Signature::None);
    record(&mut bench, &file, &"a row\n".repeat(20), "Ben Field", Signature::None);
    let covered = covered(&bench.register, &BTreeSet::from([week()])).remove(&week()).expect("covered");
    let changed = |bench: &Bench| changed_rows(&bench.register, &bench.snapshot.recorded, &covered, 0).len();
    assert_eq!(changed(&bench), 1, "the row of the week, by the second commit");
    bench.snapshot.recorded.differing.insert(file);
    assert_eq!(changed(&bench), 0);
}
