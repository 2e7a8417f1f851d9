//! What a person owes is whole: every dated duty of the demo, read from its files here anew, stands on its owner's page, once, by the day.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use jiff::ToSpan;
use jiff::civil::Date;
use toml::{Table, Value};

/// Days for which the list looks ahead.
const AHEAD: i64 = 30;

/// Something that somebody has to do, as a file says it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Duty {
    owner: String,
    kind: &'static str,
    title: String,
    due: Date,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    kind: String,
    title: String,
    link: String,
    due: Option<Date>,
}

struct Book {
    as_of: Date,
    dispute_days: i64,
    people: BTreeSet<String>,
    folders: BTreeMap<String, BTreeMap<String, Table>>,
}

fn text(of: &Table, key: &str) -> Option<String> {
    of.get(key).and_then(Value::as_str).map(str::to_owned)
}

fn day(of: &Table, key: &str) -> Option<Date> {
    of.get(key).and_then(Value::as_datetime).map(|day| day.to_string().parse().unwrap())
}

fn tables<'t>(of: &'t Table, key: &str) -> Vec<&'t Table> {
    let all = of.get(key).and_then(Value::as_array);
    all.into_iter().flatten().filter_map(Value::as_table).collect()
}

fn number(of: &Table, key: &str) -> Option<i64> {
    of.get(key).and_then(Value::as_integer)
}

fn is(of: &Table, key: &str, word: &str) -> bool {
    of.get(key).and_then(Value::as_str) == Some(word)
}

impl Book {
    fn read(root: &Path) -> Book {
        let mut folders = BTreeMap::<String, BTreeMap<String, Table>>::new();
        for folder in std::fs::read_dir(root.join("data")).unwrap().map(|one| one.unwrap().path()) {
            let own = folders.entry(folder.file_name().unwrap().to_str().unwrap().to_owned()).or_default();
            for file in folder.read_dir().into_iter().flatten().map(|one| one.unwrap().path()) {
                let id = file.file_stem().unwrap().to_str().unwrap().to_owned();
                let written = match file.extension().and_then(|of| of.to_str()) {
                    Some("toml") => std::fs::read_to_string(&file).unwrap(),
                    Some("md") => {
                        let text = std::fs::read_to_string(&file).unwrap();
                        let front = text.strip_prefix("+++").and_then(|text| text.split_once("\n+++"));
                        front.map(|(front, _)| front.to_owned()).unwrap_or_default()
                    }
                    _ => continue,
                };
                own.insert(id, written.parse().unwrap());
            }
        }
        let settings: Table = std::fs::read_to_string(root.join("data/book.toml")).unwrap().parse().unwrap();
        let people = settings["people"].as_table().unwrap().keys().cloned().collect();
        let dispute_days = number(&settings, "claim-dispute-days").unwrap_or(30);
        Book { as_of: day(&settings, "as-of").unwrap(), dispute_days, people, folders }
    }

    fn of(&self, folder: &str) -> impl Iterator<Item = (&String, &Table)> {
        self.folders.get(folder).into_iter().flatten()
    }

    fn by_now(&self, of: &Table, key: &str) -> bool {
        day(of, key).is_some_and(|on| on <= self.as_of)
    }

