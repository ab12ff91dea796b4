//! Numbers, dates, titles, statuses and markers as teams write them, and what is written beside them.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use crate::storage::Place;

/// A place with these records, all accepted.
fn with(names: &[&str]) -> Place {
    let place = Place::new();
    for name in names {
        place.write(&format!("docs/adr/{name}"), &format!("# Title of {name}\n\n## Status\n\nAccepted\n"));
    }
    place
}

/// The names in the folder of records.
fn names(place: &Place) -> Vec<String> {
    let entries = fs::read_dir(place.path("docs/adr")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn numbers_behind_a_teams_own_word_are_read_and_written_on() {
    for word in ["LADR-", "DR", "AD-", "DEC-", "TDR", "RFC-", "rfc_", "ladr-"] {
        let place = with(&[&format!("{word}001-a.md"), &format!("{word}002-b.md")]);
        let listed = place.fine(&["adr", "list"]);
        assert!(listed.contains(" 0001") && listed.contains(" 0002"), "{word}: {listed}");
        for reference in ["2".to_owned(), format!("{word}002")] {
            assert!(
                place.fine(&["adr", "show", &reference]).contains(&format!("{word}002-b.md")),
                "{word} {reference}"
            );
        }
        place.fine(&["adr", "new", "answers.toml"]);
        let new = names(&place).into_iter().find(|name| name.starts_with(&format!("{word}003"))).unwrap();
        place.fine(&["adr", "status", "3", "accepted"]);
        place.fine(&["adr", "supersede", "2", "3"]);
        assert!(place.read(&format!("docs/adr/{word}002-b.md")).contains(&new), "{word}");
        assert_eq!(place.run(&["recheck"]).code, 0, "{word}: {}", place.run(&["recheck"]).out);
    }
}

#[test]
fn days_and_weeks_before_a_title_are_no_numbers() {
    let place = with(&["2024-2-21-a.md", "2024-12-3-b.md", "24-05-03-c.md", "2024-W18-d.md", "2022-9-12_e.md"]);
    let listed = place.fine(&["adr", "list"]);
    for (day, title) in [
        ("2024-02-21", "2024-2-21-a"),
        ("2024-12-03", "2024-12-3-b"),
        ("2024-05-03", "24-05-03-c"),
        ("2022-09-12", "2022-9-12_e"),
    ] {
        let line = listed.lines().find(|line| line.contains(title)).unwrap();
        assert!(line.contains(day) && line.trim_start().starts_with('-'), "{line}");
    }
    assert!(!listed.contains("2024 ") && !listed.contains("0024"), "{listed}");
    place.fine(&["adr", "new", "answers.toml", "--title", "x"]);
    assert!(
        names(&place).iter().any(|name| name.ends_with("-x.md") && name.starts_with("2026-")),
        "{:?}",
        names(&place)
    );
}

#[test]
fn titles_over_several_lines_are_read() {
    let place = Place::new();
    for (number, title) in
        [(1, "title: |\n  Use X"), (2, "title: >-\n  Use\n  Y"), (3, "title:\n  Use Z"), (4, "title: \"Use W\"")]
    {
        let text = format!("---\n{title}\nstatus: accepted\n---\n\nSo be it.\n");
        place.write(&format!("docs/adr/000{number}-x.md"), &text);
    }
    let listed = place.fine(&["adr", "list"]);
    for title in ["Use X", "Use Y", "Use Z", "Use W"] {
        assert!(listed.contains(title), "{title}: {listed}");
    }
    assert_eq!(listed.matches("accepted").count(), 4, "{listed}");
}

#[test]
fn an_index_says_titles_as_they_were_written() {
    let place = Place::new();
    for (number, title) in
        [(1, "Return `Result<T>`"), (2, "2*3*4 and \"q\""), (3, "Use C# for services"), (4, "One [b] {id}")]
    {
        place.write(&format!("docs/adr/000{number}-x.md"), &format!("# {number}. {title}\n\n## Status\n\nAccepted\n"));
    }
    place.fine(&["adr", "index", "docs/index.md"]);
    let index = place.read("docs/index.md");
    for title in [
        "0001: Return `Result<T>`]",
        "0002: 2*3*4 and \"q\"]",
        "0003: Use C# for services]",
        "0004: One \\[b\\] \\{id}]",
    ] {
        assert!(index.contains(title), "{title}: {index}");
    }
}

#[test]
fn two_statuses_in_words_that_nobody_knows_are_unknown_and_stay() {
    for text in [
        "---\nstatus: parked\n---\n# A\n\n## Status\n\nShipped\n",
        "# A\n\n* Status: parked\n* Status: shipped\n",
        "---\nstatus: parked\nStatus: shipped\n---\n# A\n",
    ] {
        let place = Place::new();
        place.write("docs/adr/0001-a.md", text);
        assert!(place.fine(&["adr", "list"]).contains("unknown"), "{text}: {}", place.fine(&["adr", "list"]));
        let said = place.run(&["adr", "status", "1", "accepted"]);
        assert!(said.code != 0 && said.talk.contains("cannot be told"), "{text}: {}", said.talk);
        assert_eq!(place.read("docs/adr/0001-a.md"), text);
    }
    let place = Place::new();
    place.write("docs/adr/0001-a.md", "---\nstatus: Parked\n---\n# A\n\n## Status\n\nparked\n");
    place.fine(&["adr", "status", "1", "accepted"]);
}

#[test]
fn markers_with_the_folders_own_word_are_found() {
    let place = with(&["ODH-ADR-0005-x.md", "ODH-ADR-0006-y.md"]);
    place.edit("docs/adr/ODH-ADR-0006-y.md", "Accepted", "Deprecated");
    place.write("a.rs", "// ODH-ADR-0005, RFC-0005, MY-ODH-ADR-0005, ODH-ADR-00051x\n");
    assert!(place.fine(&["adr", "for", "a.rs"]).contains("ODH-ADR-0005-x.md"));
    place.fine(&["recheck"]);
    place.write("b.rs", "// see ODH-ADR-0006\n");
    let said = place.run(&["recheck"]);
    assert!(said.code == 1 && said.out.contains("[stale-marker]") && said.out.contains("b.rs:1"), "{}", said.out);
    place.write("b.rs", "// see ODH-ADR-0009\n");
    assert!(place.run(&["recheck"]).out.contains("there is no record of this number"));
    let place = with(&["LADR-001-x.md"]);
    place.write("a.rs", "// LADR-001\n");
    assert!(place.fine(&["adr", "for", "a.rs"]).contains("LADR-001-x.md"));
}

#[test]
fn a_comment_on_a_pull_request_stays_within_what_is_taken() {
    let place = Place::new();
    let long = "x".repeat(150);
    for number in 1..=400 {
        place.write(
            &format!("docs/adr/{number:04}-{long}.md"),
            &format!("---\nstatus: superseded\nsuperseded-by: {}\n---\n# {number}. A\n", 1_000 + number),
        );
    }
    let said = place.run(&["recheck", "--format", "markdown"]);
    assert!(said.code == 1 && said.out.chars().count() <= 65_536, "{}", said.out.chars().count());
    let left = said.out.matches("**record-missing**").count();
    assert!(
        left > 50 && said.out.contains(&format!("{} findings more would make", 400 - left)),
        "{left}: {}",
        said.out.lines().last().unwrap()
    );
    assert!(said.out.contains("400 findings to look at"), "{}", said.out.lines().nth(1).unwrap());
}

#[test]
fn long_chains_and_circles_of_supersessions_are_told_once() {
    let place = Place::new();
    let record =
        |number: usize, by: usize| format!("---\nstatus: superseded\nsuperseded-by: {by}\n---\n# {number}. A\n");
    for number in 1..=300 {
        place.write(&format!("docs/adr/{number:04}-a.md"), &record(number, number % 300 + 1));
    }
    let said = place.run(&["recheck"]).out;
    assert_eq!(said.matches("in the end by itself").count(), 1, "{said}");
    assert!(said.contains("it is superseded by 0002-a.md, and in the end by itself"), "{said}");
    // A chain that leads into a circle, and one that leads to a record that holds.
    place.write("docs/adr/0300-a.md", &record(300, 298));
    let said = place.run(&["recheck"]).out;
    assert!(said.contains("docs/adr/0298-a.md:") && said.matches("in the end by itself").count() == 1, "{said}");
    place.write("docs/adr/0300-a.md", "# 300. A\n\n## Status\n\nAccepted\n");
    assert!(!place.run(&["recheck"]).out.contains("in the end by itself"));
}
