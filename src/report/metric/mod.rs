//! One metric of one subject: the control chart, every period, the clause that judges it, its latest rulings.

pub mod series;

pub mod breakdown;

pub mod rows;

pub mod chart;

pub mod shift;

pub mod moved;

pub mod budget;

pub mod limits;
pub mod part;
mod withheld;

use serde::Serialize;

use crate::core::attainment::Ruling;
use crate::core::charted::Charted;
use crate::core::formula;
use crate::core::metric::record::{Metric, MetricKind};
use crate::core::rollup::Subject;
use crate::core::score::Line;
use crate::core::spc::{Assurance, Variation, message};
use crate::kit::calendar::day_label;
use crate::kit::id::MetricId;
use crate::kit::numbered::FigureNumber;
use crate::kit::picture::exempt::Exempt;
use crate::report::credit::owed::{Cost, costs};
use crate::report::metric::breakdown::{Breakdown, breakdowns};
use crate::report::metric::budget::budget_line;
use crate::report::metric::chart::{Drawing, caption, drawing};
use crate::report::metric::limits::{LimitsView, limits_shown};
use crate::report::metric::moved::{Moved, moved};
use crate::report::metric::part::{Icon, PartView, icons, part};
use crate::report::metric::rows::{period_rows, ruling_rows};
use crate::report::metric::series::{limit_figures, target_figures};
use crate::report::metric::withheld::withheld;
use crate::subject::compare::page::route_of;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::clause::{Clause, clause, subject_key, subject_name, written_clause};
use crate::subject::evidence::measured::series_query;
use crate::subject::evidence::sources::Sources;
use crate::subject::plan::address::PlanPage;
use crate::subject::plan::figures::plan::{answers, is_open};
use crate::subject::plan::record::Plan;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::tone::Tone;
use crate::subject::wording::{clause_terms, names, phrase, tone};

