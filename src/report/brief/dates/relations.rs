//! Key dates of relationships: meetings and what they agreed on, clocks of escalations, stakeholders to meet, safeguards that expire.

use jiff::civil::Date;

use crate::report::brief::dates::KeyDate;
use crate::subject::escalation::address::EscalationPage;
use crate::subject::escalation::page as escalation;
use crate::subject::meeting::address::MeetingPage;
use crate::subject::meeting::page as meeting;
use crate::subject::route::Route;
use crate::subject::safeguard::address::SafeguardPage;
use crate::subject::shell::PageContext;
use crate::subject::stakeholder::address::StakeholderPage;

/// What is done is left out; what is overdue stays on its day.
pub fn dates(context: &PageContext<'_>) -> Vec<KeyDate> {
    let mut dates = meetings(context);
    dates.extend(agreed(context));
    dates.extend(clocks(context));
    dates.extend(stakeholders(context));
    dates.extend(safeguards(context));
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
