//! The small, commented example whose scenarios pass, that a new questionnaire or rule base begins from.

use crate::model::{Choice, Day, Question, QuestionKind, Questionnaire};

/// The files of a new questionnaire, by their paths under the layer's folder.
pub fn questionnaire(id: &str) -> Vec<(String, String)> {
    let text = include_str!("starter/questionnaire.toml").replace("\"NAME\"", &format!("\"{id}\""));
    vec![(format!("questionnaires/{id}.toml"), text)]
}

/// The files of a new rule base that reads the questionnaire of [`questionnaire`].
pub fn rule_base(id: &str, questionnaire: &str, today: Day) -> Vec<(String, String)> {
    let fill = |text: &str| {
        let text = text.replace("\"NAME\"", &format!("\"{id}\"")).replace("QUESTIONNAIRE", questionnaire);
        text.replace("TODAY", &today.to_string())
    };
    let files = [
        ("decision", include_str!("starter/decision.toml")),
        ("rules", include_str!("starter/rules.toml")),
        ("evidence", include_str!("starter/evidence.toml")),
        ("scenarios", include_str!("starter/scenarios.toml")),
    ];
    files.iter().map(|(name, text)| (format!("rules/{id}/{name}.toml"), fill(text))).collect()
}

/// The files of a new rule base that reads any other questionnaire: two options, told apart by its first question. `None` where it
/// asks nothing.
pub fn rule_base_for(id: &str, questionnaire: &Questionnaire, today: Day) -> Option<Vec<(String, String)>> {
    // The example needs the questions it was written for.
    let names = ["reads-per-second", "query-ms", "copies", "runs-already", "may-be-stale", "for-how-long"];
    if names.iter().all(|name| questionnaire.question(name).is_some()) && questionnaire.trait_idx("pressure").is_some()
    {
        return Some(rule_base(id, questionnaire.id.as_str(), today));
    }
    let always_asked = |question: &&Question| question.ask_if.is_none();
    let question = questionnaire.questions.iter().find(always_asked).or(questionnaire.questions.first())?;
    let [low, high] = sides(question);
    let text = include_str!("starter/other.toml");
    let text = text.replace("\"NAME\"", &format!("\"{id}\"")).replace("QUESTIONNAIRE", questionnaire.id.as_str());
    let text = text.replace("TODAY", &today.to_string()).replace("QUESTION", question.id.as_str());
    let text = text.replace("WHEN-LOW", &low.when).replace("WHEN-HIGH", &high.when);
    let text = text.replace("ANSWER-LOW", &low.answer).replace("ANSWER-HIGH", &high.answer);
    Some(vec![(format!("rules/{id}/{id}.toml"), text)])
}

/// A condition on a question, and an answer that satisfies it, as they are written.
struct Side {
    when: String,
    answer: String,
}

/// Two conditions that never hold together.
fn sides(question: &Question) -> [Side; 2] {
    let id = &question.id;
    let side = |when: String, answer: String| Side { when, answer };
    match &question.kind {
        QuestionKind::Choice { choices, .. } => {
            let equal = |choice: &Choice| side(format!("{id} == {}", choice.id), format!("\"{}\"", choice.id));
            [equal(&choices[0]), equal(&choices[choices.len() - 1])]
        }
        QuestionKind::Several { choices, .. } => {
            let includes = format!("{id} includes {}", choices[0].id);
            let other = choices.iter().skip(1).map(|choice| format!("[\"{}\"]", choice.id)).next().unwrap_or_default();
            let other = if question.kind.takes_none() { "[]".to_owned() } else { other };
            [side(format!("not {includes}"), other), side(includes, format!("[\"{}\"]", choices[0].id))]
        }
        QuestionKind::Number(spec) => {
            let middle = spec.bands.last().map_or(spec.min + (spec.max - spec.min) / 2 + 1, |band| band.from);
            let middle = middle.max(spec.min + 1);
            let low = side(format!("{id} < {middle}"), (middle - 1).to_string());
            [low, side(format!("{id} >= {middle}"), middle.to_string())]
        }
    }
}
