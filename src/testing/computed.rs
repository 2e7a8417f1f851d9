//! Registers for tests, built without files: one vendor `acme`, its site `porto`, and what a test adds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::{Date, date};

use crate::core::Book;
use crate::core::contract::record::{
    Contract, CreditMethod, Credits, IncidentRule, ScoreBand, ScoreRule, ServiceLevel, ShareOf, Terms,
    TermsVersion, Weights, Window, WrittenTarget,
};
use crate::core::contract::relief_record::Relief;
use crate::core::measurement::record::{Figure, Measurements, Source, Status, WithheldRow};
use crate::core::metric::record::{Band, Metric, MetricKind, Unit};
use crate::core::organisation::record::{ContentTier, Project, Queue, Site, Vendor, WorkType};
use crate::core::settings::forms::{Country, Currency, TimeZone};
use crate::kit::calendar::Grain;
use crate::kit::declared::Language;
use crate::kit::id::{
    ContractId, MetricId, PartId, PersonId, ProjectId, QueueId, ReliefId, ServiceLevelId, SiteId, VendorId,
};
use crate::kit::number::{Decimal, Money};
use crate::kit::period::Period;
use crate::kit::source::{At, Place, RepoPath, Span};
use crate::kit::words::{Direction, Family};
use crate::subject::register::Register;
use crate::testing::records::service_level;
use crate::testing::settings::settings;

pub fn place(path: &str) -> Place {
    Place { path: RepoPath::new(path), line: 1, column: 1, span: Span::new(0, 0) }
}

