//! Bad input: every mistake is named with its code, at its line, with a way out; hostile files do no harm.

use std::collections::BTreeMap;

use crate::planted::{Project, codes};
use archfit::diagnostic::{Diagnostic, Sources};
use archfit::load::{Locations, Source, load, read_answers, read_answers_text};

const QUESTIONNAIRE: &str = "archfit/questionnaires/caching.toml";
const RULES: &str = "archfit/rules/caching/rules.toml";
const DECISION: &str = "archfit/rules/caching/decision.toml";
const SCENARIOS: &str = "archfit/rules/caching/scenarios.toml";
const EVIDENCE: &str = "archfit/rules/caching/evidence.toml";

/// One mistake: in which file, what is replaced by what, and the finding that must come: code, text of its line, part of its help.
struct Mistake(&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const MISTAKES: [Mistake; 56] = [
    Mistake(QUESTIONNAIRE, "format = 1", "format = \"one\"", "no-format", "format = \"one\"", "write `format = 1`"),
    Mistake(QUESTIONNAIRE, "format = 1", "format = 7", "newer-format", "format = 7", "update archfit"),
    Mistake(QUESTIONNAIRE, "id = \"caching\"\n", "", "missing-key", "#:schema", "give the questionnaire an id"),
    Mistake(QUESTIONNAIRE, "title = \"A", "titel = \"A", "unknown-key", "titel = ", "did you mean `title`?"),
    Mistake(QUESTIONNAIRE, "max = 1_000_000", "max = 1M", "syntax", "max = 1M", "write `1_000_000`"),
    Mistake(QUESTIONNAIRE, "max = 1_000_000", "max = \"lots\"", "wrong-type", "max = \"lots\"", "docs/formats.md"),
    Mistake(QUESTIONNAIRE, "max = 60_000", "max = 1", "out-of-range", "[question.integer]", "greater than `min`"),
    Mistake(
        QUESTIONNAIRE,
        "ordered = true",
        "ordered = \"yes\"",
        "wrong-type",
        "ordered = \"yes\"",
        "write `true` or `false`",
    ),
    Mistake(
        QUESTIONNAIRE,
        "ask = \"How many copies",
        "sak = \"How many copies",
        "unknown-key",
        "sak = ",
        "did you mean `ask`?",
    ),
    Mistake(QUESTIONNAIRE, "below = 500", "below = 5", "bad-band", "below = 5,", "bands rise"),
    Mistake(
        QUESTIONNAIRE,
        "reading = 100 }",
        "reading = 1_000 }",
        "bad-band",
        "reading = 1_000",
        "choose a reading from 20 to 499",
    ),
    Mistake(QUESTIONNAIRE, "below = 200, ", "", "bad-band", "id = \"usual\"", "the last one reaches to `max`"),
    Mistake(
        QUESTIONNAIRE,
        "id = \"one\",  label",
        "id = \"in\",  label",
        "bad-id",
        "id = \"in\"",
        "choose another word",
    ),
    Mistake(QUESTIONNAIRE, "id = \"yes\"", "id = \"no\"", "duplicate-id", "Yes, for a while", "rename or remove"),
    Mistake(
        QUESTIONNAIRE,
        "may-be-stale == yes",
        "may-be-stale == yess",
        "bad-condition",
        "ask-if",
        "did you mean `yes`?",
    ),
    Mistake(QUESTIONNAIRE, "* query-ms", "* query-msec", "bad-formula", "formula", "did you mean `query-ms`?"),
    Mistake(QUESTIONNAIRE, "* query-ms / 1000", "* copies", "bad-formula", "formula", "with `bands`"),
    Mistake(QUESTIONNAIRE, "* query-ms / 1000", "*", "bad-formula", "formula", "product or quotient"),
    Mistake(
        QUESTIONNAIRE,
        "queries-at-once >= 50",
        "querys-at-once >= 50",
        "bad-condition",
        "id = \"high\"",
        "did you mean `queries-at-once`?",
    ),
    Mistake(
        DECISION,
        "questionnaire = \"caching\"",
        "questionnaire = \"cachign\"",
        "unknown-questionnaire",
        "questionnaire = \"cachign\"",
        "did you mean `caching`?",
    ),
    Mistake(DECISION, "close-call = 4", "close-call = 400", "out-of-range", "close-call = 400", "0 to 100"),
    Mistake(DECISION, "close-call = 4", "close-call = -1", "out-of-range", "close-call = -1", "0 to 100"),
    Mistake(DECISION, "close-call = 4", "close-call = 1.25", "out-of-range", "close-call = 1.25", "one digit after"),
    Mistake(DECISION, "close-call = 4", "close-call = nan", "out-of-range", "close-call = nan", "0 to 100"),
    Mistake(DECISION, "close-call = 4", "close-call = \"4\"", "wrong-type", "close-call", "such as 4 or 1.5"),
    Mistake(DECISION, "scale = [-2, 4]", "scale = [4, -2]", "out-of-range", "scale = [4, -2]", "the lower ones first"),
    Mistake(DECISION, "scale = [-2, 4]", "scale = [1]", "wrong-type", "scale = [1]", "write two"),
    Mistake(DECISION, "scale = [-2, 4]", "scale = [1, 2, 3]", "wrong-type", "scale = [1, 2, 3]", "write two"),
    Mistake(DECISION, "weight = 60", "weight = 1_000_001", "out-of-range", "weight = 1_000_001", "only the shares"),
    Mistake(
        QUESTIONNAIRE,
        "max = 60_000",
        "max = 9_223_372_036_854_775_807",
        "out-of-range",
        "[question.integer]",
        "stay within",
    ),
    Mistake(
        RULES,
        "criterion = \"speed\"",
        "criterion = \"speed\"\ncriterion = \"speed\"",
        "syntax",
        "criterion = \"speed\"",
        "remove one",
    ),
    Mistake(RULES, "pressure >= moderate", "pressure ≥ moderate", "bad-condition", "pressure ≥ moderate", "write `>=`"),
    Mistake(
        DECISION,
        "base = { simplicity = 3 }",
        "base = { simplcity = 3 }",
        "unknown-criterion",
        "simplcity",
        "did you mean `simplicity`?",
    ),
    Mistake(
        RULES,
        "in-process = -1 }",
        "in-proces = -1 }",
        "unknown-option",
        "in-proces ",
        "did you mean `in-process`?",
    ),
    Mistake(RULES, "no-cache = -2", "no-cache = -2_000", "out-of-range", "no-cache = -2_000", "usual are -3 to 3"),
    Mistake(RULES, "no-cache = -2", "no-cache = 0", "zero-points", "no-cache = 0", "leave the option out"),
    Mistake(RULES, "confidence = \"high\"", "confidence = \"hihg\"", "unknown-value", "hihg", "did you mean `high`?"),
    Mistake(
        RULES,
        "pressure == high and copies",
        "pressure = high and copies",
        "bad-condition",
        "pressure = high",
        "`==`",
    ),
    Mistake(RULES, "pressure == high and copies", "pressure == high and (copies", "bad-condition", "(copies", "close"),
    Mistake(
        RULES,
        "runs-already includes key-value-store",
        "runs-already == key-value-store",
        "bad-condition",
        "runs-already ==",
        "includes",
    ),
    Mistake(
        RULES,
        "excludes = [\"in-process\"]",
        "excludes = []",
        "no-effect-declared",
        "copies-would-disagree",
        "at least one option",
    ),
    Mistake(
        RULES,
        "excludes = [\"in-process\"]",
        "excludes = \"in-process\"",
        "wrong-type",
        "excludes = ",
        "write a list",
    ),
    Mistake(
        EVIDENCE,
        "checked = 2026-11-24",
        "checked = 2026-11-24T10:00:00Z",
        "wrong-type",
        "checked = ",
        "write `checked = ",
    ),
    Mistake(EVIDENCE, "kind = \"paper\"", "kind = \"papre\"", "unknown-value", "papre", "did you mean `paper`?"),
    Mistake(SCENARIOS, "query-ms = \"quick\"", "query-ms = \"quik\"", "bad-answer", "quik", ""),
    Mistake(
        SCENARIOS,
        "reads-per-second = 5_000",
        "reads-per-second = 5_000_000",
        "bad-answer",
        "5_000_000",
        "a number from 0 to 1000000",
    ),
    Mistake(SCENARIOS, "copies = \"many\"", "copys = \"many\"", "unknown-question", "copys", "did you mean `copies`?"),
    Mistake(
        SCENARIOS,
        "pressure = \"low\"",
        "pressure = \"lo\"",
        "unknown-level",
        "pressure = \"lo\"",
        "its levels are",
    ),
    Mistake(
        SCENARIOS,
        "reads-per-second = few",
        "reads-per-second few",
        "bad-answer",
        "reads-per-second few",
        "question = answer",
    ),
    Mistake(QUESTIONNAIRE, "ordered = true", "ordered = yes", "syntax", "ordered = yes", "write `true` or `false`"),
    Mistake(
        RULES,
        "when = \"for-how-long == minutes\"",
        "when = for-how-long == minutes",
        "syntax",
        "when = for-how-long",
        "put `\"` at both ends",
    ),
    Mistake(
        RULES,
        "when = \"for-how-long == minutes\"",
        "when = “for-how-long == minutes”",
        "syntax",
        "when = “for",
        "write a straight one, `\"`",
    ),
    Mistake(
        RULES,
        "when = \"for-how-long == minutes\"",
        "when = \"query-ms >= 200ms\"",
        "bad-condition",
        "200ms",
        "counted in ms: write `200`",
    ),
    Mistake(
        RULES,
        "when = \"for-how-long == minutes\"",
        "when = \"for-how-long == quick\"",
        "bad-condition",
        "for-how-long == quick",
        "the choices are `seconds`, `minutes`; `query-ms` has it",
    ),
    Mistake(
        RULES,
        "runs-already includes key-value-store",
        "runs-already == key-value-store",
        "bad-condition",
        "runs-already ==",
        "write `runs-already includes key-value-store`",
    ),
    Mistake(
        QUESTIONNAIRE,
        "reads-per-second * query-ms / 1000",
        "reads-per-second * time-taken / 1000",
        "bad-formula",
        "time-taken",
        "are `reads-per-second`, `query-ms`",
    ),
];

/// The text of the line at which a finding stands.
fn line_of<'a>(finding: &Diagnostic, sources: &'a Sources) -> &'a str {
    let line = sources.span(finding.place()).0.line;
    sources.get(finding.place().file).text.lines().nth(line - 1).unwrap_or_default()
}

