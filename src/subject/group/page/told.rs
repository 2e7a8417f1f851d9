//! Figures of a group: how many service levels were met, what changed, what a metric comes to, what is owed.

use crate::core::attainment::Judged;
use crate::core::contract::record::Window;
use crate::core::formula;
use crate::core::metric::record::{Metric, Unit};
use crate::kit::id::SiteId;
use crate::kit::number::{Decimal, Money, Quotient};
use crate::kit::numbered::{Figures, RestsOn};
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Place;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::cite::whole;
use crate::subject::evidence::written::FigureRef;
use crate::subject::group::figures::owed::{Credits, Owed};
use crate::subject::group::figures::pooled::Pooled;
use crate::subject::group::figures::results::{Change, Count, Results, counts, results};
use crate::subject::group::figures::{Given, Group, Members};
use crate::subject::report::Report;
use crate::subject::shell::PageContext;
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::figure::{Measure, money};
use crate::subject::wording::names;

/// Rows that a figure of a group cites one by one; of more it says how many they are, and the pages of the members cite them.
const CITED: usize = 150;

/// A group with what was counted of it.
pub struct Told<'a> {
    pub given: Given<'a>,
    pub group: Group,
    pub members: Members,
    pub results: Results,
    pub credits: Credits<'a>,
}

/// What groups are made of.
pub fn given<'a>(report: &'a Report<'_>) -> Given<'a> {
    Given {
        register: report.register,
        rollup: &report.rollup,
        judged: &report.judged,
        credits: &report.credits,
        uninvoiced: &report.uninvoiced,
        project_states: &report.project_states,
    }
}

impl<'a> Told<'a> {
    /// All of a group.
    pub fn of(report: &'a Report<'_>, group: Group) -> Told<'a> {
        let given = given(report);
        let members = group.members(given.register);
        let (results, credits) = (results(&given, &group), Credits::of(&given, &group));
        Told { given, group, members, results, credits }
    }

    /// Its results alone, for a row among others.
    pub fn counts(report: &Report<'_>, group: &Group) -> Results {
        let given = given(report);
        counts(&given, &group.counted(&given))
    }

    /// `9 of 12`: met, of those judged in one and the same window.
    pub fn met(
        &self,
        window: Window,
        period: Period,
        count: &Count,
        evidence: &mut Evidence<'_>,
    ) -> FigureRef {
        met(&self.group, (window, period), count, evidence)
    }

    /// What changed from one period to another; nothing where nothing was judged in both.
    pub fn change(
        &self,
        window: Window,
        (from, to): (Period, Period),
        evidence: &mut Evidence<'_>,
    ) -> Option<Html> {
        change(&self.group, window, (from, to), self.results.change(window, from, to), evidence)
    }

    /// What a metric comes to in a period, with the rows that it is the sum of.
    pub fn value(
        &self,
        metric: &Metric,
        pooled: &Pooled,
        period: Period,
        evidence: &mut Evidence<'_>,
    ) -> Option<FigureRef> {
        let (value, cell) = pooled.value(metric, period)?;
        let shown = Measure::of(metric).show(value);
        let entry = evidence
            .figure(&shown, value, formula::of_group(metric.kind)?)
            .note("group", &self.group.words())
            .note("pooled", &[metric.id.as_str(), &period.to_string()])
            .sums(cell.numerator, cell.denominator);
        let number = match cell.rows.len() {
            0..=CITED => entry.rows(&cell.rows).done(),
            n => entry.whole("lines", n as u64).done(),
        };
        Some(FigureRef::new(number, value, shown))
    }

    /// An amount of one period and currency.
    pub fn owed(
        &self,
        period: Period,
        (currency, owed): (&str, &Owed),
        evidence: &mut Evidence<'_>,
    ) -> FigureRef {
        let (shown, value) = (money(Money(owed.net), currency), Quotient::from(Decimal::from_int(owed.net)));
        let entry = evidence
            .figure(&shown, value, "money-group")
            .note("group", &self.group.words())
            .note("period", &[&period.to_string()])
            .note("currency", &[currency]);
        FigureRef::new(entry.done(), value, shown)
    }
}

/// See [`Told::met`].
pub fn met(
    group: &Group,
    (window, period): (Window, Period),
    count: &Count,
    evidence: &mut Evidence<'_>,
) -> FigureRef {
    let value = whole(count.met.len());
    let shown = format!("{} of {}", count.met.len(), count.judged());
    let entry = evidence
        .figure(&shown, value, "group-results")
        .note("group", &group.words())
        .note("windows", &[window.word(), &period.to_string()])
        .whole("met", count.met.len() as u64)
        .whole("missed", count.missed.len() as u64)
        .whole("unmeasured", count.unmeasured.len() as u64);
    FigureRef::new(entry.done(), value, shown)
}

