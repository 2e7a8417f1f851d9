//! One chain of the demo, walked by links alone: a meeting that was missed, the clock of its escalation, the decision, the action, its end. And the
//! quarterly reviews, each a deck of ten sheets.

use std::path::Path;
use std::process::Command;

fn demo(site: &Path) {
    let status = Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args(["build", "--quiet", "--root", env!("CARGO_MANIFEST_DIR"), "--output-dir"])
        .arg(site)
        .status()
        .unwrap();
    assert!(status.success());
}

/// The page behind a link of a page, with the anchor of the link. The link is the first one that bears these words.
fn follow(site: &Path, page: &str, words: &str) -> (String, String) {
    let html = read(site, page);
    let link = html.split("<a ").skip(1).find(|link| {
        let said = link.split_once('>').map_or("", |(_, rest)| rest.split("</a>").next().unwrap_or(""));
        said.contains(words)
    });
    let link = link.unwrap_or_else(|| panic!("{page} has no link that says {words}"));
    let href = link.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
    let (path, anchor) = href.split_once('#').unwrap_or((href, ""));
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/').filter(|_| !path.is_empty()) {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let to = if path.is_empty() { page.to_owned() } else { parts.join("/") };
    assert!(site.join(&to).exists(), "{page}: {words} leads to {to}, which is not there");
    (to, anchor.to_owned())
}

fn read(site: &Path, page: &str) -> String {
    std::fs::read_to_string(site.join(page)).unwrap()
}

/// What stands in the row of an anchor.
fn row(site: &Path, page: &str, anchor: &str) -> String {
    let html = read(site, page);
    let row =
        html.split("<tr").find(|row| row.split('>').next().unwrap().contains(&format!("id=\"{anchor}\"")));
    row.unwrap_or_else(|| panic!("{page} has no row {anchor}")).to_owned()
}

#[test]
fn from_a_missed_meeting_to_the_end_of_what_it_set_going() {
    let work = tempfile::tempdir().unwrap();
    let site = work.path().join("site");
    demo(&site);
    let (meeting, _) = follow(&site, "vendors/varnlow/index.html", "Quarterly review with Varnlow");
    assert!(read(&site, &meeting).contains("missed"), "a window was missed");
    let (escalation, _) = follow(&site, &meeting, "review of the third quarter was not held");
    let raised = read(&site, &escalation);
    for words in ["not answered in time", "answered in time", "3 working days", "Closed"] {
        assert!(raised.contains(words), "the escalation does not say {words}");
    }
    let (decisions, decision) = follow(&site, &escalation, "No new queue for Mombasa");
    let decided = row(&site, &decisions, &decision);
    assert!(decided.contains("Held back until the review"), "what was decided");
    let (plan, action) = follow(&site, &decisions, "Bring a start date for every coach");
    assert!(
        row(&site, &plan, &action).contains("Hiring sheet of 26 October"),
        "the action was done, with its evidence"
    );
    // And back: the meeting that was held names the decision and the action.
    let (back, _) = follow(&site, &escalation, "Quarterly review with Varnlow");
    assert_eq!(back, meeting);
    let held = row(&site, &meeting, "held-2026-10-27");
    assert!(held.contains("No new queue for Mombasa") && held.contains("Bring a start date"));
}

#[test]
fn each_vendor_has_a_review_of_each_quarter_whose_figures_were_due() {
    let work = tempfile::tempdir().unwrap();
    let site = work.path().join("site");
    demo(&site);
    for vendor in ["brackmoor", "keldvale", "ostrelin", "varnlow"] {
        let page = format!("vendors/{vendor}/2026-Q3/index.html");
        let review = read(&site, &page);
        let sheets: Vec<&str> = review.split("<section class=\"sheet").skip(1).collect();
        assert_eq!(sheets.len(), 10, "{vendor}");
        let (back, _) = follow(&site, &format!("vendors/{vendor}/index.html"), "Q3 2026");
        assert_eq!(back, page);
        assert!(!site.join(format!("vendors/{vendor}/2026-Q4")).exists(), "the quarter runs");
        assert!(!review.contains("all months together"), "{vendor}: money of the quarter alone");
    }
    let keldvale = read(&site, "vendors/keldvale/2026-Q3/index.html");
    let settled = keldvale.split("Decisions of the quarter").nth(1).unwrap();
    assert!(settled.contains("Prices of Keldvale from October"), "asked on 3 September, decided on the 28th");
    // Folded lines begin with a blank.
    let calendar = read(&site, "calendar.ics").replace("\r\n ", "");
    for wanted in [
        "Reply due: Brackmoor",
        "Dispute to decide: Varnlow",
        "Stands in: Otis Breakwater for Wren Halyard",
        "Last day of standing in: ",
        "Visit due: ",
    ] {
        assert!(calendar.contains(wanted), "{wanted}");
    }
}

