//! The right of reply: marks beside the figures that a vendor has answered for, and the list on the vendor's page. A disputed
//! figure stays as it is.

use jiff::civil::Date;
use serde::Serialize;

use std::collections::BTreeSet;

use crate::core::attainment::Judged;
use crate::core::organisation::record::Site;
use crate::core::rollup::Subject;
use crate::kit::calendar::day_label;
use crate::kit::id::{ContractId, MetricId, ServiceLevelId, VendorId};
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::history::RowKey;
use crate::subject::response::figures::{is_about_clause, subject_of, touches_result};
use crate::subject::response::record::{Answer, Replied, Response, Ruled, Standing};
use crate::subject::route::Route;
use crate::subject::shell::{GONE, PageContext};
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Html, Inline, spaced};
use crate::subject::wording::{names, phrase};

mod put;

use put::figure;

pub use crate::subject::absent::page::{offered, pages, shown};

/// A mark that leads to the response on the vendor's page.
#[derive(Clone, Debug, Serialize)]
pub struct ReplyMark {
    pub tone: &'static str,
    pub label: &'static str,
    /// Below the site's root.
    pub href: String,
}

impl ReplyMark {
    /// As a piece of a line.
    pub fn piece(&self) -> Inline {
        Inline::to(self.href.clone(), self.label)
    }
}

/// What vendors say of a judged service level in one window.
pub fn of_result(context: &PageContext<'_>, judged: &Judged, window: Period) -> Vec<ReplyMark> {
    marks(context, |response| touches_result(response, judged, window))
}

/// What vendors say of a service level in one window, of the whole contract or of any site: what stands for all of them is
/// shown once.
pub fn of_story(context: &PageContext<'_>, judged: &Judged, window: Period) -> Vec<ReplyMark> {
    marks(context, |response| is_about_clause(response, judged, window))
}

/// What a vendor says of a subject's metric: of the results that clauses make of it, and of its rows; newest period first.
pub fn of_metric(context: &PageContext<'_>, subject: &Subject, metric: &MetricId) -> Vec<Vec<Inline>> {
    let register = context.report.register;
    let judges = |response: &Response| match &response.figure {
        Replied::Result(contract, level) | Replied::Credit(contract, level) => {
            let contract = register.contracts.get(contract);
            let level = contract.and_then(|contract| names::service_level_of(contract, level));
            level.is_some_and(|level| level.metric == *metric)
        }
        Replied::Measurement(of, _) => of == metric,
        Replied::Rating => false,
    };
    let of_subject = |response: &Response| match subject {
        Subject::Vendor(vendor) => response.vendor == *vendor,
        Subject::Site(_) => subject_of(response) == *subject,
    };
    let mut found: Vec<&Response> =
        register.responses.values().filter(|response| of_subject(response) && judges(response)).collect();
    found.sort_by_key(|response| (std::cmp::Reverse(response.period.first_day()), response.id.clone()));
    let line = |response: &&Response| {
        let (_, label) = words(response.standing(register.as_of())?);
        let period = phrase::capital(&response.period.label());
        let about = response.figure.about().label();
        let page = Route::Vendor(response.vendor.value.clone());
        let link = Inline::anchor(&page, &anchor(response), phrase::capital(label)).without_number();
        Some(vec![Inline::words(format!("{period}, {about}: ")).because(Exempt::Name), link])
    };
    found.iter().filter_map(line).collect()
}

/// What a vendor says of the credit for one service level in a month.
pub fn of_credit(
    context: &PageContext<'_>,
    of: &ContractId,
    at: &ServiceLevelId,
    month: Period,
) -> Vec<ReplyMark> {
    let is_it = |response: &Response| match &response.figure {
        Replied::Credit(contract, level) => contract == of && level == at && **response.period == month,
        _ => false,
    };
    marks(context, is_it)
}

/// What a vendor says of a rating.
pub fn of_rating(context: &PageContext<'_>, subject: &Subject, period: Period) -> Vec<ReplyMark> {
    marks(context, |response| {
        response.figure == Replied::Rating && **response.period == period && subject_of(response) == *subject
    })
}

/// What a vendor says of the rows that a recorded change concerns.
pub fn of_row(context: &PageContext<'_>, key: &RowKey) -> Vec<ReplyMark> {
    let is_it = |response: &Response| match &response.figure {
        Replied::Measurement(metric, queue) => {
            metric.as_str() == key.metric
                && response.site.as_ref().is_some_and(|site| site.as_str() == key.site)
                && queue.as_ref().is_none_or(|queue| queue.as_str() == key.queue)
                && response.period.to_string() == key.period
        }
        _ => false,
    };
    marks(context, is_it)
}

