//! Languages: the matrix of language by project, a page each, and blocks on pages of sites and projects.

pub mod export;
mod year;
mod one;
mod told;

use serde::Serialize;

use crate::core::organisation::record::{Queue, covers_language};
use crate::core::settings::access::CountedTable;
use crate::kit::id::SiteId;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Place;
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::language::address::LanguagePage;
use crate::subject::language::figures::CoverageLine;
use crate::subject::project::address::ProjectPage;
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline, listed, spaced};
use crate::subject::wording::names;

/// `templates/languages.html`.
#[derive(Serialize)]
struct LanguagesView {
    lede: Html,
    coverage: Table,
    /// Below which count nothing is told, and why; empty where every count is.
    least: Label,
    reason: Label,
    export: &'static str,
}

/// Its pages: none in a book that neither counts nor needs people by language.
pub fn pages(context: &PageContext<'_>) -> Vec<LanguagePage> {
    let languages = context.report.languages.languages();
    let ones: Vec<LanguagePage> =
        languages.into_iter().map(|tag| LanguagePage::One(tag.to_string())).collect();
    if ones.is_empty() { ones } else { [LanguagePage::All].into_iter().chain(ones).collect() }
}

/// A page of it; `None` where nothing is written.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &LanguagePage) -> Option<Page<Shown>> {
    if context.report.languages.lines.is_empty() {
        return None;
    }
    Some(match address {
        LanguagePage::All => index(context, route).shown("languages.html"),
        LanguagePage::One(tag) => one::page(context, route, tag)?.shown("language.html"),
    })
}

/// Languages of a project, and those that are spoken at a site or at the sites of a vendor.
pub fn offered(context: &PageContext<'_>, on: &Route, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let register = context.report.register;
    let lines = context.report.languages.lines.iter();
    let own: Vec<&CoverageLine> = match on {
        Route::Project(ProjectPage::One(id)) => lines.filter(|line| line.project == *id).collect(),
        Route::Site(id) => lines.filter(|line| line.held.sites.contains(id)).collect(),
        Route::Vendor(id) => {
            let is_ours = |site: &SiteId| register.sites.get(site).is_some_and(|site| site.vendor == *id);
            lines.filter(|line| line.held.sites.iter().any(is_ours)).collect()
        }
        _ => Vec::new(),
    };
    if own.is_empty() {
        return Vec::new();
    }
    let note = vec![Inline::link(&Route::Language(LanguagePage::All), "All languages and projects")];
    let caption = match on {
        Route::Site(_) | Route::Vendor(_) => {
            "Languages that it speaks, with what their projects need of all sites"
        }
        _ => "People by language, held against what it needs",
    };
    vec![Offered {
        id: "languages",
        heading: "Languages",
        note,
        table: table(context, own, caption, evidence),
    }]
}

/// Languages of a queue in its project.
pub fn coverage_of(context: &PageContext<'_>, queue: &Queue, evidence: &mut Evidence<'_>) -> Table {
    let is_own = |line: &&CoverageLine| {
        let mut own = queue.languages.iter();
        line.project == queue.project && own.any(|tag| covers_language(&line.language, tag))
    };
    let own: Vec<&CoverageLine> = context.report.languages.lines.iter().filter(is_own).collect();
    table(context, own, "People of its project by language, at all sites", evidence)
}

/// A language as a link to its page.
pub fn link(tag: &str) -> Inline {
    Inline::link(&Route::Language(LanguagePage::One(tag.to_owned())), tag.to_owned()).because(Exempt::Name)
}

fn index(context: &PageContext<'_>, route: &Route) -> Page<LanguagesView> {
    let mut evidence = Evidence::new(context, route);
    let (least, reason) = context.report.register.settings.suppression(CountedTable::Languages);
    let (least, reason) = match least {
        0 | 1 => (Label::default(), Label::default()),
        least => (Label::because(Exempt::Rule, least.to_string()), Label::because(Exempt::Quoted, reason)),
    };
    let all: Vec<&CoverageLine> = context.report.languages.lines.iter().collect();
    let view = LanguagesView {
        lede: lede(context, &mut evidence),
        coverage: table(context, all, "Language by project", &mut evidence).titled(),
        least,
        reason,
        export: export::LANGUAGES_CSV,
    };
    Page::new("Languages", view, Some(evidence.finish()))
}

/// `2 of what projects need are short of people; 6 languages are spoken at one site alone.`
fn lede(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Html {
    let register = context.report.register;
    let figures = &context.report.languages;
    let place = |line: &CoverageLine| {
        line.need.and_then(|at| register.language_needs.get(at)).map(|need| &need.place)
    };
    let short = figures.lines.iter().filter(|line| line.cover(register).is_gap());
    let short: Vec<&Place> = short.filter_map(place).collect();
    let said = match short.len() {
        0 => Html::from("No project is known to lack people for a language"),
        n => {
            let count = evidence.count(&["languages", "short"], short);
            Html::from(count).then(if n == 1 {
                " need of a project is short of people"
            } else {
                " needs of projects are short of people"
            })
        }
    };
    let single: Vec<&Place> = figures.single_sites().values().filter_map(|(_, line)| place(line)).collect();
    match single.len() {
        0 => said.then("."),
        n => {
            let count = evidence.count(&["languages", "single"], single);
            said.then("; ").then(count).then(if n == 1 {
                " language is spoken at one site alone."
            } else {
                " languages are spoken at one site alone."
            })
        }
    }
}

fn table(
    context: &PageContext<'_>,
    lines: Vec<&CoverageLine>,
    caption: &'static str,
    evidence: &mut Evidence<'_>,
) -> Table {
    let register = context.report.register;
    let single = context.report.languages.single_sites();
    Columns::over(lines, evidence)
        .column("Language", "tight", |line, _| Cell::head(link(&line.language)))
        .column("Project", "tight", |line, _| names::project(context, &line.project).into())
        .column("Needed", "num", |line, evidence| {
            let need = line.need.and_then(|at| register.language_needs.get(at));
            match (told::needed(register, line, evidence), need) {
                (Some(figure), Some(need)) => {
                    let level =
                        Inline::words(format!("{} or better", need.level.label())).because(Exempt::Name);
                    Cell::new(figure).under(level).key(*need.people)
                }
                _ => Cell::dash(),
            }
        })
        .column("Proficient", "num", |line, evidence| told::proficient(register, line, evidence))
        .column("Gap", "tight", |line, evidence| told::gap(register, line, evidence))
        .column("Sites", "", |line, _| sites(context, line).into())
        .column("Hangs on", "", move |line, _| {
            let mut chips = Vec::new();
            if line.held.are_few() {
                chips.push(Inline::chip("bad", "few people"));
            }
            if line.need.is_some() && single.contains_key(&line.language) {
                chips.push(Inline::chip("near", "one site"));
            }
            if chips.is_empty() { Cell::dash() } else { spaced(chips).into() }
        })
        .table("coverage", caption)
}

fn sites(context: &PageContext<'_>, line: &CoverageLine) -> Vec<Inline> {
    let named = |id: &SiteId| names::site(context, id);
    let own = line.held.is_elsewhere.then(|| Inline::literal("own people"));
    listed(line.held.sites.iter().map(named).chain(own))
}
