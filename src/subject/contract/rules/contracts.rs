//! Contracts as records: signatures, definitions, references to the paper, relief, and the end in sight.

use crate::core::contract::record::{Contract, ServiceLevel, Terms};
use crate::core::metric::record::Metric;
use crate::kit::calendar::days_between;
use crate::kit::diag::{Diagnostic, Diagnostics, codes, list_and, plural};
use crate::kit::number::Decimal;
use crate::kit::source::At;
use crate::subject::context::{Context, terms_today};
use crate::subject::contract::figures::{notice, price_reviews};

/// X27: an amendment takes effect before it was signed.
pub fn retroactive_amendment(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let contracts = context.register.contracts.values();
    let own = contracts.flat_map(|of| of.amendments.iter().map(move |one| (format!("`{}`", of.id), one)));
    let clauses = context.register.clauses.values();
    let shared =
        clauses.flat_map(|of| of.amendments.iter().map(move |one| (format!("clause `{}`", of.id), one)));
    for (of, amendment) in own.chain(shared) {
        let days = days_between(*amendment.effective_on, *amendment.signed_on);
        if days <= 0 {
            continue;
        }
        let days = plural(usize::try_from(days).unwrap_or(0), "day");
        diagnostics.push(
            Diagnostic::new(
                &codes::RETROACTIVE_AMENDMENT,
                amendment.effective_on.place.clone(),
                format!("amendment {} of {of} takes effect {days} before it was signed", amendment.number),
            )
            .label(format!("signed on {}", amendment.signed_on))
            .help("confirm that past results were meant to change, and waive this with the approval"),
        );
    }
}

/// X31: a metric's definition is not the one that the contract names. A line of a shared clause is told once, with how many promise by it.
pub fn definition_differs(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    type Promised<'a> = (&'a Metric, &'a At<String>, Vec<String>);
    let mut differ: Vec<Promised<'_>> = Vec::new();
    for (contract, terms) in today(context) {
        for level in terms.service_levels.values() {
            let Some(metric) = context.register.metrics.get(&level.metric) else { continue };
            let Some(named) = level.other_definition(metric) else { continue };
            let level = format!("`{}/{}`", contract.id, level.id);
            let known = differ.iter_mut().find(|(of, at, _)| of.id == metric.id && at.place == named.place);
            match known {
                Some((_, _, levels)) => levels.push(level),
                None => differ.push((metric, named, vec![level])),
            }
        }
    }
    for (metric, named, levels) in differ {
        let (label, place_of_metric) = match &metric.definition {
            Some(used) => (format!("the metric is defined as `{used}`"), &used.place),
            None => ("the metric names no definition".to_owned(), &metric.place),
        };
        let promised = match levels.as_slice() {
            [only] => format!("service level {only} is"),
            [first, others @ ..] => {
                format!("service level {first} and {} are", plural(others.len(), "other"))
            }
            [] => continue,
        };
        diagnostics.push(
            Diagnostic::new(
                &codes::DEFINITION_DIFFERS,
                named.place.clone(),
                format!(
                    "{promised} promised by definition `{named}`, and `{}` is measured by another",
                    metric.id
                ),
            )
            .label(label)
            .help("measure by the contract's definition, or amend the contract")
            .related(place_of_metric.clone(), "the definition in use"),
        );
    }
}

/// X32: a contract ends inside its notice window, and no renewal is decided.
pub fn contract_ends_undecided(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let as_of = context.as_of();
    for contract in context.register.contracts.values() {
        let Some(terms) = contract.terms_on(as_of) else { continue };
        let Some(notice) = notice(context.register, contract).filter(|notice| notice.by <= as_of) else {
            continue;
        };
        let help = match notice.asked {
            Some(decision) => format!(
                "get `{}` decided by {}, who must answer by {}",
                decision.id,
                context.register.person_name(decision.owner.as_str()),
                decision.due_on
            ),
            None => format!("ask for a decision of kind `renewal` on contract `{}`", contract.id),
        };
        diagnostics.push(
            Diagnostic::new(
                &codes::CONTRACT_ENDS_UNDECIDED,
                terms.ends_on.place.clone(),
                format!("contract `{}` ends on {} and no renewal is decided", contract.id, terms.ends_on),
            )
            .label(format!("notice was due by {}", notice.by))
            .help(help),
        );
    }
}

