//! The accounts in an issue: what was to be paid, disputed, accrued and claimed as it was known then, and how each budget stood.

use serde::Serialize;

use super::brief::{MoneyLine, budget_lines};
use super::home::{answers, lede};
use crate::report::credit::owed;
use crate::report::credit::owed::OwedSum;
use crate::subject::block::BoxedFigure;
use crate::subject::evidence::Evidence;
use crate::subject::shell::PageContext;
use crate::subject::text::piece::Html;

/// The block of an issue; `components.html` shows it.
#[derive(Serialize)]
pub struct IssueMoney {
    lede: Html,
    answers: Vec<BoxedFigure>,
    budgets: Vec<MoneyLine>,
    /// What could still be claimed, each month with its last day, what lapses next first.
    claimable: Vec<OwedSum>,
}

/// Of a context that speaks for the day of an issue. `None`: no month was accounted for by then.
pub fn issue_money(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Option<IssueMoney> {
    context.report.finance.months.last()?;
    Some(IssueMoney {
        lede: lede(context),
        answers: answers(context, evidence),
        budgets: budget_lines(context, evidence),
        claimable: owed::claimable(context, owed::Told::Parts, evidence),
    })
}
