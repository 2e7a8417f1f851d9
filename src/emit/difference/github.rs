//! What appears, as GitHub annotations: what was there before must not take their place.

use crate::change::{Difference, MessageKind};
use crate::emit::Texts;
use crate::emit::github::commands;

/// One command a line, the gravest first. `texts` are those of the later version; `folder` is its root below the repository's top.
pub fn github(difference: &Difference, texts: &Texts, folder: &str) -> String {
    let appears = |kind: MessageKind| matches!(kind, MessageKind::Appears | MessageKind::NoLongerWaived);
    let list = difference.messages.iter().filter(|change| appears(change.kind));
    commands(list.map(|change| &change.diagnostic), texts, folder)
}
