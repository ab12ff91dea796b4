//! What nobody watches: pipes that nobody writes, files that a checkout leaves out, what another branch did meanwhile, and records that replace
//! each other.

use crate::storage::{Place, commit, git};

fn record(place: &Place, file: &str, status: &str) {
    place.write(&format!("docs/decisions/{file}"), &format!("# {file}\n\n## Status\n\n{status}\n"));
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_and_never_waited_for() {
    let pipe = |place: &Place, name: &str| {
        let made = std::process::Command::new("mkfifo").arg(place.path(name)).status().unwrap();
        assert!(made.success());
    };
    // Who waits for a pipe is ended, and has no code of its own then.
    let run = |place: &Place, arguments: &[&str]| {
        let output = place.command(arguments).timeout(std::time::Duration::from_secs(20)).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let place = Place::new();
    record(&place, "0001-a.md", "Accepted");
    pipe(&place, "pipe.rs");
    let (code, talk) = run(&place, &["adr", "for", "pipe.rs"]);
    assert!(
        code == Some(1) && talk.contains("`pipe.rs` was not looked through for markers: it is no regular file"),
        "{talk}"
    );
    for name in [".adr-dir", "adrs.toml", ".log4brains.yml"] {
        pipe(&place, name);
        assert_eq!(run(&place, &["adr", "list"]).0, Some(0), "{name}");
        std::fs::remove_file(place.path(name)).unwrap();
    }
    pipe(&place, "index.md");
    assert_eq!(run(&place, &["adr", "index", "index.md"]).0, Some(2));
}

#[test]
fn markers_in_files_that_the_checkout_leaves_out_are_looked_at() {
    let place = Place::new();
    git(&place, &["init", "-q", "-b", "main"]);
    record(&place, "0001-a.md", "Rejected");
    record(&place, "0002-b.md", "Accepted");
    place.write("src/a.rs", "fn a() {}\n// See ADR-0001.\n");
    place.write("src/b.rs", "// See ADR-0002.\n");
    place.write("docs/x.rs", "\n");
    commit(&place);
    let looked = |how: &str| {
        for arguments in [&["recheck"][..], &["recheck", "--all"]] {
            let said = place.run(arguments);
            assert!(said.code == 1 && said.out.contains("src/a.rs:2"), "{how}: {}{}", said.out, said.talk);
            assert!(said.out.contains("[stale-marker]") && !said.out.contains("ADR-0002"), "{how}: {}", said.out);
        }
    };
    looked("whole");
    git(&place, &["sparse-checkout", "set", "--no-cone", "/docs"]);
    assert!(!place.path("src").exists());
    looked("sparse");
    git(&place, &["sparse-checkout", "disable"]);
    git(&place, &["update-index", "--skip-worktree", "src/a.rs"]);
    std::fs::remove_file(place.path("src/a.rs")).unwrap();
    looked("one file");
    place.write("archfit.toml", "[recheck]\nno-markers-in = [\"src\"]\n");
    assert_eq!(place.run(&["recheck"]).code, 0);
}

#[test]
fn a_branch_that_is_behind_took_nothing_away() {
    let place = Place::new();
    place.own_rules();
    git(&place, &["init", "-q", "-b", "main"]);
    place.fine(&["adr", "new", "answers.toml", "--title", "x", "--status", "accepted"]);
    commit(&place);
    git(&place, &["checkout", "-q", "-b", "feature"]);
    place.write("notes.md", "one\n");
    commit(&place);
    git(&place, &["checkout", "-q", "main"]);
    place.fine(&["adr", "new", "answers.toml", "--title", "y", "--status", "accepted"]);
    commit(&place);
    git(&place, &["checkout", "-q", "feature"]);
    let said = place.run(&["recheck", "--since", "main"]);
    assert!(said.code == 0 && !said.out.contains("no-longer-replays"), "{}{}", said.out, said.talk);
    // What the branch took away itself is found.
    std::fs::remove_file(place.path("docs/decisions/0001-x.md")).unwrap();
    let said = place.run(&["recheck", "--since", "main", "--allow-empty"]);
    assert!(said.code == 1 && said.out.contains("[no-longer-replays]"), "{}{}", said.out, said.talk);
}

#[test]
fn what_is_not_in_force_replaces_nothing() {
    let place = Place::new();
    for file in ["0001-a.md", "0002-b.md", "0003-c.md"] {
        record(&place, file, "Accepted");
    }
    place.fine(&["adr", "supersede", "1", "2"]);
    place.fine(&["adr", "supersede", "2", "3"]);
    for old in ["2", "3"] {
        let said = place.run(&["adr", "supersede", old, "1"]);
        assert!(said.code == 2, "{}", said.talk);
    }
    let said = place.run(&["adr", "supersede", "3", "1"]);
    assert!(said.talk.contains("`0001-a.md` is superseded, so it replaces nothing"), "{}", said.talk);
    assert_eq!(place.run(&["recheck"]).code, 0, "a row of successors is none that comes back");
    for status in ["rejected", "deprecated"] {
        record(&place, "0004-d.md", status);
        let said = place.run(&["adr", "supersede", "3", "4"]);
        assert!(said.code == 2 && said.talk.contains(&format!("`0004-d.md` is {status}")), "{}", said.talk);
    }
    // What other tools and people wrote is found.
    let text = |by: &str| format!("Superseded\n\nSuperseded by [{by}]({by})\n\nSupersedes [{by}]({by})");
    let place = Place::new();
    record(&place, "0001-a.md", &text("0002-b.md"));
    record(&place, "0002-b.md", &text("0001-a.md"));
    let said = place.run(&["recheck"]);
    assert!(said.code == 1 && said.out.matches("[superseded-by-nothing]").count() == 1, "{}", said.out);
    assert!(said.out.contains("superseded by 0002-b.md, and in the end by itself"), "{}", said.out);
    let place = Place::new();
    record(&place, "0001-a.md", "Accepted");
    record(&place, "0002-b.md", "Accepted");
    place.fine(&["adr", "supersede", "1", "2"]);
    let said = place.run(&["adr", "status", "2", "deprecated"]);
    assert!(said.code == 0 && !said.talk.contains("neither"), "nothing came after it: {}", said.talk);
    assert_eq!(place.run(&["recheck"]).code, 0);
    let said = place.run(&["recheck", "--format", "json"]);
    assert!(said.out.contains("0002-b.md, which is deprecated, so neither holds"), "a note says so: {}", said.out);
    let said = place.run(&["adr", "status", "2", "rejected"]);
    assert!(said.talk.contains("`0001-a.md` is superseded by it, so now neither holds"), "{}", said.talk);
    let said = place.run(&["recheck"]);
    assert!(said.code == 1 && said.out.contains("superseded by 0002-b.md, which was rejected"), "{}", said.out);
    place.fine(&["adr", "status", "1", "accepted"]);
    assert_eq!(place.run(&["recheck"]).code, 0);
    // A row that ends in one of which nothing says what came after it.
    let place = Place::new();
    let by = |by: &str| format!("Superseded\n\nSuperseded by [{by}]({by})");
    record(&place, "0001-a.md", &by("0002-b.md"));
    record(&place, "0002-b.md", &format!("{}\n\nSupersedes [1](0001-a.md)", by("0003-c.md")));
    record(&place, "0003-c.md", "Superseded\n\nSupersedes [2](0002-b.md)");
    let said = place.run(&["recheck"]);
    assert!(said.code == 1 && said.out.matches("[superseded-by-nothing]").count() == 1, "{}", said.out);
    assert!(
        said.out.contains("0003-c.md, which is superseded itself without a word by what, so neither holds"),
        "{}",
        said.out
    );
}

#[test]
fn lists_and_comments_of_front_matter_stay_when_a_supersession_is_added() {
    for (list, after) in [
        ("superseded-by: [7] # was 6\n", Some("superseded-by: [7, 2] # was 6\n")),
        ("superseded-by:\n  - 7\n", Some("superseded-by:\n  - 7\n  - 2\n")),
        ("superseded-by: [\n  7\n]\n", None),
    ] {
        let place = Place::new();
        let text = format!("---\nstatus: accepted\n{list}tags: [x]\n---\n# A\n");
        place.write("docs/decisions/0001-a.md", &text);
        place.write("docs/decisions/0002-b.md", "---\nstatus: accepted\n---\n# B\n");
        let said = place.run(&["adr", "supersede", "1", "2"]);
        let now = place.read("docs/decisions/0001-a.md");
        match after {
            Some(after) => assert!(said.code == 0 && now.contains(after), "{now}"),
            None => {
                assert!(said.code == 2 && said.talk.contains("line 3 of `0001-a.md`"), "{}", said.talk);
                assert_eq!(now, text);
            }
        }
    }
}

#[test]
fn what_is_wrong_with_a_record_says_nothing_against_its_decision() {
    let place = Place::new();
    place.own_rules();
    place.fine(&["adr", "new", "answers.toml", "--title", "x", "--status", "accepted", "--covers", "src/**"]);
    record(&place, "0001-other.md", "Accepted");
    place.write("src/a.rs", "fn a() {}\n");
    let said = place.run(&["adr", "for", "src/a.rs"]);
    assert!(said.code == 1 && said.out.contains("still follows"), "{}", said.out);
    assert!(said.out.contains("the number 0001 is used twice [status-differs]"), "{}", said.out);
}

#[test]
fn names_and_words_that_lead_nowhere_are_told() {
    let place = Place::new();
    record(&place, "0001-a.md", "Accepted");
    let said = place.run(&["adr", "search", "nothing-like-it"]);
    assert!(said.code == 1 && said.talk.contains("no record holds all of these words"), "{}", said.talk);
    if cfg!(unix) {
        place.write("docs/decisions/0002-b\nc.md", "# B\n\n## Status\n\nAccepted\n");
        let list = place.fine(&["adr", "index"]);
        assert!(list.contains("(0002-b%0Ac.md)") && list.lines().all(|line| line.starts_with("* [")), "{list}");
    }
    let place = Place::new();
    record(&place, "202401150930-x.md", "Accepted");
    let out = place.fine(&["adr", "new", "answers.toml", "--title", "y"]);
    assert!(out.trim_end().ends_with("/202611240000-y.md"), "{out}");
}
