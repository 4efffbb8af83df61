//! Signatures as text: `<T: comparable> contains(array(T), T) -> boolean`.
//!
//! The angle brackets name the type variables, each with its constraint (`comparable`, `orderable`) if it has
//! one. A word in the place of a number, as in `decimal(p, s)`, is a variable too. `T...` as the last argument
//! repeats, also no times. `varchar` in an argument is unbounded; `varchar(x)` any. An argument `any` takes every
//! type as it is, and another one each time it is repeated.

use std::collections::BTreeMap;
use std::fmt;

use boathouse_types::{Result, TrinoError, Type};

use crate::Bindings;

/// A parsed signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Type variables and their constraints.
    pub variables: BTreeMap<String, Constraint>,
    /// The arguments.
    pub arguments: Vec<Pattern>,
    /// Whether the last argument repeats.
    pub variadic: bool,
    /// The result.
    pub returns: Pattern,
}

/// What a type variable must be able to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constraint {
    /// Any type.
    None,
    /// `=`
    Comparable,
    /// `<`
    Orderable,
}

/// A type with variables in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// A type as it is.
    Fixed(Type),
    /// A type variable.
    Variable(String),
    /// Any type, left as it is.
    Any,
    /// A type with numbers, some of them variables: `decimal(p, 0)`.
    Parametric(String, Vec<Number>),
    /// `array(…)`
    Array(Box<Pattern>),
    /// `map(…, …)`
    Map(Box<Pattern>, Box<Pattern>),
    /// `row(…, …)`, fields without names
    Row(Vec<Pattern>),
    /// `qdigest(…)`
    QDigest(Box<Pattern>),
    /// `function(…, R)`
    Function(Vec<Pattern>, Box<Pattern>),
}

/// A number of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Number {
    /// Itself.
    Fixed(u32),
    /// A variable.
    Variable(String),
}

impl Signature {
    /// Reads a signature's text.
    ///
    /// # Errors
    /// Internal error naming the text when it is none.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || TrinoError::internal(format!("'{text}' is no signature"));
        let (head, returns) = text.rsplit_once("->").ok_or_else(wrong)?;
        let (variables, head) = match head.trim().strip_prefix('<') {
            Some(rest) => {
                let (variables, head) = rest.split_once('>').ok_or_else(wrong)?;
                (parse_variables(variables).ok_or_else(wrong)?, head)
            }
            None => (BTreeMap::new(), head),
        };
        let (_, arguments) = head.split_once('(').ok_or_else(wrong)?;
        let arguments = arguments.trim_end().strip_suffix(')').ok_or_else(wrong)?.trim();
        let (arguments, variadic) = match arguments.strip_suffix("...") {
            Some(arguments) => (arguments, true),
            None => (arguments, false),
        };
        let arguments = split(arguments).into_iter().map(|a| Pattern::parse(a, &variables)).collect::<Option<_>>();
        let returns = Pattern::parse(returns.trim(), &variables).ok_or_else(wrong)?;
        Ok(Self { arguments: arguments.ok_or_else(wrong)?, variadic, returns, variables })
    }

    /// The signature as Trino's errors list it: `contains(array(T), T) T:comparable`.
    pub fn describe(&self, name: &str) -> String {
        let arguments: Vec<_> = self.arguments.iter().map(ToString::to_string).collect();
        let constraints: Vec<_> = self.variables.iter().map(|(v, constraint)| format!("{v}{constraint}")).collect();
        format!("{name}({}) {}", arguments.join(", "), constraints.join(", ")).trim_end().to_owned()
    }

    /// The patterns for a call of `count` arguments; none when it cannot have so many.
    pub fn patterns(&self, count: usize) -> Option<Vec<&Pattern>> {
        if !self.variadic {
            return (count == self.arguments.len()).then(|| self.arguments.iter().collect());
        }
        let fixed = self.arguments.len() - 1;
        (count >= fixed).then(|| (0..count).map(|i| &self.arguments[i.min(fixed)]).collect())
    }
}

fn parse_variables(text: &str) -> Option<BTreeMap<String, Constraint>> {
    text.split(',')
        .map(|variable| {
            let (name, constraint) = variable.split_once(':').unwrap_or((variable, ""));
            let constraint = match constraint.trim() {
                "" => Constraint::None,
                "comparable" => Constraint::Comparable,
                "orderable" => Constraint::Orderable,
                _ => return None,
            };
            Some((name.trim().to_owned(), constraint))
        })
        .collect()
}

/// Splits at the commas outside parentheses.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (i, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(text[start..i].trim());
                start = i + 1;
            }
            _ => {}
        }
    }
    if !text[start..].trim().is_empty() {
        parts.push(text[start..].trim());
    }
    parts
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "",
            Self::Comparable => ":comparable",
            Self::Orderable => ":orderable",
        })
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(number) => write!(f, "{number}"),
            Self::Variable(name) => f.write_str(name),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |patterns: &[Self]| patterns.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        match self {
            Self::Fixed(fixed) => write!(f, "{fixed}"),
            Self::Variable(name) => f.write_str(name),
            Self::Any => f.write_str("any"),
            Self::Parametric(name, numbers) => {
                let numbers = numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
                match name.split_once(' ') {
                    Some((base, suffix)) => write!(f, "{base}({numbers}) {suffix}"),
                    None => write!(f, "{name}({numbers})"),
                }
            }
            Self::Array(element) => write!(f, "array({element})"),
            Self::Map(key, value) => write!(f, "map({key},{value})"),
            Self::QDigest(element) => write!(f, "qdigest({element})"),
            Self::Row(fields) => write!(f, "row({})", list(fields)),
            Self::Function(parameters, result) => write!(f, "function({},{result})", list(parameters)),
        }
    }
}

