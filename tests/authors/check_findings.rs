//! Planted defects: every code of the catalogue is raised by its example, put into a rule base that is fine, and by nothing else.

use archfit::diagnostic::catalogue::{self, Entry, ExampleFile};

use crate::planted::{Project, codes};

/// Puts a text where the entry says it belongs, and gives the codes found.
fn codes_with(entry: &Entry, text: &str) -> Vec<String> {
    let mut project = Project::starter();
    let whole = |path: &str| format!("archfit/{path}");
    match (entry.file, entry.whole) {
        (ExampleFile::Rules, true) => {
            project.files.retain(|path, _| !path.contains("/rules/"));
            project.files.insert(whole("rules/caching/rules.toml"), text.into());
        }
        (ExampleFile::Rules, false) => project.merge("archfit/rules/caching/rules.toml", text),
        (ExampleFile::Questionnaire, true) => {
            project.files.insert(whole("questionnaires/caching.toml"), text.into());
        }
        (ExampleFile::Questionnaire, false) => project.merge("archfit/questionnaires/caching.toml", text),
        (ExampleFile::Evidence, _) => {
            project.files.insert(whole("rules/evidence.toml"), text.into());
        }
        (ExampleFile::Answers, _) => {
            project.files.insert("answers.toml".into(), text.into());
        }
    }
    codes(&project.findings())
}

