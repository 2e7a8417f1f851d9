//! Feeds of one vendor, one site and one procedure, of the demo with its history.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

use atom_syndication::Feed;

use crate::reproducible::read_all;

type Test = Result<(), Box<dyn Error>>;

#[test]
fn who_follows_one_thing_is_told_what_changes_there() -> Test {
    let (folder, book) = crate::demo_history::written();
    let site = folder.path().join("site");
    crate::evidence::built(&book, &site)?;
    let mut files = BTreeMap::new();
    read_all(&site, &site, &mut files);
    let linked = |path: &str| {
        let page = path.replace("feed.xml", "index.html");
        let page = String::from_utf8_lossy(&files[&page]).into_owned();
        let alternate = "<link rel=\"alternate\" type=\"application/atom+xml\"";
        page.contains(alternate) && page.contains(">Subscribe</a>")
    };
    let (mut ids, mut kinds) = (BTreeSet::new(), BTreeMap::new());
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with("/feed.xml")) {
        assert!(linked(path), "{path}");
        let feed = Feed::read_from(bytes.as_slice())?;
        assert!(!feed.entries().is_empty() && feed.entries().len() <= 50, "{path}");
        assert!(!feed.authors().is_empty() && feed.links().iter().any(|link| link.rel() == "self"), "{path}");
        let newest = feed.entries().iter().map(|entry| *entry.updated()).max();
        assert_eq!(newest, Some(*feed.updated()), "{path}");
        assert!(feed.entries().is_sorted_by(|one, next| one.updated() >= next.updated()), "{path}");
        assert!(ids.insert(feed.id().to_owned()), "{path}: {} stands twice", feed.id());
        for entry in feed.entries() {
            assert!(ids.insert(entry.id().to_owned()), "{path}: {} stands twice", entry.id());
            // No clock: nothing is later than the day that the report speaks for, or than what git recorded.
            assert!(entry.updated().to_rfc3339().as_str() < "2026-12", "{path}");
        }
        let kind = path.split('/').next().unwrap_or_default().to_owned();
        kinds.entry(kind).or_insert_with(Vec::new).push(feed);
    }
    let of = |kind: &str| kinds.get(kind).map_or(0, Vec::len);
    assert!(of("vendors") > 1 && of("sites") > 1 && of("sops") > 1, "{:?}", kinds.keys());
    let said: String =
        kinds.values().flatten().flat_map(|feed| feed.entries()).fold(String::new(), |said, entry| {
            said + entry.content().and_then(|content| content.value()).unwrap_or_default() + "\n"
        });
    for wanted in [
        "Rated for the first time: ",
        "Rating: ",
        "New, miss, ",
        "Closed, ",
        "Plan opened: ",
        "Action done: ",
        "A service credit is owed for ",
        "Final figures were restated: ",
        "Everyone must re-acknowledge.",
        "Risk raised: ",
        "Warning: ",
        "Escalated: ",
        "Meeting not held from ",
        "Visit of ",
    ] {
        assert!(said.contains(wanted), "nobody is told: {wanted}");
    }
    Ok(())
}
