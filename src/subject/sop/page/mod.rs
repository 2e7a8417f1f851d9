//! Standard operating procedures: the register with its review dates, and a page each.

pub mod contents;
pub mod redline;

pub mod changes;

pub mod news;

mod approvals;

pub mod trace;

pub mod index;

use serde::Serialize;

use crate::kit::calendar::{add_days, day_label};
use crate::kit::id::SopId;
use crate::kit::number::Decimal;
use crate::kit::numbered::FigureNumber;
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::cite::Set;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::terms::level_tables;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext, RunningText, Shown};
use crate::subject::sop::address::SopPage;
use crate::subject::sop::figures::{SopState, text_until_then};
use crate::subject::sop::page::changes::Past;
use crate::subject::sop::page::contents::{Entry, contents};
use crate::subject::sop::picture;
use crate::subject::sop::record::{Criticality, Sop, SopStatus, Stage};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Fact, Inline, listed, spaced};
use crate::subject::wording::{names, phrase};

pub use crate::subject::absent::page::offered;

/// Its pages.
pub fn pages(context: &PageContext<'_>) -> Vec<SopPage> {
    let sops = &context.report.register.sops;
    let mut pages = vec![SopPage::All, SopPage::Traceability];
    pages.extend(sops.keys().map(|id| SopPage::One(id.clone())));
    for sop in sops.values() {
        let pairs = Past::of(context, sop).pairs();
        pages.extend(pairs.into_iter().map(|(from, to)| SopPage::Change(sop.id.clone(), from, to)));
    }
    pages
}

/// A page of it; `None` where the record is not there.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &SopPage) -> Option<Page<Shown>> {
    Some(match address {
        SopPage::All => {
            let (view, evidence) = index::index(context, route);
            Page::new("Standard operating procedures", view, evidence).shown("sops.html")
        }
        SopPage::One(id) => {
            let (page, text) = page(context, route, id)?;
            page.shown_with("sop.html", text)
        }
        SopPage::Change(id, from, to) => {
            let past = Past::of(context, context.report.register.sops.get(id)?);
            changes::page(context, &past, (*from, *to))?.shown("sop_change.html")
        }
        SopPage::Traceability => trace::page(context, route).shown("traceability.html"),
    })
}

/// A procedure.
#[derive(Serialize)]
pub struct SopView {
    pub title: Label,
    /// May be empty.
    description: Label,
    status: Vec<Inline>,
    facts: Vec<Fact>,
    /// `None` in a book of procedures alone, as audits are.
    satisfies: Option<Table>,
    acknowledged: Table,
    audits: Option<Table>,
    judged: Table,
    /// Shown where there is one, or the book asks for one.
    approvals: Option<Table>,
    versions: Table,
    /// A feed tells what changes of it.
    has_feed: bool,
    matrix: Option<Link>,
    edit: Vec<Inline>,
    contents: Vec<Entry>,
    /// Said when the file has no text.
    nothing: bool,
    /// Said before the text, which is folded.
    content_warning: bool,
    source: Vec<Inline>,
}

/// `None` where there are no clauses.
fn matrix(context: &PageContext<'_>) -> Option<Link> {
    let page = Route::Sop(SopPage::Traceability);
    page.stands_in(context.report.register).then(|| {
        Link::to(
            &page,
            "From clause to action: what serves which promise, how it was audited, what was found",
        )
    })
}

/// The name of a version.
pub fn version(sop: &Sop) -> Inline {
    Inline::words(sop.version.as_str()).because(Exempt::Name)
}

fn review_age(sop: &Sop, state: &SopState, evidence: &mut Evidence<'_>) -> Inline {
    phrase::age(state.review_age_days).rests_on(|| review_told(sop, state, evidence))
}

