//! What stands for what in two versions: names by their present names, and the variables and cells of the old answer space in the new one.

use super::entries::{EntryChange, Extent, entries};
use super::said::EntryKind;
use super::versions::Versions;
use crate::engine::meaning::compile::Compiled;
use crate::engine::meaning::variable::{Cells, Variable};
use crate::model::{
    AnswerValue, Answers, AnswersFile, ArchOption, DecisionId, OptionId, Override, Question, QuestionIdx, QuestionKind,
    Questionnaire,
};

/// Names of the version before by their present names, and the other way around: by alias, or because an entry means the same.
pub(super) struct Names {
    questions: Vec<(String, String)>,
    options: Vec<(OptionId, OptionId)>,
}

impl Names {
    pub(super) fn of(versions: &Versions) -> Self {
        let renamed: Vec<EntryChange> =
            entries(versions).into_iter().filter(|entry| matches!(entry.extent, Extent::Id(_))).collect();
        let of_kind = |kind: EntryKind| {
            let of_kind = renamed.iter().filter(move |entry| entry.kind == kind);
            of_kind.filter_map(|entry| match &entry.extent {
                Extent::Id(before) => Some((before.clone(), entry.id.clone())),
                _ => None,
            })
        };
        let questionnaire = &versions.after.0.questionnaire;
        let by_alias = questionnaire.aliases.iter().map(|(old, new)| (old.clone(), new.clone()));
        let options = of_kind(EntryKind::Option).map(|(old, new)| (old.as_str().into(), new.as_str().into()));
        let mut names =
            Self { questions: by_alias.chain(of_kind(EntryKind::Question)).collect(), options: options.collect() };
        names.add_parts(&versions.before.0.questionnaire, questionnaire);
        names
    }

    /// Takes a choice or band that is gone for the one that is new at its place, where there is one of each.
    fn add_parts(&mut self, old: &Questionnaire, new: &Questionnaire) {
        let renamed = old.questions.iter().filter_map(|before| {
            let now = new.question(self.question(before.id.as_str(), new))?;
            let was: Vec<&str> = parts(before).map(|part| self.part(now, part)).collect();
            let is: Vec<&str> = parts(now).collect();
            let mut gone = (0..was.len()).filter(|at| !is.contains(&was[*at]));
            let mut added = (0..is.len()).filter(|at| !was.contains(&is[*at]));
            let (at, place) = (gone.next()?, added.next()?);
            let is_same = at == place && was.len() == is.len() && gone.next().is_none() && added.next().is_none();
            is_same.then(|| (format!("{}.{}", now.id, was[at]), format!("{}.{}", now.id, is[at])))
        });
        let renamed: Vec<(String, String)> = renamed.collect();
        self.questions.extend(renamed);
    }

    /// The present name of a question of the version before; one that is there still has its own.
    pub(super) fn question<'b>(&'b self, old: &'b str, new: &Questionnaire) -> &'b str {
        if new.question(old).is_some() {
            return old;
        }
        self.questions.iter().find(|(before, _)| before == old).map_or(old, |(_, now)| now.as_str())
    }

    /// The present name of an option of the version before.
    pub(super) fn option(&self, versions: &Versions, old: &OptionId) -> OptionId {
        let found = self.options.iter().find(|(before, _)| before == old);
        found.map_or_else(|| versions.renamed(old), |(_, now)| now.clone())
    }

    /// Answers of today as the version before would have been told them.
    pub(super) fn before(&self, answers: &Answers, old: &Questionnaire, new: &Questionnaire) -> Answers {
        let mut told = Answers::default();
        for question in &old.questions {
            let now = self.question(question.id.as_str(), new);
            let (Some(answer), Some(declared)) = (answers.0.get(now), new.question(now)) else { continue };
            let mut answer = answer.clone();
            let part = |present: &str| {
                let mut parts = parts(question);
                parts.find(|old| self.part(declared, old) == present).unwrap_or(present).to_owned()
            };
            match &mut answer.value {
                AnswerValue::OneOf(ids) | AnswerValue::Several(ids) => {
                    ids.iter_mut().for_each(|id| *id = part(id.as_str()).as_str().into());
                }
                AnswerValue::Band(id) => *id = part(id.as_str()).as_str().into(),
                AnswerValue::Unknown | AnswerValue::Number(_) | AnswerValue::Range(..) => {}
            }
            told.0.insert(question.id.clone(), answer);
        }
        told
    }

