//! `archfit adr new`: decisions written as records, over a small rule base.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use crate::storage::{Place, TODAY};

const FIRST: &str = "docs/decisions/0001-storage-engine-for-order-desk-embedded-database.md";

fn record_in(profile: &str) -> String {
    let place = Place::new();
    place.fine(&["adr", "new", "answers.toml", "--profile", profile, "--decider", "Ana", "--decider", "Ben"]);
    // The fingerprint covers the built-in evidence too, which lives its own life.
    let text = place.read(FIRST);
    let replay = archfit::adr::replay::read(&text).unwrap().unwrap();
    text.replace(&replay.rules_sha256.unwrap(), "<sha-256>")
}

#[test]
fn a_madr4_record_holds_everything() {
    insta::assert_snapshot!(record_in("madr4"));
}

#[test]
fn a_minimal_record_holds_what_nobody_may_leave_out() {
    insta::assert_snapshot!(record_in("madr4-minimal"));
}

#[test]
fn a_nygard_record_has_the_four_sections() {
    insta::assert_snapshot!(record_in("nygard"));
}

#[test]
fn a_universal_record_says_status_and_date_for_every_tool() {
    insta::assert_snapshot!(record_in("universal"));
}

#[test]
fn a_y_statement_is_one_sentence() {
    insta::assert_snapshot!(record_in("y-statement"));
}

#[test]
fn every_profile_meets_what_linters_ask_for() {
    for profile in ["madr4", "madr4-minimal", "nygard", "universal", "y-statement"] {
        let text = record_in(profile);
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{profile}");
        assert!(!text.contains('\r') && !text.starts_with('\u{feff}'), "{profile}");
        assert!(!text.contains("\n\n\n"), "{profile}");
        let mut level = 0;
        for line in text.lines() {
            assert_eq!(line, line.trim_end(), "{profile}");
            let hashes = line.bytes().take_while(|b| *b == b'#').count();
            if hashes > 0 && line.as_bytes().get(hashes) == Some(&b' ') {
                assert!(hashes <= level + 1, "{profile}: {line}");
                assert!(!line.ends_with(':'), "{profile}: {line}");
                level = hashes;
            }
        }
        assert_eq!(text.lines().filter(|l| l.starts_with("# ")).count(), 1, "{profile}");
        for word in ["TODO", "TBD", "placeholder", "..."] {
            let prose = text.split("```toml").next().unwrap();
            assert!(!prose.contains(word), "{profile}: {word}");
        }
    }
}

#[test]
fn records_get_the_next_number_and_nothing_is_overwritten() {
    let place = Place::new();
    place.write("docs/decisions/0007-old.md", "# Old\n");
    place.write("docs/decisions/2024-01-15-dated.md", "# Dated\n");
    place.write("docs/decisions/README.txt", "");
    for number in ["0008", "0009"] {
        let out = place.fine(&["adr", "new", "answers.toml", "--title", "Something About Node.JS:"]);
        assert_eq!(out.trim().replace('\\', "/"), format!("./docs/decisions/{number}-something-about-node-js.md"));
    }
    assert_eq!(place.read("docs/decisions/0007-old.md"), "# Old\n");
}

#[test]
fn status_date_title_and_deciders_are_the_persons() {
    let place = Place::new();
    let arguments = ["adr", "new", "answers.toml", "--status", "accepted", "--date", "2027-01-02", "--title", "X [y]"];
    place.fine(&[&arguments[..], &["--decider", "Ana: lead"]].concat());
    let text = place.read("docs/decisions/0001-x-y.md");
    let head = "---\nnumber: 1\nstatus: accepted\ndate: 2027-01-02\ndecision-makers:\n  - \"Ana: lead\"\n---\n# X y\n";
    assert!(text.starts_with(head), "{text}");
}

#[test]
fn a_new_record_is_proposed_and_dated_today() {
    let text = record_in("madr4");
    assert!(text.contains("\nstatus: proposed\n") && text.contains(&format!("\ndate: {TODAY}\n")), "{text}");
}

#[test]
fn the_folder_and_the_shape_of_the_repository_are_followed() {
    let place = Place::new();
    place.write(".adr-dir", "doc/architecture\n");
    let said = place.run(&["adr", "new", "answers.toml"]);
    assert!(said.talk.contains("named by .adr-dir") && said.talk.contains("as nygard"), "{}", said.talk);
    let name = "doc/architecture/0001-storage-engine-for-order-desk-embedded-database.md";
    assert!(place.read(name).contains("## Status\n\nProposed\n"));
    place.write("docs/decisions/0001-x.md", "# 1. X\n\n* Status: accepted\n* Date: 2024-01-01\n");
    let said = place.run(&["adr", "new", "answers.toml", "--dir", "docs/decisions"]);
    assert!(said.talk.contains("as universal"), "{}", said.talk);
}

#[test]
fn a_folder_outside_the_project_is_refused() {
    let place = Place::new();
    place.write("adrs.toml", "adr_dir = \"../outside\"\n");
    let said = place.run(&["adr", "new", "answers.toml"]);
    assert_eq!(said.code, 2);
    assert!(said.talk.contains("outside the project"), "{}", said.talk);
    assert!(!place.path("../outside").exists());
}

