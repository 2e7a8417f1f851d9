//! The settings of a book for tests.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::core::settings::forms::{Branch, Currency, FixedAfter, TimeZone};
use crate::core::settings::record::{
    ApprovalPolicy, ExchangeDay, HostLayout, Publication, RatingBand, RestatedPolicy, RuleSet, Settings,
};
use crate::kit::calendar::Calendar;
use crate::kit::number::Decimal;
use crate::kit::source::{AsOf, AsOfSource, Place};
use crate::kit::words::RatingName;

/// What `book.toml` says of a book in which nobody works yet.
pub fn settings(as_of: Date, place: &Place) -> Settings {
    let ratings = [
        (RatingName::Good, 90),
        (RatingName::ApproachingTarget, 75),
        (RatingName::RequiresImprovement, 50),
        (RatingName::Inadequate, 0),
    ];
    let band = |(name, at_least)| RatingBand { name, at_least: Decimal::from_int(at_least), place: None };
    Settings {
        format: 1,
        title: "Test".to_owned(),
        organisation: "Test".to_owned(),
        currency: Currency::new("USD"),
        time_zone: TimeZone::new("UTC"),
        publication: Publication::Restricted,
        pinned: None,
        as_of: AsOf { on: as_of, source: AsOfSource::Flag },
        history_weeks: Some(26.into()),
        rule_set: RuleSet::Nhs.into(),
        fix_limits_after: FixedAfter(Some(12)).into(),
        screen_ranges: false.into(),
        insufficient_coverage: Decimal::from_int(60).into(),
        plan_draft_working_days: 10.into(),
        audit_threshold: Decimal::from_int(90).into(),
        exchange_day: ExchangeDay::MonthEnd.into(),
        exchange_max_age_days: 7.into(),
        accrual_days: 10.into(),
        access: None,
        signals: None,
        wellness: None,
        incident_clocks: Vec::new(),
        escalation_steps: Vec::new(),
        visits: None,
        suppressions: Vec::new(),
        unit_cost_metric: None,
        rework_metric: None,
        claim_dispute_days: 30.into(),
        fiscal_year_starts: 1,
        role_mailboxes: Vec::new(),
        role_phones: Vec::new(),
        organisation_columns: Vec::new(),
        graphic_words: Vec::new(),
        holidays: BTreeSet::new(),
        calendar: Calendar::default(),
        forget: Vec::new(),
        approvals: ApprovalPolicy::Approver,
        restatements: RestatedPolicy::Warned,
        repository: None,
        written_host: None,
        host: HostLayout::Github,
        branch: Branch::new("main"),
        permalink: None,
        edit_link: None,
        propose_link: None,
        site_url: None,
        ratings: ratings.map(band).into(),
        people: BTreeMap::new(),
        place: place.clone(),
    }
}
