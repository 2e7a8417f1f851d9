//! What a file calls things, and their ids: an id itself, a name of the map, or the name that the record has. A name that is only like one is told and
//! never taken.

use std::collections::BTreeMap;

use crate::import::folded::folded;
use crate::kit::diag::did_you_mean;
use crate::kit::record::catalog::{Catalog, Sort};
use crate::subject::import::map::{Map, Role};
use crate::subject::register::Register;

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    Id(String),
    /// The map leaves its rows out.
    Skipped,
    /// Nothing, and what helps.
    Unknown(String),
    /// A site of another vendor than the row is of: what is wrong, and what helps.
    Elsewhere((String, String)),
}

/// Names of a map by role, folded: the id, or `None` to leave its rows out.
pub type OwnNames = BTreeMap<(Role, String), Option<String>>;

/// The names that a map and a book know.
pub struct Names<'b> {
    catalog: &'b Catalog,
    own: OwnNames,
    /// By role and folded name: the ids of all records so called.
    called: BTreeMap<(Role, String), Vec<String>>,
}

impl<'b> Names<'b> {
    pub fn of_map(map: &Map, register: &Register, catalog: &'b Catalog) -> Names<'b> {
        let mut own = OwnNames::new();
        for name in &map.names {
            let ids = [
                (Role::Vendor, name.vendor.as_ref().map(|id| id.to_string())),
                (Role::Site, name.site.as_ref().map(|id| id.to_string())),
                (Role::Project, name.project.as_ref().map(|id| id.to_string())),
                (Role::Queue, name.queue.as_ref().map(|id| id.to_string())),
                (Role::Language, name.language.as_ref().map(|tag| tag.to_string())),
                (Role::Metric, name.metric.as_ref().map(|id| id.to_string())),
            ];
            for (role, id) in ids {
                if name.skip || id.is_some() {
                    own.entry((role, folded(&name.says))).or_insert(id);
                }
            }
        }
        Names::new(own, register, catalog)
    }

    pub fn new(own: OwnNames, register: &Register, catalog: &'b Catalog) -> Names<'b> {
        Names { catalog, own, called: called(register) }
    }

    /// The id of a key other than the period. `vendor` is that of the row, where it is known: two vendors may have a site of one name.
    pub fn id(&self, role: Role, text: &str, vendor: Option<&str>) -> Named {
        let known = (role, folded(text));
        match self.own.get(&known) {
            Some(Some(id)) => return Named::Id(id.clone()),
            Some(None) => return Named::Skipped,
            None => {}
        }
        let Some(sort) = sort(role) else { return Named::Id(text.to_owned()) };
        if self.catalog.names(sort).contains(text) {
            return Named::Id(text.to_owned());
        }
        let of_vendor = |id: &&String| {
            role != Role::Site
                || vendor
                    .is_none_or(|vendor| self.catalog.vendor_of_site.get(*id).is_some_and(|of| of == vendor))
        };
        let called: Vec<&String> = self.called.get(&known).into_iter().flatten().filter(of_vendor).collect();
        match called.as_slice() {
            [only] => Named::Id((*only).clone()),
            [] => match vendor.filter(|_| role == Role::Site) {
                Some(vendor) => self.elsewhere(text, vendor),
                None => Named::Unknown(self.nearest(role, sort, text, None)),
            },
            several => {
                let several: Vec<&str> = several.iter().map(|id| id.as_str()).collect();
                Named::Unknown(format!("say in the map which of {} it is", several.join(", ")))
            }
        }
    }

    /// A name that no site of the vendor has: of a site of another that is so called, and else of the nearest of its own.
    fn elsewhere(&self, text: &str, vendor: &str) -> Named {
        let whose = |id: &String| Some(self.catalog.vendor_of_site.get(id)?.as_str());
        let others = self.called.get(&(Role::Site, folded(text))).into_iter().flatten().filter_map(whose);
        let others: Vec<&str> = others.collect();
        if others.is_empty() {
            let own = self.near(Role::Site, Sort::Site, text, Some(vendor));
            let near = own.is_none().then(|| self.near(Role::Site, Sort::Site, text, None)).flatten();
            return Named::Unknown(match near.as_ref().and_then(|id| Some((id, whose(id)?))) {
                Some((id, of)) => format!(
                    "correct the cell or `vendor`: the nearest id, `{id}`, is of vendor {of}, and the row of {vendor}"
                ),
                None => self.nearest(Role::Site, Sort::Site, text, Some(vendor)),
            });
        }
        let others = others.join(" and ");
        let message = format!("`{text}` is a site of vendor {others}, and the row is of {vendor}");
        let help =
            "correct `vendor` in the map, or take it out there: a site says whose it is; or correct the cell";
        Named::Elsewhere((message, help.to_owned()))
    }

    /// The id whose own or whose name is nearest; of sites those of the vendor, where it is known.
    fn near(&self, role: Role, sort: Sort, text: &str, vendor: Option<&str>) -> Option<String> {
        let plain = folded(text).replace([' ', '_', '/', '.'], "-");
        let is_of = |id: &String| {
            vendor.is_none_or(|vendor| self.catalog.vendor_of_site.get(id).is_some_and(|of| of == vendor))
        };
        let ids = self.catalog.names(sort).iter().filter(|id| vendor.is_none() || is_of(&(*id).to_string()));
        let near = did_you_mean(&plain, ids).map(str::to_owned);
        let names = self.called.iter().filter(|((of, _), ids)| *of == role && ids.iter().any(is_of));
        let by_name = did_you_mean(&folded(text), names.clone().map(|((_, name), _)| name.as_str()));
        let by_name = by_name
            .and_then(|name| self.called.get(&(role, name.to_owned()))?.iter().find(|id| is_of(id)).cloned());
        near.or(by_name)
    }

    fn nearest(&self, role: Role, sort: Sort, text: &str, vendor: Option<&str>) -> String {
        let example = format!("`[[name]] says = {:?}` with its `{}`", text, role.word());
        match self.near(role, sort, text, vendor) {
            Some(id) => format!("add {example} to the map; the nearest id is `{id}`"),
            None => format!("add {example} to the map, or declare it"),
        }
    }
}

fn sort(role: Role) -> Option<Sort> {
    match role {
        Role::Vendor => Some(Sort::Vendor),
        Role::Site => Some(Sort::Site),
        Role::Project => Some(Sort::Project),
        Role::Queue => Some(Sort::Queue),
        Role::Metric => Some(Sort::Metric),
        _ => None,
    }
}

fn called(register: &Register) -> BTreeMap<(Role, String), Vec<String>> {
    let mut called: BTreeMap<(Role, String), Vec<String>> = BTreeMap::new();
    let mut add =
        |role, name: &str, id: &str| called.entry((role, folded(name))).or_default().push(id.to_owned());
    register.vendors.values().for_each(|vendor| add(Role::Vendor, &vendor.name, vendor.id.as_str()));
    register.sites.values().for_each(|site| add(Role::Site, &site.name, site.id.as_str()));
    register.metrics.values().for_each(|metric| add(Role::Metric, &metric.name, metric.id.as_str()));
    for project in register.projects.values() {
        add(Role::Project, &project.name, project.id.as_str());
        project.queues.iter().for_each(|queue| add(Role::Queue, &queue.name, queue.id.as_str()));
    }
    called
}
