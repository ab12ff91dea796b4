//! An answers file as a command opens it: what does not fit is said, in it and in the rule bases.

use std::path::Path;

use super::context::Context;
use crate::load::{BAD_WEIGHT, Library, ReadAnswers, read_answers};

/// Reads an answers file and says on stderr what does not fit, in it and in the rule bases.
pub(super) fn open_answers(path: &Path, library: &mut Library, context: &Context) -> anyhow::Result<ReadAnswers> {
    warn_of_broken_files(library, context);
    match read_answers(path, library) {
        Ok(read) => {
            context.say_findings(&read.findings, &library.sources);
            // Advice for other weights would be taken for advice for these.
            anyhow::ensure!(
                read.findings.iter().all(|finding| finding.code != BAD_WEIGHT),
                "`{}` has weights that cannot be used; mend them first",
                path.display()
            );
            Ok(read)
        }
        Err(findings) => {
            context.say_findings(&findings, &library.sources);
            anyhow::bail!("`{}` cannot be used", path.display())
        }
    }
}

/// Says on stderr where questionnaires and rule bases have errors.
pub(super) fn warn_of_broken_files(library: &Library, context: &Context) {
    if library.has_errors() {
        context.say("warning: questionnaires or rule bases have errors and are used as far as they can be read; `archfit check` shows them");
    }
}
