//! Procedures whose file was renamed: records may still name the id it had.

use crate::kit::id::SopId;
use crate::kit::source::{RepoPath, Snapshot};

/// What a procedure is called now whose file had another name when it was recorded first.
pub fn renamed(snapshot: &Snapshot, sop: &SopId) -> Option<SopId> {
    let is_its = |path: &str| {
        path.strip_prefix("data/sops/").is_some_and(|below| RepoPath::new(below).stem() == sop.as_str())
    };
    let files = snapshot.recorded.files.iter();
    let renamed = files.filter(|(path, file)| file.renamed_to.is_some() && is_its(path));
    let mut now = renamed.map(|(path, _)| RepoPath::new(snapshot.recorded.last_name(path)));
    now.find(|path| snapshot.texts.contains_key(path)).map(|path| SopId::new(path.stem()))
}