#[test]
fn the_record_names_its_answers_file_and_both_fingerprints() {
    let place = Place::new();
    place.fine(&["adr", "new", "answers.toml"]);
    let replay = archfit::adr::replay::read(&place.read(FIRST)).unwrap().unwrap();
    assert_eq!(replay.answers.as_deref(), Some("../../answers.toml"));
    let text = place.read("answers.toml");
    assert_eq!(replay.answers_sha256, Some(archfit::load::fingerprint_of(&text)));
    assert_eq!(replay.rules_sha256.map(|hash| hash.len()), Some(64));
    assert_eq!((replay.option.as_str(), replay.recommended.as_str()), ("embedded", "embedded"));
    assert_eq!(replay.answered["writes-per-second"], "10..800");
}

#[test]
fn an_override_is_recorded_with_its_reason_and_its_cost() {
    let place = Place::new();
    let own = "\n[[override]]\ndecision = \"storage\"\noption = \"server\"\nbecause = \"It is there already.\"\n";
    place.write("answers.toml", &(place.read("answers.toml") + own));
    place.fine(&["adr", "new", "answers.toml", "--title", "x"]);
    let text = place.read("docs/decisions/0001-x.md");
    assert!(
        text.contains("Chosen option: \"Database server\", because the team prefers it. It is there already.\n"),
        "{text}"
    );
    assert!(
        text.contains("By the rules \"Embedded database\" leads; choosing \"Database server\" instead gives up 19.5"),
        "{text}"
    );
    assert!(text.contains("option = \"server\"\nrecommended = \"embedded\"\n"), "{text}");
}

#[test]
fn a_template_of_ones_own_is_used_and_its_errors_leave_nothing_behind() {
    let place = Place::new();
    place.write("own.md", "# {{ number4 }} {{ title }}\n\n{{ chosen.name }} {{ because }}\n\n{{ replay }}\n");
    place.fine(&["adr", "new", "answers.toml", "--template", "own.md", "--title", "Own"]);
    assert!(place.read("docs/decisions/0001-own.md").starts_with("# 0001 Own\n\nEmbedded database it leads"));
    place.write("own.md", "# {{ title }}\n\n{{ chosne.name }}\n");
    let said = place.run(&["adr", "new", "answers.toml", "--template", "own.md"]);
    assert_eq!(said.code, 2);
    assert!(said.talk.contains("template `own.md`, line 3: `chosne"), "{}", said.talk);
    assert_eq!(std::fs::read_dir(place.path("docs/decisions")).unwrap().count(), 1);
}

#[test]
fn text_of_answers_cannot_break_out_of_the_record() {
    let place = Place::new();
    place.edit("answers.toml", "from last year's logs", "x\\n```\\n# Not a heading\\n<b>bold</b> [a](b)");
    place.fine(&["adr", "new", "answers.toml", "--title", "x", "--full"]);
    let text = place.read("docs/decisions/0001-x.md");
    assert!(!text.contains("\n# Not a heading") && text.contains("&lt;b>bold&lt;/b> \\[a\\](b)"), "{text}");
    assert!(archfit::adr::replay::read(&text).unwrap().is_ok());
}

#[test]
fn a_dry_run_writes_nothing() {
    let place = Place::new();
    let text = place.fine(&["adr", "new", "answers.toml", "--dry-run"]);
    assert!(text.starts_with("---\nnumber: 1\n"), "{text}");
    assert!(!place.path("docs").exists());
}

#[test]
fn answers_with_errors_are_not_recorded() {
    let place = Place::new();
    place.edit("answers.toml", "writers = \"one\"", "writers = \"many\"");
    let said = place.run(&["adr", "new", "answers.toml"]);
    assert_eq!(said.code, 2);
    assert!(said.talk.contains("mend it first"), "{}", said.talk);
    assert!(!place.path("docs").exists());
}

#[test]
fn nothing_is_recorded_where_no_option_is_left() {
    let place = Place::new();
    place.own_rules();
    let (from, to) = ("[\"files\", \"embedded\"]", "[\"files\", \"embedded\", \"server\"]");
    place.edit("archfit/rules/storage/rules.toml", from, to);
    let said = place.run(&["adr", "new", "several-writers.toml"]);
    assert_eq!(said.code, 1);
    assert!(said.talk.contains("no option of `storage` is left"), "{}", said.talk);
    assert!(!place.path("docs").exists());
}

