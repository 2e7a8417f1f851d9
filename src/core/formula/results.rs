//! How rows become values, values results, and results scores.

use super::{Formula, OPEN_SLO, OURS, f};

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
        "100 × (value − floor) ÷ (target − floor), from 0 to 100",
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
];
