//! The controller's first screen: what is to be paid, disputed, accrued and claimed, and how the budget stands.

use serde::Serialize;

use super::amounts::{Of, Part, UNDATED_DAYS, by_currency, has_unrated, listed};
use super::months::{month_costs, newest_by_vendor};
use super::orders::orders;
use super::standing::{StandingView, standing};
use super::units::unit_costs;
use crate::kit::calendar::{add_days, day_label};
use crate::kit::picture::exempt::Exempt;
use crate::report::credit::owed;
use crate::report::credit::owed::OwedSum;
use crate::subject::block::{BoxedFigure, Offered};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::offered::offered;
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext};
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Html, Inline};

/// `templates/money.html`.
#[derive(Serialize)]
pub struct MoneyView {
    /// A book without any account.
    is_empty: bool,
    lede: Html,
    answers: Vec<BoxedFigure>,
    standings: Vec<StandingView>,
    months: Table,
    /// The newest of them by vendor.
    newest: Table,
    vendors: Table,
    /// Without rows where no order is kept.
    orders: Table,
    /// Without rows where no metric of accepted units is named.
    units: Table,
    claimable: Vec<OwedSum>,
    lost: Vec<OwedSum>,
    offered: Vec<Offered>,
}

pub fn money_page(context: &PageContext<'_>, route: &Route) -> Page<MoneyView> {
    let mut evidence = Evidence::new(context, route);
    let finance = &context.report.finance;
    let view = MoneyView {
        is_empty: finance.months.is_empty(),
        lede: lede(context),
        answers: answers(context, &mut evidence),
        standings: finance.standings.iter().map(|of| standing(context, of, &mut evidence)).collect(),
        months: month_costs(context, &mut evidence),
        newest: newest_by_vendor(context, &mut evidence),
        vendors: vendors(context, &mut evidence),
        orders: orders(context, None, &mut evidence),
        units: unit_costs(context, None, &mut evidence),
        claimable: owed::claimable(context, owed::Told::Parts, &mut evidence),
        lost: owed::lost(context, &mut evidence),
        offered: offered(context, route, &mut evidence),
    };
    Page::new("Money", view, Some(evidence.finish()))
}

/// To which month the accounts go.
pub fn lede(context: &PageContext<'_>) -> Html {
    let Some(last) = context.report.finance.months.last() else {
        return "No month is accounted for yet.".into();
    };
    Html::from("Accounts to the end of ")
        .then(Html::dated(&last.label()))
        .then(", as known on ")
        .then(Html::dated(&day_label(context.report.register.as_of())))
        .then(".")
}

/// What is to be paid, disputed and accrued.
pub fn answers(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Vec<BoxedFigure> {
    let mut answer = |label, part, note: Html| {
        let amounts = by_currency(context, part, Of::default(), evidence);
        let value = listed(amounts).unwrap_or_else(|| Html::from("nothing"));
        BoxedFigure::new(label, value, note)
    };
    let mut answers = vec![
        answer("To pay", Part::Due, due_when(context)),
        answer("Disputed", Part::Disputed, "invoiced, and not as agreed or not as recorded".into()),
    ];
    if has_unrated(context, Of::default()) {
        answers.push(answer(
            "Not matched",
            Part::Unrated,
            "invoiced, and no rate card says what it should cost".into(),
        ));
    }
    let accrued = by_currency(context, Part::Open, Of::default(), evidence);
    let accrued = listed(accrued).unwrap_or_else(|| Html::from("nothing"));
    answers.push(BoxedFigure::new("Accrued", accrued, open_on(context)));
    answers
}

/// No file says what was paid, so that an invoice past its day is in no sum.
fn due_when(context: &PageContext<'_>) -> Html {
    let as_of = context.report.register.as_of();
    let said = Html::from("on invoices due after ").then(Html::dated(&day_label(as_of)));
    let lacks_day = context.report.register.invoices.iter().any(|line| line.due_on.is_none());
    let said = match lacks_day {
        true => said
            .then(", or issued since ")
            .then(Html::dated(&day_label(add_days(as_of, -UNDATED_DAYS))))
            .then(" without a day"),
        false => said,
    };
    said.then(", without what is disputed; what was paid is not recorded")
}

/// `delivered by the end of October 2026, and still to be invoiced on 15 Nov 2026`.
fn open_on(context: &PageContext<'_>) -> Html {
    let day = day_label(context.report.register.as_of());
    let by = match context.report.finance.months.last() {
        Some(last) => Html::from("delivered by the end of ").then(Html::dated(&last.label())),
        None => Html::from("delivered"),
    };
    by.then(", and still to be invoiced on ").then(Html::dated(&day))
}

/// A row a vendor: payable, disputed, still to come.
fn vendors(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    let finance = &context.report.finance;
    let mut ids: Vec<_> = finance.tracks.iter().map(|track| &track.vendor).collect();
    ids.sort_unstable();
    ids.dedup();
    let cell = |part: Part| {
        move |vendor: &&crate::kit::id::VendorId, evidence: &mut Evidence<'_>| {
            let of = Of { vendor: Some(*vendor), ..Of::default() };
            let amounts = listed(by_currency(context, part, of, evidence));
            amounts.map_or_else(Cell::dash, |amounts| Cell::new(Inline::marked(amounts)))
        }
    };
    let columns = Columns::over(ids, evidence)
        .column("Vendor", "", |vendor, _| {
            let name = context.report.register.vendors.get(*vendor).map_or(vendor.as_str(), |one| &one.name);
            let page = Route::MoneyOf((*vendor).clone());
            Cell::head(Inline::link(&page, name.to_owned()).because(Exempt::Name))
        })
        .column("Expected", "num", cell(Part::Expected))
        .column("Payable", "num", cell(Part::Payable))
        .column("Disputed", "num", cell(Part::Disputed));
    let columns = match has_unrated(context, Of::default()) {
        true => columns.column("Not matched", "num", cell(Part::Unrated)),
        false => columns,
    };
    let accrued = Html::from("Accrued is what was ").then(open_on(context)).then(".");
    columns
        .column("Accrued", "num", cell(Part::Open))
        .table("money-by-vendor", "By vendor")
        .titled()
        .note(accrued)
}
