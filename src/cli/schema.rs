//! `schema KIND`: the JSON Schema of a kind of record.

use crate::kit::declared::{Table, schema as schema_of};
use crate::kit::diag::did_you_mean;
use crate::subject::read::kinds;

/// What `tables` prints is no record of a book, and has a schema all the same.
const TABLES: (&str, &str) = ("tables", include_str!("../../docs/schemas/tables-1.schema.json"));

/// What to print for `kind`; without one, the kinds there are, each with the files it is of.
///
/// # Errors
/// There is no such kind; the message suggests one.
pub fn schema(kind: Option<&str>) -> Result<String, String> {
    let kinds = kinds();
    let Some(kind) = kind else {
        let line = |table: &Table| format!("{:<11} {}\n", table.kind, table.path);
        return Ok(kinds.iter().map(line).collect());
    };
    if kind == TABLES.0 {
        return Ok(TABLES.1.to_owned());
    }
    let Some(table) = kinds.iter().find(|table| table.kind == kind) else {
        let help = match did_you_mean(kind, kinds.iter().map(|table| table.kind)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`scorebook schema` lists the kinds".to_owned(),
        };
        return Err(format!("no kind of record is called `{}`\n  = help: {help}", kind.escape_debug()));
    };
    Ok(format!("{:#}\n", schema_of(table)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_schema_and_a_typo_is_met_with_a_suggestion() {
        let listed = schema(None).expect("a list");
        for line in listed.lines() {
            let kind = line.split_whitespace().next().unwrap_or_default();
            assert!(schema(Some(kind)).is_ok_and(|text| text.contains("additionalProperties")), "{kind}");
        }
        assert!(schema(Some("tables")).is_ok_and(|text| text.contains("scorebook tables")));
        assert!(listed.contains("decision    data/decisions/<decision>.toml"));
        assert!(schema(Some("descision")).is_err_and(|message| message.contains("did you mean `decision`?")));
    }
}
