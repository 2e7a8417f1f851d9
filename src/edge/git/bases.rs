//! Objects of a pack that others are stored as changes of: kept, so that a chain of changes is not walked anew for each.

use std::collections::HashMap;

use gix::odb::pack::cache::DecodeEntry;

/// Bytes that are kept, for each thread.
const MOST_BYTES: usize = 48 << 20;
/// Larger objects are read again.
const LARGEST: usize = 1 << 20;

/// A repository for one thread, which remembers what it read.
pub(super) fn reader(shared: &gix::ThreadSafeRepository) -> gix::Repository {
    let mut git = shared.to_thread_local();
    git.objects.set_pack_cache(|| Box::<Bases>::default());
    git
}

#[derive(Default)]
struct Bases {
    /// By pack and offset.
    known: HashMap<(u32, u64), Base>,
    bytes: usize,
}

struct Base {
    kind: gix::objs::Kind,
    /// Bytes that it takes in the pack.
    compressed: usize,
    data: Box<[u8]>,
}

impl DecodeEntry for Bases {
    fn put(&mut self, pack: u32, offset: u64, data: &[u8], kind: gix::objs::Kind, compressed: usize) {
        if data.len() > LARGEST {
            return;
        }
        if self.bytes + data.len() > MOST_BYTES {
            self.known.clear();
            self.bytes = 0;
        }
        if self.known.insert((pack, offset), Base { kind, compressed, data: data.into() }).is_none() {
            self.bytes += data.len();
        }
    }

    fn get(&mut self, pack: u32, offset: u64, out: &mut Vec<u8>) -> Option<(gix::objs::Kind, usize)> {
        let base = self.known.get(&(pack, offset))?;
        out.clear();
        out.extend_from_slice(&base.data);
        Some((base.kind, base.compressed))
    }
}
