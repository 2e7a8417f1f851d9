//! Budgets: what is planned by month and category, the versions with who approved them, and what each of them changed.

mod actual;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::core::contract::record::CostCategory;
use crate::kit::calendar::day_label;
use crate::kit::declared::Month;
use crate::kit::id::{BudgetId, VendorId};
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Place;
use crate::subject::budget::address::BudgetPage;
use crate::subject::budget::figures::{BudgetState, LineChange, moved};
use crate::subject::budget::record::{Budget, BudgetVersion};
use crate::subject::budget_line::record::BudgetLine;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext, Shown};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::names;

pub use crate::subject::absent::page::offered;
pub use actual::{direction, of_visits};

/// `templates/budgets.html`.
#[derive(Serialize)]
struct BudgetsView {
    budgets: Table,
}

/// `templates/budget.html`.
#[derive(Serialize)]
struct BudgetView {
    lede: Html,
    /// Without rows before a month has ended.
    actual: Table,
    by_month: Table,
    by_vendor: Table,
    versions: Table,
    changes: Table,
    source: Vec<Inline>,
}

/// Its pages.
pub fn pages(context: &PageContext<'_>) -> Vec<BudgetPage> {
    let budgets = context.report.budgets.keys();
    [BudgetPage::All].into_iter().chain(budgets.map(|id| BudgetPage::One(id.clone()))).collect()
}

/// A page of it; `None` where the record is not there.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &BudgetPage) -> Option<Page<Shown>> {
    Some(match address {
        BudgetPage::All => index(context, route).shown("budgets.html"),
        BudgetPage::One(id) => one(context, route, id)?.shown("budget.html"),
    })
}

/// A budget with its state on the as-of date, and the lines of all budgets.
#[derive(Clone, Copy)]
struct Planned<'a> {
    budget: &'a Budget,
    state: &'a BudgetState,
    lines: &'a [BudgetLine],
    currency: &'a str,
}

impl<'a> Planned<'a> {
    fn of(context: &PageContext<'a>, id: &BudgetId) -> Option<Planned<'a>> {
        let register = context.report.register;
        Some(Planned {
            budget: register.budgets.get(id)?,
            state: context.report.budgets.get(id)?,
            lines: &register.budget_lines,
            currency: register.settings.currency.as_str(),
        })
    }

    fn held(&self) -> impl Iterator<Item = &'a BudgetLine> {
        let lines = self.lines;
        self.state.lines.iter().filter_map(move |at| lines.get(*at))
    }

    /// What some of the lines that hold add up to; nothing where there is none.
    fn sum(&self, asked: Asked<'_>, evidence: &mut Evidence<'_>) -> Option<FigureRef> {
        let which = |line: &BudgetLine| asked.is_of(line);
        let places: Vec<&Place> = self.held().filter(|line| which(line)).map(|line| &line.place).collect();
        let minor = self.state.planned(self.lines, which);
        let month = asked.month.map_or_else(|| "*".to_owned(), |month| month.to_string());
        let vendor = asked.vendor.map_or("*", |vendor| vendor.map_or("", VendorId::as_str));
        let category = asked.category.map_or("*", CostCategory::word);
        let words = ["planned", self.budget.id.as_str(), &month, vendor, category];
        (!places.is_empty()).then(|| evidence.money_of_rows(&words, minor, self.currency, places))
    }

    fn cell(&self, asked: Asked<'_>, evidence: &mut Evidence<'_>) -> Cell {
        self.sum(asked, evidence).map_or_else(Cell::dash, Cell::new)
    }

    fn version_in_force(&self) -> Option<&'a BudgetVersion> {
        let number = self.state.in_force?;
        self.budget.versions.iter().find(|version| *version.number == number)
    }
}

/// Which lines: each field narrows them.
#[derive(Clone, Copy, Default)]
struct Asked<'q> {
    month: Option<Month>,
    /// `Some(None)`: those of no vendor.
    vendor: Option<Option<&'q VendorId>>,
    category: Option<CostCategory>,
}

impl Asked<'_> {
    fn is_of(&self, line: &BudgetLine) -> bool {
        self.month.is_none_or(|month| month == *line.month)
            && self.vendor.is_none_or(|vendor| vendor == line.vendor.as_deref())
            && self.category.is_none_or(|category| category == *line.category)
    }
}

fn index(context: &PageContext<'_>, route: &Route) -> Page<BudgetsView> {
    let mut evidence = Evidence::new(context, route);
    let all = context.report.budgets.keys().filter_map(|id| Planned::of(context, id));
    let budgets = Columns::over(all, &mut evidence)
        .column("Budget", "", |one, _| {
            let page = Route::Budget(BudgetPage::One(one.budget.id.clone()));
            Cell::head(Inline::link(&page, &*one.budget.title).because(Exempt::Name))
        })
        .column("Months", "tight", |one, _| months(one.budget).into())
        .column("In force", "", |one, _| match one.version_in_force() {
            Some(version) => Cell::new(number(version)).under(approval(context, version)),
            None => Cell::new(Inline::chip("near", "Nothing approved")),
        })
        .column("Planned", "num", |one, evidence| one.cell(Asked::default(), evidence))
        .column("Owner", "", |one, _| names::person(context, &one.budget.owner).into())
        .table("budgets", "Budgets")
        .empty("There is no budget.", "One appears here with its first file under data/budgets.");
    Page::new("Budgets", BudgetsView { budgets }, Some(evidence.finish()))
}

