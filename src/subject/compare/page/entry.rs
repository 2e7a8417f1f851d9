//! One result beside others: value, own target, gap, trend, and what keeps it from being like them.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::core::attainment::{Outcome, direction_of_window};
use crate::core::charted::of_clause;
use crate::core::contract::record::{Aggregation, Scope, Target, Window};
use crate::core::metric::record::Unit;
use crate::core::spc::Variation;
use crate::kit::exact::{Toward, beyond, of_decimal, of_quotient, to_quotient};
use crate::kit::number::{Decimal, Quotient};
use crate::kit::picture::exempt::Exempt;
use crate::kit::words::Direction;
use crate::subject::compare::figures::{Difference, Entry, Group, Work};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::clause::{Clause, ruled};
use crate::subject::evidence::written::FigureRef;
use crate::subject::report::Report;
use crate::subject::shell::PageContext;
use crate::subject::spark::{POINTS, Spark, last_by};
use crate::subject::table::Cell;
use crate::subject::text::piece::{Html, Inline, listed};
use crate::subject::wording::{names, tone};

/// An entry with its clause.
pub struct Told<'a> {
    pub entry: &'a Entry,
    pub clause: Clause<'a>,
    /// By how much the value falls short of its own target, in its unit; below 0 it is better.
    pub short: Option<f64>,
    /// How many of its last twelve judged windows were met, of how many.
    pub kept: (usize, usize),
    /// Of the rows that the clause judges, up to the period of the comparison; what the last point says.
    pub trend: Option<(Spark, Variation)>,
}

/// The entries of a group, the furthest below its own target first, those without a value last.
pub fn told<'a>(context: &PageContext<'a>, group: &'a Group) -> Vec<Told<'a>> {
    let report = context.report;
    let mut all: Vec<Told<'a>> = group.entries.iter().filter_map(|entry| one(report, group, entry)).collect();
    let key = |one: &Told<'_>| one.short.unwrap_or(f64::NEG_INFINITY);
    all.sort_by(|one, other| key(other).total_cmp(&key(one)));
    all
}

fn one<'a>(report: &'a Report<'a>, group: &Group, entry: &'a Entry) -> Option<Told<'a>> {
    let judged = report.judged.get(entry.judged)?;
    let ruling = entry.ruling.and_then(|at| judged.rulings.get(at));
    let clause = ruled(report, judged, ruling)?;
    let chart = of_clause(&report.part_of, &judged.subject, clause.level);
    let trend = chart.and_then(|at| report.charts.get(at)).and_then(|chart| {
        let last = last_by(chart, group.period)?;
        let variation = chart.seen.get(last).map_or(Variation::TooFewPoints, |seen| seen.0);
        Some((Spark::of(chart, clause.metric, last).padded(POINTS), variation))
    });
    let upto = entry.ruling.and_then(|at| judged.rulings.get(..=at)).unwrap_or_default();
    Some(Told {
        entry,
        short: short(&clause),
        kept: kept(upto.iter().map(|ruling| &ruling.outcome)),
        clause,
        trend,
    })
}

/// Windows for which a service level is asked how often it was met.
const KEPT: usize = 12;

/// See [`Told::kept`]: of outcomes in order, the newest last.
fn kept<'o>(outcomes: impl DoubleEndedIterator<Item = &'o Outcome>) -> (usize, usize) {
    let judged = outcomes.rev().filter(|outcome| matches!(outcome, Outcome::Met | Outcome::Missed));
    let newest: Vec<&Outcome> = judged.take(KEPT).collect();
    (newest.iter().filter(|outcome| matches!(outcome, Outcome::Met)).count(), newest.len())
}

/// Which way the result of a window is better.
fn direction(clause: &Clause<'_>) -> Direction {
    direction_of_window(clause.level.direction, clause.level.aggregation == Aggregation::Timeslices)
}

/// See [`Told::short`].
fn short(clause: &Clause<'_>) -> Option<f64> {
    let ruling = clause.ruling?;
    let value = ruling.value?.to_f64();
    match ruling.target {
        Target::Line(line) => match direction(clause) {
            Direction::AtMost => Some(value - line.to_f64()),
            _ => Some(line.to_f64() - value),
        },
        Target::Range { low, high } => Some((low.to_f64() - value).max(value - high.to_f64())),
        Target::None => None,
    }
}

/// `templates/compare.html`, and cells of tables.
#[derive(Serialize)]
pub struct EntryView {
    value: Html,
    needs: Html,
    result: Vec<Inline>,
    gap: Html,
    /// Empty where nothing was drawn.
    picture: Html,
    icon: Html,
    notes: Vec<Inline>,
}

