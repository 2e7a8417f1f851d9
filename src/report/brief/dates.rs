//! Due actions and key dates of the whole book, for a calendar.

mod relations;

use jiff::civil::Date;

use crate::kit::calendar::add_days;
use crate::subject::contract::figures::price_reviews;
use crate::subject::decision::address::DecisionPage;
use crate::subject::decision::record::DecisionStatus;
use crate::subject::gate::address::GatePage;
use crate::subject::gate::page::rows::known;
use crate::subject::market::address::MarketPage;
use crate::subject::market_event::address::MarketEventPage;
use crate::subject::plan::address::PlanPage;
use crate::subject::project::address::ProjectPage;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::sop::address::SopPage;
use crate::subject::sop::record::SopStatus;
use crate::subject::visit::address::VisitPage;
use crate::subject::visit::figures::Standing;

/// One day on which something falls due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyDate {
    /// Stable from build to build: a later build updates the entry instead of adding another.
    pub id: String,
    pub on: Date,
    pub title: String,
    /// Who owns it and what it belongs to.
    pub text: String,
    pub page: Route,
}

/// Open actions, milestones, decisions awaited, launches and exits with what they still need, reviews of procedures, a contract's last day for notice,
/// its price reviews and its end, briefs of markets on their last day, events of markets that are not over, visits on the day on which they begin, what they found on
/// the day by which it is to be mended, and the day by which a site without a plan is to be visited, meetings and what they agreed on, clocks of escalations,
/// replies of vendors and disputes to decide, stakeholders to meet, who stands in for whom, safeguards that expire, and mitigations of open risks.
/// What is done is left out; what is overdue stays on its day.
pub fn key_dates(context: &PageContext<'_>) -> Vec<KeyDate> {
    let mut dates = actions(context);
    dates.extend(milestones(context));
    dates.extend(decisions(context));
    dates.extend(gates(context));
    dates.extend(reviews(context));
    dates.extend(contracts(context));
    dates.extend(visits(context));
    dates.extend(relations::dates(context));
    dates.extend(markets(context));
    dates.extend(events(context));
    dates.sort_by(|a, b| (a.on, &a.id).cmp(&(b.on, &b.id)));
    dates
}

fn actions(context: &PageContext<'_>) -> Vec<KeyDate> {
    let register = context.report.register;
    let open = context.report.plans.actions.iter().filter(|state| !state.done);
    let date = |state: &crate::subject::plan::figures::tracker::ActionState| {
        let plan = register.plans.get(&state.plan)?;
        let action = plan.actions.get(state.action)?;
        Some(KeyDate {
            id: format!("action-{}-{}", plan.id, action.id),
            on: *action.due_on,
            title: format!("Action due: {}", action.title),
            text: format!("{}. Plan: {}", register.person_name(&action.owner), plan.title),
            page: Route::Plan(PlanPage::One(plan.id.clone())),
        })
    };
    open.filter_map(date).collect()
}

fn milestones(context: &PageContext<'_>) -> Vec<KeyDate> {
    let register = context.report.register;
    let as_of = register.as_of();
    let mut dates = Vec::new();
    for project in register.projects.values() {
        for milestone in &project.milestones {
            if milestone.done_on.as_ref().is_none_or(|on| *on > as_of) {
                dates.push(KeyDate {
                    id: format!("milestone-{}-{}", project.id, milestone.id),
                    on: *milestone.due_on,
                    title: format!("Milestone: {}", milestone.title),
                    text: format!(
                        "{}. Project: {}",
                        register.person_name(project.client_manager.as_str()),
                        project.name
                    ),
                    page: Route::Project(ProjectPage::One(project.id.clone())),
                });
            }
        }
    }
    dates
}

