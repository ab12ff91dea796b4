//! The rule bases that are shipped: cases, populations, figures, worked examples.

mod advisor_model;
mod coded_from_memory;
mod pinned_signs;
mod questions_asked;
mod reviewed_faults;
mod rule_base_cases;
mod rule_base_figures;
mod rule_base_population;
mod worked_examples;
