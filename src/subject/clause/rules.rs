//! Shared clauses that nobody promises. What an amendment of one does is found with the contracts that it changes.

use crate::kit::diag::{Diagnostic, Diagnostics, codes};
use crate::subject::context::{Context, FigureRule, Rule};

pub const RULES: &[Rule] = &[Rule { code: &codes::CLAUSE_UNUSED, check: clause_unused }];

pub const FIGURE_RULES: &[FigureRule] = &[];

/// A clause that no contract refers to: what it says, and what is amended in it, changes nothing.
pub fn clause_unused(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    // A contract that could not be read may refer to it, and one that could not be read with it does.
    let rests_on = ["data/contracts/", "data/clauses/", "data/metrics.toml", "data/book.toml"];
    if !rests_on.iter().all(|path| context.is_whole(path)) {
        return;
    }
    for clause in context.register.clauses.values() {
        if context.register.contracts.values().any(|contract| contract.clauses.contains_key(&clause.id)) {
            continue;
        }
        diagnostics.push(
            Diagnostic::new(
                &codes::CLAUSE_UNUSED,
                clause.place.clone(),
                format!("no contract refers to clause `{}`", clause.id),
            )
            .label("what it says is promised by nobody")
            .help(format!(
                "write `clause = \"{}\"` in the service levels that mean it, or remove the file",
                clause.id
            )),
        );
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::core::contract::record::SharedClause;
    use crate::testing::{Bench, contract, shared_clause};

    fn bench(clause: SharedClause, is_used: bool) -> Bench {
        let mut bench = Bench::new();
        let clause = Arc::new(clause);
        let mut contract = contract("acme-2026");
        contract.clauses.extend(is_used.then(|| (clause.id.clone(), Arc::clone(&clause))));
        bench.add_contract(contract);
        bench.register.clauses.insert(clause.id.clone(), clause);
        bench
    }

    #[test]
    fn a_clause_that_no_contract_refers_to_is_told() {
        let said = ["clause-unused: no contract refers to clause `standard-accuracy`"];
        assert!(bench(shared_clause("standard-accuracy"), true).run(clause_unused).is_empty());
        assert_eq!(bench(shared_clause("standard-accuracy"), false).run(clause_unused), said);
    }
}
