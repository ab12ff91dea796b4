//! An exhaustive search of the answer space, with bounds: whether an option can win, whether outcomes can differ.
//!
//! Variables are assigned in the order of the diagrams, so a partly assigned condition is just a node further down. What cannot
//! be decided within the steps allowed is left undecided, and then nothing is reported.

use crate::audit::play::{Outcome, Play, outcome};
use crate::engine::diagram::{FALSE, NodeId, TRUE, VarIdx};

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
#[derive(Clone, Debug)]
pub(super) struct Branch {
    /// For each rule, what is left of its condition.
    rules: Vec<NodeId>,
    scores: Vec<i64>,
    /// For each option, how many vetoes hold.
    vetoes: Vec<u32>,
    /// A variable that stays in one cell throughout.
    fixed: Option<(VarIdx, u8)>,
}

impl Branch {
    /// Everything open.
    pub(super) fn new(play: &Play) -> Self {
        Self::start(play, play.decision.rules.clone(), None)
    }

    /// Everything open, one rule left out.
    pub(super) fn without(play: &Play, rule: usize) -> Self {
        let mut rules = play.decision.rules.clone();
        rules[rule] = FALSE;
        Self::start(play, rules, None)
    }

    /// Everything open but one variable, which stays in one cell.
    pub(super) fn fixed(play: &Play, var: VarIdx, cell: u8) -> Self {
        Self::start(play, play.decision.rules.clone(), Some((var, cell)))
    }

    fn start(play: &Play, rules: Vec<NodeId>, fixed: Option<(VarIdx, u8)>) -> Self {
        let n_options = play.n_options();
        let mut branch = Self { rules, scores: play.start().to_vec(), vetoes: vec![0; n_options], fixed };
        (0..branch.rules.len()).for_each(|rule| branch.go_to(play, rule, branch.rules[rule]));
        branch
    }

    /// Goes on with what is left of a rule's condition.
    fn go_to(&mut self, play: &Play, rule: usize, node: NodeId) {
        self.rules[rule] = self.past_fixed(play, node);
        if self.rules[rule] == TRUE {
            play.effect(rule).for_each(|(option, worth)| self.scores[option] += worth);
            play.excludes[rule].iter().for_each(|option| self.vetoes[*option] += 1);
        }
    }

    fn past_fixed(&self, play: &Play, node: NodeId) -> NodeId {
        match self.fixed {
            Some((var, cell)) if play.diagrams.var(node) == var => play.diagrams.child(node, cell),
            _ => node,
        }
    }

    /// With a variable in a cell.
    fn assigned(&self, play: &Play, var: VarIdx, cell: u8) -> Self {
        let mut next = self.clone();
        for rule in 0..next.rules.len() {
            if play.diagrams.var(next.rules[rule]) == var {
                next.go_to(play, rule, play.diagrams.child(self.rules[rule], cell));
            }
        }
        next
    }

    fn next_var(&self, play: &Play) -> VarIdx {
        self.rules.iter().map(|node| play.diagrams.var(*node)).min().unwrap_or(VarIdx::MAX)
    }

