//! What accounts come to: invoices, accruals, budgets, forecasts.

use super::{Formula, OURS, f};

const ACCOUNTING: &str = "Management accounting";

pub static FORMULAS: &[Formula] = &[
    f("money-rows", "Amounts of rows", "Σ of the amounts of the rows, in minor units", OURS),
    f("money-sum", "A sum of money", "Σ of the amounts it is made of", OURS),
    f("money-less", "What is left", "one amount − the other", OURS),
    f(
        "money-expected",
        "Expected cost",
        "Σ of the lines of the rate card and the fee of the months, each rounded once",
        OURS,
    ),
    f(
        "money-payable",
        "Payable",
        "Σ of invoice lines issued by the as-of day, without what is disputed of them",
        OURS,
    ),
    f(
        "money-due",
        "To pay",
        "payable, of invoices that fall due after the as-of date, or without a due date were issued in the 30 days before it",
        OURS,
    ),
    f("money-disputed", "Disputed", "Σ of what is held against invoice lines issued by the as-of day", OURS),
    f(
        "money-open",
        "Still to be invoiced",
        "by rate and month of service: expected − payable, 0 or more",
        OURS,
    ),
    f(
        "money-booked",
        "A month of the ledger",
        "invoiced + accrued at its end − accrued at the end of the month before − credit notes",
        OURS,
    ),
    f(
        "money-actual",
        "Actual cost",
        "Σ by contract, project, category and month: (payable + still to be invoiced − credit notes) × exchange rate, rounded once; + visits of the budget that were over in the months",
        OURS,
    ),
    f(
        "money-visits-so-far",
        "What visits of a budget cost",
        "Σ of the lines of visits that name the budget and were over in the months: of those held what was paid, else what was expected; of those cancelled what was paid; without what a vendor invoices",
        OURS,
    ),
    f(
        "money-visits-accrued",
        "Visits, not yet written as paid",
        "Σ of what was expected of the lines of visits that were held, where nobody has written what was paid",
        OURS,
    ),
    f(
        "money-month",
        "What a month cost",
        "Σ of what is borne of the month's invoice lines + still to be invoiced − credit notes for it, in the book's currency at the rate of its last day, + what the visits cost that were over in it",
        OURS,
    ),
    f("money-planned", "Planned", "Σ of the budget lines in force", OURS),
    f(
        "money-planned-so-far",
        "Planned so far",
        "Σ of the budget lines in force of the months that have ended",
        OURS,
    ),
    f(
        "money-run-rate",
        "Forecast by run rate",
        "actual so far ÷ working days of the months that have ended × working days of all months",
        OURS,
    ),
    f("money-by-plan", "Forecast by plan", "actual so far + plan of the months that remain", OURS),
    f("money-spread", "Spread of the forecasts", "|by run rate − by plan|", OURS),
    f(
        "money-price-variance",
        "Price variance",
        "(actual price − budget price) × actual quantity, as if what is disputed of that quantity were paid at the agreed price",
        ACCOUNTING,
    ),
    f(
        "money-volume-variance",
        "Volume variance",
        "(actual quantity − budget quantity) × budget price",
        ACCOUNTING,
    ),
    f(
        "money-work-variance",
        "Volume variance: work",
        "(standard quantity of the units that came − budget quantity) × budget price",
        ACCOUNTING,
    ),
    f(
        "money-efficiency-variance",
        "Volume variance: efficiency",
        "(actual quantity − standard quantity of the units that came) × budget price",
        ACCOUNTING,
    ),
    f(
        "money-disputed-variance",
        "In dispute",
        "−Σ of what is disputed of the recorded quantity: min((recorded − to be paid for) × agreed price, disputed as a quantity)",
        OURS,
    ),
    f(
        "money-rate-variance",
        "Variance of a rate",
        "price variance + volume variance + what is in dispute",
        ACCOUNTING,
    ),
    f(
        "money-rest-variance",
        "What the rates do not explain",
        "actual − planned of a vendor in the months that have ended, less the variances of its rates",
        OURS,
    ),
    f("money-variance", "Variance", "actual − planned, of the months that have ended", ACCOUNTING),
    f(
        "money-reconciled",
        "Ledger and actual of the same months",
        "actual by month of service = costs by month booked + credit notes booked in these months for others − those for these months booked in \
         others + what invoices booked in other months than that of their service differ from their accruals",
        OURS,
    ),
    f(
        "accounts-gaps",
        "Gaps in the accounts",
        "amounts without an exchange rate; rates and months that cannot be computed",
        OURS,
    ),
    f(
        "money-change",
        "A change of a plan",
        "Σ of the new lines − Σ of the lines in whose place they stand",
        OURS,
    ),
];
