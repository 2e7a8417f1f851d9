//! What can be asked of `import`.

use std::path::PathBuf;

use clap::Subcommand;

use crate::cli::values::key_and_value;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Import {
    #[command(subcommand)]
    pub what: Option<ImportWhat>,
    /// Spreadsheet with figures, or with invoices: xlsx, xlsb, xls, ods, or text such as CSV
    #[arg(value_name = "FILE", required_unless_present = "records", requires = "map")]
    pub file: Option<PathBuf>,
    /// Map that reads it: data/maps/ID.toml, or its id
    #[arg(long, value_name = "MAP")]
    pub map: Option<PathBuf>,
    /// The file has invoices, such as an export of accounts payable: MAP is data/invoice-maps/ID.toml
    #[arg(long, requires = "map", conflicts_with = "records")]
    pub invoices: bool,
    /// Sheet of a workbook, in place of the map's
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Encoding of a text file for --propose and --records, such as windows-1252; figures are read as their map says
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// Write the map from the file, with a `?` for all that a person has to say
    #[arg(long, conflicts_with_all = ["records", "write"])]
    pub propose: bool,
    /// Table of vendors, sites, projects, contracts …: a file of the book for each row, its columns named as the keys
    #[arg(long, value_name = "TABLE", conflicts_with_all = ["file", "map", "skip_refused"])]
    pub records: Option<PathBuf>,
    /// Which kind of record the rows are, where no column `kind` says it
    #[arg(long, value_name = "KIND", requires = "records")]
    pub kind: Option<String>,
    /// Write, when everything is taken; without it nothing is written
    #[arg(long)]
    pub write: bool,
    /// With --write: write the rows that are taken, and record those that are not
    #[arg(long, requires = "write")]
    pub skip_refused: bool,
    /// Take rows out of the book that an earlier import wrote and that this corrected file has no longer
    #[arg(long, conflicts_with_all = ["records", "propose"])]
    pub remove_gone: bool,
    /// Folder that holds data/
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
}

#[derive(Debug, Subcommand)]
pub enum ImportWhat {
    /// Take procedures from a folder of Markdown, with YAML front matter or none: a dry run, unless --write is given
    Sops(ImportSops),
}

#[derive(Debug, clap::Args)]
pub struct ImportSops {
    /// Folder that holds the files
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Value of a key for files that say nothing of it, such as author=ada-north; may be given again
    #[arg(long, value_name = "KEY=VALUE", value_parser = key_and_value)]
    pub set: Vec<(String, String)>,
    /// Write the procedures; without it nothing is written
    #[arg(long)]
    pub write: bool,
    /// With --write: take the files that can be taken, though others are refused
    #[arg(long, requires = "write")]
    pub skip_refused: bool,
    /// Folder that holds data/
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
}
