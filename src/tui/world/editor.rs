//! The person's own editor, at a line of a file.

use std::ffi::OsString;
use std::path::Path;

/// Opens a file in the person's editor, at a line, and waits until that is closed.
pub fn edit(path: &Path, line: usize) -> std::io::Result<()> {
    let set = |name| std::env::var(name).ok().filter(|v| !v.trim().is_empty());
    let fallback = if cfg!(windows) { "notepad" } else { "vi" };
    run(&set("VISUAL").or_else(|| set("EDITOR")).unwrap_or_else(|| fallback.to_owned()), path, line)
}

/// Runs an editor as it is set.
fn run(command: &str, path: &Path, line: usize) -> std::io::Result<()> {
    let mut editor = if is_for_a_shell(command) {
        // As git does it: what follows are the shell's own arguments.
        let mut shell = std::process::Command::new("sh");
        shell.arg("-c").arg(format!("{command} \"$@\"")).arg(command);
        shell
    } else {
        let words = shell_words::split(command).map_err(|error| {
            std::io::Error::other(format!("cannot read `{command}`, the editor that is set: {error}"))
        })?;
        let Some((program, arguments)) = words.split_first() else {
            return Err(std::io::Error::other("the editor that is set has no name"));
        };
        let mut editor = std::process::Command::new(program);
        editor.args(arguments);
        editor
    };
    editor.args(line_arguments(&program_of(command), path, line));
    let status = editor.status().map_err(|error| std::io::Error::other(format!("cannot run `{command}`: {error}")))?;
    if status.success() { Ok(()) } else { Err(std::io::Error::other(format!("`{command}` ended with {status}"))) }
}

/// Whether a command says something to a shell, such as quotes, variables or an assignment before the program. On Windows there may be none.
fn is_for_a_shell(command: &str) -> bool {
    cfg!(not(windows)) && command.contains(|c: char| "|&;<>()$`\\\"'*?[#~=%\n".contains(c))
}

/// The program that a command runs, as far as it can be told.
fn program_of(command: &str) -> String {
    let words = shell_words::split(command).unwrap_or_default();
    words.into_iter().find(|word| !word.split('/').next().is_some_and(|name| name.contains('='))).unwrap_or_default()
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

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    use super::run;

    #[cfg(unix)]
    #[test]
    fn an_editor_is_what_a_shell_takes_it_for() {
        let folder = tempfile::Builder::new().prefix("with space ").tempdir().unwrap();
        let editor = folder.path().join("vi");
        let script = "#!/bin/sh\nprintf '%s|%s|%s|%s' \"$FOO\" \"$1\" \"$2\" \"$3\" > \"$0.out\"\n";
        std::fs::write(&editor, script).unwrap();
        let made = std::process::Command::new("chmod").arg("755").arg(&editor).status().unwrap();
        assert!(made.success());
        let file = folder.path().join("it's $(x).toml");
        let shown = editor.display();
        for (command, foo, first) in [
            (format!("'{shown}'"), "", None),
            (format!("FOO='a b' '{shown}' -n"), "a b", Some("-n")),
            (format!("D='{}'; \"$D/vi\"", folder.path().display()), "", None),
        ] {
            run(&command, &file, 7).unwrap();
            let said = std::fs::read_to_string(folder.path().join("vi.out")).unwrap();
            let first = first.map(|first| format!("{first}|")).unwrap_or_default();
            assert!(said.starts_with(&format!("{foo}|{first}+7|{}", file.display())), "{command}: {said}");
        }
        assert!(run("false", &file, 1).unwrap_err().to_string().contains("`false` ended with"));
        assert!(run("'unclosed", &file, 1).is_err());
        assert!(run("no-such-editor", &file, 1).unwrap_err().to_string().contains("cannot run"));
    }
}
