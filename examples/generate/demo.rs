//! The demo's metrics, told by story.txt.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::output::{Figure, HEADER, Place, hundredths, parse_hundredths, row, share, write};
use crate::prng::Prng;
use crate::week::Week;

const STORY: &str = include_str!("story.txt");
const SEED: u64 = 2026;

struct Slice<'a> {
    place: Place<'a>,
    from: Week,
    units: i64,
    audits: i64,
    /// Units an hour, hours and items in hundredths.
    rate: i64,
    p95: i64,
    backlog: i64,
}

struct People<'a> {
    site: &'a str,
    from: Week,
    headcount: i64,
    high_tier: bool,
}

struct Level<'a> {
    site: &'a str,
    queue: &'a str,
    metric: &'a str,
    spread: i64,
    anchors: Vec<(Week, i64)>,
}

struct Open<'a> {
    vendor: &'a str,
    metric: &'a str,
    from: Week,
    note: String,
}

#[derive(Default)]
struct Story<'a> {
    slices: Vec<Slice<'a>>,
    people: Vec<People<'a>>,
    levels: Vec<Level<'a>>,
    gaps: BTreeSet<(&'a str, Week)>,
    quiet: BTreeSet<(&'a str, &'a str, Week)>,
    open: Vec<Open<'a>>,
    last: Option<Week>,
}

fn read(text: &str) -> Result<Story<'_>, String> {
    let mut story = Story::default();
    for (at, line) in text.lines().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        fact(&mut story, &words).map_err(|why| format!("story.txt:{}: {why}", at + 1))?;
    }
    Ok(story)
}

fn whole(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| format!("{text} is not a whole number"))
}

fn fact<'a>(story: &mut Story<'a>, words: &[&'a str]) -> Result<(), String> {
    match *words {
        [] => {}
        [first, ..] if first.starts_with('#') => {}
        ["slice", site, queue, language, from, units, audits, rate, p95, backlog] => {
            let project = queue.split('-').next().unwrap_or(queue);
            story.slices.push(Slice {
                place: Place { site, project, queue, language },
                from: Week::parse(from)?,
                units: whole(units)?,
                audits: whole(audits)?,
                rate: parse_hundredths(rate)?,
                p95: parse_hundredths(p95)?,
                backlog: whole(backlog)?,
            });
        }
        ["people", site, from, headcount, tier] => story.people.push(People {
            site,
            from: Week::parse(from)?,
            headcount: whole(headcount)?,
            high_tier: tier == "high",
        }),
        ["level", site, queue, metric, spread, ref anchors @ ..] => {
            let anchors: Result<Vec<_>, String> = anchors
                .iter()
                .map(|anchor| {
                    let (week, level) = anchor.split_once('=').ok_or(format!("{anchor} has no `=`"))?;
                    Ok((Week::parse(week)?, parse_hundredths(level)?))
                })
                .collect();
            let spread = parse_hundredths(spread)?;
            story.levels.push(Level { site, queue, metric, spread, anchors: anchors? });
        }
        ["gap", site, week] => {
            story.gaps.insert((site, Week::parse(week)?));
        }
        ["quiet", site, queue, week] => {
            story.quiet.insert((site, queue, Week::parse(week)?));
        }
        ["open", vendor, metric, from, ref note @ ..] => {
            story.open.push(Open { vendor, metric, from: Week::parse(from)?, note: note.join(" ") });
        }
        ["last", week] => story.last = Some(Week::parse(week)?),
        _ => return Err(format!("`{}` is no fact", words.join(" "))),
    }
    Ok(())
}

/// The level of a week on the straight lines between the anchors.
fn on_the_line(anchors: &[(Week, i64)], week: Week) -> i64 {
    let Some(&(first, at_first)) = anchors.first() else { return 0 };
    let mut before = (first, at_first);
    for &(anchor, level) in anchors {
        if week <= anchor {
            let span = anchor.since(before.0).max(1);
            let gone = week.since(before.0).max(0);
            return before.1 + (level - before.1) * gone / span;
        }
        before = (anchor, level);
    }
    before.1
}

