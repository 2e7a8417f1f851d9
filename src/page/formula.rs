//! Every formula that evidence names, in words: printed in source panels and on the method page.

/// Id in `evidence.json`, and the formula.
pub const FORMULAS: &[(&str, &str)] = &[
    ("occurrences", "sum of numerators ÷ sum of denominators over the window (× 100 for a percentage)"),
    ("timeslices", "slices that met the slice target ÷ slices with a value × 100"),
    ("ratio-timeslices", "sum of the slices' values ÷ number of slices with a value"),
    ("period", "sum of numerators ÷ sum of denominators of the period (× 100 for a percentage)"),
    ("slice", "the period's rows of one queue and language, summed"),
    ("target", "as written in the contract or its amendment"),
    ("score-met-or-not", "100 when met, 0 when missed"),
    ("score-linear", "100 × (value − floor) ÷ (target − floor), from 0 to 100"),
    ("score-bands", "the score of the first band that the value reaches"),
    ("weighted-score", "sum of weight × score ÷ sum of weights, over what was measured"),
    ("coverage", "weight measured ÷ weight in force × 100"),
    ("credit-total", "sum of the ledger's net amounts, less what was earned back"),
    ("completeness", "rows present ÷ rows expected × 100"),
];

/// The formula in words; empty for an unknown id.
pub fn words(id: &str) -> &'static str {
    FORMULAS.iter().find(|(known, _)| *known == id).map_or("", |(_, words)| words)
}
