//! An exhaustive search of the answer space, with bounds: whether an option can win, whether outcomes can differ.
//!
//! Variables are assigned in the order of the diagrams, so a partly assigned condition is just a node further down. What cannot
//! be decided within the steps allowed is left undecided, and then nothing is reported.

use rustc_hash::FxHashSet;

use crate::audit::play::{Outcome, Play, outcome};
use crate::engine::meaning::diagram::{FALSE, NodeId, TRUE};
use crate::engine::meaning::variable::VarIdx;
use crate::model::RuleIdx;

/// The steps allowed for one proof.
pub(super) const STEPS: usize = 4_000;

/// The work allowed for one proof in any case, in rules looked at: where there are few rules, a step takes little.
const WORK_FOR_ONE: usize = 1_000_000;

/// The work allowed for all proofs about the rules of one rule base, for all about its questions, and for all about its answers, in
/// rules looked at: of very large ones the last may go without, so that a check stays a matter of a moment.
pub(super) const WORK_FOR_ALL: usize = 4_000_000;

/// The most open rules with which a place is kept.
const MAX_REMEMBERED: usize = 256;

/// What a search came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// There are such answers.
    Yes,
    /// Proven: there are none.
    No,
    /// Not decided within the steps allowed.
    Unknown,
}

/// One way to play the rest of the space: conditions further down, and what is decided.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Branch {
    /// The rules that are still open, with what is left of their conditions.
    open: Vec<(usize, NodeId)>,
    scores: Vec<i64>,
    /// For each option, how many vetoes hold.
    vetoes: Vec<u32>,
    /// What the weights come to, by the rules that hold.
    weights: i64,
    /// A variable that stays in one cell throughout.
    fixed: Option<(VarIdx, u8)>,
}

impl Branch {
    /// Everything open.
    pub(super) fn new(play: &Play) -> Self {
        Self::start(play, &[], None)
    }

    /// Everything open, one rule left out, and with it what it weighs and what weighs it.
    pub(super) fn without(play: &Play, rule: usize) -> Self {
        let left_out: Vec<usize> = play.decision.with_products(rule.into()).map(RuleIdx::get).collect();
        Self::start(play, &left_out, None)
    }

    /// Everything open but one variable, which stays in one cell.
    pub(super) fn fixed(play: &Play, var: VarIdx, cell: u8) -> Self {
        Self::start(play, &[], Some((var, cell)))
    }

    fn start(play: &Play, left_out: &[usize], fixed: Option<(VarIdx, u8)>) -> Self {
        let rules = &play.decision.rules;
        let (scores, vetoes) = (play.start().to_vec(), vec![0; play.n_options()]);
        let mut branch =
            Self { open: Vec::with_capacity(rules.len()), scores, vetoes, weights: play.declared(), fixed };
        for (rule, node) in rules.iter().enumerate().filter(|(rule, _)| !left_out.contains(rule)) {
            branch.go_to(play, rule, *node);
        }
        branch
    }

    /// Goes on with what is left of a rule's condition.
    fn go_to(&mut self, play: &Play, rule: usize, node: NodeId) {
        match self.past_fixed(play, node) {
            FALSE => {}
            TRUE => {
                play.effect(rule).for_each(|(option, worth)| self.scores[option] += worth);
                play.excludes[rule].iter().for_each(|option| self.vetoes[*option] += 1);
                self.weights += play.adds(rule);
            }
            open => self.open.push((rule, open)),
        }
    }

    fn past_fixed(&self, play: &Play, node: NodeId) -> NodeId {
        match self.fixed {
            Some((var, cell)) => play.diagrams.below(node, var, cell),
            None => node,
        }
    }

    /// With a variable in a cell; the conditions at these positions read it.
    fn assigned(&self, play: &Play, reading: &[usize], cell: u8) -> Self {
        let (scores, vetoes) = (self.scores.clone(), self.vetoes.clone());
        let open = Vec::with_capacity(self.open.len());
        let mut next = Self { open, scores, vetoes, weights: self.weights, fixed: self.fixed };
        let mut copied = 0;
        for at in reading {
            next.open.extend_from_slice(&self.open[copied..*at]);
            let (rule, node) = self.open[*at];
            next.go_to(play, rule, play.diagrams.child(node, cell));
            copied = at + 1;
        }
        next.open.extend_from_slice(&self.open[copied..]);
        next
    }

    fn next_var(&self, play: &Play) -> VarIdx {
        self.open.iter().map(|(_, node)| play.diagrams.var(*node)).min().unwrap_or(VarIdx::MAX)
    }

