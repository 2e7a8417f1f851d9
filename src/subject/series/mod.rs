//! Series of a metric in a queue: at a site, where it does several languages in one of them. What pages of queues and of languages are made of.

mod asked;

use crate::core::contract::record::Scope;
use crate::core::formula;
use crate::core::metric::record::Metric;
use crate::core::organisation::record::Queue;
use crate::core::rollup::{Cell, Subject, cell_value};
use crate::core::slices::Slice;
use crate::core::spc::Variation;
use crate::kit::id::{SiteId, VendorId};
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::written::FigureRef;
use crate::subject::evidence::{Evidence, Query};
use crate::subject::language::figures::withheld::Cut;
use crate::subject::multiples::Drawn;
use crate::subject::shell::PageContext;
use crate::subject::spark::Spark;
use crate::subject::text::piece::{Html, Inline, Line};
use crate::subject::wording::figure::Measure;
use crate::subject::wording::{names, tone};

pub use asked::{Asked, Work};

/// A site, or a language at a site.
pub struct Series<'s> {
    pub queue: &'s Queue,
    pub vendor: &'s VendorId,
    pub site: &'s SiteId,
    /// Of rows that are parted by language; `None` beside `is_parted`: rows that name none.
    language: Option<String>,
    is_parted: bool,
    /// Too few people do it to be told of, or what too few do could be worked out of it.
    pub is_hidden: bool,
    pub slices: Vec<&'s Slice>,
}

impl<'s> Series<'s> {
    pub fn of(
        context: &PageContext<'_>,
        queue: &'s Queue,
        (vendor, site, language, is_parted): (&'s VendorId, &'s SiteId, Option<String>, bool),
        slices: Vec<&'s Slice>,
    ) -> Series<'s> {
        let withheld = &context.report.languages.withheld;
        let cut = if is_parted { Cut::Both } else { Cut::Queue };
        let mut rows = slices.iter().map(|slice| slice.rows.as_slice());
        let is_hidden = !rows.all(|rows| withheld.tells(context.report.register, rows, cut));
        Series { queue, vendor, site, is_hidden, is_parted, slices, language }
    }

    /// Vendor and site, and the language where rows are parted by it.
    pub fn name(&self, context: &PageContext<'_>) -> Vec<Inline> {
        let mut name = names::party(context, self.vendor, Some(self.site));
        if let Some(tag) = &self.language {
            name.extend([Inline::literal(", "), Inline::words(tag.as_str()).because(Exempt::Name)]);
        }
        name
    }

    /// What a contract may ask something of.
    pub fn work(&self) -> Work<'_> {
        let subject = Subject::Site(self.site.clone());
        Work { subject, vendor: self.vendor, queue: self.queue, slices: self.slices.clone() }
    }

    /// What stands in place of a picture where too few people do the work.
    pub fn hidden(&self, name: Vec<Inline>) -> Drawn {
        Drawn {
            pick: Html::default(),
            name: Line(name),
            said: Line(vec![
                Inline::chip("plain", "hidden"),
                Inline::quiet(" it would tell of too few people"),
            ]),
            label: String::new(),
            spark: None,
        }
    }

    /// Its value in a period.
    pub fn figure(
        &self,
        metric: &Metric,
        (period, cell): (Period, &Cell),
        evidence: &mut Evidence<'_>,
    ) -> Option<FigureRef> {
        let value = cell_value(metric, cell)?;
        let subject = Subject::Site(self.site.clone());
        let scope = Scope { queues: [self.queue.id.clone()].into(), ..Scope::default() };
        let language = self.language.as_deref().unwrap_or_default();
        let query = Query {
            clause: None,
            metric: &metric.id,
            subject: &subject,
            scope: &scope,
            slice: self.is_parted.then_some(("languages", language)),
            pooled: &[],
            period,
            window: "period",
        };
        let shown = Measure::of(metric).show(value);
        let entry = evidence.figure(&shown, value, formula::of_kind(metric.kind)).query(&query);
        let number = entry.sums(cell.numerator, cell.denominator).rows(&cell.rows).done();
        Some(FigureRef::new(number, value, shown))
    }
}

/// The figure of the queue over all its sites.
pub fn whole_figure(
    queue: &Queue,
    metric: &Metric,
    (period, cell): (Period, &Cell),
    evidence: &mut Evidence<'_>,
) -> Option<FigureRef> {
    let value = cell_value(metric, cell)?;
    let shown = Measure::of(metric).show(value);
    let asked = [queue.id.as_str(), metric.id.as_str(), &period.to_string()];
    let entry = evidence.figure(&shown, value, "queue-period").note("asked", &asked);
    let number = entry.sums(cell.numerator, cell.denominator).rows(&cell.rows).done();
    Some(FigureRef::new(number, value, shown))
}

/// The picture of a series, or of a queue as a whole, with its newest value and what is asked of its work.
pub fn picture(
    context: &PageContext<'_>,
    metric: &Metric,
    (periods, cells): (&[Period], &[Option<Cell>]),
    (of, work, name): (Option<&Series<'_>>, Option<Work<'_>>, Vec<Inline>),
    newest: Option<(Period, FigureRef)>,
    evidence: &mut Evidence<'_>,
) -> Drawn {
    let subject = of.map(|series| (Subject::Site(series.site.clone()), series.vendor));
    let whose = subject.as_ref().map(|(subject, vendor)| (subject, *vendor));
    let (mut spark, variation) = Spark::of_series(context.report.register, metric, whose, periods, cells);
    let words: String = name.iter().map(|piece| piece.text()).collect();
    let last = periods.last().map_or_else(String::new, |period| period.label());
    let said = match newest {
        Some((period, figure)) => {
            let mut said = vec![Inline::from(figure)];
            let at = periods.binary_search(&period).ok();
            let cell = at.and_then(|at| cells.get(at)?.as_ref());
            let asked =
                work.zip(cell).and_then(|(work, cell)| work.asked(context.report, metric, (period, cell)));
            if let Some(asked) = asked {
                said.extend(asked.said(context, metric, period, evidence));
                spark.targets = asked.steps(metric, periods);
            }
            if variation != Variation::TooFewPoints {
                said.push(Inline::literal(" "));
                said.push(Inline::marked(Html::picture(&tone::variation(variation))));
            }
            if periods.last() != Some(&period) {
                said.push(Inline::literal(" "));
                said.push(Inline::dated(period.label()));
            }
            said
        }
        None => vec![Inline::quiet("no figure in a year")],
    };
    Drawn {
        pick: Html::default(),
        name: Line(name),
        said: Line(said),
        label: format!("{}, {words}, up to {last}", metric.name),
        spark: Some(spark),
    }
}
