//! What the money of a book comes to: gathered of expected invoices, invoices, credit notes, exchange rates, budgets and visits.
//!
//! A *track* is what one rate of a contract costs, month by month, in the contract's currency. Tracks become *costs* in the book's currency, which
//! are held against the budget beside what visits cost, and the *ledger* of a contract by the month in which things were booked.

pub mod accrual;
pub mod variance;
pub mod forecast;

mod track;

mod cost;

mod ledger;

mod reconciled;

mod rate_split;

mod commitment;

mod unit_cost;

mod travel;

mod plan;

pub use commitment::{Commitment, Commitments, Stray};
pub use cost::Cost;
pub use ledger::{Ledger, LedgerMonth};
pub use plan::{Outlook, Standing};
pub use rate_split::RateSplit;
pub use reconciled::{Accounts, Reconciled, reconcile};
pub use track::{Billed, Delivered, Track};
pub use travel::{Expense, Travel, month_of};
pub use unit_cost::UnitCost;

use crate::kit::declared::Month;
use crate::kit::period::Period;
use crate::subject::budget::figures::Figures as Budgets;
use crate::subject::given::Given;
use crate::subject::invoice::figures::Figures;
use crate::subject::visit::figures::Figures as Visits;

/// What is gathered; nothing of a book that keeps no accounts.
#[derive(Clone, Debug, Default)]
pub struct Finance {
    /// By contract, category and rate.
    pub tracks: Vec<Track>,
    /// By month, vendor, contract, project and category.
    pub costs: Vec<Cost>,
    /// By contract.
    pub ledgers: Vec<Ledger>,
    /// What the visits of these months cost, whichever budget pays for them.
    pub expenses: Vec<Expense>,
    /// Of each budget that is in force, by its id.
    pub standings: Vec<Standing>,
    /// By vendor, where the book names a metric of accepted units.
    pub unit_costs: Vec<UnitCost>,
    /// The same over the months of each quarter, oldest first.
    pub quarter_costs: Vec<(Period, UnitCost)>,
    /// By vendor and order.
    pub commitments: Commitments,
    /// The months that have ended and are accounted for, in order.
    pub months: Vec<Month>,
}

/// Gathers what the match of invoices found; `given` has the credits of every month.
pub fn finance(given: &Given<'_>, matched: &Figures, budgets: &Budgets, visits: &Visits) -> Finance {
    let (register, rollup) = (given.register, given.rollup);
    let months = track::months(register);
    let commitments = commitment::commitments(register, matched);
    if months.is_empty() {
        return Finance { commitments, ..Finance::default() };
    }
    let tracks = track::tracks(register, matched, &months);
    let costs = cost::costs(register, &tracks);
    let ledgers = ledger::ledgers(register, &tracks, &track::months_booked(register, &months));
    let costed = (tracks.as_slice(), costs.as_slice(), &commitments);
    let standings = plan::standings(register, rollup, (budgets, visits), costed);
    let credits = given.credits;
    let of = unit_cost::Of { register, rollup, credits, tracks: &tracks, costs: &costs, months: &months };
    let unit_costs = unit_cost::unit_costs(of);
    let quarter_costs = unit_cost::quarter_costs(of);
    let expenses = travel::expenses(register, visits, &months);
    Finance { tracks, costs, ledgers, expenses, standings, unit_costs, quarter_costs, commitments, months }
}
