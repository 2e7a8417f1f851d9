//! Texts to records: every error of every file is collected, each at its place; a file that cannot be read hides no error of another and sets off no
//! false one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::core::book::Book;
use crate::core::contract::known::Known;
use crate::core::contract::read::shelf::Shelf;
use crate::core::contract::read::{clauses, contracts, overlap};
use crate::core::contract::record::{Contract, SharedClause};
use crate::core::contract::relief_record::Relief;
use crate::core::invoiced::Invoiced;
use crate::core::kept::{FilesRead, Ground, KeptReadings, ReadContract, ReadRows, RowsOf};
use crate::core::measurement::record::Measurements;
use crate::core::measurement::row_cells;
use crate::core::metric::record::{Metric, Metrics, Rebase, Rebases};
use crate::core::organisation::record::{Project, Site, Vendor};
use crate::core::settings::record::Settings;
use crate::kit::declared::{Reader, Record};
use crate::kit::diag::{Diagnostic, Diagnostics};
use crate::kit::id::{ContractId, MetricId, ProjectId, QueueId, ReliefId, SharedClauseId, SiteId, VendorId};
use crate::kit::record::catalog::Catalog;
use crate::kit::record::future;
use crate::kit::record::layout::{File, Folder, Kind};
use crate::kit::source::{Place, RepoPath, Snapshot};
use crate::kit::toml::log::{KeyUse, Log};
use crate::kit::toml::tree::Doc;
use crate::kit::toml::{front, hidden, tree};

/// The state of one run: parsed files, and what was found so far.
pub struct Reading<'a> {
    pub files: &'a [File<'a>],
    pub docs: Arc<BTreeMap<RepoPath, Doc<'a>>>,
    pub found: Diagnostics,
    /// The keys that the readers asked for, and whether some file has them.
    pub keys: KeyUse,
    /// What the reading of another state of the book has left.
    pub kept: Option<&'a KeptReadings>,
}

/// The records of core, as far as they could be read.
pub struct BookDraft {
    pub settings: Option<Settings>,
    pub metrics: BTreeMap<MetricId, Metric>,
    pub vendors: BTreeMap<VendorId, Vendor>,
    pub sites: BTreeMap<SiteId, Site>,
    pub projects: BTreeMap<ProjectId, Project>,
    pub clauses: BTreeMap<SharedClauseId, Arc<SharedClause>>,
    pub contracts: BTreeMap<ContractId, Contract>,
    pub relief: BTreeMap<ReliefId, Relief>,
    pub rebases: Vec<Rebase>,
    pub invoiced: Vec<Invoiced>,
    pub measurements: Arc<Measurements>,
    pub today: future::Today,
}

impl BookDraft {
    /// What records of subjects are checked against.
    pub fn known<'k>(&'k self, catalog: &'k Catalog, snapshot: &'k Snapshot) -> Known<'k> {
        let BookDraft { metrics, contracts, settings, today, .. } = self;
        Known { catalog, metrics, contracts, settings: settings.as_ref(), today: *today, snapshot }
    }

    /// `None` without a usable `book.toml` or as-of date.
    pub fn finish(self) -> Option<Book> {
        Some(Book {
            settings: self.settings?,
            metrics: self.metrics,
            vendors: self.vendors,
            sites: self.sites,
            projects: self.projects,
            clauses: self.clauses,
            contracts: self.contracts,
            relief: self.relief,
            rebases: self.rebases,
            invoiced: self.invoiced,
            measurements: self.measurements,
        })
    }
}

