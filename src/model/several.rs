//! Which choices of a question may hold together, where several may: a choice that excludes the others, and at least one that has to hold.

use super::id::ChoiceId;
use super::questionnaire::{Choice, QuestionKind};

/// Why some choices cannot hold together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotTogether {
    /// The first one holds only by itself, and the second is there too.
    Excludes(ChoiceId, ChoiceId),
    /// None holds, and one has to.
    None,
}

impl QuestionKind {
    /// Whether the choices depend on each other: one holds only by itself, or one at least has to hold.
    pub fn is_bound(&self) -> bool {
        match self {
            Self::Several { choices, at_least_one } => *at_least_one || choices.iter().any(|choice| choice.exclusive),
            Self::Choice { .. } | Self::Number(_) => false,
        }
    }

    /// Whether no choice at all is an answer.
    pub fn takes_none(&self) -> bool {
        matches!(self, Self::Several { at_least_one: false, .. })
    }

    /// The choices that may stand in for none, where one at least has to hold: all that hold beside others.
    pub fn stand_ins(&self) -> Vec<usize> {
        match self {
            Self::Several { choices, at_least_one: true } => ordinary(choices).collect(),
            _ => Vec::new(),
        }
    }

    /// What holds where each choice is said or not, in whatever combination: of those that hold only by themselves the first one that is
    /// said, and nothing else; where nothing is said and one has to hold, the one that stands in.
    ///
    /// So every combination of cells of the choices' variables means an answer that a person may give.
    pub fn held(&self, is_said: impl Fn(usize) -> bool, stands_in: Option<usize>) -> Vec<usize> {
        let Self::Several { choices, at_least_one } = self else { return Vec::new() };
        if let Some(alone) = (0..choices.len()).find(|choice| choices[*choice].exclusive && is_said(*choice)) {
            return vec![alone];
        }
        let said: Vec<usize> = ordinary(choices).filter(|choice| is_said(*choice)).collect();
        if *at_least_one && said.is_empty() { stands_in.into_iter().collect() } else { said }
    }

    /// Why these choices cannot all be the answer, if they cannot.
    pub fn not_together(&self, chosen: &[ChoiceId]) -> Option<NotTogether> {
        let Self::Several { choices, at_least_one } = self else { return None };
        if *at_least_one && chosen.is_empty() {
            return Some(NotTogether::None);
        }
        let alone = choices.iter().find(|choice| choice.exclusive && chosen.contains(&choice.id))?;
        let other = chosen.iter().find(|other| **other != alone.id)?;
        Some(NotTogether::Excludes(alone.id.clone(), other.clone()))
    }

    /// Some choices with one more, and without those that do not hold beside it; both in declared order.
    #[must_use]
    pub fn with_choice(&self, chosen: &[ChoiceId], added: &ChoiceId) -> (Vec<ChoiceId>, Vec<ChoiceId>) {
        let is_several = matches!(self, Self::Several { .. });
        let is_alone =
            |id: &ChoiceId| is_several && self.choices().iter().any(|choice| choice.exclusive && choice.id == *id);
        let goes = |id: &ChoiceId| id != added && (is_alone(added) || is_alone(id));
        let (gone, mut kept): (Vec<ChoiceId>, Vec<ChoiceId>) = chosen.iter().cloned().partition(goes);
        if !kept.contains(added) {
            kept.push(added.clone());
        }
        kept.sort_by_key(|id| self.choices().iter().position(|choice| choice.id == *id));
        (kept, gone)
    }
}

fn ordinary(choices: &[Choice]) -> impl Iterator<Item = usize> {
    (0..choices.len()).filter(|choice| !choices[*choice].exclusive)
}
