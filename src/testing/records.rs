//! Single records with lifelike defaults, for tests to change.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::core::contract::record::{
    Aggregation, AmendmentRecord, BelowMinVolume, Contract, OnMissing, OnZero, Rounding, Scope, ScoreRule,
    ServiceLevel, SharedClause, Straddle, Terms, TermsVersion, Weights, Window, WrittenTarget,
};
use crate::core::contract::relief_record::Relief;
use crate::core::contract::shared::ClauseVersion;
use crate::core::metric::record::{Band, Metric, MetricKind, Unit};
use crate::core::organisation::record::{ContentTier, Project, Queue, WorkType};
use crate::core::settings::forms::Currency;
use crate::kit::calendar::Grain;
use crate::kit::declared::{Language, WindowPeriod};
use crate::kit::id::{
    ContractId, DecisionId, MetricId, PartId, PersonId, PlanId, ProjectId, QueueId, ReliefId, ServiceLevelId,
    SharedClauseId, SiteId, SopId, VendorId,
};
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::kit::source::{At, Extent, Place, RepoPath, Span};
use crate::kit::words::{Direction, Family};
use crate::subject::decision::record::{Decision, DecisionKind, DecisionStatus};
use crate::subject::plan::record::{Action, Plan, PlanSeverity, PlanStatus, SuccessCriterion, Trigger};
use crate::subject::sop::normative::Hashes;
use crate::subject::sop::record::{Criticality, Sop, SopStatus};

pub fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

pub fn place(path: &str, line: u32) -> Place {
    Place { path: RepoPath::new(path), line, column: 1, span: Span::new(line as usize, line as usize) }
}

/// A weekly ratio in percent, higher is better.
pub fn metric(id: &str, family: Family) -> Metric {
    Metric {
        id: MetricId::new(id),
        name: "Labelling accuracy".to_owned(),
        family,
        kind: MetricKind::Ratio,
        unit: Unit::Percent,
        direction: Direction::AtLeast,
        decimals: 2,
        grain: Grain::Week,
        lag_days: 0,
        numerator: None,
        denominator: None,
        definition: None,
        sampled: false,
        whole_rows: None,
        bounds: Band::default(),
        place: place("data/metrics.toml", 1),
    }
}

/// A weekly count or level in units.
pub fn units(id: &str, kind: MetricKind) -> Metric {
    let metric = metric(id, Family::Productivity);
    Metric {
        kind,
        unit: Unit::Units,
        direction: Direction::Neutral,
        name: "Accepted units".to_owned(),
        ..metric
    }
}

pub fn project(id: &str) -> Project {
    let place = place(&format!("data/projects/{id}.toml"), 1);
    let queue = Queue {
        id: QueueId::new("atlas-pt"),
        written_id: At::new(PartId::new("atlas-pt"), place.clone()),
        project: ProjectId::new(id),
        name: "Atlas, Portuguese".to_owned().into(),
        languages: vec![Language::new("pt-PT").into()],
        sites: Vec::new(),
        starts_on: day("2026-01-05").into(),
        ends_on: None,
        content_tier: ContentTier::None.into(),
        tooling: Vec::new(),
    };
    Project {
        id: ProjectId::new(id),
        name: "Atlas".to_owned().into(),
        line_of_business: "Search quality".to_owned().into(),
        work_type: WorkType::Search.into(),
        client_manager: PersonId::new("ada-north").into(),
        sites: [SiteId::new("acme-porto")].into(),
        starts_on: day("2026-01-05").into(),
        ends_on: None,
        planned_units: None,
        units_metric: None,
        backlog_metric: None,
        note: None,
        planned: Vec::new(),
        milestones: Vec::new(),
        queues: vec![queue],
        place,
    }
}

