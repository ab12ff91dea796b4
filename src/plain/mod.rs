//! The interview line by line: for screen readers, terminals that can do nothing, pipes and scripts.
//!
//! The same questions, answers and results as on the screen, over any input and output. Knows sessions, the engine and reports;
//! knows nothing of terminals.

mod answer;
mod command;
mod console;
mod interview;
mod observed;
mod order;
mod outcome;
mod setup;
mod show;
mod start;

use std::io::{self, BufRead, Write};

use crate::load::Library;

use console::Console;
use interview::Interview;

pub use setup::{Ended, PlainError, Setup};

/// Holds an interview. A reader of the output that goes away ends it, as does the end of the input; no answer is lost by either, but
/// whoever is no longer there was shown nothing.
pub fn run(setup: &Setup, library: &mut Library, input: impl BufRead, output: impl Write) -> Result<Ended, PlainError> {
    let mut console = Console::new(input, output, setup.is_script);
    let mut observations = Vec::new();
    let held = start::session(setup, library, &mut console, &mut observations).and_then(|session| match session {
        Some(session) => Interview::new(setup, library, session, &mut console).knowing(observations).hold(),
        None => Ok(Ended::Fine),
    });
    match held {
        Err(PlainError::Console(error)) if error.kind() == io::ErrorKind::BrokenPipe => Err(PlainError::ReaderGone),
        held => held,
    }
}
