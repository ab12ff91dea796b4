//! What is wrong with the risk rules of a lens, by looking at everything that may be chosen, as the lens means it: one choice at least,
//! and "none of these" alone.

use super::read::{Defect, Question, Risk};

/// Up to how many choices all that may be chosen is looked at.
const MAX_CHOICES: usize = 16;

/// What a question's rules come to.
pub(super) struct Risks {
    /// The risks that come up, the least first; all of them where there is too much to look at.
    pub(super) reached: Vec<Risk>,
}

/// Looks at every set of choices.
pub(super) fn look(question: &Question, defects: &mut Vec<Defect>) -> Risks {
    if question.rules.is_empty() {
        let said = format!("`{}` has no risk rule that can be read, and so no risk", question.id);
        defects.push(Defect { at: question.at, said });
        return Risks { reached: vec![Risk::None] };
    }
    for (position, choice) in question.choices.iter().enumerate().filter(|(_, choice)| !choice.is_none) {
        if !question.rules.iter().any(|rule| rule.condition.names(position)) {
            let said = format!("no rule of `{}` asks for the choice `{}`", question.id, choice.id);
            defects.push(Defect { at: choice.at, said });
        }
    }
    let plain: Vec<usize> = (0..question.choices.len()).filter(|at| !question.choices[*at].is_none).collect();
    if plain.len() > MAX_CHOICES {
        let said = format!(
            "`{}` has {} choices: whether all of its rules can be met was not looked at",
            question.id,
            plain.len()
        );
        defects.push(Defect { at: question.at, said });
        return Risks { reached: vec![Risk::None, Risk::Medium, Risk::High] };
    }
    let has_none = plain.len() < question.choices.len();
    let mut met = vec![false; question.rules.len()];
    let mut reached = Vec::new();
    let mut is_open = false;
    for set in 0..1_u32 << plain.len() {
        let chosen = |choice: usize| match plain.iter().position(|plain| *plain == choice) {
            Some(bit) => set >> bit & 1 == 1,
            None => set == 0,
        };
        let first = question.rules.iter().position(|rule| rule.condition.holds(&chosen));
        let risk = first.map_or(Risk::None, |rule| question.rules[rule].risk);
        if !reached.contains(&risk) {
            reached.push(risk);
        }
        // Nothing chosen at all is no answer in a lens that has no choice for it.
        if set > 0 || has_none {
            first.into_iter().for_each(|rule| met[rule] = true);
            is_open |= first.is_none();
        }
    }
    for (rule, _) in question.rules.iter().zip(met).filter(|(_, met)| !met) {
        let said = format!("this rule of `{}` is never the first that is met, whatever is chosen", question.id);
        defects.push(Defect { at: rule.at, said });
    }
    if is_open {
        let said = format!("`{}` has no `default`, and some choices meet no rule: they count as no risk", question.id);
        defects.push(Defect { at: question.at, said });
    }
    reached.sort_unstable();
    Risks { reached }
}
