//! What can be asked of a check, and so of a build.

use std::path::PathBuf;

use clap::{ArgAction, ValueEnum};
use jiff::civil::Date;

use crate::cli::values::{as_of, code};
use crate::edge::ColorChoice;
use crate::kit::diag::Code;

#[derive(Debug, clap::Args)]
pub struct Checked {
    #[command(flatten)]
    pub check: Check,
    /// List these alone, such as `unknown-vendor breach-without-plan`; the last line and the exit status are those of the whole book
    #[arg(value_name = "CODE", value_parser = code)]
    pub codes: Vec<&'static Code>,
}

#[derive(Debug, clap::Args)]
pub struct Check {
    /// Folder that holds data/ and templates/
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Date the report speaks for: 2026-11-15, or a week such as 2026-W46 for its Sunday [default: as-of of
    /// data/book.toml, else the last Sunday before the commit]
    #[arg(long, value_name = "DATE|WEEK", value_parser = as_of)]
    pub as_of: Option<Date>,
    /// Read the book as it was recorded by a day (its end in UTC, such as 2026-03-25), or at a commit or tag that the
    /// branch went through; what stands on disk is not looked at
    #[arg(long, value_name = "DATE|REV")]
    pub known_at: Option<String>,
    /// Exit with 1 on findings too
    #[arg(long)]
    pub strict: bool,
    /// Threads [default: one per core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// How diagnostics are written to standard output
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Write nothing but diagnostics and errors
    #[arg(short, long)]
    pub quiet: bool,
    /// Say what was read and how long each phase took
    #[arg(short, long, action = ArgAction::SetTrue, conflicts_with = "quiet")]
    pub verbose: bool,
    /// Colour in diagnostics
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    pub color: Color,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Human,
    /// One JSON document
    Json,
    /// GitHub workflow commands
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    Always,
    Never,
}

impl From<Color> for ColorChoice {
    fn from(color: Color) -> Self {
        match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
    }
}
