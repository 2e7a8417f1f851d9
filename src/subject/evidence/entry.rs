//! Where every figure of a page comes from: collected while the page is built, written beside it as `evidence.json`.

use std::borrow::Cow;
use std::sync::Arc;

use num_rational::BigRational;

use crate::core::attainment::Gaps;
use crate::core::contract::record::Scope;
use crate::core::measurement::record::{Measurements, WithheldRow};
use crate::core::rollup::Subject;
use crate::core::spc::Limits;
use crate::kit::evidence::Document;
use crate::kit::evidence::figure::{Asked, Detail, Exact, FigureEntry, Micro, Setting};
use crate::kit::id::{ContractId, MetricId, QueueId, ServiceLevelId};
use crate::kit::number::{Decimal, Quotient};
use crate::kit::numbered::{FigureNumber, Figures};
use crate::kit::period::Period;
use crate::kit::source::{Place, Recorded, RepoPath, Tree};
use crate::subject::evidence::written::FigureRef;
use crate::subject::register::Register;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::source::figures::pulled;
use crate::subject::text::piece::{Html, has_digit};

/// The figures of one page, in the order they were written down.
pub struct Evidence<'a> {
    register: &'a Register,
    recorded: &'a Recorded,
    document: Document,
}

/// Which rows a figure speaks of, and by which clause.
#[derive(Clone, Copy, Debug)]
pub struct Query<'q> {
    /// Contract and service level; `None` for a plain series.
    pub clause: Option<(&'q ContractId, &'q ServiceLevelId)>,
    pub metric: &'q MetricId,
    pub subject: &'q Subject,
    /// Its sites matter for a vendor only.
    pub scope: &'q Scope,
    /// One slice of the scope: `queues` or `languages`, and the id; an empty id asks for the rows that name none.
    pub slice: Option<(&'static str, &'q str)>,
    /// Earlier windows pooled into the last one, oldest first.
    pub pooled: &'q [Period],
    pub period: Period,
    /// `week`, `month`, `quarter`, `year`, `rolling-4-weeks`, `rolling-13-weeks`; `slices` for a part of a window, by its first and last
    /// row; or `period` for a plain series.
    pub window: &'static str,
}

/// A figure being written down, in its place among the others; [`Entry::done`] gives its number on the page.
pub struct Entry<'e, 'a> {
    measurements: &'a Measurements,
    figure: &'e mut FigureEntry,
}

impl<'a> Evidence<'a> {
    pub fn new(context: &PageContext<'a>, route: &Route) -> Evidence<'a> {
        Evidence::of_file(context, &route.path())
    }

    /// Of a file that is no page, by its path below the site's root.
    pub fn of_file(context: &PageContext<'a>, path: &str) -> Evidence<'a> {
        let register = context.report.register;
        Evidence { register, recorded: context.recorded, document: of_file(context, path) }
    }

    /// Starts a figure: what the page shows, its exact value and the formula's id.
    pub fn figure(&mut self, shown: &str, value: Quotient, formula: &'static str) -> Entry<'_, 'a> {
        self.figure_beyond(shown, value, None, formula)
    }

    /// The same, with the fraction itself where `near` is only near to it.
    pub fn figure_beyond(
        &mut self,
        shown: &str,
        near: Quotient,
        beyond: Option<&Arc<BigRational>>,
        formula: &'static str,
    ) -> Entry<'_, 'a> {
        let number = FigureNumber::after(self.document.figures.len());
        let value = Exact { near, beyond: beyond.cloned() };
        // Built where it stays: a large book has millions of figures.
        let figure = self.document.figures.push_mut(FigureEntry::new(number, shown, value, formula));
        Entry { measurements: &self.register.measurements, figure }
    }

    /// A count of records: what was counted (words and ids that name the question), and where each record starts.
    pub fn count<'s>(&mut self, what: &[&str], records: impl IntoIterator<Item = &'s Place>) -> FigureRef {
        let places: Vec<&Place> = records.into_iter().collect();
        let value = Quotient::from(Decimal::count(places.len()));
        let shown = value.show(0);
        let number = self.figure(&shown, value, "count").note("count", what).records(places).done();
        FigureRef::new(number, value, shown)
    }

    /// Words that say how many records there are, as parts of that count. Words without a number ("no plan is open") have no figure.
    pub fn told<'s>(
        &mut self,
        what: &[&str],
        records: impl IntoIterator<Item = &'s Place>,
        words: &str,
    ) -> Html {
        if !has_digit(words) {
            return Html::without_number(words);
        }
        Html::part_of(self.count(what, records).number, words)
    }

