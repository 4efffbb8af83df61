//! `color`, `rgb`, `render` and `bar`: ANSI colors for terminals.
//!
//! A color is its 24 bits of red, green and blue, or the negated number of a system color less one.

mod hsb;

use boathouse_functions::{
    Bool, Category, Double, Example, Function, I32, I64, Overload, Text, rows1, rows2, rows3, rows4,
};
use boathouse_functions::{Bound, Input, Kernel, Out, kernel};
use boathouse_functions_cast::SYSTEM_COLORS;
use boathouse_types::{Result, TrinoError};

use self::hsb::interpolated;
use crate::support::{limited, literal_length, varchar_of};

const RESET: &str = "\u{1b}[0m";
/// Characters of the escapes around a rendered value.
const ESCAPES: u64 = 15;

pub(crate) const COLOR: Function = Function {
    name: "color",
    category: Category::Color,
    description: "A color by name or as #rgb, or one between two by where a value is between two others.",
    examples: &[Example { sql: "render('x', color('#f00'))", result: "\u{1b}[38;5;196mx\u{1b}[0m" }],
    overloads: &[
        Overload {
            signature: "color(double, color, color) -> color",
            returns: None,
            kernel: |bound| {
                Ok(rows3::<Double, I32, I32, I32>(&bound.returns, |f, low, high| between(f, low, high).map(Some)))
            },
        },
        Overload { signature: "color(double, double, double, color, color) -> color", returns: None, kernel: scaled },
        Overload {
            signature: "color(varchar(x)) -> color",
            returns: None,
            kernel: |bound| Ok(rows1::<Text, I32>(&bound.returns, |name| named(name).map(Some))),
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const RGB: Function = Function {
    name: "rgb",
    category: Category::Color,
    description: "The color of so much red, green and blue, each from 0 to 255.",
    examples: &[Example { sql: "render('x', rgb(255, 0, 0))", result: "\u{1b}[38;5;196mx\u{1b}[0m" }],
    overloads: &[Overload {
        signature: "rgb(bigint, bigint, bigint) -> color",
        returns: None,
        kernel: |bound| Ok(rows3::<I64, I64, I64, I32>(&bound.returns, |r, g, b| rgb(r, g, b).map(Some))),
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const RENDER: Function = Function {
    name: "render",
    category: Category::Color,
    description: "A value in a color, by the escapes of ANSI terminals; of a boolean, a green or red mark.",
    examples: &[Example { sql: "render(true)", result: "\u{1b}[38;5;2m✓\u{1b}[0m" }],
    overloads: &[
        Overload {
            signature: "render(bigint, color) -> varchar(35)",
            returns: None,
            kernel: |bound| {
                Ok(rows2::<I64, I32, Text>(&bound.returns, |value, color| Ok(Some(render(&value.to_string(), color)))))
            },
        },
        Overload {
            signature: "render(boolean) -> varchar(16)",
            returns: None,
            kernel: |bound| {
                Ok(rows1::<Bool, Text>(&bound.returns, |yes| {
                    Ok(Some(if yes { render("✓", -3) } else { render("✗", -2) }))
                }))
            },
        },
        Overload {
            signature: "render(double, color) -> varchar(41)",
            returns: None,
            kernel: |bound| {
                Ok(rows2::<Double, I32, Text>(&bound.returns, |value, color| {
                    Ok(Some(render(&boathouse_functions_cast::java_double(value), color)))
                }))
            },
        },
        Overload {
            signature: "render(varchar(x), color) -> varchar",
            returns: Some(|bindings| Ok(varchar_of(literal_length(bindings, "x") + ESCAPES))),
            kernel: |bound| Ok(rows2::<Text, I32, Text>(&bound.returns, |value, color| Ok(Some(render(value, color))))),
        },
    ],
    ..Function::DEFAULT
};

pub(crate) const BAR: Function = Function {
    name: "bar",
    category: Category::Color,
    description: "A bar of so many characters, filled to a fraction, from red to green or between two colors.",
    examples: &[Example { sql: "length(bar(0.5e0, 10)) > 10", result: "true" }],
    overloads: &[
        Overload {
            signature: "bar(double, bigint) -> varchar",
            returns: None,
            kernel: |bound| {
                Ok(rows2::<Double, I64, Text>(&bound.returns, |f, width| bar(f, width, 0xff_0000, 0x00_ff00).map(Some)))
            },
        },
        Overload {
            signature: "bar(double, bigint, color, color) -> varchar",
            returns: None,
            kernel: |bound| {
                Ok(rows4::<Double, I64, I32, I32, Text>(&bound.returns, |f, width, low, high| {
                    bar(f, width, low, high).map(Some)
                }))
            },
        },
    ],
    fallible: true,
    ..Function::DEFAULT
};

fn named(name: &str) -> Result<i32> {
    if let Some(digits) = name.strip_prefix('#').filter(|digits| digits.chars().count() == 3) {
        let digits: Option<Vec<u32>> = digits.chars().map(|c| c.to_digit(16)).collect();
        if let Some([red, green, blue]) = digits.as_deref() {
            // One digit stands for two alike.
            return rgb(i64::from(red * 17), i64::from(green * 17), i64::from(blue * 17));
        }
    }
    match SYSTEM_COLORS.iter().position(|known| known.eq_ignore_ascii_case(name)) {
        Some(place) => Ok(-(place as i32) - 1),
        None => Err(TrinoError::invalid_argument(format!("Invalid color: '{name}'"))),
    }
}

fn rgb(red: i64, green: i64, blue: i64) -> Result<i32> {
    let mut value = 0;
    for (name, part) in [("red", red), ("green", green), ("blue", blue)] {
        let part = u8::try_from(part)
            .map_err(|_| TrinoError::invalid_argument(format!("{name} must be between 0 and 255")))?;
        value = (value << 8) | i32::from(part);
    }
    Ok(value)
}

fn between(fraction: f64, low: i32, high: i32) -> Result<i32> {
    for (name, color) in [("lowColor", low), ("highColor", high)] {
        if color < 0 {
            return Err(TrinoError::invalid_argument(format!("{name} not a valid RGB color")));
        }
    }
    Ok(interpolated(fraction.clamp(0.0, 1.0) as f32, low, high))
}

fn scaled(bound: &Bound) -> Result<Kernel> {
    let returns = bound.returns.clone();
    Ok(kernel(move |call| {
        let (value, low) = (Input::<Double>::of(call, 0)?, Input::<Double>::of(call, 1)?);
        let high = Input::<Double>::of(call, 2)?;
        let (low_color, high_color) = (Input::<I32>::of(call, 3)?, Input::<I32>::of(call, 4)?);
        let rows = call.rows_to_compute();
        let values = (0..rows).map(|row| {
            let numbers = value.get(row).zip(low.get(row)).zip(high.get(row));
            match numbers.zip(low_color.get(row).zip(high_color.get(row))) {
                Some((((value, low), high), (low_color, high_color))) => {
                    between((value - low) / (high - low), low_color, high_color).map(Some)
                }
                None => Ok(None),
            }
        });
        call.finish(I32::collect(&returns, rows, values)?)
    }))
}

fn render(text: &str, color: i32) -> String {
    format!("{}{text}{RESET}", escape(color))
}

fn escape(color: i32) -> String {
    let ansi = if color < 0 {
        -(color + 1)
    } else {
        let part = |shift: i32| ((color >> shift) & 0xff) * 6 / 256;
        16 + part(16) * 36 + part(8) * 6 + part(0)
    };
    format!("\u{1b}[38;5;{ansi}m")
}

fn bar(fraction: f64, width: i64, low: i32, high: i32) -> Result<String> {
    let cells = usize::try_from(width).unwrap_or(0);
    limited(cells.saturating_mul(20), "bar")?;
    let filled = ((fraction * width as f64) as i64).clamp(0, width.max(0)) as usize;
    let mut text = String::new();
    for i in 0..filled {
        let part = (i as f64 / (width - 1) as f64) as f32;
        text.push_str(&escape(interpolated(part, low, high)));
        text.push('█');
    }
    text.push_str(RESET);
    text.extend(std::iter::repeat_n(' ', cells - filled));
    Ok(text)
}
