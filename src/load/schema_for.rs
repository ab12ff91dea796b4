//! JSON Schemas that also know the names of one decision: an editor that only reads schemas then completes and checks options, criteria,
//! rules, evidence, questions and their answers. What conditions mean, no schema can say.

use serde_json::{Map, Value, json};

use super::schema::schemas;
use crate::model::{DecisionId, Question, QuestionKind, Questionnaire, RuleBase, Subject};

/// The schemas of the files of one decision, by file name; of those that [`schemas`] gives, each narrowed to the names there are.
pub fn schemas_for(subject: &Subject, base: &RuleBase) -> Vec<(&'static str, String)> {
    let narrowed = |(name, text): (&'static str, String)| {
        let mut schema = serde_json::from_str(&text).unwrap_or(Value::Null);
        match name {
            "questionnaire.json" => narrow_questionnaire(&mut schema, subject, base),
            "rules.json" => narrow_rules(&mut schema, &subject.questionnaire, base),
            _ => narrow_answers(&mut schema, subject, base),
        }
        (name, format!("{schema:#}\n"))
    };
    schemas().into_iter().map(narrowed).collect()
}

/// Names with what each of them means.
#[derive(Default)]
struct Names(Vec<(String, String)>);

impl Names {
    fn of<'a>(names: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        Self(names.map(|(name, meaning)| (name.to_owned(), meaning.to_owned())).collect())
    }

    /// The same in order, each once.
    fn distinct<'a>(names: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut all = Self::of(names);
        all.0.sort();
        all.0.dedup_by(|a, b| a.0 == b.0);
        all
    }

    /// Adds the old names of choices, bands or levels of a question or trait.
    fn add_old(&mut self, of: &str, questionnaire: &Questionnaire) {
        let prefix = format!("{of}.");
        let old = questionnaire.aliases.iter().filter_map(|(old, new)| Some((old.strip_prefix(&prefix)?, new)));
        self.0.extend(old.map(|(old, new)| (old.to_owned(), format!("An old name of `{new}`."))));
    }

    fn ids(&self) -> Vec<&str> {
        self.0.iter().map(|(id, _)| id.as_str()).collect()
    }

    /// A text that is one of them; any text where there are none, for a schema must name at least one.
    fn one(&self) -> Value {
        if self.0.is_empty() {
            return json!({ "type": "string" });
        }
        let meanings: Vec<&str> = self.0.iter().map(|(_, meaning)| meaning.as_str()).collect();
        json!({ "type": "string", "enum": self.ids(), "x-taplo": { "docs": { "enumValues": meanings } } })
    }

    /// A table whose keys they are, each with a value of this form.
    fn keys(&self, value: &Value) -> Value {
        let property = |(id, meaning): &(String, String)| {
            let mut value = value.clone();
            value["description"] = json!(meaning);
            (id.clone(), value)
        };
        let properties: Map<String, Value> = self.0.iter().map(property).collect();
        json!({ "type": "object", "properties": properties, "additionalProperties": false })
    }

    /// One of them, as an alternative of a regular expression.
    fn pattern(&self) -> String {
        self.ids().join("|")
    }
}

/// Narrows what stands at a pointer, and keeps what it says about itself.
fn narrow(schema: &mut Value, pointer: &str, to: Value) {
    let Some(place) = schema.pointer_mut(pointer) else { return };
    let kept = ["description", "default"].map(|key| (key, place.get(key).cloned()));
    *place = to;
    for (key, value) in kept {
        if let Some(value) = value {
            place[key] = value;
        }
    }
}

fn options_of(base: &RuleBase) -> impl Iterator<Item = (&str, &str)> {
    base.options.iter().map(|option| (option.id.as_str(), option.summary.as_str()))
}

fn criteria_of(base: &RuleBase) -> impl Iterator<Item = (&str, &str)> {
    base.criteria.iter().map(|criterion| (criterion.id.as_str(), criterion.about.as_deref().unwrap_or(&criterion.name)))
}

