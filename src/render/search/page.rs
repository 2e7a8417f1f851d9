//! What a reader may look for on one page: its title, the way to it, and its words by the heading or the row they stand under. Read off the finished
//! page, so that nothing is found that is not shown.

use html5gum::{HtmlString, StartTag, Token, Tokenizer};

/// One page as it is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundPage {
    pub title: String,
    /// Labels of the pages above, from the section on; empty of a section's first page.
    pub trail: Vec<String>,
    /// Whether the list of all pages has it.
    pub is_listed: bool,
    /// In order; empty where the title is all that counts.
    pub passages: Vec<Passage>,
}

/// Words under one heading, or in one row that has an address of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// The id of the heading or the row; empty above the first.
    pub anchor: String,
    /// The heading, or the row's first cell.
    pub heading: String,
    pub text: String,
}

/// How much of a page is found: `data-search` of its `main`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    /// Without the attribute: title and words.
    Words,
    /// `title`: the title alone.
    Title,
    /// `unlisted`: the title alone, and not among all pages: there are too many of its kind.
    Unlisted,
}

/// What is read now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Nothing,
    Title,
    Crumb,
    Words,
}

/// A part whose words belong to none: where it began, and how deep the same element stands in itself.
struct Passed {
    name: Vec<u8>,
    depth: usize,
}

struct Reader {
    page: FoundPage,
    /// Number of the passage that goes on.
    at: usize,
    reading: Reading,
    passed: Option<Passed>,
    /// The heading whose words are read.
    in_heading: bool,
    /// The row that is read, and the passage that goes on after it.
    row: Option<Row>,
    in_crumbs: bool,
    in_first_cell: bool,
    /// The id of the part that is read, for headings without one.
    part: String,
}

struct Row {
    name: Vec<u8>,
    depth: usize,
    /// Number of the passage above.
    above: usize,
}

/// The page in `html`; `None` for one that is not to be found (`data-search="no"`), and where there is no `main`.
pub fn found_page(html: &str) -> Option<FoundPage> {
    let mut reader = Reader {
        page: FoundPage::default(),
        at: 0,
        reading: Reading::Nothing,
        passed: None,
        in_heading: false,
        row: None,
        in_crumbs: false,
        in_first_cell: false,
        part: String::new(),
    };
    let mut found = None;
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::StartTag(tag) if tag.name == b"main" => {
                found = Some(match attribute(&tag, b"data-search") {
                    None => Found::Words,
                    Some(how) if how == "title" => Found::Title,
                    Some(how) if how == "unlisted" => Found::Unlisted,
                    Some(_) => return None,
                });
                if found != Some(Found::Words) {
                    break;
                }
                reader.reading = Reading::Words;
                reader.page.passages.push(Passage::default());
            }
            Token::EndTag(tag) if tag.name == b"main" => break,
            Token::StartTag(tag) if !reader.passes(&tag) => reader.begin(&tag),
            Token::EndTag(tag) if !reader.passed_ends(&tag.name) => reader.end(&tag.name),
            Token::String(text) if reader.passed.is_none() => reader.take(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    let found = found?;
    let mut page = reader.page;
    // The crumb of the page itself, and the name of the book behind the title.
    page.trail.pop();
    page.trail.iter_mut().for_each(tidy);
    if let Some((title, _)) = page.title.rsplit_once(" – ") {
        page.title = title.to_owned();
    }
    tidy(&mut page.title);
    page.is_listed = found != Found::Unlisted;
    for passage in &mut page.passages {
        tidy(&mut passage.heading);
        tidy(&mut passage.text);
    }
    page.passages.retain(|passage| !passage.text.is_empty() || !passage.heading.is_empty());
    Some(page)
}

impl Reader {
    /// Whether the element's words belong to nothing that is looked for: pictures, code of the page, where figures come from, the figures.
    fn passes(&mut self, tag: &StartTag<()>) -> bool {
        if let Some(passed) = &mut self.passed {
            passed.depth += usize::from(*tag.name == *passed.name && !tag.self_closing);
            return true;
        }
        let class = attribute(tag, b"class").unwrap_or_default();
        let has = |one: &str| class.split(' ').any(|name| name == one);
        let is_passed = match &**tag.name {
            b"svg" | b"script" | b"style" => true,
            // A figure.
            _ if tag.attributes.contains_key(&b"data-f"[..]) => true,
            b"a" => has("anchor"),
            b"details" => has("sources"),
            b"nav" => self.reading == Reading::Words,
            b"h1" => true,
            _ => false,
        };
        if is_passed && !tag.self_closing {
            self.passed = Some(Passed { name: tag.name.to_vec(), depth: 1 });
        }
        is_passed
    }

    fn passed_ends(&mut self, name: &HtmlString) -> bool {
        let Some(passed) = &mut self.passed else { return false };
        passed.depth -= usize::from(**name == *passed.name);
        if passed.depth == 0 {
            self.passed = None;
            // Words on both sides of it are two.
            self.take(" ");
        }
        true
    }

    fn begin(&mut self, tag: &StartTag<()>) {
        let name = &**tag.name;
        match (self.reading, name) {
            (Reading::Nothing, b"title") => self.reading = Reading::Title,
            (Reading::Nothing, b"nav") => {
                self.in_crumbs = attribute(tag, b"class").is_some_and(|class| class == "crumbs");
            }
            (Reading::Nothing, b"li") if self.in_crumbs => {
                self.page.trail.push(String::new());
                self.reading = Reading::Crumb;
            }
            (Reading::Words, b"h2" | b"h3" | b"h4") => {
                self.row = None;
                self.passage(attribute(tag, b"id").unwrap_or_else(|| self.part.clone()));
                self.in_heading = true;
            }
            (Reading::Words, b"tr" | b"li") => self.begin_row(tag),
            (Reading::Words, b"article" | b"section") => {
                self.part = attribute(tag, b"id").unwrap_or_default();
                self.take(" ");
            }
            (Reading::Words, _) if !is_inline(name) || is_line_of_its_own(tag) => self.take(" "),
            _ => {}
        }
    }

    fn begin_row(&mut self, tag: &StartTag<()>) {
        if let Some(row) = &mut self.row {
            row.depth += usize::from(*tag.name == *row.name);
        } else if let Some(id) = attribute(tag, b"id") {
            self.row = Some(Row { name: tag.name.to_vec(), depth: 1, above: self.at });
            self.passage(id);
            self.in_first_cell = true;
        }
        self.take(" ");
    }

    fn end(&mut self, name: &HtmlString) {
        match (self.reading, &***name) {
            (Reading::Title, b"title") | (Reading::Crumb, b"li") => self.reading = Reading::Nothing,
            (_, b"nav") => self.in_crumbs = false,
            (Reading::Words, b"h2" | b"h3" | b"h4") => self.in_heading = false,
            (Reading::Words, b"th" | b"td") => {
                self.take(" ");
                self.in_first_cell = false;
            }
            (Reading::Words, name) => {
                let ends = self.row.as_mut().is_some_and(|row| {
                    row.depth -= usize::from(*name == *row.name);
                    row.depth == 0
                });
                if ends && let Some(row) = self.row.take() {
                    self.in_first_cell = false;
                    // What follows belongs to the heading again.
                    self.at = row.above;
                }
                if !is_inline(name) {
                    self.take(" ");
                }
            }
            _ => {}
        }
    }

    fn passage(&mut self, anchor: String) {
        self.at = self.page.passages.len();
        self.page.passages.push(Passage { anchor, ..Passage::default() });
    }

    fn take(&mut self, words: &str) {
        let into = match self.reading {
            Reading::Nothing => return,
            Reading::Title => &mut self.page.title,
            Reading::Crumb => match self.page.trail.last_mut() {
                Some(crumb) => crumb,
                None => return,
            },
            Reading::Words => match self.page.passages.get_mut(self.at) {
                Some(passage) if self.in_heading || self.in_first_cell => &mut passage.heading,
                Some(passage) => &mut passage.text,
                None => return,
            },
        };
        into.push_str(words);
    }
}

fn attribute(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).into_owned())
}

