//! A text that is another format as a whole, YAML or JSON, where TOML is wanted. That is one cause, and its lines are not told one by one.

use std::ops::Range;

use super::bare;

/// What is to be said of such a text.
pub struct Foreign {
    /// Its first line.
    pub at: Range<usize>,
    pub message: String,
    pub help: String,
}

/// `None` where the text may be TOML that somebody mistyped.
pub fn told(source: &str) -> Option<Foreign> {
    let start = source.len() - source.trim_start().len();
    let (name, example) = if is_json(&source[start..]) {
        let help =
            "without braces around it, and each `\"key\": value` as `key = value` on a line of its own";
        ("JSON", help.to_owned())
    } else if is_yaml(source) {
        let example = source.lines().filter(|line| is_key(line)).find_map(|line| bare::of_yaml(line, 0));
        let example = example.map_or(String::new(), |written| format!(", such as {written}"));
        ("YAML", format!("with `key = value` for each `key: value`{example}"))
    } else {
        return None;
    };
    let line = source[start..].lines().next().unwrap_or_default().trim_end();
    Some(Foreign {
        at: start..start + line.len(),
        message: format!("the text is {name}, and the format wants TOML here"),
        help: format!("write it as TOML, {example}"),
    })
}

/// No header of TOML starts with a brace.
fn is_json(text: &str) -> bool {
    let inner = text.strip_prefix('[').map(str::trim_start);
    text.starts_with('{') || inner.is_some_and(|inner| inner.starts_with('{'))
}

/// Two lines or more, and each of those that are not set in is a key with a colon or an item of a list.
fn is_yaml(text: &str) -> bool {
    let says = |line: &&str| {
        let bare = line.trim();
        !bare.is_empty() && !bare.starts_with('#') && bare != "---" && bare != "..."
    };
    let lines: Vec<&str> = text.lines().filter(says).collect();
    let is_set_in = |line: &str| line.starts_with([' ', '\t']);
    let is_item = |line: &str| line == "-" || line.starts_with("- ");
    lines.len() > 1
        && lines.iter().any(|line| is_key(line))
        && lines.iter().all(|line| is_set_in(line) || is_item(line) || is_key(line))
}

/// `key: value`, or `key:` with what is below it.
fn is_key(line: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ' | '"' | '\'');
    line.split_once(':').is_some_and(|(key, value)| {
        key.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '"' || c == '\'')
            && key.chars().all(is_name)
            && (value.is_empty() || value.starts_with(' '))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<String> {
        told(text).map(|told| format!("{:?} {}: {}", &text[told.at.clone()], told.message, told.help))
    }

    #[test]
    fn a_text_of_another_format_is_told_as_a_whole() {
        assert_eq!(
            said("---\n# A vendor\nname: Acme\nowner: ada-north\ntags:\n  - a\n- b\n").as_deref(),
            Some(
                "\"---\" the text is YAML, and the format wants TOML here: write it as TOML, with `key = value` for each `key: value`, such as `name = \"Acme\"`"
            )
        );
        for json in ["{\"name\": \"Acme\"}", "\n{\n  \"name\": \"Acme\"\n}\n", "[\n  {\"a\": 1}\n]"] {
            assert!(said(json).is_some_and(|told| told.contains("the text is JSON")), "{json}");
        }
        assert!(said("tags:\n- a\n").is_some());
    }

    #[test]
    fn toml_with_a_mistake_is_no_other_format() {
        for toml in [
            "name: Acme\n",
            "name: Acme\nowner = \"ada-north\"\n",
            "[vendor]\nname: Acme\n",
            "name = Acme\nowner = ada\n",
            "[\"a\"]\nb = 1\n",
            "a:b\nc:d\n",
            "# only: a remark\n\n",
            "",
        ] {
            assert_eq!(said(toml), None, "{toml}");
        }
    }
}
