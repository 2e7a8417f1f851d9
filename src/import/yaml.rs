//! YAML front matter as keys with what they say, as it is written: 1.10 stays 1.10. The only file that names saphyr.

use saphyr::{LoadableYamlNode as _, MarkedYaml, Scalar, YamlData};

use crate::import::folded::one_line;

/// A key of front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub key: String,
    /// Line of the front matter, from 1.
    pub line: usize,
    /// One for a plain value; `None` for what is neither a value nor a list of them.
    pub values: Option<Vec<String>>,
}

/// The keys of front matter.
///
/// # Errors
/// It is no YAML, or not a table; the line and what is wrong.
pub fn keys(yaml: &str) -> Result<Vec<Said>, (usize, String)> {
    let documents = MarkedYaml::load_from_str(yaml)
        .map_err(|error| (error.marker().line(), one_line(&error.to_string())))?;
    let Some(first) = documents.first() else { return Ok(Vec::new()) };
    let YamlData::Mapping(entries) = &first.data else {
        return match &first.data {
            YamlData::Value(Scalar::Null) => Ok(Vec::new()),
            _ => Err((1, "the front matter is not a table of keys".to_owned())),
        };
    };
    let said = entries.iter().filter_map(|(key, value)| {
        let name = scalar(key, yaml)?;
        Some(Said { key: name, line: key.span.start.line(), values: values(value, yaml) })
    });
    Ok(said.collect())
}

fn values(node: &MarkedYaml<'_>, yaml: &str) -> Option<Vec<String>> {
    match &node.data {
        YamlData::Sequence(items) => items.iter().map(|item| scalar(item, yaml)).collect(),
        YamlData::Value(Scalar::Null) => Some(Vec::new()),
        _ => Some(vec![scalar(node, yaml)?]),
    }
}

/// A number as it is written; a text without its quotes.
fn scalar(node: &MarkedYaml<'_>, yaml: &str) -> Option<String> {
    match &node.data {
        YamlData::Value(Scalar::String(text)) => Some(text.to_string()),
        YamlData::Value(Scalar::Null) => None,
        YamlData::Value(_) => {
            let (start, end) = (node.span.start.index(), node.span.end.index());
            Some(
                yaml.chars()
                    .skip(start)
                    .take(end.saturating_sub(start))
                    .collect::<String>()
                    .trim()
                    .to_owned(),
            )
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_is_written() {
        let read = keys("title: 'Größe: a'\nversion: 1.10\ndate: 2026-01-05\ntags: [a, b]\nempty:\nflag: yes\nnested:\n  a: 1\n").expect("yaml");
        let said = |key: &str| read.iter().find(|said| said.key == key).and_then(|said| said.values.clone());
        assert_eq!(said("title"), Some(vec!["Größe: a".to_owned()]));
        assert_eq!(said("version"), Some(vec!["1.10".to_owned()]));
        assert_eq!(said("date"), Some(vec!["2026-01-05".to_owned()]));
        assert_eq!(said("tags"), Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!((said("empty"), said("nested")), (Some(Vec::new()), None));
        assert_eq!(read.iter().find(|said| said.key == "tags").map(|said| said.line), Some(4));
        assert!(keys("a: [1, 2\nb: 3").is_err() && keys("just text").is_err() && keys("").is_ok());
    }
}
