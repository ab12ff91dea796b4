//! The real program on a pretended terminal: keys in, the screen as a terminal would show it out.

#![allow(clippy::allow_attributes, dead_code, reason = "each test file uses its own part")]

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long anything may take before the test says that it does not happen; far more than it takes.
const DEADLINE: Duration = Duration::from_secs(10);

/// What the terminal shows, and everything that was sent to it.
struct Shown {
    parser: vt100::Parser,
    bytes: Vec<u8>,
}

/// A program on a terminal.
pub struct Pty {
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    shown: Arc<(Mutex<Shown>, Condvar)>,
}

/// The folder of a test: state, project and files.
pub struct Home {
    folder: PathBuf,
    _kept: Option<tempfile::TempDir>,
}

impl Home {
    pub fn new() -> Self {
        let kept = tempfile::tempdir().expect("a folder");
        Self { folder: kept.path().to_owned(), _kept: Some(kept) }
    }

    /// A folder that somebody else looks after.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), _kept: None }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// `archfit` over the fixture's files, with these further arguments.
    pub fn archfit(&self, arguments: &[&str]) -> CommandBuilder {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tui");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_archfit"));
        command.args(arguments);
        command.arg("--questionnaires");
        command.arg(root.join("questionnaires"));
        command.arg("--rules");
        command.arg(root.join("rules"));
        self.surround(&mut command);
        command
    }

    /// The environment of a test: nothing of the person's who runs it.
    pub fn surround(&self, command: &mut CommandBuilder) {
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("TERM", "xterm-256color");
        command.env("ARCHFIT_STATE_DIR", self.path("state"));
        command.env("HOME", &self.folder);
        command.cwd(&self.folder);
    }

    /// The answers files in the state folder.
    pub fn answers_files(&self) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(self.path("state")) else { return Vec::new() };
        entries
            .filter_map(Result::ok)
            .map(|e| e.path())
            .filter(|p| p.extension().is_some_and(|e| e == "toml"))
            .collect()
    }

    /// The text of the only answers file; empty where there is none yet.
    pub fn answers(&self) -> String {
        self.answers_files().first().and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default()
    }
}

impl Pty {
    /// Starts a program on a terminal of this many columns and rows.
    pub fn spawn(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let shown = Shown { parser: vt100::Parser::new(some(rows), some(columns), 0), bytes: Vec::new() };
        let shown = Arc::new((Mutex::new(shown), Condvar::new()));
        let mut output = pair.master.try_clone_reader().expect("an output");
        let into = Arc::clone(&shown);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            loop {
                let n_read = output.read(&mut buffer).unwrap_or(0);
                let mut shown = into.0.lock().expect("nobody panics while reading");
                shown.parser.process(&buffer[..n_read]);
                shown.bytes.extend_from_slice(&buffer[..n_read]);
                into.1.notify_all();
                if n_read == 0 {
                    return;
                }
            }
        });
        let keys = pair.master.take_writer().expect("an input");
        Self { master: pair.master, keys, child, shown }
    }

    /// From the question that an interview opens on to the first in file order, and from there on in that order.
    pub fn in_file_order(&mut self) -> &mut Self {
        self.wait_for(" left").send("ov").wait_for("All questions").send("g\r").wait_for("question 1 of 6")
    }

    pub fn send(&mut self, keys: &str) -> &mut Self {
        self.keys.write_all(keys.as_bytes()).and_then(|()| self.keys.flush()).expect("the terminal takes keys");
        self
    }

    /// Waits until something holds for what is shown.
    pub fn wait_until(&self, what: &str, holds: impl Fn(&vt100::Screen, &[u8]) -> bool) {
        assert!(self.comes_to(DEADLINE, holds), "waited in vain until {what}:\n{}", self.contents());
    }

    /// Whether something holds for what is shown, in this time.
    pub fn comes_to(&self, time: Duration, holds: impl Fn(&vt100::Screen, &[u8]) -> bool) -> bool {
        let until = Instant::now() + time;
        let mut shown = self.shown.0.lock().expect("nobody panics while reading");
        while !holds(shown.parser.screen(), &shown.bytes) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            shown = self.shown.1.wait_timeout(shown, left).expect("nobody panics while reading").0;
        }
        true
    }

    pub fn wait_for(&mut self, text: &str) -> &mut Self {
        self.wait_until(&format!("`{text}` is shown"), |screen, _| screen.contents().contains(text));
        self
    }

    pub fn contents(&self) -> String {
        self.shown.0.lock().expect("nobody panics while reading").parser.screen().contents()
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.shown.0.lock().expect("nobody panics while reading").bytes.clone()
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.shown
            .0
            .lock()
            .expect("nobody panics while reading")
            .parser
            .screen_mut()
            .set_size(some(rows), some(columns));
        self.master.resize(size).expect("a resize");
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().expect("a process")
    }

    /// Sends a signal by its name.
    pub fn signal(&self, name: &str) {
        signal(self.pid(), name);
    }

    /// Whether the program has ended by now.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("a status").is_some()
    }

    /// Waits for the end and gives the exit code; for a program ended by a signal what a shell would say.
    pub fn exit_code(&mut self) -> u32 {
        let until = Instant::now() + DEADLINE;
        loop {
            if let Some(status) = self.child.try_wait().expect("a status") {
                return status.exit_code();
            }
            assert!(Instant::now() < until, "the program does not end:\n{}", self.contents());
            std::thread::yield_now();
        }
    }

    /// Asserts that the terminal is as it was before the program took it over.
    pub fn assert_given_back(&self) {
        self.wait_until("the main screen is back", |screen, _| {
            !screen.alternate_screen()
                && !screen.hide_cursor()
                && !screen.bracketed_paste()
                && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
        });
        let modes = self.master.get_termios().expect("the terminal's modes");
        let local = modes.local_flags.bits();
        let (canonical, echo) = (0o2, 0o10);
        assert_eq!(local & (canonical | echo), canonical | echo, "lines are read and echoed again");
    }
}

/// A number of rows or columns.
pub fn some(n: u16) -> std::num::NonZero<u16> {
    std::num::NonZero::new(n).expect("a terminal has rows and columns")
}

/// Waits until something holds.
pub fn wait_until(what: &str, holds: impl Fn() -> bool) {
    let until = Instant::now() + DEADLINE;
    while !holds() {
        assert!(Instant::now() < until, "waited in vain until {what}");
        std::thread::yield_now();
    }
}

/// Sends a signal to a process by its name.
pub fn signal(pid: u32, name: &str) {
    let status = std::process::Command::new("kill").args([&format!("-{name}"), &pid.to_string()]).status();
    assert!(status.expect("kill runs").success());
}

/// Whether a process is there and not only waiting to be looked after.
pub fn is_running(pid: u32) -> bool {
    let output = std::process::Command::new("ps").args(["-o", "stat=", "-p", &pid.to_string()]).output();
    let state = String::from_utf8(output.expect("ps runs").stdout).expect("a text");
    !state.trim().is_empty() && !state.trim().starts_with('Z')
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}
