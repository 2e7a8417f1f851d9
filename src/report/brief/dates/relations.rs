//! Key dates of relationships: meetings and what they agreed on, clocks of escalations, replies and disputes, stakeholders to meet, who stands in,
//! safeguards that expire, mitigations of risks.

use jiff::civil::Date;

use crate::report::brief::dates::KeyDate;
use crate::subject::escalation::address::EscalationPage;
use crate::subject::escalation::page as escalation;
use crate::subject::meeting::address::MeetingPage;
use crate::subject::meeting::page as meeting;
use crate::subject::response::record::{Response, Standing};
use crate::subject::risk::address::RiskPage;
use crate::subject::route::Route;
use crate::subject::safeguard::address::SafeguardPage;
use crate::subject::shell::PageContext;
use crate::subject::stakeholder::address::StakeholderPage;

/// What is done is left out; what is overdue stays on its day.
pub fn dates(context: &PageContext<'_>) -> Vec<KeyDate> {
    let mut dates = meetings(context);
    dates.extend(agreed(context));
    dates.extend(clocks(context));
    dates.extend(replies(context));
    dates.extend(stakeholders(context));
    dates.extend(delegations(context));
    dates.extend(safeguards(context));
    dates.extend(mitigations(context));
    dates
}

/// The day for which the next is planned, else the last one on which it can be held.
fn meetings(context: &PageContext<'_>) -> Vec<KeyDate> {
    let register = context.report.register;
    let date = |(one, state): meeting::Known<'_>| {
        let planned = one.next_on.as_deref().copied().filter(|on| *on > register.as_of());
        let (on, lead) = match planned {
            Some(on) => (on, "Meeting"),
            None => (state.due_on?, "Meeting due"),
        };
        let with = one.vendor.as_ref().and_then(|id| register.vendors.get(&**id));
        let with = with.map_or("internal", |vendor| vendor.name.as_str());
        Some(KeyDate {
            id: format!("meeting-{}", one.id),
            on,
            title: format!("{lead}: {}", one.title.as_str()),
            text: format!("{}. With: {with}", register.person_name(one.owner.as_str())),
            page: Route::Meeting(MeetingPage::One(one.id.clone())),
        })
    };
    meeting::known(context).into_iter().filter_map(date).collect()
}

fn agreed(context: &PageContext<'_>) -> Vec<KeyDate> {
    let register = context.report.register;
    let open = meeting::agreed(context).into_iter().filter(|one| !one.state.is_done);
    open.map(|one| KeyDate {
        id: format!("meeting-action-{}-{}", one.meeting.id, one.action.id.as_str()),
        on: *one.action.due_on,
        title: format!("Action due: {}", one.action.title.as_str()),
        text: format!("{}. Meeting: {}", register.person_name(&one.action.owner), one.meeting.title.as_str()),
        page: Route::Meeting(MeetingPage::One(one.meeting.id.clone())),
    })
    .collect()
}

/// The day by which the step that an escalation has come to answers.
fn clocks(context: &PageContext<'_>) -> Vec<KeyDate> {
    let register = context.report.register;
    let date = |(one, state): escalation::Known<'_>| {
        let now = state.now()?;
        let step = register.settings.escalation_steps.get(now.step)?;
        Some(KeyDate {
            id: format!("escalation-{}-{}", one.id, step.id.as_str()),
            on: now.due_on,
            title: format!("Escalation to answer: {}", one.title.as_str()),
            text: format!(
                "{}. Raised by {}",
                step.title.as_str(),
                register.person_name(one.raised_by.as_str())
            ),
            page: Route::Escalation(EscalationPage::One(one.id.clone())),
        })
    };
    escalation::known(context).into_iter().filter_map(date).collect()
}