/// Elements that stand within a word or between two without a gap of their own.
fn is_inline(name: &[u8]) -> bool {
    matches!(
        name,
        b"a" | b"abbr" | b"b" | b"bdi" | b"code" | b"del" | b"em" | b"i" | b"ins" | b"kbd" | b"mark"
    ) || matches!(name, b"q" | b"s" | b"span" | b"strong" | b"sub" | b"sup" | b"time" | b"wbr")
}

/// A second line of a cell.
fn is_line_of_its_own(tag: &StartTag<()>) -> bool {
    attribute(tag, b"class").is_some_and(|class| class.split(' ').any(|name| name == "sub"))
}

/// One space between words, none around them.
fn tidy(words: &mut String) {
    *words = words.split_whitespace().collect::<Vec<_>>().join(" ");
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r##"<title>Escalating a hoax – The book</title><nav class="primary"><ul><li>Home</li></ul></nav>
<nav class="crumbs"><ol><li><a>SOPs</a></li><li><span>Escalating a hoax</span></li></ol></nav>
<main id="main"><h1>Escalating a hoax</h1><p>Who <b>calls</b> whom.</p>
<h2 id="when">When<a class="anchor">#</a></h2><p>Within <span data-f="1">7</span> hours.<svg><text>no</text></svg></p>
<table><tr id="a-1"><td>Call<span class="sub">now</span></td><td>HBR-5874<ul><li>one</li></ul></td></tr></table><p>After the table</p>
<article class="clause" id="accuracy"><h3><span id="accuracy-name">Accuracy</span></h3><p>Exhibit 3, 1</p></article></main><footer>no</footer>"##;

    #[test]
    fn words_stand_under_their_heading_or_in_their_row() {
        let page = found_page(PAGE).expect("a page");
        assert_eq!(
            (page.title.as_str(), page.trail.as_slice()),
            ("Escalating a hoax", &["SOPs".to_owned()][..])
        );
        let passages: Vec<_> = page
            .passages
            .iter()
            .map(|passage| (&*passage.anchor, &*passage.heading, &*passage.text))
            .collect();
        let expected = [
            ("", "", "Who calls whom."),
            ("when", "When", "Within hours. After the table"),
            ("a-1", "Call now", "HBR-5874 one"),
            ("accuracy", "Accuracy", "Exhibit 3, 1"),
        ];
        assert_eq!(passages, expected);
        assert!(page.is_listed);
    }

    #[test]
    fn a_page_says_how_much_of_it_is_found() {
        let of = |how: &str| found_page(&PAGE.replace("id=\"main\"", &format!("data-search=\"{how}\"")));
        let title = of("title").expect("a page");
        assert_eq!((title.passages.len(), title.is_listed), (0, true));
        assert_eq!(of("unlisted").map(|page| page.is_listed), Some(false));
        assert_eq!((of("no"), found_page("<p>no main</p>")), (None, None));
    }

    #[test]
    fn a_title_may_hold_a_dash() {
        let page = found_page("<title>Plan – Porto – The book</title><main></main>").expect("a page");
        assert_eq!(page.title, "Plan – Porto");
    }
}
