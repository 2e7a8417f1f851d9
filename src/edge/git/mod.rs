//! What git knows of the folder, read in this process: without a git binary, and without anyone's git configuration but the
//! repository's own.

mod bases;

mod budget;

mod hashed;

mod place;

mod repository;

mod tree;

mod revision;

mod earlier;

mod graph;

mod rename;

mod changes;

mod lines;

mod texts;

mod plan;

mod life;

mod walk;

mod known_at;

mod kept;

mod checkout;

pub use checkout::{Checkout, Standing};
pub use kept::KeptRepository;
pub use revision::Range;

pub(super) use checkout::{WAIVERS, at_commit, look, without_book};
pub(super) use earlier::{Known, texts_of};
pub(super) use place::find as git_folder_of;
#[cfg(feature = "serve")]
pub(super) use place::folders_of_names;
pub(super) use repository::{Repository, Shared};
pub(super) use revision::Found;

/// What git calls a commit.
pub(super) type CommitId = gix::ObjectId;
