//! What commas in the numbers of a file are, where the file tells.

use super::cells::{Cell, Rows, inside};
use crate::number_form::{Commas, comma_readings};
use crate::source::Text;

/// Whether some number of the file can be read in one way only.
pub fn of_file(text: &Text) -> Commas {
    let (mut thousands, mut decimal) = (false, false);
    let (mut rows, mut cells, mut wrong): (_, Vec<Cell>, _) = (Rows::new(text), Vec::new(), Vec::new());
    while rows.next(&mut cells, &mut wrong).is_some() {
        wrong.clear();
        for cell in &cells {
            let found = inside(text, *cell).trim();
            let found = found.strip_suffix('%').unwrap_or(found).trim_end();
            if found.contains(',') {
                let (is_thousands, is_decimal) = comma_readings(found);
                thousands |= is_thousands && !is_decimal;
                decimal |= is_decimal && !is_thousands;
            }
        }
    }
    match (thousands, decimal) {
        (true, false) => Commas::Thousands,
        (false, true) => Commas::Decimal,
        _ => Commas::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::RepoPath;

    #[test]
    fn one_number_that_tells_speaks_for_its_file() {
        let of = |rows: &str| of_file(&Text::new(RepoPath::new("a.csv"), rows));
        assert_eq!(of("a,b\n\"27,834\",\"1,234,567\"\n"), Commas::Thousands);
        assert_eq!(of("a,b\n\"27,834\",\"41,5 %\"\n"), Commas::Decimal);
        assert_eq!(of("a,b\n\"27,834\",\"1,234,567\"\n\"0,5\",\"1,000\"\n"), Commas::Unknown);
        assert_eq!(of("a,b\n\"27,834\",\"two, three\"\n"), Commas::Unknown);
    }
}
