//! A questionnaire file to a [`Questionnaire`].

use std::ops::Range;

use toml::Spanned;

use super::document::{Document, quote};
use super::raw::{RawChoice, RawInteger, RawQuantity, RawQuestion, RawTrait};
use crate::condition::{closest, parse, parse_number};
use crate::diagnostic::Diagnostic;
use crate::engine::cuts::cuts_of;
use crate::engine::order::{Step, find_cycle};
use crate::engine::diagram::MAX_CELLS;
use crate::model::{
    Band, Choice, Condition, Expr, FileId, Level, NumberSpec, Place, Quantity, Question, QuestionIdx, QuestionKind,
    Questionnaire, Trait,
};

/// The greatest number that a question may take, and with a minus the least: products of three stay exact.
const MAX_NUMBER: i64 = 1_000_000_000_000;

/// The most thresholds that may cut a number question: two more are kept free for a number or range that a person types.
const MAX_THRESHOLDS: usize = MAX_CELLS - 3;

/// Reads a questionnaire; entries that cannot be used are reported and left out. `None` when the file is none at all.
pub fn read(file: FileId, text: &str) -> (Option<Questionnaire>, Vec<Diagnostic>) {
    let mut document = Document::new(file, text);
    if !document.check_format() {
        return (None, document.findings);
    }
    let id: Option<Spanned<String>> = document.need("id", "give the questionnaire an id: `id = \"backend\"`");
    let mut reader = Reader { questionnaire: Questionnaire::default(), document, conditions: Vec::new() };
    let Some(id) = id else { return (None, reader.document.findings) };
    reader.check_id(&id);
    reader.questionnaire.place = reader.document.place(id.span());
    reader.questionnaire.id = id.into_inner().into();
    reader.questionnaire.title =
        reader.document.take("title").unwrap_or_else(|| reader.questionnaire.id.as_str().to_owned());
    reader.questionnaire.about = reader.document.take("about");
    reader.questionnaire.version = reader.document.take("version").unwrap_or_default();
    let aliases = reader.document.take_aliases();
    for (raw, span) in reader.document.take_entries::<RawQuestion>("question") {
        reader.question(raw, span);
    }
    for (raw, span) in reader.document.take_entries::<RawQuantity>("quantity") {
        reader.quantity(raw, span);
    }
    for (raw, span) in reader.document.take_entries::<RawTrait>("trait") {
        reader.add_trait(raw, span);
    }
    if reader.questionnaire.questions.is_empty() && reader.document.findings.is_empty() {
        let help = "add a `[[question]]`; `archfit new questionnaire` begins from an example";
        let at = reader.questionnaire.place.span.clone();
        reader.document.error("missing-key", at, "the questionnaire asks nothing", help);
    }
    reader.resolve_conditions();
    reader.check_cycles();
    for (old, new, span) in aliases {
        reader.document.check_alias(&old, &new, span, |name| is_named(&reader.questionnaire, name));
        reader.questionnaire.aliases.insert(old, new);
    }
    let known = ["format", "id", "title", "about", "version", "aliases", "question", "quantity", "trait"];
    (Some(reader.questionnaire), reader.document.finish(&known))
}

/// Whether a name as aliases write it stands for something: a question, quantity or trait, or a part of one after a dot.
pub fn is_named(questionnaire: &Questionnaire, name: &str) -> bool {
    let (id, part) = name.split_once('.').map_or((name, None), |(id, part)| (id, Some(part)));
    let question = questionnaire.question(id);
    let of_trait = questionnaire.trait_idx(id).map(|idx| &questionnaire.traits[idx.get()]);
    let Some(part) = part else {
        return question.is_some() || of_trait.is_some() || questionnaire.quantity_idx(id).is_some();
    };
    let in_question = question.is_some_and(|question| {
        let bands = question.kind.number().map_or(&[][..], |spec| &spec.bands);
        question.kind.choices().iter().any(|choice| choice.id == *part) || bands.iter().any(|band| band.id == *part)
    });
    in_question || of_trait.is_some_and(|of| of.levels.iter().any(|level| level.id == *part))
}

