//! What counts as a number in a text: digits that stand for a quantity. Dates and periods are told by their shape, and digits that
//! are bound to letters before them (`P95`, `2026-W46`, `MSA-0117`) are names.

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A number as it is written.
#[derive(Debug, PartialEq)]
pub struct Number {
    pub value: f64,
    pub decimals: usize,
}

impl Number {
    /// Whether it shows `exact`, rounded to its own decimals. An exact value that is not a number stands for any.
    pub fn is(&self, exact: f64) -> bool {
        let scale = 10_f64.powi(i32::try_from(self.decimals).unwrap_or(9));
        exact.is_nan() || (self.value - exact).abs() * scale <= 0.500_000_1
    }
}

fn is_month(word: &str) -> bool {
    let word = word.trim_end_matches([',', '.', ';', ':', ')']);
    MONTHS.iter().any(|month| *month == word || (word.len() == 3 && month.starts_with(word)))
}

/// Every number of a text.
pub fn numbers(text: &str) -> Vec<Number> {
    let words: Vec<&str> = text.split([' ', '\u{a0}', '\n', '\t']).filter(|word| !word.is_empty()).collect();
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let before =
            |back: usize| at.checked_sub(back).and_then(|at| words.get(at)).copied().unwrap_or_default();
        let after = |on: usize| words.get(at + on).copied().unwrap_or_default();
        if is_of_a_date(word, before, after) {
            continue;
        }
        in_word(word, &mut found);
    }
    found
}

/// `3 May`, `May 2026`, `1–7 May`, `week 46 of 2026`, `Q4 2026`, `Q4 2018/19`, `4 weeks to 15 Nov 2026`, `weeks 10 to 13`,
/// `weeks 14 of 2018 to 13 of 2019`.
fn is_of_a_date<'t>(word: &str, before: impl Fn(usize) -> &'t str, after: impl Fn(usize) -> &'t str) -> bool {
    let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
    let of_year = plain.split('/').next().unwrap_or_default();
    let is_year = of_year.len() == 4 && of_year.bytes().all(|byte| byte.is_ascii_digit());
    let is_day = plain.split('–').all(|day| day.parse::<u32>().is_ok_and(|day| day <= 31));
    let is_week = plain.parse::<u32>().is_ok_and(|week| week <= 53);
    let lower = |word: &str| word.to_lowercase();
    (is_year
        && (is_month(before(1))
            || (before(1) == "of"
                && [before(3), before(6)].iter().any(|one| lower(one).starts_with("week")))
            || is_quarter(before(1))))
        || (is_day && (is_month(after(1)) || (after(1) == "to" && is_month(after(3)))))
        || (is_week && lower(before(1)).ends_with("week") && after(1) == "of")
        || (is_week && (before(1) == "weeks" || (before(1) == "week" && before(3).len() > 2)))
        || (is_week && before(1) == "to" && (before(3) == "weeks" || before(5) == "weeks"))
        || (after(1) == "weeks" && after(2) == "to" && is_month(after(4)))
}

fn is_quarter(word: &str) -> bool {
    word.len() == 2 && word.starts_with('Q')
}

fn in_word(word: &str, found: &mut Vec<Number>) {
    let chars: Vec<char> = word.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        if !chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        while at < chars.len() && (chars[at].is_ascii_digit() || is_inside(&chars[start..], at - start)) {
            at += 1;
        }
        // A hyphen after a letter or a digit binds, as in `MSA-0117`; before nothing it is a sign.
        let sign = start.checked_sub(1).map(|before| chars[before]);
        let bound = |c: char| c.is_alphanumeric() || "./#:_".contains(c);
        let is_bound = match sign {
            Some('-') => start.checked_sub(2).is_some_and(|two| bound(chars[two])),
            Some(c) => bound(c),
            None => false,
        };
        let rest: String = chars[at..].iter().collect();
        let is_date = (at - start == 4)
            && rest.starts_with('-')
            && rest[1..].starts_with(|c: char| c.is_ascii_digit() || c == 'W' || c == 'Q');
        if is_date {
            while at < chars.len() && (chars[at].is_alphanumeric() || chars[at] == '-') {
                at += 1;
            }
            continue;
        }
        if is_bound {
            continue;
        }
        let digits: String = chars[start..at].iter().filter(|c| **c != ',').collect();
        let negative = matches!(sign, Some('-' | '−'));
        if let Ok(value) = digits.parse::<f64>() {
            let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            found.push(Number { value: if negative { -value } else { value }, decimals });
        }
    }
}

/// A comma before three digits, or a point before one.
fn is_inside(chars: &[char], at: usize) -> bool {
    let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    match chars[at] {
        '.' => digit(at + 1) && !chars[..at].contains(&'.'),
        ',' => digit(at + 1) && digit(at + 2) && digit(at + 3),
        _ => false,
    }
}

#[test]
fn dates_and_names_are_no_numbers() {
    let values = |text: &str| numbers(text).iter().map(|number| number.value).collect::<Vec<_>>();
    for text in [
        "3 May 2026",
        "October 2026",
        "2026-W46",
        "2026-11-15",
        "2026-11",
        "week 46 of 2026",
        "W46, to 15 Nov 2026",
        "October 2026, weeks 40 to 44: missed",
        "4 weeks to 15 Nov 2026",
        "Q4 2026",
        "P95 v2 HBR-MSA-0117",
        "9 November 2026 to 15 November 2026",
        "(by 20 Nov)",
        "W46",
    ] {
        assert_eq!(values(text), [] as [f64; 0], "{text}");
    }
    assert_eq!(values("21 of 50, 87.25%, needs 90% or more · 8th in a row"), [21.0, 50.0, 87.25, 90.0, 8.0]);
    assert_eq!(values("−1,234.5 USD; 86.7–93.2%; 2 of 2026"), [-1234.5, 86.7, 93.2, 2.0, 2026.0]);
    assert!(
        Number { value: 87.25, decimals: 2 }.is(87.254) && !Number { value: 87.25, decimals: 2 }.is(87.26)
    );
}
