//! A lens as a questionnaire and a rule base.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::condition::Condition;
use super::defects::{Risks, look};
use super::names::{Named, Names, free_id};
use super::read::{Defect, Lens, Pillar, Question, Risk};

/// What a risk counts in the rule base.
const POINTS: [(Risk, &str, i64); 2] = [(Risk::High, "high", 3), (Risk::Medium, "medium", 1)];

/// The files that a lens becomes, by their paths under the layer's folder.
pub type Files = Vec<(String, String)>;

/// What a lens became.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// The files.
    pub files: Files,
    /// What is wrong with the lens's rules.
    pub defects: Vec<Defect>,
    /// Whether there is a rule base: it takes two things to begin with that can stand differently.
    pub has_rules: bool,
}

/// The files of a lens under this id. `origin` is where it can be read.
pub fn files(lens: &Lens, id: &str, names: &Names, origin: Option<&str>) -> Written {
    let mut defects = Vec::new();
    let risks: Vec<Vec<Risks>> = lens
        .pillars
        .iter()
        .map(|of| of.questions.iter().map(|question| look(question, &mut defects)).collect())
        .collect();
    let mut files = vec![(format!("questionnaires/{id}.toml"), questionnaire(lens, id, names, &risks))];
    let rules = rule_base(lens, id, names, &risks, origin);
    let has_rules = rules.is_some();
    files.extend(rules.map(|text| (format!("rules/{id}-first/{id}-first.toml"), text)));
    Written { files, defects, has_rules }
}

fn string(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    toml_edit::Value::from(line.join(" ")).to_string()
}

fn questionnaire(lens: &Lens, id: &str, names: &Names, risks: &[Vec<Risks>]) -> String {
    let mut text = format!("format = 1\nid = \"{id}\"\ntitle = {}\n", string(&lens.name));
    if !lens.description.trim().is_empty() {
        let _ = writeln!(text, "about = {}", string(&lens.description));
    }
    for (pillar, risks) in lens.pillars.iter().zip(risks) {
        for (question, risks) in pillar.questions.iter().zip(risks) {
            let named = names.question(&question.id);
            self::question(&mut text, pillar, question, named);
            levels(&mut text, question, named, risks);
        }
    }
    text
}

fn question(text: &mut String, pillar: &Pillar, question: &Question, named: &Named) {
    let (id, section, ask) = (&named.id, string(&pillar.name), string(&question.title));
    let _ = write!(text, "\n[[question]]\nid = \"{id}\"\nsection = {section}\nask = {ask}\n");
    if !question.description.trim().is_empty() {
        let _ = writeln!(text, "help = {}", string(&question.description));
    }
    // That none of several holds is a choice of its own where the lens has one, and else an empty answer.
    let is_several = alternative(question, named).is_none();
    let has_none = question.choices.iter().any(|choice| choice.is_none);
    let head = match (is_several, has_none) {
        (true, true) => "several = true\nat-least = 1\nchoices = [\n",
        (true, false) => "several = true\nchoices = [\n",
        (false, _) => "choices = [\n",
    };
    text.push_str(head);
    for choice in question.choices.iter().filter(|choice| is_several || !choice.is_none) {
        let _ = write!(text, "  {{ id = \"{}\", label = {}", named.choice(&choice.id), string(&choice.title));
        if !choice.help.is_empty() {
            let _ = write!(text, ", help = {}", string(&choice.help.join(" ")));
        }
        for (key, said) in [("improve", &choice.improve), ("link", &choice.link)] {
            if let Some(said) = said {
                let _ = write!(text, ", {key} = {}", string(said));
            }
        }
        text.push_str(if choice.is_none { ", exclusive = true },\n" } else { " },\n" });
    }
    if let Some((id, label)) = alternative(question, named) {
        let _ = writeln!(text, "  {{ id = \"{id}\", label = {} }},", string(label));
    }
    text.push_str("]\n");
}

/// What is chosen instead where there is only one thing to choose.
fn alternative<'q>(question: &'q Question, named: &'q Named) -> Option<(&'q str, &'q str)> {
    let n_plain = question.choices.iter().filter(|choice| !choice.is_none).count();
    let none = question.choices.iter().find(|choice| choice.is_none);
    let none = none.map_or(("not-so", "No"), |choice| (named.choice(&choice.id), choice.title.as_str()));
    (n_plain == 1).then_some(none)
}

/// The risk of a question as a trait.
fn levels(text: &mut String, question: &Question, named: &Named, risks: &Risks) {
    if risks.reached.len() < 2 {
        return;
    }
    let lowest = *risks.reached.first().unwrap_or(&Risk::None);
    let _ = write!(text, "\n[[trait]]\nid = \"{}-risk\"\nname = {}\n", named.id, string(&question.title));
    let _ = writeln!(text, "otherwise = \"{}\"\nlevels = [", word(lowest));
    for risk in risks.reached.iter().rev().filter(|risk| **risk != lowest) {
        let when = condition(question, named, *risk).unwrap_or_default();
        let _ = writeln!(text, "  {{ id = \"{}\", when = \"{when}\" }},", word(*risk));
    }
    text.push_str("]\n");
}

fn word(risk: Risk) -> &'static str {
    POINTS.iter().find(|(of, ..)| *of == risk).map_or("none", |(_, word, _)| word)
}