    /// The positions of the open conditions that read a variable next.
    fn reading(&self, play: &Play, var: VarIdx) -> Vec<usize> {
        (0..self.open.len()).filter(|at| play.diagrams.var(self.open[*at].1) == var).collect()
    }

    /// Whether nothing open reads the variable that stays in one cell.
    fn is_past_fixed(&self, play: &Play) -> bool {
        self.fixed.is_none_or(|(var, _)| self.next_var(play) > var)
    }

    /// How many rules are open.
    pub(super) fn n_open(&self) -> usize {
        self.open.len()
    }

    fn open(&self) -> impl Iterator<Item = usize> + '_ {
        self.open.iter().map(|(rule, _)| *rule)
    }

    fn outcome(&self, play: &Play) -> Outcome {
        outcome(&self.scores, |option| self.vetoes[option] > 0, |best| play.close_at(self.weights, best))
    }

    /// For each option, whether an open veto may still exclude it.
    fn may_go(&self, play: &Play) -> Vec<bool> {
        let mut may_go = vec![false; self.scores.len()];
        self.open().for_each(|rule| play.excludes[rule].iter().for_each(|option| may_go[*option] = true));
        may_go
    }

    /// For each option, the greatest lead it may still reach over `over` (or `over` over it, with `sign` -1).
    fn greatest_leads(&self, play: &Play, over: usize, sign: i64) -> Vec<i64> {
        let mut leads: Vec<i64> = self.scores.iter().map(|score| sign * (score - self.scores[over])).collect();
        // What a rule does to the option that is led over moves the lead of all; beyond that it moves the few that it names.
        let mut moves_all = 0;
        for rule in self.open() {
            let own = play.effect(rule).find(|(option, _)| *option == over).map_or(0, |(_, worth)| sign * worth);
            let moved = (-own).max(0);
            moves_all += moved;
            play.effect(rule).for_each(|(option, worth)| leads[option] += (sign * worth - own).max(0) - moved);
        }
        leads.iter_mut().for_each(|lead| *lead += moves_all);
        leads[over] = 0;
        leads
    }

    /// The option that wins clearly however the rest is answered, if the bounds show one.
    fn forced(&self, play: &Play) -> Option<usize> {
        let may_go = self.may_go(play);
        let candidates = (0..self.scores.len()).filter(|option| self.vetoes[*option] == 0 && !may_go[*option]);
        let winner = candidates.max_by_key(|option| self.scores[*option])?;
        let leads = self.greatest_leads(play, winner, 1);
        let most = self.weights + self.open().map(|rule| play.adds(rule).max(0)).sum::<i64>();
        let gain =
            |rule: usize| play.effect(rule).filter(|(of, _)| *of == winner).map(|(_, worth)| worth.max(0)).sum::<i64>();
        let best = self.scores[winner] + self.open().map(gain).sum::<i64>();
        let close = play.close_at(most, best).max(play.close_at(0, best));
        let beaten = |option: usize| self.vetoes[option] > 0 || leads[option] < -close;
        (0..leads.len()).all(|option| option == winner || beaten(option)).then_some(winner)
    }

    /// Whether an option may still win or be level, as far as the bounds tell; `leads` are the greatest that it may still reach over the
    /// others.
    fn may_win(&self, play: &Play, option: usize, leads: &[i64]) -> bool {
        if self.vetoes[option] > 0 {
            return false;
        }
        let may_go = self.may_go(play);
        (0..leads.len()).all(|other| other == option || self.vetoes[other] > 0 || may_go[other] || leads[other] >= 0)
    }
}

/// The search, with the steps it has left.
pub(super) struct Search<'a> {
    play: &'a Play<'a>,
    steps: usize,
    /// Where it was, and found nothing: other answers often lead to the same.
    seen: FxHashSet<Vec<Branch>>,
}

impl<'a> Search<'a> {
    pub(super) fn new(play: &'a Play<'a>, steps: usize) -> Self {
        Self { play, steps, seen: FxHashSet::default() }
    }

    /// Whether there are answers under which an option wins, or is level with what leads.
    pub(super) fn can_win(&mut self, branch: &Branch, option: usize) -> Found {
        let leads = branch.greatest_leads(self.play, option, -1);
        self.can_win_by(branch, option, &leads)
    }

