//! docs/diagnostics.md and the table of codes say the same: a section for each code, in its order, and none without.

use scorebook::kit::diag::{Class, codes};

/// The page's sections: code and text.
fn sections() -> Vec<(String, String)> {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/diagnostics.md");
    let page = std::fs::read_to_string(page).expect("docs/diagnostics.md");
    let sections = page.split("\n## `").skip(1);
    sections
        .map(|section| {
            let (code, text) = section.split_once("`\n").expect("a heading is a code in backticks");
            (code.to_owned(), text.to_owned())
        })
        .collect()
}

#[test]
fn every_code_has_its_section_and_every_section_its_code() {
    let written: Vec<String> = sections().into_iter().map(|(code, _)| code).collect();
    let known: Vec<&str> = codes::ALL.iter().map(|code| code.name).collect();
    assert_eq!(written, known);
}

#[test]
fn sections_say_what_the_table_says() {
    for ((name, text), code) in sections().iter().zip(codes::ALL) {
        let class = match code.class {
            Class::Defect => "Defect",
            Class::Finding => "Finding",
        };
        let waived = if code.waivable { "Can be waived" } else { "Cannot be waived" };
        let line = text.lines().find(|line| !line.is_empty()).unwrap_or_default();
        assert!(line.starts_with(&format!("*{class}, {}. {waived}", code.severity.word())), "{name}: {line}");
        assert!(text.contains(&format!("\n{}[{name}]: ", code.severity.word())), "{name} has no example");
        assert!(code.check.is_empty() || text.contains(code.check), "{name} does not name {}", code.check);
    }
}

#[test]
fn every_rule_is_in_the_table_once() {
    let checks = scorebook::subject::check::rules().map(|rule| rule.code.name);
    let mut names: Vec<&str> =
        checks.chain(scorebook::subject::check::figure_rules().map(|rule| rule.code.name)).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "one rule, one code");
    // Found where waivers are applied, and where rows after the as-of date are left out.
    let elsewhere = ["waiver-expired", "waiver-unused", "far-future"];
    for code in
        codes::ALL.iter().filter(|code| code.class == Class::Finding && !elsewhere.contains(&code.name))
    {
        assert!(names.contains(&code.name), "no rule reports {}", code.name);
    }
}
