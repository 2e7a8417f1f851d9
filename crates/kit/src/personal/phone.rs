//! Telephone numbers, as they are written for callers from abroad.

use super::{Looks, Roles};

/// Every number of a text that may be a person's.
pub fn all<'t>(content: &'t str, roles: &'t Roles) -> impl Iterator<Item = Looks> + 't {
    let with_plus = content.match_indices('+').filter_map(|(at, _)| number_at(content, at));
    let with_zeros = content.match_indices("00").filter_map(|(at, _)| number_after_zeros(content, at));
    with_plus.chain(with_zeros).filter(|(start, end)| !roles.has_phone(&content[*start..*end])).map(
        |(start, end)| {
            let written = &content[start..end];
            let country: String = written.trim_start_matches("00").chars().take_while(|c| *c == '+' || c.is_ascii_digit()).take(4).collect();
            let last: String = written.chars().rev().take(2).collect::<Vec<_>>().into_iter().rev().collect();
            Looks {
                start,
                end,
                words: format!("{country}…{last}"),
                what: "a telephone number",
                why: "nobody's number belongs into the book; that of a desk is declared in book.toml under `role-phones`",
            }
        },
    )
}

/// `0044 171 555 1234`: as `+44 171 555 1234`. Amounts and ids begin with zeros too: it is in three groups or more, parted by blanks or hyphens.
fn number_after_zeros(content: &str, zeros: usize) -> Option<(usize, usize)> {
    let before = content[..zeros].chars().next_back();
    if before.is_some_and(|c| {
        c.is_alphanumeric() || matches!(c, '.' | ',' | ':' | '-' | '+' | '/' | '_' | '=' | '(')
    }) {
        return None;
    }
    let (_, end) = number_at(content, zeros + 1)?;
    let written = &content[zeros + 2..end];
    let groups = written.split([' ', '-', '\u{a0}']).filter(|group| !group.is_empty()).count();
    (groups >= 3 && !written.contains('.')).then_some((zeros, end))
}

/// `+351 912 345 678`: a country, then groups of digits, eight to fifteen digits in all.
fn number_at(content: &str, plus: usize) -> Option<(usize, usize)> {
    let before = content[..plus].chars().next_back();
    let is_zero = content[plus..].starts_with('0');
    if !is_zero && before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '+' | '/' | '_' | '=' | ')')) {
        return None;
    }
    let rest = &content[plus + 1..];
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '\u{a0}');
    let length: usize = rest.chars().take_while(|&c| is_part(c)).map(char::len_utf8).sum();
    let written = rest[..length].trim_end_matches(|c: char| !c.is_ascii_digit());
    let end = plus + 1 + written.len();
    // Letters that follow make it an id or an amount, and a point between digits a decimal.
    if content[end..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '%' | ':')) {
        return None;
    }
    let is_separator = |c: char| !c.is_ascii_digit();
    let groups: Vec<&str> = written.split(is_separator).filter(|group| !group.is_empty()).collect();
    let digits: String = groups.concat();
    let is_long = (8..=15).contains(&digits.len()) && !digits.starts_with('0');
    let is_grouped =
        groups.len() >= 3 || (groups.len() == 2 && written.contains(['-', ' '])) || digits.len() >= 10;
    // Millions with blanks between their thousands.
    let is_amount = !is_zero
        && digits.len() <= 10
        && groups.len() > 1
        && groups[1..].iter().all(|group| group.len() == 3);
    let is_date =
        groups.first().is_some_and(|group| group.len() == 4) && groups.len() == 3 && digits.len() == 8;
    (is_long && is_grouped && !is_amount && !is_date && !digits.ends_with("000000") && !is_nobodys(&digits))
        .then_some((plus, end))
}

/// Numbers that are free of charge, and those that are kept for films and examples.
fn is_nobodys(digits: &str) -> bool {
    let free = [
        "1800", "1888", "1877", "1866", "1855", "1844", "1833", "800", "44800", "44808", "353800", "3531800",
    ];
    let films = ["44770090", "441632960", "441134960", "441144960", "442079460"];
    let is_film = digits.len() == 11 && digits.starts_with('1') && digits.get(4..9) == Some("55501");
    is_film || free.iter().chain(&films).any(|start| digits.starts_with(start))
}
