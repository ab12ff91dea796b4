//! Findings about texts that a screen or a record cannot show as they stand.

use super::context::{Context, Findings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::load::span_of_text;
use crate::model::{Accepted, Effect, Origin, Place, RuleBase};

/// The longest text that a record or a screen shows in one piece.
const MAX_CHARS: usize = 1_200;

/// The most words of the texts that are read at a glance: at a question, and on the first page.
const MOST_WORDS: [(&str, usize); 9] = [
    ("ask", 18),
    ("help", 50),
    ("why", 32),
    ("label", 16),
    ("short", 5),
    ("name", 6),
    ("cause", 14),
    ("advice", 12),
    ("price", 11),
];

/// Checks that what is read at a glance can be.
fn check_words(context: &Context, findings: &mut Findings) {
    let mut look = |entry: &Entry, key: &str, text: Option<&String>| {
        let most = MOST_WORDS.iter().find(|(known, _)| *known == key).map_or(usize::MAX, |(_, most)| *most);
        let Some(text) = text.filter(|text| text.split_whitespace().count() > most) else { return };
        let title = format!("`{key}` of {} takes {} words", entry.what, text.split_whitespace().count());
        let help = format!("say it in at most {most}: it is read at a glance");
        let finding =
            Diagnostic::new(Severity::Warning, "long-text", &place_of(entry, text, context), title).help(help);
        findings.report_in(entry.place, entry.accept, finding);
    };
    let named = |what: &str, id: &str| format!("{what} `{id}`");
    for question in &context.subject.questionnaire.questions {
        let of = |what, id: &str| Entry { what: named(what, id), accept: &question.accept, place: &question.place };
        let entry = of("question", question.id.as_str());
        look(&entry, "ask", Some(&question.ask));
        look(&entry, "help", question.help.as_ref());
        look(&entry, "why", question.why.as_ref());
        look(&entry, "name", question.name.as_ref());
        for choice in question.kind.choices() {
            let entry = of("choice", choice.id.as_str());
            look(&entry, "label", Some(&choice.label));
            look(&entry, "short", choice.short.as_ref());
        }
    }
    for base in &context.subject.rule_bases {
        for option in &base.options {
            let what = named("option", option.id.as_str());
            let entry = Entry { what, accept: &option.accept, place: &option.place };
            look(&entry, "advice", option.advice.as_ref());
            look(&entry, "price", option.price.as_ref());
            option.base.iter().for_each(|start| look(&entry, "cause", start.cause.as_ref()));
        }
        // What steps say is put together from names, and not written.
        for rule in base.written_rules() {
            let entry = Entry { what: named("rule", rule.id.as_str()), accept: &rule.accept, place: &rule.place };
            look(&entry, "cause", rule.cause.as_ref());
        }
    }
}

/// Checks every text that people read.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    check_words(context, findings);
    let mut look = |entry: &Entry, text: &str| look(entry, text, context, findings);
    let questionnaire = &context.subject.questionnaire;
    let none = Accepted::new();
    let named = |what: &str, id: &str| format!("{what} `{id}`");
    let head = Entry { what: "the questionnaire".into(), accept: &none, place: &questionnaire.place };
    [Some(&questionnaire.title), questionnaire.about.as_ref()].into_iter().flatten().for_each(|text| look(&head, text));
    for question in &questionnaire.questions {
        let of = |what, id: &str| Entry { what: named(what, id), accept: &question.accept, place: &question.place };
        let texts = [Some(&question.ask), question.why.as_ref(), question.help.as_ref(), Some(&question.section)];
        let entry = of("question", question.id.as_str());
        texts.into_iter().flatten().for_each(|text| look(&entry, text));
        for choice in question.kind.choices() {
            let entry = of("choice", choice.id.as_str());
            [Some(&choice.label), choice.help.as_ref()].into_iter().flatten().for_each(|text| look(&entry, text));
        }
        for band in question.kind.number().iter().flat_map(|spec| &spec.bands) {
            look(&of("band", band.id.as_str()), &band.label);
        }
    }
    for quantity in &questionnaire.quantities {
        let what = named("quantity", quantity.id.as_str());
        let entry = Entry { what, accept: &quantity.accept, place: &quantity.place };
        [Some(&quantity.name), quantity.help.as_ref()].into_iter().flatten().for_each(|text| look(&entry, text));
    }
    for of in &questionnaire.traits {
        let entry = Entry { what: named("trait", of.id.as_str()), accept: &of.accept, place: &of.place };
        let texts = [Some(&of.name), of.help.as_ref()].into_iter().flatten();
        texts.chain(of.levels.iter().map(|level| &level.label)).for_each(|text| look(&entry, text));
    }
    for base in &context.subject.rule_bases {
        texts_of(base, &mut look);
    }
}

