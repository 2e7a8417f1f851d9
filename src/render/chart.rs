//! The one place that knows charming: a control chart as an ECharts option, written as JSON that a page can carry.
//!
//! No function strings, tooltips as rich text: hovering must not break the page's policy. A colour is the name of one of the
//! page's own (`var(--ink)`), which `chart.js` looks up, so that a change of theme recolours the picture.

use charming::Chart;
use charming::component::{Axis, DataZoom, DataZoomType, Grid, Legend, LegendType};
use charming::datatype::{CompositeValue, DataPointItem};
use charming::element::{
    AxisType, Color, Formatter, ItemStyle, Label, LineStyle, LineStyleType, MarkLine, MarkLineData,
    MarkLineVariant, Step, Symbol, Tooltip, Trigger,
};
use charming::series::{Line, Scatter};

use serde::Serialize;

use crate::kit::picture::series::Mark;
use crate::report::metric::chart::Drawing;

/// `explore.js` beside the page of a metric: what `assets/chart.js` draws once a reader asks for it. A script, so that it loads from a folder too.
pub fn explored(drawing: &Drawing) -> String {
    let words = Words {
        label: &drawing.label,
        unit: &drawing.unit,
        decimals: drawing.decimals,
        titles: &drawing.titles,
    };
    let words = serde_json::to_string(&words).unwrap_or_else(|_| "{}".to_owned());
    let words = words.trim_end_matches('}');
    format!("self.scorebookExplore = {words},\n\"option\":{}}};\n", option(drawing))
}

/// What is read out, and said beside a point.
#[derive(Serialize)]
struct Words<'a> {
    label: &'a str,
    /// Follows a value.
    unit: &'a str,
    /// Of a value as the page shows it.
    decimals: usize,
    titles: &'a [String],
}

/// The option of a control chart: every mark, limit, target and note of the still picture, and a part only where there is something to draw.
fn option(drawing: &Drawing) -> String {
    let (bottom, top) = drawing.axis;
    let axis = Axis::new().type_(AxisType::Value).min(bottom).max(top).axis_label(
        charming::element::AxisLabel::new()
            .formatter(Formatter::String(format!("{{value}}{}", plain(&drawing.unit)))),
    );
    let decimals = drawing.decimals;
    let lines = [
        level("Upper limit", &drawing.upper, "--common", LineStyleType::Dotted, decimals),
        level("Mean", &drawing.mean, "--common", LineStyleType::Solid, decimals),
        level("Lower limit", &drawing.lower, "--common", LineStyleType::Dotted, decimals),
        level("Target, or more", &drawing.floors, "--accent", LineStyleType::Dashed, decimals),
        level("Target, or less", &drawing.ceilings, "--accent", LineStyleType::Dashed, decimals),
    ];
    let marks = [
        signals(drawing, Mark::Concern, "Unusual, worse", Symbol::Rect, "--concern"),
        signals(drawing, Mark::Improvement, "Unusual, better", Symbol::Circle, "--improve"),
        signals(drawing, Mark::Neutral, "Unusual", Symbol::Diamond, "--neutral"),
    ];
    let mut chart = Chart::new()
        .grid(Grid::new().left("3%").right("3%").top(48).bottom(64).contain_label(true))
        .legend(Legend::new().type_(LegendType::Scroll).top(0).left(0).right(120))
        .tooltip(Tooltip::new().trigger(Trigger::Axis))
        .data_zoom(DataZoom::new().type_(DataZoomType::Inside))
        .data_zoom(DataZoom::new().type_(DataZoomType::Slider).bottom(8))
        .x_axis(Axis::new().type_(AxisType::Category).data(drawing.periods.clone()))
        .y_axis(axis);
    for line in lines.into_iter().flatten() {
        chart = chart.series(line);
    }
    chart = chart.series(values(drawing));
    for mark in marks.into_iter().flatten() {
        chart = chart.series(mark);
    }
    let plain = serde_json::to_string(&chart).unwrap_or_else(|_| "{}".to_owned());
    // Not settable through charming: its own description of a chart reads out every number.
    let settings = "{\"aria\":{\"enabled\":false},\"animation\":false,";
    let plain = plain.replacen('{', settings, 1).replacen(TOOLTIP, RICH_TOOLTIP, 1);
    if plain.contains(['<', '>']) { plain.replace('<', "\\u003c").replace('>', "\\u003e") } else { plain }
}