/// A row before it is printed; the order of the fields is the order of the rows.
type Key<'a> = (String, &'a str, &'a str, &'a str, &'a str, &'static str);

struct Teller<'a> {
    story: &'a Story<'a>,
    files: BTreeMap<(&'a str, &'static str), BTreeMap<Key<'a>, String>>,
}

/// Which file a metric lies in, and who counts it.
fn home(metric: &str) -> (&'static str, &'static str) {
    match metric {
        "accuracy" | "critical-error-free" | "rework-rate" => ("quality", "client"),
        "calibration-gap" => ("quality", "manual"),
        "exposure-within-cap" => ("people", "system"),
        "break-delivery" | "counselling-wait" | "headcount" | "attrition" => ("people", "vendor"),
        "pulse-score" => ("people", "manual"),
        "occupancy" => ("delivery", "vendor"),
        _ => ("delivery", "system"),
    }
}

impl<'a> Teller<'a> {
    /// The week's level with its deviation, and dice for whatever else the row needs.
    fn level(&self, place: Place<'_>, metric: &str, week: Week) -> (i64, Prng) {
        let fits = |level: &&Level<'_>| {
            level.metric == metric
                && (level.site == "*" || level.site == place.site)
                && (level.queue == "*" || level.queue == place.queue)
        };
        let name = format!("{}/{}/{}/{metric}/{}", place.site, place.queue, place.language, week.label());
        let mut dice = Prng::named(SEED, &name);
        let Some(level) = self.story.levels.iter().rev().find(fits) else { return (0, dice) };
        (on_the_line(&level.anchors, week) + dice.around(level.spread), dice)
    }

    fn put(&mut self, period: String, week: Week, place: Place<'a>, metric: &'static str, figure: &Figure) {
        let vendor = place.site.split('-').next().unwrap_or(place.site);
        let (file, source) = home(metric);
        let open =
            self.story.open.iter().find(|o| o.vendor == vendor && o.metric == metric && week >= o.from);
        let tail = match open {
            Some(open) if open.note.contains(',') => format!("{source},provisional,\"{}\"", open.note),
            Some(open) => format!("{source},provisional,{}", open.note),
            None => format!("{source},final,"),
        };
        let text = row(&period, place, metric, figure, &tail);
        let key = (period, place.site, place.project, place.queue, place.language, metric);
        self.files.entry((vendor, file)).or_default().insert(key, text);
    }

    fn percent(&mut self, week: Week, place: Place<'a>, metric: &'static str, whole: i64) {
        let (level, _) = self.level(place, metric, week);
        let numerator = share(whole, level.clamp(0, 10_000)).to_string();
        let figure = Figure::Ratio { numerator, denominator: whole.to_string() };
        self.put(week.label(), week, place, metric, &figure);
    }

    fn queue_week(&mut self, slice: &Slice<'a>, week: Week) {
        let place = slice.place;
        let (level, mut dice) = self.level(place, "accepted-units", week);
        let units = share(slice.units, level);
        let received = units + share(units, dice.between(-120, 220));
        let value = |value: String| Figure::Value { value, samples: None };
        self.put(week.label(), week, place, "accepted-units", &value(units.to_string()));

        let (level, _) = self.level(place, "throughput", week);
        let rate = share(slice.rate, level).max(1);
        let hours = hundredths((units * 10_000 / rate + 5) / 10 * 10);
        let figure = Figure::Ratio { numerator: units.to_string(), denominator: hours };
        self.put(week.label(), week, place, "throughput", &figure);

        let (_, mut dice) = self.level(place, "accuracy", week);
        let drawn = slice.audits + dice.between(-slice.audits / 20, slice.audits / 20);
        let quiet = self.story.quiet.contains(&(place.site, place.queue, week));
        let audits = if quiet { 0 } else { drawn };
        self.percent(week, place, "accuracy", audits);
        self.percent(week, place, "critical-error-free", audits);
        self.percent(week, place, "rework-rate", units);
        self.percent(week, place, "turnaround-on-time", received);

        let (level, _) = self.level(place, "turnaround-p95", week);
        let hours = hundredths((share(slice.p95, level) + 5) / 10 * 10);
        self.put(week.label(), week, place, "turnaround-p95", &value(hours));
        let (level, _) = self.level(place, "open-backlog", week);
        self.put(week.label(), week, place, "open-backlog", &value(share(slice.backlog, level).to_string()));
    }

    fn site_week(&mut self, people: &People<'a>, week: Week) {
        let place = Place { site: people.site, ..Place::default() };
        let (level, mut dice) = self.level(place, "headcount", week);
        let headcount = share(people.headcount, level);
        let figure = Figure::Value { value: headcount.to_string(), samples: None };
        self.put(week.label(), week, place, "headcount", &figure);

        let at_work = headcount * 5 - dice.between(headcount / 4, headcount / 2);
        self.percent(week, place, "occupancy", at_work * 6);
        self.percent(week, place, "break-delivery", at_work * 30);
        if people.high_tier {
            self.percent(week, place, "exposure-within-cap", share(at_work, 6_200));
        }
        let sampled = [("calibration-gap", 40, 60), ("counselling-wait", 11, 26)];
        for (metric, least, most) in sampled {
            let (level, mut dice) = self.level(place, metric, week);
            let samples = Some(dice.between(least, most));
            let figure = Figure::Value { value: hundredths((level + 5) / 10 * 10), samples };
            self.put(week.label(), week, place, metric, &figure);
        }
    }

    /// Monthly figures, at the week that holds the middle of the month.
    fn site_month(&mut self, people: &People<'a>, week: Week) {
        let place = Place { site: people.site, ..Place::default() };
        let headcount = share(people.headcount, self.level(place, "headcount", week).0);
        let (level, mut dice) = self.level(place, "pulse-score", week);
        let samples = Some(share(headcount, dice.between(5_500, 8_000)));
        let figure = Figure::Value { value: hundredths((level + 5) / 10 * 10), samples };
        self.put(week.month(), week, place, "pulse-score", &figure);

        let (level, mut dice) = self.level(place, "attrition", week);
        let half = if dice.between(0, 1) == 1 { "" } else { ".5" };
        let figure = Figure::Ratio {
            numerator: share(headcount, level.max(0)).to_string(),
            denominator: format!("{headcount}{half}"),
        };
        self.put(week.month(), week, place, "attrition", &figure);
    }
}

