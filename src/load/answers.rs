//! An answers file: read against its questionnaire, with what does not fit reported and left out.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::answer_value::{answer_from_toml, with_aliases};
use super::document::{Document, day_of};
use super::files::read_text;
use super::follow_ups::drop_follow_ups;
use super::library::Library;
use super::questionnaire::{question_ids, read_condition, resolve_alias};
use super::raw::{Placed, RawOverride, RawPrices, RawRevisit, Whole};
use super::words::quote;
use crate::condition::{closest, renamed};
use crate::diagnostic::{Diagnostic, Severity, Source, Sources};
use crate::files::stand_in;
use crate::model::{
    Answer, AnswerSource, AnswersFile, CriterionId, FileId, MAX_PRICE, Named, Override, Place, Question, Questionnaire,
    QuestionnaireId, Revisit, RuleBase, Subject, Unread,
};

/// The code of weights that cannot be used: what follows from other weights is no answer to what was asked.
const BAD_WEIGHT: &str = "bad-weight";

/// The keys of an answers file.
const KEYS: [&str; 9] =
    ["format", "questionnaire", "system", "decisions", "answers", "weights", "override", "revisit", "prices"];

/// An answers file that was read.
#[derive(Clone, Debug)]
pub struct ReadAnswers {
    /// What it says, as far as it can be used.
    pub file: AnswersFile,
    /// The subject it answers.
    pub subject: Arc<Subject>,
    /// Its text among the library's sources.
    pub source: FileId,
    /// What does not fit; what it is about is left out of `file` and stays on disk.
    pub findings: Vec<Diagnostic>,
    /// What is wrong with its weights: advice for others would be taken for advice for these.
    pub refused_weight: Option<Diagnostic>,
}

/// Reads an answers file against the library: picks its subject and reports what does not fit.
pub fn read_answers(path: &Path, library: &mut Library) -> Result<ReadAnswers, Vec<Diagnostic>> {
    let name = path.display().to_string();
    let mut refuse = |code, title: String, help: &str| {
        let source = Source { name: name.clone(), path: Some(path.to_owned()), text: String::new() };
        let place = Place { file: library.sources.add(source), span: 0..0 };
        Err(vec![Diagnostic::new(Severity::Error, code, &place, title).help(help)])
    };
    if let Some(kept) = stand_in(path) {
        let title = format!(
            "`{name}` was broken by a power cut or a crash of the system; `{}` is as it was before",
            kept.display()
        );
        return refuse("torn-file", title, "open it with `archfit interview`, which brings the version before it back");
    }
    match read_text(path) {
        Ok(text) => read_answers_text(Source { name, path: Some(path.to_owned()), text }, library),
        Err(error) => {
            let help = "check the path; `archfit list` shows the interviews that were begun";
            refuse("unreadable-file", format!("`{name}` cannot be read: {error}"), help)
        }
    }
}

/// As [`read_answers`], for a text that is already there.
pub fn read_answers_text(source: Source, library: &mut Library) -> Result<ReadAnswers, Vec<Diagnostic>> {
    let source = library.sources.add(source);
    let text = &library.sources.get(source).text;
    let (id, span) = questionnaire_of(source, text)?;
    let Some(subject) = library.subject(id.as_str()) else {
        let known: Vec<&str> = library.subjects.iter().map(|s| s.questionnaire.id.as_str()).collect();
        let help = closest(id.as_str(), known.iter().copied())
            .unwrap_or_else(|| format!("the questionnaires are {}", quote(&known)));
        let title = format!("the file answers the unknown questionnaire `{id}`");
        let place = Place { file: source, span };
        return Err(vec![Diagnostic::new(Severity::Error, "unknown-questionnaire", &place, title).help(help)]);
    };
    let (mut file, mut findings, refused_weight) = read(source, text, subject);
    drop_follow_ups(&mut findings, &library.diagnostics, &library.sources);
    file.unread = unread(&findings, &library.sources);
    Ok(ReadAnswers { file, subject: Arc::clone(subject), source, findings, refused_weight })
}

