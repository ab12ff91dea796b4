//! What hangs on each open question: nothing, leads, or the winner.
//!
//! Most of it shows at a few points: a walk towards small leads looks at every single change there. What no point shows is then
//! proven impossible, as far as the budget goes.

use super::winner_search::WinnerSearch;
use crate::engine::base::random::Stream;
use crate::engine::base::steps::{Budget, Steps};
use crate::engine::bound::network::{LocalVar, Network};
use crate::engine::bound::problem::{Objective, Problem};
use crate::engine::bound::search::SearchResult;
use crate::engine::bound::solver::{Verdict, stays_above_zero};
use crate::engine::bound::standpoint::{Change, Readers, Standpoint, winner};
use crate::engine::meaning::variable::VarIdx;
use crate::engine::result::advice::Exclusion;
use crate::engine::result::analysis::Stake;
use crate::engine::situation::Situation;
use crate::model::{OptionIdx, QuestionIdx};

/// How many walks are made at most.
const MAX_WALKS: usize = 24;

/// How many steps a walk has at most.
const WALK_LENGTH: usize = 4;

/// The most combinations of answers that are tried one by one to show that a question makes no difference.
const MAX_COMBINATIONS: usize = 4_096;

/// What hangs on the questions, and which options can still win.
#[derive(Clone, Debug)]
pub struct Stakes {
    /// For each question, in file order.
    pub questions: Vec<Stake>,
    /// The options not proven unable to win, in option order.
    pub contenders: Vec<OptionIdx>,
}

/// What hangs on every question, given what is known of the winner.
pub fn stakes(situation: &Situation, finding: &SearchResult, budget: Budget) -> Stakes {
    let mut survey = Survey::new(situation);
    let mut steps = Steps::new(budget);
    survey.walk(finding, &mut steps);
    let contenders = survey.contenders(finding, budget);
    let by_variable = survey.judge(finding, &contenders, &mut steps);
    let network = situation.network();
    let stake = |question: QuestionIdx| {
        let variables = situation.space().variables_of(question);
        let is_skipped = !situation.readings.of(situation.space().asked[question.get()]).can_hold;
        if is_skipped || variables.clone().all(|var| situation.knowledge.cell(var).is_some()) {
            return Stake::Closed;
        }
        let locals = variables.filter_map(|var| network.local(var as VarIdx));
        let worst = locals.map(|local| by_variable[usize::from(local)]).max();
        // Rules of which nothing is known may read any question.
        let at_least = if network.blind.is_empty() { Stake::Irrelevant } else { Stake::NotDecided };
        worst.unwrap_or(at_least).max(at_least)
    };
    let questions = (0..situation.subject.questionnaire.questions.len()).map(|q| stake(QuestionIdx::from(q)));
    Stakes { questions: questions.collect(), contenders: contenders.into_iter().map(OptionIdx::from).collect() }
}

/// What was seen so far.
struct Survey<'a> {
    situation: &'a Situation,
    network: &'a Network,
    readers: Readers,
    in_play: Vec<usize>,
    moves_lead: Vec<bool>,
    moves_winner: Vec<bool>,
    has_won: Vec<bool>,
}

impl<'a> Survey<'a> {
    fn new(situation: &'a Situation) -> Self {
        let network = situation.network();
        let n_vars = network.variables.len();
        let mut in_play: Vec<usize> = situation.in_play().map(OptionIdx::get).collect();
        in_play.sort_unstable();
        Self {
            situation,
            network,
            readers: Readers::new(network),
            in_play,
            moves_lead: vec![false; n_vars],
            moves_winner: vec![false; n_vars],
            has_won: vec![false; situation.scores.len()],
        }
    }

    /// Walks from likely and from random points towards small leads, until everything was seen to move the winner.
    fn walk(&mut self, finding: &SearchResult, steps: &mut Steps) {
        let mut stream = Stream::new(0x5eed);
        let variables = 0..self.network.variables.len() as LocalVar;
        let changes: usize = variables.map(|var| self.readers.work(self.network, var)).sum();
        for walk in 0..MAX_WALKS {
            let classes = self.start(walk, finding, &mut stream);
            let readers = std::mem::take(&mut self.readers);
            let mut point = Standpoint::new(self.network, &readers, classes);
            let mut goes_on = steps.take(Standpoint::work(self.network));
            for _ in 0..WALK_LENGTH {
                let Some((var, class, change)) = self.look_around(&point) else { break };
                point.go(var, class, &change);
                goes_on &= steps.take(changes);
                if !goes_on {
                    break;
                }
            }
            drop(point);
            self.readers = readers;
            if self.moves_winner.iter().all(|moves| *moves) || !goes_on {
                break;
            }
        }
    }

    fn start(&self, walk: usize, finding: &SearchResult, stream: &mut Stream) -> Vec<u8> {
        let likeliest = |chances: &[f64]| (0..chances.len()).max_by(|a, b| chances[*a].total_cmp(&chances[*b]));
        let variables = self.network.variables.iter();
        let mut classes: Vec<u8> = match walk {
            0 | 1 => variables.map(|variable| likeliest(&variable.chances).unwrap_or(0) as u8).collect(),
            _ if walk.is_multiple_of(2) => variables.map(|variable| stream.pick(&variable.chances) as u8).collect(),
            _ => variables.map(|variable| (stream.bits() % variable.classes.len() as u64) as u8).collect(),
        };
        if let (1, SearchResult::Reaches(_, point)) = (walk, finding) {
            point.iter().for_each(|(var, class)| classes[usize::from(*var)] = *class);
        }
        classes
    }

