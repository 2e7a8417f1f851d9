//! The action tracker: every action of every plan, summed by age, vendor, site, owner and line of business.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::compute::tracker::{ActionState, AgeBucket};
use crate::diag::plural;
use crate::model::Action;
use crate::page::piece::{Figure, Piece, listed};
use crate::page::restatement;
use crate::page::route::Route;
use crate::page::shell::House;
use crate::page::table::{Cell, Table};
use crate::page::wording::names;
use crate::page::wording::phrase;
use crate::picture::bars::{Bar, Bars, Tone};

#[derive(Serialize)]
pub struct ActionsView {
    lede: String,
    figures: Vec<Figure>,
    /// Open actions by age.
    ages: String,
    ages_label: &'static str,
    ages_table: Table,
    summaries: Vec<Table>,
    actions: Table,
    done: Table,
}

pub fn view(house: &House<'_>) -> ActionsView {
    let mut open: Vec<&ActionState> = house.report.actions.iter().filter(|state| !state.done).collect();
    open.sort_by_key(|state| (-state.age_days, state.plan.clone(), state.action));
    let mut done: Vec<&ActionState> = house.report.actions.iter().filter(|state| state.done).collect();
    done.sort_by_key(|state| (std::cmp::Reverse(done_on(house, state)), state.plan.clone(), state.action));
    let overdue = open.iter().filter(|state| state.is_overdue()).count();
    let soon = open.iter().filter(|state| (-7..=0).contains(&state.age_days)).count();
    let counts = AgeBucket::ALL.map(|bucket| open.iter().filter(|state| state.bucket == bucket).count());
    ActionsView {
        lede: lede(open.len(), overdue, soon),
        figures: vec![
            Figure::new("Open", open.len().to_string(), ""),
            Figure::new("Overdue", overdue.to_string(), oldest(&open)),
            Figure::new("Due within a week", soon.to_string(), ""),
            Figure::new("Done", done.len().to_string(), done_late(&done)),
        ],
        ages: ages(&counts),
        ages_label: "Open actions by days past due",
        ages_table: ages_table(&counts),
        summaries: summaries(house, &open),
        actions: open_table(house, &open, "Open actions, most overdue first", true),
        done: done_table(house, &done),
    }
}

fn lede(open: usize, overdue: usize, soon: usize) -> String {
    if open == 0 {
        return "Every action of every plan is done.".to_owned();
    }
    let late = match overdue {
        0 => "none is overdue".to_owned(),
        1 => "1 is overdue".to_owned(),
        n => format!("{n} are overdue"),
    };
    let next = if soon == 0 { String::new() } else { format!(", {soon} due within a week") };
    format!("{} of all plans: {late}{next}.", capital_plural(open))
}

fn capital_plural(open: usize) -> String {
    if open == 1 { "1 open action".to_owned() } else { format!("{open} open actions") }
}

fn oldest(open: &[&ActionState]) -> String {
    match open.iter().map(|state| state.age_days).max() {
        Some(days) if days > 0 => format!("oldest {}", plural(usize::try_from(days).unwrap_or(0), "day")),
        _ => String::new(),
    }
}

fn done_late(done: &[&ActionState]) -> String {
    match done.iter().filter(|state| state.age_days > 0).count() {
        0 => String::new(),
        late => format!("{late} of them late"),
    }
}

fn tone(bucket: AgeBucket) -> Tone {
    match bucket {
        AgeBucket::NotDue => Tone::Plain,
        AgeBucket::DueToday | AgeBucket::Days1To30 => Tone::Near,
        AgeBucket::Days31To60 | AgeBucket::Days61To90 => Tone::Poor,
        AgeBucket::Over90 => Tone::Bad,
    }
}

fn ages(counts: &[usize; 6]) -> String {
    let texts = counts.map(|count| count.to_string());
    let bars: Vec<Bar<'_>> = AgeBucket::ALL
        .iter()
        .enumerate()
        .map(|(at, &bucket)| Bar {
            name: bucket.label(),
            value: Some(counts[at] as f64),
            text: &texts[at],
            goal: None,
            tone: tone(bucket),
        })
        .collect();
    let mut svg = String::new();
    Bars { label: "Open actions by days past due", bars: &bars }.write(&mut svg);
    svg
}

fn ages_table(counts: &[usize; 6]) -> Table {
    let mut table = Table::new("actions-by-age", "Open actions by age", &[("Age", ""), ("Open", "num")]);
    for (bucket, count) in AgeBucket::ALL.iter().zip(counts) {
        table.push([Cell::head(bucket.label()), count.to_string().into()]);
    }
    table
}

/// Open actions as rows.
pub fn open_table(house: &House<'_>, open: &[&ActionState], caption: &str, filter: bool) -> Table {
    let columns =
        [("Action", ""), ("Vendor and site", ""), ("Owner", ""), ("Due", "tight"), ("Age", "tight")];
    let mut table = Table::new("open-actions", caption, &columns)
        .titled()
        .empty("No action is open.", "Actions appear here as soon as a plan has one.");
    table.filter = filter;
    for state in open {
        let Some(action) = action_of(house, state) else { continue };
        table.push([
            Cell::head(action_link(state, action)).under(names::plan(house, &state.plan)),
            names::party(house, &state.vendor, state.site.as_ref()).into(),
            Cell::new(names::owner(house, &action.owner)).under(lines(state)),
            Cell::new(phrase::day(action.due_on))
                .under(restatement::slips(house, &state.plan, &action.id))
                .key(action.due_on),
            Cell::new(age(state)).key(state.age_days),
        ]);
    }
    table
}

