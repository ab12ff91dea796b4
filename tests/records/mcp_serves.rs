//! `archfit mcp` as an agent uses it, by the SDK's own client, and as something else might.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;
use std::process::{Command as Program, Stdio};

use crate::storage::{Place, TODAY, fixture};
use rmcp::model::{CallToolRequestParams, CallToolResult, JsonObject, Tool};
use rmcp::service::{RoleClient, RunningService};
use rmcp::{ErrorData, ServiceError, ServiceExt as _};
use serde_json::{Value, json};
use tokio::process::{Child, Command};

/// A client with the server that it started.
pub struct Agent {
    client: RunningService<RoleClient, ()>,
    child: Child,
}

/// The command that starts a server for a place.
pub fn program(place: &Place, arguments: &[&str]) -> Program {
    let mut program = Program::new(env!("CARGO_BIN_EXE_archfit"));
    program.current_dir(place.path(".")).env("ARCHFIT_TODAY", TODAY).arg("--project").arg(".");
    if !place.path("archfit/rules").exists() {
        program.arg("--questionnaires").arg(fixture("questionnaires")).arg("--rules").arg(fixture("rules"));
    }
    program.arg("mcp").args(arguments);
    program
}

impl Agent {
    pub async fn start(place: &Place, arguments: &[&str]) -> Self {
        Self::of(program(place, arguments)).await
    }

    /// A server that runs in a folder, with what is found from there.
    pub async fn start_in(folder: &Path, arguments: &[&str]) -> Self {
        let mut program = Program::new(env!("CARGO_BIN_EXE_archfit"));
        program.current_dir(folder).env("ARCHFIT_TODAY", TODAY).arg("mcp").args(arguments);
        Self::of(program).await
    }

    /// The server that a program is.
    pub async fn of(program: Program) -> Self {
        let mut command = Command::from(program);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
        let pipes = (child.stdout.take().unwrap(), child.stdin.take().unwrap());
        Self { client: ().serve(pipes).await.unwrap(), child }
    }

    pub async fn call(&self, tool: &str, arguments: Value) -> Result<CallToolResult, ErrorData> {
        let arguments: JsonObject = arguments.as_object().unwrap().clone();
        let asked = CallToolRequestParams::new(tool.to_owned()).with_arguments(arguments);
        self.client.call_tool(asked).await.map_err(|error| match error {
            ServiceError::McpError(error) => error,
            other => panic!("{other}"),
        })
    }

    /// The answer of a call that must go well. What programs read is what people would read.
    pub async fn ask(&self, tool: &str, arguments: Value) -> Value {
        let answer = self.call(tool, arguments).await.unwrap();
        assert_eq!(answer.is_error, Some(false), "{answer:?}");
        let value = answer.structured_content.clone().unwrap();
        assert_eq!(serde_json::from_str::<Value>(&said(&answer)).unwrap(), value);
        value
    }

    /// What a call that must fail says.
    pub async fn refused(&self, tool: &str, arguments: Value) -> String {
        let answer = self.call(tool, arguments).await.unwrap();
        assert_eq!(answer.is_error, Some(true), "{answer:?}");
        said(&answer)
    }

    async fn tools(&self) -> Vec<Tool> {
        self.client.list_all_tools().await.unwrap()
    }

    pub async fn stop(mut self) {
        self.client.cancel().await.unwrap();
        assert!(self.child.wait().await.unwrap().success(), "a client that goes away is no error");
    }
}

pub fn said(answer: &CallToolResult) -> String {
    answer.content[0].as_text().unwrap().text.clone()
}

/// Runs a conversation.
pub fn hold(conversation: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(conversation);
}

