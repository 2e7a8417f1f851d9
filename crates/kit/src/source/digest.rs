//! SHA-256, in hexadecimal, of one content and of many named ones.

use sha2::{Digest as _, Sha256};

/// SHA-256 of `bytes`: 64 lower-case hexadecimal digits.
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    hexadecimal(&Sha256::digest(bytes.as_ref()))
}

/// SHA-256 over contents in the order given: for each its name, a zero byte, its length in decimal, a zero byte, its
/// bytes. Names, lengths and bytes cannot be mistaken for one another.
pub fn sha256_of_named<'a>(contents: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut hasher = Sha256::new();
    for (name, bytes) in contents {
        hasher.update(name.as_bytes());
        hasher.update([0]);
        hasher.update(bytes.len().to_string());
        hasher.update([0]);
        hasher.update(bytes);
    }
    hexadecimal(&hasher.finalize())
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digits = b"0123456789abcdef";
    let digit = |four: u8| char::from(digits[usize::from(four & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_nothing_is_the_published_one_and_parts_are_told_apart() {
        let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!((sha256(""), sha256_of_named([])), (nothing.to_owned(), nothing.to_owned()));
        let one = sha256_of_named([("a", &b"12"[..]), ("b", b"")]);
        assert_ne!(one, sha256_of_named([("a", &b"1"[..]), ("b", b"2")]));
    }
}
