//! Keeps the register's promise that an id which stands in it has its record: what refers to a record that could not
//! be read is left out too. Only a book with defects loses anything here.

use std::sync::Arc;

use crate::core::measurement::record::Observation;
use crate::core::metric::record::RebaseScope;
use crate::subject::register::Register;
use crate::subject::response::record::Replied;

/// Removes until nothing dangles; each round can only make the register smaller.
pub fn close(register: &mut Register) {
    while round(register) {}
    let list = &register.measurements;
    let sites: Vec<bool> = list.sites.iter().map(|id| register.sites.contains_key(id)).collect();
    let metrics: Vec<bool> = list.metrics.iter().map(|id| register.metrics.contains_key(id)).collect();
    let projects: Vec<bool> = list.projects.iter().map(|id| register.projects.contains_key(id)).collect();
    let is_kept = |row: &Observation| {
        sites[row.site as usize]
            && metrics[row.metric as usize]
            && row.project.is_none_or(|project| projects[project as usize])
    };
    let kept: Vec<bool> = list.rows.iter().map(is_kept).collect();
    if kept.iter().all(|kept| *kept) {
        return;
    }
    let measurements = Arc::make_mut(&mut register.measurements);
    let mut place = Vec::with_capacity(kept.len());
    let mut next: u32 = 0;
    for kept in &kept {
        place.push(kept.then_some(next));
        next += u32::from(*kept);
    }
    measurements.notes.retain_mut(|(row, _)| match place[*row as usize] {
        Some(at) => {
            *row = at;
            true
        }
        None => false,
    });
    let mut at = 0;
    measurements.rows.retain(|_| {
        at += 1;
        kept[at - 1]
    });
}

fn round(register: &mut Register) -> bool {
    let before = size(register);
    let Register {
        book,
        metrics,
        vendors,
        sites,
        projects,
        contracts,
        relief,
        rebases,
        sops,
        plans,
        decisions,
        acknowledgements,
        audits,
        responses,
        initiatives,
        ..
    } = register;
    let people = &book.people;
    vendors.retain(|_, vendor| people.contains_key(&vendor.owner));
    sites.retain(|_, site| vendors.contains_key(&site.vendor) && people.contains_key(&site.manager));
    for project in projects.values_mut() {
        project.sites.retain(|site| sites.contains_key(site));
        project.units_metric.take_if(|metric| !metrics.contains_key(metric));
        project.backlog_metric.take_if(|metric| !metrics.contains_key(metric));
    }
    projects.retain(|_, project| people.contains_key(&project.client_manager));
    let queues: std::collections::BTreeSet<_> =
        projects.values().flat_map(|project| &project.queues).map(|queue| queue.id.clone()).collect();
    contracts.retain(|_, contract| vendors.contains_key(&contract.vendor));
    for terms in contracts.values_mut().flat_map(|c| &mut c.versions).map(|version| &mut version.terms) {
        terms.service_levels.retain(|_, level| {
            let scope = &level.scope;
            metrics.contains_key(&level.metric)
                && scope.sites.iter().all(|site| sites.contains_key(site))
                && scope.projects.iter().all(|project| projects.contains_key(project))
                && scope.queues.iter().all(|queue| queues.contains(queue))
        });
    }
    for contract in contracts.values_mut() {
        contract.amendments.retain(|amendment| people.contains_key(&amendment.approved_by));
    }
    let has_clause = |contract: &_, level: &_| {
        contracts.get(contract).is_some_and(|contract: &crate::core::contract::record::Contract| {
            contract.versions.iter().any(|version| version.terms.service_levels.contains_key(level))
        })
    };
    for relief in relief.values_mut() {
        relief.sites.retain(|site| sites.contains_key(site));
        relief.subtract.retain(|row| sites.contains_key(&row.site));
        relief.service_levels.retain(|level| has_clause(&relief.contract, level));
    }
    relief.retain(|_, relief| contracts.contains_key(&relief.contract));
    rebases.retain(|rebase| {
        let scope = match &rebase.scope {
            RebaseScope::Site(site) => sites.contains_key(site),
            RebaseScope::Vendor(vendor) => vendors.contains_key(vendor),
        };
        scope && metrics.contains_key(&rebase.metric)
    });
    for sop in sops.values_mut() {
        sop.sites.retain(|site| sites.contains_key(site));
        sop.queues.retain(|queue| queues.contains(queue));
        sop.satisfies.retain(|(contract, level, _)| has_clause(contract, level));
    }
    let here = |vendor: &_, site: &Option<crate::kit::id::SiteId>| {
        vendors.contains_key(vendor) && site.as_ref().is_none_or(|site| sites.contains_key(site))
    };
    responses.retain(|_, response| {
        let figure = match &response.figure {
            Replied::Result(contract, level) | Replied::Credit(contract, level) => {
                has_clause(contract, level)
            }
            Replied::Measurement(metric, queue) => {
                metrics.contains_key(metric) && queue.as_ref().is_none_or(|queue| queues.contains(queue))
            }
            Replied::Rating => true,
        };
        figure && here(&response.vendor, &response.site)
    });
    initiatives.retain(|_, initiative| {
        here(&initiative.vendor, &initiative.site)
            && metrics.contains_key(&initiative.metric)
            && initiative.queues.iter().all(|queue| queues.contains(queue))
    });
    plans.retain(|_, plan| {
        vendors.contains_key(&plan.vendor) && plan.site.as_ref().is_none_or(|site| sites.contains_key(site))
    });
    for plan in plans.values_mut() {
        plan.triggers.retain(|trigger| has_clause(&trigger.contract, &trigger.service_level));
        plan.success.retain(|success| {
            metrics.contains_key(&success.metric)
                && success.site.as_ref().is_none_or(|site| sites.contains_key(site))
                && success.queue.as_ref().is_none_or(|queue| queues.contains(queue))
        });
    }
    acknowledgements.retain(|row| sites.contains_key(&row.site));
    audits.retain(|_, audit| sites.contains_key(&audit.site));
    for finding in audits.values_mut().flat_map(|audit| &mut audit.findings) {
        finding.action.take_if(|(plan, id)| {
            !plans.get(plan).is_some_and(|plan: &crate::subject::plan::record::Plan| {
                plan.actions.iter().any(|a| &a.id == id)
            })
        });
    }
    for decision in decisions.values_mut() {
        decision.vendor.take_if(|vendor| !vendors.contains_key(vendor));
        decision.site.take_if(|site| !sites.contains_key(site));
        decision.contract.take_if(|contract| !contracts.contains_key(contract));
        decision.project.take_if(|project| !projects.contains_key(project));
    }
    size(register) < before
}

/// What other records refer to.
fn size(register: &Register) -> usize {
    let levels = register.contracts.values().flat_map(|contract| &contract.versions);
    register.vendors.len()
        + register.sites.len()
        + register.projects.len()
        + register.contracts.len()
        + levels.map(|version| version.terms.service_levels.len()).sum::<usize>()
}
