//! Many measurements made into one figure, and figures into a table.

use std::time::Duration;

/// Measurements of one thing, in milliseconds or whatever is counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sample(Vec<f64>);

impl Sample {
    pub(crate) fn add(&mut self, value: f64) {
        self.0.push(value);
    }

    pub(crate) fn add_time(&mut self, time: Duration) {
        self.add(time.as_secs_f64() * 1e3);
    }

    pub(crate) fn sum(&self) -> f64 {
        self.0.iter().sum()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The value below which so many hundredths lie; `None` of nothing.
    pub(crate) fn percentile(&self, hundredths: usize) -> Option<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().checked_sub(1)?;
        sorted.get((last * hundredths).div_ceil(100)).copied()
    }

    pub(crate) fn median(&self) -> Option<f64> {
        self.percentile(50)
    }
}

/// A figure with as many digits as mean something; `–` for none.
pub(crate) fn figure(value: Option<f64>) -> String {
    match value {
        None => "–".to_owned(),
        Some(value) if value >= 100.0 => format!("{value:.0}"),
        Some(value) if value >= 10.0 => format!("{value:.1}"),
        Some(value) => format!("{value:.2}"),
    }
}

/// How many times `floor` a value is.
pub(crate) fn times(value: Option<f64>, floor: Option<f64>) -> String {
    match (value, floor) {
        (Some(value), Some(floor)) if floor > 0.0 => format!("{:.2}", value / floor),
        _ => "–".to_owned(),
    }
}

/// Prints a table as Markdown has it, in columns.
pub(crate) fn table(title: &str, head: &[&str], rows: &[Vec<String>]) {
    let widths: Vec<usize> = (0..head.len())
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            let cells = cells.map(|cell| cell.chars().count());
            cells
                .chain([head[column].chars().count()])
                .max()
                .unwrap_or(0)
        })
        .collect();
    let line = |cells: Vec<&str>| {
        let cells = cells.iter().zip(&widths).enumerate();
        let cells = cells.map(|(column, (cell, width))| {
            if column == 0 {
                format!("{cell:<width$}")
            } else {
                format!("{cell:>width$}")
            }
        });
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    println!("\n## {title}\n");
    println!("{}", line(head.to_vec()));
    let rules = widths.iter().enumerate().map(|(column, width)| {
        let rule = "-".repeat(width - 1);
        if column == 0 { rule + "-" } else { rule + ":" }
    });
    let rules: Vec<String> = rules.collect();
    println!("{}", line(rules.iter().map(String::as_str).collect()));
    for row in rows {
        println!("{}", line(row.iter().map(String::as_str).collect()));
    }
}
