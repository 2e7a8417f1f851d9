//! What records are checked against: metrics and contracts.

use std::collections::BTreeMap;

use crate::core::contract::record::{Contract, Window};
use crate::core::metric::record::Metric;
use crate::core::settings::record::Settings;
use crate::kit::declared::{Reader, WindowPeriod};
use crate::kit::id::{ContractId, MetricId, ServiceLevelId, VendorId};
use crate::kit::period::Period;
use crate::kit::record::catalog::Catalog;
use crate::kit::record::future::Today;
use crate::kit::source::{At, Snapshot};

/// A service level, by its contract.
pub type Clause = (ContractId, ServiceLevelId);

pub struct Known<'c> {
    pub catalog: &'c Catalog,
    pub metrics: &'c BTreeMap<MetricId, Metric>,
    pub contracts: &'c BTreeMap<ContractId, Contract>,
    /// `None`: book.toml could not be read.
    pub settings: Option<&'c Settings>,
    /// The days that a record's own day is held against.
    pub today: Today,
    pub snapshot: &'c Snapshot,
}

impl Known<'_> {
    /// Whether a period is a window by which a clause is judged; reports it when not. `None`: the clause could not be read.
    pub fn is_window(
        &self,
        period: &At<WindowPeriod>,
        (contract, level): &Clause,
        help: &str,
        reader: &Reader<'_, '_, '_>,
    ) -> Option<bool> {
        let contract = self.contracts.get(contract)?;
        let levels = contract.versions.iter().map(|version| &version.terms.service_levels);
        let window = levels.filter_map(|levels| levels.get(level)).map(|level| level.window).next()?;
        let is_fiscal = self.catalog.year_starts() != 1;
        let wanted = match (window, period.0) {
            (Window::Month, Period::Month(..))
            | (Window::Quarter, Period::Quarter(..))
            | (Window::Year, Period::Year(_))
            | (Window::Week | Window::Rolling4 | Window::Rolling13, Period::Week(_)) => return Some(true),
            (Window::Month, _) => "a month such as 2026-09",
            (Window::Quarter, _) if is_fiscal => "a quarter such as 2026/27-Q3",
            (Window::Quarter, _) => "a quarter such as 2026-Q3",
            (Window::Year, _) if is_fiscal => "a year such as 2026/27",
            (Window::Year, _) => "a year such as 2026",
            (Window::Week, _) => "a week such as 2026-W46",
            (Window::Rolling4 | Window::Rolling13, _) => "the last week of the window, such as 2026-W46",
        };
        let message = format!("`{}` is no window of the service level", period.0);
        reader.bad_value(period, message, format!("expected {wanted}"), help);
        Some(false)
    }

    /// Whether the contract of a clause is with the vendor of the record that names it; reports it when not.
    pub fn is_with(
        &self,
        clause: &At<Clause>,
        vendor: Option<&At<VendorId>>,
        reader: &Reader<'_, '_, '_>,
    ) -> bool {
        let contract = &clause.0;
        let other = self.catalog.vendor_of_contract.get(contract.as_str());
        let (Some(vendor), Some(other)) = (vendor, other) else { return true };
        if vendor.as_str() == other {
            return true;
        }
        let record = &reader.fields.name;
        let message = format!(
            "contract `{contract}` is with vendor `{other}`, the {record} with `{}`",
            vendor.as_str()
        );
        let label = format!("expected a contract of `{}`", vendor.as_str());
        let help = format!("correct the clause or the {record}'s vendor");
        reader.bad_value(clause, message, label, &help);
        false
    }
}
