//! The head of a table: rows that name its columns, and which column of the map each of them is.

use crate::import::cell::{Address, Cell, column_name};
use crate::import::day::{self, DayFault, DayForm, Said};
use crate::import::folded::{folded, one_line};
use crate::import::refusal::Refusal;
use crate::import::sheet::Sheet;
use crate::kit::diag::{did_you_mean, list_and, quoted_list};
use crate::kit::source::At;
use crate::subject::import::map::{MapColumn, Role};

/// The place of a period in a head.
const PERIOD: &str = "{period}";

/// Rows in which a head is looked for that does not stand where the map says.
const TOP: usize = 40;

/// Between the rows of a head.
const BELOW: &str = " / ";

/// A column of a map: of figures, or of invoices.
pub trait Headed {
    /// The keys that may stand in a head as `{period}` and so on.
    const PLACES: &'static [Role];

    /// What its head says.
    fn head(&self) -> &At<String>;

    /// Whether it is not read.
    fn is_ignored(&self) -> bool;
}

impl Headed for MapColumn {
    const PLACES: &'static [Role] = &Role::KEYS;

    fn head(&self) -> &At<String> {
        &self.head
    }

    fn is_ignored(&self) -> bool {
        *self.is == Role::Ignore
    }
}

/// A column of the file that the map reads.
#[derive(Clone, Debug)]
pub struct Column<'m, C = MapColumn> {
    /// Counted from 0.
    pub at: usize,
    /// The last row of the head.
    pub head_row: usize,
    pub of: &'m C,
    /// What its head says of its rows: of `{period} / Right` the period.
    pub says: Vec<HeadKey>,
}

/// A key that a head names.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadKey {
    pub role: Role,
    pub text: String,
    /// Of a period.
    pub period: Option<Said>,
    pub at: Address,
}

/// The columns of the map in the file, in the order of the file.
///
/// # Errors
/// A column of either is not in the other, or two are called alike.
pub fn columns<'m, C: Headed>(
    sheet: &Sheet,
    head_rows: &[At<u32>],
    of_map: &'m [C],
    form: &DayForm,
) -> Result<Vec<Column<'m, C>>, Vec<Refusal>> {
    let rows: Vec<usize> =
        head_rows.iter().filter_map(|row| usize::try_from(row.value).ok()?.checked_sub(1)).collect();
    let (hidden, heads): (Vec<_>, Vec<_>) =
        heads(sheet, &rows).into_iter().partition(|(column, _)| sheet.is_column_left_out(*column));
    let mut refusals = Vec::new();
    if let Some(refusal) = elsewhere(sheet, &rows, of_map, form) {
        return Err(vec![refusal]);
    }
    if heads.iter().all(|(_, head)| head.parts.is_empty()) {
        let named = list_and(&head_rows.iter().map(|row| row.value.to_string()).collect::<Vec<_>>());
        let message = format!("row {named} has no names of columns");
        return Err(vec![Refusal::of_file(message, "correct `head` in the map")]);
    }
    let place = |column| Address { row: rows.last().copied().unwrap_or(0), column };
    let mut found: Vec<Column<'m, C>> = Vec::new();
    let mut unread = false;
    for (at, head) in &heads {
        let place = place(*at);
        let own = head.columns_of(of_map, form, place);
        if own.is_empty() {
            let period = head.unread_period(of_map, form);
            unread = unread || period.is_some();
            refusals.push(match period {
                // One cause in all heads: what mends one mends them all.
                Some(fault) => Refusal::new(sheet.named(place), fault.message, fault.help).in_column(0),
                None => unknown(sheet, head, place, of_map),
            });
        }
        found.extend(own.into_iter().map(|(of, says)| Column { at: *at, head_row: place.row, of, says }));
    }
    let has_period = |column: &&C| !C::PLACES.is_empty() && column.head().contains(PERIOD);
    let of_hidden = |column: &C| {
        let is_it = |(at, head): &&(usize, Head)| {
            let fits = head.columns_of(of_map, form, place(*at));
            fits.into_iter().any(|(of, _)| std::ptr::eq(of, column))
        };
        let (at, _) = hidden.iter().find(is_it)?;
        let head = &column.head().value;
        let message =
            format!("the workbook hides the column `{head}`, and the map leaves out what is hidden");
        let help = "take its [[column]] out of the map, or show it in the spreadsheet and save it anew";
        Some(Refusal::new(sheet.named(place(*at)), message, help))
    };
    let of_file = absent(of_map, &found, &heads)
        .into_iter()
        .map(|(column, refusal)| (column, of_hidden(column).unwrap_or(refusal)))
        .filter(|(column, _)| !(unread && has_period(column)));
    refusals.extend(of_file.map(|(_, refusal)| refusal));
    refusals.extend(twice(sheet, &found, &rows));
    if refusals.is_empty() { Ok(found) } else { Err(refusals) }
}

