//! A page of each shared clause: what it says, which contracts promise it and say otherwise, how it came to be.

use jiff::civil::Date;
use serde::Serialize;

use crate::core::contract::record::{AmendmentRecord, Contract, ServiceLevel, SharedClause, TermsVersion};
use crate::core::contract::terms::target_on;
use crate::kit::id::{ServiceLevelId, SharedClauseId};
use crate::kit::numbered::FigureNumber;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Place;
use crate::subject::block::Offered;
use crate::subject::clause::address::ClausePage;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::terms::{clause_tables, level_tables};
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline, has_digit, spaced};
use crate::subject::wording::{names, phrase, term};

/// A service level that refers to a clause, in the terms of the day.
#[derive(Clone, Copy)]
struct Use<'a> {
    contract: &'a Contract,
    at: usize,
    level: &'a ServiceLevel,
}

/// `templates/clause.html`.
#[derive(Serialize)]
struct ClauseView {
    lede: Html,
    terms: Table,
    contracts: Table,
    changes: Table,
    source: Vec<Inline>,
}

/// Its pages.
pub fn pages(context: &PageContext<'_>) -> Vec<ClausePage> {
    context.report.register.clauses.keys().map(|id| ClausePage::One(id.clone())).collect()
}

/// A page of it; `None` where the record is not there.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &ClausePage) -> Option<Page<Shown>> {
    let ClausePage::One(id) = address;
    Some(one(context, route, id)?.shown("clause.html"))
}

/// The list of all shared clauses on the page of all contracts.
pub fn offered(context: &PageContext<'_>, on: &Route, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let clauses = &context.report.register.clauses;
    if *on != Route::Contracts || clauses.is_empty() {
        return Vec::new();
    }
    let note = "A new target in one of them holds for every contract that refers to it.";
    let clauses: Vec<&SharedClause> = clauses.values().map(|clause| &**clause).collect();
    let table = Columns::over(clauses, evidence)
        .column("Clause", "", |clause, _| {
            Cell::head(link(clause)).under(Inline::code(clause.id.to_string()).because(Exempt::Place))
        })
        .column("Metric", "", |clause, _| {
            let id = clause.on(context.report.register.as_of()).and_then(|version| version.get("metric"));
            let id = id.map_or("", |id| id.value.trim_matches(['"', '\'']));
            let name = context.report.register.metrics.get(id).map_or(id, |metric| metric.name.as_str());
            Inline::words(name).because(Exempt::Name).into()
        })
        .column("Service levels", "num", |clause, evidence| {
            let places: Vec<&Place> = uses(context, clause).iter().map(|one| &one.level.place).collect();
            Cell::new(evidence.count(&["clause-uses", clause.id.as_str()], places))
        })
        .column("Amendments", "num", |clause, evidence| {
            let places = clause.amendments.iter().map(|one| &one.place);
            Cell::new(evidence.count(&["clause-amendments", clause.id.as_str()], places))
        })
        .table("shared-clauses", "Shared clauses");
    vec![Offered {
        id: "shared-clauses",
        heading: "Shared clauses",
        note: vec![Inline::literal(note)],
        table,
    }]
}

/// A shared clause by its name.
pub fn link(clause: &SharedClause) -> Inline {
    let page = Route::Clause(ClausePage::One(clause.id.clone()));
    Inline::link(&page, clause.name().to_owned()).because(Exempt::Name)
}

fn one(context: &PageContext<'_>, route: &Route, id: &SharedClauseId) -> Option<Page<ClauseView>> {
    let clause = context.report.register.clauses.get(id)?;
    let mut evidence = Evidence::new(context, route);
    let uses = uses(context, clause);
    let view = ClauseView {
        lede: lede(context, clause, &uses, &mut evidence),
        terms: terms(context, clause, &uses, &mut evidence),
        contracts: contracts(context, clause, &uses, &mut evidence),
        changes: changes(context, clause, &uses, &mut evidence),
        source: vec![names::place(context, &clause.place)],
    };
    Some(Page::new(Label::named(clause.name()), view, Some(evidence.finish())))
}

/// The service levels that refer to it in the terms of the day, of contracts that have not ended.
fn uses<'a>(context: &PageContext<'a>, clause: &SharedClause) -> Vec<Use<'a>> {
    let register = context.report.register;
    let as_of = register.as_of();
    let mut uses = Vec::new();
    for contract in register.contracts.values().filter(|contract| as_of <= contract.ends_on) {
        let at = contract.versions.iter().rposition(|version| version.from <= as_of).unwrap_or(0);
        let levels = contract.versions[at].terms.service_levels.values();
        let ours = levels.filter(|level| level.clause.as_deref() == Some(&clause.id));
        uses.extend(ours.map(|level| Use { contract, at, level }));
    }
    uses
}

