//! What one version of a book says otherwise than another, both on one as-of date: diagnostics, figures, plans, procedures,
//! terms, all other records and what follows from them. Each file finds the changes of one kind, and words them.

mod values;
mod reworded;
mod section;
mod keyed;
mod side;
mod record;
mod credits;
mod ratings;
mod verdicts;
mod rows;
mod plans;
mod front;
mod sops;
mod messages;
mod texts;
mod records;
mod effects;
mod files;
mod settings;
mod held;
mod replay;
mod term;
mod shared;
mod terms;

pub use reworded::Reworded;
pub use section::{Redline, Section};
pub use side::Side;

use jiff::civil::Date;
use serde::{Serialize, Serializer};

use crate::core::contract::record::Window;
use crate::core::measurement::record::Source;
use crate::kit::calendar::day_label;
use crate::kit::diag::{Diagnostics, plural};
use crate::kit::picture::exempt::Exempt;
use crate::kit::words::ClosedList;
use crate::subject::text::piece::{Fact, Inline};
use section::Weight;
use values::sentence;

/// Everything that differs, in words: one headline, then a section for each kind of thing. `templates/difference.html` lays it out.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// One sentence.
    pub headline: String,
    /// What is compared, and on which day.
    pub facts: Vec<Fact>,
    /// Why figures are left out, where they are.
    pub notes: Vec<String>,
    /// One of each kind that was compared. Readers see those that have something to say.
    #[serde(serialize_with = "spoken")]
    pub sections: Vec<Section>,
    /// The date both sides speak for; `None` when the head cannot be read.
    #[serde(skip)]
    pub as_of: Option<Date>,
    #[serde(skip)]
    pub base: Version,
    #[serde(skip)]
    pub head: Version,
    /// Diagnostics that are new, or that no waiver covers any more.
    #[serde(skip)]
    pub fresh: Diagnostics,
}

/// What is compared.
#[derive(Clone, Debug)]
pub struct Version {
    /// Id of its commit.
    pub commit: Option<String>,
    /// Defects that no waiver covers.
    pub defects: usize,
    /// Findings that no waiver covers.
    pub findings: usize,
}

impl Difference {
    /// The sections that have something to say.
    pub fn spoken(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(|section| !section.lede.is_empty())
    }
}

fn spoken<S: Serializer>(sections: &[Section], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(sections.iter().filter(|section| !section.lede.is_empty()))
}

/// Compares two sides on one as-of date, which the caller has seen to.
pub fn difference(base: Side<'_>, head: Side<'_>) -> Difference {
    let (messages, fresh) = messages::messages(base, head);
    let mut sections = vec![messages];
    let sound = base.sound().zip(head.sound());
    if let Some((before, after)) = sound {
        sections.extend(terms::terms(before, after));
        sections.extend([
            credits::credits(before, after),
            ratings::ratings(before, after),
            verdicts::verdicts(before, after),
            rows::rows(before, after),
            plans::plans(before, after),
            sops::sops(before, after),
            records::records(before, after),
            effects::effects(before, after),
        ]);
    }
    if sound.is_none() && !base.is_empty() {
        sections.push(texts::texts(base.snapshot, head.snapshot));
    }
    sections.push(files::files(base.snapshot, head.snapshot));
    let as_of = head.report.or(base.report).map(|report| report.register.as_of());
    Difference {
        headline: match base.is_empty() {
            true => "The book begins.".to_owned(),
            false => headline(&sections, sound.is_some()),
        },
        facts: vec![
            Fact::new("Before", named(base)),
            Fact::new("After", named(head)),
            Fact::new("As of", Inline::dated(as_of.map_or_else(|| "not known".to_owned(), day_label))),
        ],
        notes: if sound.is_some() { Vec::new() } else { vec![note(base, head)] },
        sections,
        as_of,
        base: version(base),
        head: version(head),
        fresh,
    }
}

/// The closed lists of the document for programs, each by its name under `$defs` of docs/schemas/diff-1.schema.json.
pub fn word_lists() -> Vec<(&'static str, Vec<&'static str>)> {
    fn words<L: ClosedList>() -> Vec<&'static str> {
        L::WORDS.iter().map(|(word, _)| *word).collect()
    }
    vec![
        ("fate", words::<values::Fate>()),
        ("message-change", words::<messages::Kind>()),
        ("window", words::<Window>()),
        ("verdict-word", words::<verdicts::Word>()),
        ("source", words::<Source>()),
        ("record-kind", records::words()),
        ("effect-kind", effects::words()),
    ]
}

fn version(side: Side<'_>) -> Version {
    Version {
        commit: side.snapshot.commit.as_ref().map(|commit| commit.id.clone()),
        defects: side.diagnostics.defects(),
        findings: side.diagnostics.findings(),
    }
}

/// The weightiest first.
fn headline(sections: &[Section], has_figures: bool) -> String {
    let mut said: Vec<&(Weight, String)> = sections.iter().flat_map(|section| &section.headline).collect();
    said.sort_by_key(|(weight, _)| *weight);
    if said.iter().any(|(weight, _)| *weight != Weight::Alone) {
        said.retain(|(weight, _)| *weight != Weight::Alone);
    }
    let has_files = sections.iter().any(|section| section.id == "files" && !section.exact.is_empty());
    match (said.is_empty(), has_files, has_figures) {
        (false, ..) => sentence(said.into_iter().map(|(_, part)| part.clone())),
        (true, false, _) => "Nothing changes: every file of the book is the same.".to_owned(),
        (true, true, false) => "Nothing can be said of the figures: see below.".to_owned(),
        (true, true, true) => {
            "Nothing changes: same checks, ratings, credits, terms, plans, procedures and other records."
                .to_owned()
        }
    }
}

fn named(side: Side<'_>) -> Vec<Inline> {
    match &side.snapshot.commit {
        Some(commit) => {
            let id: String = commit.id.chars().take(12).collect();
            vec![
                Inline::place(id, None),
                Inline::words(format!(" {}", commit.subject)).because(Exempt::Quoted),
            ]
        }
        None => vec![Inline::quiet("no commit")],
    }
}

/// Why figures are left out.
fn note(base: Side<'_>, head: Side<'_>) -> String {
    if base.is_empty() && head.diagnostics.defects() == 0 {
        return "The former version has no book: all of it is new, and there is no figure to compare."
            .to_owned();
    }
    let said = |defects: usize, side: &str| {
        (defects > 0).then(|| format!("{side} has {}", plural(defects, "defect")))
    };
    let sides = [
        said(base.diagnostics.defects(), "the former version"),
        said(head.diagnostics.defects(), "this version"),
    ];
    let sides: Vec<String> = sides.into_iter().flatten().collect();
    let why = if sides.is_empty() { "a version cannot be read".to_owned() } else { sides.join(" and ") };
    format!(
        "No figure is compared, because {why}: what a defect hides would read as a change. Ratings, credits, plans, terms and findings show once it is mended."
    )
}
