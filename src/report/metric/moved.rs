//! Why a figure moved: what each part did to it, in a sentence, a picture and a table of exact parts.

use num_rational::BigRational;
use serde::Serialize;

use crate::core::charted::Charted;
use crate::core::metric::record::{Metric, MetricKind, Unit};
use crate::core::rollup::Subject;
use crate::core::shift_share::{
    Cut, CutShift, Of, Part, Span, Sums, parts_sentence, shift, shift_sentence, signed,
};
use crate::core::spc::Variation;
use crate::core::wording::sentence_case;
use crate::kit::exact::{Toward, to_quotient};
use crate::kit::id::SiteId;
use crate::kit::number::Quotient;
use crate::kit::numbered::FigureNumber;
use crate::kit::picture::diverging::{Diverging, Side};
use crate::kit::picture::exempt::Exempt;
use crate::report::metric::shift::ShiftFigures;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::written::marked;
use crate::subject::shell::PageContext;
use crate::subject::text::label::Label;
use crate::subject::text::piece::Html;
use crate::subject::wording::figure::Measure;

/// Parts drawn; the table has all of them.
const DRAWN: usize = 8;

#[derive(Debug, Serialize)]
pub struct Moved {
    /// Ready-made markup: what moved, or why nothing is explained.
    text: Html,
    cuts: Vec<CutView>,
}

#[derive(Debug, Serialize)]
struct CutView {
    by: &'static str,
    sentence: Html,
    label: Label,
    /// Numbers of the figures that the picture draws.
    figures: String,
    /// Ready-made SVG.
    picture: Html,
    rows: Vec<PartRow>,
}

/// Values are ready-made markup.
#[derive(Debug, Serialize)]
struct PartRow {
    name: Label,
    whole: bool,
    before: Html,
    after: Html,
    share_before: Html,
    share_after: Html,
    rate: Html,
    mix: Html,
    interaction: Html,
    total: Html,
}

/// `None` for a metric that is no ratio: nothing can be split.
pub fn moved(
    context: &PageContext<'_>,
    chart: &Charted,
    metric: &Metric,
    evidence: &mut Evidence<'_>,
) -> Option<Moved> {
    if metric.kind != MetricKind::Ratio {
        return None;
    }
    let shift = shift(&context.report.register.measurements, metric, chart);
    let Some(shift) = &shift else {
        let text = match chart.seen.last().map_or(Variation::TooFewPoints, |seen| seen.0) {
            Variation::TooFewPoints => "Too few periods yet to tell a change from normal variation.",
            Variation::CommonCause => {
                "The last change lies inside normal variation: there is nothing to explain."
            }
            _ => "Nothing before it to compare with.",
        };
        return Some(Moved { text: text.into(), cuts: Vec::new() });
    };
    let told = ShiftFigures::new(&chart.subject, metric, shift, evidence);
    let text = Html::exempt(Exempt::Name, &sentence_case(&metric.name)).then(" ");
    let text = text.then(told.say(shift_sentence(metric, shift), &|_| None, evidence)).then(".");
    let text = match shift.cuts.is_empty() {
        true => {
            text.then(" The rows name no parts of it: there is one site, and one queue and language at most.")
        }
        false => text,
    };
    // The parts of a cut add up to the whole, so a cut with a part that is not told is not told.
    let withheld = &context.report.languages.withheld;
    let is_told = |cut: &&CutShift| withheld.tells_shift(context.report.register, cut);
    let cuts: Vec<CutView> =
        shift.cuts.iter().filter(is_told).map(|cut| cut_view(context, &told, cut, evidence)).collect();
    let text = match cuts.len() < shift.cuts.len() {
        true => text.then(
            " Some of its parts are hidden: they would tell of the work of too few people in a language.",
        ),
        false => text,
    };
    Some(Moved { text, cuts })
}

fn cut_view(
    context: &PageContext<'_>,
    told: &ShiftFigures<'_>,
    cut: &CutShift,
    evidence: &mut Evidence<'_>,
) -> CutView {
    let register = context.report.register;
    let names: Vec<String> = cut.parts.iter().map(|part| cut.by.name(register, part.of)).collect();
    let before = evidence.count_so_far();
    let mut rows: Vec<PartRow> = Vec::with_capacity(cut.parts.len() + 1);
    let mut totals = Vec::with_capacity(cut.parts.len());
    for (part, name) in cut.parts.iter().zip(&names) {
        let (row, total) = part_row(context, told, cut, part, name, evidence);
        rows.push(row);
        totals.push(total);
    }
    let all = told.effects((cut.by, None), &cut.effects, &told.whole, evidence);
    rows.push(whole_row(told, &all));
    let of_all = [all[0].0, all[1].0, all[2].0];
    let number = |of: Of| match of {
        Of::Cause(at) => of_all[at],
        Of::Part(at) => totals[at],
        _ => None,
    };
    let sentence = told.say(parts_sentence(register, told.metric, told.shift, cut), &number, evidence);
    CutView {
        by: cut.by.word(),
        label: Label::without_number(format!(
            "What each {} added to the change or took from it",
            cut.by.word()
        )),
        figures: evidence.since(before).map_or_else(String::new, |figures| figures.to_string()),
        picture: picture(told, cut, &names),
        sentence: Html::from("By ").then(cut.by.word()).then(": ").then(sentence).then("."),
        rows,
    }
}

