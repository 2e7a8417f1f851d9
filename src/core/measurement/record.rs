//! Measurements: rows of metric files, held by column-friendly indices.

use crate::kit::id::{MetricId, ProjectId, QueueId, SiteId, VendorId};
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::kit::source::RepoPath;
use crate::kit::words::closed_list;

closed_list! {
    Source {
        Client = "client" "client",
        Vendor = "vendor" "vendor",
        System = "system" "system",
        Manual = "manual" "manual",
    }
    Status {
        Final = "final" "final",
        Provisional = "provisional" "provisional",
    }
    RowStatus {
        Final = "final" "final",
        Provisional = "provisional" "provisional",
        Withheld = "withheld" "withheld",
    }
}

impl RowStatus {
    /// That of a figure; `None` of a row that has none because its sender kept it back.
    pub fn of_figure(self) -> Option<Status> {
        match self {
            RowStatus::Final => Some(Status::Final),
            RowStatus::Provisional => Some(Status::Provisional),
            RowStatus::Withheld => None,
        }
    }
}

/// One row. Ids are indices into the lists of [`Measurements`].
#[derive(Clone, Copy, Debug)]
pub struct Observation {
    pub site: u32,
    /// `None`: a figure of the whole site.
    pub project: Option<u32>,
    pub queue: Option<u32>,
    pub language: Option<u32>,
    pub metric: u32,
    pub period: Period,
    /// Ratio: numerator. Otherwise: value.
    pub numerator: Decimal,
    /// Ratio: denominator. Mean: samples (0 when not given). Otherwise 0.
    pub denominator: Decimal,
    pub source: Source,
    pub status: Status,
    /// Index of the file and 1-based line of the row.
    pub file: u32,
    pub line: u32,
}

/// What a row that is not withheld says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Ratio: numerator. Otherwise: value.
    pub numerator: Decimal,
    /// Ratio: denominator. Mean: samples (0 when not given). Otherwise 0.
    pub denominator: Decimal,
    pub status: Status,
}

/// A row without a figure: its sender has one and kept it back. It has no number that anything could add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WithheldRow {
    pub site: u32,
    /// `None`: of the whole site.
    pub project: Option<u32>,
    pub queue: Option<u32>,
    pub language: Option<u32>,
    pub metric: u32,
    pub period: Period,
    pub source: Source,
    /// Index of the file and 1-based line of the row.
    pub file: u32,
    pub line: u32,
}

/// What a row is of: indices of site, project, queue, language and metric.
pub type RowOf = (u32, Option<u32>, Option<u32>, Option<u32>, u32);

impl Observation {
    /// What the row says but for its figure.
    pub fn without_figure(&self) -> WithheldRow {
        let Observation { site, project, queue, language, metric, period, source, file, line, .. } = *self;
        WithheldRow { site, project, queue, language, metric, period, source, file, line }
    }

    pub fn of(&self) -> RowOf {
        (self.site, self.project, self.queue, self.language, self.metric)
    }
}

impl WithheldRow {
    /// The row with a figure.
    pub fn with(self, figure: Figure) -> Observation {
        let WithheldRow { site, project, queue, language, metric, period, source, file, line } = self;
        let Figure { numerator, denominator, status } = figure;
        Observation {
            site,
            project,
            queue,
            language,
            metric,
            period,
            numerator,
            denominator,
            source,
            status,
            file,
            line,
        }
    }

    pub fn of(&self) -> RowOf {
        (self.site, self.project, self.queue, self.language, self.metric)
    }
}

/// All rows up to the as-of date, sorted by file and line, with the lists their indices point into.
#[derive(Clone, Debug, Default)]
pub struct Measurements {
    pub rows: Vec<Observation>,
    /// Rows whose figure was withheld by its sender, held apart so that none is taken for a 0; in the same order.
    pub withheld: Vec<WithheldRow>,
    /// Each sorted and without repeats, so that an index orders like its id.
    pub files: Vec<RepoPath>,
    pub sites: Vec<SiteId>,
    /// The vendor of each site in `sites`.
    pub vendor_of_site: Vec<VendorId>,
    pub projects: Vec<ProjectId>,
    pub queues: Vec<QueueId>,
    pub languages: Vec<String>,
    pub metrics: Vec<MetricId>,
    /// Notes of rows that have one: (row index, text).
    pub notes: Vec<(u32, String)>,
    /// Notes of withheld rows that have one: (index into `withheld`, text).
    pub withheld_notes: Vec<(u32, String)>,
    /// Rows left out because their period ends after the as-of date.
    pub after_as_of: usize,
}

impl Measurements {
    /// Every row that came, with a figure or withheld, as what is asked of both: first those with figures.
    pub fn came(&self) -> impl Iterator<Item = WithheldRow> {
        self.rows.iter().map(Observation::without_figure).chain(self.withheld.iter().copied())
    }

    /// What a row is of, by the ids that its file writes: site, project, queue, language, metric; empty where it names none.
    pub fn ids(&self, (site, project, queue, language, metric): RowOf) -> [&str; 5] {
        let at = |index: u32| index as usize;
        let project = project.and_then(|project| self.projects.get(at(project)));
        let queue = queue.and_then(|queue| self.queues.get(at(queue)));
        let language = language.and_then(|language| self.languages.get(at(language)));
        [
            self.sites.get(at(site)).map(|id| id.as_str()),
            project.map(|id| id.as_str()),
            queue.map(|id| id.as_str()),
            language.map(String::as_str),
            self.metrics.get(at(metric)).map(|id| id.as_str()),
        ]
        .map(Option::unwrap_or_default)
    }

    /// The note of a row, by its index in `rows`.
    pub fn note(&self, at: usize) -> Option<&str> {
        note_at(&self.notes, at)
    }

    /// That of a withheld row, by its index in `withheld`.
    pub fn note_of_withheld(&self, at: usize) -> Option<&str> {
        note_at(&self.withheld_notes, at)
    }
}

fn note_at(notes: &[(u32, String)], at: usize) -> Option<&str> {
    // They stand in the order of their rows.
    let found = notes.binary_search_by_key(&u32::try_from(at).ok()?, |(row, _)| *row).ok()?;
    notes.get(found).map(|(_, text)| text.as_str())
}