/// `templates/metric.html`.
#[derive(Serialize)]
pub struct MetricView {
    name: Label,
    subject: Link,
    family: &'static str,
    /// Of a site.
    vendor: Label,
    /// Of a vendor whose one site has the same figures and no other page: the site.
    shared_with: Vec<Inline>,
    /// Who kept every figure back, where none came; empty otherwise.
    withheld: Html,
    /// Ready-made markup of the last value, and its period.
    value: Html,
    period: Label,
    provisional: bool,
    /// Clauses judge parts of it: what is said of the whole is not what is judged.
    in_parts: bool,
    /// Set when one clause judges all of it.
    verdict: Option<Tone>,
    variation: Icon,
    assurance: Icon,
    message: &'static str,
    signals: Vec<Label>,
    /// Points whose figures are not what was first recorded, with links to the ledger.
    restated: Vec<Vec<Inline>>,
    /// What the vendor says of them, with links to its words.
    replies: Vec<Vec<Inline>>,
    chart: ChartView,
    /// Why it moved; `None` for what is no ratio.
    moved: Option<Moved>,
    /// What the latest misses cost.
    costs: Vec<Cost>,
    /// A miss of which no ledger tells: no service credit hangs on it.
    costs_nothing: bool,
    /// Open plans that answer a clause that judges it.
    plans: Vec<Link>,
    /// Where vendors are compared on it.
    compare: Vec<Inline>,
    clauses: Vec<ClauseView>,
    breakdowns: Vec<Breakdown>,
    breakdown_of: Label,
    facts: Vec<(&'static str, Label)>,
    numerator: Label,
    denominator: Label,
    table_name: String,
    rows: Html,
    sources: Html,
}

/// The still picture with its words; the interactive one is drawn from `drawing` when the page is rendered.
#[derive(Serialize)]
pub struct ChartView {
    label: Label,
    still: Html,
    caption: Html,
    /// As numbers, in the open: those in force, then those before an event that started new ones.
    limits: Vec<LimitsView>,
    /// Numbers of the figures that are drawn.
    figures: String,
    #[serde(skip)]
    pub drawing: Drawing,
}

#[derive(Serialize)]
struct ClauseView {
    /// Of its section below.
    id: String,
    name: Label,
    /// The service level on its contract's page.
    terms: Vec<Inline>,
    contract: Link,
    reference: Label,
    target: Html,
    /// Its newest result: value, window and how it was ruled.
    newest: Vec<Inline>,
    /// The rows it judges, where these are a part of the metric.
    part: Option<PartView>,
    weight: Html,
    /// Cites the lines the policies stand in.
    policies_of: Option<FigureNumber>,
    policies: Vec<Label>,
    /// Ready-made markup of the error budget; empty where there is none.
    budget: Html,
    /// Ready-made rows of the latest rulings.
    rulings: Html,
    sources: Html,
}

impl MetricView {
    /// What the interactive chart draws; `None` where every figure was withheld.
    pub fn drawing(&self) -> Option<&Drawing> {
        Some(&self.chart.drawing).filter(|drawing| !drawing.periods.is_empty())
    }
}

pub fn metric_page(
    context: &PageContext<'_>,
    route: &Route,
    subject: &Subject,
    id: &MetricId,
) -> Option<Page<MetricView>> {
    let register = context.report.register;
    let metric = register.metrics.get(id)?;
    let at = *context.report.chart_of.get(&(subject.clone(), id.clone()))?;
    let chart = context.report.charts.get(at)?;
    let name = subject_name(register, subject);
    let mut evidence = Evidence::new(context, route);
    let targets = target_figures(context, chart, metric, &mut evidence);
    let rows = period_rows(context, chart, metric, &targets, &mut evidence);
    let (drawing, picture) = drawing(context, chart, metric, name);
    let limits = limit_figures(context, chart, metric, &picture.baselines, 0, &mut evidence);
    let drawn = evidence.since(0).filter(|_| chart.values.iter().any(Option::is_some));
    let clauses = judging(context, subject, id);
    let first = clauses.first().map(|(clause, _)| clause);
    let newest = first.and_then(|clause| clause.ruling);
    let seen = chart.seen.last().map_or((Variation::TooFewPoints, Assurance::NotApplicable), |s| (s.0, s.1));
    let (variation, assurance) = icons(seen.0, seen.1);
    let (breakdown_of, breakdowns) = slices(context, chart, metric, first, &mut evidence);
    let moved = moved(context, chart, metric, &mut evidence);
    let costs = costs(context, subject, Some(id), &mut evidence);
    let clause_views: Vec<ClauseView> = clauses
        .iter()
        .map(|(clause, line)| {
            let part = part(context, line, metric, name, &mut evidence);
            clause_view(context, clause, part, &mut evidence)
        })
        .collect();
    let view = MetricView {
        name: Label::named(metric.name.as_str()),
        subject: Link::to(&Route::of_subject(subject), Label::named(name)),
        family: metric.family.label(),
        vendor: vendor_of(context, subject),
        shared_with: context
            .one_page
            .site_on(subject, id)
            .map(|site| names::site(context, site))
            .into_iter()
            .collect(),
        withheld: withheld(context, chart, &mut evidence),
        value: rows.last_value,
        period: rows.last_period,
        provisional: rows.last_provisional,
        // Where several clauses judge, or one judges a part, each says its own.
        verdict: match clause_views.as_slice() {
            [one] if one.part.is_none() => newest.map(tone::attainment),
            _ => None,
        },
        in_parts: clause_views.iter().any(|clause| clause.part.is_some()),
        variation,
        assurance,
        message: message(seen.0, seen.1).unwrap_or_default(),
        signals: rows.signals,
        restated: crate::subject::restatement::page::of_metric(context, subject, id),
        replies: crate::subject::response::page::of_metric(context, subject, id),
        chart: ChartView {
            label: Label::part_of(drawn, picture.label),
            still: picture.svg,
            caption: caption(chart, limits.last().map(|figure| figure.number)),
            limits: limits_shown(context, chart, metric, &limits),
            // Without a value the picture says its name alone.
            figures: drawn.map_or_else(String::new, |drawn| drawn.to_string()),
            drawing,
        },
        moved,
        costs_nothing: costs.is_empty()
            && clauses.iter().any(|(clause, _)| clause.ruling.is_some_and(Ruling::missed)),
        costs,
        plans: plans(context, &clauses),
        compare: route_of(context, subject, id)
            .map_or_else(Vec::new, |page| vec![Inline::link(&page, "Beside other vendors")]),
        clauses: clause_views,
        breakdowns,
        breakdown_of,
        facts: facts(context, metric),
        numerator: heading(metric.numerator.as_deref(), kind_parts(metric.kind).0),
        denominator: heading(metric.denominator.as_deref(), kind_parts(metric.kind).1),
        table_name: format!("{}-{id}", subject_key(subject).1),
        rows: rows.html,
        sources: rows.sources.panel_of(context, formula::of_kind(metric.kind)),
    };
    Some(Page {
        title: Label::named(metric.name.as_str()),
        above: vec![Link::to(&Route::of_subject(subject), Label::named(name))],
        view,
        evidence: Some(evidence.finish()),
    })
}

fn vendor_of(context: &PageContext<'_>, subject: &Subject) -> Label {
    let Subject::Site(id) = subject else { return Label::default() };
    let register = context.report.register;
    let vendor = register.sites.get(id).and_then(|site| register.vendors.get(&*site.vendor));
    vendor.map_or_else(Label::default, |vendor| Label::named(vendor.name.as_str()))
}

/// What a column counts: the words of the definition up to their first semicolon.
fn heading(words: Option<&str>, else_words: &'static str) -> Label {
    words.map_or(else_words.into(), |words| Label::named(words.split(';').next().unwrap_or(words)))
}

fn kind_parts(kind: MetricKind) -> (&'static str, &'static str) {
    match kind {
        MetricKind::Mean => ("value × samples", "samples"),
        MetricKind::Ratio => ("numerator", "denominator"),
        MetricKind::Count | MetricKind::Level | MetricKind::Percentile => ("sum", "out of"),
    }
}

/// Clauses that judge the metric for the subject, in the terms of their latest rulings: those of its newest scorecard, with
/// their lines there; what was missed comes first.
fn judging<'a>(
    context: &PageContext<'a>,
    subject: &Subject,
    metric: &MetricId,
) -> Vec<(Clause<'a>, &'a Line)> {
    let Some(card) = context.report.scorecards.get(subject).and_then(|cards| cards.last()) else {
        return Vec::new();
    };
    let lines = card.lines.iter();
    let clauses = lines.filter_map(|line| Some((clause(context.report, line.judged, line.ruling)?, line)));
    let mut clauses: Vec<_> = clauses.filter(|(clause, _)| &clause.metric.id == metric).collect();
    clauses.sort_by_key(|(clause, _)| !clause.ruling.is_some_and(Ruling::missed));
    clauses
}

