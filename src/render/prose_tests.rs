//! Hostile and ordinary procedures: nothing of the first runs or loads, everything of the second shows.

use super::*;

fn shown(markdown: &str) -> String {
    let pages: BTreeMap<String, String> =
        [("data/sops/label.md".to_owned(), "sops/label/index.html".to_owned())].into();
    let shown = Shown { path: "pictures/flow-01.png".to_owned(), width: 40, height: 30 };
    let pictures: BTreeMap<String, Shown> = [("data/sops/img/flow.png".to_owned(), shown)].into();
    let file = RepoPath::new("data/sops/own.md");
    html(&Prose {
        markdown,
        file: &file,
        title: "Own title",
        pages: &pages,
        pictures: &pictures,
        absent: &[("data/sops/img/old.png".to_owned(), "whose file is gone")].into(),
        root: "../../",
        gone: &BTreeSet::new(),
    })
}

/// No tag or attribute but those the writer makes.
fn assert_inert(html: &str) {
    let lower = html.to_lowercase();
    for bad in ["<script", "<img", "<iframe", "<svg", "<style", "<object", "onerror=\"", "src=", "style="] {
        let as_markup = lower.match_indices(bad).any(|(at, _)| {
            // Escaped text may hold `src=`; markup may not.
            bad.starts_with('<') || lower[..at].rfind('<') > lower[..at].rfind('>')
        });
        assert!(!as_markup, "{bad} in {html}");
    }
    for href in html.split("href=\"").skip(1) {
        let href = href.split('"').next().unwrap();
        let allowed = ["http://", "https://", "mailto:", "#", "../../"].iter().any(|p| href.starts_with(p));
        assert!(allowed, "{href} in {html}");
    }
}

#[test]
fn a_picture_of_the_site_is_shown_with_its_words_and_its_size() {
    let picture = "src=\"../../pictures/flow-01.png\" alt=\"Who &amp; when\" width=\"40\" height=\"30\">";
    assert_eq!(shown("![Who & `when`](img/flow.png)\n"), format!("<p><img {picture}</p>\n"));
    assert!(shown("![](img/flow.png)\n").contains("alt=\"Picture flow.png\""));
    assert_eq!(
        shown("[![Who & when](img/flow.png)](img/flow.png)\n"),
        format!("<p><a href=\"../../pictures/flow-01.png\"><img {picture}</a></p>\n")
    );
    assert!(shown("![Gone](img/gone.png)\n").contains("(picture not shown: img/gone.png)"));
    let why = "(picture not shown: img/old.png, whose file is gone)";
    assert!(shown("![Old](img/old.png)\n").contains(why));
}

#[test]
fn raw_html_is_text() {
    let html =
        shown("<script>alert(1)</script>\n\nA <b onclick=\"x()\">word</b> <img src=x onerror=alert(1)>\n");
    assert_inert(&html);
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{html}");
    assert!(html.contains("&lt;b onclick=&quot;x()&quot;&gt;word&lt;/b&gt;"), "{html}");
}

#[test]
fn comments_are_hidden_and_anchors_lead_to_their_place() {
    let html = shown(
        "<!-- for\n\nauthors -->\n\n<a name=\"top\"></a>Start <!-- x --> [up](#top) <a name=\"top\" onclick=\"y\">\n",
    );
    assert_inert(&html);
    assert!(!html.contains("authors") && !html.contains("<pre"), "{html}");
    assert!(html.contains("<span id=\"top\"></span>Start ") && html.contains("href=\"#top\""), "{html}");
    assert!(html.contains("&lt;a name=&quot;top&quot; onclick"), "{html}");
    assert_inert(&shown("<!-- --><script>alert(1)</script>\n\n<a id=\"x\"><img src=x onerror=y></a>\n"));
}

#[test]
fn links_of_other_schemes_are_text_with_their_address() {
    for address in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#x09;script:alert(1)",
        "vbscript:x",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "//evil.example/x",
        "\\\\\\\\evil.example",
        "../../../etc/passwd",
        "ftp://example.org",
    ] {
        let html = shown(&format!("[click <me>]({address})\n\n[two](<{address}>)\n"));
        assert_inert(&html);
        assert!(!html.contains("<a "), "{address}: {html}");
        assert!(html.contains("click"), "{html}");
    }
    assert_inert(&shown("<javascript:alert(1)>\n\n[x][y]\n\n[y]: javascript:alert(1) \"t\"\n"));
}