/// Where a condition that is still text belongs.
#[derive(Clone, Copy)]
enum Owner {
    Question(usize),
    Level(usize, usize),
}

struct Reader<'a> {
    questionnaire: Questionnaire,
    document: Document<'a>,
    conditions: Vec<(Owner, Spanned<String>)>,
}

impl Reader<'_> {
    fn check_id(&mut self, id: &Spanned<String>) {
        check_id(&mut self.document, id.get_ref(), id.span());
    }

    /// Where something with this id stands.
    fn taken(&self, id: &str) -> Option<Place> {
        let q = &self.questionnaire;
        let question = q.question_idx(id).map(|idx| &q.questions[idx.get()].place);
        let quantity = q.quantity_idx(id).map(|idx| &q.quantities[idx.get()].place);
        question.or(quantity).or_else(|| q.trait_idx(id).map(|idx| &q.traits[idx.get()].place)).cloned()
    }

    fn check_free(&mut self, id: &Spanned<String>) -> bool {
        self.check_id(id);
        let taken = self.taken(id.get_ref());
        if let Some(first) = &taken {
            let title = format!("the id `{}` is used twice", id.get_ref());
            let help = "questions, quantities and traits share their names; rename one";
            self.document.duplicate(id.span(), first, title, help);
        }
        taken.is_none()
    }

    fn question(&mut self, raw: RawQuestion, span: Range<usize>) {
        if !self.check_free(&raw.id) {
            return;
        }
        let Some(kind) = self.kind(&raw) else { return };
        let question = Question {
            id: raw.id.get_ref().as_str().into(),
            section: raw.section.unwrap_or_else(|| "Questions".to_owned()),
            ask: raw.ask,
            why: raw.why,
            help: raw.help,
            kind,
            // A placeholder until all names are known: conditions may then test for `na`.
            ask_if: raw.ask_if.as_ref().map(|text| Condition { text: text.get_ref().clone(), expr: Expr::Const(true) }),
            fixed: raw.fixed,
            settled_by: raw.settled_by.map(|id| id.into_inner().into()),
            accept: self.document.accepted(raw.accept),
            place: self.document.place(raw.id.span().start.min(span.start)..raw.id.span().end),
        };
        let position = self.questionnaire.questions.len();
        if let Some(text) = raw.ask_if {
            self.conditions.push((Owner::Question(position), text));
        }
        self.questionnaire.questions.push(question);
    }

    fn kind(&mut self, raw: &RawQuestion) -> Option<QuestionKind> {
        let id = raw.id.get_ref();
        match (&raw.choices, &raw.integer) {
            (Some(choices), None) => {
                let choices = self.choices(id, raw.id.span(), choices)?;
                Some(if raw.several {
                    QuestionKind::Several { choices }
                } else {
                    QuestionKind::Choice { choices, ordered: raw.ordered }
                })
            }
            (None, Some(integer)) => self.number(id, integer).map(QuestionKind::Number),
            (None, None) => {
                let title = format!("question `{id}` does not say what may be answered");
                self.document.error(
                    "no-answers",
                    raw.id.span(),
                    title,
                    "add `choices = [ … ]` or `integer = { min = …, max = … }`",
                );
                None
            }
            (Some(_), Some(_)) => {
                let title = format!("question `{id}` has both `choices` and `integer`");
                self.document.error("no-answers", raw.id.span(), title, "keep one of them");
                None
            }
        }
    }

    fn choices(&mut self, question: &str, at: Range<usize>, raw: &[Spanned<RawChoice>]) -> Option<Vec<Choice>> {
        let mut choices: Vec<Choice> = Vec::new();
        for entry in raw {
            let choice = entry.get_ref();
            check_id(&mut self.document, &choice.id, entry.span());
            if let Some(first) = choices.iter().find(|c| c.id == *choice.id.as_str()) {
                let title = format!("question `{question}` has the choice `{}` twice", choice.id);
                self.document.duplicate(entry.span(), &first.place, title, "rename or remove one");
                continue;
            }
            choices.push(Choice {
                id: choice.id.as_str().into(),
                label: choice.label.clone().unwrap_or_else(|| choice.id.clone()),
                help: choice.help.clone(),
                likely: self.likely(choice.likely, entry.span()),
                options: choice.options.iter().map(|o| o.as_str().into()).collect(),
                place: self.document.place(entry.span()),
            });
        }
        if choices.len() < 2 || choices.len() > MAX_CELLS {
            let title =
                format!("question `{question}` has {} choices, and 2 to {MAX_CELLS} are allowed", choices.len());
            self.document.error("choice-count", at, title, "add or remove choices");
            return None;
        }
        Some(choices)
    }

    fn likely(&mut self, likely: Option<u32>, at: Range<usize>) -> u32 {
        if likely == Some(0) {
            let help = "leave it out, or write a whole number from 1; what cannot be answered should not stand here";
            self.document.error("out-of-range", at, "`likely` is 0, which makes the answer impossible", help);
        }
        likely.unwrap_or(1).max(1)
    }

    fn number(&mut self, question: &str, raw: &Spanned<RawInteger>) -> Option<NumberSpec> {
        let integer = raw.get_ref();
        let (min, max) = (integer.min.0, integer.max.0);
        if min >= max {
            let title =
                format!("question `{question}` takes numbers from {min} to {max}, which is nothing to choose from");
            self.document.error("out-of-range", raw.span(), title, "make `max` greater than `min`");
            return None;
        }
        if min < -MAX_NUMBER || max > MAX_NUMBER {
            let title = format!("question `{question}` takes numbers from {min} to {max}, which is too wide");
            let help = format!("stay within -{MAX_NUMBER} and {MAX_NUMBER}");
            self.document.error("out-of-range", raw.span(), title, help);
            return None;
        }
        for number in integer.suggest.iter().filter(|n| !(min..=max).contains(&n.0)) {
            let title = format!("question `{question}` suggests {}, which it does not take", number.0);
            self.document.error("out-of-range", raw.span(), title, format!("suggest numbers from {min} to {max}"));
        }
        let suggest = integer.suggest.iter().map(|n| n.0).filter(|n| (min..=max).contains(n)).collect();
        let bands = self.bands(question, integer)?;
        Some(NumberSpec { min, max, unit: integer.unit.clone(), suggest, bands })
    }

    fn bands(&mut self, question: &str, integer: &RawInteger) -> Option<Vec<Band>> {
        let mut bands: Vec<Band> = Vec::new();
        let mut from = integer.min.0;
        let last = integer.bands.len().saturating_sub(1);
        for (position, entry) in integer.bands.iter().enumerate() {
            let raw = entry.get_ref();
            check_id(&mut self.document, &raw.id, entry.span());
            let to = match raw.below {
                Some(below) => below.0.saturating_sub(1),
                None => integer.max.0,
            };
            let problem = if bands.iter().any(|b| b.id == *raw.id.as_str()) {
                Some((format!("question `{question}` has the band `{}` twice", raw.id), "rename one".to_owned()))
            } else if (position == last) != raw.below.is_none() {
                let help = "give every band but the last a `below`; the last one reaches to `max`";
                Some((format!("band `{}` of question `{question}` leaves a gap", raw.id), help.to_owned()))
            } else if to < from || to > integer.max.0 {
                let help = format!("bands rise: its `below` lies above {from} and at most at {}", integer.max.0);
                Some((format!("band `{}` of question `{question}` is empty or out of range", raw.id), help))
            } else if !(from..=to).contains(&raw.reading.0) {
                let help = format!("choose a reading from {from} to {to}");
                Some((format!("the reading {} lies outside band `{}`", raw.reading.0, raw.id), help))
            } else {
                None
            };
            if let Some((title, help)) = problem {
                self.document.error("bad-band", entry.span(), title, help);
                return None;
            }
            bands.push(Band {
                id: raw.id.as_str().into(),
                label: raw.label.clone().unwrap_or_else(|| raw.id.clone()),
                from,
                to,
                reading: raw.reading.0,
                likely: self.likely(raw.likely, entry.span()),
            });
            from = to + 1;
        }
        Some(bands)
    }

    fn quantity(&mut self, raw: RawQuantity, span: Range<usize>) {
        if !self.check_free(&raw.id) {
            return;
        }
        let mut quantity = Quantity {
            id: raw.id.get_ref().as_str().into(),
            name: raw.name.unwrap_or_else(|| raw.id.get_ref().clone()),
            formula: raw.formula.get_ref().clone(),
            unit: raw.unit,
            help: raw.help,
            times: 1,
            divided_by: 1,
            over: Vec::new(),
            under: Vec::new(),
            accept: self.document.accepted(raw.accept),
            place: self.document.place(raw.id.span().start.min(span.start)..raw.id.span().end),
        };
        match read_formula(raw.formula.get_ref(), &self.questionnaire, &mut quantity) {
            Ok(()) => self.questionnaire.quantities.push(quantity),
            Err((part, title, help)) => {
                let place = self.document.inside(&raw.formula.span(), raw.formula.get_ref(), &part);
                self.document.error("bad-formula", place.span, title, help);
            }
        }
    }

    fn add_trait(&mut self, raw: RawTrait, span: Range<usize>) {
        if !self.check_free(&raw.id) {
            return;
        }
        self.check_id(&raw.otherwise);
        let position = self.questionnaire.traits.len();
        let otherwise = raw.otherwise.get_ref();
        let place = self.document.place(raw.otherwise.span());
        let mut levels = vec![Level { id: otherwise.as_str().into(), label: otherwise.clone(), when: None, place }];
        for entry in raw.levels.into_iter().rev() {
            let place = self.document.place(entry.span());
            let level = entry.into_inner();
            check_id(&mut self.document, &level.id, place.span.clone());
            if let Some(first) = levels.iter().find(|l| l.id == *level.id.as_str()) {
                let title = format!("trait `{}` has the level `{}` twice", raw.id.get_ref(), level.id);
                self.document.duplicate(place.span, &first.place, title, "rename one");
                continue;
            }
            self.conditions.push((Owner::Level(position, levels.len()), level.when.clone()));
            let when = Some(Condition { text: level.when.into_inner(), expr: Expr::Const(false) });
            levels.push(Level {
                label: level.label.unwrap_or_else(|| level.id.clone()),
                id: level.id.into(),
                when,
                place,
            });
        }
        self.questionnaire.traits.push(Trait {
            id: raw.id.get_ref().as_str().into(),
            name: raw.name.unwrap_or_else(|| raw.id.get_ref().clone()),
            help: raw.help,
            levels,
            accept: self.document.accepted(raw.accept),
            place: self.document.place(raw.id.span().start.min(span.start)..raw.id.span().end),
        });
    }

    fn resolve_conditions(&mut self) {
        for (owner, text) in std::mem::take(&mut self.conditions) {
            let Some(condition) = read_condition(&mut self.document, &text, &self.questionnaire) else { continue };
            match owner {
                Owner::Question(q) => self.questionnaire.questions[q].ask_if = Some(condition),
                Owner::Level(t, level) => self.questionnaire.traits[t].levels[level].when = Some(condition),
            }
        }
    }

    fn check_cycles(&mut self) {
        let Some(cycle) = find_cycle(&self.questionnaire) else { return };
        let q = &mut self.questionnaire;
        let name = |step: &Step| match step {
            Step::Question(idx) => format!("`{}`", q.questions[idx.get()].id),
            Step::Trait(idx) => format!("`{}`", q.traits[idx.get()].id),
        };
        let mut names: Vec<String> = cycle.iter().map(name).collect();
        names.push(names[0].clone());
        let span = match cycle[0] {
            Step::Question(idx) => q.questions[idx.get()].place.span.clone(),
            Step::Trait(idx) => q.traits[idx.get()].place.span.clone(),
        };
        // With the conditions of the cycle gone, the rest of the questionnaire can still be looked at.
        for step in &cycle {
            match step {
                Step::Question(idx) => q.questions[idx.get()].ask_if = None,
                Step::Trait(idx) => q.traits[idx.get()].levels.iter_mut().skip(1).for_each(|level| {
                    level.when = Some(Condition { text: String::new(), expr: Expr::Const(false) });
                }),
            }
        }
        let title = format!("these conditions need each other: {}", names.join(" needs "));
        self.document.error("condition-cycle", span, title, "break the circle: one of them must do without the next");
        self.check_cycles();
    }
}

