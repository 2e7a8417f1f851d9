//! What a sheet of an xlsx shows beside its values: raised and lowered parts of texts, hidden rows and columns.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::import::cell::Address;
use crate::import::hidden::Hidden;
use crate::import::package::{Element, Package, Shows, Xml};
use crate::import::raised::{Script, written};

/// What a sheet shows.
///
/// # Errors
/// The archive is broken, or has no such sheet.
pub fn shows(bytes: &[u8], sheet: &str) -> Result<Shows, String> {
    let mut package = Package::open(bytes)?;
    let is_document = |element: &Element<'_>| {
        element.attribute("Type").is_some_and(|kind| kind.ends_with("/relationships/officeDocument"))
    };
    let document = target(&mut package, "_rels/.rels", is_document)?;
    let document = document.unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let document = document.trim_start_matches('/');
    let (folder, file) = document
        .rsplit_once('/')
        .map_or((String::new(), document), |(folder, file)| (format!("{folder}/"), file));
    let mut id = None;
    package.read(document, |xml| {
        if let Xml::Opens(element) = xml
            && element.name() == "sheet"
            && element.attribute("name").as_deref() == Some(sheet)
        {
            id = element.attribute("id");
        }
    })?;
    let is_sheet = |element: &Element<'_>| id.is_some() && element.attribute("Id") == id;
    let path = target(&mut package, &format!("{folder}_rels/{file}.rels"), is_sheet)?;
    let path = path.ok_or_else(|| {
        format!("the workbook cannot be read: it does not say where sheet `{sheet}` stands")
    })?;
    let path = path.strip_prefix('/').map_or_else(|| format!("{folder}{path}"), str::to_owned);
    let mut strings = BTreeMap::new();
    let (mut nth, mut rich) = (0, Rich::default());
    package.read(&format!("{folder}sharedStrings.xml"), |xml| match xml {
        Xml::Opens(element) if element.name() == "si" => rich = Rich::default(),
        Xml::Closes("si") => {
            strings.extend(std::mem::take(&mut rich).marked().map(|text| (nth, text)));
            nth += 1;
        }
        _ => rich.hear(&xml),
    })?;
    let mut walk = Walk::new(&strings);
    package.read(&path, |xml| walk.hear(&xml))?;
    let (rows, columns) = (walk.hidden_rows.into_iter().collect(), walk.hidden_columns.into_iter().collect());
    Ok(Shows { texts: walk.texts, hidden: Hidden { rows, columns, ..Hidden::default() } })
}