/// The heads of the columns that have one, or cells below it.
fn heads(sheet: &Sheet, rows: &[usize]) -> Vec<(usize, Head)> {
    (0..sheet.width())
        .map(|column| (column, Head::of(sheet, rows, column)))
        .filter(|(column, head)| !head.parts.is_empty() || has_cells(sheet, rows, *column))
        .collect()
}

/// Where the map's columns stand in other rows than it says, each of them: one cause, such as a title row more.
fn elsewhere<C: Headed>(sheet: &Sheet, rows: &[usize], of_map: &[C], form: &DayForm) -> Option<Refusal> {
    let (first, last) = (*rows.first()?, *rows.last()?);
    let wanted = of_map.iter().filter(|column| !column.is_ignored()).count();
    let found_at = |rows: &[usize]| {
        let place = Address { row: 0, column: 0 };
        let heads = heads(sheet, rows);
        let found = heads.iter().flat_map(|(_, head)| head.columns_of(of_map, form, place));
        let mut found: Vec<*const C> = found
            .filter(|(column, _)| !column.is_ignored())
            .map(|(column, _)| std::ptr::from_ref(column))
            .collect();
        found.sort_unstable();
        found.dedup();
        found.len()
    };
    if wanted == 0 || found_at(rows) * 2 >= wanted {
        return None;
    }
    let other = (0..TOP.min(sheet.rows.len())).filter(|other| *other != first).find(|other| {
        let rows: Vec<usize> = rows.iter().map(|row| row - first + other).collect();
        found_at(&rows) == wanted
    })?;
    let list = |first: usize| {
        let rows: Vec<String> = (first..=first + last - rows[0]).map(|row| (row + 1).to_string()).collect();
        rows.join(", ")
    };
    let message =
        format!("the map's columns stand in row {}, and the map says row {}", list(other), list(first));
    let help = format!("say `head = [{}]` in the map, or bring the file into its usual form", list(other));
    let at = Address { row: other, column: 0 };
    Some(Refusal::new(sheet.named(at), message, help))
}

fn has_cells(sheet: &Sheet, rows: &[usize], column: usize) -> bool {
    let first = rows.last().map_or(0, |last| last + 1);
    (first..sheet.rows.len()).any(|row| !sheet.cell(Address { row, column }).is_empty())
}

/// What stands over a column, from above.
#[derive(Clone, Debug)]
struct Head {
    parts: Vec<(String, Address)>,
    /// Whether the upper part is that of a column further left.
    is_carried: bool,
}

