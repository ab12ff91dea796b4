//! Prints the import graph: the arrows between rooms with how many imports need each, and the circles of files, if there are any.
//!
//! With `files` as its argument it prints every import, one a line, as a graph that `dot` can draw.
#![expect(clippy::print_stdout, reason = "a command prints")]

mod imports;

use std::collections::BTreeMap;
use std::path::Path;

use imports::{Imports, arrow};

fn main() {
    let imports = Imports::read(Path::new(env!("CARGO_MANIFEST_DIR")));
    if std::env::args().nth(1).as_deref() == Some("files") {
        print_files(&imports);
    } else {
        print_rooms(&imports);
    }
}

fn print_files(imports: &Imports) {
    println!("digraph imports {{");
    for (from, to) in &imports.arrows {
        println!("  \"{}\" -> \"{}\";", imports.files[*from], imports.files[*to]);
    }
    println!("}}");
}

fn print_rooms(imports: &Imports) {
    let mut arrows: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for (from, to) in imports.between_rooms() {
        let (room, other) = arrow(from, to);
        *arrows.entry(room).or_default().entry(other).or_default() += 1;
    }
    println!("{} files, {} imports", imports.files.len(), imports.arrows.len());
    for (room, others) in arrows {
        let others: Vec<String> = others.iter().map(|(other, n_imports)| format!("{other} ({n_imports})")).collect();
        println!("{room:<18} -> {}", others.join(", "));
    }
    let circles = imports.circles();
    println!("{} circles of files", circles.len());
    for circle in circles {
        println!("  {}", circle.join(", "));
    }
}
