//! Which countries there are.
//!
//! Source: ISO 3166-1, alpha-2 codes that are officially assigned, as the file `iso3166.tab` of the IANA time zone database has them (2024b).

/// The codes in force.
const CODES: &str = "\
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT \
    BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH \
    ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT \
    HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS \
    LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI \
    NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG \
    SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG \
    UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// What people write for a country whose code is another.
const MEANT: [(&str, &str); 8] = [
    ("UK", "GB"),
    ("EN", "GB"),
    ("EL", "GR"),
    ("SP", "ES"),
    ("JA", "JP"),
    ("KO", "KR"),
    ("DA", "DK"),
    ("CS", "CZ"),
];

/// Whether a code is that of a country, or one that users may give a meaning of their own: AA, QM to QZ, XA to XZ (Kosovo is XK) and ZZ.
pub fn is_known(code: &str) -> bool {
    let is_users =
        matches!(code.as_bytes(), [b'A', b'A'] | [b'Z', b'Z'] | [b'Q', b'M'..=b'Z'] | [b'X', b'A'..=b'Z']);
    is_users || code.len() == 2 && CODES.split(' ').any(|known| known == code)
}

/// What a code that is none means, where one can tell.
pub fn meant(code: &str) -> Option<&'static str> {
    MEANT.iter().find(|(written, _)| *written == code).map(|(_, meant)| *meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_one_of_the_list_or_a_users_own() {
        assert!(["PT", "DE", "GB", "XK", "AA", "ZZ", "QM", "QZ", "XA", "XZ"].into_iter().all(is_known));
        assert!(!["UK", "EL", "QA ", "QL", "gb", "", "P"].into_iter().any(is_known));
        assert!(is_known("QA"), "Qatar");
        assert_eq!(CODES.split(' ').count(), 249);
        assert_eq!(meant("UK"), Some("GB"));
        assert!(MEANT.iter().all(|(written, meant)| !is_known(written) && is_known(meant)));
    }
}
