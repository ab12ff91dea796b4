//! A person's sessions with the real program on a pretended terminal.

#![cfg(unix)]

use crate::pty_harness::{Home, Pty, wait_until};

const ENTER: &str = "\r";
const ESC: &str = "\x1b";

#[test]
fn the_first_answer_is_on_disk_before_the_next_key() {
    let home = Home::new();
    let mut pty = Pty::spawn(home.archfit(&[]), 80, 24);
    pty.wait_for("Kiosk workload").send(ENTER).in_file_order().send(ENTER);
    pty.wait_for("How long does one visit take?");
    assert!(home.answers().contains("visitors = \"few\""), "{}", home.answers());
}

#[test]
fn what_was_answered_is_there_again_after_the_program_was_killed() {
    let home = Home::new();
    let mut pty = Pty::spawn(home.archfit(&[]), 80, 24);
    pty.wait_for("Kiosk workload").send("s").wait_for("Enter done");
    pty.send("Order desk").wait_for("Order desk");
    pty.send(ENTER).wait_for("begin").send(ENTER);
    pty.in_file_order().send("jj").send(ENTER);
    pty.wait_for("How long does one visit take?");
    pty.signal("KILL");
    pty.exit_code();

    let mut again = Pty::spawn(home.archfit(&[]), 80, 24);
    again.wait_for("Resume").wait_for("Order desk").wait_for("1 answer");
    again.send(ENTER).wait_for("1 answered");
    again.in_file_order();
    again.wait_for("● 1 000 and more");
}

#[test]
fn what_was_decided_stays_on_the_main_screen() {
    let home = Home::new();
    let mut pty = Pty::spawn(home.archfit(&["interview", "desk.toml"]), 80, 24);
    pty.wait_for("Begin in desk.toml").send(ENTER).in_file_order().send(ENTER);
    pty.wait_for("How long").send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.wait_for("1 of 6 questions answered").wait_for("may decide it, first of all: ").wait_for("Answers: desk.toml");
    pty.wait_for("To go on:").wait_for("archfit desk.toml").wait_for("To write the records:");
    pty.assert_given_back();
    assert!(std::fs::read_to_string(home.path("desk.toml")).expect("a file").contains("visitors = \"few\""));
}

#[test]
fn a_file_without_a_subcommand_is_opened_behind_options_too() {
    let home = Home::new();
    for options in [&["desk.toml"][..], &["--no-mouse", "desk.toml"], &["--project", ".", "desk.toml"]] {
        let mut pty = Pty::spawn(home.archfit(options), 80, 24);
        pty.wait_for("Begin in desk.toml").send("q");
        assert_eq!(pty.exit_code(), 0, "{options:?}");
    }
}

#[test]
fn a_number_is_typed_and_a_wrong_one_is_refused_with_what_is_allowed() {
    let home = Home::new();
    let mut pty = Pty::spawn(home.archfit(&[]), 80, 24);
    pty.wait_for("Kiosk workload").send(ENTER).in_file_order();
    pty.send("=200k").wait_for("200k").send(ENTER);
    pty.wait_for("out of range");
    assert_eq!(home.answers(), "");
    pty.send(ESC).wait_for("r report").send("=2..3k").wait_for("2 to 3 000 visitors/h").send(ENTER);
    pty.wait_for("How long does one visit take?");
    assert!(home.answers().contains("visitors = \"2..3000\""), "{}", home.answers());
}

#[test]
fn a_pasted_number_is_taken_as_one_text() {
    let home = Home::new();
    let mut pty = Pty::spawn(home.archfit(&[]), 80, 24);
    pty.wait_for("Kiosk workload").send(ENTER).in_file_order();
    // What is pasted never acts as keys; the lines of it are words of one text.
    pty.send("\x1b[200~1 200\nq\x1b[201~")
        .wait_for("1 200 q")
        .send("\x7f\x7f")
        .wait_for("1 200 visitors/h")
        .send(ENTER);
    pty.wait_for("How long does one visit take?");
    assert!(home.answers().contains("visitors = 1200"), "{}", home.answers());
}

#[test]
fn the_screen_follows_a_resized_window() {
    let home = Home::new();
    let mut pty = Pty::spawn(home.archfit(&[]), 120, 40);
    pty.wait_for("Kiosk workload").send(ENTER).in_file_order().wait_for("question 1 of 6");
    pty.resize(40, 10);
    pty.wait_for("archfit needs 60 columns");
    pty.resize(60, 18);
    pty.wait_for("question 1 of 6").wait_for("Who runs it");
    pty.wait_until("nothing of the wide screen is left", |screen, _| !screen.contents().contains("archfit needs"));
}