/// Rewrites data/metrics under `root`.
pub fn generate(root: &Path) -> Result<(), String> {
    files()?.iter().try_for_each(|(path, text)| write(root, path, text))
}

/// The last week that has rows.
pub fn last_week() -> Result<Week, String> {
    read(STORY)?.last.ok_or_else(|| "story.txt names no last week".to_owned())
}

/// The demo's metric files by path.
pub fn files() -> Result<BTreeMap<String, String>, String> {
    let story = read(STORY)?;
    let last = story.last.ok_or("story.txt names no last week")?;
    let mut teller = Teller { story: &story, files: BTreeMap::new() };
    for slice in &story.slices {
        for week in (0..=last.since(slice.from)).map(|n| slice.from.plus(n)) {
            if !story.gaps.contains(&(slice.place.site, week)) {
                teller.queue_week(slice, week);
            }
        }
    }
    for people in &story.people {
        let mut months = BTreeMap::new();
        for week in (0..=last.since(people.from)).map(|n| people.from.plus(n)) {
            if !story.gaps.contains(&(people.site, week)) {
                teller.site_week(people, week);
            }
            months.entry(week.month()).or_insert_with(Vec::new).push(week);
        }
        // A month counts once it is over, and only if the site worked most of it.
        months.remove(&last.plus(1).month());
        for weeks in months.values().filter(|weeks| weeks.len() >= 3) {
            teller.site_month(people, weeks[weeks.len() / 2]);
        }
    }
    let printed = |rows: &BTreeMap<Key<'_>, String>| -> String {
        std::iter::once(HEADER).chain(rows.values().map(String::as_str)).collect()
    };
    let path = |vendor: &str, file: &str| format!("data/metrics/{vendor}/{file}.csv");
    Ok(teller.files.iter().map(|((vendor, file), rows)| (path(vendor, file), printed(rows))).collect())
}
