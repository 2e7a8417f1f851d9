//! Which ids the book declares, before any record is read: files, keys and queue ids. A record that cannot be read
//! still counts as declared, so that one wrong line is one message.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::layout::{File, Kind, Stem};
pub use super::names::Names;
pub use super::sort::Sort;
use crate::diag::{Diagnostic, codes, near_id, quoted_list};
use crate::id::{ContractId, ServiceLevelId};
use crate::personal::Roles;
use crate::source::{Place, RepoPath, Text};
use crate::toml::log::Log;
use crate::toml::tree::{Doc, Node};
use crate::toml::values;
use crate::toml::values::LISTED;

/// Every declared id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalog {
    pub vendors: Names,
    pub sites: Names,
    pub projects: Names,
    pub queues: Names,
    pub metrics: Names,
    pub people: Names,
    pub contracts: Names,
    pub clauses: Names,
    pub sops: Names,
    pub access_roles: Names,
    /// By contract: service levels of the contract or of any amendment.
    pub service_levels: BTreeMap<String, Names>,
    /// By plan: its actions.
    pub actions: BTreeMap<String, Names>,
    pub vendor_of_site: BTreeMap<String, String>,
    pub vendor_of_contract: BTreeMap<String, String>,
    pub project_of_queue: BTreeMap<String, String>,
    /// What book.toml declares to be of no person.
    pub roles: Roles,
    /// The vendor that a file speaks of: by its key `vendor`, by its contract or site, of rows by their folder.
    vendor_of_file: BTreeMap<RepoPath, String>,
    /// The currency that a file names; of an amendment that of its contract.
    currency_of_file: BTreeMap<RepoPath, String>,
    /// The currency of the book.
    currency: Option<String>,
    /// Metrics that are a share in percent.
    shares: BTreeSet<String>,
    /// The month with which years and quarters start, 1 to 12; `None`: 1.
    fiscal_year_starts: Option<i8>,
}

