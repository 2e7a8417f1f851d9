use super::*;
use crate::id::{ContractId, MetricId, ServiceLevelId, SiteId};
use crate::number::{Decimal, Quotient};
use crate::numbered::FigureNumber;
use crate::period::Period;

fn asked(level: &str, site: Option<&str>) -> Box<Asked> {
    Box::new(Asked {
        contract: Some(ContractId::new("acme-2026")),
        service_level: Some(ServiceLevelId::new(level)),
        metric: MetricId::new(level),
        vendor: None,
        site: site.map(SiteId::new),
        sites: Vec::new(),
        projects: Vec::new(),
        queues: Vec::new(),
        languages: Vec::new(),
        slice: None,
        window: "month",
        periods: vec![Period::Month(2026, 10)],
    })
}

#[test]
fn what_figures_say_alike_is_said_once() {
    let mut document = Document::default();
    let mut figure = |shown: &str, formula| {
        let number = FigureNumber::after(document.figures.len());
        let value = Exact { near: Quotient::from(Decimal::from_int(95)), beyond: None };
        document.figures.push(FigureEntry::new(number, shown, value, formula));
        document.figures.len() - 1
    };
    let (value, target, score, other, again) = (
        figure("95%", "attainment-occurrences"),
        figure("95% or more", "target"),
        figure("95", "score-linear"),
        figure("95%", "attainment-occurrences"),
        figure("95% or more", "target"),
    );
    let (rows, terms) = (RepoPath::new("data/a.csv"), RepoPath::new("data/b.toml"));
    let set = Setting("target".into(), Micro(95_000_000), Some(terms.clone()), Some(7));
    document.figures[value].query = Some(asked("accuracy", Some("porto")));
    document.figures[value].numerator = Some(Micro(95_500_000));
    document.figures[value].denominator = Some(Micro(100_000_000));
    document.figures[value].rows = Some(vec![(rows.clone(), 3, 4), (rows.clone(), 9, 9)]);
    document.figures[target].settings = vec![set.clone()];
    document.figures[score].inputs = Some(vec![FigureNumber::after(0), FigureNumber::after(1)]);
    let clause = Detail::Words(vec!["acme-2026".to_owned(), "accuracy".to_owned()]);
    document.figures[score].further.0.push(("clause", clause));
    document.figures[other].query = Some(asked("latency", None));
    document.figures[other].settings = vec![set.clone()];
    document.figures[again].settings = vec![set];
    document.figures[other]
        .further
        .0
        .push(("records", Detail::Records(vec![(terms.clone(), 2), (terms, 5)])));
    let text = document.json();
    let lines: Vec<&str> = text.lines().collect();
    for line in [
        "\"data/a.csv\",",
        "{\"contract\":\"acme-2026\",\"service_level\":\"accuracy\",\"metric\":\"accuracy\",\"site\":\"porto\",\
         \"window\":\"month\",\"periods\":[\"2026-10\"]},",
        "{\"service_level\":\"latency\",\"metric\":\"latency\",\"site\":null}",
        "\"target\"",
        "[0,\"95\",1,7]",
        "[0,\"95%\",\"95\",0,\"95.5\",\"100\",[[0,3,4,9]]],",
        "[1,\"95% or more\",\"95\",[0]],",
        "[2,\"95\",\"95\",[],[1,2]],",
        "[0,\"95%\",\"95\",[0],{\"query\":1,\"records\":[[1,2,5]]}],",
        "2",
    ] {
        assert!(lines.contains(&line), "{line} is not in\n{text}");
    }
}

/// Of a scorecard: one clause after another, each with its target and its weight.
#[test]
fn clauses_after_each_other_differ_by_a_word() {
    let mut document = Document::default();
    let terms = RepoPath::new("data/b.toml");
    let set =
        |name: &'static str, value, line| Setting(name.into(), Micro(value), Some(terms.clone()), Some(line));
    for (level, line) in [("accuracy", 10), ("latency", 20), ("pace", 30)] {
        let number = FigureNumber::after(document.figures.len());
        let value = Exact { near: Quotient::from(Decimal::from_int(95)), beyond: None };
        let mut figure = FigureEntry::new(number, level, value, "target");
        let mut query = asked(level, Some("porto"));
        if level == "pace" {
            query.metric = MetricId::new("speed");
        }
        figure.query = Some(query);
        figure.settings = vec![set("target", 95_000_000, line), set("weight", 5_000_000, line + 1)];
        document.figures.push(figure);
    }
    let mut figure = document.figures[2].clone();
    let mut query = figure.query.clone().expect("a query");
    query.periods = vec![Period::Month(2026, 9)];
    figure.query = Some(query);
    document.figures.push(figure);
    let text = document.json();
    for line in [
        "[\"latency\"],",
        "[\"pace\",\"speed\"],",
        "\"2026-09\"",
        "[0,\"95\",0,10,20,30],",
        "[1,\"5\",0,11,21,31]",
        "[0,\"latency\",\"95\",[1,4],{\"query\":1}],",
        "[0,\"pace\",\"95\",[2,5],{\"query\":3}]",
    ] {
        assert!(text.lines().any(|there| there == line), "{line} is not in\n{text}");
    }
}
