//! How many there are: in one line, and by code.

use super::codes::{Class, Code, Severity};
use super::diagnostic::Diagnostics;
use super::wording::plural;

/// `0 defects · 47 findings (16 serious)`, with ` · 3 waived` where there are any: the closing line, the footer and the audit page
/// say it alike.
pub fn tally(diagnostics: &Diagnostics) -> String {
    let findings = diagnostics.findings();
    let serious = match (findings, diagnostics.serious()) {
        (0, _) => String::new(),
        (1, 1) => " (serious)".to_owned(),
        (_, 0) => " (none serious)".to_owned(),
        (_, n) => format!(" ({n} serious)"),
    };
    let waived = match diagnostics.waived() {
        0 => String::new(),
        n => format!(" · {n} waived"),
    };
    format!("{} · {}{serious}{waived}", plural(diagnostics.defects(), "defect"), plural(findings, "finding"))
}

/// Each code with how often it was reported, the most frequent first; those that a waiver covers are left out.
pub fn by_code(diagnostics: &Diagnostics) -> Vec<(&'static Code, usize)> {
    let mut counted: Vec<(&'static Code, usize)> = Vec::new();
    for diagnostic in diagnostics.iter().filter(|one| one.waived_by.is_none()) {
        match counted.iter_mut().find(|(code, _)| *code == diagnostic.code) {
            Some((_, count)) => *count += 1,
            None => counted.push((diagnostic.code, 1)),
        }
    }
    counted.sort_by_key(|(code, count)| (usize::MAX - count, code.name));
    counted
}

/// What a code is, in a word or two: `defect`, `finding`, `serious finding`.
pub fn class_in_words(code: &Code) -> &'static str {
    match (code.class, code.severity) {
        (Class::Defect, _) => "defect",
        (Class::Finding, Severity::Error) => "serious finding",
        (Class::Finding, Severity::Warning) => "finding",
    }
}

/// `3 findings wait for rows of data/metrics/acme/2026.csv to be mended`; `None` where none waits.
pub fn waiting(diagnostics: &Diagnostics) -> Option<String> {
    let count = diagnostics.waiting().len();
    let files: Vec<&str> = diagnostics.waits_for().map(|path| path.as_str()).collect();
    let (first, more) = files.split_first()?;
    let wait = if count == 1 { "waits" } else { "wait" };
    let and_more =
        if more.is_empty() { String::new() } else { format!(" and {}", plural(more.len(), "more file")) };
    // A contract, a site or a project that is not read is missing as its rows are.
    let (rows, have) = match (first.ends_with(".csv"), more) {
        (true, _) => ("rows of ", "have"),
        (false, []) => ("", "has"),
        (false, _) => ("", "have"),
    };
    Some(format!(
        "{} that {} on figures {wait}: {rows}{first}{and_more} {have} defects, and would be missing in what is counted",
        plural(count, "finding"),
        if count == 1 { "rests" } else { "rest" },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostic, codes};
    use crate::source::RepoPath;

    fn one(code: &'static Code) -> Diagnostic {
        Diagnostic::of_file(code, RepoPath::new("data/a.toml"), "late")
    }

    #[test]
    fn the_most_frequent_code_comes_first() {
        let mut found = Diagnostics::default();
        for code in [&codes::SOP_ORPHAN, &codes::UNKNOWN_KEY, &codes::SOP_ORPHAN, &codes::ACTION_OVERDUE] {
            found.push(one(code));
        }
        let counted: Vec<(&str, usize)> =
            by_code(&found).iter().map(|(code, count)| (code.name, *count)).collect();
        assert_eq!(counted, [("sop-orphan", 2), ("action-overdue", 1), ("unknown-key", 1)]);
    }

    #[test]
    fn what_waits_says_why() {
        let mut found = Diagnostics::default();
        assert_eq!(waiting(&found), None);
        found.wait(one(&codes::BREACH_WITHOUT_PLAN), RepoPath::new("data/metrics/acme/a.csv"));
        let told = "1 finding that rests on figures waits: rows of data/metrics/acme/a.csv have defects, and would be missing in what is counted";
        assert_eq!(waiting(&found).as_deref(), Some(told));
        found.wait(one(&codes::BREACH_WITHOUT_PLAN), RepoPath::new("data/metrics/acme/b.csv"));
        assert!(waiting(&found).is_some_and(|told| told.starts_with(
            "2 findings that rest on figures wait: rows of data/metrics/acme/a.csv and 1 more file have"
        )));
        let mut found = Diagnostics::default();
        found.wait(one(&codes::BREACH_WITHOUT_PLAN), RepoPath::new("data/sites/acme-porto.toml"));
        let told = "1 finding that rests on figures waits: data/sites/acme-porto.toml has defects, and would be missing in what is counted";
        assert_eq!(waiting(&found).as_deref(), Some(told));
    }

    #[test]
    fn r26_a_defect_contradicts_itself_and_a_finding_falls_short() {
        let mut found = Diagnostics::default();
        assert_eq!(tally(&found), "0 defects · 0 findings");
        let mut and = |code| {
            found.push(Diagnostic::of_file(code, RepoPath::new("data/a.toml"), "late"));
            tally(&found)
        };
        assert_eq!(and(&codes::ACTION_OVERDUE), "0 defects · 1 finding (serious)");
        assert_eq!(and(&codes::SOP_ORPHAN), "0 defects · 2 findings (1 serious)");
        assert_eq!(and(&codes::UNKNOWN_KEY), "1 defect · 2 findings (1 serious)");
        let mut minor = Diagnostics::default();
        for _ in 0..2 {
            minor.push(Diagnostic::of_file(&codes::SOP_ORPHAN, RepoPath::new("data/a.toml"), "late"));
        }
        assert_eq!(tally(&minor), "0 defects · 2 findings (none serious)");
    }
}
