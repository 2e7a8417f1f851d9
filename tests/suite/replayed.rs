//! "What would it have done?", with figures counted by hand.
//!
//! One contract of 10,000.00 USD a month, of which a miss costs 5% (10% at risk, half of it allocated): 500.00. Ten months of 2026 are
//! judged, each of 1,000 decisions of which so many were right:
//! January 960, February 945, March 955, April 935, May 970, June 952, July 948, August 951, September 949, October 957.

use serde_json::Value;

use scorebook::{emit, pipeline};

use crate::cases::Files;
use crate::support;

const RIGHT: [u32; 10] = [960, 945, 955, 935, 970, 952, 948, 951, 949, 957];
const CONTRACT: &str = "data/contracts/oak-2026";
const CLAUSE: &str = "data/clauses/standard-accuracy";

/// The book, with lines put to the contract's keys, its credits and its service level.
fn book(whole: &str, credits: &str, level: &str) -> Files {
    let mut files = Files::new();
    let mut put = |path: &str, text: String| files.insert(path.to_owned(), text.into_bytes());
    put("data/book.toml", "format = 1\ntitle = \"Book\"\norganisation = \"Platform\"\ncurrency = \"USD\"\ntime-zone = \"Europe/Dublin\"\npublication = \"restricted\"\nas-of = 2026-11-15\n[people.ada-north]\nname = \"Ada North\"\nrole = \"Manager\"\n[people.ben-field]\nname = \"Ben Field\"\nrole = \"Head\"\n".to_owned());
    put("data/metrics.toml", "[metric.accuracy]\nname = \"Accuracy\"\nfamily = \"quality\"\nkind = \"ratio\"\nunit = \"percent\"\ndirection = \"at-least\"\ngrain = \"month\"\nnumerator = \"right\"\ndenominator = \"all\"\nsampled = true\n".to_owned());
    put("data/vendors/oak.toml", "name = \"Oak\"\nowner = \"ada-north\"\n".to_owned());
    put("data/sites/oak-one.toml", "vendor = \"oak\"\nname = \"Oak One\"\ncountry = \"PT\"\ntime-zone = \"Europe/Lisbon\"\nlanguages = [\"pt\"]\nmanager = \"ada-north\"\nopened-on = 2026-01-01\n".to_owned());
    let rows = RIGHT
        .iter()
        .zip(1..)
        .map(|(right, month)| format!("2026-{month:02},oak-one,accuracy,{right},1000,final\n"));
    put(
        "data/metrics/oak/2026.csv",
        format!("period,site,metric,numerator,denominator,status\n{}", rows.collect::<String>()),
    );
    put(&format!("{CLAUSE}.toml"), "name = \"Accuracy\"\nfamily = \"quality\"\nmetric = \"accuracy\"\nclause-ref = \"1.1\"\ndirection = \"at-least\"\ntarget = 95\naggregation = \"occurrences\"\nwindow = \"month\"\nweight = 100\nmin-volume = 100\n".to_owned());
    put(
        &format!("{CONTRACT}/contract.toml"),
        format!(
            "vendor = \"oak\"\ntitle = \"Oak agreement\"\ndocument-ref = \"OA-1\"\ncurrency = \"USD\"\nsigned-on = 2025-12-01\neffective-on = 2026-01-01\nends-on = 2027-12-31\nmonthly-fee-minor = 1000000\nfee-basis = \"monthly fee\"\n{whole}[credits]\nat-risk-percent = 10\n{credits}[service-level.accuracy]\nclause = \"standard-accuracy\"\n{level}"
        ),
    );
    files
}

/// With an amendment of a contract or a clause: its folder and number, its day, and what changes.
fn amended(files: &Files, folder: &str, number: u32, on: &str, changes: &[(&str, &str, &str)]) -> Files {
    let change = |(path, op, value): &(&str, &str, &str)| {
        let value = if value.is_empty() { String::new() } else { format!("value = {value}\n") };
        format!("[[change]]\npath = \"{path}\"\nop = \"{op}\"\n{value}")
    };
    let changes: String = changes.iter().map(change).collect();
    let text = format!(
        "number = {number}\nsigned-on = 2025-12-01\neffective-on = {on}\nreason = \"x\"\napproved-by = \"ben-field\"\n{changes}"
    );
    let mut files = files.clone();
    assert!(files.insert(format!("{folder}/amendment-{number:02}.toml"), text.into_bytes()).is_none());
    files
}

fn contract(files: &Files, number: u32, on: &str, changes: &[(&str, &str, &str)]) -> Files {
    amended(files, CONTRACT, number, on, changes)
}

