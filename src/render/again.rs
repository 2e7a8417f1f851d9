//! Issues that were published before with other bytes: the feed says so, and its entry is newer than the one before.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::kit::source::{PublishedSite, sha256};
use crate::subject::route::Route;

/// Whether the files of an issue are others than those that the former site had; false where it had no such issue.
pub fn is_other(former: &PublishedSite, route: &Route, files: &[(String, Vec<u8>)]) -> bool {
    let own = format!("{}/", route.folder());
    let had: BTreeMap<&str, &str> = former
        .files
        .range(own.clone()..)
        .take_while(|(path, _)| path.starts_with(&own))
        // The second edition stands below the first.
        .filter(|(path, _)| !path[own.len()..].contains('/'))
        .map(|(path, hash)| (path.as_str(), hash.as_str()))
        .collect();
    if had.is_empty() {
        return false;
    }
    let same =
        |(path, content): &(String, Vec<u8>)| had.get(path.as_str()) == Some(&sha256(content).as_str());
    had.len() != files.len() || !files.iter().all(same)
}

/// When an issue counts as published again: `now`, and in any case after what its entry in the feed said before.
pub fn again_at(now: Timestamp, said: Timestamp, before: Option<Timestamp>) -> Timestamp {
    let later = |at: Timestamp| at.checked_add(SignedDuration::from_secs(1)).unwrap_or(at);
    [Some(now), Some(later(said)), before.map(later)].into_iter().flatten().max().unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::calendar::Week;

    #[test]
    fn an_issue_is_another_when_a_file_of_it_is() {
        let route = Route::WeekIssue(Week::new(2026, 46).expect("a week"));
        let file = |path: &str, text: &str| (path.to_owned(), text.as_bytes().to_vec());
        let files = [file("reports/2026-W46/evidence.json", "e"), file("reports/2026-W46/index.html", "p")];
        let of = |files: &[(String, Vec<u8>)]| PublishedSite {
            files: files.iter().map(|(path, content)| (path.clone(), sha256(content))).collect(),
            again: BTreeMap::new(),
        };
        assert!(!is_other(&of(&files), &route, &files));
        assert!(
            !is_other(&of(&[file("reports/2026-W45/index.html", "x")]), &route, &files),
            "not published before"
        );
        assert!(is_other(&of(&files[1..]), &route, &files), "a file came");
        assert!(is_other(&of(&files), &route, &[files[0].clone(), file("reports/2026-W46/index.html", "q")]));
    }

    #[test]
    fn every_publication_is_later_than_the_one_before() {
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let (sunday, tuesday) = (at("2026-11-15T23:59:59Z"), at("2026-11-17T10:00:00Z"));
        let first = again_at(tuesday, sunday, None);
        assert_eq!(first, tuesday);
        assert!(again_at(tuesday, sunday, Some(first)) > first, "of the same commit");
        assert!(again_at(sunday, tuesday, None) > tuesday);
    }
}
