//! Words, and what counts as one.

use std::collections::BTreeMap;

/// A word with the white space before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Nothing for the first of its block, and inside scripts that write no spaces.
    pub space: String,
    pub word: String,
    /// Equal words have equal numbers.
    pub id: u32,
    /// Counted as a word; the bar between two cells is none.
    pub counts: bool,
}

impl Token {
    /// It starts a line that stands for itself, as in code.
    pub fn starts_line(&self) -> bool {
        self.space.contains('\n')
    }

    pub fn ends_sentence(&self) -> bool {
        let word = self.word.trim_end_matches(['"', '\'', '”', '’', ')', ']', '*', '_', '»']);
        word.ends_with(['.', '!', '?', ':', ';', '。', '！', '？', '|'])
    }

    /// Characters of the word.
    pub fn size(&self) -> usize {
        self.word.chars().count()
    }
}

/// The numbers of the words met so far.
#[derive(Debug, Default)]
pub struct Words(BTreeMap<String, u32>);

impl Words {
    fn id(&mut self, word: &str) -> u32 {
        if let Some(id) = self.0.get(word) {
            return *id;
        }
        let id = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        self.0.insert(word.to_owned(), id);
        id
    }

    /// By its number, what counts as one word.
    pub fn written(&self) -> Vec<&str> {
        let mut written = vec![""; self.0.len()];
        for (word, id) in &self.0 {
            if let Some(place) = written.get_mut(*id as usize) {
                *place = word;
            }
        }
        written
    }

    /// The words of running text: line breaks and further spaces say nothing.
    pub fn running(&mut self, text: &str, tokens: &mut Vec<Token>) {
        for word in text.split_whitespace() {
            let mut space = if tokens.is_empty() { "" } else { " " };
            for part in parts(word) {
                let token =
                    Token { space: space.to_owned(), word: part.to_owned(), id: self.id(part), counts: true };
                tokens.push(token);
                space = "";
            }
        }
    }

    /// The words of code, where every space and line break says something: what stands before a word is part of it, but for the one
    /// space between two words of a line. Spaces at the end of a line are not seen.
    pub fn exact(&mut self, text: &str, tokens: &mut Vec<Token>) {
        let mut breaks = 0;
        for line in text.trim_end_matches('\n').split('\n') {
            let mut rest = line.trim_end();
            let mut is_first = true;
            while !rest.is_empty() {
                let start = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
                let end = rest[start..].find(char::is_whitespace).map_or(rest.len(), |at| start + at);
                let space = format!("{}{}", "\n".repeat(breaks), &rest[..start]);
                let word = &rest[start..end];
                // How a line starts, and the blank lines above it; of two words only more than one space.
                let plain = match (tokens.is_empty(), is_first) {
                    (true, _) => "",
                    (false, true) => "\n",
                    (false, false) => " ",
                };
                let id = if space == plain { self.id(word) } else { self.id(&format!("{space}{word}")) };
                tokens.push(Token { space, word: word.to_owned(), id, counts: true });
                (rest, breaks, is_first) = (&rest[end..], 0, false);
            }
            breaks += 1;
        }
    }

    /// A mark between words that is none itself.
    pub fn mark(&mut self, mark: &str, tokens: &mut Vec<Token>) {
        let space = if tokens.is_empty() { "" } else { " " };
        tokens.push(Token {
            space: space.to_owned(),
            word: mark.to_owned(),
            id: self.id(mark),
            counts: false,
        });
    }
}

/// A word as it is written; of scripts without spaces each character is one.
fn parts(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, c) in word.char_indices() {
        if writes_no_spaces(c) {
            if start < at {
                parts.push(&word[start..at]);
            }
            parts.push(&word[at..at + c.len_utf8()]);
            start = at + c.len_utf8();
        }
    }
    if start < word.len() {
        parts.push(&word[start..]);
    }
    parts
}

/// Chinese, Japanese, Thai, Lao, Khmer and Burmese, with the marks of their sentences.
fn writes_no_spaces(c: char) -> bool {
    matches!(c,
        '\u{0e01}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3001}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{323af}')
}
