//! The action tracker: every action of every plan, summed by age, vendor, site, owner and line of business.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::kit::diag::plural;
use crate::kit::number::Quotient;
use crate::kit::numbered::{FigureNumber, Figures};
use crate::kit::picture::bars::{Bar, Bars, Tone};
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::evidence::{Document, Evidence};
use crate::subject::plan::address::PlanPage;
use crate::subject::plan::figures::tracker::{ActionState, AgeBucket};
use crate::subject::plan::record::Action;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Figure, Html, Inline, listed};
use crate::subject::text::words::Unproved;
use crate::subject::wording::{names, phrase};

#[derive(Serialize)]
pub struct ActionsView {
    lede: Html,
    figures: Vec<Figure>,
    /// Open actions by age.
    ages: Html,
    ages_label: &'static str,
    ages_table: Table,
    summaries: Vec<Table>,
    actions: Table,
    done: Table,
}

pub fn view(context: &PageContext<'_>, route: &Route) -> (ActionsView, Option<Document>) {
    let mut evidence = Evidence::new(context, route);
    let ours = &mut evidence;
    let mut open: Vec<&ActionState> =
        context.report.plans.actions.iter().filter(|state| !state.done).collect();
    open.sort_by_key(|state| (-state.age_days, state.plan.clone(), state.action));
    let mut done: Vec<&ActionState> =
        context.report.plans.actions.iter().filter(|state| state.done).collect();
    done.sort_by_key(|state| (std::cmp::Reverse(done_on(context, state)), state.plan.clone(), state.action));
    let late_done: Vec<&ActionState> = done.iter().copied().filter(|state| state.age_days > 0).collect();
    let all = ("", "");
    let told = [
        counted(context, &open, "open", all, ours),
        counted(context, &overdue(&open), "overdue", all, ours),
        counted(context, &soon(&open), "soon", all, ours),
        counted(context, &done, "done", all, ours),
    ];
    let buckets = AgeBucket::ALL.map(|bucket| {
        let here: Vec<&ActionState> = open.iter().copied().filter(|state| state.bucket == bucket).collect();
        counted(context, &here, word(bucket), all, ours)
    });
    let late = match late_done.len() {
        0 => Html::default(),
        late => {
            let told = counted(context, &late_done, "done-late", all, ours);
            Html::part_of(told.number, &format!("{late} of them late"))
        }
    };
    let view = ActionsView {
        lede: lede(&told),
        figures: vec![
            Figure::new("Open", &told[0], ""),
            Figure::new("Overdue", &told[1], oldest(context, &open, ours)),
            Figure::new("Due within a week", &told[2], ""),
            Figure::new("Done", &told[3], late),
        ],
        ages: ages(&buckets),
        ages_label: "Open actions by days past due",
        ages_table: ages_table(&buckets),
        summaries: summaries(context, &open, ours),
        actions: open_table(context, &open, "Open actions, most overdue first", true, ours),
        done: done_table(context, &done, ours),
    };
    (view, Some(evidence.finish()))
}

/// A count of actions: which of them (`open`, `overdue`, `soon`, `due`, `done`, `done-late`, or a bucket of ages), and whose
/// (`vendor`, `site`, `all-sites`, `owner`, `line`, `person` and the id, or nothing).
pub fn counted(
    context: &PageContext<'_>,
    states: &[&ActionState],
    which: &str,
    whose: (&str, &str),
    evidence: &mut Evidence<'_>,
) -> FigureRef {
    let places = states.iter().filter_map(|state| Some(&action_of(context, state)?.id.place));
    evidence.count(&["actions", which, whose.0, whose.1], places)
}

/// Those that are past due.
pub fn overdue<'a>(open: &[&'a ActionState]) -> Vec<&'a ActionState> {
    open.iter().copied().filter(|state| state.age_days > 0).collect()
}

/// Those that fall due within a week.
fn soon<'a>(open: &[&'a ActionState]) -> Vec<&'a ActionState> {
    open.iter().copied().filter(|state| (-7..=0).contains(&state.age_days)).collect()
}

