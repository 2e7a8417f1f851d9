//! Words for messages: suggestions, lists, plurals.

/// The candidate closest to `word`, if it is close enough to be a typo: at most a third of its length, and at least 1.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .filter(|&(distance, candidate)| distance <= allowed || is_part(word, candidate))
        .min_by_key(|&(distance, candidate)| (distance, candidate))
        .map(|(_, candidate)| candidate)
}

/// The id that a mistyped one means: the nearest in spelling, where no other is as near. An id with a number is a code, and one of three letters
/// or less is near to every other: of those none is suggested, since a wrong guess joins figures with another's.
pub fn near_id<'a>(id: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = id.to_lowercase();
    let allowed = match lower.chars().count() {
        0..=3 => 0,
        4..=11 => 1,
        _ => 2,
    };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let wanted = digits(&lower);
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter(|candidate| digits(candidate) == wanted)
        .map(|candidate| (strsim::osa_distance(&lower, candidate), candidate))
        .filter(|&(distance, candidate)| distance <= allowed || is_part(&lower, candidate))
        .collect();
    near.sort_unstable();
    match near.as_slice() {
        [(_, only)] => Some(only),
        [(first, nearest), (second, _), ..] if first < second => Some(nearest),
        _ => None,
    }
}

/// `acme` suggests `acme-asia`: a whole leading part is named.
fn is_part(word: &str, candidate: &str) -> bool {
    word.len() >= 4 && candidate.strip_prefix(word).is_some_and(|rest| rest.starts_with('-'))
}

/// `a, b or c`
pub fn list_or<S: AsRef<str>>(items: &[S]) -> String {
    list(items, "or")
}

/// `a, b and c`
pub fn list_and<S: AsRef<str>>(items: &[S]) -> String {
    list(items, "and")
}

/// `` `a`, `b` or `c` ``
pub fn quoted_list<S: AsRef<str>>(items: &[S]) -> String {
    let quoted: Vec<String> = items.iter().map(|item| format!("`{}`", item.as_ref())).collect();
    list_or(&quoted)
}

/// `1 row`, `2 rows`; `singular` takes an s.
pub fn plural(count: usize, singular: &str) -> String {
    if count == 1 { format!("1 {singular}") } else { format!("{count} {singular}s") }
}

/// `1 person`, `2 people`: of words whose plural is another word.
pub fn plural_of(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn list<S: AsRef<str>>(items: &[S], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [start @ .., last] => {
            let start: Vec<&str> = start.iter().map(AsRef::as_ref).collect();
            format!("{} {word} {}", start.join(", "), last.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_is_suggested_and_a_stranger_is_not() {
        let vendors = ["acme-asia", "borealis"];
        assert_eq!(did_you_mean("acme-asai", vendors), Some("acme-asia"));
        assert_eq!(did_you_mean("acme", vendors), Some("acme-asia"));
        assert_eq!(did_you_mean("zenith", vendors), None);
    }

    #[test]
    fn adoption_10_an_id_is_suggested_only_where_it_cannot_be_anothers() {
        assert_eq!(near_id("acme-asai", ["acme-asia", "borealis"]), Some("acme-asia"));
        assert_eq!(near_id("ACME", ["acme"]), Some("acme"));
        assert_eq!(near_id("acme", ["acme-asia", "borealis"]), Some("acme-asia"));
        assert_eq!(near_id("acme", ["acme-asia", "acme-emea"]), None, "either may be meant");
        assert_eq!(near_id("rba", ["rbd", "rbk"]), None, "codes of three letters");
        assert_eq!(near_id("site-17", ["site-18"]), None, "another number is another site");
        assert_eq!(near_id("acme-2025", ["acme-2026"]), None);
        assert_eq!(near_id("porto-est", ["porto-east", "porto-west"]), None, "both are one letter away");
    }

    #[test]
    fn lists_read_as_a_person_writes_them() {
        assert_eq!(quoted_list(&["a", "b", "c"]), "`a`, `b` or `c`");
        assert_eq!(list_and(&["a"]), "a");
    }
}
