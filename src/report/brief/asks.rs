//! The decisions that are asked for, as the brief has them.

use serde::Serialize;

use crate::subject::decision::address::DecisionPage;
use crate::subject::decision::record::Decision;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;

#[derive(Debug, Serialize)]
pub struct Ask {
    pub id: String,
    pub title: String,
    pub ask: String,
    pub owner: String,
    pub asked_on: String,
    pub due_on: String,
    pub overdue: bool,
    pub page: String,
}

pub fn ask(context: &PageContext<'_>, decision: &Decision) -> Ask {
    let register = context.report.register;
    Ask {
        id: decision.id.to_string(),
        title: decision.title.value.clone(),
        ask: decision.ask.value.clone(),
        owner: register.person_name(decision.owner.as_str()).to_owned(),
        asked_on: decision.asked_on.to_string(),
        due_on: decision.due_on.to_string(),
        overdue: decision.due_on < register.as_of(),
        page: Route::Decision(DecisionPage::All).path(),
    }
}
