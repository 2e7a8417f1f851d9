//! The figures of an initiative, in numbers and in words.

use crate::core::metric::record::{Metric, Unit};
use crate::core::spc::Limits;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::picture::exempt::Exempt;
use crate::kit::picture::scale;
use crate::subject::control;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::written::FigureRef;
use crate::subject::initiative::figures::{InitiativeState, Phase, Verdict};
use crate::subject::initiative::record::Initiative;
use crate::subject::text::piece::{Html, Inline};

/// The effect with the two means it is made of; absent where there are too few points.
#[derive(Default)]
pub struct EffectFigures {
    pub before: Option<FigureRef>,
    pub after: Option<FigureRef>,
    pub effect: Option<FigureRef>,
    /// `+1.22 to +2.78`
    pub interval: String,
}

/// A statistic to the millionth, which is how far pages could ever show it.
fn quotient(value: f64) -> Option<Quotient> {
    Quotient::new((value * 1e6).round() as i128, Decimal::SCALE.into())
}

/// `+2.10`, `−0.40`, `0.00`.
fn signed(value: Quotient, decimals: u8) -> String {
    let shown = value.show(decimals);
    if value.rounded(decimals) > 0 { format!("+{shown}") } else { shown }
}

/// A change in words: of a share in percentage points.
fn change(metric: &Metric, value: Quotient) -> String {
    let number = signed(value, metric.decimals);
    match metric.unit {
        Unit::Percent => format!("{number}\u{a0}points"),
        unit => unit.with(&number),
    }
}

/// Lower and upper limit as they are shown: never past the metric's bounds.
pub fn limits(metric: &Metric, limits: &Limits) -> String {
    let held = control::baseline(metric, 0, limits);
    let show = |value: f64| scale::label(value, usize::from(metric.decimals), "");
    metric.unit.with(&format!("{}–{}", show(held.lower), show(held.upper)))
}

/// What was expected of it.
pub fn expected(initiative: &Initiative, metric: &Metric, evidence: &mut Evidence<'_>) -> FigureRef {
    let shown = change(metric, Quotient::from(*initiative.expected));
    evidence.written("expected", *initiative.expected, Some(&initiative.expected.place), shown)
}

/// Writes down the means and the effect.
pub fn told(
    initiative: &Initiative,
    state: &InitiativeState,
    metric: &Metric,
    evidence: &mut Evidence<'_>,
) -> EffectFigures {
    let before = mean(initiative, state, "before", &state.before, metric, evidence);
    let after = state.after.as_ref();
    let after = after.and_then(|after| mean(initiative, state, "after", after, metric, evidence));
    let means = before.as_ref().zip(after.as_ref());
    let (effect, interval) = effect(initiative, state, metric, means, evidence);
    EffectFigures { before, after, effect, interval }
}

fn mean(
    initiative: &Initiative,
    state: &InitiativeState,
    part: &str,
    phase: &Phase,
    metric: &Metric,
    evidence: &mut Evidence<'_>,
) -> Option<FigureRef> {
    let found = phase.limits()?;
    let (first, last) = state.periods.get(phase.from).zip(state.periods.get(phase.to.checked_sub(1)?))?;
    let value = quotient(found.mean)?;
    let shown = metric.unit.with(&value.show(metric.decimals));
    let held = control::baseline(metric, 0, &found);
    let entry = evidence.figure(&shown, value, "initiative-mean");
    let entry = entry.note("initiative", &[initiative.id.as_str(), part]);
    let entry = entry.note("span", &[&first.to_string(), &last.to_string()]);
    let number = entry.limits(held.mean, held.lower, held.upper).whole("points", phase.points as u64).done();
    Some(FigureRef::new(number, value, shown))
}