/// The figure that tells how far the review is away, or how late: the later of the two dates and the interval.
pub fn review_told(sop: &Sop, state: &SopState, evidence: &mut Evidence<'_>) -> FigureNumber {
    let from = match sop.reviewed_on.as_ref().filter(|on| ***on > *sop.effective_on) {
        Some(on) => ("reviewed-on", on),
        None => ("effective-on", &sop.effective_on),
    };
    evidence.days(state.review_age_days.into(), [from], [review_interval(sop)])
}

fn review_interval(sop: &Sop) -> Set<'_> {
    match &sop.review_months {
        Some(months) => ("review-months", Decimal::from_int(months.value.into()), Some(&months.place)),
        None => ("review-days", Decimal::from_int((*sop.review_days).into()), sop.review_days.place.as_ref()),
    }
}

fn owner(context: &PageContext<'_>, sop: &Sop) -> Inline {
    sop.owner.as_ref().map_or_else(|| Inline::chip("near", "no owner"), |id| names::person(context, id))
}

fn criticality(criticality: Criticality) -> Inline {
    match criticality {
        Criticality::High => Inline::chip("poor", criticality.label()),
        Criticality::Normal | Criticality::Low => Inline::literal(criticality.label()),
    }
}

/// Where it applies, by site; every site when it is the whole team's.
fn places(context: &PageContext<'_>, state: Option<&SopState>) -> Vec<Inline> {
    let sites = state.map(|state| state.sites.as_slice()).unwrap_or_default();
    if sites.len() > 1 && sites.len() == context.report.register.sites.len() {
        return vec![Inline::link(&Route::Sites, "All sites")];
    }
    listed(sites.iter().map(|site| names::site(context, site)))
}

fn page<'a>(context: &PageContext<'a>, route: &Route, id: &SopId) -> Option<(Page<SopView>, RunningText)> {
    let sop = context.report.register.sops.get(id)?;
    let state = context.report.sops.get(id);
    let text = context.texts.get(&sop.place.path).map(|text| text.content()).unwrap_or_default();
    let markdown = text.get(sop.body.start..sop.body.end).unwrap_or_default();
    let mut evidence = Evidence::new(context, route);
    let mut facts = facts(context, sop, state, &mut evidence);
    if let Some(rate) = crate::subject::acknowledgement::page::rate(context, sop, &mut evidence) {
        facts.push(Fact::new("Acknowledged", rate));
    }
    facts.push(Fact::new("Hash of the text", Inline::place(sop.hashes.now.to_string(), None)));
    let alone = context.report.register.is_of_procedures();
    let audited = context.report.register.audits.values().filter(|audit| audit.sop == sop.id);
    let view = SopView {
        title: Label::named(sop.title.as_str()),
        description: match &sop.description {
            Some(words) => Label::because(Exempt::Quoted, words.as_str()),
            None => Label::default(),
        },
        status: status(context, sop, state, &mut evidence),
        facts,
        satisfies: (!alone).then(|| satisfies(context, sop, &mut evidence)),
        acknowledged: crate::subject::acknowledgement::page::table(context, sop, &mut evidence),
        audits: (!alone).then(|| {
            let caption = "Audits, newest first";
            crate::subject::audit::page::table(context, "audits", caption, audited, &mut evidence)
        }),
        judged: judged(context, sop),
        approvals: approvals::table(context, sop),
        versions: changes::table(context, &Past::of(context, sop)),
        has_feed: !Past::of(context, sop).versions.is_empty(),
        matrix: matrix(context),
        edit: crate::subject::audit::page::edit_links(context, &sop.place, &sop.title),
        contents: contents(markdown, &sop.title),
        nothing: markdown.trim().is_empty(),
        content_warning: sop.content_warning,
        source: vec![names::place(context, &sop.place)],
    };
    let text = RunningText {
        markdown: markdown.to_owned(),
        file: sop.place.path.clone(),
        title: sop.title.to_string(),
        pages: crate::subject::record_pages::record_pages(context),
        pictures: picture::shown(&sop.pictures, context.pictures),
        absent: std::collections::BTreeMap::new(),
    };
    Some((Page::new(Label::named(sop.title.as_str()), view, Some(evidence.finish())), text))
}

