//! A lens as its file says it, with where each part stands.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::condition::{Condition, parse};

/// Something wrong in a lens, and the byte of its file where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// Where.
    pub at: usize,
    /// What is wrong, and what becomes of it.
    pub said: String,
}

/// A lens.
#[derive(Clone, Debug)]
pub struct Lens {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    pub(super) pillars: Vec<Pillar>,
}

#[derive(Clone, Debug)]
pub(super) struct Pillar {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) questions: Vec<Question>,
}

#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) choices: Vec<Choice>,
    pub(super) rules: Vec<RiskRule>,
    pub(super) at: usize,
}

#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) id: String,
    pub(super) title: String,
    /// What it is, and what else there is to read about it.
    pub(super) help: Vec<String>,
    /// How to get there.
    pub(super) improve: Option<String>,
    /// Where that is written, or else what it is.
    pub(super) link: Option<String>,
    /// Whether it says that none of the others holds.
    pub(super) is_none: bool,
    pub(super) at: usize,
}

#[derive(Clone, Debug)]
pub(super) struct RiskRule {
    pub(super) condition: Condition,
    pub(super) risk: Risk,
    pub(super) at: usize,
}

/// How great a risk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(super) enum Risk {
    #[serde(rename = "NO_RISK")]
    None,
    #[serde(rename = "MEDIUM_RISK")]
    Medium,
    #[serde(rename = "HIGH_RISK")]
    High,
}

#[derive(Deserialize)]
struct RawLens {
    name: String,
    #[serde(default)]
    description: String,
    pillars: Vec<RawPillar>,
}