impl Catalog {
    pub fn new(files: &[File<'_>], docs: &BTreeMap<RepoPath, Doc<'_>>) -> Self {
        let mut catalog = Catalog::default();
        for file in files {
            catalog.add(file, docs.get(&file.path));
        }
        for file in files {
            let vendor = catalog.vendor_named(file, docs.get(&file.path));
            catalog.vendor_of_file.extend(vendor.map(|vendor| (file.path.clone(), vendor)));
            let currency = currency_named(file, docs);
            catalog.currency_of_file.extend(currency.map(|currency| (file.path.clone(), currency)));
        }
        let has = |kind: &Kind| files.iter().any(|file| &file.kind == kind);
        catalog.people.partial |= !has(&Kind::Book);
        catalog.metrics.partial |= !has(&Kind::Metrics);
        // What names an unknown vendor is reported once, there; whose it is remains open.
        let Catalog { vendors, vendor_of_site, vendor_of_contract, .. } = &mut catalog;
        vendor_of_site.retain(|_, vendor| vendors.contains(vendor));
        vendor_of_contract.retain(|_, vendor| vendors.contains(vendor));
        catalog
    }

    fn add(&mut self, file: &File<'_>, doc: Option<&Doc<'_>>) {
        let partial = doc.is_none_or(|doc| doc.gaps);
        match &file.kind {
            Kind::Book => {
                self.people.add_keys(doc, "people", partial);
                let texts = |key: &str| {
                    let items = doc.and_then(|doc| doc.root.get(key)).map_or(&[][..], Node::items);
                    items.iter().filter_map(Node::as_text)
                };
                let columns = texts("organisation-columns");
                self.roles = Roles::of(texts("role-mailboxes"), texts("role-phones"), columns);
                let starts = doc.and_then(|doc| doc.root.get("fiscal-year-starts")?.raw().parse().ok());
                self.currency = doc.and_then(|doc| Some(doc.root.get("currency")?.as_text()?.to_owned()));
                self.fiscal_year_starts = starts.filter(|month| (1..=12).contains(month));
            }
            Kind::Metrics => {
                self.metrics.add_keys(doc, "metric", partial);
                let metrics = doc.and_then(|doc| doc.root.get("metric")).map_or(&[][..], Node::entries);
                let word = |metric: &Node<'_>, key: &str, wanted: &str| {
                    metric.get(key).and_then(Node::as_text) == Some(wanted)
                };
                let is_share =
                    |metric: &Node<'_>| word(metric, "kind", "ratio") && word(metric, "unit", "percent");
                let shares = metrics.iter().filter(|(_, metric)| is_share(metric));
                self.shares.extend(shares.map(|(id, _)| id.clone()));
            }
            Kind::Vendor(id) => self.vendors.add(id),
            Kind::Site(id) => {
                self.sites.add(id);
                let vendor = doc.and_then(|doc| doc.root.get("vendor")?.as_text());
                self.vendor_of_site.extend(vendor.map(|vendor| (id.clone(), vendor.to_owned())));
            }
            Kind::Project(id) => {
                self.projects.add(id);
                self.queues.partial |= partial;
                for queue in doc.iter().flat_map(|doc| doc.root.get("queue")).flat_map(Node::items) {
                    let Some(queue) = queue.get("id").and_then(Node::as_text) else {
                        self.queues.partial = true;
                        continue;
                    };
                    self.queues.add(queue);
                    self.project_of_queue.entry(queue.to_owned()).or_insert_with(|| id.clone());
                }
            }
            Kind::Contract(id) => {
                self.contracts.add(id);
                let vendor = doc.and_then(|doc| doc.root.get("vendor")?.as_text());
                self.vendor_of_contract.extend(vendor.map(|vendor| (id.clone(), vendor.to_owned())));
                let levels = self.service_levels.entry(id.clone()).or_default();
                levels.add_keys(doc, "service-level", partial);
            }
            Kind::Amendment(id, _) => {
                self.contracts.add(id);
                let levels = self.service_levels.entry(id.clone()).or_default();
                levels.partial |= partial;
                for change in doc.iter().flat_map(|doc| doc.root.get("change")).flat_map(Node::items) {
                    let path = change.get("path").and_then(Node::as_text).unwrap_or("");
                    if let Some(level) = path.strip_prefix("service-level.").filter(|id| !id.contains('.')) {
                        levels.add(level);
                    }
                }
            }
            Kind::Clause(id) | Kind::ClauseAmendment(id, _) => self.clauses.add(id),
            Kind::Record(folder, Stem::Id(id)) => {
                if let Some(sort) = folder.sort {
                    self.names_mut(sort).add(id);
                }
                if let Some(key) = folder.parts {
                    let parts = self.actions.entry(id.clone()).or_default();
                    parts.add_parts(doc, key, partial);
                }
            }
            Kind::Rebases | Kind::Relief(_) | Kind::Rows(_) | Kind::Record(..) => {}
        }
    }

    fn vendor_named(&self, file: &File<'_>, doc: Option<&Doc<'_>>) -> Option<String> {
        let of_contract = |contract: &str| self.vendor_of_contract.get(contract).cloned();
        let key = |key: &str| doc.and_then(|doc| doc.root.get(key)?.as_text());
        match &file.kind {
            Kind::Rows(vendor) => Some(vendor.clone()),
            Kind::Amendment(contract, _) => of_contract(contract),
            _ => key("vendor")
                .map(str::to_owned)
                .or_else(|| of_contract(key("contract")?))
                .or_else(|| self.vendor_of_site.get(key("site")?).cloned()),
        }
    }

    /// The vendor that a file speaks of, declared or not.
    pub fn vendor_of(&self, path: &RepoPath) -> Option<&str> {
        self.vendor_of_file.get(path).map(String::as_str)
    }

    /// The currency in which a file speaks: its own, its contract's, else the book's.
    pub fn currency_of(&self, path: &RepoPath) -> Option<&str> {
        self.currency_of_file.get(path).or(self.currency.as_ref()).map(String::as_str)
    }

    /// The month with which years and quarters start, 1 to 12.
    pub fn year_starts(&self) -> i8 {
        self.fiscal_year_starts.unwrap_or(1)
    }

