//! What the book held at a moment: rows by their periods, records by the dates inside them, the rest by the story.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, time};

use super::story::Entry;
use crate::prng::Prng;
use crate::week::Week;

/// When the week's rows come, on Mondays, and when a record's own dates show in it. UTC.
pub const ROWS: Time = time(8, 30, 0, 0);
pub const RECORDS: Time = time(15, 0, 0, 0);
/// Weeks after its own at which a week's audits are closed.
const AUDIT_WEEKS: i64 = 2;
const SEED: u64 = 46;

/// The book of today and how it became so.
pub struct Book {
    files: BTreeMap<String, String>,
    /// In the order in which the main line got them.
    entries: Vec<Entry>,
    last: DateTime,
}

impl Book {
    pub fn new(
        mut files: BTreeMap<String, String>,
        mut entries: Vec<Entry>,
        last: DateTime,
    ) -> Result<Self, String> {
        // A history has a date of its own for every commit: the report follows it instead of the pinned day.
        let book = files.get_mut("data/book.toml").ok_or("data/book.toml is missing")?;
        *book = book.split_inclusive('\n').filter(|line| !line.starts_with("as-of = ")).collect();
        entries.sort_by_key(Entry::landed);
        Ok(Book { files, entries, last })
    }

    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// The files at a moment of the main line; with `also`, with that entry's change too.
    pub fn at(&self, moment: DateTime, also: Option<usize>) -> Result<BTreeMap<String, String>, String> {
        let mut held = BTreeMap::new();
        for (path, text) in &self.files {
            let (mut path, mut text) = (path.clone(), text.clone());
            for (at, entry) in self.entries.iter().enumerate().rev() {
                if entry.landed() <= moment || also == Some(at) {
                    continue;
                }
                text = entry.undo(&path, &text)?;
                if let Some((from, to)) = &entry.renamed
                    && *to == path
                {
                    path.clone_from(from);
                }
            }
            if moment < self.last {
                match self.dated(&path, &text, moment) {
                    Some(then) => held.insert(path, then),
                    None => None,
                };
            } else {
                held.insert(path, text);
            }
        }
        Ok(held)
    }

    /// The name behind a handle.
    pub fn person(&self, handle: &str) -> String {
        let book = self.files.get("data/book.toml").map_or("", String::as_str);
        let after = book.split(&format!("[people.{handle}]\nname = \"")).nth(1);
        after.and_then(|rest| rest.split('"').next()).unwrap_or(handle).to_owned()
    }

    /// What the dates inside a file leave of it; `None` before it was there.
    fn dated(&self, path: &str, text: &str, moment: DateTime) -> Option<String> {
        if path.ends_with(".csv") {
            let rows = rows(text, moment);
            return (rows.lines().count() > 1).then_some(rows);
        }
        // What is dated on a day shows in the afternoon.
        let day =
            if moment.time() < RECORDS { moment.date().saturating_sub(1.days()) } else { moment.date() };
        if first_day(path, text).is_some_and(|first| first > day) {
            return None;
        }
        let is_signed = path.starts_with("data/contracts/") || path.starts_with("data/clauses/");
        if path.ends_with(".toml") && !is_signed {
            let blocks = blocks(text, day);
            return (!blocks.trim().is_empty()).then_some(blocks);
        }
        let reviewed = |line: &&str| value(line, "reviewed-on").is_none_or(|on| on <= day);
        Some(text.split_inclusive('\n').filter(reviewed).collect())
    }
}

/// The rows whose period was over on the Monday before. Audits come provisional and are closed two weeks later. Rates of exchange come the day
/// after, accounts after the day on which they were issued, posted or approved, facts of a pull after its last day.
fn rows(text: &str, moment: DateTime) -> String {
    let mut kept = String::new();
    let header: Vec<&str> = text.lines().next().unwrap_or_default().split(',').collect();
    let is_known = |name: &&str| ["issued_on", "posted_on", "approved_on", "last_day"].contains(name);
    let known = header.iter().position(is_known);
    if header.contains(&"rate") && header.first() == Some(&"on") {
        let came = |row: &&str| {
            end_of(row.split(',').next().unwrap_or_default()).is_none_or(|on| on < moment.date())
        };
        return text.split_inclusive('\n').filter(came).collect();
    }
    let mut ends = BTreeMap::new();
    for (at, row) in text.split_inclusive('\n').enumerate() {
        let first = row.split(',').next().unwrap_or_default();
        let end = *ends.entry(first).or_insert_with(|| end_of(first));
        let of_account = known.and_then(|at| end_of(row.trim_end().split(',').nth(at)?));
        let of_row = || row.trim_end().split(',').skip(1).find_map(end_of);
        let Some(end) = of_account.or(end).or_else(of_row).filter(|_| at > 0) else {
            kept.push_str(row);
            continue;
        };
        if Week::of(end).plus(1).monday().to_datetime(ROWS) > moment {
            continue;
        }
        if header.first() == Some(&"reported_on") {
            kept.push_str(&so_far(&header, row, moment.date()));
            continue;
        }
        let is_open = Week::of(end).plus(1 + AUDIT_WEEKS).monday().to_datetime(ROWS) > moment;
        kept.push_str(&match first_audit(row).filter(|_| is_open) {
            Some(open) => open,
            None => row.to_owned(),
        });
    }
    kept
}