fn lines(state: &ActionState) -> Vec<Piece> {
    if state.lines_of_business.is_empty() {
        return Vec::new();
    }
    listed(state.lines_of_business.iter().map(|line| names::line_of_business(line)))
}

/// An action on its plan's page.
pub fn action_link(state: &ActionState, action: &Action) -> Piece {
    Piece::anchor(&Route::Plan(state.plan.clone()), &anchor(&action.id), action.title.clone())
}

/// Anchor of an action on its plan's page.
pub fn anchor(id: &str) -> String {
    format!("action-{id}")
}

/// How late an open action is, or how a done one came in.
pub fn age(state: &ActionState) -> Piece {
    match (state.done, state.age_days) {
        (false, days) => phrase::age(days),
        (true, i32::MIN..=0) => Piece::chip("good", "done in time"),
        (true, days) => {
            Piece::chip("plain", format!("done {} late", plural(usize::try_from(days).unwrap_or(0), "day")))
        }
    }
}

/// The action a state speaks of.
pub fn action_of<'a>(house: &House<'a>, state: &ActionState) -> Option<&'a Action> {
    house.report.register.plans.get(&state.plan)?.actions.get(state.action)
}

fn done_on(house: &House<'_>, state: &ActionState) -> Option<jiff::civil::Date> {
    action_of(house, state)?.done_on
}

fn done_table(house: &House<'_>, done: &[&ActionState]) -> Table {
    let columns = [
        ("Action", ""),
        ("Vendor and site", ""),
        ("Owner", ""),
        ("Done", "tight"),
        ("In time?", "tight"),
        ("Evidence", ""),
    ];
    let mut table = Table::new("done-actions", "Done actions, latest first", &columns)
        .empty("No action is done yet.", "")
        .titled();
    for state in done {
        let Some(action) = action_of(house, state) else { continue };
        let evidence = match &action.evidence {
            Some(text) => Cell::new(text.as_str()),
            None => Cell::new(Piece::chip("near", "no evidence")),
        };
        table.push([
            Cell::head(action_link(state, action)).under(names::plan(house, &state.plan)),
            names::party(house, &state.vendor, state.site.as_ref()).into(),
            names::owner(house, &action.owner).into(),
            action.done_on.map_or_else(Cell::dash, |day| Cell::new(phrase::day(day)).key(day)),
            Cell::new(age(state)).key(state.age_days),
            evidence,
        ]);
    }
    table
}

#[derive(Default)]
struct Tally {
    open: usize,
    soon: usize,
    overdue: usize,
    oldest: i32,
}

fn summaries(house: &House<'_>, open: &[&ActionState]) -> Vec<Table> {
    let by = |name: &str,
              caption: &str,
              what: &'static str,
              keys: &dyn Fn(&ActionState) -> Vec<(String, Piece)>| {
        summary(open, name, caption, what, keys)
    };
    vec![
        by("actions-by-vendor", "By vendor", "Vendor", &|state| {
            vec![(state.vendor.to_string(), names::vendor(house, &state.vendor))]
        }),
        by("actions-by-site", "By site", "Site", &|state| match &state.site {
            Some(site) => vec![(site.to_string(), names::site(house, site))],
            None => {
                let vendor = names::vendor(house, &state.vendor);
                vec![(
                    format!("~{}", state.vendor),
                    Piece { text: format!("{}: all sites", vendor.text), ..vendor },
                )]
            }
        }),
        by("actions-by-owner", "By owner", "Owner", &|state| {
            action_of(house, state)
                .map(|action| vec![(action.owner.clone(), names::owner(house, &action.owner))])
                .unwrap_or_default()
        }),
        by("actions-by-line", "By line of business", "Line of business", &|state| {
            state.lines_of_business.iter().map(|line| (line.clone(), names::line_of_business(line))).collect()
        }),
    ]
}

fn summary(
    open: &[&ActionState],
    name: &str,
    caption: &str,
    what: &'static str,
    keys: &dyn Fn(&ActionState) -> Vec<(String, Piece)>,
) -> Table {
    let mut tallies: BTreeMap<String, (Piece, Tally)> = BTreeMap::new();
    for state in open {
        for (key, piece) in keys(state) {
            let (_, tally) = tallies.entry(key).or_insert_with(|| (piece, Tally::default()));
            tally.open += 1;
            tally.soon += usize::from((-7..=0).contains(&state.age_days));
            tally.overdue += usize::from(state.age_days > 0);
            tally.oldest = tally.oldest.max(state.age_days);
        }
    }
    let columns =
        [(what, ""), ("Open", "num"), ("Due in a week", "num"), ("Overdue", "num"), ("Oldest", "tight")];
    let mut table = Table::new(name, caption, &columns).empty("No action is open.", "");
    let mut rows: Vec<(Piece, Tally)> = tallies.into_values().collect();
    rows.sort_by_key(|(_, tally)| (std::cmp::Reverse(tally.overdue), std::cmp::Reverse(tally.open)));
    for (piece, tally) in rows {
        let oldest = match tally.oldest {
            1.. => Cell::new(phrase::age(tally.oldest)).key(tally.oldest),
            _ => Cell::dash(),
        };
        table.push([
            Cell::head(piece),
            tally.open.to_string().into(),
            tally.soon.to_string().into(),
            tally.overdue.to_string().into(),
            oldest,
        ]);
    }
    table
}
