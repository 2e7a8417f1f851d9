//! What a rule may look at.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::core::contract::record::{Contract, Terms};
use crate::core::measurement::record::Observation;
use crate::kit::diag::{Class, Code, Diagnostics, codes};
use crate::kit::source::{Place, RepoPath, Snapshot};
use crate::subject::history::History;
use crate::subject::register::Register;
use crate::subject::report::Report;

/// The records, their texts, and which files were read with defects: their records may be missing, so nothing may be
/// concluded from an absence that such a file could explain.
#[derive(Debug)]
pub struct Context<'a> {
    pub register: &'a Register,
    pub snapshot: &'a Snapshot,
    pub history: &'a History,
    faulty: BTreeSet<RepoPath>,
}

impl<'a> Context<'a> {
    /// `diagnostics` as the reader left them.
    pub fn new(
        register: &'a Register,
        snapshot: &'a Snapshot,
        history: &'a History,
        diagnostics: &Diagnostics,
    ) -> Self {
        // Of an amount without an exchange rate the row was read, and nothing is hidden.
        let defects = diagnostics
            .iter()
            .filter(|d| d.code.class == Class::Defect && *d.code != codes::EXCHANGE_RATE_MISSING);
        Context { register, snapshot, history, faulty: defects.map(|d| d.place.path.clone()).collect() }
    }

    /// The first file of rows with defects, among those that a finding at `path` may rest on: those of the vendor that the file speaks of, of
    /// all vendors where it speaks of none; and of every row what is wrong with its metric.
    pub fn rows_with_defects(&self, path: &RepoPath) -> Option<&RepoPath> {
        let vendor = self.vendor_of_file(path);
        let own = vendor.map(|vendor| format!("data/metrics/{vendor}/"));
        let folder = own.as_deref().unwrap_or("data/metrics/");
        let is_of =
            |file: &&RepoPath| file.as_str().starts_with(folder) || file.as_str() == "data/metrics.toml";
        self.faulty.iter().find(is_of)
    }

    fn vendor_of_file(&self, path: &RepoPath) -> Option<&str> {
        let (register, stem) = (self.register, path.stem());
        match path.as_str().split('/').collect::<Vec<_>>().as_slice() {
            ["data", "metrics", vendor, _] => register.vendors.get(*vendor).map(|vendor| vendor.id.as_str()),
            ["data", "vendors", _] => register.vendors.get(stem).map(|vendor| vendor.id.as_str()),
            ["data", "contracts", contract, _] => {
                register.contracts.get(*contract).map(|contract| contract.vendor.as_str())
            }
            ["data", "sites", _] => register.sites.get(stem).map(|site| site.vendor.as_str()),
            ["data", "plans", _] => register.plans.get(stem).map(|plan| plan.vendor.as_str()),
            _ => None,
        }
    }

    pub fn as_of(&self) -> Date {
        self.register.as_of()
    }

    /// Whether everything under `folder` (`data/sops/`) was read without a defect, so that what is absent is absent.
    pub fn is_whole(&self, folder: &str) -> bool {
        // A folder may stand outside of data/ as a whole.
        let beside = folder.strip_prefix("data/").unwrap_or(folder);
        let is_in = |path: &str| path.starts_with(folder) || !beside.is_empty() && path.starts_with(beside);
        !self.faulty.iter().any(|path| is_in(path.as_str()))
    }

    /// Whether a file stands at `path`, readable or not.
    pub fn has_file(&self, path: &RepoPath) -> bool {
        let Snapshot { texts, pictures, .. } = self.snapshot;
        texts.contains_key(path) || pictures.contains_key(path) || self.faulty.contains(path)
    }
}

/// A rule over records. It reports only its own code.
#[derive(Debug)]
pub struct Rule {
    pub code: &'static Code,
    pub check: fn(&Context<'_>, &mut Diagnostics),
}

/// A rule for which figures had to be computed first. It reports only its own code.
#[derive(Debug)]
pub struct FigureRule {
    pub code: &'static Code,
    pub check: fn(&ReportContext<'_>, &mut Diagnostics),
}

/// What a rule over figures may look at: the figures, the records and their texts.
#[derive(Debug)]
pub struct ReportContext<'a> {
    pub report: &'a Report<'a>,
    pub context: Context<'a>,
}

/// The line of a measurement.
pub fn row_place(register: &Register, snapshot: &Snapshot, row: &Observation) -> Place {
    let path = register.measurements.files.get(row.file as usize);
    let path = path.cloned().unwrap_or_else(|| RepoPath::new("data/metrics"));
    match snapshot.texts.get(&path) {
        Some(text) => text.place(text.line_span(row.line)),
        None => Place { path, line: row.line, column: 1, span: crate::kit::source::Span::default() },
    }
}

/// The terms that speak today: those in force on `day`, or the first ones of a contract that has not begun. `None` once it has ended.
pub fn terms_today(contract: &Contract, day: Date) -> Option<&Terms> {
    if day < contract.effective_on {
        return contract.versions.first().map(|version| &version.terms);
    }
    contract.terms_on(day)
}