impl<'a> Use<'a> {
    fn version(&self) -> &'a TermsVersion {
        &self.contract.versions[self.at]
    }

    /// The day of its terms that is nearest to the day of the report.
    fn day(&self, as_of: Date) -> Date {
        as_of.max(self.version().from)
    }
}

fn lede(
    context: &PageContext<'_>,
    clause: &SharedClause,
    uses: &[Use<'_>],
    evidence: &mut Evidence<'_>,
) -> Html {
    if uses.is_empty() {
        return "No contract that has not ended refers to it.".into();
    }
    let as_of = context.report.register.as_of();
    let id = clause.id.as_str();
    let places = uses.iter().map(|one| &one.level.place);
    let words = if uses.len() == 1 { " service level refers to it" } else { " service levels refer to it" };
    let lede = Html::from(evidence.count(&["clause-uses", id], places)).then(words);
    let others = uses.iter().filter(|one| {
        own(one).any(|(key, _)| clause.on(one.day(as_of)).is_some_and(|said| said.get(key).is_some()))
    });
    let others: Vec<&Place> = others.map(|one| &one.level.place).collect();
    if others.is_empty() {
        return lede.then(", none of them with other words than these.");
    }
    let words = if others.len() == 1 { " says some of it otherwise." } else { " say some of it otherwise." };
    lede.then(", and ").then(evidence.count(&["clause-overridden", id], others)).then(words)
}

/// What a contract says itself beside the clause.
fn own<'a>(one: &Use<'a>) -> impl Iterator<Item = (&'a str, &'a Place)> + use<'a> {
    let keys = one.version().own.get(&one.level.id).into_iter().flatten();
    keys.map(|(key, place)| (key.as_str(), place))
}

/// A value in words, with the unit that it has in one of the contracts; as it is written where it has none.
pub fn said(
    context: &PageContext<'_>,
    of: Option<(&Contract, &ServiceLevelId)>,
    key: &str,
    written: &str,
    number: Option<FigureNumber>,
) -> Inline {
    match in_words(context, of, key, written) {
        Some(words) => Inline::words(words).of(number),
        None => Inline::code(written.to_owned()).because(Exempt::Place),
    }
}

fn in_words(
    context: &PageContext<'_>,
    of: Option<(&Contract, &ServiceLevelId)>,
    key: &str,
    written: &str,
) -> Option<String> {
    let (contract, id) = of?;
    term::value(context.report.register, contract, &format!("service-level.{id}.{key}"), written)
}

fn first_of<'a>(uses: &[Use<'a>]) -> Option<(&'a Contract, &'a ServiceLevelId)> {
    uses.first().map(|one| (one.contract, &one.level.id))
}

