//! What the texts of a column are to the book: periods, notes, names of its records.

use crate::import::folded::folded;
use crate::import::guess::Looks;
use crate::subject::import::map::Role;
use crate::subject::register::Register;

/// Words in the head of a column of notes.
pub const NOTES: [&str; 3] = ["comment", "remark", "note"];

/// A column of the file, or several whose heads differ by a period alone.
pub struct Seen {
    pub head: String,
    pub at: usize,
    pub looks: Looks,
}

/// Sites, vendors, metrics, queues or projects: what most texts of a column are called.
pub fn known_as(register: &Register, column: &Seen) -> Option<Role> {
    let texts = &column.looks.texts;
    if texts.is_empty() || column.looks.is_of_numbers() {
        return None;
    }
    let roles = [Role::Site, Role::Vendor, Role::Metric, Role::Queue, Role::Project];
    roles.into_iter().find(|role| {
        let known = called(register, *role);
        let hits = texts
            .keys()
            .filter(|text| known.iter().any(|(id, name)| id == *text || folded(name) == folded(text)));
        hits.count() * 2 > texts.len()
    })
}

/// Ids and names.
pub fn called(register: &Register, role: Role) -> Vec<(String, String)> {
    let pair = |id: &str, name: &str| (id.to_owned(), name.to_owned());
    match role {
        Role::Site => register.sites.values().map(|site| pair(site.id.as_str(), &site.name)).collect(),
        Role::Vendor => {
            register.vendors.values().map(|vendor| pair(vendor.id.as_str(), &vendor.name)).collect()
        }
        Role::Metric => {
            register.metrics.values().map(|metric| pair(metric.id.as_str(), &metric.name)).collect()
        }
        Role::Project => {
            register.projects.values().map(|project| pair(project.id.as_str(), &project.name)).collect()
        }
        Role::Queue => {
            let queues = register.projects.values().flat_map(|project| &project.queues);
            queues.map(|queue| pair(queue.id.as_str(), &queue.name)).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether something of the book is so called.
pub fn is_named(register: &Register, text: &str) -> bool {
    let roles = [Role::Site, Role::Vendor, Role::Metric, Role::Queue, Role::Project];
    roles.into_iter().any(|role| {
        called(register, role).iter().any(|(id, name)| id == text || folded(name) == folded(text))
    })
}

pub fn is_note(column: &Seen) -> bool {
    let head = folded(&column.head);
    NOTES.iter().any(|word| head.contains(word))
}

/// All its cells are periods, or will be once the map says how they are written.
pub fn is_of_periods(column: &Seen) -> bool {
    let looks = &column.looks;
    let named = looks.periods + looks.unread;
    named > 0 && named + looks.sums == looks.filled && !looks.is_of_numbers()
}
