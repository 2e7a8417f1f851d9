//! The terminal and the clock: colours, progress, the time that phases take, output that may meet a closed pipe.

use std::env;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::core::settings::read::day_of;
use crate::render::site::Sink;

/// When to write colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorChoice {
    /// On a terminal that is not `dumb`, unless `NO_COLOR` is set.
    #[default]
    Auto,
    Always,
    Never,
}

/// Where text goes: what was asked for to `Out`, what is said about it to `Err`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    Out,
    Err,
}

/// Whether to colour what goes to standard output.
pub fn colour(choice: ColorChoice) -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
            io::stdout().is_terminal()
                && !set("NO_COLOR")
                && env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    }
}

/// Writes `text` as it is. A reader that has gone away, as in `scorebook check | head`, is no failure.
///
/// # Errors
/// Whatever else keeps the text from being written, such as a full disk.
pub fn say(stream: Stream, text: &str) -> io::Result<()> {
    let written = match stream {
        Stream::Out => {
            let mut out = io::stdout().lock();
            out.write_all(text.as_bytes()).and_then(|()| out.flush())
        }
        Stream::Err => io::stderr().lock().write_all(text.as_bytes()),
    };
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Today in a time zone of the IANA database; in UTC where there is no such zone.
pub fn today(time_zone: &str) -> Date {
    day_of(Timestamp::now(), time_zone)
}

/// How long each phase of a run took.
#[derive(Debug)]
pub struct Phases {
    started: Instant,
    since: Instant,
    done: Vec<(&'static str, Duration)>,
}

impl Phases {
    pub fn start() -> Self {
        let now = Instant::now();
        Phases { started: now, since: now, done: Vec::new() }
    }

    /// Ends the current phase under `name`; the next one starts.
    pub fn end(&mut self, name: &'static str) {
        let now = Instant::now();
        self.done.push((name, now - self.since));
        self.since = now;
    }

    pub fn total(&self) -> Duration {
        self.started.elapsed()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Duration)> {
        self.done.iter().copied()
    }
}

/// A line on the terminal that shows that a build lives; nothing where there is no terminal.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Hidden when `quiet`, or when standard error is no terminal.
    pub fn start(quiet: bool) -> Self {
        if quiet || !io::stderr().is_terminal() {
            return Progress { bar: ProgressBar::hidden() };
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {human_pos} files {elapsed}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Progress { bar }
    }

    pub fn phase(&self, name: &'static str) {
        self.bar.set_message(name);
    }

    /// Takes the line away, so that what follows stands on an empty one.
    pub fn end(self) {
        self.bar.finish_and_clear();
    }

    /// `sink`, with its files counted on the line.
    pub fn watch<'a>(&'a self, sink: &'a dyn Sink) -> impl Sink + 'a {
        Watched { bar: &self.bar, sink }
    }
}

struct Watched<'a> {
    bar: &'a ProgressBar,
    sink: &'a dyn Sink,
}

impl Sink for Watched<'_> {
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.sink.put(path, bytes)?;
        self.bar.inc(1);
        Ok(())
    }
}

/// A secret that a variable of the environment holds; `None` where it is not set or empty.
pub fn secret(name: &str) -> Option<Vec<u8>> {
    let value = env::var_os(name).filter(|value| !value.is_empty())?;
    Some(value.into_encoded_bytes())
}
