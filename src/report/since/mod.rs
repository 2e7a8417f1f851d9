//! What changed since the last issue of the first page: scores and ratings of sites, ratings of vendors, exceptions that came and went, and what was
//! done about them.

mod done;

use serde::Serialize;

use crate::core::attainment::Judged;
use crate::core::contract::record::ServiceLevel;
use crate::core::organisation::record::Site;
use crate::core::rollup::Subject;
use crate::core::score::Scorecard;
use crate::kit::numbered::Figures;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::report::home::cells::rule;
use crate::report::home::changed::{IssueView, issue};
use crate::report::rated;
use crate::report::rated::Beside;
use crate::report::since::done::done;
use crate::report::site::index::{newest, rating_of, worst_first};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::cite::quoted;
use crate::subject::evidence::clause::{clause, ruled};
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::executive::{Exception, Moved, Since};
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::figure::cut;
use crate::subject::wording::{names, phrase};

/// `templates/since.html`.
#[derive(Serialize)]
struct SinceView {
    issue: IssueView,
    exceptions: Table,
    vendors: Table,
    sites: Table,
    done: Table,
}

/// `None` for the first issue: there is nothing to compare with.
pub fn since_page(context: &PageContext<'_>, route: &Route) -> Option<Page<Shown>> {
    let since = context.report.executive.since.as_ref()?;
    let mut evidence = Evidence::new(context, route);
    let view = SinceView {
        issue: issue(context),
        exceptions: exceptions(context, since, &mut evidence),
        vendors: vendors(context, since, &mut evidence),
        sites: sites(context, since.period, &mut evidence),
        done: done(context, since),
    };
    let title = Label::dated(format!("Since {}", since.period.label()));
    Some(Page::new(title, view, Some(evidence.finish())).shown("since.html"))
}

/// One service level that became an exception or is none any more.
struct Turned<'a> {
    is_new: bool,
    /// Index into `Report::judged`.
    at: usize,
    judged: &'a Judged,
    level: &'a ServiceLevel,
    /// Places of the rulings before and now.
    rulings: [Option<usize>; 2],
}

fn exceptions<'a>(context: &PageContext<'a>, since: &Since, evidence: &mut Evidence<'a>) -> Table {
    let all = &context.report.executive.exceptions;
    let new = since.new.iter().filter_map(|at| all.get(*at)).filter_map(|one| turned(context, one, true));
    let closed = since.closed.iter().filter_map(|one| turned(context, one, false));
    let turned: Vec<Turned<'_>> = new.chain(closed).collect();
    Columns::over(turned, evidence)
        .column("Exception", "tight", |one, _| {
            let (tone, word) = if one.is_new { ("poor", "new") } else { ("good", "closed") };
            Inline::chip(tone, word).into()
        })
        .column("Service level", "", |one, _| {
            Cell::head(names::service_level(context, &one.judged.contract, &one.level.id))
                .under(names::subject(context, &one.judged.subject))
        })
        .column("Before", "num", |one, evidence| result(context, one, one.rulings[0], evidence))
        .column("Now", "num", |one, evidence| result(context, one, one.rulings[1], evidence))
        .column("Asked", "", |one, evidence| {
            let clause = one.rulings[1].and_then(|ruling| clause(context.report, one.at, Some(ruling)));
            clause.map_or_else(Cell::dash, |clause| {
                Cell::new(Inline::marked(clause.target(evidence)))
                    .under(Inline::marked(clause.parts(evidence)))
            })
        })
        .table("exceptions", "Exceptions that are new or closed")
        .titled()
        .empty("No exception came or went.", "")
}

/// An exception of now was ruled before as its ruling before that; one of then is ruled now as the newest is.
fn turned<'a>(context: &PageContext<'a>, exception: &Exception, is_new: bool) -> Option<Turned<'a>> {
    let judged = context.report.judged.get(exception.judged)?;
    let level = judged.level(&context.report.register.book, judged.rulings.get(exception.ruling)?)?;
    let rulings = match is_new {
        true => [exception.ruling.checked_sub(1), Some(exception.ruling)],
        false => [Some(exception.ruling), judged.rulings.len().checked_sub(1)],
    };
    Some(Turned { is_new, at: exception.judged, judged, level, rulings })
}

