//! Prints the import graph: the arrows between rooms with how many imports need each, and the circles of files, if there are any.
//!
//! With `files` as its argument it prints every import, one a line, as a graph that `dot` can draw.

mod imports;

use std::collections::BTreeMap;
use std::path::Path;

use imports::Imports;

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
    let mut rooms: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for ((from, to), (_, n_imports)) in imports.between_rooms() {
        rooms.entry(from).or_default().push(format!("{to} ({n_imports})"));
    }
    println!("{} files, {} imports", imports.files.len(), imports.arrows.len());
    for (room, others) in rooms {
        println!("{room:<18} -> {}", others.join(", "));
    }
    let circles = imports.circles();
    println!("{} circles of files", circles.len());
    for circle in circles {
        println!("  {}", circle.join(", "));
    }
}
