//! `data/relief/<relief>.toml`.

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::contract::record::ServiceLevel;
use crate::core::contract::relief_record::{Relief, ReliefDraft, Subtract};
use crate::kit::calendar::Grain;
use crate::kit::declared::Reader;
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{ContractId, MetricId, ServiceLevelId, SiteId};
use crate::kit::period::Period;
use crate::kit::source::At;
use crate::kit::toml::log::Log;

impl Relief {
    /// The rules between its keys, and with its contract.
    pub fn check(draft: &mut ReliefDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        let (catalog, log) = (reader.catalog, reader.log());
        draft.sites.sort_by(|one, other| one.value.cmp(&other.value));
        let contract = draft.contract.as_deref().cloned();
        let declared = |level: &mut At<ServiceLevelId>| {
            let place = || level.place.clone();
            let found = contract
                .as_ref()
                .and_then(|contract| catalog.level(contract.as_str(), level.as_str(), "relief", place, log));
            found.is_some()
        };
        draft.service_levels.retain_mut(declared);
        if !reader.fields.has("service-levels") {
            reader.refuse();
        }
        let vendor = contract.as_ref().and_then(|id| catalog.vendor_of_contract.get(id.as_str()));
        let belongs = |site: &At<String>| {
            let place = || site.place.clone();
            let wrong = vendor.and_then(|of| catalog.site_of_other_vendor(site, of, "relief", place));
            wrong.into_iter().for_each(|wrong| log.push(wrong));
        };
        // Of tables too that could not be read whole.
        let named = draft.sites.iter().map(|site| site.clone().map(|id| id.to_string()));
        named.chain(reader.texts_in("subtract", "site")).for_each(|site| belongs(&site));
        let clauses =
            contract.as_ref().map(|id| clauses(known, id, &draft.service_levels)).unwrap_or_default();
        for site in &draft.sites {
            in_scope(site, &clauses, reader);
        }
        for row in &draft.subtract {
            of_a_grain(row, known, &clauses, log);
            if let (Some(from), Some(to)) = (&draft.from_on, &draft.to_on) {
                within_days(&row.period, **from, **to, log);
            }
            if draft.sites.is_empty() {
                in_scope(&row.site, &clauses, reader);
            } else if !draft.sites.iter().any(|site| site.value == row.site.value) {
                let message = format!("`{}` is not one of the relief's sites", row.site);
                let label = "expected one of `sites`";
                reader.bad_value(&row.site, message, label, "add it to `sites`, or correct it");
            }
        }
        reader.in_order("from-on", "to-on");
    }
}

/// Reports a period that no day of the relief lies in.
fn within_days(period: &At<Period>, from: Date, to: Date, log: &Log) {
    if from <= period.last_day() && period.first_day() <= to {
        return;
    }
    let message = format!("`{period}` lies outside the relief's days");
    log.push(
        Diagnostic::new(&codes::DATE_ORDER, period.place.clone(), message)
            .label(format!("expected a period from {from} to {to}"))
            .help("correct the period or the relief's dates"),
    );
}

/// The event's service levels, as every version of the terms has them. Empty when one of them cannot be read.
fn clauses<'c>(
    known: &Known<'c>,
    contract: &ContractId,
    ids: &[At<ServiceLevelId>],
) -> Vec<&'c ServiceLevel> {
    let Some(contract) = known.contracts.get(contract) else { return Vec::new() };
    let of = |id: &At<ServiceLevelId>| {
        let versions = contract.versions.iter();
        let found: Vec<_> = versions.filter_map(|version| version.terms.service_levels.get(&**id)).collect();
        (!found.is_empty()).then_some(found)
    };
    ids.iter().map(of).collect::<Option<Vec<_>>>().unwrap_or_default().concat()
}

/// A site of the vendor that none of the service levels speaks of has nothing to be relieved of.
fn in_scope(site: &At<SiteId>, clauses: &[&ServiceLevel], reader: &Reader<'_, '_, '_>) {
    let covers =
        |clause: &&ServiceLevel| clause.scope.sites.is_empty() || clause.scope.sites.contains(&site.value);
    if clauses.is_empty() || clauses.iter().any(covers) {
        return;
    }
    let message = format!("`{site}` is in the scope of none of the relief's service levels");
    let label = "the relief changes nothing there";
    reader.bad_value(site, message, label, "correct the site or the service levels");
}

/// A period of another grain than the rows takes nothing out of any of them.
fn of_a_grain(row: &Subtract, known: &Known<'_>, clauses: &[&ServiceLevel], log: &Log) {
    let grain_of = |metric: &MetricId| known.metrics.get(metric).map(|metric| metric.grain);
    let grains: Option<Vec<Grain>> = clauses.iter().map(|clause| grain_of(&clause.metric)).collect();
    let Some((wanted, clause)) = grains.as_ref().and_then(|grains| grains.first().zip(clauses.first()))
    else {
        return;
    };
    let Some(found) = row.period.grain() else { return };
    if grains.iter().flatten().any(|grain| *grain == found) {
        return;
    }
    let message = format!(
        "`{}` is a {}, metric `{}` is measured by the {}",
        row.period,
        found.noun(),
        clause.metric,
        wanted.noun()
    );
    log.push(
        Diagnostic::new(&codes::MIXED_GRAIN, row.period.place.clone(), message)
            .label(format!("expected a {}", wanted.noun()))
            .help("write the period as in the rows it takes from"),
    );
}