/// L5: the day of a price review, or the last one for notice of it, has passed, and nothing is decided.
pub fn price_review_undecided(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let register = context.register;
    for contract in register.contracts.values() {
        let reviews = price_reviews(register, contract);
        for review in reviews.iter().filter(|review| review.is_missed(context.as_of())) {
            let help = match review.decision {
                Some(decision) => format!(
                    "get `{}` decided by {}, who must answer by {}",
                    decision.id,
                    register.person_name(decision.owner.as_str()),
                    decision.due_on
                ),
                None => format!("ask for a decision of kind `price-review` on contract `{}`", contract.id),
            };
            diagnostics.push(
                Diagnostic::new(
                    &codes::PRICE_REVIEW_UNDECIDED,
                    review.on.place.clone(),
                    format!(
                        "the price review of contract `{}` {} on {} and nothing is decided",
                        contract.id,
                        if **review.on < context.as_of() { "was" } else { "is" },
                        review.on
                    ),
                )
                .label(if review.has_notice() {
                    format!("notice was due by {}", review.by)
                } else {
                    "no day late is allowed".to_owned()
                })
                .help(help),
            );
        }
    }
}

/// X33: a clause has no place in the signed paper.
pub fn clause_without_reference(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (contract, terms) in today(context) {
        for level in terms.service_levels.values() {
            if level.clause_ref.as_deref().is_some_and(|clause| !clause.trim().is_empty()) {
                continue;
            }
            diagnostics.push(
                Diagnostic::new(
                    &codes::CLAUSE_WITHOUT_REFERENCE,
                    level.place.clone(),
                    format!(
                        "service level `{}/{}` names no place in the signed paper",
                        contract.id, level.id
                    ),
                )
                .label(format!("the paper is {}", contract.document_ref))
                .help("add `clause-ref` with the section or page"),
            );
        }
    }
}

/// The allocations of a named pool come to more than the pool, and the contract does not say that they may. The pool pays no more than
/// itself all the same.
pub fn pool_allocated_twice(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (contract, terms) in today(context) {
        let Some(credits) = &terms.credits else { continue };
        let most = credits.allocatable_percent.unwrap_or(Decimal::from_int(100));
        for (name, share) in &credits.pools {
            let in_pool = |level: &&ServiceLevel| level.pool.as_ref() == Some(name);
            let levels: Vec<&ServiceLevel> = terms.service_levels.values().filter(in_pool).collect();
            let shares = levels.iter().filter_map(|level| level.allocation.as_ref());
            let sum = Decimal::from_micro(shares.map(|share| share.micro()).sum());
            if sum <= most {
                continue;
            }
            let message = format!(
                "the allocations of pool `{name}` of `{}` add up to {sum}%, and {most}% may be allocated",
                contract.id
            );
            let named: Vec<String> = levels.iter().map(|level| format!("`{}`", level.id)).collect();
            diagnostics.push(
                Diagnostic::new(&codes::POOL_ALLOCATED_TWICE, share.place.clone(), message)
                    .label(format!("allocated to {}", list_and(&named)))
                    .help("correct the allocations, or say in `allocatable-percent` what they may add up to"),
            );
        }
    }
}

/// A relief event that nobody approved changes no result.
pub fn relief_unapproved(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for relief in context.register.relief.values().filter(|relief| relief.approved_by.is_none()) {
        diagnostics.push(
            Diagnostic::new(
                &codes::RELIEF_UNAPPROVED,
                relief.place.clone(),
                format!("relief event `{}` has no approval and was ignored", relief.id),
            )
            .label(format!("{} to {}, contract `{}`", relief.from_on, relief.to_on, relief.contract))
            .help("add `approved-by` and `approved-on`, or remove the event"),
        );
    }
}