/// Open plans with a trigger on one of the clauses, the most severe first, then the oldest.
fn plans(context: &PageContext<'_>, clauses: &[(Clause<'_>, &Line)]) -> Vec<Link> {
    let register = context.report.register;
    let is_answer = |plan: &&Plan| {
        is_open(register, plan) && clauses.iter().any(|(clause, _)| answers(register, plan, clause.judged))
    };
    let mut plans: Vec<&Plan> = register.plans.values().filter(is_answer).collect();
    plans.sort_by_key(|plan| (*plan.severity, *plan.detected_on));
    plans
        .iter()
        .map(|plan| Link::to(&Route::Plan(PlanPage::One(plan.id.clone())), Label::named(plan.title.as_str())))
        .collect()
}

fn clause_view<'a>(
    context: &PageContext<'a>,
    clause: &Clause<'a>,
    part: Option<PartView>,
    evidence: &mut Evidence<'a>,
) -> ClauseView {
    let mut sources = Sources::new(context);
    let target = clause
        .target_with(evidence, Some(("weight", *clause.level.weight, clause.level.weight.place.as_ref())));
    let weight = Html::part_of(target.number, &crate::subject::wording::figure::exact(*clause.level.weight));
    let target = Html::from(target);
    let policies_of = written_clause(clause, evidence);
    let newest = clause.ruling.map_or_else(Vec::new, |ruling| newest(clause, ruling, evidence));
    let budget = budget_line(clause, evidence);
    let rulings = ruling_rows(context, clause, evidence, &mut sources);
    let policies =
        clause_terms::sentences(clause.level, Some(clause.metric), context.report.register.as_of());
    ClauseView {
        id: format!("judged-{}-{}", clause.contract.id, clause.level.id),
        name: Label::named(clause.level.name.as_str()),
        terms: vec![names::service_level(context, &clause.contract.id, &clause.level.id)],
        contract: Link::to(
            &Route::Contract(clause.contract.id.clone()),
            Label::named(clause.contract.title.clone()),
        ),
        reference: match &clause.level.clause_ref {
            Some(reference) => Label::named(reference),
            None => "no reference to the paper".into(),
        },
        target,
        newest,
        weight,
        part,
        policies_of,
        policies: policies.into_iter().map(|said| Label::part_of(policies_of, said)).collect(),
        budget,
        rulings,
        sources: sources.panel_of(context, clause.formula()),
    }
}

