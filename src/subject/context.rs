//! What a rule may look at.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::core::contract::record::{Contract, Terms};
use crate::core::measurement::record::{Observation, WithheldRow};
use crate::kit::diag::{Class, Code, Diagnostics, codes};
use crate::kit::record::catalog::{Catalog, Sort};
use crate::kit::source::{Place, RepoPath, Snapshot};
use crate::subject::history::History;
use crate::subject::read;
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
    /// The vendors that files with defects name, whether or not their records could be read. One that has no file is none.
    vendors_of_faulty: BTreeMap<RepoPath, String>,
    /// Texts that stand where the format has none, and so are not read, with the path where each belongs.
    astray: Vec<(RepoPath, Option<String>)>,
}

/// A folder may stand outside of data/ as a whole.
fn below_data(path: &str) -> &str {
    path.strip_prefix("data/").unwrap_or(path)
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
        let faulty: BTreeSet<RepoPath> = defects.map(|d| d.place.path.clone()).collect();
        let is_record = |path: &&RepoPath| {
            ["sites/", "contracts/"].iter().any(|of| below_data(path.as_str()).starts_with(of))
        };
        let records: Vec<&RepoPath> = faulty.iter().filter(is_record).collect();
        let declared = if records.is_empty() { Catalog::default() } else { read::declared(snapshot) };
        let named =
            records.into_iter().filter_map(|path| Some((path.clone(), declared.vendor_of(path)?.to_owned())));
        let is_known = |(_, vendor): &(RepoPath, String)| declared.names(Sort::Vendor).contains(vendor);
        let vendors_of_faulty = named.filter(is_known).collect();
        let is_astray = diagnostics.iter().any(|d| *d.code == codes::UNEXPECTED_FILE);
        let astray = if is_astray { read::misplaced(snapshot) } else { Vec::new() };
        Context { register, snapshot, history, faulty, vendors_of_faulty, astray }
    }

    /// The first file with defects on which a finding may rest through rows: rows of the vendor that the file speaks of, of all vendors where
    /// it speaks of none; the vendor's sites; and of every row what is wrong with its metric or its project.
    pub fn rows_with_defects(&self, at: &Place) -> Option<&RepoPath> {
        let vendor = self.vendor_of(at);
        let read = self.unread().find(|(file, path)| match path.split('/').collect::<Vec<_>>().as_slice() {
            ["metrics.toml"] | ["projects", ..] => true,
            ["metrics", of, ..] => vendor.is_none_or(|vendor| *of == vendor),
            ["sites", ..] => self.is_of(file, vendor),
            _ => false,
        });
        // Nothing says whose rows or records these are.
        let is_any = |file: &RepoPath| matches!(file.extension(), "csv" | "toml");
        let lost = || self.astray.iter().find(|(file, meant)| meant.is_none() && is_any(file));
        read.map(|(file, _)| file).or_else(|| lost().map(|(file, _)| file))
    }

    /// Files with defects and those that stand astray, each with the path below data/ at which it would be read.
    fn unread(&self) -> impl Iterator<Item = (&RepoPath, &str)> {
        let faulty = self.faulty.iter().map(|file| (file, below_data(file.as_str())));
        let astray = self.astray.iter();
        let astray = astray.filter_map(|(file, meant)| Some((file, below_data(meant.as_deref()?))));
        faulty.chain(astray)
    }

    /// The first contract with defects, or clause that contracts share, on whose terms a finding may rest: that of the file or the invoice line itself, else
    /// those of its vendor, of all vendors where it speaks of none.
    pub fn terms_with_defects(&self, at: &Place) -> Option<&RepoPath> {
        let vendor = self.vendor_of(at);
        let own =
            below_data(at.path.as_str()).strip_prefix("contracts/").and_then(|rest| rest.split('/').next());
        let own = own.or_else(|| self.contract_invoiced(at));
        let found = self.unread().find(|(file, path)| match path.split('/').collect::<Vec<_>>().as_slice() {
            ["clauses", ..] => true,
            ["contracts", of, ..] => own.map_or_else(|| self.is_of(file, vendor), |own| own == *of),
            _ => false,
        });
        found.map(|(file, _)| file)
    }

    /// Whether a file speaks of a vendor, or may: it says of none, or nobody asks for one.
    fn is_of(&self, file: &RepoPath, vendor: Option<&str>) -> bool {
        let of = self.vendors_of_faulty.get(file);
        of.is_none_or(|of| vendor.is_none_or(|vendor| of == vendor))
    }

    /// The contract of the line of an invoice that stands at a place.
    fn contract_invoiced(&self, at: &Place) -> Option<&str> {
        let is_here = |place: &Place| place.path == at.path && place.line == at.line;
        let line = self.register.invoices.iter().find(|line| is_here(&line.place))?;
        Some(line.contract.as_str())
    }

    fn vendor_of(&self, at: &Place) -> Option<&str> {
        let contract = self.contract_invoiced(at).and_then(|id| self.register.contracts.get(id));
        contract.map(|contract| contract.vendor.as_str()).or_else(|| self.vendor_of_file(&at.path))
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
        let beside = below_data(folder);
        let is_in = |path: &str| path.starts_with(folder) || !beside.is_empty() && path.starts_with(beside);
        let is_faulty = self.faulty.iter().any(|path| is_in(path.as_str()));
        let is_astray = self.astray.iter().any(|(_, meant)| meant.as_deref().is_some_and(is_in));
        !is_faulty && !is_astray && (beside != "sops/" || !self.has_procedure_astray())
    }

    /// Whether a file of a name stands where the format has none.
    pub fn is_astray(&self, name: &str) -> bool {
        self.astray.iter().any(|(file, _)| file.file_name() == name)
    }

    /// Whether a text stands where the format has none that may be a procedure.
    fn has_procedure_astray(&self) -> bool {
        let is_one =
            |file: &RepoPath| file.extension() == "md" && !file.stem().eq_ignore_ascii_case("readme");
        self.astray.iter().any(|(file, meant)| match meant {
            Some(meant) => below_data(meant).starts_with("sops/"),
            None => is_one(file),
        })
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
    line_place(register, snapshot, &row.without_figure())
}

/// The line of a row, whether it has a figure or was withheld.
pub fn line_place(register: &Register, snapshot: &Snapshot, row: &WithheldRow) -> Place {
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
