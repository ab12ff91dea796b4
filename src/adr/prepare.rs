//! New records of the decisions that answers lead to: as the person asks, else as the settings say, else as the folder has them.
//!
//! The one place where these three meet, for the command line, the line-by-line interview and the screen alike.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::config::{Config, FrontMatter};
use super::draft::{Draft, PROPOSED};
use super::folder::Folder;
use super::list::{PickError, Record, list, open};
use super::profile::Profile;
use super::replay::{self, Trigger};
use super::slug::slug;
use crate::load::{Source, read_text};
use crate::model::{AnswersFile, Day, DecisionId, Subject};
use crate::report::Report;
use crate::team::{dissents, is_against_most, led_by_votes, say};

/// What a person asks for about new records. What is absent is as the settings say.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The shape.
    pub profile: Option<Profile>,
    /// A template of the person's own in place of the profile's.
    pub template: Option<PathBuf>,
    /// The status.
    pub status: Option<String>,
    /// Who decides.
    pub deciders: Vec<String>,
    /// Whether the record tells everything, not the essence alone.
    pub full: bool,
}

/// How new records of a folder are written.
#[derive(Clone, Debug)]
pub struct Manner {
    /// The shape.
    pub profile: Profile,
    /// A template of the team's own in place of the profile's.
    pub template: Option<Source>,
    /// The status.
    pub status: String,
    /// Who decides.
    pub deciders: Vec<String>,
    /// Whether the record tells everything, not the essence alone.
    pub full: bool,
    /// More lines of front matter.
    pub front_matter: Vec<(String, FrontMatter)>,
    /// More reasons to decide again.
    pub revisit: Vec<Trigger>,
}

/// Why a template of the person's own is not used.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the template `{}`: {source}", path.display())]
pub struct TemplateError {
    /// Its file.
    pub path: PathBuf,
    /// What the system said.
    pub source: std::io::Error,
}

/// The records to be written, and what there is nothing to record of.
#[derive(Clone, Debug, Default)]
pub struct Drafts {
    /// One per decision, in the order of the report.
    pub drafts: Vec<Draft>,
    /// Decisions of which no option is left.
    pub without_option: Vec<DecisionId>,
}

impl Manner {
    /// As asked for, else as the settings say, else as the folder has it. A profile that is asked for goes before a template of
    /// the settings.
    pub fn new(config: &Config, folder: &Folder, asked: &Asked) -> Result<Self, TemplateError> {
        let settings = &config.adr;
        let template = settings.template.as_ref().filter(|_| asked.profile.is_none());
        let template = asked.template.as_ref().or(template).map(|path| own_template(path)).transpose()?;
        let deciders = if asked.deciders.is_empty() { &settings.deciders } else { &asked.deciders };
        let status = asked.status.as_ref().or(settings.status.as_ref());
        Ok(Self {
            profile: asked.profile.or(settings.profile).or_else(|| folder.convention()).unwrap_or_default(),
            template,
            status: status.map_or_else(|| PROPOSED.to_owned(), Clone::clone),
            deciders: deciders.clone(),
            full: asked.full,
            front_matter: settings.front_matter.clone().into_iter().collect(),
            revisit: settings.revisit.clone(),
        })
    }

    /// The name of the shape, to be said to the person.
    pub fn shape(&self) -> &str {
        self.template.as_ref().map_or_else(|| self.profile.name(), |own| &own.name)
    }

    /// A record of one decision. `None` where no option is left.
    pub fn draft(
        &self,
        report: &Report,
        decision: &DecisionId,
        subject: &Arc<Subject>,
        file: &AnswersFile,
        date: Day,
    ) -> Option<Draft> {
        let base = subject.rule_base(decision.as_str())?;
        let mut draft = Draft::new(report, decision.as_str(), file, base, date)?;
        draft.profile = self.profile;
        draft.template.clone_from(&self.template);
        draft.full = self.full;
        draft.status.clone_from(&self.status);
        draft.deciders.clone_from(&self.deciders);
        draft.extra_front_matter.clone_from(&self.front_matter);
        draft.replay.revisit.extend(self.revisit.iter().cloned());
        draft.dissent = dissents(subject, file, decision, draft.replay.option.as_str());
        draft.led = led(
            subject,
            file,
            decision,
            base.option_idx(&draft.replay.option).map(|at| base.options[at.get()].name.as_str()),
        );
        Some(draft)
    }

    /// A record of every decision of a report.
    pub fn drafts(&self, report: &Report, subject: &Arc<Subject>, file: &AnswersFile, date: Day) -> Drafts {
        let mut all = Drafts::default();
        for made in &report.decisions {
            match self.draft(report, &made.decision, subject, file, date) {
                Some(draft) => all.drafts.push(draft),
                None => all.without_option.push(made.decision.clone()),
            }
        }
        all
    }
}

/// Whose answers lead where, and whether most of them lead elsewhere than the record goes; nothing where all lead to it.
fn led(subject: &Arc<Subject>, file: &AnswersFile, decision: &DecisionId, chosen: Option<&str>) -> Option<String> {
    let groups = led_by_votes(subject, file, decision);
    let is_one = groups.iter().all(|group| group.option.as_deref() == chosen);
    let against = if is_against_most(&groups, chosen) { " That is not the option recorded here." } else { "" };
    (!is_one).then(|| format!("{}.{against}", say(&groups)))
}

fn own_template(path: &Path) -> Result<Source, TemplateError> {
    let text = read_text(path).map_err(|source| TemplateError { path: path.to_owned(), source })?;
    Ok(Source { name: path.display().to_string(), path: Some(path.to_owned()), text })
}

/// The records in force that decide what one of the drafts decides, so that nobody leaves two of them by mistake.
pub fn earlier(folder: &Folder, drafts: &[Draft]) -> Result<Vec<Record>, PickError> {
    if !folder.path.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for record in list(folder)?.into_iter().filter(|record| record.replays && record.is_live()) {
        let there = replay::read(&open(folder, &record)?.text).and_then(Result::ok);
        if there.is_some_and(|there| drafts.iter().any(|draft| draft.replay.decision == there.decision)) {
            found.push(record);
        }
    }
    Ok(found)
}

/// Whether an answers file lies in the project, where the readers of a record that names it have it too.
pub fn is_within(project: &Path, answers: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    real(answers).starts_with(real(project))
}

/// A place that is not taken for an answers file beside the records that come of it.
pub fn place_for_answers(folder: &Folder, file: &AnswersFile) -> PathBuf {
    let name = slug(file.system.as_deref().unwrap_or(file.questionnaire.as_str()));
    let numbered = (2..).map(|n| folder.path.join(format!("{name}-{n}.toml")));
    let mut paths = std::iter::once(folder.path.join(format!("{name}.toml"))).chain(numbered);
    paths.find(|path| path.symlink_metadata().is_err()).unwrap_or_default()
}
