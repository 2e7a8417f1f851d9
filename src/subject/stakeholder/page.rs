//! Stakeholders: where each stands by interest and influence, what it wants and who meets it; and how far the relationship with each vendor has come.

use serde::Serialize;

use crate::core::organisation::record::Vendor;
use crate::core::settings::signals::SafeguardKind;
use crate::kit::calendar::day_label;
use crate::kit::number::Decimal;
use crate::kit::picture::exempt::Exempt;
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::meeting::page::link;
use crate::subject::route::Route;
use crate::subject::safeguard::address::SafeguardPage;
use crate::subject::safeguard::record::Safeguard;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::stakeholder::address::StakeholderPage;
use crate::subject::stakeholder::figures::StakeholderState;
use crate::subject::stakeholder::record::{Degree, Stakeholder};
use crate::subject::table::{Cell, Row, Table};
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::{names, phrase};

/// A stakeholder with how it stands.
type Known<'a> = (&'a Stakeholder, &'a StakeholderState);

/// `templates/stakeholders.html`.
#[derive(Serialize)]
struct StakeholdersView {
    lede: Html,
    map: Table,
    all: Table,
    stages: Table,
}

/// Its pages: none in a book without stakeholders.
pub fn pages(context: &PageContext<'_>) -> Vec<StakeholderPage> {
    if context.report.stakeholders.is_empty() { Vec::new() } else { vec![StakeholderPage::All] }
}

/// The page; `None` where nothing is written.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &StakeholderPage) -> Option<Page<Shown>> {
    if context.report.stakeholders.is_empty() {
        return None;
    }
    Some(match address {
        StakeholderPage::All => index(context, route).shown("stakeholders.html"),
    })
}

/// Those of a vendor, and those whom a person keeps.
pub fn offered(context: &PageContext<'_>, on: &Route, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let mut own = known(context);
    own.retain(|(one, _)| match on {
        Route::Vendor(id) => one.vendor.as_ref().is_some_and(|vendor| **vendor == *id),
        Route::Person(id) => *one.owner == *id,
        _ => false,
    });
    if own.is_empty() {
        return Vec::new();
    }
    let mut note = Vec::new();
    if let Route::Vendor(id) = on
        && let Some(vendor) = context.report.register.vendors.get(id)
        && let Some(stage) = &vendor.relationship_stage
    {
        note.extend([
            Inline::literal("Relationship: "),
            Inline::literal(stage.label()),
            Inline::literal(". "),
        ]);
    }
    note.push(Inline::link(&Route::Stakeholder(StakeholderPage::All), "All stakeholders"));
    let table = table(context, own, ("stakeholders", "Stakeholders, those who wait longest first"), evidence);
    vec![Offered { id: "stakeholders", heading: "Stakeholders", note, table }]
}

/// Who waits longest stands first; those without a cadence last.
fn known<'a>(context: &PageContext<'a>) -> Vec<Known<'a>> {
    let report = context.report;
    let states = report.stakeholders.iter();
    let mut known: Vec<Known<'a>> =
        states.filter_map(|(id, state)| Some((report.register.stakeholders.get(id)?, state))).collect();
    known.sort_by_key(|(one, state)| (state.due.is_none(), state.due.map(|(on, _)| on), one.id.clone()));
    known
}

fn index(context: &PageContext<'_>, route: &Route) -> Page<StakeholdersView> {
    let mut evidence = Evidence::new(context, route);
    let ours = &mut evidence;
    let all = known(context);
    let view = StakeholdersView {
        lede: lede(&all, ours),
        map: map(&all),
        all: table(context, all, ("all-stakeholders", "Who wants what, those who wait longest first"), ours)
            .titled(),
        stages: stages(context),
    };
    Page::new("Stakeholders", view, Some(evidence.finish()))
}

