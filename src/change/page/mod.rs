//! What a change would do, in words: one headline, then a section for each kind of thing that differs. The page and the
//! Markdown for a pull request both come from this view.

mod wording;
mod figures;
mod records;
mod others;

use serde::Serialize;

use crate::change::{Difference, MessageKind, Version};
use crate::kit::calendar::day_label;
use crate::kit::diag::{Class, plural};
use crate::kit::number::Money;
use crate::kit::page::table::Table;
use crate::kit::text::piece::{Fact, Inline};

#[derive(Serialize)]
pub struct DifferenceView {
    /// One sentence.
    pub headline: String,
    /// What is compared, and on which day.
    pub facts: Vec<Fact>,
    /// Why figures are left out, where they are.
    pub notes: Vec<String>,
    pub sections: Vec<Section>,
}

/// One kind of thing that differs.
#[derive(Serialize)]
pub struct Section {
    pub id: &'static str,
    pub title: &'static str,
    /// One sentence with the counts.
    pub lede: String,
    /// Said before the points; may be empty.
    pub note: String,
    pub points: Vec<Vec<Inline>>,
    pub table: Table,
    pub redlines: Vec<Redline>,
}

/// The whole text of a procedure with what went and what came.
#[derive(Serialize)]
pub struct Redline {
    pub id: String,
    pub title: String,
    pub words: String,
    pub runs: Vec<Inline>,
}

impl Section {
    /// `None` when nothing differs.
    fn of(id: &'static str, title: &'static str, lede: &[Option<String>], table: Table) -> Option<Section> {
        let lede = records::sentence(lede);
        let (note, points, redlines) = (String::new(), Vec::new(), Vec::new());
        (!lede.is_empty()).then_some(Section { id, title, lede, note, points, table, redlines })
    }
}

pub fn page(difference: &Difference) -> DifferenceView {
    let mut sections: Vec<Section> = figures::messages(difference).into_iter().collect();
    if let Some(of) = &difference.figures {
        let more = [
            records::terms(&of.terms),
            figures::credits(&of.credits),
            figures::cards(&of.cards),
            figures::verdicts(&of.verdicts),
            figures::rows(&of.rows, of.rows_ahead),
            records::plans(&of.plans),
            records::sops(&of.sops),
            others::others(&of.records),
            others::effects(&of.effects),
        ];
        sections.extend(more.into_iter().flatten());
    }
    sections.extend(records::files(&difference.files));
    let as_of = difference.as_of.map_or_else(|| "not known".to_owned(), day_label);
    DifferenceView {
        headline: headline(difference),
        facts: vec![
            Fact::new("Before", version(&difference.base)),
            Fact::new("After", version(&difference.head)),
            Fact::new("As of", as_of),
        ],
        notes: notes(difference),
        sections,
    }
}

fn version(version: &Version) -> Vec<Inline> {
    match &version.commit {
        Some(commit) => {
            let id: String = commit.id.chars().take(12).collect();
            vec![Inline::code(id), Inline::words(format!(" {}", commit.subject))]
        }
        None => vec![Inline::quiet("no commit")],
    }
}

fn notes(difference: &Difference) -> Vec<String> {
    if difference.figures.is_some() {
        return Vec::new();
    }
    let said = |defects: usize, side: &str| {
        (defects > 0).then(|| format!("{side} has {}", plural(defects, "defect")))
    };
    let sides =
        [said(difference.base.defects, "the former version"), said(difference.head.defects, "this version")];
    let sides: Vec<String> = sides.into_iter().flatten().collect();
    let why = if sides.is_empty() { "a version cannot be read".to_owned() } else { sides.join(" and ") };
    vec![format!(
        "No figure is compared, because {why}: what a defect hides would read as a change. Ratings, credits, plans, terms and findings show once it is mended."
    )]
}

/// The most weighty first.
fn headline(difference: &Difference) -> String {
    let fresh = |class: Class| {
        let list = difference.messages.iter();
        list.filter(|c| c.kind == MessageKind::Appears && c.code.class == class && !c.is_waived).count()
    };
    let mut said: Vec<Option<String>> =
        vec![wording::counted(fresh(Class::Defect), "defect appears", "defects appear")];
    if let Some(of) = &difference.figures {
        let turned = of.cards.iter().filter(|change| change.turns_rating()).count();
        said.push(wording::counted(turned, "rating changes", "ratings change"));
        for (currency, moved) in figures::totals(&of.credits) {
            let text = format!("service credits change by {}", wording::signed(moved, &currency));
            said.push((moved != Money(0)).then_some(text));
        }
        said.push(wording::counted(of.verdicts.changes.len(), "verdict changes", "verdicts change"));
        said.push(wording::counted(fresh(Class::Finding), "finding appears", "findings appear"));
        let terms = wording::counted(
            of.terms.len(),
            "set of contract terms changes",
            "sets of contract terms change",
        );
        said.push(terms);
        said.push(wording::counted(of.plans.len(), "plan changes", "plans change"));
        said.push(wording::counted(of.sops.len(), "procedure changes", "procedures change"));
        said.extend(others::briefly(&of.records));
        said.push(wording::counted(of.rows.len(), "measurement changes", "measurements change"));
        said.push(figures::waiting(of.rows_ahead));
    } else {
        said.push(wording::counted(fresh(Class::Finding), "finding appears", "findings appear"));
    }
    // A template can leave a figure out of a page: never nothing.
    let templates = difference.files.iter().filter(|file| file.path.starts_with("templates/")).count();
    said.push(wording::counted(templates, "template changes", "templates change"));
    let said: Vec<String> = said.into_iter().flatten().collect();
    let gone = difference.messages.iter().filter(|change| change.kind == MessageKind::Disappears).count();
    match (said.is_empty(), gone, difference.files.is_empty()) {
        (false, ..) => records::sentence(&said.into_iter().map(Some).collect::<Vec<_>>()),
        (true, 0, true) => "Nothing changes: every file of the book is the same.".to_owned(),
        (true, 0, false) if difference.figures.is_none() => {
            "Nothing can be said of the figures: see below.".to_owned()
        }
        (true, 0, false) => {
            "Nothing changes: same checks, ratings, credits, terms, plans, procedures and other records."
                .to_owned()
        }
        (true, gone, _) => {
            records::sentence(&[wording::counted(gone, "message disappears", "messages disappear")])
        }
    }
}
