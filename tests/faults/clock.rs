//! The clock steps, runs back and stands in other centuries and zones.

mod jumps;
mod zones;

/// A roadmap that asks for every day, with hours and a gate.
const DAILY: &str = r#"format = 1
id = "garden"
title = "A garden"

[cadence]

[[cadence.slot]]
days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
kind = "book"
title = "Read"

[budget]

[[budget.time]]
id = "learning"
title = "Learning"
hours = [5, 7]

[[phase]]
id = "soil"
title = "Soil"
days = 4
[[phase.reading]]
id = "worms"
kind = "book"
title = "Worms at work"
[[phase.reading]]
id = "clay"
kind = "book"
title = "Clay and sand"
[phase.proof]
id = "M0"
labs = "labs_spade"
why = "earth"
[[phase.proof.gate]]
folder = "app"
run = ["sh", "check.sh"]
contains = ["0 failures"]
minutes = 1
"#;
