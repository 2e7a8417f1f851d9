//! The columns of a CSV file, as the documentation lists them.

use super::example::comment;
use super::keys::Table;

/// A table in Markdown: each column with what is said of it and a value.
pub fn columns(table: &Table) -> String {
    let mut text = "| column | |\n|---|---|\n".to_owned();
    for key in &table.keys {
        let said = comment(key).replace('|', "\\|");
        let example = key.example.map_or_else(String::new, |example| format!("; such as `{example}`"));
        text.push_str(&format!("| `{}` | {said}{example} |\n", key.key));
    }
    text
}
