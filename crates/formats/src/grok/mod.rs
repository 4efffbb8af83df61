//! Grok: regular expressions made of named patterns, `%{PATTERN:field:type}`.
//!
//! The regular expressions are those of a backtracking engine (look-behind, atomic groups, possessive
//! quantifiers), with a limit of steps, so that no pattern can hang its caller on any line.

mod expand;
mod guard;
mod java;
mod patterns;

use boathouse_schema::HiveType;
use fancy_regex::{Regex, RegexBuilder};

pub use self::expand::{CustomPatterns, data_type};
pub use self::java::LineRegex;

/// Steps back that the matching of one line may take.
pub const LINE_STEPS_MAX: usize = 100_000;
/// Steps back that a pattern which is no burden takes on a line.
pub(crate) const LIGHT_STEPS_MAX: usize = 5_000;
/// Longer lines fit no pattern.
pub const LINE_BYTES_MAX: usize = 16 * 1024;
/// Instructions of a compiled pattern.
const PROGRAM_SIZE_MAX: usize = 100_000;
/// Bytes of each automaton inside a compiled pattern.
const AUTOMATON_BYTES_MAX: usize = 4 << 20;

/// What is wrong with a pattern or a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GrokError {
    /// A name that stands for nothing.
    #[error("there is no pattern '{0}'")]
    UnknownPattern(String),
    /// A pattern that contains itself, or patterns nested too deep.
    #[error("the pattern '{0}' contains itself")]
    Recursive(String),
    /// The pattern with everything that its names stand for.
    #[error("the pattern is longer than {max} bytes when its names are replaced")]
    TooLong {
        /// Bytes allowed.
        max: usize,
    },
    /// `%{` without `}` or without a name.
    #[error("'{0}' is not %{{PATTERN}}, %{{PATTERN:field}} or %{{PATTERN:field:type}}")]
    Malformed(String),
    /// A type that no column can have.
    #[error("the type '{0}' is not byte, boolean, double, short, int, long, float or string")]
    UnknownType(String),
    /// A line of custom patterns that is no name and pattern.
    #[error("the line '{0}' is not a name and a pattern")]
    NotAPattern(String),
    /// The regular expression is none.
    #[error("the regular expression is not valid: {0}")]
    Regex(String),
    /// A line that took too long.
    #[error("the pattern takes more than {LINE_STEPS_MAX} steps on the line")]
    TooManySteps,
}

/// One column of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrokField {
    /// Name as the pattern writes it.
    pub name: String,
    /// Its type.
    pub data_type: HiveType,
    /// Groups of the regular expression that hold its value, the first that took part counts.
    groups: Vec<usize>,
}

impl GrokField {
    fn new(name: &str, data_type: &HiveType, group: usize) -> Self {
        Self { name: name.to_owned(), data_type: data_type.clone(), groups: vec![group] }
    }
}

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Grok {
    regex: Regex,
    /// The same, giving up early.
    light: Regex,
    fields: Vec<GrokField>,
    /// Patterns that were given no field: a table can have columns of their names.
    implicit: Vec<GrokField>,
}

impl Grok {
    /// Compiles a pattern. `custom` holds patterns of one's own, a line each: name, blank, pattern.
    ///
    /// # Errors
    /// [`GrokError`] for what is wrong with it.
    pub fn new(pattern: &str, custom: &str) -> Result<Self, GrokError> {
        Self::compile(&expand::expand(pattern, &CustomPatterns::parse(custom)?)?)
    }

    /// A pattern that must fit the whole of a line.
    pub(crate) fn of_whole_lines(pattern: &str) -> Result<Self, GrokError> {
        let mut expanded = expand::expand(pattern, &CustomPatterns::default())?;
        expanded.regex = format!("^(?:{})$", expanded.regex);
        Self::compile(&expanded)
    }

    fn compile(expanded: &expand::Expanded) -> Result<Self, GrokError> {
        let build = |steps| {
            RegexBuilder::new(&expanded.regex)
                .oniguruma_mode(true)
                .backtrack_limit(steps)
                .max_prog_size(PROGRAM_SIZE_MAX)
                .delegate_size_limit(AUTOMATON_BYTES_MAX)
                .delegate_dfa_size_limit(AUTOMATON_BYTES_MAX)
                .build()
                .map_err(|error| GrokError::Regex(error.to_string()))
        };
        let (regex, light) = (build(LINE_STEPS_MAX)?, build(LIGHT_STEPS_MAX)?);
        let (mut fields, mut implicit) = (Vec::new(), Vec::new());
        for (group, name) in regex.capture_names().enumerate() {
            let Some(name) = name else { continue };
            let known = expanded.fields.iter().find(|field| field.group == name);
            let field = match known {
                Some(field) => GrokField::new(&field.name, &field.data_type, group),
                // A group that the pattern itself names.
                None => GrokField::new(name, &HiveType::String, group),
            };
            let fields: &mut Vec<GrokField> =
                if known.is_some_and(|field| field.implicit) { &mut implicit } else { &mut fields };
            match fields.iter_mut().find(|known| known.name == field.name) {
                Some(known) => known.groups.push(group),
                None => fields.push(field),
            }
        }
        Ok(Self { regex, light, fields, implicit })
    }

    /// The same pattern with exactly these columns, by name in any case: a field, or else a pattern without one, or else
    /// nothing, which is always null.
    #[must_use]
    pub fn with_columns<'a>(&self, names: impl Iterator<Item = &'a str>) -> Self {
        let field = |name: &'a str| {
            let groups = |fields: &[GrokField]| -> Vec<usize> {
                let same = |field: &&GrokField| field.name.to_lowercase() == name.to_lowercase();
                fields.iter().filter(same).flat_map(|field| field.groups.iter().copied()).collect()
            };
            let found = groups(&self.fields);
            let groups = if found.is_empty() { groups(&self.implicit) } else { found };
            GrokField { name: name.to_owned(), data_type: HiveType::String, groups }
        };
        let fields = names.map(field).collect();
        Self { regex: self.regex.clone(), light: self.light.clone(), fields, implicit: Vec::new() }
    }

    /// Columns in the order of the pattern.
    pub fn fields(&self) -> &[GrokField] {
        &self.fields
    }

    /// The values of the fields in the first place of the line that fits, or `None` when none does.
    ///
    /// # Errors
    /// [`GrokError::TooManySteps`].
    pub fn captures<'t>(&self, line: &'t str) -> Result<Option<Vec<Option<&'t str>>>, GrokError> {
        self.captures_by(&self.regex, line)
    }

    /// The same within [`LIGHT_STEPS_MAX`].
    pub(crate) fn light_captures<'t>(&self, line: &'t str) -> Result<Option<Vec<Option<&'t str>>>, GrokError> {
        self.captures_by(&self.light, line)
    }

    fn captures_by<'t>(&self, regex: &Regex, line: &'t str) -> Result<Option<Vec<Option<&'t str>>>, GrokError> {
        if line.len() > LINE_BYTES_MAX {
            return Ok(None);
        }
        let Some(captures) = regex.captures(line).map_err(|_| GrokError::TooManySteps)? else { return Ok(None) };
        let value = |field: &GrokField| {
            field.groups.iter().find_map(|group| captures.get(*group).map(|found| &line[found.start()..found.end()]))
        };
        Ok(Some(self.fields.iter().map(value).collect()))
    }
}

#[cfg(test)]
mod tests;
