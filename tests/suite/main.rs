//! Every test that uses the program as a whole, in one binary: it links polars and the chart runtime once.

#![allow(clippy::unwrap_used, reason = "a test's panic is its report")]

mod repo;
mod runner;
mod support;

#[cfg(feature = "spreadsheets")]
mod adopt;
mod architecture;
mod budgets;
mod cases;
mod citations;
mod command;
mod commits;
mod coverage;
mod data_format;
mod demo_history;
mod diagnostics_doc;
mod difference;
mod difference_keys;
mod evidence;
mod exports;
mod feeds;
#[cfg(feature = "spreadsheets")]
mod few_people;
mod flights;
mod forged;
mod formats;
mod front;
mod groups;
mod histories;
mod import;
mod import_again;
mod import_dirt;
mod import_doubts;
mod import_invoices;
mod import_propose;
mod import_records;
mod import_refused;
mod import_shown;
mod import_workbooks;
mod init;
mod issues;
mod judged;
mod kept;
mod known_at;
mod links;
mod monthly;
mod new;
mod long_history;
mod mended;
mod numbered;
mod one_page;
mod owed;
mod places;
mod presets;
mod price_reviews;
mod procedures;
mod procedures_alone;
mod publish;
mod pulled;
mod readers;
mod relations;
mod release;
mod replayed;
mod reproducible;
mod rows_brought;
#[cfg(feature = "serve")]
mod serve;
mod shared_clauses;
mod signoff;
mod signoff_away;
mod signoff_quarter;
mod start;
mod snapshot;
mod sources;
mod tables;
#[cfg(feature = "spreadsheets")]
mod take_away;
mod tally;
mod undated;
mod verify;
mod views;
mod walk;
mod walk_cache;
mod walk_random;
mod weight;
mod withdrawn;
mod withheld;
mod workflows;

// Books of any size, as the examples write them.
#[allow(dead_code, reason = "the examples write more with it")]
#[path = "../../examples/generate/output.rs"]
mod output;
#[allow(dead_code, reason = "the examples draw more with it")]
#[path = "../../examples/generate/prng.rs"]
mod prng;
#[path = "../../examples/generate/scale.rs"]
mod scale;
#[allow(dead_code, reason = "the examples ask more of it")]
#[path = "../../examples/generate/week.rs"]
mod week;
