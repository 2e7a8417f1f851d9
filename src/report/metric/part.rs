//! The part of a metric that one clause judges, where it is not the whole: its own picture, icons and periods.

use serde::Serialize;

use crate::core::charted::Charted;
use crate::core::contract::record::Scope;
use crate::core::formula;
use crate::core::metric::record::Metric;
use crate::core::score::Line;
use crate::core::spc::message;
use crate::kit::diag::{list_and, plural};
use crate::kit::picture::exempt::Exempt;
use crate::kit::picture::icons;
use crate::report::metric::chart::{caption, drawing};
use crate::report::metric::limits::{LimitsView, limits_shown};
use crate::report::metric::rows::period_rows;
use crate::report::metric::series::{limit_figures, target_figures};
use crate::subject::evidence::Evidence;
use crate::subject::shell::PageContext;
use crate::subject::text::label::Label;
use crate::subject::text::piece::Html;
use crate::subject::wording::tone;

/// Both icons share their form.
#[derive(Serialize)]
pub struct Icon {
    pub class: &'static str,
    pub label: &'static str,
}

/// A part of a metric, in the section of the clause that judges it.
#[derive(Serialize)]
pub struct PartView {
    /// Which rows: `queue Beacon, English`.
    words: Label,
    variation: Icon,
    assurance: Icon,
    message: &'static str,
    label: Label,
    still: Html,
    /// Ready-made markup.
    caption: Html,
    limits: Vec<LimitsView>,
    /// Numbers of the figures that are drawn.
    figures: String,
    /// Ready-made rows of every period, newest first.
    rows: Html,
    count: Label,
    sources: Html,
}

/// The part that a line of the newest scorecard judges; `None` where that is the whole metric, or nothing.
pub fn part(
    context: &PageContext<'_>,
    line: &Line,
    metric: &Metric,
    subject: &str,
    evidence: &mut Evidence<'_>,
) -> Option<PartView> {
    let chart = context.report.charts.get(line.chart?).filter(|chart| !chart.is_whole())?;
    let words = words(context, &chart.series.scope);
    let before = evidence.count_so_far();
    let targets = target_figures(context, chart, metric, evidence);
    let rows = period_rows(context, chart, metric, &targets, evidence);
    let still = drawing(context, chart, metric, &format!("{subject}, {words}")).1;
    let limits = limit_figures(context, chart, metric, &still.baselines, before, evidence);
    let drawn = evidence.since(before);
    let (variation, assurance) = icons(line.variation, line.assurance);
    Some(PartView {
        variation,
        assurance,
        message: message(line.variation, line.assurance).unwrap_or_default(),
        label: Label::part_of(drawn, still.label),
        still: still.svg,
        caption: caption(chart, limits.last().map(|figure| figure.number)),
        limits: limits_shown(context, chart, metric, &limits),
        figures: drawn.map_or_else(String::new, |drawn| drawn.to_string()),
        rows: rows.html,
        count: Label::because(Exempt::Rows, periods(chart)),
        sources: rows.sources.panel_of(context, formula::of_kind(metric.kind)),
        words: Label::named(words),
    })
}

/// Both icons with their words.
pub fn icons(variation: crate::core::spc::Variation, assurance: crate::core::spc::Assurance) -> (Icon, Icon) {
    let (variation, assurance) = (tone::variation(variation), tone::assurance(variation, assurance));
    (
        Icon { class: variation.class(), label: icons::Variation::label(variation) },
        Icon { class: assurance.class(), label: icons::Assurance::label(assurance) },
    )
}

fn periods(chart: &Charted) -> String {
    plural(chart.periods.len(), "period")
}

/// `project Atlas and language pt-PT`.
fn words(context: &PageContext<'_>, scope: &Scope) -> String {
    let register = context.report.register;
    let sites = scope.sites.iter().map(|id| register.sites.get(id).map_or(id.as_str(), |site| &site.name));
    let projects = scope.projects.iter();
    let projects = projects.map(|id| register.projects.get(id).map_or(id.as_str(), |project| &project.name));
    let queues = scope.queues.iter();
    let queues = queues.map(|id| register.queue(id).map_or(id.as_str(), |queue| queue.name.as_str()));
    let parts: [(&str, Vec<&str>); 4] = [
        ("site", sites.collect()),
        ("project", projects.collect()),
        ("queue", queues.collect()),
        ("language", scope.languages.iter().map(|language| language.as_str()).collect()),
    ];
    let named = parts.into_iter().filter(|(_, names)| !names.is_empty());
    let named: Vec<String> = named
        .map(|(what, names)| {
            let many = if names.len() == 1 { "" } else { "s" };
            format!("{what}{many} {}", list_and(&names))
        })
        .collect();
    named.join(", ")
}