/// What of an answers file is not used, as its findings tell.
fn unread(findings: &[Diagnostic], sources: &Sources) -> Vec<Unread> {
    let left_out = findings.iter().filter(|finding| finding.severity != Severity::Note);
    let mut all: Vec<Unread> = left_out
        .map(|finding| Unread {
            line: sources.span(finding.place()).0.line,
            said: finding.title.clone(),
            help: finding.help.clone(),
            is_error: finding.severity == Severity::Error,
        })
        .collect();
    all.sort_by_key(|unread| unread.line);
    all
}

/// What of a text of answers to a subject is not used, whatever else it follows from.
pub fn unread_in(text: &str, subject: &Subject) -> Vec<Unread> {
    let mut sources = Sources::default();
    let source = sources.add(Source { name: String::new(), path: None, text: text.to_owned() });
    unread(&read(source, text, subject).1, &sources)
}

/// The questionnaire an answers file names; a finding where it names none or cannot be read.
fn questionnaire_of(file: FileId, text: &str) -> Result<(QuestionnaireId, Range<usize>), Vec<Diagnostic>> {
    let mut document = Document::new(file, text);
    if !document.check_format() {
        return Err(document.findings);
    }
    match document
        .need::<toml::Spanned<String>>("questionnaire", "name it: `questionnaire = \"…\"`; `archfit list` shows them")
    {
        Some(id) => Ok((id.get_ref().as_str().into(), id.span())),
        None => Err(document.findings),
    }
}

/// Reads an answers file against a subject. What cannot be used is reported; the rest is usable.
fn read(file: FileId, text: &str, subject: &Subject) -> (AnswersFile, Vec<Diagnostic>, Option<Diagnostic>) {
    let mut document = Document::new(file, text);
    document.check_format();
    let mut read = AnswersFile { questionnaire: subject.questionnaire.id.clone(), ..AnswersFile::default() };
    document.take::<String>("questionnaire");
    read.system = document.take("system");
    let decisions: Vec<toml::Spanned<String>> = document.take("decisions").unwrap_or_default();
    for decision in decisions {
        let base = find_decision(&mut document, decision.get_ref(), decision.span(), subject);
        read.decisions.extend(base.map(|base| base.decision.id.clone()));
    }
    for (name, name_span, value, span) in document.take_items("answers") {
        let known = resolve_alias(&subject.questionnaire, &name);
        let Some(question) = subject.questionnaire.question(known) else {
            unknown_question(&mut document, &name, name_span, &subject.questionnaire);
            continue;
        };
        if known != name {
            document.old_name(&name, known, name_span);
        }
        if let Some(answer) = read_answer(&mut document, question, &subject.questionnaire, &value, span) {
            read.answers.0.insert(question.id.clone(), answer);
        }
    }
    let n_findings = document.findings.len();
    read_weights(&mut document, subject, &mut read);
    let of_weights = &document.findings[n_findings..];
    let refused_weight = of_weights.iter().find(|finding| finding.severity == Severity::Error).cloned();
    read_overrides(&mut document, subject, &mut read);
    read_revisits(&mut document, subject, &mut read);
    read_prices(&mut document, &mut read);
    (read, document.finish(&KEYS), refused_weight)
}

