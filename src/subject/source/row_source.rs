//! A source as it is written: which engine has the rows of a metric file, and how it is asked for them.

use std::collections::BTreeSet;

use crate::core::contract::known::Known;
use crate::core::measurement::record::Source as Whose;
use crate::core::metric::record::MetricKind;
use crate::core::registered::Listed;
use crate::kit::calendar::Grain;
use crate::kit::declared::{Reader, Record};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{MetricId, SiteId, SourceId, VendorId};
use crate::kit::source::{At, Place, RepoPath};
use crate::subject::source::forms::{DriverName, LogFiles, QueryFile, RowsFile, SumText, Variable};
use crate::subject::source::options::{SourceColumns, SourceOption};
use crate::subject::source::sum::{Of, Sum};

/// The driver that is none: the program reads local files itself.
pub const FILES: &str = "files";

/// Where a team's own engine has rows of a metric file, and how it is asked for them.
#[derive(Clone, Debug, Record)]
#[record(noun = "source", path = "data/sources/<source>.toml")]
pub struct RowSource {
    pub id: SourceId,
    /// Whose rows they are.
    #[key(example = "acme")]
    pub vendor: At<VendorId>,
    /// The file that it fills, in the folder of its vendor below data/metrics.
    #[key(example = "quality.csv")]
    pub fills: At<RowsFile>,
    /// The metrics whose rows are its own; it touches no row of another.
    #[key(example = "accuracy", range = 1..)]
    pub metrics: Vec<At<MetricId>>,
    /// The sites whose rows are its own; empty or absent is all of the vendor.
    #[key(example = "acme-porto", loose)]
    pub sites: Vec<At<SiteId>>,
    /// What answers: files, which needs no engine, or the ADBC driver of an engine, such as postgresql, spark, flight-sql, snowflake or bigquery.
    #[key(example = "postgresql")]
    pub driver: At<DriverName>,
    /// The driver's shared library, by path or name, where it is not found by itself.
    #[key(example = "/usr/lib/libadbc_driver_postgresql.so", only = "query")]
    pub library: Option<At<String>>,
    /// The function with which the library starts, where it is not that of its name.
    #[key(example = "AdbcDriverPostgresqlInit", only = "query")]
    pub entrypoint: Option<At<String>>,
    /// The environment variable that holds the engine's address, which stands in no file; with files that of the folder, else the folder of the book.
    #[key(example = "SCOREBOOK_WAREHOUSE")]
    pub address_variable: Option<At<Variable>>,
    /// The file beside this one with the query, which has two parameters: the first day that is asked for, and the day after the last.
    #[key(example = "acme-quality.sql")]
    pub query: Option<At<QueryFile>>,
    /// Which periods are asked for, those that have ended: the grain of its metrics.
    #[key(example = "week")]
    pub window: At<Grain>,
    /// How many of them, the newest last.
    #[key(example = 4, default = 4_u32, range = 1..=520)]
    pub periods_back: At<u32>,
    /// Seconds after which the engine is asked no further.
    #[key(example = 600, default = 600_u32, range = 1..=86_400, only = "query")]
    pub time_limit_seconds: At<u32>,
    /// Columns of a metric file that the result calls otherwise.
    #[key(name = "columns", example = "{ site = \"site_code\" }", only = "query")]
    pub columns: Option<SourceColumns>,
    /// Further options of the driver.
    #[key(
        name = "option",
        example = "[{ name = \"username\", variable = \"WAREHOUSE_USER\" }]",
        only = "query"
    )]
    pub options: Vec<SourceOption>,
    /// The files of the log, below the folder; `*` in the name stands for anything.
    #[key(example = "labels/*.csv", when = "driver = files", only = "driver = files")]
    pub rows: Option<At<LogFiles>>,
    /// The column with the day of a row, or an instant that begins with it.
    #[key(example = "labelled_at", when = "driver = files", only = "driver = files")]
    pub day: Option<At<String>>,
    /// Which column of the log is which of the metric file.
    #[key(name = "group", example = "{ site = \"site\" }", when = "driver = files", only = "driver = files")]
    pub group: Option<SourceGroup>,
    /// What is added up, a measure for each metric.
    #[key(
        name = "measure",
        example = "[{ metric = \"accuracy\", numerator = \"count where correct = 1\", denominator = \"count\" }]",
        when = "driver = files",
        only = "driver = files"
    )]
    pub measures: Vec<SourceMeasure>,
    pub place: Place,
}

