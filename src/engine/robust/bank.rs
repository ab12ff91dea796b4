//! A fixed bank of weight vectors, drawn evenly from all there are, and how options rank under them.
//!
//! The bank is the same in every run, so figures do not flicker between key presses.

use crate::engine::base::random::Stream;

/// How many vectors are scored at a time; they fit the first cache together with their scores.
const BLOCK: usize = 256;

/// How many weight vectors a report looks at.
pub const N_WEIGHTS: usize = 100_000;

/// Weight vectors, each adding up to 1.
#[derive(Clone, Debug)]
pub struct WeightBank {
    n_criteria: usize,
    n_weights: usize,
    /// Block by block, within a block criterion by criterion; the last block is filled up with zeros.
    weights: Vec<f32>,
}

impl WeightBank {
    /// A bank of this many vectors.
    pub fn new(n_criteria: usize, n_weights: usize) -> Self {
        let n_blocks = n_weights.div_ceil(BLOCK);
        let mut weights = vec![0.0; n_blocks * n_criteria * BLOCK];
        let mut stream = Stream::new(0xba11);
        let mut vector = vec![0.0; n_criteria];
        for place in 0..n_weights {
            // Exponentially distributed numbers, divided by their sum, are spread evenly over the simplex.
            vector.iter_mut().for_each(|weight| *weight = -(1.0 - stream.unit()).ln());
            let sum: f64 = vector.iter().sum();
            let first = place / BLOCK * n_criteria * BLOCK + place % BLOCK;
            for (criterion, weight) in vector.iter().enumerate() {
                weights[first + criterion * BLOCK] = (weight / sum) as f32;
            }
        }
        Self { n_criteria, n_weights, weights }
    }

    /// How many vectors there are.
    pub fn len(&self) -> usize {
        self.n_weights
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.n_weights == 0
    }

    /// For each option, given its worth by criterion, how often it takes each rank; ties go to the first.
    pub fn ranks(&self, worths: &[Vec<f64>]) -> Vec<Vec<u32>> {
        self.ranks_while(worths, |_| true).unwrap_or_default()
    }

    /// The same as long as it may go on, which is asked before every block, with the steps it takes; `None` where it may not.
    pub fn ranks_while(&self, worths: &[Vec<f64>], goes_on: impl Fn(usize) -> bool) -> Option<Vec<Vec<u32>>> {
        let n_options = worths.len();
        let worths: Vec<Vec<f32>> = scaled(worths);
        let mut counts = vec![vec![0; n_options]; n_options];
        let mut scores = vec![[0.0_f32; BLOCK]; n_options];
        let mut ranks = vec![[0_u32; BLOCK]; n_options];
        for (block, weights) in self.weights.chunks_exact((self.n_criteria * BLOCK).max(1)).enumerate() {
            if !goes_on(BLOCK * n_options * (n_options + self.n_criteria)) {
                return None;
            }
            for (scores, worths) in scores.iter_mut().zip(&worths) {
                score(weights, worths, scores);
            }
            rank(&scores, &mut ranks);
            let n_used = (self.n_weights - block * BLOCK).min(BLOCK);
            for (ranks, counts) in ranks.iter().zip(&mut counts) {
                for (rank, count) in counts.iter_mut().enumerate() {
                    *count += ranks[..n_used].iter().map(|r| u32::from(*r == rank as u32)).sum::<u32>();
                }
            }
        }
        Some(counts)
    }
}

/// The worths brought to about 1, so that single precision serves.
fn scaled(worths: &[Vec<f64>]) -> Vec<Vec<f32>> {
    let greatest = worths.iter().flatten().map(|worth| worth.abs()).fold(0.0, f64::max);
    let scale = if greatest > 0.0 { 1.0 / greatest } else { 1.0 };
    worths.iter().map(|worths| worths.iter().map(|worth| (worth * scale) as f32).collect()).collect()
}

fn score(weights: &[f32], worths: &[f32], scores: &mut [f32; BLOCK]) {
    scores.fill(0.0);
    for (weights, worth) in weights.chunks_exact(BLOCK).zip(worths) {
        scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += weight * worth);
    }
}

/// An option's rank is how many others are ahead of it.
fn rank(scores: &[[f32; BLOCK]], ranks: &mut [[u32; BLOCK]]) {
    ranks.iter_mut().for_each(|ranks| ranks.fill(0));
    for a in 0..scores.len() {
        for b in a + 1..scores.len() {
            let (ahead, behind) = ranks.split_at_mut(b);
            let (of_a, of_b) = (&mut ahead[a], &mut behind[0]);
            for place in 0..BLOCK {
                let b_leads = u32::from(scores[b][place] > scores[a][place]);
                of_a[place] += b_leads;
                of_b[place] += 1 - b_leads;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vector_gives_every_rank_once() {
        let bank = WeightBank::new(3, 1_000);
        let ranks = bank.ranks(&[vec![1.0, 0.0, 0.5], vec![0.0, 1.0, 0.5], vec![0.4, 0.4, 0.4]]);
        for option in &ranks {
            assert_eq!(option.iter().sum::<u32>(), 1_000);
        }
        for rank in 0..3 {
            assert_eq!(ranks.iter().map(|option| option[rank]).sum::<u32>(), 1_000);
        }
    }

    #[test]
    fn equal_options_rank_in_their_order() {
        let bank = WeightBank::new(2, 300);
        assert_eq!(bank.ranks(&[vec![0.3, 0.7], vec![0.3, 0.7]]), vec![vec![300, 0], vec![0, 300]]);
    }
}
