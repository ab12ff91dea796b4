//! `archfit mcp` line by line: garbage, clients that go away, and calls that are taken back.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use crate::mcp_serves::{program, project};
use crate::storage::Place;
use serde_json::{Value, json};

/// Starts a server, says these lines to it, and goes away. Gives its output, talk and exit code.
fn raw(place: &Place, lines: &[&[u8]]) -> (String, String, i32) {
    let mut program = program(place, &[]);
    let mut child = program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    for line in lines {
        // A server that is gone already has to be noticed by its output, not by a broken pipe.
        let _ = stdin.write_all(line).and_then(|()| stdin.write_all(b"\n"));
    }
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

const HELLO: &[u8] = br#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#;
const READY: &[u8] = br#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#;

#[test]
fn garbage_between_calls_is_passed_over_and_the_next_call_is_answered() {
    let place = project();
    let call: &[u8] =
        br#"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"search","arguments":{"words":"kafka"}}}"#;
    let long = vec![b'x'; 5 * 1024 * 1024];
    let garbage: [&[u8]; 8] = [
        b"not json at all",
        b"\xff\xfe\x00",
        b"{}",
        br#"{"jsonrpc":"2.0","id":5,"method":"no/such"}"#,
        br#"{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":7}}"#,
        b"[[[[[[[[",
        &long,
        b"",
    ];
    let lines = [&[HELLO, READY][..], &garbage[..], &[call]].concat();
    let (out, talk, code) = raw(&place, &lines);
    assert_eq!(code, 0, "{talk}");
    let answers: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let answer = answers.iter().find(|answer| answer["id"] == 7).unwrap_or_else(|| panic!("{out}"));
    assert_eq!(answer["result"]["isError"], false, "{answer}");
    let unknown = answers.iter().find(|answer| answer["id"] == 5).unwrap();
    assert!(unknown["error"]["code"].is_i64(), "{unknown}");
    let wrong = answers.iter().find(|answer| answer["id"] == 6).unwrap();
    assert_eq!(wrong["error"]["code"], -32602, "{wrong}");
    assert!(wrong["error"]["message"].as_str().unwrap().contains("is called with `name`"), "{wrong}");
}

#[test]
fn a_request_that_is_too_long_is_refused_under_its_id_and_the_next_one_is_answered() {
    let place = project();
    let words = "x".repeat(5 * 1024 * 1024);
    let long = format!(
        "{{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":{{\"name\":\"search\",\"arguments\":{{\"words\":\"{words}\"}}}},\"id\":\"long\"}}"
    );
    let call: &[u8] =
        br#"{"jsonrpc":"2.0","id":8,"method":"tools/call","params":{"name":"search","arguments":{"words":"kafka"}}}"#;
    let (out, talk, code) = raw(&place, &[HELLO, READY, long.as_bytes(), call]);
    assert_eq!(code, 0, "{talk}");
    let answers: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let refused = answers.iter().find(|answer| answer["id"] == "long").unwrap_or_else(|| panic!("{out}"));
    let why = refused["error"]["message"].as_str().unwrap();
    assert!(refused["error"]["code"] == -32600 && why.contains("longer than 4 MiB"), "{refused}");
    assert!(answers.iter().any(|answer| answer["id"] == 8 && answer["result"]["isError"] == false), "{out}");
}

#[test]
fn a_client_that_goes_away_at_any_point_leaves_a_server_that_ends() {
    let place = project();
    let half = &HELLO[..HELLO.len() / 2];
    for lines in [&[][..], &[half], &[HELLO], &[HELLO, READY]] {
        let (_, talk, code) = raw(&place, lines);
        assert_eq!(code, 0, "{talk}");
        assert_eq!(talk, "", "a client that only went away did nothing wrong");
    }
    let (_, talk, code) = raw(&place, &[br#"{"jsonrpc":"2.0","id":7,"method":"tools/list"}"#]);
    assert!(code == 2 && talk.contains("docs/mcp.md") || code == 0, "{code} {talk}");
}

#[test]
fn a_call_that_is_taken_back_before_its_turn_is_not_begun_and_the_next_one_is_answered() {
    let place = project();
    // A change by somebody else holds the first call back, and with it all that come after.
    let folder = File::open(place.path("docs/decisions")).unwrap();
    folder.lock().unwrap();
    let mut program = program(&place, &["--allow-write"]);
    let mut server = program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = server.stdin.take().unwrap();
    let mut say = |message: Value| stdin.write_all(format!("{message}\n").as_bytes()).unwrap();
    let mut answers = BufReader::new(server.stdout.take().unwrap()).lines();
    let mut next = || serde_json::from_str::<Value>(&answers.next().unwrap().unwrap()).unwrap();
    let call = |id: u32, tool: &str, arguments: Value| json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": {"name": tool, "arguments": arguments}});
    let write = |title: &str| json!({"answers_file": "several-writers.toml", "title": title, "write": true});
    let cancel = |id: u32| json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": id}});
    for line in [HELLO, READY] {
        say(serde_json::from_slice(line).unwrap());
    }
    assert_eq!(next()["id"], 1);

    say(call(2, "propose_record", write("First")));
    let mut waits = String::new();
    BufReader::new(server.stderr.take().unwrap()).read_line(&mut waits).unwrap();
    assert!(waits.contains("waiting"), "{waits}");
    say(call(3, "propose_record", write("Second")));
    say(cancel(3));
    // Neither of a call that nobody made, nor twice, does taking back do harm.
    say(cancel(3));
    say(cancel(99));
    say(json!({"jsonrpc": "2.0", "id": 4, "method": "tools/list"}));
    // What comes in is read while a call waits: the answer shows that the cancellation was.
    assert_eq!(next()["id"], 4);
    folder.unlock().unwrap();
    say(call(5, "search", json!({"words": "kafka"})));
    let mut ids = Vec::new();
    while ids.last() != Some(&json!(5)) {
        let answer = next();
        assert!(answer["id"] != 3 || answer["error"].is_object(), "{answer}");
        ids.push(answer["id"].clone());
    }
    assert!(ids.contains(&json!(2)), "{ids:?}");
    drop(stdin);
    assert!(server.wait().unwrap().success());
    assert!(place.path("docs/decisions/0003-first.md").exists());
    assert!(!place.path("docs/decisions/0004-second.md").exists(), "what was taken back was written");
}