/// The columns of a log that say what a row is of.
#[derive(Clone, Debug, Record)]
#[record(noun = "group of a source")]
pub struct SourceGroup {
    /// The site.
    #[key(example = "site")]
    pub site: At<String>,
    /// The project.
    #[key(example = "project")]
    pub project: Option<At<String>>,
    /// The queue.
    #[key(example = "queue")]
    pub queue: Option<At<String>>,
    /// The language.
    #[key(example = "language")]
    pub language: Option<At<String>>,
    pub place: Place,
}

/// What is added up of a log for a metric.
#[derive(Clone, Debug, Record)]
#[record(noun = "measure")]
pub struct SourceMeasure {
    /// The metric, one of those of the source.
    #[key(example = "accuracy")]
    pub metric: At<MetricId>,
    /// Of a ratio: `count` or `sum of COLUMN`, with `where COLUMN = VALUE and …` where not every row counts.
    #[key(example = "count where correct = 1")]
    pub numerator: Option<At<SumText>>,
    /// Likewise; where it is 0 there is no row.
    #[key(example = "count")]
    pub denominator: Option<At<SumText>>,
    /// Of another kind; of a mean `mean of COLUMN`.
    #[key(example = "# sum of units")]
    pub value: Option<At<SumText>>,
    /// Of a mean how many were measured; absent: the rows that the mean is of.
    #[key(example = "# count")]
    pub samples: Option<At<SumText>>,
    /// Whose figure it is.
    #[key(example = "client", default = Whose::System)]
    pub source: At<Whose>,
    pub place: Place,
}

impl RowSource {
    /// Whether the program reads the raw data itself.
    pub fn is_of_files(&self) -> bool {
        self.driver.as_str() == FILES
    }

    /// The metric file that it fills.
    pub fn path(&self) -> RepoPath {
        RepoPath::new(&format!("data/metrics/{}/{}", *self.vendor, *self.fills))
    }

    /// The file with its query.
    pub fn query_path(&self) -> Option<RepoPath> {
        self.query.as_ref().map(|query| beside(query))
    }

    /// Whether a row is its own, by its site and metric.
    pub fn has(&self, site: &str, metric: &str) -> bool {
        let of_site = self.sites.is_empty() || self.sites.iter().any(|one| one.as_str() == site);
        of_site && self.metrics.iter().any(|one| one.as_str() == metric)
    }
}

fn beside(query: &QueryFile) -> RepoPath {
    RepoPath::new(&format!("data/sources/{query}"))
}

impl Listed for RowSource {
    fn check(draft: &mut RowSourceDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        for site in &draft.sites {
            reader.site_of_vendor(Some(site), draft.vendor.as_ref());
        }
        for metric in &draft.metrics {
            let (Some(window), Some(defined)) = (&draft.window, known.metrics.get(&**metric)) else {
                continue;
            };
            if defined.grain != **window {
                let message = format!("`{}` is measured by the {}", metric.as_str(), defined.grain.noun());
                let label = format!("the source is asked by the {}", window.noun());
                reader.bad_value(metric, message, label, "give it a source of its own, or correct `window`");
                reader.refuse();
            }
        }
        asked(draft, reader, known);
        let rated = draft.measures.iter().filter_map(|measure| measured(measure, draft, known));
        for (place, message, label, help) in rated.chain(unmeasured(draft)).collect::<Vec<_>>() {
            reader.log().push(Diagnostic::new(&codes::BAD_VALUE, place, message).label(label).help(help));
            reader.refuse();
        }
    }
}

