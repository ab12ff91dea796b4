//! What stands where in the files: for each key and each text, whether it gives something a name, names something, or is a condition.
//! Knows where things stand, not whether what they name is there.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::files::{PathKind, kind_of_table};

/// What can have a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {
    /// A questionnaire.
    Questionnaire,
    /// A question, quantity or trait: what conditions compare.
    Subject,
    /// A choice, band or level; its name holds within its question or trait.
    Part,
    /// A decision.
    Decision,
    /// An option.
    Option,
    /// A criterion.
    Criterion,
    /// A rule.
    Rule,
    /// A piece of evidence.
    Evidence,
    /// A scenario.
    Scenario,
    /// A unit cost, or steps.
    Cost,
    /// A list of choices that questions share.
    List,
    /// A group of rules; every rule that names it belongs to it, and nothing else declares it.
    Group,
}

/// What stands at a place of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Gives something its name.
    Names(Thing),
    /// Names something.
    Refers(Thing),
    /// Gives a choice its name in the list of this name, for all questions that take it.
    InList(String),
    /// The name of a choice, band or level of what is called this.
    PartOf(String),
    /// An answer to the question of this name.
    Answer(String),
    /// A changed answer: `question = answer`.
    Flip,
    /// A condition.
    Condition,
    /// The formula of a quantity.
    Formula,
    /// The code of a finding that is accepted.
    Code,
    /// A name that an accepted finding may be about, whatever it is the name of.
    Accepted,
    /// A measure of the catalogue.
    Measure,
    /// A name that was used before.
    OldName,
    /// The name that an old one leads to.
    NewName,
    /// Anything else.
    Other,
}

/// A key or a text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What stands there.
    pub slot: Slot,
    /// Its bytes, with quotes where it has some.
    pub span: Range<usize>,
    /// What it says.
    pub text: String,
    /// The entry it belongs to: `rule`, `question`, `decision`, and so on; empty above all entries.
    pub entry: String,
    /// The id of that entry; empty where it has none.
    pub id: String,
}

/// What a file is, and everything that stands in it whose slot is known, in no order that means anything; `None` where it is none of
/// archfit's.
pub fn slots(text: &str) -> Option<(PathKind, Vec<Found>)> {
    let (table, _) = DeTable::parse_recoverable(text);
    let kind = kind_of_table(table.get_ref())?;
    Some((kind, Walk::through(table.get_ref(), kind)))
}

/// The same for a part of a file of which is known what it is.
pub fn slots_within(text: &str, kind: PathKind) -> Vec<Found> {
    Walk::through(DeTable::parse_recoverable(text).0.get_ref(), kind)
}

/// What a key or a text is, by the keys that lead to it. Entries of lists have no keys of their own; `id` is that of the entry.
pub fn slot_of(kind: PathKind, path: &[&str], is_key: bool, id: &str) -> Slot {
    let above = &path[..path.len() - 1];
    if let [.., "accept", _, "of"] = path {
        return if is_key { Slot::Other } else { Slot::Accepted };
    }
    if above.last() == Some(&"accept") {
        return if is_key { Slot::Code } else { Slot::Other };
    }
    if above == ["aliases"] {
        return if is_key { Slot::OldName } else { Slot::NewName };
    }
    match (kind, is_key) {
        (PathKind::Questionnaire, false) => in_questionnaire(path, id),
        (PathKind::Questionnaire, true) if above == ["question", "likely-when", "likely"] => {
            Slot::PartOf(id.to_owned())
        }
        (PathKind::Questionnaire, true) if above == ["choices"] => Slot::Names(Thing::List),
        (PathKind::RulesFile, false) => in_rules(path),
        (PathKind::RulesFile, true) => match above {
            ["option", "base"] | ["rule", "weighs"] => Slot::Refers(Thing::Criterion),
            ["rule", "points"] => Slot::Refers(Thing::Option),
            ["scenario", "answers"] | ["scenario", "expect", "levels"] => Slot::Refers(Thing::Subject),
            _ => Slot::Other,
        },
        (PathKind::Answers, false) => in_answers(path),
        (PathKind::Answers, true) => match above {
            ["answers"] => Slot::Refers(Thing::Subject),
            ["weights"] => Slot::Refers(Thing::Criterion),
            _ => Slot::Other,
        },
        _ => Slot::Other,
    }
}

