//! Where every figure of a page comes from: collected while the page is built, written beside it as `evidence.json`.
//!
//! The text is streamed by hand: ten thousand scorecards carry some sixty figures each. docs/evidence.md has the format.

use std::fmt::Write as _;
use std::sync::Arc;

use num_rational::BigRational;

use crate::compute::attainment::Gaps;
use crate::model::{Decimal, Measurements, Period, Quotient, Scope};
use crate::page::evidence::json::{exactly, list, micro, text, texts};
use crate::page::evidence::set_by::Cited;
use crate::page::evidence::written::Written;
use crate::page::piece::Markup;
use crate::page::route::Route;
use crate::page::shell::House;
use crate::picture::pen;
use crate::source::{Place, Tree};

/// Version of `evidence.json`.
const FORMAT: u32 = 1;

/// The figures of one page, in the order they were written down.
pub struct Evidence<'a> {
    measurements: &'a Measurements,
    pub(super) json: String,
    count: u32,
    pub(super) cited: Cited<'a>,
}

/// Which rows a figure speaks of, and by which clause.
#[derive(Clone, Copy, Debug)]
pub struct Query<'q> {
    /// Contract and service level; `None` for a plain series.
    pub clause: Option<(&'q str, &'q str)>,
    pub metric: &'q str,
    /// `vendor` or `site`, and its id.
    pub subject: (&'static str, &'q str),
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

/// A figure being written down; [`Entry::done`] gives its number on the page.
pub struct Entry<'e, 'a> {
    pub(super) evidence: &'e mut Evidence<'a>,
}

impl<'a> Evidence<'a> {
    pub fn new(house: &House<'a>, route: &Route) -> Evidence<'a> {
        Evidence::of_file(house, &route.path())
    }

    /// Of a file that is no page, by its path below the site's root.
    pub fn of_file(house: &House<'a>, path: &str) -> Evidence<'a> {
        let mut json = String::with_capacity(20_000);
        json.push_str("{\"format\":");
        let _infallible = write!(json, "{FORMAT},\"page\":");
        text(&mut json, path);
        json.push_str(",\"as_of\":\"");
        let _infallible = write!(
            json,
            "{}\",\"week\":\"{}\",\"commit\":",
            house.report.register.as_of(),
            house.report.period
        );
        match (&house.facts.commit, house.facts.tree) {
            (Some(commit), Tree::Committed) => text(&mut json, &commit.id),
            _ => json.push_str("null"),
        }
        json.push_str(",\"figures\":[");
        let measurements = &house.report.register.measurements;
        Evidence { measurements, json, count: 0, cited: Cited::new(house.recorded) }
    }

    /// Starts a figure: what the page shows, its exact value and the formula's id. Ids need no escaping.
    pub fn figure(&mut self, shown: &str, value: Quotient, formula: &str) -> Entry<'_, 'a> {
        self.figure_beyond(shown, value, None, formula)
    }

    /// The same, with the fraction itself where `near` is only near to it.
    pub fn figure_beyond(
        &mut self,
        shown: &str,
        near: Quotient,
        beyond: Option<&Arc<BigRational>>,
        formula: &str,
    ) -> Entry<'_, 'a> {
        self.count += 1;
        self.json.push_str(if self.count == 1 { "\n{\"n\":" } else { ",\n{\"n\":" });
        pen::whole(&mut self.json, self.count.into());
        self.json.push_str(",\"shown\":");
        text(&mut self.json, shown);
        self.json.push_str(",\"value\":\"");
        exactly(&mut self.json, near, beyond);
        self.json.push_str("\",\"formula\":\"");
        self.json.push_str(formula);
        self.json.push('"');
        Entry { evidence: self }
    }

    /// A count of records: what was counted (words and ids that name the question), and where each record starts.
    pub fn count<'s>(&mut self, what: &[&str], records: impl IntoIterator<Item = &'s Place>) -> Written {
        let places: Vec<&Place> = records.into_iter().collect();
        let value = Quotient::from(Decimal::from_int(i64::try_from(places.len()).unwrap_or(i64::MAX)));
        let shown = value.show(0);
        let number = self.figure(&shown, value, "count").note("count", what).records(places).done();
        Written::new(number, value, shown)
    }

    /// Words that say how many records there are, as parts of that count. Words without a number ("no plan is open") have no figure.
    pub fn told<'s>(
        &mut self,
        what: &[&str],
        records: impl IntoIterator<Item = &'s Place>,
        words: &str,
    ) -> Markup {
        if !words.bytes().any(|byte| byte.is_ascii_digit()) {
            return Markup::from(words);
        }
        Markup::part_of(self.count(what, records).number, words)
    }