/// What a block of a page says, from its heading to the next one.
fn block(site: &Path, page: &str, id: &str) -> Option<String> {
    let html = read(site, page);
    let (_, after) = html.split_once(&format!("<h2 id=\"{id}\""))?;
    Some(after.split("<h2").next().unwrap_or(after).to_owned())
}

#[test]
fn an_issue_tells_of_the_visits_escalations_and_missed_meetings_of_its_days() {
    let work = tempfile::tempdir().unwrap();
    let site = work.path().join("site");
    demo(&site);
    let week = |week: &str| format!("reports/2026-W{week}/index.html");
    let has = |page: &str, id: &str, words: &[&str], not: &[&str]| {
        let said = block(&site, page, id).unwrap_or_default();
        for words in words {
            assert!(said.contains(words), "{page}, {id}: {words} is not said in {said}");
        }
        for words in not {
            assert!(!said.contains(words), "{page}, {id}: {words} is said");
        }
    };
    // The window of the third quarter was over on Sunday 4 October; the review was held on the 27th.
    has(
        &week("41"),
        "meetings",
        &["Varnlow", "6 July 2026 to 4 October 2026", "Not held since"],
        &["Brackmoor"],
    );
    has(&week("44"), "meetings", &[], &["Varnlow"]);
    // Of the fortnight up to 11 October nothing was held, and in the next one it was.
    has(
        "reports/2026-10/index.html",
        "meetings",
        &["Ostrelin", "28 September 2026 to 11 October 2026", "Held since", "Varnlow"],
        &[],
    );
    // Raised on 5 October, closed on the 27th; the other one came on 9 November.
    has(&week("41"), "escalations", &["review of the third quarter"], &["Brackmoor"]);
    has(&week("44"), "escalations", &["review of the third quarter", "Closed"], &[]);
    has(&week("45"), "escalations", &[], &["review of the third quarter"]);
    // Held from 2 to 6 November.
    has(&week("45"), "visits", &["Mombasa", "Held"], &[]);
}

#[test]
fn from_a_signal_to_its_risk_to_the_plan_and_back() {
    let work = tempfile::tempdir().unwrap();
    let site = work.path().join("site");
    demo(&site);
    let (risk, _) = follow(&site, "signals/index.html", "Mombasa decides appeals too late");
    let (plan, _) = follow(&site, &risk, "Stop the fall of quality in Mombasa");
    let (straight, _) = follow(&site, "signals/index.html", "Stop the fall of quality in Mombasa");
    assert_eq!(plan, straight, "the signal leads to the plan too");
    let (back, _) = follow(&site, &plan, "Mombasa decides appeals too late");
    assert_eq!(back, risk);
    let answers =
        [(&risk, "Mombasa decides appeals too late"), (&plan, "Stop the fall of quality in Mombasa")];
    for (page, answer) in answers {
        let (signals, signal) = follow(&site, page, "Unusual change for the worse");
        assert_eq!(signals, "signals/index.html");
        assert!(row(&site, &signals, &signal).contains(answer), "{page}: {signal}");
    }
    let home = read(&site, "index.html");
    assert!(home.contains("Mombasa loses its second counsellor"), "the gravest open risk");
    let own = read(&site, "people/wren-halyard/index.html");
    assert!(own.contains("early warnings"), "signals at the sites of a person");
}