/// The effect and its interval in words; `means` are those before and after, where they stand on the page.
pub fn effect(
    initiative: &Initiative,
    state: &InitiativeState,
    metric: &Metric,
    means: Option<(&FigureRef, &FigureRef)>,
    evidence: &mut Evidence<'_>,
) -> (Option<FigureRef>, String) {
    let found = state
        .effect
        .and_then(|effect| Some([quotient(effect.change)?, quotient(effect.low)?, quotient(effect.high)?]));
    let Some([value, low, high]) = found else { return (None, String::new()) };
    let shown = change(metric, value);
    let plain = |value: Quotient| value.show(metric.decimals).replace('\u{2212}', "-").replace(',', "");
    let mut entry = evidence.figure(&shown, value, "initiative-effect");
    entry = entry.note("initiative", &[initiative.id.as_str()]);
    if let Some((before, after)) = means {
        entry = entry.inputs([before.number, after.number]);
    }
    let number = entry.interval(&plain(low), &plain(high)).done();
    let interval = format!("{} to {}", signed(low, metric.decimals), signed(high, metric.decimals));
    (Some(FigureRef::new(number, value, shown)), interval)
}

/// What the data say, as a mark with its words.
pub fn verdict(initiative: &Initiative, state: &InitiativeState) -> Inline {
    match state.verdict {
        Verdict::NotBegun => Inline::mark("none", "Not begun"),
        Verdict::NoBaseline => Inline::mark("none", "Too little before it to compare with"),
        Verdict::TooEarly => Inline::mark("running", "Too early to say"),
        Verdict::WithinNoise => Inline::mark("none", "Within common-cause variation"),
        Verdict::Better if reached(initiative, state) => Inline::mark("met", "Worked as expected"),
        Verdict::Better => Inline::mark("met", "Worked, less than expected"),
        Verdict::Worse => Inline::mark("missed", "Worse than before"),
    }
}

/// Whether the change is as large as was expected.
fn reached(initiative: &Initiative, state: &InitiativeState) -> bool {
    let wanted = initiative.expected.to_f64();
    state.effect.is_some_and(|effect| match wanted > 0.0 {
        true => effect.change >= wanted,
        false => effect.change <= wanted,
    })
}

/// The effect in one sentence: `From 46.31 to 49.24 per hour: +2.93 per hour, of +2.5 per hour expected (95% interval +2.31 to +3.55).`
pub fn words(metric: &Metric, state: &InitiativeState, told: &EffectFigures, expected: &FigureRef) -> Html {
    let wanted = Html::from(" ").then(expected).then(" is expected.");
    let (Some(before), Some(after), Some(effect)) = (&told.before, &told.after, &told.effect) else {
        let few = |phase: Option<&Phase>| {
            let points = phase.map_or(0, |phase| phase.points);
            Html::exempt(Exempt::Rows, &crate::kit::diag::plural(points, "period"))
        };
        let eight = Html::exempt(Exempt::Rule, ", and 8 are needed.");
        return match state.verdict {
            Verdict::NotBegun => Html::from("The change has not begun.").then(wanted),
            Verdict::NoBaseline => Html::from("Before the change there are ")
                .then(few(Some(&state.before)))
                .then(eight)
                .then(wanted),
            _ => Html::from("Since the change there are ")
                .then(few(state.after.as_ref()))
                .then(eight)
                .then(wanted),
        };
    };
    let name = crate::core::wording::in_sentence(&metric.name);
    let start = match state.verdict {
        Verdict::WithinNoise => Html::from("Nothing but common-cause variation: "),
        _ => Html::default(),
    };
    start
        .then(Html::exempt(Exempt::Name, &crate::subject::wording::phrase::capital(&name)))
        .then(" went from ")
        .then(before)
        .then(" to ")
        .then(after)
        .then(": ")
        .then(effect)
        .then(", of ")
        .then(expected)
        .then(" expected (")
        .then(Html::exempt(Exempt::Rule, "95%"))
        .then(" interval ")
        .then(Html::part_of(effect.number, &told.interval))
        .then(").")
}