/// `January 2026 to December 2026`
fn months(budget: &Budget) -> Inline {
    let all = budget.all_months();
    let label = |month: Option<&Month>| month.map(|month| month.label()).unwrap_or_default();
    Inline::dated(format!("{} to {}", label(all.first()), label(all.last())))
}

fn number(version: &BudgetVersion) -> Inline {
    Inline::words(format!("Version {}", *version.number)).because(Exempt::Name)
}

/// By whom and when, or that it is a proposal.
fn approval(context: &PageContext<'_>, version: &BudgetVersion) -> Vec<Inline> {
    match (&version.approved_by, &version.approved_on) {
        (Some(by), Some(on)) => {
            let mut line = names::approver(context, by, version.in_place_of.as_ref());
            line.push(Inline::dated(format!(", {}", day_label(**on))));
            line
        }
        _ => vec![Inline::chip("new", "Proposed")],
    }
}

fn one(context: &PageContext<'_>, route: &Route, id: &BudgetId) -> Option<Page<BudgetView>> {
    let planned = Planned::of(context, id)?;
    let budget = planned.budget;
    let mut evidence = Evidence::new(context, route);
    let view = BudgetView {
        lede: lede(context, &planned, &mut evidence),
        actual: actual::by_month(context, id, &mut evidence),
        by_month: by_month(&planned, &mut evidence),
        by_vendor: by_vendor(context, &planned, &mut evidence),
        versions: versions(context, &planned, &mut evidence),
        changes: changes(context, &planned, &mut evidence),
        source: vec![names::place(context, &budget.place)],
    };
    let page = Page::new(Label::named(budget.title.as_str()), view, Some(evidence.finish()));
    Some(Page { above: vec![Link::to(&Route::Budget(BudgetPage::All), "Budgets")], ..page })
}

/// `Version 2 is in force. It plans 4,612,000.00 USD.`
fn lede(context: &PageContext<'_>, planned: &Planned<'_>, evidence: &mut Evidence<'_>) -> Html {
    let Some(version) = planned.version_in_force() else {
        return "No version is approved: nothing is planned yet.".into();
    };
    let words = format!("Version {} is in force", *version.number);
    let mut said = Html::exempt(Exempt::Name, &words);
    if let Some(on) = &version.approved_on {
        said = said.then(" since ").then(Html::dated(&day_label(**on)));
    }
    match planned.sum(Asked::default(), evidence) {
        Some(all) => said.then(". It plans ").then(all).then("."),
        None => said.then(", and has no line."),
    }
    .then(if context.report.register.budget_lines.is_empty() {
        " Lines stand under data/budget-lines."
    } else {
        ""
    })
}

fn by_month(planned: &Planned<'_>, evidence: &mut Evidence<'_>) -> Table {
    let used: Vec<Month> = {
        let mut months: Vec<Month> = planned.held().map(|line| *line.month).collect();
        months.sort_unstable();
        months.dedup();
        months
    };
    let category = |of: CostCategory| {
        move |month: &Month, evidence: &mut Evidence<'_>| {
            planned.cell(Asked { month: Some(*month), category: Some(of), vendor: None }, evidence)
        }
    };
    Columns::over(used, evidence)
        .column("Month", "tight", |month, _| Cell::head(Inline::dated(month.label())).key(month.first_day()))
        .column(CostCategory::Production.label(), "num", category(CostCategory::Production))
        .column(CostCategory::Training.label(), "num", category(CostCategory::Training))
        .column(CostCategory::Other.label(), "num", category(CostCategory::Other))
        .column("All", "num", |month, evidence| {
            planned.cell(Asked { month: Some(*month), ..Asked::default() }, evidence)
        })
        .table("planned-by-month", "Planned by month")
        .titled()
        .empty("Nothing is planned.", "Lines of an approved version stand under data/budget-lines.")
}

fn by_vendor(context: &PageContext<'_>, planned: &Planned<'_>, evidence: &mut Evidence<'_>) -> Table {
    let mut vendors: BTreeMap<Option<&VendorId>, ()> = BTreeMap::new();
    planned.held().for_each(|line| {
        vendors.insert(line.vendor.as_deref(), ());
    });
    let category = |of: CostCategory| {
        move |vendor: &Option<&VendorId>, evidence: &mut Evidence<'_>| {
            planned.cell(Asked { vendor: Some(*vendor), category: Some(of), month: None }, evidence)
        }
    };
    Columns::over(vendors.into_keys(), evidence)
        .column("Vendor", "", |vendor, _| match vendor {
            Some(id) => Cell::head(names::vendor(context, id)),
            None => Cell::head(Inline::literal("Not of one vendor")),
        })
        .column(CostCategory::Production.label(), "num", category(CostCategory::Production))
        .column(CostCategory::Training.label(), "num", category(CostCategory::Training))
        .column(CostCategory::Other.label(), "num", category(CostCategory::Other))
        .column("All", "num", |vendor, evidence| {
            planned.cell(Asked { vendor: Some(*vendor), ..Asked::default() }, evidence)
        })
        .table("planned-by-vendor", "Planned by vendor")
        .titled()
}