/// Every text of a rule base.
fn texts_of(base: &RuleBase, look: &mut impl FnMut(&Entry, &str)) {
    let named = |what: &str, id: &str| format!("{what} `{id}`");
    let decision = &base.decision;
    let entry = Entry { what: "the decision".into(), accept: &decision.accept, place: &decision.place };
    let texts = [Some(&decision.title), Some(&decision.ask), decision.about.as_ref()];
    texts.into_iter().flatten().for_each(|text| look(&entry, text));
    for option in &base.options {
        let entry = Entry { what: named("option", option.id.as_str()), accept: &option.accept, place: &option.place };
        let lists = option.costs.iter().chain(&option.first_steps).chain(option.right_when.as_ref());
        let risks = option.risks.iter().flat_map(|risk| [Some(&risk.risk), risk.mitigation.as_ref()]).flatten();
        let measures = option.measure.iter().flat_map(|m| [Some(&m.what), m.target.as_ref()]).flatten();
        let texts = lists.chain(risks).chain(measures).chain([&option.name, &option.summary]);
        texts.chain(option.base.iter().filter_map(|start| start.cause.as_ref())).for_each(|text| look(&entry, text));
    }
    for criterion in &base.criteria {
        let what = named("criterion", criterion.id.as_str());
        let entry = Entry { what, accept: &criterion.accept, place: &criterion.place };
        [Some(&criterion.name), criterion.about.as_ref()].into_iter().flatten().for_each(|text| look(&entry, text));
    }
    let made_of_decide_if = base.rules.iter().filter(|rule| rule.origin == Origin::DecideIf);
    for rule in base.written_rules().chain(made_of_decide_if) {
        let entry = Entry { what: named("rule", rule.id.as_str()), accept: &rule.accept, place: &rule.place };
        let caution = match &rule.effect {
            Effect::Caution { text, .. } => Some(text),
            _ => None,
        };
        let texts = caution.into_iter().chain([&rule.because]).chain(rule.follow_up.as_ref());
        texts.for_each(|text| look(&entry, text));
    }
    for evidence in &base.evidence {
        let what = named("evidence", evidence.id.as_str());
        let entry = Entry { what, accept: &evidence.accept, place: &evidence.place };
        let told = [&evidence.publisher, &evidence.method, &evidence.says, &evidence.limits];
        told.into_iter().flatten().chain([&evidence.title]).for_each(|text| look(&entry, text));
    }
    for scenario in &base.scenarios {
        let what = named("scenario", scenario.id.as_str());
        let entry = Entry { what, accept: &scenario.accept, place: &scenario.place };
        let texts = scenario.title.iter().chain(&scenario.by).chain(&scenario.miss);
        texts.for_each(|text| look(&entry, text));
    }
}

/// What a text belongs to.
pub(super) struct Entry<'a> {
    /// What it is, in words.
    pub(super) what: String,
    pub(super) accept: &'a Accepted,
    pub(super) place: &'a Place,
}

/// Words by which authors say that a text is still to be written.
const UNFINISHED: [&str; 4] = ["TODO", "FIXME", "TBD", "XXX"];

fn look(entry: &Entry, text: &str, context: &Context, findings: &mut Findings) {
    let first = text.split_whitespace().next().unwrap_or_default().trim_matches(|c: char| !c.is_alphanumeric());
    if UNFINISHED.contains(&first) {
        let title = format!("a text of {} is still to be written: it begins with `{first}`", entry.what);
        let finding = Diagnostic::new(Severity::Warning, "unfinished-text", &place_of(entry, text, context), title)
            .help("write it: people read it in reports and records");
        findings.report_in(entry.place, entry.accept, finding);
    }
    let (problem, help) = if text.trim().is_empty() {
        ("is empty".to_owned(), "write a sentence, or remove the key")
    } else if let Some((at, c)) = unshowable(text) {
        let number = u32::from(c);
        (format!("holds the character U+{number:04X}, which cannot be shown, {}", behind(&text[..at])), "remove it")
    } else if text.chars().count() > MAX_CHARS {
        (format!("is longer than {MAX_CHARS} characters"), "shorten it, and put the rest into documentation")
    } else {
        return;
    };
    let place = place_of(entry, text, context);
    let title = format!("a text of {} {problem}", entry.what);
    let finding = Diagnostic::new(Severity::Warning, "unshowable-text", &place, title).help(help);
    findings.report_in(entry.place, entry.accept, finding);
}

/// Where a text stands.
pub(super) fn place_of(entry: &Entry, text: &str, context: &Context) -> Place {
    let file = &context.sources.get(entry.place.file).text;
    let span = span_of_text(file, text, entry.place.span.start);
    span.map_or_else(|| entry.place.clone(), |span| Place { file: entry.place.file, span })
}

/// Where in a text something stands that nobody can see, by the last words before it.
fn behind(before: &str) -> String {
    match before.split_whitespace().next_back() {
        Some(word) => format!("behind `{word}`"),
        None => "at its beginning".to_owned(),
    }
}

/// The first character that cannot be shown, and where it is. A line may end as it does on Windows.
fn unshowable(text: &str) -> Option<(usize, char)> {
    let ends_line = |at: usize, c: char| c == '\r' && text[at + 1..].starts_with('\n');
    let joins = |at: usize, c: char| {
        let beside = [text[..at].chars().next_back(), text[at + c.len_utf8()..].chars().next()];
        // Emoji and several scripts are written with joiners; between plain letters they only hide something.
        matches!(c, '\u{200c}' | '\u{200d}') && beside.iter().all(|c| c.is_some_and(|c| !c.is_ascii()))
    };
    text.char_indices().find(|(at, c)| is_unshowable(*c) && !joins(*at, *c) && !ends_line(*at, *c))
}

/// Control characters but the line feed, and marks that reorder or hide text.
fn is_unshowable(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
