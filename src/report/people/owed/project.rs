//! What a person owes to projects and plans: gates with their criteria and conditions, milestones, plans that wait for their approval.

use crate::core::rollup::Subject;
use crate::core::settings::record::Person;
use crate::kit::picture::exempt::Exempt;
use crate::report::people::owed::{Owed, owns, titled};
use crate::subject::gate::address::GatePage;
use crate::subject::gate::page::rows;
use crate::subject::plan::page::verdict::is_closed;
use crate::subject::project::address::ProjectPage;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::text::piece::Inline;
use crate::subject::wording::names;

pub fn owed(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let mut owed = gates(context, person);
    owed.extend(milestones(context, person));
    owed.extend(drafts(context, person));
    owed.extend(plans(context, person));
    owed
}

/// Of an open gate its day and what is not met; of one that was passed the conditions that are not done.
fn gates(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let as_of = context.report.register.as_of();
    let mut owed = Vec::new();
    for (gate, state) in rows::known(context) {
        let about = vec![names::project(context, &gate.project)];
        let of_gate: Vec<Inline> =
            [rows::named(gate), Inline::literal(", ")].into_iter().chain(about.clone()).collect();
        let page = Route::Gate(GatePage::One(gate.id.clone()));
        if state.is_passed() {
            let open = gate.conditions.iter().filter(|one| !one.is_done(as_of) && *one.owner == person.id);
            owed.extend(open.map(|one| Owed {
                what: titled(&page, &one.title),
                kind: "Condition of a gate",
                about: Vec::clone(&of_gate),
                due: Some(*one.due_on),
            }));
            continue;
        }
        if *gate.owner == person.id {
            let due = state.due.as_ref().map(|due| *due.on);
            owed.push(Owed { what: rows::named(gate), kind: "Go or no-go to decide", about, due });
        }
        let open = gate.criteria.iter().zip(&state.criteria);
        let open = open.filter(|(one, of)| !of.is_met() && *one.owner == person.id);
        owed.extend(open.map(|(one, of)| Owed {
            what:
                Inline::anchor(&page, one.id.as_str(), one.title.as_str().to_owned()).because(Exempt::Quoted),
            kind: "Criterion of a gate",
            about: Vec::clone(&of_gate),
            due: of.due.as_ref().map(|due| *due.on),
        }));
    }
    owed
}

/// Of projects that they manage.
fn milestones(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let register = context.report.register;
    let as_of = register.as_of();
    let own = register.projects.values().filter(|project| *project.client_manager == person.id);
    let of = own.flat_map(|project| {
        let open =
            project.milestones.iter().filter(move |one| one.done_on.as_ref().is_none_or(|on| *on > as_of));
        open.map(move |one| Owed {
            what: titled(&Route::Project(ProjectPage::One(project.id.clone())), &one.title),
            kind: "Milestone",
            about: vec![names::project(context, &project.id)],
            due: Some(*one.due_on),
        })
    });
    of.collect()
}

/// Plans that a breach has waited for past their day: at a site for who manages it, contract-wide for who answers for the vendor.
fn plans(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let register = context.report.register;
    let of = context.report.plans.unplanned.iter().filter_map(|one| {
        let judged = context.report.judged.get(one.judged)?;
        let contract = register.contracts.get(&judged.contract)?;
        let site = match &judged.subject {
            Subject::Site(site) => Some(site),
            Subject::Vendor(_) => None,
        };
        let is_theirs = match site {
            Some(site) => register.sites.get(site).is_some_and(|site| *site.manager == person.id),
            None => owns(context, person, &contract.vendor),
        };
        is_theirs.then(|| Owed {
            what: names::service_level(context, &contract.id, &judged.service_level),
            kind: "Plan to write",
            about: names::party(context, &contract.vendor, site),
            due: Some(one.due),
        })
    });
    of.collect()
}

/// Plans that they answer for and that nobody has approved.
fn drafts(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let register = context.report.register;
    let as_of = register.as_of();
    let own = register.plans.values().filter(|plan| {
        let is_approved =
            plan.approved_by.is_some() && plan.approved_on.as_ref().is_none_or(|on| *on <= as_of);
        plan.owner_client.as_deref() == Some(&person.id) && !is_approved && !is_closed(context, plan)
    });
    let of = own.map(|plan| Owed {
        what: names::plan(context, &plan.id),
        kind: "Plan to have approved",
        about: names::party(context, &plan.vendor, plan.site.as_deref()),
        due: Some(*plan.draft_due_on),
    });
    of.collect()
}
