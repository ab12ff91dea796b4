//! The person's own editor, at a line of a file.

use std::ffi::OsString;
use std::path::Path;

/// Opens a file in the person's editor, at a line, and waits until that is closed.
pub fn edit(path: &Path, line: usize) -> std::io::Result<()> {
    let set = |name| std::env::var(name).ok().filter(|v| !v.trim().is_empty());
    let fallback = if cfg!(windows) { "notepad" } else { "vi" };
    let command = set("VISUAL").or_else(|| set("EDITOR")).unwrap_or_else(|| fallback.to_owned());
    // Quotes and backslashes as in a shell, where the variable was written.
    let words = shell_words::split(&command)
        .map_err(|error| std::io::Error::other(format!("cannot read `{command}`, the editor that is set: {error}")))?;
    let Some((program, arguments)) = words.split_first() else {
        return Err(std::io::Error::other("the editor that is set has no name"));
    };
    let mut editor = std::process::Command::new(program);
    editor.args(arguments).args(line_arguments(program, path, line));
    let status = editor.status().map_err(|error| std::io::Error::other(format!("cannot run `{program}`: {error}")))?;
    if status.success() { Ok(()) } else { Err(std::io::Error::other(format!("`{program}` ended with {status}"))) }
}

/// How an editor is told the line.
fn line_arguments(program: &str, path: &Path, line: usize) -> Vec<OsString> {
    let name = Path::new(program).file_stem().and_then(|n| n.to_str()).unwrap_or_default();
    let at = || OsString::from(format!("{}:{line}", path.display()));
    match name {
        "vi" | "vim" | "nvim" | "nano" | "emacs" | "emacsclient" | "kak" | "micro" | "ed" | "joe" => {
            vec![format!("+{line}").into(), path.into()]
        }
        "hx" | "helix" | "subl" | "zed" => vec![at()],
        "code" | "codium" | "cursor" => vec!["--wait".into(), "--goto".into(), at()],
        _ => vec![path.into()],
    }
}
