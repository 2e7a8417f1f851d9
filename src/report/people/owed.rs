//! What one person owes, whatever it is: actions, decisions to take and to bring, gates with what they ask for, risks with their mitigations and safeguards to look at, meetings,
//! visits and escalations, disputes to decide, credits to claim, days of contracts, a period to sign, procedures and briefs to review. One list, by
//! the day.

pub mod due;

mod kept;
mod met;
mod project;

use jiff::civil::Date;

use crate::core::settings::record::Person;
use crate::kit::calendar::add_days;
use crate::kit::id::VendorId;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::report::people::{asked, awaited, reviews};
use crate::subject::claim::address::ClaimPage;
use crate::subject::claim::figures::State;
use crate::subject::claim::record::Claim;
use crate::subject::decision::record::Decision;
use crate::subject::delegation::figures::handed::handed_away;
use crate::subject::delegation::page::in_their_place;
use crate::subject::evidence::columns::Columns;
use crate::subject::plan::page::action::action_of;
use crate::subject::response::page::to_be_decided;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::signoff::address::SignoffPage;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Inline, listed};
use crate::subject::wording::{names, phrase};

/// How far ahead it looks, in days: as far as reviews of procedures are announced, and credits lapse.
const AHEAD: i32 = 30;

/// One thing that is theirs to do.
pub struct Owed {
    what: Inline,
    kind: &'static str,
    about: Vec<Inline>,
    /// `None` where no day is written.
    due: Option<Date>,
}

/// What a person owes by the day and within 30 days after it, the most overdue first; what has no day stands last.
pub fn owed_table(context: &PageContext<'_>, person: &Person) -> Table {
    let as_of = context.report.register.as_of();
    let mut owed = owed_by(context, person);
    owed.extend(in_place_of_others(context, person));
    let owed = by_the_day(as_of, owed);
    Columns::over(owed, &mut ())
        .column("What", "", |one, _| Cell::head(one.what.clone()))
        .column("Kind", "tight", |one, _| Inline::literal(one.kind).into())
        .column("About", "", |one, _| one.about())
        .column("Due", "tight", |one, _| match one.due {
            Some(due) => Cell::day(due).under(if due < as_of { "overdue" } else { "" }),
            None => Inline::quiet("no day").into(),
        })
        .table("owed", "You owe")
        .empty("You owe nothing.", "Nothing of yours is overdue or falls due within a month.")
        .titled()
}

impl Owed {
    fn about(&self) -> Cell {
        match self.about.is_empty() {
            true => Cell::dash(),
            false => self.about.clone().into(),
        }
    }
}

/// All of it, whenever it is due, but for what they have to do in somebody else's place.
fn owed_by(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let mut owed = owed_by_name(context, person.id.as_str());
    owed.extend(decisions(context, person));
    owed.extend(project::owed(context, person));
    owed.extend(kept::owed(context, person));
    owed.extend(met::owed(context, person));
    owed.extend(disputes(context, person));
    owed.extend(claims(context, person));
    owed.extend(disputed(context, person));
    owed.extend(signature(context, person));
    owed.extend(procedures(context, person));
    owed
}

/// What the files ask of an owner who need not be one of the book's people: a role at a vendor may own it as well.
fn owed_by_name(context: &PageContext<'_>, owner: &str) -> Vec<Owed> {
    let mut owed = actions(context, owner);
    owed.extend(kept::mitigations(context, owner));
    owed.extend(kept::controls(context, owner));
    owed.extend(met::agreed(context, owner));
    owed.extend(met::found(context, owner));
    owed
}

/// What is overdue or falls due within 30 days, the most overdue first; what has no day stands last.
fn by_the_day(as_of: Date, mut owed: Vec<Owed>) -> Vec<Owed> {
    owed.retain(|one| one.due.is_none_or(|due| due <= add_days(as_of, AHEAD)));
    owed.sort_by_key(|one| (one.due.is_none(), one.due));
    owed
}

fn actions(context: &PageContext<'_>, owner: &str) -> Vec<Owed> {
    let open = context.report.plans.actions.iter().filter(|state| !state.done);
    let of = open.filter_map(|state| {
        let action = action_of(context, state).filter(|action| action.owner.as_str() == owner)?;
        Some(Owed {
            what: names::action(context, &(state.plan.clone(), action.id.value.clone()))?,
            kind: "Action",
            about: names::party(context, &state.vendor, state.site.as_ref()),
            due: Some(*action.due_on),
        })
    });
    of.collect()
}

/// Those that are theirs to take, and those that they have asked somebody else for: to bring.
fn decisions(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let to_take = awaited(context, person).into_iter();
    let to_bring = asked(context, person).into_iter();
    let found = to_take.map(|one| decision(context, one, "Decision to take"));
    found.chain(to_bring.map(|one| decision(context, one, "Decision to bring"))).collect()
}

