//! What questionnaires and rules can say: choices that exclude others, shared lists, sums, points for each level, groups of rules, and what
//! there is to do about a choice.

use std::path::Path;

use archfit::audit::lint::lint;
use archfit::diagnostic::Diagnostic;
use archfit::engine::{Advice, Advisor, QuantityReading};
use archfit::load::{Files, Library, ReadAnswers, Source, load_files, read_answers_text};
use serde_json::Value;

const QUESTIONS: &str = r#"format = 1
id = "q"
title = "Q"

[choices]
agreement = [
  { id = "hardly", improve = "Begin with one." },
  { id = "partly" },
  { id = "fully", link = "https://example.org/why" },
]

[[question]]
id = "tests"
ask = "Do tests run on every change?"
ordered = true
choices = "agreement"

[[question]]
id = "reviews"
ask = "Is every change read by another person?"
ordered = true
choices = "agreement"

[[question]]
id = "runs"
ask = "What do you run?"
several = true
at-least = 1
choices = [
  { id = "database", improve = "Begin with a database.", link = "https://example.org/database" },
  { id = "queue" },
  { id = "nothing", label = "None of these", exclusive = true },
]

[[quantity]]
id = "care"
formula = "tests + reviews + runs"
"#;

const RULES: &str = r#"format = 1
[decision]
id = "d"
title = "D"
questionnaire = "q"
close-call = 0

[[criterion]]
id = "k"
weight = 1
scale = [0, 20]

[[option]]
id = "x"
name = "X"
summary = "One."
base = { k = 5 }

[[option]]
id = "y"
name = "Y"
summary = "Another."

[[rule]]
id = "step"
per-level = "tests"
criterion = "k"
points = { y = 2 }
because = "Each step helps."

[[rule]]
id = "much"
when = "care >= 5"
criterion = "k"
points = { y = 4 }
because = "Much care."

[[rule]]
id = "with-queue"
group = "run"
when = "runs includes queue"
criterion = "k"
points = { y = 1 }
because = "A queue is there."

[[rule]]
id = "with-database"
group = "run"
when = "runs includes database"
criterion = "k"
points = { y = 3 }
because = "A database is there."

[[rule]]
id = "with-nothing"
group = "run"
otherwise = true
criterion = "k"
points = { x = 1 }
because = "Nothing is there."
"#;

fn library(questions: &str, rules: &str) -> Library {
    let one = |name: &str, text: &str| -> Files {
        [(name.to_owned(), Source { name: name.to_owned(), path: None, text: text.to_owned() })].into()
    };
    load_files(one("questionnaires/q.toml", questions), one("rules/d/rules.toml", rules), Files::new())
}

fn findings(questions: &str, rules: &str) -> Vec<Diagnostic> {
    library(questions, rules).diagnostics
}

/// What follows from answers as a file has them.
fn advise(answers: &str) -> (Library, Advice) {
    let mut library = library(QUESTIONS, RULES);
    assert!(library.diagnostics.is_empty(), "{:#?}", library.diagnostics);
    let read = read(&mut library, answers).expect("answers");
    assert!(read.findings.is_empty(), "{:#?}", read.findings);
    let advice = Advisor::new(library.subjects[0].clone()).advise(&read.file);
    (library, advice)
}

fn read(library: &mut Library, answers: &str) -> Result<ReadAnswers, Vec<Diagnostic>> {
    let text = format!("format = 1\nquestionnaire = \"q\"\n[answers]\n{answers}");
    read_answers_text(Source { name: "a.toml".to_owned(), path: None, text }, library)
}

fn fired(answers: &str) -> Vec<String> {
    let (library, advice) = advise(answers);
    let base = &library.subjects[0].rule_bases[0];
    let holds = advice.decisions[0].rules.iter().zip(&base.rules).filter(|(reading, _)| reading.chance() >= 1.0);
    holds.map(|(_, rule)| rule.id.to_string()).collect()
}

