//! Observations turned into answers as the questionnaire says, beside what stands there already.

use super::metrics::adds_up;
use super::observation::{Observation, Value};
use crate::load::parse_answer;
use crate::model::{
    Answer, AnswerSource, AnswerValue, Answers, ChoiceId, Mapping, Observe, Question, QuestionIdx, QuestionKind,
    Questionnaire, Tells,
};

/// An answer that a source proposes.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The question.
    pub question: QuestionIdx,
    /// The answer.
    pub value: AnswerValue,
    /// What it rests on.
    pub observation: Observation,
    /// What it does not say about this question.
    pub care: Option<String>,
    /// How it stands to the answer that is there.
    pub standing: Standing,
}

/// How a proposal stands to the answer that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is no answer, or "don't know".
    New,
    /// The answer says the same.
    Same,
    /// What was observed lies within the answer.
    Within,
    /// They overlap, and what was observed reaches further.
    Overlaps,
    /// They exclude each other.
    Contradicts,
}

impl Proposal {
    /// The answer as an answers file keeps it, a note and votes of the one before kept.
    pub fn answer(&self, before: Option<&Answer>) -> Answer {
        let source = AnswerSource {
            observed: Some(self.observation.measure.name.to_owned()),
            from: Some(self.observation.origin()),
            on: Some(self.observation.on),
            example: None,
        };
        let before = before.cloned().unwrap_or_else(|| Answer::plain(self.value.clone()));
        Answer { value: self.value.clone(), sure: 100, source, ..before }
    }

    /// Whether a person's answer stands in its way.
    pub fn is_in_the_way_of(&self, before: Option<&Answer>) -> bool {
        before.is_some_and(|before| before.source.observed.is_none() && before.value != AnswerValue::Unknown)
    }
}

/// The proposals for a questionnaire, in its order: for each question what the first of its measures says that was observed.
pub fn propose(questionnaire: &Questionnaire, observations: &[Observation], answers: &Answers) -> Vec<Proposal> {
    let mut proposals = Vec::new();
    for (position, question) in questionnaire.questions.iter().enumerate() {
        let found = question.observe.iter().find_map(|observe| {
            let of_measure = observations.iter().filter(|observed| observed.measure == observe.measure);
            let (value, observation) = one_of(of_measure, observe, question)?;
            Some((value, observation, observe.care.clone()))
        });
        let Some((value, observation, care)) = found else { continue };
        let standing = standing(answers.value(question.id.as_str()), &value, question);
        proposals.push(Proposal { question: QuestionIdx::from(position), value, observation, care, standing });
    }
    proposals
}

/// What several observations of one measure come to: the newest, and of those of the same day all of them together.
fn one_of<'a>(
    observations: impl Iterator<Item = &'a Observation>,
    observe: &Observe,
    question: &Question,
) -> Option<(AnswerValue, Observation)> {
    let all: Vec<&Observation> = observations.collect();
    let newest = all.iter().map(|observation| (observation.to.unwrap_or(observation.on), observation.on)).max()?;
    let same = all.into_iter().filter(|o| (o.to.unwrap_or(o.on), o.on) == newest);
    let mut joined: Option<Observation> = None;
    for observation in same {
        joined = Some(match joined {
            None => observation.clone(),
            Some(before) => join(before, observation),
        });
    }
    let joined = joined?;
    answer(&joined.value, observe, question).map(|value| (value, joined))
}

/// Two observations of one measure as one. Parts of a system that were seen in the same way, such as two logs, may carry as much as both
/// together; what was seen in two ways lies between them.
fn join(mut first: Observation, second: &Observation) -> Observation {
    let may_be_parts = first.source != second.source && first.method == second.method && adds_up(first.measure.name);
    match (&mut first.value, &second.value) {
        (Value::Number(low, high), Value::Number(l, h)) if may_be_parts => {
            (*low, *high) = (low.max(*l), *high + h);
            let said = "from several sources: as much as the greatest of them, up to all of them together";
            if !first.limits.iter().any(|limit| limit == said) {
                first.limits.push(said.to_owned());
            }
        }
        (Value::Number(low, high), Value::Number(l, h)) => (*low, *high) = (low.min(*l), high.max(*h)),
        (Value::Names(names), Value::Names(more)) => {
            for (name, n) in more {
                match names.iter_mut().find(|(known, _)| known == name) {
                    Some((_, count)) => *count += n,
                    None => names.push((name.clone(), *n)),
                }
            }
            names.sort();
        }
        _ => {}
    }
    if first.source != second.source {
        first.source = format!("{} and {}", first.source, second.source);
    }
    first.samples += second.samples;
    first
}

