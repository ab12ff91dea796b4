//! `archfit recheck` is never green where nobody looked: what drops out of keeping, however that happens, is a finding.

use crate::storage::{Place, Said, commit, git};

const RECORD: &str = "docs/decisions/0001-x.md";
const RULES: &str = "archfit/rules/storage/rules.toml";
const QUESTIONS: &str = "archfit/questionnaires/storage.toml";

/// A project with its own rules, one accepted record, and everything committed.
fn committed() -> Place {
    let place = Place::new();
    place.own_rules();
    place.fine(&["adr", "new", "answers.toml", "--title", "x", "--status", "accepted"]);
    git(&place, &["init", "-q"]);
    commit(&place);
    assert_eq!(place.run(&["recheck", "--since", "HEAD"]).code, 0);
    place
}

/// Rechecks; one finding of this kind must be an error.
fn finds(place: &Place, arguments: &[&str], kind: &str) -> Said {
    let said = place.run(&[&["recheck"], arguments].concat());
    assert_eq!(said.code, 1, "{kind}: {}{}", said.out, said.talk);
    assert!(said.out.contains(&format!("[{kind}]")), "{kind}: {}", said.out);
    said
}

#[test]
fn a_rule_or_evidence_that_does_not_load_fails_in_every_format() {
    for (from, to) in [
        ("when = \"operators == nobody\"", "when = \"nope == x\""),
        ("id = \"ops-case\"", "id = \"ops-cases\""),
        ("points = { embedded = 1, server = -3 }", "points = { embedded = 1, sever = -3 }"),
    ] {
        let place = committed();
        place.edit(RULES, from, to);
        let said = finds(&place, &[], "rules-damaged");
        assert!(said.out.contains(&format!("at {RULES}:")), "{}", said.out);
        for format in ["json", "sarif", "github", "markdown"] {
            let said = place.run(&["recheck", "--format", format]);
            assert!(said.code == 1 && said.out.contains("rules-damaged"), "{format}: {}", said.out);
        }
    }
    let place = committed();
    place.write("archfit/rules/shared.toml", "format = 1\n[[evidence]\nid = \"x\"\n");
    finds(&place, &[], "rules-damaged");
}

#[test]
fn every_damaged_line_of_the_block_is_found() {
    let place = committed();
    let whole = place.read(RECORD);
    let first = whole.lines().position(|line| line.starts_with("What this decision follows from")).unwrap();
    let damages: [fn(&str) -> String; 3] =
        [|_| "@@ broken".to_owned(), |line| line[..line.len() / 2].to_owned() + "\\", |_| String::new()];
    let is_damaged = |line: &str| !line.is_empty() && !line.starts_with("What this decision");
    for (at, line) in whole.lines().enumerate().skip(first).filter(|(_, line)| is_damaged(line)) {
        for damage in damages {
            // Without an option it is a reason of the team's own, and stands.
            if line.starts_with("option = \"server\"") && damage(line).is_empty() {
                continue;
            }
            let lines = whole.lines().enumerate().map(|(n, line)| if n == at { damage(line) } else { line.to_owned() });
            place.write(RECORD, &(lines.collect::<Vec<_>>().join("\n") + "\n"));
            let said = place.run(&["recheck"]);
            assert_eq!(said.code, 1, "line {}: {line}\n{}", at + 1, said.out);
        }
    }
    // A reason to decide again that can never come true is none.
    assert!(whole.contains("[[archfit.revisit]]\nwhen = "), "{whole}");
    let (before, after) = whole.split_once("\nwhen = ").expect("a condition");
    let without_when = format!("{before}\n{}", after.split_once('\n').expect("a line").1);
    for damaged in [whole.replace("[[archfit.revisit]]", "[[archfitQrevisit]]"), without_when] {
        place.write(RECORD, &damaged);
        finds(&place, &[], "damaged-record");
    }
    place.write(RECORD, &whole.replace("writers = \"one\"", "writers = \"several\""));
    let said = finds(&place, &[], "damaged-record");
    assert!(
        said.out.contains("which have not changed: the answer to `writers` was `several` and is `one`"),
        "{}",
        said.out
    );
}

