//! Renaming in whole projects: what comes out is the same under the new name, and the old one stays valid.

use std::path::PathBuf;

use super::{RenameError, Renaming, Text, TextEdit, What, rename};
use crate::load::{Files, Library, Source, load_files, read_answers_text};

const QUESTIONS: &str = r#"format = 1
id = "q"
title = "Q"

[[question]]
id = "loss"
ask = "May it be lost?"
choices = [ { id = "none" }, { id = "some" } ]

[[question]]
id = "how-often"
ask = "How often?"
ask-if = "loss == some" # only then
choices = [ { id = "seldom" }, { id = "often" } ]

[[trait]]
id = "risk"
otherwise = "low"
levels = [ { id = "high", when = "loss in [some] and how-often == often" } ]
"#;

const RULES: &str = r#"format = 1

[decision]
id = "d"
title = "D"
questionnaire = "q"

[[criterion]]
id = "k"
weight = 1
scale = [0, 4]

[[option]]
id = "table"
name = "Table"
summary = "One."

[[option]]
id = "broker"
name = "Broker"
summary = "One."
base = { k = 1 }

[[rule]]
id = "keeps"
when = "loss == none"
criterion = "k"
points = { "table" = 3, broker = 1 }
because = "A table keeps what it has."

[[rule]]
id = "out"
when = "risk == high"
excludes = ["table"]
because = "Too much is lost."

[[dominates]]
criterion = "k"
above = "table"
below = ["broker"]
when = "loss == none"
because = "It keeps what it has."

[[scenario]]
id = "one"
answers = { loss = "none" }
expect = { winner = "table", not-excluded = ['broker'], fires = ["keeps"], flips-with = ["loss = some"] }
"#;

const ANSWERS: &str = r#"format = 1
questionnaire = "q"
decisions = ["d"]

[answers]
loss = { value = "none", note = "as loss goes" }

[weights]
k = 3

[[override]]
decision = "d"
option = "broker"
because = "broker"

[[revisit]]
when = "loss == some"
because = "loss"
"#;

fn file(name: &str, path: &str, text: &str) -> Files {
    let source = Source { name: path.into(), path: Some(PathBuf::from(path)), text: text.to_owned() };
    [(name.to_owned(), source)].into_iter().collect()
}

fn library(questions: &str, rules: &str) -> Library {
    load_files(file("q.toml", "q.toml", questions), file("d/d.toml", "d.toml", rules), Files::new())
}

fn edited(text: &str, path: &str, edits: &[TextEdit]) -> String {
    let mut text = text.to_owned();
    let own = edits.iter().filter(|edit| edit.path.as_os_str() == path);
    own.rev().for_each(|edit| text.replace_range(edit.span.clone(), &edit.text));
    text
}

/// The three files after a renaming; they load without a finding, and the scenario is the same.
fn renamed(what: What, old: &str, new: &str) -> [String; 3] {
    let before = library(QUESTIONS, RULES);
    let answers = [Text { path: "a.toml".into(), text: ANSWERS.to_owned() }];
    let renaming = Renaming { what, old: old.into(), new: new.into(), decision: None };
    let edits = rename(&before, &answers, &renaming).expect("it can be renamed");
    let after =
        [("q.toml", QUESTIONS), ("d.toml", RULES), ("a.toml", ANSWERS)].map(|(path, text)| edited(text, path, &edits));
    let mut library = library(&after[0], &after[1]);
    assert_eq!(
        library.diagnostics.len(),
        before.diagnostics.len(),
        "{:#?}\n{}\n{}",
        library.diagnostics,
        after[0],
        after[1]
    );
    let read = |text: &str, library: &mut Library| {
        let source = Source { name: "a.toml".into(), path: None, text: text.to_owned() };
        read_answers_text(source, library).expect("it can be read")
    };
    let now = read(&after[2], &mut library);
    assert!(now.findings.is_empty(), "{:#?}\n{}", now.findings, after[2]);
    if what_keeps_old(&renaming) {
        let by_old_names = read(ANSWERS, &mut library);
        assert_eq!(by_old_names.file, now.file, "the old answers mean the same");
    }
    let runner = crate::audit::scenarios::Runner::new(&library.subjects[0]);
    let results = runner.run(&library.subjects[0].rule_bases[0], |_| true);
    assert!(results.iter().all(crate::audit::scenarios::ScenarioResult::passed), "{results:#?}");
    after
}

fn what_keeps_old(renaming: &Renaming) -> bool {
    renaming.what != What::Decision
}

#[test]
fn a_question_is_renamed_in_conditions_answers_and_flips_and_not_in_prose() {
    let [questions, rules, answers] = renamed(What::Question, "loss", "may-lose");
    assert!(questions.contains("ask-if = \"may-lose == some\" # only then"), "{questions}");
    assert!(questions.contains("when = \"may-lose in [some] and how-often == often\""), "{questions}");
    assert!(questions.ends_with("\n[aliases]\n\"loss\" = \"may-lose\"\n"), "{questions}");
    assert!(rules.contains("answers = { may-lose = \"none\" }") && rules.contains("\"may-lose = some\""), "{rules}");
    assert!(answers.contains("may-lose = { value = \"none\", note = \"as loss goes\" }"), "{answers}");
    assert!(answers.contains("when = \"may-lose == some\"\nbecause = \"loss\""), "{answers}");
}

