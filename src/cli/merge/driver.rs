//! Git's merge driver for answers files: two versions merged by what they say where lines do not merge.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::cli::context::{Context, Outcome};
use crate::diagnostic::Severity;
use crate::load::{Library, ReadAnswers, Source, read_answers_text, read_text};
use crate::model::{AnswersFile, CriterionId, DecisionId, QuestionId};
use crate::session::{Change, edited, is_editable};
use crate::team::three_way;

/// The three versions as git names them: what both come from, ours, which gets the result, and theirs.
pub struct Versions<'a> {
    base: &'a Path,
    ours: &'a Path,
    theirs: &'a Path,
    /// How the file is called in the repository.
    name: String,
}

impl<'a> Versions<'a> {
    /// The versions of a command line.
    pub fn new(files: &'a [OsString]) -> anyhow::Result<Self> {
        let [base, ours, theirs, rest @ ..] = files else {
            bail!("`--git` takes the three versions that git names: `archfit merge --git %O %A %B %P`");
        };
        anyhow::ensure!(
            rest.len() < 2,
            "`--git` takes three versions and the file's name: `archfit merge --git %O %A %B %P`"
        );
        let name = rest.first().unwrap_or(ours).to_string_lossy().into_owned();
        Ok(Self { base: Path::new(base), ours: Path::new(ours), theirs: Path::new(theirs), name })
    }

    /// Merges into our version. Where lines merge, so they are; else the answers are merged one by one.
    pub fn merge(&self, context: &Context) -> anyhow::Result<Outcome> {
        let by_lines = self.by_lines()?;
        let mut library = context.load();
        if let Some(text) = by_lines.clean.as_deref()
            && self.read(text, &mut library).is_some()
        {
            return self.write(text, Outcome::Fine);
        }
        let Some((text, disputed)) = self.by_answers(&mut library) else {
            context.say(&format!(
                "{}: these are not three versions of one answers file, so their lines were merged",
                self.name
            ));
            return self.write(&by_lines.text, if by_lines.clean.is_some() { Outcome::Fine } else { Outcome::Finding });
        };
        for dispute in &disputed {
            context.say(&format!("{}: both sides changed {dispute}", self.name));
        }
        if disputed.is_empty() {
            return self.write(&text, Outcome::Fine);
        }
        context.say(&format!("settle it in {}, then `git add` it", self.name));
        self.write(&text, Outcome::Finding)
    }

    fn write(&self, text: &str, outcome: Outcome) -> anyhow::Result<Outcome> {
        crate::files::replace(self.ours, text.as_bytes())
            .with_context(|| format!("cannot write `{}`", self.ours.display()))?;
        Ok(outcome)
    }

    /// What git makes of the lines.
    fn by_lines(&self) -> anyhow::Result<ByLines> {
        let output = Command::new("git")
            .args(["merge-file", "-p", "-L", "ours", "-L", "base", "-L", "theirs"])
            .args([self.ours, self.base, self.theirs])
            .output()
            .context("cannot run `git merge-file`")?;
        // The exit code counts the conflicts; from 128 on nothing was merged.
        let code = output.status.code().unwrap_or(255);
        anyhow::ensure!(code < 128, "`git merge-file` failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok(ByLines { clean: (code == 0).then(|| text.clone()), text })
    }

    fn read(&self, text: &str, library: &mut Library) -> Option<ReadAnswers> {
        let source = Source { name: self.name.clone(), path: None, text: text.to_owned() };
        let read = read_answers_text(source, library).ok()?;
        let is_whole = read.findings.iter().all(|finding| finding.severity != Severity::Error);
        (is_whole && is_editable(text)).then_some(read)
    }

    /// Our text with all that they changed, and what both changed otherwise; `None` where not all of the versions can be read as a whole.
    fn by_answers(&self, library: &mut Library) -> Option<(String, Vec<String>)> {
        let [base, ours, theirs] = [self.base, self.ours, self.theirs].map(|path| read_text(path).ok());
        let (text, base, theirs) = (ours?, self.read(&base?, library)?, self.read(&theirs?, library)?);
        let ours = self.read(&text, library)?;
        let subject = &ours.subject;
        let is_same = [&base, &theirs].iter().all(|other| other.file.questionnaire == ours.file.questionnaire);
        let has_same_prices = theirs.file.prices == base.file.prices || theirs.file.prices == ours.file.prices;
        if !is_same || !has_same_prices {
            return None;
        }
        let merged = three_way(subject, &base.file, &ours.file, &theirs.file);
        let mut state = ours.file.clone();
        let mut text = text;
        for change in changes(&ours.file, &merged.file) {
            text = edited(&text, &change, &state, subject);
            let read =
                read_answers_text(Source { name: self.name.clone(), path: None, text: text.clone() }, library).ok()?;
            state = read.file;
        }
        (state == merged.file).then_some((text, merged.disputed))
    }
}

/// What git made of lines.
struct ByLines {
    /// The text, with marks where lines conflict.
    text: String,
    /// The same where none do.
    clean: Option<String>,
}

/// The changes that lead from one state of a file to another.
fn changes(from: &AnswersFile, to: &AnswersFile) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut questions: Vec<&QuestionId> = from.answers.0.keys().chain(to.answers.0.keys()).collect();
    questions.sort();
    questions.dedup();
    for question in questions {
        let (before, after) = (from.answers.get(question.as_str()), to.answers.get(question.as_str()));
        if before != after {
            changes.push(Change::Answer(question.clone(), after.cloned()));
        }
    }
    let mut criteria: Vec<&CriterionId> = from.weights.keys().chain(to.weights.keys()).collect();
    criteria.extend(from.weight_votes.keys().chain(to.weight_votes.keys()));
    criteria.sort();
    criteria.dedup();
    for criterion in criteria {
        if from.weights.get(criterion) != to.weights.get(criterion) {
            changes.push(Change::Weight(criterion.clone(), to.weights.get(criterion).copied()));
        }
        let votes = to.weight_votes.get(criterion).cloned().unwrap_or_default();
        if from.weight_votes.get(criterion).cloned().unwrap_or_default() != votes {
            changes.push(Change::WeightVotes(criterion.clone(), votes));
        }
    }
    let decisions: Vec<&DecisionId> = from.overrides.iter().chain(&to.overrides).map(|own| &own.decision).collect();
    for decision in decisions {
        let of = |file: &AnswersFile| file.overrides.iter().find(|own| own.decision == *decision).cloned();
        if of(from) != of(to) {
            changes.push(Change::Override(decision.clone(), of(to)));
        }
    }
    if from.system != to.system {
        changes.push(Change::System(to.system.clone()));
    }
    if from.decisions != to.decisions {
        changes.push(Change::Decisions(to.decisions.clone()));
    }
    if from.revisits != to.revisits {
        changes.push(Change::Revisits(to.revisits.clone()));
    }
    changes
}
