//! The table of keys as a page of the documentation.

use super::{Context, KEYMAP, Layer};

/// The table as a page of the documentation.
pub fn markdown() -> String {
    let mut text = String::from(
        "# Keys\n\nGenerated from the program's own table of keys; `?` shows the part that is in force.\n\n\
         Everywhere, also while typing, `Ctrl-C` leaves. Every answer is in its file before the next key is read.\n",
    );
    let shared = [
        (Layer::List, "In every list"),
        (Layer::Interview, "On every screen of an interview"),
        (Layer::Everywhere, "Everywhere but while typing"),
        (Layer::Always, "Everywhere"),
    ];
    let is_shared = |layer: &Layer| matches!(layer, Layer::List | Layer::Interview | Layer::Everywhere | Layer::Always);
    let mut told = Vec::new();
    for (context, heading) in Context::ALL {
        let own: Vec<Layer> = context.layers().iter().copied().filter(|l| !is_shared(l) && !told.contains(l)).collect();
        own.iter().for_each(|layer| section(&mut text, heading, *layer));
        told.extend(own);
    }
    shared.into_iter().for_each(|(layer, heading)| section(&mut text, heading, layer));
    text
}

fn section(text: &mut String, heading: &str, layer: Layer) {
    let rows = KEYMAP.iter().filter(|b| b.layer == layer && !b.help.is_empty()).map(|binding| {
        let keys: Vec<String> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
        format!("| {} | {} |\n", keys.join(" "), binding.help)
    });
    text.extend(["\n## ", heading, "\n\n| keys | what they do |\n|---|---|\n"]);
    text.extend(rows);
}
