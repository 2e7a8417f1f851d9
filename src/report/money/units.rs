//! What a unit of accepted work costs, what poor quality came to, and training against its cap.

use num_rational::BigRational;

use crate::core::billing::number;
use crate::kit::declared::Month;
use crate::kit::exact::{Toward, beyond, to_quotient};
use crate::kit::id::{ContractId, RateId, VendorId};
use crate::kit::number::{Decimal, Quotient};
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::finance::UnitCost;
use crate::subject::invoice::figures::{GroupMatch, MonthMatch};
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::names;

/// A row a vendor, over all months; without rows where no metric of accepted units is named.
pub fn unit_costs(context: &PageContext<'_>, of: Option<&VendorId>, evidence: &mut Evidence<'_>) -> Table {
    let all = context.report.finance.unit_costs.iter().filter(|one| of.is_none_or(|of| one.vendor == *of));
    table_of(context, all.collect(), None, evidence)
}

/// A vendor's over the months of a quarter that are accounted for.
pub fn quarter_costs(
    context: &PageContext<'_>,
    vendor: &VendorId,
    quarter: Period,
    evidence: &mut Evidence<'_>,
) -> Table {
    let all = context.report.finance.quarter_costs.iter();
    let own = all.filter(|(of, one)| *of == quarter && one.vendor == *vendor).map(|(_, one)| one);
    table_of(context, own.collect(), Some(quarter), evidence)
}

fn table_of(
    context: &PageContext<'_>,
    rows: Vec<&UnitCost>,
    quarter: Option<Period>,
    evidence: &mut Evidence<'_>,
) -> Table {
    let register = context.report.register;
    let quarter = quarter.map(|quarter| quarter.to_string());
    let asked = |what: &'static str, one: &UnitCost| -> Vec<String> {
        let of = [what.to_owned(), one.vendor.to_string()].into_iter();
        of.chain(quarter.clone()).collect()
    };
    let currency = register.settings.currency.as_str();
    let money = |what: &'static str, minor: fn(&UnitCost) -> Option<i128>| {
        move |one: &&UnitCost, evidence: &mut Evidence<'_>| match minor(one) {
            Some(minor) => {
                let asked = asked(what, one);
                let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
                let told = evidence.money(minor, currency, "money-unit", |entry| entry.note("asked", &asked));
                Cell::new(told).key(minor)
            }
            None => Cell::dash(),
        }
    };
    let table = Columns::over(rows, evidence)
        .column("Vendor", "", |one, _| Cell::head(names::vendor(context, &one.vendor)))
        .column("Months counted", "num", |one, evidence| {
            let value = Quotient::from(Decimal::count(one.months.len()));
            let shown = value.show(0);
            let asked = asked("months", one);
            let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
            let number = evidence.figure(&shown, value, "unit-count").note("asked", &asked).done();
            Cell::new(FigureRef::new(number, value, shown))
        })
        .column("Cost", "num", move |one, evidence| {
            let cost = money("cost", |one| Some(one.cost))(one, evidence);
            let Some(later) = one.later.filter(|later| *later != 0) else { return cost };
            let asked = ["later", one.vendor.as_str()];
            let told = evidence.money(later, currency, "money-unit", |entry| entry.note("asked", &asked));
            cost.under([
                Inline::literal("less "),
                Inline::from(told),
                Inline::literal(" of credit notes of these months, booked later"),
            ])
        })
        .column("Accepted units", "num", |one, evidence| {
            let asked = asked("units", one);
            let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
            Cell::new(rational(&one.units, "unit-count", &asked, evidence))
        })
        .column("Cost of a thousand", "num", money("thousand", |one| Some(one.thousand().into())))
        .column("Credits owed", "num", money("credits", |one| one.credits))
        .column("Disputed", "num", money("disputed", |one| one.disputed))
        .column("Rework", "num", money("rework", |one| one.rework_cost().map(i128::from)))
        .column("Poor quality", "num", money("poor", UnitCost::poor_quality))
        .table("unit-costs", "What a unit costs, and what poor quality came to")
        .titled();
    let name = |id: &crate::kit::id::MetricId| register.metrics.get(id).map(|metric| metric.name.clone());
    let accepted = register.settings.unit_cost_metric.as_deref().and_then(name);
    let again = register.settings.rework_metric.as_deref().and_then(name);
    let note = match (accepted, again) {
        (Some(accepted), Some(again)) => Html::from("Units are those of ")
            .then(Html::exempt(Exempt::Name, &accepted))
            .then("; rework is the units of ")
            .then(Html::exempt(Exempt::Name, &again))
            .then(" at the cost of one."),
        (Some(accepted), None) => {
            Html::from("Units are those of ").then(Html::exempt(Exempt::Name, &accepted)).then(".")
        }
        (None, _) => Html::default(),
    };
    table.note(note)
}