fn in_questionnaire(path: &[&str], id: &str) -> Slot {
    match path {
        ["id"] => Slot::Names(Thing::Questionnaire),
        ["question" | "quantity" | "trait", "id"] => Slot::Names(Thing::Subject),
        ["question", "choices", "id"]
        | ["question", "integer", "bands", "id"]
        | ["trait", "levels", "id"]
        | ["trait", "otherwise"] => Slot::Names(Thing::Part),
        ["choices", list, "id"] => Slot::InList((*list).to_owned()),
        ["question", "choices"] => Slot::Refers(Thing::List),
        ["question", "ask-if"] | ["question", "likely-when", "when"] | ["trait", "levels", "when"] => Slot::Condition,
        ["quantity", "formula"] => Slot::Formula,
        ["question", "settled-by"] => Slot::Refers(Thing::Decision),
        ["question", "choices", "options"] => Slot::Refers(Thing::Option),
        ["question", "observe", "answers", _] | ["question", "observe", "bands", "answer"] => {
            Slot::PartOf(id.to_owned())
        }
        ["question", "observe", "measure"] => Slot::Measure,
        _ => Slot::Other,
    }
}

fn in_rules(path: &[&str]) -> Slot {
    match path {
        ["decision", "id"] => Slot::Names(Thing::Decision),
        ["criterion", "id"] => Slot::Names(Thing::Criterion),
        ["option", "id"] => Slot::Names(Thing::Option),
        ["rule", "id"] => Slot::Names(Thing::Rule),
        ["evidence", "id"] => Slot::Names(Thing::Evidence),
        ["scenario", "id"] => Slot::Names(Thing::Scenario),
        ["unit-cost" | "steps", "id"] => Slot::Names(Thing::Cost),
        ["decision", "questionnaire"] => Slot::Refers(Thing::Questionnaire),
        ["decision", "decide-if"] | ["rule" | "unit-cost" | "dominates", "when"] => Slot::Condition,
        ["rule", "group"] => Slot::Refers(Thing::Group),
        ["rule", "per-level"] | ["unit-cost", "per"] => Slot::Refers(Thing::Subject),
        ["rule" | "steps" | "dominates", "criterion"] => Slot::Refers(Thing::Criterion),
        ["rule", "excludes" | "options"]
        | ["unit-cost", "options"]
        | ["dominates", "above" | "below"]
        | ["scenario", "expect", "winner" | "acceptable" | "runner-up" | "excluded" | "not-excluded"] => {
            Slot::Refers(Thing::Option)
        }
        ["rule" | "unit-cost", "evidence"] | ["scenario", "cites"] => Slot::Refers(Thing::Evidence),
        ["steps", "parts"] => Slot::Refers(Thing::Cost),
        ["scenario", "answers", question] => Slot::Answer((*question).to_owned()),
        ["scenario", "expect", "fires" | "not-fires"] => Slot::Refers(Thing::Rule),
        ["scenario", "expect", "levels", of] => Slot::PartOf((*of).to_owned()),
        ["scenario", "expect", "flips-with"] => Slot::Flip,
        _ => Slot::Other,
    }
}

fn in_answers(path: &[&str]) -> Slot {
    match path {
        ["questionnaire"] => Slot::Refers(Thing::Questionnaire),
        ["decisions"] | ["override" | "revisit", "decision"] => Slot::Refers(Thing::Decision),
        ["override", "option"] => Slot::Refers(Thing::Option),
        ["revisit", "when"] => Slot::Condition,
        ["answers", question] | ["answers", question, "value"] | ["answers", question, "votes", _] => {
            Slot::Answer((*question).to_owned())
        }
        _ => Slot::Other,
    }
}

/// A walk through a file.
struct Walk {
    kind: PathKind,
    path: Vec<String>,
    id: String,
    found: Vec<Found>,
}

impl Walk {
    fn through(table: &DeTable, kind: PathKind) -> Vec<Found> {
        let mut walk = Self { kind, path: Vec::new(), id: String::new(), found: Vec::new() };
        walk.table(table);
        walk.found
    }