/// How charming writes a tooltip, and the same drawn on the canvas: an element would carry a style attribute, which the page's
/// policy refuses.
const TOOLTIP: &str = "\"tooltip\":{";
const RICH_TOOLTIP: &str = "\"tooltip\":{\"renderMode\":\"richText\",";

/// Braces would start a placeholder of an ECharts formatter.
fn plain(text: &str) -> String {
    text.replace(['{', '}'], "")
}

fn values(drawing: &Drawing) -> Line {
    let points: Vec<DataPointItem> = drawing
        .values
        .iter()
        .enumerate()
        .map(|(at, value)| {
            let item = DataPointItem::new(rounded(*value, drawing.decimals));
            if drawing.provisional.get(at).copied().unwrap_or_default() {
                // Hollow: not final.
                item.item_style(
                    ItemStyle::new().color(colour("--paper")).border_color(colour("--ink")).border_width(1.5),
                )
            } else {
                item
            }
        })
        .collect();
    Line::new()
        .name(drawing.name.clone())
        .symbol(Symbol::Circle)
        .symbol_size(6.0)
        .connect_nulls(false)
        .line_style(LineStyle::new().color(colour("--ink")).width(1.6))
        .item_style(ItemStyle::new().color(colour("--ink")))
        .mark_line(happened(drawing))
        .data(points)
}

/// Upright lines where limits start anew or an initiative began, with its name.
fn happened(drawing: &Drawing) -> MarkLine {
    let lines = drawing.events.iter().filter_map(|(at, label)| {
        let period = drawing.periods.get(*at)?;
        Some(MarkLineVariant::Simple(MarkLineData::new().name(plain(label)).x_axis(period.as_str())))
    });
    MarkLine::new()
        .silent(true)
        .symbol(vec![Symbol::None, Symbol::None])
        .label(Label::new().formatter(Formatter::String("{b}".to_owned())).color(colour("--ink")))
        .line_style(LineStyle::new().color(colour("--ink")).width(1.0).type_(LineStyleType::Dashed))
        .data(lines.collect::<Vec<MarkLineVariant>>())
}

/// A line that holds from period to period; `None` where it holds for none.
fn level(
    name: &str,
    values: &[Option<f64>],
    token: &str,
    look: LineStyleType,
    decimals: usize,
) -> Option<Line> {
    values.iter().flatten().next()?;
    let points: Vec<CompositeValue> = values.iter().map(|value| rounded(*value, decimals + 1)).collect();
    let line = Line::new()
        .name(name)
        .step(Step::Middle)
        .show_symbol(false)
        .silent(true)
        .line_style(LineStyle::new().color(colour(token)).width(1.3).type_(look))
        .item_style(ItemStyle::new().color(colour(token)))
        .data(points);
    Some(line)
}

/// Points that the rules call special, each kind with its own shape; `None` where there are none.
fn signals(drawing: &Drawing, mark: Mark, name: &str, symbol: Symbol, token: &str) -> Option<Scatter> {
    drawing.values.iter().zip(&drawing.marks).find(|(value, found)| **found == mark && value.is_some())?;
    let points: Vec<CompositeValue> = drawing
        .values
        .iter()
        .zip(&drawing.marks)
        .map(|(value, found)| rounded(value.filter(|_| *found == mark), drawing.decimals))
        .collect();
    let marks = Scatter::new()
        .name(name)
        .symbol(symbol)
        .symbol_size(11.0)
        .item_style(ItemStyle::new().color(colour(token)))
        .data(points);
    Some(marks)
}

fn colour(token: &str) -> Color {
    Color::Value(format!("var({token})"))
}

/// A value as the page shows it, or a gap.
fn rounded(value: Option<f64>, decimals: usize) -> CompositeValue {
    let scale = 10_f64.powi(i32::try_from(decimals.min(9)).unwrap_or(0));
    CompositeValue::from(value.filter(|value| value.is_finite()).map(|value| (value * scale).round() / scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_option_holds_no_markup_no_function_and_nothing_empty() {
        let drawing = Drawing {
            name: "</script><script>alert(1)</script>".to_owned(),
            unit: "{a}%".to_owned(),
            periods: vec!["2026-W01".to_owned(), "<b>".to_owned()],
            values: vec![Some(95.123), None],
            marks: vec![Mark::Concern, Mark::Common],
            decimals: 1,
            ..Drawing::default()
        };
        let text = option(&drawing);
        assert!(!text.contains('<') && !text.contains("function"), "{text}");
        assert!(
            text.contains("\"renderMode\":\"richText\"")
                && !text.contains("Target")
                && text.contains("95.1")
                && text.contains("null"),
            "{text}"
        );
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
    }
}
