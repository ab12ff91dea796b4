//! Rebuilds the package when an embedded file changes: the files are read by a macro, which the compiler does not watch.

fn main() {
    for folder in ["questionnaires", "rules", "templates"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
