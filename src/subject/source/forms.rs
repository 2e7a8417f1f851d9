//! Texts of a form of their own in a source: names of drivers, files and variables, and sums.

use crate::kit::declared::{Node, Shape, text_forms};
use crate::kit::id::is_valid_id;
use crate::kit::toml::log::Log;
use crate::kit::toml::values;
use crate::subject::source::sum::Sum;

text_forms! {
    /// `files`, or what an engine's driver is called.
    DriverName driver_name, Shape::Pattern("^[a-z0-9][a-z0-9_-]*$");
    /// A file of SQL beside the source.
    QueryFile query_file, Shape::Pattern("^[a-z0-9]+(-[a-z0-9]+)*\\.sql$");
    /// A metric file of the vendor, without its folder.
    RowsFile rows_file, Shape::Pattern("^[^/]+\\.csv$");
    /// The name of an environment variable.
    Variable variable, Shape::Pattern("^[A-Z_][A-Z0-9_]*$");
    /// Files of a log: a path whose last part may hold `*`.
    LogFiles log_files, Shape::Pattern("\\.csv$");
    /// What is added up of a log.
    SumText sum_text, Shape::Pattern("^(count|sum of|mean of)");
}

fn driver_name(found: &str, node: &Node<'_>, _key: &str, log: &Log) -> Option<String> {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
    if found.bytes().all(is_part) && !found.starts_with(['_', '-']) {
        return Some(found.to_owned());
    }
    let label = "expected `files`, or the name of a driver such as `postgresql`";
    values::bad_value(
        node,
        format!("`{found}` is no name of a driver"),
        label,
        "a path goes into `library`",
        log,
    )
}

fn query_file(found: &str, node: &Node<'_>, _key: &str, log: &Log) -> Option<String> {
    if found.strip_suffix(".sql").is_some_and(is_valid_id) {
        return Some(found.to_owned());
    }
    let label = "expected the name of a file in data/sources/, such as `acme-quality.sql`";
    let help = "write it in lower-case letters, digits and hyphens, without a folder";
    values::bad_value(node, format!("`{found}` is no file of SQL beside the source"), label, help, log)
}

fn rows_file(found: &str, node: &Node<'_>, _key: &str, log: &Log) -> Option<String> {
    let stem = found.strip_suffix(".csv").unwrap_or_default();
    if !stem.is_empty() && !stem.starts_with('.') && !found.contains(['/', '\\']) {
        return Some(found.to_owned());
    }
    let label = "expected the name of a file in the vendor's folder of data/metrics/, such as `quality.csv`";
    values::bad_value(node, format!("`{found}` is no metric file"), label, "write it without a folder", log)
}

fn variable(found: &str, node: &Node<'_>, key: &str, log: &Log) -> Option<String> {
    let is_part = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    if found.bytes().all(is_part) && !found.starts_with(|first: char| first.is_ascii_digit()) {
        return Some(found.to_owned());
    }
    // An address may stand here by mistake, with a password in it: it is not repeated.
    let message = format!("`{key}` is no name of an environment variable");
    let label = "expected capitals, digits and underscores, such as `SCOREBOOK_WAREHOUSE`";
    let help = "write the name of the variable; its value, which may hold a secret, stands in no file";
    values::bad_value(node, message, label, help, log)
}

fn log_files(found: &str, node: &Node<'_>, _key: &str, log: &Log) -> Option<String> {
    let (folder, name) = found.rsplit_once('/').unwrap_or(("", found));
    let is_below =
        !found.starts_with('/') && !found.contains('\\') && folder.split('/').all(|part| part != "..");
    if is_below && !folder.contains('*') && name.ends_with(".csv") && name.len() > 4 {
        return Some(found.to_owned());
    }
    let label = "expected a path below the folder, such as `labels/*.csv`, with `*` in the name alone";
    let help = "name CSV files; Parquet is read by an engine, such as DuckDB or Spark";
    values::bad_value(node, format!("`{found}` names no files of a log"), label, help, log)
}

fn sum_text(found: &str, node: &Node<'_>, _key: &str, log: &Log) -> Option<String> {
    match Sum::parse(found) {
        Ok(_) => Some(found.to_owned()),
        Err(why) => {
            let label = "expected `count`, `sum of COLUMN` or `mean of COLUMN`, then `/ NUMBER`, then `where COLUMN = VALUE and …`";
            let help = "a name or a value with blanks stands between single quotes";
            values::bad_value(node, format!("`{found}` is no sum: {why}"), label, help, log)
        }
    }
}
