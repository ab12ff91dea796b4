//! Several people's answers being looked at together: whose they are, and what hangs on their differences. The latter is worked out
//! in the background, and anew as soon as an answer or a rule changes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::interview::Interview;
use super::message::{Effect, Job, Merge, Msg};
use super::worked::Found;
use crate::engine::{Advice, Advisor};
use crate::model::{AnswersFile, Subject};
use crate::team::{self, Comparison, People, Person, voters};

/// People and what their differences come to.
#[derive(Debug)]
pub struct Compared {
    /// The people.
    pub people: People,
    comparison: Found<Arc<Comparison>>,
    /// Counts up with every change, so that late results are known as such.
    stamp: u64,
}

impl Compared {
    /// People, with nothing known of their differences yet.
    pub fn new(people: People) -> Self {
        Self { people, comparison: Found::NotAsked, stamp: 0 }
    }

    /// What hangs on the differences, where that has been worked out.
    pub fn comparison(&self) -> Option<&Arc<Comparison>> {
        self.comparison.here()
    }

    /// Takes over people read anew; where nothing changed, what is known of them stays.
    pub fn set_people(&mut self, people: People) {
        let is_same = people.all == self.people.all && Arc::ptr_eq(&people.subject, &self.people.subject);
        self.people = people;
        if !is_same {
            self.forget();
        }
    }

    /// Takes over changed rules.
    pub fn set_subject(&mut self, subject: &Arc<Subject>) {
        self.people.subject = Arc::clone(subject);
        self.forget();
    }

    /// Takes over what one of the people answers in the interview under way.
    pub fn follow(&mut self, interview: &Interview) {
        let all = if self.people.is_one_file() && self.people.paths[0] == interview.path {
            voters(&interview.file)
        } else {
            let with_path = self.people.all.iter().zip(&self.people.paths);
            with_path.map(|(person, path)| follow_one(person, path, interview)).collect()
        };
        if all != self.people.all && all.len() == self.people.all.len() {
            self.people.all = all;
            self.forget();
        }
    }

    fn forget(&mut self) {
        self.comparison = Found::NotAsked;
        self.stamp += 1;
    }

    /// Asks for what hangs on the differences, once.
    pub fn ask(&mut self) -> Option<Effect> {
        if !matches!(self.comparison, Found::NotAsked) {
            return None;
        }
        self.comparison = Found::Working;
        let (subject, all, stamp) = (Arc::clone(&self.people.subject), self.people.all.clone(), self.stamp);
        let work = Box::new(move |cancel: &std::sync::atomic::AtomicBool| {
            Some(Msg::Mixed(stamp, Arc::new(team::compare_until(&subject, &all, cancel)?)))
        });
        Some(Effect::Work(Job { lane: "comparison", work }))
    }

    /// Takes in what was worked out, unless it is about answers of before.
    pub fn take(&mut self, stamp: u64, comparison: &Arc<Comparison>) {
        if stamp == self.stamp {
            self.comparison = Found::Here(Arc::clone(comparison));
        }
    }

    /// What follows from one person's answers alone, perhaps with another answer or other weights.
    pub fn advice(&self, file: &AnswersFile) -> Advice {
        Advisor::new(Arc::clone(&self.people.subject)).advise(file)
    }

    /// All answers as one file, and what is left to settle.
    pub fn merge(&self, path: PathBuf) -> Option<Merge> {
        let comparison = self.comparison()?;
        let merged = team::merge(&self.people.subject, &self.people.all);
        let agenda = comparison.deciding().map(|difference| difference.question.clone()).collect();
        let subject = Arc::clone(&self.people.subject);
        let priorities = comparison.priorities_decide.clone();
        Some(Merge { path, subject, file: merged.file, agenda, priorities, remarks: merged.remarks })
    }
}

fn follow_one(person: &Person, path: &Path, interview: &Interview) -> Person {
    if path == interview.path {
        Person { name: person.name.clone(), file: interview.file.clone() }
    } else {
        person.clone()
    }
}