/// What one change of terms would have done.
#[derive(Debug, PartialEq, Eq)]
struct Replayed {
    /// Windows of the vendor missed, before and after.
    missed: (u64, u64),
    to_missed: Vec<String>,
    to_met: Vec<String>,
    /// Credits in minor units, before and after.
    credits: (i64, i64),
}

fn of(replay: &Value) -> Replayed {
    let vendor = &replay["subjects"][0];
    let list = |name: &str| {
        let periods = vendor[name].as_array().into_iter().flatten();
        periods.map(|period| period.as_str().unwrap().to_owned()).collect()
    };
    let count = |name: &str| vendor[name].as_u64().unwrap_or_default();
    let money = |name: &str| replay["credits"][name].as_i64().unwrap();
    Replayed {
        missed: (count("missed_before"), count("missed_after")),
        to_missed: list("to_missed"),
        to_met: list("to_met"),
        credits: (money("before_minor"), money("after_minor")),
    }
}

/// The only replay of a difference.
fn replayed(before: &Files, after: &Files) -> Replayed {
    let (before, after) = (support::snapshot(before.clone()), support::snapshot(after.clone()));
    let difference = pipeline::difference(before, &after).unwrap();
    let document: Value = serde_json::from_str(&emit::difference::json(&difference, "0")).unwrap();
    let figures = &document["figures"];
    assert!(figures.is_object(), "{}", document["messages"]);
    let own = figures["terms"].as_array().unwrap().iter();
    let shared = figures["shared_terms"].as_array().unwrap().iter();
    let shared = shared.flat_map(|one| one["service_levels"].as_array().unwrap());
    let found: Vec<&Value> =
        own.chain(shared).map(|term| &term["replay"]).filter(|one| !one.is_null()).collect();
    let [only] = found.as_slice() else { panic!("{} replays in {figures}", found.len()) };
    of(only)
}

fn none(missed: u64, credits: i64) -> Replayed {
    Replayed {
        missed: (missed, missed),
        to_missed: Vec::new(),
        to_met: Vec::new(),
        credits: (credits, credits),
    }
}

fn months(list: &[u32]) -> Vec<String> {
    list.iter().map(|month| format!("2026-{month:02}")).collect()
}

const TARGET: &str = "service-level.accuracy.target";
const RAMP: &str = "ramp = [{ from = 2026-01-01, target = 90 }, { from = 2026-04-01, target = 95 }]\n";
const HALF: &str = "allocation-percent = 50\n";

/// Half of what is at risk a miss, with an amendment from June on that is there already: 96, which June to October all miss. Before it
/// February and April miss 95.
fn harder_from_june() -> Files {
    contract(&book("", "", HALF), 1, "2026-06-01", &[(TARGET, "replace", "96")])
}

#[test]
fn a_key_that_no_row_feels_moves_nothing_whatever_was_amended_before() {
    let before = harder_from_june();
    let own = contract(&before, 2, "2026-12-01", &[("service-level.accuracy.min-volume", "replace", "1000")]);
    assert_eq!(replayed(&before, &own), none(7, 350_000));
    let shared = amended(&before, CLAUSE, 1, "2026-12-01", &[("min-volume", "replace", "120")]);
    assert_eq!(replayed(&before, &shared), none(7, 350_000));
    // With a ramp that is over: 90 until March, then 95, which April, July and September miss.
    let ramped = book("", "", &format!("{HALF}{RAMP}"));
    let shared = amended(&ramped, CLAUSE, 1, "2026-12-01", &[("min-volume", "replace", "120")]);
    assert_eq!(replayed(&ramped, &shared), none(3, 150_000));
    // The property, for every key that these rows do not reach and each past of the contract.
    let twice = contract(&before, 2, "2026-09-01", &[("credits.at-risk-percent", "replace", "20")]);
    let narrow = contract(&before, 2, "2026-03-01", &[("service-level.accuracy.min-volume", "replace", "1")]);
    let unfelt = [
        ("service-level.accuracy.min-volume", "replace", "999"),
        ("service-level.accuracy.floor", "add", "10"),
        ("service-level.accuracy.minimum", "add", "90"),
        ("service-level.accuracy.straddle", "add", "\"start\""),
        ("service-level.accuracy.on-zero-denominator", "add", "\"met\""),
        ("service-level.accuracy.min-days", "add", "28"),
        ("service-level.accuracy.round-decimals", "add", "1"),
        ("service-level.accuracy.chronic", "add", "{ misses = 9, windows = 9 }"),
    ];
    for past in [before, ramped, twice, narrow] {
        for change in unfelt {
            let after = contract(&past, 9, "2026-12-01", &[change]);
            let found = replayed(&past, &after);
            assert_eq!(found, none(found.missed.0, found.credits.0), "{change:?}");
            assert!(found.missed.0 >= 3 && found.credits.0 >= 150_000, "{found:?}");
        }
    }
}

