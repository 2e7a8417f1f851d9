//! The log of a plan or an initiative.

use serde::Serialize;

use crate::kit::calendar::day_label;
use crate::subject::plan::record::{LogEntry, LogKind};

/// An entry, as the component `chronicle` lists it.
#[derive(Serialize)]
pub struct Logged {
    on: String,
    on_iso: String,
    kind: &'static str,
    text: String,
    /// Whether it stands out: an escalation.
    loud: bool,
}

impl From<&LogEntry> for Logged {
    fn from(entry: &LogEntry) -> Logged {
        Logged {
            on: day_label(*entry.on),
            on_iso: entry.on.to_string(),
            kind: entry.kind.label(),
            text: entry.text.value.clone(),
            loud: entry.kind == LogKind::Escalation,
        }
    }
}