impl Pattern {
    fn parse(text: &str, variables: &BTreeMap<String, Constraint>) -> Option<Self> {
        if variables.contains_key(text) {
            return Some(Self::Variable(text.to_owned()));
        }
        if text == "any" {
            return Some(Self::Any);
        }
        let Some((name, rest)) = text.split_once('(') else { return text.parse().ok().map(Self::Fixed) };
        let (inner, suffix) = rest.rsplit_once(')')?;
        let name = format!("{}{}", name.trim(), suffix);
        let parse = |text: &str| Self::parse(text, variables);
        let mut parts: Vec<Option<Self>> = match name.as_str() {
            "array" | "map" | "row" | "qdigest" | "function" => split(inner).into_iter().map(parse).collect(),
            _ => {
                let numbers = split(inner).into_iter().map(|n| match n.parse() {
                    Ok(number) => Number::Fixed(number),
                    Err(_) => Number::Variable(n.to_owned()),
                });
                return Some(Self::Parametric(name, numbers.collect()).fixed_if_it_is());
            }
        };
        Some(match (name.as_str(), parts.len()) {
            ("array", 1) => Self::Array(Box::new(parts.pop()??)),
            ("qdigest", 1) => Self::QDigest(Box::new(parts.pop()??)),
            ("map", 2) => {
                let value = parts.pop()??;
                Self::Map(Box::new(parts.pop()??), Box::new(value))
            }
            ("row", _) => Self::Row(parts.into_iter().collect::<Option<_>>()?),
            ("function", 1..) => {
                let result = parts.pop()??;
                Self::Function(parts.into_iter().collect::<Option<_>>()?, Box::new(result))
            }
            _ => return None,
        })
    }

    fn fixed_if_it_is(self) -> Self {
        match self.substitute(&Bindings::default()) {
            Ok(fixed) => Self::Fixed(fixed),
            Err(_) => self,
        }
    }

    /// The type this stands for.
    ///
    /// # Errors
    /// Internal error when a variable is not bound.
    pub fn substitute(&self, bindings: &Bindings) -> Result<Type> {
        Ok(match self {
            Self::Fixed(fixed) => fixed.clone(),
            Self::Variable(name) => bindings.get(name)?.clone(),
            Self::Any => return Err(TrinoError::internal("'any' stands for no type")),
            Self::Parametric(name, numbers) => return parametric(name, numbers, bindings),
            Self::Array(element) => Type::array(element.substitute(bindings)?),
            Self::Map(key, value) => Type::map(key.substitute(bindings)?, value.substitute(bindings)?),
            Self::QDigest(element) => Type::QDigest(element.substitute(bindings)?.into()),
            Self::Row(fields) => {
                let types: Vec<_> = fields.iter().map(|f| f.substitute(bindings)).collect::<Result<_>>()?;
                Type::anonymous_row(types)
            }
            Self::Function(parameters, result) => {
                let types: Vec<_> = parameters.iter().map(|p| p.substitute(bindings)).collect::<Result<_>>()?;
                Type::Function(types.into(), result.substitute(bindings)?.into())
            }
        })
    }
}

fn parametric(name: &str, numbers: &[Number], bindings: &Bindings) -> Result<Type> {
    let mut values = Vec::with_capacity(numbers.len());
    for number in numbers {
        match number {
            Number::Fixed(number) => values.push(*number),
            Number::Variable(variable) => match bindings.numbers.get(variable) {
                Some(Some(number)) => values.push(*number),
                Some(None) => return Ok(Type::VARCHAR),
                None => return Err(TrinoError::internal(format!("number variable {variable} is not bound"))),
            },
        }
    }
    let digits = |i: usize| values.get(i).and_then(|n| u8::try_from(*n).ok());
    let found = match (name, values.len()) {
        ("varchar", 1) => Some(Type::Varchar(Some(values[0]))),
        ("char", 1) => Some(Type::Char(values[0])),
        ("decimal", 2) => digits(0).zip(digits(1)).map(|(precision, scale)| Type::Decimal { precision, scale }),
        ("time", 1) => digits(0).map(Type::Time),
        ("timestamp", 1) => digits(0).map(Type::Timestamp),
        ("time with time zone", 1) => digits(0).map(Type::TimeTz),
        ("timestamp with time zone", 1) => digits(0).map(Type::TimestampTz),
        _ => None,
    };
    found.ok_or_else(|| TrinoError::internal(format!("'{name}' is no type with {} numbers", values.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_read() {
        let found = Signature::parse("<T: comparable> contains(array(T), T) -> boolean").unwrap();
        assert_eq!(found.variables["T"], Constraint::Comparable);
        assert_eq!(found.arguments[1], Pattern::Variable("T".to_owned()));
        let found =
            Signature::parse("<K, V1, V2> transform_values(map(K,V1), function(K,V1,V2)) -> map(K,V2)").unwrap();
        assert!(matches!(&found.arguments[1], Pattern::Function(parameters, _) if parameters.len() == 2));
        let found = Signature::parse("concat(varchar...) -> varchar").unwrap();
        assert!(found.variadic);
        assert_eq!(found.patterns(0).unwrap().len(), 0);
        let found = Signature::parse("f(timestamp(p) with time zone, decimal(p2, 0), char(3)) -> bigint").unwrap();
        assert!(matches!(&found.arguments[0], Pattern::Parametric(name, _) if name == "timestamp with time zone"));
        assert_eq!(found.arguments[2], Pattern::Fixed(Type::Char(3)));
        for wrong in ["", "f() bigint", "f(x) -> bigint", "f(array()) -> bigint", "<T: nice> f(T) -> T"] {
            assert!(Signature::parse(wrong).is_err(), "{wrong}");
        }
    }
}
