//! Small records: what the derived reader says of right and wrong files.

use super::*;
use crate::number::Decimal;
use crate::period::Period;
use crate::source::{RepoPath, Text};
use crate::toml::{tree, values};
use crate::words::closed_list;
use jiff::civil::Date;

/// A visit to a site.
#[derive(Debug, Record)]
#[record(noun = "visit", path = "data/visits/<visit>.toml")]
struct Visit {
    id: Stem,
    /// Its name.
    #[key(example = "Spring visit")]
    title: At<String>,
    /// The first day.
    #[key(example = "2026-03-02")]
    on: At<Date>,
    /// How it ended.
    #[key(example = "done", default = Status::Planned)]
    status: At<Status>,
    /// What came of it.
    #[key(example = "Two actions", when = "status = done", only = "status = done | stopped")]
    outcome: Option<At<String>>,
    /// People who went, 1 to 9.
    #[key(example = 2, range = 1..=9)]
    people: At<u32>,
    /// The period it is about.
    #[key(example = "2026-W09")]
    period: Option<At<Period>>,
    /// Words for it.
    #[key(example = "one, two")]
    tags: Vec<At<Tag>>,
    #[key(name = "cost", range = 1..)]
    costs: Vec<Cost>,
    total: Decimal,
    place: Place,
}

/// What was spent.
#[derive(Debug, Record)]
#[record(noun = "cost", check = Cost::check)]
struct Cost {
    /// Unique in the visit.
    #[key(example = "train")]
    id: At<Tag>,
    /// Money.
    #[key(example = 12.5)]
    amount: At<Decimal>,
    place: Place,
}

impl Cost {
    fn check(draft: &mut CostDraft, reader: &Reader<'_, '_, '_>) {
        if draft.amount.as_ref().is_some_and(|amount| **amount == Decimal::ZERO) {
            reader.refuse();
        }
    }
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Stem(String);

impl From<&str> for Stem {
    fn from(text: &str) -> Self {
        Stem(text.to_owned())
    }
}

#[derive(Clone, Debug)]
struct Tag(String);

impl Value for Tag {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        values::id(node, key, within.log).map(|id| Tag(id.to_owned()))
    }

    fn shape() -> Shape {
        Shape::Id(None)
    }

    fn name(&self) -> Option<&str> {
        Some(&self.0)
    }
}

closed_list! {
    Status {
        Planned = "planned" "Planned",
        Done = "done" "Done",
        Stopped = "stopped" "Stopped",
    }
}

fn read(content: &str) -> (Option<Visit>, Vec<String>) {
    let text = Text::new(RepoPath::new("data/visits/spring.toml"), content);
    let doc = tree::parse(&text, 0..content.len());
    let log = Log::default();
    let catalog = Catalog::default();
    let visit = Visit::read("spring", &doc.root, &catalog, &log, |draft, _| {
        draft.total = draft
            .costs
            .iter()
            .map(|cost| *cost.amount)
            .reduce(|a, b| Decimal::from_micro(a.micro() + b.micro()));
    });
    let said = log.finish().0;
    let said = said
        .iter()
        .map(|one| format!("{}:{} {} | {}", one.place.line, one.place.column, one.message, one.label));
    (visit, said.collect())
}

#[test]
fn a_record_is_read_as_it_is_declared() {
    let (visit, said) = read(
        "title = \"Spring\"\non = 2026-03-02\nstatus = \"done\"\noutcome = \"Two\"\npeople = 2\ntags = [\"a\", \"b\"]\n[[cost]]\nid = \"train\"\namount = 12.5\n[[cost]]\nid = \"bed\"\namount = 1\n",
    );
    assert_eq!(said, [""; 0]);
    let visit = visit.expect("a visit");
    assert_eq!((visit.id.0.as_str(), visit.title.as_str(), visit.title.place.line), ("spring", "Spring", 1));
    assert_eq!((visit.status.label(), *visit.people, visit.tags.len()), ("Done", 2, 2));
    assert_eq!((visit.costs[1].place.line, visit.costs[1].id.place.line), (10, 11));
    assert_eq!(visit.total.to_string(), "13.5");
    assert!(visit.period.is_none() && visit.outcome.is_some_and(|outcome| outcome.place.line == 4));
    assert_eq!(visit.on.place.column, 6);
    assert_eq!(visit.place.line, 1);
}

#[test]
fn every_error_is_told_at_its_place() {
    let (visit, said) = read(
        "titel = \"Spring\"\non = \"2026-03-02\"\noutcome = \"Two\"\npeople = 10\ntags = [\"a\", \"a\"]\n[[cost]]\nid = \"x\"\namount = 1\n[[cost]]\nid = \"x\"\namount = -1\n[[cost]]\nid = \"x\"\namount = 2\n[[cost]]\nid = \"y\"\namount = 0\n",
    );
    assert!(visit.is_none());
    assert_eq!(
        said,
        [
            "2:6 `on` is text | expected a date, without quotes and time",
            "3:11 a visit whose `status` is `planned` has `outcome` | this key goes with `status` `done` or `stopped`",
            "4:10 `people` is 10 | expected 1 to 9",
            "5:14 `tags` lists `a` twice | second time",
            "11:10 `amount` is -1 | expected 0 or more",
            "13:6 two costs are called `x` | second one",
            "1:1 a visit has no key `titel` | known keys: cost, on, outcome, people, period, status, tags, title",
        ]
    );
    let (_, said) = read("title = \"Spring\"\nstatus = \"done\"\n");
    assert_eq!(
        said,
        [
            "1:1 visit has no `cost` | at least one [[cost]] is required",
            "1:1 visit has no `on` | `on` is required: the first day",
            "1:1 visit has no `outcome` | `outcome` is required when `status` is done: what came of it",
            "1:1 visit has no `people` | `people` is required: people who went, 1 to 9",
        ]
    );
}

