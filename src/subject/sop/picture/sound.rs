//! Whether a picture can be shown: it is what the end of its name says, of a size that a page can carry, and an SVG does nothing but draw.

use imagesize::ImageType;

use super::inert::Wrong;
use super::svg::{self, Shape};

/// Ends of names of the pictures that pages show.
pub const SHOWN: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "svg"];

/// Bytes of a picture: a page with several of them still loads.
pub const MOST_BYTES: usize = 4 << 20;

/// Pixels of a side: browsers draw no larger ones reliably.
pub const MOST_PIXELS: usize = 16_384;

/// Why a picture cannot be shown: what it is, what is allowed, and what mends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub what: String,
    pub allowed: &'static str,
    pub help: String,
}

impl Fault {
    fn new(what: impl Into<String>, allowed: &'static str, help: impl Into<String>) -> Fault {
        Fault { what: what.into(), allowed, help: help.into() }
    }
}

/// The size of the picture in the file `name`.
///
/// # Errors
/// Why it cannot be shown.
pub fn shape(name: &str, bytes: &[u8]) -> Result<Shape, Fault> {
    let end = name.rsplit_once('.').map_or("", |(_, end)| end).to_ascii_lowercase();
    if !SHOWN.contains(&end.as_str()) {
        let help = "save it as PNG, or for a photograph as JPEG, and correct the link";
        return Err(Fault::new(
            format!("has the ending `.{end}`, which pages do not show"),
            "pages show .png, .jpg, .jpeg, .gif, .webp and .svg",
            help,
        ));
    }
    if bytes.len() > MOST_BYTES {
        let help = "make it smaller: fewer pixels, or JPEG for a photograph";
        let what = format!("has {} MiB and more", bytes.len() >> 20);
        return Err(Fault::new(what, "a picture has 4 MiB at most", help));
    }
    let shape = match end.as_str() {
        "svg" => svg::shape(bytes).map_err(|wrong| match wrong {
            Wrong::NoDrawing(why) => not_what_it_says(&end, &why, bytes),
            Wrong::Unsafe(what) => Fault::new(
                what,
                "an SVG draws and does nothing else: no scripts, no foreign markup, nothing from elsewhere",
                "save it as plain SVG, or as PNG",
            ),
        })?,
        _ => pixels(&end, bytes)?,
    };
    if shape.width.max(shape.height) > MOST_PIXELS {
        let what = format!("is {} by {} pixels", shape.width, shape.height);
        return Err(Fault::new(what, "a side has 16,384 pixels at most", "make it smaller"));
    }
    Ok(shape)
}

fn pixels(end: &str, bytes: &[u8]) -> Result<Shape, Fault> {
    let wanted = match end {
        "png" => ImageType::Png,
        "gif" => ImageType::Gif,
        "webp" => ImageType::Webp,
        _ => ImageType::Jpeg,
    };
    let found = imagesize::image_type(bytes);
    if found.ok() != Some(wanted) {
        return Err(not_what_it_says(end, "its first bytes are other ones", bytes));
    }
    let size = imagesize::blob_size(bytes).ok().filter(|size| size.width > 0 && size.height > 0);
    let Some(size) = size.filter(|_| is_whole(wanted, bytes)) else {
        let what = format!("is cut off, or no whole {}", end.to_uppercase());
        return Err(Fault::new(what, "a picture is a whole file", "save it anew"));
    };
    Ok(Shape { width: size.width, height: size.height })
}

/// Whether the end of the file is the end of the picture: a file cut off while it was copied is shown in part, or not at all.
fn is_whole(kind: ImageType, bytes: &[u8]) -> bool {
    match kind {
        ImageType::Png => find(bytes, b"IEND"),
        ImageType::Gif => bytes.iter().rev().take(16).any(|&byte| byte == 0x3b),
        ImageType::Jpeg => find(bytes, &[0xff, 0xd9]),
        ImageType::Webp => {
            let size = bytes.get(4..8).and_then(|size| size.try_into().ok()).map(u32::from_le_bytes);
            size.is_some_and(|size| bytes.len() as u64 >= u64::from(size) + 8)
        }
        _ => true,
    }
}

