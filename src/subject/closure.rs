//! Keeps the register's promise that an id which stands in it has its record: what refers to a record that could not
//! be read is left out too. Only a book with defects loses anything here.

use std::collections::BTreeSet;

use crate::core;
use crate::kit::declared;
use crate::kit::declared::{Record, Reference};
use crate::kit::id::{ContractId, MetricId, PersonId, ProjectId, SiteId, VendorId};
use crate::kit::record::catalog::Sort;
use crate::subject::register::Register;

/// The book first, then each subject, which refers to the book and to subjects above it.
pub fn close(register: &mut Register) {
    core::close(&mut register.book);
    let Register { book, sops, acknowledgements, .. } = register;
    let queues: BTreeSet<_> =
        book.projects.values().flat_map(|project| &project.queues).map(|queue| queue.id.clone()).collect();
    for sop in sops.values_mut() {
        sop.sites.retain(|site| book.sites.contains_key(site));
        sop.queues.retain(|queue| queues.contains(queue));
        sop.satisfies.retain(|(contract, level, _)| book.has_clause(contract, level));
    }
    acknowledgements.retain(|row| book.sites.contains_key(&row.site));
    let existing = Existing::of(register);
    register.plans.retain(|_, record| record.close(&existing));
    let existing = Existing::of(register);
    let Register { decisions, audits, responses, initiatives, .. } = register;
    decisions.retain(|_, record| record.close(&existing));
    audits.retain(|_, record| record.close(&existing));
    responses.retain(|_, record| record.close(&existing));
    initiatives.retain(|_, record| record.close(&existing));
}

/// The ids of the records that stand.
struct Existing {
    ids: BTreeSet<(Sort, String)>,
    clauses: BTreeSet<(String, String)>,
    actions: BTreeSet<(String, String)>,
}

impl Existing {
    fn of(register: &Register) -> Self {
        let mut ids = BTreeSet::new();
        let mut add = |sort, names: &mut dyn Iterator<Item = &str>| {
            ids.extend(names.map(|name| (sort, name.to_owned())));
        };
        let queues = register.projects.values().flat_map(|project| &project.queues);
        add(Sort::Person, &mut register.settings.people.keys().map(PersonId::as_str));
        add(Sort::Metric, &mut register.metrics.keys().map(MetricId::as_str));
        add(Sort::Vendor, &mut register.vendors.keys().map(VendorId::as_str));
        add(Sort::Site, &mut register.sites.keys().map(SiteId::as_str));
        add(Sort::Project, &mut register.projects.keys().map(ProjectId::as_str));
        add(Sort::Contract, &mut register.contracts.keys().map(ContractId::as_str));
        add(Sort::Queue, &mut queues.map(|queue| queue.id.as_str()));
        let clauses = register.contracts.values().flat_map(|contract| {
            let levels = contract.versions.iter().flat_map(|version| version.terms.service_levels.keys());
            levels.map(|level| (contract.id.to_string(), level.to_string()))
        });
        let actions = register.plans.values().flat_map(|plan| {
            plan.actions.iter().map(|action| (plan.id.to_string(), action.id.as_str().to_owned()))
        });
        Existing { clauses: clauses.collect(), actions: actions.collect(), ids }
    }
}

impl declared::Existing for Existing {
    fn has(&self, reference: Reference<'_>) -> bool {
        let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
        match reference {
            Reference::Id(sort, id) => self.ids.contains(&(sort, id.to_owned())),
            Reference::Clause(contract, level) => self.clauses.contains(&pair(contract, level)),
            Reference::Action(plan, action) => self.actions.contains(&pair(plan, action)),
        }
    }
}
