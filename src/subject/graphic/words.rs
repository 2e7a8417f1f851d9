//! Which words describe what was seen, and where they stand in a text.

/// Words and phrases of graphic description; one that ends in `*` is the beginning of a word. They are listed in docs/data-format.md.
pub const WORDS: [&str; 24] = [
    "behead*",
    "bloodied",
    "bloodstained",
    "blood soaked",
    "blood spattered",
    "bodily remains",
    "cadaver*",
    "charred bod*",
    "charred remains",
    "corpse*",
    "decapitat*",
    "disembowel*",
    "dismember*",
    "entrails",
    "eviscerat*",
    "gore",
    "gory",
    "impaled",
    "mangled bod*",
    "mutilat*",
    "pool of blood",
    "severed head*",
    "severed limb*",
    "slit throat*",
];

/// A phrase, ready to be looked for.
pub struct Phrase {
    words: Vec<String>,
    is_stem: bool,
}

impl Phrase {
    /// `None` of a phrase without a word.
    pub fn new(written: &str) -> Option<Phrase> {
        let is_stem = written.trim_end().ends_with('*');
        let words: Vec<String> = tokens(&written.to_lowercase()).map(|(_, word)| word.to_owned()).collect();
        (!words.is_empty()).then_some(Phrase { words, is_stem })
    }

    fn is_here(&self, found: &[(usize, &str)]) -> bool {
        let last = self.words.len() - 1;
        found.len() > last
            && self.words.iter().zip(found).enumerate().all(|(at, (word, (_, found)))| {
                match at == last && self.is_stem {
                    true => found.starts_with(word.as_str()),
                    false => word == found,
                }
            })
    }
}

/// Where phrases stand in a text: bytes from and to.
pub fn found(content: &str, phrases: &[Phrase]) -> Vec<(usize, usize)> {
    // Letters of other scripts keep their case, so that bytes stay where they are.
    let lower = content.to_ascii_lowercase();
    let is_possible = |phrase: &&Phrase| lower.contains(phrase.words[0].as_str());
    let phrases: Vec<&Phrase> = phrases.iter().filter(is_possible).collect();
    if phrases.is_empty() {
        return Vec::new();
    }
    let words: Vec<(usize, &str)> = tokens(&lower).collect();
    let here = (0..words.len()).filter_map(|at| {
        let phrase = phrases.iter().find(|phrase| phrase.is_here(&words[at..]))?;
        let (start, word) = words[at + phrase.words.len() - 1];
        Some((words[at].0, start + word.len()))
    });
    here.collect()
}

/// Words with the byte at which each starts.
fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k7_whole_words_and_stems_are_found_whatever_stands_between_them() {
        let phrases: Vec<Phrase> =
            ["gore", "mutilat*", "pool of blood"].iter().filter_map(|one| Phrase::new(one)).collect();
        let at = |text: &str| found(text, &phrases).len();
        assert_eq!(at("Gore and Mutilation"), 2);
        assert_eq!(at("a pool-of\nBLOOD"), 1);
        assert_eq!(at("Gorey, category, carpool of bloodhounds, immutable"), 0);
        assert_eq!(found("é gore", &phrases), [(3, 7)]);
        assert!(Phrase::new(" * ").is_none());
    }
}