/// Disputes that nobody has decided, each with its link; the oldest first.
pub fn to_be_decided<'a>(context: &PageContext<'a>) -> Vec<(&'a Response, Inline)> {
    let as_of = context.report.register.as_of();
    let is_open = |response: &&Response| {
        let is_decided = response.decided_on.as_ref().is_some_and(|on| **on <= as_of);
        let is_disputed = response.answer.as_deref() == Some(&Answer::Disputed);
        is_disputed && !is_decided && response.answered_on.as_ref().is_some_and(|on| **on <= as_of)
    };
    let mut open: Vec<&Response> = context.report.register.responses.values().filter(is_open).collect();
    open.sort_by_key(|response| (response.answered_on.as_deref().copied(), &response.id));
    let named = |response: &Response| {
        let period = phrase::capital(&response.period.label());
        let words = format!("{period}, {}", response.figure.about().label());
        let page = Route::Vendor(response.vendor.value.clone());
        Inline::anchor(&page, &anchor(response), words).because(Exempt::Name)
    };
    open.into_iter().map(|response| (response, named(response))).collect()
}

/// Disputes of a site's figures, and of its vendor's, that nobody has decided; the oldest first.
pub fn disputes_of(context: &PageContext<'_>, site: &Site) -> Table {
    let is_ours = |response: &Response| {
        response.vendor == site.vendor && response.site.as_ref().is_none_or(|of| **of == site.id)
    };
    let open = to_be_decided(context).into_iter().filter(|(response, _)| is_ours(response));
    Columns::over(open, &mut ())
        .column("Disputed", "", |(response, named), _| {
            let cell = Cell::head(named.clone());
            let text = response.text.as_deref().map_or("", String::as_str);
            cell.under(Inline::words(text.to_owned()).because(Exempt::Quoted))
        })
        .column("To be decided", "tight", |(response, _), _| {
            response.decision_due_on.as_deref().copied().map_or_else(Cell::dash, Cell::day)
        })
        .table("disputes", "Disputes that nobody has decided")
}

fn marks(context: &PageContext<'_>, is_it: impl Fn(&Response) -> bool) -> Vec<ReplyMark> {
    let register = context.report.register;
    let found = register.responses.values().filter(|response| is_it(response));
    found
        .filter_map(|response| {
            let (tone, label) = words(response.standing(register.as_of())?);
            let page = Route::Vendor(response.vendor.value.clone()).path();
            Some(ReplyMark { tone, label, href: format!("{page}#{}", anchor(response)) })
        })
        .collect()
}

fn anchor(response: &Response) -> String {
    format!("reply-{}", response.id)
}

/// Tone and words of a figure's mark.
pub fn words(standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::Awaited { late: false } => ("plain", "vendor asked"),
        Standing::Awaited { late: true } => ("near", "reply overdue"),
        Standing::Accepted => ("plain", "accepted by the vendor"),
        Standing::Disputed { late: false } => ("near", "disputed"),
        Standing::Disputed { late: true } => ("poor", "disputed, undecided"),
        Standing::Decided(Ruled::Upheld) => ("near", "dispute upheld"),
        Standing::Decided(Ruled::PartlyUpheld) => ("near", "dispute partly upheld"),
        Standing::Decided(Ruled::Rejected) => ("plain", "dispute rejected"),
    }
}

/// Appends marks as links; `root` leads from the page to the site's root.
pub fn write(html: &mut Html, marks: &[ReplyMark], root: &str, gone: &BTreeSet<String>) {
    for mark in marks {
        if mark.href.split('#').next().is_some_and(|page| gone.contains(page)) {
            html.tags("<span class=\"sub\">");
            html.tags(GONE);
            html.tags(mark.label);
            html.tags("</span></span>");
            continue;
        }
        html.tags("<span class=\"sub\"><a class=\"chip chip-");
        html.tags(mark.tone);
        html.tags("\" href=\"");
        html.push_address(root);
        html.push_address(&mark.href);
        html.tags("\">");
        html.tags(mark.label);
        html.tags("</a></span>");
    }
}

/// Every response of a vendor: open ones first, then the newest.
pub fn table<'a>(context: &PageContext<'a>, vendor: &VendorId, evidence: &mut Evidence<'a>) -> Table {
    table_of_periods(context, vendor, &|_| true, evidence)
}