fn word(bucket: AgeBucket) -> &'static str {
    match bucket {
        AgeBucket::NotDue => "not-due",
        AgeBucket::DueToday => "due-today",
        AgeBucket::Days1To30 => "1-to-30",
        AgeBucket::Days31To60 => "31-to-60",
        AgeBucket::Days61To90 => "61-to-90",
        AgeBucket::Over90 => "over-90",
    }
}

/// `told` are the counts of open and overdue ones, and of those due soon.
fn lede([open, overdue, soon, _]: &[FigureRef; 4]) -> Html {
    let of = |written: &FigureRef, said: &str| Html::part_of(written.number, said);
    let lead = match open.shown.as_str() {
        "0" => return Html::from("Every action of every plan is done."),
        "1" => of(open, "1 open action of all plans: "),
        n => of(open, &format!("{n} open actions of all plans: ")),
    };
    let late = match overdue.shown.as_str() {
        "0" => Html::from("none is overdue"),
        "1" => of(overdue, "1 is overdue"),
        n => of(overdue, &format!("{n} are overdue")),
    };
    let next = match soon.shown.as_str() {
        "0" => Html::default(),
        n => of(soon, &format!(", {n} due within a week")),
    };
    lead.then(late).then(next).then(".")
}

fn oldest(context: &PageContext<'_>, open: &[&ActionState], evidence: &mut Evidence<'_>) -> Html {
    match open.iter().max_by_key(|state| state.age_days) {
        Some(state) if state.age_days > 0 => {
            let number = age_told(context, state, evidence);
            let days = plural(usize::try_from(state.age_days).unwrap_or(0), "day");
            Html::part_of(number, &format!("oldest {days}"))
        }
        _ => Html::default(),
    }
}

/// The figure that tells the age of an action, or how late it was done.
pub fn age_told(
    context: &PageContext<'_>,
    state: &ActionState,
    evidence: &mut Evidence<'_>,
) -> Option<FigureNumber> {
    let action = action_of(context, state)?;
    let done = action.done_on.as_ref().filter(|_| state.done).map(|on| ("done-on", on));
    evidence.age(state.age_days, [("due-on", &action.due_on)].into_iter().chain(done))
}

fn tone(bucket: AgeBucket) -> Tone {
    match bucket {
        AgeBucket::NotDue => Tone::Plain,
        AgeBucket::DueToday | AgeBucket::Days1To30 => Tone::Near,
        AgeBucket::Days31To60 | AgeBucket::Days61To90 => Tone::Poor,
        AgeBucket::Over90 => Tone::Bad,
    }
}

fn ages(counts: &[FigureRef; 6]) -> Html {
    let bars: Vec<Bar<'_>> = AgeBucket::ALL
        .iter()
        .enumerate()
        .map(|(at, &bucket)| Bar {
            name: bucket.label(),
            value: counts[at].value.map(Quotient::to_f64),
            text: &counts[at].shown,
            goal: None,
            tone: tone(bucket),
        })
        .collect();
    let figures = counts[0].number.zip(counts[5].number).map(|(first, last)| Figures::between(first, last));
    Html::picture(&Bars { label: "Open actions by days past due", bars: &bars, bands: None, figures })
}

fn ages_table(counts: &[FigureRef; 6]) -> Table {
    Columns::over(AgeBucket::ALL.iter().zip(counts), &mut ())
        .column("Age", "", |(bucket, _), _| Cell::head(Inline::words(bucket.label()).because(Exempt::Rule)))
        .column("Open", "num", |(_, count), _| Inline::from(*count).into())
        .table("actions-by-age", "Open actions by age")
}

