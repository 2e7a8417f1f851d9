//! The service levels of a contract as they are in force: an overview, then each with its clause, policies and rulings.

use serde::Serialize;

use crate::core::attainment::{Judged, Ruling};
use crate::core::contract::record::{Contract, Scope, ServiceLevel, Target, Terms};
use crate::core::contract::terms::target_on;
use crate::core::metric::record::{Metric, Unit};
use crate::core::rollup::Subject;
use crate::kit::calendar::day_label;
use crate::kit::diag::plural;
use crate::kit::numbered::{FigureNumber, Figures};
use crate::kit::picture::exempt::Exempt;
use crate::kit::picture::pen;
use crate::subject::clause::page as clause_page;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::clause::ruled;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::terms::level_tables;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Fact, Inline, listed, spaced};
use crate::subject::wording::{clause_terms, names, phrase, term};

/// Windows a strip shows, and how many windows of sites a page has room for.
const STRIP: usize = 13;
const ROOM: usize = 700;

#[derive(Serialize)]
pub struct Level {
    id: String,
    name: Label,
    chips: Vec<Inline>,
    promise: Label,
    /// Its numbers, and those of the policies, stand in the clause.
    mark: String,
    facts: Vec<Fact>,
    policies: Vec<Label>,
    ramp: Table,
    strips: Vec<Strip>,
    /// Sites whose windows stand on the pages of their metrics alone, with their newest result.
    others: Vec<Inline>,
    source: Vec<Inline>,
}

/// A compact history of rulings.
#[derive(Serialize)]
pub struct Strip {
    name: Vec<Inline>,
    label: Label,
    windows: Vec<WindowMark>,
}

#[derive(Serialize)]
pub struct WindowMark {
    tone: &'static str,
    short: Label,
    said: Label,
    /// What its numbers are parts of.
    mark: String,
}

/// Each service level of the terms, most material first.
pub fn ordered(terms: &Terms) -> Vec<&ServiceLevel> {
    let mut levels: Vec<&ServiceLevel> = terms.service_levels.values().collect();
    levels.sort_by_key(|level| {
        (level.family, !level.most_material, std::cmp::Reverse(*level.weight), level.id.clone())
    });
    levels
}

pub fn overview(
    context: &PageContext<'_>,
    contract: &Contract,
    terms: &Terms,
    at: usize,
    evidence: &mut Evidence<'_>,
) -> Table {
    let told: Vec<_> = ordered(terms)
        .into_iter()
        .map(|level| (level, evidence.tables(&level_tables(contract, &level.id, at))))
        .collect();
    let metrics = &context.report.register.metrics;
    let judged = |level| contract_wide(context, contract, level);
    let vendor = Subject::Vendor(contract.vendor.clone());
    Columns::over(told, evidence)
        .column("Service level", "", |(level, _), _| {
            Cell::head(names::service_level(context, &contract.id, &level.id)).under(level.family.label())
        })
        .column("Promise", "", |(level, told), _| {
            let promise = phrase::promise(level, target_now(context, level), metrics.get(&level.metric));
            Inline::words(promise).of(*told).into()
        })
        .column("Judged", "", |(level, told), _| {
            let together = clause_terms::aggregation(level, metrics.get(&level.metric));
            Cell::new(Inline::words(clause_terms::window(level.window)).of(*told))
                .under(Inline::words(together).because(Exempt::Rule))
        })
        .column("Weight", "num", |(level, told), _| {
            Cell::new(Inline::words(clause_terms::weight(level, terms.weights)).of(*told)).key(*level.weight)
        })
        .column("Latest result", "num", |(level, _), evidence| {
            let figure = judged(level).and_then(|judged| {
                let ruling = judged.rulings.last().filter(|ruling| ruling.value.is_some())?;
                let numbers = ruled(context.report, judged, Some(ruling))?.told(evidence);
                names::figure_cell(context, &vendor, ruling, level, numbers)
            });
            figure.unwrap_or_else(Cell::dash)
        })
        .column("Ruling", "tight", |(level, _), _| {
            names::ruling_cell(judged(level).and_then(|judged| judged.rulings.last()))
        })
        .column("Clause", "tight", |(level, _), _| clause(level))
        .table("service-levels", "Service levels in force")
        .titled()
        .empty("No service level is in force.", "")
}

