//! What can be asked of `pull`.

use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Pull {
    /// Source to ask, data/sources/SOURCE.toml; without it all of them, whose rows are written together or not at all
    #[arg(value_name = "SOURCE")]
    pub source: Option<String>,
    /// Period to ask for in place of the newest ones, such as 2026-W46; from one to another 2026-W40..2026-W46
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// Say what would change, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Put rows in the place of final ones that come back otherwise
    #[arg(long, requires = "reason")]
    pub restate: bool,
    /// Why they come back otherwise; the book keeps it
    #[arg(long, value_name = "TEXT", requires = "restate")]
    pub reason: Option<String>,
    /// Folder that holds data/
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
}
