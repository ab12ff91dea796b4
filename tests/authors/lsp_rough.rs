//! The language server among editors, files and folders as they are: late and early messages, texts of other systems, projects that come
//! and go.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::lsp_client::{Editor, codes, edited, excerpt, position, words};
use crate::planted::Project;
use serde_json::{Value, json};

const DECISION: &str = "archfit/rules/caching/decision.toml";
const QUESTIONNAIRE: &str = "archfit/questionnaires/caching.toml";
const RULES: &str = "archfit/rules/caching/rules.toml";
const SCENARIOS: &str = "archfit/rules/caching/scenarios.toml";

fn starter() -> (tempfile::TempDir, Editor) {
    let folder = Project::starter().write();
    let editor = Editor::start(folder.path());
    (folder, editor)
}

fn whole(text: &str) -> Value {
    json!({ "start": { "line": 0, "character": 0 }, "end": position(text, text.len()) })
}

#[test]
fn whatever_is_told_of_a_text_is_true_of_that_version_of_it() {
    let (_folder, mut editor) = starter();
    let text = editor.open_file(RULES);
    let broken = text.replacen("no-cache = -2", "no-cahce = -2", 1);
    let mut sent = vec![String::new(), text.clone()];
    for n in 2..120_usize {
        let base = if n % 3 == 0 { &text } else { &broken };
        sent.push(format!("{}{base}", "\n".repeat(n % 7)));
        editor.change(RULES, n as i32, &sent[n]);
    }
    sent.push(broken.clone());
    editor.change(RULES, 120, &broken);
    let told = editor.all_told(RULES, |told| told["version"] == 120);
    for told in &told {
        let text = &sent[told["version"].as_u64().expect("a version") as usize];
        let found = told["diagnostics"].as_array().expect("findings");
        let misspelt: Vec<&Value> = found.iter().filter(|finding| finding["code"] == "unknown-option").collect();
        assert_eq!(misspelt.len(), usize::from(text.contains("no-cahce")), "{told}");
        assert!(misspelt.iter().all(|finding| excerpt(text, &finding["range"]) == "no-cahce"), "{told}");
    }
}

#[test]
fn a_change_without_a_version_follows_what_is_there() {
    let (_folder, mut editor) = starter();
    let text = editor.open_file(RULES);
    editor.told(RULES, |told| codes(told).is_empty());
    let broken = text.replacen("no-cache = -2", "no-cahce = -2", 1);
    for (of, text, n_found) in [
        (json!({ "uri": editor.uri(RULES), "version": null }), &broken, 1),
        (json!({ "uri": editor.uri(RULES) }), &text, 0),
    ] {
        let params = json!({ "textDocument": of, "contentChanges": [{ "text": text }] });
        editor.notify("textDocument/didChange", params);
        editor.told(RULES, |told| codes(told).len() == n_found);
    }
    // One that is opened again counts from where it says.
    let of = json!({ "uri": editor.uri(RULES), "languageId": "toml", "version": -7, "text": text });
    editor.notify("textDocument/didOpen", json!({ "textDocument": of }));
    editor.change(RULES, -6, &broken);
    editor.told(RULES, |told| told["version"] == -6 && codes(told) == ["unknown-option"]);
}

#[test]
fn texts_of_other_systems_keep_their_places() {
    let (_folder, mut editor) = starter();
    let mark = '\u{feff}';
    let text = editor.on_disk(RULES).replacen("when = \"pressure >= moderate\"", "when = \"pressure >= hihg\" # 😀", 1);
    for (version, text) in
        [text.replace('\n', "\r\n"), format!("{mark}{text}"), format!("{mark}{}", text.replace('\n', "\r\n"))]
            .iter()
            .enumerate()
    {
        if version == 0 {
            editor.open(RULES, text);
        } else {
            editor.change(RULES, version as i32 + 1, text);
        }
        let told = editor.told(RULES, |told| told["version"] == version as u64 + 1 && !codes(told).is_empty());
        assert_eq!(codes(&told), ["bad-condition"], "{version}");
        assert_eq!(excerpt(text, &told["diagnostics"][0]["range"]), "hihg");
        let at = text.find("hihg").expect("it");
        let found = editor.at("textDocument/completion", RULES, text, at + 2, json!({}));
        assert_eq!(words(&found["items"], "label"), ["low", "moderate", "high"]);
    }
}