fn narrow_rules(schema: &mut Value, questionnaire: &Questionnaire, base: &RuleBase) {
    let (options, criteria) = (Names::of(options_of(base)), Names::of(criteria_of(base)));
    let evidence = Names::of(base.evidence.iter().map(|evidence| (evidence.id.as_str(), evidence.title.as_str())));
    let rules = Names::of(base.rules.iter().map(|rule| (rule.id.as_str(), rule.because.as_str())));
    let quantities = Names::of(questionnaire.quantities.iter().map(|of| (of.id.as_str(), of.name.as_str())));
    let levels_of = |name: &str| {
        let question = questionnaire.question(name).map(|question| question.ask.as_str());
        question.or_else(|| Some(questionnaire.traits[questionnaire.trait_idx(name)?.get()].name.as_str()))
    };
    let ordered = Names::of(
        super::rules::ordered(questionnaire).into_iter().map(|name| (name, levels_of(name).unwrap_or_default())),
    );
    let mut parts: Vec<&str> = base.unit_costs.iter().filter_map(|cost| cost.part.as_deref()).collect();
    parts.sort_unstable();
    parts.dedup();
    let parts = Names::of(parts.into_iter().map(|part| (part, "")));
    let decision = &base.decision;
    let whole = json!({ "type": "integer" });
    let expect = |part: &str| format!("/definitions/Scenario/properties/expect/properties/{part}");
    let places = [
        ("/properties/decision/properties/id".to_owned(), json!({ "type": "string", "enum": [decision.id] })),
        (
            "/properties/decision/properties/questionnaire".to_owned(),
            json!({ "type": "string", "enum": [questionnaire.id] }),
        ),
        ("/definitions/Option/properties/base".to_owned(), criteria.keys(&json!({ "$ref": "#/definitions/Base" }))),
        ("/definitions/Rule/properties/criterion".to_owned(), criteria.one()),
        ("/definitions/Rule/properties/points".to_owned(), options.keys(&whole)),
        ("/definitions/Rule/properties/weighs".to_owned(), criteria.keys(&whole)),
        ("/definitions/Rule/properties/excludes/items".to_owned(), options.one()),
        ("/definitions/Rule/properties/options/items".to_owned(), options.one()),
        ("/definitions/Rule/properties/evidence/items".to_owned(), evidence.one()),
        ("/definitions/UnitCost/properties/options/items".to_owned(), options.one()),
        ("/definitions/UnitCost/properties/per".to_owned(), quantities.one()),
        ("/definitions/UnitCost/properties/evidence/items".to_owned(), evidence.one()),
        ("/definitions/Steps/properties/criterion".to_owned(), criteria.one()),
        ("/definitions/Steps/properties/parts/items".to_owned(), parts.one()),
        ("/definitions/Rule/properties/per-level".to_owned(), ordered.one()),
        ("/definitions/Dominates/properties/criterion".to_owned(), criteria.one()),
        ("/definitions/Dominates/properties/above".to_owned(), options.one()),
        ("/definitions/Dominates/properties/below/items".to_owned(), options.one()),
        ("/definitions/Scenario/properties/cites/items".to_owned(), evidence.one()),
        ("/definitions/Scenario/properties/answers".to_owned(), answers(questionnaire, &|_, value| value)),
        (expect("winner"), options.one()),
        (expect("runner-up"), options.one()),
        (expect("acceptable/items"), options.one()),
        (expect("excluded/items"), options.one()),
        (expect("not-excluded/items"), options.one()),
        (expect("fires/items"), rules.one()),
        (expect("not-fires/items"), rules.one()),
        (expect("levels"), levels(questionnaire)),
        (expect("flips-with/items"), flips(questionnaire)),
    ];
    places.into_iter().for_each(|(pointer, to)| narrow(schema, &pointer, to));
}

/// The decisions of a subject with their titles.
fn decisions_of(subject: &Subject) -> Names {
    Names::of(subject.rule_bases.iter().map(|base| (base.decision.id.as_str(), base.decision.title.as_str())))
}

/// A choice names options of the decision that its question follows: those of this one, and of the others that questions follow.
fn narrow_questionnaire(schema: &mut Value, subject: &Subject, base: &RuleBase) {
    let decisions = decisions_of(subject);
    let is_followed = |id: &DecisionId| {
        subject.questionnaire.questions.iter().any(|question| question.settled_by.as_ref() == Some(id))
    };
    let named =
        subject.rule_bases.iter().filter(|of| of.decision.id == base.decision.id || is_followed(&of.decision.id));
    let options = Names::distinct(named.flat_map(options_of));
    narrow(schema, "/properties/id", json!({ "type": "string", "enum": [subject.questionnaire.id] }));
    narrow(schema, "/definitions/Question/properties/settled-by", decisions.one());
    narrow(schema, "/definitions/Choice/properties/options/items", options.one());
}

fn narrow_answers(schema: &mut Value, subject: &Subject, base: &RuleBase) {
    let questionnaire = &subject.questionnaire;
    let decisions = decisions_of(subject);
    // One list of weights serves all decisions.
    let criteria = Names::distinct(subject.rule_bases.iter().flat_map(criteria_of));
    let detailed = schema.pointer("/definitions/Answer/anyOf/1").cloned().unwrap_or_default();
    let answer = |_: &Question, value: Value| {
        let mut detailed = detailed.clone();
        narrow(&mut detailed, "/properties/value", value.clone());
        narrow(&mut detailed, "/properties/votes/additionalProperties", value.clone());
        json!({ "anyOf": [value, detailed] })
    };
    let answers = answers(questionnaire, &answer);
    let weight = json!({ "$ref": "#/definitions/Weight" });
    let weights: Map<String, Value> = criteria.ids().into_iter().map(|id| (id.to_owned(), weight.clone())).collect();
    narrow(schema, "/properties/questionnaire", json!({ "type": "string", "enum": [questionnaire.id] }));
    narrow(schema, "/properties/decisions/items", decisions.one());
    narrow(schema, "/properties/answers", answers);
    narrow(
        schema,
        "/properties/weights",
        json!({ "type": "object", "properties": weights, "additionalProperties": false }),
    );
    for table in ["Override", "Revisit"] {
        narrow(schema, &format!("/definitions/{table}/properties/decision"), decisions.one());
    }
    // An own choice in another decision may stand beside; its options are for the schema of that one.
    let others: Vec<&str> = decisions.ids().into_iter().filter(|id| *id != base.decision.id.as_str()).collect();
    let own = json!({ "properties": {
        "decision": { "type": "string", "enum": [base.decision.id] },
        "option": Names::of(options_of(base)).one(),
    } });
    let other = json!({ "properties": { "decision": { "type": "string", "enum": others } } });
    if let Some(of) = schema.pointer_mut("/definitions/Override") {
        of["anyOf"] = if others.is_empty() { json!([own]) } else { json!([own, other]) };
    }
}

