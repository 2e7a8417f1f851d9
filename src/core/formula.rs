//! Every formula in use, in plain maths: the method page shows them and evidence names their ids.

use crate::core::contract::record::{Aggregation, ScoreRule};
use crate::core::metric::record::MetricKind;

/// One formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Formula {
    /// What evidence cites.
    pub id: &'static str,
    pub name: &'static str,
    /// The maths, one line.
    pub text: &'static str,
    /// Who says so.
    pub source: &'static str,
}

/// The formula of an id.
pub fn formula(id: &str) -> Option<&'static Formula> {
    FORMULAS.iter().find(|formula| formula.id == id)
}

/// How rows of a kind become one figure.
pub fn of_kind(kind: MetricKind) -> &'static str {
    match kind {
        MetricKind::Ratio => "rollup-ratio",
        MetricKind::Count => "rollup-count",
        MetricKind::Mean => "rollup-mean",
        MetricKind::Level => "rollup-level",
        MetricKind::Percentile => "rollup-percentile",
    }
}

/// How slices become a window's value.
pub fn of_aggregation(aggregation: Aggregation) -> &'static str {
    match aggregation {
        Aggregation::Occurrences => "attainment-occurrences",
        Aggregation::Timeslices => "attainment-timeslices",
        Aggregation::RatioTimeslices => "attainment-ratio-timeslices",
    }
}

/// How a value becomes a score.
pub fn of_score(rule: &ScoreRule) -> &'static str {
    match rule {
        ScoreRule::MetOrNot => "score-met",
        ScoreRule::Linear { .. } => "score-linear",
        ScoreRule::Bands(_) => "score-bands",
    }
}

const fn f(id: &'static str, name: &'static str, text: &'static str, source: &'static str) -> Formula {
    Formula { id, name, text, source }
}

const CREDITS: &str = "Service credit clauses";
const OURS: &str = "Scorebook";
const OPEN_SLO: &str = "OpenSLO, budgetingMethod";
const SHIFT: &str = "Shift-share, three parts";
const NHS: &str = "NHS Making Data Count";

