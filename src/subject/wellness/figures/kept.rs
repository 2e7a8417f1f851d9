//! Parts of a whole that are not told, because they or what is left of the whole are of too few people; and what would give them away.
//!
//! A week of a vendor is a table of sites and tiers with their totals. What is left of a whole (days beyond the cap, people who saw no counsellor, people
//! who are not past the rotation) adds up along both like the parts do, so that no line keeps one cell alone from a reader.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::organisation::record::ContentTier;
use crate::core::settings::access::CountedTable;
use crate::kit::calendar::Week;
use crate::kit::declared::Tallied;
use crate::kit::id::{SiteId, VendorId};
use crate::kit::source::{Place, RepoPath};
use crate::subject::register::Register;
use crate::subject::wellness::record::{
    COUNSELLED, PAST_ROTATION, PEOPLE, PERSON_DAYS, WITHIN_CAP, WellnessCount,
};

/// Parts with their wholes, by place in a row.
const PARTS: [(usize, usize); 3] = [(WITHIN_CAP, PERSON_DAYS), (COUNSELLED, PEOPLE), (PAST_ROTATION, PEOPLE)];

/// What is told of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Told(u32),
    /// That it is all but a few: fewer than the least count are left.
    NearlyAll,
    NotTold,
}

/// A part beside its whole: neither it nor the rest may be from 1 to one less than the least count.
pub fn part(part: Tallied, whole: Tallied, least: u32) -> Part {
    let (Some(some), Some(all)) = (part.known(), whole.known()) else { return Part::NotTold };
    let few = 1..least;
    match some {
        0 => Part::Told(0),
        _ if few.contains(&some) => Part::NotTold,
        _ if few.contains(&all.saturating_sub(some)) => Part::NearlyAll,
        _ => Part::Told(some),
    }
}

/// What of a book's wellness is not told, though its rows say it.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// By file, line and place of the count.
    parts: BTreeMap<(RepoPath, u32, usize), Part>,
    /// Lines that nobody may quote.
    lines: BTreeSet<(RepoPath, u32)>,
}

impl Kept {
    pub fn new(register: &Register) -> Kept {
        let (least, _) = register.settings.suppression(CountedTable::Wellness);
        let mut kept = Kept::of_weeks(&register.wellness, least);
        let mut beside = |some: Tallied, all: Tallied, place: &Place| {
            if some.known().is_some() && !matches!(part(some, all, least), Part::Told(_)) {
                kept.lines.insert((place.path.clone(), place.line));
            }
        };
        for row in &register.team_exposures {
            beside(*row.within_cap, *row.person_days, &row.place);
        }
        for row in &register.surveys {
            beside(*row.answered, Tallied::Known(*row.invited), &row.place);
        }
        kept
    }

    fn of_weeks(rows: &[WellnessCount], least: u32) -> Kept {
        let mut weeks: BTreeMap<(Week, &VendorId), Vec<&WellnessCount>> = BTreeMap::new();
        for row in rows {
            weeks.entry((*row.week, &row.vendor)).or_default().push(row);
        }
        let mut kept = Kept::default();
        for rows in weeks.values() {
            let before = kept.parts.len();
            for (measure, whole) in PARTS {
                let cells = Cells::new(rows, (measure, whole), least).closed();
                for row in rows.iter().filter(|row| row.counts()[measure].known().is_some()) {
                    let told = cells.of.get(&key(row)).map_or(Part::NotTold, |cell| cell.part);
                    if !matches!(told, Part::Told(_)) {
                        kept.parts.insert((row.place.path.clone(), row.place.line, measure), told);
                    }
                }
            }
            if kept.parts.len() > before {
                kept.lines.extend(rows.iter().map(|row| (row.place.path.clone(), row.place.line)));
            }
        }
        kept
    }

    /// What is told of a count of a row, be it part of another or not.
    pub fn part(&self, row: &WellnessCount, measure: usize) -> Part {
        let held = self.parts.get(&(row.place.path.clone(), row.place.line, measure)).copied();
        held.unwrap_or_else(|| row.counts()[measure].known().map_or(Part::NotTold, Part::Told))
    }