impl<'a> Reading<'a> {
    /// Parses the files, and lists the ids that they declare.
    pub fn new(files: &'a [File<'a>], wrong_paths: Vec<Diagnostic>) -> (Reading<'a>, Catalog) {
        let mut docs: BTreeMap<RepoPath, Doc<'a>> = files
            .par_iter()
            .filter(|file| file.kind.holds_toml())
            .filter_map(|file| {
                let text = file.text?;
                let doc = if file.path.as_str().ends_with(".md") {
                    front::parse(text)
                } else {
                    tree::parse(text, text.body_start()..text.content().len())
                };
                Some((file.path.clone(), doc))
            })
            .collect();
        let catalog = Catalog::new(files, &docs);
        let mut found = Diagnostics::default();
        found.extend(wrong_paths);
        for doc in docs.values_mut() {
            found.extend(std::mem::take(&mut doc.errors));
            let mut escaped = Vec::new();
            hidden::escapes(&doc.root, &mut escaped);
            found.extend(escaped);
        }
        (Reading { files, docs: Arc::new(docs), found, keys: KeyUse::new(), kept: None }, catalog)
    }

    /// The same files, to be read beside others.
    pub fn fork(&self) -> Reading<'a> {
        let docs = Arc::clone(&self.docs);
        Reading {
            files: self.files,
            docs,
            found: Diagnostics::default(),
            keys: KeyUse::new(),
            kept: self.kept,
        }
    }

    /// Takes over what was found beside.
    pub fn join(&mut self, beside: Reading<'_>) {
        let Reading { found, keys, .. } = beside;
        self.note((found.into_iter().collect(), keys));
    }

    /// The records of core.
    pub fn book(&mut self, catalog: &Catalog, snapshot: &Snapshot) -> BookDraft {
        let settings = self
            .single(
                |kind| *kind == Kind::Book,
                |doc, log| crate::core::settings::read::read(&doc.root, snapshot, catalog, log),
            )
            .flatten();
        let metrics: BTreeMap<MetricId, Metric> = self
            .record(|kind| *kind == Kind::Metrics, catalog, |_, _| ())
            .map_or_else(BTreeMap::new, |file: Metrics| file.metrics);
        let time_zone = settings.as_ref().map_or("UTC", |settings| settings.time_zone.as_str());
        let today = future::Today {
            as_of: settings.as_ref().map(|settings| settings.as_of.on),
            committed_on: crate::core::settings::read::commit_date(snapshot, time_zone),
        };
        let vendors = self.records(catalog, |_, _| ());
        let sites = self.records(catalog, Site::check);
        let projects = self.records(catalog, |draft, reader| Project::check(draft, reader, &metrics));
        let (clauses, contracts) = self.contracts(catalog, &metrics);
        let known = Known {
            catalog,
            metrics: &metrics,
            contracts: &contracts,
            settings: settings.as_ref(),
            today,
            snapshot,
        };
        let relief = self.records(catalog, |draft, reader| Relief::check(draft, reader, &known));
        let rebases = self
            .record(
                |kind| *kind == Kind::Rebases,
                catalog,
                |draft, reader| Rebases::check(draft, reader, &metrics),
            )
            .map_or_else(Vec::new, |file: Rebases| file.rebases);
        let queues: BTreeMap<QueueId, ProjectId> = catalog
            .project_of_queue
            .iter()
            .map(|(queue, project)| (QueueId::new(queue), ProjectId::new(project)))
            .collect();
        let units = settings.as_ref().map(|settings| crate::core::metric::units::check(settings, &metrics));
        self.found.extend(units.into_iter().flatten());
        self.found.extend(overlap::check(&contracts, &queues));
        let against = row_cells::Against {
            catalog,
            metrics: &metrics,
            sites: &sites,
            as_of: today.as_of,
            committed_on: today.committed_on,
        };
        let rows = self.rows(&against);
        self.found.extend(rows.found.iter().cloned());
        BookDraft {
            settings,
            metrics,
            vendors,
            sites,
            projects,
            clauses,
            contracts,
            relief,
            rebases,
            invoiced: Vec::new(),
            measurements: Arc::clone(&rows.measurements),
            today,
        }
    }

    /// All rows of measurements, with what is wrong with them.
    fn rows(&self, against: &row_cells::Against<'_>) -> Arc<ReadRows> {
        let read = || {
            let (measurements, found) = crate::core::measurement::read::read(self.files, against);
            Arc::new(ReadRows { measurements: Arc::new(measurements), found })
        };
        let Some(kept) = self.kept else { return read() };
        let rests_on = |kind: &Kind| matches!(kind, Kind::Rows(_) | Kind::Metrics | Kind::Site(_));
        let (as_of, committed_on) = (against.as_of, against.committed_on);
        let of = RowsOf { ground: self.ground(against.catalog, rests_on), as_of, committed_on };
        kept.measurements.of(of, |_| read())
    }

    /// The files of some kinds, and the ids that are declared.
    fn ground(&self, catalog: &Catalog, rests_on: impl Fn(&Kind) -> bool) -> Ground {
        Ground { catalog: catalog.clone(), files: self.files_of(rests_on) }
    }

    fn files_of(&self, is_wanted: impl Fn(&Kind) -> bool) -> FilesRead {
        let files = self.files.iter().filter(|file| is_wanted(&file.kind));
        files.map(|file| (file.path.clone(), file.text.cloned())).collect()
    }

    /// The clauses that contracts share, and the contracts.
    fn contracts(
        &mut self,
        catalog: &Catalog,
        metrics: &BTreeMap<MetricId, Metric>,
    ) -> (BTreeMap<SharedClauseId, Arc<SharedClause>>, BTreeMap<ContractId, Contract>) {
        let (files, docs) = (self.files, Arc::clone(&self.docs));
        let numbered = |number_of: &dyn Fn(&Kind) -> Option<u32>| -> Vec<(u32, &Doc<'a>)> {
            let numbers =
                files.iter().filter_map(|file| Some((number_of(&file.kind)?, docs.get(&file.path)?)));
            numbers.collect()
        };
        let has_gaps = |changes: &[(u32, &Doc<'_>)]| changes.iter().any(|(_, change)| change.gaps);
        let mut shelf = Shelf::new();
        // What is wrong in a shared clause is told once, whatever contracts it makes wrong.
        let mut told: BTreeSet<(&'static str, Place)> = BTreeSet::new();
        for file in files {
            let Kind::Clause(id) = &file.kind else { continue };
            let Some(doc) = docs.get(&file.path) else { continue };
            let changes = numbered(&|kind| match kind {
                Kind::ClauseAmendment(of, number) if of == id => Some(*number),
                _ => None,
            });
            let log = Log::new(doc.gaps || has_gaps(&changes));
            shelf.insert(id.clone(), clauses::read(id, doc, &changes, catalog, &log));
            let (found, keys) = log.finish();
            told.extend(found.iter().map(|one| (one.code.name, one.place.clone())));
            self.note((found, keys));
        }
        let shared =
            |kind: &Kind| matches!(kind, Kind::Clause(_) | Kind::ClauseAmendment(..) | Kind::Metrics);
        let ground = self.kept.map(|_| self.ground(catalog, shared));
        let known = self.kept.zip(ground.as_ref()).map(|(kept, ground)| kept.contracts.known(ground));
        let known = known.unwrap_or_default();
        let read: Vec<_> = files
            .par_iter()
            .filter_map(|file| match &file.kind {
                Kind::Contract(id) => Some((id, docs.get(&file.path)?)),
                _ => None,
            })
            .map(|(id, doc)| {
                let is_own =
                    |kind: &Kind| matches!(kind, Kind::Contract(of) | Kind::Amendment(of, _) if of == id);
                let own = self.kept.map_or_else(FilesRead::new, |_| self.files_of(is_own));
                if let Some((_, read)) = known.get(id).filter(|(of, _)| *of == own) {
                    return (id.clone(), (own, Arc::clone(read)));
                }
                let changes = numbered(&|kind| match kind {
                    Kind::Amendment(of, number) if of == id => Some(*number),
                    _ => None,
                });
                let log = Log::new(doc.gaps || has_gaps(&changes));
                let contract = contracts::read(id, doc, &changes, &shelf, catalog, metrics, &log);
                let (found, keys) = log.finish();
                (id.clone(), (own, Arc::new(ReadContract { contract, found, keys })))
            })
            .collect();
        if let Some((kept, ground)) = self.kept.zip(ground) {
            kept.contracts.keep(ground, read.iter().cloned().collect());
        }
        let mut contracts = BTreeMap::new();
        for (_, (_, read)) in read {
            let ReadContract { contract, mut found, keys } = Arc::unwrap_or_clone(read);
            found.retain(|one| {
                let is_shared = one.place.path.as_str().starts_with("data/clauses/");
                !is_shared || told.insert((one.code.name, one.place.clone()))
            });
            self.note((found, keys));
            contracts.extend(contract.map(|contract| (contract.id.clone(), contract)));
        }
        let clauses = shelf.into_values().map(|clause| (clause.record.id.clone(), clause.record)).collect();
        (clauses, contracts)
    }

    /// Reads the one file of a kind, if it is there.
    pub fn single<T>(
        &mut self,
        is_it: impl Fn(&Kind) -> bool,
        read: impl FnOnce(&Doc<'a>, &Log) -> T,
    ) -> Option<T> {
        let file = self.files.iter().find(|file| is_it(&file.kind) && file.text.is_some())?;
        let doc = self.docs.get(&file.path)?;
        let log = Log::new(doc.gaps);
        let value = read(doc, &log);
        self.note(log.finish());
        Some(value)
    }

    /// Reads the one record of a kind by its declaration.
    pub fn record<R: Record>(
        &mut self,
        is_it: impl Fn(&Kind) -> bool,
        catalog: &Catalog,
        check: impl FnOnce(&mut R::Draft, &Reader<'_, '_, '_>),
    ) -> Option<R> {
        self.single(is_it, |doc, log| R::read("", &doc.root, catalog, log, check)).flatten()
    }

    /// Reads all files that `read` knows, on all cores, in path order.
    pub fn each<K: Ord + Send, T: Send>(
        &mut self,
        read: impl Fn(&File<'a>, &Doc<'a>, &Log) -> Option<(K, T)> + Sync,
    ) -> BTreeMap<K, T> {
        let docs = &*self.docs;
        let all: Vec<_> = self
            .files
            .par_iter()
            .filter_map(|file| {
                let doc = docs.get(&file.path)?;
                let log = Log::new(doc.gaps);
                let value = read(file, doc, &log);
                Some((value, log.finish()))
            })
            .collect();
        let mut records = BTreeMap::new();
        for (value, found) in all {
            self.note(found);
            records.extend(value);
        }
        records
    }

    /// Reads all records of a kind by their declaration.
    pub(super) fn records<R: Record + Send>(
        &mut self,
        catalog: &Catalog,
        check: impl Fn(&mut R::Draft, &Reader<'_, '_, '_>) + Sync,
    ) -> BTreeMap<R::Id, R>
    where
        R::Id: Send,
    {
        let folder = Folder::of(R::PATH);
        self.each(|file, doc, log| {
            let below = file.path.as_str().strip_prefix("data/");
            let is_ours = below
                .and_then(|path| path.strip_prefix(folder.name))
                .is_some_and(|path| path.starts_with('/'));
            let id = file.kind.id().filter(|_| is_ours)?;
            let record = R::read(id, &doc.root, catalog, log, &check)?;
            Some((R::Id::from(id), record))
        })
    }

    fn note(&mut self, (found, keys): (Vec<Diagnostic>, KeyUse)) {
        self.found.extend(found);
        for (key, present) in keys {
            *self.keys.entry(key).or_default() |= present;
        }
    }
}
