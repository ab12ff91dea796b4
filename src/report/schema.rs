//! The JSON Schema of the report as `archfit decide --format json` prints it.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;

use super::build::Report;

/// The schema. Every field is always there; what may be absent may be null.
pub fn schema() -> String {
    let generator = SchemaGenerator::new(SchemaSettings::draft07().for_serialize());
    let mut schema = generator.into_root_schema_for::<Report>().to_value();
    schema["title"] = serde_json::json!("archfit report");
    format!("{schema:#}\n")
}
