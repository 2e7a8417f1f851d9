//! The commits that one commit reaches, parents before children, and what each says of itself.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use gix::bstr::{BStr, ByteSlice};
use gix::objs::commit::message::BodyRef;
use rayon::prelude::*;

use super::Repository;
use super::repository::instant;
use crate::kit::source::{CommitIndex, RecordedCommit, Signature, Trailer};

/// Every commit that one reaches.
pub(super) struct Graph {
    /// Parents before children; of those that could come next, the one committed first, then the one with the lesser id.
    pub commits: Vec<RecordedCommit>,
    /// The tree of each commit.
    pub trees: Vec<gix::ObjectId>,
    /// First parents from the oldest to the newest.
    pub line: Vec<CommitIndex>,
}

struct Read {
    id: gix::ObjectId,
    tree: gix::ObjectId,
    parents: Vec<gix::ObjectId>,
    committed: i64,
    data: Vec<u8>,
}

impl Repository {
    /// The commits that `head` reaches.
    pub(super) fn graph(&self, head: gix::ObjectId) -> gix::Result<Graph> {
        let read = self.read_commits(head)?;
        let order = topological(&read);
        let index: HashMap<gix::ObjectId, CommitIndex> =
            (0..).zip(&order).map(|(at, &read_at)| (read[read_at].id, at)).collect();
        let hash = self.git.object_hash();
        let commits = order
            .par_iter()
            .map(|&at| recorded(&read[at], &index, hash))
            .collect::<gix::Result<Vec<RecordedCommit>>>()?;
        let trees = order.iter().map(|&at| read[at].tree).collect();
        let mut line: Vec<CommitIndex> = std::iter::successors(index.get(&head).copied(), |&at| {
            commits[at as usize].parents.first().copied()
        })
        .collect();
        line.reverse();
        Ok(Graph { commits, trees, line })
    }

    fn read_commits(&self, head: gix::ObjectId) -> gix::Result<Vec<Read>> {
        let mut read = Vec::new();
        let mut seen = std::collections::HashSet::from([head]);
        let mut next = vec![head];
        while let Some(id) = next.pop() {
            let data = self.commit(id)?.detach().data;
            let commit = gix::objs::CommitRef::from_bytes(&data, self.git.object_hash())?;
            // A commit may name a parent twice; the second says nothing.
            let mut parents: Vec<gix::ObjectId> = Vec::new();
            for parent in commit.parents() {
                if !parents.contains(&parent) {
                    parents.push(parent);
                }
            }
            next.extend(parents.iter().filter(|parent| seen.insert(**parent)));
            let (tree, committed) = (commit.tree(), commit.committer()?.seconds());
            drop(commit);
            read.push(Read { id, tree, parents, committed, data });
        }
        Ok(read)
    }
}

/// Indices of `read`, parents before children.
fn topological(read: &[Read]) -> Vec<usize> {
    let at: HashMap<gix::ObjectId, usize> =
        read.iter().enumerate().map(|(at, commit)| (commit.id, at)).collect();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); read.len()];
    let mut missing: Vec<usize> = read.iter().map(|commit| commit.parents.len()).collect();
    for (child, commit) in read.iter().enumerate() {
        for parent in &commit.parents {
            children[at[parent]].push(child);
        }
    }
    let key = |at: usize| Reverse((read[at].committed, read[at].id, at));
    let mut ready: BinaryHeap<_> = (0..read.len()).filter(|&at| missing[at] == 0).map(key).collect();
    let mut order = Vec::with_capacity(read.len());
    while let Some(Reverse((_, _, next))) = ready.pop() {
        order.push(next);
        for &child in &children[next] {
            missing[child] -= 1;
            if missing[child] == 0 {
                ready.push(key(child));
            }
        }
    }
    order
}

fn recorded(
    read: &Read,
    index: &HashMap<gix::ObjectId, CommitIndex>,
    hash: gix::hash::Kind,
) -> gix::Result<RecordedCommit> {
    let commit = gix::objs::CommitRef::from_bytes(&read.data, hash)?;
    let author = commit.author()?;
    let (subject, rest) = commit.message.split_once_str("\n").unwrap_or((commit.message, b""));
    let rest = BodyRef::from_bytes(rest);
    let trailers = rest
        .trailers()
        .map(|trailer| Trailer { key: text(trailer.token), value: text(trailer.value.as_ref()) });
    let signature = match gix::objs::CommitRefIter::signature(&read.data, hash)? {
        None => Signature::None,
        Some((armored, signed)) => {
            Signature::Present { armored: text(armored.as_ref()), signed: signed.to_bstring().into() }
        }
    };
    Ok(RecordedCommit {
        id: read.id.to_string(),
        parents: read.parents.iter().map(|parent| index[parent]).collect(),
        author: text(author.name),
        author_email: text(author.email),
        authored_at: instant(author.seconds()),
        committed_at: instant(read.committed),
        subject: text(subject.as_bstr()),
        body: text(rest.without_trailer()),
        trailers: trailers.collect(),
        signature,
    })
}

fn text(bytes: &BStr) -> String {
    bytes.to_str_lossy().trim().to_owned()
}
