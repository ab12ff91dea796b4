//! What a rule does and reads, in a few words.

use crate::engine::meaning::order::{Step, reads};
use crate::model::{Effect, Expr, QuestionIdx, Questionnaire, RuleBase, Withheld};

/// What a rule does, in a few words.
pub fn effect(base: &RuleBase, effect: &Effect) -> String {
    match effect {
        Effect::Points { criterion, .. } => base.criteria[criterion.get()].name.clone(),
        Effect::Weighs(added) => {
            let names: Vec<&str> = added.iter().map(|(on, _)| base.criteria[on.get()].name.as_str()).collect();
            format!("the weight of {}", names.join(", "))
        }
        Effect::Excludes(options) => {
            let names: Vec<&str> = options.iter().map(|o| base.options[o.get()].name.as_str()).collect();
            format!("rules out {}", names.join(", "))
        }
        Effect::Caution { .. } => "a caution".to_owned(),
        Effect::Withholds { why: Withheld::NothingToDecide, .. } => "nothing to decide".to_owned(),
        Effect::Withholds { why: Withheld::OutOfScope, .. } => "out of scope".to_owned(),
    }
}

/// Whether a condition reads a question, itself or through a trait.
pub fn depends_on(expr: &Expr, question: QuestionIdx, questionnaire: &Questionnaire) -> bool {
    let mut found = Vec::new();
    reads(expr, questionnaire, &mut found);
    found.iter().any(|step| match step {
        Step::Question(read) => *read == question,
        Step::Trait(of) => questionnaire.traits[of.get()]
            .levels
            .iter()
            .filter_map(|level| level.when.as_ref())
            .any(|when| depends_on(&when.expr, question, questionnaire)),
    })
}
