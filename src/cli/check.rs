//! `archfit check`: what is wrong with questionnaires and rule bases.

use super::{Context, Outcome};

/// Arguments of `check`.
#[derive(Debug, Default, clap::Args)]
pub struct Args {}

/// Runs `check`.
pub fn run(_args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let library = context.load();
    let mut findings = library.diagnostics.clone();
    findings.extend(library.subjects.iter().flat_map(|subject| crate::audit::lint::lint(subject, None)));
    for finding in &findings {
        let place = &finding.labels[0].place;
        let source = library.sources.get(place.file);
        let line = source.text[..place.span.start.min(source.text.len())].matches('\n').count() + 1;
        let help = finding.help.as_deref().unwrap_or_default();
        context.print(&format!(
            "{}:{line}: {:?}: {} [{}]; {help}\n",
            source.name, finding.severity, finding.title, finding.code
        ))?;
    }
    Ok(if findings.is_empty() { Outcome::Fine } else { Outcome::Finding })
}