/// Each contract that has not ended, with the terms that speak today; clauses that versions share are seen once.
fn today<'a>(context: &Context<'a>) -> impl Iterator<Item = (&'a Contract, &'a Terms)> {
    let as_of = context.as_of();
    let contracts = context.register.contracts.values();
    contracts.filter_map(move |contract| Some((contract, terms_today(contract, as_of)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject::decision::record::DecisionStatus;
    use crate::testing::{Bench, amendment, at, contract, day, decision, relief, shared_clause};

    #[test]
    fn x27_only_an_amendment_before_its_signature_is_retroactive() {
        let mut bench = Bench::new();
        let mut contract = contract("acme-2026");
        contract.amendments =
            vec![amendment(1, "2026-05-20", "2026-06-01"), amendment(2, "2026-08-15", "2026-08-01")];
        bench.add_contract(contract);
        assert_eq!(
            bench.run(retroactive_amendment),
            ["retroactive-amendment: amendment 2 of `acme-2026` takes effect 14 days before it was signed"]
        );
    }

    #[test]
    fn x27_an_amendment_of_a_shared_clause_is_told_once() {
        let mut bench = Bench::new();
        let mut clause = shared_clause("standard-accuracy");
        clause.amendments = vec![amendment(2, "2026-08-15", "2026-08-01")];
        bench.register.clauses.insert(clause.id.clone(), clause.into());
        bench.add_contract(contract("acme-2026"));
        assert_eq!(
            bench.run(retroactive_amendment),
            [
                "retroactive-amendment: amendment 2 of clause `standard-accuracy` takes effect 14 days before it was signed"
            ]
        );
    }

    #[test]
    fn x31_the_contract_names_the_definition() {
        let mut bench = Bench::new();
        bench.level(|level| level.metric_definition = Some("accuracy-v2".to_owned().into()));
        bench.metric(|metric| metric.definition = Some("accuracy-v2".to_owned().into()));
        assert!(bench.run(definition_differs).is_empty());
        bench.metric(|metric| metric.definition = Some("accuracy-v3".to_owned().into()));
        assert_eq!(bench.run(definition_differs).len(), 1);
        bench.register.settings.as_of.on = day("2028-01-01");
        assert!(bench.run(definition_differs).is_empty(), "an ended contract promises nothing");
    }

    #[test]
    fn x32_inside_the_notice_window_a_renewal_is_decided() {
        let mut bench = Bench::new();
        bench.terms(|terms| {
            terms.ends_on = day("2027-01-10").into();
            terms.notice_days = 60.into();
        });
        bench.register.settings.as_of.on = day("2026-11-10");
        assert!(bench.run(contract_ends_undecided).is_empty(), "a day before the window");
        bench.register.settings.as_of.on = day("2026-11-11");
        let message =
            "contract-ends-undecided: contract `acme-2026` ends on 2027-01-10 and no renewal is decided";
        assert_eq!(bench.run(contract_ends_undecided), [message]);
        let mut asked = decision("renew-acme");
        bench.add_decision(asked.clone());
        assert_eq!(bench.run(contract_ends_undecided), [message], "asked is not decided");
        asked.decided_on = Some(at(day("2026-11-09")));
        asked.status = at(DecisionStatus::Decided);
        bench.add_decision(asked);
        assert!(bench.run(contract_ends_undecided).is_empty());
    }

    #[test]
    fn x32_a_contract_that_follows_is_a_decision() {
        let mut bench = Bench::new();
        bench.terms(|terms| terms.ends_on = day("2026-11-30").into());
        bench.register.settings.as_of.on = day("2026-11-30");
        assert_eq!(bench.run(contract_ends_undecided).len(), 1);
        let mut next = contract("acme-2027");
        next.effective_on = day("2026-12-01");
        next.versions[0].from = next.effective_on;
        bench.add_contract(next);
        assert!(bench.run(contract_ends_undecided).is_empty());
    }

    #[test]
    fn x33_a_clause_names_its_place_in_the_paper() {
        let mut bench = Bench::new();
        assert!(bench.run(clause_without_reference).is_empty());
        bench.level(|level| level.clause_ref = None);
        assert_eq!(
            bench.run(clause_without_reference),
            [
                "clause-without-reference: service level `acme-2026/accuracy` names no place in the signed paper"
            ]
        );
    }

    #[test]
    fn relief_wants_an_approver() {
        let mut bench = Bench::new();
        let mut event = relief("power-cut");
        bench.add_relief(event.clone());
        assert!(bench.run(relief_unapproved).is_empty());
        event.approved_by = None;
        bench.add_relief(event);
        assert_eq!(bench.run(relief_unapproved).len(), 1);
    }
}
