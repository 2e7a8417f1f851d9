//! The one place that knows charming: a control chart as an ECharts option, written as JSON that a page can carry.
//!
//! No function strings, tooltips as rich text: hovering must not break the page's policy. A colour is the name of one of the
//! page's own (`var(--ink)`), which `chart.js` looks up, so that a change of theme recolours the picture.

use charming::Chart;
use charming::component::{Axis, DataZoom, DataZoomType, Grid, Legend};
use charming::datatype::{CompositeValue, DataPoint, DataPointItem};
use charming::element::{
    AxisType, Color, Formatter, ItemStyle, Label, LineStyle, LineStyleType, MarkLine, MarkLineData,
    MarkLineVariant, Step, Symbol, Tooltip, Trigger,
};
use charming::series::{Line, Scatter};

use crate::kit::picture::series::Mark;
use crate::report::metric::chart::Drawing;

/// The option of a control chart. Holds no `<`, so it can stand inside a `script` element.
pub fn option(drawing: &Drawing) -> String {
    let chart = Chart::new()
        .grid(Grid::new().left("3%").right("3%").top(76).bottom(64).contain_label(true))
        .legend(Legend::new().top(0).left("left"))
        .tooltip(Tooltip::new().trigger(Trigger::Axis))
        .data_zoom(DataZoom::new().type_(DataZoomType::Inside))
        .data_zoom(DataZoom::new().type_(DataZoomType::Slider).bottom(8))
        .x_axis(Axis::new().type_(AxisType::Category).data(drawing.periods.clone()))
        .y_axis(
            Axis::new().type_(AxisType::Value).scale(true).axis_label(
                charming::element::AxisLabel::new()
                    .formatter(Formatter::String(format!("{{value}}{}", plain(&drawing.unit)))),
            ),
        )
        .series(level("Upper limit", &drawing.upper, "--common", LineStyleType::Dotted, drawing.decimals))
        .series(level("Mean", &drawing.mean, "--common", LineStyleType::Solid, drawing.decimals))
        .series(level("Lower limit", &drawing.lower, "--common", LineStyleType::Dotted, drawing.decimals))
        .series(level("Target", &drawing.targets, "--accent", LineStyleType::Dashed, drawing.decimals))
        .series(values(drawing));
    // A kind of signal that no point has would stand empty in legend and tooltip.
    let signal = |chart: Chart, mark, name, symbol, token| match drawing.marks.contains(&mark) {
        true => chart.series(signals(drawing, mark, name, symbol, token)),
        false => chart,
    };
    let chart = signal(chart, Mark::Concern, "Concern", Symbol::Rect, "--concern");
    let chart = signal(chart, Mark::Improvement, "Improvement", Symbol::Circle, "--improve");
    let plain = serde_json::to_string(&chart).unwrap_or_else(|_| "{}".to_owned());
    // Not settable through charming.
    let settings = "{\"aria\":{\"enabled\":true},\"animation\":false,";
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
    let points: Vec<DataPoint> = drawing
        .values
        .iter()
        .enumerate()
        .map(|(at, value)| {
            let value = rounded(*value, drawing.decimals);
            if !drawing.provisional.get(at).copied().unwrap_or_default() {
                return DataPoint::Value(value);
            }
            // Hollow: not final.
            let hollow =
                ItemStyle::new().color(colour("--paper")).border_color(colour("--ink")).border_width(1.5);
            DataPoint::Item(DataPointItem::new(value).item_style(hollow))
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

/// A line that holds from period to period.
fn level(name: &str, values: &[Option<f64>], token: &str, look: LineStyleType, decimals: usize) -> Line {
    let points: Vec<CompositeValue> = values.iter().map(|value| rounded(*value, decimals + 1)).collect();
    Line::new()
        .name(name)
        .step(Step::Middle)
        .show_symbol(false)
        .silent(true)
        .line_style(LineStyle::new().color(colour(token)).width(1.3).type_(look))
        .item_style(ItemStyle::new().color(colour(token)))
        .data(points)
}

/// Points that the rules call special, each kind with its own shape.
fn signals(drawing: &Drawing, mark: Mark, name: &str, symbol: Symbol, token: &str) -> Scatter {
    let points: Vec<CompositeValue> = drawing
        .values
        .iter()
        .zip(&drawing.marks)
        .map(|(value, found)| rounded(value.filter(|_| *found == mark), drawing.decimals))
        .collect();
    Scatter::new()
        .name(name)
        .symbol(symbol)
        .symbol_size(11.0)
        .item_style(ItemStyle::new().color(colour(token)))
        .data(points)
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
    fn the_option_holds_no_markup_and_no_function() {
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
            text.contains("\"renderMode\":\"richText\"") && text.contains("95.1") && text.contains("null"),
            "{text}"
        );
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
    }
}