    /// Every duty whose day the files say by themselves, whenever it is.
    fn duties(&self) -> Vec<Duty> {
        let mut found = Vec::new();
        let mut add =
            |kind: &'static str, owner: Option<String>, title: Option<String>, due: Option<Date>| {
                let owner = owner.filter(|owner| self.people.contains(owner));
                if let (Some(owner), Some(title), Some(due)) = (owner, title, due) {
                    found.push(Duty { owner, kind, title, due });
                }
            };
        for (_, plan) in self.of("plans") {
            for action in tables(plan, "action").into_iter().filter(|one| !self.by_now(one, "done-on")) {
                add("Action", text(action, "owner"), text(action, "title"), day(action, "due-on"));
            }
            if text(plan, "approved-by").is_none() && !is(plan, "status", "closed") {
                let due = day(plan, "draft-due-on");
                add("Plan to have approved", text(plan, "owner-client"), text(plan, "title"), due);
            }
        }
        for (_, one) in
            self.of("decisions").filter(|(_, one)| text(one, "status").is_none_or(|of| of == "open"))
        {
            let (title, due) = (text(one, "title"), day(one, "due-on"));
            if day(one, "asked-on") <= Some(self.as_of) {
                add("Decision to take", text(one, "owner"), title.clone(), due);
                let away = self.of("delegations").map(|(_, one)| one).find(|away| {
                    let runs = day(away, "starts-on") <= Some(self.as_of)
                        && day(away, "ends-on") >= Some(self.as_of);
                    runs && text(away, "from") == text(one, "owner") && !is(away, "for", "approvals")
                });
                let to = away.and_then(|away| text(away, "to"));
                add("Decision to take in their place", to, title.clone(), due);
                if text(one, "owner") != text(one, "asked-by") {
                    add("Decision to bring", text(one, "asked-by"), title, due);
                }
            }
        }
        for (_, gate) in self.of("gates").filter(|(_, gate)| self.by_now(gate, "opened-on")) {
            if text(gate, "decision").is_some_and(|of| of.starts_with("go"))
                && self.by_now(gate, "decided-on")
            {
                for one in tables(gate, "condition").into_iter().filter(|one| !self.by_now(one, "done-on")) {
                    add("Condition of a gate", text(one, "owner"), text(one, "title"), day(one, "due-on"));
                }
                continue;
            }
            let project = &self.folders["projects"][&text(gate, "project").unwrap()];
            let of_project = day(project, if is(gate, "kind", "exit") { "ends-on" } else { "starts-on" });
            let due = day(gate, "due-on").or(of_project);
            add("Go or no-go to decide", text(gate, "owner"), text(gate, "title"), due);
            for one in tables(gate, "criterion") {
                // Whether one that is measured is met, the data say.
                if one.get("measured").is_none() && !self.by_now(one, "done-on") {
                    let due = day(one, "due-on").or(due);
                    add("Criterion of a gate", text(one, "owner"), text(one, "title"), due);
                }
            }
        }
        for (_, project) in self.of("projects") {
            for one in tables(project, "milestone").into_iter().filter(|one| !self.by_now(one, "done-on")) {
                add("Milestone", text(project, "client-manager"), text(one, "title"), day(one, "due-on"));
            }
        }
        for (_, risk) in self.of("risks").filter(|(_, risk)| !is(risk, "status", "closed")) {
            let seen = day(risk, "reviewed-on").or(day(risk, "raised-on")).unwrap();
            let (owner, title) = (|| text(risk, "owner"), || text(risk, "title"));
            let days = number(risk, "review-days").unwrap_or(90);
            add("Risk to review", owner(), title(), Some(seen + days.days()));
            match is(risk, "status", "deviation-approved") {
                true => add("Acceptance of a risk to renew", owner(), title(), day(risk, "accepted-until")),
                false => add("Risk to answer", owner(), title(), day(risk, "due-on")),
            }
            for one in tables(risk, "mitigation").into_iter().filter(|one| !self.by_now(one, "done-on")) {
                add("Mitigation of a risk", text(one, "owner"), text(one, "title"), day(one, "due-on"));
            }
        }
        for (_, one) in self.of("safeguards").filter(|(_, one)| self.by_now(one, "valid-from")) {
            add("Safeguard to renew", text(one, "owner"), text(one, "title"), day(one, "expires-on"));
            if is(one, "kind", "continuity-plan") || is(one, "kind", "exit-plan") {
                let from = day(one, "tested-on").or(day(one, "valid-from")).unwrap();
                let due = from + number(one, "test-days").unwrap_or(365).days();
                let (kind, due) = match is(one, "test-result", "failed") && self.by_now(one, "tested-on") {
                    true => ("Failed test to repeat", from),
                    false => ("Safeguard to test or review", due),
                };
                add(kind, text(one, "owner"), text(one, "title"), Some(due));
            }
        }
        for (_, hazard) in self.of("hazards") {
            for one in tables(hazard, "control") {
                let days = number(one, "check-days").unwrap_or(180).days();
                let (kind, due) = match self.by_now(one, "in-place-on") {
                    true => (
                        "Control to check",
                        day(one, "checked-on").or(day(one, "in-place-on")).map(|on| on + days),
                    ),
                    false => ("Control to put in place", day(one, "in-place-on")),
                };
                add(kind, text(one, "owner"), text(one, "title"), due);
            }
        }
        for (_, claim) in self.of("claims").filter(|(_, claim)| !self.by_now(claim, "agreed-on")) {
            let month: Date = format!("{}-01", text(claim, "month").unwrap()).parse().unwrap();
            let title = format!("Claim for {}", month.strftime("%B %Y"));
            let due = day(claim, "disputed-on").map(|on| on + self.dispute_days.days());
            add("Claim in dispute to decide", text(claim, "owner"), Some(title), due);
        }
        for (_, one) in self.of("markets") {
            add("Brief to renew", text(one, "author"), text(one, "title"), day(one, "expires-on"));
        }
        for (_, meeting) in self.of("meetings") {
            let next = day(meeting, "next-on").filter(|on| *on > self.as_of);
            add("Meeting to hold", text(meeting, "owner"), text(meeting, "title"), next);
            for action in tables(meeting, "held").into_iter().flat_map(|held| tables(held, "action")) {
                if !self.by_now(action, "done-on") {
                    let due = day(action, "due-on");
                    add("Action of a meeting", text(action, "owner"), text(action, "title"), due);
                }
            }
        }
        for (_, one) in self.of("stakeholders").filter(|(_, one)| text(one, "meeting").is_none()) {
            let from = day(one, "spoken-on").or(day(one, "since-on")).unwrap();
            let due = number(one, "every-days").map(|days| from + days.days());
            add("To meet", text(one, "owner"), text(one, "title"), due);
        }
        for (_, visit) in self.of("visits") {
            let is_planned = text(visit, "status").is_none_or(|of| of == "planned");
            let (from, to) = (day(visit, "starts-on").unwrap(), day(visit, "ends-on").unwrap());
            for person in visit["people"].as_array().unwrap().iter().filter(|_| is_planned) {
                let (kind, due) =
                    if to < self.as_of { ("Visit to write down", to) } else { ("Visit to hold", from) };
                let title = self.span(from, to);
                add(kind, person.as_str().map(str::to_owned), Some(title), Some(due));
            }
            for one in tables(visit, "finding") {
                // One that a plan or a decision answers is closed with it.
                let is_open = !self.by_now(one, "done-on") && self.by_now(visit, "back-on");
                if is_open && ["action", "plan", "decision"].iter().all(|key| text(one, key).is_none()) {
                    let due = day(one, "due-on");
                    add("Finding of a visit to mend", text(one, "owner"), text(one, "title"), due);
                }
            }
        }
        for (_, sop) in self.of("sops").filter(|(_, sop)| is(sop, "status", "effective")) {
            let from = day(sop, "effective-on").max(day(sop, "reviewed-on")).unwrap();
            let due = match number(sop, "review-months") {
                Some(months) => from + months.months(),
                None => from + number(sop, "review-days").unwrap_or(365).days(),
            };
            add("Procedure to review", text(sop, "owner"), text(sop, "title"), Some(due));
        }
        found
    }

    /// `19 to 22 Oct 2026`
    fn span(&self, from: Date, to: Date) -> String {
        let last = to.strftime("%-d %b %Y");
        match (from == to, from.first_of_month() == to.first_of_month()) {
            (true, _) => last.to_string(),
            (_, true) => format!("{} to {last}", from.day()),
            _ => format!("{} to {last}", from.strftime("%-d %b")),
        }
    }
}

