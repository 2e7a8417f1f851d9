//! Markdown to HTML for procedures: tables, footnotes, task lists, struck text, headings with anchors.
//!
//! Authors of text are not trusted. Raw HTML is shown as text, pictures that are none of the site are named and never loaded, and of links
//! only http, https, mailto, records that have a page and pictures of the site become links; everything else is shown with its address as text.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, LinkType, Parser, Tag, TagEnd};

use crate::kit::prose::outline::{Heading, options, outline};
use crate::kit::prose::target::{Target, target};
use crate::kit::source::RepoPath;
use crate::render::prose_parts::{escape, levels, repeats_title, task};
use crate::subject::shell::{GONE, RunningText};
use crate::subject::sop::page::contents::anchor;
use crate::subject::sop::picture::Shown;

/// A text and what its links may lead to.
pub struct Prose<'a> {
    pub markdown: &'a str,
    /// The file it stands in: links are relative to it.
    pub file: &'a RepoPath,
    /// Title of the page. A first heading that repeats it is left out, its anchor kept.
    pub title: &'a str,
    /// File to page: path in the repository and path below the site's root.
    pub pages: &'a BTreeMap<String, String>,
    /// Pictures that go with the site, by path in the repository.
    pub pictures: &'a BTreeMap<String, Shown>,
    /// Why others are not shown.
    pub absent: &'a BTreeMap<String, &'static str>,
    /// The way from the page up to the site's root.
    pub root: &'a str,
    /// Pages that an issue of an earlier day names without a link.
    pub gone: &'a BTreeSet<String>,
}

/// The text of a page; empty where there is none.
pub fn of_page(text: Option<&RunningText>, root: &str, gone: &BTreeSet<String>) -> String {
    let Some(RunningText { markdown, file, title, pages, pictures, absent }) = text else {
        return String::new();
    };
    html(&Prose { markdown, file, title, pages, pictures, absent, root, gone })
}

/// The text as HTML.
pub fn html(prose: &Prose<'_>) -> String {
    let events: Vec<Event<'_>> = Parser::new_ext(prose.markdown, options()).collect();
    let headings = outline(prose.markdown, 0).headings;
    let dropped = repeats_title(&headings, &events, prose.title);
    let mut writer = Writer {
        prose,
        levels: levels(&headings, dropped),
        headings,
        heading: 0,
        dropped,
        out: String::with_capacity(prose.markdown.len() * 2),
        notes: Notes::default(),
        alignments: Vec::new(),
        column: 0,
        in_head: false,
        cell_start: 0,
        tables: 0,
        link_end: Vec::new(),
        alt: None,
        block: String::new(),
        own_anchors: BTreeSet::new(),
        open_anchors: 0,
    };
    for at in 0..events.len() {
        writer.event(&events, at);
    }
    writer.finish()
}

#[derive(Default)]
struct Notes {
    /// Label to number, in order of first mention.
    numbers: BTreeMap<String, usize>,
    /// Number to mentions so far.
    mentions: BTreeMap<usize, usize>,
    /// Number to text.
    texts: BTreeMap<usize, String>,
    /// The page's text while a note is being written.
    outer: Option<(usize, String)>,
}

impl Notes {
    fn number(&mut self, label: &str) -> usize {
        let next = self.numbers.len() + 1;
        *self.numbers.entry(label.to_owned()).or_insert(next)
    }
}

struct Writer<'a> {
    prose: &'a Prose<'a>,
    headings: Vec<Heading>,
    levels: Vec<u8>,
    heading: usize,
    dropped: bool,
    out: String,
    notes: Notes,
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    cell_start: usize,
    tables: usize,
    /// What closes the link that is open.
    link_end: Vec<String>,
    /// Words and address of the picture that is being read.
    alt: Option<(String, String)>,
    /// Raw HTML of the block that is being read.
    block: String,
    own_anchors: BTreeSet<String>,
    /// Anchors whose end has not come yet.
    open_anchors: usize,
}

