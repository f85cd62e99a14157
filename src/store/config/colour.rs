//! Colours as people write them.

use std::str::FromStr;

/// A colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Colour {
    /// The terminal's own, whatever it is.
    Own,
    /// One of the 256; the first sixteen are those that the terminal's owner
    /// chose.
    Index(u8),
    /// Red, green and blue.
    Rgb(u8, u8, u8),
}

/// Why a text is no colour.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a colour{}; colours are written like \"#5fd7af\", \"79\" (0 to 255) or by name: \
     {}",
    near.map_or_else(String::new, |near| format!(" (did you mean `{near}`?)")),
    NAMES.join(", ")
)]
pub struct ColourError {
    text: String,
    near: Option<&'static str>,
}

/// The sixteen by their places, and the terminal's own at the end.
const NAMES: [&str; 17] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "grey",
    "dark_grey",
    "bright_red",
    "bright_green",
    "bright_yellow",
    "bright_blue",
    "bright_magenta",
    "bright_cyan",
    "white",
    "default",
];

impl FromStr for Colour {
    type Err = ColourError;

    fn from_str(text: &str) -> Result<Self, ColourError> {
        let plain = text.to_ascii_lowercase().replace(['-', ' '], "_");
        let plain = plain.replace("gray", "grey");
        if let Some(place) = NAMES.iter().position(|name| *name == plain) {
            return Ok(u8::try_from(place)
                .ok()
                .filter(|place| *place < 16)
                .map_or(Self::Own, Self::Index));
        }
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if let Some(index) = Some(&plain)
            .filter(|it| digits(it))
            .and_then(|it| it.parse().ok())
        {
            return Ok(Self::Index(index));
        }
        plain.strip_prefix('#').and_then(hex).ok_or_else(|| {
            let near = NAMES
                .into_iter()
                .find(|name| plain.len() > 2 && strsim::damerau_levenshtein(name, &plain) <= 2);
            ColourError {
                text: text.to_owned(),
                near,
            }
        })
    }
}

/// `5fd7af`, or `5da` for short.
fn hex(text: &str) -> Option<Colour> {
    let digits: Vec<u8> = text
        .chars()
        .map(|digit| digit.to_digit(16).map(|it| it as u8))
        .collect::<Option<_>>()?;
    match digits.as_slice() {
        [r, g, b] => Some(Colour::Rgb(r * 17, g * 17, b * 17)),
        [r, r2, g, g2, b, b2] => Some(Colour::Rgb(r * 16 + r2, g * 16 + g2, b * 16 + b2)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_written_as_hex_as_a_number_or_by_name() {
        for (text, colour) in [
            ("#5fd7af", Colour::Rgb(0x5f, 0xd7, 0xaf)),
            ("#5FD", Colour::Rgb(0x55, 0xff, 0xdd)),
            ("0", Colour::Index(0)),
            ("255", Colour::Index(255)),
            ("red", Colour::Index(1)),
            ("Bright-Cyan", Colour::Index(14)),
            ("dark gray", Colour::Index(8)),
            ("white", Colour::Index(15)),
            ("default", Colour::Own),
        ] {
            assert_eq!(text.parse(), Ok(colour), "{text}");
        }
        for text in [
            "", "256", "-1", "#12", "#12345", "#gggggg", "5fd7af", "éé", "#ééé",
        ] {
            let error = text.parse::<Colour>().unwrap_err().to_string();
            assert!(
                error.starts_with(&format!("`{text}` is not a colour;")),
                "{error}"
            );
        }
        let error = "magneta".parse::<Colour>().unwrap_err().to_string();
        assert!(error.contains("(did you mean `magenta`?"), "{error}");
    }
}
