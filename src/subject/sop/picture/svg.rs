//! SVG that draws and does nothing else. It is gone through as XML, tag by tag; what is not understood is refused, never guessed.

use super::inert::{Wrong, element, instruction, local, no_drawing, refused, style};

/// Width and height in pixels, as a page keeps room for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    pub width: usize,
    pub height: usize,
}

const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// Width and height of what a browser without a size draws.
const DEFAULT: (f64, f64) = (300.0, 150.0);

/// The size of a drawing.
///
/// # Errors
/// It is none, or could do more than draw.
pub fn shape(bytes: &[u8]) -> Result<Shape, Wrong> {
    let Ok(text) = std::str::from_utf8(bytes) else { return no_drawing("it is not UTF-8") };
    let mut scan = Scan { rest: text.trim_start_matches('\u{feff}'), open: Vec::new(), shape: None };
    while !scan.rest.is_empty() {
        scan.step()?;
    }
    match (scan.shape, scan.open.last()) {
        (_, Some(open)) => no_drawing(&format!("`<{open}>` is not closed")),
        (None, None) => no_drawing("it has no `<svg>`"),
        (Some(shape), None) => Ok(shape),
    }
}

struct Scan<'a> {
    rest: &'a str,
    /// Names of the elements that are open.
    open: Vec<&'a str>,
    /// Of the outermost element, once it has been read.
    shape: Option<Shape>,
}

impl<'a> Scan<'a> {
    /// One piece of markup, or the text before it.
    fn step(&mut self) -> Result<(), Wrong> {
        let Some(at) = self.rest.find('<') else { return self.text(self.rest.len()) };
        if at > 0 {
            return self.text(at);
        }
        if self.rest.starts_with("<!--") {
            self.past("-->").map(drop)
        } else if self.rest.starts_with("<![CDATA[") {
            let inside = self.past("]]>")?;
            self.styled(inside)
        } else if self.rest.starts_with("<?") {
            let inside = self.past("?>")?;
            instruction(inside)
        } else if self.rest.starts_with("<!") {
            let inside = self.past(">")?;
            // An inner part declares entities: text that is not what it seems.
            let is_plain = inside.starts_with("<!DOCTYPE") && !inside.contains('[');
            if is_plain { Ok(()) } else { refused("declares entities") }
        } else if let Some(rest) = self.rest.strip_prefix("</") {
            let Some((name, rest)) = rest.split_once('>') else { return no_drawing("a tag is not closed") };
            self.rest = rest;
            match self.open.pop() {
                Some(open) if open == name.trim_end() => Ok(()),
                _ => no_drawing(&format!("`</{}>` closes nothing", name.trim_end())),
            }
        } else {
            self.tag()
        }
    }

    /// What stands up to `end`, which is passed.
    fn past(&mut self, end: &str) -> Result<&'a str, Wrong> {
        let Some((inside, rest)) = self.rest.split_once(end) else {
            return no_drawing("a comment or declaration is not closed");
        };
        self.rest = rest;
        Ok(inside)
    }

    fn text(&mut self, end: usize) -> Result<(), Wrong> {
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        if self.open.is_empty() && !text.trim().is_empty() {
            return no_drawing("text stands outside of it");
        }
        let Some(text) = decoded(text) else { return no_drawing("it has a sign `&` that means nothing") };
        self.styled(&text)
    }

    /// Text of a style sheet.
    fn styled(&self, text: &str) -> Result<(), Wrong> {
        let in_style = self.open.last().is_some_and(|name| local(name) == "style");
        if in_style { style(text) } else { Ok(()) }
    }

    fn tag(&mut self) -> Result<(), Wrong> {
        let text = &self.rest[1..];
        let name_end = text.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(text.len());
        let (name, mut rest) = text.split_at(name_end);
        if name.is_empty() || !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            return no_drawing("a `<` starts no tag");
        }
        let mut attributes: Vec<(&str, String)> = Vec::new();
        let is_empty = loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix("/>") {
                rest = after;
                break true;
            }
            if let Some(after) = rest.strip_prefix('>') {
                rest = after;
                break false;
            }
            let Some((attribute, value, after)) = attribute(rest) else {
                return no_drawing(&format!("the tag `<{name}>` cannot be read"));
            };
            attributes.push((attribute, value));
            rest = after;
        };
        self.rest = rest;
        element(name, &attributes)?;
        if self.open.is_empty() {
            self.outermost(name, &attributes)?;
        }
        if !is_empty {
            self.open.push(name);
        }
        Ok(())
    }

    fn outermost(&mut self, name: &str, attributes: &[(&str, String)]) -> Result<(), Wrong> {
        if self.shape.is_some() {
            return no_drawing("it has more than one outermost element");
        }
        if local(name) != "svg" {
            return no_drawing(&format!("its outermost element is `<{name}>`"));
        }
        let declares = match name.split_once(':') {
            Some((prefix, _)) => format!("xmlns:{prefix}"),
            None => "xmlns".to_owned(),
        };
        let value =
            |name: &str| attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| value.trim());
        if value(&declares) != Some(NAMESPACE) {
            return no_drawing(&format!("its `<svg>` lacks {declares}=\"{NAMESPACE}\""));
        }
        let (width, height) = size(value("width"), value("height"), value("viewBox"));
        // Sides are whole pixels, at least one of each.
        let whole = |side: f64| side.round().clamp(1.0, 1e9) as usize;
        self.shape = Some(Shape { width: whole(width), height: whole(height) });
        Ok(())
    }
}

