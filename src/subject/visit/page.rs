//! Visits of all sites, a page each, and what they have to say on pages of others.

mod counted;
mod offers;
mod one;
mod tables;

use serde::Serialize;

use crate::core::organisation::record::Site;
use crate::kit::calendar::day_label;
use crate::kit::diag::plural;
use crate::kit::id::SiteId;
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::Evidence;
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::table::Table;
use crate::subject::text::piece::{Html, Inline};
use crate::subject::visit::address::VisitPage;
use crate::subject::visit::figures::{SiteCover, Standing};
use crate::subject::visit::record::Visit;
use crate::subject::wording::names;

pub use counted::Found;
pub use offers::offered;
use tables::Known;

/// `templates/visits.html`.
#[derive(Serialize)]
struct VisitsView {
    lede: Html,
    sites: Table,
    planned: Table,
    findings: Table,
    travel: Table,
    travel_note: Html,
    budgets: Table,
    held: Table,
}

/// Visits of a site that its page shows beside those that are planned.
const SHOWN_HELD: usize = 4;

/// Whether a book has anything to say of visits.
fn is_kept(context: &PageContext<'_>) -> bool {
    context.report.register.has_visits()
}

/// Its pages: none in a book that neither visits nor says how often it should.
pub fn pages(context: &PageContext<'_>) -> Vec<VisitPage> {
    if !is_kept(context) {
        return Vec::new();
    }
    let visits = context.report.visits.visits.keys();
    [VisitPage::All].into_iter().chain(visits.map(|id| VisitPage::One(id.clone()))).collect()
}

/// A page of it; `None` where the record is not there.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &VisitPage) -> Option<Page<Shown>> {
    Some(match address {
        VisitPage::All if !is_kept(context) => return None,
        VisitPage::All => index(context, route).shown("visits.html"),
        VisitPage::One(id) => one::page(context, route, id)?.shown("visit.html"),
    })
}

/// What the last visit of a site found, whether it is mended or not, and what is open of earlier ones; with the last visit.
pub fn last_found<'a>(
    context: &PageContext<'a>,
    site: &SiteId,
    evidence: &mut Evidence<'_>,
) -> Option<(&'a Visit, Table)> {
    let cover = context.report.visits.sites.get(site)?;
    let last = cover.last.as_ref()?;
    let visit = context.report.register.visits.get(last)?;
    let state = context.report.visits.visits.get(last)?;
    let mut found: Vec<Found<'a>> = tables::of_visit(visit, state).collect();
    found.extend(open_findings(context, |other| *other.site == *site && other.id != *last));
    let caption = ("last-visit", "What the last visit found, and what is open of earlier ones");
    let table = tables::findings(context, found, caption, true, evidence)
        .empty("The last visit found nothing, and nothing is open of earlier ones.", "");
    Some((visit, table))
}

/// A visit by its days, as a link to its page.
pub fn link(visit: &Visit) -> Inline {
    tables::link(visit)
}

pub fn page_of(visit: &Visit) -> Route {
    Route::Visit(VisitPage::One(visit.id.clone()))
}

/// What all visits found and is not mended, due first.
pub fn all_open<'a>(context: &PageContext<'a>) -> Vec<Found<'a>> {
    open_findings(context, |_| true)
}

/// Sites that wait for a visit, the longest first.
pub fn overdue<'a>(context: &PageContext<'a>, whose: &dyn Fn(&SiteId) -> bool) -> Vec<&'a Site> {
    let sites = covered(context).into_iter();
    sites.filter(|(site, cover)| cover.is_overdue() && whose(&site.id)).map(|(site, _)| site).collect()
}

/// The site that has waited longest first; those without a cadence last.
fn covered<'a>(context: &PageContext<'a>) -> Vec<(&'a Site, &'a SiteCover)> {
    let report = context.report;
    let sites = report.visits.sites.iter();
    let mut sites: Vec<_> =
        sites.filter_map(|(id, cover)| Some((report.register.sites.get(id)?, cover))).collect();
    sites.sort_by_key(|(site, cover)| {
        (cover.due.is_none(), std::cmp::Reverse(cover.due.map(|(_, late)| late)), &site.id)
    });
    sites
}

fn known<'a>(context: &PageContext<'a>, which: impl Fn(&Visit) -> bool) -> Vec<Known<'a>> {
    let report = context.report;
    let states = report.visits.visits.iter();
    let known = states.filter_map(|(id, state)| Some((report.register.visits.get(id)?, state)));
    known.filter(|(visit, _)| which(visit)).collect()
}

/// What visits found and is not mended, due first.
fn open_findings<'a>(context: &PageContext<'a>, which: impl Fn(&Visit) -> bool) -> Vec<Found<'a>> {
    let known = known(context, which).into_iter();
    let found = known.flat_map(|(visit, state)| tables::of_visit(visit, state));
    let mut open: Vec<Found<'a>> = found.filter(|(.., found)| found.is_open()).collect();
    open.sort_by_key(|(visit, finding, found)| {
        (std::cmp::Reverse(found.age_days), *finding.severity, &visit.id)
    });
    open
}

