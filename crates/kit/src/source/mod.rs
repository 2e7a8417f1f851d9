//! Texts, byte spans and places. Everything the program knows of the outside arrives as one [`Snapshot`].

mod digest;
mod place;

mod at;
mod picture_file;
mod recorded;
mod snapshot;
mod text;
mod encoding;

mod earlier;

pub use at::{At, Extent, Setting};
pub use digest::{sha256, sha256_of_named};
pub use earlier::CommitStore;
pub use encoding::Encoding;
pub use picture_file::{PictureFile, may_name_a_picture};
pub use place::{Place, RepoPath, Span};
pub use recorded::{
    CommitIndex, Edit, FileRecord, Hunk, LineRun, PictureEdit, Recorded, RecordedCommit, Recording,
    Signature, Touch, Trailer,
};
pub use snapshot::{AsOf, AsOfSource, Commit, PublishedSite, Refused, Snapshot, Tree};
pub use text::Text;
