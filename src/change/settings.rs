//! What a contract says, as named values: keys as contract.toml writes them, so that two versions can be laid side by side.

use super::values::Values;
use crate::core::contract::record::{Credits, OnMissing, ScoreBand, ScoreRule, ServiceLevel, Target, Terms};
use crate::kit::number::Decimal;

/// Settings by key.
pub type Settings = Values;

/// Everything of the terms but the service levels.
pub fn of_terms(terms: &Terms) -> Settings {
    let mut settings = Settings::new();
    let mut put = |key: &str, value: Option<String>| {
        settings.extend(value.map(|value| (key.to_owned(), value)));
    };
    put("currency", Some(terms.currency.to_string()));
    put("ends-on", Some(terms.ends_on.to_string()));
    put("notice-days", Some(terms.notice_days.to_string()));
    put("fee-basis", terms.fee_basis.clone());
    put(
        "monthly-fee",
        terms.monthly_fee.as_ref().map(|fee| format!("{} {}", fee.show(&terms.currency), terms.currency)),
    );
    put("weights", Some(terms.weights.word().to_owned()));
    if let Some(credits) = &terms.credits {
        of_credits(credits, &mut put);
    }
    settings
}

fn of_credits(credits: &Credits, put: &mut impl FnMut(&str, Option<String>)) {
    put("credits.at-risk-percent", decimal(*credits.at_risk_percent));
    put("credits.cap-percent", decimal(**credits.cap()));
    put("credits.method", Some(credits.method.word().to_owned()));
    put("credits.credit-base", credits.base.map(|base| base.word().to_owned()));
    put("credits.allocatable-percent", credits.allocatable_percent.and_then(decimal));
    put("credits.incident-rule", Some(credits.incident_rule.word().to_owned()));
    put("credits.claim-within-days", credits.claim_within_days.map(|days| days.to_string()));
    if !credits.points.is_empty() {
        let rows = credits.points.iter().map(|row| format!("from {}: {}%", row.at_least, row.percent));
        put("credits.points", Some(rows.collect::<Vec<_>>().join(", ")));
    }
    for (name, share) in &credits.pools {
        put(&format!("credits.pools.{name}"), decimal(**share));
    }
}

/// Everything of a service level that its reader may write.
pub fn of_clause(clause: &ServiceLevel) -> Settings {
    let mut settings = Settings::new();
    let mut put = |key: &str, value: Option<String>| {
        settings.extend(value.map(|value| (key.to_owned(), value)));
    };
    put("name", Some(clause.name.clone()));
    put("family", Some(clause.family.word().to_owned()));
    put("metric", Some(clause.metric.to_string()));
    put("metric-definition", clause.metric_definition.as_ref().map(|text| text.to_string()));
    put("clause-ref", clause.clause_ref.clone());
    put("direction", Some(clause.direction.word().to_owned()));
    match clause.target() {
        Target::Line(line) => put("target", decimal(line)),
        Target::Range { low, high } => {
            put("target-low", decimal(low));
            put("target-high", decimal(high));
        }
        Target::None => {}
    }
    put("minimum", clause.minimum.as_ref().and_then(|line| decimal(**line)));
    put("aggregation", Some(clause.aggregation.word().to_owned()));
    put("slice-target", clause.slice_target.as_ref().and_then(|line| decimal(**line)));
    put("window", Some(clause.window.word().to_owned()));
    put("weight", decimal(*clause.weight));
    scores(&clause.score, &mut put);
    put("most-material", Some(clause.most_material.to_string()));
    put("gate", Some(clause.gate.to_string()));
    put("sites", list(clause.scope.sites.iter()));
    put("projects", list(clause.scope.projects.iter()));
    put("queues", list(clause.scope.queues.iter()));
    put("languages", list(clause.scope.languages.iter().map(|language| language.as_str())));
    put("min-volume", decimal(*clause.min_volume));
    put("below-min-volume", Some(clause.below_min_volume.word().to_owned()));
    put("on-zero-denominator", Some(clause.on_zero.word().to_owned()));
    put(
        "on-missing",
        Some(match clause.on_missing {
            OnMissing::Flag => "flag".to_owned(),
            OnMissing::MissedAfter { days } => format!("missed after {days} days"),
        }),
    );
    put("min-days", Some(clause.min_days.to_string()));
    put("pro-rate", Some(clause.pro_rate.to_string()));
    put("straddle", Some(clause.straddle.word().to_owned()));
    put(
        "round",
        clause
            .rounding
            .decimals
            .map(|decimals| format!("{decimals} decimals, {}", clause.rounding.mode.word())),
    );
    put("measured-from", clause.measured_from.map(|on| on.to_string()));
    put("credits-from", clause.credits_from.map(|on| on.to_string()));
    put("ramp", list(clause.ramp.iter().map(|step| format!("{} from {}", step.target, step.from))));
    put("relief", Some(clause.relief.to_string()));
    put("pool", clause.pool.clone());
    put("allocation", clause.allocation.as_ref().and_then(|share| decimal(**share)));
    put("repeat-multiplier", decimal(*clause.repeat_multiplier));
    put(
        "chronic",
        clause.chronic.as_ref().map(|of| format!("{} misses in {} windows", of.misses, of.windows)),
    );
    put(
        "earn-back",
        clause.earn_back.as_ref().map(|back| {
            format!(
                "{} at {}, {} windows, wait {}",
                back.kind.word(),
                back.level,
                back.windows,
                back.max_wait
            )
        }),
    );
    put("sops", list(clause.sops.iter().map(|sop| &sop.value)));
    settings
}

fn scores(score: &ScoreRule, put: &mut impl FnMut(&str, Option<String>)) {
    match score {
        ScoreRule::MetOrNot => {}
        ScoreRule::Linear(floor) => put("floor", decimal(**floor)),
        ScoreRule::Bands(bands) => put("bands", list(bands.iter().map(band))),
    }
}

fn band(band: &ScoreBand) -> String {
    let bound = band.bound.map_or_else(|| "otherwise".to_owned(), |bound| bound.to_string());
    let points =
        if band.points == Decimal::ZERO { String::new() } else { format!(", {} points", band.points) };
    format!("{bound}: score {}{points}", band.score)
}

fn decimal(value: Decimal) -> Option<String> {
    Some(value.to_string())
}

fn list<T: ToString>(items: impl Iterator<Item = T>) -> Option<String> {
    let items: Vec<String> = items.map(|item| item.to_string()).collect();
    (!items.is_empty()).then(|| items.join("; "))
}
