//! Asks a source for its rows: an engine by its driver, or the files of a log. The only place that reaches a network, and it does so for `pull` alone.

mod error;
mod files;
#[cfg(feature = "pull")]
mod scrub;
#[cfg(feature = "pull")]
mod batch;
#[cfg(feature = "pull")]
mod driver;
#[cfg(feature = "pull")]
mod adbc;

use std::path::Path;
use std::time::Instant;

use jiff::Timestamp;

pub use error::EngineError;

use crate::pull::answer::Answer;
use crate::pull::question::Question;
use crate::subject::source::asked::Asked;
use crate::subject::source::row_source::RowSource;

/// A source, and what it is asked.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    pub source: &'r RowSource,
    pub asked: &'r Asked,
    /// `None`: it has files, which are asked no query.
    pub question: Option<&'r Question>,
    /// The folder of the book.
    pub root: &'r Path,
}

/// What came, and when.
#[derive(Clone, Debug)]
pub struct Answered {
    pub answer: Answer,
    /// When all of it was there.
    pub at: Timestamp,
    pub milliseconds: u64,
}

/// Asks, and waits until all rows are there or the time limit has passed.
///
/// # Errors
/// What failed, without any word of the environment's values in it.
pub fn ask(request: &Request<'_>) -> Result<Answered, EngineError> {
    let since = Instant::now();
    let answer = match request.question {
        None => files::ask(request)?,
        Some(question) => engine(request, question)?,
    };
    let milliseconds = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Answered { answer, at: Timestamp::now(), milliseconds })
}

#[cfg(feature = "pull")]
fn engine(request: &Request<'_>, question: &Question) -> Result<Answer, EngineError> {
    adbc::ask(request, question)
}

#[cfg(not(feature = "pull"))]
fn engine(request: &Request<'_>, _: &Question) -> Result<Answer, EngineError> {
    Err(EngineError::WithoutEngines { driver: request.source.driver.to_string() })
}
