//! The terminal's state: taken over at the start, given back at the end, however the end comes.
//!
//! Giving back is safe to do twice and from any thread, and goes on where a step of it fails.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::execute;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};

/// Whether the terminal is ours now.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Whether the terminal shall report the mouse while it is ours.
static MOUSE: AtomicBool = AtomicBool::new(false);
/// Whether the terminal was away since the last frame, so that it shows nothing of ours any more.
static STALE: AtomicBool = AtomicBool::new(false);
/// Held by whoever draws, and by the signals' thread while the program is stopped, so that no frame lands on the shell's screen.
static DRAWING: Mutex<()> = Mutex::new(());

/// Takes the terminal over.
pub fn take() -> std::io::Result<()> {
    restore_on_panic();
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    execute!(std::io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
    if MOUSE.load(Ordering::SeqCst) {
        execute!(std::io::stdout(), EnableMouseCapture)?;
    }
    Ok(())
}

/// Whether the terminal is ours.
pub fn is_taken() -> bool {
    TAKEN.load(Ordering::SeqCst)
}

/// Lets the terminal report the mouse, or not.
pub fn set_mouse(on: bool) -> std::io::Result<()> {
    if on == MOUSE.swap(on, Ordering::SeqCst) || !is_taken() {
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
    STALE.store(true, Ordering::SeqCst);
    let mut out = std::io::stdout();
    if MOUSE.load(Ordering::SeqCst) {
        let _ = execute!(out, DisableMouseCapture);
    }
    let _ = execute!(out, DisableBracketedPaste);
    let _ = execute!(out, LeaveAlternateScreen, Show);
    let _ = out.flush();
    let _ = disable_raw_mode();
}

/// Waits until nobody draws, and keeps everybody from it.
pub fn drawing() -> MutexGuard<'static, ()> {
    DRAWING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether the terminal was away since this was asked last: then the next frame is drawn in full.
pub fn was_away() -> bool {
    STALE.swap(false, Ordering::SeqCst)
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
        set_mouse(mouse)?;
        take()?;
        Ok(guard)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}
