//! Relief that names an event which is not in the calendar, or not on those days, or not at those sites.

use crate::core::contract::relief_record::Relief;
use crate::kit::diag::{Diagnostic, Diagnostics, codes};
use crate::subject::context::{Context, FigureRule, Rule};

pub const RULES: &[Rule] = &[Rule { code: &codes::RELIEF_EVENT, check: relief_event }];

pub const FIGURE_RULES: &[FigureRule] = &[];

/// Relief that rests on an event which does not bear it.
pub fn relief_event(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    if !context.is_whole("data/calendars/") {
        return;
    }
    for relief in context.register.relief.values() {
        let Some(named) = &relief.event else { continue };
        let Some((message, label, help)) = wrong(context, relief, named.as_str()) else { continue };
        diagnostics.push(
            Diagnostic::new(&codes::RELIEF_EVENT, named.place.clone(), message).label(label).help(help),
        );
    }
}

fn wrong(context: &Context<'_>, relief: &Relief, named: &str) -> Option<(String, String, &'static str)> {
    let register = context.register;
    let Some(event) = register.market_events.iter().find(|event| event.id.as_str() == named) else {
        return Some((
            format!("relief `{}` names event `{named}`, which is in no calendar", relief.id),
            "no row of data/calendars has this id".to_owned(),
            "write the event into the calendar, or correct the id",
        ));
    };
    let days = format!("it runs from {} to {}", *event.starts_on, *event.ends_on);
    if *event.starts_on > *relief.from_on || *event.ends_on < *relief.to_on {
        let message = format!("relief `{}` covers days on which event `{named}` is not", relief.id);
        return Some((message, days, "shorten the relief, or correct the event"));
    }
    let sites: Vec<_> =
        register.sites.values().filter(|site| relief.sites.iter().any(|id| *id == site.id)).collect();
    let other = sites.iter().find(|site| !event.is_felt_at(site))?;
    let message =
        format!("event `{named}` is not felt at site `{}`, which relief `{}` names", other.id, relief.id);
    Some((message, days, "leave the site out, or name another event"))
}
