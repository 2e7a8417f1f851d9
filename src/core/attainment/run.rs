//! What a row of rulings adds up to: repeats and chronic misses.

use super::ruling::{Outcome, Recent, Ruling};
use crate::core::contract::record::Chronic;

/// Counts consecutive misses. A met window starts anew; one that is not measured neither counts nor starts anew (V11).
pub fn mark_streaks(rulings: &mut [Ruling]) {
    let mut streak = 0;
    for ruling in rulings {
        match ruling.outcome {
            Outcome::Met => streak = 0,
            Outcome::Missed => streak += 1,
            Outcome::NotMeasured(_) | Outcome::Shown => {}
        }
        ruling.streak = if ruling.missed() { streak } else { 0 };
    }
}

/// Marks windows at which the clause's chronic trigger holds: so many misses among the last so many windows, this one
/// included. `chronic` gives the trigger of a version of the terms. Windows that are not measured take their place in the calendar and count as neither (V26).
pub fn mark_chronic<'a>(rulings: &mut [Ruling], chronic: impl Fn(usize) -> Option<&'a Chronic>) {
    for at in 0..rulings.len() {
        let Some(rule) = chronic(rulings[at].version) else { continue };
        let from = (at + 1).saturating_sub(rule.windows as usize);
        let looked_at = &rulings[from..=at];
        let missed = looked_at.iter().filter(|ruling| ruling.missed()).count();
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let recent = Recent { missed: count(missed), windows: count(looked_at.len()) };
        rulings[at].chronic = recent.missed >= rule.misses.max(1);
        rulings[at].recent = Some(recent);
    }
}
