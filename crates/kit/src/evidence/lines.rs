//! JSON that is readable line by line.

use std::io;

use serde::Serialize;
use serde_json::ser::Formatter;

/// A value as JSON with what stands in its outermost `depth` lists and objects on a line of its own: readable line by line, and hardly
/// larger than without lines.
pub fn by_line<T: Serialize>(value: &T, depth: isize) -> String {
    let mut out = Vec::with_capacity(32_000);
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, ByLine { left: depth });
    // Nothing that is written has keys other than words, and memory takes all of it.
    value.serialize(&mut serializer).expect("plain values become JSON");
    out.push(b'\n');
    String::from_utf8(out).expect("JSON is UTF-8")
}

/// Lists and objects that are still broken into lines; below 0 none is.
struct ByLine {
    left: isize,
}

impl ByLine {
    fn separate<W: ?Sized + io::Write>(&self, writer: &mut W, first: bool) -> io::Result<()> {
        let words: &[u8] = match (first, self.left >= 0) {
            (true, true) => b"\n",
            (false, true) => b",\n",
            (true, false) => b"",
            (false, false) => b",",
        };
        writer.write_all(words)
    }

    fn end<W: ?Sized + io::Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        if self.left >= 0 {
            writer.write_all(b"\n")?;
        }
        self.left += 1;
        writer.write_all(bracket)
    }
}

impl Formatter for ByLine {
    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.left -= 1;
        writer.write_all(b"[")
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.separate(writer, first)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.left -= 1;
        writer.write_all(b"{")
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.separate(writer, first)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn outer_lists_are_broken_into_lines_and_inner_ones_are_not() {
        let value = json!({"a": 1, "b": [{"c": [1, 2]}, {}], "d": []});
        let lines = "{\n\"a\":1,\n\"b\":[\n{\"c\":[1,2]},\n{}\n],\n\"d\":[\n]\n}\n";
        assert_eq!(by_line(&value, 2), lines);
    }
}
