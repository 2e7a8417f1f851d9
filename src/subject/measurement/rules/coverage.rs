//! What is measured without a contract, and what is worked without a procedure.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::contract::record::Contract;
use crate::core::measurement::record::{Observation, WithheldRow};
use crate::core::measurement::whole::{counted_rows, overlaps};
use crate::core::organisation::record::{covers_language, tags};
use crate::kit::diag::{Diagnostic, Diagnostics, codes, list_and, plural};
use crate::kit::period::Period;
use crate::subject::context::{Context, line_place, row_place};

/// X20: measurements of a vendor, site or queue that no contract in force speaks of. Told once a file and site.
pub fn metric_without_contract(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    if !context.is_whole("data/contracts/") {
        return;
    }
    let mut outside: BTreeMap<(u32, u32), Vec<WithheldRow>> = BTreeMap::new();
    for row in context.register.measurements.came() {
        if !is_under_contract(context, &row) {
            outside.entry((row.file, row.site)).or_default().push(row);
        }
    }
    for ((_, site), mut rows) in outside {
        rows.sort_by_key(|row| row.line);
        let Some(site) = context.register.measurements.sites.get(site as usize) else { continue };
        let (first, last) =
            (rows.iter().map(|row| row.period).min(), rows.iter().map(|row| row.period).max());
        let (Some(first), Some(last)) = (first, last) else { continue };
        let span = if first == last { first.to_string() } else { format!("{first} to {last}") };
        let lies = if rows.len() == 1 { "lies" } else { "lie" };
        diagnostics.push(
            Diagnostic::new(
                &codes::METRIC_WITHOUT_CONTRACT,
                line_place(context.register, context.snapshot, &rows[0]),
                format!(
                    "{} of site `{site}` {lies} outside any contract in force",
                    plural(rows.len(), "row")
                ),
            )
            .label(format!("{span}; this is the first"))
            .help("add the contract or amendment that covers them, or remove the rows"),
        );
    }
}

/// Rows are in a language that their site, or their queue, does not list. Told once a file, site, queue and language.
pub fn language_not_listed(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let (register, measurements) = (context.register, &context.register.measurements);
    // By file, site, queue and language: the first row, and how many there are.
    let mut groups: BTreeMap<_, (WithheldRow, usize)> = BTreeMap::new();
    for row in measurements.came() {
        let Some(language) = row.language else { continue };
        let (first, rows) = groups.entry((row.file, row.site, row.queue, language)).or_insert((row, 0));
        *rows += 1;
        if row.line < first.line {
            *first = row;
        }
    }
    for ((_, site, queue, language), (first, rows)) in groups {
        let Some(language) = measurements.languages.get(language as usize) else { continue };
        let site = measurements.sites.get(site as usize).and_then(|id| register.sites.get(id));
        let queue = queue.and_then(|queue| measurements.queues.get(queue as usize));
        let queue = queue.and_then(|id| register.queue(id));
        let of_site = site.map(|site| ("site", site.id.as_str(), tags(&site.languages)));
        let of_queue = queue.map(|queue| ("queue", queue.id.as_str(), tags(&queue.languages)));
        let lacks = |(_, _, listed): &(&str, &str, Vec<&str>)| {
            !listed.iter().any(|has| covers_language(has, language))
        };
        let Some((what, id, listed)) = of_queue.into_iter().chain(of_site).find(lacks) else { continue };
        let more = if rows == 1 { String::new() } else { format!("; the first of {rows} rows") };
        diagnostics.push(
            Diagnostic::new(
                &codes::LANGUAGE_NOT_LISTED,
                line_place(register, context.snapshot, &first),
                format!("a row is in `{language}`, which {what} `{id}` does not list"),
            )
            .label(format!("it lists {}{more}", list_and(&listed)))
            .help(format!("correct the language, or add it to the {what}'s `languages`")),
        );
    }
}