#[test]
fn a_record_that_replayed_before_has_to_replay_or_be_superseded() {
    let whole = committed().read(RECORD);
    let without_block = whole[..whole.find("What this decision follows from").unwrap()].to_owned();
    let place = committed();
    place.write(RECORD, &without_block);
    let said = finds(&place, &["--since", "HEAD"], "no-longer-replays");
    assert!(said.out.contains("it could be made again in HEAD, and cannot be now"), "{}", said.out);

    let place = committed();
    std::fs::remove_file(place.path(RECORD)).unwrap();
    let said = finds(&place, &["--since", "HEAD"], "no-longer-replays");
    assert!(said.out.contains("and is gone") && said.out.contains("[no-record]"), "{}", said.out);

    let place = committed();
    place.write("docs/old/0001-x.md", &whole);
    std::fs::remove_file(place.path(RECORD)).unwrap();
    finds(&place, &["--since", "HEAD"], "no-longer-replays");

    let place = committed();
    place.write("docs/decisions/0004-x.md", &whole.replace("number: 1", "number: 4"));
    std::fs::remove_file(place.path(RECORD)).unwrap();
    assert_eq!(place.run(&["recheck", "--since", "HEAD"]).code, 0, "it only has another name");

    let place = committed();
    place.fine(&["adr", "status", "1", "rejected"]);
    assert_eq!(place.run(&["recheck", "--since", "HEAD"]).code, 0, "that is said by its status");

    let place = committed();
    place.edit(RECORD, "[archfit]", "[archfit");
    finds(&place, &["--since", "HEAD"], "damaged-record");
    place.write(RECORD, &whole.replace("status: accepted", "status: superseded"));
    let said = finds(&place, &[], "record-missing");
    assert!(said.out.contains("it is superseded, and nothing says by which record"), "{}", said.out);
}

#[test]
fn conflict_marks_are_said_as_a_merge_conflict_with_their_line() {
    let place = committed();
    place.edit(RECORD, "status: accepted", "<<<<<<< ours\nstatus: accepted\n=======\nstatus: rejected\n>>>>>>> theirs");
    let said = finds(&place, &[], "record-conflict");
    assert!(said.out.contains(&format!("at {RECORD}:3")), "{}", said.out);

    place.edit(RECORD, "<<<<<<< ours\n", "");
    finds(&place, &[], "record-conflict");

    let place = committed();
    place.edit(
        "answers.toml",
        "writers = \"one\"",
        "<<<<<<< ours\nwriters = \"one\"\n=======\nwriters = \"several\"\n>>>>>>> theirs",
    );
    let said = finds(&place, &[], "answers-damaged");
    assert!(said.out.contains("holds an unresolved merge conflict"), "{}", said.out);
    assert!(said.out.contains("at answers.toml:8"), "{}", said.out);

    let place = committed();
    let by_hand = "# 2. Y\n\n## Status\n\nAccepted\n\n<<<<<<< ours\nA\n=======\nB\n>>>>>>> theirs\n";
    place.write("docs/decisions/0002-y.md", by_hand);
    finds(&place, &[], "record-conflict");
    place.write(
        "docs/decisions/0002-y.md",
        &by_hand.replace("<<<<<<<", "```\n<<<<<<<").replace("theirs\n", "theirs\n```\n"),
    );
    assert_eq!(place.run(&["recheck"]).code, 0, "a sample in a fence is none");
}

#[test]
fn no_record_is_no_success() {
    let place = Place::new();
    place.write("services/readme.txt", "x");
    let said = finds(&place, &["services"], "no-record");
    assert!(said.talk.contains("0 of 0"), "{}", said.talk);
    assert_eq!(place.run(&["recheck", "services", "--allow-empty"]).code, 0);
    assert_eq!(place.run(&["recheck", "--allow-empty"]).code, 0, "not even the folder is there");
}

