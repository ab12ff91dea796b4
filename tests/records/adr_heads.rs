//! `archfit adr` reads what a record is from its head alone, and rewrites nothing that it did not read without doubt.

use crate::storage::Place;

/// A folder with one record of this text.
fn one(name: &str, text: &str) -> Place {
    let place = Place::new();
    place.write(&format!("docs/decisions/{name}"), text);
    place
}

/// Status word, date and title of the only record, as the list has them.
fn listed(name: &str, text: &str) -> (Option<String>, Option<String>, Option<String>) {
    let json: serde_json::Value =
        serde_json::from_str(&one(name, text).fine(&["adr", "list", "--format", "json"])).expect("a date");
    let said = |key: &str| json["records"][0][key].as_str().map(str::to_owned);
    (said("status"), said("date"), said("title"))
}

#[test]
fn what_looks_like_a_status_below_the_head_is_prose_and_stays() {
    for text in [
        "# 8. H\n\n## Context\n\n* Status: open, paid, shipped\n",
        "# 8. H\n\n## Context\n\n### Status\n\nAn order is accepted once it is paid.\n",
        "# 8. H\n\n## Context\n\nDate: 2020-01-01\n\nStatus: accepted\n",
        "# 8. H\n\n## Context\n\n| Status | Accepted |\n|---|---|\n",
        "# 8. H\n\n## Status\n\nThis record may have one of these:\n\n* Proposed\n* Accepted\n",
        "# 8. H\n\n## Status\n\n[Proposed | Accepted] as the team says.\n",
        "# 8. H\n\n## Status\n\n* Proposed\n* Accepted\n* Superseded\n",
        "# 8. H\n\n## Status\n\nproposed / accepted / rejected\n",
        "# 8. H\n\nIntro.\n\nContext\n-------\n\nStatus: accepted\n",
    ] {
        let place = one("0008-h.md", text);
        let json: serde_json::Value = serde_json::from_str(&place.fine(&["adr", "list", "--format", "json"])).unwrap();
        assert_eq!(json["records"][0]["status"], serde_json::Value::Null, "{text}");
        assert_eq!(json["records"][0]["date"], serde_json::Value::Null, "{text}");
        let said = place.run(&["adr", "status", "8", "rejected"]);
        assert_eq!(said.code, 2, "{text}");
        assert_eq!(place.read("docs/decisions/0008-h.md"), text);
    }
}

#[test]
fn a_write_keeps_what_stands_behind_the_status_and_refuses_a_sentence() {
    for (written, after) in [
        ("accepted; supersedes ADR-0045", Some("deprecated; supersedes ADR-0045")),
        ("accepted, for now", Some("deprecated, for now")),
        ("accepted", Some("deprecated")),
        ("accepted (2024-01-02)", None),
        ("accepted orders are shipped at once", None),
        ("open, paid, shipped", None),
    ] {
        let text = |status: &str| format!("---\nstatus: {status}\n---\n# H\n");
        let place = one("0008-h.md", &text(written));
        let said = place.run(&["adr", "status", "8", "deprecated"]);
        assert_eq!(said.code == 0, after.is_some(), "{written}: {}", said.talk);
        assert_eq!(place.read("docs/decisions/0008-h.md"), text(after.unwrap_or(written)));
        assert!(after.is_some() || said.talk.contains("line 2 of `0008-h.md`: "), "{}", said.talk);
    }
}