/// See [`Told::change`].
pub fn change(
    group: &Group,
    window: Window,
    (from, to): (Period, Period),
    change: Change,
    evidence: &mut Evidence<'_>,
) -> Option<Html> {
    if change.both == 0 {
        return None;
    }
    if change.better + change.worse == 0 {
        return Some(Html::from("unchanged"));
    }
    let shown = format!("{} of {}", change.better + change.worse, change.both);
    let entry = evidence
        .figure(&shown, whole(change.better + change.worse), "group-change")
        .note("group", &group.words())
        .note("windows", &[window.word(), &from.to_string(), &to.to_string()])
        .whole("better", change.better as u64)
        .whole("worse", change.worse as u64)
        .whole("both", change.both as u64);
    let words = match (change.better, change.worse) {
        (better, 0) => format!("{better} better"),
        (0, worse) => format!("{worse} worse"),
        (better, worse) => format!("{better} better, {worse} worse"),
    };
    Some(Html::part_of(entry.done(), &words))
}

/// `9 of 12 met`, or that nothing was judged; then how many were not measured.
pub fn met_words(count: &Count, figure: &FigureRef) -> Html {
    let met = match count.judged() {
        0 => Html::from("none judged"),
        _ => Html::from(figure).then(" met"),
    };
    match unmeasured(count, figure) {
        Some(more) => met.then(", ").then(more),
        None => met,
    }
}

/// `2 not measured`; nothing where all were.
pub fn unmeasured(count: &Count, of: impl RestsOn) -> Option<Html> {
    let n = count.unmeasured.len();
    (n > 0).then(|| Html::part_of(of, &format!("{n} not measured")))
}

/// Service levels by name, each with whose it is; no more than `most`, then that there are others.
pub fn named(context: &PageContext<'_>, judged: impl IntoIterator<Item = usize>, most: usize) -> Vec<Inline> {
    let mut line = Vec::new();
    let mut judged = judged.into_iter().filter_map(|at| context.report.judged.get(at));
    for one in judged.by_ref().take(most) {
        if !line.is_empty() {
            line.push(Inline::literal("; "));
        }
        line.extend(whose(context, one));
    }
    if judged.next().is_some() {
        line.push(Inline::literal("; and others"));
    }
    line
}

fn whose(context: &PageContext<'_>, judged: &Judged) -> [Inline; 3] {
    [
        names::service_level(context, &judged.contract, &judged.service_level),
        Inline::literal(", "),
        names::subject(context, &judged.subject),
    ]
}

/// Sites by name; no more than `most`, then that there are others.
pub fn sites<'s>(
    context: &PageContext<'_>,
    all: impl IntoIterator<Item = &'s SiteId>,
    most: usize,
) -> Vec<Inline> {
    let mut all = all.into_iter();
    let mut line: Vec<Inline> = Vec::new();
    for id in all.by_ref().take(most) {
        if !line.is_empty() {
            line.push(Inline::literal(", "));
        }
        line.push(names::site(context, id));
    }
    if all.next().is_some() {
        line.push(Inline::literal(" and others"));
    }
    line
}

/// `up 0.42 points on`, in words whose number is the difference of two figures; `None` without both.
pub fn moved(
    metric: &Metric,
    now: &FigureRef,
    then: &FigureRef,
    evidence: &mut Evidence<'_>,
) -> Option<Html> {
    let (a, b) = (now.value?, then.value?);
    let (left, right) = (a.num().checked_mul(b.den())?, b.num().checked_mul(a.den())?);
    let value = Quotient::new(left.checked_sub(right)?.checked_abs()?, a.den().checked_mul(b.den())?)?;
    if value.rounded(metric.decimals) == 0 {
        let both = Figures::between(then.number?, now.number?);
        return Some(Html::said_of(both, "unchanged"));
    }
    let size = value.show(metric.decimals);
    let unit = match metric.unit {
        Unit::Percent => format!("{size} points"),
        unit => unit.with(&size),
    };
    let number = evidence.made_of(size, value, "difference", [now.number, then.number]).number;
    let way = if left > right { "up" } else { "down" };
    Some(Html::from(way).then(" ").then(Html::part_of(number, &unit)))
}

/// Words around the name of a period. A year alone is no date by its shape: it says that it is a name.
pub fn called(period: Period, words: String) -> Inline {
    match period {
        Period::Year(_) => Inline::words(words).because(Exempt::Name),
        _ => Inline::dated(words),
    }
}

/// Where the records of the members start.
pub fn places<'r>(told: &'r Told<'_>) -> Vec<&'r Place> {
    let register = told.given.register;
    let vendors = told.members.vendors.iter().filter_map(|id| Some(&register.vendors.get(id)?.place));
    let sites = told.members.sites.iter().filter_map(|id| Some(&register.sites.get(id)?.place));
    vendors.chain(sites).collect()
}
