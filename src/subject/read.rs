//! Texts to records: one file a format. Every error of every file is collected, each at its place; a file that cannot
//! be read hides no error of another and sets off no false one.

// The order of the `mod` lines is the architecture here too: each imports only from those above it.
// TOML as a tree with places, and what every format needs.
// One file a format.
// Metric files.
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::core::Book;
use crate::core::contract::known::Known;
use crate::core::contract::read::{contracts, overlap};
use crate::core::contract::record::Contract;
use crate::core::contract::relief_record::Relief;
use crate::core::measurement::row_cells;
use crate::core::metric::record::{Metric, Metrics, Rebases};
use crate::core::organisation::record::{Project, Site, Vendor};
use crate::core::settings::record::Settings;
use crate::kit::csv::personal;
use crate::kit::declared::{Reader, Record, Table};
use crate::kit::diag::{Diagnostic, Diagnostics};
use crate::kit::id::{ContractId, MetricId, ProjectId, QueueId};
use crate::kit::period::Period;
use crate::kit::record::catalog::Catalog;
use crate::kit::record::layout::{File, Kind};
use crate::kit::record::{future, layout};
use crate::kit::source::{RepoPath, Snapshot, Text};
use crate::kit::toml::log::{KeyUse, Log};
use crate::kit::toml::tree::Doc;
use crate::kit::toml::{hidden, tree};
use crate::subject::audit::record::Audit;
use crate::subject::decision::record::Decision;
use crate::subject::initiative::record::Initiative;
use crate::subject::plan::record::Plan;
use crate::subject::register::Register;
use crate::subject::response::record::Response;
use crate::subject::signoff::record::Signoff;
use crate::subject::waiver::record::Waiver;
use crate::subject::{closure, shared_ids};

/// Reads everything under `data/`. Without a usable `book.toml` or as-of date there is no register, but still every
/// error of every file.
pub fn read(snapshot: &Snapshot) -> (Option<Register>, Diagnostics) {
    let (register, diagnostics, _) = read_recording(snapshot);
    (register, diagnostics)
}

/// The kinds of records that are declared, in the order of their folders.
pub fn kinds() -> Vec<Table> {
    vec![
        Audit::table(),
        Decision::table(),
        Initiative::table(),
        Metrics::table(),
        Plan::table(),
        Project::table(),
        Rebases::table(),
        Relief::table(),
        Response::table(),
        Site::table(),
        Vendor::table(),
    ]
}

/// The ids that a book declares, whatever is wrong with the records.
pub fn declared(snapshot: &Snapshot) -> Catalog {
    let (files, _) = layout::files(snapshot);
    Reading::new(&files, Vec::new()).catalog
}

/// Like [`read`], with the keys that the readers asked for: what docs/data-format.md has to show.
pub fn read_recording(snapshot: &Snapshot) -> (Option<Register>, Diagnostics, KeyUse) {
    let (mut files, mut wrong_paths) = layout::files(snapshot);
    wrong_paths.extend(files.iter_mut().filter_map(layout::too_large));
    let mut reading = Reading::new(&files, wrong_paths);
    let register = reading.register(snapshot);
    reading.found.extend(
        snapshot
            .texts
            .values()
            .collect::<Vec<_>>()
            .par_iter()
            .flat_map_iter(|text| {
                personal::emails(text).into_iter().chain(hidden::characters(text, toml_of(text)))
            })
            .collect::<Vec<_>>(),
    );
    reading.found.bound();
    (register, reading.found, reading.keys)
}

/// Bytes that the TOML parser reads.
fn toml_of(text: &Text) -> Range<usize> {
    let path = text.path.as_str();
    match (
        path.ends_with(".toml"),
        path.ends_with(".md").then(|| crate::subject::sop::read::body(text)).flatten(),
    ) {
        (true, _) => 0..text.content().len(),
        (false, Some(body)) => 0..body.start,
        (false, None) => 0..0,
    }
}

/// The id of a file of one kind.
macro_rules! stem {
    ($kind:expr, $variant:ident) => {
        match $kind {
            Kind::$variant(id) => Some(id.as_str()),
            _ => None,
        }
    };
}

/// The state of one run: parsed files, declared ids, what was found so far.
struct Reading<'a> {
    files: &'a [File<'a>],
    docs: BTreeMap<RepoPath, Doc<'a>>,
    catalog: Catalog,
    found: Diagnostics,
    keys: KeyUse,
}