fn result<'a>(
    context: &PageContext<'a>,
    one: &Turned<'a>,
    at: Option<usize>,
    evidence: &mut Evidence<'a>,
) -> Cell {
    let cell = at.and_then(|at| {
        // What was not measured has no figure to show.
        let ruling = one.judged.rulings.get(at).filter(|ruling| ruling.value.is_some())?;
        let told: Option<Figures> = ruled(context.report, one.judged, Some(ruling))?.told(evidence);
        let cell = names::figure_cell(context, &one.judged.subject, ruling, one.level, told)?;
        Some(cell.under(Inline::dated(phrase::window(ruling))))
    });
    cell.unwrap_or_else(Cell::dash)
}

/// Ratings that are another; a vendor's score before stands in the issue of that time.
fn vendors<'a>(context: &PageContext<'a>, since: &Since, evidence: &mut Evidence<'a>) -> Table {
    Columns::over(&since.moved, evidence)
        .column("Vendor", "", |moved, _| Cell::head(names::vendor(context, &moved.vendor)))
        .column("Of", "", |moved, _| {
            Inline::words(moved.family.map_or("overall", |family| family.word())).because(Exempt::Name).into()
        })
        .column("Before", "tight", |moved, _| Inline::rating(moved.before).into())
        .column("Now", "tight", |moved, evidence| Inline::marked(rating_now(context, moved, evidence)).into())
        .table("ratings", "Ratings of vendors that moved")
        .titled()
        .empty("No rating of a vendor moved.", "")
}

/// A rating of today, which says its rule beside a miss.
fn rating_now(context: &PageContext<'_>, moved: &Moved, evidence: &mut Evidence<'_>) -> Html {
    let Some(family) = moved.family else {
        let subject = Subject::Vendor(moved.vendor.clone());
        return rating_of(context, &subject, newest(context, &subject), evidence);
    };
    let row = context.report.executive.grid.iter().find(|row| row.vendor == moved.vendor);
    let cell = row.and_then(|row| row.cells.iter().find(|cell| cell.family == family));
    let Some(cell) = cell.filter(|cell| rated::says_rule(moved.after, cell.missed)) else {
        return rated::badge(moved.after, Beside::default(), None);
    };
    let told = rule(&moved.vendor, cell, evidence).map(|(number, _)| number);
    let score = told.zip(cell.score).map(|(number, score)| FigureRef::new(number, score, cut(score)));
    rated::badge(moved.after, Beside { missed: cell.missed, score: score.as_ref(), count: told }, None)
}

/// Sites whose score or rating is another one now, worst first.
fn sites<'a>(context: &PageContext<'a>, before: Period, evidence: &mut Evidence<'a>) -> Table {
    let report = context.report;
    let cards = |site: &Site| {
        let subject = Subject::Site(site.id.clone());
        let now = newest(context, &subject)?;
        let then = report.scorecards.get(&subject)?.iter().find(|card| card.period == before)?;
        (then.score != now.score || then.rating != now.rating).then_some((then, now))
    };
    let sites = worst_first(context, report.register.sites.values());
    let moved: Vec<(&Site, (&Scorecard, &Scorecard))> =
        sites.into_iter().filter_map(|site| Some((site, cards(site)?))).collect();
    let score = |page: Route, card: &Scorecard, evidence: &mut Evidence<'a>| {
        let figure = quoted(evidence, &page, "score", card.score);
        let key = card.score.map_or(-1, |score| score.cut(9));
        figure.map_or_else(Cell::dash, |figure| Cell::new(figure).key(key))
    };
    Columns::over(moved, evidence)
        .column("Site", "", |(site, _), _| {
            Cell::head(names::site(context, &site.id)).under(names::vendor(context, &site.vendor))
        })
        .column("Score before", "num", |(site, (then, _)), evidence| {
            score(Route::SitePeriod(site.id.clone(), before), then, evidence)
        })
        .column("Score now", "num", |(site, (_, now)), evidence| {
            score(Route::Site(site.id.clone()), now, evidence)
        })
        .column("Rating before", "tight", |(_, (then, _)), _| Inline::quiet(then.rating.label()).into())
        .column("Rating now", "tight", |(site, (then, now)), evidence| match then.rating == now.rating {
            true => Inline::quiet("the same").into(),
            false => {
                let subject = Subject::Site(site.id.clone());
                Inline::marked(rating_of(context, &subject, Some(*now), evidence)).into()
            }
        })
        .table("scores", "Sites whose score moved, worst first")
        .titled()
        .empty("Every site scores as it did.", "")
}
