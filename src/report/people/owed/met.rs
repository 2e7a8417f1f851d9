//! What a person owes to people: meetings and what they agreed on, stakeholders to meet, escalations, visits and what they found.

use jiff::civil::Date;

use crate::core::settings::record::Person;
use crate::kit::picture::exempt::Exempt;
use crate::report::people::owed::{Owed, titled};
use crate::subject::escalation::page as escalation;
use crate::subject::meeting::address::MeetingPage;
use crate::subject::meeting::page as meeting;
use crate::subject::meeting::record::Meeting;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::stakeholder::address::StakeholderPage;
use crate::subject::text::piece::Inline;
use crate::subject::visit::figures::Standing;
use crate::subject::visit::page as visit;
use crate::subject::visit::record::VisitFinding;
use crate::subject::wording::names;

pub fn owed(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let mut owed = meetings(context, person);
    owed.extend(stakeholders(context, person));
    owed.extend(escalations(context, person));
    owed.extend(visits(context, person));
    owed.extend(sites(context, person));
    owed
}

fn page_of(meeting: &Meeting) -> Route {
    Route::Meeting(MeetingPage::One(meeting.id.clone()))
}

/// With the vendor of a series, where it has one.
fn with(context: &PageContext<'_>, meeting: &Meeting) -> Vec<Inline> {
    meeting.vendor.iter().map(|vendor| names::vendor(context, vendor)).collect()
}

/// The day for which the next is planned, else the last one on which it can be held.
fn meetings(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let as_of = context.report.register.as_of();
    let own = meeting::known(context).into_iter().filter(|(one, _)| *one.owner == person.id);
    let of = own.filter_map(|(one, state)| {
        let planned = one.next_on.as_deref().copied().filter(|on| *on > as_of);
        Some(Owed {
            what: titled(&page_of(one), &one.title),
            kind: "Meeting to hold",
            about: with(context, one),
            due: Some(planned.or(state.due_on)?),
        })
    });
    of.collect()
}

/// What meetings agreed on, of one owner.
pub fn agreed(context: &PageContext<'_>, owner: &str) -> Vec<Owed> {
    let open = meeting::agreed(context).into_iter().filter(|one| !one.state.is_done);
    let own = open.filter(|one| one.action.owner.as_str() == owner);
    let of = own.map(|one| Owed {
        what: titled(&page_of(one.meeting), &one.action.title),
        kind: "Action of a meeting",
        about: with(context, one.meeting),
        due: Some(*one.action.due_on),
    });
    of.collect()
}

/// Those whom no series of meetings serves: the meetings of the others stand for themselves.
fn stakeholders(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let register = context.report.register;
    let of = context.report.stakeholders.iter().filter_map(|(id, state)| {
        let one = register.stakeholders.get(id).filter(|one| one.meeting.is_none())?;
        let (due, _) = state.due.filter(|_| *one.owner == person.id)?;
        let anchor = format!("stakeholder-{id}");
        let title = one.title.as_str().to_owned();
        Some(Owed {
            what: Inline::anchor(&Route::Stakeholder(StakeholderPage::All), &anchor, title)
                .because(Exempt::Quoted),
            kind: "To meet",
            about: one.vendor.iter().map(|vendor| names::vendor(context, vendor)).collect(),
            due: Some(due),
        })
    });
    of.collect()
}

/// Those whose step they have to answer, and those that they raised and somebody else has to.
fn escalations(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let steps = &context.report.register.settings.escalation_steps;
    let of = escalation::known(context).into_iter().filter_map(|(one, state)| {
        let now = state.now()?;
        let answers = steps.get(now.step).and_then(|step| step.person.as_deref());
        let kind = match answers {
            Some(answers) if *answers == person.id => "Escalation to answer",
            _ if *one.raised_by == person.id => "Escalation to see answered",
            _ => return None,
        };
        Some(Owed {
            what: escalation::link(one),
            kind,
            about: names::party(context, &one.vendor, one.site.as_deref()),
            due: Some(now.due_on),
        })
    });
    of.collect()
}

/// Visits on which they go, by the first day; those of which nobody says whether they were held, by the last.
fn visits(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let register = context.report.register;
    let states = context.report.visits.visits.iter();
    let of = states.filter_map(|(id, state)| {
        let one = register.visits.get(id).filter(|one| one.people.iter().any(|who| **who == person.id))?;
        let (kind, due) = match state.standing {
            Standing::Planned => ("Visit to hold", *one.starts_on),
            Standing::UnderWay => ("Visit to write down", one.days().1),
            Standing::Unrecorded(_) => ("Visit to write down", *one.ends_on),
            Standing::Held | Standing::Cancelled => return None,
        };
        Some(Owed {
            what: visit::link(one),
            kind,
            about: vec![names::site(context, &one.site)],
            due: Some(due),
        })
    });
    of.collect()
}

/// What visits found and is theirs to mend. Where an action or a decision of theirs answers it and is due no later, that stands in the list for it.
pub fn found(context: &PageContext<'_>, owner: &str) -> Vec<Owed> {
    let register = context.report.register;
    let is_theirs_already = |finding: &VisitFinding| {
        let action = finding.action.as_deref().and_then(|(plan, id)| {
            let plan = register.plans.get(plan)?;
            plan.actions.iter().find(|action| action.id == *id)
        });
        let decision = finding.decision.as_deref().and_then(|id| register.decisions.get(id));
        let is_sooner = |due: Date| due <= *finding.due_on;
        action.is_some_and(|of| of.owner.as_str() == owner && is_sooner(*of.due_on))
            || decision.is_some_and(|of| {
                (of.owner.as_str() == owner || of.asked_by.as_str() == owner) && is_sooner(*of.due_on)
            })
    };
    let own = visit::all_open(context)
        .into_iter()
        .filter(|(_, finding, _)| finding.owner.as_str() == owner && !is_theirs_already(finding));
    let of = own.map(|(one, finding, _)| Owed {
        what: titled(&visit::page_of(one), &finding.title),
        kind: "Finding of a visit to mend",
        about: vec![names::site(context, &one.site)],
        due: Some(*finding.due_on),
    });
    of.collect()
}

/// Sites that they manage, by the day of the next visit; not where it is planned and they go.
fn sites(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let register = context.report.register;
    let of = context.report.visits.sites.iter().filter_map(|(id, cover)| {
        let site = register.sites.get(id).filter(|site| *site.manager == person.id)?;
        let (due, _) = cover.due?;
        let next = cover.next.as_ref().and_then(|next| register.visits.get(next));
        let goes = next.is_some_and(|next| next.people.iter().any(|who| **who == person.id));
        (!goes).then(|| Owed {
            what: names::site(context, id),
            kind: "Site to be visited",
            about: vec![names::vendor(context, &site.vendor)],
            due: Some(due),
        })
    });
    of.collect()
}