/// Reads an answer: a value, or a table with a value and what belongs to it.
fn read_answer(
    document: &mut Document,
    question: &Question,
    questionnaire: &Questionnaire,
    value: &toml::Value,
    span: Range<usize>,
) -> Option<Answer> {
    let plain = |document: &mut Document, value: &toml::Value| {
        let value = with_aliases(value, question, questionnaire);
        answer_from_toml(&value, question).map_err(|message| bad_answer(document, &message, span.clone())).ok()
    };
    let toml::Value::Table(table) = value else { return plain(document, value).map(Answer::plain) };
    let what = format!("the answer to `{}`", question.id);
    unknown_keys(
        document,
        table,
        &["value", "sure", "note", "votes", "observed", "from", "on", "example"],
        &span,
        &what,
    );
    let mut votes = BTreeMap::new();
    match table.get("votes") {
        Some(toml::Value::Table(cast)) => {
            for (name, vote) in cast {
                if let Some(vote) = plain(document, vote) {
                    votes.insert(name.clone(), vote);
                }
            }
        }
        Some(_) => {
            let title = format!("`votes` of `{}` is not a table", question.id);
            let help = "write who says what, such as `votes = { ana = \"yes\", ben = \"no\" }`";
            document.error("wrong-type", span.clone(), title, help);
        }
        None => {}
    }
    let value = match table.get("value") {
        Some(value) => plain(document, value)?,
        None if votes.is_empty() => {
            let help = "write the answer as `value`, or `value = \"unknown\"` where it is not known";
            document.error("missing-key", span, format!("{what} has no `value`"), help);
            return None;
        }
        None => crate::model::AnswerValue::Unknown,
    };
    let sure = match table.get("sure") {
        None => Some(1.0),
        Some(toml::Value::Float(sure)) => Some(*sure),
        Some(toml::Value::Integer(sure)) => Some(*sure as f64),
        Some(_) => None,
    };
    let sure = sure.filter(|sure| (0.0..=1.0).contains(sure)).unwrap_or_else(|| {
        let help = "write a number from 0 (don't know) to 1 (certain), such as 0.6";
        document.error("out-of-range", span.clone(), format!("`sure` of `{}` is not a chance", question.id), help);
        1.0
    });
    let note = text_of(document, question, table, "note", &span);
    let source = read_source(document, question, table, &span);
    Some(Answer { value, sure: (sure * 100.0).round() as u8, note, votes, source })
}

/// Reads where an answer comes from.
fn read_source(document: &mut Document, question: &Question, table: &toml::Table, span: &Range<usize>) -> AnswerSource {
    let [observed, from, example] =
        ["observed", "from", "example"].map(|key| text_of(document, question, table, key, span));
    let on = table.get("on").and_then(|value| match value {
        toml::Value::Datetime(day) => day_of(*day),
        _ => None,
    });
    if table.contains_key("on") && on.is_none() {
        let title = format!("`on` of `{}` is no day", question.id);
        document.error("wrong-type", span.clone(), title, "write a day without quotes, such as `2026-01-31`");
    }
    AnswerSource { observed, from, on, example }
}

/// A text among the details of an answer; what is none is reported.
fn text_of(
    document: &mut Document,
    question: &Question,
    table: &toml::Table,
    key: &str,
    span: &Range<usize>,
) -> Option<String> {
    let value = table.get(key)?;
    if value.as_str().is_none() {
        let title = format!("`{key}` of `{}` is not a text", question.id);
        document.error("wrong-type", span.clone(), title, "write it in quotes");
    }
    value.as_str().map(str::to_owned)
}

/// Reports the keys that a table of details does not have.
fn unknown_keys(document: &mut Document, table: &toml::Table, keys: &[&str], span: &Range<usize>, what: &str) {
    for key in table.keys().filter(|key| !keys.contains(&key.as_str())) {
        let help = closest(key, keys.iter().copied());
        let help = help.unwrap_or_else(|| format!("the keys are {}", quote(keys)));
        document.error("unknown-key", span.clone(), format!("unknown key `{key}` in {what}"), help);
    }
}

fn bad_answer(document: &mut Document, message: &str, span: Range<usize>) {
    let (title, help) = message.split_once("; ").unwrap_or((message, "see docs/formats.md"));
    document.error("bad-answer", span, title, help);
}

fn unknown_question(document: &mut Document, name: &str, span: Range<usize>, questionnaire: &Questionnaire) {
    let help = closest(name, question_ids(questionnaire).into_iter()).unwrap_or_else(|| {
        "it may belong to another questionnaire or version; the answer stays in the file and is not used".to_owned()
    });
    let title = format!("`{}` has no question `{name}`", questionnaire.id);
    document.report(Severity::Warning, "unknown-question", span, title, help);
    document.last_is_unknown(Named::Question, name);
}

