//! What was imported: the file by its hash, the map that read it, and the rows that it gave, each by a digest.

use std::collections::BTreeMap;

use crate::core::closure::Existing;
use crate::core::contract::known::Known;
use crate::core::reading::Reading;
use crate::core::registered::{Listed, Registered};
use crate::kit::declared::{Node, Reader, Record, Shape, Table, text_forms};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{ImportId, MapId};
use crate::kit::record::layout::Folder;
use crate::kit::source::{At, Place};
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Value;
use crate::kit::toml::values;
use crate::subject::import::invoice_map::InvoiceMap;
use crate::subject::import::map::Map;
use crate::subject::import::register_map::RegisterMap;

/// What a person has to answer in a proposed map.
pub const QUESTION: &str = "?";

text_forms! {
    /// 64 hexadecimal digits.
    FileHash |found, node, _key, log| hexadecimal(found, node, 64, log), Shape::Pattern("^[0-9a-f]{64}$");
    /// 16 hexadecimal digits: the digest of a row.
    RowDigest |found, node, _key, log| hexadecimal(found, node, 16, log), Shape::Pattern("^[0-9a-f]{16}$");
}

fn hexadecimal(found: &str, node: &Node<'_>, length: usize, log: &Log) -> Option<String> {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if found.len() == length && found.bytes().all(is_digit) {
        return Some(found.to_owned());
    }
    let message = format!("`{found}` is no hash");
    let label = format!("expected {length} digits from 0 to f");
    values::bad_value(node, message, &label, "leave it as `scorebook import` wrote it", log)
}

/// A file that was imported; `scorebook import` writes it.
#[derive(Clone, Debug, Record)]
#[record(noun = "import", path = "data/imports/<import>.toml")]
pub struct Import {
    pub id: ImportId,
    /// What the file was called.
    #[key(example = "Acme KPI April 2026.xlsx")]
    pub file: At<String>,
    /// SHA-256 of its bytes.
    #[key(example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    pub sha256: At<FileHash>,
    /// The sheet, of a workbook.
    #[key(example = "Monthly")]
    pub sheet: Option<At<String>>,
    /// The map that read it, of figures.
    #[key(example = "acme-monthly")]
    pub map: Option<At<MapId>>,
    /// The invoice map that read it, of invoices; one of the two.
    #[key(example = "# payables")]
    pub invoice_map: Option<At<MapId>>,
    /// How many rows were taken; those that the book had already are among them.
    #[key(example = 2)]
    pub taken: At<u32>,
    /// How many were withheld by who sent the file.
    #[key(example = 1)]
    pub suppressed: Option<At<u32>>,
    /// How many had no figure.
    #[key(example = 1)]
    pub missing: Option<At<u32>>,
    /// How many the map leaves out.
    #[key(example = 1)]
    pub skipped: Option<At<u32>>,
    /// Of invoices: how many rows name nobody whom the map takes to a contract. Whom they name is not kept.
    #[key(example = "# 12")]
    pub not_of_contract: Option<At<u32>>,
    /// The rows that it wrote, by digest.
    #[key(example = "0f1e2d3c4b5a6978")]
    pub rows: Vec<RowDigest>,
    /// The rows in whose place it wrote some of them, by digest.
    #[key(example = "8796a5b4c3d2e1f0")]
    pub replaced: Vec<RowDigest>,
    #[key(name = "refused")]
    pub refused: Vec<RefusedRow>,
    pub place: Place,
}

/// Rows that were not taken, with one reason.
#[derive(Clone, Debug, Record)]
#[record(noun = "refusal")]
pub struct RefusedRow {
    /// The first cell.
    #[key(example = "Monthly!B7")]
    pub at: At<String>,
    /// How many cells have the same reason.
    #[key(example = 1, default = 1_u32, range = 1..)]
    pub cells: At<u32>,
    /// Why.
    #[key(example = "`about 480` is no number")]
    pub reason: At<String>,
    pub place: Place,
}

