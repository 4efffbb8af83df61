//! Partition values and literals as values of a key's type.

use super::decimal::Decimal;

/// How long a text may be in the error about an integer.
const INTEGER_TEXT_CHARS_MAX: usize = 8;

/// The families of key types that compare alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Integer,
    Decimal,
    Date,
    Timestamp,
}

impl Kind {
    /// The kind of a key type; `Err` is Glue's text for types that cannot be compared.
    pub fn of(data_type: Option<&str>) -> Result<Self, String> {
        let text = data_type.unwrap_or("null").trim();
        let name = text.split('(').next().unwrap_or(text).trim().to_ascii_lowercase();
        match name.as_str() {
            "string" | "varchar" | "char" => Ok(Self::Text),
            "tinyint" | "smallint" | "int" | "integer" | "bigint" | "long" => Ok(Self::Integer),
            "decimal" => Ok(Self::Decimal),
            "date" => Ok(Self::Date),
            "timestamp" => Ok(Self::Timestamp),
            _ => Err(format!("Unknown type : '{text}'")),
        }
    }

    /// How values of a key type sort: those of types that cannot be compared as texts.
    pub fn to_sort(data_type: Option<&str>) -> Self {
        Self::of(data_type).unwrap_or(Self::Text)
    }

    /// One letter that stands for the kind in the state.
    pub fn letter(self) -> char {
        match self {
            Self::Text => 's',
            Self::Integer => 'i',
            Self::Decimal => 'n',
            Self::Date => 'd',
            Self::Timestamp => 't',
        }
    }

    /// The kind of a letter.
    pub fn of_letter(letter: char) -> Self {
        match letter {
            'i' => Self::Integer,
            'n' => Self::Decimal,
            'd' => Self::Date,
            't' => Self::Timestamp,
            _ => Self::Text,
        }
    }

    /// What Glue calls the kind when it cannot be matched with `LIKE`; none when it can.
    pub fn without_like(self) -> Option<&'static str> {
        match self {
            Self::Text => None,
            Self::Integer => Some("Integral"),
            Self::Decimal => Some("Decimal"),
            Self::Date => Some("Date"),
            Self::Timestamp => Some("Timestamp"),
        }
    }

    /// The text as a value of this kind; `Err` is Glue's text.
    pub fn value(self, text: &str) -> Result<Value, String> {
        match self {
            Self::Text => Ok(Value::Text(text.to_owned())),
            Self::Integer => text.trim().parse().map(Value::Integer).map_err(|_| {
                let shown: String = text.chars().take(INTEGER_TEXT_CHARS_MAX).collect();
                format!("\"{shown}\" is not an integer.")
            }),
            Self::Decimal => {
                Decimal::parse(text.trim()).map(Value::Decimal).ok_or_else(|| format!("{text} is not a decimal."))
            }
            Self::Date => date(text).map(Value::Date).ok_or_else(|| format!("{text} is not a date.")),
            Self::Timestamp => timestamp(text).ok_or_else(|| {
                format!("Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff] {text} is not a timestamp.")
            }),
        }
    }
}

/// Year, month, day.
pub(crate) type Day = (u32, u32, u32);

/// A value; only values of one kind are ever compared, and the order of kinds means nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Value {
    Text(String),
    Integer(i64),
    Decimal(Decimal),
    Date(Day),
    /// Date, seconds of the day, nanoseconds.
    Timestamp(Day, u32, u32),
}

impl Value {
    /// How the value is mostly written; `None` for decimals, which have no usual form.
    pub fn written(&self) -> Option<String> {
        Some(match self {
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            Self::Decimal(_) => return None,
            Self::Date((year, month, day)) => format!("{year:04}-{month:02}-{day:02}"),
            Self::Timestamp((year, month, day), second, nanos) => {
                let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
                let fraction = if *nanos == 0 { String::new() } else { format!(".{nanos:09}") };
                let fraction = fraction.trim_end_matches('0');
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}{fraction}")
            }
        })
    }
}

/// `yyyy-mm-dd` of a day that exists.
fn date(text: &str) -> Option<Day> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let (year, month, day) = (digits(text, 0, 4)?, digits(text, 5, 7)?, digits(text, 8, 10)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=days).contains(&day).then_some((year, month, day))
}

/// `yyyy-mm-dd hh:mm:ss[.f{1,9}]`.
fn timestamp(text: &str) -> Option<Value> {
    let day = date(text.get(..10)?)?;
    let time = text[10..].strip_prefix(' ')?;
    let (clock, fraction) = time.split_once('.').map_or((time, None), |(clock, fraction)| (clock, Some(fraction)));
    let bytes = clock.as_bytes();
    if bytes.len() != 8 || bytes[2] != b':' || bytes[5] != b':' {
        return None;
    }
    let (hour, minute, second) = (digits(clock, 0, 2)?, digits(clock, 3, 5)?, digits(clock, 6, 8)?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let nanos = match fraction {
        None => 0,
        Some(fraction) if (1..=9).contains(&fraction.len()) => {
            let padded = format!("{fraction:0<9}");
            digits(&padded, 0, 9)?
        }
        Some(_) => return None,
    };
    Some(Value::Timestamp(day, (hour * 60 + minute) * 60 + second, nanos))
}

fn digits(text: &str, from: usize, to: usize) -> Option<u32> {
    let part = text.get(from..to)?;
    if part.bytes().all(|byte| byte.is_ascii_digit()) { part.parse().ok() } else { None }
}
