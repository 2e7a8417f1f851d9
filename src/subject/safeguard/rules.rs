//! Safeguards that have expired, were not tested, or are not there.

use crate::core::settings::signals::SafeguardKind;
use crate::kit::calendar::day_label;
use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::subject::context::{FigureRule, ReportContext, Rule};
use crate::subject::safeguard::figures::missing;

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::SAFEGUARD_EXPIRED, check: safeguard_expired },
    FigureRule { code: &codes::CONTINUITY_UNTESTED, check: continuity_untested },
    FigureRule { code: &codes::SAFEGUARD_MISSING, check: safeguard_missing },
];

/// Expired, and nothing has taken its place.
pub fn safeguard_expired(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    for (id, state) in report.safeguards.iter().filter(|(_, state)| state.is_expired() && state.counts()) {
        let Some(one) = report.register.safeguards.get(id) else { continue };
        let since = plural(state.days_left.unsigned_abs() as usize, "day");
        diagnostics.push(
            Diagnostic::new(
                &codes::SAFEGUARD_EXPIRED,
                one.expires_on.place.clone(),
                format!("safeguard `{id}` of vendor `{}` expired {since} ago", *one.vendor),
            )
            .label(format!("its last day was {}", day_label(*one.expires_on)))
            .help("write its renewal as a record of its own, or correct the day"),
        );
    }
}

/// A continuity plan or an exit plan that holds, whose test or review is overdue or failed.
pub fn continuity_untested(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let register = report.register;
    for (id, state) in report.safeguards.iter().filter(|(_, state)| !state.is_expired() && state.counts()) {
        let (Some(one), Some(test)) = (register.safeguards.get(id), state.test) else { continue };
        let is_exit = *one.kind == SafeguardKind::ExitPlan;
        let (noun, test_word) = if is_exit { ("exit plan", "review") } else { ("continuity plan", "test") };
        let late = plural(test.age_days.unsigned_abs() as usize, "day");
        let what = match (test.has_failed, test.age_days > 0) {
            (true, true) => format!("failed its last {test_word}, and the next is {late} late"),
            (true, false) => format!("failed its last {test_word}"),
            (false, true) => format!("is {late} past its {test_word}"),
            (false, false) => continue,
        };
        let place = one.tested_on.as_ref().map_or(&one.valid_from.place, |on| &on.place);
        let label = match &one.tested_on {
            Some(on) if **on > register.as_of() => {
                format!("`tested-on` lies ahead; a {test_word} was due on {}", day_label(test.due_on))
            }
            _ if test.age_days > 0 => format!("a {test_word} was due on {}", day_label(test.due_on)),
            _ => format!("the next {test_word} is due on {}", day_label(test.due_on)),
        };
        let help = match is_exit {
            true => "have the plan reviewed, and write `tested-on` and `test-result`",
            false => "have the plan tested, and write `tested-on` and `test-result`",
        };
        diagnostics.push(
            Diagnostic::new(
                &codes::CONTINUITY_UNTESTED,
                place.clone(),
                format!("{noun} `{id}` of vendor `{}` {what}", *one.vendor),
            )
            .label(label)
            .help(help),
        );
    }
}

/// What the book requires of every vendor with a contract in force.
pub fn safeguard_missing(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let register = figures.report.register;
    if !figures.context.is_whole("data/safeguards/") {
        return;
    }
    for vendor in register.vendors.values() {
        for kind in missing(register, &vendor.id) {
            diagnostics.push(
                Diagnostic::new(
                    &codes::SAFEGUARD_MISSING,
                    vendor.place.clone(),
                    format!("vendor `{}` has no {} on file", vendor.id, kind.value.label().to_lowercase()),
                )
                .label("`required-safeguards` asks for it of every vendor with a contract in force")
                .help("write it under data/safeguards, or take the kind out of `required-safeguards`"),
            );
        }
    }
}