fn terms(
    context: &PageContext<'_>,
    clause: &SharedClause,
    uses: &[Use<'_>],
    evidence: &mut Evidence<'_>,
) -> Table {
    let as_of = context.report.register.as_of();
    let columns = [("Term", ""), ("What it says", ""), ("Said otherwise by", "num"), ("Written in", "")];
    let mut table = Table::new("terms", "What it says", &columns)
        .titled()
        .empty("Nothing yet.", "Every term is left to the contracts.");
    let keys = clause.on(as_of).map_or(&[][..], |version| version.keys.as_slice());
    let mut words = keys.iter().filter_map(|(key, value)| in_words(context, first_of(uses), key, value));
    // What is shown as it is written cites its place by itself.
    let number = words
        .any(|words| has_digit(&words))
        .then(|| evidence.tables(&clause_tables(clause, as_of)))
        .flatten();
    for (key, value) in keys {
        let others = uses.iter().filter(|one| own(one).any(|(own, _)| own == key));
        let others: Vec<&Place> = others.map(|one| &one.level.place).collect();
        let others = match others.is_empty() {
            true => Cell::dash(),
            false => Cell::new(evidence.count(&["clause-key-overridden", clause.id.as_str(), key], others)),
        };
        table.push([
            Cell::head(Inline::words(phrase::capital(&term::words(key))).because(Exempt::Name)),
            said(context, first_of(uses), key, &value.value, number).into(),
            others,
            names::place(context, &value.place).into(),
        ]);
    }
    table
}

fn contracts(
    context: &PageContext<'_>,
    clause: &SharedClause,
    uses: &[Use<'_>],
    evidence: &mut Evidence<'_>,
) -> Table {
    let register = context.report.register;
    let as_of = register.as_of();
    let columns = [
        ("Contract", ""),
        ("Service level", ""),
        ("Promise in force", ""),
        ("Said otherwise", ""),
        ("Only said there", ""),
    ];
    let mut table = Table::new("contracts", "Contracts that refer to it", &columns)
        .titled()
        .empty("No contract refers to it.", "A service level does with `clause`.");
    for one in uses {
        let Use { contract, at, level } = *one;
        let number = evidence.tables(&level_tables(contract, &level.id, at));
        let metric = register.metrics.get(&level.metric);
        let target = target_on(level, one.day(as_of)).0;
        let said_on = clause.on(one.day(as_of));
        let theirs = |key: &str| said_on.and_then(|said| said.get(key));
        let key = |key: &str, place: &Place| {
            let words = Inline::words(term::words(key)).because(Exempt::Name);
            spaced([words, names::place(context, place)])
        };
        let mut others: Vec<Inline> = Vec::new();
        let mut alone: Vec<Inline> = Vec::new();
        for (name, place) in own(one) {
            let list = if theirs(name).is_some() { &mut others } else { &mut alone };
            if !list.is_empty() {
                list.push(Inline::literal("; "));
            }
            list.extend(key(name, place));
        }
        let or_dash = |line: Vec<Inline>| if line.is_empty() { Cell::dash() } else { Cell::new(line) };
        table.push([
            Cell::head(names::contract(context, &contract.id))
                .under(names::vendor(context, &contract.vendor)),
            names::service_level(context, &contract.id, &level.id).into(),
            Inline::words(phrase::promise(level, target, metric)).of(number).into(),
            or_dash(others),
            or_dash(alone),
        ]);
    }
    table
}

fn changes(
    context: &PageContext<'_>,
    clause: &SharedClause,
    uses: &[Use<'_>],
    evidence: &mut Evidence<'_>,
) -> Table {
    let columns = [
        ("Amendment", "tight"),
        ("Term", ""),
        ("Before", ""),
        ("After", ""),
        ("In effect", "tight"),
        ("Signed", "tight"),
        ("Reason", ""),
        ("Written in", ""),
    ];
    let mut table = Table::new("amendments", "How it was changed", &columns).titled().empty(
        "It has not been amended.",
        "A file beside it changes it for every contract, from one day on.",
    );
    for amendment in &clause.amendments {
        let mut values = amendment.changes.iter().flat_map(|change| {
            let both = [change.before.as_deref(), change.after.as_ref().map(|after| after.as_str())];
            both.into_iter().flatten().map(move |text| (change.path.as_str(), text))
        });
        let is_said = values.any(|(path, text)| {
            in_words(context, first_of(uses), path, text).is_some_and(|words| has_digit(&words))
        });
        let day = *amendment.effective_on;
        let number = is_said.then(|| evidence.tables(&clause_tables(clause, day))).flatten();
        let signed = Cell::new(Inline::dated(phrase::day(*amendment.signed_on)));
        let signed = match is_retroactive(amendment) {
            true => signed.under(Inline::chip("bad", "retroactive")),
            false => signed,
        };
        for change in &amendment.changes {
            let value = |text: Option<&str>| match text {
                Some(text) => said(context, first_of(uses), &change.path, text, number),
                None => Inline::quiet("–"),
            };
            table.push([
                Cell::head(Inline::words(amendment.number.to_string()).because(Exempt::Name)),
                Inline::words(phrase::capital(&term::words(&change.path))).because(Exempt::Name).into(),
                value(change.before.as_deref()).into(),
                value(change.after.as_ref().map(|after| after.as_str())).into(),
                Cell::new(Inline::dated(phrase::day(*amendment.effective_on))).key(*amendment.effective_on),
                signed.clone().key(*amendment.signed_on),
                Cell::new(Inline::words(amendment.reason.as_str()).because(Exempt::Quoted))
                    .under(names::approver(context, &amendment.approved_by, amendment.in_place_of.as_ref())),
                names::place(context, &change.place).into(),
            ]);
        }
    }
    table
}

fn is_retroactive(amendment: &AmendmentRecord) -> bool {
    amendment.effective_on < *amendment.signed_on
}
