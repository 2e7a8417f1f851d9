//! Registers that stay where they are: what is counted of them, what is listed for today, and that nothing of a person gets into the book.

use std::collections::BTreeMap;

use jiff::civil::Date;
use scorebook::import::spreadsheet::Source;
use scorebook::kit::source::Snapshot;
use scorebook::subject::read;
use scorebook::subject::register::Register;
use scorebook::tally::register::{Beside, Outcome, count};
use scorebook::tally::written::{self, Into};

use crate::support;

const BOOK: &str = "format = 1\ntitle = \"T\"\norganisation = \"O\"\ncurrency = \"USD\"\ntime-zone = \"Europe/Dublin\"\npublication = \"restricted\"\nas-of = 2026-11-15\n\n[access]\napart = [\"annotate\", \"review\"]\n\n[people.ada]\nname = \"Ada\"\nrole = \"Manager\"\n";

const ATLAS: &str = "name = \"Atlas\"\nline-of-business = \"Search\"\nwork-type = \"search\"\nclient-manager = \"ada\"\nsites = [\"porto\", \"lyon\"]\nstarts-on = 2026-01-05\n\n[[queue]]\nid = \"atlas-pt\"\nname = \"Atlas, Portuguese\"\nlanguages = [\"pt-PT\"]\nstarts-on = 2026-01-05\n\n[[queue]]\nid = \"atlas-fr\"\nname = \"Atlas, French\"\nlanguages = [\"fr\"]\nstarts-on = 2026-01-05\n\n[[queue]]\nid = \"atlas-next\"\nname = \"Atlas, next year\"\nlanguages = [\"pt-PT\"]\nstarts-on = 2027-01-05\n";

const PILOT: &str = "name = \"Pilot\"\nline-of-business = \"Search\"\nwork-type = \"search\"\nclient-manager = \"ada\"\nsites = [\"porto\"]\nstarts-on = 2026-01-05\nends-on = 2026-11-08\n\n[[queue]]\nid = \"pilot-pt\"\nname = \"Pilot\"\nlanguages = [\"pt-PT\"]\nstarts-on = 2026-01-05\nends-on = 2026-11-08\n";

fn map(kind: &str, columns: &[&str], more: &str) -> String {
    let columns: String =
        columns.iter().map(|is| format!("[[column]]\nhead = \"{is}\"\nis = \"{is}\"\n")).collect();
    format!("title = \"An export\"\nkind = \"{kind}\"\nhead = [1]\n{more}\n{columns}")
}

const ACCOUNTS: [&str; 12] = [
    "account",
    "site",
    "project",
    "role",
    "languages",
    "state",
    "usable-on",
    "last-active-on",
    "removed-on",
    "left-on",
    "reviewed-on",
    "approved-by",
];

const GRANTS: [&str; 5] = ["account", "queue", "level", "expires-on", "approved-by"];

