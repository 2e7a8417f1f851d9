//! The last day for notice of a price review, wherever dates of contracts stand.

use std::fs;

use crate::signoff::{book, said, scorebook};

const CONTRACT: &str = "data/contracts/acme-2026/contract.toml";

#[test]
fn notice_of_a_price_review_stands_in_the_calendar_in_signals_and_with_who_owes_it() {
    let repo = book("2026-11-15");
    let text = fs::read_to_string(repo.path().join(CONTRACT)).unwrap();
    let days =
        "notice-days = 60\nprice-review-on = [2026-12-14, 2027-05-03]\nprice-review-notice-days = 10\n";
    assert!(text.contains("notice-days = 60\n"));
    repo.write(CONTRACT, text.replace("notice-days = 60\n", days));
    let page = |path: &str, as_of: &str| {
        let built = scorebook(&repo, &["build", "--quiet", "--as-of", as_of]);
        assert!(built.status.success(), "{}", said(&built));
        fs::read_to_string(repo.path().join("site").join(path)).unwrap()
    };
    // 14 December less ten days.
    let calendar = page("calendar.ics", "2026-11-15").replace("\r\n ", "");
    let day = |text: &str, what: &str| {
        let event = text.split("BEGIN:VEVENT").find(|event| event.contains(what));
        event.and_then(|event| Some(event.split_once("DTSTART;VALUE=DATE:")?.1.get(..8)?.to_owned()))
    };
    let notice = "SUMMARY:Last day for notice of a price review: Master services agreement 2026";
    assert_eq!(day(&calendar, notice).as_deref(), Some("20261204"));
    let review = "SUMMARY:Price review: Master services agreement 2026";
    assert_eq!(day(&calendar, review).as_deref(), Some("20261214"));
    assert!(page("signals/index.html", "2026-11-15").contains("speak of prices by"));
    let owed = page("people/ada-north/index.html", "2026-11-15");
    assert!(owed.contains("Prices to review") && owed.contains("data-v=\"2026-12-04\""), "{owed}");
    let contract = page("contracts/acme-2026/index.html", "2026-11-15");
    assert!(contract.contains("notice in 19 days"), "{contract}");
    assert!(!contract.contains("Next price review"));

    let missed = page("contracts/acme-2026/index.html", "2026-12-06");
    assert!(missed.contains("notice passed, undecided") && missed.contains("Next price review"), "{missed}");
    let home = page("index.html", "2026-12-06");
    assert!(home.contains("Price review missed") && home.contains("notice was due by"), "{home}");
    let calendar = page("calendar.ics", "2026-12-06").replace("\r\n ", "");
    assert_eq!(day(&calendar, notice).as_deref(), Some("20270423"), "the next one");
}
