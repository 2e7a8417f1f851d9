//! What a workbook shows beside the values of its cells: raised figures, rows and columns and sheets that it hides, formulas that nothing computed.

use rust_xlsxwriter::{Format, FormatScript, Workbook, Worksheet};
use scorebook::import::cell::Address;
use scorebook::import::open_document::shows;
use scorebook::import::spreadsheet::{Asked, Source, sheet};
use scorebook::import::{propose, records, summary};

use crate::import::{LONG, book, read_book, texts, told, xlsx};
use crate::import_workbooks::{cell, open_document, sheet_of, table_row, text_cell};

/// A text with a raised or a lowered end.
fn marked(sheet: &mut Worksheet, (row, column): (u32, u16), text: &str, mark: &str, script: FormatScript) {
    let (plain, mark_form) = (Format::new(), Format::new().set_font_script(script));
    sheet.write_rich_string(row, column, &[(&plain, text), (&mark_form, mark)]).unwrap();
}

const RAISED: FormatScript = FormatScript::Superscript;

#[test]
fn a_raised_figure_beside_a_number_is_no_digit_of_it() {
    let bytes = xlsx(|sheet| {
        texts(
            sheet,
            &[
                "Month|Site|Right|Audited",
                "2026-08|Porto|470|500",
                "2026-09|Porto||500",
                "2026-10|Porto||500",
            ],
        );
        marked(sheet, (2, 2), "480", "1", RAISED);
        marked(sheet, (3, 2), "481", "(2)", RAISED);
        marked(sheet, (3, 3), "500", "1", FormatScript::Subscript);
    });
    assert_eq!(
        told(&bytes, LONG),
        "acme 2026-08 acme-porto accuracy 470 500\n\
         not taken: Monthly!C3: `480\u{b9}` is no number: the raised mark `\u{b9}` stands beside 480\n  likewise Monthly!C4\n  \
         = help: take the mark out of the cell; say what it means in a column that is the `status` or a note\n"
    );
    // A text without shared ones, as some programs write it.
    let inline = |cell: &str, runs: &str| format!("<c r=\"{cell}\" t=\"inlineStr\"><is>{runs}</is></c>");
    let text = |cell: &str, text: &str| inline(cell, &format!("<t>{text}</t>"));
    let head = [text("A1", "Month"), text("B1", "Site"), text("C1", "Right"), text("D1", "Audited")].concat();
    let runs = "<r><t>48</t></r><r><t>0</t></r><r><rPr><vertAlign val=\"superscript\"/></rPr><t>1</t></r>";
    let row = [
        text("A2", "2026-09"),
        text("B2", "Porto"),
        inline("C2", runs),
        "<c r=\"D2\"><v>5000</v></c>".to_owned(),
    ];
    let refused =
        told(&sheet_of("", &format!("<row r=\"1\">{head}</row><row r=\"2\">{}</row>", row.concat())), LONG);
    assert!(
        refused.starts_with("not taken: Monthly!C2: `480\u{b9}` is no number: the raised mark"),
        "{refused}"
    );
    let level = told(
        &sheet_of(
            "",
            &format!(
                "<row r=\"1\">{head}</row><row r=\"2\">{}</row>",
                row.concat().replace("superscript", "baseline")
            ),
        ),
        LONG,
    );
    assert_eq!(level, "acme 2026-09 acme-porto accuracy 4801 5000\n", "runs of one height are one number");
}

