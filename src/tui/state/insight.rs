//! What was worked out in the background about the present answers: kept beside the interview, asked for by screens, dropped as
//! soon as an answer or a rule changes.

use std::sync::Arc;

use super::interview::Interview;
use super::message::{Effect, Job, Msg};
use super::record::{self, Material, Request, Wishes};
use super::worked::{Found, MapKey, Mapped, Result, Worked};
use crate::engine::{Analysis, Budget};
use crate::model::{AnswersFile, DecisionId, Subject};
use crate::observe::Observation;
use crate::observe::proposal::Proposal;
use crate::observe::room::{Room, rooms};

/// The lane of analyses.
const ANALYSIS: &str = "analysis";
/// The lane of how long decisions hold.
const ROOMS: &str = "rooms";
/// The lane of maps.
const MAP: &str = "map";
/// The lane of what records are made from.
const MATERIAL: &str = "material";

/// Everything worked out about the present answers.
#[derive(Debug, Default)]
pub struct Insight {
    /// Counts up with every change, so that late results are known as such.
    stamp: u64,
    about: Option<(Arc<Subject>, AnswersFile, Arc<Vec<Observation>>)>,
    rooms: Found<Vec<Room>>,
    analyses: Vec<(DecisionId, Found<Option<Arc<Analysis>>>)>,
    map: Option<(MapKey, Found<Mapped>)>,
    material: Found<std::result::Result<Material, String>>,
    /// Where the person wants records to go; stays through all changes of the answers.
    wishes: Wishes,
}

impl Insight {
    /// Drops what is about other answers or other rules than those of the interview, and stops what is being worked out about those.
    pub fn follow(&mut self, interview: &Interview) -> Option<Effect> {
        let fits = |(subject, file, observations): &(Arc<Subject>, AnswersFile, Arc<Vec<Observation>>)| {
            let is_same =
                Arc::ptr_eq(subject, &interview.subject) && Arc::ptr_eq(observations, interview.observations());
            is_same && *file == interview.file
        };
        if self.about.as_ref().is_some_and(fits) {
            return None;
        }
        let observations = Arc::clone(interview.observations());
        let about = Some((Arc::clone(&interview.subject), interview.file.clone(), observations));
        let wishes = std::mem::take(&mut self.wishes);
        *self = Self { stamp: self.stamp + 1, about, wishes, ..Self::default() };
        Some(Effect::Stop(&[ANALYSIS, ROOMS, MAP, MATERIAL]))
    }

    /// Takes a result in, unless it is about answers of before.
    pub fn take(&mut self, worked: &Worked) {
        if worked.stamp != self.stamp {
            return;
        }
        match worked.result.clone() {
            Result::Analysis(decision, analysis) => self.set_analysis(&decision, Found::Here(analysis)),
            Result::Rooms(rooms) => self.rooms = Found::Here(rooms),
            Result::Map(key, mapped) => self.map = Some((key, Found::Here(mapped))),
            Result::Material(material) => self.material = Found::Here(material),
        }
    }

    fn set_analysis(&mut self, decision: &DecisionId, found: Found<Option<Arc<Analysis>>>) {
        match self.analyses.iter_mut().find(|(id, _)| id == decision) {
            Some((_, present)) => *present = found,
            None => self.analyses.push((decision.clone(), found)),
        }
    }

    /// The full analysis of a decision.
    pub fn analysis(&self, decision: &DecisionId) -> &Found<Option<Arc<Analysis>>> {
        self.analyses.iter().find(|(id, _)| id == decision).map_or(&Found::NotAsked, |(_, found)| found)
    }

    /// Asks for the full analysis of a decision, once.
    pub fn ask_analysis(&mut self, interview: &Interview, decision: &DecisionId) -> Option<Effect> {
        if !matches!(self.analysis(decision), Found::NotAsked) {
            return None;
        }
        // One at a time: asking for another decision's cancels the one under way, which is asked for anew when it is needed.
        self.analyses.retain(|(_, found)| !matches!(found, Found::Working));
        self.set_analysis(decision, Found::Working);
        let (mut advisor, file, id) = (interview.advisor(), interview.file.clone(), decision.clone());
        let stamp = self.stamp;
        let work = Box::new(move |cancel: &std::sync::atomic::AtomicBool| {
            let analysis = advisor.analyse(&file, id.as_str(), Budget::FULL, cancel);
            Some(Msg::Worked(Worked { stamp, result: Result::Analysis(id, analysis.map(Arc::new)) }))
        });
        Some(Effect::Work(Job { lane: ANALYSIS, work }))
    }

