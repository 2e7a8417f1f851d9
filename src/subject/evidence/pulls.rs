//! The part of the panel below a block that says from which engine rows came.

use std::collections::BTreeMap;

use crate::core::settings::host::Permalinks;
use crate::kit::diag::plural;
use crate::kit::source::{Place, RepoPath};
use crate::subject::evidence::places::{Ranges, files_said, linked};
use crate::subject::shell::PageContext;
use crate::subject::source::figures::pulled;
use crate::subject::source::pulled::Pull;
use crate::subject::text::piece::Html;

/// Pulls named in a panel.
const SHOWN: usize = 4;

/// Ranges of lines by file.
type Cited = BTreeMap<RepoPath, Vec<(u32, u32)>>;

/// Each pull once, newest first: the engine, the query by its file and hash, when it was, and the lines that it gave.
pub(super) fn pulls(context: &PageContext<'_>, links: &Permalinks, cited: Option<&Cited>) -> Html {
    let register = context.report.register;
    let mut by_pull: BTreeMap<(&str, &Place), (&Pull, Ranges<'_>)> = BTreeMap::new();
    for (path, lines) in cited.into_iter().flatten() {
        for (from, to, pull) in pulled(register, path, lines) {
            let key = (pull.pulled_at.as_str(), &pull.place);
            by_pull.entry(key).or_insert_with(|| (pull, Vec::new())).1.push((path, from, to));
        }
    }
    let mut html = Html::default();
    if by_pull.is_empty() {
        return html;
    }
    html.tags("<p>Pulled from</p><ul>");
    for (pull, lines) in by_pull.values().rev().take(SHOWN) {
        html.tags("<li>");
        html.push_inside(&pull.engine_said());
        html.tags(" by");
        if let Some(source) = register.sources.sources.get(pull.source()) {
            let path = source.query_path().unwrap_or_else(|| source.place.path.clone());
            html.tags(" <code>");
            html.push_inside(path.as_str());
            html.tags("</code>");
        }
        html.tags(" <code>");
        html.push_inside(pull.query_sha256.get(..10).unwrap_or_default());
        html.tags("</code> on ");
        html.push_inside(&pull.moment_said());
        html.tags(", as");
        linked(&mut html, links, &pull.place.path, pull.place.line, pull.place.line);
        html.tags(" has it");
        files_said(&mut html, lines);
        html.tags("</li>");
    }
    html.tags("</ul>");
    if by_pull.len() > SHOWN {
        let left = plural(by_pull.len() - SHOWN, "earlier pull");
        html.tags("<p>and ");
        html.push_inside(&left);
        html.tags("</p>");
    }
    html
}