/// The rule base of a decision. An earlier name is noted, an unknown one reported.
fn find_decision<'s>(
    document: &mut Document,
    name: &str,
    span: Range<usize>,
    subject: &'s Subject,
) -> Option<&'s RuleBase> {
    match subject.rule_base_named(name) {
        Some(base) if base.decision.id != *name => document.old_name(name, base.decision.id.as_str(), span),
        Some(_) => {}
        None => unknown_decision(document, name, span, subject),
    }
    subject.rule_base_named(name)
}

fn unknown_decision(document: &mut Document, name: &str, span: Range<usize>, subject: &Subject) {
    let known: Vec<&str> = subject.rule_bases.iter().map(|b| b.decision.id.as_str()).collect();
    let help = closest(name, known.iter().copied())
        .unwrap_or_else(|| format!("the decisions of `{}` are {}", subject.questionnaire.id, quote(&known)));
    document.unknown("unknown-decision", span, Named::Decision, name, help);
}

fn read_weights(document: &mut Document, subject: &Subject, read: &mut AnswersFile) {
    let mut spans = Vec::new();
    for (name, name_span, value, span) in document.take_items("weights") {
        spans.push(span.clone());
        let named = criteria_named(subject, &name);
        if named.is_empty() {
            let criteria = subject.rule_bases.iter().flat_map(|base| &base.criteria);
            let help = closest(&name, criteria.map(|criterion| criterion.id.as_str()))
                .unwrap_or_else(|| "criteria are listed by `archfit list`".to_owned());
            document.unknown("unknown-criterion", name_span, Named::Criterion, &name, help);
            continue;
        }
        if let Some(new) = named.first().filter(|_| named.iter().all(|criterion| **criterion != *name.as_str())) {
            document.old_name(&name, new.as_str(), name_span);
        }
        for (position, criterion) in named.into_iter().enumerate() {
            // What does not fit is said once.
            let n_findings = document.findings.len();
            read_weight(document, criterion, &value, span.clone(), read);
            if position > 0 {
                document.findings.truncate(n_findings);
            }
        }
    }
    for base in &subject.rule_bases {
        let weight =
            |criterion: &crate::model::Criterion| read.weights.get(&criterion.id).copied().unwrap_or(criterion.weight);
        let is_own = base.criteria.iter().any(|criterion| read.weights.contains_key(&criterion.id));
        if let (true, Some(first), Some(last)) = (is_own, spans.first(), spans.last())
            && base.criteria.iter().all(|criterion| weight(criterion) == 0)
        {
            let title = format!("all criteria of the decision `{}` are given the weight 0", base.decision.id);
            let help = "give at least one of them points, or leave `[weights]` out for the rule base's own";
            document.error(BAD_WEIGHT, first.start.min(last.start)..first.end.max(last.end), title, help);
        }
    }
}

/// The criteria that a name stands for: in each decision the one that has it, or had it. A name that one decision gave up and another
/// has still means both.
fn criteria_named<'s>(subject: &'s Subject, name: &str) -> Vec<&'s CriterionId> {
    let mut named = Vec::new();
    for base in &subject.rule_bases {
        let found = base.criterion_named(name).map(|found| &base.criteria[found.get()].id);
        named.extend(found.filter(|id| !named.contains(id)));
    }
    named
}

fn read_prices(document: &mut Document, read: &mut AnswersFile) {
    let Some((raw, _)) = document.take_table::<RawPrices>("prices") else { return };
    let mut price = |price: Option<Placed<Whole>>, what: &str| {
        let price = price?;
        let fine = u32::try_from(price.get_ref().0).ok().filter(|price| (1..=MAX_PRICE).contains(price));
        if fine.is_none() {
            let title = format!("the price of a {what} is {} a month", price.get_ref().0);
            let help = format!("write a whole number from 1 to {MAX_PRICE}, or leave it out: no money is then named");
            document.error("out-of-range", price.span(), title, help);
        }
        fine
    };
    read.prices.core = price(raw.core, "core");
    read.prices.gib = price(raw.gib, "GiB");
    read.prices.currency = raw.currency;
}

