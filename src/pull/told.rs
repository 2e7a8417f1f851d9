//! What a pull says: what came, and what it would change, row by row.

use std::fmt::Write as _;

use crate::core::measurement::columns::Column;
use crate::import::summary::{number, what};
use crate::kit::diag::plural;
use crate::kit::prose::visible::visible;
use crate::pull::answer::Answer;
use crate::pull::plan::{Change, Plan};
use crate::subject::import::row::{Cells, said};
use crate::subject::source::asked::Asked;
use crate::subject::source::row_source::RowSource;

/// Rows of one kind that are shown.
const SHOWN: usize = 8;

/// What came of a source, and what it would change.
pub fn told(source: &RowSource, asked: &Asked, answer: &Answer, milliseconds: u64, plan: &Plan) -> String {
    let engine = [answer.engine.as_str(), answer.version.as_str()].join(" ");
    let periods = match asked.first == asked.last {
        true => asked.first.to_string(),
        false => format!("{} to {}", asked.first, asked.last),
    };
    let rows = plural(answer.rows.len(), "row");
    let seconds = format!("{}.{} s", milliseconds / 1000, milliseconds % 1000 / 100);
    let engine = visible(engine.trim(), false);
    let mut text = format!("{}: {rows} of {periods} from {engine} in {seconds}\n", source.id);
    let mut counts = Vec::new();
    let mut count = |number: usize, word: &str| {
        if number > 0 {
            counts.push(format!("{number} {word}"));
        }
    };
    count(plan.new.len(), "new");
    count(plan.changed.len(), "changed");
    count(plan.gone.len(), "gone");
    count(plan.restated.len(), "restated");
    count(plan.unchanged, "as they are");
    let counts = if counts.is_empty() { "no row".to_owned() } else { counts.join(", ") };
    // Writing to a String cannot fail.
    let _ = writeln!(text, "  {}: {counts}", plan.path);
    for cells in plan.new.iter().take(SHOWN) {
        let _ =
            writeln!(text, "    new: {}: {}", visible(&what(cells), false), visible(&number(cells), false));
    }
    more(&mut text, plan.new.len(), "new row");
    changes(&mut text, &plan.changed, "changed");
    changes(&mut text, &plan.gone, "gone");
    changes(&mut text, &plan.restated, "restated");
    text
}

/// Why final rows that came otherwise keep everything from being written.
pub fn restated(plan: &Plan) -> String {
    let rows = plan.restated.len();
    let (are, they) = if rows == 1 { ("is", "it comes") } else { ("are", "they come") };
    format!(
        "refused: {} of {} {are} final, and {they} back otherwise\n  = help: what was final has been relied on; where it was wrong, --restate --reason \"…\" replaces it and says why\n",
        plural(rows, "row"),
        plan.path
    )
}

fn changes(text: &mut String, changes: &[Change], word: &str) {
    for change in changes.iter().take(SHOWN) {
        let _ = writeln!(text, "    {word}: line {}: {}", change.line, visible(&becomes(change), false));
    }
    more(text, changes.len(), &format!("{word} row"));
}

/// `2026-W45 acme-porto accuracy: 478 of 500 becomes 480 of 500`
fn becomes(change: &Change) -> String {
    let (what, before) = (what(&change.before), number(&change.before));
    let Some(after) = &change.after else { return format!("{what}: {before} is taken out") };
    let is_note = said(&change.before) == said(after);
    match number(after) {
        _ if is_note => format!("{what}: another note, {}", note(after)),
        after if after == before => format!("{what}: {before}, from another source"),
        after => format!("{what}: {before} becomes {after}"),
    }
}

fn note(cells: &Cells) -> String {
    match cells[Column::Note as usize].as_str() {
        "" => "none".to_owned(),
        note => format!("`{note}`"),
    }
}

fn more(text: &mut String, count: usize, what: &str) {
    if count > SHOWN {
        let _ = writeln!(text, "    and {}", plural(count - SHOWN, &format!("more {what}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::sources::{answer, asked, cells, source};

    #[test]
    fn every_change_is_told_with_its_line() {
        let change = |line, before: &str, after: &str| Change {
            line,
            before: cells(before),
            after: (!after.is_empty()).then(|| cells(after)),
        };
        let (row, other) =
            ("2026-W45,acme-porto,,,,accuracy,478,500,,,,,", "2026-W45,acme-porto,,,,accuracy,480,500,,,,,");
        let plan = Plan {
            path: "data/metrics/acme/quality.csv".to_owned(),
            new: vec![cells("2026-W46,acme-porto,,,,accuracy,480,500,,,,provisional,")],
            changed: vec![
                change(5, row, &row.replace(",,,,,", ",,,,,late")),
                change(6, row, &row.replace("500,,,,", "500,,,client,")),
            ],
            gone: vec![change(7, row, "")],
            restated: vec![change(4, row, other)],
            unchanged: 3,
            text: None,
        };
        let answer = Answer {
            engine: "PostgreSQL".to_owned(),
            version: "17.2".to_owned(),
            ..answer(&[], &[&[], &[]])
        };
        assert_eq!(
            told(&source(), &asked("2026-W45", "2026-W46"), &answer, 1_480, &plan),
            "acme-quality: 2 rows of 2026-W45 to 2026-W46 from PostgreSQL 17.2 in 1.4 s
  data/metrics/acme/quality.csv: 1 new, 2 changed, 1 gone, 1 restated, 3 as they are
    new: 2026-W46 acme-porto accuracy: 480 of 500, provisional
    changed: line 5: 2026-W45 acme-porto accuracy: another note, `late`
    changed: line 6: 2026-W45 acme-porto accuracy: 478 of 500, from another source
    gone: line 7: 2026-W45 acme-porto accuracy: 478 of 500 is taken out
    restated: line 4: 2026-W45 acme-porto accuracy: 478 of 500 becomes 480 of 500
"
        );
    }
}