#[test]
fn a_key_of_the_money_leaves_the_others_as_they_were() {
    // 20% at risk from June on: February and April cost 500.00 each, July and September 1,000.00 each.
    let before =
        contract(&book("", "", HALF), 1, "2026-06-01", &[("credits.at-risk-percent", "replace", "20")]);
    let cent = contract(&before, 2, "2026-12-01", &[("monthly-fee-minor", "replace", "1000001")]);
    assert_eq!(replayed(&before, &cent).credits, (300_000, 300_000));
    let double = contract(&before, 2, "2026-12-01", &[("monthly-fee-minor", "replace", "2000000")]);
    assert_eq!(replayed(&before, &double).credits, (300_000, 600_000));
    // A cap of 3% from June on: July and September cost 300.00 each.
    let capped = contract(&book("", "", HALF), 1, "2026-06-01", &[("credits.cap-percent", "add", "3")]);
    let more = contract(&capped, 2, "2026-12-01", &[("credits.at-risk-percent", "replace", "20")]);
    assert_eq!(replayed(&capped, &more).credits, (160_000, 260_000));
    let freed = contract(&capped, 2, "2026-12-01", &[("credits.cap-percent", "remove", "")]);
    assert_eq!(replayed(&capped, &freed).credits, (160_000, 200_000));
    // Credits that are new: four misses of 500.00, or two of 500.00 and two of 1,000.00.
    let text =
        |files: &Files| String::from_utf8(files[&format!("{CONTRACT}/contract.toml")].clone()).unwrap();
    let mut unpaid = book("", "", "");
    let without = text(&unpaid).replace("[credits]\nat-risk-percent = 10\n", "");
    unpaid.insert(format!("{CONTRACT}/contract.toml"), without.into_bytes());
    let paid = contract(
        &unpaid,
        1,
        "2026-12-01",
        &[("credits", "add", "{ at-risk-percent = 10, claim-within-days = 30 }")],
    );
    assert_eq!(replayed(&unpaid, &paid).credits, (0, 0), "no service level bears any");
}

#[test]
fn the_steps_of_a_ramp_hold_on_their_days_and_its_last_goes_with_the_target() {
    let before = book("", "", &format!("{HALF}{RAMP}"));
    let step = |first: u32, last: u32| {
        format!("[{{ from = 2026-01-01, target = {first} }}, {{ from = 2026-04-01, target = {last} }}]")
    };
    // 96 from April on: June, August and October miss as well. The months before are as they were.
    let harder = [(TARGET, "replace", "96"), ("service-level.accuracy.ramp", "replace", &*step(90, 96))];
    let found = replayed(&before, &contract(&before, 1, "2026-12-01", &harder));
    assert_eq!(found.to_missed, months(&[6, 8, 10]));
    assert_eq!(found.credits, (150_000, 300_000));
    // An easier beginning turns nothing: February has 94.5.
    let easier = [("service-level.accuracy.ramp", "replace", &*step(85, 95))];
    assert_eq!(replayed(&before, &contract(&before, 1, "2026-12-01", &easier)), none(3, 150_000));
    // A ramp taken out: 95 from January on, which February misses.
    let out = [("service-level.accuracy.ramp", "remove", "")];
    let found = replayed(&before, &contract(&before, 1, "2026-12-01", &out));
    assert_eq!((found.to_missed, found.credits), (months(&[2]), (150_000, 200_000)));
    // A ramp to come counts at its target.
    let to_come = "[{ from = 2027-01-01, target = 95.5 }, { from = 2027-07-01, target = 96 }]";
    let plain = book("", "", HALF);
    let coming = [(TARGET, "replace", "96"), ("service-level.accuracy.ramp", "add", to_come)];
    let found = replayed(&plain, &contract(&plain, 1, "2026-12-01", &coming));
    assert_eq!(found.to_missed, months(&[3, 6, 8, 10]), "all but January and May");
    // A ramp that an amendment took out from June on, and 96. Now 98: May, which the ramp's last step judged, misses it too.
    let changes = [("service-level.accuracy.ramp", "remove", ""), (TARGET, "replace", "96")];
    let before = contract(&before, 1, "2026-06-01", &changes);
    let found = replayed(&before, &contract(&before, 2, "2026-12-01", &[(TARGET, "replace", "98")]));
    assert_eq!((found.missed, found.to_missed), ((6, 7), months(&[5])));
    assert_eq!(found.credits, (300_000, 350_000));
}

