//! What a served page has beside the bytes of the built one: the script that hears of changes, and leave to listen to them.

/// Where the page's script stands, which only this server has.
pub const SCRIPT: &str = "/_scorebook/live.js";

const POLICY: &str = "http-equiv=\"Content-Security-Policy\" content=\"";
const LISTEN: &str = "connect-src 'self'; ";

/// The page with its script. `edition` says which state of the book it shows. A policy that forbids to ask for anything lets the page ask
/// this server; what else it forbids stays forbidden.
pub fn live(page: Vec<u8>, edition: &str) -> Vec<u8> {
    let page = match String::from_utf8(page) {
        Ok(page) => page,
        Err(other) => return other.into_bytes(),
    };
    // A text of the book is escaped: the first of these is the page's own.
    let head = page.find("</head>").unwrap_or(page.len());
    let (before, after) = page.split_at(head);
    let policy = before.find(POLICY).map(|at| at + POLICY.len());
    let policy =
        policy.filter(|&at| !before[at..].split('"').next().unwrap_or_default().contains("connect-src"));
    let (first, rest) = before.split_at(policy.unwrap_or(0));
    let listen = if policy.is_some() { LISTEN } else { "" };
    format!("{first}{listen}{rest}{}{after}", script(edition)).into_bytes()
}

fn script(edition: &str) -> String {
    format!("<script src=\"{SCRIPT}\" data-edition=\"{edition}\" defer></script>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(page: &str, edition: &str) -> String {
        page.replacen(&script(edition), "", 1).replacen(LISTEN, "", 1)
    }

    const PAGE: &str = "<head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">\n</head>\n<body>&lt;/head></body>";

    #[test]
    fn a_page_gets_the_script_and_leave_to_listen_and_nothing_else() {
        let served = String::from_utf8(live(PAGE.into(), "7-1")).expect("text");
        assert!(served.contains("content=\"connect-src 'self'; default-src 'none'\""));
        assert!(served.contains("defer></script>\n</head>"));
        assert_eq!(without(&served, "7-1"), PAGE);
    }

    #[test]
    fn a_page_of_a_teams_own_template_is_served_whatever_it_has() {
        for page in ["", "<p>no head", "<head><title>no policy</title></head><body>"] {
            let served = String::from_utf8(live(page.into(), "7-1")).expect("text");
            assert_eq!(without(&served, "7-1"), page);
            assert!(served.contains(SCRIPT));
        }
        let own = PAGE.replace("default-src 'none'", "connect-src https://example.org");
        let served = String::from_utf8(live(own.clone().into(), "7-1")).expect("text");
        assert_eq!(without(&served, "7-1"), own, "its own list stays");
    }
}