    fn table(&mut self, table: &DeTable) {
        if self.path.len() == 1 {
            // An entry of an answers file is about a decision.
            let key = if self.kind == PathKind::Answers { "decision" } else { "id" };
            self.id = match table.get(key).map(Spanned::get_ref) {
                Some(DeValue::String(id)) => id.to_string(),
                _ => String::new(),
            };
        }
        for (key, value) in table {
            self.path.push(key.get_ref().to_string());
            self.add(key.get_ref(), key.span(), true);
            self.value(value);
            self.path.pop();
        }
    }

    fn value(&mut self, value: &Spanned<DeValue>) {
        match value.get_ref() {
            DeValue::Table(table) => self.table(table),
            DeValue::Array(values) => values.iter().for_each(|value| self.value(value)),
            DeValue::String(text) => self.add(text, value.span(), false),
            _ => {}
        }
    }

    fn add(&mut self, text: &str, span: Range<usize>, is_key: bool) {
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        let slot = slot_of(self.kind, &path, is_key, &self.id);
        if slot != Slot::Other {
            let (id, entry) = if path.len() > 1 { (self.id.clone(), path[0].to_owned()) } else { Default::default() };
            self.found.push(Found { slot, span, text: text.to_owned(), entry, id });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, kind: PathKind) -> Vec<(String, Slot)> {
        let (is, mut found) = slots(text).expect("one of archfit's");
        assert_eq!(is, kind);
        found.sort_by_key(|found| found.span.start);
        found.into_iter().map(|found| (format!("{}:{}", found.id, found.text), found.slot)).collect()
    }

    #[test]
    fn names_and_what_names_them_are_told_apart() {
        let text = "[decision]\nid = \"d\"\n[[rule]]\nid = \"r\"\nwhen = \"a == b\"\npoints = { x = 1 }\nevidence = [\"e\"]\n\
                    [[scenario]]\nid = \"s\"\nanswers = { q = \"v\" }\nexpect = { winner = \"x\", levels = { t = \"l\" } }\n";
        let expected = [
            ("d:d", Slot::Names(Thing::Decision)),
            ("r:r", Slot::Names(Thing::Rule)),
            ("r:a == b", Slot::Condition),
            ("r:x", Slot::Refers(Thing::Option)),
            ("r:e", Slot::Refers(Thing::Evidence)),
            ("s:s", Slot::Names(Thing::Scenario)),
            ("s:q", Slot::Refers(Thing::Subject)),
            ("s:v", Slot::Answer("q".into())),
            ("s:x", Slot::Refers(Thing::Option)),
            ("s:t", Slot::Refers(Thing::Subject)),
            ("s:l", Slot::PartOf("t".into())),
        ];
        let expected: Vec<(String, Slot)> = expected.map(|(text, slot)| (text.to_owned(), slot)).to_vec();
        assert_eq!(found(text, PathKind::RulesFile), expected);
    }

    #[test]
    fn what_belongs_to_a_question_knows_whose_it_is() {
        let text = "id = \"k\"\n[[question]]\nid = \"q\"\nchoices = [{ id = \"a\" }]\n[[question.observe]]\nanswers = { py = \"a\" }\n\
                    [[trait]]\nid = \"t\"\nlevels = [{ id = \"l\", when = \"q == a\" }]\notherwise = \"o\"\naccept = { code = \"why\" }\n";
        let expected = [
            (":k", Slot::Names(Thing::Questionnaire)),
            ("q:q", Slot::Names(Thing::Subject)),
            ("q:a", Slot::Names(Thing::Part)),
            ("q:a", Slot::PartOf("q".into())),
            ("t:t", Slot::Names(Thing::Subject)),
            ("t:l", Slot::Names(Thing::Part)),
            ("t:q == a", Slot::Condition),
            ("t:o", Slot::Names(Thing::Part)),
            ("t:code", Slot::Code),
        ];
        let expected: Vec<(String, Slot)> = expected.map(|(text, slot)| (text.to_owned(), slot)).to_vec();
        assert_eq!(found(text, PathKind::Questionnaire), expected);
    }
}
