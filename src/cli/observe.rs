//! `archfit observe`: what sources tell, which answers that proposes, and what those do.

mod render;
mod shown;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use anyhow::Context as _;

use super::check::day;
use super::context::{Context, Outcome};
use crate::adr::Config;
use crate::engine::Advisor;
use crate::load::{Library, ReadAnswers, read_answers};
use crate::model::{AnswersFile, Subject};
use crate::observe::effect::{effects, with};
use crate::observe::observation;
use crate::observe::proposal::{Proposal, Standing, propose};
use crate::observe::room::rooms;
use crate::observe::{Named, Source, around, observations_of, observe};
use crate::session::{Change, Session};
use shown::Shown;

/// Arguments of `observe`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  archfit observe access.log*                          a log with its rotated parts
  archfit observe . schema.sql --answers answers.toml  compare with what is answered
  archfit observe . --answers answers.toml --write     take the proposals over
  archfit observe -o observations.json                 the sources of archfit.toml, for CI

Exit code: 0 where nothing contradicts an answer, 1 where something does or a source told nothing.")]
pub struct Args {
    /// Logs, metrics, load tests, schemas, repositories; `-` is a log on standard input [default: the sources of archfit.toml]
    #[arg(value_name = "SOURCE")]
    sources: Vec<PathBuf>,
    /// Compare with this answers file
    #[arg(long, value_name = "ANSWERS.toml")]
    answers: Option<PathBuf>,
    /// The questionnaire to answer, where no answers file says so [default: the only one, or all that observe]
    #[arg(long, value_name = "ID", conflicts_with = "answers")]
    questionnaire: Option<String>,
    /// Take the proposals over into the answers file; a person's answers stay
    #[arg(long, requires = "answers")]
    write: bool,
    /// With --write: also in place of a person's answers
    #[arg(long, requires = "write")]
    replace: bool,
    /// How it is written
    #[arg(long, value_enum, default_value_t)]
    format: render::Format,
    /// Write the observations to this file, for `recheck --observations`
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The day of the observations [default: today]
    #[arg(long, value_name = "DAY")]
    today: Option<jiff::civil::Date>,
}

/// Runs `observe`.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Outcome> {
    let config = Config::find(&context.project())?;
    let today = day(args.today);
    let named = named(&args.sources, &config, context)?;
    let sources = observe(&named, today, &AtomicBool::new(false));
    let observations = observations_of(&sources);
    if let Some(path) = &args.output {
        let text = observation::to_json(&observations);
        crate::files::replace(path, text.as_bytes()).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    let mut library = context.load();
    let read =
        args.answers.as_deref().map(|path| super::opened::open_answers(path, &mut library, context)).transpose()?;
    let subject = match &read {
        Some(read) => Some(std::sync::Arc::clone(&read.subject)),
        None => subject(&library, args.questionnaire.as_deref())?,
    };
    let file = read.map_or_else(AnswersFile::default, |read: ReadAnswers| read.file);
    let Some(subject) = subject else {
        let shown = Shown::without_subject(&sources, &observations, &file);
        context.print(&render::render(&shown, args.format)?)?;
        return Ok(outcome(&sources, &[]));
    };
    let mut advisor = Advisor::new(subject.clone());
    let proposals = asked(propose(&subject.questionnaire, &observations, &file.answers), &file, &mut advisor);
    let all: Vec<&Proposal> = proposals.iter().filter(|proposal| proposal.standing != Standing::Same).collect();
    let after = with(&file, &all, &subject, args.replace || !args.write);
    let written = match (&args.answers, args.write) {
        (Some(path), true) => Some(write(path, &all, args.replace, &mut library)?),
        _ => None,
    };
    let single = proposals.iter().map(|one| effects(&mut advisor, &file, &with(&file, &[one], &subject, true)));
    let single = single.collect();
    let n_open = (open(&mut advisor, &file), open(&mut advisor, &after));
    let effects = effects(&mut advisor, &file, &after);
    let headroom = rooms(&proposals, &observations, &after, &advisor, || false);
    let shown = Shown {
        sources: &sources,
        observations: &observations,
        subject: Some(&subject),
        file: &file,
        proposals: &proposals,
        effects,
        headroom,
        n_open,
        written,
        single,
    };
    context.print(&render::render(&shown, args.format)?)?;
    Ok(outcome(&sources, &proposals))
}

