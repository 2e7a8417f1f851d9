//! Links of a page that was made of earlier records: what no longer has a page is words.

use std::collections::BTreeSet;

/// The page at `path` with only those links into the site that lead to one of `pages`. Pages quote attributes with `"`.
pub fn only_live(html: &str, path: &str, pages: &BTreeSet<String>) -> String {
    let up = "../".repeat(path.matches('/').count());
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("<a ") {
        let (Some(end), Some(close)) = (rest[at..].find('>'), rest[at..].find("</a>")) else { break };
        let (tag, close) = (&rest[at..at + end], at + close);
        if is_dead(tag, &up, pages) {
            out.push_str(&rest[..at]);
            out.push_str("<span class=\"quiet\" title=\"No longer in the book\">");
            out.push_str(&rest[at + end + 1..close]);
            out.push_str("</span>");
        } else {
            out.push_str(&rest[..close + "</a>".len()]);
        }
        rest = &rest[close + "</a>".len()..];
    }
    out.push_str(rest);
    out
}

fn is_dead(tag: &str, up: &str, pages: &BTreeSet<String>) -> bool {
    let Some((_, href)) = tag.split_once("href=\"") else { return false };
    let href = href.split(['"', '#']).next().unwrap_or_default();
    let Some(page) = href.strip_prefix(up).filter(|page| page.ends_with(".html")) else { return false };
    !page.starts_with("../") && !pages.contains(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_a_page_that_is_gone_is_words() {
        let pages = BTreeSet::from(["plans/here/index.html".to_owned()]);
        let link = |to: &str| format!("<p><a class=\"x\" href=\"{to}\">a <b>plan</b></a>.</p>");
        let shown = |html: &str| only_live(html, "reports/2026-W46/index.html", &pages);
        for kept in [
            "../../plans/here/index.html#one",
            "#top",
            "https://example.org/a.html",
            "since.json",
            "../../feed.xml",
        ] {
            assert_eq!(shown(&link(kept)), link(kept));
        }
        let two = link("../../plans/gone/index.html") + &link("../../plans/here/index.html");
        let words = "<p><span class=\"quiet\" title=\"No longer in the book\">a <b>plan</b></span>.</p>";
        assert_eq!(shown(&two), format!("{words}{}", link("../../plans/here/index.html")));
    }
}
