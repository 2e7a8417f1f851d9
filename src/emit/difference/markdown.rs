//! A difference as Markdown for a pull request: the headline, a line a section, and everything else folded away. It never
//! passes [`MOST`] bytes, and says what it leaves out.

use super::redline;
use crate::change::{Difference, Section};
use crate::kit::prose::escape::{code, shortened, words};
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;

/// Bytes. Hosting sites cut comments at 65,536 characters.
pub const MOST: usize = 60_000;
/// Kept free for the ends of what is open and for saying what is cut.
const RESERVE: usize = 2_500;
/// Characters of one piece of a cell.
const LONGEST_PIECE: usize = 300;

/// The comment, with a line end.
pub fn markdown(difference: &Difference) -> String {
    let mut out = format!("**{}**\n\n", words(&difference.headline));
    for note in &difference.notes {
        out.push_str(&format!("{}\n\n", words(note)));
    }
    let sections: Vec<&Section> = difference.spoken().collect();
    for section in &sections {
        out.push_str(&format!("- {}: {}\n", section.title, words(&section.lede)));
    }
    if !sections.is_empty() {
        out.push('\n');
    }
    let facts = difference.facts.iter().map(|fact| format!("{} {}", fact.label, line(&fact.line)));
    let facts: Vec<String> = facts.collect();
    let facts = format!("<sub>{}</sub>\n", facts.join(" · "));
    let mut left_out = Vec::new();
    let room = MOST.saturating_sub(out.len() + facts.len() + RESERVE);
    for (section, room) in sections.iter().zip(shares(&sections, room)) {
        match folded(section, room) {
            Some(text) => out.push_str(&text),
            None => left_out.push(section.title),
        }
    }
    if !left_out.is_empty() {
        let left_out = left_out.join(", ");
        out.push_str(&format!(
            "Left out for length: {left_out}. The page of this difference has everything.\n\n"
        ));
    }
    out.push_str(&facts);
    out
}

/// What a reviewer reads first, and is found nowhere else: it takes up to half of the room before anything is shared out.
const FIRST: &str = "procedures";

/// Bytes that each section may fill. What one does not need goes to those that need more, so that no list of thousands takes the place of
/// all others.
fn shares(sections: &[&Section], room: usize) -> Vec<usize> {
    let wants: Vec<usize> =
        sections.iter().map(|section| folded(section, usize::MAX).map_or(0, |text| text.len())).collect();
    let first = sections.iter().position(|section| section.id == FIRST);
    let taken = first.map_or(0, |at| wants[at].min(room / 2));
    let mut shares = fair(
        &wants
            .iter()
            .enumerate()
            .map(|(at, want)| match first == Some(at) {
                true => want - taken,
                false => *want,
            })
            .collect::<Vec<_>>(),
        room - taken,
    );
    if let Some(at) = first {
        shares[at] += taken;
    }
    shares
}

/// Shares `room` out: nobody gets more than it wants, and of two that want more than they get neither gets less than the other.
fn fair(wants: &[usize], room: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..wants.len()).collect();
    order.sort_by_key(|&at| wants[at]);
    let (mut left, mut shares) = (room, vec![0; wants.len()]);
    for (done, &at) in order.iter().enumerate() {
        shares[at] = wants[at].min(left / (wants.len() - done));
        left -= shares[at];
    }
    shares
}

/// `None` when not even a row of it fits.
fn folded(section: &Section, room: usize) -> Option<String> {
    let mut out = format!("<details><summary>{}</summary>\n\n", section.title);
    let end = "</details>\n\n";
    let room = room.checked_sub(out.len() + end.len())?;
    let mut body = String::new();
    if !section.note.is_empty() {
        body.push_str(&format!("{}\n\n", words(section.note)));
    }
    for point in &section.points {
        body.push_str(&format!("- {}\n", line(point)));
    }
    if !section.points.is_empty() {
        body.push('\n');
    }
    if body.len() > room {
        return None;
    }
    body.push_str(&table(&section.table, room - body.len())?);
    for text in &section.redlines {
        let part = redline::told(text);
        if body.len() + part.len() > room {
            body.push_str("More redlines are on the page of this difference.\n\n");
            break;
        }
        body.push_str(&part);
    }
    out.push_str(&body);
    out.push_str(end);
    Some(out)
}

