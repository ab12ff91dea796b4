//! What every subcommand shares: the global options, the loaded library, and how results and complaints are written.

use std::io::Write;
use std::path::PathBuf;

use crate::load::{Library, Locations, load};

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
        Locations {
            questionnaires: self.globals.questionnaires.clone(),
            rules: self.globals.rules.clone(),
            templates: self.globals.templates.clone(),
            project: Some(self.project()),
            without_embedded: false,
        }
    }

    /// Loads the library.
    pub fn load(&self) -> Library {
        load(&self.locations())
    }

    /// Writes a result to stdout. A reader that went away is not an error.
    pub fn print(&self, text: &str) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            result => Ok(result?),
        }
    }

    /// Writes talk to stderr.
    pub fn say(&self, text: &str) {
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }

    /// Writes an error to stderr.
    pub fn complain(&self, error: &anyhow::Error) {
        self.say(&format!("error: {error:#}"));
    }
}
