//! What prose needs to know before and while it is written: levels of headings, tasks, text that stays text.

use pulldown_cmark::{Event, Tag};

use crate::kit::prose::outline::Heading;

/// Levels from 2 on, for the page's title is level 1; none is skipped on the way down.
pub fn levels(headings: &[Heading], dropped: bool) -> Vec<u8> {
    let least = headings.iter().skip(usize::from(dropped)).map(|heading| heading.level).min().unwrap_or(1);
    let mut before = 1;
    headings
        .iter()
        .enumerate()
        .map(|(at, heading)| {
            if dropped && at == 0 {
                return 1;
            }
            before = (heading.level - least + 2).min(before + 1).min(6);
            before
        })
        .collect()
}

pub fn repeats_title(headings: &[Heading], events: &[Event<'_>], title: &str) -> bool {
    let first =
        headings.first().is_some_and(|h| h.level == 1 && h.text.trim().eq_ignore_ascii_case(title.trim()));
    first && matches!(events.first(), Some(Event::Start(Tag::Heading { .. })))
}

/// Whether the item is a task, and done.
pub fn task(events: &[Event<'_>], item: usize) -> Option<bool> {
    let after =
        events.get(item + 1..)?.iter().find(|event| !matches!(event, Event::Start(Tag::Paragraph)))?;
    match after {
        Event::TaskListMarker(done) => Some(*done),
        _ => None,
    }
}

/// Appends `text` as text, line ends kept, control characters left out.
pub fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(letter),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
}