    /// How long a decision holds at the growth that was observed, by the answers that grow.
    pub fn rooms(&self, decision: &DecisionId) -> impl Iterator<Item = &Room> {
        self.rooms.here().into_iter().flatten().filter(move |room| room.decision == *decision)
    }

    /// Asks how long all decisions hold, once, where anything was observed.
    pub fn ask_rooms(&mut self, interview: &Interview) -> Option<Effect> {
        if interview.observations().is_empty() || !matches!(self.rooms, Found::NotAsked) {
            return None;
        }
        self.rooms = Found::Working;
        let (advisor, file, stamp) = (interview.advisor(), interview.file.clone(), self.stamp);
        let observations = Arc::clone(interview.observations());
        let proposals: Vec<Proposal> = interview.proposals().cloned().collect();
        let work = Box::new(move |cancel: &std::sync::atomic::AtomicBool| {
            let is_cancelled = || cancel.load(std::sync::atomic::Ordering::Relaxed);
            let rooms = rooms(&proposals, &observations, &file, &advisor, is_cancelled);
            Some(Msg::Worked(Worked { stamp, result: Result::Rooms(rooms) })).filter(|_| !is_cancelled())
        });
        Some(Effect::Work(Job { lane: ROOMS, work }))
    }

    /// The map with this key.
    pub fn map(&self, key: &MapKey) -> &Found<Mapped> {
        self.map.as_ref().filter(|(present, _)| present == key).map_or(&Found::NotAsked, |(_, found)| found)
    }

    /// Asks for a map, once.
    pub fn ask_map(&mut self, interview: &Interview, key: &MapKey) -> Option<Effect> {
        if !matches!(self.map(key), Found::NotAsked) {
            return None;
        }
        self.map = Some((key.clone(), Found::Working));
        let (mut advisor, file, key, stamp) = (interview.advisor(), interview.file.clone(), key.clone(), self.stamp);
        let work = Box::new(move |cancel: &std::sync::atomic::AtomicBool| {
            let id = key.0.as_str();
            let axes = advisor.axes(&file, id, cancel);
            let map = match key.1 {
                Some((x, y)) => advisor.decision_map(&file, id, x, y, cancel),
                None => {
                    let crossed = advisor.telling_map(&file, id, &axes, cancel);
                    let pair = axes.first().zip(axes.get(1));
                    crossed.or_else(|| advisor.decision_map(&file, id, *pair?.0, *pair?.1, cancel))
                }
            };
            let mapped = Mapped { axes, map: map.map(Arc::new) };
            Some(Msg::Worked(Worked { stamp, result: Result::Map(key, mapped) }))
        });
        Some(Effect::Work(Job { lane: MAP, work }))
    }

    /// Counts up with every change of what it is about.
    pub fn stamp(&self) -> u64 {
        self.stamp
    }

    /// What records are made from, or why they cannot be.
    pub fn material(&self) -> &Found<std::result::Result<Material, String>> {
        &self.material
    }

    /// Forgets what records are made from, since one was written or the folder has changed.
    pub fn forget_material(&mut self) {
        self.material = Found::NotAsked;
    }

    /// Where the person wants records to go.
    pub fn wishes(&self) -> &Wishes {
        &self.wishes
    }

    /// Takes over where the person wants records to go.
    pub fn set_wishes(&mut self, wishes: Wishes) {
        if self.wishes != wishes {
            self.wishes = wishes;
            self.forget_material();
        }
    }

    /// Asks for what records are made from, once.
    pub fn ask_material(&mut self, request: impl FnOnce(Wishes) -> Request) -> Option<Effect> {
        if !matches!(self.material, Found::NotAsked) {
            return None;
        }
        let (request, stamp) = (request(self.wishes.clone()), self.stamp);
        self.material = Found::Working;
        let work = Box::new(move |cancel: &std::sync::atomic::AtomicBool| {
            Some(Msg::Worked(Worked { stamp, result: Result::Material(record::prepare(request, cancel)?) }))
        });
        Some(Effect::Work(Job { lane: MATERIAL, work }))
    }
}
