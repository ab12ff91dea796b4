//! What a record says for machines: enough to make the decision again and to say what changed since.
//!
//! It stands in the record itself, as a fenced TOML block, because front matter of one's own breaks other tools and a second file
//! gets lost. Every profile carries it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::value::{Date, Datetime};

use crate::model::{AnswersFile, Day, DecisionId, Effect, OutcomeKind, Revisit, RuleBase, Start, Withheld};
use crate::report::{DecisionReport, Report};

/// The first line within the fence.
const TABLE: &str = "[archfit]";

/// What a decision followed from when it was recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Replay {
    /// The questionnaire.
    pub questionnaire: String,
    /// The decision.
    pub decision: String,
    /// The option recorded.
    pub option: String,
    /// The option that led; the same unless the team chose otherwise.
    pub recommended: String,
    /// How it came out.
    pub outcome: OutcomeKind,
    /// The lead, in fit points.
    pub lead: f64,
    /// The answers file, from the record's folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<String>,
    /// The fingerprint of its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers_sha256: Option<String>,
    /// The version of the rule base.
    pub rules: String,
    /// The fingerprint of the rule base and the questionnaire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules_sha256: Option<String>,
    /// The files that the decision governs, as globs from the folder of the nearest `archfit.toml` or rules above the record, or the root of the repository.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<String>,
    /// Words by which it is found, where the record has no front matter for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// What asks for a revisit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revisit: Vec<Trigger>,
    /// The answers, as a person would type them.
    #[serde(default)]
    pub answered: BTreeMap<String, String>,
    /// How sure the answers are, in percent, where they are not certain.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sure: BTreeMap<String, u8>,
    /// The team's own weights.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub weights: BTreeMap<String, u32>,
    /// The rules that held, with their effect.
    #[serde(default)]
    pub held: BTreeMap<String, String>,
    /// What the rule base declared: starting points, weights, scales, and up to which lead it is too close to call.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub declared: BTreeMap<String, String>,
}

/// What asks for a revisit when it comes true.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Trigger {
    /// From this day on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Datetime>,
    /// When the answers meet this condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The option that would lead then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    archfit: Replay,
}

impl Replay {
    /// What there is to say about one decision of a report; the answers file is named by the record's writer.
    pub fn new(report: &Report, decision: &DecisionReport, file: &AnswersFile, base: &RuleBase) -> Option<Self> {
        let chosen = decision.chosen.as_ref()?;
        let answered = report.answers.iter().filter(|a| a.settled_by.is_none());
        let unsure = report.answers.iter().filter(|a| a.sure < 100);
        Some(Self {
            questionnaire: report.questionnaire.id.to_string(),
            decision: decision.decision.to_string(),
            option: chosen.option.to_string(),
            recommended: decision.winner.as_ref().unwrap_or(&chosen.option).to_string(),
            outcome: decision.outcome,
            lead: decision.lead,
            answers: None,
            answers_sha256: report.answers_file.sha256.clone(),
            rules: decision.version.clone(),
            rules_sha256: decision.rules_sha256.clone(),
            revisit: decision
                .flips
                .iter()
                .filter_map(flip_trigger)
                .chain(own_triggers(file, &base.decision.id))
                .collect(),
            answered: answered.map(|a| (a.question.to_string(), a.value.clone())).collect(),
            sure: unsure.map(|a| (a.question.to_string(), a.sure)).collect(),
            weights: file.weights.iter().map(|(id, weight)| (id.to_string(), *weight)).collect(),
            covers: Vec::new(),
            tags: Vec::new(),
            held: held(decision, base),
            declared: declared(base),
        })
    }

