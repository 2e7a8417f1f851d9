//! The only place for disk, git, clock, environment and terminal.

mod error;

mod file;

mod durable;

mod append;

mod change;

mod cache;

mod walked;

mod beside;

mod disk;

mod former;

mod folder;

mod git;

mod earlier;

mod engine;

mod opening;

mod publish;

mod signal;

mod start;

mod terminal;

mod verify;

#[cfg(feature = "serve")]
mod browser;

#[cfg(feature = "serve")]
mod watch;

pub use append::add_file;
#[cfg(feature = "serve")]
pub use browser::open_in_browser;
pub use cache::Cache;
pub use change::{Change, change_files};
pub use disk::{named_file, named_folder, write};
pub use earlier::GitCommits;
pub use engine::{Answered, EngineError, Request, ask};
pub use error::{Error, shown};
pub use git::{Checkout, KeptRepository, Range, Standing};
pub use opening::{
    Opened, Opening, State, manifest, open, open_base, open_commit, open_with, range, recorded,
};
pub use publish::{FolderSink, Kept, Published};
pub use signal::outlive_file_limit;
pub use start::{Added, Ground, add_missing, ground};
pub use terminal::{ColorChoice, Phases, Progress, Stream, colour, say, secret, today};
pub use verify::{Compared, Difference, DifferenceKind, SiteOnDisk};

#[cfg(feature = "serve")]
pub use watch::Watch;

/// A pool of `jobs` threads; `None` is one a core.
///
/// # Errors
/// The system gives no such number of threads.
pub fn threads(jobs: Option<usize>) -> Result<rayon::ThreadPool, Error> {
    // To rayon, 0 is one a core.
    rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.unwrap_or(0))
        .build()
        .map_err(|error| Error::Threads(error.to_string()))
}
