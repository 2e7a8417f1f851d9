//! Spreadsheets from which a number could be taken that nobody wrote: each is refused, with what helps, and what is right is taken.

use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet};

use crate::import::{LONG, texts, told, xlsx};

const HEAD: &str = "Month,Site,Right,Audited\n";

/// A metric in percent, or in minutes.
fn level(metric: &str, unit: &str) -> String {
    format!(
        "title = \"Level\"\nhead = [1]\nvendor = \"acme\"\nmetric = \"{metric}\"\nmissing = [\"n/a\"]\n\n[[column]]\nhead = \"Month\"\nis = \"period\"\n\n\
         [[column]]\nhead = \"Site\"\nis = \"site\"\n\n[[column]]\nhead = \"Value\"\nis = \"value\"\nunit = \"{unit}\"\n"
    )
}

/// A share of accuracy, and its whole.
fn share() -> String {
    level("accuracy", "percent")
        .replace("head = \"Value\"\nis = \"value\"", "head = \"Value\"\nis = \"share\"")
        + "\n[[column]]\nhead = \"N\"\nis = \"denominator\"\n"
}

fn number(sheet: &mut Worksheet, row: u32, column: u16, number: f64, format: &str) {
    sheet.write_number_with_format(row, column, number, &Format::new().set_num_format(format)).unwrap();
}

#[test]
fn two_numbers_in_a_cell_are_not_one() {
    let csv = format!("{HEAD}2026-09,Porto,\"12\n480\",20000\n2026-10,Porto,480 500,500000\n");
    assert_eq!(
        told(csv.as_bytes(), LONG),
        "acme 2026-10 acme-porto accuracy 480500 500000\nnot taken: C2: `12 480` is no number: a line ends inside of the cell, or a tab stands there\n  = help: write one number in the cell\n"
    );
}

#[test]
fn a_column_is_in_percent_or_in_shares_and_not_in_both() {
    let csv = |values: [&str; 3]| {
        let row = |(month, value): (usize, &str)| format!("2026-{:02},Porto,{value}\n", month + 8);
        let rows: String = values.into_iter().enumerate().map(row).collect();
        format!("Month,Site,Value\n{rows}").into_bytes()
    };
    let (percent, share) = (level("attendance", "percent"), level("attendance", "share"));
    let target = told(&csv(["0.945", "1.02", "0.97"]), &share);
    assert!(target.contains("not taken: C3: 1.02 is more than a whole"), "{target}");
    assert!(target.contains("help: correct the cell, or write it as `102%` where it is right"), "{target}");
    let signed = "acme 2026-08 acme-porto attendance 94.5\nacme 2026-09 acme-porto attendance 102\nacme 2026-10 acme-porto attendance 97\n";
    assert_eq!(told(&csv(["0.945", "102%", "0.97"]), &share), signed, "as the help says");
    assert_eq!(
        told(&csv(["94.5", "95.1", "0.97"]), &share),
        "not taken: C2: most numbers of the column are above one, such as 94.5: the map says shares of one, and they look like percents\n  = help: say `unit = \"percent\"` in the map, or correct the column\n"
    );
    assert_eq!(
        told(&csv(["94.5", "0.951", "100"]), &percent),
        "not taken: C3: 0.951 stands in a column in percent beside 94.5: it may be a share of one\n  = help: correct the cell, as 95.1, or write it with its sign, `0.951%`, where it is right\n"
    );
    assert!(
        told(&csv(["94.5", "0.951%", "100"]), &percent).contains("attendance 0.951\n"),
        "as the help says"
    );
    let high = told(&csv(["0.945", "1.02", "0.97"]), &percent);
    assert!(
        high.starts_with("not taken: C2: most numbers of the column are at most one, such as 0.945"),
        "{high}"
    );
    assert!(told(&csv(["0.4%", "1.2%", "0.8%"]), &percent).contains("attendance 0.8\n"), "as the help says");
    for rates in [["0.8", "1.2", "1.4"], ["0.1", "0.2", "5"], ["12", "0", "15"]] {
        assert!(!told(&csv(rates), &percent).contains("not taken"), "{rates:?} are small rates");
    }
}

#[test]
fn a_format_of_shares_on_percents_is_doubted() {
    let shown = |value: f64| {
        xlsx(|sheet| {
            texts(sheet, &["Month|Site|Value", "2026-09|Porto"]);
            number(sheet, 1, 2, value, "0.0%");
        })
    };
    let percent = level("attendance", "percent");
    let refused = told(&shown(94.5), &percent);
    assert!(refused.starts_with("not taken: Monthly!C2: the cell shows 9450%"), "{refused}");
    assert_eq!(told(&shown(1.02), &percent), "acme 2026-09 acme-porto attendance 102\n");
}

