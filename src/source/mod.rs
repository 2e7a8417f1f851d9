//! Texts, byte spans and places. Everything the program knows of the outside arrives as one [`Snapshot`].

mod place;
mod snapshot;
mod text;

pub use place::{Place, RepoPath, Span};
pub use snapshot::{AsOf, AsOfSource, Commit, Refused, Snapshot, Tree};
pub use text::Text;
