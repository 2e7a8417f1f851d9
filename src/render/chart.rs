//! The one place that knows charming: what the explored pictures have alike, as an ECharts option, and what each of them says for itself.
//!
//! No function strings, tooltips as rich text: hovering must not break the page's policy. A colour is the name of one of the
//! page's own (`var(--ink)`), which `chart.js` looks up, so that a change of theme recolours the picture.

use charming::Chart;
use charming::component::{Axis, DataZoom, DataZoomType, Grid, Legend, LegendType};
use charming::element::{
    AxisType, Color, Formatter, ItemStyle, Label, LineStyle, LineStyleType, MarkLine, Step, Symbol, Tooltip,
    Trigger,
};
use charming::series::{Line, Scatter};

use serde::Serialize;

use crate::kit::picture::series::Mark;
use crate::report::metric::chart::Drawing;

/// The script that all pages of metrics load for it, once.
pub const SHARED: &str = "assets/explore.js";

/// What a page's picture has of its own, in `explore.js` beside it: `assets/chart.js` puts it into what all of them share. What each point
/// says, and what the whole is called, stands in the still picture. A script, so that it loads from a folder too.
pub fn explored(drawing: &Drawing) -> String {
    let told = serde_json::to_string(&Told::of(drawing)).unwrap_or_else(|_| "{}".to_owned());
    let told =
        if told.contains(['<', '>']) { told.replace('<', "\\u003c").replace('>', "\\u003e") } else { told };
    format!("self.scorebookExplore = {told};\n")
}

/// From which period on, and upper limit, mean and lower limit.
type Limits = (usize, Option<f64>, Option<f64>, Option<f64>);

/// One picture. What stands in lists by an index counts the periods from 0.
#[derive(Serialize)]
struct Told<'a> {
    name: &'a str,
    /// Follows a value.
    unit: &'a str,
    /// Of a value as the page shows it.
    decimals: usize,
    /// Both ends of the upright axis.
    axis: (f64, f64),
    values: Vec<Option<f64>>,
    /// Periods without a figure, of which the still picture says nothing: index and name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    gaps: Vec<(usize, &'a str)>,
    /// What the rules call special, by its kind.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    concern: Vec<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    improvement: Vec<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    neutral: Vec<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    provisional: Vec<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    limits: Vec<Limits>,
    /// From which period on: what has to be reached, what may not be passed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    targets: Vec<(usize, Option<f64>, Option<f64>)>,
    /// Before which period something happened, and what.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    events: Vec<(usize, String)>,
}

impl Told<'_> {
    fn of(drawing: &Drawing) -> Told<'_> {
        let decimals = drawing.decimals;
        let values: Vec<Option<f64>> = drawing.values.iter().map(|value| rounded(*value, decimals)).collect();
        let line = |value: f64| rounded(Some(value), decimals + 1);
        let target = |value: Option<f64>| rounded(value, decimals + 1);
        let marked = |wanted: Mark| {
            let of = drawing.marks.iter().zip(&values).enumerate();
            of.filter(|(_, (mark, value))| **mark == wanted && value.is_some()).map(|(at, _)| at).collect()
        };
        let gaps = values.iter().zip(&drawing.periods).enumerate();
        let gaps =
            gaps.filter(|(_, (value, _))| value.is_none()).map(|(at, (_, period))| (at, period.as_str()));
        let hollow = drawing.provisional.iter().enumerate().filter(|(_, is)| **is).map(|(at, _)| at);
        let limits = drawing.limits.iter().map(|of| (of.from, line(of.upper), line(of.mean), line(of.lower)));
        let targets = drawing.targets.iter().map(|of| (of.from, target(of.floor), target(of.ceiling)));
        let has_target = drawing.targets.iter().any(|of| of.floor.or(of.ceiling).is_some());
        Told {
            name: &drawing.name,
            unit: &drawing.unit,
            decimals,
            axis: drawing.axis,
            gaps: gaps.collect(),
            concern: marked(Mark::Concern),
            improvement: marked(Mark::Improvement),
            neutral: marked(Mark::Neutral),
            provisional: hollow.collect(),
            limits: limits.collect(),
            targets: if has_target { targets.collect() } else { Vec::new() },
            events: drawing.events.iter().map(|(at, label)| (*at, plain(label))).collect(),
            values,
        }
    }
}