/// `name="value"` at the start of `text`, the value decoded, and what follows.
fn attribute(text: &str) -> Option<(&str, String, &str)> {
    let (name, rest) = text.split_once('=')?;
    let name = name.trim_end();
    if name.is_empty() || name.contains(|c: char| c.is_whitespace() || "<>/\"'&".contains(c)) {
        return None;
    }
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|c| ['"', '\''].contains(c))?;
    let (value, rest) = rest[1..].split_once(quote)?;
    (!value.contains('<')).then_some(())?;
    Some((name, decoded(value)?, rest))
}

/// Text with its entities resolved; `None` where one is none of XML's own.
fn decoded(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (entity, rest) = part.split_once(';')?;
        out.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                let number = entity.strip_prefix('#')?;
                let code = match number.strip_prefix('x') {
                    Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code)?
            }
        });
        out.push_str(rest);
    }
    Some(out)
}

/// Width and height in CSS pixels: as they are written, else as the view box has them.
fn size(width: Option<&str>, height: Option<&str>, view_box: Option<&str>) -> (f64, f64) {
    let (width, height) = (width.and_then(length), height.and_then(length));
    let sides = view_box.and_then(|text| {
        let parts: Vec<f64> = text
            .split(|c: char| c.is_whitespace() || c == ',')
            .filter(|part| !part.is_empty())
            .map(|part| part.parse().ok())
            .collect::<Option<_>>()?;
        match parts[..] {
            [_, _, width, height] if is_side(width) && is_side(height) => Some((width, height)),
            _ => None,
        }
    });
    match (width, height, sides) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((w, h))) => (width, width * h / w),
        (None, Some(height), Some((w, h))) => (height * w / h, height),
        (None, None, Some(sides)) => sides,
        (width, height, None) => (width.unwrap_or(DEFAULT.0), height.unwrap_or(DEFAULT.1)),
    }
}

/// A length in CSS pixels; `None` where it depends on what is around it.
fn length(text: &str) -> Option<f64> {
    const UNITS: [(&str, f64); 6] = [
        ("px", 1.0),
        ("pt", 96.0 / 72.0),
        ("pc", 16.0),
        ("mm", 96.0 / 25.4),
        ("cm", 96.0 / 2.54),
        ("in", 96.0),
    ];
    let found = UNITS.iter().find_map(|(unit, pixels)| Some((text.strip_suffix(unit)?, *pixels)));
    let (number, pixels) = found.unwrap_or((text, 1.0));
    let length = number.trim().parse::<f64>().ok()? * pixels;
    is_side(length).then_some(length)
}