#[derive(Deserialize)]
struct RawPillar {
    id: String,
    name: String,
    questions: Vec<RawQuestion>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawQuestion {
    id: String,
    title: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    choices: Vec<RawChoice>,
    #[serde(default)]
    risk_rules: Vec<RawRule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawChoice {
    id: String,
    title: String,
    description: Option<String>,
    helpful_resource: Option<Resource>,
    improvement_plan: Option<Resource>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    display_text: Option<String>,
    url: Option<String>,
}

#[derive(Deserialize)]
struct RawRule {
    condition: String,
    risk: Risk,
}

/// Reads a lens. What is no JSON, or no lens, fails at its place; what can be left out is left out and said.
pub fn read(text: &str) -> Result<(Lens, Vec<Defect>), Defect> {
    if let Some(what) = no_object(text) {
        let at = text.len() - text.trim_start().len();
        return Err(Defect {
            at,
            said: format!("a lens is an object, `{{ \"name\": …, \"pillars\": [ … ] }}`, and this is {what}"),
        });
    }
    let raw: RawLens = serde_json::from_str(text).map_err(|error| broken(text, &error))?;
    if raw.pillars.iter().all(|pillar| pillar.questions.is_empty()) {
        let at = text.find("\"pillars\"").unwrap_or_default();
        let said = "this lens asks nothing: no pillar has a question, and a questionnaire asks at least one";
        return Err(Defect { at, said: said.to_owned() });
    }
    let mut defects = Vec::new();
    let mut places = Places { text, from: 0 };
    let pillars = raw.pillars.into_iter().map(|pillar| {
        let questions = pillar.questions.into_iter().map(|raw| question(raw, &mut places, &mut defects)).collect();
        Pillar { id: pillar.id, name: pillar.name, questions }
    });
    let mut pillars: Vec<Pillar> = pillars.collect();
    let mut seen = BTreeSet::new();
    for pillar in &mut pillars {
        pillar.questions.retain(|of| {
            let is_new = seen.insert(of.id.clone());
            let why = if !is_new {
                Some("stands twice in this lens; the second one is left out")
            } else if of.choices.is_empty() {
                Some("has no choices, so that nothing can be answered; it is left out")
            } else {
                None
            };
            defects.extend(why.map(|why| Defect { at: of.at, said: format!("the question `{}` {why}", of.id) }));
            why.is_none()
        });
    }
    if pillars.iter().all(|pillar| pillar.questions.is_empty()) {
        let at = text.find("\"pillars\"").unwrap_or_default();
        let said = "this lens asks nothing: none of its questions has choices, and a questionnaire asks at least one";
        return Err(Defect { at, said: said.to_owned() });
    }
    Ok((Lens { name: raw.name, description: raw.description, pillars }, defects))
}

fn question(raw: RawQuestion, places: &mut Places, defects: &mut Vec<Defect>) -> Question {
    let at = places.next(&raw.id);
    let mut choices: Vec<Choice> = Vec::new();
    for of in raw.choices {
        let at = places.within(&of.id);
        if choices.iter().any(|other| other.id == of.id) {
            let said = format!("the choice `{}` stands twice in `{}`; the second one is left out", of.id, raw.id);
            defects.push(Defect { at, said });
            continue;
        }
        let is_none = of.id.ends_with("_no") || of.title.trim().eq_ignore_ascii_case("none of these");
        let said = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let parts = |of: Option<Resource>| of.map_or((None, None), |of| (said(of.display_text), said(of.url)));
        let ((about, read), (improve, plan)) = (parts(of.helpful_resource), parts(of.improvement_plan));
        let (link, other) = if plan.is_some() { (plan, read) } else { (read, None) };
        let help = [said(of.description), about, other].into_iter().flatten().collect();
        choices.push(Choice { id: of.id, title: of.title, help, improve, link, is_none, at });
    }
    let mut rules = Vec::new();
    for rule in raw.risk_rules {
        let at = places.within(&rule.condition);
        let position = |word: &str| choices.iter().position(|choice| choice.id == word);
        match parse(&rule.condition, &position) {
            Ok(condition) => rules.push(RiskRule { condition, risk: rule.risk, at }),
            Err(problem) => {
                let said = format!("a rule of `{}` cannot be read: {problem}; the rule is left out", raw.id);
                defects.push(Defect { at, said });
            }
        }
    }
    Question { id: raw.id, title: raw.title, description: raw.description, choices, rules, at }
}

/// What a text is that is JSON and no object.
fn no_object(text: &str) -> Option<&'static str> {
    match serde_json::from_str(text).ok()? {
        serde_json::Value::Object(_) => None,
        serde_json::Value::Array(_) => Some("a list"),
        serde_json::Value::String(_) => Some("a text"),
        serde_json::Value::Null => Some("nothing"),
        serde_json::Value::Bool(_) | serde_json::Value::Number(_) => Some("a single value"),
    }
}

/// Where a file stops being JSON, or a lens.
fn broken(text: &str, error: &serde_json::Error) -> Defect {
    let line_start = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let at = (line_start + error.column().saturating_sub(1)).min(text.len());
    let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let word: String = text[at..].chars().take_while(|c| c.is_alphanumeric()).collect();
    let said = match word.as_str() {
        "NaN" | "Infinity" | "undefined" | "None" | "True" | "False" => {
            format!("`{word}` is no value of JSON; write `null`, or leave the key out")
        }
        _ => {
            let said = error.to_string();
            let said = said.split(" at line ").next().unwrap_or_default();
            format!("this is not read as a lens: {said}")
        }
    };
    Defect { at, said }
}

/// Finds texts in the order in which they stand.
struct Places<'t> {
    text: &'t str,
    from: usize,
}

impl Places<'_> {
    /// The next place of a text in quotes; what follows is looked for behind it.
    fn next(&mut self, said: &str) -> usize {
        self.from = self.within(said);
        self.from
    }

    /// The same, without going on behind it.
    fn within(&self, said: &str) -> usize {
        let quoted = serde_json::Value::from(said).to_string();
        let behind = (self.from + 1).min(self.text.len());
        let behind = (behind..=self.text.len()).find(|at| self.text.is_char_boundary(*at)).unwrap_or(behind);
        self.text[behind..].find(&quoted).map_or(self.from, |at| behind + at)
    }
}