impl Head {
    fn of(sheet: &Sheet, rows: &[usize], column: usize) -> Head {
        let mut parts: Vec<(String, Address)> = Vec::new();
        let mut is_carried = false;
        for (nth, &row) in rows.iter().enumerate() {
            let at = Address { row, column };
            let mut shown = (shown_head(sheet.seen(at)), at);
            let is_upper = nth + 1 < rows.len();
            // A text file does not say which cells were merged: what stands above goes on until something else does.
            if shown.0.is_empty() && is_upper && sheet.merged.is_empty() {
                let left = (0..column).rev().map(|column| Address { row, column });
                let mut left = left.map(|at| (shown_head(sheet.cell(at)), at));
                if let Some(carried) = left.find(|(text, _)| !text.is_empty()) {
                    shown = carried;
                    is_carried = true;
                }
            }
            if !shown.0.is_empty() && parts.last().is_none_or(|(last, _)| *last != shown.0) {
                parts.push(shown);
            }
        }
        // Under a head of one row nothing goes on.
        if is_carried && sheet.cell(Address { row: rows.last().copied().unwrap_or(0), column }).is_empty() {
            parts.clear();
        }
        Head { parts, is_carried }
    }

    fn texts(&self) -> Vec<String> {
        let joined = |parts: &[(String, Address)]| {
            parts.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join(BELOW)
        };
        let mut texts = vec![joined(&self.parts)];
        if self.is_carried && self.parts.len() > 1 {
            texts.push(joined(&self.parts[1..]));
        }
        texts
    }

    /// Why its period is not read, where a column of the map has a place for one and the text there names one in part: a month in another language,
    /// a week without its year.
    fn unread_period<C: Headed>(&self, columns: &[C], form: &DayForm) -> Option<DayFault> {
        let texts = self.texts();
        let of_part = |(pattern, text): (&str, &str)| {
            let (before, after) = pattern.split_once(PERIOD)?;
            let inside = strip_folded(text, before)?;
            let end = inside.len().checked_sub(after.len())?;
            let own = inside.is_char_boundary(end).then(|| &inside[..end])?;
            strip_folded(&inside[end..], after)?;
            let fault = day::read(&Cell::Text(own.to_owned()), form).err()?;
            fault.is_of_a_period().then_some(fault)
        };
        let patterns = columns.iter().filter(|column| !C::PLACES.is_empty() && !column.is_ignored());
        patterns.map(|column| one_line(column.head())).filter(|pattern| pattern.contains(PERIOD)).find_map(
            |pattern| {
                texts.iter().find_map(|text| {
                    let (patterns, texts) = (pattern.split(BELOW), text.split(BELOW));
                    let is_alike = patterns.clone().count() == texts.clone().count();
                    is_alike.then(|| patterns.zip(texts).find_map(of_part)).flatten()
                })
            },
        )
    }

    /// The columns of the map that it is: more than one where its numbers are of two metrics. Those that are named in full go before those
    /// with a place to fill.
    fn columns_of<'m, C: Headed>(
        &self,
        columns: &'m [C],
        form: &DayForm,
        at: Address,
    ) -> Vec<(&'m C, Vec<HeadKey>)> {
        let texts = self.texts();
        let fitting = |column: &'m C| {
            let pattern = one_line(column.head());
            let says = texts.iter().find_map(|text| fits((&pattern, C::PLACES), text, form, at))?;
            Some((column, says))
        };
        let is_pattern = |column: &&C| !C::PLACES.is_empty() && column.head().contains('{');
        let full: Vec<_> = columns.iter().filter(|column| !is_pattern(column)).filter_map(fitting).collect();
        if !full.is_empty() {
            return full;
        }
        columns.iter().filter(is_pattern).filter_map(fitting).collect()
    }
}

/// What a column is called: its head, and without what stands above it where that may be another's.
pub fn head_texts(sheet: &Sheet, rows: &[usize], column: usize) -> Vec<String> {
    Head::of(sheet, rows, column).texts()
}

/// A month over a column may be a day of the calendar that is shown as a month.
fn shown_head(cell: &Cell) -> String {
    cell.shown()
}

