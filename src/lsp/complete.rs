//! What may be written at a byte: names, what compares them, values, options, evidence, keys. From the text as it stands and from what is
//! known; the bytes that a proposal takes the place of are those of the present text.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use super::hover;
use super::known::{Known, Scope};
use super::schema_keys;
use super::toml_spot::{Role, TomlSpot, toml_spot};
use crate::audit::names::Index;
use crate::condition::{Spot, Wanted, spot};
use crate::diagnostic::catalogue;
use crate::load::slot::{Found, Slot, Thing, slot_of, slots};
use crate::load::{Literal, PathKind, ordered};
use crate::model::measure::MEASURES;
use crate::model::{Named, Question, QuestionKind};

/// What a proposal is, for the sign that editors put before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A question, quantity or trait.
    Name,
    /// A choice, band, level or another value.
    Value,
    /// What compares, and what joins comparisons.
    Operator,
    /// An option, criterion, rule, evidence or decision.
    Reference,
    /// A key.
    Key,
}

/// Something that may be written at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What is shown in the list.
    pub label: String,
    /// What it is.
    pub sort: Sort,
    /// A few words about it.
    pub detail: String,
    /// More about it, as Markdown.
    pub about: String,
    /// The bytes whose place it takes.
    pub replace: Range<usize>,
    /// What is written there.
    pub insert: String,
}

/// What may be written at a byte, in the order in which it is proposed. Where a quote runs on over several lines, nothing is: what it takes the
/// place of would be more than a word.
pub fn complete(text: &str, path: &Path, offset: usize, known: Known) -> Vec<Proposal> {
    let mut proposals = known.scope(path, text).map_or_else(Vec::new, |scope| proposals(text, offset, &scope));
    proposals.retain(|proposal| !text[proposal.replace.clone()].contains('\n'));
    proposals
}

fn proposals(text: &str, offset: usize, scope: &Scope) -> Vec<Proposal> {
    let TomlSpot { path: keys, role, id } = toml_spot(text, offset);
    let mut keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    match role {
        Role::Table(word) => tables(text, scope, &word),
        Role::Key(word) => {
            keys.push("");
            let slot = slot_of(scope.kind, &keys, true, &id);
            let mut found = entries(scope, &slot, &At { text, keys: &keys, id: &id }, "");
            keys.pop();
            if found.is_empty() {
                found = keys_of(scope, &keys);
            }
            let ends = text[word.end..].trim_start_matches([' ', '\t']).starts_with('=');
            found.into_iter().map(|entry| entry.put(&word, if ends { "" } else { " = " }, "")).collect()
        }
        Role::Text(start) => {
            let slot = slot_of(scope.kind, &keys, false, &id);
            in_text(scope, &slot, (start, offset), &At { text, keys: &keys, id: &id })
        }
        Role::Value(word) if !keys.is_empty() => {
            let slot = slot_of(scope.kind, &keys, false, &id);
            let mut found = entries(scope, &slot, &At { text, keys: &keys, id: &id }, "");
            if found.is_empty() {
                found = schema_keys::values(scope.kind, &keys).into_iter().map(Entry::value).collect();
            }
            found.into_iter().map(|entry| entry.put(&word, "\"", "\"")).collect()
        }
        _ => Vec::new(),
    }
}

/// A word that may stand at a place, before it is known which bytes it takes the place of.
#[derive(Clone, Debug)]
struct Entry {
    word: String,
    sort: Sort,
    detail: String,
    about: String,
}

impl Entry {
    fn new(word: &str, sort: Sort, detail: &str) -> Self {
        Self { word: word.to_owned(), sort, detail: detail.to_owned(), about: String::new() }
    }

    fn value((word, detail): (String, String)) -> Self {
        Self::new(&word, Sort::Value, &detail)
    }

    fn with(mut self, about: Option<String>) -> Self {
        self.about = about.unwrap_or_default();
        self
    }

    /// The proposal with something written before and behind it; for a key, what stands before goes behind.
    fn put(self, replace: &Range<usize>, before: &str, after: &str) -> Proposal {
        let insert = if before.trim() == "=" {
            format!("{}{before}", self.word)
        } else {
            format!("{before}{}{after}", self.word)
        };
        let Self { word, sort, detail, about } = self;
        Proposal { label: word, sort, detail, about, replace: replace.clone(), insert }
    }
}