fn part_row(
    context: &PageContext<'_>,
    told: &ShiftFigures<'_>,
    cut: &CutShift,
    part: &Part,
    name: &str,
    evidence: &mut Evidence<'_>,
) -> (PartRow, Option<FigureNumber>) {
    let measurements = &context.report.register.measurements;
    let id = cut.by.id(measurements, part.of);
    let spans = [(&told.shift.before, part.before), (&told.shift.after, part.after)];
    let mut inputs = told.whole.to_vec();
    let [before, after] = spans.map(|(span, sums)| {
        let (number, html) = own_value(told, cut.by, id, span, sums, &part.rows, evidence)?;
        inputs.push(number);
        Some(html)
    });
    let [share_before, share_after] =
        spans.map(|(span, sums)| share(told, (cut.by, id), span, sums, evidence));
    let amounts = told.effects((cut.by, Some(id)), &part.effects, &inputs, evidence);
    let total = amounts[3].0;
    let [rate, mix, interaction, together] = amounts.map(|(_, html)| html);
    let row = PartRow {
        name: Label::named(name),
        whole: false,
        before: before.unwrap_or_else(no_rows),
        after: after.unwrap_or_else(no_rows),
        share_before,
        share_after,
        rate,
        mix,
        interaction,
        total: together,
    };
    (row, total)
}

fn no_rows() -> Html {
    let mut html = Html::default();
    html.tags("<span class=\"quiet\">no rows</span>");
    html
}

fn whole_row(told: &ShiftFigures<'_>, all: &[(Option<FigureNumber>, Html); 4]) -> PartRow {
    let measure = Measure::of(told.metric);
    let [rate, mix, interaction, total] = all.clone().map(|(_, html)| html);
    let [before, after] = [(0, &told.shift.before), (1, &told.shift.after)]
        .map(|(at, span)| marked(told.whole[at], &measure.show(span.value)));
    PartRow {
        name: "All".into(),
        whole: true,
        before,
        after,
        share_before: Html::default(),
        share_after: Html::default(),
        rate,
        mix,
        interaction,
        total,
    }
}

/// The part's own ratio in one span, with its rows; `None` without a denominator.
fn own_value(
    told: &ShiftFigures<'_>,
    by: Cut,
    id: &str,
    span: &Span,
    sums: Sums,
    rows: &[u32],
    evidence: &mut Evidence<'_>,
) -> Option<(FigureNumber, Html)> {
    let factor = if told.metric.unit == Unit::Percent { 100 } else { 1 };
    let value = Quotient::new(sums.numerator * factor, sums.denominator)?;
    let rows: Vec<u32> = rows.iter().copied().filter(|row| span.rows.binary_search(row).is_ok()).collect();
    let mut query = told.query(&span.periods);
    let site = Subject::Site(SiteId::new(id));
    match by {
        Cut::Site => query.subject = &site,
        Cut::Queue => query.slice = Some(("queues", id)),
        Cut::Language => query.slice = Some(("languages", id)),
    }
    let shown = Measure::of(told.metric).show(value);
    let entry = evidence.figure(&shown, value, "rollup-ratio").query(&query);
    let number = entry.sums(sums.numerator, sums.denominator).rows(&rows).done();
    Some((number, marked(number, &shown)))
}

fn share(
    told: &ShiftFigures<'_>,
    (by, id): (Cut, &str),
    span: &Span,
    sums: Sums,
    evidence: &mut Evidence<'_>,
) -> Html {
    let Some(value) = Quotient::new(sums.denominator * 100, span.sums.denominator) else {
        return Html::default();
    };
    let shown = format!("{}%", value.show(1));
    let query = told.query(&span.periods);
    let entry = evidence.figure(&shown, value, "shift-weight").query(&query).note("by", &[by.words()]);
    marked(entry.note("part", &[id]).done(), &shown)
}

fn picture(told: &ShiftFigures<'_>, cut: &CutShift, names: &[String]) -> Html {
    let decimals = told.metric.decimals;
    let effects = &cut.effects;
    let mut rows: Vec<(&str, BigRational, bool)> = vec![
        ("Own figures", effects.rate.clone(), false),
        ("Work moved", effects.mix.clone(), false),
        ("Both at once", effects.interaction.clone(), false),
        ("Change", effects.total(), true),
    ];
    let parts = cut.parts.iter().zip(names).take(DRAWN);
    rows.extend(parts.map(|(part, name)| (name.as_str(), part.effects.total(), false)));
    let texts: Vec<String> = rows.iter().map(|(_, value, _)| signed(value, decimals)).collect();
    let sides: Vec<Side<'_>> = rows
        .iter()
        .zip(&texts)
        .map(|((name, value, whole), text)| Side {
            name,
            value: to_quotient(value, Toward::Lower).to_f64(),
            text,
            whole: *whole,
        })
        .collect();
    let said: Vec<String> =
        rows.iter().zip(&texts).map(|((name, ..), text)| format!("{name} {text}")).collect();
    Html::picture(&Diverging { label: &said.join(", "), rows: &sides })
}
