//! What can be asked for.

mod check;
mod import;
mod pull;

#[cfg(feature = "serve")]
use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::values::{as_of, day, day_of_a_report, signed_period, web_address};
use crate::starter;
pub use check::{Check, Checked, Format};
pub use import::{Import, ImportSops, ImportWhat};
pub use pull::Pull;

/// Vendor scorecards from a git repository
///
/// Reads contracts, SOPs, plans and metrics under `data/`, checks them against each other, computes what the contracts
/// say and writes a static site.
///
/// Exit status: 0 built or clean of defects, 1 defects (with --strict, findings too), 2 wrong use or a failing disk.
#[derive(Debug, Parser)]
#[command(name = "scorebook", version, max_term_width = 100)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start a book: an example that builds at once, and the workflows that publish it
    Init(Init),
    /// Write a file of a kind of record, with blanks to fill
    New(New),
    /// Take figures and records from spreadsheets: a dry run, unless --write is given
    Import(Import),
    /// Count a register of accounts, permissions, permission issues, people or days of exposure where it lies: the list for today on standard output,
    /// with --write counts into the book
    Tally(TallyArgs),
    /// Ask the team's own engines for rows of metric files, and put them into the book: what it would change is shown first
    Pull(Pull),
    /// Check the book and write the site
    Build(Build),
    /// Show the site in a browser while the book is written: a change of a file is on the page at once
    #[cfg(feature = "serve")]
    #[command(visible_alias = "preview")]
    Serve(Serve),
    /// Check the book and write nothing
    Check(Checked),
    /// Say what changes between two commits: ratings, credits, verdicts, plans, procedures, terms
    Diff(Diff),
    /// Build a published site again from its commit, and say where it differs
    Verify(Verify),
    /// Say who stands for a period's figures, or why signed figures have changed
    Signoff(Signoff),
    /// Print a setting of data/book.toml as the program reads it, for scripts
    Show(Show),
    /// Say what a diagnostic's code means and what to do about it
    Explain {
        /// The code between the brackets, such as unknown-vendor
        code: String,
    },
    /// Print the JSON Schema of a kind of record, for editors and other programs; without a kind, list the kinds
    Schema {
        /// What messages call such a record: decision, plan …; or `tables`, for what that command prints
        kind: Option<String>,
    },
    /// Print the tables of pages of a built site as JSON: captions, columns with type and unit, cells with the numbers of their figures
    Tables {
        /// Pages, or folders with all the pages below them
        #[arg(value_name = "PAGE", required = true)]
        pages: Vec<PathBuf>,
    },
    /// Print a completion script for a shell
    Completion { shell: clap_complete::Shell },
}

#[derive(Debug, clap::Args)]
pub struct Init {
    /// Folder to make the book in; what stands there is left as it is
    #[arg(value_name = "DIR", default_value = ".")]
    pub folder: PathBuf,
    /// Figures of 13 months, in place of 13 weeks
    #[arg(long)]
    pub monthly: bool,
    /// Whose workflows check, preview and publish the book
    #[arg(long, value_enum, default_value_t)]
    pub host: Host,
    /// Title of the site
    #[arg(long, value_name = "TEXT", default_value = starter::TITLE)]
    pub title: String,
    /// Whose book it is
    #[arg(long, value_name = "TEXT", default_value = starter::ORGANISATION)]
    pub organisation: String,
    /// Currency of fees and credits, as ISO 4217 has it
    #[arg(long, value_name = "CODE", default_value = starter::CURRENCY)]
    pub currency: String,
    /// Whose Sunday ends the week, such as Europe/Lisbon
    #[arg(long, value_name = "ZONE", default_value = starter::TIME_ZONE)]
    pub time_zone: String,
    /// Day the book is made; its figures end before it [default: today in the time zone]
    #[arg(long, value_name = "DATE", value_parser = day_of_a_report)]
    pub on: Option<Date>,
}

#[derive(Debug, clap::Args)]
pub struct New {
    /// Which kind of record
    #[arg(value_name = "KIND", value_parser = kinds())]
    pub kind: String,
    /// What it is called by: lower-case letters, digits and hyphens; a report by its week or month
    #[arg(value_name = "ID")]
    pub id: String,
    /// Folder that holds data/
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
}

/// The kinds that people write a file of, each with what it is.
fn kinds() -> PossibleValuesParser {
    PossibleValuesParser::new(
        starter::kinds()
            .into_iter()
            .map(|kind| PossibleValue::new(kind.kind).help(kind.doc.trim_end_matches('.'))),
    )
}

