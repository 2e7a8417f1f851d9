//! Why a figure moved: what each part did to it, in a sentence, a picture and a table of exact parts.

use num_rational::BigRational;
use serde::Serialize;

use crate::compute::charted::Charted;
use crate::compute::exact::{Toward, to_quotient};
use crate::compute::shift_share::{
    Cut, CutShift, Effects, Part, Shift, Span, Sums, parts_sentence, shift_sentence, signed,
};
use crate::compute::spc::Variation;
use crate::compute::wording::sentence_case;
use crate::model::{Metric, MetricKind, Period, Quotient, Scope, Unit};
use crate::page::evidence::clause::subject_key;
use crate::page::evidence::written::marked;
use crate::page::evidence::{Evidence, Query};
use crate::page::shell::House;
use crate::page::wording::figure::Measure;
use crate::picture::diverging::{Diverging, Side};
use crate::picture::pen;

/// Parts drawn; the table has all of them.
const DRAWN: usize = 8;

#[derive(Debug, Serialize)]
pub struct Moved {
    /// Ready-made markup: what moved, or why nothing is explained.
    text: String,
    cuts: Vec<CutView>,
}

#[derive(Debug, Serialize)]
struct CutView {
    by: &'static str,
    sentence: String,
    label: String,
    /// Numbers of the figures that the picture draws.
    figures: String,
    /// Ready-made SVG.
    picture: String,
    rows: Vec<PartRow>,
}

/// Values are ready-made markup.
#[derive(Debug, Serialize)]
struct PartRow {
    name: String,
    whole: bool,
    before: String,
    after: String,
    share_before: String,
    share_after: String,
    rate: String,
    mix: String,
    interaction: String,
    total: String,
}

/// What every figure of a shift shares.
struct Told<'s> {
    metric: &'s Metric,
    subject: (&'static str, &'s str),
    shift: &'s Shift,
    scope: Scope,
    periods: Vec<String>,
    /// Numbers of the whole's figures, before and after.
    whole: [u32; 2],
}

/// `None` for a metric that is no ratio: nothing can be split.
pub fn moved(
    house: &House<'_>,
    chart: &Charted,
    metric: &Metric,
    evidence: &mut Evidence<'_>,
) -> Option<Moved> {
    if metric.kind != MetricKind::Ratio {
        return None;
    }
    let Some(shift) = house.report.shifts.get(&(chart.subject.clone(), chart.metric.clone())) else {
        let text = match chart.seen.last().map_or(Variation::TooFewPoints, |seen| seen.0) {
            Variation::TooFewPoints => "Too few periods yet to tell a change from normal variation.",
            Variation::CommonCause => {
                "The last change lies inside normal variation: there is nothing to explain."
            }
            _ => "Nothing before it to compare with.",
        };
        return Some(Moved { text: text.to_owned(), cuts: Vec::new() });
    };
    let told = Told::new(chart, metric, shift, evidence);
    let mut text = String::new();
    pen::text(&mut text, &format!("{} {}.", sentence_case(&metric.name), shift_sentence(metric, shift)));
    let measure = Measure::of(metric);
    let [before, after] = [&shift.before, &shift.after].map(|span| measure.show(span.value));
    let [marked_before, marked_after] = [(0, &shift.before, &before), (1, &shift.after, &after)]
        .map(|(at, span, shown)| marked(told.whole[at], span.value, shown));
    let text = text.replacen(
        &format!("from {before} to {after}"),
        &format!("from {marked_before} to {marked_after}"),
        1,
    );
    let text = match shift.cuts.is_empty() {
        true => format!(
            "{text} All of it is one site, one queue and one language: there are no parts to tell apart."
        ),
        false => text,
    };
    let cuts = shift.cuts.iter().map(|cut| cut_view(house, &told, cut, evidence)).collect();
    Some(Moved { text, cuts })
}

impl<'s> Told<'s> {
    fn new(
        chart: &'s Charted,
        metric: &'s Metric,
        shift: &'s Shift,
        evidence: &mut Evidence<'_>,
    ) -> Told<'s> {
        let mut told = Told {
            metric,
            subject: subject_key(&chart.subject),
            shift,
            scope: Scope::default(),
            periods: shift.before.periods.iter().map(ToString::to_string).collect(),
            whole: [0; 2],
        };
        told.whole = [&shift.before, &shift.after].map(|span| {
            let query = told.query(&span.periods);
            let shown = Measure::of(metric).show(span.value);
            let entry = evidence.figure(&shown, span.value, "rollup-ratio").query(&query);
            entry.sums(span.sums.numerator, span.sums.denominator).rows(&span.rows).done()
        });
        told
    }

    fn query<'q>(&'q self, periods: &'q [Period]) -> Query<'q> {
        let (last, earlier) = periods.split_last().unwrap_or((&EMPTY, &[]));
        Query {
            clause: None,
            metric: self.metric.id.as_str(),
            subject: self.subject,
            scope: &self.scope,
            slice: None,
            pooled: earlier,
            period: *last,
            window: "period",
        }
    }

    /// A signed amount with its evidence: the figures it is made of stand on this page.
    fn amount(
        &self,
        value: &BigRational,
        formula: &str,
        (cut, part): (Cut, Option<&str>),
        inputs: &[u32],
        evidence: &mut Evidence<'_>,
    ) -> String {
        let shown = signed(value, self.metric.decimals);
        let exact = to_quotient(value, Toward::Lower);
        let periods: Vec<&str> = self.periods.iter().map(String::as_str).collect();
        let query = self.query(&self.shift.after.periods);
        let mut entry = evidence.figure(&shown, exact, formula).query(&query).note("before", &periods);
        entry = entry.note("by", &[cut.words()]);
        if let Some(part) = part {
            entry = entry.note("part", &[part]);
        }
        marked(entry.inputs(inputs).done(), exact, &shown)
    }
}