/// A figure of the whole stands beside figures of its parts, and the metric does not say whether it is their sum or what they leave
/// out; or two such wholes overlap. Nothing is measured there. Told once a file, site and metric, at the first row.
pub fn whole_beside_parts(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let (register, measurements) = (context.register, &context.register.measurements);
    let mut groups: BTreeMap<(u32, u32), BTreeMap<Period, Vec<u32>>> = BTreeMap::new();
    for (row, at) in measurements.rows.iter().zip(0..) {
        groups.entry((row.site, row.metric)).or_default().entry(row.period).or_default().push(at);
    }
    // By file, site and metric: the first row that names less than another, and the periods.
    let mut found: BTreeMap<(u32, u32, u32), (u32, usize)> = BTreeMap::new();
    for ((site, metric), periods) in groups {
        let id = measurements.metrics.get(metric as usize);
        let Some(rule) = id.and_then(|id| register.metrics.get(id)).map(|metric| metric.whole_rows) else {
            continue;
        };
        for indices in periods.into_values() {
            let (counted, is_unclear) = counted_rows(rule, &measurements.rows, indices);
            if !is_unclear {
                continue;
            }
            let rows = || counted.iter().filter_map(|at| Some((*at, measurements.rows.get(*at as usize)?)));
            let names_less = |(_, one): &(u32, &Observation)| {
                rows().any(|(_, other)| overlaps(one, other) && lacks(one, other).is_some())
            };
            let Some((at, first)) = rows().find(names_less) else { continue };
            found.entry((first.file, site, metric)).or_insert((at, 0)).1 += 1;
        }
    }
    for ((_, site, metric), (first, periods)) in found {
        let row = &measurements.rows[first as usize];
        let (Some(site), Some(metric)) =
            (measurements.sites.get(site as usize), measurements.metrics.get(metric as usize))
        else {
            continue;
        };
        let beside = measurements.rows.iter().filter(|other| {
            (other.site, other.metric, other.period) == (row.site, row.metric, row.period)
                && overlaps(row, other)
        });
        let what = beside.into_iter().find_map(|other| lacks(row, other)).unwrap_or("queue");
        let more = if periods == 1 { String::new() } else { format!("; the first of {periods} periods") };
        diagnostics.push(
            Diagnostic::new(
                &codes::WHOLE_BESIDE_PARTS,
                row_place(register, context.snapshot, row),
                format!(
                    "a row of metric `{metric}` at site `{site}` names no {what} beside rows that do, so nothing is measured there"
                ),
            )
            .label(format!("in {}{more}", row.period))
            .help("say in the metric's `whole-rows` whether such rows are the `total` of the others or the `rest`"),
        );
    }
}

/// What a row does not name and another does.
fn lacks(row: &Observation, other: &Observation) -> Option<&'static str> {
    let sides = [
        ("queue", row.queue, other.queue),
        ("language", row.language, other.language),
        ("project", row.project, other.project),
    ];
    sides.into_iter().find(|(_, own, others)| own.is_none() && others.is_some()).map(|(what, ..)| what)
}

/// Some day of the row's period lies in a contract of its vendor with a clause whose scope holds the row's site and queue.
fn is_under_contract(context: &Context<'_>, row: &WithheldRow) -> bool {
    let measurements = &context.register.measurements;
    let Some(vendor) = measurements.vendor_of_site.get(row.site as usize) else { return true };
    let Some(site) = measurements.sites.get(row.site as usize) else { return true };
    let queue = row.queue.and_then(|queue| measurements.queues.get(queue as usize));
    context.register.contracts_of(vendor).any(|contract| {
        days_in_force(contract, row).any(|day| {
            contract.terms_on(day).is_some_and(|terms| {
                // A contract without service levels still covers the work.
                terms.service_levels.is_empty()
                    || terms.service_levels.values().any(|level| {
                        let scope = &level.scope;
                        (scope.sites.is_empty() || scope.sites.contains(site))
                            && queue
                                .is_none_or(|queue| scope.queues.is_empty() || scope.queues.contains(queue))
                    })
            })
        })
    })
}

/// Days of the row's period on which terms may differ: its ends, and where versions start inside it.
fn days_in_force<'a>(contract: &'a Contract, row: &WithheldRow) -> impl Iterator<Item = Date> + 'a {
    let (first, last) = (row.period.first_day(), row.period.last_day());
    let starts = contract.versions.iter().map(|version| version.from);
    starts.filter(move |from| first <= *from && *from <= last).chain([first, last])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::id::SiteId;
    use crate::testing::{Bench, day};

    #[test]
    fn x20_rows_lie_inside_a_contract() {
        let mut bench = Bench::new();
        bench.add_row("2026-W45", 95, 100);
        bench.add_row("2026-W46", 95, 100);
        assert!(bench.run(metric_without_contract).is_empty());
        bench.terms(|terms| terms.ends_on = day("2026-11-09").into());
        assert!(bench.run(metric_without_contract).is_empty(), "one day of week 46 is in force");
        bench.terms(|terms| terms.ends_on = day("2026-11-08").into());
        assert_eq!(
            bench.run(metric_without_contract),
            ["metric-without-contract: 1 row of site `acme-porto` lies outside any contract in force"]
        );
        bench.terms(|terms| terms.ends_on = day("2027-11-08").into());
        bench.level(|level| level.scope.sites = [SiteId::new("acme-lyon")].into());
        assert_eq!(bench.run(metric_without_contract).len(), 1, "two rows, told once");
    }
}