fn decisions(context: &PageContext<'_>) -> Vec<KeyDate> {
    let register = context.report.register;
    let asked = context.report.executive.asks.iter().filter_map(|id| register.decisions.get(id));
    asked
        .filter(|decision| decision.status == DecisionStatus::Open)
        .map(|decision| KeyDate {
            id: format!("decision-{}", decision.id),
            on: *decision.due_on,
            title: format!("Decision: {}", decision.title),
            text: format!("{}. {}", register.person_name(decision.owner.as_str()), decision.ask),
            page: Route::Decision(DecisionPage::All),
        })
        .collect()
}

/// Of an open gate its day and what is not met; of one that was passed the conditions that are not done.
fn gates(context: &PageContext<'_>) -> Vec<KeyDate> {
    let register = context.report.register;
    let as_of = register.as_of();
    let mut dates = Vec::new();
    for (gate, state) in known(context) {
        let mut push = |id: String, on: Date, title: String, owner: &str| {
            let text = format!("{}. Gate: {}", register.person_name(owner), gate.title);
            dates.push(KeyDate { id, on, title, text, page: Route::Gate(GatePage::One(gate.id.clone())) });
        };
        if state.is_passed() {
            let open = gate.conditions.iter().enumerate().filter(|(_, condition)| !condition.is_done(as_of));
            for (at, condition) in open {
                let title = format!("Condition due: {}", condition.title);
                push(
                    format!("condition-{}-{at}", gate.id),
                    *condition.due_on,
                    title,
                    condition.owner.as_str(),
                );
            }
            continue;
        }
        if let Some(due) = &state.due {
            let title = format!("{} gate: {}", gate.kind.label(), gate.title);
            push(format!("gate-{}", gate.id), *due.on, title, gate.owner.as_str());
        }
        for (criterion, of) in gate.criteria.iter().zip(&state.criteria).filter(|(_, of)| !of.is_met()) {
            let Some(on) = of.due.as_ref().map(|due| *due.on).filter(|_| criterion.due_on.is_some()) else {
                continue;
            };
            let title = format!("Criterion due: {}", criterion.title);
            push(format!("criterion-{}-{}", gate.id, criterion.id), on, title, criterion.owner.as_str());
        }
    }
    dates
}

fn reviews(context: &PageContext<'_>) -> Vec<KeyDate> {
    let register = context.report.register;
    let effective = register.sops.values().filter(|sop| *sop.status == SopStatus::Effective);
    let date = |sop: &crate::subject::sop::record::Sop| {
        let state = context.report.sops.get(&sop.id)?;
        let owner = sop.owner.as_ref().map_or("Nobody owns it", |id| register.person_name(id.as_str()));
        Some(KeyDate {
            id: format!("review-{}", sop.id),
            on: state.review_due_on,
            title: format!("Review due: {}", sop.title),
            text: format!("{owner}. Version {}", sop.version),
            page: Route::Sop(SopPage::One(sop.id.clone())),
        })
    };
    effective.filter_map(date).collect()
}

/// Of contracts that have not ended: a notice is of use up to its last day only, and so is its date.
fn contracts(context: &PageContext<'_>) -> Vec<KeyDate> {
    let register = context.report.register;
    let as_of = register.as_of();
    let mut dates = Vec::new();
    for contract in register.contracts.values() {
        let Some(last) = contract.versions.last().filter(|version| version.terms.ends_on >= as_of) else {
            continue;
        };
        let vendor = register.vendors.get(&contract.vendor).map_or("", |vendor| &vendor.name);
        let notice_on = add_days(*last.terms.ends_on, -i32::try_from(*last.terms.notice_days).unwrap_or(0));
        let mut push = |id: String, on: Date, title: String| {
            let text = format!("{vendor}. {}", contract.document_ref);
            dates.push(KeyDate { id, on, title, text, page: Route::Contract(contract.id.clone()) });
        };
        if *last.terms.notice_days > 0 && notice_on >= as_of {
            push(
                format!("notice-{}", contract.id),
                notice_on,
                format!("Last day for notice: {}", contract.title),
            );
        }
        for review in price_reviews(register, contract) {
            if review.has_notice() && review.by >= as_of {
                let id = format!("price-review-notice-{}-{}", contract.id, **review.on);
                push(id, review.by, format!("Last day for notice of a price review: {}", contract.title));
            }
            if **review.on >= as_of || review.is_missed(as_of) {
                let title = format!("Price review: {}", contract.title);
                push(format!("price-review-{}-{}", contract.id, **review.on), **review.on, title);
            }
        }
        push(
            format!("end-{}", contract.id),
            *last.terms.ends_on,
            format!("Contract ends: {}", contract.title),
        );
    }
    dates
}