impl<'a> Reading<'a> {
    fn new(files: &'a [File<'a>], wrong_paths: Vec<Diagnostic>) -> Self {
        let mut docs: BTreeMap<RepoPath, Doc<'a>> = files
            .par_iter()
            .filter(|file| file.kind.holds_toml())
            .filter_map(|file| {
                let text = file.text?;
                let doc = match file.kind {
                    Kind::Sop(_) | Kind::Report(_) => crate::subject::sop::read::parse(text),
                    _ => tree::parse(text, text.body_start()..text.content().len()),
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
        Reading { files, docs, catalog, found, keys: KeyUse::new() }
    }

    fn register(&mut self, snapshot: &Snapshot) -> Option<Register> {
        let settings = self.settings(snapshot);
        let catalog = std::mem::take(&mut self.catalog);
        let catalog = &catalog;
        let metrics: BTreeMap<MetricId, Metric> = self
            .record(&Kind::Metrics, catalog, |_, _| ())
            .map_or_else(BTreeMap::new, |file: Metrics| file.metrics);
        let metrics = &metrics;
        let vendors = self.records(catalog, &|kind| stem!(kind, Vendor), |_, _| ());
        let sites = self.records(catalog, &|kind| stem!(kind, Site), Site::check);
        let projects = self.records(catalog, &|kind| stem!(kind, Project), |draft, reader| {
            Project::check(draft, reader, metrics);
        });
        let contracts = self.contracts(catalog, metrics);
        let known = Known { catalog, metrics, contracts: &contracts };
        let relief = self.records(catalog, &|kind| stem!(kind, Relief), |draft, reader| {
            Relief::check(draft, reader, &known);
        });
        let sops = self.each(|file, doc, log| match (&file.kind, file.text) {
            (Kind::Sop(id), Some(text)) => {
                crate::subject::sop::read::read(id, text, &doc.root, catalog, log).map(|s| (s.id.clone(), s))
            }
            _ => None,
        });
        let plans = self
            .records(catalog, &|kind| stem!(kind, Plan), |draft, reader| Plan::check(draft, reader, &known));
        let decisions = self.records(catalog, &|kind| stem!(kind, Decision), Decision::check);
        let responses = self.records(catalog, &|kind| stem!(kind, Response), |draft, reader| {
            Response::check(draft, reader, &known);
        });
        let initiatives = self.records(catalog, &|kind| stem!(kind, Initiative), |draft, reader| {
            Initiative::check(draft, reader, metrics);
        });
        let time_zone = settings.as_ref().map_or("UTC", |settings| settings.time_zone.as_str());
        let today = future::Today {
            as_of: settings.as_ref().map(|settings| settings.as_of.on),
            committed_on: crate::core::settings::read::commit_date(snapshot, time_zone),
        };
        let audits = self
            .records(catalog, &|kind| stem!(kind, Audit), |draft, reader| Audit::check(draft, reader, today));
        let (acknowledgements, wrong) =
            crate::subject::acknowledgement::read::read(self.files, catalog, today);
        self.found.extend(wrong);
        let commentaries = self.each(|file, doc, log| match (&file.kind, file.text) {
            (Kind::Report(period), Some(text)) => {
                crate::subject::commentary::read::read(*period, text, &doc.root, catalog, log)
            }
            _ => None,
        });
        let mut rebases = self
            .record(&Kind::Rebases, catalog, |draft, reader| Rebases::check(draft, reader, metrics))
            .map_or_else(Vec::new, |file: Rebases| file.rebases);
        rebases.extend(initiatives.values().filter_map(|initiative: &Initiative| initiative.rebase()));
        let signoffs = self.signoffs(catalog);
        let waivers = self.waivers(snapshot, settings.as_ref(), catalog);
        self.found.extend(shared_ids::check(self.files, &self.docs));
        self.found.extend(shared_ids::lines_of_business(self.files, &self.docs));
        let queues: BTreeMap<QueueId, ProjectId> = catalog
            .project_of_queue
            .iter()
            .map(|(queue, project)| (QueueId::new(queue), ProjectId::new(project)))
            .collect();
        self.found.extend(overlap::check(&contracts, &queues));
        let against = row_cells::Against {
            catalog,
            metrics,
            sites: &sites,
            as_of: today.as_of,
            committed_on: today.committed_on,
        };
        let (measurements, wrong) = crate::core::measurement::read::read(self.files, &against);
        self.found.extend(wrong);
        let mut register = Register {
            book: Book {
                settings: settings?,
                metrics: metrics.clone(),
                vendors,
                sites,
                projects,
                contracts,
                relief,
                rebases,
                measurements: Arc::new(measurements),
            },
            initiatives,
            sops,
            plans,
            acknowledgements,
            audits,
            decisions,
            responses,
            commentaries,
            waivers,
            signoffs,
        };
        closure::close(&mut register);
        Some(register)
    }

    fn settings(&mut self, snapshot: &Snapshot) -> Option<Settings> {
        self.single(&Kind::Book, |doc, log| crate::core::settings::read::read(&doc.root, snapshot, log))
            .flatten()
    }

    fn waivers(&mut self, snapshot: &Snapshot, book: Option<&Settings>, catalog: &Catalog) -> Vec<Waiver> {
        let author = snapshot.waivers_author.as_deref();
        self.single(&Kind::Waivers, |doc, log| {
            crate::subject::waiver::read::read(&doc.root, author, book, catalog, log)
        })
        .unwrap_or_default()
    }

    fn signoffs(&mut self, catalog: &Catalog) -> BTreeMap<Period, Signoff> {
        let signed = self.each(|file, doc, log| match file.kind {
            Kind::Signoff(period) => {
                crate::subject::signoff::read::read(period, &doc.root, catalog, log).map(|s| (period, s))
            }
            _ => None,
        });
        let restated = self.each(|file, doc, log| match file.kind {
            Kind::Restatement(period, number) => {
                let read =
                    crate::subject::signoff::read::restatement(period, number, &doc.root, catalog, log);
                read.map(|restatement| ((period, number), restatement))
            }
            _ => None,
        });
        crate::subject::signoff::read::with_restatements(signed, restated)
    }

    fn contracts(
        &mut self,
        catalog: &Catalog,
        metrics: &BTreeMap<MetricId, Metric>,
    ) -> BTreeMap<ContractId, Contract> {
        let (files, docs) = (self.files, std::mem::take(&mut self.docs));
        let amendments = |contract: &str| -> Vec<(u32, &Doc<'a>)> {
            let of = |file: &&File<'_>| matches!(&file.kind, Kind::Amendment(id, _) if id == contract);
            files
                .iter()
                .filter(of)
                .filter_map(|file| match &file.kind {
                    Kind::Amendment(_, number) => Some((*number, docs.get(&file.path)?)),
                    _ => None,
                })
                .collect()
        };
        let read: Vec<_> = files
            .par_iter()
            .filter_map(|file| match &file.kind {
                Kind::Contract(id) => Some((id, docs.get(&file.path)?)),
                _ => None,
            })
            .map(|(id, doc)| {
                let changes = amendments(id);
                let log = Log::new(doc.gaps || changes.iter().any(|(_, change)| change.gaps));
                let contract = contracts::read(id, doc, &changes, catalog, metrics, &log);
                (contract, log.finish())
            })
            .collect();
        self.docs = docs;
        let mut contracts = BTreeMap::new();
        for (contract, found) in read {
            self.note(found);
            contracts.extend(contract.map(|contract| (contract.id.clone(), contract)));
        }
        contracts
    }

    /// Reads the one file of a kind, if it is there.
    fn single<T>(&mut self, kind: &Kind, read: impl FnOnce(&Doc<'a>, &Log) -> T) -> Option<T> {
        let file = self.files.iter().find(|file| &file.kind == kind && file.text.is_some())?;
        let doc = self.docs.get(&file.path)?;
        let log = Log::new(doc.gaps);
        let value = read(doc, &log);
        self.note(log.finish());
        Some(value)
    }

    /// Reads the one record of a kind by its declaration.
    fn record<R: Record>(
        &mut self,
        kind: &Kind,
        catalog: &Catalog,
        check: impl FnOnce(&mut R::Draft, &Reader<'_, '_, '_>),
    ) -> Option<R> {
        self.single(kind, |doc, log| R::read("", &doc.root, catalog, log, check)).flatten()
    }

    /// Reads all files that `read` knows, on all cores, in path order.
    fn each<K: Ord + Send, T: Send>(
        &mut self,
        read: impl Fn(&File<'a>, &Doc<'a>, &Log) -> Option<(K, T)> + Sync,
    ) -> BTreeMap<K, T> {
        let docs = &self.docs;
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

    /// Reads all records of a kind by their declaration; `stem` gives the id of a file of that kind.
    fn records<R: Record + Send>(
        &mut self,
        catalog: &Catalog,
        stem: &(dyn Fn(&Kind) -> Option<&str> + Sync),
        check: impl Fn(&mut R::Draft, &Reader<'_, '_, '_>) + Sync,
    ) -> BTreeMap<R::Id, R>
    where
        R::Id: Send,
    {
        self.each(|file, doc, log| {
            let id = stem(&file.kind)?;
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