#[test]
fn heads_are_read_in_every_form_that_people_write() {
    for (text, status, date) in [
        ("# 8. H\n\n| Status | Accepted |\n| --- | --- |\n| Date | September 20, 2024 |\n", "accepted", "2024-09-20"),
        (
            "# 8. H\n\n> | | |\n> |---|---|\n> | **Status** | `Accepted` |\n> | Date | 2023-9-15 |\n",
            "accepted",
            "2023-09-15",
        ),
        (
            "# 8. H\n\n| Owner | Status | Date |\n|---|---|---|\n| Ana | Rejected | 22-10-2024 |\n",
            "rejected",
            "2024-10-22",
        ),
        ("---\nstatut: accepté\ndate: 11-April-2023\n---\n# H\n", "accepted", "2023-04-11"),
        ("# H\n\n- Statut : Accepté\n- Date : 3 août 2024\n", "accepted", "2024-08-03"),
        ("# H\n\n- ステータス: 承認\n- 日付: 2024年9月20日\n", "accepted", "2024-09-20"),
        ("# H\n\n## Status\n\nAkzeptiert\n\n**Datum:** 03.04.2024\n\nText\n", "accepted", ""),
        ("# H\n\nDatum: 03.04.2024\n\n## Status\n\nAkzeptiert\n", "accepted", "2024-04-03"),
        ("---\nstatus: { accepted }\ndate: {2024-01-02}\n---\n# H\n", "accepted", "2024-01-02"),
        ("---\nstatus: accepted\nlast_update: 2024-01-02\n---\n# H\n", "accepted", "2024-01-02"),
        (
            "---\nlast_update:\n  author: ana\n  date: 2024-01-02\nstatus: accepted\n---\n# H\n",
            "accepted",
            "2024-01-02",
        ),
        ("---\nlast_update: { date: 20240102, author: ana }\nstatus: accepted\n---\n# H\n", "accepted", "2024-01-02"),
        ("---\nstatus: accepted\nreview:\n  date: 2024-01-02\n---\n# H\n", "accepted", ""),
    ] {
        let said = listed("0008-h.md", text);
        assert_eq!(said.0.as_deref(), Some(status), "{text}");
        assert_eq!(said.1.unwrap_or_default(), date, "{text}");
    }
    let said = listed("0008-h.md", "---\n# A comment\nstatus: accepted\n---\n## Context\n\nX\n\n# Far below\n");
    assert_eq!(said.2, None, "a heading after sections is no title");
    for (title, read) in [
        ("**H of it**", "H of it"),
        ("__8. H of it__", "H of it"),
        ("**8. H** of **it**", "**8. H** of **it**"),
        ("*H*", "H"),
        ("**", "**"),
    ] {
        let said = listed("h.md", &format!("# {title}\n\n## Status\n\n**Accepted** since May\n"));
        assert_eq!((said.0.as_deref(), said.2.as_deref()), (Some("accepted"), Some(read)));
    }
    let said = listed("h.rst", "H of it\n=======\n\nStatus\n------\n\n**Accepted**\n");
    assert_eq!((said.0.as_deref(), said.2.as_deref()), (Some("accepted"), Some("H of it")));
    let said = listed("0002-h.adoc", "= H of it\n\n* Status: accepted\n* Date: 2024-01-02\n");
    assert_eq!((said.0.as_deref(), said.1.as_deref()), (Some("accepted"), Some("2024-01-02")));
    let said = listed("0002-h.adoc", "= H of it\n\nStatus:: accepted\nDate:: 2024-01-02\n");
    assert_eq!((said.0.as_deref(), said.1.as_deref()), (Some("accepted"), Some("2024-01-02")));
    let place = one("0002-h.adoc", "= H of it\n\n* Status: accepted\n");
    let said = place.run(&["adr", "status", "2", "rejected"]);
    assert!(said.code == 2 && said.talk.contains("leaves them as they are"), "{}", said.talk);
}

#[test]
fn list_new_and_renumber_have_one_notion_of_a_number_and_new_follows_the_naming() {
    for (names, expected) in [
        (&["ADR-001_a.md", "ADR-002_b.md", "ADR-003_c.md"][..], "ADR-004_x.md"),
        (&["adr012-a.md", "adr013-b.md"], "adr014-x.md"),
        (&["ODH-ADR-0005-a.md"], "ODH-ADR-0006-x.md"),
        (&["ODH-ADR-Operator-0008-a.md"], "ODH-ADR-Operator-0009-x.md"),
        (&["0001-a.md", "1652433602-b.md"], "0003-x.md"),
        (&["20230101-a.md", "20230202-b.md"], "20261124-x.md"),
        (&["2023-01-01-a.md", "2023-02-02-b.md"], "2026-11-24-x.md"),
        (&["a.md", "b.md"], "x.md"),
        (&["0001.1-a.md", "0001.2-b.md"], "0002-x.md"),
        (&["001-a.md", "template.md", "0000-template.md", "adr-short-template.md"], "002-x.md"),
    ] {
        let place = Place::new();
        for name in names {
            let title = if name.starts_with("1652433602") { "# 2. T\n" } else { "# T\n" };
            place.write(&format!("docs/decisions/{name}"), &format!("{title}\n## Status\n\nAccepted\n"));
        }
        let out = place.fine(&["adr", "new", "answers.toml", "--title", "x"]);
        assert!(out.trim_end().ends_with(&format!("/{expected}")), "{names:?}: {out}");
        assert!(!place.fine(&["adr", "list"]).contains("template"));
        assert_eq!(place.run(&["adr", "renumber", "--check"]).code, 0);
    }
    for names in [["2023-01-01-a.md", "2026-11-24-x.md"], ["a.md", "x.md"]] {
        let place = Place::new();
        names.iter().for_each(|name| place.write(&format!("docs/decisions/{name}"), "# T\n\n## Status\n\nAccepted\n"));
        let said = place.run(&["adr", "new", "answers.toml", "--title", "x"]);
        assert!(
            said.code == 2 && said.talk.contains("is there already") && said.talk.contains("`--title`"),
            "{}",
            said.talk
        );
    }
    let place = Place::new();
    for name in ["ADR-001_a.md", "ADR-001_b.md"] {
        place.write(&format!("docs/decisions/{name}"), "# T\n\n## Status\n\nAccepted\n");
    }
    assert_eq!(place.fine(&["adr", "renumber"]), "ADR-001_b.md -> ADR-002_b.md\n");
}

