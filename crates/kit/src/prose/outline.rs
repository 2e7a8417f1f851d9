//! The outline of a Markdown text: headings with their anchors, links and pictures with their bytes in the file.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::raw::{Piece, pieces, shown};
use super::slug::Slugs;
use crate::source::Span;

/// The Markdown that SOPs and reports are written in, for the checks and for the renderer: CommonMark with tables,
/// footnotes, task lists and struck text. No heading attributes: an anchor is always made from the heading's words.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its words without markup.
    pub text: String,
    /// Unique in the text.
    pub slug: String,
    /// Bytes of the whole heading in the file.
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// As the author wrote it, escapes and entities resolved.
    pub destination: String,
    /// Bytes of the destination in the file; of the whole link where the destination stands elsewhere.
    pub span: Span,
    /// A picture, which a page would load by itself.
    pub picture: bool,
    /// Of a picture: the words that stand for it.
    pub words: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    pub headings: Vec<Heading>,
    pub links: Vec<Link>,
    /// Anchors that the author put into the text, each once.
    pub anchors: Vec<String>,
}

impl Outline {
    pub fn has_anchor(&self, anchor: &str) -> bool {
        self.headings.iter().any(|heading| heading.slug == anchor)
            || self.anchors.iter().any(|own| own == anchor)
    }
}

impl Outline {
    /// Takes the anchors out of raw HTML; what of it is shown as text.
    fn raw(&mut self, html: &str) -> String {
        for piece in pieces(html) {
            if let Piece::Anchor(anchor) = piece
                && !self.anchors.iter().any(|own| own == anchor)
            {
                self.anchors.push(anchor.to_owned());
            }
        }
        shown(html)
    }
}

/// The outline of `markdown`, which starts at byte `offset` of its file.
pub fn outline(markdown: &str, offset: usize) -> Outline {
    let mut outline = Outline::default();
    let mut slugs = Slugs::default();
    let mut heading: Option<(u8, String)> = None;
    let mut block: Option<String> = None;
    // The picture whose words are being read; one in the words of another belongs to it.
    let mut words_of: Option<usize> = None;
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(markdown, options()).into_offset_iter() {
        if let Some(picture) = words_of.and_then(|at| outline.links.get_mut(at)) {
            match &event {
                Event::Text(words) | Event::Code(words) => picture.words.push_str(words),
                Event::InlineHtml(html) => picture.words.push_str(&shown(html)),
                Event::SoftBreak | Event::HardBreak => picture.words.push(' '),
                _ => {}
            }
        }
        match event {
            Event::Start(Tag::Heading { level, .. }) => heading = Some((level as u8, String::new())),
            Event::End(TagEnd::Heading(_)) => {
                if let Some((level, text)) = heading.take() {
                    let slug = slugs.next(&text);
                    outline.headings.push(Heading { level, text, slug, span: shifted(range, offset) });
                }
            }
            Event::InlineHtml(html) => {
                let shown = outline.raw(&html);
                // Raw HTML is shown as text, so its words belong to the heading like any others.
                if let Some((_, text)) = &mut heading {
                    text.push_str(&shown);
                }
            }
            Event::Start(Tag::HtmlBlock) => block = Some(String::new()),
            Event::Html(html) => {
                if let Some(block) = &mut block {
                    block.push_str(&html);
                }
            }
            Event::End(TagEnd::HtmlBlock) => {
                if let Some(block) = block.take() {
                    outline.raw(&block);
                }
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some((_, text)) = &mut heading {
                    text.push_str(&words);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some((_, text)) = &mut heading {
                    text.push(' ');
                }
            }
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                let span = destination_span(markdown, range, &dest_url);
                let destination = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.into_string(),
                };
                let (span, words) = (shifted(span, offset), String::new());
                outline.links.push(Link { destination, span, picture: false, words });
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                let span = shifted(destination_span(markdown, range, &dest_url), offset);
                let (destination, words) = (dest_url.into_string(), String::new());
                outline.links.push(Link { destination, span, picture: true, words });
                words_of.get_or_insert(outline.links.len() - 1);
                depth += 1;
            }
            Event::End(TagEnd::Image) => {
                depth = depth.saturating_sub(1);
                words_of = words_of.filter(|_| depth > 0);
            }
            _ => {}
        }
    }
    outline
}

/// Where in the link its destination stands: searched from the end, for the text of a link may repeat it.
fn destination_span(
    markdown: &str,
    link: std::ops::Range<usize>,
    destination: &str,
) -> std::ops::Range<usize> {
    let written = markdown.get(link.clone()).unwrap_or_default();
    // Of `[text](a.md "a.md")` the first `](` decides; an autolink `<https://…>` has none.
    let after_text = written.find("](").map_or(0, |at| at + 2);
    match written.get(after_text..).and_then(|rest| rest.find(destination)) {
        Some(at) if !destination.is_empty() => {
            let start = link.start + after_text + at;
            start..start + destination.len()
        }
        _ => link,
    }
}

fn shifted(range: std::ops::Range<usize>, offset: usize) -> Span {
    Span::new(range.start + offset, range.end + offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_links_keep_their_bytes() {
        let text = "# When in *doubt*\n\nSee [a.md](a.md#x \"t\") and ![p](p.png).\n\nWhen in doubt\n===\n";
        let outline = outline(text, 10);
        let slugs: Vec<&str> = outline.headings.iter().map(|h| h.slug.as_str()).collect();
        assert_eq!(slugs, ["when-in-doubt", "when-in-doubt-1"]);
        assert!(outline.has_anchor("when-in-doubt") && !outline.has_anchor("doubt"));
        let link = &outline.links[0];
        assert_eq!(&text[link.span.start - 10..link.span.end - 10], "a.md#x");
        assert!(outline.links[1].picture);
        assert_eq!((outline.links[0].words.as_str(), outline.links[1].words.as_str()), ("", "p"));
    }

    #[test]
    fn anchors_of_raw_html_are_anchors_and_comments_are_nothing() {
        let text =
            "# One <!-- hidden -->\n\n<a name=\"two\"></a>\n\n<a id=\"three\">\n\nA <a name=two></a> b\n";
        let outline = outline(text, 0);
        assert_eq!(outline.headings[0].text.trim(), "One");
        assert_eq!(outline.anchors, ["two", "three"]);
        assert!(outline.has_anchor("three") && outline.has_anchor("one"));
    }

    #[test]
    fn reference_links_stand_where_they_are_used() {
        let text = "See [the guide][g].\n\n[g]: guide.md\n";
        let link = &outline(text, 0).links[0];
        assert_eq!(
            (link.destination.as_str(), &text[link.span.start..link.span.end]),
            ("guide.md", "[the guide][g]")
        );
    }

    #[test]
    fn code_holds_no_links() {
        assert!(outline("`[a](b)`\n\n    [a](b)\n\n```\n[a](b)\n```\n", 0).links.is_empty());
    }
}
