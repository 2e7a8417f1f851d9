//! Which sums can be worked out of others: whoever is told a whole and all of its parts but one is told the part.

/// The numbers below a prime, 2^61 − 1: sums are added and taken from each other without rounding.
const PRIME: u64 = (1 << 61) - 1;

/// Whether a sum can be worked out of those that are told. A sum says of each part whether it is in it; all have as many parts.
pub fn is_worked_out(told: &[Vec<bool>], sum: &[bool]) -> bool {
    // Each has 1 in its leading column, where those after it have 0.
    let mut lines: Vec<(usize, Vec<u64>)> = Vec::new();
    for sum in told {
        let mut rest = reduced(&lines, sum);
        if let Some(lead) = rest.iter().position(|value| *value != 0) {
            let scale = inverse(rest[lead]);
            rest.iter_mut().for_each(|value| *value = product(*value, scale));
            lines.push((lead, rest));
        }
    }
    reduced(&lines, sum).iter().all(|value| *value == 0)
}

/// What is left of a sum when the leading columns of all lines are taken away.
fn reduced(lines: &[(usize, Vec<u64>)], sum: &[bool]) -> Vec<u64> {
    let mut rest: Vec<u64> = sum.iter().map(|is_in| u64::from(*is_in)).collect();
    for (lead, line) in lines {
        let times = rest[*lead];
        if times != 0 {
            for (left, value) in rest.iter_mut().zip(line) {
                *left = (*left + PRIME - product(*value, times)) % PRIME;
            }
        }
    }
    rest
}

fn product(one: u64, other: u64) -> u64 {
    // What a division by the prime leaves is below it.
    (u128::from(one) * u128::from(other) % u128::from(PRIME)) as u64
}

/// By Fermat's little theorem.
fn inverse(value: u64) -> u64 {
    let (mut base, mut left, mut result) = (value, PRIME - 2, 1);
    while left > 0 {
        if left & 1 == 1 {
            result = product(result, base);
        }
        base = product(base, base);
        left >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(text: &str) -> Vec<bool> {
        text.bytes().map(|part| part == b'1').collect()
    }

    fn asked(told: &[&str], of: &str) -> bool {
        is_worked_out(&told.iter().map(|told| sum(told)).collect::<Vec<_>>(), &sum(of))
    }

    #[test]
    fn a_part_is_the_whole_less_the_others() {
        assert!(asked(&["111", "010", "001"], "100"));
        assert!(!asked(&["111", "010"], "100"));
        assert!(asked(&["111", "010"], "101"));
        assert!(!asked(&[], "100"));
    }

    #[test]
    fn parts_of_a_table_are_worked_out_along_a_way_through_it() {
        // Cells a b, c d, e f: the rows are told, the first column, and b with d. No line hides one cell alone, and f is known all the same.
        let told = ["110000", "001100", "000011", "101010", "010100"];
        assert!(asked(&told, "000001"));
        assert!(!asked(&told, "100000"));
    }
}