/// Text without markup.
fn plain(html: &str) -> String {
    let mut said = String::new();
    let mut inside = true;
    for part in html.chars() {
        match part {
            '<' => inside = false,
            '>' => inside = true,
            other if inside => said.push(other),
            _ => {}
        }
    }
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")]
        .into_iter()
        .fold(said, |said, (mark, of)| said.replace(mark, of))
}

fn rows_of(page: &str, table: &str) -> Vec<Row> {
    let Some((_, table)) = page.split_once(&format!("data-name=\"{table}\"")) else { return Vec::new() };
    let body = table.split_once("<tbody>").unwrap().1.split_once("</tbody>").unwrap().0;
    let row = |row: &str| {
        let cells: Vec<&str> = row.split("<t").skip(1).filter(|cell| cell.starts_with(['h', 'd'])).collect();
        let inside =
            |cell: &str| plain(cell.split_once('>').unwrap().1.split("<span class=\"sub\"").next().unwrap());
        let value = |key: &str, cell: &str| Some(cell.split_once(key)?.1.split_once('"')?.0.to_owned());
        let last = cells.last().unwrap();
        Row {
            title: inside(cells[0]),
            link: value("href=\"", cells[0]).unwrap_or_default(),
            kind: inside(cells[1]),
            due: value("data-v=\"", last).and_then(|due| due.parse().ok()),
        }
    };
    body.split("<tr").skip(1).map(row).collect()
}

