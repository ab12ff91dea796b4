//! The small, commented, passing example that a new questionnaire or rule base begins from.

use crate::model::Day;

/// The files of a new questionnaire, by their paths under the layer's folder.
pub fn questionnaire(id: &str) -> Vec<(String, String)> {
    let text = include_str!("starter/questionnaire.toml").replace("\"NAME\"", &format!("\"{id}\""));
    vec![(format!("questionnaires/{id}.toml"), text)]
}

/// The files of a new rule base that reads the questionnaire of [`questionnaire`].
pub fn rule_base(id: &str, questionnaire: &str, today: Day) -> Vec<(String, String)> {
    let fill = |text: &str| {
        let text = text.replace("\"NAME\"", &format!("\"{id}\"")).replace("QUESTIONNAIRE", questionnaire);
        text.replace("TODAY", &today.to_string())
    };
    let files = [
        ("decision", include_str!("starter/decision.toml")),
        ("rules", include_str!("starter/rules.toml")),
        ("evidence", include_str!("starter/evidence.toml")),
        ("scenarios", include_str!("starter/scenarios.toml")),
    ];
    files.iter().map(|(name, text)| (format!("rules/{id}/{name}.toml"), fill(text))).collect()
}
