//! What is shown now, and how it follows the book.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::edge::Watch;
use crate::serve::news::{Below, News, Trouble};
use crate::serve::state::{Mark, Shown, Source, State};

/// The site that readers see, and what its pages hear.
#[derive(Default)]
pub struct Display {
    shown: RwLock<Option<Arc<Edition>>>,
    news: watch::Sender<News>,
}

/// A state of the book under a name that no other state has, of this server or one before it.
pub struct Edition {
    pub name: String,
    pub state: Shown,
}

/// What the terminal is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// A state is shown from now on.
    Shown { pages: usize, took: Duration, tally: String },
    /// A state is not shown, with its defects as they are drawn.
    Withheld { defects: String, tally: String },
    /// The book cannot be read.
    Unread(String),
    /// What was wrong is as it was when it was right.
    Mended,
}

impl Display {
    /// `None` before there is a state that can be shown.
    pub fn shown(&self) -> Option<Arc<Edition>> {
        self.shown.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What there is to hear, now and from now on.
    pub fn news(&self) -> watch::Receiver<News> {
        self.news.subscribe()
    }

    fn show(&self, edition: Edition) {
        let edition = Arc::new(edition);
        let news = News { edition: edition.name.clone(), trouble: edition.state.trouble.clone() };
        *self.shown.write().unwrap_or_else(PoisonError::into_inner) = Some(edition);
        self.news.send_replace(news);
    }

    fn trouble(&self, trouble: Trouble) {
        let below = if self.shown().is_some() { Below::LastGood } else { Below::Nothing };
        self.news.send_modify(|news| news.trouble = Some(trouble.over(below)));
    }

    /// What is shown is the book as it stands.
    fn mended(&self) -> bool {
        let own = self.shown().and_then(|edition| edition.state.trouble.clone());
        self.news.send_if_modified(|news| std::mem::replace(&mut news.trouble, own.clone()) != own)
    }
}

/// A book that changes all the time is shown all the same, when it has been looked at so often.
const MOST_PASSED_OVER: u8 = 3;

/// Follows the book until nobody tells of changes any more.
pub fn follow(source: &Source, watch: &mut Watch, display: &Display, tell: &dyn Fn(Told)) {
    let mut follower = Follower { display, tell, count: 0, shown: None, withheld: None };
    let mut passed_over = 0;
    let mut begun = Instant::now();
    loop {
        let known: Vec<Mark> = follower.shown.iter().chain(&follower.withheld).cloned().collect();
        // What changed while it was looked at may be half of it.
        let mut is_over = || {
            let is_over = !watch.has_news() || passed_over == MOST_PASSED_OVER;
            passed_over = if is_over { passed_over } else { passed_over + 1 };
            is_over
        };
        let read = source.read();
        if is_over() {
            let state = read.map_or_else(State::Unread, |snapshot| source.state(snapshot, &known));
            if is_over() {
                passed_over = 0;
                follower.take(state, begun.elapsed());
            }
        }
        if !watch.wait() {
            return;
        }
        begun = Instant::now();
    }
}

struct Follower<'a> {
    display: &'a Display,
    tell: &'a dyn Fn(Told),
    /// How many states were shown.
    count: u32,
    /// What is shown.
    shown: Option<Mark>,
    /// What came after it and has defects.
    withheld: Option<Mark>,
}

impl Follower<'_> {
    fn take(&mut self, state: State, took: Duration) {
        match state {
            State::Known(mark) if self.shown.as_ref() == Some(&mark) => {
                self.withheld = None;
                if self.display.mended() {
                    (self.tell)(Told::Mended);
                }
            }
            State::Known(_) => {}
            State::Shown(mark, state) => {
                self.count += 1;
                (self.shown, self.withheld) = (Some(mark), None);
                (self.tell)(Told::Shown { pages: state.paths.len(), took, tally: state.tally.clone() });
                let name = format!("{}-{}", std::process::id(), self.count);
                self.display.show(Edition { name, state });
            }
            State::Withheld(mark, withheld) => {
                self.withheld = Some(mark);
                self.display.trouble(withheld.trouble);
                (self.tell)(Told::Withheld { defects: withheld.text, tally: withheld.tally });
            }
            State::Unread(why) => {
                self.withheld = None;
                self.display.trouble(Trouble::unread(&why, Below::Nothing));
                (self.tell)(Told::Unread(why));
            }
        }
    }
}
