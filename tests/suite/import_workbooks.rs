//! Workbooks of the other three kinds, written here byte by byte: what Excel wrote before 2007 (xls), its binary form since (xlsb), and OpenDocument (ods).

use crate::import::{LONG, told};

/// Month, site and two numbers.
const ROWS: [(&str, &str, f64, f64); 2] =
    [("2026-09", "Porto", 480.0, 500.0), ("2026-10", "Porto", 478.0, 500.0)];
const HEAD: [&str; 4] = ["Month", "Site", "Right", "Audited"];
const READ: &str = "acme 2026-09 acme-porto accuracy 480 500\nacme 2026-10 acme-porto accuracy 478 500\n";

#[test]
fn workbooks_of_each_kind_give_the_same_rows() {
    for (kind, bytes) in [("ods", ods()), ("xls", xls()), ("xlsb", xlsb())] {
        assert_eq!(told(&bytes, LONG), READ, "{kind}");
        assert!(bytes.len() < 8_000, "{kind} is small");
    }
}

#[test]
fn what_is_hidden_is_left_out_only_of_files_that_say_what_they_hide() {
    let says = |hidden: &str| LONG.replace("head = [1]", &format!("head = [1]\nhidden = \"{hidden}\""));
    assert_eq!(told(&ods(), &says("leave-out")), READ);
    for (kind, bytes) in [("xls", xls()), ("xlsb", xlsb())] {
        let refused = told(&bytes, &says("leave-out"));
        assert!(
            refused.contains("of a workbook of this kind (xls, xlsb) it is not known what it hides"),
            "{kind}: {refused}"
        );
        assert!(refused.ends_with("  = help: save it anew as xlsx\n"), "{kind}: {refused}");
        assert_eq!(told(&bytes, &says("read")), READ, "{kind}");
    }
}

#[test]
fn an_open_document_says_days_and_percents_by_their_type() {
    let cells = [
        ("Month", "date", "office:date-value=\"2026-10-01\"", "Oct-26"),
        ("Attendance", "percentage", "office:value=\"0.945\"", "94.5%"),
    ];
    let head: String = cells.iter().map(|(head, ..)| text_cell(head)).collect();
    let row: String = cells.iter().map(|(_, kind, value, shown)| cell(kind, value, shown)).collect();
    let bytes = open_document("", &format!("{}{}", table_row(&head), table_row(&row)));
    let map = "title = \"Open\"\nhead = [1]\nsite = \"acme-porto\"\nmetric = \"attendance\"\n\n[[column]]\nhead = \"Month\"\nis = \"period\"\n\n\
               [[column]]\nhead = \"Attendance\"\nis = \"value\"\nunit = \"share\"\n";
    assert_eq!(told(&bytes, map), "acme 2026-10 acme-porto attendance 94.5\n");
}

#[test]
fn a_formula_that_nothing_computed_is_refused_and_no_missing_figure() {
    let text = |cell: &str, text: &str| format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let formula = |cell: &str, value: &str| format!("<c r=\"{cell}\"><f>B9</f>{value}</c>");
    let rows = [
        ["A1", "B1", "C1", "D1"].iter().zip(HEAD).map(|(cell, head)| text(cell, head)).collect::<String>(),
        [
            text("A2", "2026-09"),
            text("B2", "Porto"),
            formula("C2", "<v>480</v>"),
            "<c r=\"D2\"><v>500</v></c>".to_owned(),
        ]
        .concat(),
        [text("A3", "2026-10"), text("B3", "Porto"), formula("C3", "<v></v>"), formula("D3", "")].concat(),
    ];
    let rows: String =
        (1..).zip(rows).map(|(row, cells)| format!("<row r=\"{row}\">{cells}</row>")).collect();
    assert_eq!(
        told(&sheet_of("", &rows), LONG),
        "acme 2026-09 acme-porto accuracy 480 500\nnot taken: Monthly!C3: the formula of the cell has no value\n  = help: open the file in a spreadsheet program and save it anew\n"
    );
}

