//! What a miss and what a month costs.

use super::{CREDITS, Formula, OURS, f};

pub static FORMULAS: &[Formula] = &[
    f(
        "credit-fee",
        "Fee of a month",
        "monthly fee × days in force ÷ days of the month, both ends counted",
        CREDITS,
    ),
    f(
        "billing-quantity",
        "Quantity of a month",
        "Σ of the rows of the rate’s metric in its scope: a weekly row in the month of its Thursday, others in their calendar month",
        "Rate cards",
    ),
    f(
        "billing-level",
        "FTE-months and seat-months",
        "level of the month × days in force ÷ days of the month; the level of daily rows is each day’s own, of weekly rows their mean by \
         days in force, of a monthly row its own",
        "Rate cards",
    ),
    f(
        "billing-productive",
        "Productive hours",
        "paid hours × (1 − in-office shrinkage) × (1 − external shrinkage)",
        "Rate cards of BPO practice",
    ),
    f(
        "billing-cap",
        "Quantity under a cap",
        "min(quantity, each × what the cap’s metric counts in the month)",
        "Rate cards",
    ),
    f(
        "billing-amount",
        "Amount of a rate",
        "Σ (quantity × price × ramp %), each row by the terms of its own day, rounded once, half up",
        "Rate cards",
    ),
    f(
        "billing-tiers",
        "Amount by tiers",
        "slab: volume × price of the tier it reaches; graduated: Σ (part of the volume in a tier × its price); of terms that change inside \
         the month each by its share of the volume",
        "Rate cards",
    ),
    f(
        "billing-premium",
        "Amount of a premium",
        "Σ (quantity counted apart × price × ramp % × factor), rounded once, half up",
        "Rate cards",
    ),
    f(
        "billing-band",
        "Volume outside a band",
        "above: (volume − baseline − deadband) × additional price; below: −(baseline − volume − deadband) × reduced price; within the \
         deadband 0; baseline and deadband by days in force",
        "Clauses on additional and reduced resource credits (ARC, RRC)",
    ),
    f(
        "billing-minimum",
        "Shortfall of a minimum",
        "(minimum by days in force − quantity) × price; by tiers what the minimum would cost − what was delivered costs, never below 0",
        "Rate cards",
    ),
    f(
        "invoice-amount",
        "Amounts of an invoice",
        "invoiced = Σ lines; disputed = Σ of what is kept back of each; payable = invoiced − disputed; not measured yet = Σ of what is payable \
         of lines whose record is not whole",
        "Three-way match",
    ),
    f(
        "invoice-recorded",
        "Recorded quantity",
        "the client’s record of the rate, month and site, as for the expected invoice",
        "Three-way match",
    ),
    f(
        "invoice-agreed",
        "Agreed price",
        "the price of the month; of several the expected amount ÷ the quantity to be paid for, before it is known the highest",
        "Three-way match",
    ),
    f(
        "invoice-disputed",
        "Disputed of a line",
        "(billed price − agreed price) × billed quantity + (billed quantity − record) × agreed price of its rate, month and site, kept back from \
         the last line billed; all of a line that stands for nothing",
        "Three-way match",
    ),
    f("credit-base", "Fees of several months", "Σ of the months’ fees, each day at its own", CREDITS),
    f("credit-base-limit", "Limits of those", "the fees × percent, cut to whole minor units", CREDITS),
    f(
        "credit-limit",
        "At-risk amount and cap",
        "fee × percent, cut to whole minor units; the lower of both is the limit",
        "Texas DIR",
    ),
    f(
        "credit-allocation",
        "Credit of a miss",
        "base × at-risk % × pool % × allocation % × repeat factor × share of the window’s days from credits-from on, rounded half up",
        "Texas DIR",
    ),
    f(
        "credit-repeat",
        "Repeat factor",
        "the second and any later miss in a row from credits-from on counts × the factor, which does not grow",
        "UK Model Services Agreement",
    ),
    f(
        "credit-points",
        "Service points",
        "Σ (points of the band × repeat factor); a line’s part by its points, largest remainder",
        "UK Model Services Agreement",
    ),
    f(
        "credit-points-table",
        "Points to a share of the fee",
        "fee × percent of the last row whose points are reached",
        "Service credit tables; floor row between rows",
    ),
    f("credit-days", "Days charged", "part of the line × days from credits-from on ÷ days in force", OURS),
    f(
        "credit-incident",
        "Incident rule",
        "highest: only the dearest miss of the month counts",
        "State clause: one incident, one credit",
    ),
    f(
        "credit-pool",
        "Named pool",
        "min(Σ credits of the pool, at-risk amount × pool %); over it each line × pool ÷ Σ credits, cut, the rest by largest remainder",
        "Texas DIR",
    ),
    f(
        "credit-cap",
        "Cap",
        "min(Σ credits, limit); over the limit each line × limit ÷ Σ credits, cut, the rest by largest remainder, ties in order of the service levels’ ids",
        "Texas DIR",
    ),
    f("credit-raw", "Credit before incident rule and cap", "the steps of the line, rounded half up", OURS),
    f("credit-total", "Credits of several months", "Σ of the ledger's months", OURS),
    f("credit-net", "Net credit", "owed − earned back", OURS),
    f(
        "earn-back-consecutive",
        "Earn-back, consecutive",
        "n windows in a row met at the level within the wait",
        "Earn-back clauses",
    ),
    f(
        "earn-back-year",
        "Earn-back, year",
        "unweighted mean of the contract year’s measured windows reaches the level, where all twelve months are in force",
        "Earn-back clauses",
    ),
    f(
        "money-visits",
        "Costs of visits",
        "Σ of the lines of visits: what was paid, or what is expected of those ahead",
        OURS,
    ),
];