#[test]
fn a_declaration_writes_its_example_and_the_example_reads() {
    let written = example(&Visit::table());
    assert_eq!(
        written,
        "\
title = \"Spring visit\"             # required; its name
on = 2026-03-02                    # required; the first day
status = \"done\"                    # how it ended; planned | done | stopped; default planned
outcome = \"Two actions\"            # required when `status` is done; only when `status` is done or stopped; what came of it
people = 2                         # required; people who went, 1 to 9
period = \"2026-W09\"                # the period it is about; optional
tags = [\"one\", \"two\"]              # words for it; optional

[[cost]]                           # what was spent; at least one
id = \"train\"                       # required; unique in the visit
amount = 12.5                      # required; money
"
    );
    let (visit, said) = read(&written);
    assert_eq!(said, [""; 0]);
    assert!(visit.is_some());
}

#[test]
fn a_declaration_writes_its_schema() {
    let schema = schema(&Visit::table());
    assert_eq!(schema["required"], serde_json::json!(["title", "on", "people", "cost"]));
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["properties"]["people"]["maximum"], 9);
    assert_eq!(schema["properties"]["status"]["default"], "planned");
    assert_eq!(schema["properties"]["cost"]["items"]["properties"]["amount"]["type"], "number");
    assert_eq!(
        schema["allOf"],
        serde_json::json!([
            {
                "if": { "properties": { "status": { "enum": ["done"] } }, "required": ["status"] },
                "then": { "required": ["outcome"] },
            },
            {
                "if": { "not": { "properties": { "status": { "enum": ["done", "stopped"] } }, "required": ["status"] } },
                "then": { "properties": { "outcome": false } },
            },
        ])
    );
}

/// A call with a vendor.
#[derive(Debug, Record)]
#[record(noun = "call", path = "data/calls/<call>.toml")]
struct Call {
    /// Whether all was well.
    #[key(example = false)]
    good: At<bool>,
    /// Who is to mend it.
    #[key(example = "Ada", when = "good = false", only = "good = false")]
    mended_by: Option<At<String>>,
    /// How long it took, in minutes.
    #[key(example = 20, default = 30_u32)]
    minutes: Setting<u32>,
    #[key(name = "cost", when = "mended-by")]
    costs: Vec<Cost>,
    place: Place,
}

fn call(content: &str) -> (Option<Call>, Vec<String>) {
    let text = Text::new(RepoPath::new("data/calls/one.toml"), content);
    let doc = tree::parse(&text, 0..content.len());
    let log = Log::default();
    let call = Call::read("one", &doc.root, &Catalog::default(), &log, |_, _| ());
    let said = log.finish().0;
    (call, said.iter().map(|one| format!("{} {} | {}", one.place.line, one.message, one.label)).collect())
}

#[test]
fn a_condition_may_ask_for_true_or_false_and_for_a_list_that_is_not_empty() {
    let (read, said) = call("good = true\n");
    assert_eq!(said, [""; 0]);
    let read = read.expect("a call");
    assert!(*read.good && read.mended_by.is_none() && read.costs.is_empty());
    assert_eq!((read.minutes.value, read.minutes.place, read.place.line), (30, None, 1));

    let (_, said) = call("good = false\nminutes = 20\n");
    assert_eq!(
        said,
        ["1 call has no `mended-by` | `mended-by` is required when `good` is false: who is to mend it"]
    );
    let (_, said) = call("good = true\nmended-by = \"Ada\"\ncost = [{ id = \"x\", amount = 1 }]\n");
    assert_eq!(said, ["2 a call whose `good` is `true` has `mended-by` | this key goes with `good` `false`"]);
    let (_, said) = call("good = false\nmended-by = \"Ada\"\ncost = []\n");
    assert_eq!(said, ["3 `cost` is empty | expected at least one"]);
    let (read, said) = call("good = false\nmended-by = \"Ada\"\nminutes = 20\n");
    assert_eq!(said, ["1 call has no `cost` | `cost` is required with `mended-by`"]);
    let minutes = read.expect("a call").minutes;
    assert_eq!((minutes.value, minutes.place.map(|place| place.line)), (20, Some(3)));

    let schema = schema(&Call::table());
    assert_eq!(
        schema["allOf"],
        serde_json::json!([
            {
                "if": { "properties": { "good": { "enum": [false] } }, "required": ["good"] },
                "then": { "required": ["mended-by"] },
            },
            {
                "if": { "not": { "properties": { "good": { "enum": [false] } }, "required": ["good"] } },
                "then": { "properties": { "mended-by": false } },
            },
            {
                "if": { "required": ["mended-by"] },
                "then": { "required": ["cost"], "properties": { "cost": { "minItems": 1 } } },
            },
        ])
    );
}

#[test]
fn a_path_says_of_which_kind_a_file_is() {
    let of = |path| Table { path, ..Visit::table() };
    assert!(Visit::table().is_of("data/visits/spring.toml"));
    assert!(!Visit::table().is_of("data/visits/.toml") && !Visit::table().is_of("data/visits/a/b.toml"));
    let (signed, restated) =
        (of("data/signoffs/<period>.toml"), of("data/signoffs/<period>-restatement-<number>.toml"));
    let (one, other) = ("data/signoffs/2026-W45.toml", "data/signoffs/2026-W45-restatement-01.toml");
    assert!(signed.is_of(one) && !signed.is_of(other) && !restated.is_of(one) && restated.is_of(other));
    assert!(of("data/contracts/<contract>/contract.toml").is_of("data/contracts/acme/contract.toml"));
    assert!(of("data/book.toml").is_of("data/book.toml") && !of("data/book.toml").is_of("data/books.toml"));
}