/// The option of a control chart without its figures: every line and mark there may be, of which a picture keeps those that it has.
pub fn shared() -> String {
    let lines = [
        level("Upper limit", "--common", LineStyleType::Dotted),
        level("Mean", "--common", LineStyleType::Solid),
        level("Lower limit", "--common", LineStyleType::Dotted),
        level("Target, or more", "--accent", LineStyleType::Dashed),
        level("Target, or less", "--accent", LineStyleType::Dashed),
    ];
    let marks = [
        signals("Unusual, worse", Symbol::Rect, "--concern"),
        signals("Unusual, better", Symbol::Circle, "--improve"),
        signals("Unusual", Symbol::Diamond, "--neutral"),
    ];
    let mut chart = Chart::new()
        .grid(Grid::new().left("3%").right("3%").top(48).bottom(64).contain_label(true))
        .legend(Legend::new().type_(LegendType::Scroll).top(0).left(0).right(120))
        .tooltip(Tooltip::new().trigger(Trigger::Axis))
        .data_zoom(DataZoom::new().type_(DataZoomType::Inside))
        .data_zoom(DataZoom::new().type_(DataZoomType::Slider).bottom(8))
        .x_axis(Axis::new().type_(AxisType::Category))
        .y_axis(Axis::new().type_(AxisType::Value));
    for line in lines {
        chart = chart.series(line);
    }
    chart = chart.series(values());
    for mark in marks {
        chart = chart.series(mark);
    }
    let plain = serde_json::to_string(&chart).unwrap_or_else(|_| "{}".to_owned());
    // Not settable through charming: its own description of a chart reads out every number.
    let settings = "{\"aria\":{\"enabled\":false},\"animation\":false,";
    let plain = plain.replacen('{', settings, 1).replacen(TOOLTIP, RICH_TOOLTIP, 1);
    format!("self.scorebookOption = {plain};\n")
}

/// How charming writes a tooltip, and the same drawn on the canvas: an element would carry a style attribute, which the page's
/// policy refuses.
const TOOLTIP: &str = "\"tooltip\":{";
const RICH_TOOLTIP: &str = "\"tooltip\":{\"renderMode\":\"richText\",";

/// Braces would start a placeholder of an ECharts formatter.
fn plain(text: &str) -> String {
    text.replace(['{', '}'], "")
}

/// The series itself, called by the metric. Upright lines stand where limits start anew or an initiative began, with its name.
fn values() -> Line {
    let happened = MarkLine::new()
        .silent(true)
        .symbol(vec![Symbol::None, Symbol::None])
        .label(Label::new().formatter(Formatter::String("{b}".to_owned())).color(colour("--ink")))
        .line_style(LineStyle::new().color(colour("--ink")).width(1.0).type_(LineStyleType::Dashed));
    Line::new()
        .symbol(Symbol::Circle)
        .symbol_size(6.0)
        .connect_nulls(false)
        .line_style(LineStyle::new().color(colour("--ink")).width(1.6))
        .item_style(ItemStyle::new().color(colour("--ink")))
        .mark_line(happened)
}

/// A line that holds from period to period.
fn level(name: &str, token: &str, look: LineStyleType) -> Line {
    Line::new()
        .name(name)
        .step(Step::Middle)
        .show_symbol(false)
        .silent(true)
        .line_style(LineStyle::new().color(colour(token)).width(1.3).type_(look))
        .item_style(ItemStyle::new().color(colour(token)))
}

/// Points that the rules call special, each kind with its own shape.
fn signals(name: &str, symbol: Symbol, token: &str) -> Scatter {
    Scatter::new()
        .name(name)
        .symbol(symbol)
        .symbol_size(11.0)
        .item_style(ItemStyle::new().color(colour(token)))
}

fn colour(token: &str) -> Color {
    Color::Value(format!("var({token})"))
}

/// A value as the page shows it, or a gap.
fn rounded(value: Option<f64>, decimals: usize) -> Option<f64> {
    let scale = 10_f64.powi(i32::try_from(decimals.min(9)).unwrap_or(0));
    value.filter(|value| value.is_finite()).map(|value| (value * scale).round() / scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::picture::series::TargetStep;

    #[test]
    fn a_picture_tells_its_own_figures_without_markup() {
        let drawing = Drawing {
            name: "</script><script>alert(1)</script>".to_owned(),
            unit: "%".to_owned(),
            axis: (90.0, 100.0),
            periods: vec!["2026-W01".to_owned(), "<b>".to_owned()],
            values: vec![Some(95.123), None],
            marks: vec![Mark::Concern, Mark::Common],
            provisional: vec![true, false],
            targets: vec![TargetStep { from: 0, floor: Some(95.0), ceiling: None }],
            decimals: 1,
            events: vec![(1, "New {limits}".to_owned())],
            ..Drawing::default()
        };
        let expected = "self.scorebookExplore = {\"name\":\"\\u003c/script\\u003e\\u003cscript\\u003ealert(1)\\u003c/script\\u003e\",\
                        \"unit\":\"%\",\"decimals\":1,\"axis\":[90.0,100.0],\"values\":[95.1,null],\"gaps\":[[1,\"\\u003cb\\u003e\"]],\
                        \"concern\":[0],\"provisional\":[0],\"targets\":[[0,95.0,null]],\"events\":[[1,\"New limits\"]]};\n";
        assert_eq!(explored(&drawing), expected);
    }

    #[test]
    fn what_all_share_holds_no_markup_no_function_and_no_figure() {
        let text = shared();
        assert!(!text.contains('<') && !text.contains("function") && !text.contains("\"data\":["), "{text}");
        assert!(text.contains("\"renderMode\":\"richText\"") && text.contains("Unusual, better"), "{text}");
        let option = text.trim_start_matches("self.scorebookOption = ").trim_end_matches(";\n");
        assert!(serde_json::from_str::<serde_json::Value>(option).is_ok());
    }
}