/// Each duty once, however many have a part in it; what is overdue apart from what is to come.
fn all_of_them_stand_on_one_page(site: &Path, book: &Book, duties: &[Duty]) {
    let page = std::fs::read_to_string(site.join("due/index.html")).unwrap();
    let (late, ahead) = (rows_of(&page, "overdue"), rows_of(&page, "ahead"));
    assert!(late.iter().all(|row| row.due.is_some_and(|due| due < book.as_of)), "{late:#?}");
    assert!(ahead.iter().all(|row| row.due.is_none_or(|due| due >= book.as_of)), "{ahead:#?}");
    let seen_to = ["Decision to bring", "Decision to take in their place", "Escalation to see answered"];
    let until = book.as_of + AHEAD.days();
    for duty in duties.iter().filter(|duty| duty.due <= until && !seen_to.contains(&duty.kind)) {
        let same = |row: &&Row| row.kind == duty.kind && row.title == duty.title && row.due == Some(duty.due);
        let count = late.iter().chain(&ahead).filter(same).count();
        assert_eq!(count, 1, "{duty:?} stands {count} times");
    }
    assert!(late.iter().chain(&ahead).all(|row| !seen_to.contains(&row.kind.as_str())), "twice on one page");
    assert!(page.contains("Site director, Mombasa"), "a role at a vendor owns something of the demo");
}

#[test]
fn every_dated_duty_of_the_demo_stands_on_its_owners_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    let run = Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args(["build", "--root"])
        .arg(root)
        .arg("--output-dir")
        .arg(&site)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let book = Book::read(root);
    let until = book.as_of + AHEAD.days();
    let duties = book.duties();
    let kinds: BTreeSet<&str> = duties.iter().map(|duty| duty.kind).collect();
    // Kinds whose day files say by themselves, all of them but those of which the demo has none that is open.
    let wanted = [
        "Acceptance of a risk to renew",
        "Action",
        "Brief to renew",
        "Claim in dispute to decide",
        "Control to check",
        "Criterion of a gate",
        "Decision to bring",
        "Decision to take",
        "Decision to take in their place",
        "Failed test to repeat",
        "Go or no-go to decide",
        "Meeting to hold",
        "Milestone",
        "Mitigation of a risk",
        "Procedure to review",
        "Risk to answer",
        "Risk to review",
        "Safeguard to renew",
        "Safeguard to test or review",
        "To meet",
        "Visit to hold",
    ];
    let missing: Vec<&&str> = wanted.iter().filter(|kind| !kinds.contains(**kind)).collect();
    assert!(missing.is_empty(), "the demo has no {missing:?}; it has {kinds:?}");
    all_of_them_stand_on_one_page(&site, &book, &duties);
    for person in &book.people {
        let page = std::fs::read_to_string(site.join(format!("people/{person}/index.html"))).unwrap();
        let rows = rows_of(&page, "owed");
        let own: Vec<&Duty> =
            duties.iter().filter(|duty| duty.owner == *person && duty.due <= until).collect();
        for duty in &own {
            let same =
                |row: &&Row| row.kind == duty.kind && row.title == duty.title && row.due == Some(duty.due);
            let count = rows.iter().filter(same).count();
            assert_eq!(count, 1, "{duty:?} stands {count} times among {rows:#?}");
        }
        // Nothing that is done, and nothing of somebody else.
        let known = rows.iter().filter(|row| row.due.is_some() && kinds.contains(row.kind.as_str()));
        for row in
            known.filter(|row| !["Criterion of a gate", "Meeting to hold"].contains(&row.kind.as_str()))
        {
            let is_own = own.iter().any(|duty| duty.title == row.title && Some(duty.due) == row.due);
            assert!(is_own, "{person} does not owe {row:?}");
        }
        let order: Vec<(bool, Option<Date>)> = rows.iter().map(|row| (row.due.is_none(), row.due)).collect();
        assert!(order.is_sorted(), "{person}: by the day, those without one last: {order:?}");
        let once: BTreeSet<&Row> = rows.iter().collect();
        assert_eq!(once.len(), rows.len(), "{person}: something stands twice: {rows:#?}");
        assert!(rows.iter().all(|row| !row.link.is_empty()), "{person}: a row leads nowhere: {rows:#?}");
    }
}