fn find(bytes: &[u8], end: &[u8]) -> bool {
    bytes.windows(end.len()).rev().any(|found| found == end)
}

/// The file is something else than its name says.
fn not_what_it_says(end: &str, why: &str, bytes: &[u8]) -> Fault {
    let is = match imagesize::image_type(bytes) {
        Ok(ImageType::Png) => Some(("PNG", "png")),
        Ok(ImageType::Jpeg) => Some(("JPEG", "jpg")),
        Ok(ImageType::Gif) => Some(("GIF", "gif")),
        Ok(ImageType::Webp) => Some(("WebP", "webp")),
        _ if svg::shape(bytes).is_ok() => Some(("SVG", "svg")),
        _ if bytes.starts_with(b"version https://git-lfs.github.com") => {
            return Fault::new(
                "is a pointer of Git LFS, not the picture",
                "the picture itself stands in the repository",
                "take the file out of Git LFS and commit the picture itself",
            );
        }
        _ => None,
    };
    let named = match end {
        "jpg" | "jpeg" => "JPEG".to_owned(),
        "webp" => "WebP".to_owned(),
        other => other.to_uppercase(),
    };
    let allowed = "a picture is what the end of its name says";
    match is {
        Some((is, right)) => Fault::new(
            format!("is {is}, and its name says {named}"),
            allowed,
            format!("rename it to end in `.{right}`, and correct the link"),
        ),
        None => Fault::new(format!("is no {named}: {why}"), allowed, "save the picture anew"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One white pixel.
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\0\0\0\nIDAT\x78\x9c\x63\xf8\x0f\0\x01\x01\x01\0\x1b\xb6\xee\x56\0\0\0\0IEND\xae\x42\x60\x82";
    const GIF: &[u8] =
        b"GIF89a\x03\0\x02\0\x80\0\0\0\0\0\xff\xff\xff\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b";

    fn fault(name: &str, bytes: &[u8]) -> String {
        shape(name, bytes)
            .map_or_else(|fault| format!("{}; {}", fault.what, fault.help), |_| "shown".to_owned())
    }

    #[test]
    fn a_picture_is_what_its_name_says() {
        assert_eq!(shape("a.png", PNG), Ok(Shape { width: 1, height: 1 }));
        assert_eq!(shape("a.GIF", GIF), Ok(Shape { width: 3, height: 2 }));
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\"/>";
        assert_eq!(shape("a.svg", svg), Ok(Shape { width: 20, height: 10 }));
        assert_eq!(
            fault("a.jpg", PNG),
            "is PNG, and its name says JPEG; rename it to end in `.png`, and correct the link"
        );
        assert_eq!(
            fault("a.png", svg),
            "is SVG, and its name says PNG; rename it to end in `.svg`, and correct the link"
        );
        assert_eq!(
            fault("a.svg", GIF),
            "is GIF, and its name says SVG; rename it to end in `.gif`, and correct the link"
        );
        assert_eq!(
            fault("a.webp", b"text"),
            "is no WebP: its first bytes are other ones; save the picture anew"
        );
        assert_eq!(fault("a.png", &PNG[..40]), "is cut off, or no whole PNG; save it anew");
        assert!(fault("a.bmp", b"BM").starts_with("has the ending `.bmp`, which pages do not show"));
        assert!(fault("a.png", b"version https://git-lfs.github.com/spec/v1\n").contains("Git LFS"));
    }

    #[test]
    fn a_picture_has_a_size_that_a_page_can_carry() {
        let mut large = PNG.to_vec();
        large.resize(MOST_BYTES + 1, 0);
        assert!(fault("a.png", &large).starts_with("has 4 MiB and more"));
        let wide = b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 20000 10\"/>";
        assert_eq!(fault("a.svg", wide), "is 20000 by 10 pixels; make it smaller");
    }
}
