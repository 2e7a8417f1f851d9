//! A new file of a kind of record: what is required with a blank to fill, everything else as a comment, each key with what the documentation says
//! of it and what the book has to offer.

use super::example::{COMMENTS, parts};
use super::keys::{Key, Shape, Table, sentence};
use crate::toml::front::FENCE;

/// A blank: no required key takes it for a value, so that `check` tells of each that is left.
pub const BLANK: &str = "\"\"";

/// So many ids are offered one by one.
const OFFERED: usize = 12;

/// Columns of a line; a comment goes on below it.
const COLUMNS: usize = 120;

/// The ids that a value may name; `None`: it names none.
pub type Offer<'o> = &'o dyn Fn(&Shape) -> Option<Vec<String>>;

/// The file of a new record; front matter is followed by no text yet.
pub fn fresh(table: &Table, offer: Offer<'_>) -> String {
    let mut text = format!(
        "# {}\n# Fill in each {BLANK}, and take the # away from what you need. `scorebook check` says what is left.\n",
        table.doc
    );
    if !table.is_front_matter() {
        text.push('\n');
        write(table, "", true, offer, &mut text);
        return text;
    }
    text.push_str("# The text goes below the last line, in Markdown.\n\n");
    write(table, "", true, offer, &mut text);
    format!("{FENCE}\n{text}{FENCE}\n\n")
}

/// The keys of a table, those that must be there first, then the tables inside it. Nothing of what is not wanted is required.
fn write(table: &Table, above: &str, is_wanted: bool, offer: Offer<'_>, text: &mut String) {
    let values = table.keys.iter().filter(|key| key.shape.table().is_none() || key.is_in_line());
    let (needed, others): (Vec<&Key>, Vec<&Key>) = values.partition(|key| key.must_be_there());
    needed.iter().for_each(|key| value(key, is_wanted, offer, text));
    if above.is_empty() && !others.is_empty() {
        text.push('\n');
    }
    others.iter().for_each(|key| value(key, false, offer, text));
    for key in &table.keys {
        let Some(inside) = key.shape.table().filter(|_| !key.is_in_line()) else { continue };
        let (path, header) = key.header(above);
        let is_wanted = is_wanted && key.must_be_there();
        text.push('\n');
        line(&commented(&header, is_wanted), &sentence(inside.doc), text);
        write(inside, &format!("{path}."), is_wanted, offer, text);
    }
}

fn value(key: &Key, is_wanted: bool, offer: Offer<'_>, text: &mut String) {
    let value = match (&key.default, &key.shape) {
        (Some(default), shape) => shape.literal(default),
        (None, _) if key.is_in_line() => key.example.unwrap_or_default().to_owned(),
        (None, Shape::List(_)) => format!("[{BLANK}]"),
        (None, _) => BLANK.to_owned(),
    };
    let mut said = parts(key);
    said.extend(hint(key, offer));
    line(&commented(&format!("{} = {value}", key.key), is_wanted), &said.join("; "), text);
}

fn commented(code: &str, is_wanted: bool) -> String {
    if is_wanted { code.to_owned() } else { format!("# {code}") }
}

/// What may stand there: ids of the book, else an example. The words to choose from are said already.
fn hint(key: &Key, offer: Offer<'_>) -> Option<String> {
    match (offer(&key.shape), key.example) {
        (Some(ids), _) if ids.is_empty() => Some("the book has none yet".to_owned()),
        (Some(ids), _) => {
            let shown = ids.iter().take(OFFERED).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = ids.len().saturating_sub(OFFERED);
            Some(if more == 0 {
                format!("one of: {shown}")
            } else {
                format!("one of: {shown} and {more} more")
            })
        }
        (None, Some(example))
            if key.shape.words().is_empty() && key.default.is_none() && !key.is_in_line() =>
        {
            Some(format!("such as {}", key.shape.literal(example)))
        }
        (None, _) => None,
    }
}

/// Code, and beside it the comment; what a line does not hold stands below, under the comment.
fn line(code: &str, comment: &str, text: &mut String) {
    let margin = COMMENTS.max(code.chars().count() + 3);
    let mut row = format!("{code:margin$}#");
    for word in comment.split(' ') {
        if row.chars().count() + 1 + word.chars().count() > COLUMNS && !row.ends_with('#') {
            text.push_str(&row);
            text.push('\n');
            row = format!("{:margin$}#", "");
        }
        row.push(' ');
        row.push_str(word);
    }
    text.push_str(&row);
    text.push('\n');
}
