//! The table of keys as a page of the documentation.

use super::context::Context;
use super::layer::{Binding, Layer};
use super::table::KEYMAP;

/// The table as a page of the documentation.
pub fn markdown() -> String {
    let mut text = String::from(
        "# Keys\n\nGenerated from the program's own table of keys; `?` shows the part that is in force.\n\n\
         Everywhere, also while typing, `Ctrl-C` leaves. Every answer is in its file before the next key is read.\n\n\
         Keys can be set by name in `[keys]` of the project's `archfit.toml`, or for yourself in `config.toml` of the folder\n\
         `archfit` in your configuration folder (`~/.config` where `XDG_CONFIG_HOME` says nothing else). What is said there takes\n\
         the place of the keys below; help and the footer show the keys in force.\n\n\
         ```toml\n[keys]\nanswer.unknown = \"F2\"\nlist.down = [\"Down\", \"Ctrl-N\"]\nquestion.number = []        # no key\n```\n\n\
         A name that is not there, a key that is none, and a key that would mean two things in one place are refused with the line.\n",
    );
    let shared = [
        (Layer::List, "In every list"),
        (Layer::Ways, "From one screen of an interview to another"),
        (Layer::Interview, "On every screen of an interview"),
        (Layer::Back, "On every screen that lies over another"),
        (Layer::Everywhere, "Everywhere but while typing"),
        (Layer::Always, "Everywhere"),
    ];
    let is_shared = |layer: &Layer| shared.iter().any(|(other, _)| other == layer);
    let mut told = Vec::new();
    for (context, heading) in Context::ALL {
        let own: Vec<Layer> = context.layers().iter().copied().filter(|l| !is_shared(l) && !told.contains(l)).collect();
        section(&mut text, heading, &own);
        told.extend(own);
    }
    shared.into_iter().for_each(|(layer, heading)| section(&mut text, heading, &[layer]));
    text
}

/// The rows of a few layers under one heading; nothing where there are none.
fn section(text: &mut String, heading: &str, layers: &[Layer]) {
    if layers.is_empty() {
        return;
    }
    let is_told = |b: &&Binding| layers.contains(&b.layer) && !b.help.is_empty();
    let rows = KEYMAP.iter().filter(is_told).map(|binding| {
        let keys: Vec<String> = binding.key_names().iter().map(|key| format!("`{key}`")).collect();
        let name = binding.name().map_or_else(String::new, |(layer, action)| format!("`{layer}.{action}`"));
        format!("| {} | {} | {name} |\n", keys.join(" "), binding.help)
    });
    text.extend(["\n## ", heading, "\n\n| keys | what they do | name |\n|---|---|---|\n"]);
    text.extend(rows);
}
