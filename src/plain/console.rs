//! Lines in, lines out: nothing but text, so that a screen reader, a pipe or a script can follow. Knows nothing of interviews.

use std::io::{self, BufRead, Read as _, Write};

use crate::diagnostic::harmless::{harmless, harmless_line};

/// The longest line read; what is longer is no answer.
const MAX_LINE: u64 = 64 * 1024;

/// The columns of a line, at most, unless one word takes more.
pub const WIDTH: usize = 78;

/// A line wrapped between words; the lines it goes on in stand two columns further in than it begins.
fn wrapped(line: &str) -> String {
    let indent = line.len() - line.trim_start().len();
    let further = format!("\n{}", " ".repeat(indent + 2));
    let mut out = " ".repeat(indent);
    let mut column = indent;
    for (n, word) in line.split_whitespace().enumerate() {
        let wide = unicode_width::UnicodeWidthStr::width(word);
        if n > 0 && column + 1 + wide > WIDTH {
            out.push_str(&further);
            column = indent + 2;
        } else if n > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += wide;
    }
    out
}

/// Where lines come from and where they go.
pub struct Console<R, W> {
    input: R,
    output: W,
    /// Repeat what was read, for a transcript that can be followed where nobody types.
    echo: bool,
}

impl<R: BufRead, W: Write> Console<R, W> {
    /// A console over an input and an output.
    pub fn new(input: R, output: W, echo: bool) -> Self {
        Self { input, output, echo }
    }

    /// Writes a line, or several, each wrapped between words; what goes on is indented with it.
    pub fn say(&mut self, text: &str) -> io::Result<()> {
        let lines: Vec<String> = text.split('\n').map(wrapped).collect();
        self.say_as_it_is(&lines.join("\n"))
    }

    /// Writes what has its lines already. What could come from a file steers neither a terminal nor a build service.
    pub fn say_as_it_is(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.output, "{}", harmless(text))
    }

    /// Asks for a line. `None`: the input has ended.
    pub fn ask(&mut self, prompt: &str) -> io::Result<Option<String>> {
        write!(self.output, "{}> ", harmless_line(prompt))?;
        self.output.flush()?;
        let line = self.read_line()?;
        match &line {
            Some(line) if self.echo => self.say_as_it_is(line)?,
            None => self.say("")?,
            Some(_) => {}
        }
        Ok(line)
    }

    fn read_line(&mut self) -> io::Result<Option<String>> {
        let mut bytes = Vec::new();
        self.input.by_ref().take(MAX_LINE).read_until(b'\n', &mut bytes)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        if bytes.len() as u64 == MAX_LINE && bytes.last() != Some(&b'\n') {
            self.skip_line()?;
        }
        Ok(Some(String::from_utf8_lossy(&bytes).trim().to_owned()))
    }

    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let chunk = self.input.fill_buf()?;
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let (used, is_done) = end.map_or((chunk.len(), chunk.is_empty()), |at| (at + 1, true));
            self.input.consume(used);
            if is_done {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_wrapped_between_words_and_go_on_further_in() {
        let long = format!("  {}", "word ".repeat(40));
        let lines: Vec<String> = wrapped(&long).lines().map(str::to_owned).collect();
        assert!(lines.len() > 2 && lines.iter().all(|line| line.len() <= WIDTH), "{lines:?}");
        assert!(lines[0].starts_with("  word") && lines[1].starts_with("    word"));
        let path = format!("Kept in {}", "x".repeat(100));
        assert_eq!(wrapped(&path), format!("Kept in\n  {}", "x".repeat(100)));
        assert_eq!(wrapped(""), "");
    }
}
