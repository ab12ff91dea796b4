//! The language server, spoken with over its standard input and output as editors do.

use crate::lsp_client::{Editor, codes, edited, excerpt, position, words};
use crate::planted::Project;
use serde_json::{Value, json};

const QUESTIONNAIRE: &str = "archfit/questionnaires/caching.toml";
const DECISION: &str = "archfit/rules/caching/decision.toml";
const RULES: &str = "archfit/rules/caching/rules.toml";
const SCENARIOS: &str = "archfit/rules/caching/scenarios.toml";
const EVIDENCE: &str = "archfit/rules/caching/evidence.toml";

fn starter() -> (tempfile::TempDir, Editor) {
    let folder = Project::starter().write();
    let editor = Editor::start(folder.path());
    (folder, editor)
}

#[test]
fn the_two_sides_agree_on_how_characters_are_counted() {
    let folder = Project::starter().write();
    let (editor, about) = Editor::start_with(folder.path(), &json!({}));
    assert_eq!(about["capabilities"]["positionEncoding"], "utf-16");
    assert_eq!(about["serverInfo"]["name"], "archfit");
    assert_eq!(editor.leave(), Some(0));
    let able = json!({ "general": { "positionEncodings": ["utf-8", "utf-16"] } });
    let (editor, about) = Editor::start_with(folder.path(), &able);
    assert_eq!(about["capabilities"]["positionEncoding"], "utf-8");
    assert_eq!(editor.leave(), Some(0));
}

#[test]
fn what_is_wrong_is_told_of_unsaved_text_in_every_file_it_breaks_and_taken_back() {
    let (_folder, mut editor) = starter();
    let text = editor.open_file(DECISION);
    editor.told(DECISION, |told| told["diagnostics"] == json!([]));
    editor.change(DECISION, 2, &text.replace("id = \"no-cache\"", "id = \"none-at-all\""));
    let told = editor.told(RULES, |told| codes(told).contains(&"unknown-option".to_owned()));
    assert!(told["version"].is_null(), "the file is not open");
    editor.told(SCENARIOS, |told| codes(told).contains(&"unknown-option".to_owned()));
    editor.change(DECISION, 3, &text);
    editor.told(RULES, |told| codes(told).is_empty());
    editor.told(SCENARIOS, |told| codes(told).is_empty());
}

#[test]
fn a_finding_stands_at_its_characters_whatever_stands_before_it() {
    let (_folder, mut editor) = starter();
    let text = editor.on_disk(RULES);
    let text =
        text.replacen("when = \"pressure >= moderate\"", "cause = \"😀 ü\"\nwhen = \"(pressure >= hihg)\" # 😀", 1);
    editor.open(RULES, &text);
    let told = editor.told(RULES, |told| codes(told).contains(&"bad-condition".to_owned()));
    let finding = &told["diagnostics"][0];
    assert_eq!(excerpt(&text, &finding["range"]), "hihg");
    assert_eq!(finding["severity"], 1);
    assert_eq!(finding["source"], "archfit");
    assert!(finding["message"].as_str().is_some_and(|said| said.contains("did you mean `high`?")), "{finding}");
    assert_eq!(told["version"], 1);
}

#[test]
fn a_change_that_comes_too_late_changes_nothing() {
    let (_folder, mut editor) = starter();
    let text = editor.open_file(RULES);
    let broken = text.replacen("no-cache = -2", "no-cahce = -2", 1);
    editor.change(RULES, 3, &broken);
    let told = editor.told(RULES, |told| told["version"] == 3 && !codes(told).is_empty());
    assert_eq!(codes(&told)[0], "unknown-option");
    editor.change(RULES, 2, &text);
    let at = broken.find("no-cahce").expect("the word");
    let kept = editor.at("textDocument/completion", RULES, &broken, at + 8, json!({}));
    assert_eq!(excerpt(&broken, &kept["items"][0]["textEdit"]["range"]), "no-cahce");
    editor.change(RULES, 4, &text);
    editor.told(RULES, |told| told["version"] == 4 && codes(told).is_empty());
}

