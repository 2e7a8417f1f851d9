//! What docs/diagnostics.md says of each code, from the program itself.

use super::codes::Code;

const DOCS: &str = include_str!("../../../../docs/diagnostics.md");

/// The code's section, as Markdown; its meaning where there is none.
pub fn section(code: &'static Code) -> &'static str {
    under(DOCS, code.name).unwrap_or(code.meaning)
}

/// What stands under ``## `name` ``, up to the next heading of that level or above.
fn under<'a>(docs: &'a str, name: &str) -> Option<&'a str> {
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
        assert_eq!(under(docs, "a"), Some("One.\n\n```toml\n# no heading\n```\n\n### Inside"));
        assert_eq!(under(docs, "ab"), Some("Two."));
        assert_eq!(under(docs, "b"), None);
    }
}