/// Parses a condition that stands in a string of the document; `None` when it has errors, which are then reported.
pub fn read_condition(
    document: &mut Document,
    text: &Spanned<String>,
    questionnaire: &Questionnaire,
) -> Option<Condition> {
    match parse(text.get_ref(), questionnaire) {
        Ok(expr) => Some(Condition { text: text.get_ref().clone(), expr }),
        Err(errors) => {
            for error in errors {
                let place = document.inside(&text.span(), text.get_ref(), &error.span);
                let help = error.help.unwrap_or_else(|| {
                    format!("its names stand in the questionnaire `{}`, or add one there", questionnaire.id)
                });
                document.error("bad-condition", place.span, error.message, help);
            }
            None
        }
    }
}

/// The most characters an id may have.
const MAX_ID: usize = 80;

/// Words that mean something in conditions and answers.
const KEYWORDS: [&str; 9] = ["and", "or", "not", "in", "between", "includes", "is", "na", "unknown"];

fn is_word(id: &str) -> bool {
    id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        && !id.starts_with('-')
        && !id.is_empty()
        && id.len() <= MAX_ID
        && parse_number(id).is_none()
}

/// Whether a text can be an id.
pub fn is_id(text: &str) -> bool {
    is_word(text) && !KEYWORDS.contains(&text)
}