/// What a register keeps of them.
#[derive(Clone, Debug, Default)]
pub struct Records {
    pub maps: BTreeMap<MapId, Map>,
    pub invoice_maps: BTreeMap<MapId, InvoiceMap>,
    pub register_maps: BTreeMap<MapId, RegisterMap>,
    pub imports: BTreeMap<ImportId, Import>,
}

impl Import {
    /// Where the map stands that read it, and its key.
    pub fn map_path(&self) -> (&'static str, String) {
        match (&self.map, &self.invoice_map) {
            (Some(map), _) => ("map", format!("data/maps/{}.toml", map.value)),
            (None, Some(map)) => ("invoice-map", format!("data/invoice-maps/{}.toml", map.value)),
            (None, None) => ("map", String::new()),
        }
    }
}

impl Listed for Import {
    fn check(draft: &mut ImportDraft, reader: &Reader<'_, '_, '_>, _: &Known<'_>) {
        let named = ["map", "invoice-map"].iter().filter(|key| reader.fields.has(key)).count();
        if named == 1 {
            return;
        }
        let message = match named {
            0 => "the import names no map",
            _ => "the import names two maps",
        };
        reader.log().push(
            Diagnostic::new(
                &codes::BAD_VALUE,
                draft.file.as_ref().map_or_else(|| reader.place(), |file| file.place.clone()),
                message,
            )
            .label("expected `map`, or `invoice-map` where it is of invoices")
            .help("leave the file as `scorebook import` wrote it"),
        );
        reader.refuse();
    }
}

impl Registered for Records {
    fn folders() -> Vec<Folder> {
        vec![
            Folder::of(Map::PATH),
            Folder::of(InvoiceMap::PATH),
            Folder::of(RegisterMap::PATH),
            Folder::of(Import::PATH),
        ]
    }

    fn tables() -> Vec<Table> {
        vec![Map::table(), InvoiceMap::table(), RegisterMap::table(), Import::table()]
    }

    fn read(reading: &mut Reading<'_>, known: &Known<'_>) -> Self {
        let imports = Registered::read(reading, known);
        let maps = answered(reading, known, Map::check);
        let invoice_maps = answered(reading, known, InvoiceMap::check);
        let register_maps = answered(reading, known, RegisterMap::check);
        Records { maps, invoice_maps, register_maps, imports }
    }

    fn close(&mut self, existing: &mut Existing) {
        self.maps.retain(|_, map| map.close(existing));
        self.invoice_maps.retain(|_, map| map.close(existing));
        self.register_maps.retain(|_, map| map.close(existing));
    }
}

/// The maps of a kind whose questions are all answered.
fn answered<M: Record + Send>(
    reading: &mut Reading<'_>,
    known: &Known<'_>,
    check: impl Fn(&mut M::Draft, &Reader<'_, '_, '_>) + Sync,
) -> BTreeMap<MapId, M> {
    reading.each(|file, doc, log| {
        let is_ours = file.path.folder().strip_prefix("data/") == Some(Folder::of(M::PATH).name);
        let id = file.kind.id().filter(|_| is_ours)?;
        let questions = questions(&doc.root);
        if !questions.is_empty() {
            questions.into_iter().for_each(|question| log.push(question));
            return None;
        }
        let map = M::read(id, &doc.root, known.catalog, log, &check)?;
        Some((MapId::new(id), map))
    })
}

/// One for each `?` that is left in a proposed map.
fn questions(node: &Node<'_>) -> Vec<Diagnostic> {
    match &node.value {
        Value::Text(text) if text.trim() == QUESTION => vec![
            Diagnostic::new(&codes::OPEN_QUESTION, node.place(), "a question of the map is not answered")
                .label("proposed by the program, and for a person to say")
                .help("write what the file means, or remove the key"),
        ],
        Value::List(items) => items.iter().flat_map(questions).collect(),
        Value::Table(entries) => entries.iter().flat_map(|(_, node)| questions(node)).collect(),
        _ => Vec::new(),
    }
}
