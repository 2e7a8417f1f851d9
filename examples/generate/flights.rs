//! The book of examples/flights-2013, from the flights that left New York in 2013.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::output::{Figure, HEADER, Place, row, write};
use crate::week::Week;

const AIRPORTS: [(&str, &str); 3] =
    [("EWR", "Newark Liberty"), ("JFK", "John F. Kennedy"), ("LGA", "LaGuardia")];

const BOOK: &str = r#"# Written by `cargo run --example generate -- flights`. The flights are real, the roles are placeholders.
format = 1
title = "Flights that left New York in 2013"
organisation = "An illustration: carriers as vendors, airports as sites"
currency = "USD"
time-zone = "America/New_York"
publication = "public"
as-of = 2014-01-05
history-weeks = 53

[people.fictional-reader]
name = "A fictional reader"
role = "Placeholder: the format wants an owner, and no such person exists"
"#;

const METRICS: &str = r#"[metric.on-time-arrival]
name = "Arrived less than 15 minutes late"
family = "latency"
kind = "ratio"
unit = "percent"
direction = "at-least"
decimals = 2
grain = "week"
numerator = "flights that arrived less than 15 minutes late"
denominator = "flights that arrived"
definition = "on-time-15"
lower-bound = 0
upper-bound = 100

[metric.completion]
name = "Completed flights"
family = "quality"
kind = "ratio"
unit = "percent"
direction = "at-least"
decimals = 2
grain = "week"
numerator = "flights with an arrival time"
denominator = "flights scheduled to leave"
definition = "completion-v1"
lower-bound = 0
upper-bound = 100

[metric.scheduled-flights]
name = "Scheduled flights"
family = "productivity"
kind = "count"
unit = "units"
direction = "neutral"
decimals = 0
grain = "week"
definition = "scheduled-v1"
"#;

fn contract(carrier: &str, name: &str) -> String {
    format!(
        r#"# An illustration. No such contract was ever signed; the dates only frame the year of the figures.
vendor = "{carrier}"
title = "Illustration: {name}, 80% on time"
document-ref = "none: an illustration"
currency = "USD"
signed-on = 2012-12-31
effective-on = 2012-12-31
ends-on = 2014-03-31

[service-level.on-time]
name = "Arrived less than 15 minutes late"
family = "latency"
metric = "on-time-arrival"
metric-definition = "on-time-15"
clause-ref = "illustration, 1"
direction = "at-least"
target = 80
aggregation = "occurrences"
window = "week"
weight = 60
floor = 50
most-material = true

[service-level.completion]
name = "Completed flights"
family = "quality"
metric = "completion"
metric-definition = "completion-v1"
clause-ref = "illustration, 2"
direction = "at-least"
target = 98
aggregation = "occurrences"
window = "week"
weight = 20
floor = 90

[service-level.on-time-quarter]
name = "Arrived less than 15 minutes late, quarter"
family = "latency"
metric = "on-time-arrival"
metric-definition = "on-time-15"
clause-ref = "illustration, 3"
direction = "at-least"
target = 80
aggregation = "occurrences"
window = "quarter"
weight = 20
floor = 50
"#
    )
}

/// Rewrites the data folder of `book` from the two tables in `source`.
pub fn generate(source: &Path, book: &Path) -> Result<(), String> {
    let read = |name: &str| {
        let file = source.join(name);
        fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))
    };
    write(book, "data/book.toml", BOOK)?;
    write(book, "data/metrics.toml", METRICS)?;
    let names = read("airlines.csv")?;
    let names: BTreeMap<&str, &str> = names.lines().skip(1).filter_map(|line| line.split_once(',')).collect();

    let weeks = read("weekly_carrier_origin.csv")?;
    let mut rows: BTreeMap<String, BTreeMap<(Week, String, &str), String>> = BTreeMap::new();
    let mut sites: BTreeMap<String, (String, &str)> = BTreeMap::new();
    for (at, line) in weeks.lines().enumerate().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [carrier, origin, week, scheduled, arrived, on_time, _delay] = cells[..] else {
            return Err(format!("weekly_carrier_origin.csv:{}: not seven cells", at + 1));
        };
        let carrier = carrier.to_lowercase();
        let site = format!("{carrier}-{}", origin.to_lowercase());
        let week = Week::parse(week)?;
        let place = Place { site: &site, ..Place::default() };
        let ratio = |numerator: &str, denominator: &str| Figure::Ratio {
            numerator: numerator.into(),
            denominator: denominator.into(),
        };
        let figures = [
            ("completion", ratio(arrived, scheduled)),
            ("on-time-arrival", ratio(on_time, arrived)),
            ("scheduled-flights", Figure::Value { value: scheduled.into(), samples: None }),
        ];
        let table = rows.entry(carrier.clone()).or_default();
        for (metric, figure) in figures {
            let text = row(&week.label(), place, metric, &figure, "system,final,");
            table.insert((week, site.clone(), metric), text);
        }
        sites.insert(site, (carrier, origin));
    }

    for (carrier, table) in &rows {
        let name = names.get(carrier.to_uppercase().as_str()).ok_or(format!("{carrier} has no name"))?;
        let vendor = format!(
            "name = \"{name}\"\nowner = \"fictional-reader\"\nnote = \"Carrier code {}. The owner is a placeholder.\"\n",
            carrier.to_uppercase()
        );
        write(book, &format!("data/vendors/{carrier}.toml"), &vendor)?;
        write(book, &format!("data/contracts/{carrier}-2013/contract.toml"), &contract(carrier, name))?;
        let text: String = std::iter::once(HEADER).chain(table.values().map(String::as_str)).collect();
        write(book, &format!("data/metrics/{carrier}/2013.csv"), &text)?;
    }
    for (site, (carrier, origin)) in &sites {
        let name = AIRPORTS.iter().find(|(code, _)| code == origin).map_or(*origin, |(_, name)| *name);
        let text = format!(
            "vendor = \"{carrier}\"\nname = \"{} at {name}\"\ncountry = \"US\"\ntime-zone = \"America/New_York\"\n\
             languages = [\"en\"]\nmanager = \"fictional-reader\"\nopened-on = 2012-12-31\n",
            carrier.to_uppercase()
        );
        write(book, &format!("data/sites/{site}.toml"), &text)?;
    }
    Ok(())
}
