//! What was read before, for those who read again and again: a questionnaire or rule base whose texts are as they were is not read anew,
//! and a subject of which nothing was is the very one it was. Knows when something is as it was; reads nothing itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::rules::Pieces;
use crate::diagnostic::{Diagnostic, Sources};
use crate::model::{Evidence, FileId, Questionnaire, RuleBase, Subject};

/// What is in a questionnaire's file: the questionnaire, absent where it is none at all, and what was found.
type ReadQuestionnaire = (Option<Arc<Questionnaire>>, Vec<Diagnostic>);

/// The evidence that all rule bases may cite.
#[derive(Debug, Default)]
pub struct Shared {
    /// It.
    pub evidence: Vec<Evidence>,
    /// What was found in its files.
    pub findings: Vec<Diagnostic>,
}

/// A rule base as it was read.
pub struct ReadBase<B = RuleBase> {
    /// The position of its questionnaire, where that is known.
    pub home: Option<usize>,
    /// What was found in its files.
    pub findings: Vec<Diagnostic>,
    /// It, where it can be used.
    pub base: Option<B>,
}

/// A rule base that was just read, or one that is as it was.
pub enum Base {
    /// Just read.
    Anew(Box<RuleBase>),
    /// At this position of a subject of before.
    AsBefore(Arc<Subject>, usize),
}

impl Base {
    /// It.
    pub fn get(&self) -> &RuleBase {
        match self {
            Self::Anew(base) => base,
            Self::AsBefore(subject, position) => &subject.rule_bases[*position],
        }
    }
}

/// A questionnaire with the rule bases that read it.
pub struct Home {
    /// The file of the questionnaire.
    pub file: FileId,
    /// The questionnaire as it was read, before its rule bases are known.
    pub questionnaire: Arc<Questionnaire>,
    /// Its rule bases, each with its folder.
    pub bases: Vec<(String, Base)>,
}

/// Everything that a rule base was read from.
pub struct Reads {
    texts: Vec<(FileId, String)>,
    questionnaires: Vec<Arc<Questionnaire>>,
    shared: Arc<Shared>,
}

impl Reads {
    /// What it is read from.
    pub fn new(files: &[FileId], sources: &Sources, homes: &[Home], shared: &Arc<Shared>) -> Self {
        let questionnaires = homes.iter().map(|home| Arc::clone(&home.questionnaire)).collect();
        Self { texts: texts(files, sources), questionnaires, shared: Arc::clone(shared) }
    }

    fn is_same(&self, other: &Self) -> bool {
        let are_same = |(a, b): (&Arc<Questionnaire>, &Arc<Questionnaire>)| Arc::ptr_eq(a, b);
        self.texts == other.texts
            && self.questionnaires.len() == other.questionnaires.len()
            && self.questionnaires.iter().zip(&other.questionnaires).all(are_same)
            && Arc::ptr_eq(&self.shared, &other.shared)
    }
}

fn texts(files: &[FileId], sources: &Sources) -> Vec<(FileId, String)> {
    files.iter().map(|file| (*file, sources.get(*file).text.clone())).collect()
}

/// A subject that was put together, with what it was put together from and what was found about the whole.
struct KeptSubject {
    subject: Arc<Subject>,
    questionnaire: Arc<Questionnaire>,
    folders: Vec<String>,
    findings: Vec<Diagnostic>,
}

/// What was read the last time; the default keeps nothing.
#[derive(Default)]
pub struct Kept {
    keeps: bool,
    questionnaires: BTreeMap<FileId, (String, ReadQuestionnaire)>,
    shared: Option<(Vec<(FileId, String)>, Arc<Shared>)>,
    /// Rule bases by their folders; those that could be used stand in a subject.
    bases: BTreeMap<String, (Reads, ReadBase<Option<(Arc<Subject>, usize)>>)>,
    /// The entries of the files of rule bases.
    pieces: BTreeMap<FileId, Pieces>,
    /// Subjects by the files of their questionnaires.
    subjects: BTreeMap<FileId, KeptSubject>,
}