fn clause(level: &ServiceLevel) -> Cell {
    match &level.clause_ref {
        Some(clause) => Cell::new(Inline::words(clause.as_str()).because(Exempt::Name)),
        None => Cell::new(Inline::chip("near", "no reference")),
    }
}

/// The target that holds today, ramp included.
pub fn target_now(context: &PageContext<'_>, level: &ServiceLevel) -> Target {
    target_on(level, context.report.register.as_of()).0
}

fn contract_wide<'a>(
    context: &PageContext<'a>,
    contract: &Contract,
    level: &ServiceLevel,
) -> Option<&'a Judged> {
    of_level(context, contract, level).find(|judged| matches!(judged.subject, Subject::Vendor(_)))
}

fn of_level<'a>(
    context: &PageContext<'a>,
    contract: &Contract,
    level: &ServiceLevel,
) -> impl Iterator<Item = &'a Judged> {
    let judged = context.report.judged.iter();
    judged.filter(|judged| judged.contract == contract.id && judged.service_level == level.id)
}

/// Every service level in force, each a section of the page.
pub fn levels(
    context: &PageContext<'_>,
    contract: &Contract,
    terms: &Terms,
    at: usize,
    evidence: &mut Evidence<'_>,
) -> Vec<Level> {
    ordered(terms).into_iter().map(|level| one(context, contract, (terms, at), level, evidence)).collect()
}

fn one(
    context: &PageContext<'_>,
    contract: &Contract,
    (terms, at): (&Terms, usize),
    level: &ServiceLevel,
    evidence: &mut Evidence<'_>,
) -> Level {
    let clause_told = evidence.tables(&level_tables(contract, &level.id, at));
    let mut mark = String::new();
    pen::parts_of(&mut mark, clause_told);
    let register = context.report.register;
    let metric = register.metrics.get(&level.metric);
    let mut chips = vec![Inline::chip("plain", level.family.label())];
    if level.most_material {
        chips.push(Inline::chip("new", "Most material"));
    }
    if level.gate {
        chips.push(Inline::chip("poor", "Gate"));
    }
    let promise =
        format!("{}.", phrase::capital(&phrase::promise(level, target_now(context, level), metric)));
    let policies = clause_terms::policies(level, metric, register.as_of());
    let (shown, rest) = strips_shown(context, contract, (terms, level));
    Level {
        id: names::clause_anchor(&level.id),
        name: Label::named(level.name.as_str()),
        chips: spaced(chips),
        promise: Label::part_of(clause_told, promise),
        mark,
        facts: facts(context, contract, (terms, at), level, clause_told),
        policies: policies.into_iter().map(|said| Label::part_of(clause_told, said)).collect(),
        ramp: ramp(context, level, clause_told),
        strips: shown.iter().map(|judged| strip(context, judged, level, evidence)).collect(),
        others: others(context, level, &rest),
        source: vec![names::place(context, level.target_place())],
    }
}

/// The whole contract and its sites, those that miss first and of them those that have missed the longest; and the sites that a page of so many
/// service levels has no room for.
fn strips_shown<'a>(
    context: &PageContext<'a>,
    contract: &Contract,
    (terms, level): (&Terms, &ServiceLevel),
) -> (Vec<&'a Judged>, Vec<&'a Judged>) {
    let is_site = |judged: &&Judged| matches!(judged.subject, Subject::Site(_));
    let (mut sites, whole): (Vec<&Judged>, Vec<&Judged>) =
        of_level(context, contract, level).partition(is_site);
    let each = ROOM / (STRIP * terms.service_levels.len().max(1));
    if sites.len() > each {
        sites.sort_by_key(|judged| {
            let missed = judged.rulings.last().filter(|ruling| ruling.missed());
            std::cmp::Reverse(missed.map_or(0, |ruling| ruling.streak.max(1)))
        });
    }
    let rest = sites.split_off(each.min(sites.len()));
    (whole.into_iter().chain(sites).collect(), rest)
}