/// An incident as it stood: nobody has written yet that it was answered or closed.
fn so_far(header: &[&str], row: &str, today: Date) -> String {
    let mut cells: Vec<&str> = row.trim_end().split(',').collect();
    let is_to_come = |cell: &str| cell.parse::<Date>().is_ok_and(|on| on >= today);
    for (day, with) in [("responded_on", Some("response_hours")), ("closed_on", None)] {
        let at = |name: &str| header.iter().position(|column| *column == name);
        let Some(on) = at(day).filter(|on| cells.get(*on).is_some_and(|cell| is_to_come(cell))) else {
            continue;
        };
        for cell in [Some(on), with.and_then(at)].into_iter().flatten() {
            cells[cell] = "";
        }
    }
    cells.join(",") + "\n"
}

/// An audit's row as it came first, if it is final by now: one in four lost a decision or two on the way.
fn first_audit(row: &str) -> Option<String> {
    let cells: Vec<&str> = row.trim_end().split(',').collect();
    let [period, site, project, queue, language, metric, numerator, denominator, _, _, "client", "final", ""] =
        cells[..]
    else {
        return None;
    };
    if !["accuracy", "critical-error-free"].contains(&metric) {
        return None;
    }
    let mut dice = Prng::named(SEED, row);
    let (right, all): (i64, i64) = (numerator.parse().ok()?, denominator.parse().ok()?);
    let first = if dice.between(0, 3) == 0 { (right + dice.between(1, 2)).min(all) } else { right };
    Some(format!(
        "{period},{site},{project},{queue},{language},{metric},{first},{all},,,client,provisional,audit sample still open\n"
    ))
}

/// The last day of a cell that is a week, a month or a day.
fn end_of(cell: &str) -> Option<Date> {
    if let Ok(week) = Week::parse(cell) {
        return Some(week.sunday());
    }
    let month = || format!("{cell}-01").parse::<Date>().ok().map(Date::last_of_month);
    cell.parse().ok().or_else(month)
}

/// The day from which a record is there; `None` when it was there from the first commit.
fn first_day(path: &str, text: &str) -> Option<Date> {
    let folder = path.split('/').nth(1)?;
    let keys: &[&str] = match folder {
        "book.toml" | "metrics.toml" | "waivers.toml" | "rebases.toml" => return None,
        "vendors" | "sites" | "projects" | "sops" => return None,
        "contracts" if path.ends_with("/contract.toml") => return None,
        "contracts" | "clauses" => &["signed-on"],
        "plans" => &["draft-due-on", "approved-on", "on", "done-on"],
        "decisions" | "responses" => &["asked-on"],
        "initiatives" => &["approved-on"],
        "signoffs" => &["on"],
        // A brief is written when the last of its sources was read.
        "markets" => {
            let of = |line: &str| ["as-of", "retrieved-on"].iter().find_map(|key| value(line, key));
            return text.lines().filter_map(of).max();
        }
        "relief" if text.contains("\napproved-on = ") => &["approved-on"],
        "relief" => &["to-on"],
        _ => return any_day(path, text),
    };
    text.lines().filter_map(|line| keys.iter().find_map(|key| value(line, key))).min()
}

/// For kinds of records that this file knows nothing of: the end of the period they are named after, else their first date.
fn any_day(path: &str, text: &str) -> Option<Date> {
    let stem = path.rsplit('/').next()?.split('.').next()?;
    let named = end_of(&stem.to_uppercase()).map(|end| end.saturating_add(1.days()));
    let dates = || {
        text.lines()
            .filter(|line| line.contains("on = "))
            .filter_map(|line| line.rsplit(' ').next()?.parse().ok())
    };
    named.or_else(|| dates().min())
}

