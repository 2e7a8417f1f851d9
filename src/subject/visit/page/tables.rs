//! Tables of visits: sites and when they are due, visits, what they found, who travels, what the budget says.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::contract::record::CostCategory;
use crate::core::organisation::record::Site;
use crate::kit::calendar::day_short;
use crate::kit::diag::plural;
use crate::kit::id::{BudgetId, PersonId};
use crate::kit::number::Decimal;
use crate::kit::picture::exempt::Exempt;
use crate::subject::budget::address::BudgetPage;
use crate::subject::decision::address::DecisionPage;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::plan::address::PlanPage;
use crate::subject::plan::page::verdict::severity_chip;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Inline, listed};
use crate::subject::visit::address::VisitPage;
use crate::subject::visit::figures::{SiteCover, Standing, TravelLoad, VisitState};
use crate::subject::visit::page::counted::{self, Found};
use crate::subject::visit::record::{Visit, VisitFinding};
use crate::subject::wording::{names, phrase};

/// A visit with how it stands.
pub type Known<'a> = (&'a Visit, &'a VisitState);

/// `19 to 22 Oct 2026`
pub fn days((from, to): (Date, Date)) -> String {
    if from == to {
        return day_short(from);
    }
    let is_same = (from.year(), from.month()) == (to.year(), to.month());
    let first = if is_same { from.day().to_string() } else { phrase::short_day(from) };
    format!("{first} to {}", day_short(to))
}

pub fn link(visit: &Visit) -> Inline {
    Inline::link(&Route::Visit(VisitPage::One(visit.id.clone())), days(visit.days())).because(Exempt::Name)
}

pub fn standing(state: &VisitState) -> Inline {
    match state.standing {
        Standing::Planned => Inline::chip("new", "Planned"),
        Standing::UnderWay => Inline::chip("near", "Under way"),
        Standing::Unrecorded(_) => Inline::chip("poor", "Not recorded"),
        Standing::Held => Inline::chip("good", "Held"),
        Standing::Cancelled => Inline::chip("plain", "Cancelled"),
    }
}

/// Sites, the one that has waited longest first.
pub fn sites<'a>(
    context: &PageContext<'a>,
    sites: Vec<(&'a Site, &'a SiteCover)>,
    (name, caption): (&str, &'static str),
    evidence: &mut Evidence<'_>,
) -> Table {
    Columns::over(sites, evidence)
        .column("Site", "", |(site, _), _| {
            Cell::head(names::site(context, &site.id)).under(names::vendor(context, &site.vendor))
        })
        .column("To be visited", "tight", |(site, cover), evidence| {
            let tier = site.risk_tier.as_ref().map(|tier| tier.label());
            let cell =
                counted::every(cover, evidence).map_or_else(|| Inline::quiet("not said").into(), Cell::new);
            cell.under(
                tier.map(|tier| Inline::words(format!("{tier} risk")).without_number())
                    .into_iter()
                    .collect::<Vec<_>>(),
            )
        })
        .column("Last visit", "tight", |(site, cover), evidence| {
            let last = cover.last.as_ref().and_then(|id| context.report.register.visits.get(id));
            let since = counted::since(context, site, cover, evidence);
            let (cell, more) = match last {
                Some(visit) => (Cell::new(link(visit)).key(visit.days().1), " ago"),
                None => (Cell::new(Inline::chip("bad", "Never visited")).key(""), " open"),
            };
            cell.under([since, Inline::literal(more)])
        })
        .column("Next due", "tight", |(site, cover), evidence| match cover.due {
            Some((on, _)) => Cell::new(Inline::dated(day_short(on)))
                .under(counted::due_age(context, site, cover, evidence).into_iter().collect::<Vec<_>>())
                .key(on),
            None => Cell::dash(),
        })
        .column("Planned", "tight", |(_, cover), _| {
            let next = cover.next.as_ref().and_then(|id| context.report.register.visits.get(id));
            next.map_or_else(Cell::dash, |visit| {
                let kind = Inline::literal(visit.kind.label());
                Cell::new(link(visit)).under(kind).key(visit.days().0)
            })
        })
        .column("Open findings", "num", |(site, _), evidence| {
            let open = super::open_findings(context, |visit| *visit.site == site.id);
            let count = counted::findings("open", ("site", site.id.as_str()), &open, evidence);
            if open.is_empty() { Inline::quiet("0").of(count.number).into() } else { count.into() }
        })
        .table(name, caption)
}