#[test]
fn conditions_are_completed_by_what_may_stand_at_the_place() {
    let (_folder, mut editor) = starter();
    let text = editor.open_file(RULES);
    editor.told(RULES, |_| true);
    let mut version = 1;
    let mut at = |condition: &str| {
        version += 1;
        let changed = text.replacen("pressure >= moderate", condition, 1).replacen('|', "", 1);
        let offset = text.find("pressure >= moderate").expect("it") + condition.find('|').expect("a mark");
        editor.change(RULES, version, &changed);
        words(&editor.at("textDocument/completion", RULES, &changed, offset, json!({}))["items"], "label")
    };
    let names = at("pres|");
    assert!(["pressure", "copies", "queries-at-once", "not"].iter().all(|name| names.contains(&(*name).to_owned())));
    assert_eq!(at("pressure |"), [">=", "<=", ">", "<", "between", "==", "!=", "in", "not in"]);
    assert_eq!(at("may-be-stale |"), ["==", "!=", "in", "not in"]);
    assert_eq!(at("runs-already |"), ["includes"]);
    assert!(at("for-how-long |").contains(&"is na".to_owned()));
    assert_eq!(at("pressure >= |"), ["low", "moderate", "high"]);
    assert_eq!(at("pressure >= mo|derate and copies == one"), ["low", "moderate", "high"]);
    assert_eq!(at("copies in [one, |"), ["one", "some", "many"]);
    assert_eq!(at("runs-already includes |"), ["key-value-store", "message-broker"]);
    assert_eq!(at("query-ms >= |"), ["quick", "usual", "slow", "10", "200"]);
    assert_eq!(at("pressure >= high |"), ["and", "or"]);
    assert_eq!(at("for-how-long is |"), ["na", "not"]);
    assert!(at("nothing |").is_empty());
}

#[test]
fn names_are_completed_wherever_something_is_named() {
    let (_folder, mut editor) = starter();
    let rules = editor.open_file(RULES);
    let scenarios = editor.open_file(SCENARIOS);
    editor.told(SCENARIOS, |_| true);
    let mut at = |path: &str, text: &str, before: &str| {
        let offset = text.find(before).expect(before) + before.len();
        let items = editor.at("textDocument/completion", path, text, offset, json!({}))["items"].clone();
        words(&items, "label")
    };
    let options = ["no-cache", "in-process", "shared-cache"];
    assert_eq!(at(RULES, &rules, "points = { in-pro"), options);
    assert_eq!(at(RULES, &rules, "excludes = [\""), options);
    assert_eq!(at(RULES, &rules, "criterion = \""), ["speed", "simplicity"]);
    // Their own evidence first; what is built in may be cited too.
    assert_eq!(at(RULES, &rules, "evidence = [\"")[..2], ["littles-law".to_owned(), "own-trial".to_owned()]);
    assert_eq!(at(RULES, &rules, "confidence = \""), ["low", "medium", "high"]);
    assert!(at(RULES, &rules, "accept = { ").contains(&"not-monotone".to_owned()));
    assert_eq!(at(SCENARIOS, &scenarios, "winner = \""), options);
    assert_eq!(at(SCENARIOS, &scenarios, "levels = { pressure = \""), ["low", "moderate", "high"]);
    assert_eq!(at(SCENARIOS, &scenarios, "copies = \""), ["one", "some", "many", "unknown"]);
    assert!(at(SCENARIOS, &scenarios, "answers = { reads-").contains(&"query-ms".to_owned()));
    assert!(at(SCENARIOS, &scenarios, "fires = [\"").contains(&"empty-cache".to_owned()));
    assert_eq!(at(SCENARIOS, &scenarios, "flips-with = [\"reads-per-second = "), ["few", "some", "many", "unknown"]);
}

#[test]
fn a_file_that_is_broken_all_over_is_still_completed_by_the_last_good_state() {
    let (_folder, mut editor) = starter();
    let text = editor.open_file(RULES);
    let decision = editor.open_file(DECISION);
    editor.told(DECISION, |_| true);
    editor.change(DECISION, 2, &decision.replace("[[option]]", "[[option"));
    editor.told(DECISION, |told| !codes(told).is_empty());
    let broken = format!("{text}\n[[rule]]\nwhen = \"pressure \npoints = {{ shared-");
    editor.change(RULES, 2, &broken);
    let options = editor.at("textDocument/completion", RULES, &broken, broken.len(), json!({}));
    assert_eq!(words(&options["items"], "label"), ["no-cache", "in-process", "shared-cache"]);
    let at = broken.rfind("pressure ").expect("it") + "pressure ".len();
    let signs = editor.at("textDocument/completion", RULES, &broken, at, json!({}));
    assert_eq!(words(&signs["items"], "label")[0], ">=");
}

