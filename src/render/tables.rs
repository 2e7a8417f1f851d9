//! The tables of a finished page as data: captions, columns with type and unit, cells with the numbers of their figures. Read off the page,
//! so that they say what it shows and weigh nothing in the site. docs/json-output.md has the rule.

use html5gum::{StartTag, Token, Tokenizer};
use serde::Serialize;

/// The tables of one page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PageTables {
    pub title: String,
    /// The day that the page speaks for; empty where it has none.
    pub as_of: String,
    pub tables: Vec<PageTable>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PageTable {
    /// That of its download as CSV.
    pub name: String,
    pub caption: String,
    pub columns: Vec<TableColumn>,
    /// Of each as many cells as there are columns, unless cells span several.
    pub rows: Vec<Vec<TableCell>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TableColumn {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: ColumnKind,
    /// What stands behind each number, such as `%`; `None` where nothing does, or not always the same.
    pub unit: Option<String>,
}

/// What the cells of a column hold, wherever they hold something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnKind {
    #[default]
    Text,
    Number,
    Date,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TableCell {
    /// Words as the page shows them; a smaller line behind ` · `.
    pub text: String,
    /// In a column of numbers the number without grouping, in one of dates the day; absent where the cell says something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Numbers of its figures in the evidence beside the page.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<u32>,
    /// Columns that it spans, where that is more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<u32>,
}

/// A cell being read.
#[derive(Default)]
struct Open {
    cell: TableCell,
    /// Its first line, which its number stands in.
    line: String,
    in_small: bool,
    /// `data-v`: what it sorts by.
    key: Option<String>,
    /// `datetime` of a day in it.
    day: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Nothing,
    Title,
    Caption,
    Cell,
}

#[derive(Default)]
struct Table {
    table: PageTable,
    in_head: bool,
    row: Vec<Open>,
    rows: Vec<Vec<Open>>,
}

/// The tables of the page in `html`.
pub fn page_tables(html: &str) -> PageTables {
    let mut page = PageTables::default();
    let mut table: Option<Table> = None;
    let mut part = Part::Nothing;
    // An element whose words are no words of the table, and how deep it stands in itself.
    let mut passed: Option<(Vec<u8>, usize)> = None;
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::StartTag(tag) => {
                if let Some((name, depth)) = &mut passed {
                    *depth += usize::from(**tag.name == **name && !tag.self_closing);
                    continue;
                }
                if let Some(label) = is_passed(&tag) {
                    if let (Some(label), Part::Cell, Some(table)) = (label, part, &mut table) {
                        take(&mut table.row, &format!(" {label} "));
                    }
                    if !tag.self_closing && !is_void(&tag.name) {
                        passed = Some((tag.name.to_vec(), 1));
                    }
                    continue;
                }
                match &**tag.name {
                    b"title" if page.title.is_empty() => part = Part::Title,
                    b"time" if page.as_of.is_empty() && table.is_none() => {
                        page.as_of = attribute(&tag, b"datetime").unwrap_or_default();
                    }
                    b"table" if has_class(&tag, "data") => {
                        let name = attribute(&tag, b"data-name").unwrap_or_default();
                        table = Some(Table {
                            table: PageTable { name, ..PageTable::default() },
                            ..Table::default()
                        });
                    }
                    _ => {}
                }
                if let Some(table) = &mut table {
                    part = table.begin(&tag, part);
                }
            }
            Token::EndTag(tag) => {
                if let Some((name, depth)) = &mut passed {
                    *depth -= usize::from(**tag.name == **name);
                    if *depth == 0 {
                        passed = None;
                    }
                    continue;
                }
                match (&**tag.name, part) {
                    (b"title", Part::Title) | (b"caption", Part::Caption) | (b"td" | b"th", Part::Cell) => {
                        part = Part::Nothing;
                    }
                    _ => {}
                }
                if let Some(open) = &mut table {
                    open.end(&tag.name);
                }
                if &**tag.name == b"table"
                    && let Some(read) = table.take()
                {
                    page.tables.push(read.finished());
                }
            }
            Token::String(text) if passed.is_none() => {
                let text = String::from_utf8_lossy(&text);
                match (part, &mut table) {
                    (Part::Title, _) => page.title.push_str(&text),
                    (Part::Caption, Some(table)) => table.table.caption.push_str(&text),
                    (Part::Cell, Some(table)) => take(&mut table.row, &text),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    // The name of the book stands behind the page's own.
    if let Some((title, _)) = page.title.rsplit_once(" – ") {
        page.title = title.to_owned();
    }
    page.title = tidy(&page.title);
    page
}

/// Whether the words of an element are none of its cell, and what is said in their place.
fn is_passed(tag: &StartTag<()>) -> Option<Option<String>> {
    let label = || attribute(tag, b"aria-label").or_else(|| attribute(tag, b"title"));
    let is_picture = attribute(tag, b"role").is_some_and(|role| role == "img");
    match &**tag.name {
        _ if is_picture => Some(label()),
        b"svg" | b"script" | b"style" => Some(None),
        b"abbr" if has_class(tag, "provisional-mark") => Some(Some("(provisional)".to_owned())),
        b"details" if has_class(tag, "sources") => Some(None),
        b"a" if has_class(tag, "anchor") => Some(None),
        _ => None,
    }
}

impl Table {
    fn begin(&mut self, tag: &StartTag<()>, part: Part) -> Part {
        match &**tag.name {
            b"caption" => return Part::Caption,
            // A note below the caption.
            b"small" if part == Part::Caption => return Part::Nothing,
            b"thead" => self.in_head = true,
            b"tbody" => self.in_head = false,
            // A row ends where the next one begins.
            b"tr" => self.end(b"tr"),
            b"td" | b"th" => {
                let span =
                    attribute(tag, b"colspan").and_then(|span| span.parse().ok()).filter(|span| *span > 1);
                let cell = TableCell { span, ..TableCell::default() };
                self.row.push(Open { cell, key: attribute(tag, b"data-v"), ..Open::default() });
                self.figure(tag);
                return Part::Cell;
            }
            _ if part == Part::Cell => self.inside(tag),
            _ => {}
        }
        part
    }

    /// An element in a cell.
    fn inside(&mut self, tag: &StartTag<()>) {
        self.figure(tag);
        let Some(cell) = self.row.last_mut() else { return };
        if &**tag.name == b"time" && cell.day.is_none() {
            cell.day = attribute(tag, b"datetime");
        }
        if &**tag.name == b"small" || has_class(tag, "sub") {
            cell.in_small = true;
            cell.cell.text.push_str(" · ");
        } else if matches!(&**tag.name, b"br" | b"p" | b"li" | b"div" | b"ul" | b"ol") {
            take(&mut self.row, " ");
        }
    }

    fn figure(&mut self, tag: &StartTag<()>) {
        let number = attribute(tag, b"data-f").and_then(|number| number.parse().ok());
        if let (Some(cell), Some(number)) = (self.row.last_mut(), number)
            && !cell.cell.figures.contains(&number)
        {
            cell.cell.figures.push(number);
        }
    }

    fn end(&mut self, name: &[u8]) {
        if !matches!(name, b"tr" | b"thead" | b"tbody" | b"table") || self.row.is_empty() {
            return;
        }
        let row = std::mem::take(&mut self.row);
        if self.in_head {
            let column = |cell: &Open| TableColumn { name: tidy(&cell.cell.text), ..TableColumn::default() };
            self.table.columns = row.iter().map(column).collect();
        } else {
            self.rows.push(row);
        }
    }

    fn finished(mut self) -> PageTable {
        self.table.caption = tidy(&self.table.caption);
        for cell in self.rows.iter_mut().flatten() {
            cell.cell.text = tidy(&cell.cell.text);
            cell.line = tidy(&cell.line);
        }
        for (at, column) in self.table.columns.iter_mut().enumerate() {
            let mut cells: Vec<&mut Open> = self.rows.iter_mut().filter_map(|row| row.get_mut(at)).collect();
            let says = |cell: &&mut Open| !matches!(cell.line.as_str(), "" | "–");
            let read: Vec<Option<(String, String)>> =
                cells.iter().filter(|cell| says(cell)).map(|cell| number(&cell.line)).collect();
            let days: Vec<Option<String>> =
                cells.iter().filter(|cell| says(cell)).map(|cell| day(cell)).collect();
            if !days.is_empty() && days.iter().all(Option::is_some) {
                column.kind = ColumnKind::Date;
                cells.iter_mut().for_each(|cell| cell.cell.value = day(cell));
            } else if read.iter().any(Option::is_some) && read.iter().all(Option::is_some) {
                column.kind = ColumnKind::Number;
                let mut units = read.iter().flatten().map(|(_, unit)| unit);
                let first = units.next().cloned().unwrap_or_default();
                column.unit =
                    Some(first).filter(|first| !first.is_empty() && units.all(|unit| unit == first));
                cells
                    .iter_mut()
                    .for_each(|cell| cell.cell.value = number(&cell.line).map(|(value, _)| value));
            }
        }
        self.table.rows =
            self.rows.into_iter().map(|row| row.into_iter().map(|open| open.cell).collect()).collect();
        self.table
    }
}

/// Words of the cell that is read.
fn take(row: &mut [Open], words: &str) {
    let Some(cell) = row.last_mut() else { return };
    cell.cell.text.push_str(words);
    if !cell.in_small {
        cell.line.push_str(words);
    }
}

/// The day that a cell sorts by or shows.
fn day(cell: &Open) -> Option<String> {
    let days = [&cell.key, &cell.day].into_iter().flatten();
    days.into_iter().find(|text| text.parse::<jiff::civil::Date>().is_ok()).cloned()
}

/// A number without grouping and what stands behind it: `1,234.50 USD` is `1234.50` and `USD`.
fn number(line: &str) -> Option<(String, String)> {
    let line = line.strip_suffix("(provisional)").unwrap_or(line).trim_end();
    let (sign, rest) = match line.strip_prefix(['\u{2212}', '-']) {
        Some(rest) => ("-", rest),
        None => ("", line.strip_prefix('+').unwrap_or(line)),
    };
    let end = rest.find(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.')).unwrap_or(rest.len());
    let (digits, unit) = rest.split_at(end);
    let is_number =
        digits.starts_with(|c: char| c.is_ascii_digit()) && digits.ends_with(|c: char| c.is_ascii_digit());
    let unit = unit.trim_matches(['\u{a0}', ' ']);
    // `2 of 4` and `95% or more` are words.
    let is_unit = !unit.contains([' ', '\u{a0}']) && !unit.contains(|c: char| c.is_ascii_digit());
    (is_number && is_unit && digits.matches('.').count() <= 1)
        .then(|| (format!("{sign}{}", digits.replace(',', "")), unit.to_owned()))
}

fn attribute(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).into_owned())
}

fn has_class(tag: &StartTag<()>, class: &str) -> bool {
    attribute(tag, b"class").is_some_and(|classes| classes.split(' ').any(|one| one == class))
}

fn is_void(name: &[u8]) -> bool {
    matches!(name, b"img" | b"br" | b"hr" | b"input" | b"wbr" | b"col" | b"meta" | b"link")
}

/// One space between words, none around them; a space before a comma is none.
fn tidy(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").replace(" ,", ",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_and_rows_end_where_the_next_ones_begin() {
        let short = PAGE.replace("</td>", "").replace("</th>", "").replace("</tr>", "");
        assert_eq!(page_tables(&short), page_tables(PAGE));
    }

    const PAGE: &str = r##"<title>Porto – The book</title><p class="asof">As of <time datetime="2026-11-15">15 November 2026</time></p>
<main><table class="data" data-name="porto"><caption><h2>Service levels</h2> <small>A note</small></caption>
<thead><tr><th scope="col">Service level</th><th>Value</th><th>Due</th><th>Target</th></tr></thead><tbody>
<tr><th scope="row"><a href="x">Accuracy</a><small>Quality</small></th><td><span data-f="4">94.96%</span><abbr class="provisional-mark" title="Provisional">p</abbr></td><td data-v="2026-11-20">20 Nov 2026</td><td><span data-f="5">95% or more</span></td></tr>
<tr><th scope="row">On time<svg><text>7</text></svg></th><td><span class="quiet">–</span></td><td data-v="">–</td><td>no target</td></tr>
</tbody></table></main>"##;

    #[test]
    fn a_table_is_read_as_the_page_shows_it() {
        let page = page_tables(PAGE);
        assert_eq!((page.title.as_str(), page.as_of.as_str()), ("Porto", "2026-11-15"));
        let [table] = page.tables.as_slice() else { panic!("{:?}", page.tables) };
        assert_eq!((table.name.as_str(), table.caption.as_str()), ("porto", "Service levels"));
        let columns: Vec<_> =
            table.columns.iter().map(|one| (one.name.as_str(), one.kind, one.unit.as_deref())).collect();
        let expected = [
            ("Service level", ColumnKind::Text, None),
            ("Value", ColumnKind::Number, Some("%")),
            ("Due", ColumnKind::Date, None),
            ("Target", ColumnKind::Text, None),
        ];
        assert_eq!(columns, expected);
        let cells: Vec<Vec<_>> = table
            .rows
            .iter()
            .map(|row| row.iter().map(|cell| (cell.text.as_str(), cell.value.as_deref())).collect())
            .collect();
        let first = [
            ("Accuracy · Quality", None),
            ("94.96% (provisional)", Some("94.96")),
            ("20 Nov 2026", Some("2026-11-20")),
            ("95% or more", None),
        ];
        assert_eq!(cells[0], first);
        assert_eq!(cells[1], [("On time", None), ("–", None), ("–", None), ("no target", None)]);
        assert_eq!((&table.rows[0][1].figures, &table.rows[0][3].figures), (&vec![4], &vec![5]));
    }

    #[test]
    fn a_number_has_its_unit_and_words_are_none() {
        let read = |line: &str| number(line).map(|(value, unit)| format!("{value}|{unit}"));
        assert_eq!(read("1,234.50\u{a0}USD").as_deref(), Some("1234.50|USD"));
        assert_eq!(read("\u{2212}12").as_deref(), Some("-12|"));
        assert_eq!(read("12.0\u{a0}h").as_deref(), Some("12.0|h"));
        for words in ["2 of 4", "95% or more", "W46", "1.2.3", "12,", "7–9"] {
            assert_eq!(read(words), None, "{words}");
        }
    }
}