    /// A number as its author wrote it: name of the key, value, place, and how the page writes it.
    pub fn written(&mut self, name: &str, value: Decimal, place: Option<&Place>, shown: String) -> Written {
        let exact = Quotient::from(value);
        let number = self.figure(&shown, exact, "written").settings([(name, value, place)]).done();
        Written::new(number, exact, shown)
    }

    /// How many figures have been written down.
    pub fn count_so_far(&self) -> u32 {
        self.count
    }

    /// The whole file. A page whose panels point to it has one, even where nothing could be figured.
    pub fn finish(mut self) -> Option<String> {
        self.json.push_str("\n]");
        self.cited.write(&mut self.json);
        self.json.push_str("}\n");
        Some(self.json)
    }
}

impl Entry<'_, '_> {
    pub fn query(self, query: &Query<'_>) -> Self {
        let json = &mut self.evidence.json;
        json.push_str(",\"query\":{");
        if let Some((contract, level)) = query.clause {
            json.push_str("\"contract\":\"");
            json.push_str(contract);
            json.push_str("\",\"service_level\":\"");
            json.push_str(level);
            json.push_str("\",");
        }
        json.push_str("\"metric\":\"");
        json.push_str(query.metric);
        json.push_str("\",\"");
        json.push_str(query.subject.0);
        json.push_str("\":\"");
        json.push_str(query.subject.1);
        json.push('"');
        let scope = query.scope;
        if query.subject.0 == "vendor" {
            list(json, "sites", scope.sites.iter().map(|id| id.as_str()));
        }
        list(json, "projects", scope.projects.iter().map(|id| id.as_str()));
        match query.slice {
            Some(("queues", id)) => list(json, "queues", std::iter::once(id)),
            _ => list(json, "queues", scope.queues.iter().map(|id| id.as_str())),
        }
        match query.slice {
            Some(("languages", id)) => list(json, "languages", std::iter::once(id)),
            _ => list(json, "languages", scope.languages.iter().map(String::as_str)),
        }
        if let Some((list, _)) = query.slice {
            let _infallible = write!(json, ",\"slice\":\"{list}\"");
        }
        json.push_str(",\"window\":\"");
        json.push_str(query.window);
        json.push_str("\",\"periods\":[");
        for period in query.pooled {
            let _infallible = write!(json, "\"{period}\",");
        }
        let _infallible = write!(json, "\"{}\"]}}", query.period);
        self
    }

    /// Sums of numerators (or values) and denominators, in millionths.
    pub fn sums(self, numerator: i128, denominator: i128) -> Self {
        let json = &mut self.evidence.json;
        json.push_str(",\"numerator\":\"");
        micro(json, numerator);
        json.push_str("\",\"denominator\":\"");
        micro(json, denominator);
        json.push('"');
        self
    }

    /// Indices into the measurements, rising: written as runs of lines of each file.
    pub fn rows(self, rows: &[u32]) -> Self {
        let measurements = self.evidence.measurements;
        let json = &mut self.evidence.json;
        json.push_str(",\"rows\":[");
        let mut file = None;
        for (number, from, to) in runs(measurements, rows) {
            if file == Some(number) {
                json.push(',');
            } else {
                json.push_str(if file.is_some() { "]],[" } else { "[" });
                text(json, measurements.files.get(number as usize).map_or("", |path| path.as_str()));
                json.push_str(",[");
                file = Some(number);
            }
            json.push('[');
            pen::whole(json, from.into());
            json.push(',');
            pen::whole(json, to.into());
            json.push(']');
            if let Some(path) = measurements.files.get(number as usize) {
                self.evidence.cited.add(path, from, to);
            }
        }
        json.push_str(if file.is_some() { "]]]" } else { "]" });
        self
    }

