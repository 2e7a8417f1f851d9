//! Days of exposure, person by person, added up by week, site and tier; and of these sums what may be told.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use jiff::civil::Date;

use crate::core::organisation::record::ContentTier;
use crate::core::settings::policy::WellnessPolicy;
use crate::kit::calendar::{Week, week_of};
use crate::kit::declared::{HIDDEN, Tallied, Written as _};
use crate::kit::id::{SiteId, VendorId};
use crate::kit::suppress::{Before, Shape, Table, Written, suppress};
use crate::subject::import::register_map::RegisterField;
use crate::subject::wellness::record::{COUNSELLED, COUNTS, PAST_ROTATION, WellnessCount};
use crate::tally::export::{Export, Left};

/// The header of a file of weeks.
pub const HEADER: &str = "week,vendor,site,tier,people,person_days,within_cap,overtime_minutes,breaks_due_minutes,breaks_taken_minutes,counselled,past_rotation\n";

/// Counts of a site and a tier, in the order of [`COUNTS`].
pub type Counts = [i64; COUNTS.len()];

/// A day of a person.
#[derive(Clone, Copy, Debug, Default)]
struct Day {
    /// Minutes of exposure by tier: low, high.
    exposed: [u32; 2],
    overtime: u32,
    breaks_due: u32,
    breaks_taken: u32,
    is_counselled: bool,
}

/// Of a person, by date.
type Days = BTreeMap<Date, Day>;

/// The days of persons by week, vendor and site. Persons stand here alone, and leave with it.
#[derive(Debug, Default)]
pub struct Weeks {
    persons: BTreeMap<(Week, VendorId, SiteId), BTreeMap<String, Days>>,
}

/// Adds a row: a person, a day, and the tier or the queue of what they saw.
///
/// # Errors
/// The row cannot be read, or the map leaves it out.
pub fn read(export: &Export<'_>, row: usize, weeks: &mut Weeks) -> Result<(), Left> {
    let person = export.needed(row, RegisterField::Person)?;
    let spot = export.spot(row)?;
    let Some(on) = export.past(row, RegisterField::Day)? else {
        let help = "fill in the cell, or count a later export";
        return Err(export.refused(
            row,
            RegisterField::Day,
            "the row has no day by that of the export",
            help,
        ));
    };
    let tier = tier(export, row)?;
    let number = |field| export.number(row, field);
    let exposed = number(RegisterField::Exposed)?;
    let own = (
        number(RegisterField::Overtime)?,
        number(RegisterField::BreaksDue)?,
        number(RegisterField::BreaksTaken)?,
    );
    let said = export.text(row, RegisterField::Counselled).map(|text| text.to_lowercase());
    let is_counselled =
        said.is_some_and(|said| !matches!(said.as_str(), "0" | "no" | "n" | "false" | "none"));
    let which = match tier {
        ContentTier::None => return Ok(()),
        ContentTier::Low => 0,
        ContentTier::High => 1,
    };
    let days = weeks.persons.entry((week_of(on), spot.vendor, spot.site)).or_default();
    let day = days.entry(person).or_default().entry(on).or_default();
    day.exposed[which] = day.exposed[which].saturating_add(exposed);
    day.overtime = day.overtime.saturating_add(own.0);
    day.breaks_due = day.breaks_due.saturating_add(own.1);
    day.breaks_taken = day.breaks_taken.saturating_add(own.2);
    day.is_counselled |= is_counselled;
    Ok(())
}

/// That of its column, else that of its queue.
fn tier(export: &Export<'_>, row: usize) -> Result<ContentTier, Left> {
    match export.id(row, RegisterField::Tier)?.as_deref() {
        Some("high") => return Ok(ContentTier::High),
        Some("low") => return Ok(ContentTier::Low),
        Some(_) => return Ok(ContentTier::None),
        None => {}
    }
    let queue = export.queue(row)?;
    let queues = export.book.projects.values().flat_map(|project| &project.queues);
    let known = queue.and_then(|id| queues.into_iter().find(|queue| queue.id == id));
    match known {
        Some(queue) => Ok(*queue.content_tier),
        None => {
            let help = "fill in a cell of tier or queue";
            Err(export.refused(row, RegisterField::Queue, "the row names neither tier nor queue", help))
        }
    }
}

impl Weeks {
    /// Of each vendor the first week of the export: who is past the rotation is known where it reaches back so far.
    pub fn rotations(&self, policy: &WellnessPolicy) -> BTreeSet<(Week, VendorId)> {
        let Some(most) = policy.rotation_weeks.as_ref().and_then(|most| i32::try_from(**most).ok()) else {
            return BTreeSet::new();
        };
        let mut first: BTreeMap<&VendorId, Week> = BTreeMap::new();
        for (week, vendor, _) in self.persons.keys() {
            first.entry(vendor).and_modify(|first| *first = (*first).min(*week)).or_insert(*week);
        }
        let is_known = |week: &Week, vendor: &VendorId| first[vendor].plus(most) <= *week;
        let weeks = self.persons.keys().filter(|(week, vendor, _)| is_known(week, vendor));
        weeks.map(|(week, vendor, _)| (*week, vendor.clone())).collect()
    }

