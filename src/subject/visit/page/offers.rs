//! What visits say on the pages of vendors, sites, projects and people, and in issues.

use jiff::civil::Date;

use crate::kit::calendar::add_days;
use crate::kit::id::{ProjectId, SiteId};
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::project::address::ProjectPage;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::table::Table;
use crate::subject::text::piece::Inline;
use crate::subject::visit::address::VisitPage;
use crate::subject::visit::figures::Standing;
use crate::subject::visit::page::{Found, SHOWN_HELD, counted, covered, known, open_findings, tables};
use crate::subject::visit::record::Visit;

/// Visits of a site, of the sites of a vendor or a project, and of a person, with what is open of what they found; in an issue those of its
/// days and of the two weeks after.
pub fn offered(context: &PageContext<'_>, on: &Route, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let all = || Inline::link(&Route::Visit(VisitPage::All), "All visits");
    let mut blocks = Vec::new();
    if let Some(period) = on.issue_of() {
        let table = of_days(context, (period.first_day(), period.last_day()), evidence);
        blocks.extend(table.map(|table| Offered {
            id: "visits",
            heading: "Visits",
            note: vec![all()],
            table,
        }));
        return blocks;
    }
    let is_at = |project: &ProjectId, site: &SiteId| {
        let project = context.report.register.projects.get(project);
        project.is_some_and(|project| project.sites.contains(site))
    };
    let is_ours = |visit: &Visit| match on {
        Route::Vendor(id) => {
            context.report.register.sites.get(&*visit.site).is_some_and(|site| site.vendor == *id)
        }
        Route::Site(id) => *visit.site == *id,
        Route::Project(ProjectPage::One(id)) => is_at(id, &visit.site),
        Route::Person(id) => visit.people.iter().any(|person| *person == *id),
        _ => false,
    };
    match on {
        Route::Vendor(id) => {
            let mut sites = covered(context);
            sites.retain(|(site, _)| site.vendor == *id);
            if !sites.is_empty() {
                let table =
                    tables::sites(context, sites, ("visits", "When its sites are to be visited"), evidence);
                blocks.push(Offered { id: "visits", heading: "Visits", note: vec![all()], table });
            }
        }
        Route::Project(ProjectPage::One(id)) => {
            let mut sites = covered(context);
            sites
                .retain(|(site, cover)| is_at(id, &site.id) && (cover.last.is_some() || cover.due.is_some()));
            if !sites.is_empty() {
                let caption = ("visits", "When the sites that work on it are to be visited");
                let table = tables::sites(context, sites, caption, evidence);
                blocks.push(Offered { id: "visits", heading: "Visits", note: vec![all()], table });
            }
        }
        Route::Site(id) => blocks.extend(of_site(context, id, evidence)),
        Route::Person(id) => {
            let own = context.report.visits.travel.get_key_value(id);
            if let Some(own) =
                own.filter(|(_, load)| !load.behind.visits.is_empty() || !load.ahead.visits.is_empty())
            {
                let table = tables::travel(
                    context,
                    vec![own],
                    ("travel", "Share of working days spent travelling"),
                    evidence,
                );
                blocks.push(Offered { id: "travel", heading: "Travel", note: vec![all()], table });
            }
            let mut own = known(context, is_ours);
            own.retain(|(_, state)| !matches!(state.standing, Standing::Held | Standing::Cancelled));
            own.sort_by_key(|(visit, _)| (visit.days(), &visit.id));
            if !own.is_empty() {
                let table = tables::visits(context, own, ("my-visits", "Visits ahead"), evidence);
                blocks.push(Offered { id: "visits", heading: "Visits", note: Vec::new(), table });
            }
        }
        _ => return blocks,
    }
    // Theirs to mend, or found on a visit of theirs.
    let mine = |found: &Found<'_>| match on {
        Route::Person(id) => found.1.owner.as_str() == id.as_str() || is_ours(found.0),
        _ => is_ours(found.0),
    };
    let mut open = open_findings(context, |_| true);
    open.retain(mine);
    if !open.is_empty() {
        let table = tables::findings(
            context,
            open,
            ("visit-findings", "What visits found and is not mended"),
            true,
            evidence,
        );
        blocks.push(Offered {
            id: "visit-findings",
            heading: "Open findings of visits",
            note: Vec::new(),
            table,
        });
    }
    blocks
}

/// When a site was visited and is to be visited next, and its visits.
fn of_site(context: &PageContext<'_>, id: &SiteId, evidence: &mut Evidence<'_>) -> Option<Offered> {
    let site = context.report.register.sites.get(id)?;
    let cover = context.report.visits.sites.get(id)?;
    let mut ahead = known(context, |visit| *visit.site == *id);
    let mut held = ahead.clone();
    ahead.retain(|(_, state)| !matches!(state.standing, Standing::Held | Standing::Cancelled));
    held.retain(|(_, state)| state.standing == Standing::Held);
    ahead.sort_by_key(|(visit, _)| (visit.days(), &visit.id));
    held.sort_by_key(|(visit, _)| (std::cmp::Reverse(visit.days()), &visit.id));
    held.truncate(SHOWN_HELD);
    ahead.extend(held);
    let since = counted::since(context, site, cover, evidence);
    let mut note = match &cover.last {
        Some(_) => vec![Inline::literal("Last visited "), since, Inline::literal(" ago")],
        None => vec![Inline::literal("Never visited, open for "), since],
    };
    if let (Some(age), Some(every)) =
        (counted::due_age(context, site, cover, evidence), counted::every(cover, evidence))
    {
        note.extend([Inline::literal("; to be visited "), every, Inline::literal(", the next is due "), age]);
    }
    note.extend([Inline::literal(". "), Inline::link(&Route::Visit(VisitPage::All), "All visits")]);
    let table =
        tables::visits(context, ahead, ("visits", "Visits planned and held, the next first"), evidence)
            .empty("No visit is planned, and none was held.", "A file under data/visits appears here.");
    Some(Offered { id: "visits", heading: "Visits", note, table })
}

/// Visits that were held between two days, and those that begin within two weeks after; `None` where there is neither.
fn of_days(
    context: &PageContext<'_>,
    (first, last): (Date, Date),
    evidence: &mut Evidence<'_>,
) -> Option<Table> {
    let soon = add_days(last, 14);
    let mut of = known(context, |_| true);
    of.retain(|(visit, state)| {
        let (from, to) = visit.days();
        match state.standing {
            Standing::Held | Standing::UnderWay => from <= last && to >= first,
            Standing::Planned => from > last && from <= soon,
            Standing::Unrecorded(_) => true,
            Standing::Cancelled => {
                visit.cancelled_on.as_deref().is_some_and(|on| (first..=last).contains(on))
            }
        }
    });
    of.sort_by_key(|(visit, _)| (visit.days(), &visit.id));
    if of.is_empty() {
        return None;
    }
    Some(tables::visits(context, of, ("visits", "Visits held, and those of the next two weeks"), evidence))
}
