//! The figures of a ratio that moved, wherever they are shown: the whole before and after, and what did it.

use num_rational::BigRational;

use crate::core::contract::record::Scope;
use crate::core::metric::record::Metric;
use crate::core::rollup::Subject;
use crate::core::sentence::Sentence;
use crate::core::shift_share::{Cut, Effects, Of, Shift, signed, size};
use crate::kit::exact::{Toward, to_quotient};
use crate::kit::numbered::FigureNumber;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::basis::Basis;
use crate::subject::evidence::written::FigureRef;
use crate::subject::evidence::{Evidence, Query};
use crate::subject::text::piece::Html;
use crate::subject::wording::figure::Measure;

/// What every figure of a shift shares.
pub struct ShiftFigures<'s> {
    pub metric: &'s Metric,
    subject: &'s Subject,
    pub shift: &'s Shift,
    scope: Scope,
    periods: Vec<String>,
    /// The whole's figures, before and after.
    pub whole: [FigureNumber; 2],
}

impl<'s> ShiftFigures<'s> {
    pub fn new(
        subject: &'s Subject,
        metric: &'s Metric,
        shift: &'s Shift,
        evidence: &mut Evidence<'_>,
    ) -> ShiftFigures<'s> {
        let scope = Scope::default();
        let whole = [&shift.before, &shift.after].map(|span| {
            let query = query(metric, subject, &scope, &span.periods);
            let shown = Measure::of(metric).show(span.value);
            let entry = evidence.figure(&shown, span.value, "rollup-ratio").query(&query);
            entry.sums(span.sums.numerator, span.sums.denominator).rows(&span.rows).done()
        });
        let periods = shift.before.periods.iter().map(ToString::to_string).collect();
        ShiftFigures { metric, subject, shift, scope, periods, whole }
    }

    pub fn query<'q>(&'q self, periods: &'q [Period]) -> Query<'q> {
        query(self.metric, self.subject, &self.scope, periods)
    }

    /// A signed amount with its evidence: the figures it is made of stand on this page.
    pub fn amount(
        &self,
        value: &BigRational,
        formula: &'static str,
        (cut, part): (Cut, Option<&str>),
        inputs: &[FigureNumber],
        evidence: &mut Evidence<'_>,
    ) -> FigureRef {
        let shown = signed(value, self.metric.decimals);
        let exact = to_quotient(value, Toward::Lower);
        let periods: Vec<&str> = self.periods.iter().map(String::as_str).collect();
        let query = self.query(&self.shift.after.periods);
        let mut entry = evidence.figure(&shown, exact, formula).query(&query).note("before", &periods);
        entry = entry.note("by", &[cut.words()]);
        if let Some(part) = part {
            entry = entry.note("part", &[part]);
        }
        FigureRef::new(entry.inputs(inputs.iter().copied()).done(), exact, shown)
    }

    /// What one part did, or all of them: own figures, work moved, both at once, together. Numbers and markup.
    pub fn effects(
        &self,
        of: (Cut, Option<&str>),
        effects: &Effects,
        inputs: &[FigureNumber],
        evidence: &mut Evidence<'_>,
    ) -> [(Option<FigureNumber>, Html); 4] {
        let total = effects.total();
        let values = [&effects.rate, &effects.mix, &effects.interaction, &total];
        let mut formulas = CAUSES.into_iter().chain(["shift-total"]);
        values.map(|value| {
            let amount = self.amount(value, formulas.next().unwrap_or("shift-total"), of, inputs, evidence);
            (amount.number, amount.into())
        })
    }

    /// A sentence of the shift as markup; `number` knows the figures of causes and parts.
    pub fn say(
        &self,
        sentence: Sentence<Of>,
        number: &dyn Fn(Of) -> Option<FigureNumber>,
        evidence: &mut Evidence<'_>,
    ) -> Html {
        let mut said = Html::default();
        for (words, of) in sentence.pieces {
            said = said.then(match of {
                Some(of) => self.basis(&words, of, number(of), evidence).markup(&words),
                None => Html::dated(&words),
            });
        }
        said
    }

    /// What one piece of it rests on; `number` is the figure of the cause or the part that it speaks of.
    pub fn basis(
        &self,
        words: &str,
        of: Of,
        number: Option<FigureNumber>,
        evidence: &mut Evidence<'_>,
    ) -> Basis {
        match of {
            Of::Name => Basis::Exempt(Exempt::Name),
            Of::Whole(at) => {
                let span = if at == 0 { &self.shift.before } else { &self.shift.after };
                Basis::Figure(self.whole[at], span.value)
            }
            Of::Periods(at) => Basis::parts(self.whole[at]),
            Of::Change => {
                let change = to_quotient(&size(&self.shift.change), Toward::Lower);
                let made = evidence.made_of(words.to_owned(), change, "difference", self.whole);
                made.number.map_or(Basis::Nothing, |number| Basis::Figure(number, change))
            }
            Of::Cause(_) | Of::Part(_) => Basis::parts(number),
        }
    }
}

/// The rows of some periods together.
fn query<'q>(metric: &'q Metric, subject: &'q Subject, scope: &'q Scope, periods: &'q [Period]) -> Query<'q> {
    let (last, earlier) = periods.split_last().unwrap_or((&EMPTY, &[]));
    Query {
        clause: None,
        metric: &metric.id,
        subject,
        scope,
        slice: None,
        pooled: earlier,
        period: *last,
        window: "period",
    }
}

/// Formulas of what a cause did, by the number that a sentence knows it by.
pub const CAUSES: [&str; 3] = ["shift-rate", "shift-mix", "shift-interaction"];

const EMPTY: Period = Period::Month(1900, 1);
