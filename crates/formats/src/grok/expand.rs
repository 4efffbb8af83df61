//! From `%{PATTERN:field:type}` to one regular expression.

use std::collections::HashMap;

use boathouse_schema::HiveType;

use super::GrokError;
use super::patterns::standard;

/// Patterns within patterns.
const DEPTH_MAX: usize = 24;
/// Length of the whole regular expression.
const REGEX_BYTES_MAX: usize = 128 * 1024;
/// Values of this name are thrown away.
const UNWANTED: &str = "UNWANTED";

/// Patterns of a user's own; they come before the standard ones of their name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomPatterns(HashMap<String, String>);

impl CustomPatterns {
    /// A line each: the name, a blank, the pattern. Empty lines and those beginning with `#` are skipped.
    ///
    /// # Errors
    /// [`GrokError::NotAPattern`].
    pub fn parse(text: &str) -> Result<Self, GrokError> {
        let mut patterns = HashMap::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.split_once([' ', '\t']) {
                Some((name, pattern)) if is_name(name) => {
                    patterns.insert(name.to_owned(), pattern.trim_start().to_owned());
                }
                _ => return Err(GrokError::NotAPattern(line.to_owned())),
            }
        }
        Ok(Self(patterns))
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).or_else(|| standard(name))
    }
}

/// A regular expression and what its groups are.
#[derive(Debug, Default)]
pub(super) struct Expanded {
    pub regex: String,
    pub fields: Vec<ExpandedField>,
}

/// A group with the name and type of its column.
#[derive(Debug)]
pub(super) struct ExpandedField {
    pub group: String,
    pub name: String,
    pub data_type: HiveType,
    /// The name is that of the pattern, for want of one of its own.
    pub implicit: bool,
}

/// Replaces every name by what it stands for.
pub(super) fn expand(pattern: &str, custom: &CustomPatterns) -> Result<Expanded, GrokError> {
    let mut expanded = Expanded::default();
    replace(pattern, custom, &mut expanded, &mut Vec::new())?;
    Ok(expanded)
}

fn replace<'a>(
    pattern: &'a str,
    custom: &'a CustomPatterns,
    to: &mut Expanded,
    within: &mut Vec<&'a str>,
) -> Result<(), GrokError> {
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once("%{") {
        push(to, before)?;
        let Some((inside, after)) = after.split_once('}') else {
            return Err(GrokError::Malformed(format!("%{{{after}")));
        };
        let reference = Reference::parse(inside)?;
        let definition = custom.get(reference.name).ok_or_else(|| GrokError::UnknownPattern(reference.name.into()))?;
        if within.contains(&reference.name) || within.len() >= DEPTH_MAX {
            return Err(GrokError::Recursive(reference.name.into()));
        }
        // What the pattern itself names, and not a pattern in it, can be a column without a name of its own.
        let implicit = reference.field.is_none();
        match reference.field.or_else(|| within.is_empty().then_some(reference.name)) {
            Some(name) => {
                // The names of columns need not be names of groups.
                let group = format!("grok_{}", to.fields.len());
                push(to, &format!("(?<{group}>"))?;
                let (name, data_type) = (name.to_owned(), reference.data_type);
                to.fields.push(ExpandedField { group, name, data_type, implicit });
            }
            None => push(to, "(?:")?,
        }
        within.push(reference.name);
        replace(definition, custom, to, within)?;
        within.pop();
        push(to, ")")?;
        rest = after;
    }
    push(to, rest)
}

fn push(to: &mut Expanded, text: &str) -> Result<(), GrokError> {
    if to.regex.len() + text.len() > REGEX_BYTES_MAX {
        return Err(GrokError::TooLong { max: REGEX_BYTES_MAX });
    }
    to.regex.push_str(text);
    Ok(())
}

/// The inside of one `%{…}`.
struct Reference<'a> {
    name: &'a str,
    field: Option<&'a str>,
    data_type: HiveType,
}

impl<'a> Reference<'a> {
    fn parse(inside: &'a str) -> Result<Self, GrokError> {
        let mut parts = inside.splitn(3, [':', ';']);
        let (name, field, word) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
        if !is_name(name) || field == Some("") {
            return Err(GrokError::Malformed(format!("%{{{inside}}}")));
        }
        let data_type = word.map_or(Ok(HiveType::String), data_type)?;
        Ok(Self { name, field: field.filter(|field| *field != UNWANTED), data_type })
    }
}

/// The type that a word behind a field means.
///
/// # Errors
/// [`GrokError::UnknownType`].
pub fn data_type(word: &str) -> Result<HiveType, GrokError> {
    Ok(match word {
        "byte" => HiveType::TinyInt,
        "boolean" => HiveType::Boolean,
        "double" => HiveType::Double,
        "short" => HiveType::SmallInt,
        "int" => HiveType::Int,
        "long" => HiveType::BigInt,
        "float" => HiveType::Float,
        "string" => HiveType::String,
        other => return Err(GrokError::UnknownType(other.to_owned())),
    })
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