/// A project with an accepted record of its own answers that governs some files, and one written by hand.
pub fn project() -> Place {
    let place = Place::new();
    place.own_rules();
    place.fine(&["adr", "new", "answers.toml", "--title", "x", "--status", "accepted", "--covers", "src/store/**"]);
    place.write(
        "docs/decisions/0002-y.md",
        "# 2. Use Kafka\n\n## Status\n\nRejected\n\n## Context\n\nToo much to run.\n",
    );
    place.write("src/store/a.rs", "// As ADR-0001 says.\n// As ADR-0002 said, and ADR-0009.\n");
    place.write("src/other.rs", "fn f() {}\n");
    place
}

#[test]
fn every_tool_says_what_it_takes_what_it_gives_and_that_it_only_reads() {
    hold(async {
        let place = project();
        let agent = Agent::start(&place, &[]).await;
        let info = agent.client.peer_info().unwrap().clone();
        assert!(info.instructions.as_ref().unwrap().contains("call `governs`"), "{info:?}");
        assert_eq!(info.server_info.as_ref().unwrap().name, "archfit");
        let tools = agent.tools().await;
        let names: Vec<&str> = tools.iter().map(|tool| tool.name.as_ref()).collect();
        let all = [
            "governs",
            "search",
            "show",
            "decide",
            "ask_next",
            "explain",
            "why_not",
            "what_would_flip",
            "recheck",
            "propose_record",
        ];
        assert_eq!(names, all);
        for tool in &tools {
            let hints = tool.annotations.as_ref().unwrap();
            assert_eq!(hints.read_only_hint, Some(true), "{}", tool.name);
            assert_eq!(hints.destructive_hint, Some(false), "{}", tool.name);
            assert_eq!(hints.open_world_hint, Some(false), "{}", tool.name);
            assert!(tool.description.as_ref().unwrap().len() > 60, "{}", tool.name);
            let schemas = format!("{:?}{:?}", tool.input_schema, tool.output_schema.as_ref().unwrap());
            assert!(!schemas.contains("uint"), "no format that validators do not know: {schemas}");
            let takes = tool.input_schema["properties"].as_object().unwrap();
            for (name, schema) in takes {
                assert!(schema["description"].as_str().is_some_and(|text| text.len() > 10), "{} {name}", tool.name);
            }
        }
        agent.stop().await;
        let agent = Agent::start(&place, &["--allow-write"]).await;
        let writing: Vec<String> = agent
            .tools()
            .await
            .iter()
            .filter(|tool| tool.annotations.as_ref().unwrap().read_only_hint == Some(false))
            .map(|tool| tool.name.to_string())
            .collect();
        assert_eq!(writing, ["propose_record"]);
        agent.stop().await;
    });
}

#[test]
fn an_agent_learns_what_governs_the_files_it_is_about_to_change() {
    hold(async {
        let place = project();
        let agent = Agent::start(&place, &[]).await;
        let answer = agent.ask("governs", json!({"paths": ["src/store/a.rs", "src/store/new/b.rs"]})).await;
        let decision = &answer["decisions"][0];
        assert_eq!(decision["record"], "0001-x.md");
        assert_eq!(decision["option"], "embedded");
        assert_eq!(decision["follows"], true);
        assert_eq!(decision["governs"], json!(["src/store/a.rs", "src/store/new/b.rs"]));
        let stale: Vec<&str> = answer["stale_markers"]["src/store/a.rs"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| s["marker"].as_str().unwrap())
            .collect();
        assert_eq!(stale, ["ADR-0002", "ADR-0009"]);
        let answer = agent.ask("governs", json!({"paths": ["src/other.rs"]})).await;
        assert_eq!(answer["decisions"], json!([]));

        // What changes while the server runs is seen by the next call.
        place.edit("answers.toml", "writers = \"one\"", "writers = \"several\"");
        let answer = agent.ask("governs", json!({"paths": ["src/store/a.rs"]})).await;
        assert_eq!(answer["decisions"][0]["follows"], false, "{answer}");
        assert!(answer["decisions"][0]["findings"][0].as_str().unwrap().contains("[winner-changed]"), "{answer}");
        place.fine(&["adr", "status", "1", "deprecated"]);
        let answer = agent.ask("governs", json!({"paths": ["src/store/new/b.rs"]})).await;
        assert_eq!(answer["decisions"], json!([]));
        agent.stop().await;
    });
}

