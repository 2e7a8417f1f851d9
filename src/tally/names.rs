//! What a register calls vendors, sites, projects, queues, roles, permissions and states.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use crate::core::organisation::record::ContentTier;
use crate::import::figure::Fault;
use crate::import::folded::folded;
use crate::import::names::{Named, Names, OwnNames};
use crate::kit::id::{good_id, is_valid_id};
use crate::kit::record::catalog::{Catalog, Sort};
use crate::kit::words::ClosedList;
use crate::subject::import::map::Role;
use crate::subject::import::register_map::{RegisterField, RegisterMap, RegisterName, RegisterState};
use crate::subject::register::Register;

/// What each text names.
type Found = HashMap<String, Result<String, Fault>>;

/// The names that a register map and a book know. Each text is looked up once.
pub struct RegisterNames<'b> {
    catalog: &'b Catalog,
    places: Names<'b>,
    /// By field and folded name.
    own: BTreeMap<(RegisterField, String), String>,
    skipped: Vec<String>,
    found: RefCell<BTreeMap<RegisterField, Found>>,
}

impl<'b> RegisterNames<'b> {
    pub fn new(map: &RegisterMap, register: &Register, catalog: &'b Catalog) -> RegisterNames<'b> {
        let mut own = BTreeMap::new();
        let mut places = OwnNames::new();
        let mut skipped = Vec::new();
        for name in &map.names {
            let says = folded(&name.says);
            if name.skip {
                skipped.push(says.clone());
            }
            for (role, id) in of_places(name) {
                places.entry((role, says.clone())).or_insert(Some(id));
            }
            for (field, word) in of_words(name) {
                own.entry((field, says.clone())).or_insert(word);
            }
        }
        let found = RefCell::new(BTreeMap::new());
        RegisterNames { catalog, places: Names::new(places, register, catalog), own, skipped, found }
    }

    /// Whether the map leaves out rows that say this.
    pub fn is_skipped(&self, text: &str) -> bool {
        !self.skipped.is_empty() && self.skipped.contains(&folded(text))
    }

    /// The id or the word that a cell names.
    ///
    /// # Errors
    /// It names none, or several.
    pub fn id(&self, field: RegisterField, text: &str) -> Result<String, Fault> {
        if let Some(known) = self.found.borrow().get(&field).and_then(|of| of.get(text)) {
            return known.clone();
        }
        let found = self.looked_up(field, text);
        self.found.borrow_mut().entry(field).or_default().insert(text.to_owned(), found.clone());
        found
    }

    fn looked_up(&self, field: RegisterField, text: &str) -> Result<String, Fault> {
        let place = match field {
            RegisterField::Vendor => Some(Role::Vendor),
            RegisterField::Site => Some(Role::Site),
            RegisterField::Project => Some(Role::Project),
            RegisterField::Queue => Some(Role::Queue),
            _ => None,
        };
        if let Some(role) = place {
            return match self.places.id(role, text, None) {
                Named::Id(id) => Ok(id),
                Named::Skipped => Ok(String::new()),
                Named::Unknown(help) => Err((format!("`{text}` is no {} of the book", role.word()), help)),
                Named::Elsewhere(fault) => Err(fault),
            };
        }
        if let Some(own) = self.own.get(&(field, folded(text))) {
            return Ok(own.clone());
        }
        let plain = good_id(text).filter(|id| is_valid_id(id));
        let known = match field {
            RegisterField::Role => plain.filter(|id| self.catalog.names(Sort::AccessRole).contains(id)),
            RegisterField::State => {
                plain.filter(|id| RegisterState::WORDS.iter().any(|(word, _)| word == id))
            }
            RegisterField::Tier => plain.filter(|id| ContentTier::WORDS.iter().any(|(word, _)| word == id)),
            RegisterField::Languages => Some(text.to_owned()),
            _ => plain,
        };
        known.ok_or_else(|| {
            let key = match field {
                RegisterField::Role => "role",
                RegisterField::State => "state",
                RegisterField::Tier => "tier",
                _ => "level",
            };
            let help = format!("add `[[name]] says = {text:?}` with its `{key}` to the map");
            (format!("`{text}` is no {}", field.label()), help)
        })
    }
}

fn of_places(name: &RegisterName) -> Vec<(Role, String)> {
    let all = [
        (Role::Vendor, name.vendor.as_ref().map(|id| id.to_string())),
        (Role::Site, name.site.as_ref().map(|id| id.to_string())),
        (Role::Project, name.project.as_ref().map(|id| id.to_string())),
        (Role::Queue, name.queue.as_ref().map(|id| id.to_string())),
    ];
    all.into_iter().filter_map(|(role, id)| Some((role, id?))).collect()
}

fn of_words(name: &RegisterName) -> Vec<(RegisterField, String)> {
    let all = [
        (RegisterField::Role, name.role.as_ref().map(|id| id.to_string())),
        (RegisterField::Level, name.level.as_ref().map(|id| id.to_string())),
        (RegisterField::Languages, name.language.as_ref().map(|tag| tag.to_string())),
        (RegisterField::Tier, name.tier.as_ref().map(|tier| tier.word().to_owned())),
        (RegisterField::State, name.state.as_ref().map(|state| state.word().to_owned())),
    ];
    all.into_iter().filter_map(|(field, word)| Some((field, word?))).collect()
}