/// Where something is written: the text, the keys that lead there, and the id of the entry it is in.
struct At<'a> {
    text: &'a str,
    keys: &'a [&'a str],
    id: &'a str,
}

fn in_text(scope: &Scope, slot: &Slot, (start, offset): (usize, usize), place: &At) -> Vec<Proposal> {
    let literal = Literal::read(place.text, start);
    let Some(at) = literal.of_file(offset) else { return Vec::new() };
    if *slot == Slot::Condition {
        let Spot { wanted, word } = spot(&literal.text, at);
        let word = literal.in_file(&word);
        let found = in_condition(scope, &literal.text, &wanted);
        return found.into_iter().map(|entry| entry.put(&word, "", "")).collect();
    }
    let span = match slot {
        Slot::Answer(_) | Slot::Flip | Slot::Formula => literal.in_file(&super::names::word_at(&literal.text, at)),
        _ => literal.span(),
    };
    let mut found = entries(scope, slot, place, &literal.text[..at]);
    if found.is_empty() && *slot == Slot::Other {
        found = schema_keys::values(scope.kind, place.keys).into_iter().map(Entry::value).collect();
    }
    found.into_iter().map(|entry| entry.put(&span, "", "")).collect()
}

/// What may stand in a slot; `before` is what its text says before the byte.
fn entries(scope: &Scope, slot: &Slot, place: &At, before: &str) -> Vec<Entry> {
    match slot {
        Slot::Names(thing) => missing(scope, *thing),
        Slot::Refers(Thing::List) => lists(place.text),
        Slot::Refers(Thing::Subject) => subjects_at(scope, place),
        Slot::Refers(Thing::Option) => options_at(scope, place),
        Slot::Refers(thing) => things(scope, *thing),
        Slot::PartOf(of) => parts(scope, of),
        Slot::Answer(of) => with_unknown(parts(scope, of)),
        Slot::Flip => match before.split_once('=') {
            Some((of, _)) => with_unknown(parts(scope, of.trim())),
            None => questions(scope),
        },
        Slot::Formula => questions(scope),
        Slot::Code => {
            let codes = catalogue::entries().iter().filter(|entry| entry.can_be_accepted());
            codes.map(|entry| Entry::new(&entry.code, Sort::Value, &entry.what)).collect()
        }
        Slot::Measure => MEASURES.iter().map(|measure| Entry::new(measure.name, Sort::Value, measure.about)).collect(),
        Slot::NewName => {
            let of_rules = [Thing::Option, Thing::Criterion, Thing::Rule].map(|thing| things(scope, thing)).concat();
            if scope.kind == PathKind::RulesFile { of_rules } else { things(scope, Thing::Subject) }
        }
        Slot::Condition | Slot::OldName | Slot::Accepted | Slot::InList(_) | Slot::Other => Vec::new(),
    }
}

/// What may be named there of questions, quantities and traits: what has levels to be counted, what is asked, or what has levels at all.
fn subjects_at(scope: &Scope, place: &At) -> Vec<Entry> {
    match place.keys {
        ["rule", "per-level"] => {
            let questionnaires = || scope.subjects.iter().map(|subject| &subject.questionnaire);
            let is_ordered = |name: &str| questionnaires().any(|of| ordered(of).contains(&name));
            subjects_of(scope).into_iter().filter(|entry| is_ordered(&entry.word)).collect()
        }
        ["unit-cost", "per"] => quantities(scope),
        ["scenario", "answers", ..] | ["answers", ..] => questions(scope),
        ["scenario", "expect", "levels", ..] => traits(scope),
        _ => subjects_of(scope),
    }
}