/// Those that are about some periods.
pub fn table_of_periods<'a>(
    context: &PageContext<'a>,
    vendor: &VendorId,
    which: &dyn Fn(Period) -> bool,
    evidence: &mut Evidence<'a>,
) -> Table {
    let as_of = context.report.register.as_of();
    let of_vendor = context.report.register.responses.values();
    let of_vendor = of_vendor.filter(|one| one.vendor == *vendor && which(one.period.value.0));
    let mut told: Vec<(Standing, &Response)> =
        of_vendor.filter_map(|response| Some((response.standing(as_of)?, response))).collect();
    told.sort_by_key(|(standing, response)| {
        let settled = matches!(standing, Standing::Accepted | Standing::Decided(_));
        (settled, std::cmp::Reverse(*response.asked_on), response.id.clone())
    });
    let told: Vec<_> =
        told.into_iter().map(|(standing, one)| (standing, one, figure(context, one, evidence))).collect();
    Columns::over(told, evidence)
        .anchored(|(_, response, _)| anchor(response))
        .column("Figure", "", |(_, response, (name, _)), _| {
            Cell::head(name.clone()).under(where_and_when(context, response))
        })
        .column("What we say", "num", |(.., (_, value)), _| value.clone())
        .column("Reply", "", |(standing, response, _), _| reply(response, *standing, as_of))
        .column("In the vendor’s words", "", |(_, response, _), _| said(response, as_of))
        .column("Decision", "", |(standing, response, _), _| decision(context, *standing, response))
        .table("replies", "Figures put to the vendor")
        .note("A disputed figure stands as it is until it is decided, and is marked wherever it shows.")
}

/// `Mombasa, October 2026`, and where the response is written.
fn where_and_when(context: &PageContext<'_>, response: &Response) -> Vec<Inline> {
    let mut line = Vec::new();
    if let Some(site) = &response.site {
        line.extend([names::site(context, site), Inline::literal(", ")]);
    }
    if let Replied::Measurement(_, Some(queue)) = &response.figure {
        line.extend([names::queue(context, queue), Inline::literal(", ")]);
    }
    line.extend([Inline::dated(response.period.label()), Inline::literal(" · ")]);
    line.push(names::place(context, &response.place));
    line
}

fn reply(response: &Response, standing: Standing, as_of: Date) -> Cell {
    let (tone, label) = words(standing);
    let chip = Inline::chip(tone, phrase::capital(label)).without_number();
    match (&response.answered_on, &response.answered_by) {
        (Some(on), Some(by)) if response.is_answered_on(as_of) => Cell::new(chip)
            .under([
                Inline::dated(format!("{}, ", day_label(**on))),
                Inline::words(by.as_str()).because(Exempt::Name),
            ])
            .key(on),
        _ => Cell::new(chip)
            .under(Inline::dated(format!(
                "asked {}, due {}",
                day_label(*response.asked_on),
                day_label(*response.answer_due_on)
            )))
            .key(&response.asked_on),
    }
}

fn said(response: &Response, as_of: Date) -> Cell {
    let text = response.text.as_ref().filter(|_| response.is_answered_on(as_of));
    let Some(text) = text else { return Cell::dash() };
    let cell = Cell::new(Inline::exempt(Exempt::Quoted, text));
    match &response.evidence {
        Some(evidence) => {
            cell.under([Inline::literal("shown by: "), Inline::exempt(Exempt::Quoted, evidence)])
        }
        None => cell,
    }
}

fn decision(context: &PageContext<'_>, standing: Standing, response: &Response) -> Cell {
    let decided = (&response.decided_on, &response.decided_by, &response.reason);
    match (standing, decided, &response.decision_due_on) {
        (Standing::Decided(_), (Some(on), Some(by), Some(reason)), _) => {
            let mut line = names::approver(context, by, response.in_place_of.as_ref());
            line.push(Inline::dated(format!(", {}", day_label(**on))));
            Cell::new(Inline::exempt(Exempt::Quoted, reason)).under(line).key(on)
        }
        (Standing::Disputed { late }, _, Some(due)) => {
            let due_on = Inline::dated(format!("due {}", day_label(**due)));
            let late = late.then(|| Inline::chip("poor", "overdue"));
            Cell::new(spaced([Some(due_on), late].into_iter().flatten())).key(due)
        }
        _ => Cell::dash(),
    }
}