#[test]
fn a_choice_is_renamed_where_it_belongs_to_its_question() {
    let [questions, rules, answers] = renamed(What::Choice, "loss.none", "never");
    assert!(questions.contains("{ id = \"never\" }, { id = \"some\" }"), "{questions}");
    assert!(questions.contains("\"loss.none\" = \"loss.never\""), "{questions}");
    assert!(
        rules.matches("when = \"loss == never\"").count() == 2 && rules.contains("answers = { loss = \"never\" }"),
        "{rules}"
    );
    assert!(answers.contains("value = \"never\""), "{answers}");
}

#[test]
fn an_option_is_renamed_in_points_vetoes_expectations_and_overrides() {
    let [_, rules, _] = renamed(What::Option, "table", "pg-table");
    assert!(rules.contains("above = \"pg-table\""), "{rules}");
    assert!(rules.contains("points = { \"pg-table\" = 3, broker = 1 }"), "{rules}");
    assert!(rules.contains("excludes = [\"pg-table\"]") && rules.contains("winner = \"pg-table\""), "{rules}");
    assert!(rules.ends_with("\n[aliases]\n\"table\" = \"pg-table\"\n"), "{rules}");
    let [_, rules, answers] = renamed(What::Option, "broker", "queue");
    assert!(rules.contains("not-excluded = ['queue']") && rules.contains("below = [\"queue\"]"), "{rules}");
    assert!(answers.contains("option = \"queue\"\nbecause = \"broker\""), "{answers}");
}

#[test]
fn a_criterion_and_a_rule_are_renamed_where_they_are_named() {
    let [_, rules, answers] = renamed(What::Criterion, "k", "safety");
    assert!(rules.matches("criterion = \"safety\"").count() == 2 && rules.contains("base = { safety = 1 }"), "{rules}");
    assert!(answers.contains("[weights]\nsafety = 3"), "{answers}");
    let [_, rules, _] = renamed(What::Rule, "keeps", "a-table-keeps");
    assert!(rules.contains("fires = [\"a-table-keeps\"]"), "{rules}");
}

#[test]
fn a_decision_is_renamed_in_the_answers_that_ask_for_it() {
    let [_, rules, answers] = renamed(What::Decision, "d", "transport");
    assert!(rules.contains("[decision]\nid = \"transport\""), "{rules}");
    assert!(
        answers.contains("decisions = [\"transport\"]") && answers.contains("decision = \"transport\""),
        "{answers}"
    );
}

#[test]
fn old_names_of_aliases_are_honoured_in_every_reference_and_mended() {
    let old = RULES.to_owned() + "\n[aliases]\nqueue = \"broker\"\nfit = \"k\"\nholds = \"keeps\"\n";
    let old = old
        .replace("broker = 1", "queue = 1")
        .replace("['broker']", "['queue']")
        .replace("criterion = \"k\"", "criterion = \"fit\"");
    let old = old.replace("fires = [\"keeps\"]", "fires = [\"holds\"]").replace("loss == none", "lost == nothing");
    let old = old.replace("{ loss = \"none\" }", "{ lost = \"nothing\" }").replace("loss = some", "lost = some");
    let questions = QUESTIONS.replace("ask-if = \"loss ==", "ask-if = \"lost ==")
        + "\n[aliases]\nlost = \"loss\"\n\"loss.nothing\" = \"loss.none\"\n";
    let library = library(&questions, &old);
    let codes: Vec<&str> = library.diagnostics.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["old-name"; 10], "{:#?}", library.diagnostics);
    assert!(library.diagnostics.iter().all(|finding| finding.fix.is_some()), "{:#?}", library.diagnostics);
    let runner = crate::audit::scenarios::Runner::new(&library.subjects[0]);
    assert!(runner.run(&library.subjects[0].rule_bases[0], |_| true)[0].passed());
}

#[test]
fn renaming_twice_leaves_no_alias_that_leads_nowhere() {
    let once = Renaming { what: What::Option, old: "table".into(), new: "pg-table".into(), decision: None };
    let edits = rename(&library(QUESTIONS, RULES), &[], &once).expect("it can be renamed");
    let rules = edited(RULES, "d.toml", &edits);
    let twice = Renaming { old: "pg-table".into(), new: "store".into(), ..once.clone() };
    let edits = rename(&library(QUESTIONS, &rules), &[], &twice).expect("it can be renamed again");
    let rules = edited(&rules, "d.toml", &edits);
    assert!(rules.ends_with("[aliases]\n\"table\" = \"store\"\n\"pg-table\" = \"store\"\n"), "{rules}");
    assert!(!library(QUESTIONS, &rules).has_errors());
}

#[test]
fn what_is_not_there_taken_or_no_id_is_refused() {
    let library = library(QUESTIONS, RULES);
    let refused = |what, old: &str, new: &str| {
        let renaming = Renaming { what, old: old.into(), new: new.into(), decision: None };
        rename(&library, &[], &renaming).expect_err("it is refused").to_string()
    };
    assert_eq!(refused(What::Option, "tabel", "x"), "there is no option `tabel`; did you mean `table`?");
    assert_eq!(refused(What::Option, "table", "broker"), "`broker` is taken already in the rule base");
    assert!(refused(What::Question, "loss", "No way").contains("cannot be an id"));
    assert!(refused(What::Choice, "none", "never").contains("write it as `question.choice`"));
    let built_in = crate::load::load(&crate::load::Locations::default());
    let base = &built_in.subjects[0].rule_bases[0];
    let (old, decision) = (base.options[0].id.to_string(), Some(base.decision.id.clone()));
    let renaming = Renaming { what: What::Option, old, new: "quite-another".into(), decision };
    assert!(matches!(rename(&built_in, &[], &renaming), Err(RenameError::BuiltIn { .. })));
}