#[test]
fn points_count_for_each_level_reached() {
    assert_eq!(fired("tests = \"hardly\"\nreviews = \"hardly\"\nruns = [\"nothing\"]"), ["with-nothing"]);
    assert_eq!(
        fired("tests = \"partly\"\nreviews = \"hardly\"\nruns = [\"nothing\"]"),
        ["step-partly", "with-nothing"]
    );
    assert_eq!(
        fired("tests = \"fully\"\nreviews = \"hardly\"\nruns = [\"nothing\"]"),
        ["step-partly", "step-fully", "with-nothing"]
    );
}

#[test]
fn of_a_group_only_the_first_rule_that_holds_fires() {
    let runs = |runs: &str| fired(&format!("tests = \"hardly\"\nreviews = \"hardly\"\nruns = {runs}"));
    assert_eq!(runs("[\"database\"]"), ["with-database"]);
    assert_eq!(runs("[\"database\", \"queue\"]"), ["with-queue"]);
    assert_eq!(runs("[\"nothing\"]"), ["with-nothing"]);
}

#[test]
fn sums_add_levels_and_count_choices() {
    let care = |answers: &str| match advise(answers).1.quantities[0] {
        QuantityReading::Between { low, high } => (low, high),
        QuantityReading::NotApplicable => panic!("a sum always has a value"),
    };
    assert_eq!(care("tests = \"fully\"\nreviews = \"partly\"\nruns = [\"database\", \"queue\"]"), (5.0, 5.0));
    assert_eq!(care("tests = \"fully\"\nreviews = \"partly\"\nruns = [\"nothing\"]"), (3.0, 3.0));
    assert_eq!(care("tests = \"fully\""), (2.0, 6.0), "one at least holds, or the one that says that none does");
    assert!(
        fired("tests = \"fully\"\nreviews = \"partly\"\nruns = [\"database\", \"queue\"]").contains(&"much".to_owned())
    );
    assert!(!fired("tests = \"fully\"\nreviews = \"partly\"\nruns = [\"nothing\"]").contains(&"much".to_owned()));
}

#[test]
fn answers_that_cannot_be_given_are_refused_with_the_way_out() {
    for (answer, said) in [
        ("[\"database\", \"nothing\"]", "`nothing` excludes every other choice of `runs`, and `database` is there too"),
        ("[]", "`runs` takes at least one choice, and none is given"),
    ] {
        let mut library = library(QUESTIONS, RULES);
        let found = match read(&mut library, &format!("runs = {answer}\n")) {
            Ok(read) => read.findings,
            Err(findings) => findings,
        };
        let found: Vec<String> =
            found.iter().map(|finding| format!("{}: {} {:?}", finding.code, finding.title, finding.help)).collect();
        assert!(found.iter().any(|found| found.starts_with("bad-answer") && found.contains(said)), "{found:?}");
    }
}

#[test]
fn combinations_that_cannot_be_answered_do_not_count_in_shares() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |version: &str, rules: &str| {
        for (path, text) in [("archfit/questionnaires/q.toml", QUESTIONS), ("archfit/rules/d/rules.toml", rules)] {
            let path = folder.path().join(version).join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            std::fs::write(path, text).expect("a file");
        }
    };
    // Of database, queue, both and nothing, `nothing` is one of four.
    let veto = |when: &str| {
        format!("{RULES}\n[[rule]]\nid = \"out\"\nwhen = \"{when}\"\nexcludes = [\"x\"]\nbecause = \"No.\"\n")
    };
    let simple = |rules: String| rules.replace("base = { k = 5 }", "base = { k = 20 }").replace("y = 4", "y = 1");
    write("old", &simple(RULES.to_owned()));
    for (when, share) in [
        ("runs includes nothing", 0.25),
        ("runs includes nothing and runs includes database", 0.0),
        ("not (runs includes nothing or runs includes database or runs includes queue)", 0.0),
    ] {
        write("new", &simple(veto(when)));
        let said = diff(folder.path());
        let transitions = said["transitions"].as_array().expect("a list");
        let changed: f64 = transitions.iter().filter_map(|of| of["share"].as_f64()).sum();
        assert!((changed - share).abs() < 1e-9, "{when}: {said}");
    }
}