fn files() -> BTreeMap<String, Vec<u8>> {
    let site = |vendor: &str, name: &str, country: &str, zone: &str, languages: &str| {
        format!(
            "vendor = \"{vendor}\"\nname = \"{name}\"\ncountry = \"{country}\"\ntime-zone = \"{zone}\"\nlanguages = [{languages}]\nmanager = \"ada\"\nopened-on = 2026-01-05\n"
        )
    };
    let role =
        |title: &str, level: &str, more: &str| format!("title = \"{title}\"\nlevels = [\"{level}\"]\n{more}");
    let texts = [
        ("data/book.toml", BOOK.to_owned()),
        ("data/vendors/acme.toml", "name = \"Acme\"\nowner = \"ada\"\n".to_owned()),
        ("data/vendors/borealis.toml", "name = \"Borealis\"\nowner = \"ada\"\n".to_owned()),
        ("data/sites/porto.toml", site("acme", "Porto", "PT", "Europe/Lisbon", "\"pt-PT\", \"fr\"")),
        ("data/sites/lyon.toml", site("borealis", "Lyon", "FR", "Europe/Paris", "\"fr\"")),
        ("data/projects/atlas.toml", ATLAS.to_owned()),
        ("data/projects/pilot.toml", PILOT.to_owned()),
        ("data/access-roles/annotator.toml", role("Annotator", "annotate", "")),
        ("data/access-roles/reviewer.toml", role("Reviewer", "review", "")),
        ("data/access-roles/lead.toml", role("Lead", "manage", "any-language = true\nneeds-all = false\n")),
        ("data/register-maps/accounts.toml", map("accounts", &ACCOUNTS, "")),
        ("data/register-maps/grants.toml", map("grants", &GRANTS, "")),
        (
            "data/register-maps/tickets.toml",
            map("tickets", &["ticket", "site", "queue", "opened-on", "closed-on", "blocked", "hours"], ""),
        ),
        (
            "data/register-maps/roster.toml",
            map("roster", &["person", "site", "project", "joined-on", "left-on"], ""),
        ),
        (
            "data/register-maps/wellness.toml",
            map(
                "wellness",
                &[
                    "person",
                    "site",
                    "day",
                    "tier",
                    "exposed",
                    "overtime",
                    "breaks-due",
                    "breaks-taken",
                    "counselled",
                ],
                "",
            ),
        ),
    ];
    texts.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect()
}

