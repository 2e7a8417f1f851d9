//! Versions of a procedure in words, for those who follow it.

use jiff::Timestamp;

use crate::kit::diag::list_and;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::sop::address::SopPage;
use crate::subject::sop::page::changes::{Past, effect, judged, lede, numbered, written};
use crate::subject::sop::page::redline::redline;
use crate::subject::wording::phrase;

/// A version in words.
pub struct News {
    /// Whole id of the commit that brought it.
    pub commit: String,
    pub at: Timestamp,
    pub title: String,
    /// What changed for a reader first.
    pub lines: Vec<String>,
    /// The redline; of the first version the procedure itself.
    pub page: Route,
}

/// What was recorded of a procedure, oldest first: a version each, with what its page of changes says.
pub fn news(context: &PageContext<'_>, past: &Past<'_>) -> Vec<News> {
    let told = past.versions.iter().enumerate().filter_map(|(at, version)| {
        let before = at.checked_sub(1).map(|at| &past.versions[at]);
        let commit = context.recorded.commit(version.commit)?;
        let found = before.and_then(|before| Some(redline(before.sop.as_ref()?, version.sop.as_ref()?)));
        let mut lines = match before {
            None => vec!["The first recorded text.".to_owned()],
            Some(before) => vec![
                format!("{}.", effect(found.as_ref())),
                lede(found.as_ref()),
                judged(context, past.judged, before, version),
            ],
        };
        lines.push(phrase::sentences(&[numbered(before, version)]));
        lines.push(format!("By {}: {}", version.author, version.subject));
        if !version.reviewers.is_empty() {
            lines.push(format!("Reviewed by {}.", list_and(&version.reviewers)));
        }
        lines.retain(|line| !line.is_empty());
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let page = match before {
            Some(_) if past.is_compared => SopPage::Change(past.id.clone(), number - 1, number),
            _ => SopPage::One(past.id.clone()),
        };
        Some(News {
            commit: commit.id.clone(),
            at: version.committed_at,
            title: format!("{}, version {}", past.title, written(version)),
            lines,
            page: Route::Sop(page),
        })
    });
    told.collect()
}