/// The target of the last relationship that is so.
fn target(
    package: &mut Package<'_>,
    path: &str,
    is_it: impl Fn(&Element<'_>) -> bool,
) -> Result<Option<String>, String> {
    let mut target = None;
    package.read(path, |xml| {
        if let Xml::Opens(element) = xml
            && element.name() == "Relationship"
            && is_it(&element)
        {
            target = element.attribute("Target");
        }
    })?;
    Ok(target)
}

/// Whether a size is 0: the row or the column is drawn together until nothing of it is seen.
fn is_nothing(element: &Element<'_>, size: &str) -> bool {
    let size = element.attribute(size).and_then(|size| size.trim().parse::<f64>().ok());
    size.is_some_and(|size| size <= 0.0)
}

/// A text in runs, each with its own form.
#[derive(Default)]
struct Rich {
    text: String,
    script: Script,
    is_marked: bool,
    /// The text of a run, and whether the blanks around it count.
    run: Option<(String, bool)>,
    /// Whether it is how a text is spoken, which no cell shows.
    is_spoken: bool,
}

impl Rich {
    fn hear(&mut self, xml: &Xml<'_>) {
        match xml {
            Xml::Opens(element) => match element.name() {
                "r" => self.script = Script::Level,
                "rPh" => self.is_spoken = true,
                "vertAlign" => {
                    self.script = match element.attribute("val").as_deref() {
                        Some("superscript") => Script::Raised,
                        Some("subscript") => Script::Lowered,
                        _ => Script::Level,
                    }
                }
                "t" if !self.is_spoken => {
                    let keeps = element.attribute("space").as_deref() == Some("preserve");
                    self.run = Some((String::new(), keeps));
                }
                _ => {}
            },
            Xml::Text(text) => {
                if let Some((run, _)) = &mut self.run {
                    run.push_str(text);
                }
            }
            Xml::Closes("rPh") => self.is_spoken = false,
            Xml::Closes("t") => {
                let Some((run, keeps)) = self.run.take() else { return };
                let run = if keeps { run.as_str() } else { run.trim_matches([' ', '\t', '\r', '\n']) };
                // A line end, as workbooks spell it.
                let run = run.replace("_x000D_", "\r").replace("_x000A_", "\n");
                let seen = written(&run, self.script);
                self.is_marked |= seen != run;
                self.text.push_str(&seen);
            }
            Xml::Closes(_) => {}
        }
    }

    /// The text, where a part of it stands above or below its line.
    fn marked(self) -> Option<String> {
        self.is_marked.then_some(self.text)
    }
}

/// The way through a sheet.
struct Walk<'s> {
    /// Texts of the workbook with a raised or a lowered part, by number.
    strings: &'s BTreeMap<usize, String>,
    /// The row that comes next where none says its number, and the column likewise.
    next: Address,
    row: usize,
    at: Address,
    /// Whether the value of the cell is the number of a text.
    is_shared: bool,
    value: Option<String>,
    rich: Option<Rich>,
    texts: BTreeMap<Address, String>,
    hidden_rows: Vec<RangeInclusive<usize>>,
    hidden_columns: Vec<RangeInclusive<usize>>,
}

impl<'s> Walk<'s> {
    fn new(strings: &'s BTreeMap<usize, String>) -> Walk<'s> {
        let first = Address { row: 0, column: 0 };
        Walk {
            strings,
            next: first,
            row: 0,
            at: first,
            is_shared: false,
            value: None,
            rich: None,
            texts: BTreeMap::new(),
            hidden_rows: Vec::new(),
            hidden_columns: Vec::new(),
        }
    }

    fn hear(&mut self, xml: &Xml<'_>) {
        if let Some(rich) = &mut self.rich {
            rich.hear(xml);
        }
        match xml {
            Xml::Opens(element) => self.opens(element),
            Xml::Text(text) => {
                if let Some(value) = &mut self.value {
                    value.push_str(text);
                }
            }
            Xml::Closes("v") => {
                let nth =
                    self.value.take().filter(|_| self.is_shared).and_then(|value| value.trim().parse().ok());
                let text = nth.and_then(|nth: usize| self.strings.get(&nth));
                self.texts.extend(text.map(|text| (self.at, text.clone())));
            }
            Xml::Closes("is") => {
                let text = self.rich.take().and_then(Rich::marked);
                self.texts.extend(text.map(|text| (self.at, text)));
            }
            Xml::Closes(_) => {}
        }
    }

    fn opens(&mut self, element: &Element<'_>) {
        match element.name() {
            "col" if element.says("hidden") || is_nothing(element, "width") => {
                let ends = element.number("min").zip(element.number("max"));
                if let Some((first, last)) = ends.filter(|(first, last)| (1..=*last).contains(first)) {
                    self.hidden_columns.push(first - 1..=last - 1);
                }
            }
            "row" => {
                let said = element.number("r").and_then(|row| row.checked_sub(1));
                self.row = said.unwrap_or(self.next.row);
                self.next = Address { row: self.row + 1, column: 0 };
                if element.says("hidden") || element.says("customHeight") && is_nothing(element, "ht") {
                    self.hidden_rows.push(self.row..=self.row);
                }
            }
            "c" => {
                let said = element.attribute("r").and_then(|name| Address::parse(&name.to_uppercase()));
                self.at = said.unwrap_or(Address { row: self.row, column: self.next.column });
                self.next.column = self.at.column + 1;
                self.is_shared = element.attribute("t").as_deref() == Some("s");
            }
            "v" => self.value = Some(String::new()),
            "is" => self.rich = Some(Rich::default()),
            _ => {}
        }
    }
}
