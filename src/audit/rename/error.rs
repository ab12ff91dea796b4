//! Why something cannot be renamed.

/// Why something cannot be renamed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenameError {
    /// No name stands there.
    #[error("there is no name here")]
    NoName,
    /// Nothing has the name.
    #[error("there is no {what} `{name}`{help}")]
    Unknown {
        /// What was looked for.
        what: String,
        /// Its name.
        name: String,
        /// Where to look, or what was meant.
        help: String,
    },
    /// Several have that name.
    #[error("{what} `{name}` stands in several ({owners}); say which decision with `--decision`")]
    Several {
        /// What was looked for.
        what: String,
        /// Its name.
        name: String,
        /// The questionnaires or decisions.
        owners: String,
    },
    /// It is part of the program.
    #[error("`{name}` is built in; copy its file into the project to change it")]
    BuiltIn {
        /// Its name.
        name: String,
    },
    /// What is part of the program names it, and no alias can lead from there.
    #[error("built-in rules name `{name}`; copy their folder into the project to change them")]
    NamedByBuiltIn {
        /// Its name.
        name: String,
    },
    /// Answers files and records name it, and would lose it.
    #[error("records and answers files name it, and no alias can lead them to another name")]
    NoAlias,
    /// It takes the place of a decision that is built in or in a layer below, which would come back.
    #[error(
        "`{name}` takes the place of a decision that is built in, or of another layer: called otherwise it would stand beside that one, and records of `{name}` would follow that one; keep the id"
    )]
    Uncovers {
        /// The name.
        name: String,
    },
    /// A file that may name it cannot be read as a whole.
    #[error("`{file}` cannot be read as a whole, and in line {line} it may mean `{name}`: mend that file first")]
    Broken {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The name.
        name: String,
    },
    /// The new name cannot be one.
    #[error("`{name}` cannot be a name: a letter first, then letters, digits, `-` and `_`, and no keyword")]
    NoId {
        /// The name.
        name: String,
    },
    /// The new name is that of something else.
    #[error("`{name}` is the name of something else already")]
    Taken {
        /// The name.
        name: String,
    },
    /// The new name is an earlier name of something else.
    #[error("`{name}` is an earlier name of `{of}`: take it out of `[aliases]` first")]
    Earlier {
        /// The name.
        name: String,
        /// What it leads to.
        of: String,
    },
    /// The table of earlier names cannot keep the one it has as well.
    #[error(
        "`[aliases]` has `{name} = \"{of}\"` already, and one name leads to one thing only: take that line out first, or call `{of}` back to `{name}`"
    )]
    Kept {
        /// The name.
        name: String,
        /// What it leads to.
        of: String,
    },
    /// An earlier name leads to two things that are called alike, and only one of them gets another name.
    #[error(
        "`{earlier} = \"{name}\"` in `[aliases]` may be an earlier name of {things}, which are called alike: take that line out first, or rename the other one as well by hand"
    )]
    Both {
        /// The earlier name.
        earlier: String,
        /// What it leads to.
        name: String,
        /// What is called so.
        things: String,
    },
}