    /// A file as the version before would have been told it: what it reads itself, and what stands there under names of today.
    pub(super) fn file_before(&self, versions: &Versions, read: &AnswersFile, now: &AnswersFile) -> AnswersFile {
        let ((old, _), (new, _)) = (versions.before, versions.after);
        let mut told = read.clone();
        for (question, answer) in self.before(&now.answers, &old.questionnaire, &new.questionnaire).0 {
            told.answers.0.entry(question).or_insert(answer);
        }
        let present = |decision: &DecisionId| new.rule_base_named(decision.as_str());
        for base in &old.rule_bases {
            let Some(of_today) = present(&base.decision.id) else { continue };
            for criterion in &base.criteria {
                let id = of_today.criterion_named(criterion.id.as_str()).map(|now| &of_today.criteria[now.get()].id);
                if let Some(weight) = id.and_then(|id| now.weights.get(id)) {
                    told.weights.entry(criterion.id.clone()).or_insert(*weight);
                }
            }
            let is_about = |own: &&Override| own.decision == of_today.decision.id;
            let is_read = told.overrides.iter().any(|own| own.decision == base.decision.id);
            if let Some(own) = now.overrides.iter().find(is_about).filter(|_| !is_read) {
                let is_it = |option: &&ArchOption| own.option == *of_today.present_option(option.id.as_str());
                let option = base.options.iter().find(is_it).map(|option| option.id.clone());
                let because = own.because.clone();
                told.overrides.extend(option.map(|option| Override {
                    decision: base.decision.id.clone(),
                    option,
                    because,
                }));
            }
            if now.decisions.contains(&of_today.decision.id) && !told.decisions.contains(&base.decision.id) {
                told.decisions.push(base.decision.id.clone());
            }
        }
        told
    }

    /// The present name of a choice or band of the version before, in a question of today.
    fn part<'b>(&'b self, now: &Question, old: &'b str) -> &'b str {
        if parts(now).any(|part| part == old) {
            return old;
        }
        let full = format!("{}.{old}", now.id);
        let renamed = self.questions.iter().find(|(before, _)| *before == full);
        renamed.and_then(|(_, now)| now.split_once('.')).map_or(old, |(_, part)| part)
    }
}

/// The choices or bands of a question.
fn parts(question: &Question) -> impl Iterator<Item = &str> {
    let bands = question.kind.number().into_iter().flat_map(|spec| &spec.bands).map(|band| band.id.as_str());
    question.kind.choices().iter().map(|choice| choice.id.as_str()).chain(bands)
}

/// A question of several choices that depend on each other in the new version: what its cells say of it there, the old version is told.
pub(super) struct Together {
    kind: QuestionKind,
    /// Its first variable in the new space.
    first: usize,
    /// Its variables in the old space, with the choice of the new version that each is about.
    old: Vec<(usize, Option<usize>)>,
}

impl Together {
    pub(super) fn all(old: (&Compiled, &Questionnaire), new: (&Compiled, &Questionnaire), names: &Names) -> Vec<Self> {
        let of = |before: QuestionIdx| {
            let declared = &old.1.questions[before.get()];
            let now = new.1.question_idx(names.question(declared.id.as_str(), new.1))?;
            let kind = new.1.questions[now.get()].kind.clone();
            let choice = |var: usize| {
                let Cells::Includes(choice) = old.0.space.variables[var].cells else { return None };
                let id = names.part(&new.1.questions[now.get()], declared.kind.choices()[choice].id.as_str());
                Some((var, kind.choices().iter().position(|other| other.id == *id)))
            };
            let old = old.0.space.variables_of(before).filter_map(choice).collect();
            let first = new.0.space.variables_of(now).start;
            kind.is_bound().then_some(Self { kind, first, old })
        };
        (0..old.1.questions.len()).map(QuestionIdx::from).filter_map(of).collect()
    }

    /// Whether the old version reads it.
    pub(super) fn is_read(&self, reads: &[usize]) -> bool {
        self.old.iter().any(|(var, _)| reads.contains(var))
    }