/// By theme, in the order of the method page.
pub static FORMULAS: &[Formula] = &[
    f(
        "rollup-ratio",
        "Ratio",
        "Σ numerators ÷ Σ denominators (× 100 in percent)",
        "Sums over sums; never a mean of ratios",
    ),
    f("rollup-count", "Count", "Σ values", OURS),
    f("rollup-mean", "Mean", "Σ (value × samples) ÷ Σ samples", OURS),
    f("rollup-level", "Level", "Σ over the slices of one period; over time the last period", OURS),
    f("rollup-percentile", "Percentile", "as reported; never added up or averaged", "OpenSLO"),
    f(
        "attainment-occurrences",
        "Occurrences",
        "value = Σ numerators ÷ Σ denominators over the window",
        OPEN_SLO,
    ),
    f(
        "attainment-timeslices",
        "Timeslices",
        "value = 100 × slices that met their target ÷ slices measured",
        OPEN_SLO,
    ),
    f(
        "attainment-ratio-timeslices",
        "Ratio of timeslices",
        "value = unweighted mean of the slices’ values",
        OPEN_SLO,
    ),
    f(
        "attainment-compare",
        "Met or missed",
        "at least: value ≥ target; at most: value ≤ target; range: low ≤ value ≤ high; compared as exact fractions",
        OURS,
    ),
    f(
        "attainment-split",
        "Terms that change inside a window",
        "target = Σ (weight × target of the slice) ÷ Σ weight; weight = the slice’s denominator, or 1",
        "Follows from Σ numerators ≥ Σ (target × denominator)",
    ),
    f("attainment-part", "Part of a window", "as the window’s value, of its slices under one target", OURS),
    f("target-pro-rated", "Target of part of a window", "target × days in force ÷ its days", OURS),
    f("target", "Target", "as written in the contract, its ramp or its amendment", OURS),
    f(
        "attainment-relief",
        "Relief",
        "Σ numerators − listed numerators, Σ denominators − listed denominators; or the slice is left out",
        OURS,
    ),
    f(
        "streak",
        "Repeats",
        "misses in a row; a met window starts anew, one not measured neither counts nor starts anew",
        "UK Model Services Agreement",
    ),
    f("chronic", "Chronic misses", "misses among the last n windows ≥ m", "Minimum service level clauses"),
    f(
        "wilson",
        "Wilson 95% interval",
        "(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n), z = 1.959964",
        "Wilson 1927; Newcombe 1998",
    ),
    f(
        "stratified",
        "Stratified accuracy",
        "p = Σ W·p of the strata; standard error = √ Σ W²·p(1−p)/(n−1)",
        "Cochran 1977",
    ),
    f("score-met", "Score, met or not", "100 when met, 0 when missed", OURS),
    f(
        "score-linear",
        "Score, linear",
        "100 × (value − floor) ÷ (target − floor), from 0 to 100, cut to six decimals",
        "Supplier scorecards (SAP Ariba, Gatekeeper)",
    ),
    f(
        "score-bands",
        "Score, bands",
        "the score of the first band whose bound the value reaches",
        "UK Model Services Agreement",
    ),
    f(
        "score",
        "Scorecard",
        "Σ (weight × score) ÷ Σ weight over what was measured",
        "Supplier scorecards (SAP Ariba, Gatekeeper)",
    ),
    f("coverage", "Coverage", "100 × Σ weight measured ÷ Σ weight", OURS),
    f(
        "rating",
        "Rating",
        "the first band whose lower bound the score reaches; a missed gate allows at most requires improvement",
        "UK Procurement Act 2023, names of the ratings",
    ),
    f(
        "credit-fee",
        "Fee of a month",
        "monthly fee × days in force ÷ days of the month, both ends counted",
        CREDITS,
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
    f("xmr", "Control limits", "mean ± 2.66 × mean moving range; range limit 3.267 × mean moving range", NHS),
    f(
        "initiative-mean",
        "Level before or after a change",
        "mean of the periods’ values; limits = mean ± 2.66 × mean moving range",
        NHS,
    ),
    f(
        "initiative-effect",
        "Effect of a change",
        "mean after − mean before; 95% interval ± 1.959964 × √(s² ÷ points before + s² ÷ points after), s = 2.66 ÷ 3 × mean moving range of each",
        "Two means, with the standard deviation of the control chart",
    ),
    f("slips", "Slips", "moves of a due date in the record + those that the plan’s log alone tells", OURS),
    f(
        "variation",
        "Variation icon",
        "the rule set’s signal at the last point × the direction that is better",
        NHS,
    ),
    f(
        "assurance",
        "Assurance icon",
        "target outside the limits: consistently pass or fail; else hit and miss",
        NHS,
    ),
    f(
        "ageing",
        "Ageing",
        "as-of − due, in days; closed items to the day they were done",
        "Standard ageing buckets 1–30, 31–60, 61–90, over 90",
    ),
    f(
        "acknowledgement-rate",
        "Acknowledgement rate",
        "100 × people whose acknowledgement holds ÷ people who have to acknowledge",
        "Read-and-understand attestation; voided by a changed SHA-256 of the normative text",
    ),
    f(
        "audit-adherence",
        "Adherence",
        "100 × items passed ÷ (items passed + items failed); what does not apply is left out; 95% interval by Wilson",
        "COPC; Wilson 1927",
    ),
    f("review-due", "Next review", "later of last review and effective date + interval", "ISO 9001 7.5.3"),
    f(
        "forecast",
        "Forecast completion",
        "remaining units ÷ mean weekly pace of the last eight complete weeks",
        OURS,
    ),
    f("shift-rate", "Why it moved: own figures", "w0 × (r1 − r0); Σ over the parts for the whole", SHIFT),
    f("shift-mix", "Why it moved: work moved", "(w1 − w0) × (r0 − R0)", SHIFT),
    f("shift-interaction", "Why it moved: both at once", "(w1 − w0) × (r1 − r0)", SHIFT),
    f(
        "shift-total",
        "Why it moved: together",
        "rate + mix + interaction; over all parts R1 − R0; 0 is before, 1 is after, w a part’s share of the denominators, \
         r its ratio, R the whole’s; a part that is new or gone is mix alone",
        SHIFT,
    ),
    f("shift-weight", "Share of the denominators", "100 × the part’s denominators ÷ all denominators", SHIFT),
    f(
        "theil-sen",
        "Forecast back on target",
        "median of the slopes between each two of the last 8 points (6 at least); range from Sen’s 90% limits of that slope; none \
         inside normal variation, away from the target, or more than 52 periods off",
        "Theil 1950; Sen 1968",
    ),
    f(
        "budget-allowed",
        "Misses allowed",
        "(1 − target) × total; for a ceiling target × total",
        "Error budgets",
    ),
    f("budget-missed", "Misses had", "total − numerators; for a ceiling the numerators", "Error budgets"),
    f("budget-left", "Error budget left", "100 × (1 − misses had ÷ misses allowed)", "Error budgets"),
    f("count", "Count of records", "how many records of the book answer the question", OURS),
    f("tally", "Met, missed, not measured", "how many service levels of the scorecard came out so", OURS),
    f(
        "moved",
        "Figures that left their normal variation",
        "series whose newest point a rule calls special, to one side; a site’s only where its vendor’s own shows none",
        NHS,
    ),
    f(
        "restated-effect",
        "What a restatement changed",
        "results of today’s report that are others once the former values are put back",
        OURS,
    ),
    f(
        "unanswered",
        "Misses without a plan",
        "service levels missed in their latest window, told once of a vendor and its sites, that no open plan answers",
        OURS,
    ),
    f(
        "criterion-run",
        "Run of a success criterion",
        "periods in a row that met it, up to the last one that counts",
        OURS,
    ),
    f(
        "not-measured",
        "Why nothing was ruled",
        "the volume, or the days in force, that the clause finds too few",
        OURS,
    ),
    f(
        "days",
        "Days between two dates",
        "second date − first date; without a second the as-of date; a setting moves the first",
        OURS,
    ),
    f("sum", "Sum", "Σ of the figures it is made of", OURS),
    f("difference", "Difference", "the larger of two figures − the smaller", OURS),
    f("score-family", "Score of a family", "the scorecard's score, over the lines of one family", OURS),
    f("missed-family", "Misses of a family", "lines of one family that are missed", OURS),
    f("share", "Share", "100 × one figure ÷ the other", OURS),
    f("project-period", "Units of a project in a period", "Σ over its sites; of a level the last day", OURS),
    f("project-delivered", "Units of a project to date", "Σ over its sites and periods", OURS),
    f(
        "project-planned",
        "Units that the plan wants",
        "Σ of the pace in force in each week up to the last complete one; never more than all planned units",
        OURS,
    ),
    f("forecast-pace", "Pace of a project", "mean of the last eight complete weeks", OURS),
    f("forecast-late", "Days after the promised end", "forecast completion − promised end, in days", OURS),
    f(
        "criterion-period",
        "A period that counts for a criterion",
        "the metric in the scope of the criterion",
        OURS,
    ),
    f("cell", "A cell of a table", "the number stands so in the line and column", OURS),
    f(
        "acknowledgements-void",
        "Void acknowledgements",
        "people who acknowledged a text that has changed",
        OURS,
    ),
    f(
        "signed-rows",
        "Rows that were signed",
        "rows of the period, by week, or by the month of their Thursday",
        OURS,
    ),
    f("band", "A rating band", "the least score of a band, as it is written, or as is usual", OURS),
    f("rows-read", "Rows read", "rows of metric files up to the as-of date", OURS),
    f("rows-left-out", "Rows left out", "rows of metric files after the as-of date", OURS),
    f("rows-provisional", "Provisional rows", "rows read that are not final", OURS),
    f("files-read", "Files read", "files under data that the readers took", OURS),
    f("commits", "Commits", "commits from the first to the one that was built, along first parents", OURS),
    f(
        "procedures-withdrawn",
        "Withdrawn procedures",
        "procedures whose file git saw removed, and not come back",
        OURS,
    ),
    f("texts-recorded", "Texts recorded", "texts that a withdrawn procedure had, renames followed", OURS),
    f("message", "A message of the checks", "what a check says of the line that it names", OURS),
    f("product", "A product", "the numbers as written, multiplied", OURS),
    f("written", "As written", "the number stands so in the book", OURS),
    f("completeness", "Data completeness", "100 × rows present ÷ rows expected", OURS),
];

#[cfg(test)]
mod tests;
