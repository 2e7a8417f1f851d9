//! Whether sources are asked as often as they have to be, and whether a query is the one that gave the rows.

use crate::kit::calendar::add_days;
use crate::kit::diag::{Diagnostic, Diagnostics, codes};
use crate::kit::source::sha256;
use crate::subject::context::{Context, FigureRule, Rule};
use crate::subject::source::asked::{Asked, identity};

pub const RULES: &[Rule] = &[
    Rule { code: &codes::SOURCE_STALE, check: source_stale },
    Rule { code: &codes::QUERY_CHANGED, check: query_changed },
];

pub const FIGURE_RULES: &[FigureRule] = &[];

/// A source that was not asked for so long that days lie between what it gave and what it would be asked for now: nobody will ask for them.
fn source_stale(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    if !context.is_whole("data/pulls/") {
        return;
    }
    let kept = &context.register.sources;
    for source in kept.sources.values() {
        let Some(asked) = Asked::by(source, add_days(context.as_of(), 1)) else { continue };
        let last = kept.of(source.id.as_str()).map(|pull| *pull.last_day).max();
        let message = match last {
            None => format!("source `{}` was never pulled", source.id),
            Some(last) if add_days(last, 1) < asked.first_day() => {
                format!("source `{}` was last pulled for days up to {last}", source.id)
            }
            Some(_) => continue,
        };
        diagnostics.push(
            Diagnostic::new(&codes::SOURCE_STALE, source.driver.place.clone(), message)
                .label(format!("the next pull asks for {} on", asked.first_day()))
                .help(format!("run `scorebook pull {} --period` over the days that are missing", source.id)),
        );
    }
}

/// A query that was edited after it gave the rows that stand in the book.
fn query_changed(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let kept = &context.register.sources;
    for source in kept.sources.values() {
        let Some(pull) = kept.of(source.id.as_str()).next_back() else { continue };
        let Some(text) = identity(source, context.snapshot) else { continue };
        if sha256(text.content()) == pull.query_sha256.as_str() {
            continue;
        }
        let place =
            source.query.as_ref().map_or_else(|| source.driver.place.clone(), |query| query.place.clone());
        let message = format!("{} is not what gave the rows of source `{}`", text.path, source.id);
        diagnostics.push(
            Diagnostic::new(&codes::QUERY_CHANGED, place, message)
                .label("it was changed after the last pull")
                .related(pull.place.clone(), "the last pull")
                .help(format!("run `scorebook pull {}`, or take the change back", source.id)),
        );
    }
}