fn diff(folder: &Path) -> Value {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_archfit"));
    let said = command.current_dir(folder).args(["diff", "old", "new", "--format", "json"]).output().expect("runs");
    let said: Value = serde_json::from_slice(&said.stdout).unwrap_or_else(|error| panic!("{error}: {said:?}"));
    said["decisions"][0]["space"].clone()
}

/// The questionnaire with odds that hang on other answers, and what of it is changed.
fn with_odds(from: &str, to: &str) -> String {
    const ODDS: &str = r#"
[[question.likely-when]]
when = "reviews == fully"
likely = { fully = 8 }
because = "Counted."
[[question.likely-when]]
when = "reviews >= partly"
likely = { hardly = 1, partly = 2 }
because = "Counted."

[[question]]
id = "reviews""#;
    const RUNS: &str = r#"
[[question.likely-when]]
when = "tests == fully"
likely = { queue = 90 }
because = "Counted."

[[quantity]]"#;
    let questions = QUESTIONS.replacen("\n[[question]]\nid = \"reviews\"", ODDS, 1).replacen("\n[[quantity]]", RUNS, 1);
    assert!(questions.contains(from), "{from}");
    questions.replacen(from, to, 1)
}

#[test]
fn odds_hang_on_other_answers_where_those_are_certain() {
    let chance = |rule: &str, answers: &str| {
        let mut library = library(&with_odds("", ""), RULES);
        assert!(library.diagnostics.is_empty(), "{:#?}", library.diagnostics);
        let file = read(&mut library, answers).expect("answers").file;
        let base = &library.subjects[0].rule_bases[0];
        let at = base.rules.iter().position(|other| other.id == *rule).expect("the rule");
        Advisor::new(library.subjects[0].clone()).advise(&file).decisions[0].rules[at].chance()
    };
    let near = |got: f64, expected: f64| assert!((got - expected).abs() < 1e-9, "{got} is not {expected}");
    near(chance("step-fully", ""), 1.0 / 3.0);
    near(chance("step-fully", "reviews = \"hardly\""), 1.0 / 3.0);
    near(chance("step-fully", "reviews = \"fully\""), 0.8);
    near(chance("step-fully", "reviews = \"partly\""), 0.25);
    // Which of two odds counts is open, and the second holds either way.
    near(chance("step-fully", "reviews = [\"partly\", \"fully\"]"), 0.25);
    // An answer that may be wrong counts for its chance.
    near(chance("step-fully", "reviews = { value = \"fully\", sure = 0.5 }"), 0.5 * 0.8 + 0.5 / 3.0);
    near(chance("step-fully", "reviews = { value = \"partly\", sure = 0.8 }"), 0.8 * 0.25 + 0.2 / 3.0);
    // Odds weigh what an answer leaves open, and never say more than it does.
    near(chance("step-fully", "tests = [\"partly\", \"fully\"]\nreviews = \"fully\""), 8.0 / 9.0);
    near(chance("step-fully", "tests = \"hardly\"\nreviews = \"fully\""), 0.0);
    near(chance("with-queue", "tests = \"fully\"\nruns = [\"database\"]"), 0.0);
    assert!(chance("with-queue", "tests = \"fully\"") > 0.65);
    assert!(chance("with-queue", "tests = \"partly\"") < 0.5);
}

#[test]
fn odds_that_cannot_be_meant_are_named_with_a_way_out() {
    for (from, to, code, help) in [
        ("likely = { fully = 8 }", "likely = { fuly = 8 }", "unknown-value", "its answers: `hardly`"),
        ("likely = { fully = 8 }", "likely = { fully = 0 }", "out-of-range", "whole number from 1"),
        ("likely = { fully = 8 }", "likely = {}", "missing-key", "name at least one"),
        ("when = \"reviews == fully\"", "when = \"tests == fully\"", "condition-cycle", "read other questions"),
        ("when = \"reviews == fully\"", "when = \"reviews == fuly\"", "bad-condition", "did you mean `fully`?"),
        (
            "when = \"reviews == fully\"",
            "when = \"reviews == hardly and reviews == fully\"",
            "idle-odds",
            "mend the condition",
        ),
        ("likely = { queue = 90 }", "likely = { queue = 100 }", "out-of-range", "1 to 99"),
        ("likely = { queue = 90 }", "likely = { nothing = 10 }", "out-of-range", "the odds of the other choices"),
    ] {
        let library = library(&with_odds(from, to), RULES);
        let mut found = library.diagnostics.clone();
        found.extend(lint(&library.subjects, &library.sources, None, true));
        assert!(has(&found, code, help), "{to}: {found:#?}");
    }
}

