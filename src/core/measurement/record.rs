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

/// All rows up to the as-of date, sorted by file and line, with the lists their indices point into.
#[derive(Clone, Debug, Default)]
pub struct Measurements {
    pub rows: Vec<Observation>,
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
    /// Rows left out because their period ends after the as-of date.
    pub after_as_of: usize,
}

impl Measurements {
    /// What a row is of, by the ids that its file writes: site, project, queue, language, metric; empty where it names none.
    pub fn ids(&self, row: &Observation) -> [&str; 5] {
        let at = |index: u32| index as usize;
        let project = row.project.and_then(|project| self.projects.get(at(project)));
        let queue = row.queue.and_then(|queue| self.queues.get(at(queue)));
        let language = row.language.and_then(|language| self.languages.get(at(language)));
        [
            self.sites.get(at(row.site)).map(|id| id.as_str()),
            project.map(|id| id.as_str()),
            queue.map(|id| id.as_str()),
            language.map(String::as_str),
            self.metrics.get(at(row.metric)).map(|id| id.as_str()),
        ]
        .map(Option::unwrap_or_default)
    }

    /// The note of a row, by its index in `rows`.
    pub fn note(&self, at: usize) -> Option<&str> {
        // They stand in the order of their rows.
        let found = self.notes.binary_search_by_key(&u32::try_from(at).ok()?, |(row, _)| *row).ok()?;
        self.notes.get(found).map(|(_, text)| text.as_str())
    }
}