const EMPTY: Period = Period::Month(1900, 1);

fn cut_view(house: &House<'_>, told: &Told<'_>, cut: &CutShift, evidence: &mut Evidence<'_>) -> CutView {
    let register = house.report.register;
    let names: Vec<String> = cut.parts.iter().map(|part| cut.by.name(register, part.of)).collect();
    let before = evidence.count_so_far();
    let mut rows: Vec<PartRow> = Vec::with_capacity(cut.parts.len() + 1);
    for (part, name) in cut.parts.iter().zip(&names) {
        rows.push(part_row(house, told, cut, part, name, evidence));
    }
    rows.push(whole_row(told, cut, evidence));
    let sentence = parts_sentence(register, told.metric, told.shift, cut);
    CutView {
        by: cut.by.word(),
        label: format!("What each {} added to the change or took from it", cut.by.word()),
        figures: format!("{}-{}", before + 1, evidence.count_so_far()),
        picture: picture(told, cut, &names),
        sentence: format!("By {}: {sentence}.", cut.by.word()),
        rows,
    }
}

fn part_row(
    house: &House<'_>,
    told: &Told<'_>,
    cut: &CutShift,
    part: &Part,
    name: &str,
    evidence: &mut Evidence<'_>,
) -> PartRow {
    let measurements = &house.report.register.measurements;
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
    let mut amounts = effects_of(told, (cut.by, Some(id)), &part.effects, &inputs, evidence).into_iter();
    let mut next = || amounts.next().unwrap_or_default();
    PartRow {
        name: name.to_owned(),
        whole: false,
        before: before.unwrap_or_else(|| QUIET.to_owned()),
        after: after.unwrap_or_else(|| QUIET.to_owned()),
        share_before,
        share_after,
        rate: next(),
        mix: next(),
        interaction: next(),
        total: next(),
    }
}

const QUIET: &str = "<span class=\"quiet\">no rows</span>";

fn whole_row(told: &Told<'_>, cut: &CutShift, evidence: &mut Evidence<'_>) -> PartRow {
    let measure = Measure::of(told.metric);
    let mut amounts = effects_of(told, (cut.by, None), &cut.effects, &told.whole, evidence).into_iter();
    let mut next = || amounts.next().unwrap_or_default();
    let [before, after] = [(0, &told.shift.before), (1, &told.shift.after)]
        .map(|(at, span)| marked(told.whole[at], span.value, &measure.show(span.value)));
    PartRow {
        name: "All".to_owned(),
        whole: true,
        before,
        after,
        share_before: String::new(),
        share_after: String::new(),
        rate: next(),
        mix: next(),
        interaction: next(),
        total: next(),
    }
}

fn effects_of(
    told: &Told<'_>,
    of: (Cut, Option<&str>),
    effects: &Effects,
    inputs: &[u32],
    evidence: &mut Evidence<'_>,
) -> Vec<String> {
    let total = effects.total();
    let amounts = [
        (&effects.rate, "shift-rate"),
        (&effects.mix, "shift-mix"),
        (&effects.interaction, "shift-interaction"),
        (&total, "shift-total"),
    ];
    amounts.into_iter().map(|(value, formula)| told.amount(value, formula, of, inputs, evidence)).collect()
}

/// The part's own ratio in one span, with its rows; `None` without a denominator.
fn own_value(
    told: &Told<'_>,
    by: Cut,
    id: &str,
    span: &Span,
    sums: Sums,
    rows: &[u32],
    evidence: &mut Evidence<'_>,
) -> Option<(u32, String)> {
    let factor = if told.metric.unit == Unit::Percent { 100 } else { 1 };
    let value = Quotient::new(sums.numerator * factor, sums.denominator)?;
    let rows: Vec<u32> = rows.iter().copied().filter(|row| span.rows.binary_search(row).is_ok()).collect();
    let mut query = told.query(&span.periods);
    match by {
        Cut::Site => query.subject = ("site", id),
        Cut::Queue => query.slice = Some(("queues", id)),
        Cut::Language => query.slice = Some(("languages", id)),
    }
    let shown = Measure::of(told.metric).show(value);
    let entry = evidence.figure(&shown, value, "rollup-ratio").query(&query);
    let number = entry.sums(sums.numerator, sums.denominator).rows(&rows).done();
    Some((number, marked(number, value, &shown)))
}

fn share(
    told: &Told<'_>,
    (by, id): (Cut, &str),
    span: &Span,
    sums: Sums,
    evidence: &mut Evidence<'_>,
) -> String {
    let Some(value) = Quotient::new(sums.denominator * 100, span.sums.denominator) else {
        return String::new();
    };
    let shown = format!("{}%", value.show(1));
    let query = told.query(&span.periods);
    let entry = evidence.figure(&shown, value, "shift-weight").query(&query).note("by", &[by.words()]);
    marked(entry.note("part", &[id]).done(), value, &shown)
}

fn picture(told: &Told<'_>, cut: &CutShift, names: &[String]) -> String {
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
    let mut svg = String::new();
    Diverging { label: &said.join(", "), rows: &sides }.write(&mut svg);
    svg
}
