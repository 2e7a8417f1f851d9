//! Procedures that went out of force while something rests on them, and texts that changed under one version number.

use std::collections::BTreeSet;

use crate::core::contract::record::{Contract, ServiceLevel};
use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::kit::id::SopId;
use crate::kit::prose::outline::outline;
use crate::kit::prose::target::{Target, target};
use crate::kit::source::{Place, Span};
use crate::subject::context::{Context, terms_today};
use crate::subject::sop::figures::{is_in_effect, text_of};
use crate::subject::sop::record::{AcknowledgedText, Sop, Stage};
use crate::subject::sop::rules::removed::served;

/// X64: procedures were written for a clause in force, and none of them is effective any more.
pub fn clause_without_sop(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    if !context.is_whole("data/sops/") {
        return;
    }
    for (contract, level) in clauses(context) {
        let Standing::Lost(last) = standing(context, contract, level) else { continue };
        let none = "name the SOP that serves the clause now".to_owned();
        let (place, why, help) = match last {
            Some(coming) if coming.stage(context.as_of()) == Stage::ToCome => (
                coming.effective_on.place.clone(),
                format!("`{}`, which serves it, takes effect on {}", coming.id, coming.effective_on),
                "take an earlier day, or say which SOP serves the clause until then".to_owned(),
            ),
            Some(last) => {
                let named = level.sops.iter().find(|named| named.value == last.id);
                let place = named.map_or(&level.place, |named| &named.place);
                let newer =
                    newer(context, last).map(|newer| format!("name `{}`, which replaces it", newer.id));
                (place.clone(), format!("`{}`, which served it, is retired", last.id), newer.unwrap_or(none))
            }
            None => {
                // One that the clause names itself is told where it stands.
                let Some(gone) = served(context, &contract.id, &level.id) else { continue };
                if level.sops.iter().any(|named| named.value == *gone.id) {
                    continue;
                }
                (level.place.clone(), format!("`{}` served it, {}", gone.id, gone.told(context)), none)
            }
        };
        let since = if last.is_some_and(|sop| sop.stage(context.as_of()) == Stage::ToCome) {
            "yet"
        } else {
            "any more"
        };
        diagnostics.push(
            Diagnostic::new(
                &codes::CLAUSE_WITHOUT_SOP,
                place,
                format!("clause `{}` of contract `{}` has no effective SOP {since}", level.id, contract.id),
            )
            .label(why)
            .help(help),
        );
    }
}

/// Whether a procedure stands behind a clause.
enum Standing<'a> {
    /// One is effective.
    Served,
    /// None is; the one that takes effect first, else the one that was retired last, where there is one.
    Lost(Option<&'a Sop>),
}

fn standing<'a>(context: &Context<'a>, contract: &Contract, level: &ServiceLevel) -> Standing<'a> {
    let serving: Vec<&Sop> = serving(context, contract, level);
    let as_of = context.as_of();
    if serving.iter().any(|sop| is_in_effect(context.history, sop, as_of)) {
        return Standing::Served;
    }
    let at = |stage: Stage| serving.iter().copied().filter(move |sop| sop.stage(as_of) == stage);
    let coming = at(Stage::ToCome).min_by_key(|sop| *sop.effective_on);
    Standing::Lost(coming.or_else(|| at(Stage::Retired).max_by_key(|sop| *sop.effective_on)))
}

/// The one that says it replaces another.
fn newer<'a>(context: &Context<'a>, sop: &Sop) -> Option<&'a Sop> {
    context.register.sops.values().find(|other| other.supersedes.iter().any(|id| id.value == sop.id))
}

/// X64: a clause in force names a retired procedure, or the text of an effective one links to it.
pub fn retired_sop_named(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let is_retired = |sop: &&Sop| sop.stage(context.as_of()) == Stage::Retired;
    let retired = |id: &SopId| context.register.sops.get(id).filter(is_retired);
    let mut told: BTreeSet<Place> = BTreeSet::new();
    for (contract, level) in clauses(context) {
        // That the clause is left without one by it is told in its place.
        let lost = match standing(context, contract, level) {
            Standing::Lost(Some(last)) if context.is_whole("data/sops/") => Some(&last.id),
            _ => None,
        };
        for named in level.sops.iter().filter(|named| Some(&named.value) != lost) {
            let Some(sop) = retired(&named.value) else { continue };
            if told.insert(named.place.clone()) {
                let who = format!("clause `{}` of contract `{}` names", level.id, contract.id);
                diagnostics.push(still_named(context, &who, sop, named.place.clone()));
            }
        }
    }
    for sop in context.register.sops.values().filter(|sop| sop.is_effective(context.as_of())) {
        for (id, place) in links(context, sop) {
            let Some(found) = retired(&id).filter(|found| found.id != sop.id) else { continue };
            if told.insert(place.clone()) {
                diagnostics.push(still_named(context, &format!("SOP `{}` links to", sop.id), found, place));
            }
        }
    }
}