#[test]
fn every_mistake_is_named_at_its_line_with_a_way_out() {
    for Mistake(file, from, to, code, line, help) in MISTAKES {
        let mut project = Project::starter();
        let text = project.files.get_mut(file).expect("the file is there");
        assert!(text.contains(from), "`{from}` stands in {file}");
        *text = text.replacen(from, to, 1);
        let (_folder, library) = project.load();
        let found = library.diagnostics.iter().find(|finding| finding.code == code);
        let Some(found) = found else { panic!("`{to}`: no `{code}` in {:#?}", library.diagnostics) };
        let at = line_of(found, &library.sources);
        assert!(at.contains(line), "`{to}`: at the line `{at}`");
        let said = found.help.as_deref().unwrap_or_default();
        assert!(said.contains(help), "`{to}`: the help is `{said}`");
        assert!(!found.title.ends_with('.') && !found.title.is_empty(), "`{}`", found.title);
    }
}

#[test]
fn of_a_line_that_cannot_be_read_one_error_is_told() {
    let mut project = Project::starter();
    let rules = project.files.get_mut(RULES).expect("the file is there");
    *rules = rules.replacen("because = \"With so many", "because = With so many", 1);
    let (_folder, library) = project.load();
    let titles: Vec<&str> = library.diagnostics.iter().map(|finding| &*finding.title).collect();
    assert_eq!(titles, ["a text stands here without its quotes"]);
}