/// Sites by name, each with its newest result, up to the room of a line; how many more there are.
fn others(context: &PageContext<'_>, level: &ServiceLevel, rest: &[&Judged]) -> Vec<Inline> {
    const NAMED: usize = 12;
    let mut line = Vec::new();
    for judged in rest.iter().take(NAMED) {
        let (Subject::Site(id), metric) = (&judged.subject, &level.metric) else { continue };
        let name = context.report.register.sites.get(id).map_or(id.as_str(), |site| &site.name);
        line.push(names::metric(context, &judged.subject, metric, name));
    }
    let mut line = listed(line);
    if rest.len() > NAMED {
        let more = format!(" and {} more", rest.len() - NAMED);
        line.push(Inline::words(more).because(Exempt::Rows));
    }
    if rest.is_empty() { Vec::new() } else { line }
}

fn facts(
    context: &PageContext<'_>,
    contract: &Contract,
    (terms, at): (&Terms, usize),
    level: &ServiceLevel,
    clause_told: Option<FigureNumber>,
) -> Vec<Fact> {
    let metric = context.report.register.metrics.get(&level.metric);
    let name = metric.map_or(level.metric.as_str(), |metric| &metric.name);
    let vendor = Subject::Vendor(contract.vendor.clone());
    let clause = clause(level).line;
    let mut facts = vec![
        Fact::new("Clause", clause),
        Fact::new("Metric", names::metric(context, &vendor, &level.metric, name)),
        Fact::new("Window", Inline::words(clause_terms::window(level.window)).of(clause_told)),
        Fact::new(
            "Taken together",
            Inline::words(clause_terms::aggregation(level, metric)).because(Exempt::Rule),
        ),
        Fact::new("Weight", Inline::words(clause_terms::weight(level, terms.weights)).of(clause_told)),
        Fact::new("Applies to", scope(context, &level.scope)),
    ];
    facts.extend(shared(context, contract, at, level, clause_told));
    if !level.sops.is_empty() {
        facts.push(Fact::new("Relies on", listed(level.sops.iter().map(|id| names::sop(context, id)))));
    }
    facts
}

/// The shared clause, what this contract says otherwise with what the clause says, and what is said here alone.
fn shared(
    context: &PageContext<'_>,
    contract: &Contract,
    at: usize,
    level: &ServiceLevel,
    clause_told: Option<FigureNumber>,
) -> Vec<Fact> {
    let Some((clause, until)) = contract.shared_clause(at, &level.id) else { return Vec::new() };
    let version = &contract.versions[at];
    let day = context.report.register.as_of().clamp(version.from, until.max(version.from));
    let theirs = |key: &str| clause.on(day).and_then(|said| said.get(key));
    let (mut others, mut alone): (Vec<Inline>, Vec<Inline>) = (Vec::new(), Vec::new());
    for key in version.own.get(&level.id).into_iter().flat_map(|own| own.keys()) {
        let words = Inline::words(term::words(key)).because(Exempt::Name);
        let Some(said) = theirs(key) else {
            alone.push(words);
            continue;
        };
        if !others.is_empty() {
            others.push(Inline::literal("; "));
        }
        let value = clause_page::said(context, Some((contract, &level.id)), key, &said.value, clause_told);
        others.extend([words, Inline::literal(" (the clause says "), value, Inline::literal(")")]);
    }
    let mut facts = vec![Fact::new("Shared clause", clause_page::link(clause))];
    if !others.is_empty() {
        facts.push(Fact::new("Said otherwise here", others));
    }
    if !alone.is_empty() {
        facts.push(Fact::new("Only said here", listed(alone)));
    }
    facts
}