/// A contract of `acme` for 2026 with one clause, `accuracy`: at least 95% each week.
pub fn contract(id: &str) -> Contract {
    let place = place(&format!("data/contracts/{id}/contract.toml"), 1);
    let level = service_level("accuracy", &place);
    let terms = Terms {
        vendor: VendorId::new("acme").into(),
        title: "Agreement".to_owned(),
        document_ref: "A-1".to_owned(),
        currency: Currency::new("USD"),
        signed_on: day("2025-12-10"),
        effective_on: day("2026-01-01"),
        ends_on: At::new(day("2027-01-31"), place.clone()),
        notice_days: 0.into(),
        price_review_on: Vec::new(),
        price_review_notice_days: 0.into(),
        fee_basis: None,
        rates: BTreeMap::new(),
        invoice_tolerance: None,
        monthly_fee: None,
        weights: Weights::Percent,
        credits: None,
        service_levels: [(level.id.clone(), level)].into(),
    };
    Contract {
        id: ContractId::new(id),
        vendor: VendorId::new("acme"),
        title: "Master services agreement".to_owned(),
        document_ref: "MSA-2026-014".to_owned(),
        signed_on: day("2025-12-10"),
        effective_on: day("2026-01-01"),
        ends_on: day("2027-01-31"),
        versions: vec![TermsVersion {
            from: day("2026-01-01"),
            amendments: Vec::new(),
            shared: BTreeSet::new(),
            own: BTreeMap::new(),
            written: Vec::new(),
            terms,
        }],
        amendments: Vec::new(),
        signed: BTreeMap::new(),
        clauses: BTreeMap::new(),
        place,
    }
}

/// A shared clause that says nothing yet.
pub fn shared_clause(id: &str) -> SharedClause {
    let place = place(&format!("data/clauses/{id}.toml"), 1);
    SharedClause {
        id: SharedClauseId::new(id),
        versions: vec![ClauseVersion { from: Date::MIN, keys: Vec::new() }],
        amendments: Vec::new(),
        written: Extent { place: place.clone(), last_line: 1 },
        place,
    }
}

pub fn service_level(id: &str, place: &Place) -> ServiceLevel {
    ServiceLevel {
        id: ServiceLevelId::new(id),
        clause: None,
        name: "Labelling accuracy".to_owned(),
        family: Family::Quality,
        metric: MetricId::new("accuracy"),
        metric_definition: None,
        clause_ref: Some("Annex 2, 3.1".to_owned()),
        direction: Direction::AtLeast,
        target: WrittenTarget {
            line: Some(At::new(Decimal::from_int(95), place.clone())),
            ..WrittenTarget::default()
        },
        minimum: None,
        aggregation: Aggregation::Occurrences,
        slice_target: None,
        window: Window::Week,
        weight: Decimal::from_int(100).into(),
        score: ScoreRule::MetOrNot,
        most_material: false,
        gate: false,
        scope: Scope::default(),
        min_volume: Decimal::ZERO.into(),
        below_min_volume: BelowMinVolume::NotMeasured,
        on_zero: OnZero::NotMeasured,
        on_missing: OnMissing::Flag,
        min_days: 1.into(),
        pro_rate: false,
        straddle: Straddle::Split,
        rounding: Rounding::NONE,
        measured_from: None,
        credits_from: None,
        ramp: Vec::new(),
        relief: true,
        pool: None,
        allocation: None,
        repeat_multiplier: Decimal::from_int(1).into(),
        chronic: None,
        earn_back: None,
        sops: Vec::new(),
        place: place.clone(),
    }
}

pub fn amendment(number: u32, signed_on: &str, effective_on: &str) -> AmendmentRecord {
    let place = place(&format!("data/contracts/acme-2026/amendment-{number:02}.toml"), 1);
    AmendmentRecord {
        in_place_of: None,
        number,
        signed_on: day(signed_on).into(),
        effective_on: At::new(day(effective_on), place.clone()),
        reason: "Guideline change".to_owned(),
        approved_by: PersonId::new("ben-field"),
        written: Vec::new(),
        changes: Vec::new(),
        place,
    }
}

pub fn relief(id: &str) -> Relief {
    Relief {
        in_place_of: None,
        id: ReliefId::new(id),
        contract: ContractId::new("acme-2026").into(),
        service_levels: vec![ServiceLevelId::new("accuracy").into()],
        sites: Vec::new(),
        from_on: day("2026-11-02").into(),
        to_on: day("2026-11-08").into(),
        reason: "Power cut".to_owned().into(),
        approved_by: Some(PersonId::new("ben-field").into()),
        approved_on: Some(day("2026-11-10").into()),
        evidence: "Ticket 4411".to_owned().into(),
        event: None,
        subtract: Vec::new(),
        place: place(&format!("data/relief/{id}.toml"), 1),
    }
}

