//! A small register for tests of rules and figures: one vendor, one site, one project, one clause, all in order.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::core::Book;
use crate::core::contract::record::{Contract, ServiceLevel, Terms};
use crate::core::contract::record::{Target, WrittenTarget};
use crate::core::contract::relief_record::Relief;
use crate::core::measurement::record::{Figure, Measurements, Source, Status, WithheldRow};
use crate::core::metric::record::Metric;
use crate::core::organisation::record::{Project, Site, Vendor};
use crate::core::settings::forms::{Country, TimeZone};
use crate::core::settings::record::{Person, Settings};
use crate::kit::declared::Language;
use crate::kit::diag::{Diagnostic, Diagnostics};
use crate::kit::id::{MetricId, PersonId, ProjectId, QueueId, SiteId, VendorId};
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::kit::source::{PictureFile, RepoPath, Snapshot, Span, Text};
use crate::kit::words::Family;
use crate::subject::context::Context;
use crate::subject::decision::record::Decision;
use crate::subject::history::History;
use crate::subject::plan::record::Plan;
use crate::subject::register::Register;
use crate::subject::sop::record::Sop;

mod audits;
mod records;
mod settings;
mod sops;
pub mod sources;
mod visits;

#[cfg(test)]
pub(crate) mod computed;

pub use audits::*;
pub use records::*;
pub use settings::settings;
pub use sops::*;
pub use visits::*;

/// A register with the texts that its places point into. As of Sunday 2026-11-15, week 46.
pub struct Bench {
    pub register: Register,
    pub snapshot: Snapshot,
    pub history: History,
    rows: Vec<BenchRow>,
}

/// A measurement by names; `Bench` keeps the indices.
#[derive(Clone)]
pub struct BenchRow {
    pub site: &'static str,
    pub metric: &'static str,
    pub period: &'static str,
    pub project: Option<&'static str>,
    pub queue: Option<&'static str>,
    pub language: Option<&'static str>,
    pub numerator: i64,
    /// 0 for counts and levels.
    pub denominator: i64,
    pub status: Status,
    /// Kept back by its sender.
    pub withheld: bool,
}

impl BenchRow {
    pub fn new(
        site: &'static str,
        metric: &'static str,
        period: &'static str,
        numerator: i64,
        denominator: i64,
    ) -> Self {
        let (project, queue) = (Some("atlas"), Some("atlas-pt"));
        BenchRow {
            site,
            metric,
            period,
            project,
            queue,
            language: None,
            numerator,
            denominator,
            status: Status::Final,
            withheld: false,
        }
    }

    pub fn withheld(site: &'static str, metric: &'static str, period: &'static str) -> Self {
        BenchRow { withheld: true, ..BenchRow::new(site, metric, period, 0, 0) }
    }
}

/// A target that stands in no file.
impl From<Target> for WrittenTarget {
    fn from(target: Target) -> Self {
        match target {
            Target::Line(line) => WrittenTarget { line: Some(line.into()), ..WrittenTarget::default() },
            Target::Range { low, high } => {
                WrittenTarget { low: Some(low.into()), high: Some(high.into()), line: None }
            }
            Target::None => WrittenTarget::default(),
        }
    }
}

impl Bench {
    pub fn new() -> Self {
        let place = place("data/book.toml", 1);
        let people = [("ada-north", "Ada North"), ("ben-field", "Ben Field")].map(|(handle, name)| {
            let id = PersonId::new(handle);
            let person = Person {
                id: id.clone(),
                name: name.to_owned(),
                role: "Manager".to_owned(),
                keys: Vec::new(),
                place: place.clone(),
            };
            (id, person)
        });
        let settings = Settings {
            title: "Partner operations".to_owned(),
            organisation: "Example platform".to_owned(),
            time_zone: TimeZone::new("Europe/Dublin"),
            people: people.into(),
            ..settings(day("2026-11-15"), &place)
        };
        let snapshot = Snapshot { as_of: Some(settings.as_of), ..Snapshot::default() };
        let register = Register::new(Book::new(settings));
        let mut bench = Bench { register, snapshot, history: History::default(), rows: Vec::new() };
        bench.add_vendor("acme", "Acme Labelling");
        bench.add_site("acme-porto", "acme", "Porto");
        bench.add_metric(metric("accuracy", Family::Quality));
        bench.add_project(project("atlas"));
        bench.add_contract(contract("acme-2026"));
        bench
    }