/// Reads a weight: points, or a table with points and votes.
fn read_weight(
    document: &mut Document,
    criterion: &CriterionId,
    value: &toml::Value,
    span: Range<usize>,
    read: &mut AnswersFile,
) {
    let mut points = |value: &toml::Value| {
        let points = value.as_integer().and_then(|weight| u32::try_from(weight).ok()).filter(|w| *w <= 1_000_000);
        if points.is_none() {
            let title = format!("the weight of `{criterion}` is not a whole number from 0");
            document.error(BAD_WEIGHT, span.clone(), title, "write points up to 1000000, such as 30");
        }
        points
    };
    let toml::Value::Table(table) = value else {
        read.weights.extend(points(value).map(|weight| (criterion.clone(), weight)));
        return;
    };
    read.weights.extend(table.get("value").and_then(&mut points).map(|weight| (criterion.clone(), weight)));
    let votes = table.get("votes").and_then(toml::Value::as_table).into_iter().flatten();
    let votes: BTreeMap<String, u32> = votes.filter_map(|(name, vote)| Some((name.clone(), points(vote)?))).collect();
    if !votes.is_empty() {
        read.weight_votes.insert(criterion.clone(), votes);
    }
    let what = format!("the weight of `{criterion}`");
    unknown_keys(document, table, &["value", "votes"], &span, &what);
}

fn read_overrides(document: &mut Document, subject: &Subject, read: &mut AnswersFile) {
    for (raw, _) in document.take_entries::<RawOverride>("override") {
        let Some(base) = find_decision(document, raw.decision.get_ref(), raw.decision.span(), subject) else {
            continue;
        };
        let old = raw.option.get_ref();
        let Some(option) = base.option_named(old).map(|option| &base.options[option.get()].id) else {
            let known: Vec<&str> = base.options.iter().map(|o| o.id.as_str()).collect();
            let help =
                closest(old, known.iter().copied()).unwrap_or_else(|| format!("its options are {}", quote(&known)));
            document.unknown("unknown-option", raw.option.span(), Named::Option, old, help);
            continue;
        };
        if *option != *old.as_str() {
            document.old_name(old, option.as_str(), raw.option.span());
        }
        if raw.because.trim().is_empty() {
            let help = "say why: the record and `archfit recheck` need it";
            document.error("missing-key", raw.option.span(), "the override has no `because`", help);
        }
        let (decision, option) = (base.decision.id.clone(), option.clone());
        read.overrides.push(Override { decision, option, because: raw.because });
    }
}

fn read_revisits(document: &mut Document, subject: &Subject, read: &mut AnswersFile) {
    for (raw, span) in document.take_entries::<RawRevisit>("revisit") {
        let named = raw.decision.as_ref();
        let base = named.and_then(|named| find_decision(document, named.get_ref(), named.span(), subject));
        if named.is_some() && base.is_none() {
            continue;
        }
        if raw.on.is_none() && raw.when.is_none() {
            let help = "add `on = 2027-01-31` or `when = \"question == choice\"`";
            document.error("missing-key", span, "the revisit has neither `on` nor `when`", help);
            continue;
        }
        let on = raw.on.as_ref().and_then(|on| day_of(*on.get_ref()));
        if let Some(wrong) = raw.on.as_ref().filter(|_| on.is_none()) {
            document.error("wrong-type", wrong.span(), "`on` is a day", "write `on = 2027-01-31`");
            continue;
        }
        let n_findings = document.findings.len();
        let when = raw.when.as_ref().map(|when| when.with(renamed(when.get_ref(), &subject.questionnaire)));
        let when = when.as_ref().and_then(|when| read_condition(document, when, &subject.questionnaire));
        if document.findings.len() > n_findings {
            continue;
        }
        let decision = base.map(|base| base.decision.id.clone());
        read.revisits.push(Revisit { decision, on, when, because: raw.because });
    }
}