/// Visits, in the order that they are given in.
pub fn visits<'a>(
    context: &PageContext<'a>,
    visits: Vec<Known<'a>>,
    (name, caption): (&str, &'static str),
    evidence: &mut Evidence<'_>,
) -> Table {
    Columns::over(visits, evidence)
        .column("Visit", "", |(visit, _), _| {
            Cell::head(link(visit))
                .under(Inline::words(visit.purpose.as_str()).because(Exempt::Quoted))
                .key(visit.days().0)
        })
        .column("Site", "", |(visit, _), _| names::site(context, &visit.site).into())
        .column("Kind", "tight", |(visit, _), _| visit.kind.label().into())
        .column("Who goes", "", |(visit, _), _| {
            listed(visit.people.iter().map(|person| names::person(context, person))).into()
        })
        .column("State", "tight", |(_, state), _| standing(state).into())
        .column("Findings", "tight", |(visit, state), evidence| {
            if state.standing != Standing::Held {
                return Cell::dash();
            }
            let all: Vec<Found<'_>> = of_visit(visit, state).collect();
            let id = ("visit", visit.id.as_str());
            let open: Vec<Found<'_>> = all.iter().copied().filter(|(.., found)| found.is_open()).collect();
            let count = counted::findings("all", id, &all, evidence);
            let cell = Cell::new(count).key(all.len());
            match open.len() {
                0 => cell,
                n => {
                    let number = counted::findings("open", id, &open, evidence).number;
                    cell.under(Inline::chip("near", format!("{n} open")).of(number))
                }
            }
        })
        .column("Cost", "num", |(visit, state), evidence| {
            let cost = counted::cost_of(context, visit, state.standing, evidence);
            cost.map_or_else(Cell::dash, |cost| {
                let key = cost.value.map_or(0, |value| value.rounded(0));
                let is_planned = state.standing == Standing::Planned;
                let under = is_planned.then(|| Inline::quiet("estimated")).into_iter().collect::<Vec<_>>();
                Cell::new(cost).under(under).key(key)
            })
        })
        .table(name, caption)
}

pub fn of_visit<'a>(visit: &'a Visit, state: &'a VisitState) -> impl Iterator<Item = Found<'a>> {
    visit.findings.iter().zip(&state.findings).map(move |(finding, found)| (visit, finding, found))
}

/// What was found. `with_visit`: of several visits.
pub fn findings<'a>(
    context: &PageContext<'a>,
    found: Vec<Found<'a>>,
    (name, caption): (&str, &'static str),
    with_visit: bool,
    evidence: &mut Evidence<'_>,
) -> Table {
    Columns::over(found, evidence)
        .column("Finding", "", |(visit, finding, _), _| {
            let cell = Cell::head(Inline::words(finding.title.as_str()).because(Exempt::Quoted));
            match with_visit {
                true => cell.under([names::site(context, &visit.site), Inline::literal(", "), link(visit)]),
                false => cell,
            }
        })
        .column("Area", "", |(_, finding, _), _| finding.area.label().into())
        .column("Severity", "tight", |(_, finding, _), _| severity_chip(*finding.severity).into())
        .column("Who mends it", "", |(_, finding, _), _| names::owner(context, &finding.owner).into())
        .column("Due", "tight", |(_, finding, found), evidence| {
            let cell = Cell::new(Inline::dated(day_short(*finding.due_on))).key(*finding.due_on);
            match found.closed_on {
                Some(on) => {
                    cell.under(Inline::chip("good", format!("done on {}", phrase::short_day(on))).dated())
                }
                None => {
                    let number = counted::finding_age(finding, found, evidence);
                    cell.under(phrase::age(found.age_days).of(number))
                }
            }
        })
        .column("What answers it", "", |(_, finding, found), _| {
            answer(context, finding, found.is_answered).into()
        })
        .table(name, caption)
}

fn answer(context: &PageContext<'_>, finding: &VisitFinding, is_answered: bool) -> Vec<Inline> {
    let register = context.report.register;
    if !is_answered {
        return vec![Inline::chip("bad", "nothing")];
    }
    if let Some((plan, id)) = finding.action.as_deref() {
        let actions = register.plans.get(plan).map_or(&[][..], |plan| &plan.actions);
        let title =
            actions.iter().find(|action| action.id == *id).map_or(id.as_str(), |action| &action.title);
        let route = Route::Plan(PlanPage::One(plan.clone()));
        let action = Inline::link(&route, title.to_owned()).because(Exempt::Quoted);
        return vec![action, Inline::quiet(" · "), names::plan(context, plan)];
    }
    if let Some(plan) = finding.plan.as_ref().filter(|plan| register.plans.contains_key(plan.as_str())) {
        return vec![names::plan(context, plan)];
    }
    if let Some(decision) = finding.decision.as_ref().and_then(|id| register.decisions.get(id.as_str())) {
        let route = Route::Decision(DecisionPage::All);
        return vec![Inline::anchor(&route, decision.id.as_str(), &*decision.title).because(Exempt::Quoted)];
    }
    match &finding.evidence {
        Some(evidence) => vec![Inline::words(evidence.as_str()).because(Exempt::Quoted)],
        None => vec![Inline::quiet("mended")],
    }
}