    /// Whether a metric is a share in percent, which goes no higher than 100.
    pub fn is_share(&self, metric: &str) -> bool {
        self.shares.contains(metric)
    }

    /// The declared ids of a sort.
    pub fn names(&self, sort: Sort) -> &Names {
        match sort {
            Sort::Vendor => &self.vendors,
            Sort::Site => &self.sites,
            Sort::Project => &self.projects,
            Sort::Queue => &self.queues,
            Sort::Metric => &self.metrics,
            Sort::Person => &self.people,
            Sort::Contract => &self.contracts,
            Sort::Clause => &self.clauses,
            Sort::Sop => &self.sops,
            Sort::AccessRole => &self.access_roles,
        }
    }

    fn names_mut(&mut self, sort: Sort) -> &mut Names {
        match sort {
            Sort::Vendor => &mut self.vendors,
            Sort::Site => &mut self.sites,
            Sort::Project => &mut self.projects,
            Sort::Queue => &mut self.queues,
            Sort::Metric => &mut self.metrics,
            Sort::Person => &mut self.people,
            Sort::Contract => &mut self.contracts,
            Sort::Clause => &mut self.clauses,
            Sort::Sop => &mut self.sops,
            Sort::AccessRole => &mut self.access_roles,
        }
    }

    /// The diagnostic for an id that is not declared; `None` when it is, or may be.
    pub fn unknown(
        &self,
        sort: Sort,
        id: &str,
        owner: &str,
        place: impl FnOnce() -> Place,
    ) -> Option<Diagnostic> {
        if !self.names(sort).lacks(id) {
            return None;
        }
        let (code, what, lack, expected) = sort.words(id);
        let diagnostic = Diagnostic::new(code, place(), format!("{owner} names {what} `{id}`, {lack}"));
        let help = match self.renamed(sort, id) {
            Some(now) => format!(
                "rename data/vendors/{now}.toml to {id}.toml if it is this vendor, or declare {what} `{id}`"
            ),
            None => match self.meant(sort, id, &diagnostic.place.path) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("correct it, or declare the {what}"),
            },
        };
        Some(diagnostic.label(format!("expected {expected}")).help(help).about(id))
    }

    /// What a mistyped id in a file means: never what belongs to another vendor than the file.
    fn meant(&self, sort: Sort, id: &str, path: &RepoPath) -> Option<&str> {
        let vendor = self.vendor_of_file.get(path);
        let is_own = |of: Option<&String>| vendor.is_none() || of == vendor;
        let own = self.names(sort).iter().filter(|candidate| match sort {
            Sort::Site => is_own(self.vendor_of_site.get(*candidate)),
            Sort::Contract => is_own(self.vendor_of_contract.get(*candidate)),
            _ => true,
        });
        near_id(id, own)
    }

    /// The vendor whose file was renamed: the only one that no file names, where several name the one that has no file.
    fn renamed(&self, sort: Sort, id: &str) -> Option<&str> {
        let named = || self.vendor_of_file.values().map(String::as_str);
        if sort != Sort::Vendor || named().filter(|vendor| *vendor == id).count() < 2 {
            return None;
        }
        let named: BTreeSet<&str> = named().collect();
        let mut unnamed = self.vendors.iter().filter(|vendor| !named.contains(vendor));
        unnamed.next().filter(|_| unnamed.next().is_none())
    }

    pub fn refer<'n>(
        &self,
        sort: Sort,
        node: &'n Node<'_>,
        key: &str,
        owner: &str,
        log: &Log,
    ) -> Option<&'n str> {
        let id = values::text(node, key, log)?;
        match self.unknown(sort, id, owner, || node.place()) {
            Some(diagnostic) => log.push(diagnostic),
            None if self.names(sort).contains(id) => return Some(id),
            None => {}
        }
        None
    }

    /// Whether a site may stand beside a vendor; reports it when not.
    pub fn site_belongs(&self, site: &str, vendor: &str, node: &Node<'_>, owner: &str, log: &Log) -> bool {
        let wrong = self.site_of_other_vendor(site, vendor, owner, || node.place());
        let belongs = wrong.is_none();
        wrong.into_iter().for_each(|diagnostic| log.push(diagnostic));
        belongs
    }

    pub fn site_of_other_vendor(
        &self,
        site: &str,
        vendor: &str,
        owner: &str,
        place: impl FnOnce() -> Place,
    ) -> Option<Diagnostic> {
        let actual = self.vendor_of_site.get(site).filter(|actual| *actual != vendor)?;
        let of_vendor = self.vendor_of_site.iter().filter(|(_, v)| *v == vendor);
        let own: Vec<&str> = of_vendor.map(|(site, _)| site.as_str()).collect();
        let message = format!("{owner} of vendor `{vendor}` names site `{site}` of vendor `{actual}`");
        // The site is there, so that it was not mistyped: another one's name would be a wrong guess.
        let help = "name a site of the vendor, or correct the vendor";
        let label = match own.as_slice() {
            [] => format!("`{vendor}` has no site"),
            own if own.len() > LISTED => format!("expected one of the {} sites of `{vendor}`", own.len()),
            own => format!("expected a site of `{vendor}`: {}", own.join(", ")),
        };
        Some(Diagnostic::new(&codes::SITE_OF_OTHER_VENDOR, place(), message).label(label).help(help))
    }

    /// `contract/service-level`, as plans and SOPs write it.
    pub fn clause(
        &self,
        node: &Node<'_>,
        key: &str,
        owner: &str,
        log: &Log,
    ) -> Option<(ContractId, ServiceLevelId)> {
        let found = values::text(node, key, log)?;
        let Some((contract, level)) = found.split_once('/') else {
            let message = format!("`{found}` names no clause");
            let help = "write the contract, a slash and the service level";
            return values::bad_value(node, message, "expected contract/service-level", help, log);
        };
        if let Some(diagnostic) =
            self.unknown(Sort::Contract, contract, owner, || inside(node, 0..contract.len()))
        {
            log.push(diagnostic);
            return None;
        }
        self.level(contract, level, owner, || inside(node, contract.len() + 1..found.len()), log)
    }

    /// A service level of a known contract.
    pub fn level(
        &self,
        contract: &str,
        level: &str,
        owner: &str,
        place: impl FnOnce() -> Place,
        log: &Log,
    ) -> Option<(ContractId, ServiceLevelId)> {
        let names = self.service_levels.get(contract)?;
        if names.contains(level) {
            return Some((ContractId::new(contract), ServiceLevelId::new(level)));
        }
        if names.lacks(level) {
            let message =
                format!("{owner} names service level `{level}`, which contract `{contract}` does not have");
            let known: Vec<&str> = names.iter().collect();
            let help = match near_id(level, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "name one of the contract's service levels".to_owned(),
            };
            log.push(
                Diagnostic::new(&codes::UNKNOWN_SERVICE_LEVEL, place(), message)
                    .label(format!("expected {}", quoted_list(&known)))
                    .help(help),
            );
        }
        None
    }
}

/// The currency that a file names; of an amendment that of its contract.
fn currency_named(file: &File<'_>, docs: &BTreeMap<RepoPath, Doc<'_>>) -> Option<String> {
    let of = |path: &RepoPath| Some(docs.get(path)?.root.get("currency")?.as_text()?.to_owned());
    match &file.kind {
        Kind::Amendment(contract, _) => {
            of(&RepoPath::new(&format!("data/contracts/{contract}/contract.toml")))
        }
        _ => of(&file.path),
    }
}

/// The place of a part of a text value, by bytes of the text; the whole value when escapes hide it.
fn inside(node: &Node<'_>, part: Range<usize>) -> Place {
    let text: &Text = node.text;
    let quoted = node.raw().trim_matches(['"', '\'']);
    let plain = node.raw().len() == quoted.len() + 2 && node.as_text() == Some(quoted);
    let start = node.span.start + 1;
    if plain && !part.is_empty() { text.place(start + part.start..start + part.end) } else { node.place() }
}
