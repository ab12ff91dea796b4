//! What can be renamed.

use crate::load::slot::Thing;

/// What can be renamed: the word for it, what it is, and the entry that declares it.
pub const WORDS: [(&str, Thing, &str); 14] = [
    ("question", Thing::Subject, "question"),
    ("choice", Thing::Part, "question"),
    ("band", Thing::Part, "question"),
    ("quantity", Thing::Subject, "quantity"),
    ("trait", Thing::Subject, "trait"),
    ("level", Thing::Part, "trait"),
    ("option", Thing::Option, "option"),
    ("criterion", Thing::Criterion, "criterion"),
    ("rule", Thing::Rule, "rule"),
    ("decision", Thing::Decision, "decision"),
    ("evidence", Thing::Evidence, "evidence"),
    ("scenario", Thing::Scenario, "scenario"),
    ("list", Thing::List, "choices"),
    ("group", Thing::Group, "rule"),
];