/// Who travels how much: the last 13 weeks and what is planned for the next.
pub fn travel<'a>(
    context: &PageContext<'a>,
    people: Vec<(&'a PersonId, &'a TravelLoad)>,
    (name, caption): (&str, &'static str),
    evidence: &mut Evidence<'_>,
) -> Table {
    let register = context.report.register;
    let most = Decimal::from_int((*register.settings.visit_policy().travel_percent).into());
    let cell = move |person: &PersonId,
                     of: &crate::subject::visit::figures::Stretch,
                     evidence: &mut Evidence<'_>| {
        let Some(load) = counted::load(context, person.as_str(), of, evidence) else { return Cell::dash() };
        let is_over = of.share().is_some_and(|share| share.cmp_decimal(most).is_gt());
        let said = format!("{} of {}", of.travelled, plural(of.working as usize, "working day"));
        let number = load.number;
        let key = load.value.map_or(0, |value| value.rounded(6));
        let mut under = vec![Inline::words(said).of(number)];
        if is_over {
            under.extend([Inline::literal(" "), Inline::chip("bad", "too much")]);
        }
        Cell::new(load).under(under).key(key)
    };
    Columns::over(people, evidence)
        .column("Person", "", |(person, _), _| Cell::head(names::person(context, person)))
        .column("Last thirteen weeks", "num", move |(person, load), evidence| {
            cell(person, &load.behind, evidence)
        })
        .column("Planned for the next", "num", move |(person, load), evidence| {
            cell(person, &load.ahead, evidence)
        })
        .column("Visits", "", |(_, load), _| {
            let visits = load.behind.visits.iter().chain(&load.ahead.visits);
            let mut seen = std::collections::BTreeSet::new();
            let visits = visits.filter(|id| seen.insert((*id).clone()));
            let visits = visits.filter_map(|id| register.visits.get(id));
            let mut line = Vec::new();
            for visit in visits {
                line.push(if line.is_empty() { Inline::literal("") } else { Inline::literal("; ") });
                line.extend([names::site(context, &visit.site), Inline::literal(" "), link(visit)]);
            }
            if line.is_empty() { Cell::dash() } else { Cell::new(line) }
        })
        .table(name, caption)
}

/// What budgets plan for visits, and what visits cost.
pub fn budgets(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    let register = context.report.register;
    let currency = register.settings.currency.as_str();
    let mut of: BTreeMap<(&BudgetId, CostCategory), Vec<&Visit>> = BTreeMap::new();
    for visit in register.visits.values() {
        if let Some(budget) =
            visit.budget.as_ref().filter(|budget| register.budgets.contains_key(budget.as_str()))
        {
            of.entry((budget, *visit.category)).or_default().push(visit);
        }
    }
    let mut rows = Vec::new();
    for ((budget, category), visits) in of {
        let Some(state) = context.report.budgets.get(budget) else { continue };
        let is_ours = |line: &&crate::subject::budget_line::record::BudgetLine| {
            line.vendor.is_none() && *line.category == category
        };
        let lines: Vec<_> =
            state.lines.iter().filter_map(|at| register.budget_lines.get(*at)).filter(is_ours).collect();
        let minor = lines.iter().map(|line| i128::from(line.amount_minor.value.0)).sum();
        let asked = ["planned", budget.as_str(), "*", "", category.word()];
        let planned = evidence.money_of_rows(&asked, minor, currency, lines.iter().map(|line| &line.place));
        let name = format!("{budget}/{}", category.word());
        let spent = counted::costs(context, ["spent", "budget", &name], visits.iter().copied(), evidence);
        let ahead = visits.iter().copied().filter(|visit| {
            let state = context.report.visits.visits.get(&visit.id);
            state.is_some_and(|state| state.standing == Standing::Planned)
        });
        let ahead = counted::costs(context, ["ahead", "budget", &name], ahead, evidence);
        let value = |figure: &crate::subject::evidence::written::FigureRef| {
            figure.value.map_or(0, |value| value.rounded(0))
        };
        let left = spent.as_ref().map(|spent| {
            let minor = value(&planned) - value(spent);
            evidence.money_less(minor, currency, &planned, spent)
        });
        let after = ahead.as_ref().map(|ahead| {
            let from = left.as_ref().unwrap_or(&planned);
            evidence.money_less(value(from) - value(ahead), currency, from, ahead)
        });
        rows.push((budget, category, planned, spent, left, ahead, after));
    }
    let cell = |figure: &Option<crate::subject::evidence::written::FigureRef>| {
        figure.as_ref().map_or_else(Cell::dash, |figure| {
            let key = figure.value.map_or(0, |value| value.rounded(0));
            Cell::new(Inline::from(figure)).key(key)
        })
    };
    Columns::over(rows, &mut ())
        .column("Budget", "", |(budget, category, ..), _| {
            let title = register.budgets.get(*budget).map_or(budget.as_str(), |budget| &budget.title);
            let route = Route::Budget(BudgetPage::One((*budget).clone()));
            Cell::head(Inline::link(&route, title.to_owned()).because(Exempt::Name))
                .under(Inline::literal(category.label()))
        })
        .column("Planned", "num", move |(_, _, planned, ..), _| cell(&Some(planned.clone())))
        .column("Spent on visits", "num", move |(_, _, _, spent, ..), _| cell(spent))
        .column("Left", "num", move |(_, _, _, _, left, ..), _| cell(left))
        .column("Estimated for visits ahead", "num", move |(_, _, _, _, _, ahead, _), _| cell(ahead))
        .column("Left after them", "num", move |(_, _, _, _, _, _, after), _| cell(after))
        .table("visit-budgets", "What the budget planned, and what visits cost")
}