/// Effective since 2026-02-01, reviewed once, by Ada, approved by Ben.
pub fn sop(id: &str) -> Sop {
    let place = place(&format!("data/sops/{id}.md"), 1);
    Sop {
        id: SopId::new(id),
        title: at("Labelling guidelines".to_owned()),
        version: at("2.1".to_owned()),
        status: SopStatus::Effective.into(),
        owner: Some(at(PersonId::new("ada-north"))),
        approver: Some(at(PersonId::new("ben-field"))),
        author: at(PersonId::new("ada-north")),
        effective_on: At::new(day("2026-02-01"), place.clone()),
        reviewed_on: Some(At::new(day("2026-08-01"), place.clone())),
        description: None,
        section: None,
        tags: Vec::new(),
        retired_on: None,
        review_days: 365.into(),
        review_months: None,
        content_warning: false,
        criticality: at(Criticality::Normal),
        sites: BTreeSet::new(),
        queues: BTreeSet::new(),
        languages: BTreeSet::new(),
        satisfies: Vec::new(),
        supersedes: Vec::new(),
        audit_threshold: None,
        hashes: Hashes {
            now: "c0ffee".repeat(11)[..64].to_owned(),
            former: "decaf0".repeat(11)[..64].to_owned(),
            read: "facade".repeat(11)[..64].to_owned(),
        },
        changes: Vec::new(),
        approvals: Vec::new(),
        pictures: Vec::new(),
        serves: place.clone(),
        body: Span::default(),
        place,
    }
}

/// A plan of Porto for `acme-2026/accuracy`, remediating since 2026-10-05, without actions and criteria.
pub fn plan(id: &str) -> Plan {
    let place = place(&format!("data/plans/{id}.toml"), 1);
    Plan {
        in_place_of: None,
        id: PlanId::new(id),
        title: at("Bring accuracy in Porto back".to_owned()),
        vendor: at(VendorId::new("acme")),
        site: Some(at(SiteId::new("acme-porto"))),
        severity: at(PlanSeverity::High),
        status: at(PlanStatus::Remediating),
        detected_on: at(day("2026-10-05")),
        draft_due_on: at(day("2026-10-19")),
        approved_by: None,
        approved_on: None,
        owner_vendor: Some(at("Site lead, Porto".to_owned())),
        owner_client: Some(at(PersonId::new("ada-north"))),
        root_cause: Some(at("Guideline not briefed".to_owned())),
        root_cause_method: None,
        effect: None,
        prevention: None,
        closed_on: None,
        triggers: vec![Trigger {
            clause: at((ContractId::new("acme-2026"), ServiceLevelId::new("accuracy"))),
            period: at(WindowPeriod(Period::Month(2026, 9))),
            place: place.clone(),
        }],
        actions: Vec::new(),
        success: Vec::new(),
        log: Vec::new(),
        place,
    }
}

pub fn action(id: &str, due_on: &str) -> Action {
    Action {
        id: At::new(PartId::new(id), place("data/plans/porto-accuracy.toml", 20)),
        title: at("Brief the late shift".to_owned()),
        owner: at("Trainer, Porto".to_owned()),
        due_on: At::new(day(due_on), place("data/plans/porto-accuracy.toml", 20)),
        done_on: None,
        evidence: None,
    }
}

/// Accuracy of at least 95% for `for_periods` weeks from `from`.
pub fn criterion(for_periods: u32, from: &str) -> SuccessCriterion {
    let place = place("data/plans/porto-accuracy.toml", 40);
    SuccessCriterion {
        metric: at(MetricId::new("accuracy")),
        site: None,
        queue: None,
        language: None,
        direction: at(Direction::AtLeast),
        target: At::new(Decimal::from_int(95), place.clone()),
        for_periods: at(for_periods),
        from: at(Period::parse(from).expect("a period")),
        no_concern: at(false),
        place,
    }
}

/// A value of some file.
pub fn at<T>(value: T) -> At<T> {
    At::new(value, place("data/book.toml", 1))
}

/// Ben is asked by Ada, until 2026-11-30.
pub fn decision(id: &str) -> Decision {
    Decision {
        decided_by: None,
        id: DecisionId::new(id),
        title: at("Renew Acme".to_owned()),
        ask: at("Agree to renew for twelve months".to_owned()),
        kind: at(DecisionKind::Renewal),
        owner: at(PersonId::new("ben-field")),
        asked_by: at(PersonId::new("ada-north")),
        asked_on: at(day("2026-11-01")),
        due_on: at(day("2026-11-30")),
        status: at(DecisionStatus::Open),
        vendor: Some(at(VendorId::new("acme"))),
        site: None,
        contract: Some(at(ContractId::new("acme-2026"))),
        project: None,
        service_levels: Vec::new(),
        waiting_costs: None,
        actions: Vec::new(),
        outcome: None,
        decided_on: None,
        place: place(&format!("data/decisions/{id}.toml"), 1),
    }
}