    /// Settings in force: name of the key, value, and where it is written (`None`: a default of the format).
    pub fn settings<'s>(
        self,
        settings: impl IntoIterator<Item = (&'s str, Decimal, Option<&'s Place>)>,
    ) -> Self {
        let json = &mut self.evidence.json;
        let before = json.len();
        json.push_str(",\"settings\":[");
        let start = json.len();
        for (name, value, place) in settings {
            if json.len() > start {
                json.push(',');
            }
            json.push_str("[\"");
            json.push_str(name);
            json.push_str("\",\"");
            micro(json, value.micro().into());
            json.push_str("\",");
            match place {
                Some(place) => {
                    text(json, place.path.as_str());
                    json.push(',');
                    pen::whole(json, place.line.into());
                    self.evidence.cited.add(&place.path, place.line, place.line);
                }
                None => json.push_str("null,null"),
            }
            json.push(']');
        }
        if json.len() == start {
            json.truncate(before);
        } else {
            json.push(']');
        }
        self
    }

    /// Numbers of the figures on this page that it is made of.
    pub fn inputs(self, inputs: &[u32]) -> Self {
        let json = &mut self.evidence.json;
        json.push_str(",\"inputs\":[");
        for (at, input) in inputs.iter().enumerate() {
            if at > 0 {
                json.push(',');
            }
            pen::whole(json, (*input).into());
        }
        json.push(']');
        self
    }

    /// A whole number of the figure beside its value, such as the length of a streak.
    pub fn whole(self, name: &str, number: u64) -> Self {
        let json = &mut self.evidence.json;
        json.push(',');
        text(json, name);
        json.push(':');
        pen::whole(json, number);
        self
    }

    /// How much of a window is there: slices with all their rows, of how many, and where single sites are silent the sites with all
    /// theirs, of how many.
    pub fn gaps(self, gaps: Gaps) -> Self {
        let json = &mut self.evidence.json;
        let ((slices, of), sites) = (gaps.slices, gaps.sites);
        let _infallible = write!(json, ",\"there\":[{slices},{of}");
        if let Some((sites, of)) = sites {
            let _infallible = write!(json, ",{sites},{of}");
        }
        json.push(']');
        self
    }

    /// Wilson interval as shown: its confidence in percent, its ends.
    pub fn interval(self, low: &str, high: &str) -> Self {
        let json = &mut self.evidence.json;
        json.push_str(",\"interval\":[95,");
        text(json, low);
        json.push(',');
        text(json, high);
        json.push(']');
        self
    }

    /// Control limits, as computed: mean, lower and upper.
    pub fn limits(self, mean: f64, lower: f64, upper: f64) -> Self {
        let _infallible = write!(self.evidence.json, ",\"limits\":[{mean:?},{lower:?},{upper:?}]");
        self
    }

    /// One more fact: a name and ids or words.
    pub fn note(self, name: &str, words: &[&str]) -> Self {
        let json = &mut self.evidence.json;
        json.push(',');
        text(json, name);
        json.push(':');
        texts(json, words);
        self
    }

    /// The number of the figure on its page, from 1.
    pub fn done(self) -> u32 {
        self.evidence.json.push('}');
        self.evidence.count
    }
}

/// Rows as (file index, first line, last line), neighbours joined.
pub fn runs<'r>(
    measurements: &'r Measurements,
    rows: &'r [u32],
) -> impl Iterator<Item = (u32, u32, u32)> + 'r {
    let mut places = rows
        .iter()
        .filter_map(|&row| measurements.rows.get(row as usize))
        .map(|row| (row.file, row.line))
        .peekable();
    std::iter::from_fn(move || {
        let (file, from) = places.next()?;
        let mut to = from;
        while let Some((_, next)) = places.next_if(|&(next_file, next)| next_file == file && next == to + 1) {
            to = next;
        }
        Some((file, from, to))
    })
}
