//! A decision that hangs on how many requests arrive: a plain server below 50 a second, a gateway from there on. Questionnaires for it have the
//! id `load` and a question `rate`.

pub const RULES: &str = r#"format = 1

[decision]
id = "front"
title = "Front"
questionnaire = "load"
version = "1.0.0"
ask = "Which front?"

[[criterion]]
id = "fit"
name = "Fit"
weight = 10
scale = [-5, 5]

[[option]]
id = "plain"
name = "Plain server"
summary = "One server."

[[option]]
id = "gateway"
name = "Gateway"
summary = "A gateway in front."

[[rule]]
id = "small"
when = "rate < 50"
criterion = "fit"
points = { plain = 4 }
because = "A plain server carries it."

[[rule]]
id = "large"
when = "rate >= 50"
criterion = "fit"
points = { gateway = 4 }
because = "A gateway carries it."
"#;