/// An engine is asked by a query that stands beside the source; files are not.
fn asked(draft: &RowSourceDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
    let Some(driver) = &draft.driver else { return };
    match (&draft.query, driver.as_str() == FILES) {
        (Some(query), true) => {
            let message = "a source of files has `query`";
            reader.bad_value(query, message, "files are rolled up by `group` and `measure`", "remove it");
            reader.refuse();
        }
        (None, false) if !reader.fields.has("query") => {
            let message = format!("a source whose `driver` is `{}` has no `query`", driver.as_str());
            reader.log().push(
                Diagnostic::new(&codes::MISSING_KEY, driver.place.clone(), message)
                    .label("an engine is asked by a file of SQL beside this one")
                    .help("add `query`, such as `query = \"acme-quality.sql\"`"),
            );
            reader.refuse();
        }
        (Some(query), false) if !known.snapshot.texts.contains_key(&beside(query)) => {
            let message = format!("the source asks {}, which is not there", beside(query));
            reader.log().push(
                Diagnostic::new(&codes::MISSING_FILE, query.place.clone(), message)
                    .label("the query stands beside its source, in data/sources/")
                    .help("write the query there, or correct its name"),
            );
        }
        _ => {}
    }
}

type Wrong = (Place, String, String, String);

/// What is wrong with a measure: of a metric that the source does not fill, or of sums that its kind does not have.
fn measured(measure: &SourceMeasure, draft: &RowSourceDraft, known: &Known<'_>) -> Option<Wrong> {
    let metric = &measure.metric;
    if !draft.metrics.iter().any(|one| one.value == metric.value) {
        let message = format!("the source does not fill `{}`", metric.as_str());
        let label = "expected one of its `metrics`".to_owned();
        return Some((
            metric.place.clone(),
            message,
            label,
            "add it there, or remove the measure".to_owned(),
        ));
    }
    let kind = known.metrics.get(&**metric)?.kind;
    let said =
        [&measure.numerator, &measure.denominator, &measure.value, &measure.samples].map(Option::is_some);
    let is_mean = |sum: &Option<At<SumText>>| {
        sum.as_ref().is_some_and(|sum| matches!(Sum::parse(sum), Ok(Sum { of: Of::Mean(_), .. })))
    };
    let wants = match (kind, said) {
        (MetricKind::Ratio, [true, true, false, false])
            if !is_mean(&measure.numerator) && !is_mean(&measure.denominator) =>
        {
            return None;
        }
        (MetricKind::Count | MetricKind::Level, [false, false, true, false]) if !is_mean(&measure.value) => {
            return None;
        }
        (MetricKind::Mean, [false, false, true, _])
            if is_mean(&measure.value) && !is_mean(&measure.samples) =>
        {
            return None;
        }
        (MetricKind::Ratio, _) => "`numerator` and `denominator`, each a `count` or a `sum of`",
        (MetricKind::Count | MetricKind::Level, _) => "`value` alone, a `count` or a `sum of`",
        (MetricKind::Mean, _) => "`value`, a `mean of`, and it may have `samples`, a `count` or a `sum of`",
        (MetricKind::Percentile, _) => {
            let message = format!("`{}` is a percentile, which no sums make", metric.as_str());
            let label = "files are rolled up by sums alone".to_owned();
            return Some((metric.place.clone(), message, label, "ask an engine for it".to_owned()));
        }
    };
    let message =
        format!("`{}` is a metric of kind `{}`, and its measure is not", metric.as_str(), kind.word());
    Some((metric.place.clone(), message, format!("expected {wants}"), "correct the measure".to_owned()))
}

/// Metrics without a measure, and measures of one metric.
fn unmeasured(draft: &RowSourceDraft) -> Vec<Wrong> {
    if draft.driver.as_ref().is_none_or(|driver| driver.as_str() != FILES) || draft.measures.is_empty() {
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for measure in &draft.measures {
        if !seen.insert(measure.metric.as_str()) {
            let message = format!("two measures are of `{}`", measure.metric.as_str());
            let label = "expected one measure a metric".to_owned();
            wrong.push((measure.metric.place.clone(), message, label, "remove one of the two".to_owned()));
        }
    }
    for metric in draft.metrics.iter().filter(|metric| !seen.contains(metric.as_str())) {
        let message = format!("no measure is of `{}`", metric.as_str());
        let label = "files are rolled up by a measure for each metric".to_owned();
        wrong.push((
            metric.place.clone(),
            message,
            label,
            "add a [[measure]], or remove the metric".to_owned(),
        ));
    }
    wrong
}
