//! All sites in one table, worst first.

use serde::Serialize;

use crate::core::attainment::Outcome;
use crate::core::organisation::record::Site;
use crate::core::rollup::Subject;
use crate::core::score::{Rating, Scorecard};
use crate::kit::number::{Decimal, Quotient};
use crate::report::heat::{HeatGrid, by_site};
use crate::report::rated;
use crate::report::rated::Beside;
use crate::subject::block::or_dash;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::cite::quoted;
use crate::subject::evidence::written::FigureRef;
use crate::subject::plan::record::PlanStatus;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext};
use crate::subject::tally::Tally;
use crate::subject::text::label::Label;
use crate::subject::text::piece::Html;

/// `templates/sites.html`.
#[derive(Serialize)]
pub struct SitesView {
    week: Label,
    rows: Vec<SiteRow>,
    /// Who missed what in the last half year.
    heat: Option<HeatGrid>,
}

/// A site in a table; `score` and `coverage` are ready-made markup.
#[derive(Serialize)]
pub struct SiteRow {
    pub link: Link,
    pub vendor: Link,
    pub country: Label,
    pub manager: Link,
    /// Ready-made badge.
    pub rating: Html,
    pub score: Html,
    pub coverage: Html,
    /// `8 of 12` judged.
    pub missed: Html,
    pub plans: Html,
}

pub fn sites_page(context: &PageContext<'_>, route: &Route) -> Page<SitesView> {
    let mut evidence = Evidence::new(context, route);
    let sites = worst_first(context, context.report.register.sites.values());
    let heat = by_site(context, &sites);
    let rows = sites.into_iter().map(|site| site_row(context, site, &mut evidence)).collect();
    let view = SitesView { week: context.report.period.into(), rows, heat };
    Page { title: "Sites".into(), above: Vec::new(), view, evidence: Some(evidence.finish()) }
}

/// Sites by the gravity of what they miss, then by the lowest score.
pub fn worst_first<'s>(
    context: &PageContext<'_>,
    sites: impl IntoIterator<Item = &'s Site>,
) -> Vec<&'s Site> {
    let subject = |site: &Site| Subject::Site(site.id.clone());
    let mut sites: Vec<&Site> = sites.into_iter().collect();
    sites.sort_by_cached_key(|site| score_of(context, &subject(site)));
    sites.sort_by(|one, other| context.report.executive.worst_first(&subject(one), &subject(other)));
    sites
}

/// For sorting: the lowest first, none last.
pub fn score_of(context: &PageContext<'_>, subject: &Subject) -> i128 {
    newest(context, subject).and_then(|card| card.score).map_or(i128::MAX, |score| score.cut(9))
}

/// The scorecard of the report's week, if the subject has one.
pub fn newest<'a>(context: &PageContext<'a>, subject: &Subject) -> Option<&'a Scorecard> {
    context.report.scorecards.get(subject)?.last().filter(|card| card.period == context.report.period)
}

pub fn site_row(context: &PageContext<'_>, site: &Site, evidence: &mut Evidence<'_>) -> SiteRow {
    let register = context.report.register;
    let subject = Subject::Site(site.id.clone());
    let card = newest(context, &subject);
    let tally = card.map_or_else(Tally::default, |card| counted(context, card));
    let page = Route::Site(site.id.clone());
    let open = register
        .plans
        .values()
        .filter(|plan| plan.status != PlanStatus::Closed && plan.site.as_deref() == Some(&site.id));
    let vendor = register.vendors.get(&*site.vendor).map_or(site.vendor.as_str(), |vendor| &vendor.name);
    SiteRow {
        link: Link::to(&page, Label::named(site.name.as_str())),
        vendor: Link::to(&Route::Vendor(site.vendor.value.clone()), Label::named(vendor)),
        country: Label::named(site.country.to_string()),
        manager: Link::to(
            &Route::Person(site.manager.value.clone()),
            Label::named(register.person_name(site.manager.as_str())),
        ),
        rating: rating_of(context, &subject, card, evidence),
        score: or_dash(quoted(evidence, &page, "score", card.and_then(|card| card.score)).as_ref()),
        coverage: or_dash(quoted(evidence, &page, "coverage", card.and_then(|card| card.coverage)).as_ref()),
        missed: tally_of(evidence, &page, tally),
        plans: evidence.count(&["open-plans", "site", site.id.as_str()], open.map(|plan| &plan.place)).into(),
    }
}

/// The rating of a scorecard as lists show it; what it says of its rule is quoted from the page of its subject.
pub fn rating_of(
    context: &PageContext<'_>,
    subject: &Subject,
    card: Option<&Scorecard>,
    evidence: &mut Evidence<'_>,
) -> Html {
    let rating = card.map_or(Rating::NotMeasured, |card| card.rating);
    let tally = card.map_or_else(Tally::default, |card| counted(context, card));
    if !rated::says_rule(rating, tally.missed) {
        return rated::badge(rating, Beside::default(), None);
    }
    let page = Route::of_subject(subject);
    let score = quoted(evidence, &page, "score", card.and_then(|card| card.score));
    let count = tally.entry(evidence, tally.missed).note("from", &[&page.path()]).done();
    let beside = Beside { missed: tally.missed, score: score.as_ref(), count: Some(count) };
    rated::badge(rating, beside, None)
}

/// `8 of 12`: missed of judged, as the page of a subject counts them; a dash where no service level speaks of it.
pub fn tally_of(evidence: &mut Evidence<'_>, page: &Route, tally: Tally) -> Html {
    if tally.judged() + tally.unmeasured == 0 {
        return or_dash(None);
    }
    let value = Quotient::from(Decimal::count(tally.missed));
    let number = tally.entry(evidence, tally.missed).note("from", &[&page.path()]).done();
    FigureRef::new(number, value, format!("{} of {}", tally.missed, tally.judged())).into()
}

/// How many service levels of a scorecard were met, missed and not measured.
pub fn counted(context: &PageContext<'_>, card: &Scorecard) -> Tally {
    let rulings = card
        .lines
        .iter()
        .filter_map(|line| context.report.judged.get(line.judged)?.rulings.get(line.ruling?));
    let mut tally = Tally::default();
    for ruling in rulings {
        tally.met += usize::from(ruling.outcome == Outcome::Met);
        tally.missed += usize::from(ruling.outcome == Outcome::Missed);
        tally.unmeasured += usize::from(matches!(ruling.outcome, Outcome::NotMeasured(_)));
    }
    tally.unmeasured += card.lines.iter().filter(|line| line.ruling.is_none()).count();
    tally
}
