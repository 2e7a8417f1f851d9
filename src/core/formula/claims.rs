//! What became of service credits: claims, credit notes, and what they are netted on.

use super::{CREDITS, Formula, OURS, f};

pub static FORMULAS: &[Formula] = &[
    f(
        "credit-invoiced",
        "Invoiced for a month",
        "max(0, Σ of the lines of its invoices in the contract’s currency), before credits",
        "Texas DIR",
    ),
    f("claim-asked", "Claimed", "Σ of the claims of a month that were sent", CREDITS),
    f(
        "claim-received",
        "Credit received",
        "Σ of the month’s credit notes in the contract’s currency",
        CREDITS,
    ),
    f("claim-due", "Credit due", "what all claims of the month were agreed at, else the net credit", CREDITS),
    f(
        "claim-conceded",
        "Credit conceded",
        "owed − due: what was agreed to be less; below 0 more was agreed",
        CREDITS,
    ),
    f("claim-outstanding", "Credit outstanding", "max(0, due − received), where it is not lost", CREDITS),
    f(
        "claim-lost",
        "Credit lost",
        "max(0, due − received), where the last day to claim passed without a claim",
        CREDITS,
    ),
    f("claim-invoiced", "An invoice", "Σ of its lines in one currency", OURS),
    f("claim-netted", "Credited on an invoice", "Σ of the credit notes that name it, in its currency", OURS),
    f("claim-left", "Left to pay", "max(0, invoiced − credited)", OURS),
    f("claim-carried", "Carried forward", "max(0, credited − invoiced)", OURS),
    f("claim-over", "Credited too much", "max(0, received − due)", CREDITS),
    f(
        "claim-total",
        "Credits and claims of several months",
        "Σ of the months, each currency by itself",
        OURS,
    ),
    f(
        "claim-days",
        "Days left to claim",
        "the last day of the month, or of a missed window that ends later, + claim-within-days − as-of",
        OURS,
    ),
];
