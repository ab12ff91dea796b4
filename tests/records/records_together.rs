//! Folders of records side by side: every part of a monorepo, branches before their merge, and the code that decisions govern.

use std::process::Command;

use crate::storage::{Place, Said, TODAY, commit, git};

const NYGARD: &str = "# 1. Use a queue\n\nDate: 2024-01-02\n\n## Status\n\nAccepted\n\n## Context\n\nSome.\n";

/// A monorepo: records of the whole, of a service in the form of adr-tools, of one whose tool names the folder, of a library by
/// the folder's name alone; and records that are none of the project's.
fn monorepo() -> Place {
    let place = Place::new();
    place.own_rules();
    place.fine(&["adr", "new", "answers.toml", "--title", "x", "--status", "accepted"]);
    place.write("services/chat/docs/adr/0001-use-a-queue.md", NYGARD);
    place.fine(&[
        "adr",
        "new",
        "answers.toml",
        "--title",
        "y",
        "--status",
        "accepted",
        "--dir",
        "services/chat/docs/adr",
    ]);
    place.write("services/pay/.adr-dir", "notes\n");
    place.write("services/pay/notes/0001-pay.md", "# 1. Pay later\n\n## Status\n\nAccepted\n");
    place.write(
        "libs/core/decisions/2024-01-15-core.md",
        "# Keep the core small\n\n* Status: accepted\n* Tags: core, size\n",
    );
    place.write("libs/core/decisions/notes.md", "# Notes\n");
    place.write("docs/guide/decisions/how-we-decide.md", "# How we decide\n");
    place.write("node_modules/x/docs/adr/0001-not-ours.md", NYGARD);
    place.write("build/docs/adr/0001-built.md", NYGARD);
    place.write(".gitignore", "/build\n");
    place
}

const FOLDERS: [&str; 4] = ["docs/decisions", "libs/core/decisions", "services/chat/docs/adr", "services/pay/notes"];

#[test]
fn every_folder_of_a_monorepo_is_listed_indexed_and_searched() {
    let place = monorepo();
    let said = place.run(&["adr", "list", "--all"]);
    let headings: Vec<&str> = said.out.lines().filter(|line| line.contains('/') && !line.contains(' ')).collect();
    assert_eq!(headings, FOLDERS, "{}", said.out);
    assert!(
        said.out.contains("Pay later") && said.talk.contains("6 records in 4 folders"),
        "{}{}",
        said.out,
        said.talk
    );
    let json: serde_json::Value =
        serde_json::from_str(&place.fine(&["adr", "list", "--all", "--format", "json"])).unwrap();
    let core = json["records"].as_array().unwrap().iter().find(|r| r["title"] == "Keep the core small").unwrap();
    assert_eq!((&core["folder"], &core["tags"]), (&"libs/core/decisions".into(), &serde_json::json!(["core", "size"])));
    let tagged = place.fine(&["adr", "list", "--all", "--tag", "Core"]);
    assert!(tagged.contains("Keep the core small") && !tagged.contains("Pay later"), "{tagged}");

    let found = place.fine(&["adr", "search", "--all", "pay", "later"]);
    assert!(found.contains("services/pay/notes/0001-pay.md:1"), "{found}");

    place.fine(&["adr", "index", "docs/all.md", "--all"]);
    let index = place.read("docs/all.md");
    assert!(index.contains("* `services/chat/docs/adr`\n  * [ADR-0001: Use a queue](../services/chat/docs/adr/0001-use-a-queue.md) (accepted"), "{index}");
    place.fine(&["adr", "index", "docs/all.md", "--all", "--check"]);
    let text = place.read("services/chat/docs/adr/0002-y.md");
    assert!(text.starts_with("# 2. y\n"), "a new record is in the folder's own form: {text}");
}