    /// Looks at every single change from a point; gives the one that leads to the smallest lead.
    fn look_around(&mut self, point: &Standpoint) -> Option<(LocalVar, u8, Change)> {
        let (here, _) = winner(point, &Change::none(self.network));
        here.into_iter().for_each(|option| self.has_won[option] = true);
        let mut best: Option<(i64, LocalVar, u8, Change)> = None;
        let mut changes = Vec::new();
        for var in 0..self.network.variables.len() {
            let n_classes = self.network.variables[var].classes.len() as u8;
            point.changes(var as LocalVar, 0..n_classes, &mut changes);
            for (class, change) in (0..n_classes).zip(&changes) {
                if class == point.classes[var] {
                    continue;
                }
                let (there, lead) = winner(point, change);
                self.moves_winner[var] |= here != there;
                self.moves_lead[var] |= self.is_lead_moved(point, change);
                if best.as_ref().is_none_or(|(least, ..)| lead < *least) {
                    best = Some((lead, var as LocalVar, class, change.clone()));
                }
            }
        }
        best.map(|(_, var, class, change)| (var, class, change))
    }

    fn is_lead_moved(&self, point: &Standpoint, change: &Change) -> bool {
        let Some((first, others)) = self.in_play.split_first() else { return false };
        let excludes =
            |option: &usize| (point.vetoes[*option] > 0) != (point.vetoes[*option] + change.vetoes[*option] > 0);
        others.iter().any(|option| change.scores[*option] != change.scores[*first]) || self.in_play.iter().any(excludes)
    }

    /// The options not proven unable to win.
    fn contenders(&self, finding: &SearchResult, budget: Budget) -> Vec<usize> {
        let Some(leader) = self.situation.winner().map(OptionIdx::get) else { return Vec::new() };
        if matches!(finding, SearchResult::Proven(_)) {
            return vec![leader];
        }
        if self.situation.exclusions[leader] != Exclusion::No {
            return self.in_play.clone();
        }
        let can_win = |option: &usize| {
            *option == leader || self.has_won[*option] || {
                let problem = Problem::new(self.network, &Objective::lead(leader, *option));
                !matches!(stays_above_zero(problem, &mut Steps::new(budget)), Verdict::Above(_))
            }
        };
        self.in_play.iter().copied().filter(can_win).collect()
    }

    /// What hangs on each variable: as seen, or as proven.
    fn judge(&self, finding: &SearchResult, contenders: &[usize], steps: &mut Steps) -> Vec<Stake> {
        let excluding = self.excluding_variables();
        let judge_one = |var: usize, steps: &mut Steps| {
            if self.moves_winner[var] {
                return Stake::Winner;
            }
            let moves_lead = self.moves_lead[var] || excluding.contains(&(var as LocalVar));
            match moves_lead.then_some(true).or_else(|| self.moves_lead_somewhere(var as LocalVar)) {
                Some(false) => return Stake::Irrelevant,
                None => return Stake::NotDecided,
                Some(true) => {}
            }
            if matches!(finding, SearchResult::Proven(_) | SearchResult::NoOption) {
                return Stake::LeadOnly;
            }
            let search = WinnerSearch::new(self.situation, &self.readers, var as LocalVar, contenders);
            match search.run(steps) {
                Some(true) => Stake::Winner,
                Some(false) => Stake::LeadOnly,
                None => Stake::NotDecided,
            }
        };
        (0..self.network.variables.len()).map(|var| judge_one(var, steps)).collect()
    }

    /// The variables on which it depends whether an option in play is excluded.
    fn excluding_variables(&self) -> Vec<LocalVar> {
        let excluded = &self.situation.decision().excluded;
        let roots: Vec<_> = self.in_play.iter().map(|option| excluded[*option]).collect();
        let (diagrams, roots) = self.situation.space().diagrams.confined(&roots, &self.situation.knowledge.possible);
        let vars = roots.iter().flat_map(|root| diagrams.scope(*root));
        vars.filter_map(|var| self.network.local(var)).collect()
    }

    /// Whether a variable moves some lead: by all combinations of the variables it shares a rule with. `None`: too many.
    fn moves_lead_somewhere(&self, var: LocalVar) -> Option<bool> {
        let partners = self.readers.partners(self.network, var);
        let sizes = partners.iter().map(|var| self.network.variables[usize::from(*var)].classes.len());
        let n_combinations = sizes.fold(1, usize::saturating_mul);
        if n_combinations > MAX_COMBINATIONS {
            return None;
        }
        let mut point = Standpoint::new(self.network, &self.readers, vec![0; self.network.variables.len()]);
        let mut changes = Vec::new();
        let first = self.in_play.first()?;
        let n_classes = self.network.variables[usize::from(var)].classes.len() as u8;
        for combination in 0..n_combinations {
            let mut rest = combination;
            for partner in &partners {
                let n_classes = self.network.variables[usize::from(*partner)].classes.len();
                point.classes[usize::from(*partner)] = (rest % n_classes) as u8;
                rest /= n_classes;
            }
            point.changes(var, 1..n_classes, &mut changes);
            let moves_lead =
                |change: &Change| self.in_play.iter().any(|option| change.scores[*option] != change.scores[*first]);
            if changes.iter().any(moves_lead) {
                return Some(true);
            }
        }
        Some(false)
    }
}