#[test]
fn folders_that_come_and_go_while_the_server_runs_are_seen_by_the_next_call() {
    hold(async {
        let place = project();
        let agent = Agent::start(&place, &[]).await;
        let paths = json!({"paths": ["src/store/a.rs", "part/src/b.rs"]});
        let records = |answer: &Value| -> Vec<String> {
            let decisions = answer["decisions"].as_array().unwrap().iter();
            decisions.map(|decision| decision["record"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(records(&agent.ask("governs", paths.clone()).await), ["0001-x.md"]);
        for _ in 0..2 {
            std::fs::rename(place.path("docs"), place.path(".away")).unwrap();
            for (tool, asked) in [("governs", paths.clone()), ("search", json!({"words": "kafka"}))] {
                let said = agent.refused(tool, asked).await;
                assert!(said.contains("there is no record here yet, so nothing was asked"), "{said}");
            }
            std::fs::rename(place.path(".away"), place.path("docs")).unwrap();
            assert_eq!(records(&agent.ask("governs", paths.clone()).await), ["0001-x.md"]);
            assert_eq!(agent.ask("search", json!({"words": "kafka"})).await["found"][0]["record"], "0002-y.md");
        }
        place.write("part/first/0001-p.md", "---\nstatus: accepted\ncovers: [part/src/**]\n---\n# P\n");
        place.write("part/second/0002-q.md", "---\nstatus: accepted\ncovers: [part/src/**]\n---\n# Q\n");
        assert_eq!(records(&agent.ask("governs", paths.clone()).await), ["0001-x.md"]);
        for (named, record) in [("first", "0001-p.md"), ("second", "0002-q.md"), ("first", "0001-p.md")] {
            place.write("part/.adr-dir", &format!("{named}\n"));
            let both = ["docs/decisions/0001-x.md".to_owned(), format!("part/{named}/{record}")];
            assert_eq!(records(&agent.ask("governs", paths.clone()).await), both);
        }
        agent.stop().await;
    });
}

#[test]
fn rejected_options_are_found_and_records_are_shown_without_the_part_for_machines() {
    hold(async {
        let place = project();
        let agent = Agent::start(&place, &[]).await;
        let found = agent.ask("search", json!({"words": "KAFKA run"})).await;
        assert_eq!(found["found"][0]["record"], "0002-y.md");
        assert_eq!(found["found"][0]["status"], "Rejected");
        assert_eq!(found["n_more"], 0);
        assert_eq!(agent.ask("search", json!({"words": "nothing-like-it"})).await["found"], json!([]));
        let shown = agent.ask("show", json!({"record": "ADR-0001"})).await;
        assert_eq!(shown["path"], "docs/decisions/0001-x.md");
        assert_eq!(shown["option"], "embedded");
        assert_eq!(shown["covers"], json!(["src/store/**"]));
        let text = shown["text"].as_str().unwrap();
        assert!(
            text.contains("# ") && !text.contains("[archfit]") && !text.contains("for `archfit recheck`"),
            "{text}"
        );
        // Clients that write everything as text, or a number as one, are understood.
        assert_eq!(agent.ask("show", json!({"record": 1})).await["path"], shown["path"]);
        let both = agent.ask("governs", json!({"paths": "[\"src/other.rs\"]"})).await;
        assert_eq!(both["decisions"], json!([]));
        let whole = agent.ask("show", json!({"record": "1", "whole": "true"})).await;
        assert_eq!(whole["text"].as_str().unwrap(), place.read("docs/decisions/0001-x.md"));
        agent.stop().await;
    });
}

#[test]
fn a_decision_is_made_step_by_step_from_answers_in_the_call() {
    hold(async {
        let place = project();
        let agent = Agent::start(&place, &[]).await;
        let begin = agent.ask("ask_next", json!({"questionnaire": "storage", "limit": 1})).await;
        assert_eq!(begin["settled"], false);
        let first = begin["questions"][0].clone();
        let choices = first["takes"]["one-of"].as_array().map_or(0, Vec::len);
        assert!(choices > 1 || first["takes"]["number"].is_object(), "{first}");
        let answers = json!({"answers": {"writers": "several", "operators": null}});
        let advice = agent.ask("decide", answers.clone()).await;
        let made = &advice["decisions"][0];
        assert_eq!(made["options"].as_array().unwrap().len(), 3, "{made}");
        assert!(made["says"].as_array().unwrap().len() > 1, "{made}");
        let why = agent.ask("why_not", json!({"answers": {"writers": "several"}, "option": "embedded"})).await;
        assert!(!why["why_not"][0]["against"].as_array().unwrap().is_empty(), "{why}");
        let flips = agent.ask("what_would_flip", json!({"record": "1"})).await;
        assert_eq!(flips["decisions"][0]["winner"], "embedded", "{flips}");
        assert!(!flips["decisions"][0]["flips"].as_array().unwrap().is_empty(), "{flips}");
        let explained = agent.ask("explain", json!({"answers_file": "answers.toml", "topic": "embedded"})).await;
        assert!(explained["text"].as_str().unwrap().contains("fit points"), "{explained}");
        let meaning = agent.ask("explain", json!({"topic": "winner-changed"})).await;
        assert!(meaning["text"].as_str().unwrap().contains("winner-changed"), "{meaning}");
        agent.stop().await;
    });
}

#[test]
fn what_cannot_be_done_says_the_way_out() {
    hold(async {
        let place = project();
        let agent = Agent::start(&place, &[]).await;
        for (tool, arguments, way_out) in [
            ("governs", json!({"path": ["a"]}), "did you mean `paths`?"),
            ("governs", json!({"paths": []}), "name the files"),
            ("governs", json!({"paths": ["../outside.rs"]}), "outside the project"),
            ("governs", json!({"paths": ["/etc/passwd"]}), "outside the project"),
            ("governs", json!({"paths": "src"}), "`paths` takes a list, and got \"src\""),
            ("search", json!({"words": ["a"]}), "`words` takes a text, and got [\"a\"]"),
            ("search", json!({"words": "a", "limit": "many"}), "`limit` takes a whole number, and got \"many\""),
            ("search", json!({"words": "  "}), "give at least one word"),
            ("search", json!({"words": "a", "limit": -1}), "`limit` takes a whole number from 0 on, and got -1"),
            ("show", json!({"record": "77"}), "there is no record `77`"),
            ("show", json!({"record": "1", "folder": "docs/adr"}), "there are `docs/decisions`"),
            ("decide", json!({}), "give `answers_file`, `record`, or `answers`"),
            ("decide", json!({"answers_file": "nope.toml"}), "check the path"),
            ("decide", json!({"answers_file": "../../etc/hostname"}), "outside the project"),
            ("decide", json!({"record": "2"}), "was not written by archfit"),
            ("decide", json!({"questionnaire": "storrage", "answers": {}}), "did you mean `storage`?"),
            ("decide", json!({"answers_file": "answers.toml", "decision": "storag"}), "did you mean `storage`?"),
            ("decide", json!({"answers_file": "answers.toml", "record": "1"}), "only one of"),
            ("why_not", json!({"answers_file": "answers.toml", "option": "embeded"}), "did you mean `embedded`?"),
            ("explain", json!({"answers_file": "answers.toml", "topic": "embeded"}), "did you mean `embedded`?"),
            ("explain", json!({"topic": "winner-change"}), "did you mean `winner-changed`?"),
            ("propose_record", json!({"answers_file": "answers.toml", "write": true}), "--allow-write"),
        ] {
            let said = agent.refused(tool, arguments.clone()).await;
            assert!(said.contains(way_out), "{tool} {arguments}: {said}");
        }
        let unfit = agent.ask("decide", json!({"answers": {"writers": "sveral"}})).await;
        assert!(unfit["warnings"][0].as_str().unwrap().contains("several"), "{unfit}");
        let unknown = agent.call("govern", json!({})).await.unwrap_err();
        assert!(unknown.message.contains("did you mean `governs`?"), "{unknown}");
        agent.stop().await;
    });
}

#[test]
fn a_record_is_drafted_by_anyone_and_written_only_where_that_is_allowed() {
    hold(async {
        let place = project();
        let agent = Agent::start(&place, &[]).await;
        let asked = json!({"answers_file": "several-writers.toml", "title": "Y", "covers": ["src/store/**"], "supersedes": "1"});
        let draft = agent.ask("propose_record", asked.clone()).await;
        assert_eq!(draft["path"], "docs/decisions/0003-y.md");
        assert_eq!(draft["written"], false);
        assert!(draft["text"].as_str().unwrap().contains("status: proposed"), "{draft}");
        assert!(!place.path("docs/decisions/0003-y.md").exists());
        agent.stop().await;

        let agent = Agent::start(&place, &["--allow-write"]).await;
        let mut asked = asked;
        asked["write"] = json!(true);
        let written = agent.ask("propose_record", asked).await;
        assert_eq!(written["written"], true);
        assert_eq!(written["text"].as_str().unwrap(), place.read("docs/decisions/0003-y.md"));
        assert!(written["next"].as_str().unwrap().contains("`archfit adr supersede 0001 NEW`"), "{written}");
        assert!(
            place.read("docs/decisions/0001-x.md").contains("status: accepted"),
            "the older one holds until people say so"
        );
        let given = json!({"answers": {"writers": "several"}, "write": true});
        assert!(agent.refused("propose_record", given).await.contains("give `answers_file`"));
        agent.stop().await;
        assert!(place.fine(&["adr", "list"]).contains("proposed"));
    });
}

#[test]
fn records_of_every_part_of_a_monorepo_are_served() {
    hold(async {
        let place = project();
        place.write(
            "services/chat/docs/adr/0001-z.md",
            "---\nstatus: accepted\ncovers: [services/chat/src/**]\n---\n# Z\n",
        );
        place.write("services/chat/src/a.rs", "// ADR-0001\n");
        let agent = Agent::start(&place, &[]).await;
        let answer = agent.ask("governs", json!({"paths": ["services/chat/src/a.rs"]})).await;
        let records: Vec<&str> =
            answer["decisions"].as_array().unwrap().iter().map(|d| d["record"].as_str().unwrap()).collect();
        assert_eq!(records, ["services/chat/docs/adr/0001-z.md"], "the nearest folder's number is meant");
        assert_eq!(answer["decisions"][0]["follows"], Value::Null, "archfit did not write it");
        let shown = agent.ask("show", json!({"record": "services/chat/docs/adr/0001-z.md"})).await;
        assert_eq!(shown["title"], "Z");
        let rechecked = agent.ask("recheck", json!({})).await;
        assert_eq!((&rechecked["n_made_again"], &rechecked["n_following"]), (&json!(1), &json!(1)), "{rechecked}");
        assert_eq!(rechecked["fine"], false, "markers in the code are stale");
        let kinds: Vec<&str> =
            rechecked["findings"].as_array().unwrap().iter().map(|f| f["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["stale-marker", "stale-marker"], "{rechecked}");
        assert_eq!(
            agent.ask("search", json!({"words": "z"})).await["found"][0]["record"],
            "services/chat/docs/adr/0001-z.md"
        );
        agent.stop().await;
    });
}