impl Kept {
    /// Nothing yet, and whatever is read from now on.
    pub fn from_now_on() -> Self {
        Self { keeps: true, ..Self::default() }
    }

    /// The questionnaire of a file, with what was found in it.
    pub fn questionnaire(&mut self, file: FileId, text: &str) -> ReadQuestionnaire {
        if let Some((_, read)) = self.questionnaires.get(&file).filter(|(known, _)| known == text) {
            return read.clone();
        }
        let (questionnaire, findings) = super::questionnaire::read(file, text);
        let read = (questionnaire.map(Arc::new), findings);
        if self.keeps {
            self.questionnaires.insert(file, (text.to_owned(), read.clone()));
        }
        read
    }

    /// The evidence in some files.
    pub fn shared(
        &mut self,
        files: &[FileId],
        sources: &Sources,
        read: impl FnOnce(&Sources) -> Shared,
    ) -> Arc<Shared> {
        let is_same = |known: &[(FileId, String)]| {
            known.len() == files.len()
                && known.iter().zip(files).all(|(known, file)| known.0 == *file && known.1 == sources.get(*file).text)
        };
        if let Some((_, shared)) = self.shared.as_ref().filter(|(known, _)| is_same(known)) {
            return Arc::clone(shared);
        }
        let shared = Arc::new(read(sources));
        if self.keeps {
            self.shared = Some((texts(files, sources), Arc::clone(&shared)));
        }
        shared
    }

    /// Lends the entries of some files, to be given back.
    pub fn lend_pieces(&mut self, files: &[FileId]) -> Vec<Pieces> {
        if !self.keeps {
            return files.iter().map(|_| Pieces::default()).collect();
        }
        files.iter().map(|file| self.pieces.remove(file).unwrap_or_else(Pieces::from_now_on)).collect()
    }

    /// Takes back what was lent.
    pub fn take_pieces(&mut self, files: &[FileId], pieces: Vec<Pieces>) {
        if self.keeps {
            self.pieces.extend(files.iter().copied().zip(pieces));
        }
    }

    /// The rule base of a folder.
    pub fn base(
        &mut self,
        folder: &str,
        reads: impl FnOnce() -> Reads,
        read: impl FnOnce() -> ReadBase,
    ) -> ReadBase<Base> {
        let reads = self.keeps.then(reads);
        let known =
            self.bases.get(folder).filter(|(known, _)| reads.as_ref().is_some_and(|reads| known.is_same(reads)));
        if let Some((_, known)) = known {
            let base = match &known.base {
                None => Some(None),
                Some(Some((subject, position))) => Some(Some(Base::AsBefore(Arc::clone(subject), *position))),
                // It could be used, and stood in no subject all the same.
                Some(None) => None,
            };
            if let Some(base) = base {
                return ReadBase { home: known.home, findings: known.findings.clone(), base };
            }
        }
        let ReadBase { home, findings, base } = read();
        if let Some(reads) = reads {
            let known = ReadBase { home, findings: findings.clone(), base: base.is_some().then_some(None) };
            self.bases.insert(folder.to_owned(), (reads, known));
        }
        ReadBase { home, findings, base: base.map(|base| Base::Anew(Box::new(base))) }
    }

    /// The subject of before, with what was found about the whole of it, where its questionnaire and rule bases are as they were.
    pub fn subject(&self, home: &Home) -> Option<(Arc<Subject>, Vec<Diagnostic>)> {
        let known = self.subjects.get(&home.file)?;
        let is_as_before = |(at, (folder, base)): (usize, &(String, Base))| {
            known.folders.get(at) == Some(folder)
                && matches!(base, Base::AsBefore(of, position) if Arc::ptr_eq(of, &known.subject) && *position == at)
        };
        let is_same = Arc::ptr_eq(&known.questionnaire, &home.questionnaire)
            && home.bases.len() == known.folders.len()
            && home.bases.iter().enumerate().all(is_as_before);
        is_same.then(|| (Arc::clone(&known.subject), known.findings.clone()))
    }

