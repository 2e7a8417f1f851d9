//! What else is to be done: git forgets nothing that was committed.

use crate::diag::{Diagnostic, codes};
use crate::source::{PictureFile, Recorded, Text};

/// Whether words stand in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Committed {
    Yes,
    No,
    /// No history is known.
    Unknown,
}

impl Committed {
    /// Of the bytes of a picture: whether some commit had them.
    fn of_picture(picture: &PictureFile, recorded: &Recorded) -> Committed {
        if recorded.commits.is_empty() {
            return Committed::Unknown;
        }
        let mut had = recorded.pictures.iter().filter_map(|edit| edit.sha256.as_deref());
        if had.any(|sha256| sha256 == picture.sha256()) { Committed::Yes } else { Committed::No }
    }

    /// Of words that stand at a place: whether some version of a file had them. The name of a column is looked for in its own file alone.
    fn of(diagnostic: &Diagnostic, text: &Text, recorded: &Recorded) -> Committed {
        if recorded.commits.is_empty() {
            return Committed::Unknown;
        }
        let (place, content) = (&diagnostic.place, text.content());
        let Some(words) = content.get(place.span.start..place.span.end).filter(|words| !words.is_empty())
        else {
            return Committed::Unknown;
        };
        let is_told_alone = words.contains(|c: char| c == '@' || c.is_ascii_digit());
        let edits = recorded.edits.iter().filter(|edit| is_told_alone || edit.path == place.path.as_str());
        let mut lines = edits.flat_map(|edit| &edit.hunks).flat_map(|hunk| &hunk.new);
        if lines.any(|line| line.contains(words)) { Committed::Yes } else { Committed::No }
    }
}

/// Adds to what is said of personal data whether it has to be taken out of the history too.
pub fn advise(diagnostic: &mut Diagnostic, text: &Text, recorded: &Recorded) {
    if diagnostic.code == &codes::PERSONAL_DATA {
        add(diagnostic, Committed::of(diagnostic, text, recorded));
    }
}

/// The same of a picture.
pub fn advise_picture(diagnostic: &mut Diagnostic, picture: &PictureFile, recorded: &Recorded) {
    if diagnostic.code == &codes::PERSONAL_DATA {
        add(diagnostic, Committed::of_picture(picture, recorded));
    }
}

fn add(diagnostic: &mut Diagnostic, committed: Committed) {
    diagnostic.help += match committed {
        Committed::Yes => ", and purge it from the history, as `scorebook explain personal-data` says",
        Committed::No => ", before it is committed",
        Committed::Unknown => ", before the first commit",
    };
}
