//! A state of the book: opened, checked, computed, and ready for its pages to be asked for.
//!
//! It lives on a thread of its own, for figures point into the records that they were made of. The thread ends when the last
//! [`Shown`] of it goes: then another state is shown, and nobody asks this one any more.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use tokio::sync::oneshot;

use crate::edge::{GitCommits, Opened, Opening};
use crate::kit::diag::{Diagnostics, tally};
use crate::kit::source::{Refused, Snapshot, Tree};
use crate::pipeline::Kept;
use crate::render::{Pages, WriteError};
use crate::serve::news::{Below, Trouble, defects};
use crate::{edge, emit, pipeline};

/// What is served, and how it is read.
#[derive(Clone, Debug, Default)]
pub struct Source {
    pub root: PathBuf,
    pub opening: Opening,
    /// In spite of defects, as `build --draft`.
    pub draft: bool,
    /// What one state leaves for the next.
    pub kept: Arc<Kept>,
}

/// What tells one state of a book from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    input: String,
    refused: Vec<Refused>,
    commit: Option<String>,
    tree: Tree,
}

/// What became of the book.
pub enum State {
    /// It is as one of the marks says that are known already.
    Known(Mark),
    Shown(Mark, Shown),
    /// Defects keep it from being published.
    Withheld(Mark, Withheld),
    /// The disk, git or the book's date: as a message.
    Unread(String),
}

/// Why nothing is shown of a state.
pub struct Withheld {
    pub trouble: Trouble,
    /// The same as a terminal shows it.
    pub text: String,
    pub tally: String,
}

/// A state whose pages can be asked for.
pub struct Shown {
    asks: Sender<Ask>,
    /// Paths of its pages.
    pub paths: BTreeSet<String>,
    pub tally: String,
    /// Of a draft: its defects.
    pub trouble: Option<Trouble>,
}

struct Ask {
    what: What,
    answer: oneshot::Sender<Result<Option<Vec<u8>>, String>>,
}

enum What {
    File(String),
    /// The page for a path that the site does not have.
    Lost(String),
}

impl Shown {
    /// A file of the site; `None` where it has none of that path.
    ///
    /// # Errors
    /// Why the file cannot be made.
    pub async fn file(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        self.ask(What::File(path.to_owned())).await
    }

    /// The page that says that the site has none of this path.
    ///
    /// # Errors
    /// Why it cannot be made.
    pub async fn lost(&self, path: &str) -> Result<Vec<u8>, String> {
        self.ask(What::Lost(path.to_owned())).await.map(Option::unwrap_or_default)
    }

    async fn ask(&self, what: What) -> Result<Option<Vec<u8>>, String> {
        let (answer, answered) = oneshot::channel();
        let gone = || "the page could not be made: the terminal says why".to_owned();
        self.asks.send(Ask { what, answer }).map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

const FAILED: &str = "the program failed on this state of the book: the terminal says where";

impl Source {
    /// Reads the book as it stands now.
    ///
    /// # Errors
    /// The disk or git, as a message.
    pub fn read(&self) -> Result<Snapshot, String> {
        let opened = catch_unwind(AssertUnwindSafe(|| edge::open_with(&self.root, &self.opening)));
        let Opened { snapshot, .. } =
            opened.map_err(|_| FAILED.to_owned())?.map_err(|error| error.to_string())?;
        Ok(snapshot)
    }

    /// What becomes of the book as it was read. `known` are the marks of states that need not be looked at again.
    pub fn state(&self, snapshot: Snapshot, known: &[Mark]) -> State {
        let mark = Mark::of(&snapshot);
        if known.contains(&mark) {
            return State::Known(mark);
        }
        let (tell, told) = channel();
        let source = self.clone();
        let living = thread::Builder::new().name("book".to_owned()).spawn(move || {
            if let Err(why) = source.live(snapshot, mark, &tell) {
                let _ = tell.send(State::Unread(why));
            }
        });
        match living {
            Ok(_) => told.recv().unwrap_or_else(|_| State::Unread(FAILED.to_owned())),
            Err(error) => State::Unread(format!("cannot start a thread: {error}")),
        }
    }

    fn live(&self, mut snapshot: Snapshot, mark: Mark, tell: &Sender<State>) -> Result<(), String> {
        self.kept.recognise(&mut snapshot);
        let earlier = match &self.opening.kept {
            Some(kept) => GitCommits::again(&self.root, kept),
            None => GitCommits::of(&self.root),
        };
        let earlier = earlier.map_err(|error| error.to_string())?;
        let done = pipeline::with_pages(&snapshot, &earlier, &self.kept, self.draft, |diagnostics, pages| {
            let Some(pages) = pages else {
                let _ = tell.send(State::Withheld(mark, withheld(diagnostics, &snapshot)));
                return;
            };
            let (asks, asked) = channel();
            let paths: BTreeSet<String> = pages.paths().into_iter().collect();
            let is_draft = diagnostics.defects() > 0;
            let trouble = is_draft.then(|| Trouble::of_defects(diagnostics, Below::Draft));
            let shown = Shown { asks, paths, tally: tally(diagnostics), trouble };
            if tell.send(State::Shown(mark, shown)).is_ok() {
                answer(pages, &asked);
            }
        });
        done.map_err(|error| error.to_string())
    }
}

impl Mark {
    fn of(snapshot: &Snapshot) -> Mark {
        Mark {
            input: snapshot.input_hash.clone(),
            refused: snapshot.refused.clone(),
            commit: snapshot.commit.as_ref().map(|commit| commit.id.clone()),
            tree: snapshot.tree,
        }
    }
}

/// Answers until nobody is left to ask.
fn answer(pages: &Pages<'_>, asked: &Receiver<Ask>) {
    rayon::in_place_scope(|scope| {
        while let Ok(Ask { what, answer }) = asked.recv() {
            scope.spawn(move |_| {
                // A page that fails is told of on that page; the others go on.
                let made = catch_unwind(AssertUnwindSafe(|| make(pages, &what)));
                if let Ok(made) = made {
                    let _ = answer.send(made.map_err(|error| error.to_string()));
                }
            });
        }
    });
}

fn make(pages: &Pages<'_>, what: &What) -> Result<Option<Vec<u8>>, WriteError> {
    match what {
        What::File(path) => pages.file(path),
        What::Lost(path) => pages.lost(path).map(Some),
    }
}

/// So many defects are drawn on the terminal.
const MOST_DRAWN: usize = 10;

fn withheld(diagnostics: &Diagnostics, snapshot: &Snapshot) -> Withheld {
    let mut drawn = Diagnostics::default();
    drawn.extend(defects(diagnostics).take(MOST_DRAWN).cloned());
    let mut text = emit::human(&drawn, &snapshot.texts, edge::colour(edge::ColorChoice::Auto));
    let more = diagnostics.defects().saturating_sub(MOST_DRAWN);
    if more > 0 {
        text.push_str(&format!("{more} more: `scorebook check` has them all\n"));
    }
    Withheld { trouble: Trouble::of_defects(diagnostics, Below::Nothing), text, tally: tally(diagnostics) }
}
