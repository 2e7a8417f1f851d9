//! Raised and lowered signs, such as the mark of a footnote beside a number. A workbook keeps them as plain signs with a form of their own; as text
//! without the form they would be digits of the number, and `480` with a raised `1` would be 4801.

/// How a part of a text stands to its line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Script {
    #[default]
    Level,
    Raised,
    Lowered,
}

const PLAIN: &str = "0123456789+-=()\u{2212}";
const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾⁻";
const LOWERED: &str = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋";

/// A part of a text as its reader sees it: `1` raised is `¹`. Letters stay as they are: of the 1st the `st` is raised too, and no letter makes another
/// number of one.
pub fn written(text: &str, script: Script) -> String {
    let forms = match script {
        Script::Level => return text.to_owned(),
        Script::Raised => RAISED,
        Script::Lowered => LOWERED,
    };
    let form = |sign: char| PLAIN.chars().zip(forms.chars()).find(|(plain, _)| *plain == sign);
    text.chars().map(|sign| form(sign).map_or(sign, |(_, form)| form)).collect()
}

/// How a sign stands to its line.
pub fn script(sign: char) -> Script {
    match sign {
        _ if RAISED.contains(sign) => Script::Raised,
        _ if LOWERED.contains(sign) => Script::Lowered,
        _ => Script::Level,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_numbers_have_a_raised_and_a_lowered_form() {
        assert_eq!(written("(1)", Script::Raised), "⁽¹⁾");
        assert_eq!(written("2", Script::Lowered), "₂");
        assert_eq!(written("480", Script::Level), "480");
        assert_eq!(written("st", Script::Raised), "st");
        for (plain, (raised, lowered)) in PLAIN.chars().zip(RAISED.chars().zip(LOWERED.chars())) {
            assert_eq!(
                (script(plain), script(raised), script(lowered)),
                (Script::Level, Script::Raised, Script::Lowered)
            );
        }
        assert_eq!(PLAIN.chars().count(), RAISED.chars().count());
    }
}
