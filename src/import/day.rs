//! Days, weeks and months as spreadsheets write them. What two readings fit is not read.

use jiff::civil::Date;

use crate::import::cell::Cell;
use crate::import::folded::{one_line, trimmed};
use crate::kit::calendar::{Grain, MONTH_NAMES, Week, add_days, week_of};
use crate::kit::period::Period;
use crate::subject::import::map::{DateOrder, Serials, WeekDay};

/// What a map says of days.
#[derive(Clone, Debug, Default)]
pub struct DayForm {
    pub order: Option<DateOrder>,
    pub serials: Option<Serials>,
    /// Names of its twelve months, folded; empty: the English ones.
    pub months: Vec<String>,
    pub weeks: Option<WeekDay>,
}

/// Why a cell is no period: what is wrong, and what helps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayFault {
    pub message: String,
    pub help: &'static str,
}

impl DayFault {
    /// Whether a key of the map mends all cells of a column that are written so.
    pub fn is_of_map(&self) -> bool {
        self.help.starts_with("say `")
    }

    /// Whether the text names a period, though it cannot be told which: a month in another language, a week without its year.
    pub fn is_of_a_period(&self) -> bool {
        !self.message.ends_with(NONE)
    }
}

/// What a cell says: a period, and which day of a week a date is where its words say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    pub period: Period,
    pub week_day: Option<WeekDay>,
}

/// Words in front of a date, and which day of its week it is then.
const BEFORE: [(&str, Option<WeekDay>); 10] = [
    ("week ending", Some(WeekDay::End)),
    ("week ended", Some(WeekDay::End)),
    ("w/e", Some(WeekDay::End)),
    ("week commencing", Some(WeekDay::Start)),
    ("week beginning", Some(WeekDay::Start)),
    ("w/c", Some(WeekDay::Start)),
    ("period:", None),
    ("month:", None),
    ("week:", None),
    ("date:", None),
];

const NAMES: &str = "say `months` in the map: the twelve names as the file writes them, January first";

/// Words beside a year that are no month in any language.
const NO_MONTHS: [&str; 8] = ["total", "year", "quarter", "week", "month", "summe", "gesamt", "jahr"];

/// How the message about a text ends that names no period at all.
const NONE: &str = "is no day, week or month";

const FORMS: &str = "write it as 2026-11-15, 2026-W46 or 2026-11";

const NO_MONTH: &str = "write a week as 2026-W46; no metric is of a year";

const LONGER: &str = "ask for days, weeks or months: no metric is of a longer period";

/// Reads a cell that names a day, a week or a month.
///
/// # Errors
/// It names none, or more than one.
pub fn read(cell: &Cell, form: &DayForm) -> Result<Said, DayFault> {
    match cell {
        Cell::Day(day) => Ok(of(Period::Day(*day))),
        Cell::Text(text) => of_text(text, form),
        Cell::Number(number, _) if number.is_whole() => of_text(&number.to_string(), form),
        other => Err(none(&other.shown())),
    }
}

fn of(period: Period) -> Said {
    Said { period, week_day: None }
}

fn none(text: &str) -> DayFault {
    DayFault { message: format!("`{text}` {NONE}"), help: FORMS }
}

fn of_text(text: &str, form: &DayForm) -> Result<Said, DayFault> {
    let whole = one_line(text).to_lowercase();
    let said = BEFORE.iter().find_map(|(words, day)| Some((trimmed(whole.strip_prefix(words)?), *day)));
    let (rest, week_day) = said.unwrap_or((&whole, None));
    let rest = without_time(rest);
    if let Some(period) = Period::parse(&rest.to_uppercase()).or_else(|| week(rest)) {
        return Ok(Said { period, week_day });
    }
    let parts: Vec<&str> = rest.split(['-', '/', '.', ',', ' ']).filter(|part| !part.is_empty()).collect();
    let found = match parts.as_slice() {
        _ if parts.iter().any(|part| is_quarter(part)) => fault("`{}` is a quarter", LONGER),
        [only] => alone(only, form),
        [one, other] => of_two(one, other, form),
        [one, two, three] if is_range(rest, [one, two, three], form) => {
            fault("`{}` is a day of a year, or several days without one", FORMS)
        }
        [one, two, three] => of_three([one, two, three], form),
        _ => Err(none(&one_line(text))),
    };
    let named = |fault: DayFault| DayFault { message: fault.message.replace("{}", &one_line(text)), ..fault };
    found.map(|period| Said { period, week_day }).map_err(named)
}

fn fault(message: &str, help: &'static str) -> Result<Period, DayFault> {
    Err(DayFault { message: message.to_owned(), help })
}

/// `q3`, beside a year.
fn is_quarter(part: &str) -> bool {
    matches!(part, "q1" | "q2" | "q3" | "q4")
}

/// `oct 19-25` are days from one to another as well as 19 October 2025, and `19-25 oct` are no one day.
fn is_range(text: &str, [one, two, three]: [&str; 3], form: &DayForm) -> bool {
    let tight = text.replace(" - ", "-");
    let are_days = |first: &str, last: &str| digits(first).is_some() && digits(last).is_some();
    let at_end = tight.ends_with(&format!("{two}-{three}")) && !tight.starts_with(&format!("{one}-"));
    let at_start = tight.starts_with(&format!("{one}-{two}")) && month_named(three, form).is_some();
    at_end && are_days(two, three) || at_start && are_days(one, two)
}