#[test]
fn folders_are_rechecked_together_each_with_its_own_settings() {
    let place = monorepo();
    let said = place.run(&["recheck", "--all"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
    assert!(said.talk.contains("2 of 2 recorded decisions still follow"), "{}", said.talk);
    place.edit("answers.toml", "writers = \"one\"", "writers = \"several\"");
    let said = place.run(&["recheck", "--all"]);
    let both = "LOOK AT  2 records: docs/decisions/0001-x.md, services/chat/docs/adr/0002-y.md";
    assert!(said.code == 1 && said.out.contains(both), "one cause is one finding: {}", said.out);
    place.write("services/chat/archfit.toml", "[recheck]\nallow = [\"winner-changed\"]\n");
    let said = place.run(&["recheck", "--all"]);
    assert!(said.code == 1 && said.out.contains("LOOK AT  docs/decisions/0001-x.md"), "{}", said.out);
    assert!(said.out.contains("noted    services/chat/docs/adr/0002-y.md"), "{}", said.out);
    place.write("services/chat/archfit.toml", "[recheck]\nallow = [\"winner-change\"]\n");
    let said = place.run(&["recheck", "--all"]);
    assert!(said.code == 2 && said.talk.contains("did you mean `winner-changed`?"), "{}", said.talk);
}

#[test]
fn all_folders_are_compared_with_an_earlier_version() {
    let place = monorepo();
    git(&place, &["init", "-q"]);
    commit(&place);
    assert_eq!(place.run(&["recheck", "--all", "--since", "HEAD"]).code, 0);
    std::fs::remove_file(place.path("services/chat/docs/adr/0002-y.md")).unwrap();
    let said = place.run(&["recheck", "--all", "--since", "HEAD"]);
    assert!(said.code == 1 && said.out.contains("services/chat/docs/adr/0002-y.md"), "{}", said.out);
    assert!(said.out.contains("[no-longer-replays]"), "{}", said.out);
}

#[test]
fn a_project_without_records_is_not_green_when_all_are_asked_for() {
    let place = Place::new();
    place.own_rules();
    let said = place.run(&["recheck", "--all"]);
    assert!(said.code != 0, "{}{}", said.out, said.talk);
    assert_eq!(place.run(&["adr", "list", "--all"]).code, 2);
}

fn with_marker(text: &str) -> Place {
    let place = Place::new();
    place.own_rules();
    place.fine(&["adr", "new", "answers.toml", "--title", "x", "--status", "accepted"]);
    place.write("src/store.rs", text);
    place
}

fn stale(place: &Place, arguments: &[&str]) -> (i32, Vec<String>) {
    let said: Said = place.run(&[&["recheck"], arguments].concat());
    let lines = said.out.lines().filter(|line| line.contains("[stale-marker]")).map(|line| line.trim().to_owned());
    (said.code, lines.collect())
}

#[test]
fn stale_markers_are_found_in_the_whole_project() {
    let place = with_marker("// ADR-0001 governs this.\n");
    assert_eq!(stale(&place, &[]), (0, Vec::new()));
    place.write("src/more.rs", "// See ADR-0077, and ADR 12.\n// MADR-0003 is no marker, nor is ADR-0001-like.\n");
    let (code, found) = stale(&place, &[]);
    assert_eq!(code, 1);
    assert_eq!(
        found,
        ["`ADR-0077` is stale: there is no record of this number [stale-marker]"],
        "`ADR 12` may mean anything"
    );
    place.write("src/more.rs", "");
    // Prose, what version control ignores, and what is no text is passed over.
    place.write("docs/story.md", "ADR-0077\n");
    place.write("out/x.rs", "ADR-0077\n");
    place.write(".gitignore", "out\n");
    std::fs::write(place.path("src/picture.bin"), b"ADR-0077\0\xff\xfe").unwrap();
    assert_eq!(stale(&place, &[]), (0, Vec::new()));
    place.fine(&["adr", "status", "1", "deprecated"]);
    let (code, found) = stale(&place, &[]);
    assert_eq!((code, found.len()), (1, 1));
    assert!(found[0].contains("0001-x.md is deprecated"), "{found:?}");
    place.write("archfit.toml", "[recheck]\nno-markers-in = [\"src/**\"]\n");
    assert_eq!(stale(&place, &[]), (0, Vec::new()));
}

#[test]
fn a_record_that_changed_makes_markers_stale_in_files_that_did_not() {
    let place = with_marker("// ADR-0001 governs this.\n");
    git(&place, &["init", "-q"]);
    commit(&place);
    place.write("src/other.rs", "fn f() {}\n");
    assert_eq!(stale(&place, &["--since", "HEAD"]), (0, Vec::new()));
    place.fine(&["adr", "status", "1", "deprecated"]);
    let (code, found) = stale(&place, &["--since", "HEAD"]);
    assert_eq!((code, found.len()), (1, 1), "{found:?}");
}

#[test]
fn files_that_a_decision_governs_are_named_when_they_change_also_among_the_records() {
    let place = Place::new();
    place.own_rules();
    let covers = ["--covers", "src/store/**", "--covers", "docs/decisions/*.json"];
    place.fine(&[&["adr", "new", "answers.toml", "--title", "x", "--status", "accepted"][..], &covers].concat());
    place.write("src/store/a.rs", "1");
    place.write("docs/decisions/limits.json", "{}");
    git(&place, &["init", "-q"]);
    commit(&place);
    place.write("src/store/a.rs", "2");
    place.write("src/store/deep/b.rs", "2");
    place.write("src/other.rs", "2");
    place.write("docs/decisions/limits.json", "{ }");
    let said = place.run(&["recheck", "--since", "HEAD"]);
    assert_eq!(said.code, 0, "{}", said.out);
    assert!(said.out.contains("files that it governs changed [covers-changed]"), "{}", said.out);
    let named: Vec<&str> = said.out.lines().filter_map(|line| line.trim().strip_prefix("- ")).collect();
    assert_eq!(named, ["docs/decisions/limits.json", "src/store/a.rs", "src/store/deep/b.rs"]);
    commit(&place);
    place.edit("docs/decisions/0001-x.md", "\"src/store/**\", ", "");
    let said = place.run(&["recheck", "--since", "HEAD"]);
    let other = "it governed src/store/**, docs/decisions/*.json in HEAD, and governs docs/decisions/*.json now [covers-changed]";
    assert!(said.out.contains(other), "{}", said.out);
}

#[test]
fn numbers_taken_on_another_branch_are_seen_before_the_merge() {
    let place = Place::new();
    place.write("docs/decisions/0001-a.md", NYGARD);
    git(&place, &["init", "-q", "-b", "main"]);
    commit(&place);
    git(&place, &["checkout", "-q", "-b", "theirs"]);
    place.write("docs/decisions/0002-theirs.md", "# 2. Theirs\n");
    commit(&place);
    git(&place, &["checkout", "-q", "main"]);
    place.write("docs/decisions/0003-free.md", "# 3. Free\n");
    commit(&place);
    let check = || place.run(&["adr", "renumber", "--check", "--against", "theirs"]);
    assert_eq!(check().code, 0);
    place.write("docs/decisions/0002-ours.md", "# 2. Ours\n");
    let said = check();
    assert_eq!(
        (said.code, said.out.as_str()),
        (1, "0002-ours.md takes the number of 0002-theirs.md in theirs\n0002-ours.md -> 0004-ours.md\n")
    );
    assert!(said.talk.contains("`archfit adr renumber --against theirs` does it"), "{}", said.talk);
    let said = place.run(&["adr", "renumber", "--check", "--against", "no-such-branch"]);
    assert!(said.code == 2 && said.talk.contains("git"), "{}", said.talk);
    assert_eq!(place.run(&["adr", "renumber", "--check", "--against", "--upload-pack=x"]).code, 2);
}

#[test]
fn supersessions_are_drawn_as_a_graph() {
    let place = Place::new();
    place.write("docs/decisions/0001-a.md", "# 1. Use \"files\"\n\n## Status\n\nSuperseded by [2. B](0002-b.md)\n");
    place.write("docs/decisions/0002-b.md", "# 2. Use #1\n\n## Status\n\nAccepted\n\nSupersedes [1. A](0001-a.md)\n");
    place.write("docs/decisions/0003-c.md", "# 3. Alone\n\n## Status\n\nAccepted\n");
    let out = place.fine(&["adr", "index", "--graph"]);
    let graph = "```mermaid\nflowchart LR\n    r0[\"0001 Use files\"]\n    r1[\"0002 Use 1\"]\n    r0 --> r1\n```\n";
    assert!(out.ends_with(graph), "{out}");
    std::fs::remove_file(place.path("docs/decisions/0001-a.md")).unwrap();
    assert!(!place.fine(&["adr", "index", "--graph"]).contains("mermaid"), "there is nothing to draw");
}

#[test]
fn the_nearest_folder_of_records_is_meant() {
    let place = monorepo();
    let run_in = |folder: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_archfit"));
        command.current_dir(place.path(folder)).env("ARCHFIT_TODAY", TODAY).args(["adr", "list"]);
        let output = command.output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    std::fs::create_dir_all(place.path("services/chat/src")).unwrap();
    std::fs::create_dir_all(place.path("tools")).unwrap();
    assert!(run_in("services/chat/src").contains("Use a queue"));
    assert!(run_in("services/pay").contains("Pay later"));
    let of_the_whole = run_in("tools");
    assert!(of_the_whole.contains(" x") && !of_the_whole.contains("Use a queue"), "{of_the_whole}");
}

#[test]
fn front_matter_takes_lists_and_tags_stay_through_every_profile() {
    let place = Place::new();
    place.write(
        "archfit.toml",
        "[adr]\nfront-matter = { tags = [\"storage\", \"two words\"], area = \"x\", title = \"{title}\" }\n",
    );
    place.fine(&["adr", "new", "answers.toml", "--title", "x", "--tag", "late", "--tag", "storage"]);
    let text = place.read("docs/decisions/0001-x.md");
    assert!(text.contains("\narea: x\ntitle: x\ntags:\n  - storage\n  - two words\n  - late\n---\n# x\n"), "{text}");
    assert!(place.fine(&["adr", "list", "--tag", "two words", "--tag", "late"]).contains(" x"));
    assert_eq!(place.fine(&["adr", "list", "--tag", "other"]), "");
    for (number, profile) in ["madr4-minimal", "nygard", "universal", "y-statement"].iter().enumerate() {
        let title = format!("t{number}");
        place.fine(&["adr", "new", "answers.toml", "--title", &title, "--profile", profile, "--tag", "mark"]);
        let listed = place.fine(&["adr", "list", "--tag", "mark"]);
        assert!(listed.contains(&title), "{profile}: {listed}");
    }
}

#[test]
fn a_block_copied_from_another_record_is_found() {
    let place = Place::new();
    place.own_rules();
    place.fine(&["adr", "new", "answers.toml", "--title", "Store in one file", "--status", "accepted"]);
    let first = std::fs::read_dir(place.path("docs/decisions")).unwrap().next().unwrap().unwrap().file_name();
    let text = place.read(&format!("docs/decisions/{}", first.to_string_lossy()));
    let block = &text[text.find("What this decision follows from").unwrap()..];
    let copy = format!(
        "---\nnumber: 2\nstatus: accepted\n---\n# Send mail by a queue\n\nMail is late.\n\nA queue.\n\n{block}"
    );
    place.write("docs/decisions/0002-mail.md", &copy);
    let said = place.run(&["recheck"]);
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(said.out.contains("LOOK AT  0002-mail.md") && said.out.contains("[copied-block]"), "{}", said.out);
    assert!(said.out.contains("its block is that of 0001-store-in-one-file.md"), "{}", said.out);
    assert!(said.talk.contains("1 of 2 recorded decisions still follow"), "{}", said.talk);
    // With reasons to revisit and globs of its own it is a copy all the same.
    place.write("docs/decisions/0002-mail.md", &copy.replace("[archfit]\n", "[archfit]\ncovers = [\"src/mail/**\"]\n"));
    assert!(place.run(&["recheck"]).out.contains("[copied-block]"));
    place.fine(&["adr", "status", "2", "rejected"]);
    assert_eq!(place.run(&["recheck"]).code, 0, "what is not in force is not made again");
}

#[test]
fn a_new_record_supersedes_one_that_is_named_by_its_date() {
    for profile in ["madr4", "nygard", "universal", "y-statement"] {
        let place = Place::new();
        place.own_rules();
        place.write("docs/decisions/2024-01-15-old.md", "---\nstatus: accepted\n---\n# Old way\n");
        place.write("docs/decisions/2024-02-15-other.md", "---\nstatus: accepted\n---\n# Other\n");
        place.fine(&[
            "adr",
            "new",
            "answers.toml",
            "--title",
            "New way",
            "--profile",
            profile,
            "--supersedes",
            "2024-01-15-old",
        ]);
        let new = place.read("docs/decisions/2026-11-24-new-way.md");
        assert!(new.contains("2024-01-15-old.md"), "{profile}: {new}");
        let old = place.read("docs/decisions/2024-01-15-old.md");
        assert!(old.contains("superseded by"), "{profile}: {old}");
        let listed = place.fine(&["adr", "list"]);
        assert!(!listed.contains('('), "both sides agree: {profile}: {listed}");
    }
}

#[test]
fn links_in_front_matter_follow_a_renumbered_record_where_it_links_back() {
    let place = Place::new();
    let record = |name: &str, date: &str, links: &str| {
        let text = format!("---\nstatus: accepted\ndate: {date}\n{links}---\n# {name}\n");
        place.write(&format!("docs/decisions/{name}.md"), &text);
    };
    let link = |number: u32, kind: &str| format!("links:\n  - target: {number}\n    kind: {kind}\n");
    record("0001-a", "2024-01-01", &link(2, "amended-by"));
    record("0002-first", "2024-02-01", &link(3, "relates-to"));
    record("0002-second", "2024-03-01", &link(1, "amends"));
    record("0003-c", "2024-04-01", &link(2, "relates-to"));
    record("0004-d", "2024-05-01", &link(2, "clarifies"));
    let said = place.run(&["adr", "renumber"]);
    assert!(said.out.contains("0002-second.md -> 0005-second.md"), "{}", said.out);
    assert!(place.read("docs/decisions/0001-a.md").contains("target: 5"), "the one that amends it moved");
    assert!(place.read("docs/decisions/0003-c.md").contains("target: 2"), "the one that links back stayed");
    assert!(place.read("docs/decisions/0004-d.md").contains("target: 2"));
    assert!(said.talk.contains("0004-d.md:5: `target: 2` may mean either"), "{}", said.talk);
    assert!(!said.talk.contains("0001-a.md") && !said.talk.contains("0003-c.md"), "{}", said.talk);
}

#[test]
fn totals_of_junit_count_cases_not_expectations() {
    let place = Place::new();
    place.own_rules();
    place.write(
        "archfit/rules/storage/scenarios.toml",
        "format = 1\n\n[[scenario]]\nid = \"fails-twice\"\ntitle = \"Fails twice\"\nanswers = { writers = \"several\" }\n\
         expect = { winner = \"files\", excluded = [\"server\"] }\n\n[[scenario]]\nid = \"fine\"\ntitle = \"Fine\"\n\
         answers = { writers = \"several\" }\nexpect = { winner = \"server\" }\n",
    );
    let said = place.run(&["test", "archfit", "--format", "junit"]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.talk);
    assert!(said.out.contains("<testsuites name=\"archfit\" tests=\"2\" failures=\"1\" errors=\"0\""), "{}", said.out);
    assert_eq!(said.out.matches("<failure").count(), 1, "{}", said.out);
}

#[test]
fn a_file_is_governed_by_the_records_of_whichever_folder() {
    let place = monorepo();
    place.write(
        "services/pay/notes/0002-ledger.md",
        "---\nstatus: accepted\ncovers: [services/pay/src/**]\n---\n# 2. Ledger\n",
    );
    place.write("services/pay/src/a.rs", "// As ADR-0001 says.\n");
    let out = place.fine(&["adr", "for", "services/pay/src/a.rs"]);
    assert!(out.contains("services/pay/notes/0002-ledger.md governs services/pay/src/a.rs"), "{out}");
    assert!(
        out.contains("0001  Pay later") && !out.contains("Use a queue"),
        "a number means the nearest folder's: {out}"
    );
    let out = place.fine(&["adr", "for", "services/pay/src/a.rs", "--dir", "docs/decisions"]);
    assert!(out.contains("docs/decisions") || out.contains("0001-x.md"), "{out}");
}

#[test]
fn parts_of_a_repository_are_rechecked_by_their_own_rules() {
    let place = Place::new();
    std::fs::create_dir_all(place.path(".git")).unwrap();
    let fixture = |name: &str| std::fs::read_to_string(crate::storage::fixture(name)).unwrap();
    for (part, has_rules) in [("parts/a", true), ("parts/b", true), ("parts/c", false), (".", true)] {
        let id = part.rsplit('/').next().unwrap().replace('.', "root");
        let own = |text: String| text.replace("\"storage\"", &format!("\"{id}\""));
        if has_rules {
            place.write(
                &format!("{part}/archfit/questionnaires/{id}.toml"),
                &own(fixture("questionnaires/storage.toml")),
            );
            place.write(&format!("{part}/archfit/rules/{id}/rules.toml"), &own(fixture("rules/storage/rules.toml")));
        }
        place.write(&format!("{part}/archfit.toml"), "[adr]\ndir = \"docs/decisions\"\n");
        let of = if has_rules { id } else { "root".to_owned() };
        let answers = fixture("answers.toml").replace("\"storage\"", &format!("\"{of}\""));
        place.write(&format!("{part}/answers.toml"), &answers);
    }
    let run = |part: &str, arguments: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("archfit").unwrap();
        let output =
            command.current_dir(place.path(part)).env("ARCHFIT_TODAY", crate::storage::TODAY).args(arguments).output();
        let output = output.unwrap();
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    for part in ["parts/a", "parts/b", "parts/c", "."] {
        let (code, said) = run(part, &["adr", "new", "answers.toml", "--status", "accepted", "--title", "x"]);
        assert_eq!(code, Some(0), "{part}: {said}");
    }
    let (code, said) = run(".", &["recheck", "--all"]);
    assert!(code == Some(0) && said.contains("4 of 4 recorded decisions still follow"), "{said}");
    place.write("parts/a/src/x.rs", "// As ADR-0001 says.\n");
    let (code, said) = run(".", &["adr", "for", "parts/a/src/x.rs"]);
    assert!(code == Some(0) && said.contains("still follows"), "{said}");
    // A part's own rules decide there, and nowhere else.
    place.edit("parts/a/archfit/rules/a/rules.toml", "close-call = 4", "close-call = 40");
    let (code, said) = run(".", &["recheck", "--all"]);
    assert!(code == Some(1) && said.contains("3 of 4 recorded decisions still follow"), "{said}");
    let (code, said) = run("parts/b", &["recheck"]);
    assert!(code == Some(0) && said.contains("1 of 1 recorded decisions still follow"), "{said}");
}
