//! A questionnaire while it is read: its entries so far, and the conditions that are still text.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::condition::{closest, parse, renamed};
use crate::engine::meaning::cuts::cuts_of;
use crate::engine::meaning::order::{Step, find_cycle};
use crate::engine::meaning::variable::MAX_CELLS;
use crate::load::document::Document;
use crate::load::id::check_id;
use crate::load::raw::Placed;
use crate::load::words::quote;
use crate::model::measure::{MEASURES, Measure};
use crate::model::{Choice, Condition, Expr, Place, Question, QuestionIdx, QuestionKind, Questionnaire, measure};

/// The most thresholds that may cut a number question: two more are kept free for a number or range that a person types.
const MAX_THRESHOLDS: usize = MAX_CELLS - 3;

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
pub(super) enum Owner {
    Question(usize),
    LikelyWhen(usize, usize),
    Level(usize, usize),
}

/// A list of choices that questions share.
pub(super) struct Shared {
    /// The choices.
    pub(super) choices: Vec<Choice>,
    /// Where its name stands.
    pub(super) at: Range<usize>,
    /// Whether a question takes it.
    pub(super) is_used: bool,
}

/// A questionnaire while it is read.
pub(super) struct Reader<'a> {
    pub(super) questionnaire: Questionnaire,
    pub(super) document: Document<'a>,
    pub(super) conditions: Vec<(Owner, Placed<String>)>,
    /// The lists of choices that questions share, by name.
    pub(super) shared: BTreeMap<String, Shared>,
}

impl Reader<'_> {
    pub(super) fn check_id(&mut self, id: &Placed<String>) {
        check_id(&mut self.document, id.get_ref(), id.span());
    }

    /// Where something with this id stands.
    pub(super) fn taken(&self, id: &str) -> Option<Place> {
        let q = &self.questionnaire;
        let question = q.question_idx(id).map(|idx| &q.questions[idx.get()].place);
        let quantity = q.quantity_idx(id).map(|idx| &q.quantities[idx.get()].place);
        question.or(quantity).or_else(|| q.trait_idx(id).map(|idx| &q.traits[idx.get()].place)).cloned()
    }

    pub(super) fn check_free(&mut self, id: &Placed<String>) -> bool {
        self.check_id(id);
        let taken = self.taken(id.get_ref());
        if let Some(first) = &taken {
            let title = format!("the id `{}` is used twice", id.get_ref());
            let help = "questions, quantities and traits share their names; rename one";
            self.document.duplicate(id.span(), first, title, help);
        }
        taken.is_none()
    }

    /// The place of an entry: its head, as far as its id.
    pub(super) fn head(&self, id: &Placed<String>, entry: &Range<usize>) -> Place {
        self.document.place(id.span().start.min(entry.start)..id.span().end)
    }

    pub(super) fn resolve_conditions(&mut self) {
        for (owner, text) in std::mem::take(&mut self.conditions) {
            let Some(condition) = read_condition(&mut self.document, &text, &self.questionnaire) else { continue };
            match owner {
                Owner::Question(q) => self.questionnaire.questions[q].ask_if = Some(condition),
                Owner::LikelyWhen(q, at) => self.questionnaire.questions[q].likely_when[at].when = condition,
                Owner::Level(t, level) => self.questionnaire.traits[t].levels[level].when = Some(condition),
            }
        }
    }

    pub(super) fn check_cycles(&mut self) {
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
    text: &Placed<String>,
    questionnaire: &Questionnaire,
) -> Option<Condition> {
    match parse(text.get_ref(), questionnaire) {
        Ok(expr) => Some(Condition { text: text.get_ref().clone(), expr }),
        Err(errors) => {
            if let Some(condition) = by_old_names(document, text, questionnaire) {
                return Some(condition);
            }
            let help = format!("its names stand in the questionnaire `{}`, or add one there", questionnaire.id);
            for error in errors {
                document.error_in("bad-condition", text, error, &help);
            }
            None
        }
    }
}

/// A condition that means something once its old names are taken for the present ones, which is noted.
fn by_old_names(document: &mut Document, text: &Placed<String>, questionnaire: &Questionnaire) -> Option<Condition> {
    let present = renamed(text.get_ref(), questionnaire);
    let is_changed = present != *text.get_ref();
    let expr = is_changed.then(|| parse(&present, questionnaire).ok()).flatten()?;
    document.old_text(text, &present);
    Some(Condition { text: present, expr })
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

/// The ids of all questions, for "did you mean".
pub fn question_ids(questionnaire: &Questionnaire) -> Vec<&str> {
    questionnaire.questions.iter().map(|q| q.id.as_str()).collect()
}

/// The ids of the choices or bands of a question.
pub(super) fn allowed_ids(kind: &QuestionKind) -> Vec<&str> {
    let bands = kind.number().map_or(&[][..], |spec| &spec.bands);
    kind.choices().iter().map(|choice| choice.id.as_str()).chain(bands.iter().map(|band| band.id.as_str())).collect()
}

/// What may be written for a question, for messages.
pub fn allowed(question: &Question) -> String {
    match &question.kind {
        QuestionKind::Choice { choices, .. } | QuestionKind::Several { choices, .. } => {
            quote(&choices.iter().map(|c| c.id.as_str()).collect::<Vec<_>>())
        }
        QuestionKind::Number(spec) if spec.bands.is_empty() => format!("a number from {} to {}", spec.min, spec.max),
        QuestionKind::Number(spec) => {
            let bands = quote(&spec.bands.iter().map(|b| b.id.as_str()).collect::<Vec<_>>());
            format!("a number from {} to {}, a range such as 5k..50k, or one of {bands}", spec.min, spec.max)
        }
    }
}

/// The present name of a question that may be written by an old one.
pub fn resolve_alias<'a>(questionnaire: &'a Questionnaire, name: &'a str) -> &'a str {
    questionnaire.aliases.get(name).map_or(name, String::as_str)
}

/// The measure of the catalogue that is called so; what is unknown is reported.
pub(in crate::load) fn find_measure(document: &mut Document, name: &Placed<String>) -> Option<&'static Measure> {
    let found = measure(name.get_ref());
    if found.is_none() {
        let help = closest(name.get_ref(), MEASURES.iter().map(|measure| measure.name))
            .unwrap_or_else(|| "docs/observe.md lists them".to_owned());
        document.error("unknown-measure", name.span(), format!("unknown measure `{}`", name.get_ref()), help);
    }
    found
}
