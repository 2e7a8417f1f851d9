use super::*;
use crate::source::RepoPath;

fn found_in(path: &str, content: &str, roles: &Roles) -> Vec<String> {
    let text = Text::new(RepoPath::new(path), content);
    let words = |d: &Diagnostic| text.content()[d.place.span.start..d.place.span.end].to_owned();
    found(&text, roles).iter().map(words).collect()
}

fn in_prose(content: &str) -> Vec<String> {
    found_in("data/sops/a.md", content, &Roles::default())
}

#[test]
fn addresses_of_persons_are_found_and_other_signs_are_not() {
    assert_eq!(in_prose("ask <ann.lee+x@mail.acme>."), ["ann.lee+x@mail.acme"]);
    assert_eq!(in_prose("jörg@exämple.de, b@c.io"), ["jörg@exämple.de", "b@c.io"]);
    assert_eq!(in_prose("Ann Lee <ann.lee@labelling.acme>, tel. below"), ["ann.lee@labelling.acme"]);
    assert!(in_prose("@handle, a @ b.c, 3@1.5, x@localhost, @media (a.b)").is_empty());
}

#[test]
fn adoption_10_reserved_domains_are_nobodys() {
    for nobody in [
        "ann@example.com",
        "a.b@mail.example.org",
        "x@acme.example",
        "x@y.test",
        "x@y.invalid",
        "a@EXAMPLE.NET",
    ] {
        assert!(in_prose(nobody).is_empty(), "{nobody}");
    }
    for somebody in ["ann@notexample.com", "ann@example.com.acme", "ann@latest.co"] {
        assert_eq!(in_prose(somebody), [somebody]);
    }
}

#[test]
fn procedures_7_a_login_in_a_command_is_no_address() {
    for command in [
        "Run `ssh root@gw.labelling.acme` first",
        "`ssh -i key deploy@gw.labelling.acme uptime`",
        "```sh\nscp report.csv ops1@files.labelling.acme:/srv/in\n```\n",
        "```\n$ rsync -a . web@files.labelling.acme:out/\n```\n",
        "    ssh admin@gw.labelling.acme\n",
        "`git clone git@git.labelling.acme:ops/book.git`, git@git.labelling.acme:ops/book.git",
        "postgres://reader:secret@db.labelling.acme/figures",
        "`deploy@gw.labelling.acme:/etc/app.conf`",
    ] {
        assert!(in_prose(command).is_empty(), "{command}");
    }
    for (text, address) in [
        ("Write to ssh@labelling.acme", "ssh@labelling.acme"),
        ("`ann@labelling.acme`", "ann@labelling.acme"),
        ("write to ann@labelling.acme: she knows ssh", "ann@labelling.acme"),
        ("`ssh ann.lee@gw.labelling.acme`", "ann.lee@gw.labelling.acme"),
        ("ssh or ann@labelling.acme", "ann@labelling.acme"),
    ] {
        assert_eq!(in_prose(text), [address], "{text}");
    }
}

#[test]
fn a_declared_mailbox_and_desk_is_of_a_role() {
    let roles = Roles::of(
        ["ops@labelling.acme", "abuse@"].into_iter(),
        ["+351 21 000 1234"].into_iter(),
        std::iter::empty(),
    );
    let text =
        "ops@labelling.acme, Abuse@desk.borealis, +351 210 001 234, ann@labelling.acme, +351 912 345 678";
    assert_eq!(found_in("data/plans/a.toml", text, &roles), ["ann@labelling.acme", "+351 912 345 678"]);
}

#[test]
fn a_declared_desk_is_known_however_it_is_dialled() {
    let roles = Roles::of(std::iter::empty(), ["+351 21 000 1234"].into_iter(), std::iter::empty());
    let text = "+351 (0)21 000 1234, 00351 21 000 1234, 0044 171 555 1234";
    assert_eq!(found_in("data/sops/a.md", text, &roles), ["0044 171 555 1234"]);
}

#[test]
fn a_wrong_declaration_is_told_once_where_it_stands() {
    let roles = Roles::of(
        ["t&s@labelling.acme", "ann@labelling.acme"].into_iter(),
        std::iter::empty(),
        std::iter::empty(),
    );
    let text = "role-mailboxes = [\"ann@labelling.acme\", \"t&s@labelling.acme\"]";
    assert!(found_in("data/book.toml", text, &roles).is_empty());
    assert_eq!(
        found_in("data/sops/a.md", "ann@labelling.acme or t&s@labelling.acme", &roles),
        ["ann@labelling.acme"]
    );
}

#[test]
fn telephone_numbers_are_found_and_amounts_are_not() {
    for number in [
        "+351 912 345 678",
        "+44 (0)20 7123 4567",
        "+1-212-867-5309",
        "+4915112345678",
        "tel:+33 6 12 34 56 78",
        "0044 171 555 1234",
        "0049 30 1234-567",
        "00 351 912 345 678",
    ] {
        assert_eq!(
            in_prose(&format!("call {number}, please")),
            [number.trim_start_matches("tel:")],
            "{number}"
        );
    }
    for none in [
        "+12 500 000 units",
        "+1 000 000",
        "UTC+02:00",
        "+2.5 points",
        "2026-11-15T10:00:00+01:00",
        "+1 212 555 0143",
        "+44 20 7946 0958",
        "+1 800 843 5678",
        "a+351912345678",
        "1+2",
        "C++ 2026 11 15",
        "+15 / -12",
        "+2026-11-15",
        "+100000000",
        "0044171555123",
        "0044,171,555",
        "00 000 000 00",
        "1 000 000 000",
        "2026-00-44 171 555",
    ] {
        assert!(in_prose(none).is_empty(), "{none}: {:?}", in_prose(none));
    }
}

#[test]
fn ids_of_members_of_staff_are_found_and_roles_are_not() {
    assert_eq!(in_prose("employee id 48213 was late"), ["employee id 48213"]);
    assert_eq!(in_prose("Badge no. 4411; agent_id=A-1017"), ["Badge no. 4411", "agent_id=A-1017"]);
    assert_eq!(in_prose("Moderator ID: M-00412."), ["Moderator ID: M-00412"]);
    for none in [
        "120 agents",
        "the employee identity check",
        "moderator no 1",
        "agent 2026 plan",
        "staff number is 12",
        "ticket id 48213",
    ] {
        assert!(in_prose(none).is_empty(), "{none}");
    }
}

#[test]
fn a_message_does_not_repeat_what_it_is_about() {
    let text =
        Text::new(RepoPath::new("a.md"), "ann.lee@labelling.acme, +351 912 345 678, employee id 48213");
    let said: Vec<String> = found(&text, &Roles::default()).into_iter().map(|one| one.message).collect();
    let expected = [
        "`a…@labelling.acme` looks like a person's e-mail address",
        "`+351…78` looks like a telephone number",
        "`employee id …` looks like the id of a single person",
    ];
    assert_eq!(said, expected);
}