/// Answers by question, each in the form that `as_written` gives it; questions may still be named as they were called before.
fn answers(questionnaire: &Questionnaire, as_written: &dyn Fn(&Question, Value) -> Value) -> Value {
    let mut properties = Map::new();
    for question in &questionnaire.questions {
        let mut value = as_written(question, answer(question, questionnaire));
        value["description"] = json!(question.ask);
        properties.insert(question.id.to_string(), value);
    }
    add_old_keys(&mut properties, questionnaire);
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// Questions and traits may still be named as they were called before.
fn add_old_keys(properties: &mut Map<String, Value>, questionnaire: &Questionnaire) {
    for (old, new) in &questionnaire.aliases {
        if let Some(mut value) = properties.get(new).cloned() {
            value["description"] = json!(format!("An old name of `{new}`."));
            properties.insert(old.clone(), value);
        }
    }
}

/// What may be answered to a question.
fn answer(question: &Question, questionnaire: &Questionnaire) -> Value {
    let mut names = match &question.kind {
        QuestionKind::Choice { choices, .. } | QuestionKind::Several { choices, .. } => {
            Names::of(choices.iter().map(|choice| (choice.id.as_str(), choice.label.as_str())))
        }
        QuestionKind::Number(spec) => Names::of(spec.bands.iter().map(|band| (band.id.as_str(), band.label.as_str()))),
    };
    names.add_old(question.id.as_str(), questionnaire);
    let (listed, pattern) = (names.one(), names.pattern());
    // Names behind commas, which may stand anywhere between and around them.
    let names_in_text = format!("[\\s,]*({pattern})(\\s*,[\\s,]*({pattern}))*[\\s,]*");
    let list = |least: u8| json!({ "type": "array", "items": listed, "minItems": least });
    names.0.push(("unknown".to_owned(), "Don't know: an answer of its own.".to_owned()));
    let not_known = "\\s*([?]|[Uu][Nn][Kk][Nn][Oo][Ww][Nn]|[Dd]on'?t know)\\s*";
    match &question.kind {
        QuestionKind::Number(spec) if spec.bands.is_empty() => json!({ "anyOf": [
            names.one(),
            { "type": "string", "pattern": format!("[0-9]|^{not_known}$") },
            { "type": "integer", "minimum": spec.min, "maximum": spec.max },
        ] }),
        // Bands side by side are a range.
        QuestionKind::Number(spec) => json!({ "anyOf": [
            names.one(),
            { "type": "string", "pattern": format!("[0-9]|^({names_in_text}|{not_known})$") },
            { "type": "integer", "minimum": spec.min, "maximum": spec.max },
            list(1),
        ] }),
        QuestionKind::Several { at_least_one: false, .. } => json!({ "anyOf": [
            names.one(),
            { "type": "string", "pattern": format!("^({names_in_text}|[\\s,]*|{not_known})$") },
            list(0),
        ] }),
        _ => json!({ "anyOf": [
            names.one(),
            { "type": "string", "pattern": format!("^({names_in_text}|{not_known})$") },
            list(1),
        ] }),
    }
}

/// Levels by trait.
fn levels(questionnaire: &Questionnaire) -> Value {
    let property = |of: &crate::model::Trait| {
        let mut levels = Names::of(of.levels.iter().map(|level| (level.id.as_str(), level.label.as_str())));
        levels.add_old(of.id.as_str(), questionnaire);
        let mut value = levels.one();
        value["description"] = json!(of.help.as_ref().unwrap_or(&of.name));
        (of.id.to_string(), value)
    };
    let mut properties: Map<String, Value> = questionnaire.traits.iter().map(property).collect();
    add_old_keys(&mut properties, questionnaire);
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// Changed answers: `question = answer`.
fn flips(questionnaire: &Questionnaire) -> Value {
    let ids = questionnaire.questions.iter().map(|question| question.id.as_str());
    let ids: Vec<&str> = ids.chain(questionnaire.aliases.keys().map(String::as_str)).collect();
    let ids = ids.into_iter().filter(|id| !id.contains('.')).collect::<Vec<_>>().join("|");
    json!({ "type": "string", "pattern": format!("^\\s*({ids})\\s*==?") })
}
