//! `archfit adr` on folders of records that other people and other tools wrote.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use crate::storage::Place;
use archfit::adr::Folder;
use archfit::adr::journal::{self, Batch, Change, Rename};

const NYGARD: &str = "# 1. Use files\n\nDate: 2024-01-02\n\n## Status\n\nAccepted\n\n## Context\n\nSome.\n";
const MADR: &str =
    "---\nstatus: accepted\ndate: 2024-03-04\n---\n\n# Use a server\n\n## Context and Problem Statement\n\nSome.\n";

/// A folder as years of different hands leave it.
fn grown() -> Place {
    let place = Place::new();
    let in_folder = |name: &str, text: &str| place.write(&format!("docs/decisions/{name}"), text);
    in_folder("0001-use-files.md", NYGARD);
    in_folder("0002-use-a-server.md", MADR);
    in_folder("0003-no-status.md", "# No status here\n\nJust text.\n");
    in_folder("0003-twice.md", "# 3. Twice\n\n* Status: pending\n");
    in_folder("0005-bom-and-crlf.md", "\u{feff}# 5. Bom\r\n\r\n## Status\r\n\r\nRejected\r\n");
    in_folder("2023-05-06-dated.md", "# Dated\n\n- Status: superseded by [x](x.md)\n");
    in_folder("0008-a-folder/README.md", "# In a folder\n\n## Status: reverted\n");
    in_folder("README.md", "# Decisions\n");
    in_folder("template.md", "# Template\n");
    in_folder("picture.png", "no text");
    std::fs::write(place.path("docs/decisions/0009-no-text.md"), [0xff, 0xfe, 0x00]).unwrap();
    place
}

#[test]
fn any_folder_is_listed_and_what_is_not_there_is_unknown() {
    insta::assert_snapshot!(grown().fine(&["adr", "list"]));
}

