//! The terminal is given back however the program ends, and the program ends when the terminal does.

#![cfg(unix)]

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::pty_harness::{Home, Pty, is_running, signal, wait_until};
use portable_pty::CommandBuilder;

/// Tells this program that it plays a part in a test of itself.
const PART: &str = "ARCHFIT_TEST_PART";

fn begun(home: &Home) -> Pty {
    let mut pty = Pty::spawn(home.archfit(&[]), 80, 24);
    pty.wait_for("Kiosk workload").send("\r").in_file_order();
    pty
}

#[test]
fn signals_end_the_program_and_give_the_terminal_back() {
    for (name, code) in
        [("TERM", 143), ("HUP", 129), ("INT", 130), ("QUIT", 131), ("USR1", 138), ("ALRM", 142), ("XCPU", 152)]
    {
        let home = Home::new();
        let mut pty = begun(&home);
        pty.signal(name);
        assert_eq!(pty.exit_code(), code, "{name}");
        pty.assert_given_back();
    }
}

#[test]
fn control_c_ends_the_program_and_gives_the_terminal_back() {
    let home = Home::new();
    let mut pty = begun(&home);
    pty.send("\x03");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_given_back();
}

/// The program under a shell with job control, since without one it cannot be stopped; the shell waits for a line before it
/// resumes the program.
fn under_a_shell(home: &Home) -> Pty {
    let mut shell = CommandBuilder::new("sh");
    home.surround(&mut shell);
    let program = home.archfit(&[]);
    let words: Vec<String> = program.get_argv().iter().map(|w| format!("'{}'", w.to_string_lossy())).collect();
    // The program's process tells its number, so that it can be sent signals.
    let start = format!("sh -c 'echo $$ > pid; exec \"$@\"' start {}", words.join(" "));
    shell.args(["-mc", &format!("{start}; echo STOPPED; read line; fg >/dev/null; echo ENDED")]);
    let mut pty = Pty::spawn(shell, 80, 24);
    pty.wait_for("Kiosk workload").send("\r").in_file_order();
    pty
}

fn resumed(pty: &mut Pty) {
    pty.wait_for("STOPPED");
    pty.assert_given_back();
    pty.send("\n");
    pty.wait_until("the program's screen is back", |screen, _| {
        screen.alternate_screen()
            && screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None
            && screen.contents().contains("How many visitors")
    });
    pty.send("\r").wait_for("How long does one visit take?").send("q");
    pty.wait_for("ENDED");
    pty.assert_given_back();
}

fn pid_in(home: &Home) -> u32 {
    std::fs::read_to_string(home.path("pid")).expect("a file").trim().parse().expect("a number")
}

#[test]
fn the_shell_stops_and_resumes_the_program() {
    let home = Home::new();
    let mut pty = under_a_shell(&home);
    pty.send("\x1a");
    resumed(&mut pty);
}

#[test]
fn a_stop_from_outside_gives_the_terminal_back_until_the_program_is_resumed() {
    let home = Home::new();
    let mut pty = under_a_shell(&home);
    signal(pid_in(&home), "TSTP");
    resumed(&mut pty);
}

#[test]
fn a_stop_that_cannot_be_caught_is_mended_when_the_program_is_resumed() {
    let home = Home::new();
    let mut pty = under_a_shell(&home);
    // What stops in the middle of a frame may have sent the beginning of a command to the terminal, which eats what comes next.
    let is_drawn = |screen: &vt100::Screen| {
        let contents = screen.contents();
        contents.contains("Enter answer") && contents.contains("? help") && !screen.hide_cursor()
    };
    pty.wait_until("the frame is drawn", |screen, _| is_drawn(screen));
    signal(pid_in(&home), "STOP");
    pty.wait_for("STOPPED").send("\n");
    pty.wait_until("the program's screen is back", |screen, _| {
        is_drawn(screen) && !screen.contents().contains("STOPPED")
    });
    pty.send("\r").wait_for("How long does one visit take?").send("q");
    pty.wait_for("ENDED");
    pty.assert_given_back();
}

#[test]
fn a_program_that_no_shell_could_resume_does_not_stop() {
    let home = Home::new();
    let mut pty = begun(&home);
    pty.signal("TSTP");
    pty.send("\x1a").wait_for("no shell is there to resume the program");
    pty.send("\r").wait_for("How long does one visit take?").send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_given_back();
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_reported() {
    if std::env::var_os(PART).is_some() {
        let _guard = archfit::tui::world::guard::Guard::new(true).expect("the terminal is taken");
        panic!("on purpose");
    }
    let home = Home::new();
    let mut command = CommandBuilder::new(std::env::current_exe().expect("this program"));
    home.surround(&mut command);
    command.env(PART, "panics");
    command.args(["--exact", "pty_terminal::a_panic_gives_the_terminal_back_before_it_is_reported", "--nocapture"]);
    let mut pty = Pty::spawn(command, 120, 40);
    pty.wait_for("on purpose");
    pty.exit_code();
    pty.assert_given_back();
}

/// Holds a terminal with a program on it, tells the program's process and waits to be killed.
#[test]
fn hold_a_terminal() {
    let Some(folder) = std::env::var_os(PART) else { return };
    // In a session of its own, the program gets no signal when its terminal goes away.
    let mut command = CommandBuilder::new("setsid");
    let home = Home::at(Path::new(&folder));
    let program = home.archfit(&[]);
    command.args(["--wait", "sh", "-c", "echo $$ > \"$0\"/pid; exec \"$@\""]);
    command.arg(&folder);
    command.args(program.get_argv());
    home.surround(&mut command);
    let mut pty = Pty::spawn(command, 80, 24);
    pty.wait_for("Kiosk workload").send("\r").in_file_order();
    std::fs::write(home.path("ready"), "").expect("a file");
    let _ = std::io::stdin().read(&mut [0]);
}

#[test]
fn the_program_ends_when_its_terminal_is_gone_even_without_a_signal() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut holder = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "pty_terminal::hold_a_terminal", "--nocapture"])
        .env(PART, folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the holder starts");
    wait_until("the program is on its terminal", || folder.path().join("ready").exists());
    let pid: u32 =
        std::fs::read_to_string(folder.path().join("pid")).expect("a file").trim().parse().expect("a number");
    assert!(is_running(pid));
    signal(holder.id(), "KILL");
    holder.wait().expect("the holder ends");
    wait_until("the program has ended", || !is_running(pid));
}