#[test]
fn an_amendment_dated_between_ends_where_another_says_the_key_anyway() {
    // 94 from March on, until June says 96: April alone misses before June, and February is met.
    let before = harder_from_june();
    let between = contract(&before, 2, "2026-03-01", &[(TARGET, "replace", "94")]);
    let found = replayed(&before, &between);
    assert_eq!((found.missed, found.to_met.clone()), ((7, 6), months(&[2])));
    assert_eq!(found.credits, (350_000, 300_000));
    // Another key that changes in between on both sides moves nothing of this.
    let notice = |files: &Files| contract(files, 3, "2026-04-01", &[("notice-days", "add", "30")]);
    assert_eq!(replayed(&notice(&before), &notice(&between)), found);
    // A target that holds for a while, and then as before: 96 from March to August.
    let plain = book("", "", HALF);
    let a_while = contract(&plain, 1, "2026-03-01", &[(TARGET, "replace", "96")]);
    let a_while = contract(&a_while, 2, "2026-09-01", &[(TARGET, "remove", "")]);
    let found = replayed(&plain, &a_while);
    assert_eq!(found.to_missed, months(&[3, 6, 8]), "October's 95.7 is held against 95 again");
}

#[test]
fn a_key_that_comes_or_goes_and_one_that_has_no_place_on_a_day() {
    // Bands price the misses by points, 2% of the fee for one, 4% for two. From June on 96 misses what the band of 95 gives no points for.
    let points =
        "method = \"points\"\npoints = [{ at-least = 1, percent = 2 }, { at-least = 2, percent = 4 }]\n";
    let bands = |points: u32| {
        format!("[{{ at-least = 95, score = 100 }}, {{ otherwise = true, score = 0, points = {points} }}]")
    };
    let priced = contract(
        &book("", points, &format!("bands = {}\n", bands(1))),
        1,
        "2026-06-01",
        &[(TARGET, "replace", "96")],
    );
    let dearer =
        contract(&priced, 2, "2026-12-01", &[("service-level.accuracy.bands", "replace", &bands(2))]);
    let found = replayed(&priced, &dearer);
    // Four months are below 95: February, April, July, September.
    assert_eq!((found.missed, found.credits), ((7, 7), (80_000, 160_000)));
    // A key that comes: five misses from June on at 96, two before at 95.
    let free = contract(&book("", "", ""), 1, "2026-06-01", &[(TARGET, "replace", "96")]);
    let bears =
        contract(&free, 2, "2026-12-01", &[("service-level.accuracy.allocation-percent", "add", "50")]);
    assert_eq!(replayed(&free, &bears).credits, (0, 350_000));
    let found = replayed(
        &bears,
        &contract(&bears, 3, "2026-12-02", &[("service-level.accuracy.allocation-percent", "remove", "")]),
    );
    assert_eq!(found.credits, (0, 0), "nothing was due before December");
    // A range from June on; a bound of it has no place in the months of a line, which stay as they are.
    let range = [
        ("service-level.accuracy.direction", "replace", "\"range\""),
        (TARGET, "remove", ""),
        ("service-level.accuracy.target-low", "add", "94"),
        ("service-level.accuracy.target-high", "add", "96"),
    ];
    let ranged = contract(&book("", "", HALF), 1, "2026-06-01", &range);
    let narrower =
        contract(&ranged, 2, "2026-12-01", &[("service-level.accuracy.target-high", "replace", "95.5")]);
    let found = replayed(&ranged, &narrower);
    assert_eq!((found.missed, found.to_missed), ((2, 3), months(&[10])));
    assert_eq!(found.credits, (100_000, 150_000));
    // A service level that comes counts whole, with the money of each month.
    let other = "{ clause = \"standard-accuracy\", target = 94, weight = 0, allocation-percent = 20 }";
    let before =
        contract(&book("", "", HALF), 1, "2026-06-01", &[("credits.at-risk-percent", "replace", "20")]);
    let added = contract(&before, 2, "2026-12-01", &[("service-level.easier", "add", other)]);
    let found = replayed(&before, &added);
    // April alone misses it, with 10% at risk: 200.00 more.
    assert_eq!((found.missed, found.credits), ((0, 1), (300_000, 320_000)));
    let found =
        replayed(&added, &contract(&added, 3, "2026-12-02", &[("service-level.easier", "remove", "")]));
    assert_eq!(found.credits.1, 300_000);
}
