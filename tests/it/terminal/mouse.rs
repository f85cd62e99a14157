//! Clicks and the wheel.

use super::{Home, Program};

fn click(program: &Program, text: &str) {
    let (row, column) = program.place(text);
    program.keys(&format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m"));
}

/// The text of the selected row: the one with a background.
fn selected(screen: &vt100::Screen) -> String {
    let contents = screen.contents();
    let place = contents.lines().enumerate().position(|(row, _)| {
        screen
            .cell(row as u16, 6)
            .is_some_and(|cell| cell.bgcolor() != vt100::Color::Default)
    });
    place.map_or_else(String::new, |row| {
        contents.lines().nth(row).unwrap().to_owned()
    })
}

fn selects(program: &Program, text: &str) {
    program.wait(&format!("“{text}” selected"), |screen| {
        selected(screen).contains(text)
    });
}

#[test]
fn clicks_select_a_second_one_opens_and_the_wheel_moves() {
    let home = Home::begun();
    let mut program = home.open();
    program.shows("Worms at work");
    click(&program, "Matrix");
    program.shows_no("Worms at work");
    click(&program, "Phases");
    selects(&program, "Soil");
    click(&program, "Seed");
    selects(&program, "Seed");
    let (row, column) = program.place("Seed");
    let wheel = |button: u8| program.keys(&format!("\x1b[<{button};{column};{row}M"));
    wheel(64);
    selects(&program, "Soil");
    wheel(65);
    selects(&program, "Seed");
    click(&program, "Soil");
    click(&program, "Soil");
    program.shows("Compost, turned");
    program.keys("q");
    program.shows_no("Compost, turned");
    program.quits();
}
