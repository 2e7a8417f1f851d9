//! The log of a plan or an initiative.

use serde::Serialize;

use crate::kit::calendar::day_label;
use crate::kit::picture::exempt::Exempt;
use crate::subject::plan::record::{LogEntry, LogKind};
use crate::subject::text::label::Label;

/// An entry, as the component `chronicle` lists it.
#[derive(Serialize)]
pub struct Logged {
    on: Label,
    on_iso: String,
    kind: &'static str,
    text: Label,
    /// Whether it stands out: an escalation.
    loud: bool,
}

impl From<&LogEntry> for Logged {
    fn from(entry: &LogEntry) -> Logged {
        Logged {
            on: Label::dated(day_label(*entry.on)),
            on_iso: entry.on.to_string(),
            kind: entry.kind.label(),
            text: Label::because(Exempt::Quoted, entry.text.as_str()),
            loud: entry.kind == LogKind::Escalation,
        }
    }
}
