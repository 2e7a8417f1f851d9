//! Reads the program's own pages: elements in order, what is said in them and in their `title` and `aria-label`.

/// An open element.
#[derive(Clone, Debug)]
pub struct Node {
    pub tag: String,
    attributes: Vec<(String, String)>,
}

impl Node {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Words with the elements they stand in, the outermost first.
#[derive(Debug)]
pub struct Said {
    pub above: Vec<Node>,
    pub text: String,
    /// Said in a `title` or `aria-label` of the innermost element, not between its tags.
    pub is_label: bool,
}

pub struct Reader;

const VOID: [&str; 8] = ["meta", "link", "br", "img", "input", "hr", "wbr", "col"];

impl Reader {
    pub fn read(html: &str) -> Vec<Said> {
        let mut above: Vec<Node> = Vec::new();
        let mut said = Vec::new();
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            let words = &rest[..at];
            if !words.trim().is_empty() {
                said.push(Said { above: above.clone(), text: unescaped(words), is_label: false });
            }
            rest = &rest[at..];
            if let Some(after) = rest.strip_prefix("<!--") {
                rest = after.split_once("-->").map_or("", |(_, after)| after);
                continue;
            }
            let Some(end) = end_of_tag(rest) else { break };
            let tag = &rest[1..end];
            rest = &rest[end + 1..];
            if let Some(name) = tag.strip_prefix('/') {
                while let Some(node) = above.pop() {
                    if node.tag == name.trim() {
                        break;
                    }
                }
                continue;
            }
            if tag.starts_with('!') {
                continue;
            }
            let node = node(tag.trim_end_matches('/'));
            end_before(&node.tag, &mut above);
            let (is_void, is_script) =
                (VOID.contains(&node.tag.as_str()) || tag.ends_with('/'), node.tag == "script");
            above.push(node);
            for name in ["title", "aria-label"] {
                let words = above.last().and_then(|node| node.attribute(name)).map(str::to_owned);
                said.extend(words.map(|text| Said { above: above.clone(), text, is_label: true }));
            }
            if is_script {
                let (script, after) = rest.split_once("</script>").unwrap_or((rest, ""));
                said.push(Said { above: above.clone(), text: script.to_owned(), is_label: false });
                rest = after;
                above.pop();
            } else if is_void {
                above.pop();
            }
        }
        said
    }
}

/// A cell ends where the next one begins, and a row too: what HTML leaves unsaid.
fn end_before(tag: &str, above: &mut Vec<Node>) {
    let ended: &[&str] = match tag {
        "td" | "th" => &["td", "th"],
        "tr" => &["td", "th", "tr"],
        _ => return,
    };
    let table = above.iter().rposition(|node| node.tag == "table").map_or(0, |at| at + 1);
    if let Some(at) = above[table..].iter().position(|node| ended.contains(&node.tag.as_str())) {
        above.truncate(table + at);
    }
}

/// The `>` that closes a tag: not one inside a quoted value.
fn end_of_tag(html: &str) -> Option<usize> {
    let mut quoted = false;
    for (at, byte) in html.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

fn node(tag: &str) -> Node {
    let (name, mut rest) = tag.split_once([' ', '\n']).unwrap_or((tag, ""));
    let mut attributes = Vec::new();
    while let Some((key, after)) = rest.trim_start().split_once("=\"") {
        let (value, after) = after.split_once('"').unwrap_or((after, ""));
        // An attribute without a value may stand before it.
        let key = key.rsplit([' ', '\n']).next().unwrap_or(key);
        attributes.push((key.to_owned(), unescaped(value)));
        rest = after;
    }
    Node { tag: name.to_owned(), attributes }
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&#x27;", "'").replace("&#x2F;", "/").replace("&amp;", "&")
}