/// Edits of the normative text that somebody judged.
fn judged(context: &PageContext<'_>, sop: &Sop) -> Table {
    let short = |hash: &str| Inline::place(hash.chars().take(12).collect(), None).into();
    Columns::over(&sop.changes, &mut ())
        .column("What changed", "", |change, _| {
            Cell::head(Inline::words(change.note.as_str()).because(Exempt::Quoted))
        })
        .column("Material", "tight", |change, _| match *change.material {
            true => Inline::chip("near", "material").into(),
            false => Inline::chip("plain", "not material").into(),
        })
        .column("Found by", "", |change, _| {
            change.reviewer.as_ref().map_or_else(Cell::dash, |id| names::person(context, id).into())
        })
        .column("Text before", "tight", |change, _| short(&change.from))
        .column("Text after", "tight", |change, _| short(&change.to))
        .table("changes", "Change reviews")
        .titled()
        .note("A change that nobody judged is material: acknowledgements of the text before it are void.")
        .empty("No change reviewed yet.", "")
}

/// Where a procedure stands on the as-of date, in words: `Takes effect on 1 March 2027, version 1.1 until then`.
fn stage(context: &PageContext<'_>, sop: &Sop) -> Vec<Inline> {
    let as_of = context.report.register.as_of();
    match (sop.stage(as_of), &sop.retired_on) {
        (Stage::ToCome, _) => {
            let mut said = vec![Inline::dated(format!("Takes effect on {}", day_label(*sop.effective_on)))];
            let until = text_until_then(context.history, sop, as_of).and_then(|text| text.version.as_deref());
            if let Some(until) = until {
                let until = format!(", version {until} until then");
                said.push(Inline::words(until).because(Exempt::Name));
            }
            said
        }
        (Stage::InForce, Some(on)) => {
            vec![Inline::dated(format!("Effective until {}", day_label(add_days(on.value, -1))))]
        }
        (Stage::InForce, None) => vec![Inline::literal(SopStatus::Effective.label())],
        (Stage::Draft | Stage::Retired, _) => vec![Inline::literal(sop.status.label())],
    }
}

fn status(
    context: &PageContext<'_>,
    sop: &Sop,
    state: Option<&SopState>,
    evidence: &mut Evidence<'_>,
) -> Vec<Inline> {
    let stands = sop.stage(context.report.register.as_of());
    let numbered = Inline::chip("plain", format!("Version {}", sop.version)).because(Exempt::Name);
    let mut chips = match stands {
        Stage::InForce => vec![Inline::chip("good", SopStatus::Effective.label()), numbered],
        Stage::Draft => vec![Inline::chip("near", sop.status.label()), numbered],
        Stage::Retired => vec![Inline::chip("plain", sop.status.label()), numbered],
        Stage::ToCome => {
            let on = format!("Takes effect on {}", day_label(*sop.effective_on));
            vec![Inline::chip("near", on).dated(), numbered]
        }
    };
    if sop.criticality == Criticality::High {
        chips.push(Inline::chip("poor", "High criticality"));
    }
    let late = state.filter(|state| stands == Stage::InForce && state.review_age_days > 0);
    if let Some(state) = late {
        let age = review_age(sop, state, evidence);
        chips.push(age.led_by("Review "));
    }
    spaced(chips)
}

