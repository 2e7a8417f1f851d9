//! Rows of the long format and files on disk.

use std::fs;
use std::path::Path;

pub const HEADER: &str =
    "period,site,project,queue,language,metric,numerator,denominator,value,samples,source,status,note\n";

/// The number columns of a row, as they are printed.
pub enum Figure {
    Ratio { numerator: String, denominator: String },
    Value { value: String, samples: Option<i64> },
}

/// What a row speaks about; empty project, queue and language are the whole site.
#[derive(Clone, Copy, Default)]
pub struct Place<'a> {
    pub site: &'a str,
    pub project: &'a str,
    pub queue: &'a str,
    pub language: &'a str,
}

pub fn row(period: &str, place: Place<'_>, metric: &str, figure: &Figure, tail: &str) -> String {
    let Place { site, project, queue, language } = place;
    let numbers = match figure {
        Figure::Ratio { numerator, denominator } => format!("{numerator},{denominator},,"),
        Figure::Value { value, samples: None } => format!(",,{value},"),
        Figure::Value { value, samples: Some(samples) } => format!(",,{value},{samples}"),
    };
    format!("{period},{site},{project},{queue},{language},{metric},{numbers},{tail}\n")
}

/// Prints hundredths with as many decimals as they need: 4450 is `44.5`.
pub fn hundredths(number: i64) -> String {
    let (whole, part) = (number / 100, number % 100);
    match (part / 10, part % 10) {
        (0, 0) => whole.to_string(),
        (tenth, 0) => format!("{whole}.{tenth}"),
        _ => format!("{whole}.{part:02}"),
    }
}

/// Reads `44.5` as 4450.
pub fn parse_hundredths(text: &str) -> Result<i64, String> {
    let wrong = || format!("{text} is not a number with at most two decimals");
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    if part.len() > 2 {
        return Err(wrong());
    }
    let whole: i64 = whole.parse().map_err(|_| wrong())?;
    let part: i64 = format!("{part:0<2}").parse().map_err(|_| wrong())?;
    Ok(whole * 100 + part)
}

/// A share in hundredths of a percent of `whole`, to the nearest unit.
pub fn share(whole: i64, hundredths_of_percent: i64) -> i64 {
    (whole * hundredths_of_percent + 5_000) / 10_000
}

pub fn write(root: &Path, path: &str, text: &str) -> Result<(), String> {
    let file = root.join(path);
    let said = |error: std::io::Error| format!("{}: {error}", file.display());
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(said)?;
    }
    fs::write(&file, text).map_err(said)
}
