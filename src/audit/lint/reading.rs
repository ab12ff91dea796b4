//! Findings about texts that take too much schooling to read, or a sentence that is lost before it ends.
//!
//! How long a sentence may be holds for every language. The grade is that of Kincaid, Fishburne, Rogers and Chissom (1975): years of
//! school from the words of a sentence and the syllables of a word. It was made for English and is worked out for English alone.

use super::context::{Context, Findings};
use super::text::{Entry, place_of};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Effect;

/// The most words of a sentence; the style guide of GOV.UK asks for as many.
const MOST_WORDS: usize = 25;
/// The highest grade: what is read at the end of school.
const HIGHEST_GRADE: f64 = 12.0;
/// From so many words on a grade says something.
const GRADED_WORDS: usize = 12;
/// From this share of them among its words on a text is English; other languages have few of them.
const ENGLISH: f64 = 0.12;
/// Words that English sentences are held together by.
const COMMON: [&str; 20] = [
    "the", "of", "and", "to", "is", "that", "for", "with", "are", "it", "by", "from", "or", "not", "be", "which",
    "how", "what", "has", "on",
];

/// Checks the texts that people read in whole sentences.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    let mut look = |entry: &Entry, text: Option<&String>| {
        let Some((text, problem)) = text.and_then(|text| Some((text, problem(text)?))) else { return };
        let title = format!("a text of {} {problem}", entry.what);
        let help = "one thought a sentence; short words, a person or a thing that does something";
        let finding =
            Diagnostic::new(Severity::Warning, "hard-text", &place_of(entry, text, context), title).help(help);
        findings.report_in(entry.place, entry.accept, finding);
    };
    let named = |what: &str, id: &str| format!("{what} `{id}`");
    for question in &context.subject.questionnaire.questions {
        let what = named("question", question.id.as_str());
        let entry = Entry { what, accept: &question.accept, place: &question.place };
        [Some(&question.ask), question.help.as_ref(), question.why.as_ref()]
            .into_iter()
            .for_each(|text| look(&entry, text));
    }
    for base in &context.subject.rule_bases {
        for option in &base.options {
            let what = named("option", option.id.as_str());
            let entry = Entry { what, accept: &option.accept, place: &option.place };
            [Some(&option.summary), option.right_when.as_ref()].into_iter().for_each(|text| look(&entry, text));
        }
        for rule in base.written_rules() {
            let entry = Entry { what: named("rule", rule.id.as_str()), accept: &rule.accept, place: &rule.place };
            let caution = match &rule.effect {
                Effect::Caution { text, .. } => Some(text),
                _ => None,
            };
            [Some(&rule.because), rule.cause.as_ref(), rule.follow_up.as_ref(), caution]
                .into_iter()
                .for_each(|text| look(&entry, text));
        }
    }
}

/// What makes a text hard to read, if anything does.
fn problem(text: &str) -> Option<String> {
    let sentences = sentences(text);
    let longest = sentences.iter().map(|sentence| words(sentence).count()).max()?;
    if longest > MOST_WORDS {
        return Some(format!("has a sentence of {longest} words, and {MOST_WORDS} are read with ease"));
    }
    let grade = grade(text, sentences.len())?;
    (grade > HIGHEST_GRADE).then(|| format!("reads at grade {grade:.0}, and {HIGHEST_GRADE:.0} is the end of school"))
}

/// The sentences; what stands behind a colon or a semicolon is taken in by itself.
fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let after = &text[at + c.len_utf8()..];
        // The marks of East Asian languages need no blank behind them.
        let ends = matches!(c, '。' | '！' | '？')
            || ".!?:;…".contains(c) && after.chars().next().is_none_or(char::is_whitespace);
        if ends {
            sentences.push(&text[start..at]);
            start = text.len() - after.len();
        }
    }
    sentences.push(&text[start..]);
    sentences.retain(|sentence| words(sentence).next().is_some());
    sentences
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric))
}

/// The years of school that an English text takes; `None` where it is short or in another language.
fn grade(text: &str, n_sentences: usize) -> Option<f64> {
    let words: Vec<String> = words(text).map(str::to_lowercase).collect();
    let n_words = words.len() as f64;
    let is_common = |word: &&String| COMMON.contains(&word.trim_matches(|c: char| !c.is_alphanumeric()));
    let n_common = words.iter().filter(is_common).count() as f64;
    if words.len() < GRADED_WORDS || n_common < ENGLISH * n_words {
        return None;
    }
    let n_syllables: usize = words.iter().map(|word| n_syllables(word)).sum();
    Some(0.39 * n_words / n_sentences as f64 + 11.8 * n_syllables as f64 / n_words - 15.59)
}

/// The syllables of an English word in small letters, about: groups of vowels, without a silent end. Figures and signs count as one.
fn n_syllables(word: &str) -> usize {
    let letters: String = word.chars().filter(char::is_ascii_alphabetic).collect();
    let is_vowel = |c: char| "aeiouy".contains(c);
    let begins = |(at, c): (usize, char)| is_vowel(c) && !letters[..at].ends_with(is_vowel);
    let n_groups = letters.char_indices().filter(|found| begins(*found)).count();
    let ends = |endings: &[&str]| endings.iter().any(|ending| letters.ends_with(ending));
    let is_silent = (ends(&["e"]) && !ends(&["le"]))
        || (ends(&["ed"]) && !ends(&["ted", "ded"]))
        || (ends(&["es"]) && !ends(&["ses", "xes", "zes", "ches", "shes", "ces", "ges"]));
    n_groups.saturating_sub(usize::from(is_silent)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_at_a_mark_and_not_within_a_number_or_a_name() {
        assert_eq!(sentences("Some.js took 1.5 s: much. Why? So").len(), 4);
        assert_eq!(sentences("待ちが長い。遅い。").len(), 2);
        assert_eq!(sentences(" … ").len(), 0);
    }

    #[test]
    fn syllables_are_counted_about_as_they_are_spoken() {
        for (word, n) in [("time", 1), ("table", 2), ("wanted", 2), ("stopped", 1), ("processes", 3), ("connection", 3)]
        {
            assert_eq!(n_syllables(word), n, "{word}");
        }
        assert_eq!(n_syllables("40"), 1);
    }

    #[test]
    fn long_sentences_are_hard_in_every_language_and_long_words_in_english() {
        let plain = "Ask the database for less. One query that joins two tables is faster than a hundred that do not.";
        assert_eq!(problem(plain), None);
        let english = "The specification of organisational responsibilities is considerably facilitated by configurability \
                       and the availability of documentation.";
        assert!(problem(english).is_some_and(|said| said.starts_with("reads at grade")), "{:?}", problem(english));
        let german = "Die Zuständigkeitsverteilungen erleichtern Konfigurationsmöglichkeiten und \
                      Dokumentationsverfügbarkeiten erheblich, wenn Verantwortlichkeiten festgelegt sind, und zwar dauerhaft.";
        assert_eq!(problem(german), None);
        let long = "wort ".repeat(MOST_WORDS + 1);
        assert_eq!(problem(&long), Some("has a sentence of 26 words, and 25 are read with ease".to_owned()));
        assert_eq!(problem(""), None);
    }
}
