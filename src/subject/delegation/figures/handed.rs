//! To whom somebody's approvals and decisions go on a day, and why something does not fall to somebody.

use jiff::civil::Date;

use crate::kit::id::PersonId;
use crate::subject::delegation::record::Delegation;
use crate::subject::register::Register;

/// The delegations by which somebody's decisions on asks, or their approvals, go to others on a day; the first to begin first.
pub fn handed_away<'r>(
    register: &'r Register,
    who: &PersonId,
    on: Date,
    is_of_ask: bool,
) -> impl Iterator<Item = &'r Delegation> {
    let of = register.delegations.values();
    let mut handed: Vec<&Delegation> =
        of.filter(|one| *one.from == *who && one.covers(is_of_ask) && one.holds_on(on)).collect();
    handed.sort_by_key(|one| (*one.starts_on, &one.id));
    handed.into_iter()
}

/// Why somebody may not approve, or decide, in the place of somebody else on a day; `None` where a delegation hands it to them.
pub fn why_not_handed(
    register: &Register,
    of: &PersonId,
    by: &PersonId,
    on: Date,
    is_of_ask: bool,
) -> Option<String> {
    let handed = register.delegations.values();
    let to_them: Vec<&Delegation> = handed.filter(|one| *one.from == *of && *one.to == *by).collect();
    if to_them.iter().any(|one| one.covers(is_of_ask) && one.holds_on(on)) {
        return None;
    }
    Some(match to_them.iter().find(|one| one.holds_on(on)).or(to_them.first()) {
        Some(one) if !one.covers(is_of_ask) => {
            let other = if is_of_ask { "approvals" } else { "asks" };
            format!("delegation `{}` hands over {other} alone", one.id)
        }
        Some(one) => format!("delegation `{}` holds {}", one.id, days(one)),
        None => format!("no delegation hands anything of `{of}` to them"),
    })
}

/// `from 2026-10-19 to 2026-10-23`
pub fn days(delegation: &Delegation) -> String {
    format!("from {} to {}", *delegation.starts_on, *delegation.ends_on)
}