/// A workbook of one sheet, with neither styles nor shared texts. `before` stands before its rows.
pub fn sheet_of(before: &str, rows: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let related = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"Monthly\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let sheet = format!("<worksheet xmlns=\"{MAIN}\">{before}<sheetData>{rows}</sheetData></worksheet>");
    let types = format!("<Types xmlns=\"{PACKAGE}/content-types\"/>");
    zip(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", related("officeDocument", "xl/workbook.xml").as_bytes()),
        ("xl/_rels/workbook.xml.rels", related("worksheet", "worksheets/sheet1.xml").as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// An archive of files as they are, not compressed.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    for (name, data) in files {
        let (at, size, length) = (out.len() as u32, data.len() as u32, name.len() as u16);
        let mut head = Vec::new();
        for word in [20_u16, 0, 0, 0, 0x21] {
            head.extend(word.to_le_bytes());
        }
        for number in [crc32(data), size, size] {
            head.extend(number.to_le_bytes());
        }
        head.extend([length.to_le_bytes(), [0, 0]].concat());
        out.extend([b"PK\x03\x04", head.as_slice(), name.as_bytes(), data].concat());
        list.extend(
            [b"PK\x01\x02\x14\x00", head.as_slice(), &[0; 10], &at.to_le_bytes(), name.as_bytes()].concat(),
        );
    }
    let count = (files.len() as u16).to_le_bytes();
    let (size, at) = ((list.len() as u32).to_le_bytes(), (out.len() as u32).to_le_bytes());
    out.extend(list);
    out.extend([b"PK\x05\x06\0\0\0\0", &count[..], &count, &size, &at, &[0, 0]].concat());
    out
}

fn crc32(data: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 };
    !data.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}

fn ods() -> Vec<u8> {
    let number = |value: f64| cell("float", &format!("office:value=\"{value}\""), &value.to_string());
    let row = |(month, site, right, audited): &(&str, &str, f64, f64)| {
        table_row(&[text_cell(month), text_cell(site), number(*right), number(*audited)].concat())
    };
    let rows: String = ROWS.iter().map(row).collect();
    open_document("", &(table_row(&HEAD.map(text_cell).concat()) + &rows))
}

pub fn cell(kind: &str, value: &str, shown: &str) -> String {
    format!(
        "<table:table-cell office:value-type=\"{kind}\" {value}><text:p>{shown}</text:p></table:table-cell>"
    )
}

pub fn text_cell(text: &str) -> String {
    cell("string", "", text)
}

pub fn table_row(cells: &str) -> String {
    format!("<table:table-row>{cells}</table:table-row>")
}

/// An open document of one sheet, with such styles.
pub fn open_document(styles: &str, rows: &str) -> Vec<u8> {
    const NAMES: &str = "urn:oasis:names:tc:opendocument:xmlns";
    let content = format!(
        "<office:document-content xmlns:office=\"{NAMES}:office:1.0\" xmlns:table=\"{NAMES}:table:1.0\" xmlns:text=\"{NAMES}:text:1.0\" xmlns:style=\"{NAMES}:style:1.0\"><office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body><office:spreadsheet><table:table table:name=\"Monthly\">{rows}</table:table></office:spreadsheet></office:body>\
         </office:document-content>"
    );
    let manifest = format!("<manifest:manifest xmlns:manifest=\"{NAMES}:manifest:1.0\"/>");
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest.as_bytes()),
        ("content.xml", content.as_bytes()),
    ])
}

/// A record of xls: its type, its length, its data.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes(), &(data.len() as u16).to_le_bytes(), data].concat()
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// BIFF8: the workbook with the place of its sheet, then the sheet; in a compound file of 512-byte sectors.
fn xls() -> Vec<u8> {
    let begin = |kind: u16| record(0x0809, &words(&[0x0600, kind, 0, 1996, 0, 0, 6, 0]));
    let end = record(0x000A, &[]);
    let globals = |at: u32| {
        let sheet = [&at.to_le_bytes()[..], &[0, 0, 7, 0], b"Monthly"].concat();
        [begin(5), record(0x0042, &words(&[1200])), record(0x0085, &sheet), end.clone()].concat()
    };
    let label = |row: usize, column: usize, text: &str| {
        let at = words(&[row as u16, column as u16, 0, text.len() as u16]);
        record(0x0204, &[&at, &[0][..], text.as_bytes()].concat())
    };
    let number = |row: usize, column: usize, value: f64| {
        record(0x0203, &[words(&[row as u16, column as u16, 0]), value.to_le_bytes().to_vec()].concat())
    };
    let mut stream = globals(globals(0).len() as u32);
    stream.extend(begin(0x10));
    stream.extend(record(0x0200, &words(&[0, 0, ROWS.len() as u16 + 1, 0, 0, 4, 0])));
    HEAD.iter().enumerate().for_each(|(at, head)| stream.extend(label(0, at, head)));
    for (at, (month, site, right, audited)) in ROWS.iter().enumerate() {
        let row = at + 1;
        stream.extend(
            [label(row, 0, month), label(row, 1, site), number(row, 2, *right), number(row, 3, *audited)]
                .concat(),
        );
    }
    stream.extend(end);
    // Streams below 4,096 bytes stand elsewhere in such a file.
    stream.resize(4_096, 0);
    compound(&stream)
}

