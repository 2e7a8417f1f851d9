//! What can go wrong with an engine. No message holds a value of the environment: each names the variable.

use crate::emit::visible;
use crate::pull::rollup::Fault;

/// Why a source gave no rows. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error(
        "the environment variable {variable} is not set\n  = help: set it to {what}; in a workflow, to a secret of that name"
    )]
    Unset { variable: String, what: &'static str },

    #[error("cannot read the folder `{folder}` of the log: {reason}")]
    Folder { folder: String, reason: String },

    #[error(
        "no file of the log is called `{pattern}`\n  = help: correct `rows` of the source, or the folder that it is below"
    )]
    NoFiles { pattern: String },

    #[error("{}", visible(&fault.to_string(), false))]
    Log { fault: Fault },

    #[error(
        "this program was built without engines, and cannot ask `{driver}`\n  = help: install one that was built with the feature `pull`, or roll up files"
    )]
    WithoutEngines { driver: String },

    #[error(
        "this program is a static release, and loads no driver such as `{driver}`\n  = help: take the archive of the release for linux-gnu, or roll up files with `driver = \"files\"`"
    )]
    Static { driver: String },

    #[error("the driver `{driver}` cannot be loaded: {}\n  = help: {help}", visible(reason, false))]
    Driver { driver: String, reason: String, help: String },

    #[error("{engine} failed {doing}: {}", visible(reason, false))]
    Engine { engine: String, doing: &'static str, reason: String },

    #[error(
        "{engine} has not answered within {seconds} s, and was asked to stop\n  = help: ask for fewer periods with --period, or raise `time-limit-seconds`"
    )]
    TooSlow { engine: String, seconds: u32 },

    #[error("{engine} gave a column `{column}` of {}\n  = help: {help}", visible(found, false))]
    Type { engine: String, column: String, found: String, help: &'static str },

    #[error(
        "row {row} of the result: `{column}` is {value}, in floating point\n  = help: add up whole numbers or decimals: sums of others depend on their order"
    )]
    Float { row: usize, column: String, value: String },

    #[error(
        "the result has more than {most} rows\n  = help: a book takes roll-ups: group by period, site, queue, language and metric"
    )]
    TooMany { most: usize },
}
