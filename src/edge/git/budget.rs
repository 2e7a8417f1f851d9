//! What a commit may hold. A few objects can stand for a million paths, and a few megabytes of a pack for gigabytes: whoever may push could
//! make every later build slow for good. The limits lie far above any book; what passes them ends as an error that names it.

use std::ops::ControlFlow;

use gix::bstr::BStr;

/// Paths under `data/` and `templates/` of one commit, and paths that one commit changes.
pub(super) const MOST_PATHS: usize = 250_000;
/// Bytes of one file.
pub(super) const MOST_BYTES: u64 = 256 << 20;

/// A limit that was passed.
#[derive(Debug, thiserror::Error)]
enum Passed {
    #[error("a commit has more than {} paths under data/ or templates/, or changes as many: no book has, and reading them would take all memory", crate::emit::grouped(MOST_PATHS as u64))]
    Paths,
    #[error("object {id} has {}, and a file of a book may have {}", crate::emit::decimal_bytes(*.bytes), crate::emit::decimal_bytes(MOST_BYTES))]
    Bytes { id: gix::ObjectId, bytes: u64 },
}

pub(super) fn too_many_paths() -> gix::Error {
    gix::Error::from_error(Passed::Paths)
}

/// The bytes of a blob, unless it is larger than any file of a book: that is looked at before it is unpacked.
pub(super) fn blob(git: &gix::Repository, id: gix::ObjectId) -> gix::Result<Vec<u8>> {
    let bytes = git.find_header(id)?.size();
    if bytes > MOST_BYTES {
        return Err(gix::Error::from_error(Passed::Bytes { id, bytes }));
    }
    Ok(git.find_object(id)?.detach().data)
}

/// Records what it is shown until that is too much.
#[derive(Default)]
pub(super) struct Bounded<R> {
    pub(super) recorder: R,
    seen: usize,
}

impl<R> Bounded<R> {
    pub(super) fn is_passed(&self) -> bool {
        self.seen > MOST_PATHS
    }
}

impl gix::diff::tree::Visit for Bounded<gix::diff::tree::Recorder> {
    fn pop_front_tracked_path_and_set_current(&mut self) {
        self.recorder.pop_front_tracked_path_and_set_current();
    }

    fn push_back_tracked_path_component(&mut self, component: &BStr) {
        self.recorder.push_back_tracked_path_component(component);
    }

    fn push_path_component(&mut self, component: &BStr) {
        self.recorder.push_path_component(component);
    }

    fn pop_path_component(&mut self) {
        self.recorder.pop_path_component();
    }

    fn visit(&mut self, change: gix::diff::tree::visit::Change) -> gix::diff::tree::visit::Action {
        self.seen += 1;
        if self.is_passed() { ControlFlow::Break(()) } else { self.recorder.visit(change) }
    }
}

impl gix::traverse::tree::Visit for Bounded<gix::traverse::tree::Recorder> {
    fn pop_back_tracked_path_and_set_current(&mut self) {
        self.recorder.pop_back_tracked_path_and_set_current();
    }

    fn pop_front_tracked_path_and_set_current(&mut self) {
        self.recorder.pop_front_tracked_path_and_set_current();
    }

    fn push_back_tracked_path_component(&mut self, component: &BStr) {
        self.recorder.push_back_tracked_path_component(component);
    }

    fn push_path_component(&mut self, component: &BStr) {
        self.recorder.push_path_component(component);
    }

    fn pop_path_component(&mut self) {
        self.recorder.pop_path_component();
    }

    fn visit_tree(&mut self, entry: &gix::objs::tree::EntryRef<'_>) -> gix::traverse::tree::visit::Action {
        self.seen += 1;
        if self.is_passed() { ControlFlow::Break(()) } else { self.recorder.visit_tree(entry) }
    }

    fn visit_nontree(&mut self, entry: &gix::objs::tree::EntryRef<'_>) -> gix::traverse::tree::visit::Action {
        self.seen += 1;
        if self.is_passed() { ControlFlow::Break(()) } else { self.recorder.visit_nontree(entry) }
    }
}
