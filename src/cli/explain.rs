//! `explain CODE`: the code's section of docs/diagnostics.md.

use crate::diag::{Class, Code, codes, did_you_mean};

const DOCS: &str = include_str!("../../docs/diagnostics.md");

/// What to print for `code`.
///
/// # Errors
/// There is no such code; the message suggests one.
pub fn explain(code: &str) -> Result<String, String> {
    let Some(found) = Code::find(code) else {
        let names = codes::ALL.iter().map(|known| known.name);
        let help = match did_you_mean(code, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "give the code between the brackets, such as `unknown-vendor`".to_owned(),
        };
        return Err(format!("no diagnostic has the code `{}`\n  = help: {help}", code.escape_debug()));
    };
    let class = match found.class {
        Class::Defect => "a defect: it keeps the site from being written",
        Class::Finding => "a finding: the site shows it, and is written all the same",
    };
    let waiver =
        if found.waivable { "a dated, approved waiver can cover it" } else { "no waiver can cover it" };
    let text = section(DOCS, found.name).unwrap_or(found.meaning);
    Ok(format!("{}[{}]\n\n{text}\n\nIt is {class}; {waiver}.\n", found.severity.word(), found.name))
}

/// What stands under ``## `name` ``, up to the next heading of that level or above.
fn section<'a>(docs: &'a str, name: &str) -> Option<&'a str> {
    let heading = format!("## `{name}`");
    let mut at = 0;
    let mut start = None;
    let mut fenced = false;
    for line in docs.split_inclusive('\n') {
        let bare = line.trim_end();
        if bare.starts_with("```") {
            fenced = !fenced;
        } else if !fenced && (bare.starts_with("## ") || bare.starts_with("# ")) {
            if let Some(start) = start {
                return Some(docs[start..at].trim());
            }
            if bare == heading {
                start = Some(at + line.len());
            }
        }
        at += line.len();
    }
    start.map(|start| docs[start..].trim()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_ends_at_the_next_heading_outside_code() {
        let docs = "# All\n\n## `a`\n\nOne.\n\n```toml\n# no heading\n```\n\n### Inside\n\n## `ab`\nTwo.\n";
        assert_eq!(section(docs, "a"), Some("One.\n\n```toml\n# no heading\n```\n\n### Inside"));
        assert_eq!(section(docs, "ab"), Some("Two."));
        assert_eq!(section(docs, "b"), None);
    }

    #[test]
    fn every_code_is_explained_and_a_typo_is_met_with_a_suggestion() {
        for code in codes::ALL {
            assert!(explain(code.name).is_ok_and(|text| text.contains(code.name)));
        }
        assert!(
            explain("unknown-vendro")
                .is_err_and(|message| message.contains("did you mean `unknown-vendor`?"))
        );
    }
}
