//! The same answers by the screen, line by line and from the file give the same bytes.

#![cfg(unix)]

use std::process::{Command, Stdio};

use crate::pty_harness::{Home, Pty};

const ENTER: &str = "\r";

/// Runs archfit as the harness would, but without a terminal.
fn run(home: &Home, args: &[&str], input: &str) -> (Option<i32>, String) {
    let command = home.archfit(args);
    let words = command.get_argv();
    std::fs::write(home.path("input.txt"), input).expect("an input");
    let output = Command::new(&words[0])
        .args(&words[1..])
        .current_dir(home.path("."))
        .env("ARCHFIT_STATE_DIR", home.path("state"))
        .stdin(std::fs::File::open(home.path("input.txt")).expect("the input"))
        .stderr(Stdio::null())
        .output()
        .expect("archfit runs");
    (output.status.code(), String::from_utf8(output.stdout).expect("text"))
}

#[test]
fn screen_lines_and_file_lead_to_the_same_bytes() {
    let home = Home::new();
    let mut pty = Pty::spawn(home.archfit(&["interview", "desk.toml"]), 80, 24);
    pty.wait_for("Begin in desk.toml").send(ENTER).in_file_order().send("=20").send(ENTER);
    pty.wait_for("How long does one visit take?").send("j").send(ENTER);
    pty.wait_for("question 3 of 6").send("q");
    assert_eq!(pty.exit_code(), 0);
    let by_screen = std::fs::read_to_string(home.path("desk.toml")).expect("the answers");
    let (_, decided) = run(&home, &["decide", "desk.toml"], "");
    assert!(decided.lines().count() > 10, "{decided}");

    std::fs::remove_file(home.path("desk.toml")).expect("the answers go");
    let script = "visitors = 20\nstay = visit\nresult\nq\n";
    let (code, said) = run(&home, &["interview", "desk.toml", "--begin", "kiosk"], script);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(std::fs::read_to_string(home.path("desk.toml")).expect("the answers"), by_screen);
    let told = said.split("> result\n").nth(1).expect("a result").split("> q").next().expect("the end");
    assert_eq!(told, decided);
}
