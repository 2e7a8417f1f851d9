//! The former terms of a contract as if the keys that a change touches had held all along, and everything else as it was.
//!
//! A change touches a key on each day on which the two sides say it differently; a value that is the default is one that is not
//! written. The terms of a day then say of a touched key
//! - before the first day on which it differs: what the new side says of it on the last such day, as it will be in the end;
//! - on a day on which it differs: what the new side says at the end of that difference, as long as the former side says one thing;
//! - on a later day on which both sides agree again, as after an amendment that replaces it anyway: that.
//!
//! All other keys keep what the former side says of the day, those of amendments and ramps that were there before among them. Keys are
//! taken one by one, those of a table inside as well (`credits.cap-percent`), a list as a whole. A service level or a table that comes
//! or goes does so whole. The days from which a service level is measured or costs money are the former ones, and none of one
//! that is new: it is asked what the promise would have done, not when it begins. The steps of a ramp hold on their own days, before
//! the first the target holds; as a ramp ends at the target, its last step goes with a target that is touched.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::keyed::Table;
use super::settings::Settings;
use crate::kit::id::ServiceLevelId;
use crate::kit::toml::tree::{Node, Value};

/// Keys of a service level on which no verdict, score or credit hangs.
pub const WORDS: [&str; 8] =
    ["clause", "name", "family", "clause-ref", "metric-definition", "sops", "measured-from", "credits-from"];

/// Those of them that say from when a service level counts.
const STARTS: [&str; 2] = ["measured-from", "credits-from"];

/// Keys of the contract as a whole on which money hangs.
const MONEY: [&str; 4] = ["currency", "monthly-fee-minor", "weights", "credits"];

const LEVELS: &str = "service-level";

/// What stands under one path on a day, former and new; `None` where the table around it is not on both sides.
type Said<T> = Option<(T, T)>;

/// A day of the former terms, with what of the new ones is put into it.
pub struct Held<'a> {
    pub day: Date,
    /// The former tree of the day.
    pub former: Node<'a>,
    pub edits: Vec<Edit<'a>>,
}

/// Puts one value in, or takes one out.
pub struct Edit<'a> {
    path: Vec<String>,
    value: Option<Node<'a>>,
}

/// Each day from which a side says something new, from the former contract's first on. None of them when nothing is touched.
pub fn held<'a>(was: &Settings<'a>, is: &Settings<'a>, clause: Option<&ServiceLevelId>) -> Vec<Held<'a>> {
    let days: Vec<Date> = was.days(is).into_iter().filter(|day| was.root(*day).is_some()).collect();
    let (start, skipped) = match clause {
        Some(id) => (vec![LEVELS.to_owned(), id.to_string()], &WORDS[..]),
        None => (Vec::new(), &[][..]),
    };
    let of_day = |side: &Settings<'a>, day: Date| {
        let mut table = side.on(day).remove(&clause.cloned());
        if let (None, Some(table)) = (clause, &mut table) {
            table.retain(|key| MONEY.contains(&key));
        }
        table
    };
    // Before its first day a contract takes nothing out.
    let side = |day: &Date| is.root(*day).map(|_| (of_day(was, *day), of_day(is, *day)));
    let sides: Vec<Said<Option<Table<'a>>>> = days.iter().map(side).collect();
    let mut places: Vec<Vec<(Vec<String>, usize)>> = vec![Vec::new(); days.len()];
    find(&start, &sides, skipped, &mut places);
    if places.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let new = |path: &[String], day: Date| {
        let mut value = at(is.root(day)?, path).cloned()?;
        if path == start.as_slice()
            && let Some(entries) = value.entries_mut()
        {
            entries.retain(|(key, _)| !STARTS.contains(&key.as_str()));
        }
        Some(value)
    };
    let one = |(day, places): (&Date, Vec<(Vec<String>, usize)>)| {
        let edit = |(path, from): (Vec<String>, usize)| Edit { value: new(&path, days[from]), path };
        Some(Held {
            day: *day,
            former: was.root(*day)?.clone(),
            edits: places.into_iter().map(edit).collect(),
        })
    };
    days.iter().zip(places).filter_map(one).collect()
}