#[test]
fn a_record_named_by_its_date_is_superseded_by_its_slug() {
    let place = Place::new();
    let text = "# T\n\n* Status: accepted\n";
    place.write("docs/decisions/20230101-old.md", text);
    place.write("docs/decisions/20240101-new.md", text);
    place.fine(&["adr", "supersede", "old", "20240101-new"]);
    let old = place.read("docs/decisions/20230101-old.md");
    assert_eq!(old, "# T\n\n* Status: superseded by [20240101-new](20240101-new.md)\n");
    let new = place.read("docs/decisions/20240101-new.md");
    assert_eq!(new, "# T\n\n* Status: accepted\n* Supersedes [T](20230101-old.md)\n");
    assert_eq!(place.run(&["recheck"]).code, 0);
    let place = Place::new();
    for (name, more) in [("20230101-old.md", "supersededBy: []\n"), ("20240101-new.md", "")] {
        place.write(&format!("docs/decisions/{name}"), &format!("---\nstatus: accepted\n{more}---\n# T\n"));
    }
    place.fine(&["adr", "supersede", "20230101-old", "20240101-new"]);
    let old = place.read("docs/decisions/20230101-old.md");
    assert!(old.contains("supersededBy: [20240101-new.md]\n") && !old.contains("superseded-by"), "{old}");
}

#[test]
fn a_supersession_is_taken_back_on_both_sides_or_on_none() {
    let old = "docs/decisions/0001-a.md";
    let plain = "---\nstatus: accepted\ntags: [x]\n---\n# A\n";
    let alone: [(&str, Option<&str>); 6] = [
        ("---\nstatus: superseded by ADR-0009\nsuperseded-by: 9\ntags: [x]\n---\n# A\n", Some(plain)),
        ("---\nstatus: superseded\nsupersededBy:\n  - 9\n  - 10\ntags: [x]\n---\n# A\n", Some(plain)),
        (
            "# 1. A\n\n## Status\n\nSuperseded\n\nSuperseded by [9. X](0009-x.md)\n\n## Context\n",
            Some("# 1. A\n\n## Status\n\nAccepted\n\n## Context\n"),
        ),
        ("# 1. A\n\n* Status: superseded by [9. X](0009-x.md)\n", Some("# 1. A\n\n* Status: accepted\n")),
        ("---\nstatus: superseded\nlinks:\n  - target: 9\n    kind: superseded-by\n---\n# A\n", None),
        ("---\nstatus: superseded\n---\n# A\n\n## More\n\nSuperseded by [9. X](0009-x.md)\n", None),
    ];
    for (text, after) in alone {
        let place = one("0001-a.md", text);
        let said = place.run(&["adr", "status", "1", "accepted"]);
        assert_eq!(place.read(old), after.unwrap_or(text), "{}", said.talk);
        assert_eq!(said.code, if after.is_some() { 0 } else { 2 }, "{text}: {}", said.talk);
        let is_told = after.is_some() || said.talk.contains("would still name the record that superseded it");
        assert!(is_told, "{}", said.talk);
        if after.is_some() {
            let looked = place.run(&["recheck", "docs/decisions"]);
            assert!(!looked.out.contains("record-missing"), "{}", looked.out);
        }
    }
    // What another word would lose is kept.
    for text in [
        "# 1. A\n\nStatus: Superseded by [2. B](0002-b.md)\n",
        "---\nstatus: superseded by ADR-0002\nsuperseded-by: 2\n---\n# A\n",
        "# 1. A\n\n## Status\n\nSuperseded\n\nSuperseded by [2. B](0002-b.md)\n",
    ] {
        let place = one("0001-a.md", text);
        place.write("docs/decisions/0002-b.md", "# 2. B\n\n* Status: accepted\n");
        for status in ["deprecated", "rejected", "parked"] {
            let said = place.run(&["adr", "status", "1", status]);
            assert!(said.code == 2 && said.talk.contains("says that `0002-b.md` replaced it"), "{text}: {}", said.talk);
            assert_eq!(place.read(old), text);
        }
        place.fine(&["adr", "status", "1", "accepted"]);
    }
    // Another record in force says that it replaced it.
    let text = "---\nstatus: superseded by ADR-0002\nsuperseded-by: 2\n---\n# A\n";
    let place = one("0001-a.md", text);
    place.write("docs/decisions/0002-b.md", "---\nstatus: accepted\nsupersedes: 1\n---\n# B\n");
    let said = place.run(&["adr", "status", "1", "accepted"]);
    assert!(said.code == 2 && said.talk.contains("`0002-b.md` supersedes `0001-a.md`"), "{}", said.talk);
    assert_eq!(place.read(old), text);
    place.fine(&["adr", "status", "2", "rejected"]);
    place.fine(&["adr", "status", "1", "accepted"]);
    assert_eq!(place.read(old), "---\nstatus: accepted\n---\n# A\n");
    let looked = place.run(&["recheck", "docs/decisions"]);
    assert!(!looked.out.contains("LOOK AT"), "{}", looked.out);
}

