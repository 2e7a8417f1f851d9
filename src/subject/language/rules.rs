//! Languages that hang on one site, those that hang on one or two people, and those for which nobody is known.

use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::subject::context::{FigureRule, ReportContext, Rule};
use crate::subject::language::figures::Cover;

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::LANGUAGE_SINGLE_SITE, check: single_site },
    FigureRule { code: &codes::LANGUAGE_NOBODY, check: nobody },
    FigureRule { code: &codes::LANGUAGE_FEW_PEOPLE, check: few_people },
];

/// X73: all who are proficient in a language that is needed work at one site.
pub fn single_site(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    if !figures.context.is_whole("data/languages/") {
        return;
    }
    for (language, (site, line)) in report.languages.single_sites() {
        let Some(need) = line.need.and_then(|at| report.register.language_needs.get(at)) else { continue };
        diagnostics.push(
            Diagnostic::new(
                &codes::LANGUAGE_SINGLE_SITE,
                need.language.place.clone(),
                format!("language `{}` is spoken at site `{site}` alone", **language),
            )
            .label("where this site stops, the language stops")
            .help("train or hire a second site, or write down why one is enough"),
        );
    }
}

/// A need of which no count knows a proficient person.
pub fn nobody(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    if !figures.context.is_whole("data/languages/") {
        return;
    }
    for line in report.languages.lines.iter().filter(|line| line.cover(report.register) == Cover::Nobody) {
        let Some(need) = line.need.and_then(|at| report.register.language_needs.get(at)) else { continue };
        let people = plural(*need.people as usize, "proficient speaker");
        let counted = match line.held.rows.is_empty() {
            true => "nobody is counted",
            false => "the newest counts say none",
        };
        diagnostics.push(
            Diagnostic::new(
                &codes::LANGUAGE_NOBODY,
                need.people.place.clone(),
                format!(
                    "project `{}` needs {people} of `{}`, and nobody is known",
                    *need.project, **need.language
                ),
            )
            .label(counted)
            .help("count who speaks it under data/languages, hire or train, or end the need with 0 people"),
        );
    }
}

/// One or two people, or too few to be told, for a language that a project needs.
pub fn few_people(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    if !figures.context.is_whole("data/languages/") {
        return;
    }
    for line in report.languages.lines.iter().filter(|line| line.held.are_few()) {
        let Some(need) = line.need.and_then(|at| report.register.language_needs.get(at)) else { continue };
        let (low, high) = (line.held.low(), line.held.high());
        let people = match low == high {
            true if low == 1 => "one proficient person".to_owned(),
            true => format!("{low} proficient people"),
            false => format!("fewer than {} proficient people", high + 1),
        };
        diagnostics.push(
            Diagnostic::new(
                &codes::LANGUAGE_FEW_PEOPLE,
                need.people.place.clone(),
                format!("project `{}` has {people} for `{}`", *need.project, **need.language),
            )
            .label(format!("it needs {}", plural(*need.people as usize, "proficient speaker")))
            .help("train, hire or borrow one more, or write down who stands in"),
        );
    }
}