#[test]
fn what_only_follows_from_another_finding_is_not_shown() {
    let mut project = Project::starter();
    let decision = project.files.get_mut(DECISION).expect("the file is there");
    *decision = decision.replacen("scale = [-2, 4]", "scale = [4, -2]", 1);
    let (_folder, library) = project.load();
    let codes: Vec<&str> = library.diagnostics.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["out-of-range"], "the rules on `speed` are fine");
    let rules = project.files.get_mut(RULES).expect("the file is there");
    *rules = rules.replacen("criterion = \"simplicity\"", "criterion = \"simplicty\"", 1);
    let (_folder, library) = project.load();
    let mut codes: Vec<&str> = library.diagnostics.iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["out-of-range", "unknown-criterion"], "what is wrong by itself stays");
}

#[test]
fn a_name_whose_entry_was_left_out_is_not_unknown() {
    let cases = [
        // A question: its quantity, the conditions over that, the answers of scenarios and their changes name it.
        (QUESTIONNAIRE, "reading = 100 }", "reading = 1_000 }", "bad-band"),
        (QUESTIONNAIRE, "label = \"Two to ten\"", "lable = \"Two to ten\"", "unknown-key"),
        (QUESTIONNAIRE, "name = \"Pressure", "nmae = \"Pressure", "unknown-key"),
        (QUESTIONNAIRE, "format = 1", "format = 2", "newer-format"),
        (DECISION, "name = \"A shared cache\"", "nam = \"A shared cache\"", "unknown-key"),
        // A rule: a scenario says that it fires.
        (RULES, "in-process = -1 }", "in-process = 0 }", "zero-points"),
        (EVIDENCE, "kind = \"paper\"", "kind = \"papre\"", "unknown-value"),
    ];
    for (file, from, to, code) in cases {
        let mut project = Project::starter();
        let text = project.files.get_mut(file).expect("the file is there");
        assert!(text.contains(from), "`{from}` stands in {file}");
        *text = text.replacen(from, to, 1);
        let (_folder, library) = project.load();
        assert_eq!(codes(&library.diagnostics), [code], "`{to}`: {:#?}", library.diagnostics);
    }
}

