//! Words for messages: suggestions, lists, plurals.

use super::diagnostic::Diagnostics;

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

/// The candidate closest to `word`, if it is close enough to be a typo: at most a third of its length, and at least 1.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .filter(|&(distance, candidate)| distance <= allowed || is_part(word, candidate))
        .min_by_key(|&(distance, candidate)| (distance, candidate))
        .map(|(_, candidate)| candidate)
}

/// `acme` suggests `acme-asia`: a whole leading part is named.
fn is_part(word: &str, candidate: &str) -> bool {
    word.len() >= 4 && candidate.strip_prefix(word).is_some_and(|rest| rest.starts_with('-'))
}

/// `a, b or c`
pub fn list_or<S: AsRef<str>>(items: &[S]) -> String {
    list(items, "or")
}

/// `a, b and c`
pub fn list_and<S: AsRef<str>>(items: &[S]) -> String {
    list(items, "and")
}

/// `` `a`, `b` or `c` ``
pub fn quoted_list<S: AsRef<str>>(items: &[S]) -> String {
    let quoted: Vec<String> = items.iter().map(|item| format!("`{}`", item.as_ref())).collect();
    list_or(&quoted)
}

/// `1 row`, `2 rows`; `singular` takes an s.
pub fn plural(count: usize, singular: &str) -> String {
    if count == 1 { format!("1 {singular}") } else { format!("{count} {singular}s") }
}

fn list<S: AsRef<str>>(items: &[S], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [start @ .., last] => {
            let start: Vec<&str> = start.iter().map(AsRef::as_ref).collect();
            format!("{} {word} {}", start.join(", "), last.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Diagnostic, codes};
    use crate::source::RepoPath;

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

    #[test]
    fn a_typo_is_suggested_and_a_stranger_is_not() {
        let vendors = ["acme-asia", "borealis"];
        assert_eq!(did_you_mean("acme-asai", vendors), Some("acme-asia"));
        assert_eq!(did_you_mean("acme", vendors), Some("acme-asia"));
        assert_eq!(did_you_mean("zenith", vendors), None);
    }

    #[test]
    fn lists_read_as_a_person_writes_them() {
        assert_eq!(quoted_list(&["a", "b", "c"]), "`a`, `b` or `c`");
        assert_eq!(list_and(&["a"]), "a");
    }
}