/// `26.9 per hour in W46: missed`
fn newest<'a>(clause: &Clause<'a>, ruling: &Ruling, evidence: &mut Evidence<'a>) -> Vec<Inline> {
    let (tone, word) = phrase::verdict(ruling);
    let mut line = Vec::new();
    if let Some(figure) = phrase::figure(ruling, clause.level, Some(clause.metric)) {
        line.extend([Inline::words(figure).of(clause.told(evidence)), Inline::literal(" in ")]);
    }
    line.extend([Inline::dated(phrase::window(ruling)), Inline::literal(", "), Inline::mark(tone, word)]);
    line
}

/// The latest window by queue and language; without a clause the last period.
fn slices(
    context: &PageContext<'_>,
    chart: &Charted,
    metric: &Metric,
    clause: Option<&Clause<'_>>,
    evidence: &mut Evidence<'_>,
) -> (Label, Vec<Breakdown>) {
    let report = context.report;
    if let Some(clause) = clause
        && let Some(ruling) = clause.ruling
        && ruling.relief.is_empty()
    {
        let tables = breakdowns(report, metric, &clause.query(ruling), &ruling.rows, evidence);
        return (Label::dated(clause.window(ruling)), tables);
    }
    let Some((period, cell)) = chart.series.cells.last() else { return (Label::default(), Vec::new()) };
    let query = series_query(chart, *period);
    ((*period).into(), breakdowns(report, metric, &query, &cell.rows, evidence))
}

fn facts(context: &PageContext<'_>, metric: &Metric) -> Vec<(&'static str, Label)> {
    let book = &context.report.register.settings;
    let mut facts = vec![("Better", better(metric).into()), ("Rolled up as", metric.kind.label().into())];
    if let (Some(over), Some(under)) = (&metric.numerator, &metric.denominator) {
        facts.push(("Formula", Label::named(format!("{over} ÷ {under}"))));
    }
    if let Some(definition) = &metric.definition {
        facts.push(("Definition", Label::because(Exempt::Quoted, definition.to_string())));
    }
    if metric.sampled {
        facts.push(("Sampled", "a share of the work; intervals are Wilson 95%".into()));
    }
    facts.push(("Signals", book.rule_set.label().into()));
    facts.push(("As of", Label::dated(day_label(context.report.register.as_of()))));
    facts
}

fn better(metric: &Metric) -> &'static str {
    use crate::kit::words::Direction::{AtLeast, AtMost, Neutral, Range};
    match metric.direction {
        AtLeast => "higher",
        AtMost => "lower",
        Range => "inside its range",
        Neutral => "neither: shown, never judged",
    }
}