    /// A number as its author wrote it: name of the key, value, place, and how the page writes it.
    pub fn written(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        value: Decimal,
        place: Option<&Place>,
        shown: String,
    ) -> FigureRef {
        let exact = Quotient::from(value);
        let number = self.figure(&shown, exact, "written").settings([(name, value, place)]).done();
        FigureRef::new(number, exact, shown)
    }

    /// The figures that were written down since there were so many; see [`Evidence::count_so_far`].
    pub fn since(&self, before: usize) -> Option<Figures> {
        let last = self.document.figures.last()?.n;
        (self.count_so_far() > before).then(|| Figures::between(FigureNumber::after(before), last))
    }

    /// The path of the page, or of the file, below the site's root.
    pub fn page(&self) -> &str {
        self.document.page()
    }

    /// How many figures have been written down.
    pub fn count_so_far(&self) -> usize {
        self.document.figures.len()
    }

    /// The whole file. A page whose panels point to it has one, even where nothing could be figured.
    pub fn finish(mut self) -> Document {
        self.document.set_by(self.recorded);
        if !self.register.sources.pulls.is_empty() {
            self.document.pulled(|path, lines| {
                let found = pulled(self.register, path, lines).into_iter();
                found.map(|(from, to, pull)| (from, to, pull.place.clone())).collect()
            });
        }
        self.document
    }
}

impl Entry<'_, '_> {
    pub fn query(self, query: &Query<'_>) -> Self {
        let scope = query.scope;
        let slice = |list: &str| query.slice.filter(|(of, _)| *of == list).map(|(_, id)| id);
        let (vendor, site) = match query.subject {
            Subject::Vendor(id) => (Some(id.clone()), None),
            Subject::Site(id) => (None, Some(id.clone())),
        };
        let sites = scope.sites.iter().filter(|_| vendor.is_some());
        let (contract, service_level) = query.clause.map(|(of, level)| (of.clone(), level.clone())).unzip();
        self.figure.query = Some(Box::new(Asked {
            contract,
            service_level,
            metric: query.metric.clone(),
            sites: sites.cloned().collect(),
            vendor,
            site,
            projects: scope.projects.iter().cloned().collect(),
            queues: match slice("queues") {
                Some(id) => vec![QueueId::new(id)],
                None => scope.queues.iter().cloned().collect(),
            },
            languages: match slice("languages") {
                Some(id) => vec![id.to_owned()],
                None => scope.languages.iter().map(|language| language.to_string()).collect(),
            },
            slice: query.slice.map(|(list, _)| list),
            window: query.window,
            periods: query.pooled.iter().copied().chain([query.period]).collect(),
        }));
        self
    }

    /// Sums of numerators (or values) and denominators, in millionths.
    pub fn sums(self, numerator: i128, denominator: i128) -> Self {
        self.figure.numerator = Some(Micro(numerator));
        self.figure.denominator = Some(Micro(denominator));
        self
    }

    /// Indices into the measurements, rising: kept as runs of lines.
    pub fn rows(self, rows: &[u32]) -> Self {
        let measurements = self.measurements;
        let runs = runs(measurements, rows)
            .filter_map(|(file, from, to)| Some((measurements.files.get(file as usize)?.clone(), from, to)));
        self.figure.rows = Some(runs.collect());
        self
    }

    /// Rows whose figure was withheld, by their indices, as the records that are counted.
    pub fn withheld_records(self, rows: &[u32]) -> Self {
        let measurements = self.measurements;
        let rows = rows.iter().filter_map(|&row| measurements.withheld.get(row as usize));
        let place = |row: &WithheldRow| Some((measurements.files.get(row.file as usize)?.clone(), row.line));
        self.with("records", Detail::Records(rows.filter_map(place).collect()))
    }

