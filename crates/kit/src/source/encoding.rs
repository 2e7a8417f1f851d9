//! Bytes to texts: a file is UTF-8, and one that is not says what it seems to be.

use super::{Refused, RepoPath, Text};

/// What the bytes of a file that is not UTF-8 seem to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Told by its first bytes, or by the zeros between its letters.
    Utf16LittleEndian,
    Utf16BigEndian,
    Utf32,
    /// One byte a character; what Windows-1252 has for the first one that is not UTF-8.
    OneByte(char),
    /// The file's name is not UTF-8 either, or alone.
    Name,
    Unknown,
}

/// Bytes from the start that are looked at for zeros.
const LOOKED_AT: usize = 4_096;

impl Text {
    /// The text of a file's bytes.
    ///
    /// # Errors
    /// They are not UTF-8. Those of UTF-16 without a mark at their start would be, with a zero beside each letter: they are refused too.
    pub fn of_bytes(path: RepoPath, bytes: Vec<u8>) -> Result<Text, Refused> {
        if let Some(like) = wide(&bytes) {
            return Err(Refused::NotUtf8 { path, offset: 0, line: 1, like });
        }
        match String::from_utf8(bytes) {
            Ok(content) => Ok(Text::new(path, content)),
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                let bytes = error.as_bytes();
                let lines = bytes[..offset].iter().filter(|&&byte| byte == b'\n').count();
                let line = u32::try_from(lines + 1).unwrap_or(u32::MAX);
                Err(Refused::NotUtf8 { path, offset, line, like: narrow(bytes, offset) })
            }
        }
    }
}

/// The encoding of bytes in which a character takes two or four.
fn wide(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => return Some(Encoding::Utf32),
        [0xff, 0xfe, ..] => return Some(Encoding::Utf16LittleEndian),
        [0xfe, 0xff, ..] => return Some(Encoding::Utf16BigEndian),
        _ => {}
    }
    let start = &bytes[..bytes.len().min(LOOKED_AT)];
    let zeros = |from: usize| start.iter().skip(from).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    // Of text in Latin letters every second byte is a zero; of others at least those of blanks, digits and line ends.
    if start.len() < 4 || (even + odd) * 8 < start.len() {
        return None;
    }
    match (even, odd) {
        (0, _) => Some(Encoding::Utf16LittleEndian),
        (_, 0) => Some(Encoding::Utf16BigEndian),
        _ => None,
    }
}

/// The encoding of bytes in which a character takes one.
fn narrow(bytes: &[u8], offset: usize) -> Encoding {
    let is_control = |&byte: &u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
    if bytes.iter().any(is_control) {
        return Encoding::Unknown;
    }
    bytes.get(offset).and_then(|&byte| windows_1252(byte)).map_or(Encoding::Unknown, Encoding::OneByte)
}

/// What Windows-1252 has for a byte above ASCII; five of them are nothing.
fn windows_1252(byte: u8) -> Option<char> {
    const FROM_80: [u16; 32] = [
        0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
        0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
        0x0153, 0, 0x017e, 0x0178,
    ];
    match byte {
        0..0x80 => None,
        0x80..0xa0 => {
            let code = FROM_80[usize::from(byte - 0x80)];
            char::from_u32(u32::from(code)).filter(|_| code != 0)
        }
        0xa0.. => Some(char::from(byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn like(bytes: &[u8]) -> Option<Encoding> {
        match Text::of_bytes(RepoPath::new("a"), bytes.to_vec()) {
            Ok(_) => None,
            Err(Refused::NotUtf8 { like, .. }) => Some(like),
            Err(Refused::Symlink(_) | Refused::Outside(_)) => Some(Encoding::Unknown),
        }
    }

    fn utf_16(text: &str, bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn adoption_10_a_file_that_is_not_utf_8_says_what_it_is() {
        let text = "period,site\r\n2026-W45,Østfold\r\n";
        assert_eq!(like(text.as_bytes()), None);
        assert_eq!(like(b""), None);
        let marked = format!("\u{feff}{text}");
        assert_eq!(like(&utf_16(&marked, u16::to_le_bytes)), Some(Encoding::Utf16LittleEndian));
        assert_eq!(like(&utf_16(&marked, u16::to_be_bytes)), Some(Encoding::Utf16BigEndian));
        assert_eq!(like(&utf_16(text, u16::to_le_bytes)), Some(Encoding::Utf16LittleEndian));
        assert_eq!(like(&utf_16(text, u16::to_be_bytes)), Some(Encoding::Utf16BigEndian));
        assert_eq!(like(b"2026-W45,caf\xe9\n"), Some(Encoding::OneByte('é')));
        assert_eq!(like(b"a \x93quoted\x94 word"), Some(Encoding::OneByte('“')));
        assert_eq!(like(b"PK\x03\x04\x14\xff"), Some(Encoding::Unknown));
        assert_eq!(like(b"one zero \0 in a text is a hidden character, not another encoding"), None);
    }
}
