//! Two versions of one answers file merged by what they say, against the version that both come from: what git does by lines.

use std::collections::BTreeSet;

use super::merge::merge_answer;
use crate::model::{Answer, AnswersFile, CriterionId, DecisionId, Override, QuestionId, Revisit, Subject};

/// What became of two versions.
#[derive(Clone, Debug, PartialEq)]
pub struct ThreeWay {
    /// All changes of both sides. Where both changed one answer otherwise it stays as open as they leave it, with both as votes; of
    /// anything else that both changed, ours is kept.
    pub file: AnswersFile,
    /// What both sides changed otherwise, in words: people have to settle it.
    pub disputed: Vec<String>,
}

/// The names under which both sides' answers are kept as votes.
const SIDES: [&str; 2] = ["ours", "theirs"];

/// Merges two versions of a file.
pub fn three_way(subject: &Subject, base: &AnswersFile, ours: &AnswersFile, theirs: &AnswersFile) -> ThreeWay {
    let mut merged = ThreeWay { file: ours.clone(), disputed: Vec::new() };
    merged.answers(subject, base, theirs);
    merged.weights(base, theirs);
    merged.overrides(base, theirs);
    merged.file.revisits = united(&base.revisits, &ours.revisits, &theirs.revisits);
    let system = pick(&base.system, &ours.system, &theirs.system);
    merged.set("the name of the system", system, |file, system| file.system = system);
    let decisions = pick(&base.decisions, &ours.decisions, &theirs.decisions);
    merged.set("`decisions`", decisions, |file, decisions| file.decisions = decisions);
    merged
}

/// What comes of one thing: theirs where only they changed it, `None` where ours stays, an error where both changed it otherwise.
fn pick<T: Clone + PartialEq>(base: &T, ours: &T, theirs: &T) -> Result<Option<T>, ()> {
    match () {
        () if ours == theirs || theirs == base => Ok(None),
        () if ours == base => Ok(Some(theirs.clone())),
        () => Err(()),
    }
}

impl ThreeWay {
    fn set<T>(&mut self, what: &str, picked: Result<Option<T>, ()>, put: impl FnOnce(&mut AnswersFile, T)) {
        match picked {
            Ok(Some(theirs)) => put(&mut self.file, theirs),
            Ok(None) => {}
            Err(()) => self.disputed.push(format!("{what}: ours is kept")),
        }
    }

    fn answers(&mut self, subject: &Subject, base: &AnswersFile, theirs: &AnswersFile) {
        for question in &subject.questionnaire.questions {
            let of = |file: &AnswersFile| file.answers.get(question.id.as_str()).cloned();
            let ours = of(&self.file);
            match (pick(&of(base), &ours, &of(theirs)), ours, of(theirs)) {
                (Ok(None), ..) => {}
                (Ok(Some(theirs)), ..) => self.put_answer(&question.id, theirs),
                (Err(()), Some(ours), Some(theirs)) if ours.value != theirs.value => {
                    let both = merge_answer(question, &[(SIDES[0], &ours), (SIDES[1], &theirs)]);
                    self.put_answer(&question.id, Some(both));
                    self.disputed.push(format!(
                        "`{}`: both answers are kept as votes, and it is open between them",
                        question.id
                    ));
                }
                (Err(()), Some(ours), Some(theirs)) => {
                    // They agree on the answer; what they say about it is put together.
                    let votes = [ours.votes.clone(), theirs.votes.clone()].into_iter().flatten().collect();
                    let both = merge_answer(question, &[(SIDES[0], &ours), (SIDES[1], &theirs)]);
                    self.put_answer(&question.id, Some(Answer { votes, ..both }));
                }
                (Err(()), ours, theirs) => {
                    self.put_answer(&question.id, ours.or(theirs));
                    self.disputed.push(format!(
                        "`{}`: one side took the answer back, the other changed it; it is kept",
                        question.id
                    ));
                }
            }
        }
    }

    fn put_answer(&mut self, question: &QuestionId, answer: Option<Answer>) {
        match answer {
            Some(answer) => drop(self.file.answers.0.insert(question.clone(), answer)),
            None => drop(self.file.answers.0.remove(question)),
        }
    }

    fn weights(&mut self, base: &AnswersFile, theirs: &AnswersFile) {
        let files = [base, &self.file, theirs];
        let criteria: BTreeSet<CriterionId> = files.iter().flat_map(|file| file.weights.keys().cloned()).collect();
        for criterion in criteria {
            let of = |file: &AnswersFile| file.weights.get(&criterion).copied();
            let picked = pick(&of(base), &of(&self.file), &of(theirs));
            self.set(&format!("the weight of `{criterion}`"), picked, |file, weight| {
                match weight {
                    Some(weight) => file.weights.insert(criterion.clone(), weight),
                    None => file.weights.remove(&criterion),
                };
            });
            let votes = |file: &AnswersFile| file.weight_votes.get(&criterion).cloned().unwrap_or_default();
            let picked = pick(&votes(base), &votes(&self.file), &votes(theirs));
            self.set(&format!("the votes on the weight of `{criterion}`"), picked, |file, votes| {
                file.weight_votes.insert(criterion.clone(), votes);
            });
        }
    }

    fn overrides(&mut self, base: &AnswersFile, theirs: &AnswersFile) {
        let files = [base, &self.file, theirs];
        let all = files.iter().flat_map(|file| file.overrides.iter().map(|own| own.decision.clone()));
        for decision in all.collect::<BTreeSet<DecisionId>>() {
            let of = |file: &AnswersFile| file.overrides.iter().find(|own| own.decision == decision).cloned();
            let picked = pick(&of(base), &of(&self.file), &of(theirs));
            self.set(&format!("the override of `{decision}`"), picked, |file, own: Option<Override>| {
                file.overrides.retain(|own| own.decision != decision);
                file.overrides.extend(own);
            });
        }
    }
}

/// Every reason that one side added, and none that one side took out.
fn united(base: &[Revisit], ours: &[Revisit], theirs: &[Revisit]) -> Vec<Revisit> {
    let mut all: Vec<Revisit> = ours.to_vec();
    all.retain(|reason| theirs.contains(reason) || !base.contains(reason));
    all.extend(theirs.iter().filter(|reason| !base.contains(reason) && !ours.contains(reason)).cloned());
    all
}