/// Open actions as rows.
pub fn open_table(
    context: &PageContext<'_>,
    open: &[&ActionState],
    caption: &'static str,
    filter: bool,
    evidence: &mut Evidence<'_>,
) -> Table {
    let table = Columns::over(told(context, open), evidence)
        .column("Action", "", |one, _| action_named(context, one))
        .column("Vendor and site", "", |(state, _), _| {
            names::party(context, &state.vendor, state.site.as_ref()).into()
        })
        .column("Owner", "", |(state, action), _| {
            Cell::new(names::owner(context, &action.owner)).under(lines(state))
        })
        .column("Due", "tight", |(state, action), evidence| {
            Cell::day(*action.due_on).under(slipped(context, state, action, evidence))
        })
        .column("Age", "tight", |(state, _), evidence| aged_cell(context, state, evidence))
        .table("open-actions", caption)
        .titled()
        .empty("No action is open.", "Actions appear here as soon as a plan has one.");
    Table { filter, ..table }
}

/// Each with its action; what its plan no longer has is left out.
fn told<'a>(context: &PageContext<'a>, states: &[&'a ActionState]) -> Vec<(&'a ActionState, &'a Action)> {
    states.iter().filter_map(|state| Some((*state, action_of(context, state)?))).collect()
}

/// The cell that names a row: the action, and its plan.
fn action_named(context: &PageContext<'_>, (state, action): &(&ActionState, &Action)) -> Cell {
    Cell::head(action_link(state, action)).under(names::plan(context, &state.plan))
}

/// How late, sorted by it.
pub fn aged_cell(context: &PageContext<'_>, state: &ActionState, evidence: &mut Evidence<'_>) -> Cell {
    Cell::new(aged(context, state, evidence)).key(state.age_days)
}

fn slipped(
    context: &PageContext<'_>,
    state: &ActionState,
    action: &Action,
    evidence: &mut Evidence<'_>,
) -> Vec<Inline> {
    let plan = context.report.register.plans.get(&state.plan);
    plan.map_or_else(Vec::new, |plan| {
        crate::subject::plan::page::slipped::of_action(context, plan, action, evidence)
    })
}

fn lines(state: &ActionState) -> Vec<Inline> {
    if state.lines_of_business.is_empty() {
        return Vec::new();
    }
    listed(state.lines_of_business.iter().map(|line| names::line_of_business(line)))
}

/// An action on its plan's page.
pub fn action_link(state: &ActionState, action: &Action) -> Inline {
    Inline::anchor(
        &Route::Plan(PlanPage::One(state.plan.clone())),
        &anchor(action.id.as_str()),
        &*action.title,
    )
    .because(Exempt::Quoted)
}

/// Anchor of an action on its plan's page.
pub fn anchor(id: &str) -> String {
    names::action_anchor(id)
}

/// How late an open action is, or how a done one came in, with its figure.
pub fn aged(context: &PageContext<'_>, state: &ActionState, evidence: &mut Evidence<'_>) -> Inline {
    age(state).rests_on(|| age_told(context, state, evidence))
}

fn age(state: &ActionState) -> Unproved {
    match (state.done, state.age_days) {
        (false, days) => phrase::age(days),
        (true, _) if state.is_early => Inline::chip("near", "done before the miss was found").into(),
        (true, i32::MIN..=0) => Inline::chip("good", "done in time").into(),
        (true, days) => {
            Inline::chip("plain", format!("done {} late", plural(usize::try_from(days).unwrap_or(0), "day")))
        }
    }
}

/// The action a state speaks of.
pub fn action_of<'a>(context: &PageContext<'a>, state: &ActionState) -> Option<&'a Action> {
    context.report.register.plans.get(&state.plan)?.actions.get(state.action)
}

fn done_on(context: &PageContext<'_>, state: &ActionState) -> Option<Date> {
    action_of(context, state)?.done_on.as_deref().copied()
}

fn done_table(context: &PageContext<'_>, done: &[&ActionState], evidence: &mut Evidence<'_>) -> Table {
    Columns::over(told(context, done), evidence)
        .column("Action", "", |one, _| action_named(context, one))
        .column("Vendor and site", "", |(state, _), _| {
            names::party(context, &state.vendor, state.site.as_ref()).into()
        })
        .column("Owner", "", |(_, action), _| names::owner(context, &action.owner).into())
        .column("Done", "tight", |(_, action), _| done_cell(action))
        .column("In time?", "tight", |(state, _), evidence| aged_cell(context, state, evidence))
        .column("Evidence", "", |one, _| evidence_cell(one))
        .table("done-actions", "Done actions, latest first")
        .empty("No action is done yet.", "")
        .titled()
}