fn versions(context: &PageContext<'_>, planned: &Planned<'_>, evidence: &mut Evidence<'_>) -> Table {
    Columns::over(planned.budget.versions.iter().rev(), evidence)
        .column("Version", "tight", |version, _| {
            let cell = Cell::head(number(version)).key(*version.number);
            if planned.state.in_force == Some(*version.number) {
                return cell.under([Inline::chip("good", "In force")]);
            }
            cell
        })
        .column("Why", "", |version, _| Cell::new(Inline::exempt(Exempt::Quoted, version.reason.as_str())))
        .column("Approved", "", |version, _| approval(context, version).into())
        .column("Changes the plan by", "num", |version, evidence| {
            let own: Vec<&LineChange> =
                planned.state.changes.iter().filter(|change| change.version == *version.number).collect();
            if own.is_empty() {
                return Cell::dash();
            }
            let minor = moved(&planned.state.changes, planned.lines, *version.number);
            Cell::new(change_figure(planned, &own, minor, (*version.number, &[]), evidence))
        })
        .column("Written in", "", |version, _| names::place(context, &version.place).into())
        .table("versions", "Versions, newest first")
        .titled()
}

/// New lines less those in whose place they stand; `key` names the one line that is meant.
fn change_figure(
    planned: &Planned<'_>,
    changes: &[&LineChange],
    minor: i128,
    (version, key): (u32, &[String]),
    evidence: &mut Evidence<'_>,
) -> FigureRef {
    let place = |at: usize| planned.lines.get(at).map(|line| &line.place);
    let both = changes.iter().flat_map(|change| [Some(change.line), change.before]).flatten();
    let places: Vec<&Place> = both.filter_map(place).collect();
    let version = version.to_string();
    let mut asked = vec!["change", planned.budget.id.as_str(), &version];
    asked.extend(key.iter().map(String::as_str));
    evidence
        .money(minor, planned.currency, "money-change", |entry| entry.note("asked", &asked).lines(&places))
}

/// What tells a line from the others of its version.
fn key_of(line: &BudgetLine) -> [String; 5] {
    let or_empty = |id: Option<&str>| id.unwrap_or_default().to_owned();
    [
        line.month.to_string(),
        or_empty(line.vendor.as_ref().map(|id| id.as_str())),
        or_empty(line.project.as_ref().map(|id| id.as_str())),
        line.category.word().to_owned(),
        or_empty(line.rate.as_ref().map(|id| id.as_str())),
    ]
}

fn changes(context: &PageContext<'_>, planned: &Planned<'_>, evidence: &mut Evidence<'_>) -> Table {
    let line = |at: usize| &planned.lines[at];
    let amount = |at: usize, evidence: &mut Evidence<'_>| {
        let line = line(at);
        let (version, key) = (line.version.to_string(), key_of(line));
        let mut asked = vec!["line", planned.budget.id.as_str(), &version];
        asked.extend(key.iter().map(String::as_str));
        let minor = i128::from(line.amount_minor.0);
        Cell::new(evidence.money_of_rows(&asked, minor, planned.currency, [&line.place]))
    };
    Columns::over(planned.state.changes.iter().rev(), evidence)
        .column("Version", "tight", |change, _| {
            let words = format!("Version {}", change.version);
            Cell::head(Inline::words(words).because(Exempt::Name)).key(change.version)
        })
        .column("Month", "tight", |change, _| {
            let month = *line(change.line).month;
            Cell::new(Inline::dated(month.label())).key(month.first_day())
        })
        .column("Vendor", "", |change, _| match &line(change.line).vendor {
            Some(id) => names::vendor(context, id).into(),
            None => Cell::dash(),
        })
        .column("Project", "", |change, _| match &line(change.line).project {
            Some(id) => names::project(context, id).into(),
            None => Cell::dash(),
        })
        .column("Category", "", |change, _| line(change.line).category.label().into())
        .column("Before", "num", |change, evidence| {
            change.before.map_or_else(Cell::dash, |at| amount(at, evidence))
        })
        .column("After", "num", |change, evidence| amount(change.line, evidence))
        .column("Difference", "num", |change, evidence| {
            let before = change.before.map_or(0, |at| i128::from(line(at).amount_minor.0));
            let minor = i128::from(line(change.line).amount_minor.0) - before;
            let of = (change.version, &key_of(line(change.line))[..]);
            Cell::new(change_figure(planned, &[change], minor, of, evidence))
        })
        .table("changes", "What each version changed, newest first")
        .titled()
        .empty("No version changes the first one.", "")
}