/// The options that may be named there: of the decision that a question follows, or that a choice of the team's own is about.
fn options_at(scope: &Scope, place: &At) -> Vec<Entry> {
    let decision = match scope.kind {
        PathKind::Questionnaire => {
            let found = slots(place.text).map_or_else(Vec::new, |(_, found)| found);
            let settles = |found: &Found| found.slot == Slot::Refers(Thing::Decision) && found.id == place.id;
            found.into_iter().find(settles).map(|found| found.text)
        }
        PathKind::Answers => Some(place.id.to_owned()).filter(|id| !id.is_empty()),
        _ => None,
    };
    let Some(decision) = decision else { return things(scope, Thing::Option) };
    let bases = scope.bases.iter().copied().filter(|base| base.decision.is_called(&decision)).collect();
    things(&Scope { bases, ..scope.clone() }, Thing::Option)
}

/// The lists of choices that questions share.
fn lists(text: &str) -> Vec<Entry> {
    let found = slots(text).map_or_else(Vec::new, |(_, found)| found);
    let mut lists: Vec<(String, Vec<String>)> = Vec::new();
    for found in found {
        let Slot::InList(list) = found.slot else { continue };
        match lists.iter_mut().find(|(name, _)| *name == list) {
            Some((_, choices)) => choices.push(found.text),
            None => lists.push((list, vec![found.text])),
        }
    }
    lists.into_iter().map(|(name, choices)| Entry::new(&name, Sort::Value, &choices.join(", "))).collect()
}

fn with_unknown(mut parts: Vec<Entry>) -> Vec<Entry> {
    parts.push(Entry::new("unknown", Sort::Value, "don't know: an answer of its own"));
    parts
}

/// The first of each word.
fn distinct(entries: impl Iterator<Item = Entry>) -> Vec<Entry> {
    let mut seen = BTreeSet::new();
    entries.filter(|entry| seen.insert(entry.word.clone())).collect()
}

/// Names that are used and that nothing has.
fn missing(scope: &Scope, thing: Thing) -> Vec<Entry> {
    let is_wanted = |what: Named| match thing {
        Thing::Questionnaire => what == Named::Questionnaire,
        Thing::Subject => matches!(what, Named::Subject | Named::Question | Named::Trait),
        Thing::Decision => what == Named::Decision,
        Thing::Option => what == Named::Option,
        Thing::Criterion => what == Named::Criterion,
        Thing::Rule => what == Named::Rule,
        Thing::Evidence => what == Named::Evidence,
        Thing::Part | Thing::Scenario | Thing::Cost | Thing::List | Thing::Group => false,
    };
    let findings = scope.known.now.into_iter().flat_map(|now| &now.findings);
    let unknown = findings.filter_map(|finding| finding.unknown.as_ref()).filter(|unknown| is_wanted(unknown.what));
    distinct(unknown.map(|unknown| Entry::new(&unknown.name, Sort::Reference, "used, and not there yet")))
}

/// Everything of a kind that may be named.
fn things(scope: &Scope, thing: Thing) -> Vec<Entry> {
    let (subjects, bases) = (&scope.subjects, &scope.bases);
    let reference = |word: &str, detail: &str| Entry::new(word, Sort::Reference, detail);
    match thing {
        Thing::Subject => subjects_of(scope),
        Thing::Questionnaire => {
            let all = scope.known.libraries().flat_map(|library| &library.subjects);
            distinct(all.map(|subject| reference(subject.questionnaire.id.as_str(), &subject.questionnaire.title)))
        }
        Thing::Decision => {
            let all = subjects.iter().flat_map(|subject| &subject.rule_bases);
            distinct(all.map(|base| reference(base.decision.id.as_str(), &base.decision.title)))
        }
        Thing::Option => distinct(bases.iter().flat_map(|base| {
            base.options
                .iter()
                .map(|option| reference(option.id.as_str(), &option.name).with(Some(option.summary.clone())))
        })),
        Thing::Criterion => distinct(bases.iter().flat_map(|base| {
            base.criteria.iter().map(|of| reference(of.id.as_str(), &of.name).with(of.about.clone()))
        })),
        Thing::Rule => distinct(bases.iter().flat_map(|base| {
            base.rules.iter().map(|rule| reference(rule.id.as_str(), &rule.because).with(Some(hover::when(rule))))
        })),
        Thing::Evidence => distinct(bases.iter().flat_map(|base| {
            let one =
                |of: &crate::model::Evidence| reference(of.id.as_str(), &of.title).with(Some(hover::evidence(of)));
            base.evidence.iter().map(one)
        })),
        Thing::Scenario => distinct(bases.iter().flat_map(|base| {
            base.scenarios.iter().map(|of| reference(of.id.as_str(), of.title.as_deref().unwrap_or_default()))
        })),
        Thing::Cost => distinct(bases.iter().flat_map(|base| {
            let parts = base.unit_costs.iter().filter_map(|cost| cost.part.as_deref());
            parts.map(|part| reference(part, "a part of what options cost"))
        })),
        Thing::Group => {
            let index = scope.known.now.map(super::project::Loaded::index);
            let is_own = |scope: &str| bases.iter().any(|base| base.decision.id == *scope);
            let all = index.into_iter().flat_map(Index::definitions).map(|mention| &mention.name);
            let groups = all.filter(|name| name.thing == Thing::Group && is_own(&name.scope));
            distinct(groups.map(|name| reference(&name.name, "a group of rules")))
        }
        Thing::Part | Thing::List => Vec::new(),
    }
}

