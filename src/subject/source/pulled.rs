//! What was pulled: one row each time, which `scorebook pull` appends.

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::registered::Rowed;
use crate::kit::calendar::day_label;
use crate::kit::declared::{Node, Reader, Row, Shape, text_forms};
use crate::kit::number::Decimal;
use crate::kit::source::{At, Place};
use crate::kit::toml::log::Log;
use crate::kit::toml::values;
use crate::subject::source::forms::DriverName;

text_forms! {
    /// A moment in UTC, such as `2026-11-16T06:00:12Z`.
    Instant instant, Shape::Pattern("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$");
    /// 64 hexadecimal digits.
    Digest digest, Shape::Pattern("^[0-9a-f]{64}$");
}

/// Rows that were asked of an engine, and what became of them.
#[derive(Clone, Debug, Row)]
#[record(noun = "pull", path = "data/pulls/<source>.csv")]
pub struct Pull {
    /// When the engine had answered.
    #[key(example = "2026-11-16T06:00:12Z")]
    pub pulled_at: At<Instant>,
    /// The first day that was asked for.
    #[key(example = "2026-10-19")]
    pub first_day: At<Date>,
    /// The last one.
    #[key(example = "2026-11-15")]
    pub last_day: At<Date>,
    /// How many rows came.
    #[key(example = 8)]
    pub rows: At<u32>,
    /// How many of them the book did not have.
    #[key(example = 2)]
    pub new: At<u32>,
    /// How many took the place of another, which was provisional or differs in its note alone.
    #[key(example = 1)]
    pub changed: At<u32>,
    /// How many provisional rows of the book did not come again, and were taken out.
    #[key(example = 0)]
    pub gone: At<u32>,
    /// How many final rows became others, or were taken out.
    #[key(example = 0)]
    pub restated: At<u32>,
    /// Why they were restated.
    #[key(example = "late audits of week 44, agreed with Acme on 12 November")]
    pub reason: Option<At<String>>,
    /// SHA-256 of the query; where files were rolled up of the source.
    #[key(example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    pub query_sha256: At<Digest>,
    /// SHA-256 of what the rows say, which is the same from every engine.
    #[key(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub rows_sha256: At<Digest>,
    /// The driver of the source.
    #[key(example = "postgresql")]
    pub driver: At<DriverName>,
    /// What the engine calls itself.
    #[key(example = "PostgreSQL")]
    pub engine: At<String>,
    /// Its version, as it says it.
    #[key(example = "17.2")]
    pub engine_version: Option<At<String>>,
    /// Seconds until all rows were there.
    #[key(example = 12.5, range = 0..=86_400)]
    pub seconds: At<Decimal>,
    pub place: Place,
}

impl Pull {
    /// The id of its source: the name of its file.
    pub fn source(&self) -> &str {
        self.place.path.stem()
    }

    /// `PostgreSQL 17.2`
    pub fn engine_said(&self) -> String {
        let version = self.engine_version.as_ref().map(|version| version.as_str()).unwrap_or_default();
        format!("{} {version}", *self.engine).trim_end().to_owned()
    }

    /// `16 November 2026, 06:00 UTC`
    pub fn moment_said(&self) -> String {
        let (day, time) = self.pulled_at.split_once('T').unwrap_or_default();
        let day = day.parse().map_or_else(|_| day.to_owned(), day_label);
        format!("{day}, {} UTC", time.get(..5).unwrap_or_default())
    }

    /// Whether it asked for all days from one to another.
    pub fn covers(&self, first: Date, last: Date) -> bool {
        *self.first_day <= first && *self.last_day >= last
    }
}

impl Rowed for Pull {
    fn check(_: &mut PullDraft, reader: &Reader<'_, '_, '_>, _: &Known<'_>) {
        reader.in_order("first_day", "last_day");
    }
}

fn instant(found: &str, node: &Node<'_>, _key: &str, log: &Log) -> Option<String> {
    if found.len() == 20 && found.parse::<jiff::Timestamp>().is_ok_and(|at| at.to_string() == found) {
        return Some(found.to_owned());
    }
    let label = "expected a moment in UTC such as `2026-11-16T06:00:12Z`";
    values::bad_value(
        node,
        format!("`{found}` is no moment"),
        label,
        "leave the row as `scorebook pull` wrote it",
        log,
    )
}

fn digest(found: &str, node: &Node<'_>, _key: &str, log: &Log) -> Option<String> {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if found.len() == 64 && found.bytes().all(is_digit) {
        return Some(found.to_owned());
    }
    let label = "expected 64 digits from 0 to f";
    values::bad_value(
        node,
        format!("`{found}` is no hash"),
        label,
        "leave the row as `scorebook pull` wrote it",
        log,
    )
}