pub fn dec(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

pub fn period(text: &str) -> Period {
    Period::parse(text).unwrap()
}

pub fn slid(id: &str) -> ServiceLevelId {
    ServiceLevelId::new(id)
}

/// A row of the site `porto`, or of another one.
#[derive(Clone)]
pub struct Row {
    pub period: Period,
    pub site: &'static str,
    pub queue: Option<&'static str>,
    pub metric: &'static str,
    pub numerator: Decimal,
    pub denominator: Decimal,
    pub provisional: bool,
    /// Kept back by its sender: its numbers stand in no file.
    pub withheld: bool,
}

/// Numerator and denominator; for means value and samples; for other kinds the value, with any denominator.
pub fn row(at: &str, metric: &'static str, numerator: &str, denominator: &str) -> Row {
    Row {
        period: period(at),
        site: "porto",
        queue: None,
        metric,
        numerator: dec(numerator),
        denominator: dec(denominator),
        provisional: false,
        withheld: false,
    }
}

impl Row {
    pub fn at(mut self, site: &'static str) -> Row {
        self.site = site;
        self
    }

    pub fn queue(mut self, queue: &'static str) -> Row {
        self.queue = Some(queue);
        self
    }

    pub fn withheld(mut self) -> Row {
        self.withheld = true;
        self
    }

    pub fn provisional(mut self) -> Row {
        self.provisional = true;
        self
    }
}

/// At least `target`, occurrences, by the month, met or not.
pub fn clause(id: &str, metric: &str, target: &str) -> ServiceLevel {
    ServiceLevel {
        name: id.to_owned(),
        metric: MetricId::new(metric),
        clause_ref: None,
        target: WrittenTarget {
            line: Some(At::new(dec(target), place("target"))),
            ..WrittenTarget::default()
        },
        window: Window::Month,
        ..service_level(id, &place(id))
    }
}

/// Points by bands: none from 99, one more for each below, four under 96.
pub fn points_by_bands() -> ScoreRule {
    let bands = [(Some("99"), "0"), (Some("98"), "1"), (Some("97"), "2"), (Some("96"), "3"), (None, "4")];
    let band = |(at_least, points): (Option<&str>, &str)| ScoreBand {
        bound: at_least.map(dec),
        score: dec("0"),
        points: dec(points),
        place: place("band"),
    };
    ScoreRule::Bands(bands.map(band).into())
}

/// Fee 400,000.00 USD a month, 10% at risk, no cap below it.
pub fn terms(clauses: Vec<ServiceLevel>) -> Terms {
    Terms {
        vendor: VendorId::new("acme").into(),
        title: "Agreement".to_owned(),
        document_ref: "A-1".to_owned(),
        currency: Currency::new("USD"),
        signed_on: date(2025, 12, 10),
        effective_on: date(2026, 1, 1),
        ends_on: date(2026, 12, 31).into(),
        notice_days: 0.into(),
        price_review_on: Vec::new(),
        price_review_notice_days: 0.into(),
        fee_basis: Some("monthly fee".to_owned()),
        rates: BTreeMap::new(),
        invoice_tolerance: None,
        monthly_fee: Some(At::new(Money(40_000_000), place("fee"))),
        weights: Weights::Percent,
        credits: Some(Credits {
            at_risk_percent: At::new(dec("10"), place("at-risk")),
            cap_percent: None,
            share_of: ShareOf::Fee,
            method: CreditMethod::Allocation,
            base: None,
            incident_rule: IncidentRule::Sum,
            claim_within_days: Some(At::new(30, place("claim"))),
            points: Vec::new(),
            pools: BTreeMap::new(),
            allocatable_percent: None,
            place: place("credits"),
        }),
        service_levels: clauses.into_iter().map(|clause| (clause.id.clone(), clause)).collect(),
    }
}

/// In force through 2026, or as its terms say.
pub fn contract(id: &str, versions: Vec<(Date, Terms)>) -> Contract {
    let ends_on = *versions.last().unwrap().1.ends_on;
    Contract {
        id: ContractId::new(id),
        vendor: VendorId::new("acme"),
        title: id.to_owned(),
        document_ref: id.to_owned(),
        signed_on: versions[0].0,
        effective_on: versions[0].0,
        ends_on,
        versions: versions
            .into_iter()
            .map(|(from, terms)| TermsVersion {
                from,
                amendments: Vec::new(),
                shared: BTreeSet::new(),
                own: BTreeMap::new(),
                written: Vec::new(),
                terms,
            })
            .collect(),
        amendments: Vec::new(),
        signed: BTreeMap::new(),
        clauses: BTreeMap::new(),
        place: place(id),
    }
}

pub fn metric(id: &str, kind: MetricKind, grain: Grain) -> Metric {
    Metric {
        id: MetricId::new(id),
        name: id.to_owned(),
        family: Family::Quality,
        kind,
        unit: if kind == MetricKind::Ratio { Unit::Percent } else { Unit::Units },
        direction: Direction::AtLeast,
        decimals: 2,
        grain,
        lag_days: 0,
        numerator: None,
        denominator: None,
        definition: None,
        sampled: false,
        whole_rows: None,
        bounds: Band::default(),
        place: place(id),
    }
}

pub fn site(id: &str) -> Site {
    Site {
        id: SiteId::new(id),
        vendor: VendorId::new("acme").into(),
        name: id.to_owned().into(),
        country: Country::new("PT").into(),
        time_zone: TimeZone::new("Europe/Lisbon").into(),
        languages: vec![Language::new("pt-PT").into()],
        manager: PersonId::new("ada").into(),
        opened_on: date(2020, 1, 1).into(),
        closed_on: None,
        capacity_seats: None,
        people_per_counsellor: None,
        counsellor_wait_days: None,
        out_of_hours_counselling: None,
        risk_tier: None,
        visit_every_days: None,
        tags: Vec::new(),
        note: None,
        place: place(id),
    }
}

pub fn relief(id: &str, service_level: &str, from_on: Date, to_on: Date) -> Relief {
    Relief {
        in_place_of: None,
        id: ReliefId::new(id),
        contract: ContractId::new("msa").into(),
        service_levels: vec![slid(service_level).into()],
        sites: Vec::new(),
        from_on: from_on.into(),
        to_on: to_on.into(),
        reason: "power cut".to_owned().into(),
        approved_by: Some(PersonId::new("ada").into()),
        approved_on: Some(to_on.into()),
        evidence: "ticket".to_owned().into(),
        event: None,
        subtract: Vec::new(),
        place: place(id),
    }
}

/// A register that speaks for `as_of`, with the ratio metrics `accuracy` (by the week) and `uptime` (by the month).
pub fn register(as_of: Date, contracts: Vec<Contract>, rows: Vec<Row>) -> Register {
    let vendor = Vendor {
        id: VendorId::new("acme"),
        name: "Acme".to_owned().into(),
        owner: PersonId::new("ada").into(),
        since_on: None,
        relationship_stage: None,
        tags: Vec::new(),
        note: None,
        place: place("acme"),
    };
    let mut register = Register::new(Book::new(settings(as_of, &place("data/book.toml"))));
    register.vendors.insert(vendor.id.clone(), vendor);
    register.contracts = contracts.into_iter().map(|contract| (contract.id.clone(), contract)).collect();
    for metric in [
        metric("accuracy", MetricKind::Ratio, Grain::Week),
        metric("uptime", MetricKind::Ratio, Grain::Month),
    ] {
        register.metrics.insert(metric.id.clone(), metric);
    }
    let sites: BTreeSet<&str> = rows.iter().map(|row| row.site).chain(["porto"]).collect();
    for id in sites {
        register.sites.insert(SiteId::new(id), site(id));
    }
    register.measurements = Arc::new(measurements(rows));
    register
}

/// Rows of one file, in the order given.
pub fn measurements(rows: Vec<Row>) -> Measurements {
    fn listed<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
        ids.collect::<BTreeSet<_>>().into_iter().collect()
    }
    let at = |list: &[&str], id: &str| list.binary_search(&id).unwrap() as u32;
    let sites = listed(rows.iter().map(|row| row.site));
    let metrics = listed(rows.iter().map(|row| row.metric));
    let queues = listed(rows.iter().filter_map(|row| row.queue));
    let key = |row: &Row, line| WithheldRow {
        site: at(&sites, row.site),
        project: None,
        queue: row.queue.map(|queue| at(&queues, queue)),
        language: None,
        metric: at(&metrics, row.metric),
        period: row.period,
        source: Source::Client,
        file: 0,
        line,
    };
    let figure = |row: &Row| Figure {
        numerator: row.numerator,
        denominator: row.denominator,
        status: if row.provisional { Status::Provisional } else { Status::Final },
    };
    let all = || rows.iter().zip(2..);
    Measurements {
        rows: all()
            .filter(|(row, _)| !row.withheld)
            .map(|(row, line)| key(row, line).with(figure(row)))
            .collect(),
        withheld: all().filter(|(row, _)| row.withheld).map(|(row, line)| key(row, line)).collect(),
        withheld_notes: Vec::new(),
        files: vec![RepoPath::new("data/metrics/acme/2026.csv")],
        vendor_of_site: sites.iter().map(|_| VendorId::new("acme")).collect(),
        sites: sites.iter().map(|id| SiteId::new(id)).collect(),
        projects: Vec::new(),
        queues: queues.iter().map(|id| QueueId::new(id)).collect(),
        languages: Vec::new(),
        metrics: metrics.iter().map(|id| MetricId::new(id)).collect(),
        notes: Vec::new(),
        after_as_of: 0,
    }
}

/// A project at Porto with the queues `pt` and `et`, from 2026 on.
pub fn atlas() -> Project {
    let queue = |id| Queue {
        id: QueueId::new(id),
        written_id: At::new(PartId::new(id), place(id)),
        project: ProjectId::new("atlas"),
        name: String::new().into(),
        languages: Vec::new(),
        sites: Vec::new(),
        starts_on: date(2026, 1, 1).into(),
        ends_on: None,
        content_tier: ContentTier::None.into(),
        tooling: Vec::new(),
    };
    Project {
        id: ProjectId::new("atlas"),
        name: String::new().into(),
        line_of_business: String::new().into(),
        work_type: WorkType::Search.into(),
        client_manager: PersonId::new("ada").into(),
        sites: [SiteId::new("porto")].into(),
        starts_on: date(2026, 1, 1).into(),
        ends_on: None,
        planned_units: None,
        units_metric: None,
        backlog_metric: None,
        note: None,
        planned: Vec::new(),
        milestones: Vec::new(),
        queues: vec![queue("pt"), queue("et")],
        place: place("atlas"),
    }
}
