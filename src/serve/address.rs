//! From what a browser asks for to a file of the site, and what that file is.

/// The path below the site's root that the path of a request names: `/vendors/` is `vendors/index.html`. `None` for what could be read
/// as the way out of the site, by any system: `..`, `.`, empty parts, `\`, `:`, control characters, plain or as `%2e`; and for what is no
/// UTF-8.
pub fn site_path(asked: &str) -> Option<String> {
    let mut path = decoded(asked.strip_prefix('/')?)?;
    if path.is_empty() || path.ends_with('/') {
        path.push_str("index.html");
    }
    let is_plain = |part: &str| !matches!(part, "" | "." | "..");
    let is_safe = |c: char| c != '\\' && c != ':' && !c.is_control();
    (path.split('/').all(is_plain) && path.chars().all(is_safe)).then_some(path)
}

/// With `%2f` and the like as what they stand for, once.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut plain = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        plain.push(match byte {
            b'%' => hexadecimal(bytes.next()?)? * 16 + hexadecimal(bytes.next()?)?,
            other => other,
        });
    }
    String::from_utf8(plain).ok()
}

fn hexadecimal(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// What a file is, by the end of its name. No browser guesses: what is not known here is for downloading.
pub fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, end)| end) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "md" => "text/markdown; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "xml" => "application/atom+xml; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_its_page_and_names_are_decoded_once() {
        for (asked, path) in [
            ("/", "index.html"),
            ("/vendors/", "vendors/index.html"),
            ("/vendors/a/evidence.json", "vendors/a/evidence.json"),
            ("/a%20b/%C3%A9.html", "a b/\u{e9}.html"),
            ("/a%252fb", "a%2fb"),
        ] {
            assert_eq!(site_path(asked).as_deref(), Some(path), "{asked}");
        }
    }

    #[test]
    fn no_way_leads_out_of_the_site() {
        for asked in [
            "",
            "index.html",
            "//",
            "//etc/passwd",
            "/..",
            "/../data/book.toml",
            "/a/../../b",
            "/a/./b",
            "/%2e%2e/b",
            "/%2E%2E%2fb",
            "/a%2f..%2f..%2fb",
            "/..%5cb",
            "/a\\b",
            "/%5c%5chost",
            "/C:/b",
            "/c%3a/b",
            "/a%00b",
            "/%0d%0a",
            "/%",
            "/%2",
            "/%zz",
            "/%ff%fe",
            "/a//b",
            "/%2fetc/passwd",
        ] {
            assert_eq!(site_path(asked), None, "{asked}");
        }
    }
}
