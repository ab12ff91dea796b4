//! Records that something puts out of sight: the file of another tool, a rule of what to ignore, the name of a folder, a link.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use crate::storage::{Place, commit, git};

const FIRST: &str = "docs/decisions/0001-x.md";
const OTHER: &str = "# 1. X\n\n## Status\n\nAccepted\n";

/// A repository with an accepted record and another folder with a record of somebody else.
fn committed() -> Place {
    let place = Place::new();
    place.own_rules();
    place.fine(&["adr", "new", "answers.toml", "--title", "x", "--status", "accepted"]);
    place.write("other/0001-x.md", OTHER);
    git(&place, &["init", "-q"]);
    commit(&place);
    place
}

/// Changes the answers so that the record follows no more.
fn flip(place: &Place) {
    place.edit("answers.toml", "operators = \"nobody\"", "operators = \"us\"");
}

/// Moves the records to another folder, with what they name.
fn moved(place: &Place, to: &str) {
    fs::create_dir_all(place.path(to)).unwrap();
    let text = place
        .read(FIRST)
        .replace("../../answers.toml", &format!("{}answers.toml", "../".repeat(to.matches('/').count() + 1)));
    fs::remove_file(place.path(FIRST)).unwrap();
    fs::remove_dir(place.path("docs/decisions")).unwrap();
    place.write(&format!("{to}/0001-x.md"), &text);
}

#[test]
fn the_file_of_another_tool_does_not_put_records_out_of_sight() {
    for (file, text) in [
        (".adr-dir", "other\n"),
        ("adrs.toml", "adr_dir = \"other\"\n"),
        (".adrs.toml", "adr_dir = \"other\"\n"),
        (".log4brains.yml", "project:\n  adrFolder: ./other\n"),
    ] {
        let place = committed();
        flip(&place);
        place.write(file, text);
        for format in ["text", "json", "markdown", "sarif", "github"] {
            let said = place.run(&["recheck", "--since", "HEAD", "--format", format]);
            assert_eq!(said.code, 1, "{file} {format}: {}{}", said.out, said.talk);
        }
        let said = place.run(&["recheck", "--since", "HEAD"]).out;
        assert!(said.contains("[settings-changed]") && said.contains(&format!("at {file}")), "{said}");
        assert!(said.contains("the folder that it names was none and is `other`"), "{said}");
        assert!(said.contains("[no-longer-replays]") && said.contains("lies where nobody looks now"), "{said}");
    }
}

#[test]
fn the_file_of_another_tool_that_says_something_else_or_is_gone_is_a_change_of_settings() {
    let place = committed();
    moved(&place, "records");
    place.write(".adr-dir", "records\n");
    commit(&place);
    flip(&place);
    assert_eq!(place.run(&["recheck", "--since", "HEAD"]).code, 1);
    let rest = [&["recheck", "--since", "HEAD"][..], &["recheck", "--since", "HEAD", "--all"]];
    let found = |words: &str| {
        for arguments in rest {
            let said = place.run(arguments);
            let all = format!("{}{}", said.out, said.talk);
            assert!(
                said.code == 1 && said.out.contains("records/0001-x.md") && all.contains(words),
                "{arguments:?}: {all}"
            );
        }
    };
    place.write(".adr-dir", "other\n");
    found("the folder that it names was `records` and is `other`");
    fs::remove_file(place.path(".adr-dir")).unwrap();
    place.write("docs/decisions/0001-x.md", OTHER);
    found("the folder that it names was `records` and is none");
    // The same folder, named by a file of another kind, and a folder that moved together with its name.
    place.edit("answers.toml", "operators = \"us\"", "operators = \"nobody\"");
    fs::remove_dir_all(place.path("docs")).unwrap();
    place.write("adrs.toml", "adr_dir = \"records\"\n");
    place.fine(&["recheck", "--since", "HEAD"]);
    fs::rename(place.path("records"), place.path("register")).unwrap();
    place.write("adrs.toml", "adr_dir = \"register\"\n");
    place.fine(&["recheck", "--since", "HEAD"]);
}

#[test]
fn a_part_that_lost_the_name_of_its_folder_is_missed() {
    let place = committed();
    moved(&place, "services/desk/notes");
    place.write("services/desk/.adr-dir", "notes\n");
    commit(&place);
    place.fine(&["recheck", "--since", "HEAD", "--all"]);
    flip(&place);
    fs::remove_file(place.path("services/desk/.adr-dir")).unwrap();
    place.write("docs/decisions/0007-x.md", OTHER);
    let said = place.run(&["recheck", "--since", "HEAD", "--all"]);
    assert!(said.code == 1 && said.out.contains("services/desk/notes/0001-x.md"), "{}{}", said.out, said.talk);
    assert!(said.out.contains("[settings-changed]"), "{}", said.out);
}