/// Ids are what people type in conditions: a letter first, then letters, digits, `-` and `_`; no keyword.
pub fn check_id(document: &mut Document, id: &str, at: Range<usize>) {
    if id.len() > MAX_ID {
        let start: String = id.chars().take(20).collect();
        let title = format!("`{start}…` cannot be an id: it has {} characters", id.chars().count());
        document.error("bad-id", at, title, format!("use at most {MAX_ID}"));
    } else if !is_word(id) {
        let help = "use letters, digits, `-` and `_`, such as `peak-connections`; a number alone is no id";
        document.error("bad-id", at, format!("`{id}` cannot be an id"), help);
    } else if KEYWORDS.contains(&id) {
        document.error(
            "bad-id",
            at,
            format!("`{id}` means something in conditions, so it cannot be an id"),
            "choose another word",
        );
    }
}

/// Reports number questions that conditions cut into too many cells.
pub fn check_thresholds<'a>(
    questionnaire: &Questionnaire,
    conditions: impl Iterator<Item = &'a Expr>,
) -> Vec<(QuestionIdx, usize)> {
    let cuts = cuts_of(conditions);
    let mut too_many = Vec::new();
    for (position, question) in questionnaire.questions.iter().enumerate() {
        let QuestionKind::Number(spec) = &question.kind else { continue };
        let idx = QuestionIdx::from(position);
        let mut starts = cuts.get(&idx).cloned().unwrap_or_default();
        starts.extend(spec.bands.iter().map(|b| b.from));
        if starts.len() > MAX_THRESHOLDS {
            too_many.push((idx, starts.len()));
        }
    }
    too_many
}