/// Hours of rates with a cap by month, newest first: delivered, allowed, billed; without rows where no rate of the contract has one.
pub fn caps(context: &PageContext<'_>, contract: &ContractId, evidence: &mut Evidence<'_>) -> Table {
    let mut rows: Vec<(RateId, Month, Capped)> = Vec::new();
    for ((of, month), matched) in context.report.invoices.months.iter().rev() {
        let Some(month) = Month::new(*month).filter(|_| of == contract) else { continue };
        for group in &matched.groups {
            let Some(capped) = Capped::of(matched, group) else { continue };
            match rows.iter_mut().find(|(rate, of, _)| *rate == group.rate && *of == month) {
                Some((.., sum)) => sum.add(capped),
                None => rows.push((group.rate.clone(), month, capped)),
            }
        }
    }
    rows.retain(|(_, month, _)| context.report.finance.months.contains(month));
    let currency = context.report.register.contracts.get(contract).and_then(|of| of.versions.first());
    let currency = currency.map_or("", |version| version.terms.currency.as_str());
    let asked = |what: &'static str, rate: &RateId, month: &Month| {
        [what.to_owned(), contract.to_string(), rate.to_string(), month.to_string()]
    };
    let count = |what: &'static str, of: fn(&Capped) -> &BigRational| {
        move |(rate, month, capped): &(RateId, Month, Capped), evidence: &mut Evidence<'_>| {
            let asked = asked(what, rate, month);
            let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
            Cell::new(rational(of(capped), "cap-count", &asked, evidence))
        }
    };
    Columns::over(rows, evidence)
        .column("Month of service", "tight", |(_, month, _), _| {
            Cell::head(Inline::dated(month.label())).key(month.first_day())
        })
        .column("Rate", "", |(rate, ..), _| {
            Cell::new(Inline::words(rate.as_str().to_owned()).because(Exempt::Name))
        })
        .column("Recorded", "num", count("recorded", |capped| &capped.recorded))
        .column("Allowed by the cap", "num", count("allowed", |capped| &capped.allowed))
        .column("Billed", "num", count("billed", |capped| &capped.billed))
        .column("Disputed", "num", |(rate, month, capped), evidence| {
            let asked = asked("disputed", rate, month);
            let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
            match capped.disputed {
                0 => Cell::dash(),
                minor => {
                    let told =
                        evidence.money(minor, currency, "money-cap", |entry| entry.note("asked", &asked));
                    Cell::new(told).key(minor)
                }
            }
        })
        .table(&format!("caps-{contract}"), "Training against its cap, newest first")
        .titled()
}

/// A month of a rate with a cap, all its sites together.
struct Capped {
    recorded: BigRational,
    allowed: BigRational,
    billed: BigRational,
    /// Minor units.
    disputed: i128,
}

impl Capped {
    /// `None` where the rate has no cap, or the record is not there yet.
    fn of(month: &MonthMatch, group: &GroupMatch) -> Option<Capped> {
        let lines = group.expected_lines.iter().filter_map(|at| month.expected.lines.get(*at));
        let allowed: Option<Vec<&BigRational>> =
            lines.map(|line| line.cost.as_ref().ok()?.allowed.as_ref()).collect();
        let allowed = allowed.filter(|allowed| !allowed.is_empty())?;
        Some(Capped {
            recorded: group.recorded.clone()?,
            allowed: allowed.into_iter().sum(),
            billed: group.billed.clone(),
            disputed: i128::from(group.amounts.disputed.0),
        })
    }

    fn add(&mut self, other: Capped) {
        self.recorded += other.recorded;
        self.allowed += other.allowed;
        self.billed += other.billed;
        self.disputed += other.disputed;
    }
}

fn rational(
    value: &BigRational,
    formula: &'static str,
    asked: &[&str],
    evidence: &mut Evidence<'_>,
) -> FigureRef {
    let shown = number(value);
    let near = to_quotient(value, Toward::Lower);
    let itself = beyond(value.clone(), near);
    let entry = evidence.figure_beyond(&shown, near, itself.as_ref(), formula).note("asked", asked);
    FigureRef::beyond(entry.done(), near, itself.as_ref(), shown)
}
