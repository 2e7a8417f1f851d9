//! What is written of wellness must give nobody away; exposure beyond its cap, overtime, and targets that are raised meanwhile.

mod red;
mod support;
mod table;

use crate::core::settings::access::CountedTable;
use crate::kit::calendar::Week;
use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::kit::id::{SiteId, VendorId};
use crate::kit::words::Family;
use crate::subject::context::{FigureRule, ReportContext, Rule};
use crate::subject::plan::record::PlanStatus;
use crate::subject::wellness::figures::kept::Part;
use crate::subject::wellness::record::WITHIN_CAP;

pub const RULES: &[Rule] = &[Rule { code: &codes::SUPPRESSION_BROKEN, check: table::suppression_broken }];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::EXPOSURE_ABOVE_CAP, check: exposure_above_cap },
    FigureRule { code: &codes::OVERTIME_ON_SENSITIVE_QUEUES, check: overtime },
    FigureRule { code: &codes::TARGET_RAISED_WHILE_RED, check: red::target_raised_while_red },
    FigureRule { code: &codes::ROTATION_OVERDUE, check: support::rotation_overdue },
    FigureRule { code: &codes::PULSE_LOW, check: support::pulse_low },
    FigureRule { code: &codes::TEAM_ABOVE_CAP, check: support::team_above_cap },
    FigureRule { code: &codes::TOOLING_MISSING, check: support::tooling_missing },
];

/// X77: two weeks running, and no open plan of the site or its vendor is about wellness.
fn exposure_above_cap(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let rows = &report.register.wellness;
    let policy = report.register.settings.wellness_policy();
    if !figures.context.is_whole("data/plans/") {
        return;
    }
    for of in &report.wellness.sites {
        let weeks = of.beyond(rows, &policy);
        if weeks < 2 || is_answered(figures, &of.vendor, &of.site) {
            continue;
        }
        let Some(row) = of.newest(rows) else { continue };
        let Some(days) = row.person_days.known() else { continue };
        let message = format!(
            "people at `{}` were exposed beyond the cap in {} running, to {}",
            of.site,
            plural(weeks, "week"),
            *row.week
        );
        let (few, _) = report.register.settings.suppression(CountedTable::Wellness);
        let beyond = beyond(report.wellness.kept.part(row, WITHIN_CAP), days, few);
        diagnostics.push(
            Diagnostic::new(&codes::EXPOSURE_ABOVE_CAP, row.within_cap.place.clone(), message)
                .label(format!(
                    "{beyond} in the last one; {}% must stay within it",
                    *policy.within_cap_percent
                ))
                .help("write a plan for the site whose success is a wellness metric, and rotate people off the queue now"),
        );
    }
}

/// Days beyond the cap, of all; where few, that they are.
fn beyond(within: Part, days: u32, least: u32) -> String {
    match within {
        Part::Told(within) => {
            format!("{} of {days}", plural(days.saturating_sub(within) as usize, "person-day"))
        }
        Part::NearlyAll => format!("fewer than {least} of {}", plural(days as usize, "person-day")),
        Part::NotTold => format!("part of {}", plural(days as usize, "person-day")),
    }
}

/// An open plan of the site, or of the whole vendor, that answers a wellness clause or succeeds by a wellness metric.
fn is_answered(figures: &ReportContext<'_>, vendor: &VendorId, site: &SiteId) -> bool {
    let register = figures.report.register;
    let of_wellness = |family: Family| family == Family::Wellness;
    register.plans.values().any(|plan| {
        let is_ours = *plan.vendor == *vendor && plan.site.as_deref().is_none_or(|own| own == site);
        let by_metric = plan.success.iter().any(|criterion| {
            register.metrics.get(&*criterion.metric).is_some_and(|metric| of_wellness(metric.family))
        });
        is_ours && *plan.status != PlanStatus::Closed && by_metric
    })
}

/// X78: of the newest week.
fn overtime(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let rows = &report.register.wellness;
    for of in &report.wellness.sites {
        let Some(row) = of.newest(rows) else { continue };
        let Some(minutes) = row.overtime_minutes.known().filter(|minutes| *minutes > 0) else { continue };
        let told = plural(usize::try_from(minutes).unwrap_or(usize::MAX), "minute");
        let week: Week = *row.week;
        let message = format!("{told} of overtime on queues with harmful content at `{}` in {week}", of.site);
        diagnostics.push(
            Diagnostic::new(
                &codes::OVERTIME_ON_SENSITIVE_QUEUES,
                row.overtime_minutes.place.clone(),
                message,
            )
            .label("expected none")
            .help("move the work to another day, another site or another queue"),
        );
    }
}
