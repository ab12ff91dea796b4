//! Commands that are asked to look end well only where they looked: whatever keeps them from it is a finding, or a refusal with the reason.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::storage::{Place, Said, TODAY, commit, git, make_repository};

const FIRST: &str = "docs/decisions/0001-x.md";
const SECOND: &str = "docs/decisions/0002-y.md";

/// A project with two accepted records of the same answers, committed.
fn committed() -> Place {
    let place = Place::new();
    place.own_rules();
    for title in ["x", "y"] {
        place.fine(&["adr", "new", "answers.toml", "--title", title, "--status", "accepted"]);
    }
    git(&place, &["init", "-q"]);
    commit(&place);
    assert_eq!(place.run(&["recheck"]).code, 0);
    place
}

/// Says something that must not end well, and must say this.
fn said(place: &Place, arguments: &[&str], code: i32, words: &str) -> Said {
    let said = place.run(arguments);
    let all = format!("{}{}", said.out, said.talk);
    assert!(said.code == code && all.contains(words), "{arguments:?}: {} {all}", said.code);
    said
}

/// Changes the answers so that the records follow no more.
fn flip(place: &Place) {
    place.edit("answers.toml", "operators = \"nobody\"", "operators = \"us\"");
}

/// Runs the program in a folder with that folder's own rules or none; gives its exit code and all that it says.
fn run_in(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_archfit"));
    let output = command.current_dir(folder).env("ARCHFIT_TODAY", TODAY).args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

#[test]
fn since_a_revision_what_git_does_not_watch_may_have_changed() {
    let place = committed();
    place.write(".gitignore", "answers.toml\n");
    git(&place, &["rm", "-q", "--cached", "answers.toml"]);
    commit(&place);
    assert_eq!(place.run(&["recheck", "--since", "HEAD"]).code, 0);
    flip(&place);
    said(&place, &["recheck", "--since", "HEAD"], 1, "[winner-changed]");

    let place = committed();
    git(&place, &["update-index", "--assume-unchanged", "answers.toml"]);
    flip(&place);
    said(&place, &["recheck", "--since", "HEAD"], 1, "[winner-changed]");

    let place = committed();
    place.write(".gitignore", "/docs/decisions/0003*\n");
    commit(&place);
    let text = fs::read_to_string(place.path(FIRST)).unwrap().replace("option = \"embedded\"", "option = \"server\"");
    place.write("docs/decisions/0003-z.md", &text.replace("number: 1\n", "number: 3\n"));
    said(&place, &["recheck", "--since", "HEAD"], 1, "0003-z.md");
}

#[test]
fn a_folder_of_records_that_is_gone_held_none_and_those_it_lost_are_named() {
    for (gone, more) in
        [("docs/decisions", None), ("docs", None), ("docs", Some("--all")), ("docs", Some("docs/decisions"))]
    {
        let place = committed();
        fs::remove_dir_all(place.path(gone)).unwrap();
        let arguments: Vec<&str> = ["recheck", "--since", "HEAD"].into_iter().chain(more).collect();
        let found = said(&place, &[&arguments[..], &["--allow-empty"]].concat(), 1, "[no-longer-replays]");
        assert!(
            found.out.contains(FIRST) && found.out.contains("0002-y.md") && !found.out.contains("no-record"),
            "{}",
            found.out
        );
        said(&place, &arguments, 1, "[no-record]");
        for format in ["json", "sarif", "markdown", "github"] {
            let found = said(&place, &[&arguments[..], &["--format", format, "--allow-empty"]].concat(), 1, FIRST);
            assert!(found.out.contains("no-longer-replays"), "{format}: {}", found.out);
        }
        commit(&place);
        assert_eq!(place.run(&["recheck", "--allow-empty", "--since", "HEAD"]).code, 0, "nothing was lost since");
    }
    let place = committed();
    said(&place, &["recheck", "docs/decison"], 2, "is not there");
    git(&place, &["mv", "docs/decisions", "docs/adrs"]);
    said(&place, &["recheck", "--since", "HEAD"], 1, "[no-longer-replays]");
    said(&place, &["recheck"], 1, "[no-record]");
}

#[test]
fn a_sparse_checkout_without_some_records_is_refused() {
    let place = committed();
    git(&place, &["sparse-checkout", "set", "--no-cone", "/*", "!/docs/decisions/0001*"]);
    assert!(!place.path(FIRST).exists() && place.path(SECOND).exists());
    for arguments in [&["recheck"][..], &["recheck", "--since", "HEAD"], &["recheck", "--all"]] {
        said(&place, arguments, 2, "the checkout is sparse");
    }
}

#[test]
fn a_record_that_did_not_come_along_when_its_folder_moved_is_found() {
    let place = committed();
    fs::create_dir_all(place.path("docs/adr")).unwrap();
    git(&place, &["mv", FIRST, "docs/adr/0001-x.md"]);
    git(&place, &["rm", "-q", SECOND]);
    let found = said(&place, &["recheck", "--since", "HEAD"], 1, "[no-longer-replays]");
    assert!(found.out.contains(SECOND) && !found.out.contains("LOOK AT  docs/decisions/0001"), "{}", found.out);
    git(&place, &["checkout", "-q", "HEAD", "--", SECOND]);
    git(&place, &["mv", SECOND, "docs/adr/0002-y.md"]);
    assert_eq!(place.run(&["recheck", "--since", "HEAD"]).code, 0, "both came along");
}

#[test]
fn of_two_usual_folders_neither_is_taken_for_the_whole() {
    let place = committed();
    fs::create_dir_all(place.path("docs/adr")).unwrap();
    fs::rename(place.path(SECOND), place.path("docs/adr/0002-y.md")).unwrap();
    said(&place, &["recheck"], 2, "look at both with `--all`");
    assert_eq!(place.run(&["recheck", "--all"]).code, 0);
    assert_eq!(place.run(&["recheck", "docs/adr"]).code, 0);
    place.write("archfit.toml", "[adr]\ndir = \"docs/decisions\"\n");
    assert_eq!(place.run(&["recheck"]).code, 0);
}

#[test]
fn records_in_sub_folders_of_any_name_and_depth_are_looked_at() {
    for to in ["2024/0002-y.md", "01-live/0002-y.md", "a/b/c/0002-y.md", "2024/q1/0002-y.md"] {
        let place = committed();
        let to = format!("docs/decisions/{to}");
        let text = fs::read_to_string(place.path(SECOND)).unwrap().replace("../../answers", "ANSWERS");
        let up = "../".repeat(to.matches('/').count());
        let text =
            text.replace("option = \"embedded\"", "option = \"server\"").replace("ANSWERS", &format!("{up}answers"));
        fs::create_dir_all(place.path(&to).parent().unwrap()).unwrap();
        place.write(&to, &text);
        place.write(&to.replace("0002-y", "0003-z"), &text.replace("number: 2\n", "number: 3\n"));
        fs::remove_file(place.path(SECOND)).unwrap();
        let found = said(&place, &["recheck"], 1, "0002-y.md");
        assert!(found.out.contains("0003-z.md"), "{to}: {}", found.out);
        let listed = place.run(&["adr", "list"]).out;
        assert!(listed.contains(" 0002") && listed.contains(" 0003"), "{to}: {listed}");
    }
}

#[cfg(unix)]
#[test]
fn a_linked_folder_of_records_is_named_and_one_that_leads_back_is_not() {
    let place = committed();
    fs::create_dir_all(place.path("elsewhere")).unwrap();
    fs::rename(place.path(SECOND), place.path("elsewhere/0002-y.md")).unwrap();
    let link = |to: &str| {
        assert!(
            Command::new("ln")
                .args(["-sfn", to, "linked"])
                .current_dir(place.path("docs/decisions"))
                .status()
                .unwrap()
                .success()
        );
    };
    link("../../elsewhere");
    said(&place, &["recheck"], 1, "a link to a folder, which is not followed");
    said(&place, &["adr", "list"], 0, "(not read: it is a link to a folder");
    link(".");
    assert_eq!(place.run(&["recheck"]).code, 0);
}

#[test]
fn a_record_under_a_name_that_is_none_is_named() {
    for name in ["0002-y.txt", "0002-y.mdx", ".0002-y.md", "index.md", "README.md"] {
        let place = committed();
        fs::rename(place.path(SECOND), place.path(&format!("docs/decisions/{name}"))).unwrap();
        let found = said(&place, &["recheck"], 1, "[unreadable-record]");
        assert!(found.out.contains(name), "{name}: {}", found.out);
    }
    let place = committed();
    fs::rename(place.path(SECOND), place.path("docs/decisions/0000-template.md")).unwrap();
    place
        .write("docs/decisions/README.md", "# Records\n\nEach holds a block `[archfit]`.\n\n```toml\n[archfit]\n```\n");
    assert_eq!(place.run(&["recheck"]).code, 0, "a template is meant to be copied, and an example is no record");
}

#[test]
fn a_clock_that_is_behind_the_records_is_found() {
    let place = committed();
    said(&place, &["recheck", "--today", "2020-01-01"], 1, "[date-ahead]");
    place.write("archfit.toml", "[recheck]\nallow = [\"date-ahead\"]\n");
    assert_eq!(place.run(&["recheck", "--today", "2020-01-01"]).code, 0);
    let place = Place::new();
    place.own_rules();
    let questions = "archfit/questionnaires/storage.toml";
    place.edit(questions, "id = \"operators\"", "id = \"operators\"\nholds-for = \"6 months\"");
    place.fine(&["adr", "new", "answers.toml", "--title", "x", "--status", "accepted"]);
    place.edit("answers.toml", "operators = \"nobody\"", "operators = { value = \"nobody\", on = 2099-01-01 }");
    let found = said(&place, &["recheck"], 1, "[date-ahead]");
    assert!(found.out.contains("at answers.toml:"), "{}", found.out);
}

#[test]
fn markers_are_found_in_whatever_encoding_and_length() {
    let latin: Vec<u8> = b"// caf\xe9 ADR-0099\n".to_vec();
    let wide: Vec<u8> =
        [0xfeff_u16].into_iter().chain("// ADR-0099\n".encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let long = [vec![b'x'; 1_500_000], b"\n// ADR-0099\n".to_vec()].concat();
    for bytes in [latin, wide, long] {
        let place = committed();
        fs::write(place.path("main.c"), &bytes).unwrap();
        said(&place, &["recheck"], 1, "[stale-marker]");
        said(&place, &["adr", "for", "main.c"], 1, "[stale-marker]");
    }
    let place = committed();
    fs::write(place.path("picture.bin"), b"ADR-0099\0\x01").unwrap();
    assert_eq!(place.run(&["recheck"]).code, 0, "what is no text holds no marker");
}

#[test]
fn a_folder_is_asked_about_with_everything_in_it() {
    let place = Place::new();
    place.own_rules();
    place.fine(&["adr", "new", "answers.toml", "--title", "x", "--status", "accepted", "--covers", "src/live/**"]);
    place.fine(&["adr", "new", "answers.toml", "--title", "y", "--status", "accepted"]);
    place.write("src/live/a.rs", "x\n");
    place.write("src/b.rs", "// As ADR-0002 says.\n");
    let of = |path: &str| place.run(&["adr", "for", path]).out;
    assert!(of("src").contains("0001-x.md governs src/live/a.rs") && of("src").contains("0002-y.md governs src/b.rs"));
    assert!(of("src/live").contains("0001-x.md governs src/live/") && !of("src/live").contains("0002"));
    assert!(of("src/live/").contains("0001-x.md governs src/live/"));
    assert!(of(".").contains("0001-x.md") && of(".").contains("0002-y.md"));
    said(&place, &["adr", "for", "src/other.rs"], 0, "is not there");
    place.write("src/b.rs", "// As ADR-0009 says.\n");
    said(&place, &["adr", "for", "src"], 1, "src/b.rs:1: `ADR-0009` is stale");
}

#[test]
fn what_may_govern_and_cannot_be_read_is_told() {
    let place = committed();
    place.write("main.rs", "x\n");
    assert_eq!(place.run(&["adr", "for", "main.rs"]).code, 0);
    fs::write(place.path("docs/decisions/0003-z.md"), b"\xff\xfe#\0 \0z\0").unwrap();
    said(&place, &["adr", "for", "main.rs"], 1, "0003-z.md` may govern these files");
    fs::remove_file(place.path("docs/decisions/0003-z.md")).unwrap();
    place.write("part/docs/decisions/0001-p.md", "# 1. P\n\n## Status\n\nAccepted\n");
    place.write("part/archfit.toml", "[adr\n");
    said(&place, &["adr", "for", "main.rs"], 2, "part/archfit.toml");
    fs::create_dir_all(place.path("empty")).unwrap();
    said(&place, &["adr", "for", "main.rs", "--dir", "empty"], 2, "there is no record yet");
}

#[test]
fn rules_where_none_are_read_are_found_and_nothing_is_not_fine() {
    let broken = "format = 1\nnope = 3\n";
    for path in [
        "archfit/rules/d/e/f.toml",
        "archfit/questionnaires/sub/q.toml",
        "archfit/rules/d/rules.TOML",
        "archfit/Rules/d/rules.toml",
    ] {
        let place = Place::new();
        place.write(path, broken);
        fs::create_dir_all(place.path("archfit/rules")).unwrap_or_default();
        if path.contains("Rules") {
            fs::remove_dir(place.path("archfit/rules")).unwrap();
            fs::create_dir_all(place.path("archfit/questionnaires")).unwrap();
        }
        said(&place, &["check", "archfit"], 1, "[unreadable-file]");
    }
    let place = Place::new();
    fs::create_dir_all(place.path("archfit/rules")).unwrap();
    fs::create_dir_all(place.path("other/rules")).unwrap();
    said(&place, &["check", "archfit"], 2, "nothing was checked");
    said(&place, &["diff", "archfit", "other"], 2, "nothing to compare");
}

#[test]
fn observations_that_say_nothing_are_refused() {
    let place = committed();
    place.write("none.json", "[]");
    said(&place, &["recheck", "--observations", "none.json"], 2, "nothing was compared");
    place.write(
        "other.json",
        "[{ \"measure\": \"http.rate.mean\", \"value\": 5, \"source\": \"d\", \"on\": \"2026-11-20\" }]",
    );
    said(&place, &["recheck", "--observations", "other.json"], 2, "answers no question");
}

#[test]
fn words_that_can_find_nothing_are_refused() {
    let place = committed();
    said(&place, &["adr", "list", "--status", "acepted"], 2, "did you mean `accepted`?");
    said(&place, &["adr", "search", ""], 2, "no word to search for");
}

#[test]
fn since_takes_one_commit_and_no_range_by_which_the_folder_is_not_looked_at() {
    let place = committed();
    flip(&place);
    for range in ["HEAD..HEAD", "HEAD...HEAD", "^HEAD", "HEAD^{tree}", "no-such-branch", ""] {
        said(&place, &["recheck", &format!("--since={range}")], 2, "git cannot tell");
    }
    for one in ["HEAD", "HEAD@{0}", ":/one"] {
        said(&place, &["recheck", "--since", one], 1, "[winner-changed]");
    }
    let clone = tempfile::tempdir().unwrap();
    commit(&place);
    let from = format!("file://{}", place.path(".").canonicalize().unwrap().display());
    git(&place, &["clone", "-q", "--depth", "1", &from, clone.path().join("c").to_str().unwrap()]);
    let shallow = clone.path().join("c");
    let (code, text) = run_in(&shallow, &["recheck", "--since", "HEAD~1"]);
    assert!(code == Some(2) && text.contains("this clone is shallow"), "{code:?} {text}");
}

#[test]
fn since_a_history_that_shares_nothing_everything_has_changed() {
    let place = committed();
    git(&place, &["branch", "-q", "ours"]);
    git(&place, &["checkout", "-q", "--orphan", "other"]);
    git(&place, &["rm", "-q", "-r", "-f", "."]);
    place.write("a", "a");
    commit(&place);
    git(&place, &["checkout", "-q", "-f", "ours"]);
    assert!(place.fine(&["recheck", "--since", "other"]).contains("follows  0002-y.md"));
    flip(&place);
    commit(&place);
    said(&place, &["recheck", "--since", "other"], 1, "[winner-changed]");
    said(&place, &["adr", "renumber", "--check", "--against", "other"], 2, "no commit is known from which both");
}

#[test]
fn a_sparse_checkout_without_the_rules_is_refused() {
    let place = committed();
    git(&place, &["sparse-checkout", "set", "--no-cone", "/*", "!/archfit/rules"]);
    for arguments in [&["recheck"][..], &["recheck", "--since", "HEAD"], &["recheck", "--all"]] {
        said(&place, arguments, 2, "the checkout is sparse");
    }
}

#[test]
fn a_usual_folder_in_another_case_is_not_passed_over() {
    let place = committed();
    fs::create_dir_all(place.path("Docs/Decisions")).unwrap();
    if place.path("docs").canonicalize().unwrap() == place.path("Docs").canonicalize().unwrap() {
        return;
    }
    git(&place, &["mv", SECOND, "Docs/Decisions/0002-y.md"]);
    said(&place, &["recheck"], 2, "records lie in");
    said(&place, &["recheck", "--since", "HEAD"], 2, "records lie in");
    flip(&place);
    let found = said(&place, &["recheck", "--all"], 1, "[winner-changed]");
    assert!(found.out.contains("Docs/Decisions/0002-y.md"), "{}", found.out);
}

#[cfg(unix)]
#[test]
fn the_built_in_rules_do_not_pass_for_a_project_folder_that_is_not_there() {
    let place = committed();
    fs::rename(place.path("archfit"), place.path("kept")).unwrap();
    std::os::unix::fs::symlink("nowhere", place.path("archfit")).unwrap();
    let run = |arguments: &[&str]| run_in(&place.path("."), arguments);
    for arguments in [&["test"][..], &["check"]] {
        let (code, text) = run(arguments);
        assert!(code == Some(1) && text.contains("a link to a folder that is not there"), "{code:?} {text}");
    }
    fs::remove_file(place.path("archfit")).unwrap();
    fs::rename(place.path("kept"), place.path("Archfit")).unwrap();
    if !place.path("archfit").exists() {
        for arguments in [&["test"][..], &["check"]] {
            let (code, text) = run(arguments);
            assert!(code == Some(1) && text.contains("in lower case"), "{code:?} {text}");
        }
    }
}

#[test]
fn a_decision_that_is_gone_is_a_change_of_its_outcome() {
    let place = committed();
    git(&place, &["rm", "-q", "-r", "archfit/rules"]);
    let (code, text) = run_in(&place.path("."), &["diff", "HEAD", "--fail-on-change"]);
    assert!(code == Some(1) && text.contains("The decision `storage` was removed"), "{code:?} {text}");
}

#[test]
fn a_glob_that_cannot_be_read_may_govern_what_is_asked_about() {
    let place = committed();
    place.fine(&["adr", "new", "answers.toml", "--title", "z", "--covers", "src/**"]);
    place.write("src/a.rs", "");
    assert_eq!(place.run(&["adr", "for", "src/a.rs"]).code, 0);
    place.edit("docs/decisions/0003-z.md", "src/**", "/src/**");
    said(&place, &["adr", "for", "src/a.rs"], 1, "which is no glob of the project's files");
}

#[cfg(unix)]
#[test]
fn a_record_whose_name_is_no_text_is_named() {
    use std::os::unix::ffi::OsStrExt as _;

    let place = committed();
    let name = std::ffi::OsStr::from_bytes(b"docs/decisions/0001-caf\xe9.md");
    fs::rename(place.path(FIRST), place.path(".").join(name)).unwrap();
    flip(&place);
    for arguments in [&["recheck"][..], &["recheck", "--since", "HEAD"]] {
        let found = said(&place, arguments, 1, "[winner-changed]");
        assert!(found.out.contains("0001-caf"), "{}", found.out);
    }
}

#[test]
fn records_under_names_of_other_scripts_are_looked_at() {
    let place = committed();
    git(&place, &["mv", FIRST, "docs/decisions/0001-决定-ü.md"]);
    git(&place, &["mv", SECOND, "docs/decisions/決定.md"]);
    commit(&place);
    flip(&place);
    for arguments in [&["recheck"][..], &["recheck", "--since", "HEAD"]] {
        let found = said(&place, arguments, 1, "[winner-changed]");
        assert!(found.out.contains("0001-决定-ü.md") && found.out.contains("決定.md"), "{}", found.out);
    }
}

#[test]
fn a_worktree_and_a_detached_head_are_looked_at_like_any_checkout() {
    let place = committed();
    git(&place, &["worktree", "add", "-q", "--detach", "beside"]);
    let answers = place.read("beside/answers.toml");
    place.write("beside/answers.toml", &answers.replace("operators = \"nobody\"", "operators = \"us\""));
    for arguments in [&["recheck"][..], &["recheck", "--since", "HEAD"]] {
        let (code, text) = run_in(&place.path("beside"), arguments);
        assert!(code == Some(1) && text.contains("[winner-changed]"), "{code:?} {text}");
    }
    assert_eq!(place.run(&["recheck"]).code, 0, "the checkout beside it is another one");
}

/// A committed project whose rules have a scenario that passes.
fn tested() -> Place {
    let place = committed();
    let rules = place.read("archfit/rules/storage/rules.toml");
    let scenario = "[[scenario]]\nid = \"own\"\nanswers = { write-ms = \"short\", writers = \"one\", reports = \"some\", operators = \"nobody\" }\nexpect = { winner = \"embedded\" }\n";
    place.write("archfit/rules/storage/rules.toml", &format!("{rules}\n{scenario}"));
    commit(&place);
    place
}

/// Runs commands that judge by rules, none of which may end well, and which all must say this.
fn no_green(folder: &Path, words: &str) {
    let judging =
        [&["check"][..], &["test"], &["coverage"], &["tune"], &["doc"], &["diff", "HEAD"], &["decide", "answers.toml"]];
    let recheck = [&["recheck"][..], &["recheck", "--since", "HEAD"], &["recheck", "--all"]];
    for arguments in judging.into_iter().chain(recheck) {
        let (code, text) = run_in(folder, arguments);
        // Where nothing is left to decide by, a command may fail before it can say why.
        let is_told = code == Some(1) && text.contains(words) || code == Some(2);
        assert!(is_told, "{arguments:?}: {code:?} {text}");
    }
}

#[test]
fn rules_that_a_sparse_checkout_left_out_are_missed_by_every_command_that_judges_by_them() {
    for left_out in ["/archfit", "/archfit/rules", "/archfit/questionnaires", "/archfit/rules/storage/rules.toml"] {
        let place = tested();
        assert_eq!(run_in(&place.path("."), &["test"]).0, Some(0));
        git(&place, &["sparse-checkout", "set", "--no-cone", "/*", &format!("!{left_out}")]);
        no_green(&place.path("."), "the checkout is sparse and leaves it out");
        git(&place, &["sparse-checkout", "disable"]);
        assert_eq!(run_in(&place.path("."), &["test"]).0, Some(0), "what is there again is read again");
    }
}

#[test]
fn rules_that_are_gone_and_that_git_keeps_are_missed_and_built_in_ones_do_not_pass_for_them() {
    let place = tested();
    fs::remove_dir_all(place.path("archfit")).unwrap();
    no_green(&place.path("."), "git keeps it, and it is not there");
    git(&place, &["rm", "-q", "-r", "--cached", "archfit"]);
    commit(&place);
    let (code, text) = run_in(&place.path("."), &["test"]);
    assert!(code == Some(0) && text.contains("looked at: the built-in rules"), "{code:?} {text}");
}

#[test]
fn a_submodule_that_was_not_fetched_is_missed() {
    for (name, folders) in [("archfit", 1), ("archfit/rules/storage", 1), ("docs/decisions", 2)] {
        let place = tested();
        let other = tempfile::tempdir().unwrap();
        let part = other.path().join("part");
        fs::rename(place.path(name), &part).unwrap();
        make_repository(&place, &part);
        git(&place, &["rm", "-q", "-r", "--cached", name]);
        let allow = ["-c", "protocol.file.allow=always"];
        git(&place, &[&allow[..], &["submodule", "add", "-q", part.to_str().unwrap(), name]].concat());
        commit(&place);
        git(&place, &["clone", "-q", ".", other.path().join("clone").to_str().unwrap()]);
        let clone = other.path().join("clone");
        if folders == 1 {
            no_green(&clone, "submodule that was not fetched");
        } else {
            for arguments in [
                &["recheck"][..],
                &["recheck", "--all"],
                &["adr", "renumber", "--check"],
                &["adr", "new", "answers.toml"],
            ] {
                let (code, text) = run_in(&clone, arguments);
                assert!(
                    code == Some(2) && text.contains("submodule that was not fetched"),
                    "{arguments:?}: {code:?} {text}"
                );
            }
        }
    }
}

#[test]
fn records_that_are_not_checked_out_are_missed_by_every_command_that_counts_on_all_of_them() {
    let place = committed();
    place.fine(&["adr", "index", "decisions.md"]);
    commit(&place);
    for left_out in ["/docs/decisions/0002*", "/docs"] {
        git(&place, &["sparse-checkout", "set", "--no-cone", "/*", &format!("!{left_out}")]);
        for arguments in [
            &["adr", "renumber", "--check"][..],
            &["adr", "index", "decisions.md", "--check"],
            &["adr", "index", "decisions.md"],
            &["adr", "new", "answers.toml", "--dry-run"],
            &["adr", "for", "answers.toml"],
            &["recheck", "--all"],
        ] {
            let said = place.run(arguments);
            let words = if place.path("docs").exists() { "the checkout is sparse" } else { "" };
            assert!(
                said.code > 0 && said.talk.contains(words),
                "{left_out} {arguments:?}: {} {}",
                said.code,
                said.talk
            );
        }
    }
    said(&place, &["adr", "new", "answers.toml"], 2, "the checkout is sparse");
    place.fine(&["adr", "new", "answers.toml", "--dry-run", "--dir", "../nowhere-yet"]);
    assert!(!place.path("docs").exists(), "no number is given where the others are not known");
}

#[test]
fn a_pointer_of_git_lfs_and_an_emptied_file_are_no_records_rules_or_answers() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
    for name in [FIRST, "archfit/rules/storage/rules.toml", "archfit/questionnaires/storage.toml", "answers.toml"] {
        let place = tested();
        place.write(name, pointer);
        for arguments in [&["recheck"][..], &["recheck", "--since", "HEAD"]] {
            said(&place, arguments, 1, if name == FIRST { "git lfs pull" } else { "LOOK AT" });
        }
        if name.starts_with("archfit") {
            said(&place, &["test"], 1, "git lfs pull");
        }
    }
    let place = committed();
    place.write(FIRST, "");
    said(&place, &["recheck"], 1, "it is empty");
}

#[test]
fn rules_that_are_gone_or_broken_since_a_revision_touch_every_record() {
    for (name, text) in [
        ("archfit/rules/storage/rules.toml", None),
        ("archfit/questionnaires/storage.toml", None),
        ("archfit/rules/storage/rules.toml", Some("[[rule]\n")),
        ("archfit/questionnaires/storage.toml", Some("id = \n")),
    ] {
        let place = committed();
        match text {
            Some(text) => place.write(name, text),
            None => fs::remove_file(place.path(name)).unwrap(),
        }
        for arguments in [&["recheck"][..], &["recheck", "--since", "HEAD"]] {
            let found = said(&place, arguments, 1, "LOOK AT");
            assert!(found.out.contains("0001-x.md") && found.out.contains("0002-y.md"), "{name}: {}", found.out);
        }
    }
}

#[test]
fn a_clone_without_the_texts_of_its_history_does_not_pass_for_one_where_nothing_was_there() {
    let place = committed();
    git(&place, &["config", "uploadpack.allowFilter", "true"]);
    git(&place, &["rm", "-q", SECOND]);
    commit(&place);
    let other = tempfile::tempdir().unwrap();
    let clone = other.path().join("clone");
    let from = format!("file://{}", place.path(".").canonicalize().unwrap().display());
    git(&place, &["clone", "-q", "--filter=blob:none", &from, clone.to_str().unwrap()]);
    let away = place.path(".").canonicalize().unwrap().with_extension("away");
    fs::rename(place.path(".").canonicalize().unwrap(), &away).unwrap();
    let (code, text) = run_in(&clone, &["recheck", "--since", "HEAD~1"]);
    fs::remove_dir_all(away).unwrap();
    assert!(code == Some(2) && text.contains("git cannot tell"), "{code:?} {text}");
}

#[test]
fn what_looked_at_nothing_does_not_end_well() {
    let place = Place::new();
    let here = place.path(".");
    assert_eq!(run_in(&here, &["fmt", "--check"]).0, Some(2));
    place.write("sets.jsonl", "\n");
    let (code, text) = run_in(&here, &["decide", "--each", "sets.jsonl"]);
    assert!(code == Some(2) && text.contains("holds no answer set"), "{code:?} {text}");
    let place = tested();
    fs::remove_dir_all(place.path("docs/decisions")).unwrap();
    fs::create_dir_all(place.path("docs/decisions")).unwrap();
    place.write("list.md", "<!-- adrlog -->\n<!-- adrlogstop -->\n");
    said(&place, &["adr", "renumber", "--check"], 2, "nothing was checked");
    said(&place, &["adr", "index", "list.md", "--check"], 2, "nothing was checked");
    git(&place, &["rm", "-q", "-r", "archfit/rules"]);
    commit(&place);
    let here = place.path(".");
    let (code, text) = run_in(&here, &["check"]);
    assert!(code == Some(1) && text.contains("no rule base reads the questionnaire `storage`"), "{code:?} {text}");
    assert_eq!(run_in(&here, &["coverage"]).0, Some(1));
    fs::create_dir_all(place.path("archfit/rules/storage")).unwrap();
    let (code, text) = run_in(&here, &["check"]);
    assert!(code == Some(1) && text.contains("the folder is empty"), "{code:?} {text}");
}

#[test]
fn markers_where_the_settings_say_that_they_mean_something_else_are_nobodys() {
    let place = committed();
    place.write("archfit.toml", "[recheck]\nno-markers-in = [\"lib/**\"]\n");
    place.write("part/archfit.toml", "[recheck]\nno-markers-in = [\"gen/**\"]\n");
    for file in ["lib/a.rs", "part/gen/a.rs"] {
        place.write(file, "// ADR-0099, ADR-0001\n");
    }
    place.write("src/a.rs", "// ADR-0001\n");
    for paths in [&["lib/a.rs"][..], &["part/gen/a.rs"], &["lib"], &["lib", "part"]] {
        said(&place, &[&["adr", "for"][..], paths].concat(), 0, "no decision governs these files");
    }
    said(&place, &["adr", "for", "."], 0, "governs src/a.rs\n");
    assert_eq!(place.run(&["recheck"]).code, 0);
    commit(&place);
    place.write("lib/a.rs", "// ADR-0001 and more\n");
    assert!(!place.run(&["recheck", "--since", "HEAD"]).out.contains("[covers-changed]"));
    place.write("other/a.rs", "// ADR-0099\n");
    said(&place, &["adr", "for", "other"], 1, "stale");
}
