//! X81: who is exposed beyond the cap is not also to work faster.

use crate::core::contract::record::{Contract, ServiceLevel, Target};
use crate::kit::calendar::days_between;
use crate::kit::diag::{Diagnostic, Diagnostics, codes};
use crate::kit::number::Decimal;
use crate::kit::source::Place;
use crate::kit::words::{Direction, Family};
use crate::subject::context::ReportContext;

/// Amendments that took effect so many days ago still count.
const RECENT_DAYS: i32 = 91;

/// A productivity target that an amendment of the last quarter, or one to come, raises while the newest week of a site of the vendor is red.
pub fn target_raised_while_red(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let register = report.register;
    let policy = register.settings.wellness_policy();
    let is_red = |contract: &&Contract| {
        let own = report.wellness.sites.iter().filter(|of| of.vendor == contract.vendor);
        own.clone().any(|of| of.is_red(&register.wellness, &policy))
    };
    for contract in register.contracts.values().filter(is_red) {
        let sites = report.wellness.sites.iter().filter(|of| of.vendor == contract.vendor);
        let red = sites.filter(|of| of.is_red(&register.wellness, &policy));
        let red = red.map(|of| format!("`{}`", of.site)).collect::<Vec<_>>().join(", ");
        for pair in contract.versions.windows(2) {
            if days_between(pair[1].from, register.as_of()) > RECENT_DAYS {
                continue;
            }
            for level in pair[1].terms.service_levels.values() {
                let before = pair[0].terms.service_levels.get(&level.id);
                let Some((old, new)) = before.and_then(|before| raised(before, level)) else { continue };
                let message = format!(
                    "`{}/{}` raises a productivity target from {old} to {new} while wellness is red at {red}",
                    contract.id, level.id
                );
                diagnostics.push(
                    Diagnostic::new(&codes::TARGET_RAISED_WHILE_RED, target(level), message)
                        .label(format!("from {} on", pair[1].from))
                        .help("bring exposure and overtime back first, or record in a decision why it cannot wait"),
                );
            }
        }
    }
}

fn raised(old: &ServiceLevel, new: &ServiceLevel) -> Option<(Decimal, Decimal)> {
    if new.family != Family::Productivity {
        return None;
    }
    match (old.target(), new.target(), new.direction) {
        (Target::Line(was), Target::Line(is), Direction::AtLeast) if is > was => Some((was, is)),
        (Target::Line(was), Target::Line(is), Direction::AtMost) if is < was => Some((was, is)),
        _ => None,
    }
}

fn target(level: &ServiceLevel) -> Place {
    level.target_place().clone()
}