#[test]
fn what_is_pointed_at_tells_what_it_is_and_who_reads_it() {
    let (_folder, mut editor) = starter();
    let rules = editor.open_file(RULES);
    let questions = editor.open_file(QUESTIONNAIRE);
    // The scenarios have been run when the hints are there.
    editor.of("textDocument/inlayHint", RULES, json!({ "range": whole(&rules) }));
    let mut at = |path: &str, text: &str, word: &str| {
        let offset = text.find(word).expect(word) + word.len() - 1;
        let said = editor.at("textDocument/hover", path, text, offset, json!({}));
        said["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    let said = at(RULES, &rules, "when = \"pressure");
    assert!(said.contains("Pressure on the database") && said.contains("queries-at-once >= 50"), "{said}");
    assert!(said.contains("Read by rules of `caching`: `reads-take-their-toll`"), "{said}");
    let said = at(RULES, &rules, "pressure == high and copies");
    assert!(said.contains("How many copies") && said.contains("`some` Two to ten"), "{said}");
    let said = at(RULES, &rules, "evidence = [\"own-trial");
    assert!(said.contains("checked on 2026-11-24") && said.contains("Cited by rules"), "{said}");
    let said = at(RULES, &rules, "id = \"empty-cache");
    assert!(said.contains("Fires in scenarios: `busy-and-spread-out`") && said.contains("of all answers"), "{said}");
    let said = at(QUESTIONNAIRE, &questions, "id = \"may-be-stale");
    assert!(said.contains("Decides whether these are asked: `for-how-long`"), "{said}");
    let said = at(RULES, &rules, "excludes");
    assert!(said.contains("A veto"), "{said}");
}

fn whole(text: &str) -> Value {
    json!({ "start": position(text, 0), "end": position(text, text.len()) })
}

#[test]
fn a_name_leads_to_where_it_is_given_and_to_where_it_is_used() {
    let (_folder, mut editor) = starter();
    let rules = editor.open_file(RULES);
    let mut definition = |word: &str| {
        let offset = rules.find(word).expect(word) + word.len() - 1;
        let found = editor.at("textDocument/definition", RULES, &rules, offset, json!({}));
        let found = found.as_array().cloned().unwrap_or_default();
        found.iter().map(|one| one["uri"].as_str().expect("an address").to_owned()).collect::<Vec<_>>()
    };
    for (word, file) in [
        ("when = \"pressure", QUESTIONNAIRE),
        ("pressure == high", QUESTIONNAIRE),
        ("runs-already includes key-value-store", QUESTIONNAIRE),
        ("points = { in-process", DECISION),
        ("criterion = \"speed", DECISION),
        ("evidence = [\"own-trial", EVIDENCE),
    ] {
        let found = definition(word);
        assert!(found.len() == 1 && found[0].ends_with(file), "{word}: {found:?}");
    }
    let offset = rules.find("shared-cache = 2").expect("it");
    let context = json!({ "context": { "includeDeclaration": true } });
    let found = editor.at("textDocument/references", RULES, &rules, offset, context);
    let files = words(&found, "uri");
    for (file, n) in [(DECISION, 1), (RULES, 4), (SCENARIOS, 1)] {
        assert_eq!(files.iter().filter(|uri| uri.ends_with(file)).count(), n, "{file}: {files:?}");
    }
}

#[test]
fn a_rename_reaches_every_file_and_leaves_an_alias_and_the_scenarios_pass_as_before() {
    for (word, new, alias, home) in [
        ("shared-cache = 2", "redis", "shared-cache = \"redis\"", DECISION),
        ("copies >= some", "instances", "copies = \"instances\"", QUESTIONNAIRE),
        ("some\"\ncriterion", "a-few", "\"copies.some\" = \"copies.a-few\"", QUESTIONNAIRE),
        ("pressure >= mod", "load", "pressure = \"load\"", QUESTIONNAIRE),
        ("speed\"\npoints", "fast", "speed = \"fast\"", DECISION),
        ("own-trial", "our-trial", "", EVIDENCE),
    ] {
        let (folder, mut editor) = starter();
        let rules = editor.open_file(RULES);
        let offset = rules.find(word).expect(word);
        let placeholder = editor.at("textDocument/prepareRename", RULES, &rules, offset, json!({}));
        assert!(placeholder["placeholder"].is_string(), "{word}: {placeholder}");
        let edit = editor.at("textDocument/rename", RULES, &rules, offset, json!({ "newName": new }));
        let changes = edit["changes"].as_object().unwrap_or_else(|| panic!("{word}: {edit}"));
        for (uri, edits) in changes {
            let path = uri.strip_prefix("file://").expect("a file");
            let text = std::fs::read_to_string(path).expect("the file");
            std::fs::write(path, edited(&text, edits)).expect("it is written");
        }
        let home = std::fs::read_to_string(folder.path().join(home)).expect("the file");
        assert!(home.contains(alias), "{word}: {home}");
        let run = |args: &[&str]| {
            let mut command = assert_cmd::Command::cargo_bin("archfit").expect("the program");
            let output = command.current_dir(folder.path()).args(args).output().expect("it runs");
            (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
        };
        assert_eq!(
            run(&["check", "archfit", "--format", "concise", "--today", "2026-11-24"]),
            (Some(0), String::new()),
            "{word}"
        );
        assert_eq!(run(&["test", "archfit"]).0, Some(0), "{word}");
    }
}

#[test]
fn what_a_rule_adds_to_weights_is_completed_told_and_renamed_as_criteria_are() {
    let (_folder, mut editor) = starter();
    let decision = editor.on_disk(DECISION);
    let rule = "\n[[rule]]\nid = \"copies-want-speed\"\nwhen = \"copies == many\"\nweighs = { speed = 5 }\nbecause = \"So it is.\"\nevidence = [\"own-trial\"]\n";
    let rules = format!("{}{rule}", editor.on_disk(RULES));
    editor.open(RULES, &rules);
    editor.told(RULES, |_| true);
    let offset = |before: &str| rules.find(before).expect(before) + before.len();
    let items = editor.at("textDocument/completion", RULES, &rules, offset("weighs = { "), json!({}))["items"].clone();
    assert_eq!(words(&items, "label"), ["speed", "simplicity"]);
    let at = offset("weighs = { sp");
    let hover = editor.at("textDocument/hover", RULES, &rules, at, json!({}));
    assert!(hover["contents"]["value"].as_str().is_some_and(|said| said.contains("Response time")), "{hover}");
    let found = editor.at("textDocument/definition", RULES, &rules, at, json!({}));
    assert!(found[0]["uri"].as_str().is_some_and(|uri| uri.ends_with(DECISION)), "{found}");
    let renamed = editor.at("textDocument/rename", RULES, &rules, at, json!({ "newName": "quickness" }));
    let changed = |uri: &str, text: &str| edited(text, &renamed["changes"][uri]);
    let (of_rules, of_decision) = (editor.uri(RULES), editor.uri(DECISION));
    assert!(changed(&of_rules, &rules).contains("weighs = { quickness = 5 }"), "{renamed}");
    assert!(changed(&of_decision, &decision).contains("id = \"quickness\""), "{renamed}");
}

#[test]
fn a_rename_that_cannot_be_is_refused_with_its_reason() {
    let (_folder, mut editor) = starter();
    let rules = editor.open_file(RULES);
    let questionnaire = editor.open_file(QUESTIONNAIRE);
    let mut rename = |path: &str, text: &str, word: &str, new: &str| {
        let offset = text.find(word).expect(word);
        let refused = editor.at("textDocument/rename", path, text, offset, json!({ "newName": new }));
        refused["error"]["message"].as_str().unwrap_or_default().to_owned()
    };
    assert!(rename(RULES, &rules, "shared-cache", "no-cache").contains("something else already"));
    assert!(rename(RULES, &rules, "shared-cache", "a b").contains("cannot be a name"));
    assert!(rename(RULES, &rules, "shared-cache", "and").contains("cannot be a name"));
    assert!(rename(QUESTIONNAIRE, &questionnaire, "caching\"\ntitle", "storing").contains("no alias can lead"));
}

#[test]
fn a_mend_is_offered_with_its_class() {
    let (_folder, mut editor) = starter();
    let text = editor.on_disk(RULES);
    let broken = text.replacen("no-cache = -2", "no-cahce = -2", 1).replacen("own-trial", "own-trail", 1);
    editor.open(RULES, &broken);
    let at = broken.find("no-cahce").expect("it");
    let range = json!({ "start": position(&broken, at), "end": position(&broken, at) });
    let found =
        editor.of("textDocument/codeAction", RULES, json!({ "range": range, "context": { "diagnostics": [] } }));
    // A rule that was left out counts again.
    assert_eq!(words(&found, "title"), ["write `no-cache` (changes advice)"]);
    let uri = editor.uri(RULES);
    assert_eq!(edited(&broken, &found[0]["edit"]["changes"][&uri]), broken.replace("no-cahce", "no-cache"));
    // A scale that is mended changes what every point on it is worth.
    let decision = editor.on_disk(DECISION);
    let wide = decision.replacen("scale = [-2, 4]", "scale = [-2, 9]", 1);
    editor.change(RULES, 2, &text);
    editor.open(DECISION, &wide);
    let told = editor.told(DECISION, |told| codes(told).contains(&"scale".to_owned()));
    let range = told["diagnostics"][0]["range"].clone();
    let found =
        editor.of("textDocument/codeAction", DECISION, json!({ "range": range, "context": { "diagnostics": [] } }));
    assert!(words(&found, "title")[0].ends_with("(changes advice)"), "{found}");
    assert!(found[0]["isPreferred"].is_null());
    let at = position(&wide, wide.find("scale = [-2, 9]").expect("the scale") + "scale = [".len());
    let range = json!({ "start": at, "end": at });
    let there =
        editor.of("textDocument/codeAction", DECISION, json!({ "range": range, "context": { "diagnostics": [] } }));
    assert_eq!(words(&there, "title"), words(&found, "title"), "also where it mends");
}

#[test]
fn scenarios_say_how_they_come_out_and_rules_how_often_they_hold() {
    let (_folder, mut editor) = starter();
    let scenarios = editor.open_file(SCENARIOS);
    let rules = editor.open_file(RULES);
    let lenses = editor.of("textDocument/codeLens", SCENARIOS, json!({}));
    let titles: Vec<String> = words(
        &Value::Array(lenses.as_array().expect("lenses").iter().map(|lens| lens["command"].clone()).collect()),
        "title",
    );
    assert_eq!(titles.len(), 3);
    assert!(titles.iter().all(|title| title.starts_with("run scenario: passes: ")), "{titles:?}");
    let hints = editor.of("textDocument/inlayHint", SCENARIOS, json!({ "range": whole(&scenarios) }));
    assert!(words(&hints, "label")[0].starts_with("no-cache by "), "{hints}");
    let hints = editor.of("textDocument/inlayHint", RULES, json!({ "range": whole(&rules) }));
    let shares = words(&hints, "label").iter().filter(|label| label.starts_with("holds in ")).count();
    assert_eq!(shares, 8, "{hints}");
    // An edit that is not saved fails a scenario, and the lens says so.
    let broken = scenarios.replacen("winner = \"no-cache\"", "winner = \"in-process\"", 1);
    editor.change(SCENARIOS, 2, &broken);
    let lenses = editor.of("textDocument/codeLens", SCENARIOS, json!({}));
    let command = lenses[0]["command"].clone();
    assert!(
        command["title"].as_str().is_some_and(|title| title.starts_with("run scenario: fails: no-cache leads")),
        "{command}"
    );
    let said = editor.request(
        "workspace/executeCommand",
        json!({ "command": command["command"], "arguments": command["arguments"] }),
    );
    assert!(said.as_str().is_some_and(|said| said.contains("winner: expected `in-process`, got `no-cache`")), "{said}");
}

#[test]
fn while_an_entry_has_an_error_no_scenario_is_said_to_come_out_and_no_number_to_be_free() {
    let (_folder, mut editor) = starter();
    let scenarios = editor.open_file(SCENARIOS);
    let rules = editor.open_file(RULES);
    editor.open_file(DECISION);
    let run = |editor: &mut Editor, command: &Value| {
        let asked = json!({ "command": command["command"], "arguments": command["arguments"] });
        editor.request("workspace/executeCommand", asked).as_str().unwrap_or_default().to_owned()
    };
    // A word that is not finished yet.
    editor.change(RULES, 2, &rules.replacen("pressure >= moderate", "pressure >= mod", 1));
    let lenses = editor.of("textDocument/codeLens", SCENARIOS, json!({}));
    for lens in lenses.as_array().expect("lenses") {
        assert_eq!(lens["command"]["title"], "run scenario: not run: 1 error");
        assert!(run(&mut editor, &lens["command"]).ends_with("not run: 1 error"));
    }
    let at = position(&scenarios, scenarios.find("id = \"").expect("a scenario") + 6);
    let hover = editor.of("textDocument/hover", SCENARIOS, json!({ "position": at }));
    assert!(hover.to_string().contains("not run: 1 error"), "{hover}");
    for (path, text) in [(SCENARIOS, &scenarios), (RULES, &rules)] {
        let hints = editor.of("textDocument/inlayHint", path, json!({ "range": whole(text) }));
        let said = if hints.is_null() { Vec::new() } else { words(&hints, "label") };
        assert!(said.iter().all(|said| said.starts_with("holds in ")), "{said:?}");
    }
    let lenses = editor.of("textDocument/codeLens", DECISION, json!({}));
    let said = run(&mut editor, &lenses[0]["command"]);
    assert!(
        said.starts_with("caching as it is now has 1 error: the entries with errors are left out here\n"),
        "{said}"
    );
    // Once the word is finished, all is said again.
    editor.change(RULES, 3, &rules);
    let lenses = editor.of("textDocument/codeLens", SCENARIOS, json!({}));
    assert!(lenses[0]["command"]["title"].as_str().is_some_and(|title| title.contains("passes")), "{lenses}");
}

#[test]
fn scenarios_in_which_options_are_level_name_all_of_them() {
    let (_folder, mut editor) = starter();
    let scenarios = editor.open_file(SCENARIOS);
    let rules = editor.open_file(RULES);
    editor.change(RULES, 2, &rules.replacen("points = { in-process = 1 }", "points = { in-process = -1 }", 1));
    let lenses = editor.of("textDocument/codeLens", SCENARIOS, json!({}));
    let titles: Vec<String> =
        lenses.as_array().expect("lenses").iter().map(|lens| lens["command"]["title"].to_string()).collect();
    let hints = editor.of("textDocument/inlayHint", SCENARIOS, json!({ "range": whole(&scenarios) }));
    let hints = words(&hints, "label");
    assert!(
        titles.iter().chain(&hints).all(|said| !said.contains("by 0 ") && !said.ends_with("by 0")),
        "{titles:?} {hints:?}"
    );
    assert!(titles.iter().any(|said| said.contains(" are level")), "{titles:?}");
    assert!(hints.iter().any(|said| said.ends_with(" are level")), "{hints:?}");
}

#[test]
fn an_edit_says_what_it_changes_before_it_is_saved() {
    let (_folder, mut editor) = starter();
    let rules = editor.open_file(RULES);
    editor.open_file(DECISION);
    editor.change(
        RULES,
        2,
        &rules.replacen("shared-cache = 2, in-process = -1", "shared-cache = -2, in-process = 1", 1),
    );
    let lenses = editor.of("textDocument/codeLens", DECISION, json!({}));
    let command = lenses[0]["command"].clone();
    assert_eq!(command["title"], "what this edit changes");
    let said = editor.request(
        "workspace/executeCommand",
        json!({ "command": command["command"], "arguments": command["arguments"] }),
    );
    let said = said.as_str().unwrap_or_default().to_owned();
    assert!(
        said.contains("get another winner") && said.contains("busy-and-spread-out: A shared cache -> No cache"),
        "{said}"
    );
}

#[test]
fn words_of_conditions_have_colours_and_formatting_keeps_the_first_line() {
    let (_folder, mut editor) = starter();
    let text = editor.on_disk(RULES);
    let messy = text.replacen("\"pressure >= moderate\"", "\"pressure>=moderate   and copies in [ many,one ]\"", 1);
    editor.open(RULES, &messy);
    editor.told(RULES, |_| true);
    let tokens = editor.of("textDocument/semanticTokens/full", RULES, json!({}))["data"].clone();
    let tokens: Vec<u64> = tokens.as_array().expect("numbers").iter().filter_map(Value::as_u64).collect();
    let kinds: Vec<u64> = tokens.chunks(5).take(8).map(|token| token[3]).collect();
    assert_eq!(kinds, [0, 1, 2, 4, 0, 1, 2, 2]);
    let line = messy[..messy.find("pressure>=").expect("it")].matches('\n').count() as u64;
    assert_eq!(tokens[..3], [line, 8, 8]);
    let options = json!({ "options": { "tabSize": 2, "insertSpaces": true } });
    let edits = editor.of("textDocument/formatting", RULES, options);
    let wanted = text.replacen("\"pressure >= moderate\"", "\"pressure >= moderate and copies in [one, many]\"", 1);
    assert_eq!(edited(&messy, &edits), wanted);
    assert!(wanted.starts_with("#:schema "));
}

#[test]
fn entries_are_listed_in_a_file_and_found_in_all() {
    let (_folder, mut editor) = starter();
    let rules = editor.open_file(RULES);
    let symbols = editor.of("textDocument/documentSymbol", RULES, json!({}));
    assert_eq!(words(&symbols, "name").len(), 8);
    assert_eq!(words(&symbols, "name")[0], "reads-take-their-toll");
    assert_eq!(excerpt(&rules, &symbols[0]["selectionRange"]), "reads-take-their-toll");
    let found = editor.request("workspace/symbol", json!({ "query": "CACHE" }));
    let names = words(&found, "name");
    for name in ["no-cache", "shared-cache", "empty-cache", "one-cache-for-all-copies"] {
        assert!(names.contains(&name.to_owned()), "{names:?}");
    }
}

#[test]
fn projects_of_one_workspace_do_not_mix() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["one", "two"] {
        for (path, text) in Project::starter().files {
            let text = if name == "two" { text.replace("shared-cache", "redis") } else { text };
            let path = folder.path().join(name).join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            std::fs::write(path, text).expect("a file");
        }
    }
    let mut editor = Editor::start(folder.path());
    for (name, option) in [("one", "shared-cache"), ("two", "redis")] {
        let path = format!("{name}/{RULES}");
        let text = editor.open_file(&path);
        editor.told(&path, |told| codes(told).is_empty());
        let offset = text.find("points = { ").expect("it") + "points = { ".len();
        let items = editor.at("textDocument/completion", &path, &text, offset, json!({}))["items"].clone();
        assert_eq!(words(&items, "label"), ["no-cache", "in-process", option]);
    }
}

#[test]
fn files_of_other_tools_and_texts_without_a_file_are_left_alone() {
    let (_folder, mut editor) = starter();
    let foreign = "[package]\nname = \"x\"\nid = 3\n[[rule]]\nwhen = 1\n";
    editor.open("Cargo.toml", foreign);
    editor.open("rules/lint.toml", foreign);
    let untitled = json!({ "uri": "untitled:Untitled-1", "languageId": "toml", "version": 1, "text": "[[rule]]\nwhen = \"a==b\"\n" });
    editor.notify("textDocument/didOpen", json!({ "textDocument": untitled }));
    for path in ["Cargo.toml", "rules/lint.toml"] {
        for method in ["completion", "hover", "definition"] {
            let answer = editor.at(&format!("textDocument/{method}"), path, foreign, 10, json!({}));
            let items = answer["items"].as_array().map_or(0, Vec::len);
            assert!(answer.is_null() || items == 0, "{path} {method}: {answer}");
        }
        assert!(editor.of("textDocument/codeLens", path, json!({})).is_null());
    }
    let params =
        json!({ "textDocument": { "uri": "untitled:Untitled-1" }, "options": { "tabSize": 2, "insertSpaces": true } });
    let edits = editor.request("textDocument/formatting", params);
    assert_eq!(edits.as_array().map(Vec::len), Some(2), "a text without a file is laid out all the same: {edits}");
    editor.open_file(RULES);
    editor.told(RULES, |_| true);
    assert_eq!(editor.leave(), Some(0));
}

#[test]
fn nonsense_is_answered_as_nonsense_and_the_server_stays() {
    let (_folder, mut editor) = starter();
    let text = editor.open_file(RULES);
    let refused = editor.request("textDocument/unheardOf", json!({}));
    assert_eq!(refused["error"]["code"], -32601);
    let refused = editor.request("textDocument/completion", json!({ "textDocument": 5 }));
    assert_eq!(refused["error"]["code"], -32602);
    editor.notify("textDocument/didChange", json!({ "nothing": true }));
    editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": "file:///not/there.toml" } }));
    editor.change("not-open.toml", 5, "x");
    let far =
        json!({ "textDocument": { "uri": editor.uri(RULES) }, "position": { "line": 99_999, "character": 99_999 } });
    editor.request("textDocument/completion", far.clone());
    editor.request("textDocument/hover", far);
    // A range that is no use: turned round, and beyond the end.
    let range = json!({ "start": { "line": 9_000, "character": 7 }, "end": { "line": 2, "character": 1 } });
    let of = json!({ "uri": editor.uri(RULES), "version": 2 });
    editor.notify(
        "textDocument/didChange",
        json!({ "textDocument": of, "contentChanges": [{ "range": range, "text": "" }] }),
    );
    editor.change(RULES, 3, &text);
    editor.told(RULES, |told| told["version"] == 3);
    assert_eq!(editor.leave(), Some(0));
}

#[test]
fn a_request_about_a_text_that_changes_meanwhile_or_is_cancelled_is_not_answered_from_a_state_that_is_gone() {
    let (_folder, mut editor) = starter();
    let text = editor.open_file(RULES);
    let offset = text.find("pressure").expect("it");
    let params = json!({ "textDocument": { "uri": editor.uri(RULES) }, "position": position(&text, offset) });
    let asked = editor.begin("textDocument/definition", params.clone());
    editor.change(RULES, 2, &format!("\n\n{text}"));
    let answer = editor.answer_to(asked);
    let line = answer[0]["range"]["start"]["line"].as_u64();
    assert!(answer["error"]["code"] == -32801 || line.is_some(), "{answer}");
    editor.change(RULES, 3, &text);
    let asked = editor.begin("textDocument/codeLens", json!({ "textDocument": { "uri": editor.uri(RULES) } }));
    editor.notify("$/cancelRequest", json!({ "id": asked }));
    let answer = editor.answer_to(asked);
    assert!(answer["error"]["code"] == -32800 || answer.is_array(), "{answer}");
    assert_eq!(editor.leave(), Some(0));
}

#[test]
fn a_very_large_file_is_taken_and_one_that_is_too_large_is_said_to_be() {
    let (_folder, mut editor) = starter();
    let text = editor.open_file(RULES);
    let rule = |n: usize| {
        format!(
            "\n[[rule]]\nid = \"r{n}\"\nwhen = \"pressure == high and copies == many\"\ncaution = \"😀 {n}\"\nbecause = \"b\"\nevidence = [\"own-trial\"]\n"
        )
    };
    let many: String = (0..1_500).map(rule).collect();
    let large = format!("{text}{many}");
    editor.change(RULES, 2, &large);
    let offset = large.rfind("pressure ==").expect("it") + "pressure ==".len();
    let items = editor.at("textDocument/completion", RULES, &large, offset + 1, json!({}))["items"].clone();
    assert_eq!(words(&items, "label"), ["low", "moderate", "high"]);
    let found = editor.at("textDocument/definition", RULES, &large, offset - 4, json!({}));
    assert!(found[0]["uri"].as_str().is_some_and(|uri| uri.ends_with(QUESTIONNAIRE)), "{found}");
    let too_large = format!("{text}# {}\n", "x".repeat(9 * 1024 * 1024));
    editor.change(RULES, 3, &too_large);
    let told = editor.told(RULES, |told| told["version"] == 3 && !codes(told).is_empty());
    assert_eq!(codes(&told), ["syntax"]);
    editor.change(RULES, 4, &text);
    editor.told(RULES, |told| told["version"] == 4 && codes(told).is_empty());
}

#[test]
fn an_answers_file_is_checked_and_completed_by_its_questionnaire_while_it_is_open() {
    let (_folder, mut editor) = starter();
    let text = "format = 1\nquestionnaire = \"caching\"\n\n[answers]\ncopies = \"ones\"\nquery-ms = \"\"\n";
    editor.open("answers.toml", text);
    let told = editor.told("answers.toml", |told| !codes(told).is_empty());
    assert_eq!(excerpt(text, &told["diagnostics"][0]["range"]), "\"ones\"");
    let at = |word: &str| text.find(word).expect(word) + word.len();
    let items = editor.at("textDocument/completion", "answers.toml", text, at("query-ms = \""), json!({}));
    assert_eq!(words(&items["items"], "label"), ["quick", "usual", "slow", "unknown"]);
    let of = json!({ "textDocument": { "uri": editor.uri("answers.toml") } });
    editor.notify("textDocument/didClose", of);
    editor.told("answers.toml", |told| codes(told).is_empty());
}

#[test]
fn an_editor_that_leaves_without_a_goodbye_is_noticed() {
    let (_folder, mut editor) = starter();
    editor.open_file(RULES);
    editor.notify("exit", Value::Null);
}
