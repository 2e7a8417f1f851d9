//! The service levels of a contract as they are in force: an overview, then each with its clause, policies and rulings.

use serde::Serialize;

use crate::core::attainment::Judged;
use crate::core::contract::record::{Contract, Scope, ServiceLevel, Target, Terms};
use crate::core::contract::terms::target_on;
use crate::core::metric::record::Unit;
use crate::core::rollup::Subject;
use crate::kit::calendar::day_label;
use crate::kit::numbered::FigureNumber;
use crate::kit::picture::exempt::Exempt;
use crate::kit::picture::pen;
use crate::report::contract::strips::{Strip, of_level, others, strip, strips_shown};
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

#[derive(Serialize)]
pub struct Level {
    id: String,
    name: Label,
    chips: Vec<Inline>,
    promise: Label,
    /// Its numbers, and those of the policies, stand in the clause.
    mark: String,
    facts: Vec<Fact>,
    /// Rules that it has for itself: what every service level says stands once above them.
    policies: Vec<Label>,
    ramp: Table,
    strips: Vec<Strip>,
    /// Sites whose windows stand on the pages of their metrics alone, with their newest result.
    others: Vec<Inline>,
    source: Vec<Inline>,
}

/// Every service level, and before them the rules that all of them have.
#[derive(Serialize)]
pub struct Levels {
    shared: Vec<Label>,
    /// What the numbers of those rules are parts of.
    mark: String,
    each: Vec<Level>,
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

/// Every service level in force, each a section of the page, and before them the rules that all of them have.
pub fn levels(
    context: &PageContext<'_>,
    contract: &Contract,
    terms: &Terms,
    at: usize,
    evidence: &mut Evidence<'_>,
) -> Levels {
    let register = context.report.register;
    let said = |level: &ServiceLevel| {
        clause_terms::policies(level, register.metrics.get(&level.metric), register.as_of())
    };
    let told: Vec<_> = ordered(terms)
        .into_iter()
        .map(|level| (level, evidence.tables(&level_tables(contract, &level.id, at)), said(level)))
        .collect();
    let shared = said_by_all(told.iter().map(|(.., said)| said));
    let first = told.first().and_then(|(_, told, _)| *told);
    let each = told.into_iter().map(|(level, told, mut said)| {
        said.retain(|rule| !shared.contains(rule));
        one(context, contract, (terms, at), (level, told, &said), evidence)
    });
    let each = each.collect();
    Levels { shared: labels(&shared, first), mark: parts_of(first), each }
}

/// What every one of two or more lists says, in the order of the first.
fn said_by_all<'a>(lists: impl ExactSizeIterator<Item = &'a Vec<String>> + Clone) -> Vec<String> {
    if lists.len() < 2 {
        return Vec::new();
    }
    let first = lists.clone().next().cloned().unwrap_or_default();
    first.into_iter().filter(|rule| lists.clone().all(|said| said.contains(rule))).collect()
}

fn labels(said: &[String], told: Option<FigureNumber>) -> Vec<Label> {
    said.iter().map(|rule| Label::part_of(told, rule.clone())).collect()
}

/// The mark of an element whose numbers are parts of a clause.
fn parts_of(told: Option<FigureNumber>) -> String {
    let mut mark = String::new();
    pen::parts_of(&mut mark, told);
    mark
}

fn one(
    context: &PageContext<'_>,
    contract: &Contract,
    (terms, at): (&Terms, usize),
    (level, clause_told, policies): (&ServiceLevel, Option<FigureNumber>, &[String]),
    evidence: &mut Evidence<'_>,
) -> Level {
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
    let (shown, rest) = strips_shown(context, contract, (terms, level));
    Level {
        id: names::clause_anchor(&level.id),
        name: Label::named(level.name.as_str()),
        chips: spaced(chips),
        promise: Label::part_of(clause_told, promise),
        mark: parts_of(clause_told),
        facts: facts(context, contract, (terms, at), level, clause_told),
        policies: labels(policies, clause_told),
        ramp: ramp(context, level, clause_told),
        strips: shown.iter().map(|judged| strip(context, judged, level, evidence)).collect(),
        others: others(context, level, &rest),
        source: vec![names::place(context, level.target_place())],
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_say_is_said_once_and_one_alone_shares_nothing() {
        let list = |said: &[&str]| said.iter().map(|&rule| rule.to_owned()).collect::<Vec<_>>();
        let (one, two) = (list(&["gate", "rounded", "gaps"]), list(&["gaps", "rounded", "money"]));
        assert_eq!(said_by_all([&one, &two].into_iter()), ["rounded", "gaps"]);
        assert!(said_by_all([&one].into_iter()).is_empty());
        assert!(said_by_all([&one, &list(&["money"])].into_iter()).is_empty());
    }
}