fn questions(scope: &Scope) -> Vec<Entry> {
    let all = scope.subjects.iter().flat_map(|subject| &subject.questionnaire.questions);
    distinct(all.map(|question| {
        Entry::new(question.id.as_str(), Sort::Name, &question.ask).with(Some(hover::question(question)))
    }))
}

fn quantities(scope: &Scope) -> Vec<Entry> {
    let all = scope.subjects.iter().flat_map(|subject| &subject.questionnaire.quantities);
    distinct(all.map(|of| Entry::new(of.id.as_str(), Sort::Name, &of.name).with(Some(hover::quantity(of)))))
}

fn traits(scope: &Scope) -> Vec<Entry> {
    let all = scope.subjects.iter().flat_map(|subject| &subject.questionnaire.traits);
    distinct(all.map(|of| Entry::new(of.id.as_str(), Sort::Name, &of.name).with(Some(hover::level_list(of)))))
}

/// What conditions may compare.
fn subjects_of(scope: &Scope) -> Vec<Entry> {
    distinct(questions(scope).into_iter().chain(traits(scope)).chain(quantities(scope)))
}

/// The choices, bands or levels of a question or trait.
fn parts(scope: &Scope, of: &str) -> Vec<Entry> {
    distinct(scope.subjects.iter().flat_map(|subject| {
        let questionnaire = &subject.questionnaire;
        let of_question = questionnaire.question(of).map(|question| match &question.kind {
            QuestionKind::Number(spec) => {
                spec.bands.iter().map(|band| Entry::new(band.id.as_str(), Sort::Value, &band.label)).collect()
            }
            QuestionKind::Choice { choices, .. } | QuestionKind::Several { choices, .. } => choices
                .iter()
                .map(|choice| Entry::new(choice.id.as_str(), Sort::Value, &choice.label).with(choice.help.clone()))
                .collect(),
        });
        let of_trait = questionnaire.trait_idx(of).map(|idx| {
            let levels = questionnaire.traits[idx.get()].levels.iter();
            let about = |level: &crate::model::Level| level.when.as_ref().map(|when| format!("`{}`", when.text));
            levels.map(|level| Entry::new(level.id.as_str(), Sort::Value, &level.label).with(about(level))).collect()
        });
        of_question.or(of_trait).unwrap_or_else(Vec::new)
    }))
}

fn in_condition(scope: &Scope, text: &str, wanted: &Wanted) -> Vec<Entry> {
    let word = |span: &Range<usize>| text[span.clone()].trim_matches(['"', '\'']);
    let signs = |words: &[(&str, &str)]| {
        words.iter().map(|(word, detail)| Entry::new(word, Sort::Operator, detail)).collect::<Vec<_>>()
    };
    match wanted {
        Wanted::Name => {
            let mut names = subjects_of(scope);
            names.extend(signs(&[("not", "what follows does not hold")]));
            names
        }
        Wanted::Comparison(of) => signs(&comparisons(scope, word(of))),
        Wanted::Value(of) => values(scope, word(of)),
        Wanted::List => signs(&[("[", "the values")]),
        Wanted::BetweenAnd => signs(&[("and", "up to")]),
        Wanted::Comma => signs(&[(",", "one more"), ("]", "no more")]),
        Wanted::Na => signs(&[("na", "not asked"), ("not", "asked")]),
        Wanted::Connective => signs(&[("and", "both hold"), ("or", "at least one holds")]),
    }
}