#[test]
fn rules_over_a_question_that_was_left_out_are_not_said_to_be_dead() {
    let mut project = Project::starter();
    let text = project.files.get_mut(QUESTIONNAIRE).expect("the file is there");
    *text = text.replacen("reading = 100 }", "reading = 1_000 }", 1);
    assert_eq!(codes(&project.findings()), ["bad-band"]);
}

#[test]
fn an_answer_to_a_question_that_was_left_out_is_not_unknown() {
    let mut project = Project::starter();
    let text = project.files.get_mut(QUESTIONNAIRE).expect("the file is there");
    *text = text.replacen("reading = 100 }", "reading = 1_000 }", 1);
    let (_folder, mut library) = project.load();
    let answers =
        "format = 1\nquestionnaire = \"caching\"\n[answers]\nreads-per-second = \"few\"\nreads-per-minute = 3\n";
    let source = Source { name: "answers.toml".into(), path: None, text: answers.into() };
    let read = read_answers_text(source, &mut library).expect("it can be read");
    let titles: Vec<&str> = read.findings.iter().map(|finding| finding.title.as_str()).collect();
    assert_eq!(titles, ["`caching` has no question `reads-per-minute`"], "only what stands nowhere is unknown");
}

#[test]
fn a_file_in_place_of_a_folder_is_reported_once() {
    let folder = Project::starter().write();
    let rules = folder.path().join("archfit/rules");
    std::fs::remove_dir_all(&rules).expect("the folder can be removed");
    std::fs::write(&rules, "x").expect("a file can be written");
    let locations = Locations {
        project: Some(folder.path().to_owned()),
        layers: vec![folder.path().join("archfit"), folder.path().join("./archfit")],
        without_embedded: true,
        ..Locations::default()
    };
    assert_eq!(codes(&load(&locations).diagnostics), ["unreadable-file"]);
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_refused_and_not_waited_for() {
    let folder = Project::starter().write();
    let rules = folder.path().join("archfit/rules/caching");
    std::os::unix::fs::symlink("/dev/zero", rules.join("device.toml")).expect("a link can be made");
    std::fs::create_dir(rules.join("folder.toml")).expect("the folder can be made");
    let locations =
        Locations { project: Some(folder.path().to_owned()), without_embedded: true, ..Locations::default() };
    let found = load(&locations).diagnostics;
    let mut why: Vec<&str> = found.iter().filter_map(|finding| finding.title.split(": ").nth(1)).collect();
    why.sort_unstable();
    assert_eq!(why, ["it is a folder, and a file is expected under this name", "it is no regular file"]);
}

#[test]
fn one_bad_entry_hides_no_other() {
    let mut project = Project::starter();
    let rules = project.files.get_mut(RULES).expect("the file is there");
    *rules = rules.replacen("because =", "becuase =", 1);
    *rules = rules.replacen("points = { in-process = 1 }", "points = { in-process = \"1\" }", 1);
    let (_folder, library) = project.load();
    let found = codes(&library.diagnostics);
    assert_eq!(found, ["unknown-key", "wrong-type"], "{:#?}", library.diagnostics);
    let base = library.subjects[0].rule_base("caching").expect("the rule base is there");
    assert_eq!(base.rules.len(), 6, "the other rules are");
}

#[test]
fn a_circle_of_conditions_is_named_with_everything_in_it() {
    let mut project = Project::starter();
    let text = project.files.get_mut(QUESTIONNAIRE).expect("the file is there");
    *text = text.replacen("section = \"The data\"", "section = \"The data\"\nask-if = \"for-how-long == minutes\"", 1);
    let (_folder, library) = project.load();
    let circle = library.diagnostics.iter().find(|finding| finding.code == "condition-cycle").expect("it is found");
    assert!(circle.title.contains("`may-be-stale` needs `for-how-long` needs `may-be-stale`"), "{}", circle.title);
}

#[test]
fn hostile_files_are_refused_without_harm() {
    let deep = |open: &str, n: usize| format!("format = 1\nid = \"a\"\nx = {}", open.repeat(n));
    let cases = [
        ("deep lists", deep("[", 100_000)),
        ("deep lists over lines", deep("[\n", 100_000)),
        ("deep tables", deep("{ a =\n", 100_000)),
        ("deep keys", format!("format = 1\nid = \"a\"\n{}a = 1\n", "a.".repeat(50_000))),
        ("a NUL byte", "format = 1\nid = \"a\"\n\0\n".to_owned()),
        ("an endless string", format!("format = 1\nid = \"\"\"{}", "a".repeat(1_000_000))),
        ("a huge file", "# comment\n".repeat(900_000)),
        ("nothing", String::new()),
        ("only a mark", "\u{feff}".to_owned()),
    ];
    for (what, text) in cases {
        let mut project = Project::starter();
        project.files.insert(QUESTIONNAIRE.into(), text);
        let (_folder, library) = project.load();
        assert!(library.has_errors(), "{what}");
    }
}

#[test]
fn a_byte_order_mark_and_foreign_line_ends_are_no_mistake() {
    let mut project = Project::starter();
    for text in project.files.values_mut() {
        *text = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    }
    let (_folder, library) = project.load();
    assert!(library.diagnostics.is_empty(), "{:#?}", library.diagnostics);
    let (_unix, other) = Project::starter().load();
    let decision = "caching".into();
    assert_eq!(
        library.fingerprint(&decision),
        other.fingerprint(&decision),
        "the same rules have the same fingerprint"
    );
}

#[test]
fn a_file_that_is_no_text_is_named() {
    let folder = Project::starter().write();
    std::fs::write(folder.path().join(RULES), b"format = 1\n\xff\xfe").expect("it can be written");
    let project = Some(folder.path().to_owned());
    let library = load(&Locations { project, without_embedded: true, ..Locations::default() });
    let found = library.diagnostics.iter().find(|finding| finding.code == "unreadable-file").expect("it is reported");
    assert!(found.title.contains("rules.toml") && found.title.contains("not UTF-8"), "{}", found.title);
}

#[test]
fn an_answers_file_that_vanished_is_a_finding() {
    let (folder, mut library) = Project::starter().load();
    let gone = folder.path().join("gone.toml");
    let findings = read_answers(&gone, &mut library).expect_err("it is not there");
    assert_eq!(codes(&findings), ["unreadable-file"]);
    assert!(findings[0].title.contains("gone.toml"));
}

#[test]
fn a_layer_that_is_not_there_is_a_finding() {
    let rules = Some("no/such/folder".into());
    let library = load(&Locations { rules, ..Locations::default() });
    assert!(library.diagnostics.iter().any(|finding| finding.code == "unreadable-file"));
}

#[test]
fn answers_of_another_questionnaire_or_format_are_refused() {
    let (_folder, mut library) = Project::starter().load();
    let mut read = |text: &str| {
        let source = Source { name: "answers.toml".into(), path: None, text: text.into() };
        read_answers_text(source, &mut library).map(|read| codes(&read.findings)).map_err(|found| codes(&found))
    };
    assert_eq!(read("format = 1\nquestionnaire = \"other\"\n"), Err(vec!["unknown-questionnaire".into()]));
    assert_eq!(read("format = 1\n"), Err(vec!["missing-key".into()]));
    assert_eq!(read("format = 2\nquestionnaire = \"caching\"\n"), Err(vec!["newer-format".into()]));
    assert_eq!(read("questionnaire = \"caching\"\n"), Err(vec!["no-format".into()]));
    let found = read(
        "format = 1\nquestionnaire = \"caching\"\n[answers]\ncopies = \"one\"\ngone = 3\n\
         query-ms = { value = 9, sure = 7 }\n[weights]\nspede = 3\nspeed = -1\n\
         [[override]]\ndecision = \"caching\"\noption = \"no-cash\"\nbecause = \"b\"\n",
    );
    let expected = ["unknown-question", "out-of-range", "unknown-criterion", "bad-weight", "unknown-option"];
    assert_eq!(found, Ok(expected.map(String::from).to_vec()), "each is reported, and the rest is used");
}

#[test]
fn a_later_layer_replaces_a_rule_base_as_a_whole_and_a_questionnaire_by_file_name() {
    let base = Project::starter().write();
    let mut other = Project::starter();
    other.files.retain(|path, _| !path.ends_with("evidence.toml") && !path.ends_with("scenarios.toml"));
    for text in other.files.values_mut() {
        *text = text
            .replace("\"A shared cache\"", "\"Another cache\"")
            .replace("title = \"A service", "title = \"My service");
    }
    let over = other.write();
    let library = load(&Locations {
        project: Some(base.path().to_owned()),
        layers: vec![over.path().join("archfit")],
        without_embedded: true,
        ..Locations::default()
    });
    let subject = library.subject("caching").expect("it is there once");
    assert_eq!(library.subjects.len(), 1);
    assert!(subject.questionnaire.title.starts_with("My service"));
    let rules = subject.rule_base("caching").expect("it is there once");
    assert!(rules.options.iter().any(|option| option.name == "Another cache"));
    assert!(rules.scenarios.is_empty(), "no half of the earlier rule base is left");
}

/// The example project with its rules in the folder of a built-in decision.
fn in_the_folder_of_hosting() -> Project {
    let mut project = Project::starter();
    let files = std::mem::take(&mut project.files);
    let moved = |path: String| path.replace("rules/caching/", "rules/service-hosting/");
    project.files = files.into_iter().map(|(path, text)| (moved(path), text)).collect();
    project
}

#[test]
fn a_folder_of_the_same_name_that_decides_something_else_takes_nothing_away() {
    let written = in_the_folder_of_hosting().write();
    let library = load(&Locations { project: Some(written.path().to_owned()), ..Locations::default() });
    assert_eq!(library.diagnostics, []);
    let decides =
        |subject: &str, decision| library.subject(subject).is_some_and(|subject| subject.rule_base(decision).is_some());
    assert!(decides("caching", "caching"));
    assert!(decides("backend", "service-hosting"));
}

#[test]
fn a_decision_of_another_questionnaire_does_not_replace_one_of_its_name_unsaid() {
    let mut project = in_the_folder_of_hosting();
    let decision = project.files.get_mut("archfit/rules/service-hosting/decision.toml").expect("it was moved there");
    *decision = decision.replacen("id = \"caching\"", "id = \"service-hosting\"", 1);
    let written = project.write();
    let library = load(&Locations { project: Some(written.path().to_owned()), ..Locations::default() });
    let twice = library.diagnostics.iter().find(|finding| finding.code == "duplicate-id").expect("it is said");
    assert!(twice.help.as_ref().is_some_and(|help| help.contains("for the same questionnaire")), "{twice:?}");
}

#[test]
fn any_text_is_loaded_without_a_panic_and_with_places_inside_it() {
    use proptest::prelude::*;
    let words = [
        "format = 1\n",
        "id = \"a\"\n",
        "[[question]]\n",
        "ask = \"?\"\n",
        "choices = [",
        "{ id = \"a\" }",
        ",",
        "]",
        "[",
        "[[rule]]\n",
        "when = \"a == b\"\n",
        "[decision]\n",
        "points = { a = 1 }\n",
        "[aliases]\n",
        "\"a.b\" = 3\n",
        "[question.integer]\n",
        "min = 10k\n",
        "[[trait]]\n",
        "levels = []\n",
        "otherwise = \"b\"\n",
        "é",
        "\u{0}",
        "'",
        "\"\"\"",
        "questionnaire = \"caching\"\n",
        "[answers]\n",
        "copies = \"one\"\n",
        "= = =\n",
        "1979-05-27",
    ];
    let text =
        proptest::collection::vec(proptest::sample::select(words.to_vec()), 0..24).prop_map(|words| words.concat());
    let (_folder, library) = Project::starter().load();
    proptest!(ProptestConfig::with_cases(128), |(text in text, noise in "[ -~\\n]{0,80}")| {
        for candidate in [text.as_str(), noise.as_str()] {
            let file = |name: &str| {
                let source = Source { name: name.into(), path: None, text: candidate.into() };
                [(name.to_owned(), source)].into_iter().collect()
            };
            let loaded = archfit::load::load_files(file("a.toml"), file("caching/a.toml"), BTreeMap::default());
            let mut answered = library.clone();
            let source = Source { name: "a".into(), path: None, text: candidate.into() };
            let read = read_answers_text(source, &mut answered);
            let findings = read.map_or_else(|found| found, |read| read.findings);
            for (finding, sources) in loaded.diagnostics.iter().map(|f| (f, &loaded.sources))
                .chain(findings.iter().map(|f| (f, &answered.sources)))
            {
                let text = &sources.get(finding.place().file).text;
                prop_assert!(text.get(finding.place().span.clone()).is_some(), "{finding:?}");
            }
        }
    });
}
