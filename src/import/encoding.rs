//! Bytes of a text file as text. How it is encoded is known by its mark, or said by the map; nothing is guessed.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Why bytes are not read as text: what is wrong, and what helps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodingFault {
    pub message: String,
    pub help: String,
}

const SAY: &str = "say how it is encoded: `encoding` in the map; of a table and for --propose --encoding";

/// The text of a file, without its mark.
///
/// # Errors
/// It is not UTF-8 and nobody said what it is, or it is not what was said.
pub fn text(bytes: &[u8], named: Option<&str>) -> Result<String, EncodingFault> {
    let marked = Encoding::for_bom(bytes);
    let encoding = match (marked, named) {
        // A file with a mark is what the mark says.
        (Some((encoding, _)), _) => encoding,
        (None, Some(name)) => Encoding::for_label(name.as_bytes()).ok_or_else(|| EncodingFault {
            message: format!("`{name}` is no encoding"),
            help: "name it as the web does, such as windows-1252, utf-16le or shift_jis".to_owned(),
        })?,
        (None, None) => match unmarked(bytes) {
            Some(wide) => wide,
            None => UTF_8,
        },
    };
    let bytes = marked.map_or(bytes, |(_, length)| &bytes[length..]);
    let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) else {
        return Err(fault(bytes, encoding));
    };
    // What a wrong name of an encoding makes of a text.
    let strange = text.chars().find(|c| ('\u{80}'..='\u{9f}').contains(c) || *c == '\0');
    match strange {
        Some('\0') if encoding == UTF_8 => {
            let before = text.split('\0').next().unwrap_or_default();
            Err(EncodingFault {
                message: format!(
                    "line {} has the character U+0000, which no text has",
                    line_of(before.as_bytes())
                ),
                help: "export the file anew, or take the character out of it".to_owned(),
            })
        }
        Some(strange) => Err(EncodingFault {
            message: format!(
                "read as {} the file has the character U+{:04X}, which no text has",
                encoding.name(),
                strange as u32
            ),
            help: SAY.to_owned(),
        }),
        None => Ok(text.into_owned()),
    }
}

/// UTF-16 without a mark: every second byte of a text in Latin letters is 0.
fn unmarked(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(256)];
    let zeros = |at: usize| start.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
    let half = start.len() / 2;
    match (zeros(0), zeros(1)) {
        (0, odd) if half > 1 && odd * 2 > half => Some(UTF_16LE),
        (even, 0) if half > 1 && even * 2 > half => Some(UTF_16BE),
        _ => None,
    }
}

/// Zeros at every second place alone: line ends, digits and separators of UTF-16 in any alphabet.
fn looks_wide(bytes: &[u8]) -> Option<&'static str> {
    let zeros = |at: usize| bytes.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
    match (zeros(0), zeros(1)) {
        (0, 2..) => Some("utf-16le"),
        (2.., 0) => Some("utf-16be"),
        _ => None,
    }
}

/// The line behind so many bytes, from 1.
fn line_of(before: &[u8]) -> usize {
    let count = |end: u8| before.iter().filter(|byte| **byte == end).count();
    count(b'\n').max(count(b'\r')) + 1
}

fn fault(bytes: &[u8], encoding: &'static Encoding) -> EncodingFault {
    if encoding != UTF_8 {
        return EncodingFault {
            message: format!("the file is not {}", encoding.name()),
            help: SAY.to_owned(),
        };
    }
    if let Some(name) = looks_wide(bytes) {
        return EncodingFault {
            message: "the file is not UTF-8: it looks like UTF-16 without a mark".to_owned(),
            help: format!(
                "say how it is encoded: `encoding = \"{name}\"` in the map; of a table and for --propose --encoding {name}"
            ),
        };
    }
    let at = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let line = line_of(&bytes[..at]);
    let byte = bytes.get(at).copied().unwrap_or_default();
    let (as_western, ..) = encoding_rs::WINDOWS_1252.decode(&bytes[at..(at + 1).min(bytes.len())]);
    EncodingFault {
        message: format!(
            "the file is not UTF-8: line {line} has the byte 0x{byte:02X}, `{as_western}` in windows-1252"
        ),
        help: "say how it is encoded: `encoding = \"windows-1252\"` in the map, if that is the letter; of a \
               table and for --propose --encoding windows-1252"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_believed_and_nothing_is_guessed() {
        assert_eq!(text("\u{feff}Größe".as_bytes(), None).as_deref(), Ok("Größe"));
        let wide =
            |bytes: fn(u16) -> [u8; 2], text: &str| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        for marked in ["\u{feff}Period;Größe\r\n", "Period;Size\r\n"] {
            let expected = marked.trim_start_matches('\u{feff}');
            assert_eq!(text(&wide(u16::to_le_bytes, marked), None).as_deref(), Ok(expected));
            assert_eq!(text(&wide(u16::to_be_bytes, marked), None).as_deref(), Ok(expected));
        }
        let western = b"a,b\nGr\xf6\xdfe,1\n";
        let refused = text(western, None).expect_err("nobody said how");
        assert_eq!(refused.message, "the file is not UTF-8: line 2 has the byte 0xF6, `ö` in windows-1252");
        assert_eq!(text(western, Some("windows-1252")).as_deref(), Ok("a,b\nGröße,1\n"));
        assert!(text("ö".as_bytes(), Some("latin-9000")).is_err());
        let greek = wide(u16::to_le_bytes, "Μήνας;Τόπος;Σωστά\n2026-09;Πόρτο;48\n");
        let refused = text(&greek, None).expect_err("nobody said how");
        assert_eq!(refused.message, "the file is not UTF-8: it looks like UTF-16 without a mark");
        assert!(refused.help.contains("encoding = \"utf-16le\""), "{}", refused.help);
        assert_eq!(text(&greek, Some("utf-16le")).as_deref(), Ok("Μήνας;Τόπος;Σωστά\n2026-09;Πόρτο;48\n"));
        let refused = text(b"a,b\n1,\0\n", None).expect_err("no text");
        assert_eq!(refused.message, "line 2 has the character U+0000, which no text has");
        assert!(text(b"\x81\x8d", Some("windows-1252")).is_err(), "no letters there");
    }
}