#[test]
fn writers_at_the_same_time_never_use_a_number_twice() {
    let place = Place::new();
    let children: Vec<_> = (0..8)
        .map(|writer| {
            let title = format!("Writer {writer}");
            let arguments = ["adr", "new", "answers.toml", "--title", &title];
            let command = place.command(&arguments);
            let mut child = std::process::Command::new(command.get_program());
            child.args(command.get_args()).current_dir(place.path("."));
            child.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let mut numbers: Vec<String> = std::fs::read_dir(place.path("docs/decisions"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy()[..4].to_owned())
        .collect();
    numbers.sort();
    assert_eq!(numbers, (1..=8).map(|n| format!("{n:04}")).collect::<Vec<_>>());
}

#[test]
fn a_new_record_supersedes_an_old_one_on_both_sides_at_once() {
    for profile in ["madr4", "nygard", "universal", "y-statement", "madr4-minimal"] {
        let place = Place::new();
        place.fine(&["adr", "new", "answers.toml", "--profile", profile, "--title", "Old", "--status", "accepted"]);
        place.fine(&[
            "adr",
            "new",
            "several-writers.toml",
            "--profile",
            profile,
            "--title",
            "New",
            "--supersedes",
            "1",
        ]);
        let (old, new) = (place.read("docs/decisions/0001-old.md"), place.read("docs/decisions/0002-new.md"));
        if profile.starts_with("madr4") {
            assert!(old.contains("status: superseded by ADR-0002\nsuperseded-by: 2\n"), "{old}");
            assert!(new.contains("supersedes: 1\n") && new.contains("* Supersedes [1. Old](0001-old.md)\n"), "{new}");
        } else {
            assert!(old.contains("Superseded\n\nSuperseded by [2. New](0002-new.md)\n"), "{old}");
            assert!(new.contains("Proposed\n\nSupersedes [1. Old](0001-old.md)\n"), "{new}");
        }
        let said = place.run(&["adr", "new", "answers.toml", "--profile", profile, "--supersedes", "1"]);
        assert!(said.code == 2 && said.talk.contains("is superseded already"), "{}", said.talk);
        assert_eq!(std::fs::read_dir(place.path("docs/decisions")).unwrap().count(), 2, "{profile}");
    }
}

#[test]
fn a_decision_that_is_recorded_already_is_pointed_out() {
    let place = Place::new();
    place.fine(&["adr", "new", "answers.toml", "--title", "x"]);
    let said = place.run(&["adr", "new", "answers.toml", "--title", "y"]);
    assert!(said.talk.contains("note: 0001-x.md decides this already"), "{}", said.talk);
}

#[test]
fn the_outcome_says_what_the_option_starts_ahead_with_where_that_counts_most_and_how_likely_a_reason_is() {
    let place = Place::new();
    place.own_rules();
    let rules = "archfit/rules/storage/rules.toml";
    let start = "base = { simplicity = { points = 4, cause = \"It runs inside the program.\" } }";
    place.edit(rules, "base = { simplicity = 2 }", start);
    place.edit(rules, "points = { embedded = 1, server = -3 }", "points = { embedded = 1, server = -1 }");
    place.fine(&["adr", "new", "answers.toml"]);
    let outcome =
        |name: &str| place.read(name).lines().find(|line| line.starts_with("Chosen option")).unwrap().to_owned();
    let said = outcome(FIRST);
    assert!(said.contains("most of all on Simplicity") && said.ends_with("It runs inside the program."), "{said}");
    place.edit(rules, "points = 4, cause", "points = 1, cause");
    place.edit("answers.toml", "operators = \"nobody\"", "operators = { value = \"nobody\", sure = 0.7 }");
    place.fine(&["adr", "new", "answers.toml"]);
    let said = outcome(&FIRST.replace("0001", "0002"));
    assert!(said.contains("A server nobody runs yet is a new duty on call. This is "), "{said}");
}

/// The words of a record, without front matter and without the part for machines.
fn n_words(record: &str) -> usize {
    let body = record.splitn(3, "---\n").nth(2).expect("front matter");
    let (before, rest) = body.split_once("```toml").expect("a part for machines");
    let after = rest.split_once("\n```").map_or("", |(_, after)| after);
    before.split_whitespace().count() + after.split_whitespace().count()
}

#[test]
fn a_record_of_few_answers_is_no_longer_than_a_short_record_may_be() {
    let few = [
        "requests-per-second = \"40-90\"\nrealtime = \"server-push\"\nlive-connections = \"3k to 9k\"\nwho-listens = \"programs\"\n\
         transport = \"unknown\"\nengineers = \"under-10\"\n",
        "engineers = \"under-10\"\nlost-write = \"audited\"\nrealtime = \"none\"\nrelational-data = \"unknown\"\n",
        "",
    ];
    for answers in few {
        let folder = tempfile::tempdir().unwrap();
        let text =
            format!("format = 1\nquestionnaire = \"backend\"\nsystem = \"Parking meters\"\n[answers]\n{answers}");
        std::fs::write(folder.path().join("w.toml"), text).unwrap();
        let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_archfit"));
        let run = command.current_dir(folder.path()).args(["adr", "new", "w.toml", "--dir", "adr"]).output().unwrap();
        assert!(run.status.success(), "{run:?}");
        for record in std::fs::read_dir(folder.path().join("adr")).unwrap() {
            let path = record.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let n_words = n_words(&text);
            assert!(n_words <= 600, "{n_words} words in {}", path.display());
        }
    }
}
