//! A language: who speaks it for which project, how well work in it fares at each site, what is known of its markets, what lies ahead.

use serde::Serialize;

use crate::core::contract::record::Scope;
use crate::core::metric::record::Metric;
use crate::core::rollup::{Subject, cell_value};
use crate::kit::calendar::day_short;
use crate::kit::declared::Language;
use crate::kit::number::Decimal;
use crate::kit::picture::exempt::Exempt;
use crate::kit::picture::series::Point;
use crate::kit::picture::sparkline::Sparkline;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::evidence::{Evidence, Query};
use crate::subject::language::address::LanguagePage;
use crate::subject::language::figures::CoverageLine;
use crate::subject::language::figures::measured::Measured;
use crate::subject::language::page::year::{YearBlock, year};
use crate::subject::language::page::{table, told};
use crate::subject::market::address::MarketPage;
use crate::subject::market::record::Market;
use crate::subject::market_event::page as event_page;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::figure::{Measure, sampled};
use crate::subject::wording::names;

/// `templates/language.html`.
#[derive(Serialize)]
pub struct LanguageView {
    coverage: Table,
    work: Table,
    /// Each metric over a year, by queue and site.
    year: Vec<YearBlock>,
    markets: Table,
    events: Table,
}

/// `None` where no line speaks of it.
pub fn page(context: &PageContext<'_>, route: &Route, tag: &str) -> Option<Page<LanguageView>> {
    let figures = &context.report.languages;
    let own: Vec<&CoverageLine> = figures.lines.iter().filter(|line| **line.language == *tag).collect();
    let language = own.first()?.language.clone();
    let mut evidence = Evidence::new(context, route);
    let ours = &mut evidence;
    let view = LanguageView {
        coverage: table(context, own, "Who speaks it, for which project", ours).titled(),
        work: work(context, &language, ours).titled().empty("Nothing is measured by this language.", ""),
        year: year(context, &language, ours),
        markets: markets(context, &language).titled(),
        events: event_page::of_language(context, &language, ours).titled(),
    };
    let title = Label::named(format!("Language {tag}"));
    let page = Page::new(title, view, Some(evidence.finish()));
    Some(Page { above: vec![Link::to(&Route::Language(LanguagePage::All), "Languages")], ..page })
}

/// A line for each metric and site.
fn work(context: &PageContext<'_>, language: &Language, evidence: &mut Evidence<'_>) -> Table {
    let register = context.report.register;
    let own = context.report.languages.measured.iter().filter(|of| of.language == *language);
    let own: Vec<(&Measured, &Metric)> =
        own.filter_map(|of| Some((of, register.metrics.get(&of.metric)?))).collect();
    Columns::over(own, evidence)
        .column("Metric", "", |(of, metric), _| {
            let name = names::metric(context, &Subject::Site(of.site.clone()), &of.metric, &metric.name);
            Cell::head(name)
        })
        .column("Site", "", |(of, _), _| names::site(context, &of.site).into())
        .column("People", "num", |(of, _), evidence| {
            told::people(register, ("site", of.site.as_str(), language), &of.held, evidence)
        })
        .column("Newest", "num", |(of, metric), evidence| newest(of, metric, language, evidence))
        .column("Last half year", "pic", |(of, metric), _| {
            match of.is_told && of.points.iter().any(Option::is_some) {
                true => picture(context, of, metric),
                false => Cell::dash(),
            }
        })
        .table("language-work", "Quality and latency by site")
}

/// The newest value with its sample and what it may be; nothing where too few people did the work.
fn newest(of: &Measured, metric: &Metric, language: &Language, evidence: &mut Evidence<'_>) -> Cell {
    if !of.is_told {
        let why = match (of.held.rows.is_empty(), of.held.may_be_told()) {
            (true, _) => "nobody is counted",
            (_, false) => "too few people",
            _ => "it would tell of too few people",
        };
        return Cell::new(Inline::chip("plain", "hidden")).under(Inline::quiet(why)).key("");
    }
    let (period, cell) = &of.newest;
    let Some(value) = cell_value(metric, cell) else { return Cell::dash() };
    let shown = Measure::of(metric).show(value);
    let scope = Scope { languages: std::collections::BTreeSet::from([language.clone()]), ..Scope::default() };
    let subject = Subject::Site(of.site.clone());
    let query = Query {
        clause: None,
        metric: &of.metric,
        subject: &subject,
        scope: &scope,
        slice: None,
        pooled: &[],
        period: *period,
        window: "period",
    };
    let scale = Decimal::SCALE as f64;
    let (numerator, denominator) = (cell.numerator, cell.denominator);
    let ends = sampled(metric, numerator, denominator);
    let formula = crate::core::formula::of_kind(metric.kind);
    let mut entry = evidence.figure(&shown, value, formula).query(&query).sums(numerator, denominator);
    if let Some((low, high)) = &ends {
        entry = entry.interval(low, high);
    }
    let number = entry.rows(&cell.rows).done();
    let mut under = Vec::new();
    if let Some((low, high)) = ends {
        let sample = (denominator as f64 / scale).round();
        under.push(Inline::words(format!("of {sample}, {low}–{high}%; ")).of(number));
    }
    under.push(Inline::dated(period.label()));
    Cell::new(FigureRef::new(number, value, shown)).under(under).key(value.rounded(6))
}

fn picture(context: &PageContext<'_>, of: &Measured, metric: &Metric) -> Cell {
    let site = names::site(context, &of.site);
    let label =
        format!("{} at {} in {}, up to {}", metric.name, site.text(), *of.language, of.newest.0.label());
    let points: Vec<Point> =
        of.points.iter().map(|value| Point { value: *value, ..Point::default() }).collect();
    let mut html = Html::default();
    html.draw(&Sparkline {
        label: &label,
        points: &points,
        baselines: &[],
        targets: &[],
        range: None,
        ticks: &[],
    });
    Cell::new(html)
}

/// Briefs that are about it.
fn markets(context: &PageContext<'_>, language: &Language) -> Table {
    let report = context.report;
    let briefs = report
        .markets
        .states
        .iter()
        .filter_map(|(id, state)| Some((report.register.markets.get(id)?, state)));
    let own: Vec<_> = briefs.filter(|(market, _)| market.speaks(language)).collect();
    Columns::over(own, &mut ())
        .column("Market", "", |(market, _): &(&Market, _), _| {
            let route = Route::Market(MarketPage::One(market.id.clone()));
            Cell::head(Inline::link(&route, market.title.as_str().to_owned()).because(Exempt::Name))
        })
        .column("As of", "tight", |(market, _), _| Cell::day(*market.as_of))
        .column("Relied on until", "tight", |(market, state), _| {
            let cell = Cell::new(Inline::dated(day_short(*market.expires_on))).key(*market.expires_on);
            if state.is_expired() { cell.under(Inline::chip("bad", "out of date")) } else { cell }
        })
        .column("Answers for it", "", |(market, _), _| names::person(context, &market.author).into())
        .table("language-markets", "Briefs about it")
}
