//! Every object that is read is hashed, and held against the name under which it was found: git itself believes what its folder holds,
//! and a forged object under a real name would be published as what that commit says.

use std::sync::{Arc, OnceLock};

use gix::odb::pack::cache::Object;
use gix::odb::pack::cache::object::MemoryCappedHashmap;

use super::bases;

/// Bytes of objects that are remembered.
const REMEMBERED: usize = 4 << 20;

/// The first object that was not what its name says, whichever thread read it.
#[derive(Clone, Debug, Default)]
pub(super) struct Forged(Arc<OnceLock<gix::ObjectId>>);

impl Forged {
    pub(super) fn first(&self) -> Option<gix::ObjectId> {
        self.0.get().copied()
    }
}

/// Makes `git` hash what it reads. gix passes every object that it decoded by this cache and has no way to refuse one here: who asked looks
/// at [`Forged`] before anything is made of the answer.
pub(super) fn hashed(git: &mut gix::Repository) -> Forged {
    let forged = Forged::default();
    watch(git, &forged, REMEMBERED);
    forged
}

fn watch(git: &mut gix::Repository, forged: &Forged, remembered: usize) {
    let forged = forged.clone();
    git.objects.set_object_cache(move || {
        let known = (remembered > 0).then(|| MemoryCappedHashmap::new(remembered));
        Box::new(Hashed { known, forged: forged.clone() })
    });
}

/// A repository for other threads, whose readers hash what they read as well: gix gives them nothing of what was set here.
#[derive(Clone, Debug)]
pub(super) struct Threads {
    git: gix::ThreadSafeRepository,
    forged: Forged,
}

impl Threads {
    pub(super) fn of(git: gix::Repository, forged: &Forged) -> Threads {
        Threads { git: git.into_sync(), forged: forged.clone() }
    }

    /// For one thread, which remembers what others are stored as changes of.
    pub(super) fn reader(&self) -> gix::Repository {
        let mut git = bases::reader(&self.git);
        watch(&mut git, &self.forged, 0);
        git
    }
}

struct Hashed {
    known: Option<MemoryCappedHashmap>,
    forged: Forged,
}

impl Object for Hashed {
    fn put(&mut self, id: gix::ObjectId, kind: gix::objs::Kind, data: &[u8]) {
        // A hash that cannot be made is that of a known attack on SHA-1.
        match gix::objs::compute_hash(id.kind(), kind, data) {
            Ok(found) if found == id => {
                if let Some(known) = &mut self.known {
                    known.put(id, kind, data);
                }
            }
            _ => drop(self.forged.0.set(id)),
        }
    }

    fn get(&mut self, id: &gix::ObjectId, out: &mut Vec<u8>) -> Option<gix::objs::Kind> {
        self.known.as_mut()?.get(id, out)
    }
}