#[test]
fn what_git_keeps_is_looked_at_whatever_its_folder_is_called_and_whatever_is_to_be_ignored() {
    for to in ["vendor", "target", "node_modules", "archfit/more", "built"] {
        let place = committed();
        let folder = format!("services/{to}/docs/decisions");
        moved(&place, &folder);
        let code = format!("services/{to}/a.rs");
        place.write(&code, "// ADR-0009\n");
        place.write(&format!("services/{to}/other.toml"), &place.read("answers.toml"));
        git(&place, &["add", "-A"]);
        place.write(".gitignore", "built/\n");
        commit(&place);
        flip(&place);
        let said = place.run(&["recheck", "--all"]);
        assert!(said.code == 1 && said.out.contains(&format!("LOOK AT  {folder}/0001-x.md")), "{to}: {}", said.out);
        // A file that is to be ignored may hold anything.
        assert!(to == "built" || said.out.contains(&format!("at {code}:1")), "{to}: {}", said.out);
        assert!(place.fine(&["adr", "list", "--all"]).contains(&folder), "{to}");
        assert!(place.fine(&["adr", "search", "x", "--all"]).contains(&folder), "{to}");
        // What git does not keep there is somebody else's.
        let strange =
            format!("elsewhere/{}/docs/adr", if to == "built" { "vendor" } else { to.split('/').next().unwrap() });
        place.write(&format!("{strange}/0001-x.md"), OTHER);
        assert!(!place.fine(&["adr", "list", "--all"]).contains(&strange), "{to}");
    }
    let place = committed();
    place.write("docs/decisions/vendor/0002-y.md", &OTHER.replace("1.", "2."));
    assert!(!place.fine(&["adr", "list"]).contains("vendor/0002-y.md"));
    commit(&place);
    assert!(place.fine(&["adr", "list"]).contains("0002"));
}

#[cfg(unix)]
#[test]
fn a_usual_folder_that_a_link_leads_out_is_refused_and_one_within_is_not() {
    let outside = tempfile::tempdir().unwrap();
    fs::create_dir(outside.path().join("decisions")).unwrap();
    for link in ["docs", "docs/decisions"] {
        let place = Place::new();
        fs::create_dir_all(place.path(link).parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(outside.path(), place.path(link)).unwrap();
        for arguments in
            [&["adr", "new", "answers.toml"][..], &["recheck"], &["adr", "list"], &["adr", "list", "--all"]]
        {
            let said = place.run(arguments);
            assert!(
                said.code == 2 && said.talk.contains("leads out of the project by a link"),
                "{link}: {}",
                said.talk
            );
        }
        place.fine(&["adr", "new", "answers.toml", "--dir", "docs/decisions"]);
    }
    let place = committed();
    fs::rename(place.path("docs"), place.path("papers")).unwrap();
    std::os::unix::fs::symlink("papers", place.path("docs")).unwrap();
    place.fine(&["recheck"]);
    // A part of a monorepo may keep its records with those of the whole.
    fs::create_dir_all(place.path("services/desk")).unwrap();
    std::os::unix::fs::symlink("../../papers", place.path("services/desk/docs")).unwrap();
    place.fine(&["recheck", "--all"]);
}

#[test]
fn a_file_of_another_tool_without_end_is_not_read() {
    let place = committed();
    let file = fs::File::create(place.path(".adr-dir")).unwrap();
    file.set_len(1 << 40).unwrap();
    place.fine(&["adr", "list"]);
}

#[test]
fn a_mark_of_a_conflict_that_was_left_is_found_and_headings_and_quotes_are_none() {
    let place = committed();
    let text = place.read(FIRST);
    for left in [
        "<<<<<<< HEAD\nours\n",
        "ours\n=======\ntheirs\n>>>>>>> topic\n",
        "theirs\n>>>>>>> topic\n",
        "<<<<<<< HEAD\nours\n=======\n",
    ] {
        place.write(FIRST, &format!("{text}\n{left}"));
        let said = place.run(&["recheck"]);
        assert!(said.code == 1 && said.out.contains("[record-conflict]"), "{left}: {}", said.out);
    }
    for fine in [
        "Heading\n=======\n",
        "> > quoted\n",
        "\n>>>>>>> quoted\n>>>>>>> more\n",
        "```\n<<<<<<< HEAD\n```\n",
        "    <<<<<<< HEAD\n",
    ] {
        place.write(FIRST, &format!("{text}\n{fine}"));
        place.fine(&["recheck"]);
    }
}
