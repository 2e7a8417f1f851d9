//! A workbook as the archive of XML files that it is: forms of letters and hidden rows stand there, which calamine does not tell. The only file that
//! names zip and quick-xml.

use std::collections::BTreeMap;
use std::io::{BufReader, Cursor};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion, escape};
use zip::ZipArchive;

use crate::import::cell::Address;
use crate::import::hidden::Hidden;

/// What a sheet shows beside the values of its cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shows {
    /// Texts with a raised or a lowered part, as their reader sees them.
    pub texts: BTreeMap<Address, String>,
    pub hidden: Hidden,
}

/// An archive.
pub struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// The names of its files, by these in lower case: programs do not agree on it.
    names: BTreeMap<String, String>,
}

/// What stands in an XML file, one after the other. Names are those without the prefix of their space.
pub enum Xml<'e> {
    Opens(Element<'e>),
    Text(&'e str),
    Closes(&'e str),
}

/// The beginning of an element.
#[derive(Clone, Copy)]
pub struct Element<'e>(&'e BytesStart<'e>);

impl Element<'_> {
    pub fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    pub fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let mut attributes = attributes.with_checks(false).flatten();
        let found = attributes.find(|attribute| attribute.key.local_name().into_inner() == name)?;
        Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
    }

    /// A number that is counted from 1 or says how many.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.attribute(name)?.parse().ok()
    }

    /// Whether an attribute says yes.
    pub fn says(&self, name: &str) -> bool {
        self.attribute(name).is_some_and(|value| value == "1" || value == "true")
    }
}

fn broken(error: impl std::fmt::Display) -> String {
    format!("the workbook cannot be read: {error}")
}

impl<'b> Package<'b> {
    /// # Errors
    /// It is no archive.
    pub fn open(bytes: &'b [u8]) -> Result<Package<'b>, String> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        let names = archive.file_names().flatten();
        let names = names.map(|name| (known(&name), name.into_owned())).collect();
        Ok(Package { archive, names })
    }

    /// Goes through an XML file; whether there is one of that name.
    ///
    /// # Errors
    /// It is broken.
    pub fn read(&mut self, path: &str, mut each: impl FnMut(Xml<'_>)) -> Result<bool, String> {
        let Some(name) = self.names.get(&known(path)) else { return Ok(false) };
        let file = self.archive.by_name(name).map_err(broken)?;
        let mut reader = Reader::from_reader(BufReader::new(file));
        reader.config_mut().check_end_names = false;
        reader.config_mut().expand_empty_elements = true;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer).map_err(broken)? {
                Event::Start(start) => each(Xml::Opens(Element(&start))),
                Event::End(end) => each(Xml::Closes(end.local_name().into_inner())),
                Event::Text(text) => each(Xml::Text(&text.xml10_content())),
                Event::CData(text) => each(Xml::Text(&text.xml10_content())),
                Event::GeneralRef(named) => match named.resolve_char_ref().map_err(broken)? {
                    Some(sign) => each(Xml::Text(sign.encode_utf8(&mut [0; 4]))),
                    None => each(Xml::Text(escape::resolve_predefined_entity(&named).unwrap_or_default())),
                },
                Event::Eof => return Ok(true),
                _ => {}
            }
        }
    }
}

fn known(path: &str) -> String {
    path.replace('\\', "/").to_lowercase()
}