#[test]
fn a_row_that_a_comma_cut_is_told_as_a_row() {
    let csv = format!("{HEAD}2026-09,Porto,480,500\n2026-10,Porto,1,234,1,500\n");
    assert_eq!(
        told(csv.as_bytes(), LONG),
        "not taken: E3: row 3 has 6 cells, and the head 4: a `,` inside of a cell?\n  = help: put the cell that has the sign inside in quotes, or take the sign out of it\n"
    );
    let quoted = LONG.replace("head = [1]", "head = [1]\ndecimal-mark = \"point\"");
    let csv = format!("{HEAD}2026-09,Porto,480,500\n2026-10,Porto,\"1,234\",\"1,500\"\n");
    assert!(told(csv.as_bytes(), &quoted).contains("accuracy 1234 1500\n"), "as the help says");
    let noted = format!("{LONG}\n[[column]]\nhead = \"Remark\"\nis = \"note\"\n");
    let shifted = "Month,Site,Right,Audited,Remark\n2026-09,Porto,480,500,late\n2026-10,Porto,1,234,500\n";
    let refused = told(shifted.as_bytes(), &noted);
    assert!(
        refused.starts_with("not taken: E3: `500` is a number where other rows have a note or nothing"),
        "{refused}"
    );
    let ends =
        "Month,Site,Right,Audited\n2026-09,Porto,480,500,,\n2026-10,Porto,481,500,,\n2026-11,Porto,482,500\n";
    assert_eq!(told(ends.as_bytes(), LONG).lines().count(), 3, "commas behind the last cell say nothing");
}

#[test]
fn a_length_of_time_says_its_own_unit_and_5_30_says_none() {
    let minutes = level("handling-time", "minutes");
    let timed = |format: &str, hours: u16, minutes: u8, seconds: f64| {
        xlsx(|sheet| {
            texts(sheet, &["Month|Site|Value", "2026-09|Porto"]);
            let time = ExcelDateTime::from_hms(hours, minutes, seconds).unwrap();
            sheet.write_datetime_with_format(1, 2, &time, &Format::new().set_num_format(format)).unwrap();
        })
    };
    let taken = "acme 2026-09 acme-porto handling-time 5.5\n";
    assert_eq!(told(&timed("h:mm:ss", 0, 5, 30.0), &minutes), taken);
    assert_eq!(
        told(&timed("h:mm:ss", 0, 5, 30.0), &level("handling-time", "hours")),
        taken,
        "whatever the map says"
    );
    assert_eq!(told(b"Month,Site,Value\n2026-09,Porto,00:05:30\n", &minutes), taken);
    let help = "= help: write it as a number in the `unit` that the map says, such as 5.5 for 5 minutes and 30 seconds in minutes\n";
    assert_eq!(
        told(&timed("h:mm", 5, 30, 0.0), &minutes),
        format!("not taken: Monthly!C2: the cell is the time 5:30, or minutes and seconds\n  {help}")
    );
    assert_eq!(
        told(b"Month,Site,Value\n2026-09,Porto,5:30\n2026-10,Porto,5:45\n", &minutes),
        format!(
            "not taken: C2: `5:30` is no number: it is a time, or minutes and seconds\n  likewise C3\n  {help}"
        )
    );
    let count = told(b"Month,Site,Right,Audited\n2026-09,Porto,0:05:30,500\n", LONG);
    assert!(count.contains("the cell is a length of time, and the numerator is a count"), "{count}");
}

#[test]
fn months_of_another_language_in_heads_are_one_cause() {
    let map = "title = \"Wide\"\nhead = [1]\nvendor = \"acme\"\nmetric = \"handling-time\"\n\n[[column]]\nhead = \"Standort\"\nis = \"site\"\n\n\
               [[column]]\nhead = \"{period}\"\nis = \"value\"\nunit = \"minutes\"\n";
    let csv = "Standort;Sep-25;Okt-25;Nov-25;Dez-25\nPorto;5;6;7;8\n";
    assert_eq!(
        told(csv.as_bytes(), map),
        "not taken: C1: `Okt-25` names no month that the map knows\n  likewise E1\n  = help: say `months` in the map: the twelve names as the file writes them, January first\n"
    );
    let months = map.replace(
        "head = [1]",
        "head = [1]\nmonths = [\"Jan\", \"Feb\", \"Mär\", \"Apr\", \"Mai\", \"Jun\", \"Jul\", \"Aug\", \"Sep\", \"Okt\", \"Nov\", \"Dez\"]",
    );
    assert_eq!(told(csv.as_bytes(), &months).lines().count(), 4, "as the help says");
    let weeks = told(b"Standort,W44,W45\nPorto,5,6\n", map);
    assert_eq!(
        weeks,
        "not taken: B1: `W44` is a week without a year\n  likewise C1\n  = help: write it as 2026-W46\n"
    );
    let serials = told(b"Standort,46266,46296\nPorto,5,6\n", map);
    assert!(
        serials.starts_with("not taken: B1: `46266` is a plain number and may count days\n  likewise C1\n"),
        "{serials}"
    );
    let twice = map.replace("{period}", "Calls {period} / Mean").replace("head = [1]", "head = [1, 2]");
    let below = told(b"Standort,Calls Okt-25\n,Mean\nPorto,5\n", &twice);
    assert!(below.starts_with("not taken: B2: `Okt-25` names no month"), "{below}");
}