    /// The same where its fingerprints are some; an error that names the one that is none.
    fn sound(self) -> Result<Self, String> {
        let is_one = |taken: &String| taken.len() == 64 && taken.bytes().all(|b| b.is_ascii_hexdigit());
        let named = [("answers-sha256", &self.answers_sha256), ("rules-sha256", &self.rules_sha256)];
        let wrong = named.iter().find(|(_, taken)| taken.as_ref().is_some_and(|taken| !is_one(taken)));
        if let Some((name, _)) = wrong {
            return Err(format!("`{name}` is no fingerprint"));
        }
        // What is left out is compared with nothing.
        let missing = [
            ("answers-sha256", self.answers.is_some() && self.answers_sha256.is_none()),
            ("rules-sha256", self.rules_sha256.is_none()),
            ("[archfit.declared]", self.declared.is_empty()),
        ];
        if let Some((name, _)) = missing.iter().find(|(_, is_missing)| *is_missing) {
            return Err(format!("`{name}` is missing"));
        }
        // It would never ask for anything, and somebody relies on it.
        if self.revisit.iter().any(|trigger| trigger.on.is_none() && trigger.when.is_none()) {
            return Err("an entry of `revisit` has neither `on` nor `when`".to_owned());
        }
        Ok(self)
    }

    /// The block as it stands in a record, fences included.
    pub fn block(&self) -> String {
        let toml = toml::to_string(&Block { archfit: self.clone() }).unwrap_or_default();
        // The words stand before the fence: a comment inside would look like a heading to tools that read line by line.
        format!("What this decision follows from, for `archfit recheck`:\n\n```toml\n{}\n```\n", toml.trim_end())
    }
}

/// The least changes that make an option win; of several ways the first.
fn flip_trigger(flips: &crate::report::FlipsInfo) -> Option<Trigger> {
    let way = flips.ways.first()?;
    Some(Trigger { when: Some(way.when.clone()), option: Some(flips.option.to_string()), ..Trigger::default() })
}

/// The team's own reasons to decide again.
pub fn own_triggers<'a>(file: &'a AnswersFile, decision: &'a DecisionId) -> impl Iterator<Item = Trigger> + 'a {
    let concerns = move |revisit: &&Revisit| revisit.decision.as_ref().is_none_or(|named| named == decision);
    file.revisits.iter().filter(concerns).map(|revisit| Trigger {
        on: revisit.on.map(datetime),
        when: revisit.when.as_ref().map(|condition| condition.text.clone()),
        option: None,
        // One line, so that no text of a person can end the block early.
        because: revisit.because.as_ref().map(|why| why.split_whitespace().collect::<Vec<_>>().join(" ")),
    })
}

fn datetime(day: Day) -> Datetime {
    let date = Date { year: day.year as u16, month: day.month as u8, day: day.day as u8 };
    Datetime { date: Some(date), time: None, offset: None }
}

/// The rules that hold for certain, with what they do, so that a later run can name what changed.
pub fn held(decision: &DecisionReport, base: &RuleBase) -> BTreeMap<String, String> {
    let counting = decision.criteria.iter().flat_map(|c| &c.rules).filter(|r| r.chance >= 1.0).map(|r| &r.rule);
    let vetoing = decision.standings.iter().flat_map(|s| &s.bad).filter(|r| r.criterion.is_none() && r.chance >= 1.0);
    let weighing = decision.weighing.iter().filter(|info| info.chance >= 1.0).map(|info| &info.rule);
    let ids = counting.chain(vetoing.map(|r| &r.rule)).chain(weighing);
    let effect = |id: &crate::model::RuleId| {
        let rule = &base.rules[base.rule_idx(id.as_str())?.get()];
        Some((id.to_string(), effect(base, &rule.effect)))
    };
    ids.filter_map(effect).collect()
}

/// What a rule does, in words.
pub fn effect(base: &RuleBase, effect: &Effect) -> String {
    let option = |o: &crate::model::OptionIdx| base.options[o.get()].id.to_string();
    match effect {
        Effect::Points { criterion, points } => {
            let each: Vec<String> = points.iter().map(|(o, points)| format!("{} {points:+}", option(o))).collect();
            format!("{}: {}", base.criteria[criterion.get()].id, each.join(", "))
        }
        Effect::Weighs(added) => {
            let each: Vec<String> =
                added.iter().map(|(on, amount)| format!("{} {amount:+}", base.criteria[on.get()].id)).collect();
            format!("weighs {}", each.join(", "))
        }
        Effect::Excludes(options) => {
            format!("excludes {}", options.iter().map(option).collect::<Vec<_>>().join(", "))
        }
        Effect::Caution { .. } => "caution".to_owned(),
        Effect::Withholds { why: Withheld::NothingToDecide, .. } => "nothing to decide".to_owned(),
        Effect::Withholds { why: Withheld::OutOfScope, .. } => "out of scope".to_owned(),
    }
}