fn index(context: &PageContext<'_>, route: &Route) -> Page<VisitsView> {
    let mut evidence = Evidence::new(context, route);
    let ours = &mut evidence;
    let (mut held, mut ahead) = (known(context, |_| true), Vec::new());
    held.retain(|one| {
        let is_ahead = !matches!(one.1.standing, Standing::Held | Standing::Cancelled);
        if is_ahead {
            ahead.push(*one);
        }
        !is_ahead
    });
    ahead.sort_by_key(|(visit, _)| (visit.days(), &visit.id));
    held.sort_by_key(|(visit, _)| (std::cmp::Reverse(visit.days()), &visit.id));
    let mut people: Vec<_> = context.report.visits.travel.iter().collect();
    people.sort_by_key(|(id, load)| (std::cmp::Reverse(load.behind.travelled), (*id).clone()));
    let view = VisitsView {
        lede: lede(context, &ahead, ours),
        sites: tables::sites(
            context,
            covered(context),
            ("visited-sites", "Sites, the longest overdue first"),
            ours,
        )
        .titled()
        .empty(
            "No site says how often it is visited.",
            "A site’s `risk-tier` or `visit-every-days` says so.",
        ),
        planned: tables::visits(context, ahead, ("planned-visits", "Planned, the next first"), ours)
            .titled()
            .empty("No visit is planned.", "A file under data/visits appears here."),
        findings: tables::findings(
            context,
            open_findings(context, |_| true),
            ("open-findings", "What visits found and is not mended, the latest first"),
            true,
            ours,
        )
        .titled()
        .empty("Nothing that a visit found is open.", ""),
        travel: tables::travel(context, people, ("travel", "Travel by person"), ours).titled(),
        travel_note: travel_note(context, ours),
        budgets: tables::budgets(context, ours).titled(),
        held: tables::visits(context, held, ("held-visits", "Held and cancelled, latest first"), ours)
            .titled()
            .empty("No visit was held yet.", ""),
    };
    Page::new("Visits", view, Some(evidence.finish()))
}

/// `Working days from 17 August to 15 November 2026; 30% is the most.`
fn travel_note(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Html {
    let most = context.report.register.settings.visit_policy().travel_percent;
    let (first, last) = crate::subject::visit::figures::window(context.report.register.as_of());
    let value = crate::kit::number::Decimal::from_int((*most).into());
    let number = evidence.quoted(&[], [("travel-percent", value, most.place.as_ref())]);
    Html::from("Of the working days from ")
        .then(Html::dated(&format!("{} to {}", day_label(first), day_label(last))))
        .then(", leaving and coming back counted. The book allows ")
        .then(Html::part_of(number, &format!("{}%", *most)))
        .then(".")
}

/// `2 sites wait for a visit, 1 of them was never visited; 3 visits are planned; 4 findings are open, 1 of them late.`
fn lede(context: &PageContext<'_>, ahead: &[Known<'_>], evidence: &mut Evidence<'_>) -> Html {
    let covered = covered(context);
    let late: Vec<_> = covered.iter().filter(|(_, cover)| cover.is_overdue()).collect();
    let mut said = match late.len() {
        0 => Html::from("No site waits for a visit beyond its days"),
        n => {
            let places = late.iter().map(|(site, _)| &site.place);
            let count = evidence.count(&["visited-sites", "overdue"], places);
            Html::from(count).then(if n == 1 {
                " site has waited for a visit beyond its days"
            } else {
                " sites have waited for a visit beyond their days"
            })
        }
    };
    let never: Vec<_> = late.iter().filter(|(_, cover)| cover.last.is_none()).collect();
    if !never.is_empty() {
        let count = evidence.count(&["visited-sites", "never"], never.iter().map(|(site, _)| &site.place));
        said = said.then(", ").then(count).then(" of them never visited");
    }
    let planned = ahead.iter().filter(|(_, state)| state.standing == Standing::Planned);
    let planned: Vec<_> = planned.map(|(visit, _)| &visit.place).collect();
    let words = if planned.len() == 1 { " visit is planned" } else { " visits are planned" };
    said = match planned.is_empty() {
        true => said.then("; no visit is planned"),
        false => said.then("; ").then(evidence.count(&["visits", "planned"], planned)).then(words),
    };
    let open = open_findings(context, |_| true);
    if open.is_empty() {
        return said.then(".");
    }
    let count = counted::findings("open", ("book", "all"), &open, evidence);
    said = said.then("; ").then(count).then(if open.len() == 1 {
        " finding is open"
    } else {
        " findings are open"
    });
    let late: Vec<Found<'_>> = open.into_iter().filter(|(.., found)| found.is_overdue()).collect();
    if !late.is_empty() {
        let count = counted::findings("overdue", ("book", "all"), &late, evidence);
        said = said.then(", ").then(count).then(" of them late");
    }
    said.then(".")
}

/// Who goes, in a line.
fn who(context: &PageContext<'_>, visit: &Visit) -> Vec<Inline> {
    crate::subject::text::piece::listed(visit.people.iter().map(|person| names::person(context, person)))
}

/// Words as their author wrote them.
fn quoted(text: &str) -> Inline {
    Inline::words(text.to_owned()).because(Exempt::Quoted)
}

/// `3 areas`
fn areas(count: usize) -> String {
    plural(count, "area")
}
