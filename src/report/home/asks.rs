//! What has to be decided this week: who decides, by when, and what waiting costs.

use serde::Serialize;

use crate::core::credit::{CreditLine, CreditMonth};
use crate::kit::calendar::days_between;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::picture::exempt::Exempt;
use crate::subject::decision::address::DecisionPage;
use crate::subject::decision::record::Decision;
use crate::subject::evidence::Evidence;
use crate::subject::route::Route;
use crate::subject::shell::{Link, PageContext};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::figure::money;
use crate::subject::wording::names;
use crate::subject::wording::phrase;
use crate::subject::wording::phrase::short_day;

/// Days ahead that a week holds.
const WEEK: i32 = 7;

#[derive(Serialize)]
pub struct AskLine {
    /// `by 18 Nov`
    due: Label,
    tone: &'static str,
    /// How late, or how soon; ready-made markup.
    when: Html,
    link: Link,
    who: Label,
    /// Who stands in for them, and until when; may be empty.
    stands_in: Vec<Inline>,
    /// What waiting costs, or that nobody has said so.
    waiting: Html,
}

/// Overdue, or due within a week.
pub fn is_this_week(context: &PageContext<'_>, decision: &Decision) -> bool {
    days_between(context.report.register.as_of(), *decision.due_on) <= WEEK
}

pub fn ask_line(context: &PageContext<'_>, decision: &Decision, evidence: &mut Evidence<'_>) -> AskLine {
    let register = context.report.register;
    let late = days_between(*decision.due_on, register.as_of());
    let number = evidence.age(late, [("due-on", &decision.due_on)]);
    AskLine {
        due: Label::dated(format!("by {}", short_day(*decision.due_on))),
        tone: if late > 0 { "bad" } else { "near" },
        when: Html::part_of(number, phrase::age(late).text()),
        link: Link::at(
            &Route::Decision(DecisionPage::All),
            decision.id.as_str(),
            Label::named(decision.title.clone()),
        ),
        who: Label::named(register.person_name(decision.owner.as_str())),
        stands_in: names::stands_in(context, &decision.owner),
        waiting: waiting(context, decision, evidence),
    }
}

/// In the words of whoever asks; else what the newest closed month cost of the service levels that it would mend.
fn waiting(context: &PageContext<'_>, decision: &Decision, evidence: &mut Evidence<'_>) -> Html {
    if let Some(words) = &decision.waiting_costs {
        return Html::exempt(Exempt::Quoted, words.trim_end_matches('.'));
    }
    let costs: Vec<(&CreditMonth, &CreditLine)> = decision
        .service_levels
        .iter()
        .filter_map(|clause| {
            let (contract, level) = &**clause;
            let newest = context.report.credits.iter().rfind(|month| month.contract == *contract)?;
            let line = newest.lines.iter().find(|line| line.service_level == *level && line.owed.0 > 0)?;
            Some((newest, line))
        })
        .collect();
    let mut said = Html::default();
    for (month, line) in costs {
        let shown = money(line.owed, &month.currency);
        let value = Quotient::from(Decimal::from_int(line.owed.0));
        let key = [month.contract.as_str(), &month.month.to_string(), line.service_level.as_str()];
        let entry = evidence.figure(&shown, value, "credit-cap").note("month", &key);
        let amount = Html::figure(entry.note("part", &["owed"]).done(), &shown);
        let before = if said.is_empty() { "another month like the last: " } else { " and " };
        said = said.then(before).then(amount);
    }
    if said.is_empty() { Html::from("what waiting costs is not said") } else { said }
}
