//! The people whose answers files are named on the command line.

use std::ffi::OsString;

use super::context::Context;
use super::opened::warn_of_broken_files;
use crate::load::Library;
use crate::team::{People, PeopleError};

/// Reads the files, and says on stderr what does not fit.
pub fn read(files: &[OsString], library: &mut Library, context: &Context) -> anyhow::Result<People> {
    warn_of_broken_files(library, context);
    let read = People::read(files, library);
    let findings = match &read {
        Ok(people) => &people.findings,
        Err(PeopleError::Unusable { findings, .. }) => findings,
        Err(_) => &Vec::new(),
    };
    context.say_findings(findings, &library.sources);
    Ok(read?)
}
