//! The line diffs of a whole history: each pair of texts once, the files side by side.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::Repository;
use super::budget;
use super::lines::{self, Replaced};
use crate::kit::source::Hunk;

/// Two versions of a file whose lines are to be compared.
pub(super) struct Job {
    /// Pairs of one path are read in a row.
    pub path: Arc<str>,
    pub old: Option<gix::ObjectId>,
    pub new: Option<gix::ObjectId>,
    /// Whether the text of the hunks is wanted.
    pub with_text: bool,
}

/// What a comparison found. A version that is not there, or is not UTF-8, has no text.
#[derive(Default)]
pub(super) struct Compared {
    pub had_text: bool,
    pub has_text: bool,
    pub replaced: Vec<Replaced>,
    pub hunks: Vec<Hunk>,
    /// Lines of the new text.
    pub count: u32,
}

/// So many pairs of one path stay with one thread.
const STRETCH: usize = 128;

impl Repository {
    /// Compares each pair; the answers in the order of `jobs`.
    pub(super) fn compare(&self, jobs: &[Job]) -> gix::Result<Vec<Compared>> {
        let mut order: Vec<usize> = (0..jobs.len()).collect();
        order.sort_by(|&a, &b| jobs[a].path.cmp(&jobs[b].path));
        let stretches: Vec<&[usize]> = order
            .chunk_by(|&a, &b| jobs[a].path == jobs[b].path)
            .flat_map(|path| path.chunks(STRETCH))
            .collect();
        let threads = self.threads();
        let found: Vec<Vec<(usize, Compared)>> = stretches
            .into_par_iter()
            .map_init(
                || threads.reader(),
                |git, stretch| {
                    let mut texts = Texts { git, known: HashMap::new() };
                    stretch.iter().map(|&at| Ok((at, texts.compare(&jobs[at])?))).collect()
                },
            )
            .collect::<gix::Result<_>>()?;
        let mut compared: Vec<Compared> = jobs.iter().map(|_| Compared::default()).collect();
        for (at, one) in found.into_iter().flatten() {
            compared[at] = one;
        }
        Ok(compared)
    }
}

struct Texts<'a> {
    git: &'a gix::Repository,
    /// The versions read last: one commit's new version is the next one's old.
    known: HashMap<gix::ObjectId, Option<Arc<str>>>,
}

const MOST_KNOWN: usize = 8;

impl Texts<'_> {
    fn compare(&mut self, job: &Job) -> gix::Result<Compared> {
        let (old, new) = (self.text(job.old)?, self.text(job.new)?);
        let (had_text, has_text) = (old.is_some(), new.is_some());
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        let replaced = lines::replaced(&old, &new);
        let hunks = if job.with_text { lines::hunks(&old, &new, &replaced) } else { Vec::new() };
        Ok(Compared { had_text, has_text, replaced, hunks, count: lines::count(&new) })
    }

    fn text(&mut self, id: Option<gix::ObjectId>) -> gix::Result<Option<Arc<str>>> {
        let Some(id) = id else { return Ok(None) };
        if let Some(known) = self.known.get(&id) {
            return Ok(known.clone());
        }
        let text = String::from_utf8(budget::blob(self.git, id)?).ok().map(Arc::from);
        if self.known.len() >= MOST_KNOWN {
            self.known.clear();
        }
        self.known.insert(id, text.clone());
        Ok(text)
    }
}