/// A file with one stream, `Workbook`, of eight sectors.
fn compound(stream: &[u8]) -> Vec<u8> {
    const FREE: u32 = 0xFFFF_FFFF;
    const END: u32 = 0xFFFF_FFFE;
    const TABLE: u32 = 0xFFFF_FFFD;
    let sectors = (stream.len() / 512) as u32;
    let numbers = |list: &[u32]| list.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
    let mut out = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    out.extend([0; 16]);
    out.extend(words(&[0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0]));
    out.extend(numbers(&[0, 1, 1, 0, 4_096, END, 0, END, 0, 0]));
    out.extend(numbers(&[FREE; 108]));
    let mut table = vec![TABLE, END];
    table.extend((1..sectors).map(|at| at + 2).chain([END]));
    table.resize(128, FREE);
    out.extend(numbers(&table));
    let entry = |name: &str, kind: u8, child: u32, start: u32, size: u32| {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = if name.is_empty() { 0 } else { entry.len() as u16 + 2 };
        entry.resize(64, 0);
        entry.extend(length.to_le_bytes());
        entry.extend([kind, 1]);
        entry.extend(numbers(&[FREE, FREE, child]));
        entry.extend([0; 36]);
        entry.extend(numbers(&[start, size, 0]));
        entry
    };
    out.extend(entry("Root Entry", 5, 1, END, 0));
    out.extend(entry("Workbook", 2, FREE, 2, stream.len() as u32));
    out.extend(entry("", 0, FREE, 0, 0).repeat(2));
    out.extend(stream);
    out
}

/// A record of xlsb: numbers of seven bits a byte, the lowest first.
fn part(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut out = match kind {
        0..=127 => vec![kind as u8],
        _ => vec![(kind & 0x7F) as u8 | 0x80, (kind >> 7) as u8],
    };
    out.push(u8::try_from(data.len()).ok().filter(|length| *length < 128).unwrap());
    out.extend(data);
    out
}

fn wide(text: &str) -> Vec<u8> {
    let text: Vec<u16> = text.encode_utf16().collect();
    [(text.len() as u32).to_le_bytes().to_vec(), words(&text)].concat()
}

fn xlsb() -> Vec<u8> {
    let sheet = [&[0, 0, 0, 0, 1, 0, 0, 0][..], &wide("rId1"), &wide("Monthly")].concat();
    let book = [part(131, &[]), part(143, &[]), part(156, &sheet), part(144, &[]), part(132, &[])].concat();
    let at = |column: u32| [column.to_le_bytes(), [0; 4]].concat();
    let text = |column: u32, text: &str| part(6, &[at(column), wide(text)].concat());
    let real = |column: u32, value: f64| part(5, &[at(column), value.to_le_bytes().to_vec()].concat());
    let row =
        |row: u32| part(0, &[&row.to_le_bytes()[..], &[0; 4], &300_u16.to_le_bytes(), &[0; 7]].concat());
    let size: Vec<u8> = [0, ROWS.len() as u32, 0, 3].iter().flat_map(|number| number.to_le_bytes()).collect();
    let mut cells = [part(129, &[]), part(148, &size), part(145, &[]), row(0)].concat();
    (0..).zip(HEAD).for_each(|(column, head)| cells.extend(text(column, head)));
    for (number, (month, site, right, audited)) in (1..).zip(ROWS) {
        cells.extend([row(number), text(0, month), text(1, site), real(2, right), real(3, audited)].concat());
    }
    cells.extend([part(146, &[]), part(130, &[])].concat());
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let relations = format!(
        "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" \
         Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.bin\"/></Relationships>"
    );
    let types = format!("<Types xmlns=\"{PACKAGE}/content-types\"/>");
    zip(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
        ("xl/workbook.bin", &book),
        ("xl/worksheets/sheet1.bin", &cells),
    ])
}