#[test]
fn days_that_a_spreadsheet_may_have_turned_round_are_doubted() {
    let map = LONG.replace("head = [1]", "head = [1]\ndates = \"day-first\"");
    let with_day = |month: u8, day: u8| {
        xlsx(|sheet| {
            texts(sheet, &["Month|Site|Right|Audited", "30/09/2026|Porto|480|500", "|Porto|481|500"]);
            let date = ExcelDateTime::from_ymd(2026, month, day).unwrap();
            let format = Format::new().set_num_format("dd/mm/yyyy");
            sheet.write_datetime_with_format(2, 0, &date, &format).unwrap();
        })
    };
    let refused = told(&with_day(10, 1), &map);
    assert!(refused.starts_with("not taken: Monthly!A3: the column has days, such as 2026-10-01, beside texts, such as `30/09/2026`"), "{refused}");
    assert_eq!(told(&with_day(10, 31), &map).lines().count(), 2, "no month is the 31st");
}

#[test]
fn a_name_alone_in_a_row_within_the_table_may_be_that_of_a_section() {
    let csv = format!("{HEAD}2026-09,Porto,480,500\nOn time,,,\n2026-10,Porto,900,1000\n");
    assert_eq!(
        told(csv.as_bytes(), LONG),
        "not taken: A3: `On time` stands alone in a row within the table: the rows below may be of something else\n  = help: where it is a note alone, leave it out: `skip-rows = [\"On time\"]` in the map; else fill a column with what it says\n"
    );
    let skipped = LONG.replace("[\"Total*\"]", "[\"Total*\", \"On time\"]");
    assert!(told(csv.as_bytes(), &skipped).ends_with("900 1000\n1 skipped\n"), "as the help says");
    let down = LONG.replace("is = \"site\"", "is = \"site\"\nfill-down = true");
    let groups = format!("{HEAD},Porto,,\n2026-09,,480,500\n,Lyon,,\n2026-09,,90,100\n");
    assert!(told(groups.as_bytes(), &down).contains("acme-lyon accuracy 90 100\n"), "names that go down");
}

#[test]
fn one_number_merged_over_two_rows_is_of_neither() {
    let bytes = xlsx(|sheet| {
        texts(sheet, &["Month|Site|Value", "2026-09|Porto", "2026-10|Porto", "2026-09|Lyon|5"]);
        sheet.merge_range(1, 2, 2, 2, "480", &Format::new()).unwrap();
    });
    assert_eq!(
        told(&bytes, &level("handling-time", "minutes")),
        "acme 2026-09 acme-lyon handling-time 5\nnot taken: Monthly!C2: one number is merged over C2 to C3: which row it is of cannot be told\n  likewise Monthly!C3\n  = help: part the cells in the spreadsheet, and give each row its own number\n"
    );
}

#[test]
fn each_kind_of_text_among_numbers_is_one_cause_with_its_own_help() {
    let csv = "Month,Site,Right,Audited\n2026-05,Porto,<5,40\n2026-06,Porto,£480,500\n2026-07,Porto,£481,500\n2026-08,Porto,480*,500\n2026-09,Porto,481 (p),500\n\
               2026-10,Porto,480 cases,500\n2026-10,Lyon,481 cases,500\n2026-09,Lyon,#DIV/0!,500\n";
    assert_eq!(
        told(csv.as_bytes(), LONG),
        "not taken: C2: `<5` is no number: it is a bound\n  = help: if the figure is withheld, add the text to `suppressed` in the map; a bound is no figure\n\
         not taken: C3: `£480` is no number: it is an amount of money\n  likewise C4\n  = help: write the number without the sign of the currency\n\
         not taken: C5: `480*` is no number: a mark stands beside it\n  likewise C6\n  = help: take the mark out of the cell; say what it means in a column that is the `status` or a note\n\
         not taken: C7: `480 cases` is no number: words stand beside it\n  likewise C8\n  = help: take the words out of the cell: the map says the unit\n\
         not taken: C9: `#DIV/0!` is an error of the spreadsheet\n  = help: mend the formula, or empty the cell\n"
    );
    let quarters = "Month,Site,Right,Audited\nQ1 2026,Porto,480,500\nQ2 2026,Porto,480,500\n";
    assert_eq!(
        told(quarters.as_bytes(), LONG),
        "not taken: A2: `Q1 2026` is a quarter\n  likewise A3\n  = help: ask for days, weeks or months: no metric is of a longer period\n"
    );
}