#[test]
fn the_list_is_there_for_programs_too() {
    let text = grown().fine(&["adr", "list", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(list["format"], 1);
    let record = |file: &str| list["records"].as_array().unwrap().iter().find(|r| r["file"] == file).unwrap().clone();
    assert_eq!(record("0003-no-status.md")["status"], serde_json::Value::Null);
    assert_eq!(record("0003-twice.md")["written_status"], "pending");
    assert_eq!(record("0005-bom-and-crlf.md")["status"], "rejected");
    assert_eq!(record("2023-05-06-dated.md")["date"], "2023-05-06");
    assert_eq!(record("0008-a-folder/README.md")["number"], 8);
    assert!(record("0009-no-text.md")["unreadable"].as_str().unwrap().contains("not UTF-8"));
}

#[test]
fn a_record_is_found_by_number_name_or_path_and_a_number_used_twice_is_told() {
    let place = grown();
    for reference in
        ["1", "0001", "ADR-0001", "0001-use-files.md", "0001-use-files", "docs/decisions/0001-use-files.md"]
    {
        assert_eq!(place.fine(&["adr", "show", reference]), NYGARD);
    }
    let said = place.run(&["adr", "show", "3"]);
    assert_eq!(said.code, 2);
    assert!(said.talk.contains("may be `0003-no-status.md` or `0003-twice.md`"), "{}", said.talk);
    assert_eq!(place.run(&["adr", "show", "77"]).code, 2);
}

#[test]
fn only_the_line_of_the_status_changes() {
    let place = grown();
    place.fine(&["adr", "status", "5", "accepted"]);
    assert_eq!(
        place.read("docs/decisions/0005-bom-and-crlf.md"),
        "\u{feff}# 5. Bom\r\n\r\n## Status\r\n\r\nAccepted\r\n"
    );
    place.fine(&["adr", "status", "2", "rejected"]);
    assert_eq!(place.read("docs/decisions/0002-use-a-server.md"), MADR.replace("accepted", "rejected"));
    place.fine(&["adr", "status", "0008-a-folder/README.md", "accepted"]);
    assert_eq!(place.read("docs/decisions/0008-a-folder/README.md"), "# In a folder\n\n## Status: accepted\n");
    let said = place.run(&["adr", "status", "0003-no-status.md", "accepted"]);
    assert_eq!(said.code, 2);
    assert!(said.talk.contains("has no status; add a `Status` section"), "{}", said.talk);
    assert_eq!(place.fine(&["adr", "status", "0003-no-status.md"]), "unknown\n");
    let said = place.run(&["adr", "status", "1", "superseded"]);
    assert!(said.code == 2 && said.talk.contains("`archfit adr supersede 1 NEW`"), "{}", said.talk);
}

/// The texts of two records of a profile, one of which supersedes the other.
fn superseded(profile: &str) -> (String, String) {
    let place = Place::new();
    place.fine(&["adr", "new", "answers.toml", "--profile", profile, "--title", "Old one", "--status", "accepted"]);
    place.fine(&["adr", "new", "several-writers.toml", "--profile", profile, "--title", "New one"]);
    let before = [place.read("docs/decisions/0001-old-one.md"), place.read("docs/decisions/0002-new-one.md")];
    place.fine(&["adr", "supersede", "1", "2"]);
    let (old, new) = (place.read("docs/decisions/0001-old-one.md"), place.read("docs/decisions/0002-new-one.md"));
    let body = |text: &str| text[text.find("\n## Context").unwrap()..].to_owned();
    assert_eq!(body(&old), body(&before[0]));
    assert_eq!(body(&new), body(&before[1]));
    let head = |text: &str| text[..text.find("\n## Context").unwrap()].to_owned();
    let again = place.run(&["adr", "supersede", "1", "2"]);
    assert!(again.code == 2 && again.talk.contains("is superseded already"), "{}", again.talk);
    (head(&old), head(&new))
}

#[test]
fn a_supersession_of_madr_records_stands_in_both_front_matters() {
    let (old, new) = superseded("madr4");
    let expected =
        "---\nnumber: 1\nstatus: superseded by ADR-0002\nsuperseded-by: 2\ndate: 2026-11-24\n---\n# Old one\n";
    assert_eq!(old, expected);
    assert_eq!(new, "---\nnumber: 2\nstatus: proposed\nsupersedes: 1\ndate: 2026-11-24\n---\n# New one\n");
}

#[test]
fn a_supersession_of_nygard_records_replaces_accepted_and_links_both_ways() {
    let (old, new) = superseded("nygard");
    let expected =
        "# 1. Old one\n\nDate: 2026-11-24\n\n## Status\n\nSuperseded\n\nSuperseded by [2. New one](0002-new-one.md)\n";
    assert_eq!(old, expected);
    let expected =
        "# 2. New one\n\nDate: 2026-11-24\n\n## Status\n\nProposed\n\nSupersedes [1. Old one](0001-old-one.md)\n";
    assert_eq!(new, expected);
}

#[test]
fn a_supersession_of_universal_records_stands_twice_and_in_step() {
    let (old, new) = superseded("universal");
    let expected = "# 1. Old one\n\n* Status: superseded by [0002-new-one](0002-new-one.md)\n* Date: 2026-11-24\n\nDate: 2026-11-24\n\n\
                    ## Status\n\nSuperseded\n\nSuperseded by [2. New one](0002-new-one.md)\n";
    assert_eq!(old, expected);
    assert!(new.ends_with("## Status\n\nProposed\n\nSupersedes [1. Old one](0001-old-one.md)\n"), "{new}");
}

#[test]
fn records_of_other_tools_are_superseded_in_their_own_shape() {
    let place = grown();
    place.fine(&["adr", "supersede", "1", "2"]);
    let old = place.read("docs/decisions/0001-use-files.md");
    let status = "Superseded\n\nSuperseded by [2. Use a server](0002-use-a-server.md)\n";
    assert_eq!(old, NYGARD.replace("Accepted\n", status));
    let new = place.read("docs/decisions/0002-use-a-server.md");
    assert_eq!(new, MADR.replace("status: accepted\n", "status: accepted\nsupersedes: 1\n"));
    // What says that there is nothing is no entry of a list.
    for nothing in ["null", "~", "\"\"", "none", "N/A", "-"] {
        let place = grown();
        let with =
            |value: &str| MADR.replace("status: accepted\n", &format!("status: accepted\nsupersedes: {value}\n"));
        place.write("docs/decisions/0002-use-a-server.md", &with(nothing));
        place.fine(&["adr", "supersede", "1", "2"]);
        assert_eq!(place.read("docs/decisions/0002-use-a-server.md"), with("1"), "{nothing}");
    }
}

#[test]
fn a_supersession_is_on_neither_side_where_one_cannot_be_written() {
    let place = grown();
    let before = place.read("docs/decisions/0001-use-files.md");
    let said = place.run(&["adr", "supersede", "1", "0003-no-status.md"]);
    assert_eq!(said.code, 2, "{}", said.out);
    assert_eq!(place.read("docs/decisions/0001-use-files.md"), before);
    let path = place.path("docs/decisions/0002-use-a-server.md");
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    let said = place.run(&["adr", "supersede", "1", "2"]);
    assert_eq!(said.code, 2, "{}", said.out);
    assert!(said.talk.contains("0002-use-a-server.md"), "{}", said.talk);
    assert_eq!(place.read("docs/decisions/0001-use-files.md"), before);
    assert!(!place.path("docs/decisions").join(journal::NAME).exists());
}

/// Both sides of a supersession, the first of them on disk, as a crash in between leaves it.
fn crashed(place: &Place) -> [Change; 2] {
    place.fine(&["adr", "supersede", "1", "2"]);
    let change = |file: &str, before: &str| {
        let after = Some(place.read(&format!("docs/decisions/{file}")));
        Change { file: file.to_owned(), before: Some(before.to_owned()), after }
    };
    let changes = [change("0001-use-files.md", NYGARD), change("0002-use-a-server.md", MADR)];
    let folder = Folder::find(&place.path("."), None).unwrap();
    journal::begin(&folder, &changes.to_vec().into()).unwrap();
    place.write("docs/decisions/0002-use-a-server.md", MADR);
    changes
}

#[test]
fn a_supersession_that_a_crash_interrupted_is_finished_by_the_next_command() {
    let place = grown();
    let changes = crashed(&place);
    let said = place.run(&["adr", "list"]);
    assert!(said.talk.contains("a change of records was interrupted here"), "{}", said.talk);
    let said = place.run(&["adr", "status", "5", "accepted"]);
    assert!(said.talk.contains("finished an interrupted change"), "{}", said.talk);
    for change in changes {
        assert_eq!(Some(place.read(&format!("docs/decisions/{}", change.file))), change.after);
    }
    assert!(!place.path("docs/decisions").join(journal::NAME).exists());
}

#[test]
fn what_a_person_changed_after_a_crash_is_left_alone() {
    let place = grown();
    crashed(&place);
    place.write("docs/decisions/0002-use-a-server.md", "# Mine now\n\nStatus: accepted\n");
    let said = place.run(&["adr", "status", "5", "accepted"]);
    assert!(said.talk.contains("0002-use-a-server.md changed since"), "{}", said.talk);
    assert_eq!(place.read("docs/decisions/0002-use-a-server.md"), "# Mine now\n\nStatus: accepted\n");
}

#[test]
fn a_damaged_journal_or_one_that_leads_elsewhere_is_refused() {
    for text in ["{", r#"{"folders": [], "files": [{"file": "../../answers.toml", "before": null, "after": "x"}]}"#] {
        let place = grown();
        place.write(&format!("docs/decisions/{}", journal::NAME), text);
        let answers = place.read("answers.toml");
        assert_eq!(place.run(&["adr", "status", "5", "accepted"]).code, 2);
        assert_eq!(place.read("answers.toml"), answers);
    }
}

#[test]
fn numbers_used_twice_are_mended_with_their_links() {
    let place = Place::new();
    place.write("docs/decisions/0003-first.md", "# 3. First\n\nDate: 2024-01-01\n\n## Status\n\nAccepted\n");
    place.write("docs/decisions/0003-second.md", "---\nnumber: 3\nstatus: accepted\ndate: 2024-02-02\n---\n# Second\n");
    let other = "# 4. Other\n\nDate: 2024-03-03\n\n## Status\n\nAmends [3. Second](0003-second.md), see ADR-0003 and 10003-second.md\n";
    place.write("docs/decisions/0004-other.md", other);
    assert_eq!(place.run(&["adr", "renumber", "--check"]).code, 1);
    assert!(place.path("docs/decisions/0003-second.md").exists());
    let said = place.run(&["adr", "renumber"]);
    assert_eq!(said.out, "0003-second.md -> 0005-second.md\n");
    assert!(said.talk.contains("0004-other.md:7: `ADR-0003` may mean either of two records"), "{}", said.talk);
    assert!(place.read("docs/decisions/0005-second.md").starts_with("---\nnumber: 5\n"));
    assert!(!place.path("docs/decisions/0003-second.md").exists());
    assert_eq!(place.read("docs/decisions/0004-other.md"), other.replace("(0003-second.md)", "(0005-second.md)"));
    assert!(place.fine(&["adr", "renumber", "--check", "--dir", "docs/decisions"]).is_empty());
}

#[test]
fn many_records_of_one_number_are_told_apart_by_their_names() {
    let place = Place::new();
    let record = |title: &str, day: u32, body: &str| {
        format!("---\nnumber: 5\nstatus: accepted\ndate: 2024-01-{day:02}\n---\n# {title}\n\n{body}\n")
    };
    for day in 1..=20 {
        // Every name is the beginning of the next one, and every record links to both its neighbours.
        let name = |day: u32| format!("0005-{}.md", "a".repeat(day as usize));
        let body = format!("See [one]({}), [two](./{}) and ADR-52.", name(day + 1), name(day - 1));
        place.write(&format!("docs/decisions/{}", name(day)), &record("X", day, &body));
    }
    place.write("docs/decisions/0052-z.md", "# 52. Z\n\nADR-0005x, ADR-50, superseded-by: 51 and ADR 5, ADR-0005.\n");
    let said = place.run(&["adr", "renumber"]);
    assert_eq!((said.code, said.out.lines().count()), (1, 19), "{}", said.talk);
    assert_eq!(said.talk, "0052-z.md:3: `ADR-0005` may mean either of two records; check it\n");
    let third = place.read("docs/decisions/0054-aaa.md");
    assert!(third.contains("See [one](0055-aaaa.md), [two](./0053-aa.md) and ADR-52."), "{third}");
    let second = place.read("docs/decisions/0053-aa.md");
    assert!(second.starts_with("---\nnumber: 53\n") && second.contains("[two](./0005-a.md)"), "{second}");
}

#[test]
fn an_index_stands_between_its_markers_and_is_checked() {
    let place = grown();
    place.write("docs/decisions.md", "# Ours\n\n<!-- adrlog -->\nold\n<!-- adrlogstop -->\n\nThe end.\n");
    assert_eq!(place.run(&["adr", "index", "docs/decisions.md", "--check"]).code, 1);
    place.fine(&["adr", "index", "docs/decisions.md"]);
    place.fine(&["adr", "index", "docs/decisions.md", "--check"]);
    insta::assert_snapshot!(place.read("docs/decisions.md"));
    place.write("docs/none.md", "# Nothing\n");
    let said = place.run(&["adr", "index", "docs/none.md"]);
    assert!(said.code == 2 && said.talk.contains("put the lines `<!-- adrlog -->`"), "{}", said.talk);
    let said = place.run(&["adr", "index", "docs/decisions/README.md"]);
    assert!(said.code == 2 && said.talk.contains("breaks other tools"), "{}", said.talk);
    place.write("docs/decisions/0099-a#b%20c (d).md", "# 99. T\n\n## Status\n\nAccepted\n");
    place.fine(&["adr", "index", "docs/new.md"]);
    assert!(
        place.read("docs/new.md").contains("](decisions/0099-a%23b%2520c%20%28d%29.md)"),
        "{}",
        place.read("docs/new.md")
    );
    assert!(
        place.read("docs/new.md").starts_with("# Decisions\n\n<!-- adrlog -->\n\n* [ADR-0001: Use files](decisions/")
    );
}

#[test]
#[cfg(unix)]
fn links_out_of_the_folder_are_neither_read_nor_written() {
    let place = grown();
    place.write("secret.md", "# 6. Secret\n\n## Status\n\nAccepted\n");
    std::os::unix::fs::symlink(place.path("secret.md"), place.path("docs/decisions/0006-link.md")).unwrap();
    std::os::unix::fs::symlink(place.path("."), place.path("docs/decisions/round")).unwrap();
    let text = place.fine(&["adr", "list"]);
    assert!(text.contains("0006  unknown") && text.contains("it is a link out of the folder"), "{text}");
    assert!(!text.contains("Secret"), "{text}");
    assert_eq!(place.run(&["adr", "status", "6", "rejected"]).code, 2);
    assert!(place.read("secret.md").contains("Accepted"));
}

#[test]
fn hostile_front_matter_is_only_text() {
    let place = Place::new();
    let hostile = format!(
        "---\nstatus: &a [*a, *a]\nnumber: 99999999999999999999\ndate: {}\n---\n# \u{1b}[31mX\n",
        "9".repeat(5_000)
    );
    place.write("docs/decisions/0001-x.md", &hostile);
    let text = place.fine(&["adr", "list"]);
    assert!(text.starts_with(" 0001"), "{text}");
    assert!(text.len() < 500 && !text.contains('\u{1b}'), "{text}");
    assert!(!place.fine(&["adr", "show", "1"]).contains('\u{1b}'));
}

#[test]
fn a_team_sets_its_ways_once() {
    let place = Place::new();
    place.write(
        "archfit.toml",
        "[adr]\ndir = \"records\"\nprofile = \"madr4\"\nstatus = \"accepted\"\ndeciders = [\"Ana\"]\nfront-matter = { tags = \"backend\" }\n\n\
         [[adr.revisit]]\non = 2027-06-01\nbecause = \"the contract ends\"\n",
    );
    place.fine(&["adr", "new", "answers.toml", "--title", "x"]);
    let text = place.read("records/0001-x.md");
    let head = "---\nnumber: 1\nstatus: accepted\ndate: 2026-11-24\ndecision-makers:\n  - Ana\ntags: backend\n---\n";
    assert!(text.starts_with(head), "{text}");
    assert!(
        text.contains("Revisit this decision when:\n") && text.contains("* 2027-06-01 has come: the contract ends\n"),
        "{text}"
    );
    place.edit("archfit.toml", "profile", "profil");
    let said = place.run(&["adr", "list"]);
    assert_eq!(said.code, 2);
    assert!(said.talk.contains("line 3: unknown key `profil`; did you mean `profile`?"), "{}", said.talk);
}

#[test]
fn there_is_no_folder_of_records_yet() {
    let place = Place::new();
    place.own_rules();
    for arguments in [&["adr", "list"][..], &["adr", "status", "1", "accepted"], &["adr", "renumber"]] {
        let said = place.run(arguments);
        assert_eq!(said.code, 2, "{arguments:?}");
        assert!(said.talk.contains("docs/decisions"), "{}", said.talk);
    }
    assert!(!place.path("docs").exists());
}

#[test]
fn decisions_with_folders_of_their_own_are_renumbered_with_all_that_is_in_them() {
    let place = Place::new();
    let in_folder = |name: &str, text: &str| place.write(&format!("docs/decisions/{name}"), text);
    let first = "# ADR-0003: First\n\n* Status: accepted\n* Date: 2024-01-01\n\n![plan](plan.png) [own](README.md)\n";
    in_folder("0003-first/README.md", first);
    let second = "# ADR-0003: Second\n\n* Status: accepted\n* Date: 2024-02-02\n\n![plan](plan.png), after [first](../0003-first/README.md)\n";
    in_folder("0003-second/README.md", second);
    in_folder("0003-second/plan.png", "a picture");
    in_folder("0003-second/notes.md", "See ../0003-second/README.md and [5](../0005-third.md).\n");
    in_folder("0005-third.md", "# 5. Third\n\n## Status\n\nAmends [second](0003-second/README.md#why).\n\nAccepted\n");
    in_folder("0005-third-again.md", "# 5. Third again\n\nDate: 2025-05-05\n\n## Status\n\nAccepted\n");
    in_folder("index.md", "* [second](0003-second/) * [again](0005-third-again.md) * [first](0003-first/)\n");
    // The numbers of a sub-folder are its own.
    in_folder("backend/0003-cache.md", "# 3. Cache\n\n## Status\n\nAccepted\n");
    in_folder("backend/0003-queue.md", "# 3. Queue\n\n## Status\n\nAccepted\n\nSee [second](../0003-second/).\n");
    assert_eq!(place.run(&["adr", "renumber", "--check"]).code, 1);
    let said = place.run(&["adr", "renumber"]);
    assert_eq!((said.code, said.talk.as_str()), (0, ""));
    let moved = "0003-second -> 0006-second\n0005-third-again.md -> 0007-third-again.md\nbackend/0003-queue.md -> backend/0004-queue.md\n";
    assert_eq!(said.out, moved);
    let read = |name: &str| place.read(&format!("docs/decisions/{name}"));
    assert_eq!(read("0003-first/README.md"), first);
    assert_eq!(read("0006-second/README.md"), second.replace("ADR-0003", "ADR-0006"));
    assert_eq!(read("0006-second/plan.png"), "a picture");
    assert_eq!(read("0006-second/notes.md"), "See ../0006-second/README.md and [5](../0005-third.md).\n");
    assert!(read("0005-third.md").contains("(0006-second/README.md#why)"));
    assert!(read("0007-third-again.md").starts_with("# 7. Third again\n"));
    let index = "* [second](0006-second/) * [again](0007-third-again.md) * [first](0003-first/)\n";
    assert_eq!(read("index.md"), index);
    let queue = "# 4. Queue\n\n## Status\n\nAccepted\n\nSee [second](../0006-second/).\n";
    assert_eq!(read("backend/0004-queue.md"), queue);
    assert!(!place.path("docs/decisions/0003-second").exists());
    assert!(place.fine(&["adr", "renumber", "--check"]).is_empty());
}

#[test]
fn a_renumbering_that_a_crash_interrupted_is_finished_from_any_point_of_it() {
    let start = || {
        let place = Place::new();
        place.write("docs/decisions/0001-a/README.md", "# A\n\n## Status\n\nAccepted\n");
        place.write("docs/decisions/0001-b/README.md", "# B\n\n## Status\n\nAccepted\n\nSee ../0001-b/README.md\n");
        place.write("docs/decisions/0003-c.md", "# 3. C\n\n## Status\n\nAccepted\n\nSee 0001-b/README.md\n");
        place
    };
    let whole = start();
    whole.fine(&["adr", "renumber"]);
    let names = ["0004-b/README.md", "0003-c.md"];
    let after = names.map(|name| whole.read(&format!("docs/decisions/{name}")));
    for n_done in 0..=3_usize {
        let place = start();
        let before = ["0001-b/README.md", "0003-c.md"].map(|name| place.read(&format!("docs/decisions/{name}")));
        let change = |n: usize| {
            let (before, after) = (Some(before[n].clone()), Some(after[n].clone()));
            Change { file: names[n].to_owned(), before, after }
        };
        let rename = Rename { from: "0001-b".to_owned(), to: "0004-b".to_owned() };
        let batch = Batch { folders: vec![rename], files: vec![change(0), change(1)] };
        journal::begin(&Folder::find(&place.path("."), None).unwrap(), &batch).unwrap();
        if n_done >= 1 {
            std::fs::rename(place.path("docs/decisions/0001-b"), place.path("docs/decisions/0004-b")).unwrap();
        }
        for (name, text) in names.iter().zip(&after).take(n_done.saturating_sub(1)) {
            place.write(&format!("docs/decisions/{name}"), text);
        }
        let said = place.run(&["adr", "renumber"]);
        assert!(said.talk.contains("finished an interrupted change of 0004-b, 0004-b/README.md"), "{}", said.talk);
        assert_eq!(names.map(|name| place.read(&format!("docs/decisions/{name}"))), after, "after {n_done} steps");
        assert!(!place.path("docs/decisions/0001-b").exists());
        assert!(!place.path("docs/decisions").join(journal::NAME).exists());
    }
}

#[test]
#[cfg(unix)]
fn a_journal_that_leads_out_by_a_link_is_refused() {
    let place = grown();
    std::os::unix::fs::symlink(place.path("answers.toml"), place.path("docs/decisions/0006-link.md")).unwrap();
    std::os::unix::fs::symlink(place.path("."), place.path("docs/decisions/0007-link")).unwrap();
    let answers = place.read("answers.toml");
    for file in ["0006-link.md", "0007-link/answers.toml", "0007-link/new.toml"] {
        let text = format!(r#"{{"folders": [], "files": [{{"file": "{file}", "before": null, "after": "x"}}]}}"#);
        place.write(&format!("docs/decisions/{}", journal::NAME), &text);
        assert_eq!(place.run(&["adr", "status", "5", "accepted"]).code, 2, "{file}");
        assert_eq!(place.read("answers.toml"), answers);
        assert!(!place.path("new.toml").exists());
    }
}
