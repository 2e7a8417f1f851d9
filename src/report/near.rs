//! Addresses of a page's neighbours.

/// The way from a page to another, not by the site's root where both stand in one folder of it: ten thousand scorecards link to the
/// metrics of their own site.
pub fn near(from: &str, root: &str, to: &str) -> String {
    let folder = |path: &str| path.match_indices('/').nth(1).map_or(0, |(at, _)| at + 1);
    let own = folder(from);
    match from.get(..own).filter(|shared| own > 0 && to.starts_with(shared)) {
        Some(_) => root.get("../../".len()..).unwrap_or_default().to_owned() + &to[own..],
        None => root.to_owned() + to,
    }
}

#[cfg(test)]
mod tests {
    use super::near;

    #[test]
    fn a_page_of_the_same_site_is_near() {
        let metric = "sites/porto/metrics/accuracy/index.html";
        assert_eq!(near("sites/porto/index.html", "../../", metric), "metrics/accuracy/index.html");
        assert_eq!(
            near("sites/porto/2026-W40/index.html", "../../../", metric),
            "../metrics/accuracy/index.html"
        );
        assert_eq!(near("sites/por/index.html", "../../", metric), format!("../../{metric}"));
        assert_eq!(near("reports/2026-W40/index.html", "../../", metric), format!("../../{metric}"));
        assert_eq!(near("index.html", "", metric), metric);
    }
}