#[test]
fn changed_settings_are_found_and_everything_is_looked_at() {
    let place = committed();
    place.write("archfit.toml", "[recheck]\nallow = [\"winner-changed\"]\n");
    let said = finds(&place, &["--since", "HEAD"], "settings-changed");
    assert!(said.out.contains("`allow` was empty and is winner-changed"), "{}", said.out);
    assert!(said.talk.contains("1 of 1"), "all are looked at: {}", said.talk);
    commit(&place);
    place.write("archfit.toml", "# The same.\n[recheck]\nallow = ['winner-changed']\n");
    assert_eq!(place.run(&["recheck", "--since", "HEAD"]).code, 0, "it says the same");
    place.write("archfit.toml", "[adr]\ndir = \"elsewhere\"\n");
    place.write("elsewhere/0001-y.md", "# 1. Y\n\n## Status\n\nAccepted\n");
    finds(&place, &["--since", "HEAD"], "settings-changed");
    finds(&place, &["--since", "HEAD"], "no-longer-replays");
    std::fs::remove_file(place.path("archfit.toml")).unwrap();
    finds(&place, &["--since", "HEAD"], "settings-changed");
}

#[test]
fn what_is_not_replayed_is_counted_and_named() {
    let place = committed();
    place.write("docs/decisions/0002-y.md", "# 2. Y\n\n## Status\n\nAccepted\n");
    let said = place.run(&["recheck"]);
    assert!(said.out.contains("not replayed, not written by archfit: 0002-y.md"), "{}", said.out);
    assert!(said.talk.contains("1 not replayed: 1 not written by archfit"), "{}", said.talk);
    let json: serde_json::Value = serde_json::from_str(&place.fine(&["recheck", "--format", "json"])).unwrap();
    assert_eq!(json["not_replayed"][0]["file"], "0002-y.md");
    std::fs::write(place.path("docs/decisions/0003-z.md"), [0xff, 0xfe, 0x00]).unwrap();
    finds(&place, &[], "unreadable-record");
}

#[test]
fn supersession_is_looked_at_from_both_sides() {
    let place = Place::new();
    let write = |name: &str, status: &str| {
        let title = name.trim_end_matches(".md");
        place.write(&format!("docs/decisions/{name}"), &format!("# {title}\n\n## Status\n\n{status}\n"));
    };
    write("0004-old.md", "Superseded\n\nSuperseded by [B](0005-b.md)");
    write("0005-b.md", "Accepted");
    write("0006-a.md", "Accepted\n\nSupersedes [old](0004-old.md)");
    let said = finds(&place, &[], "status-differs");
    let expected = "it is superseded by 0005-b.md, but 0006-a.md says that it supersedes it";
    assert!(said.out.contains(expected), "{}", said.out);
    write("0005-b.md", "Accepted\n\nSupersedes [old](0004-old.md)");
    let said = finds(&place, &[], "superseded-twice");
    assert!(said.out.contains("it supersedes 0004-old.md, and so does 0005-b.md"), "{}", said.out);
    write("0004-old.md", "Superseded\n\nSuperseded by [B](0005-b.md)\n\nSuperseded by [A](0006-a.md)");
    assert_eq!(place.run(&["recheck"]).code, 0, "one was split into two, and it says so");
}

#[test]
fn renamed_names_are_understood_and_gone_ones_named() {
    let place = Place::new();
    place.own_rules();
    let own = "\n[[revisit]]\nwhen = \"writers == several\"\nbecause = \"the second machine\"\n";
    place.write("answers.toml", &(place.read("answers.toml") + own));
    place.fine(&["adr", "new", "answers.toml", "--title", "x", "--status", "accepted"]);
    let rename = |place: &Place| {
        for file in [QUESTIONS, RULES] {
            place.write(file, &place.read(file).replace("writers", "authors"));
        }
    };
    rename(&place);
    let said = finds(&place, &[], "revisit");
    assert!(said.out.contains("`writers == several`") && said.out.contains("`[aliases]`"), "{}", said.out);
    place.edit(QUESTIONS, "format = 1\n", "format = 1\naliases = { writers = \"authors\" }\n");
    let said = place.run(&["recheck"]);
    assert_eq!(said.code, 0, "{}", said.out);
    place.edit("answers.toml", "writers = \"one\"", "authors = \"several\"");
    let said = finds(&place, &[], "revisit");
    assert!(said.out.contains("has come true: `writers == several`"), "{}", said.out);
}