/// A time of the day behind a date says nothing of the day.
fn without_time(text: &str) -> &str {
    let cut = |at: usize| trimmed(&text[..at]);
    match (text.split_once('t'), text.rsplit_once(' ')) {
        (Some((day, time)), _) if day.len() == 10 && time.contains(':') => day,
        (_, Some((day, time))) if time.contains(':') => cut(day.len()),
        _ => text,
    }
}

/// `w46 2026`, `2026w46`, `kw 46/2026`.
fn week(text: &str) -> Option<Period> {
    let plain: String = text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    let spaced = plain.replace("kw", " w").replace("wk", " w").replace("week", " w").replace('w', " w ");
    let parts: Vec<&str> = spaced.split_whitespace().collect();
    let (year, number) = match parts.as_slice() {
        ["w", number, year] | [year, "w", number] if year.len() == 4 && number.len() <= 2 => (year, number),
        _ => return None,
    };
    Week::new(year.parse().ok()?, number.parse().ok()?).map(Period::Week)
}

fn alone(text: &str, form: &DayForm) -> Result<Period, DayFault> {
    let number: Option<i32> = text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    match (number, text.len()) {
        (Some(_), 6) if year_of(&text[..4]).is_some() => {
            month(&text[..4], &text[4..]).map_or_else(|| fault("`{}` is no month", NO_MONTH), Ok)
        }
        (Some(_), 8) => day(&text[..4], &text[4..6], &text[6..]).ok_or_else(|| none("{}")),
        // Of four digits it would be a year.
        (Some(number), 5) => serial(number, form.serials),
        (Some(number), 4) if (1900..=2200).contains(&number) => fault("`{}` is a year", LONGER),
        (None, _) if is_week(text) => fault("`{}` is a week without a year", "write it as 2026-W46"),
        (None, _) if month_named(text, form).is_some() => {
            fault("`{}` is a month without a year", "write it as 2026-11")
        }
        _ => Err(none("{}")),
    }
}

/// `w46`, `kw46`
fn is_week(text: &str) -> bool {
    let number = ["kw", "wk", "w"].iter().find_map(|word| text.strip_prefix(word));
    number.is_some_and(|number| digits(number).is_some_and(|number| (1..=53).contains(&number)))
}

/// A day as a count of days.
fn serial(number: i32, serials: Option<Serials>) -> Result<Period, DayFault> {
    let first = match serials {
        // Day 60 would be 29 February 1900, which there was not.
        Some(Serials::Since1900) => (61, Date::constant(1899, 12, 30)),
        Some(Serials::Since1904) => (0, Date::constant(1904, 1, 1)),
        None => {
            let message = "`{}` is a plain number and may count days".to_owned();
            return Err(DayFault { message, help: "say `serials = \"1900\"` or `\"1904\"` in the map" });
        }
    };
    if number < first.0 {
        return Err(none("{}"));
    }
    Ok(Period::Day(add_days(first.1, number)))
}

fn of_two(one: &str, other: &str, form: &DayForm) -> Result<Period, DayFault> {
    let named = |year: &str, number| year_of(year).map(|year| Period::Month(year, number));
    match (month_named(one, form), month_named(other, form)) {
        (Some(_), None) if other.len() == 1 && digits(other).is_some() => {
            fault("`{}` is a day without a year", FORMS)
        }
        (Some(number), None) => named(other, number).ok_or_else(|| none("{}")),
        (None, Some(number)) if is_year(one) => named(one, number).ok_or_else(|| none("{}")),
        (None, Some(_)) => fault("`{}` is a day without a year, or a month of a year", FORMS),
        _ if is_year(other) && digits(one).is_some() => month(other, one).ok_or_else(|| none("{}")),
        _ if is_year(one) && digits(other).is_some_and(|number| (13..=53).contains(&number)) => {
            fault("`{}` is no month", NO_MONTH)
        }
        _ if is_year(one) && digits(other).is_some() => month(one, other).ok_or_else(|| none("{}")),
        _ if ["w", "kw", "wk", "week"].contains(&one) && digits(other).is_some() => {
            fault("`{}` is a week without a year", "write it as 2026-W46")
        }
        _ => Err(foreign_month(&[one, other]).unwrap_or_else(|| none("{}"))),
    }
}

/// A word beside a number of a day or a year may be a month in another language than the map's: `Okt-25`.
fn foreign_month(parts: &[&str]) -> Option<DayFault> {
    let is_word = |part: &&&str| {
        part.chars().count() >= 3 && part.chars().all(char::is_alphabetic) && !NO_MONTHS.contains(*part)
    };
    let is_number =
        |part: &&&str| matches!(part.len(), 1 | 2 | 4) && part.bytes().all(|byte| byte.is_ascii_digit());
    let fits = parts.iter().filter(is_word).count() == 1
        && parts.iter().filter(is_number).count() == parts.len() - 1;
    let message = "`{}` names no month that the map knows".to_owned();
    fits.then_some(DayFault { message, help: NAMES })
}

