//! What a register keeps of sources: the sources, and what was pulled from them.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::closure::Existing;
use crate::core::contract::known::Known;
use crate::core::reading::Reading;
use crate::core::registered::Registered;
use crate::kit::declared::{Record as _, Table};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::SourceId;
use crate::kit::record::layout::Folder;
use crate::subject::source::pulled::Pull;
use crate::subject::source::row_source::RowSource;

/// Sources, and in the order of files and lines what was pulled.
#[derive(Clone, Debug, Default)]
pub struct Records {
    pub sources: BTreeMap<SourceId, RowSource>,
    /// A row outlives its source.
    pub pulls: Vec<Pull>,
}

impl Records {
    /// What was pulled from a source, the newest last.
    pub fn of(&self, source: &str) -> impl DoubleEndedIterator<Item = &Pull> {
        let mut pulls: Vec<&Pull> = self.pulls.iter().filter(|pull| pull.source() == source).collect();
        // Stable: of one moment the later line.
        pulls.sort_by(|one, other| one.pulled_at.value.cmp(&other.pulled_at.value));
        pulls.into_iter()
    }

    /// The newest pull that asked for days of a row, by its vendor, site and metric; `None` where no source has it or none was pulled.
    pub fn pull_of(
        &self,
        vendor: &str,
        (site, metric): (&str, &str),
        (first, last): (Date, Date),
    ) -> Option<&Pull> {
        let mut sources = self.sources.values();
        let source = sources.find(|source| source.vendor.as_str() == vendor && source.has(site, metric))?;
        let covers =
            self.pulls.iter().filter(|pull| pull.source() == source.id.as_str() && pull.covers(first, last));
        // Of one moment the later line.
        covers.max_by(|one, other| one.pulled_at.value.cmp(&other.pulled_at.value))
    }
}

impl Registered for Records {
    fn folders() -> Vec<Folder> {
        let of = Folder::of(RowSource::PATH);
        vec![of, Folder { extension: "sql", ..of }, Folder::of(Pull::PATH)]
    }

    fn tables() -> Vec<Table> {
        vec![RowSource::table(), Pull::table()]
    }

    fn read(reading: &mut Reading<'_>, known: &Known<'_>) -> Self {
        let sources = Registered::read(reading, known);
        reading.found.extend(overlaps(&sources));
        Records { sources, pulls: Registered::read(reading, known) }
    }

    fn close(&mut self, existing: &mut Existing) {
        self.sources.close(existing);
        self.pulls.close(existing);
    }
}

/// Sources that say the same rows are their own: each would take out what the other wrote.
fn overlaps(sources: &BTreeMap<SourceId, RowSource>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, one) in sources.values().enumerate() {
        for other in sources.values().take(at).filter(|other| other.vendor.value == one.vendor.value) {
            let meets = |metric: &str| other.metrics.iter().any(|own| own.as_str() == metric);
            let Some(metric) = one.metrics.iter().find(|metric| meets(metric.as_str())) else { continue };
            let all = one.sites.is_empty() || other.sites.is_empty();
            if !all && !one.sites.iter().any(|site| other.sites.iter().any(|own| own.value == site.value)) {
                continue;
            }
            let message = format!("rows of `{}` are filled by source `{}` too", metric.as_str(), other.id);
            found.push(
                Diagnostic::new(&codes::SOURCE_OVERLAP, metric.place.clone(), message)
                    .label("a row has one source")
                    .related(other.place.clone(), "the other source")
                    .help("take the metric out of one of the two, or part them by `sites`"),
            );
        }
    }
    found
}
