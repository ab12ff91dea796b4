//! The terminal's clipboard.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crossterm::clipboard::CopyToClipboard;

/// Sends a text to the clipboard: to that of tmux, which hands it on to its terminal's, or to the terminal's own.
///
/// tmux lets programs set the clipboard only where its `set-clipboard` is `on`, which it is not by itself, and says nothing where it
/// does not; what it is told by its own command it takes always.
pub fn copy(text: &str) -> std::io::Result<()> {
    let in_tmux = std::env::var_os("TMUX").is_some_and(|socket| !socket.is_empty());
    if in_tmux && give_to_tmux(text).unwrap_or(false) {
        return Ok(());
    }
    crossterm::execute!(std::io::stdout(), CopyToClipboard::to_clipboard_from(text))
}

/// Whether tmux took it.
fn give_to_tmux(text: &str) -> std::io::Result<bool> {
    let mut tmux = Command::new("tmux");
    tmux.args(["load-buffer", "-w", "-"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut tmux = tmux.spawn()?;
    if let Some(mut input) = tmux.stdin.take() {
        input.write_all(text.as_bytes())?;
    }
    Ok(tmux.wait()?.success())
}