fn still_named(context: &Context<'_>, who: &str, sop: &Sop, place: Place) -> Diagnostic {
    let help = match newer(context, sop) {
        Some(newer) => format!("name `{}`, which replaces it", newer.id),
        None => "name the SOP that is to be followed now".to_owned(),
    };
    let since = sop.retired_on.as_ref().map_or_else(String::new, |on| format!(" since {on}"));
    Diagnostic::new(&codes::RETIRED_SOP_NAMED, place, format!("{who} SOP `{}`, which is retired", sop.id))
        .label(format!("not in force any more{since}"))
        .help(help)
}

/// The text of an SOP that people have under a version is not the one that was recorded under it, and nobody found the change not material.
pub fn sop_version_unchanged(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for sop in context.register.sops.values().filter(|sop| sop.is_effective(context.as_of())) {
        let versions = context.history.procedures.get(sop.place.path.as_str()).map_or(&[][..], Vec::as_slice);
        let of_number = versions.iter().filter(|version| {
            let written = version.sop.as_ref().and_then(|text| text.version.as_deref());
            written == Some(sop.version.as_str())
        });
        let texts: BTreeSet<&str> = of_number
            .filter_map(|version| version.sop.as_ref())
            .filter(|text| {
                [&text.hash, &text.former_hash]
                    .iter()
                    .all(|hash| text_of(context.history, sop, hash) == AcknowledgedText::Former)
            })
            .map(|text| text.hash.as_str())
            .collect();
        if texts.is_empty() {
            continue;
        }
        let before = plural(texts.len(), "other text");
        let message = format!("the text of SOP `{}` changed and its version stayed {}", sop.id, sop.version);
        diagnostics.push(
            Diagnostic::new(&codes::SOP_VERSION_UNCHANGED, sop.version.place.clone(), message)
                .label(format!("{before} recorded under this version"))
                .help("count the version up, or record a `[[change]]` that a reviewer found not material"),
        );
    }
}

/// Clauses that speak today.
fn clauses<'a>(context: &Context<'a>) -> impl Iterator<Item = (&'a Contract, &'a ServiceLevel)> {
    let as_of = context.as_of();
    let contracts = context.register.contracts.values();
    let speaking = contracts.filter_map(move |contract| Some((contract, terms_today(contract, as_of)?)));
    speaking.flat_map(|(contract, terms)| terms.service_levels.values().map(move |level| (contract, level)))
}

/// The procedures that a clause names or that name it, whatever their status.
fn serving<'a>(context: &Context<'a>, contract: &Contract, level: &ServiceLevel) -> Vec<&'a Sop> {
    let serves = |sop: &&Sop| {
        level.sops.iter().any(|named| named.value == sop.id)
            || sop.satisfies.iter().any(|clause| clause.0 == contract.id && clause.1 == level.id)
    };
    context.register.sops.values().filter(serves).collect()
}

/// The procedures that a text links to, each with the place of the link.
fn links(context: &Context<'_>, sop: &Sop) -> Vec<(SopId, Place)> {
    let Some(text) = context.snapshot.texts.get(&sop.place.path) else { return Vec::new() };
    let Span { start, end, .. } = sop.body;
    let markdown = text.content().get(start..end).unwrap_or_default();
    let mut found = Vec::new();
    for link in outline(markdown, start).links {
        let Target::File { path, .. } = target(&link.destination, &sop.place.path) else { continue };
        let named = context.register.sops.get(path.stem()).filter(|named| named.place.path == path);
        found.extend(named.map(|named| (named.id.clone(), text.place(link.span))));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::source::At;
    use crate::subject::sop::record::SopStatus;
    use crate::testing::{Bench, day, sop};

    #[test]
    fn x64_a_clause_that_had_a_procedure_and_a_procedure_that_is_still_named() {
        let mut bench = Bench::new();
        let mut guide = sop("label-guidelines");
        bench.level(|level| level.sops = vec![At::new(guide.id.clone(), level.place.clone())]);
        bench.add_sop(guide.clone());
        assert!(bench.run(clause_without_sop).is_empty() && bench.run(retired_sop_named).is_empty());
        guide.status = SopStatus::Retired.into();
        bench.add_sop(guide.clone());
        assert_eq!(
            bench.run(clause_without_sop),
            ["clause-without-sop: clause `accuracy` of contract `acme-2026` has no effective SOP any more"]
        );
        assert!(bench.run(retired_sop_named).is_empty(), "told once");
        let other = sop("escalation");
        bench.level(|level| level.sops.push(At::new(other.id.clone(), level.place.clone())));
        bench.add_sop(other.clone());
        assert!(bench.run(clause_without_sop).is_empty());
        assert_eq!(
            bench.run(retired_sop_named),
            [
                "retired-sop-named: clause `accuracy` of contract `acme-2026` names SOP `label-guidelines`, which is retired"
            ]
        );
        bench.level(|level| level.sops.truncate(1));
        guide.status = SopStatus::Draft.into();
        guide.effective_on = day("2026-12-01").into();
        bench.add_sop(guide);
        assert!(bench.run(clause_without_sop).is_empty(), "one that is still to come has not gone");
    }
}