fn table(table: &Table, room: usize) -> Option<String> {
    let heads: Vec<&str> = table.columns.iter().map(|column| column.label).collect();
    let rules: Vec<&str> =
        table.columns.iter().map(|column| if column.class == "num" { "---:" } else { "---" }).collect();
    let mut out = format!("| {} |\n| {} |\n", heads.join(" | "), rules.join(" | "));
    let mut shown = 0;
    for row in &table.rows {
        let cells: Vec<String> = row.cells.iter().map(cell).collect();
        let text = format!("| {} |\n", cells.join(" | "));
        if out.len() + text.len() > room {
            break;
        }
        out.push_str(&text);
        shown += 1;
    }
    if shown == 0 && !table.rows.is_empty() {
        return None;
    }
    out.push('\n');
    if shown < table.rows.len() {
        let more = table.rows.len() - shown;
        out.push_str(&format!("{more} more rows are on the page of this difference.\n\n"));
    }
    Some(out)
}

fn cell(cell: &Cell) -> String {
    match cell.sub.is_empty() {
        true => line(&cell.line),
        false => format!("{}<br><sub>{}</sub>", line(&cell.line), line(&cell.sub)),
    }
}

fn line(pieces: &[Inline]) -> String {
    pieces.iter().map(piece).collect()
}

fn piece(piece: &Inline) -> String {
    let text = shortened(piece.text(), LONGEST_PIECE);
    match piece.kind() {
        "code" => code(&text),
        "was" => format!("<del>{}</del>", words(&text)),
        "becomes" => format!("<ins>{}</ins>", words(&text)),
        "strong" => format!("<strong>{}</strong>", words(&text)),
        _ => words(&text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::Version;
    use crate::kit::diag::Diagnostics;
    use crate::subject::text::piece::Fact;

    fn told(rows: usize) -> Difference {
        let section = |id: &'static str, title: &'static str| {
            let mut section = Section::new(id, title, &[("Row", ""), ("Value", "num")]);
            for row in 0..rows {
                section.table.push([
                    Cell::head(Inline::place(format!("row-{row}"), None)),
                    Cell::new("1 | 2 @all <b>"),
                ]);
            }
            Section { lede: format!("{rows} rows change."), ..section }
        };
        let version = || Version { commit: None, defects: 0, findings: 0 };
        Difference {
            headline: "Much changes.".to_owned(),
            facts: vec![Fact::new("As of", "15 November 2026")],
            notes: Vec::new(),
            sections: vec![section("a", "First"), section("b", "Second"), section("c", "Third")],
            as_of: None,
            base: version(),
            head: version(),
            fresh: Diagnostics::default(),
        }
    }

    #[test]
    fn a_long_one_is_cut_between_rows_and_says_so() {
        let text = markdown(&told(5_000));
        assert!(text.len() <= MOST, "{}", text.len());
        assert!(text.contains(" more rows are on the page"), "{}", &text[text.len() - 600..]);
        assert!(!text.contains("Left out for length"), "each has its share");
        assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
        assert!(text.ends_with("</sub>\n"));
    }

    #[test]
    fn procedures_are_shown_whole_beside_thousands_of_checks() {
        let mut told = told(5_000);
        told.sections[2].id = FIRST;
        let words = "word ".repeat(150);
        let redline = |at: usize| crate::change::Redline {
            id: format!("redline-{at}"),
            title: format!("Procedure {at}"),
            words: "150 words added, 0 words removed".to_owned(),
            runs: vec![
                Inline::literal("Before "),
                Inline::becomes(&words).without_evidence(),
                Inline::literal(" after."),
            ],
        };
        told.sections[2].table.rows.truncate(20);
        told.sections[2].redlines = (0..20).map(redline).collect();
        let text = markdown(&told);
        assert!(text.len() <= MOST, "{}", text.len());
        assert!((0..20).all(|at| text.contains(&format!("**Procedure {at}**"))), "{text}");
        assert!(!text.contains("More redlines") && !text.contains("Left out for length"));
        assert_eq!(text.matches(" more rows are on the page").count(), 2, "the checks are cut, each alike");
    }

    #[test]
    fn room_goes_to_those_who_want_it() {
        assert_eq!(fair(&[10, 1_000, 40, 1_000], 450), [10, 200, 40, 200]);
        assert_eq!(fair(&[10, 20], 450), [10, 20]);
        assert_eq!(fair(&[], 450), Vec::<usize>::new());
        assert_eq!(fair(&[7, 7], 3).iter().sum::<usize>(), 3);
    }

    #[test]
    fn a_short_one_is_whole() {
        let text = markdown(&told(2));
        assert!(!text.contains("more rows") && !text.contains("Left out"));
        assert_eq!(text.matches("| `row-1` | 1 \\| 2 @\u{200b}all &lt;b&gt; |").count(), 3);
    }
}
