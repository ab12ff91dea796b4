//! The engine against brute force: random rule bases small enough to enumerate, and a second, naive reading of what they mean.

mod generator;
mod large;
mod naive;
mod settled;
mod stakes;
mod structured;
