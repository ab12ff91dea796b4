//! `archfit recheck`: decisions made again after the world has changed.

use crate::storage::{Place, Said, fixture};

const RECORD: &str = "docs/decisions/0001-x.md";
const RULES: &str = "archfit/rules/storage/rules.toml";

/// A project with its own rules and one accepted record.
fn recorded() -> Place {
    let place = Place::new();
    place.own_rules();
    place.fine(&["adr", "new", "answers.toml", "--title", "x", "--status", "accepted"]);
    assert_eq!(place.run(&["recheck"]).code, 0);
    place
}

/// Rechecks; one finding of this kind must be an error.
fn finds(place: &Place, kind: &str) -> Said {
    let said = place.run(&["recheck"]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.talk);
    assert!(said.out.contains(&format!("[{kind}]")), "{}", said.out);
    said
}

#[test]
fn answers_kept_in_a_home_folder_go_with_their_record_so_that_a_fresh_clone_is_green() {
    let home = tempfile::tempdir().expect("a folder");
    let place = Place::new();
    let state = home.path().join("state");
    std::fs::create_dir(&state).expect("a folder");
    std::fs::rename(place.path("answers.toml"), state.join("begun.toml")).expect("moved");
    place.write(".git/HEAD", "ref: refs/heads/main\n");
    let answers = state.join("begun.toml").display().to_string();
    let mut command = place.command(&["adr", "new", &answers, "--title", "x", "--status", "accepted"]);
    let output = command.env("ARCHFIT_STATE_DIR", &state).output().expect("it runs");
    let talk = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{talk}");
    assert!(talk.contains("lies outside the project and was moved to"), "{talk}");
    let record = place.read(RECORD);
    assert!(!record.contains(&home.path().display().to_string()) && !record.contains("../"), "{record}");
    let clone = Place::new();
    for entry in std::fs::read_dir(place.path("docs/decisions")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        clone.write(&format!("docs/decisions/{name}"), &std::fs::read_to_string(&path).expect("a text"));
    }
    drop((home, place));
    let said = clone.run(&["recheck"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
    assert!(!said.out.contains("changed since"), "{}", said.out);
}

#[test]
fn a_missing_folder_of_records_is_named_with_the_way_out() {
    let place = Place::new();
    let said = place.run(&["adr", "list"]);
    assert_eq!(said.code, 2, "{}", said.talk);
    assert!(
        said.talk.contains("docs/decisions` is not there; `archfit adr new` writes the first one"),
        "{}",
        said.talk
    );
    let said = finds(&place, "no-record");
    assert!(said.out.contains("`docs/decisions` is not there, so nothing was looked at"), "{}", said.out);
    assert!(said.out.contains("`archfit adr new` writes the first one"), "{}", said.out);
}

#[test]
fn a_cause_that_a_message_names_is_not_said_again() {
    let place = Place::new();
    let said = place.run(&["adr", "new", "answers.toml", "--template", "gone.md"]);
    assert_eq!(said.code, 2, "{}", said.talk);
    assert_eq!(said.talk.matches("os error 2").count(), 1, "{}", said.talk);
}

#[test]
fn decide_export_change_the_world_recheck_supersede_recheck() {
    let place = Place::new();
    place.own_rules();
    place.fine(&["adr", "new", "answers.toml", "--status", "accepted"]);
    let said = place.run(&["recheck"]);
    assert_eq!(said.code, 0, "{}", said.out);
    assert!(said.talk.contains("1 of 1 recorded decisions still follow"), "{}", said.talk);

    place.edit("answers.toml", "writers = \"one\"", "writers = \"several\"");
    let said = finds(&place, "winner-changed");
    assert!(said.out.contains("Database server leads by now"), "{}", said.out);
    assert!(
        said.out.contains("the answer to `writers` was `one` and is `several`, which alone decides"),
        "{}",
        said.out
    );

    let said = place.run(&["recheck", "--propose"]);
    assert_eq!(said.code, 1);
    let new = "0002-storage-engine-for-order-desk-database-server.md";
    assert!(said.talk.contains(&format!("proposed {new}")), "{}", said.talk);
    let text = place.read(&format!("docs/decisions/{new}"));
    assert!(text.contains("status: proposed") && text.contains("* Proposed in place of [1. Storage engine"), "{text}");
    let said = place.run(&["recheck", "--propose"]);
    assert!(said.talk.contains("proposes it already"), "{}", said.talk);
    assert!(!place.path("docs/decisions").join("0003-storage-engine-for-order-desk-database-server.md").exists());

    place.fine(&["adr", "supersede", "1", "2"]);
    place.fine(&["adr", "status", "2", "accepted"]);
    let said = place.run(&["recheck"]);
    assert_eq!(said.code, 0, "{}", said.out);
    assert!(said.talk.contains("1 of 1 recorded decisions still follow; 1 not replayed"), "{}", said.talk);
}

#[test]
fn a_rule_that_changes_the_winner_is_named() {
    let place = recorded();
    place.edit(RULES, "points = { embedded = 1, server = -3 }", "points = { embedded = -4, server = 3 }");
    let said = finds(&place, "winner-changed");
    let because = "the rule `nobody-runs-it` changed from `simplicity: embedded +1, server -3` to `simplicity: embedded -4, server +3`";
    assert!(said.out.contains(because), "{}", said.out);
}

#[test]
fn a_veto_that_takes_the_winner_out_is_named() {
    let place = recorded();
    let veto = "\n[[rule]]\nid = \"no-library\"\nwhen = \"reports >= some\"\nexcludes = [\"embedded\"]\nbecause = \"Policy.\"\n";
    place.write(RULES, &(place.read(RULES) + veto));
    let said = finds(&place, "winner-changed");
    assert!(said.out.contains("the rule `no-library` holds by now (excludes embedded)"), "{}", said.out);
}

#[test]
fn a_lead_that_shrank_is_too_close_to_call() {
    let place = recorded();
    place.edit(RULES, "close-call = 4", "close-call = 20");
    let said = finds(&place, "close-call");
    assert!(
        said.out.contains("the lead is 19.5 points by now, which is too close to call; it was 19.5"),
        "{}",
        said.out
    );
}

#[test]
fn no_option_left_is_found_with_the_vetoes() {
    let place = recorded();
    place.edit(RULES, "[\"files\", \"embedded\"]", "[\"files\", \"embedded\", \"server\"]");
    place.edit("answers.toml", "writers = \"one\"", "writers = \"several\"");
    let said = finds(&place, "no-option");
    assert!(said.out.contains("Database server is excluded by `one-file-one-machine`"), "{}", said.out);
}

#[test]
fn a_condition_of_the_teams_own_comes_true() {
    let place = Place::new();
    place.own_rules();
    let own = "\n[[revisit]]\nwhen = \"busy >= 10 or write-ms > 100\"\nbecause = \"the load test stopped there\"\n";
    place.write("answers.toml", &(place.read("answers.toml") + own));
    place.fine(&["adr", "new", "answers.toml", "--title", "x"]);
    assert!(place.read(RECORD).contains("* `busy >= 10 or write-ms > 100`: the load test stopped there\n"));
    assert_eq!(place.run(&["recheck"]).code, 0);
    place.edit("answers.toml", "write-ms = \"short\"", "write-ms = 400");
    let said = finds(&place, "revisit");
    let expected = "has come true: `busy >= 10 or write-ms > 100` (the load test stopped there)";
    assert!(said.out.contains(expected), "{}", said.out);
}

#[test]
fn a_condition_that_no_longer_means_anything_is_found() {
    let place = recorded();
    let text = place
        .read(RECORD)
        .replace("[archfit.answered]", "[[archfit.revisit]]\nwhen = \"gone == one\"\n\n[archfit.answered]");
    place.write(RECORD, &text);
    let said = finds(&place, "revisit");
    assert!(said.out.contains("can no longer be checked: `gone == one`"), "{}", said.out);
}

#[test]
fn the_day_of_a_review_comes() {
    let place = Place::new();
    place.own_rules();
    place.write(
        "answers.toml",
        &(place.read("answers.toml") + "\n[[revisit]]\non = 2027-03-01\nbecause = \"the contract ends\"\n"),
    );
    place.fine(&["adr", "new", "answers.toml", "--title", "x"]);
    assert_eq!(place.run(&["recheck", "--today", "2027-02-28"]).code, 0);
    let said = place.run(&["recheck", "--today", "2027-03-01"]);
    assert_eq!(said.code, 1);
    assert!(said.out.contains("has come: 2027-03-01 (the contract ends) [review-date]"), "{}", said.out);
}

#[test]
fn evidence_grows_old() {
    let place = recorded();
    let said = place.run(&["recheck", "--today", "2028-10-02"]);
    assert_eq!(said.code, 1);
    assert!(
        said.out.contains("`ops-case` was last checked on 2026-05-05, more than 24 months ago [old-evidence]"),
        "{}",
        said.out
    );
    assert_eq!(said.out.matches("[old-evidence]").count(), 2, "{}", said.out);
    place.write("archfit.toml", "[recheck]\nevidence-max-age-months = 60\n");
    assert_eq!(place.run(&["recheck", "--today", "2028-10-02"]).code, 0);
    place.write("archfit.toml", "[recheck]\nallow = [\"old-evidence\"]\n");
    assert_eq!(place.run(&["recheck", "--today", "2028-10-02"]).code, 0);
    place.write("archfit.toml", "[recheck]\nallow = [\"old-evidense\"]\n");
    let said = place.run(&["recheck"]);
    assert!(said.code == 2 && said.talk.contains("did you mean `old-evidence`?"), "{}", said.talk);
}

#[test]
fn a_lost_answers_file_is_found_and_the_record_still_replays() {
    let place = recorded();
    std::fs::remove_file(place.path("answers.toml")).unwrap();
    let said = finds(&place, "answers-missing");
    assert!(said.out.contains("there is no `../../answers.toml`"), "{}", said.out);
    place.edit(RULES, "points = { embedded = 1, server = -3 }", "points = { embedded = -4, server = 3 }");
    finds(&place, "winner-changed");
}

#[test]
fn a_lost_rule_base_is_found() {
    let place = recorded();
    std::fs::remove_dir_all(place.path("archfit/rules/storage")).unwrap();
    let said = finds(&place, "rules-missing");
    assert!(said.out.contains("there is no decision `storage` over `storage` by now"), "{}", said.out);
}

#[test]
fn changes_that_change_nothing_are_only_noted() {
    let place = recorded();
    place.edit(RULES, "version = \"0.3.0\"", "version = \"0.4.0\"");
    place.edit("answers.toml", "system = \"Order desk\"", "system = \"Order Desk\"");
    let said = place.run(&["recheck"]);
    assert_eq!(said.code, 0, "{}", said.out);
    assert!(
        said.out.contains("note: the rules changed since (0.3.0 to 0.4.0), and the decision still follows"),
        "{}",
        said.out
    );
    assert!(said.out.contains("note: the answers changed since"), "{}", said.out);
}

#[test]
fn an_override_is_watched() {
    let place = Place::new();
    place.own_rules();
    let own = "\n[[override]]\ndecision = \"storage\"\noption = \"server\"\nbecause = \"It is there already.\"\n";
    let before = place.read("answers.toml");
    place.write("answers.toml", &(before.clone() + own));
    place.fine(&["adr", "new", "answers.toml", "--title", "x"]);
    assert_eq!(place.run(&["recheck"]).code, 0);
    place.edit("answers.toml", "writers = \"one\"", "writers = \"several\"");
    finds(&place, "override-idle");
    place.write("answers.toml", &before);
    let said = finds(&place, "override-changed");
    assert!(said.out.contains("no longer chooses Database server against the rules"), "{}", said.out);
    place.write("answers.toml", &(before + &own.replace("server", "files")));
    let said = finds(&place, "override-changed");
    assert!(said.out.contains("the answers file chooses Plain files by now"), "{}", said.out);
}

#[test]
fn a_record_edited_by_hand_is_found() {
    let place = recorded();
    place.edit(RECORD, "lead = 19.5", "lead = oops");
    finds(&place, "damaged-record");
    let place = recorded();
    place.edit(RECORD, "number: 1", "number: 4");
    let said = finds(&place, "status-differs");
    assert!(said.out.contains("the file's name says 1, and its text says 4"), "{}", said.out);
    let place = Place::new();
    place.own_rules();
    place.fine(&["adr", "new", "answers.toml", "--title", "x", "--profile", "universal"]);
    place.edit(RECORD, "* Status: proposed", "* Status: accepted");
    finds(&place, "status-differs");
}

/// A record that a person wrote, in the form of Nygard.
fn by_hand(place: &Place, number: u32, status: &str) {
    let text = format!("# {number}. Part {number}\n\n## Status\n\n{status}\n\n## Context\n\nSome.\n");
    place.write(&format!("docs/decisions/{number:04}-part.md"), &text);
}

#[test]
fn records_that_disagree_on_which_replaces_which_are_found_whoever_wrote_them() {
    let place = Place::new();
    by_hand(&place, 1, "Accepted");
    by_hand(&place, 2, "Accepted\n\nSupersedes [1. Part 1](0001-part.md)");
    let said = finds(&place, "status-differs");
    assert!(said.out.contains("it supersedes 0001-part.md, which does not say so"), "{}", said.out);
    let said = place.run(&["recheck", "--format", "github"]);
    assert!(said.out.contains("file=docs/decisions/0002-part.md,line=7,"), "{}", said.out);
    by_hand(&place, 2, "Proposed\n\nSupersedes [1. Part 1](0001-part.md)");
    assert_eq!(place.run(&["recheck"]).code, 0, "what is only proposed has replaced nothing yet");
    by_hand(&place, 1, "Accepted\n\nSuperseded by [2. Part 2](0002-part.md)");
    by_hand(&place, 2, "Accepted\n\nSupersedes [1. Part 1](0001-part.md)");
    assert_eq!(place.run(&["recheck"]).code, 0, "both sides say so");
}

#[test]
fn every_record_of_a_list_is_looked_at() {
    let place = Place::new();
    by_hand(&place, 1, "Superseded by [3. Part 3](0003-part.md)");
    by_hand(&place, 2, "Accepted");
    for list in ["[1, 2]", "\n  - 1\n  - ADR-0002", "\n- \"0001-part.md\"\n- \"0002-part.md\""] {
        place.write(
            "docs/decisions/0003-part.md",
            &format!("---\nnumber: 3\nstatus: accepted\nsupersedes: {list}\n---\n# Part 3\n"),
        );
        let said = finds(&place, "status-differs");
        assert_eq!(said.out.matches("[status-differs]").count(), 1, "{}", said.out);
        assert!(said.out.contains("it supersedes 0002-part.md, which does not say so"), "{}", said.out);
    }
}

#[test]
fn a_supersession_in_any_clause_of_a_status_counts_and_nothing_supersedes_itself() {
    let place = Place::new();
    by_hand(&place, 1, "Accepted");
    for status in
        ["Accepted; supersedes ADR-0001", "Accepted (supersedes [1. Part 1](0001-part.md))", "Accepted. Supersedes 1."]
    {
        by_hand(&place, 2, status);
        let said = finds(&place, "status-differs");
        assert!(said.out.contains("it supersedes 0001-part.md, which does not say so"), "{status}: {}", said.out);
    }
    by_hand(&place, 2, "Accepted; supersedes ADR-0001");
    let said = place.run(&["adr", "supersede", "2", "1"]);
    assert!(said.code == 2 && said.talk.contains("`0002-part.md` says that it supersedes"), "{}", said.talk);
    by_hand(&place, 1, "Superseded by [2. Part 2](0002-part.md)");
    assert_eq!(place.run(&["recheck"]).code, 0);
    for by in ["[2. Part 2](0002-part.md)", "[2. Part 2](./0002-part.md)", "ADR-0002"] {
        by_hand(&place, 2, &format!("Superseded by {by}"));
        let said = finds(&place, "superseded-by-nothing");
        assert!(said.out.contains("it is superseded by itself, so nothing holds"), "{by}: {}", said.out);
        by_hand(&place, 2, &format!("Accepted\n\nSupersedes {by}"));
        let said = finds(&place, "status-differs");
        assert!(said.out.contains("it supersedes itself"), "{by}: {}", said.out);
    }
}

#[test]
fn supersessions_in_other_languages_are_looked_at_like_english_ones() {
    for (by, replaces) in [
        ("Superseded by", "Supersedes"),
        ("Ersetzt durch", "Ersetzt"),
        ("Remplacé par", "Remplace"),
        ("Reemplazado por", "Reemplaza a"),
        ("Sostituito da", "Sostituisce"),
        ("Vervangen door", "Vervangt"),
        ("Zastąpiony przez", "Zastępuje"),
        ("Заменено на", "Заменяет"),
    ] {
        let place = Place::new();
        by_hand(&place, 1, &format!("{by} ADR-0002"));
        finds(&place, "record-missing");
        by_hand(&place, 2, "Accepted");
        finds(&place, "status-differs");
        by_hand(&place, 2, &format!("Accepted\n\n{replaces} ADR-0001"));
        assert_eq!(place.run(&["recheck"]).code, 0, "{by}");
        assert!(place.fine(&["adr", "list", "--status", "accepted"]).contains("0002"), "{replaces}");
        by_hand(&place, 1, "Accepted");
        finds(&place, "status-differs");
    }
}

#[test]
fn a_superseded_record_whose_successor_is_gone_is_found() {
    let place = Place::new();
    by_hand(&place, 1, "Superseded by [2. Part 2](0002-part.md)");
    let said = finds(&place, "record-missing");
    assert!(said.out.contains("it is superseded by `0002-part.md`, which is not there"), "{}", said.out);
    by_hand(&place, 2, "Accepted");
    let said = finds(&place, "status-differs");
    assert!(said.out.contains("it is superseded by 0002-part.md, which does not say so"), "{}", said.out);
    by_hand(&place, 2, "Accepted\n\nSupersedes [1. Part 1](0001-part.md)");
    assert_eq!(place.run(&["recheck"]).code, 0);
    std::fs::rename(place.path("docs/decisions/0002-part.md"), place.path("docs/decisions/0002-renamed.md")).unwrap();
    assert_eq!(place.run(&["recheck"]).code, 0, "the number still leads there");
    for elsewhere in ["[theirs](https://example.org/0009-theirs.md)", "a newer platform", "[notes](../../answers.toml)"]
    {
        by_hand(&place, 1, &format!("Superseded by {elsewhere}"));
        assert_eq!(place.run(&["recheck"]).code, 0, "{elsewhere} is no record of this folder");
    }

    let place = recorded();
    place.write("several.toml", &place.read("several-writers.toml"));
    place.fine(&["adr", "new", "several.toml", "--title", "y", "--supersedes", "1", "--status", "accepted"]);
    assert_eq!(place.run(&["recheck"]).code, 0);
    std::fs::remove_file(place.path("docs/decisions/0002-y.md")).unwrap();
    let said = finds(&place, "record-missing");
    assert!(said.out.contains("it is superseded by 0002, which is not there"), "{}", said.out);
    place.write("archfit.toml", "[recheck]\nallow = [\"record-missing\"]\n");
    let said = place.run(&["recheck"]);
    assert!(said.code == 0 && said.out.contains("[record-missing]"), "what is allowed is only noted: {}", said.out);
}

#[test]
fn a_record_that_supersedes_one_that_is_not_there_is_found() {
    let place = Place::new();
    for (status, names) in [("Accepted", "9"), ("Proposed", "ADR-0009"), ("Accepted", "[9. Gone](0009-gone.md)")] {
        by_hand(&place, 2, &format!("{status}\n\nSupersedes {names}"));
        let said = finds(&place, "record-missing");
        let shown = if names.contains('(') { "`0009-gone.md`" } else { "0009" };
        assert!(said.out.contains(&format!("it supersedes {shown}, which is not there")), "{}", said.out);
        let listed = place.fine(&["adr", "list"]);
        assert!(listed.contains(&format!("Part 2  (it supersedes {shown}, which is not there)")), "{listed}");
    }
    let listed: serde_json::Value = serde_json::from_str(&place.fine(&["adr", "list", "--format", "json"])).unwrap();
    let broken = &listed["records"][0]["broken_supersessions"];
    assert_eq!(broken, &serde_json::json!(["it supersedes `0009-gone.md`, which is not there"]));
    let explained = place.fine(&["explain", "record-missing"]);
    assert!(
        explained.contains("The record that this one supersedes, or is superseded by, is not there"),
        "{explained}"
    );
    by_hand(&place, 2, "Rejected\n\nSupersedes 9");
    assert_eq!(place.run(&["recheck"]).code, 0, "what was turned down may name what it likes");
    by_hand(&place, 2, "Accepted\n\nSupersedes [notes](../../answers.toml)");
    assert_eq!(place.run(&["recheck"]).code, 0, "that is no record of this folder");
}

#[test]
fn an_answers_file_outside_the_project_is_not_read() {
    let place = recorded();
    let outside = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(outside.path(), "secret").unwrap();
    place.edit(RECORD, "../../answers.toml", &outside.path().to_string_lossy());
    let said = finds(&place, "answers-missing");
    assert!(said.out.contains("is outside the project") && !said.out.contains("secret"), "{}", said.out);
}

#[test]
fn findings_are_there_for_programs_code_scanning_and_annotations() {
    let place = recorded();
    place.edit("answers.toml", "writers = \"one\"", "writers = \"several\"");
    let format = |format: &str| {
        let said = place.run(&["recheck", "--format", format]);
        assert_eq!(said.code, 1);
        said.out
    };
    let json: serde_json::Value = serde_json::from_str(&format("json")).unwrap();
    assert_eq!(json["findings"][0]["kind"], "winner-changed");
    assert_eq!(json["records"][0]["follows"], false);
    let sarif: serde_json::Value = serde_json::from_str(&format("sarif")).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!((&sarif["version"], &result["ruleId"]), (&"2.1.0".into(), &"winner-changed".into()));
    let location = &result["locations"][0]["physicalLocation"];
    assert_eq!(location["artifactLocation"]["uri"], "answers.toml", "where a pull request shows it");
    let line = location["region"]["startLine"].as_u64().unwrap() as usize;
    assert_eq!(place.read("answers.toml").lines().nth(line - 1).unwrap(), "writers = \"several\"");
    let record = &result["relatedLocations"][0]["physicalLocation"];
    assert_eq!(record["artifactLocation"]["uri"], RECORD);
    let line_in_record = record["region"]["startLine"].as_u64().unwrap() as usize;
    assert_eq!(place.read(RECORD).lines().nth(line_in_record - 1).unwrap(), "recommended = \"embedded\"");
    assert_eq!(sarif["runs"][0]["automationDetails"]["id"], "archfit/recheck/");
    let annotation = format("github");
    assert!(annotation.starts_with(&format!("::error file=answers.toml,line={line},endLine={line},")), "{annotation}");
    assert!(annotation.contains("title=winner-changed::"), "{annotation}");
    assert_eq!(annotation.lines().count(), 1);
}

#[test]
fn records_of_others_and_records_no_longer_in_force_are_passed_over() {
    let place = recorded();
    place.write("docs/decisions/0002-y.md", "# 2. Y\n\n## Status\n\nAccepted\n");
    place.edit("answers.toml", "writers = \"one\"", "writers = \"several\"");
    place.fine(&["adr", "status", "1", "rejected"]);
    let said = place.run(&["recheck"]);
    assert_eq!(said.code, 0);
    assert!(said.talk.contains("0 of 0 recorded decisions still follow; 2 not replayed"), "{}", said.talk);
}

#[test]
fn only_what_a_change_can_touch_is_looked_at_since_a_revision() {
    let place = recorded();
    by_hand(&place, 2, "Accepted");
    by_hand(&place, 3, "Accepted\n\nSupersedes [2. Part 2](0002-part.md)");
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
        let status =
            std::process::Command::new("git").current_dir(place.path(".")).args(identity).args(arguments).status();
        assert!(status.unwrap().success());
    };
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "one"]);
    let since = |today: &str| place.run(&["recheck", "--since", "HEAD", "--today", today]);
    assert_eq!(since("2030-01-01").code, 0, "nothing changed, so nothing is looked at");
    place.write("unrelated.txt", "x");
    assert_eq!(since("2030-01-01").code, 0);
    place.edit("answers.toml", "writers = \"one\"", "writers = \"several\"");
    let said = since("2026-11-24");
    assert!(said.code == 1 && said.out.contains("[winner-changed]"), "{}", said.out);
    git(&["checkout", "-q", "answers.toml"]);
    place.edit(RULES, "close-call = 4", "close-call = 20");
    assert!(since("2026-11-24").out.contains("[close-call]"));
    git(&["checkout", "-q", RULES]);
    assert!(!since("2026-11-24").out.contains("[status-differs]"), "neither side changed");
    by_hand(&place, 2, "Accepted, for now");
    assert!(since("2026-11-24").out.contains("it supersedes 0002-part.md"), "the other side changed");
    let said = place.run(&["recheck", "--since", "nowhere"]);
    assert!(said.code == 2 && said.talk.contains("git cannot tell what changed"), "{}", said.talk);
}