#[test]
fn a_supersession_is_written_as_the_other_keys_are() {
    for (key, written) in [
        ("schemaVersion: 1", "supersededBy: 2"),
        ("last_seen: 1", "superseded_by: 2"),
        ("decision-makers: [x]", "superseded-by: 2"),
        ("tags: [aB]", "superseded-by: 2"),
    ] {
        let place = one("0001-a.md", &format!("---\n{key}\nstatus: accepted\n---\n# A\n"));
        place.write("docs/decisions/0002-b.md", "---\nstatus: accepted\n---\n# B\n");
        place.fine(&["adr", "supersede", "1", "2"]);
        let text = place.read("docs/decisions/0001-a.md");
        assert!(text.contains(&format!("\n{written}\n")), "{text}");
    }
}

#[test]
fn renumber_mends_the_records_that_name_what_it_moved() {
    let place = Place::new();
    let write = |name: &str, text: &str| place.write(&format!("docs/decisions/{name}"), text);
    write(
        "0004-old.md",
        "---\nnumber: 4\nstatus: superseded by ADR-0005\nsuperseded-by: 5\ndate: 2024-01-01\n---\n# Old\n",
    );
    write("0005-b.md", "---\nnumber: 5\nstatus: accepted\ndate: 2024-02-02\n---\n# B\n");
    write("0005-z.md", "---\nnumber: 5\nstatus: accepted\nsupersedes: 4\ndate: 2024-03-03\n---\n# A\n");
    let said = place.run(&["adr", "renumber"]);
    assert_eq!((said.code, said.out.as_str()), (0, "0005-z.md -> 0006-z.md\n"), "{}", said.talk);
    let old = place.read("docs/decisions/0004-old.md");
    assert!(old.contains("status: superseded by ADR-0006\nsuperseded-by: 6\n"), "{old}");
    assert_eq!(place.run(&["recheck"]).code, 0);
}

#[test]
fn decisions_are_found_from_the_files_they_govern() {
    let place = Place::new();
    place.own_rules();
    place.fine(&["adr", "new", "answers.toml", "--title", "x", "--status", "accepted", "--covers", "src/live/**"]);
    place.write("docs/decisions/0002-y.md", "---\nstatus: accepted\ncovers: [docs/]\n---\n# Y\n");
    place.write("docs/decisions/0003-z.md", "---\nstatus: deprecated\n---\n# Z\n");
    place.write("src/live/socket.rs", "// See ADR-0002.\n");
    let text = place.fine(&["adr", "for", "src/live/socket.rs"]);
    assert!(text.contains("0001  x  (accepted)") && text.contains("chosen: embedded; still follows"), "{text}");
    assert!(text.contains("0002  Y  (accepted)"), "a marker leads there: {text}");
    let json: serde_json::Value =
        serde_json::from_str(&place.fine(&["adr", "for", "src/live/not-yet.rs", "--format", "json"])).unwrap();
    assert_eq!(
        (&json["decisions"][0]["record"], &json["decisions"][0]["follows"]),
        (&"0001-x.md".into(), &true.into())
    );
    assert_eq!(place.fine(&["adr", "for", "other.rs"]), "no decision governs these files\n");
    place.write("src/old.rs", "fn f() {}\n// ADR-3 and ADR-0009\n");
    let said = place.run(&["adr", "for", "src/old.rs"]);
    assert_eq!(said.code, 1);
    assert!(said.out.contains("src/old.rs:2: `ADR-3` is stale: 0003-z.md is deprecated"), "{}", said.out);
    assert!(said.out.contains("`ADR-0009` is stale: there is no record of this number"), "{}", said.out);
    assert_eq!(place.run(&["adr", "for", "../outside.rs"]).code, 2);
    place.edit("answers.toml", "writers = \"one\"", "writers = \"several\"");
    let said = place.run(&["adr", "for", "src/live/socket.rs"]);
    assert!(said.code == 1 && said.out.contains("NO LONGER FOLLOWS"), "{}", said.out);
}

