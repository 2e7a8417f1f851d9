//! Personal data that a picture carries: the words of a drawing, and what cameras and programs note in a photograph, which nobody sees on a page.

use std::io::Cursor;

use exif::{Exif, In, Tag, Value};

use crate::kit::diag::{Diagnostic, codes};
use crate::kit::personal::{self, Roles};
use crate::kit::source::{PictureFile, RepoPath, Text};

/// Fields in which cameras and programs name a person.
const NAMES: [Tag; 3] = [Tag::Artist, Tag::CameraOwnerName, AUTHOR];

/// `XPAuthor`, which one maker of systems adds, as UTF-16.
const AUTHOR: Tag = Tag(exif::Context::Tiff, 0x9c9d);

/// Metadata in XML, and the element of it that names a person.
const XMP: (&[u8], &[u8]) = (b"<x:xmpmeta", b"</x:xmpmeta>");
const CREATOR: &str = "<dc:creator>";

/// Texts of a PNG that name a person.
const PNG_AUTHOR: [&[u8]; 2] = [b"tEXtAuthor\0", b"iTXtAuthor\0"];

/// Everything in the picture at `path` that looks like personal data; nothing where only its hash is known.
pub fn found(path: &RepoPath, picture: &PictureFile, roles: &Roles) -> Vec<Diagnostic> {
    let Some(bytes) = picture.bytes() else { return Vec::new() };
    if path.as_str().to_ascii_lowercase().ends_with(".svg") {
        let drawing = std::str::from_utf8(bytes).unwrap_or_default();
        return personal::found(&Text::new(path.clone(), words_of(drawing)), roles);
    }
    noted(bytes, roles).into_iter().map(|what| told(path, what)).collect()
}

fn told(path: &RepoPath, what: &str) -> Diagnostic {
    Diagnostic::of_file(&codes::PERSONAL_DATA, path.clone(), format!("the picture's metadata {what}"))
        .label("no page shows it, and whoever saves the picture can read it")
        .help("save the picture without its metadata")
}

/// What the metadata of a photograph tell of a person.
fn noted(bytes: &[u8], roles: &Roles) -> Vec<&'static str> {
    // What can be read of metadata that are broken somewhere counts too.
    let mut reader = exif::Reader::new();
    reader.continue_on_error(true);
    let read = reader.read_from_container(&mut Cursor::new(bytes));
    let exif = read.or_else(|error| error.distill_partial_result(|_| ())).ok();
    let xmp = between(bytes, XMP).unwrap_or_default();
    let names = exif.as_ref().is_some_and(names_somebody)
        || xmp.contains(CREATOR)
        || PNG_AUTHOR.iter().any(|author| position(bytes, author).is_some());
    let place = exif.as_ref().is_some_and(|exif| exif.get_field(Tag::GPSLatitude, In::PRIMARY).is_some());
    let address = !personal::found(&Text::new(RepoPath::new("xmp"), xmp), roles).is_empty();
    let told = [
        (names, "name who made it"),
        (place, "say where it was taken, by latitude and longitude"),
        (address, "hold an address or a number of a person"),
    ];
    told.into_iter().filter_map(|(is_told, what)| is_told.then_some(what)).collect()
}

fn names_somebody(exif: &Exif) -> bool {
    let says = |value: &Value| match value {
        Value::Ascii(texts) => texts.iter().flatten().any(|byte| !matches!(byte, 0 | b' ')),
        Value::Byte(bytes) => bytes.iter().any(|byte| !matches!(byte, 0 | b' ')),
        _ => false,
    };
    exif.fields().any(|field| NAMES.contains(&field.tag) && says(&field.value))
}

/// The text from one mark to the other.
fn between(bytes: &[u8], (start, end): (&[u8], &[u8])) -> Option<String> {
    let rest = &bytes[position(bytes, start)?..];
    Some(String::from_utf8_lossy(&rest[..position(rest, end)?]).into_owned())
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, wanted)
}