#[test]
fn a_raised_figure_in_a_name_or_a_month_is_no_digit_of_it_either() {
    let of = |column: u16, text: &str, mark: &str| {
        xlsx(|sheet| {
            texts(sheet, &["Month|Site|Right|Audited", "2026-10|Porto|480|500"]);
            marked(sheet, (1, column), text, mark, RAISED);
        })
    };
    let month = told(&of(0, "2026-1", "1"), LONG);
    assert!(month.starts_with("not taken: Monthly!A2: `2026-1\u{b9}` is no day, week or month"), "{month}");
    let site = of(1, "Porto", "1");
    assert_eq!(
        told(&site, LONG),
        "not taken: Monthly!B2: `Porto\u{b9}` is no site of the book\n  = help: add `[[name]] says = \"Porto\u{b9}\"` with its `site` to the map; the nearest id is `acme-porto`\n"
    );
    let named = format!("{LONG}\n[[name]]\nsays = \"Porto\u{b9}\"\nsite = \"acme-porto\"\n");
    assert_eq!(told(&site, &named), "acme 2026-10 acme-porto accuracy 480 500\n", "as the help says");
    let head = xlsx(|sheet| {
        texts(sheet, &["Month|Site|Right|Audited", "2026-10|Porto|480|500"]);
        marked(sheet, (0, 2), "Right", "1", RAISED);
    });
    let refused = told(&head, LONG);
    assert!(refused.starts_with("not taken: Monthly!C1: the map has no column `Right\u{b9}`\n  = help: the map has `Right`: correct one of the two"), "{refused}");
}

#[test]
fn an_open_document_has_raised_figures_too() {
    let styles = "<style:style style:name=\"T1\" style:family=\"text\"><style:text-properties style:text-position=\"super 58%\"/></style:style>";
    let head = table_row(&["Month", "Site", "Right", "Audited"].map(text_cell).concat());
    let number = cell("float", "office:value=\"500\"", "500");
    let raised = text_cell("480<text:span text:style-name=\"T1\">1</text:span>");
    let row = [text_cell("2026-09"), text_cell("Porto"), raised, number].concat();
    let refused = told(&open_document(styles, &(head + &table_row(&row))), LONG);
    assert!(
        refused.starts_with("not taken: Monthly!C2: `480\u{b9}` is no number: the raised mark"),
        "{refused}"
    );
}

#[test]
fn marked_texts_that_repeat_are_told_of_the_sheet_alone() {
    let styles = "<style:style style:name=\"T1\" style:family=\"text\"><style:text-properties style:text-position=\"super 58%\"/></style:style>";
    let cell = text_cell("480<text:span text:style-name=\"T1\">1</text:span>")
        .replace("<table:table-cell", "<table:table-cell table:number-columns-repeated=\"1048576\"");
    let row = table_row(&cell)
        .replace("<table:table-row>", "<table:table-row table:number-rows-repeated=\"1048576\">");
    let bytes = open_document(styles, &row.repeat(1_000));
    let shows = shows(&bytes, "Monthly", Address { row: 3, column: 2 }).expect("an open document");
    let told: Vec<(usize, usize)> = shows.texts.keys().map(|at| (at.row, at.column)).collect();
    assert_eq!(told, [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)]);
    assert!(shows.texts.values().all(|text| text == "480\u{b9}"));
}

/// Four months, of which the workbook hides the second and the third.
fn filtered(more: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    xlsx(|sheet| {
        texts(
            sheet,
            &[
                "Month|Site|Right|Audited",
                "2026-07|Porto|470|500",
                "2026-08|Porto|471|500",
                "2026-09|Porto|472|500",
                "2026-10|Porto|473|500",
                "",
                "Source: the vendor",
            ],
        );
        sheet.set_row_hidden(2).unwrap().set_row_hidden(3).unwrap();
        more(sheet);
    })
}

const HELP: &str = "  = help: say `hidden = \"read\"` or `hidden = \"leave-out\"` in the map, or show all of the table in the spreadsheet and save it anew\n";

fn says(hidden: &str) -> String {
    LONG.replace("head = [1]", &format!("head = [1]\nhidden = \"{hidden}\""))
}