fn is_side(length: f64) -> bool {
    length.is_finite() && length > 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(attributes: &str, inside: &str) -> Result<Shape, Wrong> {
        shape(format!("<svg xmlns=\"{NAMESPACE}\" {attributes}>{inside}</svg>").as_bytes())
    }

    #[test]
    fn the_size_is_as_written_or_that_of_the_view_box() {
        for (attributes, width, height) in [
            ("width=\"20\" height=\"10.4px\"", 20, 10),
            ("width=\"1in\" height=\"72pt\"", 96, 96),
            ("viewBox=\"0 0 640 360\"", 640, 360),
            ("viewBox=\"0,0,640,360\" width=\"320\"", 320, 180),
            ("width=\"100%\" height=\"100%\" viewBox=\"-5 -5 30 20\"", 30, 20),
            ("", 300, 150),
            ("width=\"-4\" height=\"NaN\" viewBox=\"0 0 inf 3\"", 300, 150),
        ] {
            assert_eq!(of(attributes, "<g/>"), Ok(Shape { width, height }), "{attributes}");
        }
    }

    #[test]
    fn what_only_draws_is_shown() {
        let drawing = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n\
            <!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n<!-- <script> -->\n\
            <svg:svg xmlns:svg=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 4 4\">\n\
            <?plantuml 1?><svg:style><![CDATA[ /* a */ .a > .b { fill: url(#g); marker: none } ]]></svg:style>\
            <svg:use xlink:href=\"#a\"/><svg:image href=\"data:image/png;base64,AAAA\"/>\
            <svg:text style=\"fill:url('#g')\">R&amp;D &#x2192; on time, javascript</svg:text></svg:svg>\n";
        assert_eq!(shape(drawing.as_bytes()), Ok(Shape { width: 4, height: 4 }));
    }

    #[test]
    fn what_does_more_than_draw_is_refused() {
        for inside in [
            "<script>x</script>",
            "<SCRIPT/>",
            "<x:script xmlns:x=\"http://www.w3.org/1999/xhtml\"/>",
            "<foreignObject/>",
            "<g onclick=\"x\"/>",
            "<g ONLOAD='x'/>",
            "<image href=\"https://example.org/a.png\"/>",
            "<image xlink:href=\"//example.org/a.png\"/>",
            "<image href=\"other.png\"/>",
            "<use href=\"other.svg#a\"/>",
            "<image href=\"data:image/svg+xml;base64,AAAA\"/>",
            "<a href=\"java&#10;script:x\"><g/></a>",
            "<a href=\"&#106;avascript:x\"><g/></a>",
            "<set attributeName=\"xlink:href\" to=\"x\"/>",
            "<animate attributeName=\"onload\" to=\"x\"/>",
            "<animate attributeName=\"x\" values=\"javascript:x\"/>",
            "<style>@import 'x.css';</style>",
            "<style>@\\69mport 'x.css';</style>",
            "<style>a { fill: url(https://example.org) }</style>",
            "<style>a { fill: u/**/rl(#a) ; b: url( x ) }</style>",
            "<style>a { fill: \\75 rl(x) }</style>",
            "<style><![CDATA[a { fill: url(x) }]]></style>",
            "<g style=\"fill: url( 'x.svg#a' )\"/>",
            "<g filter=\"url(x.svg#a)\"/>",
            "<style>a { b: '/*'; fill: url(x); c: '*/' }</style>",
            "<?xml-stylesheet href=\"x\"?>",
            "<!ENTITY a \"b\">",
        ] {
            assert!(matches!(of("", inside), Err(Wrong::Unsafe(_))), "{inside}: {:?}", of("", inside));
        }
        let declared = format!("<!DOCTYPE svg [<!ENTITY a \"b\">]><svg xmlns=\"{NAMESPACE}\"/>");
        assert!(matches!(shape(declared.as_bytes()), Err(Wrong::Unsafe(_))));
        assert!(matches!(of("onload=\"x\"", ""), Err(Wrong::Unsafe(_))));
    }

    #[test]
    fn what_no_browser_draws_is_no_drawing() {
        for text in [
            "",
            "text",
            "<html></html>",
            "<svg/>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\">",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><g></svg>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/><svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>&nbsp;</text></svg>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><g a=b/></svg>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" <g/></svg>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\">< g/></svg>",
            "<?xml version=\"1.0\" encoding=\"utf-16\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        ] {
            assert!(
                matches!(shape(text.as_bytes()), Err(Wrong::NoDrawing(_))),
                "{text}: {:?}",
                shape(text.as_bytes())
            );
        }
        assert!(matches!(shape(b"\xff\xfe<"), Err(Wrong::NoDrawing(_))));
    }
}