#[derive(Debug, clap::Args)]
pub struct TallyArgs {
    /// What the register lists
    #[arg(value_name = "KIND", value_parser = PossibleValuesParser::new(["accounts", "grants", "tickets", "roster", "wellness"]))]
    pub kind: String,
    /// The register, as its system exports it: xlsx, xlsb, xls, ods, or text such as CSV; keep it outside of the book
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Map that reads it: data/register-maps/ID.toml, or its id
    #[arg(long, value_name = "MAP")]
    pub map: PathBuf,
    /// The day of the export
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Date,
    /// Of grants: the register of accounts, which tells roles, sites and projects, and which permissions are missing
    #[arg(long, value_name = "FILE", requires = "accounts_map")]
    pub accounts: Option<PathBuf>,
    /// Map that reads the register of accounts
    #[arg(long, value_name = "MAP", requires = "accounts")]
    pub accounts_map: Option<PathBuf>,
    /// List the vendor's steps alone
    #[arg(long, value_name = "VENDOR")]
    pub vendor: Option<String>,
    /// Variable of the environment that holds the key for the hash of the file; without the variable no hash is kept
    #[arg(long, value_name = "NAME", default_value = "SCOREBOOK_TALLY_KEY")]
    pub key_env: String,
    /// Write the counts into the book; without it nothing is written
    #[arg(long)]
    pub write: bool,
    /// With --write: count the rows that can be read, though others cannot
    #[arg(long, requires = "write")]
    pub skip_refused: bool,
    /// Folder that holds data/
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Host {
    /// GitHub Actions and Pages
    #[default]
    Github,
    /// GitLab CI and Pages
    Gitlab,
    /// No workflows
    None,
}

#[derive(Debug, clap::Args)]
pub struct Build {
    #[command(flatten)]
    pub check: Check,
    /// Folder to write; only a former site is replaced [default: site in the root]
    #[arg(short, long, value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
    /// manifest.json of the site published last: stop when the branch did not go through its commit
    #[arg(long, value_name = "MANIFEST")]
    pub previous: Option<PathBuf>,
    /// Where the site will be published, such as `https://reports.example.org/book`: the report, the feed and the calendar
    /// link there [default: site-url of data/book.toml]
    #[arg(short = 'u', long, value_name = "URL", value_parser = web_address)]
    pub base_url: Option<String>,
    /// Build in spite of defects, with a banner on every page; personal data still stops it
    #[arg(long)]
    pub draft: bool,
}

#[cfg(feature = "serve")]
#[derive(Debug, clap::Args)]
pub struct Serve {
    /// Folder that holds data/ and templates/
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Port to listen at; 0 takes one that is free
    #[arg(short, long, value_name = "N", default_value_t = 3000)]
    pub port: u16,
    /// Number of the interface to listen on; any but the loopback shows the book to other machines, and needs --exposed
    #[arg(short, long, value_name = "IP", default_value = "127.0.0.1")]
    pub interface: IpAddr,
    /// Let other machines read the book: nobody is asked for a password
    #[arg(long)]
    pub exposed: bool,
    /// Open the site in the browser
    #[arg(short = 'O', long)]
    pub open: bool,
    /// Date the report speaks for, as for `build`
    #[arg(long, value_name = "DATE|WEEK", value_parser = as_of)]
    pub as_of: Option<Date>,
    /// Show the book in spite of defects, with a banner on every page; personal data still stops it
    #[arg(long)]
    pub draft: bool,
    /// Write nothing but the address and errors
    #[arg(short, long)]
    pub quiet: bool,
}

#[derive(Debug, clap::Args)]
pub struct Diff {
    /// Two commits: main..HEAD compares them, main...HEAD starts where their branches part
    #[arg(value_name = "BASE..HEAD")]
    pub range: String,
    /// Folder that holds data/ and templates/, in a git repository
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Date both commits speak for: a date, or a week for its Sunday [default: that of HEAD]
    #[arg(long, value_name = "DATE|WEEK", value_parser = as_of)]
    pub as_of: Option<Date>,
    /// How the difference is written
    #[arg(long, value_enum, default_value_t)]
    pub format: DiffFormat,
    /// File to write instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Folder for the page of the difference, with every row and the whole text of changed procedures
    #[arg(long, value_name = "DIR")]
    pub page: Option<PathBuf>,
    /// Threads [default: one per core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For a pull request, 60 kB at most
    #[default]
    Markdown,
    /// One JSON document
    Json,
    /// GitHub annotations at the lines of what appears, the gravest first
    Github,
}

#[derive(Debug, clap::Args)]
pub struct Verify {
    /// Folder of the published site, with its manifest.json
    #[arg(value_name = "SITE")]
    pub site: PathBuf,
    /// Folder of the book, in the git repository that has the site's commit
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Threads [default: one per core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Write nothing when the site is what its commit gives
    #[arg(short, long)]
    pub quiet: bool,
}

#[derive(Debug, clap::Args)]
pub struct Signoff {
    /// Week, month or quarter that has ended: 2026-W46, 2026-11 or 2026-Q3; of a fiscal year 2026-27-Q1
    #[arg(value_name = "PERIOD", value_parser = signed_period)]
    pub period: String,
    /// Who signs, or approves a restatement: a handle of the people in data/book.toml
    #[arg(long, value_name = "PERSON", required_unless_present = "list")]
    pub by: Option<String>,
    /// Whom they stand in for: somebody whose delegation hands approvals to them on the day
    #[arg(long, value_name = "PERSON")]
    pub in_place_of: Option<String>,
    /// A remark to stand beside the signature
    #[arg(long, value_name = "TEXT", conflicts_with = "reason")]
    pub note: Option<String>,
    /// Why figures of a signed period have changed, or why a signature is confirmed; writes a restatement
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Day of the signature [default: the as-of date]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub on: Option<Date>,
    /// Print the rows and terms that are covered, as they are hashed, and write nothing
    #[arg(long, conflicts_with_all = ["by", "in_place_of", "note", "reason", "on"])]
    pub list: bool,
    /// Folder that holds data/
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Date the report speaks for, as for `build`
    #[arg(long, value_name = "DATE|WEEK", value_parser = as_of)]
    pub as_of: Option<Date>,
}

#[derive(Debug, clap::Args)]
pub struct Show {
    /// Which setting
    #[arg(value_enum, value_name = "KEY")]
    pub key: Setting,
    /// Folder that holds data/
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Setting {
    /// Who may read the site: public or restricted
    Publication,
    /// The date that the book pins; nothing where it pins none
    AsOf,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_definition_holds() {
        Args::command().debug_assert();
    }
}
