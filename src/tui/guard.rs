//! The terminal's state: taken over at the start, given back at the end, however the end comes.
//!
//! Giving back is safe to do twice and from any thread, and goes on where a step of it fails.

use std::io::Write;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::execute;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};

/// Whether the terminal is ours now.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Whether the terminal reports the mouse now.
static MOUSE: AtomicBool = AtomicBool::new(false);

/// Takes the terminal over.
pub fn take(mouse: bool) -> std::io::Result<()> {
    restore_on_panic();
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    execute!(std::io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
    set_mouse(mouse)
}

/// Lets the terminal report the mouse, or not.
pub fn set_mouse(on: bool) -> std::io::Result<()> {
    if on == MOUSE.swap(on, Ordering::SeqCst) {
        return Ok(());
    }
    let mut out = std::io::stdout();
    if on { execute!(out, EnableMouseCapture) } else { execute!(out, DisableMouseCapture) }
}

/// Gives the terminal back, if it is ours.
pub fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = std::io::stdout();
    if MOUSE.swap(false, Ordering::SeqCst) {
        let _ = execute!(out, DisableMouseCapture);
    }
    let _ = execute!(out, DisableBracketedPaste);
    let _ = execute!(out, LeaveAlternateScreen, Show);
    let _ = out.flush();
    let _ = disable_raw_mode();
}

/// Gives the terminal back before a panic is reported, so that the report can be read.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            give_back();
            report(info);
        }));
    });
}

/// Gives the terminal back when it goes out of scope.
pub struct Guard;

impl Guard {
    /// Takes the terminal over.
    pub fn new(mouse: bool) -> std::io::Result<Self> {
        let guard = Self;
        take(mouse)?;
        Ok(guard)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}