    /// The weeks in which each person of a vendor saw the high tier, at whatever site.
    fn on_high(&self) -> BTreeMap<(&VendorId, &str), BTreeSet<Week>> {
        let mut weeks: BTreeMap<_, BTreeSet<Week>> = BTreeMap::new();
        for ((week, vendor, _), persons) in &self.persons {
            for (person, days) in persons {
                if days.values().any(|day| day.exposed[1] > 0) {
                    weeks.entry((vendor, person.as_str())).or_default().insert(*week);
                }
            }
        }
        weeks
    }

    /// Sums by week and vendor, of each site and tier. A person counts in the highest tier of their week at the site.
    pub fn counted(
        &self,
        policy: &WellnessPolicy,
    ) -> BTreeMap<(Week, VendorId), BTreeMap<(SiteId, ContentTier), Counts>> {
        let mut weeks: BTreeMap<_, BTreeMap<_, Counts>> = BTreeMap::new();
        let on_high = self.on_high();
        let most = policy.rotation_weeks.as_ref().and_then(|most| i32::try_from(**most).ok());
        for ((week, vendor, site), persons) in &self.persons {
            let of = weeks.entry((*week, vendor.clone())).or_default();
            for (person, days) in persons {
                let is_high = days.values().any(|day| day.exposed[1] > 0);
                let tier = if is_high { ContentTier::High } else { ContentTier::Low };
                let high = on_high.get(&(vendor, person.as_str()));
                let is_past = most.zip(high).is_some_and(|(most, high)| {
                    is_high && (0..=most).all(|back| high.contains(&week.plus(-back)))
                });
                let exposed: Vec<&Day> = days.values().filter(|day| day.exposed != [0, 0]).collect();
                if exposed.is_empty() {
                    continue;
                }
                let all = (*policy.low_cap_minutes).max(*policy.high_cap_minutes);
                let is_within = |day: &&&Day| {
                    let [low, high] = day.exposed;
                    high <= *policy.high_cap_minutes && low.saturating_add(high) <= all
                };
                let sum = |minutes: fn(&Day) -> u32| days.values().map(|day| i64::from(minutes(day))).sum();
                let own: Counts = [
                    1,
                    count(exposed.len()),
                    count(exposed.iter().filter(is_within).count()),
                    sum(|day| day.overtime),
                    sum(|day| day.breaks_due),
                    sum(|day| day.breaks_taken),
                    i64::from(days.values().any(|day| day.is_counselled)),
                    i64::from(is_past),
                ];
                let counts = of.entry((site.clone(), tier)).or_insert([0; COUNTS.len()]);
                counts.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
            }
        }
        weeks
    }
}

fn count(many: usize) -> i64 {
    i64::try_from(many).unwrap_or(i64::MAX)
}

/// The rows of a vendor's week, totals among them, after suppression; and why all of it is hidden, where nothing less would do. `standing` are the rows
/// that the book has of it: what was hidden stays hidden, and what was told is known.
pub fn rows(
    (week, vendor): (Week, &VendorId),
    counts: &BTreeMap<(SiteId, ContentTier), Counts>,
    (least, is_rotation_known): (u32, bool),
    standing: &[&WellnessCount],
) -> (String, Option<String>) {
    let sites: BTreeSet<&SiteId> = counts.keys().map(|(site, _)| site).collect();
    let tiers: BTreeSet<ContentTier> = counts.keys().map(|(_, tier)| *tier).collect();
    let week = Of {
        sites: sites.into_iter().collect(),
        tiers: tiers.into_iter().collect(),
        counts,
        least: i64::from(least),
        is_rotation_known,
        standing,
        name: format!("{week},{vendor}"),
    };
    week.rows().unwrap_or_default()
}

/// A vendor's week.
struct Of<'o> {
    sites: Vec<&'o SiteId>,
    tiers: Vec<ContentTier>,
    counts: &'o BTreeMap<(SiteId, ContentTier), Counts>,
    least: i64,
    /// Whether the export reaches back so far that it tells who is past the rotation.
    is_rotation_known: bool,
    standing: &'o [&'o WellnessCount],
    name: String,
}