fn visits(context: &PageContext<'_>) -> Vec<KeyDate> {
    let register = context.report.register;
    let mut dates = Vec::new();
    for (id, state) in &context.report.visits.visits {
        let Some(visit) = register.visits.get(id) else { continue };
        let site = register.sites.get(&*visit.site).map_or(visit.site.as_str(), |site| &site.name);
        let page = Route::Visit(VisitPage::One(id.clone()));
        if state.standing == Standing::Planned {
            let people: Vec<&str> =
                visit.people.iter().map(|person| register.person_name(person.as_str())).collect();
            dates.push(KeyDate {
                id: format!("visit-{id}"),
                on: visit.days().0,
                title: format!("Visit: {site}"),
                text: format!("{}. {}", people.join(", "), visit.purpose),
                page: page.clone(),
            });
        }
        for (finding, _) in visit.findings.iter().zip(&state.findings).filter(|(_, found)| found.is_open()) {
            dates.push(KeyDate {
                id: format!("visit-finding-{id}-{}", finding.id),
                on: *finding.due_on,
                title: format!("Finding due: {}", finding.title),
                text: format!("{}. Visit: {site}", register.person_name(&finding.owner)),
                page: page.clone(),
            });
        }
    }
    for (id, cover) in context.report.visits.sites.iter().filter(|(_, cover)| cover.next.is_none()) {
        let (Some(site), Some((on, _))) = (register.sites.get(id), cover.due) else { continue };
        dates.push(KeyDate {
            id: format!("visit-due-{id}"),
            on,
            title: format!("Visit due: {}", site.name.as_str()),
            text: format!("{}. No visit is planned", register.person_name(site.manager.as_str())),
            page: Route::Site(id.clone()),
        });
    }
    dates
}

/// Briefs of markets on the last day on which they may be relied on.
fn markets(context: &PageContext<'_>) -> Vec<KeyDate> {
    let register = context.report.register;
    let briefs = context.report.markets.states.keys().filter_map(|id| register.markets.get(id));
    briefs
        .map(|market| KeyDate {
            id: format!("market-{}", market.id),
            on: *market.expires_on,
            title: format!("Brief expires: {}", market.title),
            text: register.person_name(market.author.as_str()).to_owned(),
            page: Route::Market(MarketPage::One(market.id.clone())),
        })
        .collect()
}

/// Events of markets that are not over, on their first day.
fn events(context: &PageContext<'_>) -> Vec<KeyDate> {
    let register = context.report.register;
    let ahead = register.market_events.iter().filter(|event| *event.ends_on >= register.as_of());
    let name = |site: &crate::core::organisation::record::Site| site.name.value.clone();
    ahead
        .map(|event| {
            let sites = register.sites.values().filter(|site| event.is_felt_at(site));
            let sites: Vec<String> = sites.map(name).collect();
            let until = if event.starts_on == event.ends_on {
                String::new()
            } else {
                format!(" Until {}.", *event.ends_on)
            };
            KeyDate {
                id: format!("event-{}", *event.id),
                on: *event.starts_on,
                title: format!("{}: {}", event.kind.label(), event.title.as_str()),
                text: format!("{}.{until}", sites.join(", ")),
                page: Route::MarketEvent(MarketEventPage::All),
            }
        })
        .collect()
}
