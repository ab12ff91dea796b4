//! Parts of a monorepo: what their records cover, how their settings and folders move, and what of it is served to agents.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::process::Command;

use serde_json::json;

use crate::mcp_serves::{Agent, hold};
use crate::storage::{Place, TODAY, commit, git, make_repository};

const RECORD: &str = "services/chat/docs/adr/0001-live.md";

/// Runs the program in a folder of the place, with what is found from there; gives its exit code and all that it says.
fn run_in(place: &Place, folder: &str, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_archfit"));
    let output = command.current_dir(place.path(folder)).env("ARCHFIT_TODAY", TODAY).args(arguments).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

fn record(covers: &str) -> String {
    format!(
        "---\nnumber: 1\nstatus: accepted\ncovers: [{covers}]\n---\n# Keep live updates in one place\n\nSome text.\n"
    )
}

/// A repository with a record of the whole, and a part with settings and records of its own; both have files of the same names.
fn monorepo() -> Place {
    let place = Place::new();
    place.own_rules();
    place.write("docs/decisions/0001-x.md", "---\nnumber: 1\nstatus: accepted\n---\n# X\n");
    place.write(RECORD, &record("src/live/**"));
    place.write("services/chat/archfit.toml", "[recheck]\nno-markers-in = [\"tests/**\"]\n");
    place.write("services/chat/src/live/a.rs", "fn a() {}\n");
    place.write("src/live/a.rs", "fn a() {}\n");
    git(&place, &["init", "-q", "-b", "main"]);
    commit(&place);
    place
}

#[test]
fn globs_count_from_the_part_that_a_record_belongs_to_wherever_archfit_runs() {
    let place = monorepo();
    for (folder, path, governs) in [
        (".", "services/chat/src/live/a.rs", true),
        (".", "src/live/a.rs", false),
        (".", "services/chat", true),
        ("services/chat", "src/live/a.rs", true),
        ("services/chat/src", "live/a.rs", true),
    ] {
        let (code, said) = run_in(&place, folder, &["adr", "for", path]);
        assert!(code == 0 && said.contains("Keep live updates") == governs, "{folder} {path}: {said}");
    }
    for (folder, arguments, glob) in [
        (".", &["adr", "list", "--all", "--format", "json"][..], "services/chat/src/live/**"),
        ("services/chat", &["adr", "list", "--all", "--format", "json"], "src/live/**"),
        ("services/chat", &["adr", "show", "1", "--format", "json"], "src/live/**"),
        (
            ".",
            &["adr", "show", "1", "--format", "json", "--dir", "services/chat/docs/adr"],
            "services/chat/src/live/**",
        ),
    ] {
        let (code, said) = run_in(&place, folder, arguments);
        assert!(code == 0 && said.contains(&format!("\"{glob}\"")), "{folder} {arguments:?}: {said}");
    }
    place.write("services/chat/src/live/a.rs", "fn b() {}\n");
    for (folder, file) in [(".", "services/chat/src/live/a.rs"), ("services/chat", "src/live/a.rs")] {
        let (code, said) = run_in(&place, folder, &["recheck", "--all", "--since", "HEAD"]);
        assert!(code == 0 && said.contains("[covers-changed]") && said.contains(&format!("- {file}")), "{said}");
    }
    // A part without settings and rules of its own counts from the whole.
    fs::remove_file(place.path("services/chat/archfit.toml")).unwrap();
    let (_, said) = run_in(&place, ".", &["adr", "for", "src/live/a.rs"]);
    assert!(said.contains("Keep live updates"), "{said}");
}

#[test]
fn agents_are_told_what_the_records_of_a_part_cover() {
    hold(async {
        let place = monorepo();
        let agent = Agent::start(&place, &[]).await;
        for (path, n) in [("services/chat/src/live/a.rs", 1), ("src/live/a.rs", 0)] {
            let told = agent.ask("governs", json!({"paths": [path]})).await;
            assert_eq!(told["decisions"].as_array().unwrap().len(), n, "{told}");
        }
        let shown = agent.ask("show", json!({"record": RECORD})).await;
        assert_eq!(shown["covers"], json!(["services/chat/src/live/**"]));
        agent.stop().await;
    });
}

#[test]
fn the_settings_of_a_part_say_where_markers_mean_something_else() {
    let place = monorepo();
    place.write("services/chat/tests/a.rs", "// ADR-0099\n");
    place.write("services/pay/tests/a.rs", "// ADR-0098\n");
    for (folder, found) in [(".", true), ("services/chat", false)] {
        let (code, said) = run_in(&place, folder, &["recheck", "--all"]);
        assert!(!said.contains("ADR-0099") && said.contains("ADR-0098") == found, "{folder}: {said}");
        assert_eq!(code, i32::from(found), "{said}");
    }
}

#[test]
fn a_glob_that_matches_no_file_any_more_is_found_with_where_the_files_went() {
    let place = monorepo();
    let recheck = |arguments: &[&str]| run_in(&place, ".", &[&["recheck", "--all"][..], arguments].concat());
    assert_eq!(recheck(&[]).0, 0);
    git(&place, &["mv", "services/chat/src/live", "services/chat/src/realtime"]);
    let is_told = |by: &str, arguments: &[&str]| {
        let (code, said) = recheck(arguments);
        for words in [
            "it covers `src/live/**`, and no file is there that this matches [covers-nothing]",
            &format!("{by} moved `src/live/a.rs` to `src/realtime/a.rs`"),
            "at services/chat/docs/adr/0001-live.md:4",
            "write `src/realtime/**`",
        ] {
            assert!(code == 1 && said.contains(words), "not said: {words}\n{said}");
        }
    };
    is_told("a change that is not committed", &[]);
    is_told("a change that is not committed", &["--since", "HEAD"]);
    commit(&place);
    is_told("", &[]);
    is_told("", &["--since", "HEAD~1"]);
    let (code, said) = recheck(&["--since", "HEAD"]);
    assert!(code == 0 && !said.contains("covers-nothing"), "what changed has nothing to do with it: {said}");
    // They moved on, and then went.
    git(&place, &["mv", "services/chat/src/realtime", "services/chat/live"]);
    commit(&place);
    let (_, said) = recheck(&[]);
    assert!(said.contains("moved `src/live/a.rs` to `live/a.rs`") && said.contains("write `live/**`"), "{said}");
    git(&place, &["rm", "-q", "-r", "services/chat/live"]);
    commit(&place);
    place.write(RECORD, &record("live"));
    let (_, said) = recheck(&[]);
    assert!(said.contains("took the last of its files away"), "{said}");
}

#[test]
fn a_glob_written_as_seen_from_another_folder_is_told_how_to_be_written() {
    for (settings, covers, help) in [
        (true, "services/chat/src/live/**", "write `src/live/**`"),
        (false, "src/own/**", "write `services/chat/src/own/**`"),
        (true, "src/[live/**", "which is no glob of the project's files"),
        (true, "../../src/live/**", "which is no glob of the project's files"),
    ] {
        let place = monorepo();
        place.write("services/chat/src/own/b.rs", "fn b() {}\n");
        place.write(RECORD, &record(covers));
        if !settings {
            fs::remove_file(place.path("services/chat/archfit.toml")).unwrap();
        }
        let (code, said) = run_in(&place, ".", &["recheck", "--all"]);
        assert!(code == 1 && said.contains("[covers-nothing]") && said.contains(help), "{covers}: {said}");
    }
    let place = monorepo();
    let new = |folder: &str, covers: &str| {
        run_in(&place, folder, &["adr", "new", "../../answers.toml", "--title", "z", "--covers", covers])
    };
    let (code, said) = new("services/chat", "services/chat/src/live/**");
    assert!(
        code == 0 && said.contains("matches no file yet") && said.contains("perhaps `src/live/**` is meant"),
        "{said}"
    );
    let (code, said) = new("services/chat", "src/live/**");
    assert!(code == 0 && !said.contains("matches no file"), "{said}");
    let (code, said) = new("services/chat", "src/{live");
    assert!(code == 2 && said.contains("no glob of files"), "{said}");
}

#[test]
fn what_is_not_checked_out_ignored_hidden_or_yet_to_be_is_not_missed() {
    let place = monorepo();
    let is_fine = |covers: &str| {
        place.write(RECORD, &record(covers));
        let (code, said) = run_in(&place, ".", &["recheck", "--all"]);
        (code == 0 && !said.contains("covers-nothing"), said)
    };
    place.write("services/chat/.github/workflows/a.yml", "on: push\n");
    place.write("services/chat/gen/a.rs", "fn a() {}\n");
    place.write("services/chat/.gitignore", "/gen\n");
    for covers in ["gen/**", ".github/**", "src/live", "src/live/", "**/*.rs", "src/live/a.rs"] {
        let (fine, said) = is_fine(covers);
        assert!(fine, "{covers}: {said}");
    }
    let (fine, said) = is_fine("src/live");
    assert!(fine, "{said}");
    commit(&place);
    git(&place, &["sparse-checkout", "set", "--no-cone", "/*", "!/services/chat/src"]);
    for (covers, is_right) in [("src/live/**", true), ("src/lively/**", false)] {
        assert_eq!(is_fine(covers).0, is_right, "{covers}");
    }
    git(&place, &["sparse-checkout", "disable"]);
    place.write(RECORD, &record("src/later/**").replace("accepted", "proposed"));
    let (code, said) = run_in(&place, ".", &["recheck", "--all"]);
    assert!(
        code == 0 && said.contains("note: it covers `src/later/**`"),
        "what is proposed may be written yet: {said}"
    );
}

#[test]
fn a_part_that_moves_with_its_settings_is_told_once() {
    let place = monorepo();
    place.write("services/chat/archfit.toml", "[adr]\ndir = \"docs/adr\"\n");
    place.write("services/chat/answers.toml", &place.read("answers.toml"));
    let new = ["adr", "new", "answers.toml", "--title", "y", "--status", "accepted", "--covers", "src/live/**"];
    assert_eq!(run_in(&place, "services/chat", &new).0, 0);
    commit(&place);
    for by_git in [true, false] {
        if by_git {
            git(&place, &["mv", "services/chat", "services/talk"]);
        } else {
            fs::rename(place.path("services/chat"), place.path("services/talk")).unwrap();
        }
        for (folder, arguments, is_told) in [
            ("services/talk", &["recheck", "--since", "HEAD"][..], true),
            (".", &["recheck", "--all", "--since", "HEAD"], true),
            (".", &["recheck", "--since", "HEAD"], false),
            (".", &["recheck", "--all"], false),
        ] {
            let (code, said) = run_in(&place, folder, arguments);
            let n_told =
                said.matches("`services/chat` moved to `services/talk`, with its settings [part-moved]").count();
            assert_eq!((code, n_told), (0, usize::from(is_told)), "{folder} {arguments:?}: {said}");
            assert!(!said.contains("settings-changed") && !said.contains("no-longer-replays"), "{arguments:?}: {said}");
        }
        // What the settings say otherwise is still told, and the gate is closed.
        place.write(
            "services/talk/archfit.toml",
            "[adr]\ndir = \"docs/adr\"\n\n[recheck]\nallow = [\"winner-changed\"]\n",
        );
        let (code, said) = run_in(&place, ".", &["recheck", "--all", "--since", "HEAD"]);
        if by_git {
            assert!(code == 1 && said.contains("`allow` was empty and is winner-changed"), "{said}");
            assert!(!said.contains("`dir` was"), "{said}");
        }
        fs::rename(place.path("services/talk"), place.path("services/chat")).unwrap();
        git(&place, &["reset", "-q", "--hard"]);
    }
}

#[test]
fn the_settings_of_a_part_are_compared_when_all_folders_are() {
    let place = monorepo();
    place.write("services/chat/archfit.toml", "[recheck]\nallow = [\"covers-nothing\"]\n");
    let (code, said) = run_in(&place, ".", &["recheck", "--all", "--since", "HEAD"]);
    assert!(code == 1 && said.contains("`allow` was empty and is covers-nothing"), "{said}");
    assert!(said.contains("at services/chat/archfit.toml"), "{said}");
    commit(&place);
    fs::remove_file(place.path("services/chat/archfit.toml")).unwrap();
    place.write("archfit.toml", "");
    let (code, said) = run_in(&place, ".", &["recheck", "--all", "--since", "HEAD"]);
    assert!(code == 1 && said.contains("`allow` was covers-nothing and is empty"), "{said}");
}

/// Two parts and a whole with the same questionnaire; one part has rules of its own by which another option wins.
fn with_other_rules() -> Place {
    let place = Place::new();
    place.own_rules();
    for part in ["services/chat", "services/pay"] {
        place.write(&format!("{part}/archfit.toml"), "[adr]\ndir = \"docs/adr\"\n");
        place.write(&format!("{part}/answers.toml"), &place.read("answers.toml"));
    }
    for name in ["questionnaires/storage.toml", "rules/storage/rules.toml"] {
        place.write(&format!("services/chat/archfit/{name}"), &place.read(&format!("archfit/{name}")));
    }
    place.edit(
        "services/chat/archfit/rules/storage/rules.toml",
        "points = { embedded = 1, server = -3 }",
        "points = { embedded = -6, server = 6 }",
    );
    git(&place, &["init", "-q", "-b", "main"]);
    commit(&place);
    for folder in [".", "services/chat", "services/pay"] {
        let (code, said) =
            run_in(&place, folder, &["adr", "new", "answers.toml", "--title", "x", "--status", "accepted"]);
        assert_eq!(code, 0, "{said}");
    }
    commit(&place);
    place
}

#[test]
fn answers_and_records_of_a_part_are_decided_by_its_own_rules_for_agents_too() {
    hold(async {
        let place = with_other_rules();
        let agent = Agent::start(&place, &["--allow-write"]).await;
        let answers = json!({"write-ms": "short", "writers": "one", "reports": "some", "operators": "nobody"});
        let record = |folder: &str| format!("{folder}/docs/adr/0001-x.md");
        for (given, winner) in [
            (json!({"answers_file": "answers.toml"}), "embedded"),
            (json!({"answers_file": "services/chat/answers.toml"}), "server"),
            (json!({"answers_file": "services/pay/answers.toml"}), "embedded"),
            (json!({"record": "docs/decisions/0001-x.md"}), "embedded"),
            (json!({"record": record("services/chat")}), "server"),
            (json!({"record": record("services/pay")}), "embedded"),
            (json!({"questionnaire": "storage", "answers": answers}), "embedded"),
            (json!({"questionnaire": "storage", "answers": answers, "part": "services/chat"}), "server"),
            (json!({"questionnaire": "storage", "answers": answers, "part": "services/pay"}), "embedded"),
        ] {
            let decided = agent.ask("decide", given.clone()).await;
            assert_eq!(decided["decisions"][0]["winner"], winner, "{given}");
            let other = if winner == "server" { "embedded" } else { "server" };
            let with = |key: &str| {
                let mut given = given.clone();
                given[key] = other.into();
                given
            };
            let why = agent.ask("why_not", with("option")).await;
            assert_eq!(why["why_not"][0]["chosen"], winner, "{given}: {why}");
            let flips = agent.ask("what_would_flip", given.clone()).await;
            assert_eq!(flips["decisions"][0]["winner"], winner, "{given}");
            let explained = agent.ask("explain", with("topic")).await;
            assert!(explained["text"].as_str().unwrap().contains(" points"), "{given}: {explained}");
            let mut wanted = given.clone();
            wanted["title"] = "Y".into();
            let proposed = agent.ask("propose_record", wanted).await;
            let text = proposed["text"].as_str().unwrap();
            assert!(text.contains(&format!("recommended = \"{winner}\"")), "{given}: {text}");
        }
        // A record goes to where it is made again by the same rules.
        let given = json!({"answers_file": "services/chat/answers.toml", "title": "Y"});
        let proposed = agent.ask("propose_record", given).await;
        assert_eq!(proposed["path"], "services/chat/docs/adr/0002-y.md");
        let given = json!({"answers_file": "services/chat/answers.toml", "folder": "docs/decisions"});
        let refused = agent.refused("propose_record", given).await;
        assert!(refused.contains("name one of theirs as `folder`: `services/chat/docs/adr`"), "{refused}");
        let refused = agent.refused("decide", json!({"answers": answers, "part": "services/none"})).await;
        assert!(refused.contains("there is no part `services/none`"), "{refused}");
        // Rules that change while the server runs are read again, those of parts too.
        place.edit(
            "services/chat/archfit/rules/storage/rules.toml",
            "points = { embedded = -6, server = 6 }",
            "points = { embedded = 10, server = -3 }",
        );
        let decided = agent.ask("decide", json!({"record": record("services/chat")})).await;
        assert_eq!(decided["decisions"][0]["winner"], "embedded");
        agent.stop().await;
    });
}

#[test]
fn agents_are_not_told_by_half_of_the_rules() {
    hold(async {
        for left_out in ["/archfit", "/archfit/rules", "/services/chat/archfit", "/services/chat/archfit/rules"] {
            let place = with_other_rules();
            let is_part = left_out.starts_with("/services");
            let folder = if is_part { "services/chat/" } else { "" };
            let record = if is_part { "services/chat/docs/adr/0001-x.md" } else { "docs/decisions/0001-x.md" };
            // Once before the server starts, and once while it runs.
            for is_early in [true, false] {
                let leave_out = || git(&place, &["sparse-checkout", "set", "--no-cone", "/*", &format!("!{left_out}")]);
                if is_early {
                    leave_out();
                }
                let agent = Agent::start_in(&place.path("."), &[]).await;
                if !is_early {
                    assert_eq!(agent.ask("recheck", json!({})).await["fine"], true);
                    leave_out();
                }
                let words = "the checkout is sparse and leaves it out";
                for given in [json!({}), json!({"record": record})] {
                    let refused = agent.refused("recheck", given).await;
                    assert!(refused.contains(words), "{left_out} {is_early}: {refused}");
                }
                let given = json!({"answers_file": format!("{folder}answers.toml")});
                let answer = agent.call("decide", given).await.unwrap();
                assert!(crate::mcp_serves::said(&answer).contains(words), "{left_out} {is_early}: {answer:?}");
                place.write("src/a.rs", "// ADR-0001\n");
                place.write("services/chat/src/a.rs", "// ADR-0001\n");
                let told = agent.ask("governs", json!({"paths": [format!("{folder}src/a.rs")]})).await;
                assert!(told["not_looked_at"].to_string().contains(words), "{left_out} {is_early}: {told}");
                git(&place, &["sparse-checkout", "disable"]);
                assert_eq!(
                    agent.ask("recheck", json!({})).await["fine"],
                    true,
                    "{left_out}: what is back is read again"
                );
                agent.stop().await;
            }
        }
    });
}

#[test]
fn agents_are_told_where_rules_are_gone_a_submodule_was_not_fetched_or_a_record_is_a_pointer() {
    hold(async {
        let place = with_other_rules();
        let agent = Agent::start(&place, &[]).await;
        fs::remove_dir_all(place.path("services/chat/archfit")).unwrap();
        let refused = agent.refused("recheck", json!({})).await;
        assert!(refused.contains("git keeps it, and it is not there"), "{refused}");
        git(&place, &["checkout", "-q", "."]);
        place.write(
            "docs/decisions/0002-lfs.md",
            "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
        );
        let told = agent.ask("recheck", json!({})).await;
        assert!(told["fine"] == false && told.to_string().contains("Git LFS"), "{told}");
        let told = agent.ask("governs", json!({"paths": ["answers.toml"]})).await;
        assert!(told["not_looked_at"].to_string().contains("Git LFS"), "{told}");
        agent.stop().await;

        // A part that is a submodule, with rules and records of its own.
        let place = Place::new();
        place.own_rules();
        place.fine(&["adr", "new", "answers.toml", "--title", "x", "--status", "accepted"]);
        let other = tempfile::tempdir().unwrap();
        let part = other.path().join("part");
        let copied = Command::new("cp").arg("-r").arg(place.path(".")).arg(&part).status().unwrap();
        assert!(copied.success());
        make_repository(&place, &part);
        git(&place, &["init", "-q", "-b", "main"]);
        git(
            &place,
            &["-c", "protocol.file.allow=always", "submodule", "add", "-q", part.to_str().unwrap(), "docs/adr"],
        );
        commit(&place);
        let clone = Place::new();
        git(&place, &["clone", "-q", ".", clone.path("clone").to_str().unwrap()]);
        let agent = Agent::start_in(&clone.path("clone"), &[]).await;
        let refused = agent.refused("recheck", json!({})).await;
        assert!(refused.contains("submodule that was not fetched"), "{refused}");
        let told = agent.ask("governs", json!({"paths": ["answers.toml"]})).await;
        assert!(told["not_looked_at"].to_string().contains("submodule that was not fetched"), "{told}");
        agent.stop().await;
    });
}

#[test]
fn a_folder_that_is_named_is_looked_at_by_the_rules_and_settings_of_its_part() {
    let place = with_other_rules();
    let folder = "services/chat/docs/adr";
    for (arguments, words) in [
        (&["recheck", folder][..], "1 of 1 recorded decisions still follow"),
        (&["adr", "for", "answers.toml", "--dir", folder], "no decision governs these files"),
    ] {
        let (code, said) = run_in(&place, ".", arguments);
        assert!(code == 0 && said.contains(words), "{arguments:?}: {said}");
    }
    place.write("services/chat/src/a.rs", "// ADR-0001\n");
    let (code, said) = run_in(&place, ".", &["adr", "for", "services/chat/src/a.rs", "--dir", folder]);
    assert!(code == 0 && said.contains("still follows"), "{said}");
    // What is proposed in its place is decided by the same rules, and the commands that are told work from here.
    place.edit(
        "services/chat/archfit/rules/storage/rules.toml",
        "points = { embedded = -6, server = 6 }",
        "points = { embedded = 10, server = -3 }",
    );
    let (code, said) = run_in(&place, ".", &["recheck", "--all"]);
    assert!(code == 1 && said.contains("[winner-changed]"), "{said}");
    let (_, said) = run_in(&place, ".", &["recheck", folder, "--propose"]);
    let supersede = format!("archfit adr supersede 1 2 --dir {folder}");
    assert!(said.contains("proposed 0002-") && said.contains(&supersede), "{said}");
    let (code, said) = run_in(&place, ".", &["adr", "supersede", "1", "2", "--dir", folder]);
    assert_eq!(code, 0, "{said}");
    let (code, said) = run_in(&place, ".", &["recheck", "--all"]);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn a_look_at_one_folder_says_which_others_it_leaves_out() {
    let place = with_other_rules();
    place.write("services/chat/docs/adr/0001-y.md", "---\nnumber: 1\nstatus: proposed\n---\n# Y\n");
    for arguments in [&["recheck"][..], &["adr", "renumber", "--check"]] {
        let (code, said) = run_in(&place, ".", arguments);
        let words = "records of other folders were not looked at: services/chat/docs/adr and 1 more; `--all` looks at every one";
        assert!(code == 0 && said.contains(words), "{arguments:?}: {said}");
    }
    let (code, said) = run_in(&place, ".", &["adr", "renumber", "--check", "--all"]);
    assert!(
        code == 1 && said.contains("services/chat/docs/adr/0001-y.md -> services/chat/docs/adr/0002-y.md"),
        "{said}"
    );
    let (_, rest) = said.split_once('`').unwrap();
    let command: Vec<&str> = rest.split_once('`').unwrap().0.split(' ').skip(1).collect();
    assert_eq!(run_in(&place, ".", &command).0, 0, "{command:?}");
    let (code, said) = run_in(&place, ".", &["adr", "renumber", "--check", "--all"]);
    assert!(code == 0 && !said.contains("not looked at"), "{said}");
}

#[test]
fn answers_of_a_part_are_not_decided_by_other_rules_in_silence() {
    let place = with_other_rules();
    let words = "`services/chat` has rules of its own, and these are not they";
    for (folder, answers, is_said) in [
        (".", "services/chat/answers.toml", true),
        (".", "services/pay/answers.toml", false),
        (".", "answers.toml", false),
        ("services/chat", "answers.toml", false),
    ] {
        for arguments in
            [&["decide", answers][..], &["explain", answers, "server"], &["adr", "new", answers, "--dry-run"]]
        {
            let (_, said) = run_in(&place, folder, arguments);
            assert_eq!(said.contains(words), is_said, "{folder} {arguments:?}: {said}");
        }
    }
}

#[test]
fn links_of_a_list_over_all_folders_lead_from_where_it_is_printed() {
    let place = with_other_rules();
    let (_, said) = run_in(&place, ".", &["adr", "index", "--all"]);
    assert!(
        said.contains("(services/chat/docs/adr/0001-x.md)") && said.contains("(docs/decisions/0001-x.md)"),
        "{said}"
    );
}

/// Git takes longer than the answer, so it is asked again only where its list of files changed.
#[cfg(unix)]
#[test]
fn agents_do_not_wait_for_git_with_every_call() {
    use std::os::unix::fs::PermissionsExt as _;
    hold(async {
        let place = with_other_rules();
        let log = place.path("asked.log");
        let shim = place.path("bin/git");
        let real = Command::new("sh").args(["-c", "command -v git"]).output().unwrap();
        let real = String::from_utf8(real.stdout).unwrap();
        place.write(
            "bin/git",
            &format!("#!/bin/sh\necho \"$@\" >> '{}'\nexec '{}' \"$@\"\n", log.display(), real.trim()),
        );
        fs::set_permissions(&shim, fs::Permissions::from_mode(0o755)).unwrap();
        let mut program = Command::new(env!("CARGO_BIN_EXE_archfit"));
        let paths = format!("{}:{}", place.path("bin").display(), std::env::var("PATH").unwrap());
        program.current_dir(place.path(".")).env("ARCHFIT_TODAY", TODAY).env("PATH", paths).arg("mcp");
        let agent = Agent::of(program).await;
        let n_asked = || fs::read_to_string(&log).unwrap_or_default().lines().count();
        for path in ["services/chat/a.rs", "services/pay/a.rs"] {
            agent.ask("governs", json!({"paths": [path]})).await;
        }
        let before = n_asked();
        assert!((1..=3).contains(&before), "for what the repository leaves out, and for what it keeps: {before}");
        for path in ["services/chat/a.rs", "services/pay/a.rs"] {
            agent.ask("governs", json!({"paths": [path]})).await;
            agent.ask("decide", json!({"answers_file": "services/pay/answers.toml"})).await;
        }
        assert_eq!(n_asked(), before);
        agent.stop().await;
    });
}
