//! Certificates: the solver's proofs in terms of questions and rules, as a person reads them and the checker checks them.

use rustc_hash::FxHashMap;

use crate::engine::base::apportion::round_to_sum;
use crate::engine::bound::network::{LocalVar, Network};
use crate::engine::bound::problem::{Objective, Origin};
use crate::engine::bound::solver::{Leaf, LeafTable, Tree};
use crate::engine::meaning::diagram::{FALSE, NodeId, TRUE};
use crate::engine::meaning::variable::cells;
use crate::engine::result::advice::Fit;
use crate::engine::result::proof::{Bound, Certificate, Proof, RivalProof, Shift, Term};
use crate::engine::situation::Situation;
use crate::model::{OptionIdx, QuestionIdx};

/// The certificate for a winner, from the proof against each other option; options without one are excluded for certain.
pub fn write(situation: &Situation, winner: OptionIdx, proofs: &[(OptionIdx, Option<Tree>)]) -> Certificate {
    let rival_proof = |(rival, tree): &(OptionIdx, Option<Tree>)| {
        let objective = Objective::lead(winner.get(), rival.get());
        let writer = Writer { situation, network: situation.network(), objective };
        let lead = situation.scores[winner.get()] - situation.scores[rival.get()];
        let proof = tree.as_ref().map_or(Proof::Excluded, |tree| writer.proof(tree));
        RivalProof { rival: *rival, ahead: situation.fit(lead), proof }
    };
    Certificate { winner, rivals: proofs.iter().map(rival_proof).collect() }
}

struct Writer<'a> {
    situation: &'a Situation,
    network: &'a Network,
    objective: Objective,
}

/// A term under construction: its rules by position among the undecided ones, and what it is expected to come to.
struct Draft {
    rules: Vec<usize>,
    scope: Vec<LocalVar>,
    least: i64,
    expected: f64,
    shifts: Vec<Shift>,
}