#[test]
fn a_share_of_none_is_none_of_none_and_a_share_that_is_shown_exactly_is_one_count() {
    let taken = "acme 2026-09 acme-porto accuracy 0 0\n";
    for quiet in ["#DIV/0!", "", "0%", "n/a"] {
        let csv = format!("Month,Site,Value,N\n2026-09,Porto,{quiet},0\n");
        assert_eq!(told(csv.as_bytes(), &share()), taken, "{quiet}");
    }
    assert!(told(b"Month,Site,Value,N\n2026-09,Porto,50%,0\n", &share()).contains("there is no share of 0"));
    assert!(
        told(b"Month,Site,Value,N\n2026-09,Porto,#DIV/0!,500\n", &share())
            .contains("is an error of the spreadsheet")
    );
    let shown = |value: f64, format: &str| {
        let bytes = xlsx(|sheet| {
            texts(sheet, &["Month|Site|Value|N", "2026-09|Porto"]);
            number(sheet, 1, 2, value, format);
            number(sheet, 1, 3, 500.0, "General");
        });
        told(&bytes, &share())
    };
    assert_eq!(shown(0.9, "0.0%"), "acme 2026-09 acme-porto accuracy 450 500\n");
    assert_eq!(shown(1.0, "0.0%"), "acme 2026-09 acme-porto accuracy 500 500\n");
    assert_eq!(shown(0.0, "0.0%"), "acme 2026-09 acme-porto accuracy 0 500\n");
    assert!(shown(0.9, "0%").contains("90% of 500 is 448, 449 or another number"));
}

#[test]
fn a_site_of_another_vendor_is_told_as_such() {
    let map = level("handling-time", "minutes").replace("vendor = \"acme\"", "vendor = \"borealis\"");
    let lyon = told(b"Month,Site,Value\n2026-09,Lyon,5\n2026-09,Porto,6\n", &map);
    assert_eq!(
        lyon,
        "borealis 2026-09 borealis-porto handling-time 6\nnot taken: B2: `Lyon` is a site of vendor acme, and the row is of borealis\n  = help: correct `vendor` in the map, or take it out there: a site says whose it is; or correct the cell\n"
    );
    let near = told(b"Month,Site,Value\n2026-09,Portto,5\n", &map);
    assert!(near.contains("the nearest id is `borealis-porto`"), "{near}");
}

#[test]
fn a_head_one_row_lower_is_one_cause() {
    let csv = format!("Acme quality report\n{HEAD}2026-09,Porto,480,500\n");
    for text in [csv.clone(), csv.replace(',', ";")] {
        assert_eq!(
            told(text.as_bytes(), LONG),
            "not taken: A2: the map's columns stand in row 2, and the map says row 1\n  = help: say `head = [2]` in the map, or bring the file into its usual form\n"
        );
        let below = LONG.replace("head = [1]", "head = [2]");
        assert_eq!(
            told(text.as_bytes(), &below),
            "acme 2026-09 acme-porto accuracy 480 500\n",
            "as the help says"
        );
    }
    let page = told(b"<html><table><tr><td>Month</td></tr></table></html>", LONG);
    assert_eq!(
        page,
        "not taken: the file is a page of the web (HTML), whatever its name says\n  = help: open it in a spreadsheet program and save it as xlsx or as CSV\n"
    );
}

#[test]
fn footnotes_of_several_cells_are_notes_and_sums_are_told_how_to_be_left_out() {
    let csv = format!(
        "{HEAD}2026-09,Porto,480,500\n*,fewer than ten people,,\n1,Excludes holidays,,\nPrepared by,J. Doe,on,2026-10-05\n"
    );
    assert_eq!(told(csv.as_bytes(), LONG), "acme 2026-09 acme-porto accuracy 480 500\n");
    let plain = LONG.replace("skip-rows = [\"Total*\"]\n", "");
    let csv = format!("{HEAD}2026-09,Porto,480,500\n2026-10,All sites,470,500\nTotal,,1050,1200\n");
    assert_eq!(
        told(csv.as_bytes(), &plain),
        "acme 2026-09 acme-porto accuracy 480 500\n\
         not taken: B3: `All sites` is no site of the book\n  = help: where the row sums others, leave it out: add \"All sites\" to `skip-rows` in the map\n\
         not taken: A4: `Total` is no day, week or month\n  = help: where the row sums others, leave it out: add \"Total\" to `skip-rows` in the map\n"
    );
    let added = format!("skip-rows = [\"All sites\", \"Total\"]\n{plain}");
    assert_eq!(
        told(csv.as_bytes(), &added),
        "acme 2026-09 acme-porto accuracy 480 500\n2 skipped\n",
        "as the help says"
    );
}