impl Told<'_> {
    /// Everything in one cell; `others` are notes that the page adds.
    pub fn view(
        &self,
        context: &PageContext<'_>,
        scale: Option<(f64, f64)>,
        others: Vec<Inline>,
        evidence: &mut Evidence<'_>,
    ) -> EntryView {
        let written = self.written(evidence);
        let mut notes = others;
        notes.extend(self.differences(context));
        EntryView {
            value: written.value.as_ref().map_or_else(Html::dash, Html::from),
            needs: Html::from("needs ").then(&written.target),
            result: self.result(),
            gap: self.gap(&written, evidence).unwrap_or_default(),
            picture: scale.map_or_else(Html::default, |scale| self.picture(Some(scale))),
            icon: self.icon(),
            notes,
        }
    }

    /// `87.25%`, and below it `needs 95% or more; 7.75 points short`. Sorts by the gap.
    pub fn cell(&self, evidence: &mut Evidence<'_>) -> Cell {
        let written = self.written(evidence);
        let gap = self.gap(&written, evidence);
        let value = written.value.as_ref().map_or_else(|| Inline::quiet("–"), Inline::from);
        let mut under = vec![Inline::literal("needs "), Inline::from(&written.target)];
        if let Some(gap) = gap {
            under.extend([Inline::literal("; "), Inline::marked(gap)]);
        }
        let key = self.short.map_or_else(String::new, |short| format!("{:.6}", -short));
        Cell::new(value).under(under).key(key)
    }

    /// `9 of 12`: vendors of unlike work can be held beside each other by how often each keeps its own promise.
    pub fn kept_cell(&self, evidence: &mut Evidence<'_>) -> Cell {
        let (met, of) = self.kept;
        let Some(ruling) = self.clause.ruling.filter(|_| of > 0) else { return Cell::dash() };
        let value = Quotient::from(Decimal::count(met));
        let shown = format!("{met} of {of}");
        let entry = evidence.figure(&shown, value, "windows-met").query(&self.clause.query(ruling));
        let number = entry.whole("met", met as u64).whole("missed", (of - met) as u64).done();
        // By the share, in thousandths: as many decimals as twelve windows can tell apart.
        Cell::new(FigureRef::new(number, value, shown)).key(met * 1000 / of)
    }

    /// Value and own target as figures.
    fn written(&self, evidence: &mut Evidence<'_>) -> Written {
        Written { value: self.clause.value(evidence), target: self.clause.target(evidence) }
    }

    /// Met, missed, or why neither.
    pub fn result(&self) -> Vec<Inline> {
        let Some(ruling) = self.clause.ruling else {
            return vec![Inline::mark("none", "No result"), Inline::quiet(" of this period")];
        };
        let tone = tone::attainment(ruling);
        let mut said = vec![Inline::mark(tone.tone, tone.label)];
        if let Some(doubt) = tone::doubt(ruling) {
            said.extend([Inline::literal(" "), Inline::quiet(doubt)]);
        }
        said
    }

    /// `7.75 points short`, `5.9 h over`, `2.1 points to spare`; `None` where there is no line to hold a value against.
    fn gap(&self, written: &Written, evidence: &mut Evidence<'_>) -> Option<Html> {
        let ruling =
            self.clause.ruling.filter(|ruling| !matches!(ruling.outcome, Outcome::NotMeasured(_)))?;
        let (Target::Line(line), Some(value), Some(near)) = (ruling.target, &written.value, ruling.value)
        else {
            return None;
        };
        if ruling.beyond.target.is_some() || ruling.beyond.value.is_some() {
            return None;
        }
        let exact = of_quotient(near) - of_decimal(line);
        let exact = if exact < of_decimal(Decimal::ZERO) { -exact } else { exact };
        let gap = to_quotient(&exact, Toward::Lower);
        if gap.num() == 0 {
            return Some("exactly on target".into());
        }
        let shown = nonzero(gap, self.clause.measure.decimals);
        let is_percent = self.clause.measure.unit == Unit::Percent;
        let shown = if is_percent { shown } else { self.clause.measure.unit.with(&shown) };
        let near_to = beyond(exact, gap);
        let entry = evidence.figure_beyond(&shown, gap, near_to.as_ref(), "difference");
        let number = entry.inputs([value.number, written.target.number]).done();
        let figure = FigureRef::beyond(number, gap, near_to.as_ref(), shown);
        let points = if is_percent { " points" } else { "" };
        let side = match (self.short.is_some_and(|short| short > 0.0), direction(&self.clause)) {
            (true, Direction::AtMost) => " over",
            (true, _) => " short",
            (false, _) => " to spare",
        };
        Some(Html::from(&figure).then(points).then(side))
    }

    /// The trend on a scale of all.
    pub fn picture(&self, scale: Option<(f64, f64)>) -> Html {
        let mut html = Html::default();
        if let (Some((spark, _)), Some(ruling)) = (&self.trend, self.clause.ruling) {
            spark.write(&mut html, &format!("Up to {}", self.clause.window(ruling)), scale);
        }
        html
    }

    pub fn icon(&self) -> Html {
        let variation = self.trend.as_ref().map_or(Variation::TooFewPoints, |(_, variation)| *variation);
        Html::picture(&tone::variation(variation))
    }

    /// What it does differently from most, in words.
    pub fn differences(&self, context: &PageContext<'_>) -> Vec<Inline> {
        let mut said = Vec::new();
        for difference in &self.entry.differs {
            if !said.is_empty() {
                said.push(Inline::literal("; "));
            }
            match difference {
                Difference::Definition(id) => {
                    said.push(Inline::words(format!("own definition, {id}")).because(Exempt::Name));
                }
                Difference::Aggregation(of) => said.push(Inline::literal(match of {
                    Aggregation::Occurrences => "one sum over the window",
                    Aggregation::Timeslices => "counts the periods that met",
                    Aggregation::RatioTimeslices => "mean of its periods",
                })),
                Difference::Direction(of) => said.push(Inline::literal(match of {
                    Direction::AtLeast => "higher is better",
                    Direction::AtMost => "lower is better",
                    Direction::Range => "a range is promised",
                    Direction::Neutral => "nothing is promised",
                })),
                Difference::Scope => said.extend(part(context, &self.clause.level.scope)),
            }
        }
        said
    }

    /// Queues of its rows by name, else projects, else languages.
    pub fn work(&self, context: &PageContext<'_>) -> Vec<Inline> {
        work(context, &self.entry.work)
    }
}