/// The blocks of a TOML file that are dated by `day`, without the lines of what was not yet done, closed or decided.
fn blocks(text: &str, day: Date) -> String {
    let mut kept = Vec::new();
    let mut triggers = 0;
    for block in text.split("\n\n") {
        let is = |head: &str| block.lines().any(|line| line == head);
        let on = |key: &str| block.lines().find_map(|line| value(line, key));
        let period = |key: &str| {
            let cell = block
                .lines()
                .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"'));
            cell.and_then(end_of)
        };
        let from = match () {
            () if is("[[log]]") || is("[[held]]") || is("[[answer]]") => on("on"),
            () if is("[[trigger]]") => {
                triggers += 1;
                // A plan answers something from its first day.
                period("period").filter(|_| triggers > 1)
            }
            () if is("[[waiver]]") => on("from-on"),
            // Conditions under which a gate was passed come with its decision.
            () if is("[[condition]]") => text.lines().find_map(|line| value(line, "decided-on")),
            () if is("[[rebase]]") => period("from"),
            () => None,
        };
        if from.is_none_or(|from| from <= day) {
            kept.push(lines(block, day));
        }
    }
    let mut text = kept.join("\n\n");
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn lines(block: &str, day: Date) -> String {
    let later = |key: &str| block.lines().any(|line| value(line, key).is_some_and(|on| on > day));
    let mut gone: Vec<&str> = Vec::new();
    if later("done-on") {
        gone.extend(["done-on", "evidence"]);
    }
    if later("closed-on") && block.contains("status = \"closed\"") {
        gone.extend(["closed-on", "outcome"]);
    }
    if later("closed-on") && block.contains("raised-by = ") {
        gone.extend(["closed-on", "outcome", "decision", "actions"]);
    }
    if later("spoken-on") {
        gone.push("spoken-on");
    }
    if later("reviewed-on") {
        gone.push("reviewed-on");
    }
    if later("disputed-on") {
        gone.extend(["disputed-on", "dispute"]);
    }
    if later("agreed-on") {
        gone.extend(["agreed-on", "agreed-minor", "agreed-by", "reason"]);
    }
    if later("accepted-on") {
        gone.extend(["accepted-by", "accepted-on", "accepted-until"]);
    }
    if later("ended-on") {
        gone.extend(["ended-on", "outcome"]);
    }
    if later("approved-on") {
        gone.extend(["approved-on", "approved-by", "in-place-of"]);
    }
    if later("decided-on") {
        gone.extend(["decided-on", "decided-by", "outcome", "actions"]);
    }
    let is_gate = block.contains("opened-on = ");
    if (is_gate || block.contains("answer-due-on")) && later("decided-on") {
        gone.extend(["decision", "decided-by", "reason"]);
    }
    if later("answered-on") {
        gone.extend(["answer", "answered-on", "answered-by", "text", "evidence", "decision-due-on"]);
    }
    let key = |line: &str| line.split(" = ").next().map(str::to_owned).unwrap_or_default();
    let kept = block.lines().filter(|line| !gone.contains(&key(line).as_str()));
    let then = kept.map(|line| match line {
        "status = \"kept\"" | "status = \"stopped\"" if gone.contains(&"ended-on") => "status = \"running\"",
        "status = \"closed\"" if gone.contains(&"closed-on") => "status = \"remediating\"",
        "status = \"deviation-approved\"" if gone.contains(&"accepted-on") => "status = \"open\"",
        "status = \"decided\"" if gone.contains(&"decided-on") => "status = \"open\"",
        line => line,
    });
    then.collect::<Vec<_>>().join("\n")
}

/// The date of a line such as `done-on = 2026-09-04`.
fn value(line: &str, key: &str) -> Option<Date> {
    line.strip_prefix(key)?.strip_prefix(" = ")?.parse().ok()
}

/// The week before a day's.
pub fn week_before(day: Date) -> String {
    Week::of(day).plus(-1).label()
}

/// The first line of the message under which a record's own dates show.
pub fn subject(path: &str, text: &str, is_known: bool) -> String {
    let named = |line: &'_ str| -> Option<String> {
        let rest = line.strip_prefix("title = \"").or_else(|| line.strip_prefix("name = \""))?;
        rest.strip_suffix('"').map(str::to_owned)
    };
    let title = text.lines().find_map(named);
    let parts: Vec<&str> = path.trim_end_matches(".toml").split('/').collect();
    match (parts.as_slice(), title) {
        (["data", "contracts", contract, amendment], _) => {
            format!("{contract}: {} signed", amendment.replace('-', " "))
        }
        (["data", kind, _], Some(title)) => {
            let one = kind.trim_end_matches('s');
            format!("{} {one}: {title}", if is_known { "Progress of" } else { "New" })
        }
        _ => format!("{} {path}", if is_known { "Update" } else { "Add" }),
    }
}

/// Who commits a record: the client's person it names.
pub fn author<'a>(text: &'a str, book: &Book) -> &'a str {
    let named = |key: &str| {
        let rest = |line: &'a str| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"');
        text.lines().find_map(rest).filter(|handle| book.person(handle) != *handle)
    };
    ["owner-client", "author", "asked-by", "owner"]
        .iter()
        .find_map(|key| named(key))
        .unwrap_or("wren-halyard")
}