/// An observed value as an answer; `None` where it says nothing about the question.
fn answer(value: &Value, observe: &Observe, question: &Question) -> Option<AnswerValue> {
    let names = |names: &[(String, u64)]| -> Vec<String> {
        let counts = |name: &&String| !observe.leave_out.iter().any(|pattern| fits(pattern, name));
        names.iter().map(|(name, _)| name).filter(counts).cloned().collect()
    };
    match (value, &observe.mapping) {
        (Value::Number(low, high), Mapping::Number) => number(*low, *high, observe.tells, question),
        (Value::Number(low, high), Mapping::Bands(_)) => bands(*low, *high, observe),
        (Value::Names(all), Mapping::Bands(_)) => {
            let n = names(all).len() as f64;
            bands(n, n, observe)
        }
        (Value::Names(all), Mapping::Names(speak)) => spoken(&names(all), speak, question),
        _ => None,
    }
}

/// A number rounded outward, within what the question takes.
fn number(low: f64, high: f64, tells: Tells, question: &Question) -> Option<AnswerValue> {
    let spec = question.kind.number()?;
    let clamp = |number: f64| (number as i64).clamp(spec.min, spec.max);
    let (low, high) = match tells {
        Tells::Value => (clamp(low.floor()), clamp(high.ceil())),
        Tells::AtMost => (spec.min, clamp(high.ceil())),
        Tells::AtLeast => (clamp(low.floor()), spec.max),
    };
    Some(if low == high { AnswerValue::Number(low) } else { AnswerValue::Range(low, high) })
}

fn bands(low: f64, high: f64, observe: &Observe) -> Option<AnswerValue> {
    let Mapping::Bands(bands) = &observe.mapping else { return None };
    let at = |number: f64| bands.iter().position(|band| band.below.is_none_or(|below| number < below as f64));
    let mut choices: Vec<ChoiceId> = bands[at(low)?..=at(high)?].iter().map(|band| band.answer.clone()).collect();
    choices.dedup();
    Some(AnswerValue::OneOf(choices))
}

fn spoken(names: &[String], speak: &[(String, Vec<ChoiceId>)], question: &Question) -> Option<AnswerValue> {
    let is_spoken = |choice: &ChoiceId| {
        let of = |(pattern, choices): &&(String, Vec<ChoiceId>)| {
            choices.contains(choice) && names.iter().any(|name| fits(pattern, name))
        };
        speak.iter().find(of).is_some()
    };
    let spoken = question.kind.choices().iter().map(|choice| &choice.id).filter(|choice| is_spoken(choice));
    let mut choices: Vec<ChoiceId> = spoken.cloned().collect();
    // What is seen beside it speaks against a choice that holds only by itself.
    if question.kind.not_together(&choices).is_some() {
        let is_alone =
            |id: &ChoiceId| question.kind.choices().iter().any(|choice| choice.exclusive && choice.id == *id);
        choices.retain(|id| !is_alone(id));
    }
    match (&question.kind, choices.is_empty()) {
        (_, true) => None,
        (QuestionKind::Several { .. }, _) => Some(AnswerValue::Several(choices)),
        _ => Some(AnswerValue::OneOf(choices)),
    }
}

/// Whether a name fits a pattern in which `*` stands for anything; case does not count.
fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_lowercase(), name.to_lowercase());
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// The numbers that an answer allows.
pub fn numbers(value: &AnswerValue, question: &Question) -> Option<(i64, i64)> {
    let spec = question.kind.number()?;
    match value {
        AnswerValue::Number(number) => Some((*number, *number)),
        AnswerValue::Range(low, high) => Some((*low, *high)),
        AnswerValue::Band(id) => spec.bands.iter().find(|band| band.id == *id).map(|band| (band.from, band.to)),
        _ => None,
    }
}

/// How an observed answer stands to the one that is there.
pub fn standing(before: Option<&AnswerValue>, observed: &AnswerValue, question: &Question) -> Standing {
    let Some(before) = before.filter(|before| **before != AnswerValue::Unknown) else { return Standing::New };
    if before == observed {
        return Standing::Same;
    }
    if let (Some((low, high)), Some((l, h))) = (numbers(before, question), numbers(observed, question)) {
        return match () {
            () if low <= l && h <= high => Standing::Within,
            () if h < low || high < l => Standing::Contradicts,
            () => Standing::Overlaps,
        };
    }
    match (before, observed) {
        (AnswerValue::OneOf(before), AnswerValue::OneOf(observed)) => {
            let shared = observed.iter().filter(|choice| before.contains(choice)).count();
            match shared {
                0 => Standing::Contradicts,
                n if n == observed.len() => Standing::Within,
                _ => Standing::Overlaps,
            }
        }
        (AnswerValue::Several(before), AnswerValue::Several(observed)) => {
            // One place shows some of what there is: what it adds contradicts, what it lacks does not.
            if observed.iter().all(|choice| before.contains(choice)) { Standing::Within } else { Standing::Contradicts }
        }
        _ => Standing::Contradicts,
    }
}

/// A value written by a record or an answers file, as it is compared with what is observed.
pub fn read_value(text: &str, question: &Question) -> Option<AnswerValue> {
    parse_answer(text, question).ok()
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_in_a_pattern_stands_for_anything() {
        for (pattern, name, expected) in [
            ("auth_*", "auth_user", true),
            ("auth_*", "author", false),
            ("*", "", true),
            ("@a/*", "@a/core", true),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxcyyb", false),
            ("express", "Express", true),
            ("express", "expressly", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}
