//! Renaming in whole projects: what comes out is the same under the new name, and the old one stays valid.

use std::path::PathBuf;

use super::{Edits, RenameError, Wish, find, rename};
use crate::audit::names::Index;
use crate::load::{Files, Library, Source, Sources, load_files, read_answers_text};

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

/// The files of a library, and this answers file.
fn sources(library: &Library, answers: &str) -> Sources {
    let mut sources = library.sources.clone();
    sources.0.push(Source { name: "a.toml".into(), path: Some("a.toml".into()), text: answers.to_owned() });
    sources
}

fn wished(sources: &Sources, what: &str, old: &str, new: &str) -> Result<Edits, RenameError> {
    let index = Index::of(sources);
    rename(sources, &index, &find(&index, &Wish { what, old, decision: None })?, new)
}

/// The three files after edits.
fn edited(sources: &Sources, edits: &Edits) -> [String; 3] {
    ["q.toml", "d.toml", "a.toml"].map(|path| {
        let is_it = |source: &&Source| source.path.as_deref().is_some_and(|own| own.as_os_str() == path);
        let mut text = sources.0.iter().find(is_it).expect("the file is there").text.clone();
        let own = edits.iter().filter(|(place, _)| is_it(&sources.get(place.file)));
        own.rev().for_each(|(place, new)| text.replace_range(place.span.clone(), new));
        text
    })
}

fn read(text: &str, library: &mut Library) -> crate::load::ReadAnswers {
    let source = Source { name: "a.toml".into(), path: None, text: text.to_owned() };
    read_answers_text(source, library).expect("it can be read")
}

/// The three files after a renaming; they load without a finding, the scenario is the same, and the old answers mean the same.
fn renamed(what: &str, old: &str, new: &str) -> [String; 3] {
    let before = library(QUESTIONS, RULES);
    let sources = sources(&before, ANSWERS);
    let after = edited(&sources, &wished(&sources, what, old, new).expect("it can be renamed"));
    let mut library = library(&after[0], &after[1]);
    let n_before = before.diagnostics.len();
    assert_eq!(library.diagnostics.len(), n_before, "{:#?}\n{}\n{}", library.diagnostics, after[0], after[1]);
    let now = read(&after[2], &mut library);
    assert!(now.findings.is_empty(), "{:#?}\n{}", now.findings, after[2]);
    assert_eq!(read(ANSWERS, &mut library).file, now.file, "the old answers mean the same");
    let runner = crate::audit::scenarios::Runner::new(&library.subjects[0]);
    let results = runner.run(&library.subjects[0].rule_bases[0], |_| true);
    assert!(results.iter().all(crate::audit::scenarios::ScenarioResult::passed), "{results:#?}");
    after
}

#[test]
fn a_question_is_renamed_in_conditions_answers_and_flips_and_not_in_prose() {
    let [questions, rules, answers] = renamed("question", "loss", "may-lose");
    assert!(questions.contains("ask-if = \"may-lose == some\" # only then"), "{questions}");
    assert!(questions.contains("when = \"may-lose in [some] and how-often == often\""), "{questions}");
    assert!(questions.ends_with("\n[aliases]\nloss = \"may-lose\"\n"), "{questions}");
    assert!(rules.contains("answers = { may-lose = \"none\" }") && rules.contains("\"may-lose = some\""), "{rules}");
    assert!(answers.contains("may-lose = { value = \"none\", note = \"as loss goes\" }"), "{answers}");
    assert!(answers.contains("when = \"may-lose == some\"\nbecause = \"loss\""), "{answers}");
}

#[test]
fn a_choice_is_renamed_where_it_belongs_to_its_question() {
    let [questions, rules, answers] = renamed("choice", "loss.none", "never");
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
    let [_, rules, _] = renamed("option", "table", "pg-table");
    assert!(rules.contains("above = \"pg-table\""), "{rules}");
    assert!(rules.contains("points = { \"pg-table\" = 3, broker = 1 }"), "{rules}");
    assert!(rules.contains("excludes = [\"pg-table\"]") && rules.contains("winner = \"pg-table\""), "{rules}");
    assert!(rules.ends_with("\n[aliases]\ntable = \"pg-table\"\n"), "{rules}");
    let [_, rules, answers] = renamed("option", "broker", "queue");
    assert!(rules.contains("not-excluded = ['queue']") && rules.contains("below = [\"queue\"]"), "{rules}");
    assert!(answers.contains("option = \"queue\"\nbecause = \"broker\""), "{answers}");
}

#[test]
fn a_criterion_and_a_rule_are_renamed_where_they_are_named() {
    let [_, rules, answers] = renamed("criterion", "k", "safety");
    assert!(rules.matches("criterion = \"safety\"").count() == 2 && rules.contains("base = { safety = 1 }"), "{rules}");
    assert!(answers.contains("[weights]\nsafety = 3"), "{answers}");
    let [_, rules, _] = renamed("rule", "keeps", "a-table-keeps");
    assert!(rules.contains("fires = [\"a-table-keeps\"]"), "{rules}");
}