impl Writer<'_> {
    fn event(&mut self, events: &[Event<'_>], at: usize) {
        if self.in_dropped(&events[at]) || self.in_picture(&events[at]) {
            return;
        }
        match &events[at] {
            Event::Start(tag) => self.start(tag, events, at),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) => escape(&mut self.out, text),
            Event::InlineHtml(html) => self.raw(html),
            Event::Html(html) => self.block.push_str(html),
            Event::Code(text) => {
                self.out.push_str("<code>");
                escape(&mut self.out, text);
                self.out.push_str("</code>");
            }
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::FootnoteReference(label) => self.mention(label),
            // Its list item has said so already; mathematics is not switched on.
            Event::TaskListMarker(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    /// The heading that repeats the title leaves only its anchor.
    fn in_dropped(&mut self, event: &Event<'_>) -> bool {
        if !self.dropped {
            return false;
        }
        match event {
            Event::Start(Tag::Heading { .. }) => {
                self.out.push_str("<span id=\"");
                escape(&mut self.out, &anchor(&self.headings[0].slug));
                self.out.push_str("\"></span>\n");
            }
            Event::End(TagEnd::Heading(_)) => {
                self.dropped = false;
                self.heading = 1;
            }
            _ => {}
        }
        true
    }

    fn start(&mut self, tag: &Tag<'_>, events: &[Event<'_>], at: usize) {
        match tag {
            Tag::Paragraph => self.out.push_str("<p>"),
            Tag::Heading { .. } => {
                let level = self.levels.get(self.heading).copied().unwrap_or(2);
                let id = self.headings.get(self.heading).map(|h| anchor(&h.slug)).unwrap_or_default();
                self.out.push_str(&format!("<h{level} id=\""));
                escape(&mut self.out, &id);
                self.out.push_str("\">");
            }
            Tag::BlockQuote(_) => self.out.push_str("<blockquote>\n"),
            Tag::HtmlBlock => self.block.clear(),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.out.push_str("<pre tabindex=\"0\"><code>");
            }
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(first)) => self.out.push_str(&format!("<ol start=\"{first}\">\n")),
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::Item => self.out.push_str(match task(events, at) {
                Some(true) => "<li class=\"task done\"><span class=\"visually-hidden\">Done: </span>",
                Some(false) => "<li class=\"task\"><span class=\"visually-hidden\">To do: </span>",
                None => "<li>",
            }),
            Tag::FootnoteDefinition(label) => {
                let number = self.notes.number(label);
                self.notes.outer = Some((number, std::mem::take(&mut self.out)));
            }
            Tag::Table(alignments) => {
                self.tables += 1;
                self.alignments.clone_from(alignments);
                self.out.push_str(&format!(
                    "<div class=\"table-box\" tabindex=\"0\" role=\"region\" aria-label=\"Table {}\"><table>\n",
                    self.tables
                ));
            }
            Tag::TableHead => {
                (self.in_head, self.column) = (true, 0);
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.column = 0;
                self.out.push_str("<tr>");
            }
            Tag::TableCell => self.cell(),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link { link_type, dest_url, .. } => self.link(*link_type, dest_url),
            Tag::Image { dest_url, .. } => self.alt = Some((String::new(), dest_url.to_string())),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.out.push_str("</p>\n"),
            TagEnd::Heading(_) => {
                let level = self.levels.get(self.heading).copied().unwrap_or(2);
                if let Some(heading) = self.headings.get(self.heading) {
                    self.out.push_str("<a class=\"anchor\" href=\"#");
                    escape(&mut self.out, &anchor(&heading.slug));
                    self.out.push_str("\" aria-label=\"Link to ");
                    escape(&mut self.out, &heading.text);
                    self.out.push_str("\">#</a>");
                }
                self.out.push_str(&format!("</h{level}>\n"));
                self.heading += 1;
            }
            TagEnd::BlockQuote(_) => self.out.push_str("</blockquote>\n"),
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.block);
                self.raw_block(&html);
            }
            TagEnd::CodeBlock => self.out.push_str("</code></pre>\n"),
            TagEnd::List(true) => self.out.push_str("</ol>\n"),
            TagEnd::List(false) => self.out.push_str("</ul>\n"),
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::FootnoteDefinition => {
                if let Some((number, outer)) = self.notes.outer.take() {
                    let text = std::mem::replace(&mut self.out, outer);
                    self.notes.texts.insert(number, text);
                }
            }
            TagEnd::Table => self.out.push_str("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.out.push_str("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => self.cell_end(),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Link => {
                let end = self.link_end.pop().unwrap_or_default();
                self.out.push_str(&end);
            }
            _ => {}
        }
    }

    fn cell(&mut self) {
        let class = match self.alignments.get(self.column) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        self.cell_start = self.out.len();
        self.out.push_str(if self.in_head { "<th scope=\"col\"" } else { "<td" });
        self.out.push_str(class);
        self.out.push('>');
    }

    fn cell_end(&mut self) {
        self.column += 1;
        if !self.in_head {
            self.out.push_str("</td>");
        } else if self.out.ends_with('>') && self.out[self.cell_start..].matches('<').count() == 1 {
            // A heading without words heads nothing.
            self.out.truncate(self.cell_start);
            self.out.push_str("<td></td>");
        } else {
            self.out.push_str("</th>");
        }
    }

    fn link(&mut self, kind: LinkType, destination: &CowStr<'_>) {
        let address = match kind {
            LinkType::Email => format!("mailto:{destination}"),
            _ => destination.to_string(),
        };
        let href = match target(&address, self.prose.file) {
            Target::Outside => Some((address.clone(), " rel=\"external noreferrer\"")),
            Target::Anchor(at) => Some((format!("#{}", anchor(&at)), "")),
            Target::File { path, .. }
                if self.prose.pages.get(path.as_str()).is_some_and(|page| self.prose.gone.contains(page)) =>
            {
                self.out.push_str(GONE);
                self.link_end.push("</span>".to_owned());
                return;
            }
            Target::File { path, anchor: at } => {
                let page = self.prose.pages.get(path.as_str()).map(|page| {
                    let at = at.map(|at| format!("#{}", anchor(&at))).unwrap_or_default();
                    format!("{page}{at}")
                });
                let picture = || self.prose.pictures.get(path.as_str()).map(|shown| shown.path.clone());
                page.or_else(picture).map(|file| (format!("{}{file}", self.prose.root), ""))
            }
            Target::Refused(_) | Target::Nowhere => None,
        };
        let Some((href, more)) = href else {
            let mut end = " <code class=\"address\">".to_owned();
            escape(&mut end, if address.is_empty() { "no address" } else { &address });
            end.push_str("</code></span>");
            self.out.push_str("<span class=\"no-link\">");
            self.link_end.push(end);
            return;
        };
        self.out.push_str("<a href=\"");
        escape(&mut self.out, &href);
        self.out.push('"');
        self.out.push_str(more);
        self.out.push('>');
        self.link_end.push("</a>".to_owned());
    }

    fn mention(&mut self, label: &str) {
        let number = self.notes.number(label);
        let mention = self.notes.mentions.entry(number).or_insert(0);
        *mention += 1;
        let id = mention_id(number, *mention);
        self.out.push_str(&format!(
            "<sup class=\"footnote-ref\"><a id=\"{id}\" href=\"#note:{number}\" aria-label=\"Footnote {number}\">{number}</a></sup>"
        ));
    }

    fn finish(mut self) -> String {
        if self.notes.texts.is_empty() {
            return self.out;
        }
        self.out.push_str("<section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n");
        for (number, text) in &self.notes.texts {
            // The way back stands in the last paragraph, not under it.
            let (text, end) = match text.trim_end() {
                text if text.ends_with("</p>") => (&text[..text.len() - 4], "</p></li>\n"),
                text => (text, "</li>\n"),
            };
            self.out.push_str(&format!("<li id=\"note:{number}\">{text}"));
            for mention in 1..=self.notes.mentions.get(number).copied().unwrap_or(0) {
                let id = mention_id(*number, mention);
                self.out.push_str(&format!(
                    " <a href=\"#{id}\" aria-label=\"Back to mention {mention} of footnote {number}\">↩</a>"
                ));
            }
            self.out.push_str(end);
        }
        self.out.push_str("</ol></section>\n");
        self.out
    }
}

fn mention_id(number: usize, mention: usize) -> String {
    format!("mention:{number}:{mention}")
}

#[path = "prose_pictures.rs"]
mod pictures;
#[path = "prose_raw.rs"]
mod written_raw;

#[cfg(test)]
#[path = "prose_tests.rs"]
mod tests;