    fn can_win_by(&mut self, branch: &Branch, option: usize, leads: &[i64]) -> Found {
        if !branch.may_win(self.play, option, leads) {
            return Found::No;
        }
        let var = branch.next_var(self.play);
        if var == VarIdx::MAX {
            let is_beaten = |other: usize| branch.vetoes[other] == 0 && branch.scores[other] > branch.scores[option];
            let is_ahead = branch.vetoes[option] == 0 && !(0..leads.len()).any(is_beaten);
            return if is_ahead { Found::Yes } else { Found::No };
        }
        let own = std::slice::from_ref(branch);
        if self.seen.contains(own) {
            return Found::No;
        }
        if self.steps == 0 {
            return Found::Unknown;
        }
        let with_leads = |branches: Vec<Branch>| {
            let leads = branches[0].greatest_leads(self.play, option, -1);
            let rivals = leads.iter().enumerate().filter(|(other, _)| *other != option);
            (std::cmp::Reverse(rivals.map(|(_, lead)| *lead).min()), branches, leads)
        };
        let mut next: Vec<_> = self.children(own, var).into_iter().map(with_leads).collect();
        // The most promising cells first: an answer is usually near.
        next.sort_by_key(|(promise, ..)| *promise);
        let found = self.any(next, |search, (_, branches, leads)| search.can_win_by(&branches[0], option, &leads));
        self.remember(own, found)
    }

    /// Whether there are answers under which the branches do not all come out alike.
    pub(super) fn can_differ(&mut self, branches: &[Branch]) -> Found {
        let same_scores = branches.iter().all(|b| {
            (&b.scores, &b.vetoes, b.weights) == (&branches[0].scores, &branches[0].vetoes, branches[0].weights)
        });
        let same_space =
            branches.iter().all(|branch| branch.fixed == branches[0].fixed || branch.is_past_fixed(self.play));
        if same_scores && same_space && branches.iter().all(|branch| branch.open == branches[0].open) {
            return Found::No;
        }
        let forced: Vec<Option<usize>> = branches.iter().map(|branch| branch.forced(self.play)).collect();
        if forced[0].is_some() && forced.iter().all(|winner| *winner == forced[0]) {
            return Found::No;
        }
        let var = branches.iter().map(|branch| branch.next_var(self.play)).min().unwrap_or(VarIdx::MAX);
        if var == VarIdx::MAX {
            let first = branches[0].outcome(self.play);
            let differ = branches.iter().any(|branch| branch.outcome(self.play) != first);
            return if differ { Found::Yes } else { Found::No };
        }
        if self.seen.contains(branches) {
            return Found::No;
        }
        if self.steps == 0 {
            return Found::Unknown;
        }
        let next = self.children(branches, var);
        let found = self.any(next, |search, branches| search.can_differ(&branches));
        self.remember(branches, found)
    }

    /// Keeps where nothing was found, unless that is much: few open rules are come to again and again, many hardly ever.
    fn remember(&mut self, branches: &[Branch], found: Found) -> Found {
        let n_open: usize = branches.iter().map(Branch::n_open).sum();
        if found == Found::No && n_open <= MAX_REMEMBERED {
            self.seen.insert(branches.to_vec());
        }
        found
    }

    /// The branches for each cell of a variable, cells that lead to the same place taken once.
    fn children(&self, branches: &[Branch], var: VarIdx) -> Vec<Vec<Branch>> {
        let mut children: Vec<Vec<Branch>> = Vec::new();
        let mut seen: Vec<Vec<NodeId>> = Vec::new();
        let diagrams = self.play.diagrams;
        let reading: Vec<Vec<usize>> = branches.iter().map(|branch| branch.reading(self.play, var)).collect();
        for cell in 0..diagrams.n_cells(var) {
            let read = branches.iter().zip(&reading).flat_map(|(branch, at)| at.iter().map(|at| branch.open[*at].1));
            let nodes: Vec<NodeId> = read.map(|node| diagrams.child(node, cell)).collect();
            if !seen.contains(&nodes) {
                seen.push(nodes);
                let below = branches.iter().zip(&reading).map(|(branch, at)| branch.assigned(self.play, at, cell));
                children.push(below.collect());
            }
        }
        children
    }

    fn any<T>(&mut self, next: Vec<T>, mut look: impl FnMut(&mut Self, T) -> Found) -> Found {
        let mut found = Found::No;
        for one in next {
            if self.steps == 0 {
                return Found::Unknown;
            }
            self.steps -= 1;
            match look(self, one) {
                Found::Yes => return Found::Yes,
                Found::Unknown => found = Found::Unknown,
                Found::No => {}
            }
        }
        found
    }
}

/// Whether the branches can come out differently, as far as the work that is left allows to tell.
pub(super) fn can_differ(play: &Play, branches: &[Branch], left: &mut usize) -> Found {
    let per_step: usize = branches.iter().map(Branch::n_open).sum::<usize>().max(1);
    let allowed = STEPS.max(WORK_FOR_ONE / per_step).min(*left / per_step);
    let mut search = Search::new(play, allowed);
    let found = search.can_differ(branches);
    *left -= (allowed - search.steps) * per_step;
    found
}
