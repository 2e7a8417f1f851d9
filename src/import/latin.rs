//! Names in ids: letters with marks become those of the English alphabet.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::kit::id::good_id;

/// Letters that are no others with a mark.
const LETTERS: [(char, &str); 18] = [
    ('ß', "ss"),
    ('ẞ', "SS"),
    ('æ', "ae"),
    ('Æ', "AE"),
    ('œ', "oe"),
    ('Œ', "OE"),
    ('ø', "o"),
    ('Ø', "O"),
    ('ł', "l"),
    ('Ł', "L"),
    ('đ', "d"),
    ('Đ', "D"),
    ('ð', "d"),
    ('Ð', "D"),
    ('þ', "th"),
    ('Þ', "TH"),
    ('ħ', "h"),
    ('ı', "i"),
];

/// The id that a name makes: `São Paulo` makes `sao-paulo`. `None` where letters of another alphabet would be left out of it.
pub fn id_of(name: &str) -> Option<String> {
    let mut plain = String::new();
    for c in name.nfd().filter(|c| !is_combining_mark(*c)) {
        match LETTERS.iter().find(|(letter, _)| *letter == c) {
            Some((_, letters)) => plain.push_str(letters),
            None if c.is_alphanumeric() && !c.is_ascii() => return None,
            None => plain.push(c),
        }
    }
    good_id(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_letters_are_left_out_and_other_alphabets_make_no_id() {
        for (name, id) in [
            ("Müller & Söhne", Some("muller-sohne")),
            ("São Paulo", Some("sao-paulo")),
            ("Łódź – Straße 3", Some("lodz-strasse-3")),
            ("Ålesund", Some("alesund")),
            ("北京", None),
            ("Acme 北京", None),
            ("Αθήνα", None),
        ] {
            assert_eq!(id_of(name).as_deref(), id, "{name}");
        }
    }
}
