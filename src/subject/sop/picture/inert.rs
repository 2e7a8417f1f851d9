//! What an SVG may hold: elements that draw, addresses of its own parts, styles that fetch nothing.

/// Why a file is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is no drawing that a browser would show.
    NoDrawing(String),
    /// It could do more than draw.
    Unsafe(String),
}

/// Elements, without their prefix and in lower case, that run, embed or fetch something.
const REFUSED: [&str; 12] = [
    "script",
    "foreignobject",
    "iframe",
    "object",
    "embed",
    "audio",
    "video",
    "canvas",
    "link",
    "handler",
    "listener",
    "base",
];

/// Pictures and fonts inside a drawing, as data.
const DATA: [&str; 9] = [
    "data:image/png",
    "data:image/jpeg",
    "data:image/jpg",
    "data:image/gif",
    "data:image/webp",
    "data:font/woff",
    "data:font/woff2",
    "data:font/ttf",
    "data:font/otf",
];

pub fn no_drawing<T>(why: &str) -> Result<T, Wrong> {
    Err(Wrong::NoDrawing(why.to_owned()))
}

pub fn refused<T>(what: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong::Unsafe(what.into()))
}

/// A name without its prefix, in lower case.
pub fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase()
}

/// `<?xml … ?>` says how the file is written, `<?xml-stylesheet … ?>` fetches something; what programs note for themselves does nothing.
pub fn instruction(inside: &str) -> Result<(), Wrong> {
    let lower = inside.to_ascii_lowercase();
    let Some(rest) = lower.strip_prefix("<?xml") else { return Ok(()) };
    if !rest.starts_with(char::is_whitespace) {
        return refused("asks for something else to be loaded (`<?xml-…?>`)");
    }
    let is_utf_8 = !rest.contains("encoding") || rest.contains("utf-8") || rest.contains("us-ascii");
    if is_utf_8 { Ok(()) } else { no_drawing("it is not UTF-8") }
}

pub fn element(name: &str, attributes: &[(&str, String)]) -> Result<(), Wrong> {
    let element = local(name);
    if REFUSED.contains(&element.as_str()) {
        return refused(format!("holds `<{name}>`"));
    }
    for (key, value) in attributes {
        let attribute = local(key);
        // What browsers skip in an address hides nothing.
        let bare: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        let bare = bare.to_ascii_lowercase();
        if attribute.starts_with("on") && !key.contains(':') {
            return refused(format!("runs a script (`{key}` of `<{name}>`)"));
        }
        // An animation that writes an address or a script.
        let writes = attribute == "attributename" && (local(&bare) == "href" || bare.starts_with("on"));
        if writes || bare.contains("javascript:") {
            return refused(format!("could run a script (`{key}` of `<{name}>`)"));
        }
        let is_address = ["href", "src", "base", "data", "action"].contains(&attribute.as_str());
        if is_address && !is_inside(&bare) {
            return refused(format!("refers to something outside of it (`{key}` of `<{name}>`)"));
        }
        let stays = if attribute == "style" { style(value).is_ok() } else { urls_are_inside(&bare) };
        if !stays {
            return refused(format!("refers to something outside of it (`{key}` of `<{name}>`)"));
        }
    }
    Ok(())
}

/// Whether an address leads to a part of the drawing, or is a picture itself.
fn is_inside(address: &str) -> bool {
    let follows = |start: &str| address.strip_prefix(start).map(|rest| rest.starts_with([';', ',']));
    address.is_empty()
        || address.starts_with('#')
        || DATA.iter().filter_map(|start| follows(start)).any(|is| is)
}

/// Style sheets and styles fetch nothing. They are looked at with their comments and without: what looks like one may be a string.
pub fn style(text: &str) -> Result<(), Wrong> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let bare = bare.to_ascii_lowercase();
    // An escape may spell any word.
    let hides = bare.contains('\\') && bare.contains(['(', '@']);
    let fetches = ["@import", "expression(", "image(", "image-set(", "-moz-binding", "behavior:"];
    let fetches = |text: &str| fetches.iter().any(|word| text.contains(word)) || !urls_are_inside(text);
    if hides || fetches(&bare) || fetches(&without_comments(&bare)) {
        return refused("refers to something outside of it (in its style)");
    }
    Ok(())
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out + rest
}

/// Whether each `url(…)` of a text, in lower case and without blanks, is a part of the drawing.
fn urls_are_inside(text: &str) -> bool {
    text.split("url(").skip(1).all(|address| is_inside(address.trim_start_matches(['"', '\''])))
}