fn outcome(sources: &[Source], proposals: &[Proposal]) -> Outcome {
    let is_refused = sources.iter().any(|source| source.told.is_err());
    let contradicts = proposals.iter().any(|proposal| proposal.standing == Standing::Contradicts);
    if is_refused || contradicts { Outcome::Finding } else { Outcome::Fine }
}

/// The sources named, or those of the settings.
pub fn named(paths: &[PathBuf], config: &Config, context: &Context) -> anyhow::Result<Vec<Named>> {
    let project = context.project();
    let folder = config.base_folder(&project);
    let mut configured: Vec<Vec<Named>> = Vec::new();
    for (at, source) in config.source.iter().enumerate() {
        let found = around::configured(source, folder);
        match (found, source.check()) {
            (Ok(found), _) => configured.push(found),
            // A pattern that fits no file matters only where its source is asked for.
            (Err(_), Ok(())) if !paths.is_empty() => {}
            (Err(why), _) => anyhow::bail!("`archfit.toml`, source {}: {why}", at + 1),
        }
    }
    if paths.is_empty() {
        anyhow::ensure!(
            !configured.is_empty(),
            "no source is named: name files or folders, or list them in `archfit.toml` under `[[source]]`"
        );
        return Ok(configured.into_iter().flatten().collect());
    }
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let config_of = |path: &Path| {
        let wanted = real(path)?;
        let is_it = |named: &&Named| real(&named.path).as_ref() == Some(&wanted);
        configured.iter().flatten().find(is_it)?.config.clone()
    };
    Ok(paths.iter().map(|path| Named { path: path.clone(), config: config_of(path) }).collect())
}

fn subject(library: &Library, wanted: Option<&str>) -> anyhow::Result<Option<std::sync::Arc<Subject>>> {
    let observes = |subject: &&std::sync::Arc<Subject>| {
        subject.questionnaire.questions.iter().any(|question| !question.observe.is_empty())
    };
    match wanted {
        Some(id) => {
            let found = library.subject(id).cloned();
            anyhow::ensure!(found.is_some(), "there is no questionnaire `{id}`; `archfit list` shows them");
            Ok(found)
        }
        None => Ok(library.subjects.iter().find(observes).cloned()),
    }
}

/// The proposals to questions that are asked, or may be, once all are taken over.
pub fn asked(proposals: Vec<Proposal>, file: &AnswersFile, advisor: &mut Advisor) -> Vec<Proposal> {
    let subject = advisor.subject().clone();
    let all: Vec<&Proposal> = proposals.iter().collect();
    let after = with(file, &all, &subject, true);
    let states = advisor.advise(&after).questions;
    let is_asked = |proposal: &Proposal| states[proposal.question.get()].applies != crate::engine::Applies::No;
    proposals.into_iter().filter(is_asked).collect()
}

fn open(advisor: &mut Advisor, file: &AnswersFile) -> usize {
    use crate::engine::{Applies, Known};
    let states = advisor.advise(file).questions;
    states.iter().filter(|s| s.applies != Applies::No && matches!(s.known, Known::Open | Known::Unknown)).count()
}

/// Writes proposals into an answers file; how many.
fn write(path: &Path, proposals: &[&Proposal], replace: bool, library: &mut Library) -> anyhow::Result<usize> {
    let mut session = Session::open(path, library)?;
    let mut n = 0;
    for proposal in proposals {
        let id = session.subject.questionnaire.questions[proposal.question.get()].id.clone();
        let before = session.file.answers.get(id.as_str()).cloned();
        // What a person answered stays, unless asked otherwise.
        if !replace && proposal.is_in_the_way_of(before.as_ref()) {
            continue;
        }
        session.apply(Change::Answer(id, Some(proposal.answer(before.as_ref()))))?;
        n += 1;
    }
    session.save()?;
    // Read again: what was written must be what is read.
    read_answers(path, library).map_err(|_| anyhow::anyhow!("`{}` cannot be read after writing", path.display()))?;
    Ok(n)
}