type FormulaError = (Range<usize>, String, String);

/// Reads `a * b / 1000` into a quantity.
fn read_formula(text: &str, questionnaire: &Questionnaire, quantity: &mut Quantity) -> Result<(), FormulaError> {
    let mut divide = false;
    let mut expects_factor = true;
    for (start, word) in words(text) {
        let span = start..start + word.len();
        match (word, expects_factor) {
            ("*" | "/", false) => {
                divide = word == "/";
                expects_factor = true;
            }
            ("*" | "/", true) => {
                return Err((span, format!("expected a question or a number, found `{word}`"), FORMULA_HELP.into()));
            }
            (_, false) => return Err((span, format!("expected `*` or `/`, found `{word}`"), FORMULA_HELP.into())),
            (_, true) => {
                factor(word, span, divide, questionnaire, quantity)?;
                expects_factor = false;
            }
        }
    }
    let n_read = quantity.over.len() + quantity.under.len();
    if expects_factor || n_read == 0 || n_read > 3 {
        let title = format!("a formula reads one to three questions, and this one reads {n_read}");
        return Err((0..text.len(), title, FORMULA_HELP.into()));
    }
    Ok(())
}

const FORMULA_HELP: &str = "write a product or quotient, such as `requests-per-second * wait-ms / 1000`";

