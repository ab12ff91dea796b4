//! `archfit list`: the questionnaires and decisions there are.

use super::{Context, Outcome};

/// Arguments of `list`.
#[derive(Debug, Default, clap::Args)]
pub struct Args {}

/// Runs `list`.
pub fn run(_args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let library = context.load();
    for subject in &library.subjects {
        let questionnaire = &subject.questionnaire;
        context.print(&format!("{}  {}\n", questionnaire.id, questionnaire.title))?;
        for base in &subject.rule_bases {
            context.print(&format!("  {}  {}\n", base.decision.id, base.decision.ask))?;
        }
    }
    Ok(Outcome::Fine)
}