#[test]
fn a_decision_is_renamed_in_the_answers_that_ask_for_it() {
    let [_, rules, answers] = renamed("decision", "d", "transport");
    assert!(rules.contains("[decision]\nid = \"transport\""), "{rules}");
    assert!(rules.ends_with("\n[aliases]\nd = \"transport\"\n"), "{rules}");
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
    let first = library(QUESTIONS, RULES);
    let sources_of = |rules: &str| sources(&library(QUESTIONS, rules), ANSWERS);
    let again = |rules: &str, old: &str, new: &str| {
        let sources = sources_of(rules);
        edited(&sources, &wished(&sources, "option", old, new).expect("it can be renamed again"))[1].clone()
    };
    let once = again(&first.sources.0[1].text, "table", "pg-table");
    let twice = again(&once, "pg-table", "store");
    assert!(twice.ends_with("[aliases]\npg-table = \"store\"\ntable = \"store\"\n"), "{twice}");
    assert!(!library(QUESTIONS, &twice).has_errors());
    // Back to the first name, which then needs no alias.
    let back = again(&twice, "store", "table");
    assert!(back.ends_with("[aliases]\nstore = \"table\"\npg-table = \"table\"\n"), "{back}");
    assert!(!library(QUESTIONS, &back).has_errors());
}

#[test]
fn an_alias_is_written_where_aliases_stand_already() {
    for (written, expected) in [
        ("[aliases]\nold = \"broker\" # from 2024\n", "[aliases]\ntable = \"store\"\nold = \"broker\" # from 2024\n"),
        ("aliases = { old = \"broker\" }\n", "aliases = { old = \"broker\", table = \"store\" }\n"),
        ("aliases.old = \"broker\"\n", "aliases.old = \"broker\"\naliases.table = \"store\"\n"),
        ("aliases = {}\n", "aliases = { table = \"store\"}\n"),
    ] {
        let is_table = written.starts_with('[');
        let rules = if is_table { format!("{RULES}\n{written}") } else { format!("{written}{RULES}") };
        let sources = sources(&library(QUESTIONS, &rules), ANSWERS);
        let [_, rules, _] = edited(&sources, &wished(&sources, "option", "table", "store").expect("it can be renamed"));
        assert!(rules.contains(expected), "{rules}");
        assert!(!library(QUESTIONS, &rules).has_errors(), "{rules}");
    }
}

#[test]
fn a_trait_and_its_levels_are_renamed_too() {
    let [questions, rules, _] = renamed("trait", "risk", "danger");
    assert!(questions.contains("id = \"danger\"") && rules.contains("when = \"danger == high\""), "{rules}");
    let [questions, rules, _] = renamed("level", "risk.high", "great");
    assert!(questions.contains("{ id = \"great\"") && rules.contains("when = \"risk == great\""), "{rules}");
}

#[test]
fn aliases_of_choices_follow_their_question() {
    let questions = format!("{QUESTIONS}\n[aliases]\n\"loss.nothing\" = \"loss.none\"\n");
    let sources = sources(&library(&questions, RULES), ANSWERS);
    let [questions, rules, _] =
        edited(&sources, &wished(&sources, "question", "loss", "may-lose").expect("it can be renamed"));
    assert!(questions.contains("\"may-lose.nothing\" = \"may-lose.none\""), "{questions}");
    assert!(!library(&questions, &rules).has_errors());
}

#[test]
fn what_is_not_there_taken_or_no_id_is_refused() {
    let library = library(QUESTIONS, &format!("{RULES}\n[aliases]\nqueue = \"broker\"\n"));
    let sources = sources(&library, ANSWERS);
    let refused = |what, old: &str, new: &str| wished(&sources, what, old, new).expect_err("it is refused").to_string();
    assert_eq!(refused("option", "tabel", "x"), "there is no option `tabel`; did you mean `table`?");
    assert_eq!(refused("option", "table", "broker"), "`broker` is the name of something else already");
    assert!(refused("option", "table", "queue").contains("an earlier name of `broker`"));
    assert!(refused("question", "risk", "x").contains("there is no question `risk`"));
    assert!(refused("question", "loss", "No way").contains("cannot be a name"));
    assert!(refused("choice", "none", "never").contains("write it as `question.choice`"));
    let built_in = crate::load::load(&crate::load::Locations::default());
    let base = &built_in.subjects[0].rule_bases[0];
    let index = Index::of(&built_in.sources);
    let (old, decision) = (base.options[0].id.as_str(), Some(base.decision.id.as_str()));
    let name = find(&index, &Wish { what: "option", old, decision }).expect("it is there");
    let refused = rename(&built_in.sources, &index, &name, "quite-another");
    assert!(matches!(refused, Err(RenameError::BuiltIn { .. })));
}