/// What a name may be compared by, as fits its kind.
fn comparisons(scope: &Scope, name: &str) -> Vec<(&'static str, &'static str)> {
    const EQUAL: [(&str, &str); 2] = [("==", "is"), ("!=", "is not")];
    const ORDER: [(&str, &str); 5] = [
        (">=", "at least"),
        ("<=", "at most"),
        (">", "more than"),
        ("<", "less than"),
        ("between", "LOW and HIGH, both included"),
    ];
    const LIST: [(&str, &str); 2] = [("in", "one of […]"), ("not in", "none of […]")];
    const ASKED: [(&str, &str); 2] = [("is na", "is not asked"), ("is not na", "is asked")];
    let questionnaires = || scope.subjects.iter().map(|subject| &subject.questionnaire);
    let question: Option<&Question> = questionnaires().find_map(|questionnaire| questionnaire.question(name));
    let is_ordered = match question.map(|question| &question.kind) {
        Some(QuestionKind::Several { .. }) => {
            let asked = question.is_some_and(|question| question.ask_if.is_some());
            let asked = if asked { &ASKED[..] } else { &[] };
            return [("includes", "this choice among others")].into_iter().chain(asked.iter().copied()).collect();
        }
        Some(QuestionKind::Choice { ordered, .. }) => *ordered,
        _ => true,
    };
    let is_known = question.is_some()
        || questionnaires().any(|of| of.trait_idx(name).is_some() || of.quantity_idx(name).is_some());
    if !is_known {
        return Vec::new();
    }
    // Numbers and levels are compared by their order most of all.
    let is_choice = question.is_some_and(|question| question.kind.number().is_none());
    let mut found = Vec::new();
    if is_choice {
        found.extend(EQUAL);
    }
    found.extend(ORDER.iter().filter(|_| is_ordered));
    if !is_choice {
        found.extend(EQUAL);
    }
    found.extend(LIST);
    found.extend(ASKED.iter().filter(|_| question.is_some_and(|question| question.ask_if.is_some())));
    found
}

/// What a name may be compared with: its choices, bands or levels, and for a number the edges of its bands.
fn values(scope: &Scope, name: &str) -> Vec<Entry> {
    let mut found = parts(scope, name);
    let spec = scope.subjects.iter().find_map(|subject| subject.questionnaire.question(name)?.kind.number());
    if let Some(spec) = spec {
        let unit = spec.unit.as_deref().unwrap_or_default();
        let edges = spec.bands.iter().skip(1).map(|band| band.from).chain(spec.suggest.iter().copied());
        found.extend(edges.map(|edge| Entry::new(&edge.to_string(), Sort::Value, unit)));
    }
    distinct(found.into_iter())
}

/// The keys of the table that a byte is in.
fn keys_of(scope: &Scope, keys: &[&str]) -> Vec<Entry> {
    let found = schema_keys::keys(scope.kind, keys);
    found.into_iter().map(|(key, about)| Entry::new(&key, Sort::Key, &about)).collect()
}

/// The tables that a file may hold, with the brackets that are there already.
fn tables(text: &str, scope: &Scope, word: &Range<usize>) -> Vec<Proposal> {
    let n_brackets = text[..word.start].len() - text[..word.start].trim_end_matches('[').len();
    let start = word.start - n_brackets.min(2);
    let end = word.end + text[word.end..].bytes().take_while(|c| *c == b']').count().min(2);
    let found = schema_keys::tables(scope.kind);
    found
        .into_iter()
        .map(|(name, about, is_list)| {
            let written = if is_list { format!("[[{name}]]") } else { format!("[{name}]") };
            let entry = Entry::new(&written, Sort::Key, &about);
            entry.put(&(start..end), "", "")
        })
        .collect()
}