#[test]
fn every_kind_of_finding_is_documented() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/recheck.md")).unwrap();
    for entry in archfit::diagnostic::catalogue::of_records() {
        assert!(text.contains(&format!("`{}`", entry.code)), "{}", entry.code);
    }
}

#[test]
fn findings_name_files_from_the_root_of_the_repository() {
    let place = Place::new();
    std::fs::create_dir(place.path(".git")).unwrap();
    for name in ["answers.toml", "several-writers.toml"] {
        place.write(&format!("services/desk/{name}"), &place.read(name));
    }
    place.write("services/desk/archfit.toml", "[adr]\ndir = \"records\"\n");
    let run = |arguments: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("archfit").unwrap();
        command.current_dir(place.path("services/desk")).env("ARCHFIT_TODAY", crate::storage::TODAY).args(arguments);
        command.arg("--questionnaires").arg(fixture("questionnaires")).arg("--rules").arg(fixture("rules"));
        command.output().unwrap()
    };
    assert!(run(&["adr", "new", "answers.toml"]).status.success());
    std::fs::remove_file(place.path("services/desk/answers.toml")).unwrap();
    let said = String::from_utf8(run(&["recheck", "--format", "github"]).stdout).unwrap();
    assert!(said.starts_with("::error file=services/desk/records/0001-"), "{said}");
    let said = String::from_utf8(run(&["recheck", "--format", "sarif"]).stdout).unwrap();
    assert!(said.contains("\"uri\": \"services/desk/records/0001-"), "{said}");
}

#[test]
fn a_proposal_is_as_the_team_writes_its_records() {
    let place = recorded();
    place.write(
        "archfit.toml",
        "[adr]\ndeciders = [\"Ana\"]\nstatus = \"accepted\"\nfront-matter = { tags = \"storage\" }\n",
    );
    let text = place.read("several-writers.toml");
    place.write("answers.toml", &text);
    let said = place.run(&["recheck", "--propose"]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.talk);
    assert!(said.talk.contains("`archfit adr supersede 1 2` puts it in its place"), "{}", said.talk);
    let names = std::fs::read_dir(place.path("docs/decisions")).unwrap().map(|e| e.unwrap().file_name());
    let proposed = names.map(|name| name.into_string().unwrap()).find(|name| name.starts_with("0002-")).unwrap();
    let record = place.read(&format!("docs/decisions/{proposed}"));
    assert!(record.starts_with("---\nnumber: 2\nstatus: proposed\n"), "{record}");
    assert!(record.contains("decision-makers:\n  - Ana\ntags: storage\n---\n"), "{record}");
}