/// What a rule base declares beside its rules, by what it is about, so that a later run can name what changed.
pub fn declared(base: &RuleBase) -> BTreeMap<String, String> {
    let criteria = base.criteria.iter().map(|c| {
        (format!("criterion {}", c.id), format!("weight {}, scale {} to {}", c.weight, c.scale_low, c.scale_high))
    });
    let start = |start: &Start| format!("{} {:+}", base.criteria[start.criterion.get()].id, start.points);
    let options = base.options.iter().map(|option| {
        let starts: Vec<String> = option.base.iter().map(start).collect();
        let starts = if starts.is_empty() { "no points".to_owned() } else { starts.join(", ") };
        (format!("option {}", option.id), format!("starts with {starts}"))
    });
    let close = ("close-call".to_owned(), base.decision.close_call.to_string());
    criteria.chain(options).chain([close]).collect()
}

/// The sentence before the block.
const SENTENCE: &str = "What this decision follows from, for `archfit recheck`:";

/// The line, from 1, of the first sign that archfit wrote a record, whole or damaged.
pub fn trace(text: &str) -> Option<usize> {
    let signs = ["[archfit]", "[archfit", "[[archfit", "archfit]", "answers-sha256", "rules-sha256", SENTENCE];
    let shows = |line: &str| signs.iter().any(|sign| line.trim_start().starts_with(sign));
    text.lines().position(shows).map(|line| line + 1)
}

/// The text of the block in a record, without fences, and where it starts; `None` where the record has none.
pub fn find(text: &str) -> Option<&str> {
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&text.as_bytes()[from..], b"```toml") {
        let start = from + at + "```toml".len();
        let start = start + memchr::memchr(b'\n', &text.as_bytes()[start..])? + 1;
        let end = start + memchr::memmem::find(&text.as_bytes()[start..], b"\n```")?;
        let block = &text[start..end];
        let first = block.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
        if first == Some(TABLE) {
            return Some(block);
        }
        from = end;
    }
    None
}

/// A record's text before and after its block, the sentence and the fences left out as well; `None` where it has none.
pub fn without_block(text: &str) -> Option<(&str, &str)> {
    let block = find(text)?;
    let start = block.as_ptr() as usize - text.as_ptr() as usize;
    let before = text[..start].rfind("```toml").map_or(start, |fence| fence);
    let before = text[..before]
        .rfind(SENTENCE)
        .filter(|at| text[*at + SENTENCE.len()..before].trim().is_empty())
        .unwrap_or(before);
    let after = &text[start + block.len()..];
    let fence = after.find("```").map_or(0, |fence| fence + 3);
    Some((&text[..before], &after[fence..]))
}

/// Reads the block of a record. `None` where it has none; an error where it cannot be read.
pub fn read(text: &str) -> Option<Result<Replay, String>> {
    // A block cut out of a text with the line ends of Windows keeps the half of its last one.
    let block = find(text)?;
    let end = block.as_ptr() as usize - text.as_ptr() as usize + block.len();
    if find(&text[end..]).is_some() {
        return Some(Err("it holds two blocks".to_owned()));
    }
    let block = block.replace("\r\n", "\n");
    let block = block.trim_end_matches('\r');
    let first_line = |error: toml::de::Error| error.message().lines().next().unwrap_or_default().to_owned();
    let read = toml::from_str::<Block>(block).map(|block| block.archfit).map_err(first_line);
    Some(read.and_then(Replay::sound))
}
