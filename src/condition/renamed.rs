//! A condition written with earlier names, in present ones: what the aliases of a questionnaire are for outside its own files.

use super::lexer::{Kind, tokenise};
use crate::model::Questionnaire;

/// The condition with every old name of a question, quantity, trait, choice, band or level replaced by the present one. A condition
/// that cannot be cut into words stays as it is.
pub fn renamed(text: &str, questionnaire: &Questionnaire) -> String {
    let Ok(tokens) = tokenise(text) else { return text.to_owned() };
    let alias = |name: &str| questionnaire.aliases.get(name).map(String::as_str);
    let mut changed = String::with_capacity(text.len());
    let (mut done, mut subject) = (0, String::new());
    for token in tokens {
        let Kind::Word(word) = &token.kind else { continue };
        let part = alias(&format!("{subject}.{word}")).and_then(|new| new.split_once('.'));
        let new = match part {
            Some((_, part)) => part,
            None => alias(word).unwrap_or(word),
        };
        // A word that is no value names what the values after it belong to.
        if part.is_none() && is_subject(new, questionnaire) {
            new.clone_into(&mut subject);
        }
        if new != word {
            changed.push_str(&text[done..token.span.start]);
            changed.push_str(new);
            done = token.span.end;
        }
    }
    changed.push_str(&text[done..]);
    changed
}

fn is_subject(name: &str, questionnaire: &Questionnaire) -> bool {
    questionnaire.question(name).is_some()
        || questionnaire.quantities.iter().any(|quantity| quantity.id == *name)
        || questionnaire.traits.iter().any(|level| level.id == *name)
}
