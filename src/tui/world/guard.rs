//! The terminal's state: taken over at the start, given back at the end, however the end comes.
//!
//! Giving back is safe to do twice and from any thread, and goes on where a step of it fails.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{Command, execute};

use crate::report::TEMPLATE_THREAD;

/// Whether the terminal is ours now.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Whether the terminal shall report the mouse while it is ours.
static MOUSE: AtomicBool = AtomicBool::new(false);
/// Whether the terminal was away since the last frame, so that it shows nothing of ours any more.
static STALE: AtomicBool = AtomicBool::new(false);
/// Held by whoever draws, and by the signals' thread while the program is stopped, so that no frame lands on the shell's screen.
static DRAWING: Mutex<()> = Mutex::new(());

/// Lets the terminal report clicks and the wheel, or nothing. Movements mean nothing here, and a busy program would find hundreds of
/// them before the next key.
struct ReportClicks(bool);

impl Command for ReportClicks {
    fn write_ansi(&self, f: &mut impl std::fmt::Write) -> std::fmt::Result {
        // Buttons, and their places beyond column 223.
        f.write_str(if self.0 { "\u{1b}[?1000h\u{1b}[?1006h" } else { "\u{1b}[?1006l\u{1b}[?1000l" })
    }

    #[cfg(windows)]
    fn execute_winapi(&self) -> std::io::Result<()> {
        use crossterm::event::{DisableMouseCapture, EnableMouseCapture};
        if self.0 { EnableMouseCapture.execute_winapi() } else { DisableMouseCapture.execute_winapi() }
    }

    #[cfg(windows)]
    fn is_ansi_code_supported(&self) -> bool {
        false
    }
}

/// Takes the terminal over.
pub fn take() -> std::io::Result<()> {
    restore_on_panic();
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    execute!(std::io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
    if MOUSE.load(Ordering::SeqCst) {
        execute!(std::io::stdout(), ReportClicks(true))?;
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
    if on { execute!(out, ReportClicks(true)) } else { execute!(out, ReportClicks(false)) }
}

/// Gives the terminal back, if it is ours.
pub fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    STALE.store(true, Ordering::SeqCst);
    let mut out = std::io::stdout();
    if MOUSE.load(Ordering::SeqCst) {
        let _ = execute!(out, ReportClicks(false));
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
            // It becomes an error, and the program goes on.
            if std::thread::current().name() == Some(TEMPLATE_THREAD) {
                return;
            }
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