    /// Its variables in the new space.
    pub(super) fn vars(&self) -> std::ops::Range<usize> {
        self.first..self.first + self.kind.choices().len() + usize::from(!self.kind.stand_ins().is_empty())
    }

    /// Says in the old space what a point of the new one means: there the same cells may mean another answer.
    pub(super) fn tell(&self, new: &[u8], old: &mut [u8]) {
        let stand_ins = self.kind.stand_ins();
        let stands_in = stand_ins.first().map(|_| {
            let cell = usize::from(new[self.first + self.kind.choices().len()]);
            stand_ins[cell.min(stand_ins.len() - 1)]
        });
        let held = self.kind.held(|choice| new[self.first + choice] == 1, stands_in);
        for (var, choice) in &self.old {
            old[*var] = u8::from(choice.is_some_and(|choice| held.contains(&choice)));
        }
    }
}

/// For each variable of the old space: the variable of the new one, and for each of the new one's cells its own.
pub(super) struct VariableMap(pub(super) Vec<Option<(usize, Vec<Option<u8>>)>>);

impl VariableMap {
    pub(super) fn new(old: (&Compiled, &Questionnaire), new: (&Compiled, &Questionnaire), names: &Names) -> Self {
        let find = |variable: &Variable| {
            let id = old.1.questions[variable.question.get()].id.as_str();
            let id = names.question(id, new.1);
            let candidates = new.0.space.variables_of(new.1.question_idx(id)?);
            candidates.into_iter().find_map(|var| {
                let other = &new.0.space.variables[var];
                cells_between((variable, old.1), (other, new.1), names).map(|cells| (var, cells))
            })
        };
        Self(old.0.space.variables.iter().map(find).collect())
    }

    /// The variables of the old space that rules read and that nothing of the new one stands for.
    pub(super) fn gone(&self, reads: &[usize]) -> Vec<usize> {
        reads.iter().copied().filter(|old| self.0[*old].is_none()).collect()
    }

    /// The share of the old answers in which a question that rules read has an answer that it can no longer have.
    pub(super) fn no_longer_possible(&self, chances: &[Vec<f64>], reads: &[usize]) -> f64 {
        let still = |old: &usize| match &self.0[*old] {
            Some((_, cells)) => {
                let is_there = |cell: &usize| cells.contains(&Some(*cell as u8));
                (0..chances[*old].len()).filter(is_there).map(|cell| chances[*old][cell]).sum()
            }
            None => 1.0,
        };
        let left: f64 = reads.iter().map(still).product();
        let lost = 1.0 - left;
        if lost > 1e-9 { lost } else { 0.0 }
    }
}

/// For each cell of the new variable the old one's that means the same; nothing where the variables are of different kinds.
fn cells_between(
    old: (&Variable, &Questionnaire),
    new: (&Variable, &Questionnaire),
    names: &Names,
) -> Option<Vec<Option<u8>>> {
    let now = &new.1.questions[new.0.question.get()];
    // By their present names on both sides.
    let choices = |side: (&Variable, &'_ Questionnaire)| -> Vec<String> {
        let question = &side.1.questions[side.0.question.get()];
        question.kind.choices().iter().map(|choice| names.part(now, choice.id.as_str()).to_owned()).collect()
    };
    match (&old.0.cells, &new.0.cells) {
        (Cells::Choices(_), Cells::Choices(_)) => {
            let (old, new) = (choices(old), choices(new));
            Some(new.iter().map(|id| old.iter().position(|other| other == id).map(|cell| cell as u8)).collect())
        }
        (Cells::Includes(a), Cells::Includes(b)) if choices(old)[*a] == choices(new)[*b] => {
            Some(vec![Some(0), Some(1)])
        }
        (Cells::StandsIn(a), Cells::StandsIn(b)) => {
            let (old, new) = (choices(old), choices(new));
            let cell = |choice: &usize| a.iter().position(|other| old[*other] == new[*choice]).map(|cell| cell as u8);
            Some(b.iter().map(|choice| cell(choice).or(Some(0))).collect())
        }
        (Cells::Numbers(a), Cells::Numbers(b)) => {
            let around =
                |low: i64| a.iter().position(|cell| cell.low <= low && low <= cell.high).map(|cell| cell as u8);
            Some(b.iter().map(|cell| around(cell.reading)).collect())
        }
        _ => None,
    }
}