#[test]
fn an_option_that_is_gone_is_said_to_be_gone_and_one_with_an_alias_is_not() {
    let place = committed();
    place.write(RULES, &place.read(RULES).replace("embedded", "library"));
    let said = finds(&place, &[], "option-gone");
    assert!(said.out.contains("the option `embedded` that the record names is gone"), "{}", said.out);
    place.edit(RULES, "format = 1\n", "format = 1\naliases = { embedded = \"library\" }\n");
    let said = place.run(&["recheck"]);
    assert_eq!(said.code, 0, "{}", said.out);
    assert!(!said.out.contains("changed from"), "a renamed option changes no rule: {}", said.out);
}

#[test]
fn moved_answers_are_one_finding_with_a_way_out() {
    let place = committed();
    place.fine(&["adr", "new", "answers.toml", "--title", "y", "--status", "accepted"]);
    std::fs::create_dir_all(place.path("systems/desk")).unwrap();
    std::fs::rename(place.path("answers.toml"), place.path("systems/desk/answers.toml")).unwrap();
    let said = finds(&place, &[], "answers-moved");
    assert_eq!(said.out.matches("[answers-moved]").count(), 1, "{}", said.out);
    assert!(said.out.contains("2 records: 0001-x.md, 0002-y.md"), "{}", said.out);
    let said = place.run(&["recheck", "--relink"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
    assert!(place.read(RECORD).contains("answers = \"../../systems/desk/answers.toml\"\n"));
    assert_eq!(place.run(&["recheck"]).code, 0);
}

#[test]
fn findings_of_one_cause_are_one() {
    let place = committed();
    place.fine(&["adr", "new", "answers.toml", "--title", "y", "--status", "accepted"]);
    place.edit("answers.toml", "writers = \"one\"", "writers = \"onne\"");
    let said = finds(&place, &[], "answers-damaged");
    assert_eq!(said.out.matches("[answers-damaged]").count(), 1, "{}", said.out);
    assert!(said.out.contains("at answers.toml:8"), "{}", said.out);
    place.edit("answers.toml", "writers = \"onne\"", "wrriters = \"one\"");
    let said = finds(&place, &[], "answers-damaged");
    assert!(
        said.out.contains("`wrriters`") && said.out.contains("at answers.toml:8"),
        "its question is none: {}",
        said.out
    );
    place.edit("answers.toml", "wrriters", "writers");
    let said = place.run(&["recheck", "--today", "2028-10-02"]);
    assert_eq!(said.out.matches("`ops-case` was last checked").count(), 1, "{}", said.out);
    assert!(said.out.contains(&format!("at {RULES}:")), "{}", said.out);
}

#[test]
fn comments_and_notes_are_no_change_and_weights_are_named() {
    let place = committed();
    place.edit("answers.toml", "from last year's logs", "from this year's logs");
    place.write("answers.toml", &(place.read("answers.toml") + "# A remark.\n"));
    let said = place.run(&["recheck"]);
    assert!(said.code == 0 && !said.out.contains("answers-changed"), "{}", said.out);
    place.edit(RULES, "weight = 40", "weight = 41");
    let said = place.run(&["recheck"]);
    let expected = "the criterion simplicity changed from `weight 40, scale -4 to 6` to `weight 41, scale -4 to 6`";
    assert!(said.out.contains(expected), "{}", said.out);
}

#[test]
fn records_with_the_line_ends_of_windows_replay() {
    for profile in ["madr4", "madr4-minimal", "nygard", "universal", "y-statement"] {
        let place = Place::new();
        place.fine(&["adr", "new", "answers.toml", "--title", "x", "--profile", profile]);
        place.write(RECORD, &place.read(RECORD).replace('\n', "\r\n"));
        let said = place.run(&["recheck"]);
        assert!(said.code == 0 && said.talk.contains("1 of 1"), "{profile}: {}{}", said.out, said.talk);
    }
}

#[test]
fn a_comment_can_be_updated_in_place_and_names_nobody() {
    let place = committed();
    place.edit("answers.toml", "writers = \"one\"", "writers = \"several\"");
    let said = place.run(&["recheck", "--format", "markdown"]);
    assert!(
        said.out.starts_with("<!-- archfit recheck -->\n## Recorded decisions: 1 finding to look at\n"),
        "{}",
        said.out
    );
    assert!(
        said.out.contains("* **winner-changed** (0001-x.md): ") && said.out.contains("at answers.toml:8"),
        "{}",
        said.out
    );
}

#[test]
fn a_finding_keeps_its_fingerprint_when_its_line_and_figures_change() {
    let place = committed();
    let fingerprint = || {
        let said = place.run(&["recheck", "--format", "sarif"]);
        let sarif: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        sarif["runs"][0]["results"][0]["partialFingerprints"]["archfit/v1"].as_str().unwrap().to_owned()
    };
    place.edit("answers.toml", "writers = \"one\"", "writers = \"several\"");
    let before = fingerprint();
    place.write("answers.toml", &format!("# A remark.\n{}", place.read("answers.toml")));
    place.edit("answers.toml", "write-ms = \"short\"", "write-ms = 4");
    assert_eq!(before, fingerprint());
}

#[test]
fn the_plain_hook_looks_at_what_is_to_be_committed() {
    let docs = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/recheck.md")).unwrap();
    let script = docs.split("```sh\n").find(|part| part.starts_with("#!/bin/sh")).unwrap();
    let script = script.split("```").next().unwrap();
    let place = committed();
    place.write("hook.sh", script);
    let program = assert_cmd::cargo::cargo_bin("archfit");
    let hook = || {
        let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
        let mut command = std::process::Command::new("sh");
        command
            .arg("hook.sh")
            .current_dir(place.path("."))
            .env("PATH", path)
            .env("ARCHFIT_TODAY", crate::storage::TODAY);
        command.output().unwrap().status.code().unwrap()
    };
    assert_eq!(hook(), 0);
    place.edit("answers.toml", "writers = \"one\"", "writers = \"several\"");
    assert_eq!(hook(), 0, "it is not to be committed");
    git(&place, &["add", "answers.toml"]);
    assert_eq!(hook(), 1);
    git(&place, &["checkout", "-q", "HEAD", "answers.toml"]);
    git(&place, &["rm", "-q", RECORD]);
    assert_ne!(hook(), 0, "only deleted");
}

#[test]
fn what_did_not_load_is_not_told_as_gone_and_a_record_changed_alone_blames_no_rule() {
    let rules = "archfit/rules/storage/rules.toml";
    for (from, to, words) in [
        (
            "when = \"reports >= some\"\ncriterion",
            "when = \"reports >= sme\"\ncriterion",
            "`reports-need-queries` did not load",
        ),
        ("when = \"operators == nobody\"", "when = \"operatrs == nobody\"", "`nobody-runs-it` did not load"),
        ("weight = 30\nscale = [-3, 5]", "weight = \"x\"\nscale = [-3, 5]", "`reports-need-queries` did not load"),
        (
            "[[option]]\nid = \"embedded\"\nname = \"Embedded database\"",
            "[[option]]\nid = \"embedded\"\nname = 3",
            "did not load as a whole",
        ),
    ] {
        let place = committed();
        place.edit(rules, from, to);
        let said = finds(&place, &[], "rules-damaged");
        assert!(said.out.contains(words) && !said.out.contains("is gone"), "{to}: {}", said.out);
    }
    let place = committed();
    place.edit("archfit/questionnaires/storage.toml", "id = \"operators\"", "id = \"operators\"\nkind = \"nonesuch\"");
    let said = place.run(&["recheck"]);
    assert!(said.code == 1 && !said.out.contains("is gone"), "{}", said.out);
    let place = committed();
    place.edit("docs/decisions/0001-x.md", "recommended = \"embedded\"", "recommended = \"server\"");
    let said = place.run(&["recheck"]);
    assert!(said.code == 1 && !said.out.contains("starting points, weights or scales"), "{}", said.out);
}

#[test]
fn a_block_that_says_otherwise_than_unchanged_answers_and_rules_is_found() {
    let place = Place::new();
    place.own_rules();
    let weights =
        "\n[weights]\nsimplicity = 50\n\n[[revisit]]\nwhen = \"reports == heavy\"\n\n[[revisit]]\non = 2027-06-01\n";
    place.write("answers.toml", &(place.read("answers.toml") + weights));
    place.fine(&["adr", "new", "answers.toml", "--title", "x", "--status", "accepted"]);
    assert_eq!(place.run(&["recheck"]).code, 0);
    let whole = place.read(RECORD);
    let lead = whole.lines().find(|line| line.starts_with("lead = ")).unwrap();
    let block = whole.split_once("```toml").unwrap().1;
    for (from, to, words) in [
        ("outcome = \"recommended\"", "outcome = \"close-call\"", "the outcome is `recommended`"),
        (lead, "lead = 1.0", "and the block says 1.0"),
        ("simplicity = 50", "simplixity = 50", "the weight of `"),
        ("simplicity = 50\n", "", "the weight of `simplicity`"),
        ("nobody-runs-it = ", "nobody-runs = ", "of the rule `nobody-runs`"),
        ("embedded +1, server -3", "embedded +9, server -3", "of the rule `nobody-runs-it`"),
        ("scale -4 to 6", "scale -4 to 7", "of the criterion"),
        ("option = \"server\"", "option = \"sever\"", "`sever`, for which it would be decided again"),
        ("[[archfit.revisit]]\nwhen = \"reports == heavy\"\n", "", "the condition `reports == heavy` to decide again"),
        ("[[archfit.revisit]]\non = 2027-06-01\n", "", "a day to decide again"),
        (block, &format!("{block}\n```toml{block}"), "it holds two blocks"),
    ] {
        assert!(whole.contains(from), "{from}: {whole}");
        place.write(RECORD, &whole.replacen(from, to, 1));
        let said = finds(&place, &[], "damaged-record");
        assert!(said.out.contains(words), "{to}: {}", said.out);
    }
    // What people put off or add by hand stands.
    for (from, to) in [
        ("on = 2027-06-01", "on = 2028-01-01"),
        ("[[archfit.revisit]]", "[[archfit.revisit]]\nwhen = \"writers == several\"\n\n[[archfit.revisit]]"),
    ] {
        place.write(RECORD, &whole.replacen(from, to, 1));
        let said = place.run(&["recheck"]);
        assert_eq!(said.code, 0, "{to}: {}", said.out);
    }
}

#[test]
fn a_head_that_was_plain_and_cannot_be_told_any_more_is_found() {
    let place = committed();
    let whole = place.read(RECORD);
    for (from, to, words) in [
        ("status: accepted\n", "status: superseded\nstatus: accepted\n", "`status` stands twice"),
        ("status: accepted\n", "status: [accepted\n", "a bracket in its front matter is not closed"),
        ("status: accepted\n", "status: \"accepted\n", "the text of `status` in its front matter is not closed"),
        ("status: accepted\n", "status: acepted\n", "`acepted` is no status that is known; did you mean `accepted`?"),
        ("status: accepted\n", "status accepted\n", "`status accepted` in its front matter is neither"),
        ("status: accepted\n", "statsu: accepted\n", "nothing tells its status"),
        ("status: accepted\n", "", "nothing tells its status"),
        ("---\nnumber: 1\n", "number: 1\n", "has no beginning, or no end"),
        ("\n---\n#", "\n#", "has no beginning, or no end"),
        ("number: 1\n", "number: one\n", "its number is `one`"),
        ("date: 2026-11-24", "date: 2026-13-45", "its date is `2026-13-45`, which is no day"),
    ] {
        assert!(whole.contains(from), "{from}: {whole}");
        place.write(RECORD, &whole.replacen(from, to, 1));
        let said = finds(&place, &[], "damaged-record");
        assert!(said.out.contains(words), "{to}: {}", said.out);
    }
    for more in [
        "tags: [a, \"b [c\"]\n",
        "links:\n  - target: 9\n    kind: amends\n",
        "by: [\n  a,\n  b\n]\n",
        "why: |\n  a: b [\n",
        "status-note: parked # x\n",
    ] {
        place.write(RECORD, &whole.replacen("status: accepted\n", &format!("status: accepted\n{more}"), 1));
        let said = place.run(&["recheck"]);
        assert!(!said.out.contains("[damaged-record]"), "{more}: {}", said.out);
    }
    place.write(RECORD, &whole.replacen("status: accepted\n", "status: parked\n", 1));
    assert_eq!(place.run(&["recheck"]).code, 0, "a word of the team's own");
}