/// A drawing with blanks in place of its tags, sign by sign, so that places stay: the numbers of a path are no telephone numbers. A tag that may
/// hold an address stays.
fn words_of(drawing: &str) -> String {
    let mut words = String::with_capacity(drawing.len());
    let mut rest = drawing;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        words.push_str(before);
        let end = if tag.starts_with("<!--") { "-->" } else { ">" };
        let length = tag.find(end).map_or(tag.len(), |found| found + end.len());
        let (tag, after) = tag.split_at(length);
        if tag.contains('@') || tag.starts_with("<!--") {
            words.push_str(tag);
        } else {
            words.extend(tag.chars().map(|c| if c == '\n' { c } else { ' ' }));
        }
        rest = after;
    }
    words + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, bytes: &[u8]) -> Vec<String> {
        let picture = PictureFile::of(bytes.to_vec());
        let path = RepoPath::new(&format!("data/sops/{name}"));
        let found = found(&path, &picture, &Roles::default());
        found.iter().map(|d| format!("{}:{} {}", d.place.line, d.place.column, d.message)).collect()
    }

    #[test]
    fn words_of_a_drawing_are_read_and_its_numbers_are_not() {
        let drawing = "<svg width=\"9\" xmlns=\"http://www.w3.org/2000/svg\">\n\
                       <path d=\"M 1 2 l +351 912 345 678\"/><text>ask ann.lee@labelling.acme</text>\n\
                       <!-- +351 912 345 678 --><g aria-label=\"bo.lind@labelling.acme\"/></svg>";
        assert_eq!(
            told("flow.svg", drawing.as_bytes()),
            [
                "2:47 `a…@labelling.acme` looks like a person's e-mail address",
                "3:41 `b…@labelling.acme` looks like a person's e-mail address",
                "3:6 `+351…78` looks like a telephone number",
            ]
        );
    }

    /// A JPEG of one field of the first directory, `value` behind it.
    fn photograph(tag: u16, kind: u16, count: u32, value: &[u8]) -> Vec<u8> {
        let mut tiff = b"II*\0\x08\0\0\0\x01\0".to_vec();
        tiff.extend(tag.to_le_bytes().iter().chain(&kind.to_le_bytes()).chain(&count.to_le_bytes()));
        tiff.extend(26_u32.to_le_bytes());
        tiff.extend([0; 4]);
        tiff.extend(value);
        let mut jpeg = b"\xff\xd8\xff\xe1".to_vec();
        let length = u16::try_from(tiff.len() + 8).unwrap();
        jpeg.extend(length.to_be_bytes().iter().chain(b"Exif\0\0").chain(&tiff));
        jpeg.extend(b"\xff\xd9");
        jpeg
    }

    #[test]
    fn a_photograph_may_name_who_made_it_and_where() {
        let artist = photograph(0x013b, 2, 8, b"Ann Lee\0");
        assert_eq!(told("a.jpg", &artist), ["1:1 the picture's metadata name who made it"]);
        let author = photograph(0x9c9d, 1, 8, b"A\0n\0n\0\0\0");
        assert_eq!(told("a.jpg", &author), ["1:1 the picture's metadata name who made it"]);
        assert!(told("a.jpg", &photograph(0x013b, 2, 8, b"       \0")).is_empty(), "nobody");
        assert!(told("a.jpg", &photograph(0x0110, 2, 8, b"Camera\0\0")).is_empty(), "the model");
        // A directory of its own, which says the latitude: 41° 9′ 0″.
        let mut gps = b"\x01\0\x02\0\x05\0\x03\0\0\0\x2c\0\0\0\0\0\0\0".to_vec();
        gps.extend([41_u32, 1, 9, 1, 0, 1].map(u32::to_le_bytes).concat());
        let place = photograph(0x8825, 4, 1, &gps);
        assert_eq!(
            told("a.jpg", &place),
            ["1:1 the picture's metadata say where it was taken, by latitude and longitude"]
        );
    }

    #[test]
    fn what_programs_write_into_a_picture_is_read() {
        let xmp = b"\xff\xd8\xff\xd9<x:xmpmeta><dc:creator><rdf:li>Ann Lee, ann.lee@labelling.acme</rdf:li></x:xmpmeta>";
        assert_eq!(
            told("a.jpg", xmp),
            [
                "1:1 the picture's metadata name who made it",
                "1:1 the picture's metadata hold an address or a number of a person",
            ]
        );
        assert_eq!(
            told("a.png", b"\x89PNG tEXtAuthor\0Ann"),
            ["1:1 the picture's metadata name who made it"]
        );
        assert!(told("a.png", b"\x89PNG").is_empty());
    }
}
