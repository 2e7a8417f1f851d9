//! A block of one text.

use super::Token;

/// What a block is.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// Its level, 1 to 6.
    Heading(u8),
    #[default]
    Paragraph,
    /// How deep its list stands, from 1, and whether it has a number.
    Item(usize, bool),
    Quote,
    Footnote(String),
    /// With the language that is named.
    Code(String),
    /// Of a table.
    Row,
    Html,
    Rule,
    /// What links refer to by name.
    Definition,
}

impl Form {
    /// The word in documents and style sheets.
    pub fn word(&self) -> &'static str {
        match self {
            Form::Heading(_) => "heading",
            Form::Paragraph => "paragraph",
            Form::Item(..) => "item",
            Form::Quote => "quote",
            Form::Footnote(_) => "footnote",
            Form::Code(_) => "code",
            Form::Row => "row",
            Form::Html => "html",
            Form::Rule => "rule",
            Form::Definition => "definition",
        }
    }

    /// As readers call it, with the article that it has.
    pub fn with_article(&self) -> String {
        match self {
            Form::Code(_) | Form::Html | Form::Footnote(_) => self.name(),
            _ => format!("a {}", self.name()),
        }
    }

    /// As readers call it.
    pub fn name(&self) -> String {
        match self {
            Form::Heading(level) => format!("heading of level {level}"),
            Form::Paragraph => "paragraph".to_owned(),
            Form::Item(1, false) => "list item".to_owned(),
            Form::Item(1, true) => "numbered item".to_owned(),
            Form::Item(depth, false) => format!("list item of level {depth}"),
            Form::Item(depth, true) => format!("numbered item of level {depth}"),
            Form::Quote => "quotation".to_owned(),
            Form::Footnote(label) => format!("footnote {label}"),
            Form::Code(language) if language.is_empty() => "code".to_owned(),
            Form::Code(language) => format!("code ({language})"),
            Form::Row => "table row".to_owned(),
            Form::Html => "HTML".to_owned(),
            Form::Rule => "rule".to_owned(),
            Form::Definition => "link definition".to_owned(),
        }
    }

    /// Whether one may have become the other: text stays text, a row a row, code code.
    pub fn may_become(&self, other: &Form) -> bool {
        let kind = |form: &Form| match form {
            Form::Row => 1,
            Form::Code(_) => 2,
            Form::Rule => 3,
            Form::Definition => 4,
            Form::Html => 5,
            _ => 0,
        };
        kind(self) == kind(other)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    pub form: Form,
    pub lead: String,
    /// The heading above it, of a heading the one it belongs under.
    pub under: String,
    pub tokens: Vec<Token>,
    /// Numbers of its words in ascending order, for likeness.
    pub sorted: Vec<u32>,
}

impl Piece {
    /// Thousandths of the words of both that both have: 1000 for the same words, 0 for none.
    pub fn likeness(&self, other: &Piece) -> usize {
        let whole = self.sorted.len() + other.sorted.len();
        let (mut at, mut there, mut common) = (0, 0, 0_usize);
        while let (Some(one), Some(two)) = (self.sorted.get(at), other.sorted.get(there)) {
            match one.cmp(two) {
                std::cmp::Ordering::Less => at += 1,
                std::cmp::Ordering::Greater => there += 1,
                std::cmp::Ordering::Equal => (at, there, common) = (at + 1, there + 1, common + 1),
            }
        }
        (2000 * common).checked_div(whole).unwrap_or(1000)
    }

    /// Whether their lengths let them be so much alike.
    pub fn may_be_like(&self, other: &Piece, least: usize) -> bool {
        let (one, two) = (self.sorted.len(), other.sorted.len());
        self.form.may_become(&other.form) && 2000 * one.min(two) >= least * (one + two)
    }
}
