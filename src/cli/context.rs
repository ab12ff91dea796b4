//! What every subcommand shares: the global options, the loaded library, and how results and complaints are written.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::diagnostic::harmless::{harmless, harmless_json};
use crate::diagnostic::render::{Format, Layout, render};
use crate::diagnostic::{Diagnostic, Sources};
use crate::load::{Absences, Library, Locations, load};

/// Options that every subcommand takes.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Files")]
pub struct Globals {
    /// Folder of questionnaires that override and add to the built-in ones
    #[arg(long, global = true, value_name = "DIR")]
    questionnaires: Option<PathBuf>,
    /// Folder of rule bases that override and add to the built-in ones
    #[arg(long, global = true, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// Folder of templates that override and add to the built-in ones
    #[arg(long, global = true, value_name = "DIR")]
    templates: Option<PathBuf>,
    /// The project decided for; its archfit/ folder overrides and adds [default: found upwards]
    #[arg(long, global = true, value_name = "DIR")]
    project: Option<PathBuf>,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    #[arg(help_heading = "Output")]
    color: Colour,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Colour {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How a subcommand ended, where it ended well enough to say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is fine: exit code 0.
    Fine,
    /// There is something to look at: exit code 1.
    Finding,
}

/// What a subcommand works with.
#[derive(Clone, Debug, Default)]
pub struct Context {
    globals: Globals,
}

impl Context {
    /// A context for these options.
    pub fn new(globals: Globals) -> Self {
        Self { globals }
    }

    /// The project decided for.
    pub fn project(&self) -> PathBuf {
        match &self.globals.project {
            Some(project) => project.clone(),
            None => Locations::project_of(&std::env::current_dir().unwrap_or_default()),
        }
    }

    /// Where to look for files.
    pub fn locations(&self) -> Locations {
        self.locations_in(&self.project())
    }

    /// Where to look for the files of a part of the project.
    pub fn locations_in(&self, part: &Path) -> Locations {
        self.locations_with(part, &mut Absences::default())
    }

    /// The same for one of several parts: git is asked once for all of them.
    pub fn locations_with(&self, part: &Path, absences: &mut Absences) -> Locations {
        Locations {
            questionnaires: self.globals.questionnaires.clone(),
            rules: self.globals.rules.clone(),
            templates: self.globals.templates.clone(),
            absent: absences.of_rules(part, relative),
            project: Some(relative(Locations::rules_of(part))),
            ..Locations::default()
        }
    }

    /// Loads the library.
    pub fn load(&self) -> Library {
        load(&self.locations())
    }

    /// Writes a result for people to stdout: whatever it quotes, nothing in it steers the terminal or a build service.
    pub fn print(&self, text: &str) -> anyhow::Result<()> {
        Self::write(&harmless(text))
    }

    /// Writes a result for programs to stdout: JSON and what is escaped by a grammar of its own.
    pub fn print_encoded(&self, text: &str) -> anyhow::Result<()> {
        Self::write(&harmless_json(text))
    }

    /// Writes text that goes back to where it came from, byte for byte.
    pub fn print_as_it_is(&self, text: &str) -> anyhow::Result<()> {
        Self::write(text)
    }

    /// A reader that went away is not an error.
    fn write(text: &str) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            result => Ok(result?),
        }
    }

    /// Writes findings to stdout: the result of a command that looks for them.
    pub fn print_findings(&self, findings: &[Diagnostic], sources: &Sources, format: Format) -> anyhow::Result<()> {
        let layout = self.layout(std::io::stdout().is_terminal());
        // What findings quote was made harmless where they were made; colours and workflow commands are meant.
        Self::write(&render(findings, sources, format, layout))
    }

    /// Writes findings to stderr: what a command with another result has to say about its files.
    pub fn say_findings(&self, findings: &[Diagnostic], sources: &Sources) {
        let layout = self.layout(std::io::stderr().is_terminal());
        let _ = write!(std::io::stderr().lock(), "{}", render(findings, sources, Format::Text, layout));
    }

    /// How text is laid out on a stream: as wide as the terminal, and coloured as asked for.
    pub fn layout(&self, is_terminal: bool) -> Layout {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let colour = match self.globals.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                let plain = is_set("NO_COLOR") || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
                !plain && (is_terminal || is_set("CLICOLOR_FORCE"))
            }
        };
        let width =
            if is_terminal { crossterm::terminal::size().map(|(width, _)| usize::from(width)).ok() } else { None };
        Layout { width: width.unwrap_or(Layout::default().width).max(40), colour }
    }

    /// Writes talk to stderr.
    pub fn say(&self, text: &str) {
        let _ = writeln!(std::io::stderr().lock(), "{}", harmless(text));
    }

    /// Writes an error to stderr, with its causes.
    pub fn complain(&self, error: &anyhow::Error) {
        self.say(&format!("error: {}", with_causes(error)));
    }
}

/// An error with its causes, those left out that the messages before them say already.
fn with_causes(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |said, cause| match said.as_str() {
        "" => cause,
        known if known.contains(&cause) => said,
        _ => format!("{said}: {cause}"),
    })
}

/// The present folder as `.`, so that paths under it are shown as people type them.
pub fn relative(folder: PathBuf) -> PathBuf {
    match std::env::current_dir() {
        Ok(present) if present == folder => PathBuf::from("."),
        _ => folder,
    }
}
