//! The places of a format: `%[argument$][flags][width][.precision]conversion`.

use super::{Formatted, Illegal};

/// A part of a format.
#[derive(Debug)]
pub(super) enum Item {
    Literal(String),
    Spec(Spec),
}

/// A place for a value.
#[derive(Debug, Clone, Default)]
pub(super) struct Spec {
    /// As it is written.
    pub(super) source: String,
    /// Which value, from 0.
    pub(super) argument: usize,
    pub(super) left: bool,
    pub(super) alternate: bool,
    pub(super) plus: bool,
    pub(super) space: bool,
    pub(super) zero: bool,
    pub(super) group: bool,
    pub(super) parentheses: bool,
    pub(super) width: Option<usize>,
    pub(super) precision: Option<usize>,
    /// In lower case.
    pub(super) conversion: char,
    /// The letter behind `t`.
    pub(super) time: char,
    /// Whether the conversion is in upper case.
    pub(super) upper: bool,
}

const FLAGS: &str = "-#+ 0,(<";

pub(super) fn parse(format: &str) -> Formatted<Vec<Item>> {
    let mut items = Vec::new();
    let (mut next, mut last) = (0, None);
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        if at > 0 {
            items.push(Item::Literal(rest[..at].to_owned()));
        }
        let (spec, flags, explicit, length) = one(&rest[at..])?;
        rest = &rest[at + length..];
        items.push(match spec.conversion {
            'n' => {
                check_bare(&spec)?;
                Item::Literal("\n".to_owned())
            }
            '%' => {
                let missing = spec.width.unwrap_or(1).saturating_sub(1);
                let blanks = " ".repeat(missing.min(1 << 20));
                Item::Literal(if spec.left { format!("%{blanks}") } else { format!("{blanks}%") })
            }
            _ => {
                check(&spec, &flags)?;
                let argument = if flags.contains('<') {
                    let missing = || Illegal::new("MissingFormatArgument", "Format specifier '%<s'");
                    last.ok_or_else(missing)?
                } else if let Some(explicit) = explicit {
                    explicit
                } else {
                    next += 1;
                    next - 1
                };
                last = Some(argument);
                Item::Spec(Spec { argument, ..spec })
            }
        });
    }
    if !rest.is_empty() {
        items.push(Item::Literal(rest.to_owned()));
    }
    Ok(items)
}

/// Reads one place from its percent sign on: the place, its flags, the number of its value and its length.
fn one(text: &str) -> Formatted<(Spec, String, Option<usize>, usize)> {
    let unknown =
        |c: Option<char>| Illegal::new("UnknownFormatConversion", format_args!("Conversion = '{}'", c.unwrap_or('%')));
    let mut at = 1;
    let digits = |at: usize| {
        let length = text[at..].bytes().take_while(u8::is_ascii_digit).count();
        (&text[at..at + length], at + length)
    };
    let mut explicit = None;
    let (number, behind) = digits(at);
    if text[behind..].starts_with('$') && !number.is_empty() {
        // The values are counted from 1.
        let number: usize = number.parse().unwrap_or(usize::MAX);
        explicit = Some(number.checked_sub(1).unwrap_or(usize::MAX));
        at = behind + 1;
    }
    let mut spec = Spec::default();
    let mut flags = String::new();
    while let Some(flag) = text[at..].chars().next().filter(|c| FLAGS.contains(*c)) {
        if flags.contains(flag) {
            return Err(Illegal::new("DuplicateFormatFlags", format_args!("Flags = '{flag}'")));
        }
        flags.push(flag);
        at += 1;
    }
    let has = |flag: char| flags.contains(flag);
    (spec.left, spec.alternate, spec.plus, spec.space) = (has('-'), has('#'), has('+'), has(' '));
    (spec.zero, spec.group, spec.parentheses) = (has('0'), has(','), has('('));
    let (width, behind) = digits(at);
    at = behind;
    if !width.is_empty() {
        spec.width = Some(width.parse::<u32>().map_or(usize::MAX, |width| width as usize));
    }
    if text[at..].starts_with('.') {
        let (precision, behind) = digits(at + 1);
        if precision.is_empty() {
            return Err(unknown(Some('.')));
        }
        spec.precision = Some(precision.parse::<u32>().map_or(usize::MAX, |precision| precision as usize));
        at = behind;
    }
    let conversion = text[at..].chars().next().ok_or_else(|| unknown(None))?;
    at += conversion.len_utf8();
    if matches!(conversion, 't' | 'T') {
        spec.time = text[at..].chars().next().ok_or_else(|| unknown(Some(conversion)))?;
        at += spec.time.len_utf8();
    }
    if !matches!(conversion, 'b' | 'B' | 'h' | 'H' | 's' | 'S' | 'c' | 'C' | 'd' | 'o' | 'x' | 'X' | 'e' | 'E')
        && !matches!(conversion, 'f' | 'g' | 'G' | 'a' | 'A' | 't' | 'T' | '%' | 'n')
    {
        return Err(unknown(Some(conversion)));
    }
    spec.upper = conversion.is_ascii_uppercase();
    spec.conversion = conversion.to_ascii_lowercase();
    spec.source = text[..at].to_owned();
    Ok((spec, flags, explicit, at))
}

fn check_bare(spec: &Spec) -> Formatted<()> {
    if let Some(width) = spec.width {
        return Err(Illegal::new("IllegalFormatWidth", width));
    }
    match spec.precision {
        Some(precision) => Err(Illegal::new("IllegalFormatPrecision", precision)),
        None => Ok(()),
    }
}

/// Flags that exclude each other or need a width, and precisions that mean nothing.
fn check(spec: &Spec, flags: &str) -> Formatted<()> {
    if (spec.left || spec.zero) && spec.width.is_none() {
        return Err(Illegal::new("MissingFormatWidth", &spec.source));
    }
    if (spec.left && spec.zero) || (spec.plus && spec.space) {
        return Err(Illegal::new("IllegalFormatFlags", format_args!("Flags = '{flags}'")));
    }
    let integer = matches!(spec.conversion, 'd' | 'o' | 'x');
    if let Some(precision) = spec.precision.filter(|_| integer || matches!(spec.conversion, 'c' | 't')) {
        return Err(Illegal::new("IllegalFormatPrecision", precision));
    }
    let numeric = integer || matches!(spec.conversion, 'e' | 'f' | 'g' | 'a');
    let mismatch = |flag: char| {
        let text = format!("Conversion = {}, Flags = {flag}", spec.conversion);
        Err(Illegal::new("FormatFlagsConversionMismatch", text))
    };
    let wrong = |set: bool, flag: char| if set { Some(flag) } else { None };
    let unfit = if !numeric {
        [
            wrong(spec.plus, '+'),
            wrong(spec.space, ' '),
            wrong(spec.zero, '0'),
            wrong(spec.group, ','),
            wrong(spec.parentheses, '('),
        ]
    } else {
        let grouped = spec.group && matches!(spec.conversion, 'o' | 'x' | 'e' | 'a');
        let enclosed = spec.parentheses && spec.conversion == 'a';
        [
            wrong(spec.alternate && matches!(spec.conversion, 'd' | 'g'), '#'),
            wrong(grouped, ','),
            wrong(enclosed, '('),
            None,
            None,
        ]
    };
    unfit.into_iter().flatten().next().map_or(Ok(()), mismatch)
}
