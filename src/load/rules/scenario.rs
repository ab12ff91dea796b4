//! The scenarios of a rule base: answers, and what must come of them.

use super::file::RulesFile;
use super::find::{check_list, find_evidence, find_option, find_options, find_rules};
use super::pieces::Entry;
use crate::condition::closest;
use crate::load::answer_value::{answer_from_toml, parse_answer, with_aliases};
use crate::load::document::Document;
use crate::load::id::check_id;
use crate::load::questionnaire::{question_ids, resolve_alias};
use crate::load::raw::{Placed, RawExpect, RawSource};
use crate::load::words::quote;
use crate::model::{
    Answer, AnswerValue, Answers, Expectation, LevelId, Named, OutcomeKind, QuestionId, Questionnaire, RuleBase,
    Scenario, TraitId,
};

pub(super) fn read_scenarios(file: &mut RulesFile, base: &mut RuleBase, questionnaire: &Questionnaire) {
    for Entry { raw, at } in std::mem::take(&mut file.scenarios) {
        file.document.at = at;
        let (id, span) = (raw.id.get_ref().clone(), raw.id.span());
        check_id(&mut file.document, &id, span.clone());
        if let Some(first) = base.scenarios.iter().find(|s| s.id == *id.as_str()) {
            let title = format!("the scenario `{id}` stands twice");
            file.document.duplicate(span, &first.place, title, "rename or remove one");
            continue;
        }
        let mut answers = Answers::default();
        for (name, value) in &raw.answers {
            if let Some((question, answer)) = read_answer(&mut file.document, name, value, questionnaire) {
                answers.0.insert(question, answer);
            }
        }
        for cited in &raw.cites {
            find_evidence(&mut file.document, cited, base);
        }
        let expect = read_expectation(&mut file.document, &raw.expect, base, questionnaire);
        base.scenarios.push(Scenario {
            place: file.document.place(span),
            id: id.into(),
            title: raw.title,
            example: raw.example,
            independent: raw.source == RawSource::Independent,
            by: raw.by,
            cites: raw.cites.into_iter().map(|c| c.into_inner().into()).collect(),
            answers,
            expect,
            miss: raw.miss,
            accept: file.document.accepted(raw.accept),
        });
    }
    file.document.at = 0;
}

fn read_answer(
    document: &mut Document,
    name: &Placed<String>,
    value: &Placed<toml::Value>,
    questionnaire: &Questionnaire,
) -> Option<(QuestionId, Answer)> {
    let known = resolve_alias(questionnaire, name.get_ref());
    let Some(question) = questionnaire.question(known) else {
        let help = closest(name.get_ref(), question_ids(questionnaire).into_iter())
            .unwrap_or_else(|| format!("the questions of `{}` are listed by `archfit list`", questionnaire.id));
        document.unknown("unknown-question", name.span(), Named::Question, name.get_ref(), help);
        return None;
    };
    if known != name.get_ref() {
        document.old_name(name.get_ref(), known, name.span());
    }
    let present = with_aliases(value.get_ref(), question, questionnaire);
    if let (toml::Value::String(old), toml::Value::String(new)) = (value.get_ref(), &present)
        && old != new
    {
        document.old_name(old, new, value.span());
    }
    match answer_from_toml(&present, question) {
        Ok(value) => Some((question.id.clone(), Answer::plain(value))),
        Err(message) => {
            let (title, help) = message.split_once("; ").unwrap_or((&message, "see docs/formats.md"));
            document.error("bad-answer", value.span(), title, help);
            None
        }
    }
}