    pub fn add_vendor(&mut self, id: &str, name: &str) {
        let vendor = Vendor {
            id: VendorId::new(id),
            name: name.to_owned().into(),
            owner: PersonId::new("ada-north").into(),
            since_on: None,
            relationship_stage: None,
            tags: Vec::new(),
            note: None,
            place: place(&format!("data/vendors/{id}.toml"), 1),
        };
        self.register.vendors.insert(vendor.id.clone(), vendor);
    }

    pub fn add_site(&mut self, id: &str, vendor: &str, name: &str) {
        let site = Site {
            id: SiteId::new(id),
            vendor: VendorId::new(vendor).into(),
            name: name.to_owned().into(),
            country: Country::new("PT").into(),
            time_zone: TimeZone::new("Europe/Lisbon").into(),
            languages: vec![Language::new("pt-PT").into()],
            manager: PersonId::new("ada-north").into(),
            opened_on: day("2025-01-01").into(),
            closed_on: None,
            capacity_seats: None,
            people_per_counsellor: None,
            counsellor_wait_days: None,
            out_of_hours_counselling: None,
            risk_tier: None,
            visit_every_days: None,
            tags: Vec::new(),
            note: None,
            place: place(&format!("data/sites/{id}.toml"), 1),
        };
        self.register.sites.insert(site.id.clone(), site);
    }

    pub fn add_metric(&mut self, metric: Metric) {
        self.register.metrics.insert(metric.id.clone(), metric);
    }

    pub fn add_project(&mut self, project: Project) {
        self.register.projects.insert(project.id.clone(), project);
    }

    pub fn add_contract(&mut self, contract: Contract) {
        self.register.contracts.insert(contract.id.clone(), contract);
    }

    pub fn add_plan(&mut self, plan: Plan) {
        self.register.plans.insert(plan.id.clone(), plan);
    }

    pub fn add_decision(&mut self, decision: Decision) {
        self.register.decisions.insert(decision.id.clone(), decision);
    }

    pub fn add_relief(&mut self, relief: Relief) {
        self.register.relief.insert(relief.id.clone(), relief);
    }

    pub fn add_sop(&mut self, sop: Sop) {
        self.register.sops.insert(sop.id.clone(), sop);
    }

    /// An SOP whose body starts on line 6 of its file, after the front matter.
    pub fn add_sop_text(&mut self, id: &str, body: &str) {
        let head = "+++\ntitle = \"T\"\nversion = \"1\"\n+++\n\n";
        let mut sop = sop(id);
        sop.body = Span::new(head.len(), head.len() + body.len());
        self.add_text(sop.place.path.clone().as_str(), &format!("{head}{body}"));
        self.add_sop(sop);
    }

    pub fn add_picture(&mut self, path: &str, bytes: &[u8]) {
        self.snapshot.pictures.insert(RepoPath::new(path), PictureFile::of(bytes.to_vec()));
    }

    pub fn add_text(&mut self, path: &str, content: &str) {
        let path = RepoPath::new(path);
        self.snapshot.texts.insert(path.clone(), Text::new(path, content));
    }

    /// A weekly row of Porto's accuracy.
    pub fn add_row(&mut self, period: &'static str, numerator: i64, denominator: i64) {
        self.add(BenchRow::new("acme-porto", "accuracy", period, numerator, denominator));
    }