    /// Whether a line may be quoted: it has no count that is not told, nor one of the same table.
    pub fn tells_line(&self, place: &Place) -> bool {
        !self.lines.contains(&(place.path.clone(), place.line))
    }
}

/// A site, or all of them, and a tier, or all of them.
type Key<'r> = (Option<&'r SiteId>, Option<ContentTier>);

fn key(row: &WellnessCount) -> Key<'_> {
    (row.site.as_deref(), row.tier.as_deref().copied())
}

#[derive(Clone, Copy)]
struct Cell {
    part: Part,
    /// What is left of the whole.
    left: u32,
}

impl Cell {
    fn is_told(self) -> bool {
        matches!(self.part, Part::Told(_))
    }
}

/// One part of a vendor's week.
struct Cells<'r> {
    of: BTreeMap<Key<'r>, Cell>,
    measure: usize,
}

impl<'r> Cells<'r> {
    fn new(rows: &[&'r WellnessCount], (measure, whole): (usize, usize), least: u32) -> Cells<'r> {
        let cell = |row: &WellnessCount| {
            let [some, all] = [row.counts()[measure], row.counts()[whole]];
            let left = all.known().unwrap_or(0).saturating_sub(some.known().unwrap_or(0));
            Cell { part: part(some, all, least), left }
        };
        Cells { of: rows.iter().map(|row| (key(row), cell(row))).collect(), measure }
    }

    /// With more cells held back until none is what is left of its line.
    fn closed(mut self) -> Cells<'r> {
        let lines = self.lines();
        while let Some(next) = lines.iter().find_map(|line| self.beside_the_lone(line)) {
            if let Some(cell) = self.of.get_mut(&next) {
                cell.part = Part::NotTold;
            }
        }
        for line in &lines {
            self.hush(line);
        }
        self
    }

    /// Each as its total and its parts.
    fn lines(&self) -> Vec<(Key<'r>, Vec<Key<'r>>)> {
        let totals = self.of.keys().filter(|(site, tier)| site.is_none() || tier.is_none());
        let of_sites = |tier| self.of.keys().filter(move |key| key.0.is_some() && key.1 == tier);
        let of_tiers = |site| self.of.keys().filter(move |key| key.1.is_some() && key.0 == site);
        let lines = totals.flat_map(|total| {
            let sites = total.0.is_none().then(|| of_sites(total.1).copied().collect::<Vec<_>>());
            let tiers = total.1.is_none().then(|| of_tiers(total.0).copied().collect::<Vec<_>>());
            [sites, tiers].into_iter().flatten().map(move |parts| (*total, parts))
        });
        lines.filter(|(_, parts)| !parts.is_empty()).collect()
    }

    /// Where one cell of a line alone is not told, the one to hold back beside it: that of which least is left, else the total.
    fn beside_the_lone(&self, (total, parts): &(Key<'r>, Vec<Key<'r>>)) -> Option<Key<'r>> {
        let is_told = |key: &&Key<'r>| self.of[*key].is_told();
        let all = parts.iter().chain([total]);
        if all.filter(|key| !is_told(key)).count() != 1 {
            return None;
        }
        // Nobody on the low tier is past a rotation off the high one: it says nothing to hold that back.
        let says = |key: &&Key<'r>| {
            self.of[*key].left > 0 && (self.measure != PAST_ROTATION || key.1 != Some(ContentTier::Low))
        };
        let least = parts.iter().filter(is_told).filter(says).min_by_key(|key| (self.of[*key].left, **key));
        least.or_else(|| Some(total).filter(is_told)).copied()
    }

    /// Of two that are all but a few each, whose sum is told, even that is not said.
    fn hush(&mut self, (total, parts): &(Key<'r>, Vec<Key<'r>>)) {
        let nearly: Vec<Key<'r>> =
            parts.iter().filter(|key| self.of[*key].part == Part::NearlyAll).copied().collect();
        if nearly.len() > 1 && self.of[total].is_told() {
            for key in nearly {
                if let Some(cell) = self.of.get_mut(&key) {
                    cell.part = Part::NotTold;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