/// Decisions of somebody for whom they stand in.
fn in_place_of_others(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let theirs = in_their_place(context, &person.id).into_iter();
    theirs.map(|one| decision(context, one, "Decision to take in their place")).collect()
}

fn decision(context: &PageContext<'_>, decision: &Decision, kind: &'static str) -> Owed {
    Owed {
        what: names::decision(context, &decision.id),
        kind,
        about: decision.vendor.iter().map(|vendor| names::vendor(context, vendor)).collect(),
        due: Some(*decision.due_on),
    }
}

/// Of vendors that the person answers for, and of sites that they manage.
fn disputes(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let register = context.report.register;
    let open = to_be_decided(context).into_iter().filter(|(response, _)| {
        let managed = response.site.as_ref().and_then(|site| register.sites.get(&site.value));
        managed.map_or_else(|| owns(context, person, &response.vendor), |site| site.manager == person.id)
    });
    let of = open.map(|(response, what)| Owed {
        what,
        kind: "Dispute to decide",
        about: names::party(context, &response.vendor, response.site.as_deref()),
        due: response.decision_due_on.as_deref().copied(),
    });
    of.collect()
}

fn claims(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let register = context.report.register;
    let as_of = register.as_of();
    let open = context.report.claims.settlements.iter().filter_map(|one| {
        let (_, by) = one.claimable()?;
        let contract = register.contracts.get(&one.contract)?;
        let is_ours = owns(context, person, &contract.vendor) && by.is_none_or(|by| by >= as_of);
        is_ours.then(|| Owed {
            what: Inline::link(
                &Route::Credits(one.contract.clone()),
                format!("Credits of {}", one.month.label()),
            )
            .because(Exempt::Name),
            kind: "Credits to claim",
            about: vec![names::vendor(context, &contract.vendor)],
            due: by,
        })
    });
    open.collect()
}

/// Claims of theirs that the vendor disputes, by the days that the book allows for it.
fn disputed(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let register = context.report.register;
    let days = i32::try_from(*register.settings.claim_dispute_days).unwrap_or(i32::MAX);
    let mut owed = Vec::new();
    for one in &context.report.claims.settlements {
        let Some(State::Disputed { on }) = one.state() else { continue };
        let claims = one.claims.iter().filter_map(|id| register.claims.get(id));
        let theirs = |claim: &&Claim| claim.owner == person.id && claim.disputed_on.as_deref() == Some(&on);
        owed.extend(claims.filter(theirs).map(|claim| {
            Owed {
                what: Inline::link(
                    &Route::Claim(ClaimPage::One(claim.id.clone())),
                    format!("Claim for {}", one.month.label()),
                )
                .because(Exempt::Name),
                kind: "Claim in dispute to decide",
                about: vec![names::contract(context, &one.contract)],
                due: Some(add_days(on, days)),
            }
        }));
    }
    owed
}

/// The report's own period, where it is not signed, for whose signature the last one bears, or who stands in for them.
fn signature(context: &PageContext<'_>, person: &Person) -> Option<Owed> {
    let report = context.report;
    let register = report.register;
    let signed = &register.signoffs;
    let same = |period: &&Period| period.grain() == report.period.grain() && **period < report.period;
    let last = signed.get(signed.keys().rfind(same)?)?;
    let whose = last.in_place_of.as_ref().unwrap_or(&last.signed_by);
    let away = handed_away(register, whose, register.as_of(), false).next();
    let is_theirs = away.map_or(whose, |away| &away.to).value == person.id;
    (is_theirs && !signed.contains_key(&report.period)).then(|| Owed {
        what: Inline::link(&Route::Signoff(SignoffPage::All), phrase::capital(&report.period.label()))
            .because(Exempt::Name),
        kind: if away.is_some() { "Period to sign off in their place" } else { "Period to sign off" },
        about: Vec::new(),
        due: None,
    })
}

fn procedures(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let of = reviews(context, person).filter_map(|(sop, _)| {
        Some(Owed {
            what: names::sop(context, &sop.id),
            kind: "Procedure to review",
            about: listed(sop.sites.iter().map(|site| names::site(context, site))),
            due: Some(context.report.sops.get(&sop.id)?.review_due_on),
        })
    });
    of.collect()
}

/// A record by its title, as a link to its page.
fn titled(page: &Route, title: &str) -> Inline {
    Inline::link(page, title.to_owned()).because(Exempt::Quoted)
}

fn owns(context: &PageContext<'_>, person: &Person, vendor: &VendorId) -> bool {
    context.report.register.vendors.get(vendor).is_some_and(|vendor| vendor.owner == person.id)
}
