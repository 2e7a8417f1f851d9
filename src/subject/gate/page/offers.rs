//! What gates say on the pages of projects, sites, vendors and people, and in issues.

use crate::kit::calendar::days_between;
use crate::kit::id::PersonId;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::At;
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::gate::address::GatePage;
use crate::subject::gate::page::rows::{known, named, open_table};
use crate::subject::gate::page::{Known, issue};
use crate::subject::project::address::ProjectPage;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;
use crate::subject::wording::phrase;

/// Every gate of a project; of a site and a vendor those that are open or have open conditions; of a person what they owe; in an issue what was
/// decided since the one before, and what is late.
pub fn offered(context: &PageContext<'_>, on: &Route, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let register = context.report.register;
    if context.report.gates.is_empty() {
        return Vec::new();
    }
    let all = vec![Inline::link(&Route::Gate(GatePage::All), "All gates")];
    if let Some(period) = on.issue_of() {
        let table = issue::table(context, Some(period.previous().last_day()), evidence);
        return table.map_or_else(Vec::new, |table| offer(table, "Launches and exits", all));
    }
    if let Route::Person(id) = on {
        let table = owed(context, id, evidence);
        return offer(table, "What you owe to launches and exits", all);
    }
    let as_of = register.as_of();
    let waits = |(gate, state): &Known<'_>| {
        state.is_open() || gate.conditions.iter().any(|condition| !condition.is_done(as_of))
    };
    let is_here = |known: &Known<'_>| match on {
        Route::Project(ProjectPage::One(id)) => *known.0.project == *id,
        Route::Site(id) => waits(known) && known.1.sites.contains(id),
        Route::Vendor(id) => {
            let is_own = |site| register.sites.get(site).is_some_and(|site| *site.vendor == *id);
            waits(known) && known.1.sites.iter().any(is_own)
        }
        _ => false,
    };
    let mut gates = known(context);
    gates.retain(is_here);
    if gates.is_empty() {
        return Vec::new();
    }
    offer(open_table(context, &gates, "Launch and exit gates", evidence), "Launches and exits", all)
}

fn offer(table: Table, heading: &'static str, note: Vec<Inline>) -> Vec<Offered> {
    if table.is_empty() {
        return Vec::new();
    }
    vec![Offered { id: "gates", heading, note, table }]
}

/// Something that somebody has to bring about for a gate.
struct Owed<'a> {
    of: Known<'a>,
    title: &'a str,
    /// `criterion`, `condition`, `decision`
    what: &'static str,
    due: Option<(&'static str, At<jiff::civil::Date>)>,
}

/// Open criteria and conditions of a person, and gates that they bring to a decision, due first.
fn owed(context: &PageContext<'_>, id: &PersonId, evidence: &mut Evidence<'_>) -> Table {
    let as_of = context.report.register.as_of();
    let mut all: Vec<Owed<'_>> = Vec::new();
    for of @ (gate, state) in known(context) {
        if state.is_open() && *gate.owner == *id {
            let due = state.due.as_ref().map(|due| (due.key, due.on.clone()));
            all.push(Owed { of, title: "Bring it to a decision", what: "decision", due });
        }
        for (criterion, known) in gate.criteria.iter().zip(&state.criteria) {
            if state.is_open() && !known.is_met() && *criterion.owner == *id {
                let due = known.due.as_ref().map(|due| (due.key, due.on.clone()));
                all.push(Owed { of, title: &criterion.title, what: "criterion", due });
            }
        }
        for condition in gate.conditions.iter().filter(|_| state.is_passed()) {
            if !condition.is_done(as_of) && *condition.owner == *id {
                let due = Some(("due-on", condition.due_on.clone()));
                all.push(Owed { of, title: &condition.title, what: "condition", due });
            }
        }
    }
    all.sort_by_key(|owed| (owed.due.is_none(), owed.due.as_ref().map(|(_, on)| on.value)));
    Columns::over(all, evidence)
        .column("To bring about", "", |owed, _| {
            Cell::head(Inline::words(owed.title).because(Exempt::Quoted)).under(Inline::quiet(owed.what))
        })
        .column("Gate", "", |owed, _| named(owed.of.0).into())
        .column("Due", "tight", |owed, _| {
            owed.due.as_ref().map_or_else(Cell::dash, |(_, on)| Cell::day(**on))
        })
        .column("Age", "tight", |owed, evidence| {
            let Some((key, on)) = &owed.due else { return Cell::dash() };
            let age = days_between(**on, as_of);
            let number = evidence.age(age, [(*key, on)]);
            Cell::new(phrase::age(age).of(number)).key(age)
        })
        .table("gates-owed", "Criteria, conditions and decisions")
}