fn book(files: &BTreeMap<String, Vec<u8>>) -> (Snapshot, Register) {
    let snapshot = support::snapshot(files.clone());
    let (register, found) = read::read(&snapshot);
    assert!(found.is_empty(), "{}", support::render(&found));
    (snapshot, register.expect("a register"))
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Accounts of which each shows one thing.
const OF_ACCOUNTS: &str = "\
account,site,project,role,languages,state,usable-on,last-active-on,removed-on,left-on,reviewed-on,approved-by
a-well,porto,atlas,annotator,pt-PT,active,2026-09-01,2026-11-12,,,2026-10-01,boss
a-left,porto,atlas,annotator,pt-PT,active,2026-03-01,2026-11-01,,2026-11-02,2026-10-01,boss
a-pilot,porto,pilot,annotator,pt-PT,active,2026-03-01,2026-11-08,,,2026-10-01,boss
a-yesterday,porto,atlas,annotator,pt-PT,active,2026-03-01,2026-11-11,,2026-11-11,2026-10-01,boss
a-gone,porto,atlas,annotator,pt-PT,removed,2026-03-01,2026-10-01,2026-10-02,2026-10-01,2026-09-01,boss
a-late,porto,atlas,annotator,pt-PT,removed,2026-03-01,2026-10-01,2026-10-20,2026-10-01,2026-09-01,boss
a-sleeps,porto,atlas,annotator,pt-PT,active,2026-03-01,2026-10-12,,,2026-10-01,boss
a-thirty,porto,atlas,annotator,pt-PT,active,2026-03-01,2026-10-13,,,2026-10-01,boss
a-never,porto,atlas,annotator,pt-PT,active,2026-11-01,,,,2026-11-01,boss
a-new,porto,atlas,annotator,pt-PT,active,,,,,,boss
a-self,porto,atlas,annotator,pt-PT,active,2026-09-01,2026-11-12,,,2026-10-01,A-SELF
a-review,porto,atlas,reviewer,pt-PT,active,2026-03-01,2026-11-12,,,2026-07-01,boss
a-off,porto,atlas,annotator,pt-PT,suspended,2026-03-01,2026-06-12,,,2026-07-01,boss
b-well,lyon,atlas,annotator,fr,active,2026-09-01,2026-11-12,,,2026-10-01,boss
";

const OF_GRANTS: &str = "\
account,queue,level,expires-on,approved-by
a-well,atlas-pt,annotate,,boss
a-well,pilot-pt,annotate,,boss
a-well,atlas-fr,annotate,,boss
a-sleeps,atlas-pt,annotate,2026-11-11,boss
a-thirty,atlas-pt,annotate,2026-11-12,boss
a-never,atlas-pt,annotate,,
a-self,atlas-pt,review,,boss
a-self,atlas-pt,annotate,,a-self
a-review,atlas-pt,annotate,,boss
a-left,atlas-pt,annotate,,boss
b-well,atlas-fr,annotate,,boss
stranger,atlas-fr,annotate,,boss
";

fn counted(kind: &str, text: &str, beside: Option<&str>, as_of: &str) -> (Outcome, Snapshot, Register) {
    let (snapshot, register) = book(&files());
    let maps = &register.imported.register_maps;
    let source = |bytes| Source { name: "export.csv", bytes, sheet: None };
    let beside = beside.map(|text: &str| Beside { source: source(text.as_bytes()), map: &maps["accounts"] });
    let outcome = count(source(text.as_bytes()), &maps[kind], (&register, &snapshot), day(as_of), beside);
    let outcome = outcome.unwrap_or_else(|refused| panic!("{refused:?}"));
    (outcome, snapshot, register)
}

/// `remove a-left 2026-11-03`, a line for each step.
fn steps(outcome: &Outcome) -> Vec<String> {
    let mut steps: Vec<String> = outcome
        .counted
        .to_do
        .iter()
        .map(|one| {
            let queue = one.spot.queue.as_ref().map(|id| format!(" {id}")).unwrap_or_default();
            let since = one.since.map(|day| format!(" {day}")).unwrap_or_default();
            format!("{} {}{queue}{since}", one.step.word(), one.whom)
        })
        .collect();
    steps.sort();
    steps
}

/// `porto/atlas overdue 1`, a line for each count.
fn counts(outcome: &Outcome) -> Vec<String> {
    let mut lines = Vec::new();
    for (spot, counts) in &outcome.counted.counts {
        let parts = [
            Some(spot.site.to_string()),
            spot.project.as_ref().map(|id| id.to_string()),
            spot.queue.as_ref().map(|id| id.to_string()),
            spot.role.as_ref().map(|id| id.to_string()),
        ];
        let place = parts.into_iter().flatten().collect::<Vec<_>>().join("/");
        lines.extend(counts.iter().map(|(measure, count)| format!("{place} {} {count}", measure.word())));
    }
    lines
}

#[test]
fn e1_to_e6_accounts_are_judged_against_the_book_on_the_day_of_the_export() {
    let (outcome, ..) = counted("accounts", OF_ACCOUNTS, None, "2026-11-12");
    assert_eq!((outcome.rows, outcome.refusals.len()), (14, 0));
    assert_eq!(
        steps(&outcome),
        [
            "approve a-self",
            "recertify a-new",
            "recertify a-review 2026-09-29",
            "remove a-left 2026-11-03",
            "remove a-pilot 2026-11-09",
            "suspend a-never 2026-11-01",
            "suspend a-sleeps 2026-10-12",
            "verify a-new",
        ]
    );
    assert_eq!(
        counts(&outcome),
        [
            "porto/atlas active 9",
            "porto/atlas usable 8",
            "porto/atlas overdue 1",
            "porto/atlas overdue-week 1",
            "porto/atlas removed-day 1",
            "porto/atlas removed-later 1",
            "porto/atlas dormant 1",
            "porto/atlas never-used 1",
            "porto/atlas review-due 2",
            "porto/atlas unapproved 1",
            "porto/pilot active 1",
            "porto/pilot usable 1",
            "porto/pilot overdue 1",
            "lyon/atlas active 1",
            "lyon/atlas usable 1",
        ]
    );
}

#[test]
fn e2_the_lead_time_is_counted_in_working_days_by_steps() {
    // Requested on Monday 2 November. Of what is not usable yet, only what has waited for more than ten working days is known to be late.
    let text = "account,site,project,state,requested-on,usable-on\n\
        two,porto,atlas,active,2026-11-02,2026-11-04\n\
        weekend,porto,atlas,active,2026-11-06,2026-11-10\n\
        five,porto,atlas,active,2026-11-02,2026-11-09\n\
        ten,porto,atlas,removed,2026-10-19,2026-11-02\n\
        later,porto,atlas,active,2026-10-01,2026-11-02\n\
        waits,porto,atlas,active,2026-10-30,\n\
        waits-long,porto,atlas,active,2026-10-28,\n\
        old,porto,atlas,active,2026-01-02,2026-05-04\n\
        unasked,porto,atlas,active,,2026-11-04\n";
    let map = map("accounts", &["account", "site", "project", "state", "requested-on", "usable-on"], "");
    let mut files = files();
    files.insert("data/register-maps/accounts.toml".to_owned(), map.into_bytes());
    let (snapshot, register) = book(&files);
    let source = Source { name: "export.csv", bytes: text.as_bytes(), sheet: None };
    let map = &register.imported.register_maps["accounts"];
    let outcome = count(source, map, (&register, &snapshot), day("2026-11-12"), None);
    let outcome = outcome.unwrap_or_else(|refused| panic!("{refused:?}"));
    let lead: Vec<String> = counts(&outcome).into_iter().filter(|line| line.contains("lead")).collect();
    assert_eq!(
        lead,
        ["porto/atlas lead-2 2", "porto/atlas lead-5 1", "porto/atlas lead-10 1", "porto/atlas lead-later 2"]
    );
}

#[test]
fn e4_and_e8_permissions_are_held_against_role_project_site_and_language() {
    let (outcome, ..) = counted("grants", OF_GRANTS, Some(OF_ACCOUNTS), "2026-11-12");
    assert_eq!(
        steps(&outcome),
        [
            "approve a-never atlas-pt",
            "approve a-self atlas-pt",
            "grant a-new atlas-pt",
            "grant a-review atlas-pt",
            "renew a-sleeps atlas-pt 2026-11-11",
            "revoke a-left atlas-pt",
            "revoke a-review atlas-pt",
            "revoke a-self atlas-pt",
            "revoke a-well atlas-fr",
            "revoke a-well pilot-pt",
            "separate a-self atlas-pt",
        ],
        "who left yesterday is no more looked at, and a queue of next year is not missed"
    );
    assert_eq!(outcome.unknown_accounts, 1);
    let all = counts(&outcome);
    for line in [
        "porto/atlas/atlas-pt/annotator held 7",
        "porto/atlas/atlas-pt/annotator allowed 4",
        "porto/atlas/atlas-pt/annotator extra 2",
        "porto/atlas/atlas-pt/annotator missing 1",
        "porto/atlas/atlas-pt/annotator expired 1",
        "porto/atlas/atlas-pt/annotator grant-unapproved 2",
        "porto/atlas/atlas-pt/annotator not-apart 1",
        "porto/atlas/atlas-fr/annotator other-language 1",
        "porto/pilot/pilot-pt/annotator extra 1",
        "porto/atlas/atlas-pt/reviewer extra 1",
        "porto/atlas/atlas-pt/reviewer missing 1",
        "lyon/atlas/atlas-fr/annotator allowed 1",
    ] {
        assert!(all.iter().any(|one| one == line), "{line} in {all:#?}");
    }
}

#[test]
fn e7_issues_say_whom_they_block_and_what_they_cost() {
    let text = "ticket,site,queue,opened-on,closed-on,blocked,hours\n\
                T-1,porto,atlas-pt,2026-11-02,,4,31.5\n\
                T-2,porto,atlas-pt,2026-11-10,,2,8\n\
                T-3,porto,atlas-pt,2026-10-20,2026-11-06,3,12\n\
                T-4,porto,atlas-pt,2026-10-20,2026-11-05,3,50\n\
                T-5,porto,atlas-pt,2026-11-20,,3,50\n";
    let (outcome, ..) = counted("tickets", text, None, "2026-11-12");
    assert_eq!(outcome.refusals.len(), 1, "an issue of the week after the export is refused");
    assert_eq!(
        counts(&outcome),
        [
            "porto/atlas/atlas-pt opened 1",
            "porto/atlas/atlas-pt closed 1",
            "porto/atlas/atlas-pt open 2",
            "porto/atlas/atlas-pt open-week 1",
            "porto/atlas/atlas-pt blocked 6",
            "porto/atlas/atlas-pt hours-lost 52",
        ]
    );
    assert_eq!(steps(&outcome), ["solve T-1 atlas-pt 2026-11-02", "solve T-2 atlas-pt 2026-11-10"]);
}

#[test]
fn people_are_counted_by_site_and_project() {
    let text = "person,site,project,joined-on,left-on\n\
                p1,porto,atlas,2026-01-05,\n\
                p2,porto,atlas,2026-11-09,\n\
                p3,porto,atlas,2026-01-05,2026-11-10\n\
                p4,porto,atlas,2026-12-01,\n\
                p5,Nowhere,atlas,2026-01-05,\n";
    let (outcome, ..) = counted("roster", text, None, "2026-11-12");
    assert_eq!(counts(&outcome), ["porto/atlas people 2", "porto/atlas joined 1", "porto/atlas left 1"]);
    assert_eq!(outcome.refusals.len(), 1);
}

#[test]
fn nothing_of_one_account_gets_into_the_book() {
    let (outcome, snapshot, register) = counted("grants", OF_GRANTS, Some(OF_ACCOUNTS), "2026-11-12");
    let map = &register.imported.register_maps["grants"];
    let into = Into { map, book: &register, snapshot: &snapshot, as_of: day("2026-11-12"), keyed_hash: None };
    let files = written::files(&outcome, into);
    let names =
        OF_ACCOUNTS.lines().skip(1).filter_map(|line| line.split(',').next()).chain(["stranger", "boss"]);
    let list = written::list(&outcome.counted.to_do);
    assert!(list.contains("a-left"), "the list for today names whom it is about");
    for name in names {
        for file in &files {
            assert!(!file.text.contains(name), "{name} stands in {}", file.path);
        }
    }
}

/// The book after a register was counted into it.
fn after(files: &mut BTreeMap<String, Vec<u8>>, kind: &str, text: &str, as_of: &str) -> Vec<String> {
    let (snapshot, register) = book(files);
    let map = &register.imported.register_maps[kind];
    let source = Source { name: "export.csv", bytes: text.as_bytes(), sheet: None };
    let outcome = count(source, map, (&register, &snapshot), day(as_of), None).unwrap();
    let into = Into { map, book: &register, snapshot: &snapshot, as_of: day(as_of), keyed_hash: None };
    let new = match kind {
        "wellness" => written::wellness_files(&outcome, into).0,
        _ => written::files(&outcome, into),
    };
    let paths = new.iter().map(|file| file.path.clone()).collect();
    files.extend(new.into_iter().map(|file| (file.path, file.text.into_bytes())));
    paths
}

#[test]
fn a_later_export_of_one_vendor_empties_its_list_and_leaves_the_others() {
    use scorebook::subject::access::figures::{Where, figures};
    use scorebook::subject::access::record::AccessMeasure;

    let mut book_files = files();
    after(&mut book_files, "accounts", OF_ACCOUNTS, "2026-11-12");
    let once = book_files.clone();
    after(&mut book_files, "accounts", OF_ACCOUNTS, "2026-11-12");
    assert_eq!(once, book_files, "counted again, it says the same");
    // Porto has removed whom it had to; nobody is left in the pilot.
    let mended = "account,site,project,role,languages,state,usable-on,last-active-on,removed-on,left-on,reviewed-on,approved-by\n\
                  a-well,porto,atlas,annotator,pt-PT,active,2026-09-01,2026-11-13,,,2026-10-01,boss\n";
    let paths = after(&mut book_files, "accounts", mended, "2026-11-13");
    assert_eq!(paths[0], "data/access/accounts-2026-11-13.csv");
    let (_, register) = book(&book_files);
    let rows = &register.access.counts;
    let all = figures(rows, day("2026-11-15"));
    let count = |measure, vendor: &str| {
        let vendor = vendor.into();
        all.sum(rows, measure, Where { vendor: Some(&vendor), ..Where::default() }).and_then(|sum| sum.count)
    };
    assert_eq!(count(AccessMeasure::Overdue, "acme"), Some(0));
    assert_eq!(count(AccessMeasure::Active, "acme"), Some(1));
    assert_eq!(count(AccessMeasure::Active, "borealis"), Some(1), "whom the later export does not speak of");
    // The same day by the same map: what it does not speak of stays in the file.
    after(&mut book_files, "accounts", mended, "2026-11-12");
    let (_, register) = book(&book_files);
    assert!(register.access.counts.iter().any(|row| row.site.as_str() == "lyon"));
}

/// Days of people at Porto in week 45: so many on the high tier, so many on the low one.
fn log(high: usize, low: usize) -> String {
    let mut text = "person,site,day,tier,exposed,overtime,breaks-due,breaks-taken,counselled\n".to_owned();
    for nth in 0..high + low {
        let tier = if nth < high { "high" } else { "low" };
        // The first of them is over the cap on Tuesday.
        for (at, day) in ["2026-11-02", "2026-11-03"].iter().enumerate() {
            let exposed = if nth == 0 && at == 1 { 300 } else { 200 };
            text.push_str(&format!(
                "P{nth:04},porto,{day},{tier},{exposed},0,30,25,{}\n",
                if nth % 4 == 0 { "yes" } else { "" }
            ));
        }
    }
    text
}

#[test]
fn k1_days_of_people_become_sums_of_a_week() {
    let mut book_files = files();
    let paths = after(&mut book_files, "wellness", &log(20, 12), "2026-11-12");
    assert_eq!(paths, ["data/wellness/wellness-2026.csv", "data/tallies/wellness-2026-11-12.toml"]);
    let text = String::from_utf8(book_files["data/wellness/wellness-2026.csv"].clone()).unwrap();
    let rows: Vec<&str> = text.lines().skip(1).collect();
    assert_eq!(
        rows,
        [
            "2026-W45,acme,porto,low,12,24,24,0,720,600,*,*",
            "2026-W45,acme,porto,high,20,40,39,0,1200,1000,*,*",
            "2026-W45,acme,porto,,32,64,63,0,1920,1600,*,*",
            "2026-W45,acme,,low,12,24,24,0,720,600,*,*",
            "2026-W45,acme,,high,20,40,39,0,1200,1000,*,*",
            "2026-W45,acme,,,32,64,63,0,1920,1600,*,*",
        ],
        "eight people saw a counsellor, which is fewer than ten"
    );
    assert!(!text.contains("P00"), "no person");
    let (_, register) = book(&book_files);
    assert_eq!(register.wellness.len(), 6);
}

#[test]
fn k2_weeks_running_on_the_high_tier_are_counted_where_the_export_reaches_back_so_far() {
    let mut book_files = files();
    let limits = format!("{BOOK}\n[wellness]\nrotation-weeks = 4\n");
    book_files.insert("data/book.toml".to_owned(), limits.into_bytes());
    // Twelve people every week from 40 to 45, eight of whom all are off in week 43.
    let mut log = "person,site,day,tier,exposed,overtime,breaks-due,breaks-taken,counselled\n".to_owned();
    for (nth, monday) in ["09-28", "10-05", "10-12", "10-19", "10-26", "11-02"].iter().enumerate() {
        for person in (0..20).filter(|person| *person < 12 || nth != 3) {
            log.push_str(&format!("P{person:04},porto,2026-{monday},high,200,0,30,30,\n"));
        }
    }
    after(&mut book_files, "wellness", &log, "2026-11-12");
    let text = String::from_utf8(book_files["data/wellness/wellness-2026.csv"].clone()).unwrap();
    let of = |week: &str| {
        let total = text.lines().find(|line| line.starts_with(&format!("{week},acme,,,"))).unwrap();
        total.rsplit(',').next().unwrap().to_owned()
    };
    assert_eq!((of("2026-W43"), of("2026-W45")), ("*".to_owned(), "12".to_owned()));
    assert_eq!(of("2026-W44"), "12", "weeks 40 to 44 are five");
}

#[test]
fn v22_a_small_tier_is_hidden_with_what_would_give_it_away_and_stays_hidden() {
    let mut book_files = files();
    let rows = |files: &BTreeMap<String, Vec<u8>>| {
        let text = String::from_utf8(files["data/wellness/wellness-2026.csv"].clone()).unwrap();
        let of = |line: &str| line.split(',').nth(4).map(str::to_owned);
        text.lines().skip(1).filter_map(of).collect::<Vec<_>>()
    };
    after(&mut book_files, "wellness", &log(20, 4), "2026-11-12");
    assert_eq!(rows(&book_files), ["*", "*", "24", "*", "*", "24"], "24 less 20 is 4");
    book(&book_files);
    let once = book_files.clone();
    after(&mut book_files, "wellness", &log(20, 4), "2026-11-12");
    assert_eq!(once, book_files, "counted again, it says the same");
    // Of a later export with more people nothing is told that was hidden before.
    after(&mut book_files, "wellness", &log(20, 14), "2026-11-13");
    assert_eq!(rows(&book_files), ["*", "*", "34", "*", "*", "34"]);
}

/// The made-up registers of the demo, and what stands for one person in them: accounts, employees, tickets.
fn persons(folder: &std::path::Path) -> Vec<String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/demo-registers");
    let made = std::process::Command::new(script).arg(folder).output().expect("python3");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let mut ids = Vec::new();
    for name in ["accounts", "roster", "tickets"] {
        let text = std::fs::read_to_string(folder.join(format!("{name}.csv"))).unwrap();
        ids.extend(text.lines().skip(1).filter_map(|line| line.split(',').next()).map(str::to_owned));
    }
    ids
}

