//! Procedures that git saw removed, for what is told of those who still name them.

use jiff::civil::Date;

use crate::core::settings::read::day_of;
use crate::kit::id::{ContractId, ServiceLevelId, SopId};
use crate::kit::source::RepoPath;
use crate::subject::context::Context;
use crate::subject::history::versions::{Removed, Version};
use crate::subject::sop::record::Sop;
use crate::subject::withdrawn::figures::is_forgotten;

/// A procedure that has its page in the archive.
#[derive(Clone, Copy)]
pub(super) struct Gone<'a> {
    pub id: &'a SopId,
    pub of: &'a Removed,
}

/// The procedure of an id, where its file was removed and the book does not forget it.
pub(super) fn gone<'a>(context: &Context<'a>, id: &SopId) -> Option<Gone<'a>> {
    let (id, of) = context.history.removed.get_key_value(id)?;
    let is_known = of.versions.iter().any(|version| version.sop.is_some());
    (is_known && !is_forgotten(&context.register.settings, of)).then_some(Gone { id, of })
}

/// Whether the book asks that nothing is shown of a procedure whose file is gone, its name least of all.
pub(super) fn is_withheld(context: &Context<'_>, id: &SopId) -> bool {
    let settings = &context.register.settings;
    let is_named = settings.forget.iter().any(|forgotten| forgotten.value == *id);
    is_named || context.history.removed.get(id).is_some_and(|of| is_forgotten(settings, of))
}

/// The one whose file had this path last.
pub(super) fn gone_from<'a>(context: &Context<'a>, path: &RepoPath) -> Option<Gone<'a>> {
    gone(context, &SopId::new(path.stem())).filter(|gone| gone.of.path == *path)
}

/// The one that went last of those that served a clause.
pub(super) fn served<'a>(
    context: &Context<'a>,
    contract: &ContractId,
    level: &ServiceLevelId,
) -> Option<Gone<'a>> {
    let clause = format!("{contract}/{level}");
    let serves = |gone: &Gone<'_>| gone.last().is_some_and(|last| names(last, "satisfies", &clause));
    let all = context.history.removed.keys().filter_map(|id| gone(context, id));
    all.filter(serves).max_by_key(|gone| gone.of.removal.commit)
}

/// Whether a list of the front matter has an entry.
fn names(version: &Version, key: &str, entry: &str) -> bool {
    version.written(key).is_some_and(|list| list.split(['"', '\'']).any(|written| written == entry))
}

impl Gone<'_> {
    fn last(&self) -> Option<&Version> {
        self.of.versions.iter().rev().find(|version| version.sop.is_some())
    }

    fn on(&self, context: &Context<'_>) -> Date {
        day_of(self.of.removal.committed_at, &context.register.settings.time_zone)
    }

    /// When it went, and where its last text is.
    pub(super) fn told(&self, context: &Context<'_>) -> String {
        let commit = context.snapshot.recorded.commit(self.of.removal.commit);
        let short: String = commit.map(|commit| commit.id.chars().take(10).collect()).unwrap_or_default();
        format!(
            "withdrawn on {} by commit {short}; its last text stays at sops/{}",
            self.on(context),
            self.id
        )
    }

    /// The procedure that says it replaces this one.
    pub(super) fn newer<'r>(&self, context: &Context<'r>) -> Option<&'r Sop> {
        let mut sops = context.register.sops.values();
        sops.find(|sop| sop.supersedes.iter().any(|older| older.value == *self.id))
    }

    /// What takes its place, as advice.
    pub(super) fn instead(&self, context: &Context<'_>) -> String {
        match self.newer(context) {
            Some(newer) => format!("name `{}`, which replaces it", newer.id),
            None => "name the SOP that is to be followed now, or remove its name here".to_owned(),
        }
    }
}