fn of_three([one, two, three]: [&str; 3], form: &DayForm) -> Result<Period, DayFault> {
    let wrong = || none("{}");
    let date = |year: &str, month: i8, day: &str| {
        Date::new(year_of(year)?, month, digits(day)?).ok().map(Period::Day)
    };
    if let Some(number) = month_named(two, form) {
        let (year, day) = if is_year(one) { (one, three) } else { (three, one) };
        return date(year, number, day).ok_or_else(wrong);
    }
    if let Some(number) = month_named(one, form) {
        return date(three, number, two).ok_or_else(wrong);
    }
    if is_year(one) {
        return day(one, two, three).ok_or_else(wrong);
    }
    if let Some(fault) = foreign_month(&[one, two, three]) {
        return Err(fault);
    }
    let both = (date(three, digits(two).unwrap_or(0), one), date(three, digits(one).unwrap_or(0), two));
    match (form.order, both) {
        (_, (None, None)) => Err(wrong()),
        (Some(DateOrder::DayFirst), (Some(period), _)) | (Some(DateOrder::MonthFirst), (_, Some(period))) => {
            Ok(period)
        }
        (Some(order), _) => {
            let message = format!("`{{}}` is no date with the {}", order.label());
            Err(DayFault { message, help: "correct `dates` in the map, or the cell" })
        }
        (None, (Some(Period::Day(one)), Some(Period::Day(other)))) if one != other => {
            let message = format!("`{{}}` is {one} or {other}");
            Err(DayFault { message, help: "say `dates = \"day-first\"` or `\"month-first\"` in the map" })
        }
        (None, (one, _)) => {
            let order = if one.is_some() { "day" } else { "month" };
            let message = format!("`{{}}` has the {order} first, which the map does not say of its dates");
            Err(DayFault { message, help: "say `dates = \"day-first\"` or `\"month-first\"` in the map" })
        }
    }
}

fn month_named(text: &str, form: &DayForm) -> Option<i8> {
    let long = text.chars().count();
    if long < 3 {
        return None;
    }
    let fits = |name: &str| name.starts_with(text) || (text == "sept" && name == "september");
    let own: Vec<&str> = form.months.iter().map(String::as_str).collect();
    let names: &[&str] = if own.is_empty() { &MONTH_NAMES } else { &own };
    let mut fitting = names.iter().enumerate().filter(|(_, name)| fits(name));
    let (at, _) = fitting.next()?;
    // `jui` is June and July in French.
    fitting.next().is_none().then(|| i8::try_from(at + 1).ok())?
}

/// Of two digits a year of this century.
fn year_of(text: &str) -> Option<i16> {
    let number: i16 = text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())??;
    match text.len() {
        2 => Some(2000 + number),
        4 => Some(number).filter(|year| (1900..=2200).contains(year)),
        _ => None,
    }
}

/// Four digits: `juni` is none.
fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())
}

fn digits(text: &str) -> Option<i8> {
    (1..=2)
        .contains(&text.len())
        .then(|| text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit())))?
}

fn month(year: &str, number: &str) -> Option<Period> {
    let number = digits(number).filter(|number| (1..=12).contains(number))?;
    Some(Period::Month(year_of(year)?, number))
}

fn day(year: &str, month: &str, day: &str) -> Option<Period> {
    Date::new(year_of(year)?, digits(month)?, digits(day)?).ok().map(Period::Day)
}

/// The period of a grain that a cell names.
///
/// # Errors
/// What it names is none of them: a day amid a month, a day of a week where nobody said which.
pub fn in_grain(said: Said, grain: Grain, weeks: Option<WeekDay>) -> Result<Period, DayFault> {
    let fault = |message: String, help| Err(DayFault { message, help });
    match (said.period, grain) {
        (Period::Day(day), Grain::Month) if day.day() == 1 || day == day.last_of_month() => {
            Ok(Period::month_of(day))
        }
        (Period::Day(day), Grain::Month) => fault(
            format!("{day} is neither the first nor the last day of a month"),
            "name the month; of `Apr-17` a spreadsheet makes a day of its own year",
        ),
        (Period::Day(day), Grain::Week) => {
            let week = week_of(day);
            match said.week_day.or(weeks) {
                Some(WeekDay::Start) if day != week.monday() => off_by(day, "start on a Monday"),
                Some(WeekDay::End) if day != week.sunday() => off_by(day, "end on a Sunday"),
                Some(_) => Ok(Period::Week(week)),
                None => fault(
                    format!("{day} is a day, and the metric is measured by the week"),
                    "say `weeks = \"start\"`, `\"end\"` or `\"within\"` in the map",
                ),
            }
        }
        (period, _) => Ok(period),
    }
}

fn off_by(day: Date, wanted: &str) -> Result<Period, DayFault> {
    let name = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let at = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
    let message = format!("{day} is a {}, and weeks {wanted}", name[at]);
    Err(DayFault { message, help: "name the week, or say `weeks = \"within\"` in the map" })
}

#[cfg(test)]
mod tests;
