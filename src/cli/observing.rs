//! What is observed, for commands that compare answers with it, or tell from it how long a decision holds.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use super::check::day;
use super::context::Context;
use super::observe::named;
use crate::adr::Config;
use crate::engine::Advisor;
use crate::load::{Library, ReadAnswers};
use crate::model::{Day, Reading};
use crate::observe::{Named, Observation, observe, room};
use crate::report::Report;

/// Where observations come from, for a command that tells how long decisions hold.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Observing {
    /// Read the sources of archfit.toml, say which answers they contradict, and how long each decision holds at the growth that they tell
    #[arg(long)]
    observe: bool,
    /// Say so from the observations of this file; from three on, over two weeks and more, growth is told
    #[arg(long, value_name = "FILE")]
    observations: Vec<PathBuf>,
}

impl Observing {
    /// Whether nothing is to be read.
    pub fn is_none(&self) -> bool {
        !self.observe && self.observations.is_empty()
    }

    /// Puts into a report which answers were observed otherwise, and how long its decisions hold.
    pub fn tell(
        &self,
        report: &mut Report,
        read: &ReadAnswers,
        library: &Library,
        context: &Context,
    ) -> anyhow::Result<()> {
        if self.is_none() {
            return Ok(());
        }
        let config = Config::find(&context.project())?;
        let observations = observations(self.observe, &self.observations, &config, day(None), context)?;
        concern_decisions(&observations, library)?;
        let advisor = Advisor::new(read.subject.clone());
        room::tell(report, &read.file, &observations, &advisor, || false);
        if report.decisions.iter().all(|decision| decision.growth.is_empty()) {
            context.say("note: what was observed tells no growth towards another option; growth is told from three observations on, over two weeks and more");
        }
        Ok(())
    }
}

/// Refuses observations that neither a question nor something to measure first asks for: a report would say nothing of them.
fn concern_decisions(observations: &[Observation], library: &Library) -> anyhow::Result<()> {
    let options = library.subjects.iter().flat_map(|subject| &subject.rule_bases).flat_map(|base| &base.options);
    let readings: Vec<Reading> = options.flat_map(|option| &option.measure).filter_map(|asked| asked.reading).collect();
    if observations.iter().any(|seen| readings.iter().any(|reading| reading.measure == seen.measure)) {
        return Ok(());
    }
    concern_questions(observations, true, library)
}

/// Refuses observations that no question asks for: no answer would be compared with them.
pub fn concern_questions(observations: &[Observation], is_asked_for: bool, library: &Library) -> anyhow::Result<()> {
    anyhow::ensure!(
        !is_asked_for || !observations.is_empty(),
        "nothing was observed, so nothing was compared; `archfit observe` shows what the sources tell"
    );
    let questions = || library.subjects.iter().flat_map(|subject| &subject.questionnaire.questions);
    let is_asked = |seen: &Observation| {
        questions().flat_map(|question| &question.observe).any(|asked| asked.measure == seen.measure)
    };
    let Some(first) = observations.first().filter(|_| !observations.iter().any(is_asked)) else { return Ok(()) };
    anyhow::bail!(
        "what was observed answers no question, so nothing was compared: `{}` for one; questions name their measures under `[[question.observe]]`",
        first.measure.name
    )
}

/// What is observed: by the sources of the settings, by files of observations, or not at all.
pub fn observations(
    from_settings: bool,
    files: &[PathBuf],
    config: &Config,
    today: Day,
    context: &Context,
) -> anyhow::Result<Vec<Observation>> {
    let mut sources = Vec::new();
    if from_settings {
        sources = named(&[], config, context)?;
    }
    sources.extend(files.iter().map(|path| Named { path: path.clone(), config: None }));
    let mut observations = Vec::new();
    for source in observe(&sources, today, &AtomicBool::new(false)) {
        match source.told {
            Ok(told) => {
                told.notes.iter().for_each(|note| context.say(&format!("{}: {note}", source.name)));
                observations.extend(told.observations);
            }
            // What was asked for and not looked at must not pass for fine.
            Err(why) => anyhow::bail!("`{}` tells nothing: {why}", source.name),
        }
    }
    Ok(observations)
}
