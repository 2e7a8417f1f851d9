//! Files that are no table, whatever their names end with: pages of the web, XML, and others that are known by how they begin.

/// What a file is that no reader of tables reads, and what helps; `None` where it may be one.
pub fn no_table(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const OPEN: &str = "open it in a spreadsheet program and save it as xlsx or as CSV";
    const ASK: &str = "ask for a workbook or for CSV";
    if bytes.starts_with(b"%PDF") {
        return Some(("the file is a PDF", ASK));
    }
    if bytes.starts_with(&[0x1F, 0x8B]) {
        return Some(("the file is packed by gzip", "unpack it first"));
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) && has_wide(bytes, "EncryptedPackage") {
        return Some((
            "the workbook is protected by a password",
            "take the password out in a spreadsheet program, and save it anew",
        ));
    }
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(2_000)]).to_lowercase();
    let start = start.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let begins = |words: &[&str]| words.iter().any(|word| start.starts_with(word));
    if begins(&["<html", "<!doctype html", "<table", "<meta", "<head"]) {
        return Some(("the file is a page of the web (HTML), whatever its name says", OPEN));
    }
    if begins(&["<?xml", "<workbook"]) {
        let is_page = start.contains("<html");
        let message = if is_page {
            "the file is a page of the web (HTML), whatever its name says"
        } else {
            "the file is XML, as spreadsheet programs wrote it in 2003"
        };
        return Some((message, OPEN));
    }
    None
}

/// Whether a text stands in the bytes in UTF-16, as the names of streams do in such a file.
fn has_wide(bytes: &[u8], text: &str) -> bool {
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    memchr::memmem::find(bytes, &wide).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_how_they_begin() {
        let message = |bytes: &[u8]| no_table(bytes).map_or("", |(message, _)| message);
        assert!(message(b"\xef\xbb\xbf\r\n<HTML><table>").contains("HTML"));
        assert!(message(b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas\">").contains("XML"));
        assert!(message(b"<?xml version=\"1.0\"?><!DOCTYPE html><html>").contains("HTML"));
        assert!(message(b"%PDF-1.4").contains("PDF") && message(&[0x1F, 0x8B, 8]).contains("gzip"));
        let locked: Vec<u8> = [0xD0, 0xCF, 0x11, 0xE0, 0, 0]
            .into_iter()
            .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert!(message(&locked).contains("password"));
        assert!(message(b"Month,Site\n").is_empty() && message(b"<5,Site\n").is_empty());
    }
}
