//! Briefs that are out of date, and claims that cite no source.

use crate::kit::diag::{Diagnostic, Diagnostics, MOST_MESSAGES, codes, plural};
use crate::subject::context::{Context, FigureRule, ReportContext, Rule};

pub const RULES: &[Rule] = &[Rule { code: &codes::MARKET_UNSOURCED, check: unsourced }];

pub const FIGURE_RULES: &[FigureRule] = &[FigureRule { code: &codes::MARKET_EXPIRED, check: expired }];

/// X74: a paragraph, an item or a table that cites no source.
pub fn unsourced(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for market in context.register.markets.values() {
        // No more than are reported of a file, and one that shows that there were more.
        for place in market.unsourced.iter().take(MOST_MESSAGES + 1) {
            let message = format!("a claim of brief `{}` cites no source", market.id);
            diagnostics.push(
                Diagnostic::new(&codes::MARKET_UNSOURCED, place.clone(), message)
                    .label("nobody can tell from where this is known")
                    .help("cite a `[[source]]` as `[^id]`, or make it a quotation where it is a judgement"),
            );
        }
    }
}

/// X74: past the last day on which it may be relied on.
pub fn expired(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    for (id, state) in report.markets.states.iter().filter(|(_, state)| state.is_expired()) {
        let Some(market) = report.register.markets.get(id) else { continue };
        let ago = plural(state.age_days.unsigned_abs() as usize, "day");
        diagnostics.push(
            Diagnostic::new(
                &codes::MARKET_EXPIRED,
                market.expires_on.place.clone(),
                format!("the brief of market `{id}` expired {ago} ago"),
            )
            .label(format!("it speaks for {}, and `{}` answers for it", *market.as_of, *market.author))
            .help("look at its sources again, and move `as-of` and `expires-on`, or remove the brief"),
        );
    }
}