#[test]
fn rows_that_a_workbook_hides_are_not_read_before_the_map_says_so() {
    let bytes = filtered(|_| {});
    assert_eq!(
        told(&bytes, LONG),
        format!(
            "not taken: Monthly!A3: the workbook hides rows 3 to 4, and the map does not say whether what is hidden counts\n{HELP}"
        )
    );
    let all = told(&bytes, &says("read"));
    assert_eq!(all.lines().count(), 4, "{all}");
    assert_eq!(
        told(&bytes, &says("leave-out")),
        "acme 2026-07 acme-porto accuracy 470 500\nacme 2026-10 acme-porto accuracy 473 500\n2 skipped\n"
    );
    let harmless = filtered(|sheet| {
        texts(sheet, &["", "", "Total|||", "Total 2|||"]);
        sheet.set_row_hidden(5).unwrap().set_row_hidden(6).unwrap().set_row_hidden(9).unwrap();
    });
    let read = told(&harmless, LONG);
    assert!(
        !read.contains("hides"),
        "rows that the map leaves out, notes and empty rows are no doubt: {read}"
    );
}

#[test]
fn a_hidden_row_that_says_nothing_in_columns_that_are_read_is_no_doubt() {
    let map = format!("{LONG}\n[[column]]\nhead = \"Remark\"\nis = \"ignore\"\n");
    let hides = |row: &str| {
        let bytes = xlsx(|sheet| {
            let rows =
                ["Month|Site|Right|Audited|Remark", "2026-08|Porto|471|500|", row, "2026-09|Porto|472|500|"];
            texts(sheet, &rows);
            sheet.set_row_hidden(2).unwrap();
        });
        told(&bytes, &map).contains("the workbook hides row 3, and")
    };
    assert!(!hides("||||asked again on Monday"));
    assert!(hides("2026-10|Porto|473|500|late"));
}

#[test]
fn a_name_above_goes_down_from_a_row_that_is_left_out() {
    let map = says("leave-out").replace("is = \"site\"", "is = \"site\"\nfill-down = true");
    let bytes = xlsx(|sheet| {
        texts(
            sheet,
            &[
                "Month|Site|Right|Audited",
                "2026-09|Lyon|470|500",
                "2026-09|Porto|471|500",
                "2026-10||472|500",
            ],
        );
        sheet.set_row_hidden(2).unwrap();
    });
    assert_eq!(
        told(&bytes, &map),
        "acme 2026-09 acme-lyon accuracy 470 500\nacme 2026-10 acme-porto accuracy 472 500\n1 skipped\n"
    );
}

#[test]
fn columns_that_a_workbook_hides_are_doubted_where_the_map_reads_them() {
    let map = |hidden: &str| {
        format!(
            "title = \"Wide\"\nhead = [1, 2]\nvendor = \"acme\"\nmetric = \"accuracy\"\n{hidden}\n[[column]]\nhead = \"Site\"\nis = \"site\"\n\n\
             [[column]]\nhead = \"{{period}} / Right\"\nis = \"numerator\"\n\n[[column]]\nhead = \"{{period}} / Of\"\nis = \"denominator\"\n\n\
             [[column]]\nhead = \"Remark\"\nis = \"ignore\"\n"
        )
    };
    let wide = |hidden: &[u16]| {
        xlsx(|sheet| {
            texts(
                sheet,
                &["|2026-08||2026-09||", "Site|Right|Of|Right|Of|Remark", "Porto|470|500|471|500|late"],
            );
            for column in hidden {
                sheet.set_column_hidden(*column).unwrap();
            }
        })
    };
    assert_eq!(
        told(&wide(&[1, 2, 5]), &map("")),
        format!(
            "not taken: Monthly!B1: the workbook hides columns B to C, and the map does not say whether what is hidden counts\n{HELP}"
        )
    );
    let left = "acme 2026-09 acme-porto accuracy 471 500\n";
    assert_eq!(told(&wide(&[1, 2, 5]), &map("hidden = \"leave-out\"\n")), left);
    assert_eq!(
        told(&wide(&[1, 2]), &map("hidden = \"read\"\n")),
        format!("acme 2026-08 acme-porto accuracy 470 500\n{left}")
    );
    assert!(!told(&wide(&[5]), &map("")).contains("hides"), "what is not read");
    let named = xlsx(|sheet| {
        texts(sheet, &["Month|Site|Right|Audited", "2026-09|Porto|470|500"]);
        sheet.set_column_hidden(3).unwrap();
    });
    assert_eq!(
        told(&named, &says("leave-out")),
        "not taken: Monthly!D1: the workbook hides the column `Audited`, and the map leaves out what is hidden\n  = help: take its [[column]] out of the map, or show it in the spreadsheet and save it anew\n"
    );
}