/// The day on which it was done.
pub fn done_cell(action: &Action) -> Cell {
    action.done_on.as_deref().copied().map_or_else(Cell::dash, Cell::day)
}

/// What shows that it was done.
pub fn evidence_cell((state, action): &(&ActionState, &Action)) -> Cell {
    match &action.evidence {
        Some(text) => Inline::words(text).because(Exempt::Quoted).into(),
        None if state.done => Inline::chip("near", "no evidence").into(),
        None => Cell::dash(),
    }
}

/// What a summary groups actions by: its name for a count, the key of the group, and the link that heads its row.
type Groups<'k> = &'k dyn Fn(&ActionState) -> Vec<(&'static str, String, Inline)>;

fn summaries(context: &PageContext<'_>, open: &[&ActionState], evidence: &mut Evidence<'_>) -> Vec<Table> {
    let mut by = |name: &str, caption: &'static str, what: &'static str, keys: Groups<'_>| {
        summary(context, open, (name, caption, what), keys, evidence)
    };
    vec![
        by("actions-by-vendor", "By vendor", "Vendor", &|state| {
            vec![("vendor", state.vendor.to_string(), names::vendor(context, &state.vendor))]
        }),
        by("actions-by-site", "By site", "Site", &|state| match &state.site {
            Some(site) => vec![("site", site.to_string(), names::site(context, site))],
            None => {
                let vendor = names::vendor(context, &state.vendor);
                vec![("all-sites", state.vendor.to_string(), vendor.followed_by(": all sites"))]
            }
        }),
        by("actions-by-owner", "By owner", "Owner", &|state| {
            action_of(context, state)
                .map(|action| {
                    vec![("owner", action.owner.value.clone(), names::owner(context, &action.owner))]
                })
                .unwrap_or_default()
        }),
        by("actions-by-line", "By line of business", "Line of business", &|state| {
            let lines = state.lines_of_business.iter();
            lines.map(|line| ("line", line.clone(), names::line_of_business(line))).collect()
        }),
    ]
}

fn summary(
    context: &PageContext<'_>,
    open: &[&ActionState],
    (name, caption, what): (&str, &'static str, &'static str),
    keys: Groups<'_>,
    evidence: &mut Evidence<'_>,
) -> Table {
    let mut groups: BTreeMap<(&str, String), (Inline, Vec<&ActionState>)> = BTreeMap::new();
    for state in open {
        for (by, key, piece) in keys(state) {
            groups.entry((by, key)).or_insert_with(|| (piece, Vec::new())).1.push(state);
        }
    }
    let mut rows: Vec<_> = groups.into_iter().collect();
    rows.sort_by_key(|(_, (_, states))| {
        (std::cmp::Reverse(overdue(states).len()), std::cmp::Reverse(states.len()))
    });
    Columns::over(rows, evidence)
        .column(what, "", |(_, (piece, _)), _| Cell::head(piece.clone()))
        .column("Open", "num", |((by, key), (_, states)), evidence| {
            counted(context, states, "open", (by, key), evidence).into()
        })
        .column("Due in a week", "num", |((by, key), (_, states)), evidence| {
            counted(context, &soon(states), "soon", (by, key), evidence).into()
        })
        .column("Overdue", "num", |((by, key), (_, states)), evidence| {
            counted(context, &overdue(states), "overdue", (by, key), evidence).into()
        })
        .column("Oldest", "tight", |(_, (_, states)), evidence| {
            let oldest = states.iter().max_by_key(|state| state.age_days).filter(|state| state.age_days > 0);
            oldest.map_or_else(Cell::dash, |state| {
                let number = age_told(context, state, evidence);
                Cell::new(phrase::age(state.age_days).of(number)).key(state.age_days)
            })
        })
        .table(name, caption)
        .empty("No action is open.", "")
}