/// Puts to each day the paths below `under` that are touched there, each with the day of which the new side's word is taken.
fn find<'a>(
    under: &[String],
    sides: &[Said<Option<Table<'a>>>],
    skipped: &[&str],
    places: &mut [Vec<(Vec<String>, usize)>],
) {
    let is_there =
        |side: &Said<Option<Table<'a>>>| side.as_ref().map(|(was, is)| (was.is_some(), is.is_some()));
    for (at, from) in taken(&sides.iter().map(is_there).collect::<Vec<_>>()) {
        places[at].push((under.to_vec(), from));
    }
    let tables = |side: &Said<Option<Table<'a>>>| {
        let (was, is) = side.as_ref()?;
        was.clone().zip(is.clone())
    };
    let both: Vec<Said<Table<'a>>> = sides.iter().map(tables).collect();
    let keys: BTreeSet<String> =
        both.iter().flatten().flat_map(|(was, is)| was.keys().chain(is.keys())).cloned().collect();
    for key in keys.iter().filter(|key| !skipped.contains(&key.as_str())) {
        let path = [under, std::slice::from_ref(key)].concat();
        if both.iter().flatten().any(|(was, is)| was.has_table(key) || is.has_table(key)) {
            let inside = |side: &Said<Table<'a>>| {
                let (was, is) = side.as_ref()?;
                let of = |table: &Table<'a>| table.has_table(key).then(|| table.table(key));
                Some((of(was), of(is)))
            };
            find(&path, &both.iter().map(inside).collect::<Vec<_>>(), &[], places);
        } else {
            let said = |side: &Said<Table<'a>>| {
                let (was, is) = side.as_ref()?;
                Some((was.spelled(key), is.spelled(key)))
            };
            for (at, from) in taken(&both.iter().map(said).collect::<Vec<_>>()) {
                places[at].push((path.clone(), from));
            }
        }
    }
}

/// The days that say otherwise than the former side does, each with the day whose new word they take. Both by their place in the list.
fn taken<T: PartialEq>(said: &[Said<T>]) -> Vec<(usize, usize)> {
    let differs = |at: usize| said[at].as_ref().is_some_and(|(was, is)| was != is);
    let former = |at: usize| said[at].as_ref().map(|(was, _)| was);
    let touched: Vec<usize> = (0..said.len()).filter(|at| differs(*at)).collect();
    let (Some(&first), Some(&last)) = (touched.first(), touched.last()) else { return Vec::new() };
    let of_day = |at: usize| {
        let from = match at {
            _ if at < first => last,
            _ if !differs(at) => return None,
            _ => (at..said.len()).take_while(|next| differs(*next) && former(*next) == former(at)).last()?,
        };
        let new = said[from].as_ref().map(|(_, is)| is);
        (said[at].is_some() && former(at) != new).then_some((at, from))
    };
    (0..said.len()).filter_map(of_day).collect()
}

impl<'a> Held<'a> {
    /// The tree of the day with some of its edits; a ramp ends at the target.
    pub fn with<'e>(&self, edits: impl Iterator<Item = &'e Edit<'a>>) -> Node<'a>
    where
        'a: 'e,
    {
        let mut root = self.former.clone();
        for Edit { path, value } in edits {
            set(&mut root, path, value.clone());
            if let [levels, id, key] = path.as_slice()
                && levels == LEVELS
                && key == "target"
                && let Some(level) = root.get_mut(levels).and_then(|levels| levels.get_mut(id))
            {
                end_ramp(level, value.as_ref());
            }
        }
        root
    }
}

fn end_ramp<'a>(level: &mut Node<'a>, target: Option<&Node<'a>>) {
    let steps = level.get_mut("ramp").and_then(|ramp| match &mut ramp.value {
        Value::List(steps) => steps.last_mut(),
        _ => None,
    });
    if let (Some(last), Some(target)) = (steps.and_then(|step| step.get_mut("target")), target) {
        *last = target.clone();
    }
}

fn at<'n, 'a>(root: &'n Node<'a>, path: &[String]) -> Option<&'n Node<'a>> {
    path.iter().try_fold(root, |node, key| node.get(key))
}

/// Tables on the way that are not there are made.
fn set<'a>(table: &mut Node<'a>, path: &[String], value: Option<Node<'a>>) {
    let [key, rest @ ..] = path else { return };
    let empty = value.as_ref().map(|value| Node { value: Value::Table(Vec::new()), ..value.clone() });
    let Some(entries) = table.entries_mut() else { return };
    let place = entries.iter().position(|(name, _)| name == key);
    match (place, value) {
        (Some(place), value) if !rest.is_empty() => set(&mut entries[place].1, rest, value),
        (Some(place), Some(value)) => entries[place].1 = value,
        (Some(place), None) => {
            entries.remove(place);
        }
        (None, Some(value)) if rest.is_empty() => entries.push((key.clone(), value)),
        (None, value) => {
            if let Some(mut inside) = empty {
                set(&mut inside, rest, value);
                entries.push((key.clone(), inside));
            }
        }
    }
}
