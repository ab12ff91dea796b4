//! Every name in a project's files: where it is given and where it is used, down to the words of conditions. Reads what is broken as well,
//! as far as it is TOML.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use crate::condition::{Part, outline, parse_number};
use crate::diagnostic::{Source, Sources};
use crate::load::slot::{Found, Slot, Thing, slots};
use crate::load::{Literal, PathKind};
use crate::model::{FileId, Place};

/// A name, with where it holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    /// What has the name.
    pub thing: Thing,
    /// The questionnaire or decision it holds in; empty for questionnaires, decisions and shared evidence.
    pub scope: String,
    /// For a choice, band or level, the question or trait it belongs to.
    pub of: String,
    /// The name.
    pub name: String,
}

/// A place where a name stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The name.
    pub name: Name,
    /// Where, without quotes.
    pub place: Place,
    /// Whether it is given there.
    pub is_definition: bool,
    /// The entry it stands in, such as `rule`, and the id of that.
    pub entry: (String, String),
}

/// All names of a project.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// By file, and in the order in which they stand.
    mentions: Vec<Mention>,
    by_name: BTreeMap<Name, Vec<usize>>,
    /// Each file with its questionnaire and decision.
    files: Vec<(FileId, String, String)>,
}

/// What a file says, and what it belongs to.
struct Read<'a> {
    file: FileId,
    text: &'a str,
    kind: PathKind,
    found: Vec<Found>,
    questionnaire: String,
    decision: String,
}

impl Index {
    /// Reads all files.
    pub fn of(sources: &Sources) -> Self {
        let mut files = read_all(sources);
        let mut index = Self::default();
        for file in &mut files {
            let found = std::mem::take(&mut file.found);
            index.give_lists(file, &found);
            found.iter().filter(|found| matches!(found.slot, Slot::Names(_))).for_each(|found| index.give(file, found));
            file.found = found;
        }
        index.files = files.iter().map(|file| (file.file, file.questionnaire.clone(), file.decision.clone())).collect();
        for file in &files {
            let settled = settled_by(&file.found);
            file.found.iter().for_each(|found| index.mention(file, found, &settled));
        }
        index.mentions.sort_by_key(|mention| (mention.place.file, mention.place.span.start));
        index.by_name.clear();
        for (position, mention) in index.mentions.iter().enumerate() {
            index.by_name.entry(mention.name.clone()).or_default().push(position);
        }
        index
    }

    /// The mention at a byte of a file: the shortest, where a part of a text is one of its own.
    pub fn at(&self, file: FileId, offset: usize) -> Option<&Mention> {
        let here = self.in_file(file);
        let touches = |mention: &&Mention| mention.place.span.start <= offset && offset <= mention.place.span.end;
        here.filter(touches).min_by_key(|mention| mention.place.span.len())
    }

    /// The mentions in a file.
    pub fn in_file(&self, file: FileId) -> impl Iterator<Item = &Mention> {
        let first = self.mentions.partition_point(|mention| mention.place.file < file);
        self.mentions[first..].iter().take_while(move |mention| mention.place.file == file)
    }

    /// Everywhere a name stands.
    pub fn mentions_of(&self, name: &Name) -> impl Iterator<Item = &Mention> {
        self.by_name.get(name).into_iter().flatten().map(|position| &self.mentions[*position])
    }

    /// Where a name is given.
    pub fn definitions_of(&self, name: &Name) -> impl Iterator<Item = &Mention> {
        self.mentions_of(name).filter(|mention| mention.is_definition)
    }

    /// Every place where a name is given.
    pub fn definitions(&self) -> impl Iterator<Item = &Mention> {
        self.mentions.iter().filter(|mention| mention.is_definition)
    }

    /// The files of a questionnaire or of a decision.
    pub fn files_of(&self, thing: Thing, name: &str) -> Vec<FileId> {
        let is_its = |(_, questionnaire, decision): &&(FileId, String, String)| match thing {
            Thing::Questionnaire => decision.is_empty() && questionnaire == name,
            _ => decision == name,
        };
        self.files.iter().filter(is_its).map(|(file, ..)| *file).collect()
    }