fn facts(
    context: &PageContext<'_>,
    sop: &Sop,
    state: Option<&SopState>,
    evidence: &mut Evidence<'_>,
) -> Vec<Fact> {
    let approved_by = approvals::approvers(context, sop);
    let mut facts: Vec<Fact> = Vec::new();
    if let Some(heading) = sop.heading() {
        facts.push(Fact::new("Section", Inline::words(heading).because(Exempt::Name)));
    }
    if !sop.tags.is_empty() {
        let tags = sop.tags.iter().map(|tag| Inline::words(tag.as_str()).because(Exempt::Name));
        facts.push(Fact::new("Tags", listed(tags)));
    }
    facts.extend([
        Fact::new("Owner", owner(context, sop)),
        Fact::new("Approved by", approved_by),
        Fact::new("Written by", names::person(context, &sop.author)),
        match context.report.register.as_of() < *sop.effective_on {
            true => Fact::new("In effect", stage(context, sop)),
            false => Fact::new("In effect from", Inline::dated(day_label(*sop.effective_on))),
        },
        Fact::new(
            "Last review",
            Inline::dated(
                sop.reviewed_on.as_deref().copied().map_or_else(|| "none yet".to_owned(), day_label),
            ),
        ),
    ]);
    if let Some(on) = &sop.retired_on {
        let name =
            if context.report.register.as_of() < on.value { "To be withdrawn on" } else { "Withdrawn on" };
        facts.push(Fact::new(name, Inline::dated(day_label(on.value))));
    }
    if let Some(state) = state
        .filter(|_| *sop.status == SopStatus::Effective || sop.is_effective(context.report.register.as_of()))
    {
        let due = [Inline::dated(day_label(state.review_due_on)), review_age(sop, state, evidence)];
        facts.push(Fact::new("Review due", spaced(due)));
    }
    let every = evidence.quoted(&[], [review_interval(sop)]);
    facts.push(Fact::new("Reviewed every", Inline::words(sop.review_every()).of(every)));
    if !context.report.register.is_of_procedures() {
        facts.push(Fact::new("Sites", places(context, state)));
        let queues = state.map(|state| state.queues.as_slice()).unwrap_or_default();
        facts.push(Fact::new("Queues", listed(queues.iter().map(|queue| names::queue(context, queue)))));
    }
    let languages = match sop.languages.is_empty() {
        true => vec![Inline::literal("all")],
        false => listed(
            sop.languages.iter().map(|language| Inline::words(language.as_str()).because(Exempt::Name)),
        ),
    };
    facts.push(Fact::new("Languages", languages));
    if !sop.supersedes.is_empty() {
        let older = listed(sop.supersedes.iter().map(|id| names::sop(context, id)));
        facts.push(Fact::new("Replaces", older));
    }
    let newer: Vec<Inline> = context
        .report
        .register
        .sops
        .values()
        .filter(|other| other.supersedes.iter().any(|id| *id == sop.id))
        .map(|other| names::sop(context, &other.id))
        .collect();
    if !newer.is_empty() {
        facts.push(Fact::new("Replaced by", listed(newer)));
    }
    facts
}

fn satisfies(context: &PageContext<'_>, sop: &Sop, evidence: &mut Evidence<'_>) -> Table {
    let register = context.report.register;
    let clauses = sop.satisfies.iter().map(|clause| {
        let contract = register.contracts.get(&clause.0);
        let terms = contract.and_then(|contract| contract.terms_on(register.as_of()));
        (&**clause, contract, terms.and_then(|terms| terms.service_levels.get(&clause.1)))
    });
    Columns::over(clauses, evidence)
        .column("Service level", "", |((contract, level), ..), _| {
            Cell::head(names::service_level(context, contract, level))
        })
        .column("Contract", "", |((contract, _), ..), _| names::contract(context, contract).into())
        .column("Promise", "", |(_, contract, level), evidence| {
            let (Some(contract), Some(level)) = (contract, level) else { return "not in force".into() };
            let at = contract.versions.iter().rposition(|version| version.from <= register.as_of());
            let told = evidence.tables(&level_tables(contract, &level.id, at.unwrap_or(0)));
            let metric = register.metrics.get(&level.metric);
            Inline::words(phrase::promise(level, level.target(), metric)).of(told).into()
        })
        .column("Clause", "tight", |(.., level), _| names::clause_ref(*level))
        .table("satisfies", "What it satisfies")
        .titled()
        .empty("No clause relies on this procedure.", "")
}
