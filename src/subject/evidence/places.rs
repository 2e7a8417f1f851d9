//! Places in a panel: a file and its lines, linked to the host where there is one.

use crate::core::settings::host::Permalinks;
use crate::kit::source::RepoPath;
use crate::subject::text::piece::Html;

/// Ranges of lines of one commit, or of one pull, named in a panel.
const SHOWN: usize = 3;

/// Lines that are cited of files: the file, the first and the last line.
pub(super) type Ranges<'a> = Vec<(&'a RepoPath, u32, u32)>;

/// Appends a place, linked to the host where there is one.
pub(super) fn linked(out: &mut Html, links: &Permalinks, path: &RepoPath, from: u32, to: u32) {
    let path = path.as_str();
    out.tags(" ");
    let link = links.lines(path, from, to);
    if let Some(url) = &link {
        out.tags("<a href=\"");
        out.push_address(url);
        out.tags("\">");
    }
    out.tags("<code>");
    out.push_inside(path);
    out.push_inside(&match to > from {
        true => format!(":{from}–{to}"),
        false => format!(":{from}"),
    });
    out.tags("</code>");
    if link.is_some() {
        out.tags("</a>");
    }
}

/// `: quality.csv:12–14, quality.csv:20`
pub(super) fn files_said(html: &mut Html, lines: &Ranges<'_>) {
    for (at, (path, from, to)) in lines.iter().take(SHOWN).enumerate() {
        html.tags(if at == 0 { ": <code>" } else { ", <code>" });
        html.push_inside(path.file_name());
        html.tags(":");
        html.push_inside(&lines_said(*from, *to));
        html.tags("</code>");
    }
    more(html, lines.len(), SHOWN);
}

/// `12–14`, or `12`.
pub(super) fn lines_said(from: u32, to: u32) -> String {
    if to > from { format!("{from}–{to}") } else { from.to_string() }
}

pub(super) fn more(html: &mut Html, all: usize, shown: usize) {
    if all > shown {
        html.push_inside(&format!(" and {} more", all - shown));
    }
}
