//! Policies one by one, on small registers.

mod due;

mod policies;

mod printed;

mod silent;

mod properties;

mod calendars;

mod every_row_once;

mod terms;

mod withheld;

use jiff::civil::Date;

use super::*;
use crate::core::contract::record::{
    Aggregation, BelowMinVolume, Chronic, OnMissing, OnZero, RampStep, RoundMode, Rounding, ScoreBand,
    ScoreRule, ServiceLevel, Straddle, Target, Terms, Window,
};
use crate::core::contract::relief_record::{Relief, Subtract};
use crate::core::metric::record::{Metric, MetricKind, WholeRows};
use crate::core::organisation::record::{Project, covers_language};
use crate::kit::calendar::{Grain, add_days};
use crate::kit::id::{MetricId, ProjectId, QueueId, SiteId, VendorId};
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::kit::words::Direction;
use crate::subject::register::Register;
use crate::testing::computed::*;

/// The contract-wide rulings of the first clause of the contract `msa`.
fn rulings(register: &Register) -> Vec<Ruling> {
    let contract = register.contracts.values().next().unwrap();
    let id = contract.service_level_ids().into_iter().next().unwrap();
    let rollup = Rollup::new(register);
    judge(register, &rollup, contract, id, &Subject::Vendor(contract.vendor.clone())).rulings.to_vec()
}

fn one(clause: ServiceLevel, as_of: Date, rows: Vec<Row>) -> Vec<Ruling> {
    use jiff::civil::date;
    let versions = vec![(date(2026, 1, 1), terms(vec![clause]))];
    rulings(&register(as_of, vec![contract("msa", versions)], rows))
}

fn at<'a>(rulings: &'a [Ruling], window: &str) -> &'a Ruling {
    rulings.iter().find(|ruling| ruling.window.period.to_string() == window).expect(window)
}

fn shown(ruling: &Ruling) -> String {
    ruling.value.map_or("none".to_owned(), |value| value.show(2))
}