fn read_expectation(
    document: &mut Document,
    raw: &RawExpect,
    base: &RuleBase,
    questionnaire: &Questionnaire,
) -> Expectation {
    check_list(document, &raw.acceptable);
    let mut acceptable: Vec<Placed<String>> = raw.acceptable.clone();
    acceptable.extend(raw.winner.clone());
    let outcome = raw.outcome.or(match raw.close_call {
        Some(true) => Some(OutcomeKind::CloseCall),
        Some(false) => Some(OutcomeKind::Recommended),
        None => None,
    });
    Expectation {
        acceptable: acceptable.iter().filter_map(|name| find_option(document, name, base)).collect(),
        runner_up: raw.runner_up.as_ref().and_then(|name| find_option(document, name, base)),
        outcome,
        applies: raw.applies,
        excluded: find_options(document, &raw.excluded, base),
        not_excluded: find_options(document, &raw.not_excluded, base),
        fires: find_rules(document, &raw.fires, base),
        not_fires: find_rules(document, &raw.not_fires, base),
        levels: read_levels(document, raw, questionnaire),
        flips_with: read_flips(document, raw, questionnaire),
        lead_at_least: read_lead(document, raw.lead_at_least.as_ref()),
        lead_at_most: read_lead(document, raw.lead_at_most.as_ref()),
    }
}

/// A lead in fit points, as it is expected.
fn read_lead(document: &mut Document, raw: Option<&Placed<f64>>) -> Option<f64> {
    let lead = raw?;
    let is_fine = lead.get_ref().is_finite() && *lead.get_ref() >= 0.0;
    if !is_fine {
        let title = format!("no lead is {} fit points", lead.get_ref());
        document.error("out-of-range", lead.span(), title, "write a number from 0 on, such as 4");
    }
    is_fine.then_some(*lead.get_ref())
}

fn read_levels(document: &mut Document, raw: &RawExpect, questionnaire: &Questionnaire) -> Vec<(TraitId, LevelId)> {
    let mut levels = Vec::new();
    for (name, level) in &raw.levels {
        let known = resolve_alias(questionnaire, name.get_ref());
        let Some(idx) = questionnaire.trait_idx(known) else {
            let known = questionnaire.traits.iter().map(|t| t.id.as_str());
            let help =
                closest(name.get_ref(), known).unwrap_or_else(|| "traits are listed by `archfit list`".to_owned());
            document.unknown("unknown-trait", name.span(), Named::Trait, name.get_ref(), help);
            continue;
        };
        if known != name.get_ref() {
            document.old_name(name.get_ref(), known, name.span());
        }
        let of = &questionnaire.traits[idx.get()];
        let written = level.get_ref().as_str();
        let full = format!("{}.{written}", of.id);
        let present = resolve_alias(questionnaire, &full).rsplit('.').next().unwrap_or(written);
        if of.levels.iter().any(|l| l.id == *present) {
            levels.push((of.id.clone(), present.into()));
            if present != written {
                document.old_name(written, present, level.span());
            }
        } else {
            let known: Vec<&str> = of.levels.iter().map(|l| l.id.as_str()).collect();
            let help = format!("its levels are {}", quote(&known));
            document.error(
                "unknown-level",
                level.span(),
                format!("trait `{}` has no level `{}`", of.id, level.get_ref()),
                help,
            );
        }
    }
    levels
}

fn read_flips(
    document: &mut Document,
    raw: &RawExpect,
    questionnaire: &Questionnaire,
) -> Vec<(QuestionId, AnswerValue)> {
    let mut flips = Vec::new();
    for flip in &raw.flips_with {
        let Some((name, value)) = flip.get_ref().split_once('=') else {
            let title = format!("`{}` is not a changed answer", flip.get_ref());
            document.error("bad-answer", flip.span(), title, "write `question = answer`");
            continue;
        };
        let name = name.trim();
        let Some(question) = questionnaire.question(resolve_alias(questionnaire, name)) else {
            let help = closest(name, question_ids(questionnaire).into_iter())
                .unwrap_or_else(|| "write `question = answer`".into());
            document.unknown("bad-answer", flip.span(), Named::Question, name, help);
            continue;
        };
        let said = value.trim_start_matches('=').trim().trim_matches('"');
        let present = with_aliases(&toml::Value::String(said.to_owned()), question, questionnaire);
        match parse_answer(present.as_str().unwrap_or(said), question) {
            Ok(value) => flips.push((question.id.clone(), value)),
            Err(message) => {
                let (title, help) = message.split_once("; ").unwrap_or((&message, "see docs/formats.md"));
                document.error("bad-answer", flip.span(), title, help);
            }
        }
    }
    flips
}