#[test]
fn a_proposed_map_asks_what_becomes_of_what_is_hidden() {
    let (register, _) = read_book(&book(&[]));
    let proposed = |bytes: &[u8]| {
        let sheet =
            sheet(Source { name: "file.xlsx", bytes, sheet: None }, &Asked::default()).expect("a sheet");
        propose::map(&sheet, "file.xlsx", None, &register)
    };
    let map = proposed(&filtered(|sheet| {
        sheet.set_column_hidden(1).unwrap();
    }));
    assert!(
        map.contains("hidden = \"?\"   # the workbook hides rows 3 to 4, and column B: read or leave-out\n"),
        "{map}"
    );
    let map = proposed(&xlsx(|sheet| texts(sheet, &["Month|Site|Right", "2026-09|Porto|480"])));
    assert!(!map.contains("hidden"), "{map}");
}

#[test]
fn records_of_hidden_rows_are_told_and_taken() {
    let snapshot = book(&[]);
    let (register, found) = read_book(&snapshot);
    let bytes = xlsx(|sheet| {
        texts(sheet, &["kind|name|owner", "vendor|Tamarind Work|Ada North", "vendor|Cedar Work|Ada North"]);
        sheet.set_row_hidden(1).unwrap();
    });
    let sheet =
        sheet(Source { name: "t.xlsx", bytes: &bytes, sheet: None }, &Asked::default()).expect("a sheet");
    let taken = records::records(&sheet, None, Some(&register), (&snapshot, &found));
    assert_eq!((taken.files.len(), summary::refused(&taken.refusals).as_str()), (2, ""));
    let notes = summary::noted(&taken.notes);
    assert!(
        notes.starts_with("note: Monthly!A2: the workbook hides row 2, and all of the table is read\n"),
        "{notes}"
    );
}

#[test]
fn an_open_document_hides_rows_by_a_filter_and_columns_in_stretches() {
    let row = |attributes: &str, cells: [&str; 4]| {
        table_row(&cells.map(text_cell).concat())
            .replace("<table:table-row>", &format!("<table:table-row{attributes}>"))
    };
    let rows = |hidden: &str| {
        [
            row("", ["Month", "Site", "Right", "Audited"]),
            row("", ["2026-08", "Porto", "470", "500"]),
            row(hidden, ["2026-09", "Porto", "471", "500"]),
            "<table:table-row table:number-rows-repeated=\"1048000\" table:visibility=\"collapse\"><table:table-cell/></table:table-row>".to_owned(),
        ]
        .concat()
    };
    for hidden in ["filter", "collapse"] {
        let refused = told(&open_document("", &rows(&format!(" table:visibility=\"{hidden}\""))), LONG);
        assert!(refused.starts_with("not taken: Monthly!A3: the workbook hides row 3, and"), "{refused}");
    }
    let columns = "<table:table-column table:number-columns-repeated=\"2\"/><table:table-column table:number-columns-repeated=\"2\" table:visibility=\"collapse\"/>";
    let refused = told(&open_document("", &(columns.to_owned() + &rows(""))), LONG);
    assert!(
        refused.starts_with("not taken: Monthly!C1: the workbook hides columns C to D, and"),
        "{refused}"
    );
}