impl Writer<'_> {
    fn proof(&self, tree: &Tree) -> Proof {
        match tree {
            Tree::Leaf(leaf) => Proof::Bound(self.bound(leaf)),
            Tree::Cases(var, cases) => {
                let variable = &self.network.variables[usize::from(*var)];
                let (question, choice) = self.situation.space().name(variable.var);
                let all_of = |classes: u64| cells(classes).fold(0, |mask, c| mask | variable.classes[usize::from(c)]);
                let cases = cases.iter().map(|(classes, tree)| (all_of(*classes), self.proof(tree))).collect();
                Proof::Cases { question, choice, cases }
            }
        }
    }

    fn bound(&self, leaf: &Leaf) -> Bound {
        let drafts = self.drafts(leaf);
        let tenth = self.situation.weights.units_per_point / 10.0;
        let moves: Vec<f64> =
            drafts.iter().map(|draft| (draft.expected - draft.least as f64).max(0.0) / tenth).collect();
        // Rounded up, so that what is shown never claims more than what is proven.
        let can_move = (moves.iter().sum::<f64>() - 1e-9).ceil() as i64;
        let moves = if moves.is_empty() { Vec::new() } else { round_to_sum(&moves, can_move) };
        let ahead = leaf.constant as f64 + drafts.iter().map(|draft| draft.expected).sum::<f64>();
        Bound {
            ahead: Fit((ahead / tenth).round() as i64),
            can_move: Fit(can_move),
            decided: leaf.constant,
            barrier: leaf.barrier,
            terms: drafts.into_iter().zip(moves).map(|(draft, moves)| self.term(draft, moves)).collect(),
        }
    }

    fn term(&self, draft: Draft, moves: i64) -> Term {
        let question = |var: &LocalVar| self.situation.space().name(self.network.variables[usize::from(*var)].var).0;
        let mut questions: Vec<QuestionIdx> = draft.scope.iter().map(question).collect();
        questions.dedup();
        let rules = draft.rules.iter().map(|rule| self.network.undecided[*rule].rule).collect();
        Term { rules, questions, least: draft.least, moves: Fit(moves), shifts: draft.shifts }
    }

    fn drafts(&self, leaf: &Leaf) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = leaf.tables.iter().map(|table| self.draft(leaf, table)).collect();
        for (rule, least) in &leaf.loose {
            let scope = self.network.undecided[*rule].scope.clone();
            let expected = self.expected(leaf, &[*rule]);
            drafts.push(Draft { rules: vec![*rule], scope, least: *least, expected, shifts: Vec::new() });
        }
        // Tables whose rules cancel out are no factors, but their rules have to be accounted for.
        for (position, table) in self.network.tables.iter().enumerate() {
            let rules = self.rules_of(Origin::Table(position));
            if !rules.is_empty() && leaf.tables.iter().all(|table| table.origin != Origin::Table(position)) {
                drafts.push(Draft { rules, scope: table.scope.clone(), least: 0, expected: 0.0, shifts: Vec::new() });
            }
        }
        drafts
    }

    fn draft(&self, leaf: &Leaf, table: &LeafTable) -> Draft {
        let rules = self.rules_of(table.origin);
        let scope = match table.origin {
            Origin::Table(table) => &self.network.tables[table].scope,
            Origin::Loose(rule) => &self.network.undecided[rule].scope,
        };
        let mut expected = self.expected(leaf, &rules);
        let mut shifts = Vec::new();
        for (var, by_class) in scope.iter().zip(table.shifts.iter()) {
            expected += self.expected_shift(leaf, *var, by_class);
            shifts.extend(self.shifts(leaf, *var, by_class));
        }
        Draft { rules, scope: scope.clone(), least: table.least, expected, shifts }
    }

    /// The rules behind a factor that treat the two options differently.
    fn rules_of(&self, origin: Origin) -> Vec<usize> {
        let rules = match origin {
            Origin::Table(table) => self.network.tables[table].rules.clone(),
            Origin::Loose(rule) => vec![rule],
        };
        let counts = |rule: &usize| self.objective.effect_of(&self.network.undecided[*rule].effect, i64::MAX / 2) != 0;
        rules.into_iter().filter(counts).collect()
    }

    /// What rules are expected to add to the lead, vetoes aside.
    fn expected(&self, leaf: &Leaf, rules: &[usize]) -> f64 {
        let part = |rule: &usize| {
            let rule = &self.network.undecided[*rule];
            let worth = self.objective.effect_of(&rule.effect, 0) as f64;
            let is_blind = self.situation.decision().is_too_complex(rule.rule);
            let chance = || if is_blind { 0.5 } else { self.chance(leaf, rule.node, &mut FxHashMap::default()) };
            if worth == 0.0 { 0.0 } else { worth * chance() }
        };
        rules.iter().map(part).sum()
    }

    fn chance(&self, leaf: &Leaf, node: NodeId, known: &mut FxHashMap<NodeId, f64>) -> f64 {
        match node {
            FALSE => return 0.0,
            TRUE => return 1.0,
            _ => {}
        }
        if let Some(chance) = known.get(&node) {
            return *chance;
        }
        let local = self.network.local(self.network.diagrams.var(node)).unwrap_or(0);
        let variable = &self.network.variables[usize::from(local)];
        let chance = self.classes(leaf, local).map(|(class, chance)| {
            chance * self.chance(leaf, variable.child(&self.network.diagrams, node, class), known)
        });
        let chance = chance.sum();
        known.insert(node, chance);
        chance
    }

    /// The classes left of a variable, with the chance of each among them.
    fn classes<'b>(&'b self, leaf: &'b Leaf, var: LocalVar) -> impl Iterator<Item = (usize, f64)> + 'b {
        let chances = &self.network.variables[usize::from(var)].chances;
        let domain = leaf.domains[usize::from(var)];
        let sum: f64 = cells(domain).map(|class| chances[usize::from(class)]).sum();
        let even = 1.0 / f64::from(domain.count_ones());
        cells(domain).map(move |class| {
            let class = usize::from(class);
            (class, if sum > 0.0 { chances[class] / sum } else { even })
        })
    }

    fn expected_shift(&self, leaf: &Leaf, var: LocalVar, by_class: &[i64]) -> f64 {
        self.classes(leaf, var).map(|(class, chance)| chance * by_class[class] as f64).sum()
    }

    fn shifts(&self, leaf: &Leaf, var: LocalVar, by_class: &[i64]) -> Vec<Shift> {
        let variable = &self.network.variables[usize::from(var)];
        let (question, choice) = self.situation.space().name(variable.var);
        let shift = |class: u8| {
            let (cells, amount) = (variable.classes[usize::from(class)], by_class[usize::from(class)]);
            (amount != 0).then_some(Shift { question, choice, cells, amount })
        };
        cells(leaf.domains[usize::from(var)]).filter_map(shift).collect()
    }
}