/// When the first rule that is met has this risk.
fn condition(question: &Question, named: &Named, risk: Risk) -> Option<String> {
    let mut any = Vec::new();
    for (at, rule) in question.rules.iter().enumerate().filter(|(_, rule)| rule.risk == risk) {
        let earlier = question.rules[..at].iter().filter(|other| other.risk != risk);
        let mut all: Vec<Condition> = earlier.map(|other| Condition::Not(Box::new(other.condition.clone()))).collect();
        if rule.condition != Condition::Always {
            all.insert(0, rule.condition.clone());
        }
        any.push(if all.len() == 1 { all.remove(0) } else { Condition::All(all) });
    }
    let whole = if any.len() == 1 { any.remove(0) } else { Condition::Any(any) };
    let alternative = alternative(question, named);
    let verb = if alternative.is_some() { "==" } else { "includes" };
    whole.written(&|choice: usize| format!("{} {verb} {}", named.id, named.choice(&question.choices[choice].id)))
}

/// One of the things to begin with: a pillar, or where there is only one, a question of it.
struct Part<'l> {
    /// Its id as an option; absent where its name makes one.
    id: Option<&'l str>,
    name: &'l str,
    /// What it is called in the lens.
    known_as: &'l str,
    questions: Vec<(&'l Question, &'l Risks)>,
}

impl Part<'_> {
    /// What its risks come to at least, or at most.
    fn worth(&self, risk: fn(&Risks) -> Option<&Risk>) -> i64 {
        self.questions.iter().filter_map(|(_, of)| risk(of)).map(|risk| worth(*risk)).sum()
    }

    /// What its risks come to whatever is chosen.
    fn always(&self) -> i64 {
        let only = self.questions.iter().filter(|(_, of)| of.reached.len() == 1);
        only.map(|(_, of)| worth(of.reached[0])).sum()
    }
}

fn worth(risk: Risk) -> i64 {
    POINTS.iter().find(|(of, ..)| *of == risk).map_or(0, |(.., points)| *points)
}

/// What there is to begin with.
fn parts<'l>(lens: &'l Lens, names: &'l Names, risks: &'l [Vec<Risks>]) -> Vec<Part<'l>> {
    let asking = lens.pillars.iter().zip(risks).filter(|(pillar, _)| !pillar.questions.is_empty());
    let pillars: Vec<(&Pillar, &Vec<Risks>)> = asking.collect();
    let [(pillar, risks)] = pillars[..] else {
        let part = |(pillar, risks): &(&'l Pillar, &'l Vec<Risks>)| Part {
            id: None,
            name: &pillar.name,
            known_as: &pillar.id,
            questions: pillar.questions.iter().zip(*risks).collect(),
        };
        return pillars.iter().map(part).collect();
    };
    let part = |(question, risks): (&'l Question, &'l Risks)| Part {
        id: Some(&names.question(&question.id).id),
        name: &question.title,
        known_as: &question.id,
        questions: vec![(question, risks)],
    };
    let all = pillar.questions.iter().zip(risks).map(part);
    all.filter(|part| part.worth(|of| of.reached.last()) > 0).collect()
}

/// Where to begin: with which pillar, or with which question of the only one; nothing where only one thing can be named, or all stand alike
/// whatever is chosen.
fn rule_base(lens: &Lens, id: &str, names: &Names, risks: &[Vec<Risks>], origin: Option<&str>) -> Option<String> {
    let parts = parts(lens, names, risks);
    let low = parts.iter().map(|part| part.worth(|of| of.reached.first())).min()?;
    let high = parts.iter().map(|part| part.worth(|of| of.reached.last())).max()?;
    if parts.len() < 2 || low == high {
        return None;
    }
    let mut text = format!(
        "format = 1\n\n[decision]\nid = \"{id}-first\"\ntitle = {}\nask = \"Which part should be improved first?\"\nquestionnaire = \"{id}\"\nversion = \"1\"\n\n\
         [[criterion]]\nid = \"risk\"\nname = \"Risk\"\nabout = \"What high and medium risks come to.\"\nweight = 100\nscale = [{low}, {high}]\n",
        string(&format!("{}: where to begin", lens.name))
    );
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut options = Vec::new();
    for part in &parts {
        let named = || free_id(part.name, &taken.iter().map(String::as_str).collect());
        let option = part.id.map_or_else(named, str::to_owned);
        taken.insert(option.clone());
        let name = string(part.name);
        let summary = string(&format!("Begin with the risks of {} ({}).", part.name, part.known_as));
        let _ = write!(text, "\n[[option]]\nid = \"{option}\"\nname = {name}\nsummary = {summary}\n");
        // A risk that is there whatever is chosen is no rule's.
        if part.always() > 0 {
            let _ = writeln!(text, "base = {{ risk = {} }}", part.always());
        }
        options.push(option);
    }
    for (part, option) in parts.iter().zip(&options) {
        for (question, risks) in part.questions.iter().filter(|(_, risks)| risks.reached.len() > 1) {
            let named = &names.question(&question.id).id;
            for (_, word, points) in POINTS.iter().filter(|(risk, ..)| risks.reached.contains(risk)) {
                let because = string(&format!("A {word} risk: {}.", question.title.trim_end_matches('.')));
                let _ = write!(
                    text,
                    "\n[[rule]]\nid = \"{named}-{word}\"\nwhen = \"{named}-risk == {word}\"\ncriterion = \"risk\"\npoints = {{ {option} = {points} }}\nbecause = {because}\nevidence = [\"lens\"]\n"
                );
            }
        }
    }
    let _ = write!(text, "\n[[evidence]]\nid = \"lens\"\nkind = \"documentation\"\ntitle = {}\n", string(&lens.name));
    if let Some(origin) = origin {
        let _ = writeln!(text, "link = {}", string(origin));
    }
    Some(text)
}
