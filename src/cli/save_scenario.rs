//! Answers kept as a scenario: what comes out today must come out tomorrow.

use anyhow::Context as _;

use super::context::{Context, Outcome};
use crate::audit::scenario_text::{HEAD, added};
use crate::files::append;
use crate::load::{Library, ReadAnswers};

/// Adds the answers, with the option that leads and how it comes out, to the scenarios of a rule base.
pub(super) fn run(
    id: &str,
    read: &ReadAnswers,
    library: &Library,
    decision: Option<&str>,
    context: &Context,
) -> anyhow::Result<Outcome> {
    let added = added(id, &read.file, &read.subject, library, decision).map_err(anyhow::Error::msg)?;
    append(&added.path, HEAD, &added.text).with_context(|| format!("cannot write `{}`", added.path.display()))?;
    context.say(&format!("kept as the scenario `{id}` in {}", added.path.display()));
    Ok(Outcome::Fine)
}
