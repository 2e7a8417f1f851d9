//! What every drawing is written with: escaped text and short coordinates, appended to one `String`.

use unicode_width::UnicodeWidthStr;

use crate::numbered::RestsOn;

/// Appends `text` so that it is text in HTML and in SVG, between tags and inside double quotes.
/// Control characters, which no markup may hold, are left out.
pub fn text(out: &mut String, text: &str) {
    let mut rest = 0;
    for (at, byte) in text.bytes().enumerate() {
        let written = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            b'\n' | b'\t' | b'\r' => " ",
            0..=31 | 127 => "",
            _ => continue,
        };
        out.push_str(&text[rest..at]);
        out.push_str(written);
        rest = at + 1;
    }
    out.push_str(&text[rest..]);
}

/// Appends a whole number.
pub fn integer(out: &mut String, value: i32) {
    if value < 0 {
        out.push('-');
    }
    digits(out, value.unsigned_abs());
}

/// Appends a whole number of any size.
pub fn whole(out: &mut String, value: u64) {
    match u32::try_from(value) {
        Ok(value) => digits(out, value),
        Err(_) => {
            whole(out, value / 10);
            out.push(char::from(b'0' + (value % 10) as u8));
        }
    }
}

/// Appends the attribute of an element whose numbers are parts of figures: sums, targets, intervals, points of a picture. Nothing where
/// there is no such figure.
pub fn parts_of(html: &mut String, of: impl RestsOn) {
    let Some(figures) = of.figures() else { return };
    html.push_str(" data-of=\"");
    digits(html, figures.first().get());
    if figures.last() > figures.first() {
        html.push('-');
        digits(html, figures.last().get());
    }
    html.push('"');
}

/// Written backwards into ten bytes, the most that a number has, and appended at once: a large book has hundreds of millions.
fn digits(out: &mut String, mut value: u32) {
    let mut written = [0_u8; 10];
    let mut at = written.len();
    loop {
        at -= 1;
        written[at] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    out.push_str(str::from_utf8(&written[at..]).unwrap_or_default());
}

/// Appends a coordinate with at most one decimal: `12`, `12.5`, `-0.3`. Not a number reads `0`.
pub fn coordinate(out: &mut String, value: f64) {
    let tenths = nearest(value * 10.0);
    if tenths < 0 {
        out.push('-');
    }
    integer(out, (tenths / 10).abs());
    if tenths % 10 != 0 {
        out.push('.');
        integer(out, (tenths % 10).abs());
    }
}

/// The whole number nearest to `value`, halves upwards.
pub fn nearest(value: f64) -> i32 {
    let raised = value + 0.5;
    let whole = raised as i32; // towards zero; `floor` would be a call on every point
    if f64::from(whole) > raised { whole - 1 } else { whole }
}

/// Appends ` name="value"` with a coordinate.
pub fn place(out: &mut String, name: &str, value: f64) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    coordinate(out, value);
    out.push('"');
}

/// Appends a `text` element with class, place, anchor (`start`, `middle`, `end`) and escaped words.
pub fn words(out: &mut String, class: &str, (x, y): (f64, f64), anchor: &str, said: &str) {
    out.push_str("<text class=\"");
    out.push_str(class);
    out.push('"');
    place(out, "x", x);
    place(out, "y", y);
    if anchor != "start" {
        out.push_str(" text-anchor=\"");
        out.push_str(anchor);
        out.push('"');
    }
    out.push('>');
    text(out, said);
    out.push_str("</text>");
}

/// The same for words that hold a name, whose numbers are no figures.
pub fn name(out: &mut String, at: (f64, f64), anchor: &str, said: &str) {
    let has_number = said.bytes().any(|byte| byte.is_ascii_digit());
    words(out, if has_number { "mark-text\" data-x=\"name" } else { "mark-text" }, at, anchor, said);
}

/// The same for a tick of an axis, whose number is no figure.
pub fn tick(out: &mut String, (x, y): (f64, f64), anchor: &str, said: &str) {
    words(out, "tick\" data-x=\"axis", (x, y), anchor, said);
}

/// Appends a straight `path` of a class.
pub fn stroke(out: &mut String, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
    out.push_str("<path class=\"");
    out.push_str(class);
    out.push_str("\" d=\"M");
    for (sign, value) in [("", x1), (" ", y1), ("L", x2), (" ", y2)] {
        out.push_str(sign);
        coordinate(out, value);
    }
    out.push_str("\"/>");
}

/// Appends a part of a path: straight across.
pub fn level(out: &mut String, (x1, x2): (f64, f64), y: f64) {
    for (letter, value) in [("M", x1), (" ", y), ("H", x2)] {
        out.push_str(letter);
        coordinate(out, value);
    }
}

/// Appends a `rect` of a class; a negative width or height is drawn as zero.
pub fn rect(out: &mut String, class: &str, (x, y): (f64, f64), (width, height): (f64, f64)) {
    out.push_str("<rect class=\"");
    out.push_str(class);
    out.push('"');
    place(out, "x", x);
    place(out, "y", y);
    place(out, "width", width.max(0.0));
    place(out, "height", height.max(0.0));
    out.push_str("/>");
}

/// Appends the opening tag of a picture: its class, its size in units and what it says in words.
pub fn open(out: &mut String, class: &str, width: i32, height: i32, label: &str) {
    open_between(out, class, (0, width), height, label);
}

/// The same of a picture that begins left or right of 0.
pub fn open_between(out: &mut String, class: &str, (left, right): (i32, i32), height: i32, label: &str) {
    out.push_str("<svg class=\"");
    out.push_str(class);
    out.push_str("\" viewBox=\"");
    integer(out, left);
    out.push_str(" 0 ");
    integer(out, right - left);
    out.push(' ');
    integer(out, height);
    out.push_str("\" role=\"img\" aria-label=\"");
    text(out, label);
    out.push_str("\">");
}

/// How wide `said` is at 11 units, near enough to keep labels apart. A letter of Chinese, Japanese or Korean has the room of two.
pub fn width_of(said: &str) -> f64 {
    said.width() as f64 * 6.1
}

/// The same of bold words, also in a wide font such as DejaVu Sans.
pub fn bold_width_of(said: &str) -> f64 {
    width_of(said) * 1.2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut String)) -> String {
        let mut out = String::new();
        write(&mut out);
        out
    }

    #[test]
    fn hostile_text_stays_text() {
        let hostile = "\"><script>alert('1')</script>&\u{0}\u{1b}\né";
        assert_eq!(
            written(|out| text(out, hostile)),
            "&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp; é"
        );
    }

    #[test]
    fn a_letter_of_japanese_has_the_room_of_two() {
        assert_eq!(width_of("Porto"), 5.0 * 6.1);
        assert_eq!(width_of("東京"), 4.0 * 6.1);
        assert_eq!(width_of("حيفا"), 4.0 * 6.1);
    }

    #[test]
    fn coordinates_are_short() {
        let cases = [
            (0.0, "0"),
            (12.0, "12"),
            (12.04, "12"),
            (12.55, "12.6"),
            (-0.31, "-0.3"),
            (-2.0, "-2"),
            (f64::NAN, "0"),
        ];
        for (value, expected) in cases {
            assert_eq!(written(|out| coordinate(out, value)), expected, "{value}");
        }
        assert_eq!(written(|out| integer(out, i32::MIN)), "-2147483648");
        assert_eq!(written(|out| integer(out, 1090)), "1090");
    }
}
