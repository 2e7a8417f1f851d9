//! The sheets of remediation plans and of their actions.

use crate::kit::number::Decimal;
use crate::kit::numbered::FigureNumber;
use crate::report::take_away::workbook::sheet::{Cell, Form, Sheet, SheetColumns};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::written::FigureRef;
use crate::subject::plan::address::PlanPage;
use crate::subject::plan::figures::plan::{Verdict, closed_on};
use crate::subject::plan::figures::tracker::ActionState;
use crate::subject::plan::page::counted::{actions_done, actions_overdue, run};
use crate::subject::plan::page::line::verdict;
use crate::subject::plan::record::{Action, Plan};
use crate::subject::route::Route;
use crate::subject::shell::PageContext;

struct Planned<'a> {
    plan: &'a Plan,
    done: FigureRef,
    overdue: FigureRef,
    /// Of the first success criterion: periods in a row that held, and of how many.
    held: Option<(FigureRef, u32)>,
    verdict: String,
}

pub fn plans(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Sheet {
    let register = context.report.register;
    let open = context.report.executive.plans.iter().filter_map(|id| register.plans.get(id));
    let mut closed: Vec<&Plan> =
        register.plans.values().filter(|plan| closed_on(register, plan).is_some()).collect();
    closed.sort_by_key(|plan| std::cmp::Reverse(closed_on(register, plan)));
    let rows: Vec<Planned<'_>> = open.chain(closed).map(|plan| planned(context, plan, evidence)).collect();
    let count = |number: usize, n: Option<FigureNumber>| {
        Cell::number(Decimal::count(number).into(), Form::Plain(0), n)
    };
    SheetColumns::over(rows)
        .column("Plan", 40, |row| Cell::words(row.plan.title.as_str()))
        .column("Vendor", 24, |row| Cell::words(vendor_of(context, row.plan)))
        .column("Site", 24, |row| Cell::words(site_of(context, row.plan)))
        .column("Severity", 12, |row| Cell::words(row.plan.severity.label()))
        .column("Status", 16, |row| Cell::words(row.plan.status.label()))
        .column("Owner at the client", 24, |row| {
            let owner = row.plan.owner_client.as_deref();
            Cell::words(owner.map_or("nobody", |owner| register.person_name(owner.as_str())))
        })
        .column("Owner at the vendor", 24, |row| {
            Cell::words(row.plan.owner_vendor.as_deref().map_or("nobody", String::as_str))
        })
        .column("Detected", 13, |row| Cell::Day(*row.plan.detected_on))
        .column("Closed", 13, |row| Cell::day(closed_on(register, row.plan)))
        .column("Root cause", 46, |row| {
            let cause = row.plan.root_cause.as_deref();
            Cell::words(cause.map_or("no root cause written down yet", String::as_str))
        })
        .figure("Actions done", 9, |row| {
            row.done.value.map_or(Cell::Empty, |done| Cell::number(done, Form::Plain(0), row.done.number))
        })
        .column("Of actions", 9, move |row| count(row.plan.actions.len(), row.done.number))
        .figure("Overdue", 9, |row| Cell::figure(&row.overdue, Form::Plain))
        .figure("Periods held", 9, |row| {
            row.held.as_ref().map_or(Cell::Empty, |(held, _)| Cell::figure(held, Form::Plain))
        })
        .column("Of periods", 9, move |row| {
            row.held.as_ref().map_or(Cell::Empty, |(held, of)| count(*of as usize, held.number))
        })
        .figure("What the data says", 34, |row| {
            Cell::Words(row.verdict.clone(), row.held.as_ref().and_then(|(held, _)| held.number))
        })
        .column("Page", 46, |row| Cell::Page(Route::Plan(PlanPage::One(row.plan.id.clone())).path()))
        .sheet(
            "Plans",
            "Remediation plans, open ones first and the most severe of them before others: owners, how far, and for how many periods the success \
             criterion has held, of how many it takes.",
        )
}

fn planned<'a>(context: &PageContext<'a>, plan: &'a Plan, evidence: &mut Evidence<'_>) -> Planned<'a> {
    let state = context.report.plans.states.get(&plan.id);
    let judged = plan.success.first().zip(state.and_then(|state| state.criteria.first()));
    let has_data = judged.filter(|(_, state)| state.verdict != Verdict::NoData);
    Planned {
        plan,
        done: actions_done(context, plan, evidence),
        overdue: actions_overdue(context, plan, evidence),
        held: has_data
            .map(|(criterion, state)| (run(plan, 0, criterion, state, evidence), *criterion.for_periods)),
        verdict: judged.map_or_else(
            || "no success criterion".to_owned(),
            |(criterion, state)| verdict(context, criterion, state),
        ),
    }
}

pub fn actions(context: &PageContext<'_>) -> Sheet {
    let register = context.report.register;
    let told = |state: &ActionState| -> Option<(&Plan, &Action)> {
        let plan = register.plans.get(&state.plan)?;
        Some((plan, plan.actions.get(state.action)?))
    };
    let rows = context.report.plans.actions.iter().filter_map(|state| Some((state, told(state)?)));
    SheetColumns::over(rows)
        .column("Action", 46, |(_, (_, action))| Cell::words(action.title.as_str()))
        .column("Plan", 40, |(_, (plan, _))| Cell::words(plan.title.as_str()))
        .column("Vendor", 24, |(_, (plan, _))| Cell::words(vendor_of(context, plan)))
        .column("Site", 24, |(_, (plan, _))| Cell::words(site_of(context, plan)))
        .column("Owner", 24, |(_, (_, action))| Cell::words(register.person_name(action.owner.as_str())))
        .column("Due", 13, |(_, (_, action))| Cell::Day(*action.due_on))
        .column("Status", 12, |(state, _)| {
            Cell::words(match (state.done, state.is_overdue()) {
                (true, _) => "Done",
                (false, true) => "Overdue",
                (false, false) => "Open",
            })
        })
        .column("Done", 13, |(state, (_, action))| {
            Cell::day(action.done_on.as_deref().copied().filter(|_| state.done))
        })
        .column("Page", 46, |(_, (plan, _))| Cell::Page(Route::Plan(PlanPage::One(plan.id.clone())).path()))
        .sheet("Actions", "Actions of all plans, open ones first, by their due dates.")
}

fn vendor_of<'a>(context: &PageContext<'a>, plan: &'a Plan) -> &'a str {
    let vendor = context.report.register.vendors.get(&plan.vendor.value);
    vendor.map_or(plan.vendor.as_str(), |vendor| &vendor.name)
}

fn site_of<'a>(context: &PageContext<'a>, plan: &'a Plan) -> &'a str {
    let Some(site) = &plan.site else { return "All sites" };
    context.report.register.sites.get(&site.value).map_or(site.as_str(), |site| &site.name)
}