    /// Keeps a subject that was put together anew.
    pub fn keep(
        &mut self,
        (file, questionnaire): (FileId, Arc<Questionnaire>),
        folders: Vec<String>,
        subject: &Arc<Subject>,
        findings: &[Diagnostic],
    ) {
        if !self.keeps {
            return;
        }
        for (position, folder) in folders.iter().enumerate() {
            if let Some((_, known)) = self.bases.get_mut(folder) {
                known.base = Some(Some((Arc::clone(subject), position)));
            }
        }
        let (subject, findings) = (Arc::clone(subject), findings.to_vec());
        self.subjects.insert(file, KeptSubject { subject, questionnaire, folders, findings });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::base::random::Stream;
    use crate::load::{Files, Locations, Source, load_files};
    use crate::load::{files, library};

    /// The files as they are shipped.
    fn shipped() -> [Files; 2] {
        let locations = Locations::default();
        [files::questionnaires(&locations, &mut Vec::new()), files::rules(&locations, &mut Vec::new())]
    }

    fn said(library: &crate::load::Library) -> String {
        format!("{:?} {:?}", library.subjects, library.diagnostics)
    }

    #[test]
    fn what_is_read_again_is_what_is_read_once_whatever_was_edited() {
        let mut all = shipped();
        let mut kept = Kept::from_now_on();
        let mut stream = Stream::new(11);
        for _ in 0..10 {
            let which = usize::from(!stream.bits().is_multiple_of(3));
            let names: Vec<String> = all[which].keys().cloned().collect();
            let name = &names[(stream.bits() % names.len() as u64) as usize];
            let before = all[which][name].clone();
            match stream.bits() % 4 {
                0 => drop(all[which].remove(name)),
                1 => {
                    let text = before.text.replacen("id = \"", "id = \"x", 1);
                    all[which].insert(name.clone(), Source { text, ..before.clone() });
                }
                2 => {
                    let at = (stream.bits() % before.text.len() as u64) as usize;
                    let chars = before.text.char_indices().filter(|(start, _)| *start != at).map(|(_, c)| c);
                    let text: String = chars.collect();
                    all[which].insert(name.clone(), Source { text, ..before.clone() });
                }
                _ => drop(all[which].insert(format!("a-{name}"), before.clone())),
            }
            let again = library::put_together(all[0].clone(), all[1].clone(), Files::new(), &mut kept);
            let once = load_files(all[0].clone(), all[1].clone(), Files::new());
            assert_eq!(said(&again), said(&once), "{name}");
            if stream.bits().is_multiple_of(2) {
                all[which].insert(name.clone(), before);
                all[which].remove(&format!("a-{name}"));
            }
        }
    }

    #[test]
    fn only_what_was_edited_is_read_anew() {
        let [questionnaires, mut rules] = shipped();
        let mut kept = Kept::from_now_on();
        let mut read =
            |rules: &Files| library::put_together(questionnaires.clone(), rules.clone(), Files::new(), &mut kept);
        let before = read(&rules);
        let name = rules.keys().find(|name| name.starts_with("realtime-transport/")).expect("a file").clone();
        let edited = rules[&name].text.clone() + "\n# a word\n";
        rules.get_mut(&name).expect("it").text = edited;
        let after = read(&rules);
        let is_edited = |subject: &Arc<Subject>| subject.rule_base("realtime-transport").is_some();
        for (before, after) in before.subjects.iter().zip(&after.subjects) {
            assert_eq!(Arc::ptr_eq(before, after), !is_edited(after), "{}", after.questionnaire.id);
        }
        let last = read(&rules);
        assert!(after.subjects.iter().zip(&last.subjects).all(|(after, last)| Arc::ptr_eq(after, last)));
    }
}
