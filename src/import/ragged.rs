//! Rows of a text file that are longer than its head: a number with a comma inside, which nobody quoted, makes two cells of one, and every cell behind
//! it stands in the column of another.

use crate::import::cell::{Address, Cell};
use crate::import::number::{NumberFault, parse};

/// Why a text is no sheet: where, what is wrong, what helps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeparatedFault {
    pub at: Option<Address>,
    pub message: String,
    pub help: &'static str,
}

/// The first row that is cut once too often; none where no rows are the head.
pub fn fault(rows: &[Vec<Cell>], sign: char, head: &[u32]) -> Option<SeparatedFault> {
    let at = |row: &u32| usize::try_from(*row).ok()?.checked_sub(1);
    let last = head.iter().filter_map(at).max()?;
    let named = head.iter().filter_map(|row| rows.get(at(row)?)).map(Vec::len).max()?;
    let below: Vec<(usize, &Vec<Cell>)> =
        rows.iter().enumerate().skip(last + 1).filter(|(_, row)| filled(row) > 0).collect();
    let usual = usual(&below).max(named);
    let mut long = below.iter().filter(|(_, row)| filled(row) > named || row.len() > usual);
    let (number, row) = long.next()?;
    let others = match long.count() {
        0 => String::new(),
        1 => ", and 1 more row is too long".to_owned(),
        several => format!(", and {several} more rows are too long"),
    };
    // Words alone may be the head, where the map takes a title for it.
    let is_number =
        |cell: &Cell| matches!(cell, Cell::Text(text) if parse(text, None) != Err(NumberFault::NotANumber));
    if !row.iter().any(is_number) {
        return None;
    }
    let cells = if filled(row) > named { filled(row) } else { row.len() };
    Some(SeparatedFault {
        at: Some(Address { row: *number, column: named }),
        message: format!(
            "row {} has {cells} cells, and the head {named}{others}: a `{sign}` inside of a cell?",
            number + 1
        ),
        help: "put the cell that has the sign inside in quotes, or take the sign out of it",
    })
}

/// How many cells there are up to the last that holds something.
fn filled(row: &[Cell]) -> usize {
    row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1)
}

/// The length that most rows have; of several the shortest.
fn usual(below: &[(usize, &Vec<Cell>)]) -> usize {
    let count = |length: usize| below.iter().filter(|(_, row)| row.len() == length).count();
    let lengths: std::collections::BTreeSet<usize> = below.iter().map(|(_, row)| row.len()).collect();
    lengths.into_iter().rev().max_by_key(|length| count(*length)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let rows: Vec<Vec<Cell>> = text
            .lines()
            .map(|line| {
                line.split(',')
                    .map(|cell| if cell.is_empty() { Cell::Empty } else { Cell::Text(cell.to_owned()) })
                    .collect()
            })
            .collect();
        fault(&rows, ',', &[1])
            .map_or_else(String::new, |fault| format!("{}: {}", fault.at.expect("a place"), fault.message))
    }

    #[test]
    fn a_number_that_is_cut_in_two_makes_its_row_longer() {
        assert_eq!(
            told("a,b,c\n1,2,3\n1,234,2,3\n"),
            "D3: row 3 has 4 cells, and the head 3: a `,` inside of a cell?"
        );
        assert_eq!(
            told("a,b,c,note\n1,2,3,\n1,234,2,3,\n"),
            "E3: row 3 has 5 cells, and the head 4: a `,` inside of a cell?"
        );
    }

    #[test]
    fn rows_that_end_with_nothing_or_early_are_good() {
        for good in [
            "a,b,c,,,\n1,2,3,,,\n,,,,,\n",
            "a,b,c\n1,2,3,,\n1,2,3,,\n",
            "a,b,c\n1,2\n1,2,3\n",
            "a,b,note\n480,500,12\n1,234,13\n",
            "a,b,note\n480,500,seen\n1,234,\n",
            "a\nSource: the vendor\n",
            "a report\nMonth,Site\n1,2\n",
        ] {
            assert_eq!(told(good), "", "{good}");
        }
    }
}
