//! The kinds of records of core.

use crate::core::contract::record::{AmendmentRecord, SharedClause, Terms};
use crate::core::contract::relief_record::Relief;
use crate::core::measurement::columns::MetricRow;
use crate::core::metric::record::{Metrics, Rebases};
use crate::core::organisation::record::{Project, Site, Vendor};
use crate::core::settings::record::Settings;
use crate::kit::declared::{Record, Table};

/// The declared kinds of core.
pub fn tables() -> Vec<Table> {
    vec![
        Settings::table(),
        SharedClause::filling(Terms::table()),
        AmendmentRecord::table(),
        SharedClause::table(),
        SharedClause::amendment_table(),
        MetricRow::table(),
        Metrics::table(),
        Project::table(),
        Rebases::table(),
        Relief::table(),
        Site::table(),
        Vendor::table(),
    ]
}
