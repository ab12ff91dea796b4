//! Answers kept as a scenario: what comes out today must come out tomorrow.

use anyhow::{Context as _, bail};

use super::context::{Context, Outcome};
use crate::audit::scenario_text::{home, kept};
use crate::files::replace;
use crate::load::{Library, ReadAnswers, is_id};

/// Adds the answers, with the option that leads and how it comes out, to the scenarios of a rule base.
pub(super) fn run(
    id: &str,
    read: &ReadAnswers,
    library: &Library,
    decision: Option<&str>,
    context: &Context,
) -> anyhow::Result<Outcome> {
    if !is_id(id) {
        bail!("`{id}` cannot be an id: a letter first, then letters, digits, `-` and `_`");
    }
    let (subject, file) = (&read.subject, &read.file);
    let named = |id: &str| file.decisions.is_empty() || file.decisions.iter().any(|decision| decision == id);
    let chosen = subject.rule_bases.iter().filter(|base| match decision {
        Some(decision) => base.decision.id == *decision,
        None => named(base.decision.id.as_str()) && home(library, base).is_some(),
    });
    let chosen: Vec<_> = chosen.collect();
    let [base] = chosen[..] else {
        let ids: Vec<String> = subject.rule_bases.iter().map(|base| format!("`{}`", base.decision.id)).collect();
        bail!("a scenario is of one decision; name it with `--decision`: {}", ids.join(", "));
    };
    let Some(path) = home(library, base) else {
        bail!("`{}` is built in; copy its folder into the project to add scenarios to it", base.decision.id);
    };
    if base.scenarios.iter().any(|scenario| scenario.id == *id) {
        bail!("`{}` has a scenario `{id}` already", base.decision.id);
    }
    let text = kept(id, file, subject, base);
    let before = if path.exists() {
        std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?
    } else {
        "format = 1\n".to_owned()
    };
    let gap = if before.ends_with('\n') { "\n" } else { "\n\n" };
    replace(&path, format!("{before}{gap}{text}").as_bytes())
        .with_context(|| format!("cannot write `{}`", path.display()))?;
    context.say(&format!("kept as the scenario `{id}` in {}", path.display()));
    Ok(Outcome::Fine)
}