/// Where a service level applies, in words and links.
pub fn scope(context: &PageContext<'_>, scope: &Scope) -> Vec<Inline> {
    let mut line = Vec::new();
    let parts: [(&'static str, Vec<Inline>); 4] = [
        ("", scope.sites.iter().map(|id| names::site(context, id)).collect()),
        ("projects ", scope.projects.iter().map(|id| names::project(context, id)).collect()),
        ("queues ", scope.queues.iter().map(|id| names::queue(context, id)).collect()),
        (
            "languages ",
            scope.languages.iter().map(|tag| Inline::words(tag.as_str()).because(Exempt::Name)).collect(),
        ),
    ];
    for (what, pieces) in parts.into_iter().filter(|(_, pieces)| !pieces.is_empty()) {
        if !line.is_empty() {
            line.push(Inline::literal("; "));
        }
        line.push(Inline::literal(what));
        line.extend(listed(pieces));
    }
    if line.is_empty() {
        vec![Inline::literal("all the vendor’s sites, projects and queues")]
    } else {
        line
    }
}

fn ramp(context: &PageContext<'_>, level: &ServiceLevel, clause_told: Option<FigureNumber>) -> Table {
    let unit = context.report.register.metrics.get(&level.metric).map_or(Unit::Units, |metric| metric.unit);
    let as_of = context.report.register.as_of();
    let current = level.ramp.iter().rposition(|step| step.from <= as_of);
    Columns::over(level.ramp.iter().enumerate(), &mut ())
        .column("From", "tight", |(_, step), _| {
            Cell::head(Inline::dated(day_label(*step.from))).key(*step.from)
        })
        .column("Target", "", |(_, step), _| {
            let target = phrase::bound(level.direction, Target::Line(*step.target), unit);
            Inline::words(target).of(clause_told).into()
        })
        .column("State", "tight", |(at, _), _| match current {
            Some(now) if *at == now => Inline::chip("good", "in force").into(),
            Some(now) if *at < now => Inline::quiet("past").into(),
            _ => Inline::quiet("to come").into(),
        })
        .table("ramp", Label::named(format!("Ramp of {}", level.name.to_lowercase())))
        .named()
}

fn strip(
    context: &PageContext<'_>,
    judged: &Judged,
    level: &ServiceLevel,
    evidence: &mut Evidence<'_>,
) -> Strip {
    let metric = context.report.register.metrics.get(&level.metric);
    let (who, name) = match &judged.subject {
        Subject::Vendor(_) => ("the whole contract".to_owned(), "Whole contract".to_owned()),
        Subject::Site(id) => {
            let name = context
                .report
                .register
                .sites
                .get(id)
                .map_or_else(|| id.to_string(), |site| site.name.value.clone());
            (name.clone(), name)
        }
    };
    let skip = judged.rulings.len().saturating_sub(STRIP);
    let windows = judged.rulings.iter().skip(skip).map(|ruling| {
        let numbers = ruled(context.report, judged, Some(ruling)).and_then(|clause| clause.told(evidence));
        window_mark(ruling, level, metric, numbers)
    });
    let windows: Vec<WindowMark> = windows.collect();
    let last = match windows.len() {
        1 => "last window".to_owned(),
        n => format!("last {}", plural(n, "window")),
    };
    Strip {
        name: vec![names::metric(context, &judged.subject, &level.metric, &name)],
        label: Label::because(Exempt::Rows, format!("{}, {who}: {last}", level.name)),
        windows,
    }
}

/// Numbers of the sentence are parts of `figures`.
fn window_mark(
    ruling: &Ruling,
    level: &ServiceLevel,
    metric: Option<&Metric>,
    figures: Option<Figures>,
) -> WindowMark {
    let (tone, _) = phrase::verdict(ruling);
    let mut mark = String::new();
    pen::parts_of(&mut mark, figures);
    WindowMark {
        tone,
        short: Label::dated(phrase::short(ruling.window.period)),
        said: Label::part_of(figures, phrase::sentence(ruling, level, metric)),
        mark,
    }
}