#[test]
fn covers_stay_through_every_profile_and_every_change() {
    for profile in ["madr4", "madr4-minimal", "nygard", "universal", "y-statement"] {
        let place = Place::new();
        let new = ["adr", "new", "answers.toml", "--title", "x", "--covers", "src/**", "--profile", profile];
        place.fine(&new);
        place.fine(&["adr", "new", "several-writers.toml", "--title", "y", "--profile", profile]);
        if profile != "y-statement" {
            place.fine(&["adr", "status", "1", "accepted"]);
        }
        let json: serde_json::Value =
            serde_json::from_str(&place.fine(&["adr", "show", "1", "--format", "json"])).unwrap();
        assert_eq!(
            (&json["covers"][0], &json["replay"]["covers"][0]),
            (&"src/**".into(), &"src/**".into()),
            "{profile}"
        );
    }
}

#[test]
fn records_are_found_by_words_rejected_options_included() {
    let place = Place::new();
    place.fine(&["adr", "new", "answers.toml", "--title", "x"]);
    place.write("docs/decisions/0002-y.md", "# Plain files\n\n## Status\n\nAccepted\n");
    let text = place.fine(&["adr", "search", "plain", "FILES"]);
    assert!(text.starts_with("0002  Plain files  (Accepted)\n"), "a title comes first: {text}");
    assert!(text.contains("0001  x  (proposed)\n      0001-x.md:"), "{text}");
    assert_eq!(place.run(&["adr", "search", "nothing-like-it"]).code, 1);
}

#[test]
fn a_table_of_several_rows_in_the_head_is_a_history_and_stays_as_it_is() {
    let history = "# 24. X\n\n| Version | Date | Status | Author |\n|---|---|---|---|\n";
    for (rows, status, date) in [
        ("| 1.0 | 2024-01-01 | Draft | Ana |\n| 1.1 | 2024-02-01 | Accepted | Ben |\n", Some("accepted"), "2024-02-01"),
        ("| 1.1 | 2024-02-01 | Accepted | Ben |\n| 1.0 | 2024-01-01 | Draft | Ana |\n", Some("accepted"), "2024-02-01"),
        ("| 1.0 | | Draft | Ana |\n| 1.1 | | Accepted | Ben |\n", None, ""),
    ] {
        let text = format!("{history}{rows}\n## Context\n");
        let said = listed("0024-x.md", &text);
        assert_eq!((said.0.as_deref(), said.1.as_deref().unwrap_or_default()), (status, date), "{rows}");
        let place = one("0024-x.md", &text);
        assert_eq!(place.run(&["adr", "status", "24", "deprecated"]).code, 2);
        assert_eq!(place.read("docs/decisions/0024-x.md"), text);
    }
    for (text, status) in [
        ("# 1. X\n\n| Order | Status |\n|---|---|\n| 7 | accepted |\n| 8 | rejected |\n", None),
        (
            "# 1. X\n\n| Status | Accepted |\n|---|---|\n\n| Order | Status |\n|---|---|\n| 8 | rejected |\n",
            Some("accepted"),
        ),
        ("# 1. X\n\n| Status | Owner |\n|---|---|\n| Accepted | Ana |\n", Some("accepted")),
    ] {
        assert_eq!(listed("0001-x.md", text).0.as_deref(), status, "{text}");
    }
    // What is put below a row stands below the table.
    let place = one("0001-x.md", "# 1. X\n\n| Status | Accepted |\n|---|---|\n| Date | 2024-01-01 |\n\nText.\n");
    place.write("docs/decisions/0002-y.md", "# 2. Y\n\n* Status: accepted\n");
    place.fine(&["adr", "supersede", "2", "1"]);
    let text = place.read("docs/decisions/0001-x.md");
    assert!(text.contains("| Date | 2024-01-01 |\n\nSupersedes [2. Y](0002-y.md)\n\nText.\n"), "{text}");
    assert_eq!(place.run(&["recheck"]).code, 0);
}
