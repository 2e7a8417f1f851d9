//! Changes as a reader counts them: cells of one row that one commit changed are one restatement.

use crate::core::measurement::record::RowStatus;
use crate::core::rollup::Subject;
use crate::core::settings::host;
use crate::kit::id::{MetricId, PlanId, ServiceLevelId, SharedClauseId, SiteId};
use crate::kit::numbered::FigureNumber;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::RecordedCommit;
use crate::subject::clause::page as clause_page;
use crate::subject::history::{Change, ChangeKind, Fact, RowKey};
use crate::subject::restatement::figures::former;
use crate::subject::shell::PageContext;
use crate::subject::text::piece::{Inline, listed, spaced};
use crate::subject::text::words::Unproved;
use crate::subject::wording::{names, phrase};

/// One line of the ledger.
pub struct Entry<'a> {
    /// Index into the history's changes of the first: names the line.
    pub at: usize,
    /// Cells of one row, or one value. Never empty.
    pub changes: Vec<&'a Change>,
}

impl<'a> Entry<'a> {
    pub fn first(&self) -> &'a Change {
        self.changes[0]
    }

    /// Anchor of the line on the ledger's page.
    pub fn anchor(&self) -> String {
        names::ledger_line(self.at)
    }
}

/// The ledger, oldest first, without values that only matured.
pub fn entries<'a>(context: &PageContext<'a>) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'a>> = Vec::new();
    for &at in &context.history.restated {
        let change = &context.history.changes[at];
        match entries.last_mut() {
            Some(entry) if is_same_row(entry.changes[0], change) => entry.changes.push(change),
            _ => entries.push(Entry { at, changes: vec![change] }),
        }
    }
    entries
}

fn is_same_row(one: &Change, other: &Change) -> bool {
    match (&one.fact, &other.fact) {
        (Fact::Measurement { key: a, .. }, Fact::Measurement { key: b, .. }) => {
            one.commit == other.commit && a == b
        }
        (Fact::Cell { key: a, .. }, Fact::Cell { key: b, .. }) => {
            one.commit == other.commit && one.path == other.path && a == b
        }
        _ => false,
    }
}

/// What changed, as a link to where it shows, and a smaller line that says more.
pub fn what(context: &PageContext<'_>, change: &Change) -> (Vec<Inline>, Vec<Inline>) {
    match &change.fact {
        Fact::Measurement { key, .. } => (vec![metric(context, key)], of_row(context, key)),
        Fact::Cell { key, .. } => (
            vec![Inline::words(key.as_str()).because(Exempt::Name)],
            vec![Inline::place(change.path.to_string(), None)],
        ),
        Fact::Term { contract, key } => {
            (vec![term(context, contract, key)], vec![Inline::place(key.clone(), None)])
        }
        Fact::Amendment { contract, number, key } => (
            vec![
                names::contract(context, contract),
                Inline::words(format!(", amendment {number}")).because(Exempt::Name),
            ],
            vec![Inline::place(key.clone(), None)],
        ),
        Fact::Clause { clause, key } => {
            (vec![shared(context, clause)], vec![Inline::place(key.clone(), None)])
        }
        Fact::ClauseAmendment { clause, number, key } => (
            vec![
                shared(context, clause),
                Inline::words(format!(", amendment {number}")).because(Exempt::Name),
            ],
            vec![Inline::place(key.clone(), None)],
        ),
        Fact::DueDate { plan, action } => due_date(context, plan, action),
        Fact::Other { key } if key.is_empty() => {
            (vec![Inline::literal("A whole file")], vec![Inline::place(change.path.to_string(), None)])
        }
        Fact::Other { key } => {
            let (of, name) = key.rsplit_once('.').unwrap_or(("", key));
            let place = [change.path.as_str(), of].into_iter().filter(|part| !part.is_empty());
            let written = |text: &str| Inline::place(text.to_owned(), None);
            (vec![written(name)], spaced(place.map(written)))
        }
    }
}

fn metric(context: &PageContext<'_>, key: &RowKey) -> Inline {
    let id = MetricId::new(&key.metric);
    let name = context.report.register.metrics.get(&id).map_or(key.metric.as_str(), |metric| &metric.name);
    names::metric(context, &Subject::Site(SiteId::new(&key.site)), &id, name)
}

/// `Mombasa, Beacon English, en, week 40 of 2026`
fn of_row(context: &PageContext<'_>, key: &RowKey) -> Vec<Inline> {
    let site = SiteId::new(&key.site);
    let mut parts = vec![match context.report.register.sites.contains_key(&site) {
        true => names::site(context, &site),
        false => Inline::words(key.site.as_str()).because(Exempt::Name),
    }];
    let queue = context.report.register.projects.values().flat_map(|project| &project.queues);
    let queue = queue.into_iter().find(|queue| queue.id.as_str() == key.queue);
    match queue {
        Some(queue) => parts.push(Inline::words(queue.name.as_str()).because(Exempt::Name)),
        None => parts.extend(
            [&key.project, &key.queue]
                .into_iter()
                .filter(|part| !part.is_empty())
                .map(|part| Inline::words(part.as_str()).because(Exempt::Name)),
        ),
    }
    if !key.language.is_empty() {
        parts.push(Inline::words(key.language.as_str()).because(Exempt::Name));
    }
    parts.push(Inline::dated(Period::parse(&key.period).map_or_else(|| key.period.clone(), Period::label)));
    listed(parts)
}

fn term(context: &PageContext<'_>, contract: &crate::kit::id::ContractId, key: &str) -> Inline {
    let level = key.strip_prefix("service-level.").and_then(|rest| rest.split('.').next());
    let known = level.map(ServiceLevelId::new).filter(|id| {
        let contract = context.report.register.contracts.get(contract);
        contract.is_some_and(|contract| contract.service_level_ids().contains(id))
    });
    match known {
        Some(id) => names::service_level(context, contract, &id),
        None => names::contract(context, contract),
    }
}

