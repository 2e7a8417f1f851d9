//! A difference as Markdown for a pull request: the headline, a line a section, and everything else folded away. It never
//! passes [`MOST`] bytes, and says what it leaves out.

use super::line::line;
use super::section::{briefly, folded, wants};
use super::share::{Cut, fair};
use crate::change::{Difference, Section};
use crate::kit::prose::escape::words;

/// Bytes. Hosting sites cut comments at 65,536 characters.
pub const MOST: usize = 60_000;
/// Kept free for the ends of what is open and for saying what is cut.
const RESERVE: usize = 3_500;

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
    for (section, cut) in sections.iter().zip(cuts(&sections, room)) {
        match cut {
            Some(cut) => {
                out.push_str(&cut.text);
                if !cut.left_out.is_empty() {
                    left_out.push(format!("{} ({})", section.title, briefly(&cut.left_out)));
                }
            }
            None => left_out.push(format!("{} (all of it)", section.title)),
        }
    }
    if !left_out.is_empty() {
        let left_out = left_out.join(", ");
        out.push_str(&format!(
            "Left out for length: {left_out}. The page of this difference has all of it: `scorebook diff --page`.\n\n"
        ));
    }
    out.push_str(&facts);
    out
}

/// What a reviewer reads first, and is found nowhere else: it takes up to half of the room before anything is shared out.
const FIRST: [&str; 2] = ["procedures", "texts"];

/// Bytes that each section may fill. What one does not need goes to those that need more, so that no list of thousands takes the place of
/// all others.
fn shares(sections: &[&Section], room: usize) -> Vec<usize> {
    let mut wants: Vec<usize> = sections.iter().map(|section| wants(section)).collect();
    let Some(first) = sections.iter().position(|section| FIRST.contains(&section.id)) else {
        return fair(&wants, room);
    };
    let taken = wants[first].min(room / 2);
    wants[first] -= taken;
    let mut shares = fair(&wants, room - taken);
    shares[first] += taken;
    shares
}

/// Each section in its share; what one leaves of it goes to those that are cut, procedures before all others.
fn cuts(sections: &[&Section], room: usize) -> Vec<Option<Cut>> {
    let mut cuts: Vec<Option<Cut>> =
        sections.iter().zip(shares(sections, room)).map(|(section, room)| folded(section, room)).collect();
    let length = |cut: &Option<Cut>| cut.as_ref().map_or(0, |cut| cut.text.len());
    let mut left_over = room.saturating_sub(cuts.iter().map(length).sum());
    let mut order: Vec<usize> = (0..sections.len()).collect();
    order.sort_by_key(|&at| !FIRST.contains(&sections[at].id));
    for at in order {
        let had = length(&cuts[at]);
        if cuts[at].as_ref().is_some_and(|cut| cut.left_out.is_empty()) {
            continue;
        }
        if let Some(more) = folded(sections[at], had + left_over).filter(|more| more.text.len() > had) {
            left_over = (had + left_over).saturating_sub(more.text.len());
            cuts[at] = Some(more);
        }
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::{Redline, Reworded, Version};
    use crate::kit::diag::Diagnostics;
    use crate::subject::table::Cell;
    use crate::subject::text::piece::{Fact, Inline};

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
        let end = &text[text.len() - 600..];
        assert_eq!(text.matches("Left out here: ").count(), 3, "{end}");
        assert!(
            end.contains("Left out for length: First (") && end.contains(" of 5,000 rows), Third ("),
            "{end}"
        );
        assert!(
            end.contains("scorebook diff --page") && !end.contains("all of it)"),
            "each has its share: {end}"
        );
        assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
        assert!(text.ends_with("</sub>\n"));
    }

    #[test]
    fn procedures_are_shown_whole_beside_thousands_of_checks() {
        let mut told = told(5_000);
        told.sections[2].id = FIRST[0];
        let words = "word ".repeat(150);
        let text = Reworded::between("Before it.\n", &format!("Before it.\n\n{words}\n"));
        let redline = |at: usize| Redline::new(&at.to_string(), &format!("Procedure {at}"), &text);
        told.sections[2].table.rows.truncate(20);
        told.sections[2].redlines = (0..20).map(redline).collect();
        let text = markdown(&told);
        assert!(text.len() <= MOST, "{}", text.len());
        assert!((0..20).all(|at| text.contains(&format!("**Procedure {at}**"))), "{text}");
        assert_eq!(text.matches("Left out here: ").count(), 2, "the checks are cut, each alike");
        assert!(!text.contains("Third ("), "of the procedures nothing is left out");
    }

    #[test]
    fn hundreds_of_procedures_fill_the_room_with_whole_redlines() {
        let mut told = told(400);
        told.sections[2].id = FIRST[0];
        let passage = |at: usize, word: &str| {
            format!(
                "Passage {at} says in a good many words what is to be done when the {word} one comes.\n\n"
            )
        };
        let text = |word: &str| (0..8).map(|at| passage(at, word)).collect::<String>();
        let text = Reworded::between(&text("first"), &text("second"));
        let redline = |at: usize| Redline::new(&at.to_string(), &format!("Procedure {at}"), &text);
        told.sections[2].redlines = (0..300).map(redline).collect();
        let text = markdown(&told);
        assert!((53_000..=MOST).contains(&text.len()), "{} of {MOST} are used", text.len());
        let shown: Vec<usize> = (0..300).filter(|at| text.contains(&format!("**Procedure {at}**"))).collect();
        assert!(shown.len() >= 8, "{shown:?}");
        assert!(
            text.matches("<ins>second</ins>").count() >= 8 * (shown.len() - 1),
            "whole, but for the last"
        );
    }

    #[test]
    fn a_section_that_comes_to_many_procedures_shows_its_words() {
        let mut told = told(0);
        told.sections[2].id = FIRST[0];
        let paragraph = |at: usize| format!("Paragraph {at} {}\n\n", "says what is to be done ".repeat(12));
        let redline = |at: usize| {
            let added: String = (0..2 + at % 9).map(paragraph).collect();
            let text = Reworded::between(
                "# Guide\n\nBefore.\n",
                &format!("# Guide\n\nBefore.\n\n## Added\n\n{added}"),
            );
            Redline::new(&at.to_string(), &format!("Procedure {at}"), &text)
        };
        told.sections[2].redlines = (0..64).map(redline).collect();
        let text = markdown(&told);
        assert!((50_000..=MOST).contains(&text.len()), "{} of {MOST} are used", text.len());
        // The shortest are the eight with two paragraphs: whole, as are those of three.
        let shown = |at: usize| text.contains(&format!("**Procedure {at}**"));
        assert!((0..64).filter(|at| at % 9 < 2).all(shown), "the shortest stand whole");
        assert!(text.matches("Paragraph 1").count() >= 16);
    }

    #[test]
    fn a_short_one_is_whole() {
        let text = markdown(&told(2));
        assert!(!text.contains("Left out"));
        assert_eq!(text.matches("| `row-1` | 1 \\| 2 @\u{200b}all &lt;b&gt; |").count(), 3);
    }
}
