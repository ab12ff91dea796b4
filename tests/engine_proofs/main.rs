//! The engine against brute force: random rule bases small enough to enumerate, and a second, naive reading of what they mean.

mod alone;
mod bulk;
mod chances;
mod changes;
mod contributions;
mod exact_weights;
mod exploding;
mod follow;
mod generator;
mod large;
mod map;
mod naive;
mod settled;
mod stakes;
mod structured;
mod vetoes;
mod weights;
mod withheld;