#[test]
fn a_file_that_cannot_be_written_is_said_and_another_can_be_chosen() {
    let home = Home::new();
    let mut pty = Pty::spawn(home.archfit(&["interview", "desk.toml"]), 80, 24);
    pty.wait_for("Begin in desk.toml").send(ENTER).in_file_order().send(ENTER);
    pty.wait_for("How long");
    // A folder in the file's place cannot be written by anybody, the superuser included.
    std::fs::remove_file(home.path("desk.toml")).expect("the file is there");
    std::fs::create_dir(home.path("desk.toml")).expect("a folder");
    pty.send(ENTER).wait_for("cannot write");
    pty.send("q").wait_for("Leave without saving?").send("n");
    pty.send("w").wait_for("Write the answers to which file?");
    pty.send("\x15").send("other.toml").wait_for("other.toml").send(ENTER);
    pty.wait_for("now kept in other.toml").send("q");
    assert_eq!(pty.exit_code(), 0);
    let text = std::fs::read_to_string(home.path("other.toml")).expect("a file");
    assert!(text.contains("visitors = \"few\"") && text.contains("stay = \"glance\""), "{text}");
}

#[test]
fn the_answers_file_is_edited_in_the_persons_own_editor_and_read_again() {
    let home = Home::new();
    let editor = home.path("editor.sh");
    std::fs::write(&editor, "#!/bin/sh\nprintf 'payment = \"card\"\\n' >> \"$1\"\n").expect("an editor");
    let chmod = std::process::Command::new("chmod").args(["+x".as_ref(), editor.as_os_str()]).status();
    assert!(chmod.expect("chmod runs").success());
    let mut command = home.archfit(&["interview", "desk.toml"]);
    command.env("VISUAL", &editor);
    let mut pty = Pty::spawn(command, 80, 24);
    pty.wait_for("Begin in desk.toml").send(ENTER).in_file_order().send(ENTER);
    pty.wait_for("How long").send("e");
    pty.wait_for("2 of 6 answered");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_given_back();
}

#[test]
fn no_colour_is_sent_where_none_is_wanted() {
    let home = Home::new();
    let mut command = home.archfit(&[]);
    command.env("NO_COLOR", "1");
    let mut pty = Pty::spawn(command, 80, 24);
    pty.wait_for("Kiosk workload").send(ENTER).in_file_order().send("q");
    assert_eq!(pty.exit_code(), 0);
    let text = String::from_utf8_lossy(&pty.bytes()).into_owned();
    for colour in ["\x1b[3", "\x1b[9", "\x1b[38", ";3", ";9"] {
        let coloured = text.match_indices(colour).any(|(at, found)| {
            let rest = &text[at + found.len()..];
            rest.find('m').is_some_and(|end| rest[..end].chars().all(|c| c.is_ascii_digit() || c == ';') && end == 1)
        });
        assert!(!coloured, "{colour:?} is sent");
    }
}

#[test]
fn without_a_terminal_questions_are_asked_line_by_line() {
    let home = Home::new();
    let mut command = home.archfit(&[]);
    command.env("TERM", "dumb");
    let mut pty = Pty::spawn(command, 80, 24);
    pty.wait_for("Begin: Kiosk workload").send("1\n").wait_for("Type ? for help").send("order\n");
    pty.wait_for("Questions come in file order").wait_for("How many visitors");
    assert!(!pty.bytes().contains(&0x1b), "a dumb terminal gets no escape sequences");
    pty.send("200\n");
    pty.wait_for("How long does one visit take?");
    wait_until("the answer is on disk", || home.answers().contains("visitors = 200"));
}

#[test]
fn people_are_shown_side_by_side_and_the_screen_follows_their_files() {
    let home = Home::new();
    let write = |name: &str, payment: &str| {
        let text = format!("format = 1\nquestionnaire = \"kiosk\"\n[answers]\npayment = \"{payment}\"\n");
        std::fs::write(home.path(name), text).expect("a file");
    };
    write("ana.toml", "card");
    write("ben.toml", "cash");
    let mut pty = Pty::spawn(home.archfit(&["compare", "ana.toml", "Benjamin=ben.toml", "--tui"]), 80, 24);
    pty.wait_for("Differences that decide").wait_for("Benjamin");
    write("ben.toml", "card");
    pty.wait_for("They differ on nothing");
    write("ben.toml", "none");
    pty.wait_for("They do not pay").send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_given_back();
    pty.wait_for("ana and Benjamin agree on 0 questions and differ on 1 question");
}

#[test]
fn all_keys_that_arrive_together_are_taken() {
    let home = Home::new();
    let mut pty = Pty::spawn(home.archfit(&["interview", "desk.toml"]), 80, 24);
    pty.wait_for("Begin in desk.toml").send(ENTER).in_file_order();
    // More than a terminal library reads at a time, and nothing follows that would wake it up.
    let keys = format!("{}{}", "\x1b[B\x1b[A".repeat(680), ENTER);
    assert!(keys.len() > 4_000);
    pty.send(&keys);
    pty.wait_for("How long does one visit take?");
}
