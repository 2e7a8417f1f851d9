//! Where a Markdown text quotes code: between fences, between backticks, and in lines that are set in.

use crate::source::Text;

/// Bytes of code, in order.
pub struct Code(Vec<(usize, usize)>);

impl Code {
    /// Of a text that is no Markdown what stands between backticks.
    pub fn of(text: &Text) -> Code {
        let is_markdown = text.path.as_str().ends_with(".md");
        let mut found = Vec::new();
        let mut fence: Option<&str> = None;
        let mut start = 0;
        for line in text.content().split_inclusive('\n') {
            let (end, trimmed) = (start + line.len(), line.trim_start());
            let marks = trimmed.len() - trimmed.trim_start_matches(['`', '~']).len();
            match fence.filter(|_| is_markdown) {
                Some(open) if trimmed.starts_with(open) && trimmed.trim_end().len() == marks => fence = None,
                Some(_) => found.push((start, end)),
                None if is_markdown && marks >= 3 => fence = trimmed.get(..3),
                None if is_markdown && (line.starts_with("    ") || line.starts_with('\t')) => {
                    found.push((start, end));
                }
                None => spans(line, start, &mut found),
            }
            start = end;
        }
        Code(found)
    }

    pub fn has(&self, at: usize) -> bool {
        let after = self.0.partition_point(|&(start, _)| start <= at);
        after > 0 && at < self.0[after - 1].1
    }
}

/// What stands between two equal runs of backticks of a line.
fn spans(line: &str, base: usize, found: &mut Vec<(usize, usize)>) {
    let mut at = 0;
    while let Some(open) = line[at..].find('`').map(|open| at + open) {
        let rest = &line[open..];
        let run = rest.len() - rest.trim_start_matches('`').len();
        let inside = open + run;
        let ticks = &line[open..inside];
        let Some(close) = line[inside..].find(ticks).map(|close| inside + close) else { return };
        found.push((base + inside, base + close));
        at = close + run;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::RepoPath;

    #[test]
    fn code_stands_between_fences_and_backticks() {
        let content = "a `b` c\n```sh\nd\n```\ne ``f ` g`` h\n\n    i\n";
        let code = Code::of(&Text::new(RepoPath::new("a.md"), content));
        let of = |letter: char| code.has(content.find(letter).unwrap_or_default());
        for (letter, is_code) in
            "abcdefghi".chars().zip([false, true, false, true, false, true, true, false, true])
        {
            assert_eq!(of(letter), is_code, "{letter}");
        }
    }
}
