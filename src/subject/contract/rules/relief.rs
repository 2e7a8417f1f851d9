//! Relief that covers part of a row: the row cannot be cut, so it stays in.

use crate::core::attainment::grain;
use crate::core::contract::relief_record::Relief;
use crate::core::contract::standing::standing;
use crate::core::contract::window::period_of;
use crate::core::relief::{Lasts, covering, events};
use crate::kit::diag::{Diagnostic, Diagnostics, codes};
use crate::kit::id::SiteId;
use crate::kit::period::Period;
use crate::subject::context::ReportContext;

/// Approved whole-slice relief touches a row and, with all other such relief of the same sites, does not cover every day of it that lies
/// in force. Told once an event, service level and period.
pub fn relief_covers_part(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let register = figures.report.register;
    for contract in register.contracts.values() {
        for id in contract.service_level_ids() {
            let events = events(register, contract, id);
            let grain = grain(register, contract, id);
            for event in events.iter().filter(|event| event.subtract.is_empty()) {
                let until = event.to_on.min(register.as_of());
                let first = Some(period_of(grain, *event.from_on));
                let periods = std::iter::successors(first, |period: &Period| Some(period.next()));
                for period in periods.take_while(|period| period.first_day() <= until) {
                    let Some((_, version)) = standing(register, contract, id, period) else { continue };
                    let clause = contract.versions[version].terms.service_levels.get(id);
                    let Some(lasts) = Lasts::of(contract, id, period) else { continue };
                    if !clause.is_some_and(|clause| clause.relief) {
                        continue;
                    }
                    // Of several sites the one that is covered least.
                    let of_site = |site: Option<&SiteId>| {
                        let same =
                            |one: &&Relief| one.sites.is_empty() || site.is_some_and(|site| one.is_of(site));
                        let (touching, days) =
                            covering(contract, id, lasts, events.iter().copied().filter(|one| same(one)));
                        touching.iter().any(|one| one.id == event.id).then_some(days)
                    };
                    let covered = match event.sites.is_empty() {
                        true => of_site(None),
                        false => event.sites.iter().filter_map(|site| of_site(Some(&**site))).min(),
                    };
                    let Some(days) = covered.filter(|days| *days < lasts.days) else { continue };
                    diagnostics.push(
                        Diagnostic::new(
                            &codes::RELIEF_COVERS_PART,
                            event.place.clone(),
                            format!(
                                "relief event `{}` leaves the row of {period} in for `{}/{id}`: {days} of its {} days in force are covered",
                                event.id, contract.id, lasts.days
                            ),
                        )
                        .label(format!("{} to {}", event.from_on, event.to_on))
                        .help("cover every day of the row, or list the figures under `[[subtract]]`"),
                    );
                }
            }
        }
    }
}
