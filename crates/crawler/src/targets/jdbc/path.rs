//! Include paths: `database/schema/table`, or `database/table` where the engine has no schemas.

use boathouse_jdbc::Engine;

use crate::glob::Glob;
use crate::{Error, Result};

const ANY: char = '%';

/// What of a server is looked at. Upper and lower case differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct IncludePath {
    pub database: String,
    /// Any where the engine has no schemas.
    pub schema: Pattern,
    pub table: Pattern,
    /// What the patterns of exclusions are relative to: the path as far as it names one thing, with a `/` at its end.
    pub base: String,
    has_schemas: bool,
}

impl IncludePath {
    /// Reads a path. A table that is not named is any table: `db/%` is every table of every schema.
    pub fn parse(text: &str, engine: Option<Engine>) -> Result<Self> {
        let invalid = |why: &str| Error::invalid(format!("The JDBC target path '{text}' is not valid: {why}."));
        let parts: Vec<&str> = text.trim_matches('/').split('/').collect();
        if parts.iter().any(|part| part.is_empty()) {
            return Err(invalid("it must be database/schema/table or database/table"));
        }
        let has_schemas = engine.map_or(parts.len() == 3, Engine::has_schemas);
        let any = || Pattern(ANY.to_string());
        let pattern = |part: &str| Pattern(part.to_owned());
        let (database, schema, table) = match (has_schemas, &parts[..]) {
            (true, [database, schema]) => (database, pattern(schema), any()),
            (true, [database, schema, table]) => (database, pattern(schema), pattern(table)),
            (false, [database, table]) => (database, any(), pattern(table)),
            (false, [_, _, _]) => {
                let name = engine.map_or("the engine", Engine::name);
                return Err(invalid(&format!("{name} has no schemas, so it must be database/table")));
            }
            _ => return Err(invalid("it must be database/schema/table or database/table")),
        };
        if database.contains(ANY) {
            return Err(invalid("% cannot stand for the database"));
        }
        let base = match schema.exact() {
            Some(schema) => format!("{database}/{schema}/"),
            None => format!("{database}/"),
        };
        Ok(Self { database: (*database).to_owned(), schema, table, base, has_schemas })
    }

    pub fn wants(&self, schema: Option<&str>, table: &str) -> bool {
        schema.is_none_or(|schema| self.schema.matches(schema)) && self.table.matches(table)
    }

    /// Whether a location, `database.schema.table` or `database.table`, can be of this path.
    pub fn covers(&self, location: &str) -> bool {
        let all = match self.has_schemas {
            true => format!("{}.{}.{}", self.database, self.schema.0, self.table.0),
            false => format!("{}.{}", self.database, self.table.0),
        };
        Pattern(all).matches(location)
    }
}

/// A name in which `%` stands for any text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern(String);

impl Pattern {
    /// The one name it stands for.
    pub fn exact(&self) -> Option<&str> {
        Some(self.0.as_str()).filter(|text| !text.contains(ANY))
    }

    pub fn matches(&self, name: &str) -> bool {
        let Some((first, rest)) = self.0.split_once(ANY) else { return self.0 == name };
        let Some(mut left) = name.strip_prefix(first) else { return false };
        let (between, last) = rest.rsplit_once(ANY).unwrap_or(("", rest));
        for part in between.split(ANY).filter(|part| !part.is_empty()) {
            match left.find(part) {
                Some(at) => left = &left[at + part.len()..],
                None => return false,
            }
        }
        left.ends_with(last)
    }
}

/// The patterns of what is left out.
pub(super) fn exclusions(patterns: &[String]) -> Result<Vec<(String, Glob)>> {
    patterns.iter().map(|pattern| Ok((pattern.clone(), Glob::new(pattern)?))).collect()
}

/// Whether one of them means this table: relative to the path's base, as a whole path, or, when it has no `/`, by the
/// name of the table alone.
pub(super) fn is_excluded(patterns: &[(String, Glob)], path: &IncludePath, schema: Option<&str>, table: &str) -> bool {
    let whole: Vec<&str> = [path.database.as_str()].into_iter().chain(schema).chain([table]).collect();
    let whole = whole.join("/");
    let relative = whole.strip_prefix(&path.base).unwrap_or(table);
    patterns.iter().any(|(text, glob)| {
        glob.matches(relative) || glob.matches(&whole) || (!text.contains('/') && glob.matches(table))
    })
}