/// `9 stakeholders are kept; 2 of them wait for somebody to meet them.`
fn lede(all: &[Known<'_>], evidence: &mut Evidence<'_>) -> Html {
    let count = evidence.count(&["stakeholders", "kept"], all.iter().map(|(one, _)| &one.place));
    let words = if all.len() == 1 { " stakeholder is kept here" } else { " stakeholders are kept here" };
    let mut said = Html::from(count).then(words);
    let waiting: Vec<_> =
        all.iter().filter(|(_, state)| state.is_unserved()).map(|(one, _)| &one.place).collect();
    if !waiting.is_empty() {
        let words = match waiting.len() {
            1 => " of them waits for somebody to meet them",
            _ => " of them wait for somebody to meet them",
        };
        said = said.then("; ").then(evidence.count(&["stakeholders", "unserved"], waiting)).then(words);
    }
    said.then(".")
}

/// By influence, the highest first, and interest.
fn map(all: &[Known<'_>]) -> Table {
    const COLUMNS: [(&str, &str); 4] =
        [("Influence", "tight"), ("Low interest", ""), ("Medium interest", ""), ("High interest", "")];
    let mut table = Table::new("stakeholder-map", "Map: influence by interest", &COLUMNS).titled();
    for influence in [Degree::High, Degree::Medium, Degree::Low] {
        let at = |interest: Degree| {
            let mut line = Vec::new();
            let here = all.iter().filter(|(one, _)| *one.influence == influence && *one.interest == interest);
            for (one, state) in here {
                if !line.is_empty() {
                    line.push(Inline::literal("; "));
                }
                let page = Route::Stakeholder(StakeholderPage::All);
                line.push(
                    Inline::anchor(&page, &format!("stakeholder-{}", one.id), &*one.title)
                        .because(Exempt::Quoted),
                );
                if state.is_unserved() {
                    line.extend([Inline::literal(" "), Inline::chip("bad", "waits")]);
                }
            }
            if line.is_empty() { Cell::dash() } else { Cell::new(line) }
        };
        let cells =
            vec![Cell::head(influence.label()), at(Degree::Low), at(Degree::Medium), at(Degree::High)];
        table.rows.push(Row { id: String::new(), cells });
    }
    table
}

fn table(
    context: &PageContext<'_>,
    of: Vec<Known<'_>>,
    (name, caption): (&'static str, &'static str),
    evidence: &mut Evidence<'_>,
) -> Table {
    let register = context.report.register;
    Columns::over(of, evidence)
        .anchored(|(one, _)| format!("stakeholder-{}", one.id))
        .column("Stakeholder", "", |(one, _), _| {
            let of = match &one.vendor {
                Some(vendor) => names::vendor(context, vendor),
                None => Inline::literal("internal"),
            };
            Cell::head(Inline::words(one.title.as_str()).because(Exempt::Quoted)).under([of])
        })
        .column("What it wants", "", |(one, _), _| {
            Inline::words(one.wants.as_str()).because(Exempt::Quoted).into()
        })
        .column("Influence", "tight", |(one, _), _| one.influence.label().into())
        .column("Interest", "tight", |(one, _), _| one.interest.label().into())
        .column("Met in", "", |(one, _), _| {
            match one.meeting.as_ref().and_then(|id| register.meetings.get(&**id)) {
                Some(meeting) => link(meeting).into(),
                None => Cell::dash(),
            }
        })
        .column("Last met", "tight", |(_, state), _| match &state.met {
            Some(met) => Cell::day(*met.on),
            None => Inline::quiet("never").into(),
        })
        .column("Next by", "tight", |(one, state), evidence| {
            let (Some((on, late)), Some(every)) = (state.due, &one.every_days) else { return Cell::dash() };
            let from = state.met.as_ref().map_or(("since-on", &one.since_on), |met| (met.key, &met.on));
            let moved = [("every-days", Decimal::from_int((**every).into()), Some(&every.place))];
            let number = evidence.days(late.into(), [from], moved);
            Cell::day(on).under([phrase::age(late).of(number)])
        })
        .column("Owner", "", |(one, _), _| names::person(context, &one.owner).into())
        .table(name, caption)
}

/// How far the relationship with each vendor has come, and its exit plan.
fn stages(context: &PageContext<'_>) -> Table {
    let vendors = context.report.register.vendors.values();
    Columns::over(vendors, &mut ())
        .column("Vendor", "", |vendor: &&Vendor, _| Cell::head(names::vendor(context, &vendor.id)))
        .column("Stage", "", |vendor, _| match &vendor.relationship_stage {
            Some(stage) => stage.label().into(),
            None => Inline::quiet("not written").into(),
        })
        .column("Since", "tight", |vendor, _| {
            vendor.since_on.as_deref().map_or_else(Cell::dash, |on| Cell::day(*on))
        })
        .column("Exit plan", "", |vendor, _| exit_plan(context, vendor))
        .column("Owner", "", |vendor, _| names::person(context, &vendor.owner).into())
        .table("stages", "Relationships, and how far each has come")
        .titled()
}

fn exit_plan(context: &PageContext<'_>, vendor: &Vendor) -> Cell {
    let report = context.report;
    let is_plan = |one: &&Safeguard| *one.vendor == vendor.id && *one.kind == SafeguardKind::ExitPlan;
    let mut plans = report.register.safeguards.values().filter(is_plan);
    let counted = plans.find(|one| {
        report.safeguards.get(&one.id).is_some_and(|state| state.counts() && !state.is_expired())
    });
    match counted {
        Some(one) => {
            let title = Inline::words(one.title.as_str()).because(Exempt::Quoted);
            let reviewed = one.tested_on.as_deref().filter(|on| **on <= report.register.as_of());
            let reviewed = reviewed.map(|on| Inline::dated(format!("reviewed {}", day_label(*on))));
            Cell::new(title).under(reviewed.into_iter().collect::<Vec<_>>())
        }
        None if report.register.safeguards.is_empty() => Inline::quiet("none on file").into(),
        None => Inline::link(&Route::Safeguard(SafeguardPage::All), "none on file").into(),
    }
}
