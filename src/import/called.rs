//! Records of the book by the names that tables call them.

use crate::import::folded::folded;
use crate::kit::record::catalog::Sort;
use crate::subject::register::Register;

/// The one record of a sort that is called so.
pub fn called(register: &Register, sort: Sort, name: &str) -> Option<String> {
    let wanted = folded(name);
    let all: Vec<(String, &str)> = match sort {
        Sort::Person => register
            .settings
            .people
            .iter()
            .map(|(id, person)| (id.to_string(), person.name.as_str()))
            .collect(),
        Sort::Vendor => {
            register.vendors.values().map(|one| (one.id.to_string(), one.name.as_str())).collect()
        }
        Sort::Site => register.sites.values().map(|one| (one.id.to_string(), one.name.as_str())).collect(),
        Sort::Project => {
            register.projects.values().map(|one| (one.id.to_string(), one.name.as_str())).collect()
        }
        Sort::Metric => {
            register.metrics.values().map(|one| (one.id.to_string(), one.name.as_str())).collect()
        }
        _ => Vec::new(),
    };
    if all.iter().any(|(id, _)| id == name) {
        return None;
    }
    let mut fitting = all.into_iter().filter(|(_, called)| folded(called) == wanted);
    let (id, _) = fitting.next()?;
    fitting.next().is_none().then_some(id)
}

/// The id of the record of the book that has the name of a new one: of a site the one of the same vendor.
pub fn named_already(register: &Register, kind: &str, name: &str, vendor: Option<&str>) -> Option<String> {
    let wanted = folded(name);
    let is_it = |other: &str| folded(other) == wanted;
    match kind {
        "vendor" => register.vendors.values().find(|one| is_it(&one.name)).map(|one| one.id.to_string()),
        "site" => {
            let mut sites = register.sites.values();
            let found = sites.find(|one| is_it(&one.name) && Some(one.vendor.as_str()) == vendor);
            found.map(|one| one.id.to_string())
        }
        "project" => register.projects.values().find(|one| is_it(&one.name)).map(|one| one.id.to_string()),
        _ => None,
    }
}
