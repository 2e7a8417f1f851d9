//! Writes the books of this repository that are made by rule rather than by hand.
//!
//!     cargo run --example generate -- demo                      data/metrics of the demo, from story.txt
//!     cargo run --example generate -- flights                   examples/flights-2013/data, from its source folder
//!     cargo run --example generate -- history --output DIR      the demo as a git repository: a year of weekly commits
//!     cargo run --example generate -- scale --sites 400 --weeks 26 --metrics 20 --vendors 20 --output DIR [--seed N]
//!     cargo run --example generate -- monthly --output DIR      274 vendors, 428 sites, 36 months of figures two weeks late
//!                                     [--vendors N] [--sites N] [--months N] [--seed N]
//!
//! The same command writes the same bytes on every platform: whole numbers and a small generator of its own.
//! `demo` and `flights` take `--output DIR` too, to write beside the files instead of over them.
// Its output is what it is run for.
#![allow(clippy::print_stdout)]

mod demo;
mod flights;
mod history;
mod monthly;
mod output;
mod prng;
mod scale;
mod week;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "usage: generate demo | flights | history --output DIR | scale --output DIR [--sites N] [--weeks N] [--metrics N] [--vendors N] [--seed N] | monthly --output DIR [--vendors N] [--sites N] [--months N] [--seed N]";

fn main() -> ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}

fn run(mut arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let mode = arguments.next().ok_or(USAGE)?;
    let mut options = BTreeMap::new();
    while let Some(option) = arguments.next() {
        let value = arguments.next().ok_or(format!("{option} wants a value"))?;
        options.insert(option, value);
    }
    let output = options.remove("--output").map(PathBuf::from);
    let mut number = |option: &str, default: u64| match options.remove(option) {
        Some(text) => text.parse().map_err(|_| format!("{option} wants a whole number, not {text}")),
        None => Ok(default),
    };
    let (vendors, sites) = if mode == "monthly" { (274, 428) } else { (20, 400) };
    let months = number("--months", 36)?;
    let size = scale::Size {
        sites: number("--sites", sites)?,
        weeks: number("--weeks", 26)?,
        metrics: number("--metrics", 20)?,
        vendors: number("--vendors", vendors)?,
        seed: number("--seed", 1)?,
    };
    if let Some(option) = options.keys().next() {
        return Err(format!("{option} is no option\n{USAGE}"));
    }
    // cargo says where the package lies, whatever folder the command was given in.
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from("."), PathBuf::from);
    match mode.as_str() {
        "demo" => demo::generate(&output.unwrap_or(package)),
        "flights" => {
            let book = package.join("examples/flights-2013");
            flights::generate(&book.join("source"), &output.unwrap_or(book))
        }
        "history" => history::generate(&package, &output.ok_or("history wants --output DIR")?),
        "monthly" => {
            let scale::Size { vendors, sites, seed, .. } = size;
            let size = monthly::Size { vendors, sites, months, seed };
            monthly::generate(&size, &output.ok_or("monthly wants --output DIR")?)
        }
        "scale" => scale::generate(&size, &output.ok_or("scale wants --output DIR")?),
        _ => Err(format!("{mode} is no mode\n{USAGE}")),
    }
}
