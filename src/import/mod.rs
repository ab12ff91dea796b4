//! Models of others, made into questionnaires and rule bases. Knows texts and what they become; reads and writes no file.

pub mod lens;
