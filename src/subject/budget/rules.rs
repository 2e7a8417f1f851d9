//! Lines of budgets that nothing plans with: of a budget or a version that is not there, or of a month outside the budget.

use crate::kit::diag::{Diagnostic, Diagnostics, codes, did_you_mean};
use crate::kit::number::show_minor;
use crate::subject::context::{Context, FigureRule, ReportContext, Rule};
use crate::subject::finance::{Outlook, month_of};

pub const RULES: &[Rule] = &[Rule { code: &codes::UNKNOWN_BUDGET, check: unknown_budget }];

pub const FIGURE_RULES: &[FigureRule] = &[FigureRule { code: &codes::OVER_BUDGET, check: over_budget }];

/// A line names a budget, a version of it, or a month of it that is not there; a visit names a budget that is not there, or one that ends before the visit
/// does.
pub fn unknown_budget(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let register = context.register;
    if !context.is_whole("data/budgets/") {
        return;
    }
    let paid = register.visits.values().filter_map(|visit| Some((visit, visit.budget.as_ref()?)));
    for (visit, named) in paid {
        let id = named.as_str();
        let wrong = |message: String| Diagnostic::new(&codes::UNKNOWN_BUDGET, named.place.clone(), message);
        let Some(budget) = register.budgets.get(id) else {
            diagnostics.push(
                wrong(format!("visit `{}` names budget `{id}`, which has no file", visit.id))
                    .label(format!("expected data/budgets/{id}.toml"))
                    .help(format!("add data/budgets/{id}.toml, or correct the visit")),
            );
            continue;
        };
        let (months, of) = (budget.all_months(), month_of(visit));
        if let (Some(first), Some(last), Some(month)) = (months.first(), months.last(), of)
            && !months.contains(&month)
        {
            diagnostics.push(
                wrong(format!("visit `{}` is over in {month}, outside budget `{id}`", visit.id))
                    .label(format!("it has the months {first} to {last}"))
                    .help("name the budget of the month in which the visit is over"),
            );
        }
    }
    for line in &register.budget_lines {
        let wrong = |place: &crate::kit::source::Place, message: String, label: String, help: String| {
            Diagnostic::new(&codes::UNKNOWN_BUDGET, place.clone(), message).label(label).help(help)
        };
        let Some(budget) = register.budgets.get(&*line.budget) else {
            let id = line.budget.as_str();
            let known = register.budgets.keys().map(crate::kit::id::BudgetId::as_str);
            let help = did_you_mean(id, known).map_or_else(
                || format!("add data/budgets/{id}.toml, or correct the row"),
                |meant| format!("did you mean `{meant}`?"),
            );
            let message = format!("a row plans for budget `{id}`, which has no file");
            diagnostics.push(wrong(
                &line.budget.place,
                message,
                format!("expected data/budgets/{id}.toml"),
                help,
            ));
            continue;
        };
        if !budget.versions.iter().any(|version| *version.number == *line.version) {
            let message = format!("budget `{}` has no version {}", budget.id, *line.version);
            let label = "its versions and their approvals stand in the budget's file".to_owned();
            let help = format!("add [[version]] to {}, or correct the row", budget.place.path);
            diagnostics.push(wrong(&line.version.place, message, label, help));
            continue;
        }
        let months = budget.all_months();
        if let (Some(first), Some(last)) = (months.first(), months.last())
            && !months.contains(&line.month)
        {
            let message = format!("{} lies outside budget `{}`", **line.month, budget.id);
            let label = format!("it has the months {first} to {last}");
            let help = "correct the month, or the budget's first month".to_owned();
            diagnostics.push(wrong(&line.month.place, message, label, help));
        }
    }
}

/// X45: a category has cost more than was planned for the months that have ended, or both forecasts say that the year will; and a vendor's category of
/// which both forecasts say so.
pub fn over_budget(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let register = figures.report.register;
    let currency = register.settings.currency.as_str();
    let money = |minor: i128| format!("{} {currency}", show_minor(minor, currency));
    for standing in &figures.report.finance.standings {
        let Some(budget) = register.budgets.get(&standing.budget) else { continue };
        let mut over = |what: String, one: &Outlook, is_whole: bool| {
            let forecast = one.forecast.filter(|forecast| {
                let least = forecast.by_run_rate.min(forecast.by_plan);
                i128::from(least) > one.planned
            });
            let so_far = is_whole && one.variance() > 0;
            let message = match (so_far, forecast) {
                (false, None) => return,
                (true, _) => format!(
                    "{what} is {} over budget `{}` so far: {} of {}",
                    money(one.variance()),
                    budget.id,
                    money(one.actual),
                    money(one.planned_so_far)
                ),
                (false, Some(forecast)) => {
                    let (low, high) = (
                        forecast.by_run_rate.min(forecast.by_plan),
                        forecast.by_run_rate.max(forecast.by_plan),
                    );
                    format!(
                        "{what} will come to {} to {}, over the {} of budget `{}`",
                        money(low.into()),
                        money(high.into()),
                        money(one.planned),
                        budget.id
                    )
                }
            };
            diagnostics.push(
                Diagnostic::new(&codes::OVER_BUDGET, budget.title.place.clone(), message)
                    .label("actual is invoiced, accrued and spent on visits, less credit notes and what is disputed")
                    .help("agree what is cut, or have a new version of the budget approved"),
            );
        };
        for (category, one) in &standing.categories {
            over(category.word().to_owned(), one, true);
        }
        for ((vendor, category), one) in &standing.cells {
            let whose = vendor.as_ref().map_or_else(|| "no vendor".to_owned(), |id| format!("`{id}`"));
            over(format!("{} of {whose}", category.word()), one, false);
        }
    }
}
