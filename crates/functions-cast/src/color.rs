//! Colors: what they are called and how they are shown.

use std::fmt::Write;

/// The colors of a terminal. The color at a place is held as the negative of the place, less one; every other color
/// is held as its red, green and blue.
pub const SYSTEM_COLORS: [&str; 8] = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/// Appends a color as Trino shows it: `red`, `#ff0000`.
pub(crate) fn write_color(out: &mut String, color: i32) {
    let system = usize::try_from(-(i64::from(color) + 1)).ok().and_then(|place| SYSTEM_COLORS.get(place));
    match system {
        Some(name) => out.push_str(name),
        None => {
            write!(out, "#{:06x}", color & 0xff_ff_ff).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_parts() {
        for (color, expected) in
            [(-1, "black"), (-2, "red"), (-8, "white"), (0, "#000000"), (0xff_00_10, "#ff0010"), (i32::MIN, "#000000")]
        {
            let mut out = String::new();
            write_color(&mut out, color);
            assert_eq!(out, expected, "{color}");
        }
    }
}
