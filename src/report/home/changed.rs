//! What changed since the last issue of the first page, in short phrases with links.

use serde::Serialize;

use crate::core::rollup::Subject;
use crate::core::settings::read::day_of;
use crate::kit::diag::plural;
use crate::kit::picture::exempt::Exempt;
use crate::subject::clause::address::ClausePage;
use crate::subject::evidence::clause::{clause, subject_name};
use crate::subject::executive::{Exception, Moved, Since};
use crate::subject::history::{ChangeKind, Fact};
use crate::subject::plan::address::PlanPage;
use crate::subject::restatement::address::RestatementPage;
use crate::subject::route::Route;
use crate::subject::shell::{Link, PageContext};
use crate::subject::text::label::Label;
use crate::subject::wording::names;

/// Changes named one by one; the rest is counted.
const NAMED: usize = 3;

#[derive(Debug, Serialize)]
pub struct IssueView {
    /// `Since week 45 of 2026`, or that this is the first issue.
    heading: Label,
    /// All of it in tables; on the first page alone.
    pub page: Option<Link>,
    parts: Vec<IssuePart>,
}

/// One kind of change.
#[derive(Debug, Serialize)]
struct IssuePart {
    label: Label,
    links: Vec<Link>,
    /// Those not named.
    more: usize,
}

pub fn issue(context: &PageContext<'_>) -> IssueView {
    let executive = &context.report.executive;
    let Some(since) = &executive.since else {
        let heading = "First issue: there is no earlier week to compare with".into();
        return IssueView { heading, page: None, parts: Vec::new() };
    };
    let mut parts = Vec::new();
    let new: Vec<&Exception> = since.new.iter().filter_map(|at| executive.exceptions.get(*at)).collect();
    let closed: Vec<&Exception> = since.closed.iter().collect();
    push(&mut parts, plural(new.len(), "new exception"), exception_links(context, &new));
    push(
        &mut parts,
        format!("{} closed", plural(closed.len(), "exception")),
        exception_links(context, &closed),
    );
    let moved = since.moved.iter().map(|moved| moved_link(context, moved)).collect();
    push(&mut parts, format!("{} moved", plural(since.moved.len(), "rating")), moved);
    for (plans, word) in [(&since.plans_opened, "opened"), (&since.plans_closed, "closed")] {
        let found = plans.iter().filter_map(|id| context.report.register.plans.get(id));
        let links: Vec<Link> = found
            .map(|plan| {
                Link::to(&Route::Plan(PlanPage::One(plan.id.clone())), Label::named(plan.title.as_str()))
            })
            .collect();
        push(&mut parts, format!("{} {word}", plural(plans.len(), "plan")), links);
    }
    let amended = since.amended.iter().filter_map(|(id, number)| {
        let contract = context.report.register.contracts.get(id)?;
        Some(Link::to(
            &Route::Contract(id.clone()),
            Label::named(format!("{}, amendment {number}", contract.title)),
        ))
    });
    let shared = since.clauses_amended.iter().filter_map(|(id, number)| {
        let clause = context.report.register.clauses.get(id)?;
        let page = Route::Clause(ClausePage::One(id.clone()));
        Some(Link::to(&page, Label::named(format!("{}, amendment {number}", clause.name()))))
    });
    let count = since.amended.len() + since.clauses_amended.len();
    push(&mut parts, format!("{} in effect", plural(count, "amendment")), amended.chain(shared).collect());
    let restated = restated_since(context, since).count();
    let ledger = vec![Link::to(&Route::Restatement(RestatementPage::All), "what was restated")];
    push(&mut parts, format!("{} restated", plural(restated, "final figure")), ledger);
    parts.retain(|part| !part.label.as_str().starts_with("0 "));
    let week = since.period.label();
    let heading = match parts.is_empty() {
        true => format!("Nothing has changed since {week}"),
        false => format!("Since {week}"),
    };
    IssueView { heading: Label::dated(heading), page: None, parts }
}

fn push(parts: &mut Vec<IssuePart>, label: String, mut links: Vec<Link>) {
    let more = links.len().saturating_sub(NAMED);
    links.truncate(NAMED);
    // The reader can count them: the rest of what is named is behind the links.
    parts.push(IssuePart { label: Label::because(Exempt::Rows, label), links, more });
}

fn exception_links(context: &PageContext<'_>, exceptions: &[&Exception]) -> Vec<Link> {
    let link = |exception: &&Exception| {
        let clause = clause(context.report, exception.judged, Some(exception.ruling))?;
        let subject = &clause.judged.subject;
        let name = subject_name(context.report.register, subject);
        let route = names::page_of_metric(context, subject, &clause.metric.id);
        Some(Link::to(&route, Label::named(format!("{name}, {}", clause.level.name))))
    };
    exceptions.iter().filter_map(link).collect()
}

fn moved_link(context: &PageContext<'_>, moved: &Moved) -> Link {
    let subject = Subject::Vendor(moved.vendor.clone());
    let vendor = subject_name(context.report.register, &subject);
    let what = moved.family.map_or_else(String::new, |family| format!(" {}", family.word()));
    let (before, after) = (moved.before.label().to_lowercase(), moved.after.label().to_lowercase());
    Link::to(
        &Route::Vendor(moved.vendor.clone()),
        Label::named(format!("{vendor}{what}: {before} to {after}")),
    )
}

/// Final measurements that were recorded anew since the last issue.
pub fn restated_since<'a>(
    context: &PageContext<'a>,
    since: &Since,
) -> impl Iterator<Item = &'a crate::subject::history::Change> {
    let register = context.report.register;
    let recorded = context.recorded;
    let is_ours = move |change: &&crate::subject::history::Change| {
        let counts = change.kind == ChangeKind::Restated && matches!(change.fact, Fact::Measurement { .. });
        let on = recorded
            .commit(change.commit)
            .map(|commit| day_of(commit.committed_at, &register.settings.time_zone));
        counts && on.is_some_and(|on| since.covers(on, register.as_of()))
    };
    context.history.changes.iter().filter(is_ours)
}