#[test]
fn what_is_said_wrongly_is_named_with_a_way_out() {
    for (from, to, code, help) in [
        ("choices = \"agreement\"", "choices = \"agrement\"", "unknown-choices", "did you mean `agreement`?"),
        ("at-least = 1", "at-least = 2", "choices-together", "at-least = 1"),
        ("several = true\nat-least = 1", "at-least = 1", "choices-together", "several = true"),
        (
            "formula = \"tests + reviews + runs\"",
            "formula = \"tests + review\"",
            "bad-formula",
            "did you mean `reviews`?",
        ),
        ("formula = \"tests + reviews + runs\"", "formula = \"tests + tests\"", "bad-formula", "name it once"),
        ("formula = \"tests + reviews + runs\"", "formula = \"tests * 2\"", "bad-formula", "with `bands`"),
    ] {
        assert!(QUESTIONS.contains(from), "{from}");
        let found = findings(&QUESTIONS.replacen(from, to, 1), RULES);
        assert!(has(&found, code, help), "{to}: {found:#?}");
    }
    for (from, to, code, help) in [
        ("per-level = \"tests\"", "per-level = \"test\"", "bad-levels", "did you mean `tests`?"),
        ("per-level = \"tests\"", "per-level = \"runs\"", "bad-levels", "ordered = true"),
        (
            "group = \"run\"\nwhen = \"runs includes queue\"",
            "group = \"rum\"\nwhen = \"runs includes queue\"",
            "bad-group",
            "did you mean `run`?",
        ),
        ("group = \"run\"\notherwise = true", "otherwise = true", "bad-group", "add `group"),
        ("otherwise = true", "otherwise = true\nwhen = \"tests == hardly\"", "bad-group", "keep one"),
        ("when = \"care >= 5\"", "", "missing-key", "add `when"),
        ("id = \"much\"", "id = \"step-fully\"", "duplicate-id", "rename or remove one"),
        (
            "[[rule]]\nid = \"step\"",
            "[[rule]]\nid = \"step-fully\"\nwhen = \"care >= 2\"\ncriterion = \"k\"\npoints = { y = 1 }\nbecause = \"So.\"\n\n[[rule]]\nid = \"step\"",
            "duplicate-id",
            "rename one of them",
        ),
    ] {
        assert!(RULES.contains(from), "{from}");
        let found = findings(QUESTIONS, &RULES.replacen(from, to, 1));
        assert!(has(&found, code, help), "{to}: {found:#?}");
    }
}

fn has(found: &[Diagnostic], code: &str, help: &str) -> bool {
    let says = |finding: &&Diagnostic| finding.help.as_ref().is_some_and(|said| said.contains(help));
    found.iter().filter(|finding| finding.code == code).any(|finding| says(&finding))
}

#[test]
fn reports_say_what_there_is_to_do_and_to_read_about_a_choice() {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in [
        ("archfit/questionnaires/q.toml", QUESTIONS),
        ("archfit/rules/d/rules.toml", RULES),
        (
            "a.toml",
            "format = 1\nquestionnaire = \"q\"\n[answers]\ntests = \"hardly\"\nreviews = \"fully\"\nruns = [\"queue\"]\n",
        ),
    ] {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    }
    for format in ["markdown", "text", "html"] {
        let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_archfit"));
        let said = command.current_dir(folder.path()).args(["decide", "a.toml", "--format", format]).output();
        let said = String::from_utf8(said.expect("runs").stdout).expect("text");
        // HTML writes the slashes of addresses by their numbers.
        let said = said.replace("&#x2f;", "/");
        for part in
            ["Begin with one.", "Begin with a database.", "https://example.org/why", "https://example.org/database"]
        {
            assert!(said.contains(part), "{format} lacks {part}: {said}");
        }
    }
}
