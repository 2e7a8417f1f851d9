//! Text files as sheets: whatever ends their lines and parts their cells. The files of a book are read by `kit/csv`, which is strict; these come from
//! elsewhere, and a wrong quote is told by its row.

use crate::import::cell::{Address, Cell};
use crate::import::ragged::{self, SeparatedFault};
use crate::import::sheet::Sheet;
use crate::subject::import::map::Separator;

impl Separator {
    fn sign(self) -> char {
        match self {
            Separator::Comma => ',',
            Separator::Semicolon => ';',
            Separator::Tab => '\t',
            Separator::Bar => '|',
        }
    }
}

const ALL: [Separator; 4] = [Separator::Comma, Separator::Semicolon, Separator::Tab, Separator::Bar];

/// The cells of a text. `head` are the rows that name the columns, counted from 1: they show what parts the cells.
///
/// # Errors
/// A quote is never closed, or the head shows no separator, or two.
pub fn sheet(text: &str, separator: Option<Separator>, head: &[u32]) -> Result<Sheet, SeparatedFault> {
    let sign = match separator {
        Some(separator) => separator.sign(),
        None => shown_by(text, head)?.sign(),
    };
    let rows = rows(text, sign, usize::MAX)?;
    if let Some(fault) = ragged::fault(&rows, sign, head) {
        return Err(fault);
    }
    Ok(Sheet { rows, ..Sheet::default() })
}

/// The one sign that the head rows have between their cells. A quoted cell may hold a line's end, in the head or above it.
fn shown_by(text: &str, head: &[u32]) -> Result<Separator, SeparatedFault> {
    let last = head.iter().filter_map(|row| usize::try_from(*row).ok()).max().unwrap_or(0);
    let has = |separator: &Separator| {
        let rows = rows(text, separator.sign(), last).unwrap_or_default();
        let of_head = head.iter().filter_map(|row| rows.get(usize::try_from(*row).ok()?.checked_sub(1)?));
        // Parted inside of quotes, it leaves half of them in a cell.
        let is_whole = |cell: &Cell| !matches!(cell, Cell::Text(text) if text.matches('"').count() % 2 == 1);
        of_head.into_iter().any(|row| row.len() > 1 && row.iter().all(is_whole))
    };
    let found: Vec<Separator> = ALL.into_iter().filter(has).collect();
    match found.as_slice() {
        // Where nobody says which rows are the head, or they are no rows of a table, every line is asked.
        [] => {
            let plain = text.replace("\r\n", "\n").replace('\r', "\n");
            Ok(most_of(&plain.split('\n').collect::<Vec<_>>()))
        }
        [only] => Ok(*only),
        several => {
            let words: Vec<&str> = several.iter().map(|separator| separator.word()).collect();
            Err(SeparatedFault {
                at: None,
                message: format!("the head has more than one sign that may part cells: {}", words.join(", ")),
                help: "say which: `separator` in the map",
            })
        }
    }
}

/// The sign that stands most often; a list in a cell has fewer than a table has cells.
fn most_of(lines: &[&str]) -> Separator {
    let count = |separator: &Separator| {
        lines.iter().map(|line| outside_quotes(line).matches(separator.sign()).count()).sum::<usize>()
    };
    ALL.into_iter().rev().max_by_key(count).unwrap_or(Separator::Comma)
}

fn outside_quotes(line: &str) -> String {
    line.split('"').step_by(2).collect()
}

/// The first rows, at most so many. Lines end with CR LF, LF or CR alone; inside quotes they do not end.
fn rows(text: &str, separator: char, most: usize) -> Result<Vec<Vec<Cell>>, SeparatedFault> {
    let mut rows = Vec::new();
    let mut row: Vec<Cell> = Vec::new();
    let mut chars = text.chars().peekable();
    loop {
        let opened = Address { row: rows.len(), column: row.len() };
        let mut content = String::new();
        let end = loop {
            match chars.next() {
                None => break End::Text,
                Some('"') if content.is_empty() => match quoted(&mut chars) {
                    Some(inside) => content.push_str(&inside),
                    None => {
                        return Err(SeparatedFault {
                            at: Some(opened),
                            message: "a quoted cell is never closed".to_owned(),
                            help: "close the quote",
                        });
                    }
                },
                Some('\r') => {
                    chars.next_if_eq(&'\n');
                    break End::Row;
                }
                Some('\n') => break End::Row,
                Some(c) if c == separator => break End::Cell,
                Some(c) => content.push(c),
            }
        };
        row.push(if content.is_empty() { Cell::Empty } else { Cell::Text(content) });
        if let End::Text = end {
            if row.iter().any(|cell| *cell != Cell::Empty) {
                rows.push(std::mem::take(&mut row));
            }
            return Ok(rows);
        }
        if let End::Row = end {
            rows.push(std::mem::take(&mut row));
            if rows.len() >= most {
                return Ok(rows);
            }
        }
    }
}

enum End {
    Cell,
    Row,
    Text,
}

/// Up to the closing quote; two of them are one. `None` where there is none.
fn quoted(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<String> {
    let mut inside = String::new();
    loop {
        match chars.next()? {
            '"' if chars.next_if_eq(&'"').is_some() => inside.push('"'),
            '"' => return Some(inside),
            c => inside.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, separator: Option<Separator>) -> Vec<Vec<String>> {
        let sheet = sheet(text, separator, &[1]).expect("a sheet");
        sheet.rows.iter().map(|row| row.iter().map(Cell::shown).collect()).collect()
    }

    #[test]
    fn lines_end_in_three_ways_and_cells_are_parted_in_four() {
        let expected = vec![vec!["Site", "Right"], vec!["Porto", "27,275.25"]];
        for text in [
            "Site,Right\nPorto,\" 27,275.25 \"\n",
            "Site,Right\r\nPorto,\"27,275.25\"\r\n",
            "Site,Right\rPorto,\"27,275.25\"",
            "Site;Right\nPorto;27,275.25\n",
            "Site\tRight\nPorto\t27,275.25\n",
            "Site|Right\nPorto|27,275.25\n",
        ] {
            assert_eq!(shown(text, None), expected, "{text:?}");
        }
    }

    #[test]
    fn quotes_hold_line_ends_and_quotes() {
        assert_eq!(shown("a,b\n\"two\nlines\",\"a \"\"b\"\"\"\n,\n", None)[1], ["two lines", "a \"b\""]);
        let open = sheet("a,b\n1,\"never", None, &[1]).expect_err("open");
        assert_eq!(open.at, Some(Address { row: 1, column: 1 }));
    }

    #[test]
    fn a_line_end_in_quotes_hides_no_sign() {
        let head = "\"Month\nof service\";Site\n2026-09;Porto\n";
        assert_eq!(shown(head, None)[0], ["Month of service", "Site"]);
        let below =
            sheet("\"Report for\nthe team\";\nMonth;Site\n2026-09;Porto\n", None, &[2]).expect("a sheet");
        assert_eq!(below.rows[1].len(), 2);
        assert_eq!(shown("Report\nMonth;Site\n2026-09;Porto\n", None)[1], ["Month", "Site"], "no head there");
    }

    #[test]
    fn a_head_with_two_signs_is_asked_about() {
        assert!(sheet("Site;Right, of all\nPorto;4\n", None, &[1]).is_err());
        assert_eq!(
            shown("Site;Right, of all\nPorto;4\n", Some(Separator::Semicolon))[0],
            ["Site", "Right, of all"]
        );
        assert_eq!(shown("Site;\"Right, of all\"\nPorto;4\n", None)[0], ["Site", "Right, of all"]);
    }
}