/// A shared clause, or its id where its file is gone.
fn shared(context: &PageContext<'_>, clause: &SharedClauseId) -> Inline {
    match context.report.register.clauses.get(clause) {
        Some(clause) => clause_page::link(clause),
        None => Inline::words(clause.as_str()).because(Exempt::Name),
    }
}

fn due_date(context: &PageContext<'_>, plan: &PlanId, action: &str) -> (Vec<Inline>, Vec<Inline>) {
    let record = context.report.register.plans.get(plan);
    let title = record
        .and_then(|plan| plan.actions.iter().find(|of| of.id.as_str() == action))
        .map(|of| of.title.as_str());
    let what = match (action, title) {
        ("", _) => "Draft of the plan due".to_owned(),
        (_, Some(title)) => format!("Due date: {title}"),
        (id, None) => format!("Due date of `{id}`"),
    };
    let plan = match record {
        Some(_) => names::plan(context, plan),
        None => Inline::words(plan.as_str()).because(Exempt::Name),
    };
    (vec![Inline::words(what).because(Exempt::Quoted)], vec![plan])
}

/// Former and new value, column by column, as the files say them. `figure` is that of the effect that puts a change back.
pub fn shift(
    context: &PageContext<'_>,
    entry: &Entry<'_>,
    figure: impl Fn(&Change) -> Option<FigureNumber>,
) -> Vec<Inline> {
    if !is_told(context, entry.first()) {
        return vec![Inline::quiet("hidden: it would tell of too few people")];
    }
    let mut line = Vec::new();
    // An empty cell of such a row is no zero and nothing that was forgotten.
    let was_withheld = entry.changes.iter().any(|change| change.was_withheld().is_some());
    let is_withheld = entry.changes.iter().any(|change| change.is_withheld().is_some());
    for change in &entry.changes {
        if !line.is_empty() {
            line.push(Inline::literal("; "));
        }
        if let Fact::Measurement { column, .. } | Fact::Cell { column, .. } = &change.fact
            && !column.is_empty()
        {
            line.push(Inline::words(format!("{column} ")).because(Exempt::Name));
        }
        let side = |text: &String, is_withheld: bool| match (text.is_empty(), is_withheld) {
            (false, _) => text.clone(),
            (true, true) => RowStatus::Withheld.word().to_owned(),
            (true, false) => "nothing".to_owned(),
        };
        let told = |piece: Unproved| match figure(change) {
            None => piece.because(Exempt::Quoted),
            figure => piece.of(figure),
        };
        line.extend([
            told(Inline::was(side(&change.before, was_withheld))),
            Inline::literal(" "),
            told(Inline::becomes(side(&change.after, is_withheld))),
        ]);
    }
    line
}

/// Whether its values may be told: those of a row may be of the work of too few people.
pub fn is_told(context: &PageContext<'_>, change: &Change) -> bool {
    match &change.fact {
        Fact::Measurement { key, .. } => {
            former::is_told(context.report.register, &context.report.languages.withheld, key)
        }
        _ => true,
    }
}

/// The kind of a change, as a chip.
pub fn kind(change: &Change) -> Inline {
    let (tone, word) = match (&change.fact, change.kind) {
        (Fact::DueDate { .. }, ChangeKind::Restated) => ("near", "date moved"),
        (_, ChangeKind::Added) if change.fact.key().is_empty() => ("plain", "came back"),
        (fact, _) if fact.is_term() && !fact.key().is_empty() => ("bad", "term edited"),
        (_, ChangeKind::Withdrawn) => ("poor", "withdrawn"),
        (Fact::Measurement { .. }, _) => ("poor", "restated"),
        (_, ChangeKind::Added) => ("plain", "added"),
        (_, ChangeKind::Matured) => ("plain", "matured"),
        _ => ("plain", "changed"),
    };
    Inline::chip(tone, word)
}

/// The day of a commit, in UTC.
pub fn day(commit: &RecordedCommit) -> jiff::civil::Date {
    commit.committed_at.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// The commit's short id, linked to the host of the repository where the book names one.
pub fn commit_link(context: &PageContext<'_>, commit: &RecordedCommit) -> Inline {
    let short: String = commit.id.chars().take(12).collect();
    Inline::place(short, host::commit(&context.report.register.settings, &commit.id))
}

/// Who committed it, and who is named in its trailers.
pub fn who(commit: &RecordedCommit) -> (Inline, Vec<Inline>) {
    let named = commit.trailers.iter().filter(|trailer| trailer.key.ends_with("-by"));
    let told = named.map(|trailer| {
        let role = phrase::capital(&trailer.key.replace('-', " ").to_lowercase());
        Inline::words(format!("{role}: {}", trailer.name())).because(Exempt::Name)
    });
    let mut line = listed(told);
    line.retain(|piece| piece.kind() != "quiet");
    (Inline::words(commit.author.as_str()).because(Exempt::Name), line)
}

/// The reason as the commit gives it: its first line, then what follows and trailers that name no person.
pub fn why(commit: &RecordedCommit) -> (Inline, Vec<Inline>) {
    let mut more = Vec::new();
    if !commit.body.is_empty() {
        more.push(Inline::words(commit.body.as_str()).because(Exempt::Quoted));
    }
    let others = commit.trailers.iter().filter(|trailer| !trailer.key.ends_with("-by"));
    let quoted = |text: String| Inline::words(text).because(Exempt::Quoted);
    more.extend(others.map(|trailer| quoted(format!("{}: {}", trailer.key, trailer.value))));
    (quoted(commit.subject.clone()), spaced(more))
}