#[test]
fn a_rename_keeps_line_ends_and_counts_characters_in_files_that_are_not_open() {
    let (folder, mut editor) = starter();
    for path in [DECISION, SCENARIOS] {
        let text = editor.on_disk(path).replace("title = \"", "title = \"😀𝒳 ").replace("name = \"", "name = \"😀 ");
        let text = text.replace("expect = { winner", "expect = { \"winner\"").replace('\n', "\r\n");
        fs::write(folder.path().join(path), text).expect("it is written");
    }
    let rules = editor.open_file(RULES);
    let at = rules.find("shared-cache = 2").expect("it");
    let edit = editor.at("textDocument/rename", RULES, &rules, at, json!({ "newName": "redis" }));
    for (uri, edits) in edit["changes"].as_object().expect("edits") {
        let path = Path::new(uri.strip_prefix("file://").expect("a file"));
        let text = fs::read_to_string(path).expect("the file");
        let edited = edited(&text, edits);
        assert_eq!(edited.matches('\n').count() == edited.matches("\r\n").count(), text.contains("\r\n"), "{uri}");
        fs::write(path, edited).expect("it is written");
    }
    let mut check = assert_cmd::Command::cargo_bin("archfit").expect("the program");
    check.current_dir(folder.path()).args(["check", "archfit", "--today", "2026-11-24"]).assert().success();
}

#[test]
fn a_file_outside_of_a_project_that_was_never_saved_is_looked_at_by_what_it_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut editor = Editor::start(folder.path());
    let text = "format = 1\n[decision]\nid = \"x\"\ntitle = \"X\"\nquestionnaire = \"backend\"\n[[rule]]\nid = \"a\"\nwhen = \"peak-connections >= and \"\n";
    editor.open("new/rules-of-mine.toml", text);
    let told = editor.told("new/rules-of-mine.toml", |told| !codes(told).is_empty());
    assert!(codes(&told).contains(&"no-criteria".to_owned()), "{told}");
    // Without its format it is nobody's, and nothing is told of it any more.
    editor.change("new/rules-of-mine.toml", 2, text.strip_prefix("format = 1\n").expect("its head"));
    editor.told("new/rules-of-mine.toml", |told| codes(told).is_empty());
}

#[test]
fn nothing_is_kept_of_a_project_of_which_no_text_is_open() {
    let (_folder, mut editor) = starter();
    let text = editor.on_disk(RULES);
    editor.open(RULES, &text.replacen("no-cache = -2", "no-cahce = -2", 1));
    editor.told(RULES, |told| codes(told) == ["unknown-option"]);
    editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": editor.uri(RULES) } }));
    editor.told(RULES, |told| codes(told).is_empty());
    let found = editor.request("workspace/symbol", json!({ "query": "cache" }));
    assert_eq!(found, json!([]));
    assert!(editor.of("textDocument/codeLens", RULES, json!({})).is_null());
    editor.open(RULES, &text);
    editor.told(RULES, |told| codes(told).is_empty());
    assert!(!editor.of("textDocument/codeLens", RULES, json!({})).is_null());
}