    fn is_given(&self, name: &Name) -> bool {
        self.by_name.contains_key(name)
    }

    fn add(&mut self, file: &Read, found: &Found, name: Name, span: Range<usize>, is_definition: bool) {
        let place = Place { file: file.file, span };
        let entry = (found.entry.clone(), found.id.clone());
        self.mentions.push(Mention { name, place, is_definition, entry });
    }

    /// Keeps the name that something is given.
    fn give(&mut self, file: &Read, found: &Found) {
        let Slot::Names(thing) = found.slot else { return };
        let of = if thing == Thing::Part { found.id.clone() } else { String::new() };
        let name = Name { thing, scope: file.scope_of(thing), of, name: found.text.clone() };
        self.by_name.entry(name.clone()).or_default();
        self.add(file, found, name, bare(file.text, &found.span), true);
    }

    /// Keeps the names that the choices of shared lists are given: one for each question that takes the list.
    fn give_lists(&mut self, file: &Read, all: &[Found]) {
        for found in all {
            let Slot::InList(list) = &found.slot else { continue };
            for taken in all.iter().filter(|taken| taken.slot == Slot::Refers(Thing::List) && taken.text == *list) {
                let name = file.part(&taken.id, &found.text);
                self.by_name.entry(name.clone()).or_default();
                let place = Place { file: file.file, span: bare(file.text, &found.span) };
                let entry = (taken.entry.clone(), taken.id.clone());
                self.mentions.push(Mention { name, place, is_definition: true, entry });
            }
        }
    }