/// The first file below a folder that says one of these words.
fn named_in(folder: &std::path::Path, words: &std::collections::BTreeSet<&str>) -> Option<String> {
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        if let Some(word) = named_by(&bytes, words) {
            return Some(format!("{word} stands in {}", path.display()));
        }
    }
    None
}

fn named_by(bytes: &[u8], words: &std::collections::BTreeSet<&str>) -> Option<String> {
    let mut parts = bytes.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-');
    parts
        .find_map(|part| std::str::from_utf8(part).ok().filter(|part| words.contains(part)))
        .map(str::to_owned)
}

/// The first of these words in any file, name or message that a repository ever held. `None` too where the folder is none.
fn named_in_history(
    repository: &std::path::Path,
    words: &std::collections::BTreeSet<&str>,
) -> Option<String> {
    let all = ["cat-file", "--batch", "--batch-all-objects"];
    let objects = std::process::Command::new("git").current_dir(repository).args(all).output().expect("git");
    named_by(&objects.stdout, words)
}

#[test]
fn no_person_of_the_demo_registers_stands_in_its_book_or_its_site() {
    let temp = tempfile::tempdir().unwrap();
    let ids = persons(&temp.path().join("registers"));
    assert!(ids.len() > 1000, "{} ids", ids.len());
    let words: std::collections::BTreeSet<&str> = ids.iter().map(String::as_str).collect();
    let package = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(named_in(&package.join("data"), &words), None);
    let site = temp.path().join("site");
    let built = std::process::Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args(["build", "--quiet", "--root"])
        .arg(package)
        .arg("--output-dir")
        .arg(&site)
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    assert_eq!(named_in(&site, &words), None);
    assert_eq!(named_in_history(package, &words), None);
    // One that is planted is found, and one that was taken away again in the next commit.
    let past = temp.path().join("past");
    std::fs::create_dir(&past).unwrap();
    let git = |arguments: &[&str]| {
        let made =
            std::process::Command::new("git").current_dir(&past).args(arguments).output().expect("git");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    };
    git(&["init", "-q"]);
    for text in [ids[3].as_str(), "nobody"] {
        std::fs::write(past.join("list.csv"), text).unwrap();
        git(&["add", "."]);
        git(&["-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "list"]);
    }
    assert_eq!(named_in_history(&past, &words), Some(ids[3].clone()));
    std::fs::write(site.join("access/planted.json"), format!("{{\"shown\": \"{}\"}}", ids[7])).unwrap();
    assert!(named_in(&site, &words).is_some_and(|found| found.contains(&ids[7])));
}
