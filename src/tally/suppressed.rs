//! What of the counts is told. A count other than 0 below the least is hidden, and with it what would give it away by a sum.

use std::collections::BTreeMap;

use crate::kit::declared::Tallied;
use crate::subject::access::record::AccessMeasure;
use crate::tally::counted::{Counted, Spot};

/// Measures of which each is what the others leave of the first.
const PARTS: [AccessMeasure; 4] =
    [AccessMeasure::Allowed, AccessMeasure::Extra, AccessMeasure::OtherLanguage, AccessMeasure::Expired];

/// Measures that a count of the week before, and of this week, tell of each other.
const FLOWS: [[AccessMeasure; 2]; 2] =
    [[AccessMeasure::Joined, AccessMeasure::Left], [AccessMeasure::Opened, AccessMeasure::Closed]];

/// Counts as they are written: 0 is told, and so are counts of `least` and more.
pub fn told(counted: &Counted, least: u32) -> BTreeMap<(&Spot, AccessMeasure), Tallied> {
    let mut told = BTreeMap::new();
    for (spot, counts) in &counted.counts {
        let is_small =
            |measure: &AccessMeasure| counts.get(measure).is_some_and(|of| (1..least).contains(of));
        let mut hidden: Vec<AccessMeasure> = counts.keys().copied().filter(|of| is_small(of)).collect();
        for family in [&PARTS[..], &FLOWS[0], &FLOWS[1]] {
            if family.iter().any(is_small) {
                hidden.extend(family);
            }
        }
        // All parts are hidden then, and their sum tells at most that there is something.
        if hidden.contains(&AccessMeasure::Allowed)
            && counts.get(&AccessMeasure::Held).is_some_and(|of| *of < least)
        {
            hidden.push(AccessMeasure::Held);
        }
        for (measure, count) in counts {
            let written = if hidden.contains(measure) { Tallied::Hidden } else { Tallied::Known(*count) };
            told.insert((spot, *measure), written);
        }
        // A part without a row would be read as 0.
        for measure in hidden {
            told.insert((spot, measure), Tallied::Hidden);
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::id::{SiteId, VendorId};

    fn counted(counts: &[(AccessMeasure, u32)]) -> Counted {
        let spot = Spot {
            vendor: VendorId::new("acme"),
            site: SiteId::new("porto"),
            project: None,
            queue: None,
            role: None,
        };
        let mut counted = Counted::default();
        counts.iter().for_each(|(measure, count)| counted.add_many(&spot, *measure, *count));
        counted
    }

    fn shown(counts: &[(AccessMeasure, u32)], least: u32) -> Vec<(AccessMeasure, Tallied)> {
        let counted = counted(counts);
        told(&counted, least).into_iter().map(|((_, measure), count)| (measure, count)).collect()
    }

    #[test]
    fn with_1_every_count_is_told() {
        use AccessMeasure::{Active, Overdue};
        let all = shown(&[(Active, 40), (Overdue, 1)], 1);
        assert_eq!(all, [(Active, Tallied::Known(40)), (Overdue, Tallied::Known(1))]);
    }

    #[test]
    fn a_small_count_is_hidden_and_so_are_the_parts_that_would_give_it_away() {
        use AccessMeasure::{Allowed, Expired, Extra, Held, Joined, Left, OtherLanguage, People};
        let all = shown(&[(Held, 40), (Allowed, 37), (Extra, 3)], 5);
        assert_eq!(
            all,
            [
                (Held, Tallied::Known(40)),
                (Allowed, Tallied::Hidden),
                (Extra, Tallied::Hidden),
                (OtherLanguage, Tallied::Hidden),
                (Expired, Tallied::Hidden)
            ]
        );
        let all = shown(&[(People, 60), (Joined, 12), (Left, 2)], 5);
        let hidden: Vec<_> =
            all.iter().filter(|(_, count)| *count == Tallied::Hidden).map(|(of, _)| *of).collect();
        assert_eq!(hidden, [Joined, Left], "people of two weeks and who joined tell who left");
    }
}
