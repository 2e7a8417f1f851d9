//! A figure as `evidence.json` has it: what the page shows, the exact value, and where it comes from. docs/evidence.md has the format.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::Date;
use num_rational::BigRational;
use serde::{Serialize, Serializer};

use crate::evidence::exact::{exactly, micro};
use crate::id::{ContractId, MetricId, ProjectId, QueueId, ServiceLevelId, SiteId, VendorId};
use crate::number::Quotient;
use crate::numbered::FigureNumber;
use crate::period::Period;
use crate::source::RepoPath;

/// Bytes that nearly every number fits in.
const ROOM: usize = 40;

/// One figure of a page.
#[derive(Clone, Debug, Serialize)]
pub struct FigureEntry {
    pub n: FigureNumber,
    pub shown: String,
    pub value: Exact,
    /// Id of a formula of the method page.
    pub formula: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<Box<Asked>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numerator: Option<Micro>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Micro>,
    /// Ranges of lines, both ends included, rising in each file; files in the order of the measurements.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "by_file")]
    pub rows: Option<Vec<(RepoPath, u32, u32)>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<Setting>,
    /// Numbers of the figures on this page that it is made of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inputs: Option<Vec<FigureNumber>>,
    /// What only some formulas have, by key.
    #[serde(flatten)]
    pub further: Further,
}

/// An exact value: `num/den` in lowest terms, a whole number without its denominator.
#[derive(Clone, Debug)]
pub struct Exact {
    pub near: Quotient,
    /// The value itself, where a quotient is only near to it.
    pub beyond: Option<Arc<BigRational>>,
}

/// Millionths, written as a decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Micro(pub i128);

/// A setting in force: name of its key, value, and path and line (`None`: a default of the format).
#[derive(Clone, Debug, Serialize)]
pub struct Setting(pub Cow<'static, str>, pub Micro, pub Option<RepoPath>, pub Option<u32>);

/// The rows that a figure speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Asked {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<ContractId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_level: Option<ServiceLevelId>,
    pub metric: MetricId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<VendorId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<SiteId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sites: Vec<SiteId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub projects: Vec<ProjectId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    /// An empty id asks for the rows that name none.
    pub queues: Vec<QueueId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// `queues` or `languages`: the list that asks for its one id alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slice: Option<&'static str>,
    pub window: &'static str,
    #[serde(serialize_with = "as_words")]
    pub periods: Vec<Period>,
}

/// Keys that a figure has beside those that most have, in the order in which they were said.
#[derive(Clone, Debug, Default)]
pub struct Further(pub Vec<(&'static str, Detail)>);

/// What such a key holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Detail {
    Whole(u64),
    Wholes(Vec<u64>),
    Words(Vec<String>),
    /// Confidence in percent, and both ends as shown.
    Interval(u8, String, String),
    /// Mean, lower and upper.
    Limits([f64; 3]),
    /// Numbers of statistics, as computed.
    Floats(Vec<f64>),
    /// Path, first and last line.
    Tables(Vec<(RepoPath, u32, u32)>),
    /// Name of the key, day, path and line.
    Dates(Vec<(String, Date, RepoPath, u32)>),
    /// Path and line at which each starts.
    Records(Vec<(RepoPath, u32)>),
}

impl FigureEntry {
    /// A figure by its number, what the page shows, the value and the formula.
    pub fn new(n: FigureNumber, shown: &str, value: Exact, formula: &'static str) -> FigureEntry {
        FigureEntry {
            n,
            shown: shown.to_owned(),
            value,
            formula,
            query: None,
            numerator: None,
            denominator: None,
            rows: None,
            settings: Vec::new(),
            inputs: None,
            further: Further::default(),
        }
    }

    /// What stands under a key that only some formulas have.
    pub fn detail(&self, key: &str) -> Option<&Detail> {
        self.further.0.iter().find(|(name, _)| *name == key).map(|(_, detail)| detail)
    }

    /// Every range of lines that it cites.
    pub fn cited<'f>(&'f self, cite: &mut impl FnMut(&'f RepoPath, u32, u32)) {
        self.rows.iter().flatten().for_each(|(path, from, to)| cite(path, *from, *to));
        for Setting(_, _, path, line) in &self.settings {
            if let Some((path, line)) = path.as_ref().zip(*line) {
                cite(path, line, line);
            }
        }
        for (_, detail) in &self.further.0 {
            match detail {
                Detail::Tables(tables) => tables.iter().for_each(|(path, from, to)| cite(path, *from, *to)),
                Detail::Dates(dates) => dates.iter().for_each(|(_, _, path, line)| cite(path, *line, *line)),
                Detail::Records(records) => records.iter().for_each(|(path, line)| cite(path, *line, *line)),
                Detail::Whole(_)
                | Detail::Wholes(_)
                | Detail::Words(_)
                | Detail::Interval(..)
                | Detail::Limits(_)
                | Detail::Floats(_) => {}
            }
        }
    }
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = String::with_capacity(ROOM);
        exactly(&mut text, self.near, self.beyond.as_ref());
        serializer.serialize_str(&text)
    }
}

impl Serialize for Micro {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = String::with_capacity(ROOM);
        micro(&mut text, self.0);
        serializer.serialize_str(&text)
    }
}

impl Serialize for Further {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, detail)| (key, detail)))
    }
}

/// Each file once with its ranges; a file that comes again later stands again.
fn by_file<S: Serializer>(
    rows: &Option<Vec<(RepoPath, u32, u32)>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let rows = rows.as_deref().unwrap_or_default();
    serializer.collect_seq(rows.chunk_by(|one, next| one.0 == next.0).map(|file| (&file[0].0, Ranges(file))))
}

/// The ranges of one file.
struct Ranges<'r>(&'r [(RepoPath, u32, u32)]);

impl Serialize for Ranges<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|(_, from, to)| (from, to)))
    }
}

fn as_words<S: Serializer>(periods: &[Period], serializer: S) -> Result<S::Ok, S::Error> {
    Words(periods).serialize(serializer)
}

/// Periods as they are displayed.
pub(super) struct Words<'p>(pub &'p [Period]);

impl Serialize for Words<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Word))
    }
}

/// As it is displayed, written straight into the file.
struct Word<'p>(&'p Period);

impl Serialize for Word<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}