/// Value and target of an entry.
struct Written {
    pub value: Option<FigureRef>,
    pub target: FigureRef,
}

/// With more decimals than usual where it would else read as nothing.
pub fn nonzero(value: Quotient, decimals: u8) -> String {
    let places = (decimals..=9).find(|places| value.rounded(*places) != 0).unwrap_or(9);
    value.show(places)
}

/// `counts Beacon only`.
fn part(context: &PageContext<'_>, scope: &Scope) -> Vec<Inline> {
    let projects = scope.projects.iter().map(|id| names::project(context, id));
    let queues = scope.queues.iter().map(|id| names::queue(context, id));
    let sites = scope.sites.iter().map(|id| names::site(context, id));
    let languages = scope.languages.iter();
    let languages = languages.map(|tag| Inline::words(tag.as_str()).because(Exempt::Name));
    let all: Vec<Inline> = projects.chain(queues).chain(languages).chain(sites).collect();
    if all.is_empty() {
        return vec![Inline::literal("counts all its work")];
    }
    let mut said = vec![Inline::literal("counts ")];
    said.extend(listed(all));
    said.push(Inline::literal(" only"));
    said
}

/// Names that a cell has room for.
const NAMED: usize = 3;

fn work(context: &PageContext<'_>, work: &BTreeSet<Work>) -> Vec<Inline> {
    let measurements = &context.report.register.measurements;
    let of = |pick: fn(&Work) -> Option<u32>| work.iter().filter_map(pick).collect::<BTreeSet<u32>>();
    let (projects, queues, languages) = (of(|of| of.0), of(|of| of.1), of(|of| of.2));
    let queues = queues.iter().filter_map(|at| measurements.queues.get(*at as usize));
    let mut all: Vec<Inline> = queues.map(|id| names::queue(context, id)).collect();
    if all.is_empty() {
        let projects = projects.iter().filter_map(|at| measurements.projects.get(*at as usize));
        all = projects.map(|id| names::project(context, id)).collect();
    }
    if all.is_empty() {
        let languages = languages.iter().filter_map(|at| measurements.languages.get(*at as usize));
        all = languages.map(|tag| Inline::words(tag.as_str()).because(Exempt::Name)).collect();
    }
    if all.is_empty() {
        return vec![Inline::quiet(if work.is_empty() { "–" } else { "whole sites" })];
    }
    let more = all.len().saturating_sub(NAMED);
    all.truncate(NAMED);
    let mut said = listed(all);
    if more > 0 {
        said.push(Inline::exempt(Exempt::Rows, &format!(" and {more} more")));
    }
    said
}

/// `monthly`.
pub fn every(window: Window) -> &'static str {
    match window {
        Window::Week => "weekly",
        Window::Month => "monthly",
        Window::Quarter => "quarterly",
        Window::Year => "yearly",
        Window::Rolling4 => "over four weeks",
        Window::Rolling13 => "over thirteen weeks",
    }
}

#[cfg(test)]
mod tests {
    use super::kept;
    use crate::core::attainment::{Outcome, WhyNot};

    #[test]
    fn the_last_twelve_windows_that_were_judged_are_counted() {
        let mut outcomes = vec![Outcome::Missed, Outcome::Missed];
        outcomes.extend((0..11).map(|_| Outcome::Met));
        outcomes.push(Outcome::NotMeasured(WhyNot::Late));
        assert_eq!(kept(outcomes.iter()), (11, 12));
        assert_eq!(kept(outcomes[..1].iter()), (0, 1));
        assert_eq!(kept([].iter()), (0, 0));
    }
}
