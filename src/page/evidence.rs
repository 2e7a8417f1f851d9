//! Where every figure of a page comes from: collected while the page is built, written beside it as `evidence.json`.
//!
//! The text is streamed by hand: ten thousand scorecards carry some sixty figures each. docs/evidence.md has the format.

use std::fmt::Write as _;

use crate::model::{Decimal, Measurements, Period, Quotient, Scope};
use crate::page::route::Route;
use crate::page::shell::House;
use crate::picture::pen;
use crate::source::{Place, Tree};

/// Version of `evidence.json`.
const FORMAT: u32 = 1;

/// The figures of one page, in the order they were written down.
pub struct Evidence<'a> {
    measurements: &'a Measurements,
    json: String,
    count: u32,
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
    /// `week`, `month`, `quarter`, `rolling-4-weeks`, `rolling-13-weeks`, or `period` for a plain series.
    pub window: &'static str,
}

/// A figure being written down; [`Entry::done`] gives its number on the page.
pub struct Entry<'e, 'a> {
    evidence: &'e mut Evidence<'a>,
}

impl<'a> Evidence<'a> {
    pub fn new(house: &House<'a>, route: &Route) -> Evidence<'a> {
        let mut json = String::with_capacity(20_000);
        json.push_str("{\"format\":");
        let _infallible = write!(json, "{FORMAT},\"page\":");
        text(&mut json, &route.path());
        json.push_str(",\"as_of\":\"");
        let _infallible = write!(
            json,
            "{}\",\"week\":\"{}\",\"commit\":",
            house.report.register.as_of(),
            house.report.week
        );
        match (&house.facts.commit, house.facts.tree) {
            (Some(commit), Tree::Committed) => text(&mut json, &commit.id),
            _ => json.push_str("null"),
        }
        json.push_str(",\"figures\":[");
        Evidence { measurements: &house.report.register.measurements, json, count: 0 }
    }

    /// Starts a figure: what the page shows, its exact value and the formula's id.
    pub fn figure(&mut self, shown: &str, value: Quotient, formula: &str) -> Entry<'_, 'a> {
        self.count += 1;
        self.json.push_str(if self.count == 1 { "\n{\"n\":" } else { ",\n{\"n\":" });
        pen::whole(&mut self.json, self.count.into());
        self.json.push_str(",\"shown\":");
        text(&mut self.json, shown);
        self.json.push_str(",\"value\":\"");
        ratio(&mut self.json, value);
        self.json.push_str("\",\"formula\":");
        text(&mut self.json, formula);
        Entry { evidence: self }
    }

    /// The whole file; `None` when the page has no figure.
    pub fn finish(mut self) -> Option<String> {
        self.json.push_str("\n]}\n");
        (self.count > 0).then_some(self.json)
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
            json.push('[');
            text(json, name);
            json.push_str(",\"");
            micro(json, value.micro().into());
            json.push_str("\",");
            match place {
                Some(place) => {
                    text(json, place.path.as_str());
                    json.push(',');
                    pen::whole(json, place.line.into());
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

/// Appends a figure: its exact value and its number in the evidence stand in the markup.
pub fn mark(html: &mut String, number: u32, value: Quotient, shown: &str) {
    html.push_str("<data value=\"");
    ratio(html, value);
    html.push_str("\" data-f=\"");
    pen::whole(html, number.into());
    html.push_str("\">");
    pen::text(html, shown);
    html.push_str("</data>");
}

/// A figure with its number in the evidence, to be written into a page.
#[derive(Clone, Debug)]
pub struct Written {
    pub number: u32,
    /// `None`: words that are no figure.
    pub value: Option<Quotient>,
    pub shown: String,
}

impl Written {
    pub fn new(number: u32, value: Quotient, shown: String) -> Written {
        Written { number, value: Some(value), shown }
    }

    /// Words without a place in the evidence.
    pub fn words(shown: String) -> Written {
        Written { number: 0, value: None, shown }
    }

    /// Appends its markup.
    pub fn write(&self, html: &mut String) {
        match self.value {
            Some(value) => mark(html, self.number, value, &self.shown),
            None => pen::text(html, &self.shown),
        }
    }

    /// Its markup by itself.
    pub fn html(&self) -> String {
        let mut html = String::with_capacity(self.shown.len() + 48);
        self.write(&mut html);
        html
    }
}

/// Like [`mark`], by itself.
pub fn marked(number: u32, value: Quotient, shown: &str) -> String {
    let mut html = String::with_capacity(shown.len() + 48);
    mark(&mut html, number, value, shown);
    html
}

/// `num/den` in lowest terms; a whole number without its denominator.
fn ratio(out: &mut String, value: Quotient) {
    let (num, den) = (value.num(), value.den());
    // 64-bit division is several times quicker, and figures nearly always fit.
    if let (Ok(size), Ok(under)) = (u64::try_from(num.unsigned_abs()), u64::try_from(den)) {
        let divisor = gcd(size, under);
        if num < 0 {
            out.push('-');
        }
        pen::whole(out, size / divisor);
        if under > divisor {
            out.push('/');
            pen::whole(out, under / divisor);
        }
    } else {
        let _infallible = write!(out, "{num}/{den}");
    }
}

fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

/// Millionths as a decimal without idle zeros.
fn micro(out: &mut String, value: i128) {
    let scale = Decimal::SCALE.unsigned_abs();
    let Ok(size) = u64::try_from(value.unsigned_abs()) else {
        let _infallible = write!(out, "{}/{scale}", value);
        return;
    };
    if value < 0 {
        out.push('-');
    }
    pen::whole(out, size / scale);
    let mut fraction = size % scale;
    let mut place = scale / 10;
    if fraction > 0 {
        out.push('.');
    }
    while fraction > 0 {
        out.push(char::from(b'0' + (fraction / place) as u8));
        fraction %= place;
        place /= 10;
    }
}

/// Appends a key with its words, unless there are none.
fn list<'w>(out: &mut String, name: &str, words: impl Iterator<Item = &'w str>) {
    let mut words = words.peekable();
    if words.peek().is_none() {
        return;
    }
    out.push_str(",\"");
    out.push_str(name);
    out.push_str("\":[");
    for (at, word) in words.enumerate() {
        if at > 0 {
            out.push(',');
        }
        text(out, word);
    }
    out.push(']');
}

fn texts(out: &mut String, words: &[&str]) {
    out.push('[');
    for (at, word) in words.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        text(out, word);
    }
    out.push(']');
}

/// Appends `words` as a JSON string.
fn text(out: &mut String, words: &str) {
    out.push('"');
    let mut rest = 0;
    for (at, byte) in words.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&words[rest..at]);
        let _infallible = write!(out, "\\u{byte:04x}");
        rest = at + 1;
    }
    out.push_str(&words[rest..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut String)) -> String {
        let mut out = String::new();
        write(&mut out);
        out
    }

    #[test]
    fn values_stand_in_lowest_terms() {
        let shown = |num, den| Quotient::new(num, den).map(|value| written(|out| ratio(out, value)));
        assert_eq!(shown(94_960_000, 1_000_000).as_deref(), Some("2374/25"));
        assert_eq!(shown(-200, 100).as_deref(), Some("-2"));
        assert_eq!(shown(0, 7).as_deref(), Some("0"));
    }

    #[test]
    fn sums_and_words_are_exact() {
        assert_eq!(written(|out| micro(out, 1_500_000)), "1.5");
        assert_eq!(written(|out| micro(out, -1)), "-0.000001");
        assert_eq!(written(|out| text(out, "a\"\\\n<é")), "\"a\\u0022\\u005c\\u000a<é\"");
    }
}