    fn open(&self) -> impl Iterator<Item = usize> + '_ {
        self.rules.iter().enumerate().filter(|(_, node)| **node > TRUE).map(|(rule, _)| rule)
    }

    fn outcome(&self, play: &Play) -> Outcome {
        outcome(&self.scores, |option| self.vetoes[option] > 0, play.close)
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
        let mut effects = vec![0; leads.len()];
        for rule in self.open() {
            effects.fill(0);
            play.effect(rule).for_each(|(option, worth)| effects[option] = worth);
            let own = effects[over];
            leads.iter_mut().zip(&effects).for_each(|(lead, effect)| *lead += (sign * (effect - own)).max(0));
        }
        leads
    }

    /// The option that wins clearly however the rest is answered, if the bounds show one.
    fn forced(&self, play: &Play) -> Option<usize> {
        let may_go = self.may_go(play);
        let candidates = (0..self.scores.len()).filter(|option| self.vetoes[*option] == 0 && !may_go[*option]);
        let winner = candidates.max_by_key(|option| self.scores[*option])?;
        let leads = self.greatest_leads(play, winner, 1);
        let beaten = |option: usize| self.vetoes[option] > 0 || leads[option] < -play.close;
        (0..leads.len()).all(|option| option == winner || beaten(option)).then_some(winner)
    }

    /// Whether an option may still win, as far as the bounds tell.
    fn may_win(&self, play: &Play, option: usize) -> bool {
        if self.vetoes[option] > 0 {
            return false;
        }
        let may_go = self.may_go(play);
        let leads = self.greatest_leads(play, option, -1);
        (0..leads.len()).all(|other| {
            let enough = if other < option { leads[other] > 0 } else { leads[other] >= 0 };
            other == option || self.vetoes[other] > 0 || may_go[other] || enough
        })
    }
}

/// The search, with the steps it has left.
pub(super) struct Search<'a> {
    pub play: &'a Play<'a>,
    pub steps: usize,
}

impl Search<'_> {
    /// Whether there are answers under which an option wins.
    pub(super) fn can_win(&mut self, branch: &Branch, option: usize) -> Found {
        if !branch.may_win(self.play, option) {
            return Found::No;
        }
        let var = branch.next_var(self.play);
        if var == VarIdx::MAX {
            return if branch.outcome(self.play).winner == Some(option) { Found::Yes } else { Found::No };
        }
        let mut next = self.children(std::slice::from_ref(branch), var);
        // The most promising cells first: an answer is usually near.
        let promise = |branches: &Vec<Branch>| {
            let rivals = branches[0].greatest_leads(self.play, option, -1);
            std::cmp::Reverse(
                rivals.iter().enumerate().filter(|(other, _)| *other != option).map(|(_, lead)| *lead).min(),
            )
        };
        next.sort_by_key(promise);
        self.any(next, |search, branches| search.can_win(&branches[0], option))
    }

    /// Whether there are answers under which the branches do not all come out alike.
    pub(super) fn can_differ(&mut self, branches: &[Branch]) -> Found {
        let same_rules = branches.iter().all(|branch| branch.rules == branches[0].rules);
        let same_scores = branches.iter().all(|b| b.scores == branches[0].scores && b.vetoes == branches[0].vetoes);
        if same_rules && same_scores {
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
        let next = self.children(branches, var);
        self.any(next, |search, branches| search.can_differ(&branches))
    }

    /// The branches for each cell of a variable, cells that lead to the same place taken once.
    fn children(&self, branches: &[Branch], var: VarIdx) -> Vec<Vec<Branch>> {
        let mut children: Vec<Vec<Branch>> = Vec::new();
        let mut seen: Vec<Vec<NodeId>> = Vec::new();
        for cell in 0..self.play.diagrams.n_cells(var) {
            let at = |node: &NodeId| {
                if self.play.diagrams.var(*node) == var { self.play.diagrams.child(*node, cell) } else { *node }
            };
            let nodes: Vec<NodeId> = branches.iter().flat_map(|branch| &branch.rules).map(at).collect();
            if !seen.contains(&nodes) {
                seen.push(nodes);
                children.push(branches.iter().map(|branch| branch.assigned(self.play, var, cell)).collect());
            }
        }
        children
    }

    fn any(&mut self, next: Vec<Vec<Branch>>, mut look: impl FnMut(&mut Self, Vec<Branch>) -> Found) -> Found {
        let mut found = Found::No;
        for branches in next {
            if self.steps == 0 {
                return Found::Unknown;
            }
            self.steps -= 1;
            match look(self, branches) {
                Found::Yes => return Found::Yes,
                Found::Unknown => found = Found::Unknown,
                Found::No => {}
            }
        }
        found
    }
}