#[test]
fn rows_and_columns_of_no_size_and_closed_groups_are_hidden_too() {
    let text = |cell: &str, text: &str| format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |number: usize, attributes: &str, cells: [&str; 4]| {
        let cells: String = ["A", "B", "C", "D"]
            .iter()
            .zip(cells)
            .map(|(column, cell)| text(&format!("{column}{number}"), cell))
            .collect();
        format!("<row r=\"{number}\"{attributes}>{cells}</row>")
    };
    let rows = |attributes: &str| {
        row(1, "", ["Month", "Site", "Right", "Audited"])
            + &row(2, attributes, ["2026-09", "Porto", "471", "500"])
    };
    let hides = |columns: &str, attributes: &str| told(&sheet_of(columns, &rows(attributes)), LONG);
    let flat = hides("", " ht=\"0\" customHeight=\"1\"");
    assert!(flat.starts_with("not taken: Monthly!A2: the workbook hides row 2, and"), "{flat}");
    let narrow = hides("<cols><col min=\"3\" max=\"4\" width=\"0\" customWidth=\"1\"/></cols>", "");
    assert!(narrow.starts_with("not taken: Monthly!C1: the workbook hides columns C to D, and"), "{narrow}");
    let wide =
        hides("<cols><col min=\"1\" max=\"4\" width=\"9.1\"/></cols>", " ht=\"15\" customHeight=\"1\"");
    assert_eq!(wide, "acme 2026-09 acme-porto accuracy 471 500\n");

    let row = |cells: [&str; 4]| table_row(&cells.map(text_cell).concat());
    let group = |display: &str, within: &str| {
        format!("<table:table-row-group table:display=\"{display}\">{within}</table:table-row-group>")
    };
    let closed = group("false", &group("true", &row(["2026-08", "Porto", "470", "500"])));
    let rows =
        row(["Month", "Site", "Right", "Audited"]) + &closed + &row(["2026-09", "Porto", "471", "500"]);
    let refused = told(&open_document("", &rows), LONG);
    assert!(refused.starts_with("not taken: Monthly!A2: the workbook hides row 2, and"), "{refused}");
    let columns = "<table:table-column/><table:table-column-group table:display=\"false\"><table:table-column/></table:table-column-group><table:table-column/>";
    let open = rows.replace("\"false\"", "\"true\"");
    let refused = told(&open_document("", &(columns.to_owned() + &open)), LONG);
    assert!(refused.starts_with("not taken: Monthly!B1: the workbook hides column B, and"), "{refused}");
    assert_eq!(told(&open_document("", &open), LONG).lines().count(), 2);
}

#[test]
fn an_open_document_says_which_formula_nothing_computed() {
    let head = table_row(&["Month", "Site", "Right", "Audited"].map(text_cell).concat());
    let formula = "<table:table-cell table:formula=\"of:=[.D9]\"/>";
    let row = [
        text_cell("2026-09"),
        text_cell("Porto"),
        formula.to_owned(),
        cell("float", "office:value=\"500\"", "500"),
    ];
    assert_eq!(
        told(&open_document("", &(head + &table_row(&row.concat()))), LONG),
        "not taken: Monthly!C2: the formula of the cell has no value\n  = help: open the file in a spreadsheet program and save it anew\n"
    );
}

#[test]
fn a_sheet_that_is_hidden_is_told_as_such() {
    let mut book = Workbook::new();
    for name in ["Cover", "Monthly"] {
        texts(
            book.add_worksheet().set_name(name).unwrap(),
            &["Month|Site|Right|Audited", "2026-10|Porto|480|500"],
        );
    }
    book.worksheet_from_name("Monthly").unwrap().set_very_hidden(true);
    let bytes = book.save_to_buffer().unwrap();
    let refused = told(&bytes, LONG);
    assert!(refused.contains("say which: `sheet` in the map, or --sheet: `Cover` or `Monthly`; hidden in the workbook: `Monthly`\n"), "{refused}");
}
