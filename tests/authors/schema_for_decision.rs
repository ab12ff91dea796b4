//! `archfit schema --for DECISION`: the schemas of one decision take the files that are there, and refuse a name that is not.

use std::collections::BTreeMap;
use std::path::Path;

use crate::planted::Project;
use archfit::load::schema_for::schemas_for;
use archfit::load::{Library, Locations, PathKind, Source, kind_of_text, load, read_answers_text};
use archfit::model::{RuleBase, Subject};
use assert_cmd::Command;
use serde_json::Value;

/// Checks files as an editor does that only knows schemas.
struct Schemas(BTreeMap<&'static str, Value>);

impl Schemas {
    fn of(subject: &Subject, base: &RuleBase) -> Self {
        let read = |(name, text): (&'static str, String)| (name, serde_json::from_str(&text).expect("JSON"));
        Self(schemas_for(subject, base).into_iter().map(read).collect())
    }

    /// What is wrong with a file, each thing with its place.
    fn errors(&self, text: &str) -> Vec<String> {
        let name = match kind_of_text(text) {
            Some(PathKind::Questionnaire) => "questionnaire.json",
            Some(PathKind::Answers) => "answers.json",
            _ => "rules.json",
        };
        crate::schema_checker::errors(&self.0[name], &toml::Value::Table(text.parse().expect("TOML")))
    }
}

fn starter() -> (Library, String) {
    let project = Project::starter();
    let whole = ["decision", "rules", "scenarios", "evidence"].map(|name| {
        let text = &project.files[&format!("archfit/rules/caching/{name}.toml")];
        text.replace("format = 1\n", "")
    });
    (project.load().1, format!("format = 1\n{}", whole.concat()))
}

#[test]
fn the_shipped_files_are_fine_by_the_schemas_of_their_decision() {
    let library = load(&Locations::default());
    let mut n_files = 0;
    for subject in &library.subjects {
        for base in &subject.rule_bases {
            let schemas = Schemas::of(subject, base);
            for file in library.files_of(&base.decision.id) {
                let source = library.sources.get(*file);
                // Shared evidence is cited by several decisions, and all of it is fine in each.
                assert_eq!(schemas.errors(&source.text), Vec::<String>::new(), "{}", source.name);
                n_files += 1;
            }
        }
    }
    assert!(n_files > 20, "{n_files}");
}

#[test]
fn the_shipped_answers_are_fine_by_the_schema_of_each_decision() {
    let library = load(&Locations::default());
    let subject = &library.subjects[0];
    let schemas = Schemas::of(subject, &subject.rule_bases[0]);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples");
    let mut n_files = 0;
    for entry in std::fs::read_dir(folder).expect("the examples").filter_map(Result::ok) {
        let path = entry.path();
        if path.extension().is_some_and(|e| e == "toml") {
            let text = std::fs::read_to_string(&path).expect("an example");
            assert_eq!(schemas.errors(&text), Vec::<String>::new(), "{}", path.display());
            n_files += 1;
        }
    }
    assert!(n_files > 3, "{n_files}");
}

#[test]
fn a_name_that_nothing_has_is_refused_wherever_it_stands() {
    let (library, text) = starter();
    let subject = &library.subjects[0];
    let schemas = Schemas::of(subject, &subject.rule_bases[0]);
    assert_eq!(schemas.errors(&text), Vec::<String>::new());
    let base = &subject.rule_bases[0];
    let (option, criterion) = (base.options[0].id.as_str(), base.criteria[0].id.as_str());
    let (evidence, rule) = (base.rules[0].evidence[0].as_str(), base.rules[0].id.as_str());
    let entries = [
        format!(
            "[[rule]]\nid = \"x\"\nwhen = \"a == b\"\nbecause = \"b\"\ncriterion = \"{criterion}?\"\npoints = {{ {option} = 1 }}\n"
        ),
        format!(
            "[[rule]]\nid = \"x\"\nwhen = \"a == b\"\nbecause = \"b\"\ncriterion = \"{criterion}\"\npoints = {{ {option}x = 1 }}\n"
        ),
        format!("[[rule]]\nid = \"x\"\nwhen = \"a == b\"\nbecause = \"b\"\nexcludes = [\"{option}x\"]\n"),
        format!(
            "[[rule]]\nid = \"x\"\nwhen = \"a == b\"\nbecause = \"b\"\nexcludes = [\"{option}\"]\nevidence = [\"{evidence}x\"]\n"
        ),
        "[[scenario]]\nid = \"x\"\nanswers = { may-be-stail = \"yes\" }\n".to_owned(),
        "[[scenario]]\nid = \"x\"\nanswers = { may-be-stale = \"yess\" }\n".to_owned(),
        "[[scenario]]\nid = \"x\"\nanswers = { query-ms = \"usuall\" }\n".to_owned(),
        format!("[[scenario]]\nid = \"x\"\nanswers = {{ }}\nexpect = {{ winner = \"{option}x\" }}\n"),
        format!("[[scenario]]\nid = \"x\"\nanswers = {{ }}\nexpect = {{ fires = [\"{rule}x\"] }}\n"),
        "[[scenario]]\nid = \"x\"\nanswers = { }\nexpect = { levels = { pressure = \"hihg\" } }\n".to_owned(),
        "[[scenario]]\nid = \"x\"\nanswers = { }\nexpect = { flips-with = [\"copys = one\"] }\n".to_owned(),
    ];
    for entry in entries {
        assert_eq!(schemas.errors(&format!("{text}\n{entry}")).len(), 1, "{entry}");
    }
}

#[test]
fn answers_are_taken_in_every_form_that_archfit_reads() {
    let (library, _) = starter();
    let subject = &library.subjects[0];
    let schemas = Schemas::of(subject, &subject.rule_bases[0]);
    let head = "format = 1\nquestionnaire = \"caching\"\n[answers]\n";
    for fine in [
        "query-ms = 40",
        "query-ms = \"40..200\"",
        "query-ms = \"unknown\"",
        "query-ms = \"usual\"",
        "query-ms = \"1.5 s\"",
        "copies = [\"one\", \"some\"]",
        "copies = \"one, some\"",
        "copies = { value = \"one\", sure = 0.5, note = \"n\", votes = { ana = \"some\" } }",
    ] {
        assert_eq!(schemas.errors(&format!("{head}{fine}\n")), Vec::<String>::new(), "{fine}");
    }
    for wrong in
        ["query-ms = \"fast\"", "query-ms = -4", "copies = \"ones\"", "copies = { value = \"ones\" }", "copy = \"one\""]
    {
        assert_eq!(schemas.errors(&format!("{head}{wrong}\n")).len(), 1, "{wrong}");
    }
}

/// Lists of up to three of these, as a list and as a text behind commas.
fn listed(names: &[&str]) -> Vec<toml::Value> {
    let mut lists: Vec<Vec<&str>> = vec![vec![]];
    for at in 0..3 {
        let longer: Vec<Vec<&str>> = lists.iter().filter(|list| list.len() == at).cloned().collect();
        lists.extend(longer.iter().flat_map(|list| names.iter().map(move |name| [list.as_slice(), &[*name]].concat())));
    }
    let text = |list: &[&str], comma: &str| toml::Value::String(list.join(comma));
    let forms = |list: &Vec<&str>| {
        let array = toml::Value::Array(list.iter().map(|name| toml::Value::String((*name).to_owned())).collect());
        let behind = toml::Value::String(format!(" {},", list.join(",")));
        [array, text(list, ", "), text(list, ",,"), behind]
    };
    lists.iter().flat_map(forms).collect()
}

#[test]
fn a_schema_takes_lists_of_answers_as_the_reader_does() {
    let mut project = Project::starter();
    let path = "archfit/questionnaires/caching.toml";
    let aliases = "[aliases]\n\"query-ms.long\" = \"query-ms.slow\"\n\"copies.few\" = \"copies.some\"\n";
    let text = format!("{}\n{aliases}", project.files[path]);
    project.files.insert(path.into(), text);
    let mut library = project.load().1;
    assert!(!library.has_errors(), "{:?}", library.diagnostics);
    let subject = std::sync::Arc::clone(&library.subjects[0]);
    let schemas = Schemas::of(&subject, &subject.rule_bases[0]);
    let mut n_taken = 0;
    for question in &subject.questionnaire.questions {
        let prefix = format!("{}.", question.id);
        let old = subject.questionnaire.aliases.keys().filter_map(|old| old.strip_prefix(&prefix));
        let choices = question.kind.choices().iter().map(|choice| choice.id.as_str());
        let bands = question.kind.number().into_iter().flat_map(|spec| &spec.bands).map(|band| band.id.as_str());
        let names: Vec<&str> = choices.chain(bands).chain(old).chain(["nonsense", "unknown", "7"]).collect();
        for value in listed(&names) {
            let text = format!("format = 1\nquestionnaire = \"caching\"\n[answers]\n{} = {value}\n", question.id);
            let source = Source { name: "a.toml".to_owned(), path: None, text: text.clone() };
            let refused = match read_answers_text(source, &mut library) {
                Ok(read) => read.findings.into_iter().find(|finding| finding.code == "bad-answer"),
                Err(found) => found.into_iter().next(),
            };
            let by_schema = schemas.errors(&text);
            // What stands in the way of names together no schema says, nor which texts with a digit are numbers.
            let is_number = question.kind.number().is_some() && value.as_str().is_some_and(|text| text.contains('7'));
            let is_apart = |title: &str| title.contains("side by side") || title.contains("excludes every other");
            match refused {
                None => {
                    n_taken += 1;
                    assert_eq!(by_schema, Vec::<String>::new(), "{} = {value}", question.id);
                }
                Some(refused) if is_number || is_apart(&refused.title) => {}
                Some(refused) => assert_ne!(by_schema, Vec::<String>::new(), "{value}: {}", refused.title),
            }
        }
    }
    assert!(n_taken > 100, "{n_taken}");
}

#[test]
fn the_command_prints_one_schema_or_writes_all_and_names_what_is_there() {
    let folder = Project::starter().write();
    let run = |args: &[&str]| {
        let mut command = Command::cargo_bin("archfit").expect("the program is built");
        let output = command.current_dir(folder.path()).args(args).output().expect("it runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (code, out, talk) = run(&["schema", "--for", "caching"]);
    assert_eq!(code, Some(0), "{talk}");
    let rules: Value = serde_json::from_str(&out).expect("JSON");
    assert!(rules["definitions"]["Rule"]["properties"]["criterion"]["enum"].is_array());
    assert_eq!(run(&["schema", "rules", "--for", "caching"]).1, out);
    assert!(run(&["schema", "answers", "--for", "caching"]).1.contains("\"may-be-stale\""));
    let (code, _, talk) = run(&["schema", "--for", "cachin"]);
    assert_eq!(code, Some(2));
    assert!(talk.contains("did you mean `caching`?"), "{talk}");
    let (code, _, talk) = run(&["schema", "--for", "caching", "--out", "schemas"]);
    assert_eq!(code, Some(0), "{talk}");
    for name in ["caching-questionnaire.json", "caching-rules.json", "caching-answers.json"] {
        assert!(folder.path().join("schemas").join(name).is_file(), "{name}");
    }
}

#[test]
fn nothing_is_written_outside_the_folder_that_was_named() {
    let mut project = Project::starter();
    for text in project.files.values_mut() {
        *text = text.replace("questionnaire = \"caching\"", "questionnaire = \"../../q\"");
    }
    let questions = project.files.get_mut("archfit/questionnaires/caching.toml").expect("a questionnaire");
    *questions = questions.replacen("id = \"caching\"", "id = \"../../q\"", 1);
    let folder = project.write();
    let mut command = Command::cargo_bin("archfit").expect("the program is built");
    let wanted = ["schema", "--for", "caching", "--out", "a/b"];
    let output = command.current_dir(folder.path()).args(wanted).output().expect("it runs");
    let talk = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(output.status.code() == Some(2) && talk.contains("is no name of a file"), "{talk}");
    assert!(!folder.path().join("q-questionnaire.json").exists());
}

#[test]
fn names_that_could_not_be_read_are_said_to_be_missing() {
    let mut project = Project::starter();
    let path = "archfit/rules/caching/rules.toml";
    let broken = project.files[path].replacen("when = \"", "when = \"nothing == here and ", 1);
    project.files.insert(path.into(), broken);
    let folder = project.write();
    let mut command = Command::cargo_bin("archfit").expect("the program is built");
    let output = command.current_dir(folder.path()).args(["schema", "--for", "caching"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("bad-condition"));
}

#[test]
fn the_schema_of_a_decision_names_its_own_options_and_none_of_another_one() {
    let library = load(&Locations::default());
    let subject = &library.subjects[0];
    let n_bases = subject.rule_bases.len();
    let option = |base: &RuleBase| base.options[0].id.to_string();
    let owner = |id: &str| subject.rule_bases.iter().filter(|base| base.options.iter().any(|of| of.id == *id)).count();
    for (at, base) in subject.rule_bases.iter().enumerate() {
        let schemas = Schemas::of(subject, base);
        let other = &subject.rule_bases[(at + 1) % n_bases];
        let chosen = |decision: &RuleBase, option: &str| {
            let head = "format = 1\nquestionnaire = \"backend\"\n[answers]\n";
            let decision = &decision.decision.id;
            format!("{head}[[override]]\ndecision = \"{decision}\"\noption = \"{option}\"\nbecause = \"So.\"\n")
        };
        assert_eq!(schemas.errors(&chosen(base, &option(base))), Vec::<String>::new());
        assert_eq!(schemas.errors(&chosen(other, &option(other))), Vec::<String>::new());
        let foreign = other.options.iter().find(|of| owner(of.id.as_str()) == 1).expect("an option of its own");
        assert_eq!(schemas.errors(&chosen(base, foreign.id.as_str())).len(), 1, "{}", foreign.id);
        let rules = schemas.0["rules.json"].to_string();
        let is_named = |of: &archfit::model::ArchOption| rules.contains(&format!("\"{}\"", of.id));
        assert!(base.options.iter().all(is_named));
        let answers = schemas.0["answers.json"]["definitions"]["Override"].to_string();
        assert!(!answers.contains(&format!("\"{}\"", foreign.id)), "{}", foreign.id);
    }
    // In the questionnaire a choice leads to options of decisions that a question follows, and of this one.
    let base = subject.rule_bases.iter().find(|base| {
        !subject.questionnaire.questions.iter().any(|question| question.settled_by.as_ref() == Some(&base.decision.id))
    });
    let base = base.expect("a decision that no question follows");
    let other = subject.rule_bases.iter().find(|other| other.decision.id != base.decision.id).expect("another");
    let names = |base: &RuleBase| {
        let schema = &Schemas::of(subject, base).0["questionnaire.json"]["definitions"]["Choice"];
        schema["properties"]["options"]["items"]["enum"].as_array().expect("names").len()
    };
    let all: std::collections::BTreeSet<_> =
        subject.rule_bases.iter().flat_map(|base| &base.options).map(|option| option.id.to_string()).collect();
    assert!(names(base) <= all.len() && names(other) < all.len(), "{} of {}", names(other), all.len());
}
