//! Git's merge driver for answers files: two versions merged by what they say where lines do not merge.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};
use toml_edit::{Decor, DocumentMut, Item, RawString, Table};

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
        if state != merged.file {
            return None;
        }
        // What they say about a line beside its value goes along with it.
        let [base, theirs] = [self.base, self.theirs].map(|path| read_text(path).unwrap_or_default());
        let (text, lost) = with_comments(&text, &base, &theirs);
        let mut disputed = merged.disputed;
        disputed.extend(
            lost.into_iter().map(|comment| format!("the lines around their comment `{comment}`, which is left out")),
        );
        Some((text, disputed))
    }
}

/// A text with the comments that another one adds to what it comes from, above and behind the same keys; and those that found no place.
fn with_comments(text: &str, base: &str, other: &str) -> (String, Vec<String>) {
    let comments = |text: &str| -> Vec<String> {
        let own = text.lines().map(str::trim).filter(|line| line.starts_with('#'));
        own.map(str::to_owned).collect()
    };
    let (known, here) = (comments(base), comments(text));
    let is_new = |line: &str| line.starts_with('#') && !known.iter().chain(&here).any(|old| old == line);
    let parsed = (text.parse::<DocumentMut>(), other.parse::<DocumentMut>(), base.parse::<DocumentMut>());
    let (Ok(mut into), Ok(from), Ok(base)) = parsed else { return (text.to_owned(), Vec::new()) };
    add_comments(into.as_table_mut(), from.as_table(), Some(base.as_table()), &is_new);
    let text = into.to_string();
    let placed = comments(&text);
    let lost = comments(other).into_iter().filter(|line| is_new(line) && !placed.contains(line));
    (text, lost.collect())
}

/// Adds the comments of one table to those of another.
fn add_comments(into: &mut Table, from: &Table, base: Option<&Table>, is_new: &dyn Fn(&str) -> bool) {
    let above = |decor: &Decor| -> Vec<String> {
        let said = decor.prefix().and_then(RawString::as_str).unwrap_or_default();
        said.lines().map(str::trim).filter(|line| is_new(line)).map(str::to_owned).collect()
    };
    let put_above = |decor: &mut Decor, lines: Vec<String>| {
        if !lines.is_empty() {
            let before = decor.prefix().and_then(RawString::as_str).unwrap_or_default().to_owned();
            decor.set_prefix(format!("{before}{}\n", lines.join("\n")));
        }
    };
    let behind = |item: &Item| -> String {
        let said = item.as_value().and_then(|value| value.decor().suffix()).and_then(RawString::as_str);
        said.map(str::trim).unwrap_or_default().to_owned()
    };
    put_above(into.decor_mut(), above(from.decor()));
    for (name, item) in from {
        let lines = from.key(name).map(|key| above(key.leaf_decor())).unwrap_or_default();
        let inner = base.and_then(|base| base.get(name));
        let (said, before) = (behind(item), inner.map(behind).unwrap_or_default());
        if let Some(mut key) = into.key_mut(name) {
            put_above(key.leaf_decor_mut(), lines);
        }
        match (into.get_mut(name), item) {
            (Some(Item::Table(into)), Item::Table(from)) => {
                add_comments(into, from, inner.and_then(Item::as_table), is_new);
            }
            (Some(there), _) if said.starts_with('#') && said != before && behind(there).is_empty() => {
                there.as_value_mut().into_iter().for_each(|value| value.decor_mut().set_suffix(format!(" {said}")));
            }
            _ => {}
        }
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