impl Of<'_> {
    /// `None` of a week without people.
    fn rows(&self) -> Option<(String, Option<String>)> {
        let shape = Shape::new(&[self.sites.len(), self.tiers.len()]).ok()?;
        let (people, mut why) = self.told(&shape, 0..COUNSELLED, &|_| false)?;
        // Who saw a counsellor is counted by itself: few of many are hidden alone, and all where the row is.
        let is_hidden = |cell: usize| people.measures()[0][cell].is_none();
        let (counselled, more) = self.told(&shape, COUNSELLED..PAST_ROTATION, &is_hidden)?;
        why = why.or(more);
        let rotation = match self.is_rotation_known {
            true => {
                let (told, more) = self.told(&shape, PAST_ROTATION..COUNTS.len(), &is_hidden)?;
                why = why.or(more);
                told
            }
            false => self.standing_rotation(&shape, &is_hidden)?,
        };
        let mut rows = String::new();
        for cell in 0..shape.cells() {
            let at = shape.at(cell);
            let site = self.sites.get(at[0]).map_or("", |site| site.as_str());
            let tier = self.tiers.get(at[1]).map_or("", |tier| tier.word());
            // Writing to a String cannot fail.
            let _infallible = write!(rows, "{},{site},{tier}", self.name);
            let measures = [&people, &counselled, &rotation];
            for measure in measures.into_iter().flat_map(|told| told.measures()) {
                let told = measure[cell].map_or_else(
                    || HIDDEN.to_owned(),
                    |count| Tallied::Known(u32::try_from(count).unwrap_or(u32::MAX)).written(),
                );
                let _infallible = write!(rows, ",{told}");
            }
            rows.push('\n');
        }
        Some((rows, why))
    }

    /// Who is past the rotation as the book says it: the export cannot tell.
    fn standing_rotation(&self, shape: &Shape, is_hidden: &dyn Fn(usize) -> bool) -> Option<Written> {
        let told = |cell: usize| {
            let row = self.row(shape, cell).filter(|_| !is_hidden(cell))?;
            row.counts()[PAST_ROTATION].known().map(i64::from)
        };
        Written::new(shape.clone(), vec![(0..shape.cells()).map(told).collect()]).ok()
    }

    /// Some measures after suppression, the first of which counts people.
    fn told(
        &self,
        shape: &Shape,
        measures: Range<usize>,
        is_hidden: &dyn Fn(usize) -> bool,
    ) -> Option<(Written, Option<String>)> {
        let people = measures.start;
        let of = |measure: usize| {
            let count = move |site: &SiteId, tier: ContentTier| {
                self.counts.get(&(site.clone(), tier)).map_or(0, |counts| counts[measure])
            };
            let cells = self.sites.iter().flat_map(|site| self.tiers.iter().map(move |tier| (*site, *tier)));
            cells.map(|(site, tier)| count(site, tier)).collect::<Vec<i64>>()
        };
        let mut table = Table::of_parts(shape.clone(), &measures.clone().map(of).collect::<Vec<_>>()).ok()?;
        match self.earlier(shape, measures) {
            Some(earlier) => table = table.after(&[earlier]).ok()?,
            None => self.cell_by_cell(shape, people, &mut table),
        }
        for cell in (0..shape.cells()).filter(|cell| is_hidden(*cell)) {
            table.set_before(cell, Before::HiddenSince(0));
        }
        Some(match suppress(&table, self.least) {
            Ok(pattern) => (pattern.written(&table), None),
            Err(why) => (table.all_hidden(), Some(format!("{} of {}: {why}", COUNTS[people], self.name))),
        })
    }

    /// The row that the book has of a cell.
    fn row(&self, shape: &Shape, cell: usize) -> Option<&WellnessCount> {
        let at = shape.at(cell);
        let (site, tier) = (self.sites.get(at[0]).copied(), self.tiers.get(at[1]).copied());
        let is_here =
            |row: &&&WellnessCount| row.site.as_deref() == site && row.tier.as_deref().copied() == tier;
        self.standing.iter().find(is_here).copied()
    }

    /// The week as the book has it; `None` where it has none, or of other sites and tiers.
    fn earlier(&self, shape: &Shape, measures: Range<usize>) -> Option<Written> {
        if self.standing.len() != shape.cells() {
            return None;
        }
        let rows: Option<Vec<_>> = (0..shape.cells()).map(|cell| self.row(shape, cell)).collect();
        let rows = rows?;
        let column = |measure: usize| {
            rows.iter().map(|row| row.counts()[measure].known().map(i64::from)).collect::<Vec<_>>()
        };
        Written::new(shape.clone(), measures.map(column).collect()).ok()
    }

    /// What readers know of single cells, where the book has the week of other sites or tiers.
    fn cell_by_cell(&self, shape: &Shape, people: usize, table: &mut Table) {
        for cell in 0..shape.cells() {
            let Some(row) = self.row(shape, cell) else { continue };
            let before = row.counts()[people].known().map(i64::from);
            match before {
                None => table.set_before(cell, Before::HiddenSince(0)),
                Some(count) if count == table.measures()[0][cell] => table.set_before(cell, Before::Shown),
                Some(_) => {}
            }
        }
    }
}