#[test]
fn a_text_goes_where_its_project_goes() {
    let folder = tempfile::tempdir().expect("a folder");
    for root in ["", "sub"] {
        for (path, text) in Project::starter().files {
            let path = folder.path().join(root).join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            fs::write(path, text.replace("shared-cache", if root.is_empty() { "shared-cache" } else { "redis" }))
                .expect("a file");
        }
    }
    let mut editor = Editor::start(folder.path());
    let inner = format!("sub/{RULES}");
    let texts = [editor.open_file(RULES), editor.open_file(&inner)];
    for (path, text, option) in [(RULES, &texts[0], "shared-cache"), (inner.as_str(), &texts[1], "redis")] {
        editor.told(path, |told| codes(told).is_empty());
        let at = text.find("copies >=").expect("it");
        let found =
            editor.at("textDocument/references", path, text, at, json!({ "context": { "includeDeclaration": true } }));
        let inside = |uri: &String| uri.contains("/sub/") == (option == "redis");
        assert!(words(&found, "uri").iter().all(inside), "{found}");
    }
    // The inner project goes; what is open of it is still answered, and the outer one is as it was.
    fs::remove_dir_all(folder.path().join("sub/archfit")).expect("it goes");
    editor.notify("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    editor.told(&inner, |told| !codes(told).is_empty());
    editor.change(&inner, 2, &format!("{}\n", texts[1]));
    editor.told(&inner, |told| told["version"] == 2);
    let at = texts[0].find("points = { ").expect("it") + "points = { ".len();
    let found = editor.at("textDocument/completion", RULES, &texts[0], at, json!({}));
    assert!(words(&found["items"], "label").contains(&"shared-cache".to_owned()), "{found}");
}

#[test]
fn numbers_say_how_far_they_may_go_once_nobody_types() {
    let (folder, mut editor) = starter();
    let rules = editor.open_file(RULES);
    let hints = editor.of("textDocument/inlayHint", RULES, json!({ "range": whole(&rules) }));
    let hints = hints.as_array().expect("hints").clone();
    let behind = |number: &str| {
        let at = position(&rules, rules.find(number).expect(number) + number.len());
        hints.iter().find(|hint| hint["position"] == at).unwrap_or_else(|| panic!("behind {number}: {hints:?}"))
    };
    // `archfit tune --slack` says the same.
    let mut tune = assert_cmd::Command::cargo_bin("archfit").expect("the program");
    let output = tune.current_dir(folder.path()).args(["tune", "--format", "json"]).output().expect("it runs");
    let solved: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let slack = solved["decisions"][0]["slack"].as_array().expect("slack").clone();
    let of = |rule: &str, option: &str| {
        slack.iter().find(|one| one["rule"] == rule && one["option"] == option).expect("the number").clone()
    };
    let said = of("reads-take-their-toll", "in-process");
    let end = |end: &str| said[end]["value"].as_i64();
    let label = match (end("low"), end("high")) {
        (None, None) => "any".to_owned(),
        (Some(low), None) => format!("\u{2265} {low}"),
        (None, Some(high)) => format!("\u{2264} {high}"),
        (Some(low), Some(high)) => format!("{low} to {high}"),
    };
    assert_eq!(behind("in-process = 2")["label"], label.as_str());
    assert!(behind("in-process = 2")["tooltip"].as_str().is_some_and(|said| said.contains("points of")), "{hints:?}");
    // A number outside of its interval has a scenario fail, and says so by another interval or none.
    let beyond = end("high").map_or(end("low").map(|low| low - 1), |high| Some(high + 1));
    // No points at all are no points that may be written.
    let beyond = beyond.map(|beyond| if beyond == 0 { -1 } else { beyond });
    if let Some(beyond) = beyond {
        let changed = rules.replacen("in-process = 2", &format!("in-process = {beyond}"), 1);
        editor.change(RULES, 2, &changed);
        editor.open_file(SCENARIOS);
        let lenses = editor.of("textDocument/codeLens", SCENARIOS, json!({}));
        let titles: Vec<String> =
            lenses.as_array().expect("lenses").iter().map(|lens| lens["command"]["title"].to_string()).collect();
        assert!(titles.iter().any(|title| title.contains("fails")), "{titles:?}");
    }
}

#[test]
fn edits_say_of_which_version_of_a_text_they_are_where_an_editor_can_tell_by_it() {
    let folder = Project::starter().write();
    let able = json!({ "workspace": { "workspaceEdit": { "documentChanges": true } } });
    let (mut editor, _) = Editor::start_with(folder.path(), &able);
    let rules = editor.open_file(RULES);
    editor.change(RULES, 7, &format!("{rules}\n"));
    let at = rules.find("copies >= some").expect("it");
    let edit = editor.at("textDocument/rename", RULES, &rules, at, json!({ "newName": "instances" }));
    assert!(edit["changes"].is_null(), "{edit}");
    let changes = edit["documentChanges"].as_array().expect("changes of documents");
    let of = |path: &str| {
        let uri = editor.uri(path);
        changes.iter().find(|of| of["textDocument"]["uri"] == uri.as_str()).unwrap_or_else(|| panic!("{path}: {edit}"))
    };
    assert_eq!(of(RULES)["textDocument"]["version"], 7);
    assert_eq!(of(SCENARIOS)["textDocument"]["version"], Value::Null, "as it is on disk");
    assert!(of(RULES)["edits"].as_array().is_some_and(|edits| !edits.is_empty()));
}

#[test]
fn nothing_is_renamed_while_a_file_that_may_mean_it_cannot_be_read_as_a_whole() {
    let (folder, mut editor) = starter();
    let rules = editor.open_file(RULES);
    let questions = editor.open_file(QUESTIONNAIRE);
    let broken =
        rules.replacen("[[rule]]\nid = \"one-cache-for-all-copies\"", "[[rule]\nid = \"one-cache-for-all-copies\"", 1);
    editor.change(RULES, 2, &broken);
    let at = questions.find("id = \"copies\"").expect("it") + 6;
    let position = position(&questions, at);
    let uri = editor.uri(QUESTIONNAIRE);
    let asked = json!({ "textDocument": { "uri": uri }, "position": position, "newName": "instances" });
    let refused =
        editor.request("textDocument/rename", asked)["error"]["message"].as_str().unwrap_or_default().to_owned();
    assert!(refused.contains("cannot be read as a whole, and in line") && refused.contains("`copies`"), "{refused}");
    // The command says the same, and changes nothing.
    std::fs::write(folder.path().join(RULES), &broken).expect("it can be written");
    let mut rename = assert_cmd::Command::cargo_bin("archfit").expect("the program");
    let output = rename
        .current_dir(folder.path())
        .args(["rename", "question", "copies", "instances"])
        .output()
        .expect("it runs");
    let talk = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{talk}");
    assert!(talk.contains("rules.toml` cannot be read as a whole, and in line"), "{talk}");
    assert_eq!(editor.on_disk(QUESTIONNAIRE), questions);
}

#[test]
fn hints_come_all_at_once_and_an_editor_is_told_to_ask_again_after_an_edit() {
    let folder = Project::starter().write();
    let able = json!({ "workspace": { "inlayHint": { "refreshSupport": true } } });
    let (mut editor, _) = Editor::start_with(folder.path(), &able);
    let rules = editor.open_file(RULES);
    let mut labels = Vec::new();
    for version in 2..4 {
        let found = editor.of("textDocument/inlayHint", RULES, json!({ "range": whole(&rules) }));
        labels.push(words(&found, "label"));
        editor.change(RULES, version, &format!("{rules}\n# {version}\n"));
    }
    assert_eq!(labels[0], labels[1]);
    assert!(labels[0].iter().any(|label| !label.starts_with("holds")), "{labels:?}");
    editor.of("textDocument/inlayHint", RULES, json!({ "range": whole(&rules) }));
    assert!(editor.asked.iter().any(|asked| asked == "workspace/inlayHint/refresh"), "{:?}", editor.asked);
}

#[test]
fn a_message_that_makes_no_sense_costs_itself_alone() {
    let folder = Project::starter().write();
    let mut server = Command::new(env!("CARGO_BIN_EXE_archfit"))
        .arg("lsp")
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut input = server.stdin.take().expect("its input");
    let initialize = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#;
    let asked = r#"{"jsonrpc":"2.0","id":2,"method":"workspace/symbol","params":{"query":""}}"#;
    let shutdown = r#"{"jsonrpc":"2.0","id":3,"method":"shutdown"}"#;
    let exit = r#"{"jsonrpc":"2.0","method":"exit"}"#;
    for body in [initialize, "{\"a\":", "[]", r#"{"id":9}"#, asked, shutdown, exit] {
        write!(input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("it is written");
    }
    let output = server.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains(r#""id":2,"result":[]"#) && said.contains(r#""id":9,"error""#), "{said}");
    assert_eq!(said.matches("passed over a message").count(), 2, "{said}");
}

#[test]
fn a_record_follows_a_rename_and_tells_of_no_changed_answer() {
    let (folder, mut editor) = starter();
    let run = |args: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("archfit").expect("the program");
        let output = command.current_dir(folder.path()).args(args).output().expect("it runs");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let answers = "format = 1\nquestionnaire = \"caching\"\nsystem = \"Shop\"\n\n[answers]\ncopies = \"some\"\nquery-ms = \"slow\"\n";
    fs::write(folder.path().join("answers.toml"), answers).expect("it is written");
    assert_eq!(run(&["adr", "new", "answers.toml"]).0, Some(0));
    let rules = editor.open_file(RULES);
    for (word, new) in [("copies >= some", "instances"), ("some\"\ncriterion", "a-few")] {
        let text = editor.on_disk(RULES);
        editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": editor.uri(RULES) } }));
        editor.open(RULES, &text);
        let at = text.find(word).expect(word);
        let edit = editor.at("textDocument/rename", RULES, &text, at, json!({ "newName": new }));
        for (uri, edits) in edit["changes"].as_object().unwrap_or_else(|| panic!("{edit}")) {
            let path = uri.strip_prefix("file://").expect("a file");
            let text = fs::read_to_string(path).expect("the file");
            fs::write(path, edited(&text, edits)).expect("it is written");
        }
    }
    assert_ne!(rules, editor.on_disk(RULES));
    let answers = editor.on_disk("answers.toml");
    assert!(answers.contains("instances = \"a-few\""), "{answers}");
    let (code, said) = run(&["recheck", "docs/decisions"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("the answer to"), "{said}");
}

/// What is told of the id of an entry.
fn told_of(editor: &mut Editor, path: &str, text: &str, id: &str) -> String {
    let at = text.find(&format!("id = \"{id}\"")).unwrap_or_else(|| panic!("{id}")) + "id = \"".len();
    let said = editor.at("textDocument/hover", path, text, at, json!({}));
    said["contents"]["value"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_rule_that_has_an_error_is_told_no_figures_of_another_rule() {
    let (_folder, mut editor) = starter();
    let text = editor.open_file(RULES);
    editor.of("textDocument/codeLens", RULES, json!({}));
    let ids: Vec<&str> = text.split("\nid = \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let before: Vec<String> = ids.iter().map(|id| told_of(&mut editor, RULES, &text, id)).collect();
    assert!(before.iter().all(|said| said.contains("Holds in ") && said.contains("Fires in ")), "{before:?}");
    let errors = [
        (0, "when = \"pressure >= moderate\"", "when = \"pressure >= \""),
        (0, "criterion = \"speed\"", "criterion = \"sped\""),
        (2, "when = \"pressure == high\"\ncriterion", "when = \"pressure == hi\"\ncriterion"),
        (3, "for-how-long == minutes", "for-how-long == minuts"),
    ];
    for (n, (position, old, new)) in errors.into_iter().enumerate() {
        let broken = text.replacen(old, new, 1);
        let version = 2 + n as i32;
        editor.change(RULES, version, &broken);
        editor.told(RULES, |told| told["version"] == version && !codes(told).is_empty());
        editor.of("textDocument/codeLens", RULES, json!({}));
        for (at, id) in ids.iter().enumerate() {
            let said = told_of(&mut editor, RULES, &broken, id);
            if at == position {
                assert_eq!(said, "As the files are now, nothing is read under this name.", "{new}");
            } else {
                assert_eq!(said, before[at], "{id} beside {new}");
            }
        }
    }
}

#[test]
fn what_is_told_right_after_an_edit_is_of_the_text_as_it_is() {
    let (_folder, mut editor) = starter();
    let text = editor.open_file(RULES);
    editor.of("textDocument/codeLens", RULES, json!({}));
    let beside = told_of(&mut editor, RULES, &text, "old-data-pays");
    let figures = |said: &str| said.split_once("\nHolds in").map_or("", |(_, figures)| figures).to_owned();
    for n in 0..40 {
        let edited = text.replacen("takes the database out of the way", &format!("spares the database {n} times"), 1);
        let edited = if n % 2 == 0 { edited } else { edited.replacen("pressure >= moderate", "pressure >= high", 1) };
        editor.change(RULES, 2 + n, &edited);
        // A rule that is edited is told as it is now, and what is counted over all files as it was counted of them, or not at all.
        let said = told_of(&mut editor, RULES, &edited, "reads-take-their-toll");
        assert!(said.contains(&format!("spares the database {n} times")), "{said}");
        assert!(said.contains(if n % 2 == 0 { "`pressure >= moderate`" } else { "`pressure >= high`" }), "{said}");
        let said = told_of(&mut editor, RULES, &edited, "old-data-pays");
        assert!(said.contains("Entries that may stay for minutes"), "{said}");
        assert!(figures(&said).is_empty() || figures(&said) == figures(&beside), "{said}");
        let at = edited.find("pressure >= ").expect("a trait");
        let readers = editor.at("textDocument/hover", RULES, &edited, at + 1, json!({}))["contents"]["value"].clone();
        let readers = readers.as_str().expect("the trait is told");
        assert!(readers.contains("queries-at-once >= 50"), "{readers}");
        assert!(!readers.contains("Read by rules") || readers.contains("`reads-take-their-toll`"), "{readers}");
    }
}

#[test]
fn a_rule_that_reads_what_has_an_error_is_said_no_share_of_answers() {
    let (_folder, mut editor) = starter();
    let rules = editor.open_file(RULES);
    let questions = editor.open_file(QUESTIONNAIRE);
    let shares = |editor: &mut Editor| {
        let hints = editor.of("textDocument/inlayHint", RULES, json!({ "range": whole(&rules) }));
        words(&hints, "label").into_iter().filter(|label| label.starts_with("holds in ")).collect::<Vec<_>>()
    };
    assert_eq!(shares(&mut editor).len(), 8);
    let broken = questions.replacen("queries-at-once >= 50", "queries-at-onse >= 50", 1);
    assert_ne!(broken, questions);
    editor.change(QUESTIONNAIRE, 2, &broken);
    editor.told(QUESTIONNAIRE, |told| told["version"] == 2 && codes(told).contains(&"bad-condition".to_owned()));
    assert_eq!(shares(&mut editor), Vec::<String>::new());
    assert!(!told_of(&mut editor, RULES, &rules, "empty-cache").contains("Holds in"));
    editor.change(QUESTIONNAIRE, 3, &questions);
    assert_eq!(shares(&mut editor).len(), 8);
}

#[test]
fn an_answers_file_lists_its_answers() {
    let (folder, mut editor) = starter();
    let text = "format = 1\nquestionnaire = \"caching\"\n\n[answers]\ncopies = \"some\"\nquery-ms = \"40..200\" # guessed\n\n[answers.may-be-stale]\nvalue = \"no\"\nnote = \"prices\"\n";
    std::fs::write(folder.path().join("answers.toml"), text).expect("it is written");
    editor.open("answers.toml", text);
    let symbols = editor.of("textDocument/documentSymbol", "answers.toml", json!({}));
    assert_eq!(words(&symbols, "name"), ["copies", "query-ms", "may-be-stale"]);
    let wanted = [
        "copies = \"some\"",
        "query-ms = \"40..200\" # guessed",
        "[answers.may-be-stale]\nvalue = \"no\"\nnote = \"prices\"",
    ];
    for (at, wanted) in wanted.into_iter().enumerate() {
        let start = text.find(wanted).expect(wanted);
        let range = json!({ "start": position(text, start), "end": position(text, start + wanted.len()) });
        assert_eq!(symbols[at]["range"], range, "{wanted}");
    }
}

#[test]
fn what_a_person_waits_for_while_typing_does_not_wait_for_what_an_editor_asks_for_by_itself() {
    let (_folder, mut editor) = starter();
    let mut text = editor.on_disk(RULES);
    for n in 0..300 {
        text.push_str(&format!("\n[[rule]]\nid = \"r{n}\"\nwhen = \"copies >= some and pressure == high\"\ncriterion = \"speed\"\npoints = {{ no-cache = 1 }}\nbecause = \"So.\"\nevidence = [\"own-trial\"]\n"));
    }
    editor.open(RULES, &text);
    editor.told(RULES, |_| true);
    let of = json!({ "textDocument": { "uri": editor.uri(RULES) } });
    let search = json!({ "query": "r" });
    let slow = [
        editor.begin("workspace/symbol", search),
        editor.begin("textDocument/documentSymbol", of.clone()),
        editor.begin("textDocument/semanticTokens/full", of),
    ];
    let at = text.find("pressure >= ").expect("a condition") + "pressure >= ".len();
    let params = json!({ "textDocument": { "uri": editor.uri(RULES) }, "position": position(&text, at) });
    let quick = editor.begin("textDocument/completion", params);
    let first = editor.first_answer(&[slow[0], slow[1], slow[2], quick]);
    assert_eq!(first["id"], quick, "completion is answered first");
    assert!(words(&first["result"]["items"], "label").contains(&"high".to_owned()), "{first}");
    // The others are answered all the same.
    assert!(slow.iter().all(|id| !editor.answer_to(*id).is_null()));
}
