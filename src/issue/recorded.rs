//! What records say happened at vendors and sites in the days of an issue: risks, red signals, escalations, meetings and visits.

use jiff::civil::Date;

use crate::core::rollup::Subject;
use crate::kit::calendar::{add_days, day_label};
use crate::kit::id::{SiteId, VendorId};
use crate::subject::meeting::figures::Standing;
use crate::subject::register::Register;
use crate::subject::shell::PageContext;
use crate::subject::signal::figures::{About, Signal};
use crate::subject::visit::record::VisitStatus;

/// Tells each to the site that it is about, and to its vendor; `covers` says whether a day is of the issue.
pub fn recorded(
    context: &PageContext<'_>,
    covers: &dyn Fn(Date) -> bool,
    tell: &mut impl FnMut(Subject, String),
) {
    let report = context.report;
    let register = report.register;
    let mut of = |vendor: Option<&VendorId>, site: Option<&SiteId>, line: String| {
        let own = site.and_then(|id| register.sites.get(id)).map(|site| &site.vendor.value);
        if let Some(vendor) = vendor.or(own) {
            tell(Subject::Vendor(vendor.clone()), line.clone());
        }
        if let Some(site) = site {
            tell(Subject::Site(site.clone()), line);
        }
    };
    for risk in register.risks.values().filter(|risk| covers(*risk.raised_on)) {
        let line = format!("Risk raised: {}.", ended(&risk.title));
        of(risk.vendor.as_deref(), risk.site.as_deref(), line);
    }
    for signal in report.signals.signals.iter().filter(|one| one.is_red && covers(one.since)) {
        let line = format!("Warning: {}.", warning(register, signal));
        of(signal.about.vendor.as_ref(), signal.about.site.as_ref(), line);
    }
    for one in register.escalations.values().filter(|one| covers(*one.raised_on)) {
        let line = format!("Escalated: {}.", ended(&one.title));
        of(Some(&one.vendor), one.site.as_deref(), line);
    }
    for (id, state) in &report.meetings {
        let Some(meeting) = register.meetings.get(id) else { continue };
        // A window is missed on the day after its last.
        for window in state.with(Standing::Missed).filter(|window| covers(add_days(window.last, 1))) {
            let (first, last) = (day_label(window.first), day_label(window.last));
            let line = format!("Meeting not held from {first} to {last}: {}.", ended(&meeting.title));
            of(meeting.vendor.as_deref(), None, line);
        }
    }
    for visit in register.visits.values().filter(|visit| *visit.status == VisitStatus::Held) {
        let (Some(held), Some(back)) = (visit.held_on.as_deref(), visit.back_on.as_deref()) else { continue };
        if !covers(*back) {
            continue;
        }
        let days = match held == back {
            true => day_label(*held),
            false => format!("{} to {}", day_label(*held), day_label(*back)),
        };
        let name = register.sites.get(&*visit.site).map_or(visit.site.as_str(), |site| &site.name);
        of(None, Some(&visit.site), format!("Visit of {name}, {days}: {}.", ended(&visit.purpose)));
    }
}

/// `on its way to a miss, labelling accuracy at Porto`
fn warning(register: &Register, signal: &Signal) -> String {
    let About { site, metric, project, contract, safeguard, .. } = &signal.about;
    let metric = metric.as_ref().and_then(|id| register.metrics.get(id)).map(|of| of.name.as_str());
    let project = project.as_ref().and_then(|id| register.projects.get(id)).map(|of| of.name.as_str());
    let contract = contract.as_ref().and_then(|id| register.contracts.get(id)).map(|of| of.title.as_str());
    let safeguard = safeguard.as_ref().and_then(|id| register.safeguards.get(id)).map(|of| of.title.as_str());
    let site = site.as_ref().and_then(|id| register.sites.get(id)).map(|of| of.name.as_str());
    let mut said = signal.kind.label().to_lowercase();
    if let Some(what) = metric.or(project).or(safeguard).or(contract) {
        said.push_str(", ");
        said.push_str(ended(what));
    }
    if let Some(site) = site {
        said.push_str(" at ");
        said.push_str(site);
    }
    said
}

/// A sentence of a person without the stop that the sentence around it has.
pub fn ended(words: &str) -> &str {
    words.trim_end_matches('.')
}