    /// Settings in force: name of the key, value, and where it is written (`None`: a default of the format).
    pub fn settings<'s, N: Into<Cow<'static, str>>>(
        self,
        settings: impl IntoIterator<Item = (N, Decimal, Option<&'s Place>)>,
    ) -> Self {
        self.figure.settings.extend(settings.into_iter().map(|(name, value, place)| {
            let (path, line) = place.map(|place| (place.path.clone(), place.line)).unzip();
            Setting(name.into(), Micro(value.micro().into()), path, line)
        }));
        self
    }

    /// Numbers of the figures on this page that it is made of.
    pub fn inputs(self, inputs: impl IntoIterator<Item: Into<Option<FigureNumber>>>) -> Self {
        self.figure.inputs = Some(inputs.into_iter().filter_map(Into::into).collect());
        self
    }

    /// A whole number of the figure beside its value, such as the length of a streak.
    pub fn whole(self, name: &'static str, number: u64) -> Self {
        self.with(name, Detail::Whole(number))
    }

    /// How much of a window is there: slices with all their rows, of how many, and where single sites are silent the sites with all
    /// theirs, of how many.
    pub fn gaps(self, gaps: Gaps) -> Self {
        let pairs = [Some(gaps.slices), gaps.sites].into_iter().flatten();
        self.with("there", Detail::Wholes(pairs.flat_map(|(there, of)| [there as u64, of as u64]).collect()))
    }

    /// Slices of a window of which rows were withheld by their sender, sites that withheld theirs, and the lines that say so.
    pub fn withheld(self, gaps: Gaps, rows: &[u32]) -> Self {
        let (slices, sites) = gaps.withheld;
        let measurements = self.measurements;
        let lines = withheld_runs(measurements, rows)
            .filter_map(|(file, from, to)| Some((measurements.files.get(file as usize)?.clone(), from, to)));
        let lines = Detail::Tables(lines.collect());
        self.with("withheld", Detail::Wholes(vec![slices as u64, sites as u64])).with("withheld_rows", lines)
    }

    /// Wilson interval as shown: its confidence in percent, its ends.
    pub fn interval(self, low: &str, high: &str) -> Self {
        self.with("interval", Detail::Interval(95, low.to_owned(), high.to_owned()))
    }

    /// Control limits, as computed: mean, lower and upper.
    pub fn limits(self, mean: f64, lower: f64, upper: f64) -> Self {
        self.with("limits", Detail::Limits([mean, lower, upper]))
    }

    /// What limits are made with: the mean moving range and its limit, the limits as they are before a bound of the metric cuts them,
    /// and how many ranges were screened out.
    pub fn ranges(self, limits: &Limits) -> Self {
        let made = vec![limits.mean_range, limits.range_limit, limits.lower, limits.upper];
        self.with("ranges", Detail::Floats(made)).whole("dropped", limits.dropped as u64)
    }

    /// One more fact: a name and ids or words.
    pub fn note(self, name: &'static str, words: &[&str]) -> Self {
        self.with(name, Detail::Words(words.iter().map(ToString::to_string).collect()))
    }

    pub(super) fn with(self, name: &'static str, detail: Detail) -> Self {
        self.figure.further.0.push((name, detail));
        self
    }

    /// Lines of files that hold no measurements, in the order of paths and lines; neighbours are joined.
    pub fn lines(self, places: &[&Place]) -> Self {
        let mut places: Vec<(&RepoPath, u32)> =
            places.iter().map(|place| (&place.path, place.line)).collect();
        places.sort_unstable();
        places.dedup();
        let joined = places.chunk_by(|a, b| a.0 == b.0 && a.1 + 1 == b.1);
        let runs = joined.map(|run| (run[0].0.clone(), run[0].1, run[run.len() - 1].1));
        self.figure.rows = Some(runs.collect());
        self
    }

    /// The number of the figure on its page.
    pub fn done(self) -> FigureNumber {
        self.figure.n
    }
}

/// The evidence of the page or file at a path below the site's root, without figures so far.
pub fn of_file(context: &PageContext<'_>, path: &str) -> Document {
    let register = context.report.register;
    let commit = context.facts.commit.as_ref().filter(|_| context.facts.tree == Tree::Committed);
    Document::new(path, register.as_of(), context.report.period, commit.map(|commit| commit.id.as_str()))
}

/// Rows as (file index, first line, last line), neighbours joined.
pub fn runs<'r>(
    measurements: &'r Measurements,
    rows: &'r [u32],
) -> impl Iterator<Item = (u32, u32, u32)> + 'r {
    joined(rows.iter().filter_map(|&row| measurements.rows.get(row as usize)).map(|row| (row.file, row.line)))
}

/// The same of withheld rows.
pub fn withheld_runs<'r>(
    measurements: &'r Measurements,
    rows: &'r [u32],
) -> impl Iterator<Item = (u32, u32, u32)> + 'r {
    let rows = rows.iter().filter_map(|&row| measurements.withheld.get(row as usize));
    joined(rows.map(|row| (row.file, row.line)))
}

fn joined(places: impl Iterator<Item = (u32, u32)>) -> impl Iterator<Item = (u32, u32, u32)> {
    let mut places = places.peekable();
    std::iter::from_fn(move || {
        let (file, from) = places.next()?;
        let mut to = from;
        while let Some((_, next)) = places.next_if(|&(next_file, next)| next_file == file && next == to + 1) {
            to = next;
        }
        Some((file, from, to))
    })
}