    /// Rows stand in one file in the order they came.
    pub fn add(&mut self, row: BenchRow) {
        self.rows.push(row);
        let sorted = |names: Vec<&'static str>| names.into_iter().collect::<BTreeSet<_>>();
        let sites = sorted(self.rows.iter().map(|r| r.site).collect());
        let metrics = sorted(self.rows.iter().map(|r| r.metric).collect());
        let projects = sorted(self.rows.iter().filter_map(|r| r.project).collect());
        let queues = sorted(self.rows.iter().filter_map(|r| r.queue).collect());
        let languages = sorted(self.rows.iter().filter_map(|r| r.language).collect());
        let index = |names: &BTreeSet<&'static str>, name: &'static str| {
            u32::try_from(names.iter().position(|n| *n == name).expect("named")).expect("few")
        };
        let file = RepoPath::new("data/metrics/acme/2026.csv");
        let mut text = "period,site,metric,numerator,denominator,status\n".to_owned();
        let (mut rows, mut withheld) = (Vec::new(), Vec::new());
        for (at, row) in self.rows.iter().enumerate() {
            let numbers = match row.withheld {
                true => ",,withheld".to_owned(),
                false => format!("{},{},", row.numerator, row.denominator),
            };
            text += &format!("{},{},{},{numbers}\n", row.period, row.site, row.metric);
            let key = WithheldRow {
                site: index(&sites, row.site),
                project: row.project.map(|name| index(&projects, name)),
                queue: row.queue.map(|name| index(&queues, name)),
                language: row.language.map(|name| index(&languages, name)),
                metric: index(&metrics, row.metric),
                period: Period::parse(row.period).expect("a period"),
                source: Source::System,
                file: 0,
                line: u32::try_from(at).expect("few") + 2,
            };
            if row.withheld {
                withheld.push(key);
                continue;
            }
            rows.push(key.with(Figure {
                numerator: Decimal::from_int(row.numerator),
                denominator: Decimal::from_int(row.denominator),
                status: row.status,
            }));
        }
        let vendor_of = |site: &&str| self.register.sites[*site].vendor.value.clone();
        self.register.measurements = Arc::new(Measurements {
            rows,
            withheld,
            withheld_notes: Vec::new(),
            vendor_of_site: sites.iter().map(vendor_of).collect(),
            sites: sites.iter().map(|id| SiteId::new(id)).collect(),
            projects: projects.iter().map(|id| ProjectId::new(id)).collect(),
            queues: queues.iter().map(|id| QueueId::new(id)).collect(),
            languages: languages.iter().map(|language| (*language).to_owned()).collect(),
            metrics: metrics.iter().map(|id| MetricId::new(id)).collect(),
            files: vec![file.clone()],
            notes: Vec::new(),
            after_as_of: 0,
        });
        self.add_text(file.as_str(), &text);
    }

    /// Changes the terms of `acme-2026`.
    pub fn terms(&mut self, change: impl FnOnce(&mut Terms)) {
        let contract = self.register.contracts.get_mut("acme-2026").expect("the bench's contract");
        change(&mut contract.versions[0].terms);
        contract.ends_on = *contract.versions[0].terms.ends_on;
    }

    /// Changes the service level `accuracy` of `acme-2026`.
    pub fn level(&mut self, change: impl FnOnce(&mut ServiceLevel)) {
        self.terms(|terms| change(terms.service_levels.get_mut("accuracy").expect("the bench's clause")));
    }

    /// Changes the metric `accuracy`.
    pub fn metric(&mut self, change: impl FnOnce(&mut Metric)) {
        change(self.register.metrics.get_mut("accuracy").expect("the bench's metric"));
    }

    pub fn diagnostics(&self, rule: fn(&Context<'_>, &mut Diagnostics)) -> Diagnostics {
        let mut diagnostics = Diagnostics::default();
        let context = Context::new(&self.register, &self.snapshot, &self.history, &diagnostics);
        rule(&context, &mut diagnostics);
        diagnostics
    }

    pub fn diagnose(&self, rule: fn(&Context<'_>, &mut Diagnostics)) -> Vec<Diagnostic> {
        self.diagnostics(rule).into_iter().collect()
    }

    /// What a rule says: `code: message`.
    pub fn run(&self, rule: fn(&Context<'_>, &mut Diagnostics)) -> Vec<String> {
        said(&self.diagnostics(rule))
    }
}

/// `code: message` of each, in order.
pub fn said(diagnostics: &Diagnostics) -> Vec<String> {
    diagnostics.iter().map(|d| format!("{}: {}", d.code.name, d.message)).collect()
}