/// The day by which a vendor replies, and that by which its dispute is decided.
fn replies(context: &PageContext<'_>) -> Vec<KeyDate> {
    let register = context.report.register;
    let date = |one: &Response| {
        let (on, lead) = match one.standing(register.as_of())? {
            Standing::Awaited { .. } => (&one.answer_due_on, "Reply due"),
            Standing::Disputed { .. } => (one.decision_due_on.as_ref()?, "Dispute to decide"),
            Standing::Accepted | Standing::Decided(_) => return None,
        };
        let vendor = register.vendors.get(&*one.vendor).map_or(one.vendor.as_str(), |of| of.name.as_str());
        Some(KeyDate {
            id: format!("reply-{}", one.id),
            on: **on,
            title: format!("{lead}: {vendor}, {}", one.figure.about().label()),
            text: format!("{}. {vendor}", one.period.label()),
            page: Route::Vendor(one.vendor.value.clone()),
        })
    };
    register.responses.values().filter_map(date).collect()
}

/// The first and the last day of each that is not over.
fn delegations(context: &PageContext<'_>) -> Vec<KeyDate> {
    let register = context.report.register;
    let mut dates = Vec::new();
    for one in register.delegations.values().filter(|one| *one.ends_on >= register.as_of()) {
        let (to, from) = (register.person_name(one.to.as_str()), register.person_name(one.from.as_str()));
        let who = format!("{to} for {from}");
        let mut push = |end: &str, on: Date, title: String| {
            dates.push(KeyDate {
                id: format!("delegation-{}-{end}", one.id),
                on,
                title,
                text: format!("{}. Until {}", one.matter.label(), *one.ends_on),
                page: Route::Person(one.from.value.clone()),
            });
        };
        push("from", *one.starts_on, format!("Stands in: {who}"));
        if one.starts_on != one.ends_on {
            push("to", *one.ends_on, format!("Last day of standing in: {who}"));
        }
    }
    dates
}

/// Those whom no series of meetings serves: the meetings of the others stand for themselves.
fn stakeholders(context: &PageContext<'_>) -> Vec<KeyDate> {
    let register = context.report.register;
    let alone = context.report.stakeholders.iter().filter_map(|(id, state)| {
        let one = register.stakeholders.get(id).filter(|one| one.meeting.is_none())?;
        Some((one, state.due?.0))
    });
    alone
        .map(|(one, on): (_, Date)| KeyDate {
            id: format!("stakeholder-{}", one.id),
            on,
            title: format!("To meet: {}", one.title.as_str()),
            text: format!("{}. {}", register.person_name(one.owner.as_str()), one.wants.as_str()),
            page: Route::Stakeholder(StakeholderPage::All),
        })
        .collect()
}

/// The last day of what holds, and the day by which a plan is to be tested or reviewed.
fn safeguards(context: &PageContext<'_>) -> Vec<KeyDate> {
    let register = context.report.register;
    let mut dates = Vec::new();
    for (id, state) in context.report.safeguards.iter().filter(|(_, state)| state.counts()) {
        let Some(one) = register.safeguards.get(id) else { continue };
        let vendor = register.vendors.get(&*one.vendor).map_or("", |vendor| vendor.name.as_str());
        let mut push = |id: String, on: Date, lead: &str| {
            let text = format!("{}. {vendor}", register.person_name(one.owner.as_str()));
            let title = format!("{lead}: {}", one.title.as_str());
            dates.push(KeyDate { id, on, title, text, page: Route::Safeguard(SafeguardPage::All) });
        };
        push(format!("safeguard-{id}"), *one.expires_on, "Expires");
        if let Some(test) = state.test {
            push(format!("safeguard-test-{id}"), test.due_on, "Test or review due");
        }
    }
    dates
}

/// What is done about open risks.
fn mitigations(context: &PageContext<'_>) -> Vec<KeyDate> {
    let register = context.report.register;
    let mut dates = Vec::new();
    for (id, state) in &context.report.risks {
        let Some(risk) = register.risks.get(id) else { continue };
        dates.extend(state.open_mitigations(risk).map(|(one, _)| KeyDate {
            id: format!("mitigation-{id}-{}", one.id.as_str()),
            on: *one.due_on,
            title: format!("Mitigation due: {}", one.title.as_str()),
            text: format!("{}. Risk: {}", register.person_name(&one.owner), risk.title.as_str()),
            page: Route::Risk(RiskPage::One(id.clone())),
        }));
    }
    dates
}
