//! A section of a difference, folded away and no longer than its share.

use super::line::{cell, line};
use super::redline;
use super::share::{Cut, fair, left};
use crate::change::{Redline, Section};
use crate::kit::diag::plural;
use crate::kit::prose::escape::{shortened, words};
use crate::subject::table::{Cell, Table};

/// Kept free for saying what is left out.
const RESERVE: usize = 240;
const END: &str = "</details>\n\n";

/// What a section takes with nothing left out.
pub fn wants(section: &Section) -> usize {
    folded(section, usize::MAX / 2).map_or(0, |cut| cut.text.len())
}

/// `None` when nothing of it fits.
pub fn folded(section: &Section, room: usize) -> Option<Cut> {
    let mut text = format!("<details><summary>{}</summary>\n\n", section.title);
    if !section.note.is_empty() {
        text.push_str(&format!("{}\n\n", words(section.note)));
    }
    let room = room.checked_sub(text.len() + END.len())?;
    let mut cut = inside(section, room);
    if !cut.left_out.is_empty() {
        cut = inside(section, room.checked_sub(RESERVE)?);
    }
    if cut.text.is_empty() {
        // Some say all they have in their line above.
        return cut.left_out.is_empty().then(Cut::default);
    }
    text.push_str(&cut.text);
    if !cut.left_out.is_empty() {
        text.push_str(&format!("Left out here: {}.\n\n", briefly(&cut.left_out)));
    }
    text.push_str(END);
    Some(Cut { text, left_out: cut.left_out })
}

/// Of many things the first few, and how many more there are.
pub fn briefly(list: &[String]) -> String {
    const MOST: usize = 3;
    let named: Vec<String> = list.iter().take(MOST).map(|what| shortened(what, 60).into_owned()).collect();
    match list.len().saturating_sub(MOST) {
        0 => named.join(", "),
        more => format!("{}, and parts of {}", named.join(", "), plural(more, "more text")),
    }
}

/// Points, table and texts, each with its share.
fn inside(section: &Section, room: usize) -> Cut {
    let points: Vec<String> = section.points.iter().map(|point| format!("- {}\n", line(point))).collect();
    let (head, rows) = (head(&section.table), rows(&section.table));
    let texts: Vec<usize> = section.redlines.iter().map(redline::wants).collect();
    let total = |head: &str, list: &[String]| match list {
        [] => 0,
        list => head.len() + list.iter().map(String::len).sum::<usize>() + 1,
    };
    let wants = [total("", &points), total(&head, &rows), texts.iter().sum()];
    let shares = fair(&wants, room);
    let mut all = Cut::default();
    add(&mut all, "", Cut::of(&points, shares[0].saturating_sub(1), ("point", "points")));
    let share = shares[1].saturating_sub(head.len() + 1);
    add(&mut all, &head, Cut::of(&rows, share, ("row", "rows")));
    // What those do not use goes to the texts.
    let texts = told(&section.redlines, &texts, room.saturating_sub(all.text.len()));
    add(&mut all, "", texts);
    all
}

/// With a blank line behind it, and `head` before it, unless it is empty.
fn add(all: &mut Cut, head: &str, part: Cut) {
    if !part.text.is_empty() {
        all.text.push_str(head);
        all.text.push_str(&part.text);
        if !part.text.ends_with("\n\n") {
            all.text.push('\n');
        }
    }
    all.left_out.extend(part.left_out);
}

fn head(table: &Table) -> String {
    let heads: Vec<&str> = table.columns.iter().map(|column| column.label).collect();
    let rules: Vec<&str> =
        table.columns.iter().map(|column| if column.class == "num" { "---:" } else { "---" }).collect();
    format!("| {} |\n| {} |\n", heads.join(" | "), rules.join(" | "))
}

fn rows(table: &Table) -> Vec<String> {
    let row = |cells: &[Cell]| cells.iter().map(cell).collect::<Vec<_>>().join(" | ");
    table.rows.iter().map(|one| format!("| {} |\n", row(&one.cells))).collect()
}

/// The texts, each in its share. Of many, whose shares would hold none of them, the shortest whole, until the room is used; then those that
/// are cut get what is left of it.
fn told(redlines: &[Redline], wants: &[usize], room: usize) -> Cut {
    let shares = fair(wants, room);
    let mut cuts: Vec<Option<Cut>> =
        redlines.iter().zip(shares).map(|(text, room)| redline::told(text, room)).collect();
    let mut left_over = room.saturating_sub(cuts.iter().flatten().map(|cut| cut.text.len()).sum());
    let mut order: Vec<usize> = (0..redlines.len()).filter(|&at| cuts[at].is_none()).collect();
    order.sort_by_key(|&at| wants[at]);
    for at in order {
        // The shortest of those that are left does not fit, nor does any part of it.
        let Some(cut) = redline::told(&redlines[at], left_over) else { break };
        left_over -= cut.text.len();
        cuts[at] = Some(cut);
    }
    let mut order: Vec<usize> = (0..redlines.len()).collect();
    order.sort_by_key(|&at| wants[at]);
    for at in order {
        let Some(had) = cuts[at].as_ref().filter(|cut| !cut.left_out.is_empty()).map(|cut| cut.text.len())
        else {
            continue;
        };
        let more = redline::told(&redlines[at], had + left_over).filter(|more| more.text.len() > had);
        if let Some(more) = more {
            left_over = (had + left_over).saturating_sub(more.text.len());
            cuts[at] = Some(more);
        }
    }
    let mut all = Cut::default();
    let mut missing = 0;
    for (text, cut) in redlines.iter().zip(cuts) {
        match cut {
            Some(cut) => {
                all.text.push_str(&cut.text);
                let of = |what: String| format!("{what} of “{}”", words(&text.title));
                all.left_out.extend(cut.left_out.into_iter().map(of));
            }
            None => missing += 1,
        }
    }
    all.left_out.extend(left(missing, redlines.len(), ("text", "texts")));
    all
}