/// The words of a formula with their places; `*` and `/` are words of their own.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c.is_whitespace() || c == '*' || c == '/' {
            if let Some(from) = start.take() {
                found.push((from, &text[from..at]));
            }
            if !c.is_whitespace() {
                found.push((at, &text[at..at + c.len_utf8()]));
            }
        } else {
            start.get_or_insert(at);
        }
    }
    found
}

fn factor(
    word: &str,
    span: Range<usize>,
    divide: bool,
    questionnaire: &Questionnaire,
    quantity: &mut Quantity,
) -> Result<(), FormulaError> {
    if let Some(number) = parse_number(word) {
        if !(1..=1_000_000_000).contains(&number) {
            return Err((span, format!("the constant {number} is out of range"), "use 1 to 1 000 000 000".into()));
        }
        let constant = if divide { &mut quantity.divided_by } else { &mut quantity.times };
        return constant
            .checked_mul(number)
            .filter(|product| *product <= 1_000_000_000_000)
            .map(|product| *constant = product)
            .ok_or((span, "the constants are too large together".into(), "use smaller constants".into()));
    }
    let Some(idx) = questionnaire.question_idx(word) else {
        let help = closest(word, questionnaire.questions.iter().map(|q| q.id.as_str())).unwrap_or(FORMULA_HELP.into());
        return Err((span, format!("unknown question `{word}`"), help));
    };
    let fine = match &questionnaire.questions[idx.get()].kind {
        QuestionKind::Number(spec) if spec.min < 0 => Err("has negative numbers, which formulas do not take"),
        QuestionKind::Number(spec) if spec.bands.is_empty() => Err("has no bands, so a formula cannot read it"),
        QuestionKind::Number(_) => Ok(()),
        _ => Err("is not a number"),
    };
    fine.map_err(|problem| {
        (span, format!("question `{word}` {problem}"), "give it `integer` with `bands`, each with a `reading`".into())
    })?;
    if divide {
        quantity.under.push(idx);
    } else {
        quantity.over.push(idx);
    }
    Ok(())
}

/// The ids of all questions, for "did you mean".
pub fn question_ids(questionnaire: &Questionnaire) -> Vec<&str> {
    questionnaire.questions.iter().map(|q| q.id.as_str()).collect()
}

/// What may be written for a question, for messages.
pub fn allowed(question: &Question) -> String {
    match &question.kind {
        QuestionKind::Choice { choices, .. } | QuestionKind::Several { choices } => {
            quote(&choices.iter().map(|c| c.id.as_str()).collect::<Vec<_>>())
        }
        QuestionKind::Number(spec) if spec.bands.is_empty() => format!("a number from {} to {}", spec.min, spec.max),
        QuestionKind::Number(spec) => {
            let bands = quote(&spec.bands.iter().map(|b| b.id.as_str()).collect::<Vec<_>>());
            format!("a number from {} to {}, a range such as 5k..50k, or one of {bands}", spec.min, spec.max)
        }
    }
}