    /// Every name that is given where this one is: of a choice of a shared list, those in the other questions that take it.
    pub fn given_with(&self, name: &Name) -> Vec<Name> {
        let places: Vec<&Place> = self.definitions_of(name).map(|mention| &mention.place).collect();
        let with = self.definitions().filter(|mention| mention.name == *name || places.contains(&&mention.place));
        let mut names: Vec<Name> = with.map(|mention| mention.name.clone()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Keeps the names that are used at a place.
    fn mention(&mut self, file: &Read, found: &Found, settled: &BTreeMap<String, String>) {
        let span = bare(file.text, &found.span);
        match &found.slot {
            Slot::Refers(thing) => {
                // A group is nowhere but in the rules that belong to it.
                let is_definition = *thing == Thing::Group;
                for name in self.referred(file, found, *thing, settled) {
                    self.add(file, found, name, span.clone(), is_definition);
                }
            }
            Slot::PartOf(of) => self.add(file, found, file.part(of, &found.text), span, false),
            Slot::Answer(of) => self.answers(file, found, of, 0, &found.text),
            Slot::Flip => self.flip(file, found),
            Slot::Condition => self.condition(file, found),
            Slot::Formula => self.formula(file, found),
            Slot::NewName => self.new_name(file, found),
            Slot::OldName => self.old_name(file, found),
            Slot::Accepted => self.accepted(file, found, span),
            _ => {}
        }
    }

    /// The names that a text may stand for: more than one only where files name things of several decisions.
    fn referred(&self, file: &Read, found: &Found, thing: Thing, settled: &BTreeMap<String, String>) -> Vec<Name> {
        let named = |scope: &str| Name { thing, scope: scope.to_owned(), of: String::new(), name: found.text.clone() };
        match (thing, file.kind) {
            (Thing::Evidence, _) => {
                let own = named(&file.decision);
                vec![if self.is_given(&own) { own } else { named("") }]
            }
            (Thing::Option, PathKind::Questionnaire) => {
                vec![named(settled.get(&found.id).map_or("", String::as_str))]
            }
            // An override says which decision it is about.
            (Thing::Option, PathKind::Answers) if !found.id.is_empty() => vec![named(&found.id)],
            (Thing::Option | Thing::Criterion, PathKind::Answers) => {
                let is_answered = |decision: &str| {
                    self.files.iter().any(|(_, subject, of)| of == decision && *subject == file.questionnaire)
                };
                let same = self.by_name.keys().filter(|name| name.thing == thing && name.name == found.text);
                same.filter(|name| is_answered(&name.scope)).cloned().collect()
            }
            _ => vec![named(&file.scope_of(thing))],
        }
    }

    /// Choices or bands of an answer: those that are there, for numbers and ranges are answers too.
    fn answers(&mut self, file: &Read, found: &Found, of: &str, from: usize, text: &str) {
        let literal = Literal::read(file.text, found.span.start);
        let mut at = from;
        for part in text.split(',') {
            let word = part.trim();
            let start = at + (part.len() - part.trim_start().len());
            let name = file.part(of, word);
            if self.is_given(&name) {
                let span = literal.in_file(&(start..start + word.len()));
                self.add(file, found, name, span, false);
            }
            at += part.len() + 1;
        }
    }

    fn flip(&mut self, file: &Read, found: &Found) {
        let Some((question, answer)) = found.text.split_once('=') else { return };
        let literal = Literal::read(file.text, found.span.start);
        let start = question.len() - question.trim_start().len();
        let question_name = question.trim();
        let span = literal.in_file(&(start..start + question_name.len()));
        self.add(file, found, file.subject(question_name), span, false);
        self.answers(file, found, question_name, question.len() + 1, answer);
    }

    fn condition(&mut self, file: &Read, found: &Found) {
        let literal = Literal::read(file.text, found.span.start);
        let word = |span: &Range<usize>| {
            let quoted = &literal.text[span.clone()];
            let word = quoted.trim_matches(['"', '\'']);
            let start = span.start + usize::from(word.len() < quoted.len());
            (word, start..start + word.len())
        };
        for piece in outline(&literal.text) {
            let (text, span) = word(&piece.span);
            let name = match &piece.part {
                Part::Name => file.subject(text),
                Part::Value(of) if parse_number(text).is_none() => file.part(word(of).0, text),
                _ => continue,
            };
            self.add(file, found, name, literal.in_file(&span), false);
        }
    }

    fn formula(&mut self, file: &Read, found: &Found) {
        let literal = Literal::read(file.text, found.span.start);
        let is_word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        let mut at = 0;
        for word in literal.text.split(|c| !is_word(c)) {
            let name = file.subject(word);
            if self.is_given(&name) {
                self.add(file, found, name, literal.in_file(&(at..at + word.len())), false);
            }
            at += word.len() + literal.text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
        }
    }

    /// What an old name leads to: `question`, `question.choice`, or something of a decision.
    fn new_name(&mut self, file: &Read, found: &Found) {
        let span = bare(file.text, &found.span);
        if file.kind == PathKind::RulesFile {
            let things = [Thing::Option, Thing::Criterion, Thing::Rule];
            let names = things.map(|thing| Name {
                thing,
                scope: file.decision.clone(),
                of: String::new(),
                name: found.text.clone(),
            });
            let decision =
                Name { thing: Thing::Decision, scope: String::new(), of: String::new(), name: found.text.clone() };
            let is_own = decision.name == file.decision;
            let all = names.into_iter().chain(is_own.then_some(decision));
            let given: Vec<Name> = all.filter(|name| self.is_given(name)).collect();
            given.into_iter().for_each(|name| self.add(file, found, name, span.clone(), false));
            return;
        }
        let (subject, part) =
            found.text.split_once('.').map_or((found.text.as_str(), None), |(of, part)| (of, Some(part)));
        let end = span.start + subject.len();
        self.add(file, found, file.subject(subject), span.start..end, false);
        if let Some(part) = part {
            self.add(file, found, file.part(subject, part), end + 1..span.end, false);
        }
    }
}

impl Index {
    /// A name in an acceptance: of whatever has it there.
    fn accepted(&mut self, file: &Read, found: &Found, span: Range<usize>) {
        let of_decision =
            |thing| Name { thing, scope: file.decision.clone(), of: String::new(), name: found.text.clone() };
        let things = [Thing::Option, Thing::Criterion, Thing::Rule].map(of_decision);
        let all = things.into_iter().chain([file.subject(&found.text), file.part(&found.id, &found.text)]);
        let given: Vec<Name> = all.filter(|name| self.is_given(name)).collect();
        given.into_iter().for_each(|name| self.add(file, found, name, span.clone(), false));
    }

    /// An old name of a choice begins with the present name of its question.
    fn old_name(&mut self, file: &Read, found: &Found) {
        let Some((subject, _)) = found.text.split_once('.').filter(|_| file.kind == PathKind::Questionnaire) else {
            return;
        };
        let (name, span) = (file.subject(subject), bare(file.text, &found.span));
        if self.is_given(&name) {
            self.add(file, found, name, span.start..span.start + subject.len(), false);
        }
    }
}

impl Read<'_> {
    /// Where a thing's name holds.
    fn scope_of(&self, thing: Thing) -> String {
        match thing {
            Thing::Questionnaire | Thing::Decision => String::new(),
            Thing::Subject | Thing::Part | Thing::List => self.questionnaire.clone(),
            _ => self.decision.clone(),
        }
    }

    fn subject(&self, name: &str) -> Name {
        Name { thing: Thing::Subject, scope: self.questionnaire.clone(), of: String::new(), name: name.to_owned() }
    }

    fn part(&self, of: &str, name: &str) -> Name {
        Name { of: of.to_owned(), thing: Thing::Part, ..self.subject(name) }
    }
}

/// All files, each with what it belongs to. The files of one folder are one rule base.
fn read_all(sources: &Sources) -> Vec<Read<'_>> {
    let mut files = Vec::new();
    let mut of_folder: BTreeMap<String, (String, String)> = BTreeMap::new();
    // Parsing takes nearly all of the time of an index.
    let read: Vec<Option<(PathKind, Vec<Found>)>> = sources.0.par_iter().map(|source| slots(&source.text)).collect();
    for (position, (source, read)) in sources.0.iter().zip(read).enumerate() {
        let Some((kind, found)) = read else { continue };
        let says = |slot: &Slot| found.iter().find(|found| found.slot == *slot).map(|found| found.text.clone());
        let names_questionnaire = says(&Slot::Refers(Thing::Questionnaire));
        let (questionnaire, decision) = match kind {
            PathKind::Questionnaire => (says(&Slot::Names(Thing::Questionnaire)).unwrap_or_default(), String::new()),
            PathKind::RulesFile => {
                if let Some(decision) = says(&Slot::Names(Thing::Decision)) {
                    of_folder.insert(folder_of(source), (names_questionnaire.unwrap_or_default(), decision));
                }
                Default::default()
            }
            _ => (names_questionnaire.unwrap_or_default(), String::new()),
        };
        files.push(Read { file: FileId(position as u32), text: &source.text, kind, found, questionnaire, decision });
    }
    for file in files.iter_mut().filter(|file| file.kind == PathKind::RulesFile) {
        let folder = folder_of(sources.get(file.file));
        (file.questionnaire, file.decision) = of_folder.get(&folder).cloned().unwrap_or_default();
    }
    files
}

fn folder_of(source: &Source) -> String {
    let path = source.path.as_ref().map_or_else(|| source.name.clone(), |path| path.display().to_string());
    path.rsplit_once(['/', '\\']).map_or(String::new(), |(folder, _)| folder.to_owned())
}

/// The decisions that settle questions, by question.
fn settled_by(found: &[Found]) -> BTreeMap<String, String> {
    let settling = found.iter().filter(|found| found.slot == Slot::Refers(Thing::Decision));
    settling.map(|found| (found.id.clone(), found.text.clone())).collect()
}

/// A key or a text without its quotes.
fn bare(text: &str, span: &Range<usize>) -> Range<usize> {
    if text[span.clone()].starts_with(['"', '\'']) { Literal::read(text, span.start).span() } else { span.clone() }
}