/// What the places of a pattern are in a text; `None` where it does not fit.
fn fits((pattern, places): (&str, &[Role]), text: &str, form: &DayForm, at: Address) -> Option<Vec<HeadKey>> {
    let Some((before, rest)) = pattern.split_once('{').filter(|_| !places.is_empty()) else {
        return (folded(pattern) == folded(text)).then(Vec::new);
    };
    let (name, after) = rest.split_once('}')?;
    let role = places.iter().copied().find(|role| role.word() == name)?;
    let inside = strip_folded(text, before)?;
    let next = after.split('{').next().unwrap_or(after);
    // The shortest part that leaves what follows.
    let ends = inside.char_indices().map(|(end, _)| end).chain([inside.len()]).filter(|end| *end > 0);
    for end in ends {
        let (own, rest) = inside.split_at(end);
        if (next.is_empty() && after.is_empty() && !rest.is_empty()) || strip_folded(rest, next).is_none() {
            continue;
        }
        let own = one_line(own);
        let period = (role == Role::Period).then(|| day::read(&Cell::Text(own.clone()), form).ok());
        if own.is_empty() || period == Some(None) {
            continue;
        }
        let Some(others) = fits((after, places), rest, form, at) else { continue };
        let own = HeadKey { role, text: own, period: period.flatten(), at };
        return Some([vec![own], others].concat());
    }
    None
}

/// The rest of a text that begins so, whatever its case.
fn strip_folded<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    let mut rest = text;
    for wanted in start.chars() {
        let found = rest.chars().next()?;
        if !found.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
        rest = &rest[found.len_utf8()..];
    }
    Some(rest)
}

fn unknown<C: Headed>(sheet: &Sheet, head: &Head, at: Address, columns: &[C]) -> Refusal {
    let texts = head.texts();
    let shown = texts.first().filter(|text| !text.is_empty());
    let at = sheet.named(at);
    let Some(shown) = shown else {
        let help = "name the column in the file, or take its cells out";
        return Refusal::new(at, "the column has cells and no name", help);
    };
    let heads: Vec<String> = columns.iter().map(|column| folded(column.head())).collect();
    let near = did_you_mean(&folded(shown), heads.iter().map(String::as_str));
    let near = near.and_then(|near| columns.iter().find(|column| folded(column.head()) == near));
    let help = match near {
        Some(column) => format!("the map has `{}`: correct one of the two", column.head().value),
        None => "add a [[column]] to the map, with `is = \"ignore\"` where it is not wanted".to_owned(),
    };
    Refusal::new(at, format!("the map has no column `{shown}`"), help)
}

/// Columns of the map that the file does not have.
fn absent<'m, C: Headed>(
    columns: &'m [C],
    found: &[Column<'_, C>],
    heads: &[(usize, Head)],
) -> Vec<(&'m C, Refusal)> {
    let names: Vec<String> = heads.iter().filter_map(|(_, head)| head.texts().into_iter().next()).collect();
    let is_absent =
        |column: &&C| !column.is_ignored() && !found.iter().any(|found| std::ptr::eq(found.of, *column));
    let told = |column: &'m C| {
        let named = names.iter().filter(|name| !name.is_empty()).take(12).collect::<Vec<_>>();
        let message = format!("the file has no column `{}`", column.head().value);
        let help = format!("correct `head` in the map; the file has {}", quoted_list(&named));
        (column, Refusal::of_file(message, help))
    };
    columns.iter().filter(is_absent).map(told).collect()
}

/// Columns that are one to the map: it would not be known which number is meant.
fn twice<C: Headed>(sheet: &Sheet, found: &[Column<'_, C>], rows: &[usize]) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    for (nth, column) in found.iter().enumerate() {
        let is_same = |other: &&Column<'_, C>| {
            std::ptr::eq(other.of, column.of)
                && other.says.iter().map(|key| &key.text).eq(column.says.iter().map(|key| &key.text))
        };
        let Some(first) = found[..nth].iter().find(is_same).filter(|_| !column.of.is_ignored()) else {
            continue;
        };
        let at = Address { row: rows.last().copied().unwrap_or(0), column: column.at };
        let message =
            format!("columns {} and {} have the same name", column_name(first.at), column_name(column.at));
        refusals.push(Refusal::new(
            sheet.named(at),
            message,
            "name them apart in the file, or list both rows of the head in the map",
        ));
    }
    refusals
}