#[test]
fn pictures_are_named_and_never_loaded() {
    for address in ["https://evil.example/pixel.png", "pixel.png", "data:image/svg+xml;base64,PHN2Zz4="] {
        let html = shown(&format!("![a \"fine\" *plan*](<{address}>)\n"));
        assert_inert(&html);
        assert!(html.contains("a &quot;fine&quot; plan"), "{html}");
        assert!(html.contains("picture not shown"), "{html}");
    }
    assert_inert(&shown("[![a](https://x.example/p.png)](https://x.example)\n"));
}

#[test]
fn links_to_records_lead_to_their_pages() {
    let html = shown("[the guide](label.md#scope) and [figures](../metrics/a.csv) and [here](#own-part)\n");
    assert!(html.contains("<a href=\"../../sops/label/index.html#scope\">the guide</a>"), "{html}");
    assert!(html.contains("figures <code class=\"address\">../metrics/a.csv</code>"), "{html}");
    assert!(html.contains("<a href=\"#own-part\">here</a>"), "{html}");
    let html = shown("<https://example.org/a?b=1&c=2> <desk@example.org>\n");
    assert!(html.contains("href=\"https://example.org/a?b=1&amp;c=2\""), "{html}");
    assert!(html.contains("href=\"mailto:desk@example.org\""), "{html}");
}

#[test]
fn one_level_one_heading_a_page_and_no_level_skipped() {
    let html = shown("# Own title\n\n## First\n\n#### Deep\n\n# Again\n");
    assert!(html.starts_with("<span id=\"own-title\"></span>"), "{html}");
    assert!(!html.contains("<h1"), "{html}");
    assert!(html.contains("<h2 id=\"first\">") && html.contains("<h3 id=\"deep\">"), "{html}");
    assert!(html.contains("<h2 id=\"again\">"), "{html}");
    let html = shown("# Other\n\n### Part\n");
    assert!(html.contains("<h2 id=\"other\">") && html.contains("<h3 id=\"part\">"), "{html}");
}

#[test]
fn a_heading_never_takes_the_frames_anchor() {
    let html = shown("## Main\n\n[up](#main)\n");
    assert!(html.contains("id=\"main:\"") && html.contains("href=\"#main:\""), "{html}");
}

#[test]
fn tables_have_headers_and_a_box() {
    let html = shown("| | Code | Minutes |\n|---|:-:|--:|\n| a | `G1` | 15 |\n");
    assert!(
        html.contains("<div class=\"table-box\" tabindex=\"0\" role=\"region\" aria-label=\"Table 1\">"),
        "{html}"
    );
    assert!(html.contains("<td></td><th scope=\"col\" class=\"center\">Code</th>"), "{html}");
    assert!(html.contains("<td class=\"right\">15</td>"), "{html}");
}

#[test]
fn footnotes_have_unique_ids_and_a_way_back() {
    let html = shown("One[^a], two[^b], one again[^a].\n\n[^b]: Second.\n[^a]: First <b>.\n");
    assert_eq!(html.matches("id=\"note:1\"").count(), 1, "{html}");
    assert!(html.contains("id=\"mention:1:2\"") && html.contains("href=\"#mention:1:2\""), "{html}");
    let (first, second) = (html.find("First &lt;b&gt;.").unwrap(), html.find("Second.").unwrap());
    assert!(first < second, "notes stand in order of mention: {html}");
}

#[test]
fn tasks_say_whether_they_are_done() {
    let html = shown("- [x] Blur\n- [ ] Name a second reviewer\n- plain\n");
    assert!(
        html.contains("<li class=\"task done\"><span class=\"visually-hidden\">Done: </span>Blur"),
        "{html}"
    );
    assert!(html.contains("<li class=\"task\">") && html.contains("<li>plain"), "{html}");
    assert!(!html.contains("<input"), "{html}");
}

#[test]
fn code_keeps_its_lines() {
    let html = shown("```sh\na <b>\n  c\n```\n");
    assert!(html.contains("<pre tabindex=\"0\"><code>a &lt;b&gt;\n  c\n</code></pre>"), "{html}");
}