#[test]
fn the_example_that_all_others_start_from_is_fine() {
    let findings = Project::starter().findings();
    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn every_example_raises_its_code() {
    let mut missed = Vec::new();
    for entry in catalogue::entries() {
        if let Some(example) = &entry.example {
            let found = codes_with(entry, example);
            if !found.contains(&entry.code) {
                missed.push((entry.code.clone(), found));
            }
        }
    }
    assert!(missed.is_empty(), "not found: {missed:#?}");
}

#[test]
fn no_example_done_right_raises_its_code() {
    for entry in catalogue::entries() {
        if let Some(instead) = &entry.instead {
            let found = codes_with(entry, instead);
            assert!(!found.contains(&entry.code), "`{}` is still found", entry.code);
        }
    }
}

/// Codes whose example would be too long or is no text at all; each has a test of its own below, in `author_tools`, `load_bad_input` or `session_keeps_answers`.
const WITHOUT_EXAMPLE: [&str; 14] = [
    "cliff",
    "cut-short",
    "lost-answer",
    "old-name",
    "renamed-id",
    "schema-line",
    "several-decisions",
    "shared-criterion",
    "too-complex",
    "too-many",
    "too-many-thresholds",
    "torn-file",
    "unpinned",
    "unreadable-file",
];

#[test]
fn only_codes_with_a_test_of_their_own_have_no_example() {
    let mut without: Vec<&str> =
        catalogue::entries().iter().filter(|e| e.example.is_none()).map(|e| e.code.as_str()).collect();
    without.sort_unstable();
    assert_eq!(without, WITHOUT_EXAMPLE);
}

#[test]
fn a_step_that_moves_more_than_any_criterion_counts_is_a_cliff() {
    let rule = |criterion: &str, points: &str| {
        format!(
            "[[rule]]\nid = \"{criterion}-turns\"\nwhen = \"reads-per-second >= 4_321\"\ncriterion = \"{criterion}\"\n\
             points = {{ no-cache = {points}, shared-cache = 3 }}\nbecause = \"It is so.\"\nevidence = [\"littles-law\"]\n"
        )
    };
    let mut project = Project::starter();
    project.merge("archfit/rules/caching/rules.toml", &rule("speed", "-3"));
    assert!(!codes(&project.findings()).iter().any(|code| code == "cliff"), "one criterion explains it");
    project.merge("archfit/rules/caching/rules.toml", &rule("simplicity", "-3"));
    assert!(codes(&project.findings()).iter().any(|code| code == "cliff"));
}

#[test]
fn an_old_name_is_noted_and_mended() {
    let mut project = Project::starter();
    project.merge("archfit/questionnaires/caching.toml", "[aliases]\n\"instances\" = \"copies\"\n");
    project.files.insert(
        "answers.toml".into(),
        "format = 1\nquestionnaire = \"caching\"\n[answers]\ninstances = \"one\"\n".into(),
    );
    let findings = project.findings();
    assert_eq!(codes(&findings), ["old-name"]);
    let (place, text) = &findings[0].fix.as_ref().expect("it can be mended").edits[0];
    assert_eq!((place.span.len(), text.as_str()), ("instances".len(), "copies"));
}

/// What is counted twice with these rules beside the starter's.
fn counted_twice(rules: &[(&str, &str, &str)]) -> Vec<String> {
    let mut project = Project::starter();
    for (id, when, points) in rules {
        let effect = format!("criterion = \"speed\"\npoints = {{ {points} }}\nbecause = \"So.\"\n");
        let rule = format!("[[rule]]\nid = \"{id}\"\nwhen = \"{when}\"\n{effect}");
        project.merge("archfit/rules/caching/rules.toml", &rule);
    }
    let findings = project.findings().into_iter().filter(|finding| finding.code == "counted-twice");
    findings.map(|finding| finding.title).collect()
}

#[test]
fn one_alternative_in_two_rules_counts_twice() {
    let found = counted_twice(&[
        ("a", "copies == many or query-ms == slow", "no-cache = 1"),
        ("b", "copies == many or reads-per-second == few", "no-cache = 1"),
    ]);
    assert_eq!(found, ["rules `a` and `b` count the same thing twice for `no-cache`"]);
}

#[test]
fn a_number_behind_a_trait_counts_twice_beside_the_trait() {
    let found = counted_twice(&[("a", "queries-at-once >= 80", "no-cache = -1")]);
    assert_eq!(found, ["rules `database-cannot-keep-up` and `a` count the same thing twice for `no-cache`"]);
    let beside = counted_twice(&[("a", "queries-at-once >= 80 and copies == many", "no-cache = -1")]);
    assert!(beside.is_empty(), "another answer is another reason");
    assert!(counted_twice(&[("a", "queries-at-once >= 80", "no-cache = 1")]).is_empty(), "the other way");
}

#[test]
fn steps_of_one_thing_and_refinements_count_once_each() {
    let steps = [("a", "query-ms >= usual", "no-cache = 1"), ("b", "query-ms >= slow", "no-cache = 1")];
    assert!(counted_twice(&steps).is_empty());
    let refined =
        [("a", "copies == many", "no-cache = 1"), ("b", "copies == many and query-ms == slow", "no-cache = 1")];
    assert!(counted_twice(&refined).is_empty());
}

#[test]
fn answers_that_come_to_the_same_are_named() {
    let mut project = Project::starter();
    project.merge(
        "archfit/questionnaires/caching.toml",
        "[[question]]\nid = \"mood\"\nask = \"How is it?\"\nordered = true\nchoices = [ { id = \"bad\" }, { id = \"fair\" }, { id = \"good\" } ]\n",
    );
    let rule = |id: &str, when: &str, points: i32| {
        format!(
            "[[rule]]\nid = \"{id}\"\nwhen = \"{when}\"\ncriterion = \"simplicity\"\npoints = {{ no-cache = {points} }}\nbecause = \"So.\"\nevidence = [\"own-trial\"]\naccept = {{ never-decisive = \"d\" }}\n"
        )
    };
    // From `fair` on `no-cache` is far ahead of everything, so that one point more changes nothing.
    project.merge("archfit/rules/caching/rules.toml", &rule("fair", "mood >= fair", 900));
    project.merge("archfit/rules/caching/rules.toml", &rule("good", "mood == good", 1));
    let findings = project.findings();
    let titles: Vec<&str> = findings.iter().filter(|f| f.code == "never-decisive").map(|f| f.title.as_str()).collect();
    assert_eq!(titles, ["in question `mood`, whether `fair` or `good` is answered can change no outcome"]);
}

#[test]
fn a_text_that_cannot_be_shown_is_pointed_at_where_it_stands_and_can_be_accepted() {
    const RULES: &str = "archfit/rules/caching/rules.toml";
    let with = |because: &str| {
        let mut project = Project::starter();
        let rules = project.files.get_mut(RULES).expect("it is there");
        *rules = rules.replace("because = \"With so many queries at once, each waits", because);
        (project.findings(), project.files[RULES].clone())
    };
    let (findings, text) = with("because = \"With so many queries at once, each waits\\u202e");
    let [finding] = &findings[..] else { panic!("{findings:#?}") };
    assert!(finding.title.ends_with("U+202E, which cannot be shown, behind `waits`"), "{}", finding.title);
    assert!(text[finding.place().span.clone()].starts_with("\"With so many"), "{finding:#?}");
    let accepted = "accept = { unshowable-text = \"the mark is wanted\" }\n";
    let (findings, _) = with(&format!("{accepted}because = \"With so many queries at once, each waits\\u202e"));
    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn a_text_of_several_lines_may_have_the_line_ends_of_windows() {
    let mut project = Project::starter();
    for text in project.files.values_mut() {
        let lines = |line: &str| match line.strip_prefix("because = \"") {
            Some(words) => format!("because = \"\"\"\r\n{}\"\"\"\r\n", words.trim_end_matches('"')),
            None => format!("{line}\r\n"),
        };
        *text = text.lines().map(lines).collect();
    }
    assert!(project.files.values().any(|text| text.contains("because = \"\"\"\r\n")));
    assert!(project.findings().is_empty(), "{:#?}", project.findings());
}

#[test]
fn two_decisions_in_one_folder_are_refused() {
    let mut project = Project::starter();
    let second = "format = 1\n[decision]\nid = \"other\"\ntitle = \"Other\"\nquestionnaire = \"caching\"\n";
    project.files.insert("archfit/rules/caching/second.toml".into(), second.into());
    assert_eq!(codes(&project.findings()), ["several-decisions"]);
}

#[test]
fn more_than_64_options_are_refused() {
    let mut project = Project::starter();
    let option = |n: usize| format!("[[option]]\nid = \"o{n}\"\nname = \"O\"\nsummary = \"One more.\"\n");
    let options: String = (0..62).map(option).collect();
    project.merge("archfit/rules/caching/rules.toml", &options);
    assert!(codes(&project.findings()).contains(&"too-many".to_owned()));
}

#[test]
fn a_question_cut_too_often_is_refused() {
    let mut project = Project::starter();
    let rule = |n: usize| {
        format!(
            "[[rule]]\nid = \"r{n}\"\nwhen = \"query-ms >= {}\"\ncriterion = \"speed\"\npoints = {{ no-cache = 1 }}\nbecause = \"b\"\n",
            1_000 + n
        )
    };
    project.merge("archfit/rules/caching/rules.toml", &(0..70).map(rule).collect::<String>());
    assert!(codes(&project.findings()).contains(&"too-many-thresholds".to_owned()));
}

#[test]
fn a_condition_that_needs_too_many_nodes_is_refused() {
    let mut project = Project::starter();
    let question = |n: usize| {
        format!("[[question]]\nid = \"q{n}\"\nask = \"?\"\nchoices = [ {{ id = \"a\" }}, {{ id = \"b\" }} ]\n")
    };
    project.merge("archfit/questionnaires/caching.toml", &(0..40).map(question).collect::<String>());
    // Each pair reaches over all between, so the diagram has to remember all first halves: 2^20 nodes.
    let pairs: Vec<String> = (0..20).map(|n| format!("(q{n} == a and q{} == a)", n + 20)).collect();
    let rule = format!(
        "[[rule]]\nid = \"wide\"\nwhen = \"{}\"\ncriterion = \"speed\"\npoints = {{ no-cache = 1 }}\nbecause = \"b\"\n",
        pairs.join(" or ")
    );
    project.merge("archfit/rules/caching/rules.toml", &rule);
    assert!(codes(&project.findings()).contains(&"too-complex".to_owned()));
}

#[test]
fn findings_of_several_files_come_together_in_file_order() {
    let mut project = Project::starter();
    let rule = "[[rule]]\nid = \"old-data-pays\"\nwhen = \"for-how-long == minuts\"\ncriterion = \"sped\"\npoints = { in-proces = 1 }\nbecause = \"b\"\nevidence = [\"own-trail\"]\n";
    project.merge("archfit/rules/caching/rules.toml", rule);
    project.merge(
        "archfit/questionnaires/caching.toml",
        "[[question]]\nid = \"copies\"\nask = \"?\"\nchoices = [ { id = \"one\" } ]\n",
    );
    let found = codes(&project.findings());
    let expected = ["choice-count", "bad-condition", "unknown-criterion", "unknown-option", "unknown-evidence"];
    assert!(expected.iter().all(|code| found.contains(&(*code).to_owned())), "{found:?}");
    assert_eq!(found[0], "choice-count", "the questionnaire comes first: {found:?}");
}

#[test]
fn what_is_missing_is_not_spoken_of_while_entries_are_left_out() {
    let mut project = Project::starter();
    let rule = "[[rule]]\nid = \"store-is-there-already\"\nwhen = \"runs-alredy includes key-value-store\"\ncriterion = \"simplicity\"\npoints = { shared-cache = 2 }\nbecause = \"b\"\nevidence = [\"own-trial\"]\n";
    project.merge("archfit/rules/caching/rules.toml", rule);
    assert_eq!(codes(&project.findings()), ["bad-condition"], "the question it reads is not called unused");
}

/// Puts one text in the place of another one in a file of the starter, and gives the codes found.
fn codes_after(path: &str, edits: &[(&str, &str)]) -> Vec<String> {
    let mut project = Project::starter();
    let text = project.files.get_mut(path).expect("the file is there");
    for (old, new) in edits {
        assert!(text.contains(old), "{old}");
        *text = text.replacen(old, new, 1);
    }
    codes(&project.findings())
}

const QUESTIONNAIRE: &str = "archfit/questionnaires/caching.toml";
const DECISION: &str = "archfit/rules/caching/decision.toml";
const RULES: &str = "archfit/rules/caching/rules.toml";
const EVIDENCE: &str = "archfit/rules/caching/evidence.toml";
const SCENARIOS: &str = "archfit/rules/caching/scenarios.toml";

#[test]
fn edits_made_in_a_hurry_are_named() {
    let about = "questionnaire = \"caching\"";
    let decide_if = |when: &str| format!("{about}\ndecide-if = \"{when}\"");
    let (never, always) =
        (decide_if("may-be-stale == no and for-how-long == minutes"), decide_if("copies == one or copies >= some"));
    let spread = "pressure == high and copies >= some";
    for (path, old, new, code) in [
        (DECISION, about, never.as_str(), "never-true"),
        (DECISION, about, always.as_str(), "always-true"),
        (
            DECISION,
            "summary = \"Each copy of the service keeps what it has read in its own memory.\"",
            "summary = \"Every read goes to the database.\"",
            "same-name",
        ),
        (DECISION, "name = \"Simplicity\"", "name = \"Response time\"", "same-name"),
        (QUESTIONNAIRE, "label = \"Two to ten\"", "label = \"one\"", "same-name"),
        (QUESTIONNAIRE, "label = \"500 and more\"", "label = \"20 to 499\"", "same-name"),
        (QUESTIONNAIRE, "label = \"moderate\"", "label = \"high\"", "same-name"),
        (
            QUESTIONNAIRE,
            "ask = \"For how long may the data be old?\"",
            "ask = \"How many copies of the service run side by side?\"",
            "same-name",
        ),
        (QUESTIONNAIRE, "ask-if = \"may-be-stale == yes\"", "ask-if = \"may-be-stale == no\"", "unasked-answer"),
        (QUESTIONNAIRE, "section = \"The data\"", "section = \"the  data\"", "split-section"),
        (RULES, "because = \"What is run", "because = \"TODO: What is run", "unfinished-text"),
        (RULES, "excludes = [\"in-process\"]", "excludes = [\"in-process\", \"in-process\"]", "said-twice"),
        (
            RULES,
            "options = [\"shared-cache\", \"in-process\"]",
            "options = [\"in-process\", \"in-process\"]",
            "said-twice",
        ),
        (RULES, "evidence = [\"littles-law\"]", "evidence = [\"littles-law\", \"littles-law\"]", "said-twice"),
        (
            SCENARIOS,
            "fires = [\"one-cache-for-all-copies\", \"empty-cache\"]",
            "fires = [\"empty-cache\", \"empty-cache\"]",
            "said-twice",
        ),
        (
            SCENARIOS,
            "expect = { winner = \"no-cache\"",
            "expect = { acceptable = [\"no-cache\", \"in-process\", \"shared-cache\"]",
            "no-expectation",
        ),
        (EVIDENCE, "year = 1961", "year = 2027", "future-day"),
        (RULES, spread, "pressure == high and pressure >= moderate and copies >= some", "idle-part"),
        (RULES, spread, "pressure == high and copies >= some and copies != one", "idle-part"),
        (RULES, spread, "pressure == high and (copies >= some or copies == one)", "idle-part"),
        (
            RULES,
            "may-be-stale == no and copies >= some",
            "may-be-stale == no and (copies == many or copies >= some)",
            "idle-part",
        ),
        (
            RULES,
            "may-be-stale == no and copies >= some",
            "may-be-stale == no and not (may-be-stale == yes and copies == one) and copies >= some",
            "idle-part",
        ),
    ] {
        let found = codes_after(path, &[(old, new)]);
        assert!(found.iter().any(|found| found == code), "{code} is not found for `{new}`: {found:?}");
    }
    let caution = [
        ("when = \"pressure == high\"\ncaution", "when = \"may-be-stale == no and copies == many\"\ncaution"),
        ("options = [\"shared-cache\", \"in-process\"]", "options = [\"in-process\"]"),
    ];
    assert!(codes_after(RULES, &caution).contains(&"no-effect".to_owned()), "{:?}", codes_after(RULES, &caution));
}

#[test]
fn what_only_looks_like_a_slip_is_left_alone() {
    for (path, old, new) in [
        // That a question is asked may be said, also where the condition reads it anyhow.
        (RULES, "when = \"for-how-long == minutes\"", "when = \"may-be-stale == yes and for-how-long == minutes\""),
        // Both are the same for every band, and not for every number.
        (
            RULES,
            "when = \"pressure == high\"\ncriterion",
            "when = \"queries-at-once >= 50 or (queries-at-once >= 45 and copies == one)\"\ncriterion",
        ),
        (QUESTIONNAIRE, "section = \"The data\"", "section = \"Data\""),
        (QUESTIONNAIRE, "section = \"Load\"", "section = \"Road\""),
        (EVIDENCE, "year = 1961", "year = 2026"),
        (RULES, "because = \"What is run already", "because = \"A list of things to do that is run already"),
        (
            SCENARIOS,
            "expect = { winner = \"no-cache\"",
            "expect = { acceptable = [\"no-cache\", \"in-process\"], winner = \"no-cache\"",
        ),
    ] {
        let found = codes_after(path, &[(old, new)]);
        let new_codes = [
            "idle-part",
            "split-section",
            "future-day",
            "unfinished-text",
            "said-twice",
            "same-name",
            "no-expectation",
        ];
        assert!(!found.iter().any(|code| new_codes.contains(&code.as_str())), "`{new}`: {found:?}");
    }
}

#[test]
fn criteria_of_two_decisions_that_share_an_id_and_no_name_are_told_apart_by_a_rename() {
    let path = |name: &str, file: &str| format!("archfit/rules/{name}/{file}.toml");
    let mut project = Project::starter();
    for file in ["decision", "rules", "scenarios", "evidence"] {
        let text = project.files[&path("caching", file)].clone();
        let text = text.replacen("id = \"caching\"", "id = \"warming\"", 1);
        project.files.insert(path("warming", file), text);
    }
    let is_shared = |finding: &&archfit::diagnostic::Diagnostic| finding.code == "shared-criterion";
    let shared =
        |project: &Project| project.findings().iter().filter(is_shared).map(|f| f.title.clone()).collect::<Vec<_>>();
    assert_eq!(shared(&project), Vec::<String>::new(), "the same criteria may be weighed together");
    let text = project.files[&path("warming", "decision")].clone();
    let named = |name: &str| text.replacen("name = \"Response time\"", &format!("name = \"{name}\""), 1);
    assert_ne!(named("Start"), text);
    project.files.insert(path("warming", "decision"), named("response  Time"));
    assert_eq!(shared(&project), Vec::<String>::new(), "case tells no names apart");
    project.files.insert(path("warming", "decision"), named("Time to start"));
    assert_eq!(
        shared(&project),
        ["criterion `speed` is called \"Time to start\" in `warming`, and \"Response time\" in `caching`"]
    );
    let folder = project.write();
    let mut rename = assert_cmd::Command::cargo_bin("archfit").expect("the program is built");
    let renamed = ["rename", "criterion", "speed", "start", "--decision", "warming"];
    let output = rename.current_dir(folder.path()).args(renamed).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut check = assert_cmd::Command::cargo_bin("archfit").expect("the program is built");
    let output = check.current_dir(folder.path()).args(["check", "archfit"]).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("shared-criterion"), "{said}");
}

#[test]
fn points_for_an_option_that_is_out_then_and_a_reason_that_counts_twice_are_found() {
    let mut project = Project::starter();
    project.merge(
        "archfit/rules/caching/rules.toml",
        "[[rule]]\nid = \"pv\"\nwhen = \"may-be-stale == no and copies >= some\"\ncriterion = \"simplicity\"\npoints = { in-process = 1, no-cache = 1 }\nbecause = \"A text of another kind.\"\nevidence = [\"littles-law\"]\n\
         [[rule]]\nid = \"toll-again\"\nwhen = \"pressure >= moderate\"\ncriterion = \"simplicity\"\npoints = { in-process = 1 }\nbecause = \"Under load, answering from memory takes the database out of the way of most reads.\"\nevidence = [\"littles-law\"]\n",
    );
    let found = project.findings();
    let titles = |code: &str| -> Vec<&str> {
        found.iter().filter(|finding| finding.code == code).map(|finding| finding.title.as_str()).collect()
    };
    assert_eq!(
        titles("no-effect"),
        ["the points of rule `pv` for `in-process` reach nobody: it is excluded whenever it fires"]
    );
    assert_eq!(
        titles("same-reason"),
        ["rules `reads-take-their-toll` and `toll-again` count one reason on two criteria"]
    );
}
