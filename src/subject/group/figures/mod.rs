//! What is added up above a vendor: who belongs to a group, and which results are counted of it.

pub mod results;
pub mod pooled;
pub mod owed;

use std::collections::{BTreeMap, BTreeSet};

use crate::core::attainment::Judged;
use crate::core::credit::CreditMonth;
use crate::core::organisation::record::{Project, WorkType};
use crate::core::rollup::{Rollup, Subject};
use crate::kit::id::{ContractId, PartId, ProjectId, SiteId, VendorId};
use crate::kit::period::Period;
use crate::kit::prose::slug::folder_name;
use crate::kit::words::ClosedList;
use crate::subject::project::figures::ProjectState;
use crate::subject::register::Register;

/// Nothing is kept: a page asks for the group that it shows.
pub type Figures = ();

/// What stands above single vendors, projects and sites.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Book,
    /// By its code in capitals.
    Country(String),
    WorkType(WorkType),
    /// By the slug of its name.
    Line(String),
    Project(ProjectId),
    Tag(PartId),
    /// One vendor, for a row among others.
    Vendor(VendorId),
    /// One site, likewise.
    Site(SiteId),
}

/// Who belongs to a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Members {
    /// Counted by their contract-wide results.
    pub vendors: BTreeSet<VendorId>,
    /// Counted by their own results; none is a site of one of the vendors, so that nothing is counted twice.
    pub sites: BTreeSet<SiteId>,
    /// Rows of these projects alone; `None`: all rows.
    pub projects: Option<BTreeSet<ProjectId>>,
}

/// See the fields of the same names in [`crate::subject::report::Report`].
#[derive(Clone, Copy)]
pub struct Given<'g> {
    pub register: &'g Register,
    pub rollup: &'g Rollup<'g>,
    pub judged: &'g [Judged],
    pub credits: &'g [CreditMonth],
    pub uninvoiced: &'g [(ContractId, Period)],
    pub project_states: &'g BTreeMap<ProjectId, ProjectState>,
}

impl Group {
    /// Words that name it in evidence: its kind, and its id.
    pub fn words(&self) -> Vec<&str> {
        match self {
            Group::Book => vec!["book"],
            Group::Country(code) => vec!["country", code],
            Group::WorkType(kind) => vec!["work-type", kind.word()],
            Group::Line(slug) => vec!["line", slug],
            Group::Project(id) => vec!["project", id.as_str()],
            Group::Tag(id) => vec!["tag", id.as_str()],
            Group::Vendor(id) => vec!["vendor", id.as_str()],
            Group::Site(id) => vec!["site", id.as_str()],
        }
    }

    pub fn members(&self, register: &Register) -> Members {
        match self {
            Group::Book => {
                Members { vendors: register.vendors.keys().cloned().collect(), ..Members::default() }
            }
            Group::Country(code) => {
                let own = register.sites.values().filter(|site| site.country.as_str() == code);
                Members { sites: own.map(|site| site.id.clone()).collect(), ..Members::default() }
            }
            Group::WorkType(kind) => of_projects(register, |project| *project.work_type == *kind),
            Group::Line(slug) => {
                of_projects(register, |project| folder_name(&project.line_of_business) == *slug)
            }
            Group::Project(id) => of_projects(register, |project| project.id == *id),
            Group::Tag(id) => tagged(register, id),
            Group::Vendor(id) => Members { vendors: [id.clone()].into(), ..Members::default() },
            Group::Site(id) => Members { sites: [id.clone()].into(), ..Members::default() },
        }
    }

    /// Whether adding up says more than the pages of its members do: of one alone it would repeat that one, and of all sites the whole book.
    pub fn is_worth_adding(&self, register: &Register) -> bool {
        let members = self.members(register);
        let is_several = members.count() > 1;
        match self {
            Group::Country(_) | Group::WorkType(_) => {
                is_several && (members.all_sites(register).len() < register.sites.len())
            }
            Group::Vendor(_) | Group::Site(_) => false,
            _ => is_several,
        }
    }

    /// Indices of what is counted of it: contract-wide results of its vendors, results of its sites, of a project those that judge it.
    pub fn counted(&self, given: &Given<'_>) -> Vec<usize> {
        let members = self.members(given.register);
        if let Some(projects) = &members.projects {
            let states = projects.iter().filter_map(|id| given.project_states.get(id));
            let own: BTreeSet<usize> = states.flat_map(|state| state.judged.iter().copied()).collect();
            return own.into_iter().collect();
        }
        let is_own = |judged: &Judged| match &judged.subject {
            Subject::Vendor(id) => members.vendors.contains(id),
            Subject::Site(id) => members.sites.contains(id),
        };
        (0..given.judged.len()).filter(|at| is_own(&given.judged[*at])).collect()
    }
}

impl Members {
    /// How many there are, sites of vendors not among them.
    pub fn count(&self) -> usize {
        self.vendors.len() + self.sites.len()
    }

    /// Its own sites and those of its vendors.
    pub fn all_sites(&self, register: &Register) -> BTreeSet<SiteId> {
        let of_vendors = register.sites.values().filter(|site| self.vendors.contains(&*site.vendor));
        self.sites.iter().cloned().chain(of_vendors.map(|site| site.id.clone())).collect()
    }
}

fn of_projects(register: &Register, is_own: impl Fn(&Project) -> bool) -> Members {
    let own: Vec<&Project> = register.projects.values().filter(|project| is_own(project)).collect();
    Members {
        vendors: BTreeSet::new(),
        sites: own.iter().flat_map(|project| project.sites.iter().cloned()).collect(),
        projects: Some(own.iter().map(|project| project.id.clone()).collect()),
    }
}

fn tagged(register: &Register, id: &PartId) -> Members {
    let has = |tags: &[crate::kit::source::At<PartId>]| tags.iter().any(|tag| **tag == *id);
    let vendors: BTreeSet<VendorId> =
        register.vendors.values().filter(|one| has(&one.tags)).map(|one| one.id.clone()).collect();
    let sites = register.sites.values().filter(|site| has(&site.tags) && !vendors.contains(&*site.vendor));
    let sites = sites.map(|site| site.id.clone()).collect();
    Members { vendors, sites, projects: None }
}

/// Every tag of the book.
pub fn tags(register: &Register) -> BTreeSet<&PartId> {
    let vendors = register.vendors.values().flat_map(|vendor| &vendor.tags);
    vendors.chain(register.sites.values().flat_map(|site| &site.tags)).map(|tag| &**tag).collect()
}

/// Whether anything stands above a vendor: several of them, or groups of the sites of one.
pub fn has_groups(register: &Register) -> bool {
    !register.is_of_procedures() && (register.vendors.len() > 1 || !groups(register).is_empty())
}

/// The groups that have a page of their own, by kind; the whole book first, where it has several vendors.
pub fn groups(register: &Register) -> Vec<Group> {
    let countries: BTreeSet<String> =
        register.sites.values().map(|site| site.country.as_str().to_owned()).collect();
    let work_types = WorkType::WORDS.iter().map(|(_, kind)| Group::WorkType(*kind));
    let all = [Group::Book].into_iter().chain(tags(register).into_iter().cloned().map(Group::Tag));
    let all = all.chain(work_types).chain(countries.into_iter().map(Group::Country));
    all.filter(|group| group.is_worth_adding(register)).collect()
}

#[cfg(test)]
mod tests;
