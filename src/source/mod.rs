//! Texts, byte spans and places. Everything the program knows of the outside arrives as one [`Snapshot`].

mod place;
mod recorded;
mod snapshot;
mod text;

pub use place::{Place, RepoPath, Span};
pub use recorded::{
    CommitIndex, Edit, FileRecord, Hunk, LineRun, Recorded, RecordedCommit, Signature, Touch, Trailer,
};
pub use snapshot::{AsOf, AsOfSource, Commit, Refused, Snapshot, Tree};
pub use text::Text;
