//! A compiled regular expression: in linear time where it can be, else by backtracking within a limit.

use std::sync::OnceLock;

use boathouse_types::{ErrorCode, Result, TrinoError};

use super::translate::{Translated, bad, translate};

/// Steps of backtracking one match may take.
const BACKTRACK_LIMIT: usize = 5_000_000;

#[derive(Debug)]
pub(crate) struct Pattern {
    /// For texts that do not end with a line break.
    engine: Engine,
    /// For texts that do, where it makes a difference.
    exact: Option<(String, OnceLock<Result<Engine>>)>,
    groups: usize,
    names: Vec<(String, usize)>,
}

#[derive(Debug)]
enum Engine {
    Linear(regex::Regex),
    Backtracking(Box<fancy_regex::Regex>),
}

/// The bytes of a match and of its groups; group 0 is the match.
pub(crate) type Groups = Vec<Option<(usize, usize)>>;

impl Pattern {
    pub(crate) fn new(pattern: &str) -> Result<Self> {
        let translated = translate(pattern)?;
        let (engine, whole) = Engine::new(&translated)?;
        let exact = (translated.differ && !whole).then(|| (translated.exact, OnceLock::new()));
        let names: Vec<(String, usize)> =
            engine.names().into_iter().enumerate().filter_map(|(i, name)| Some((name?, i))).collect();
        Ok(Self { groups: engine.groups(), engine, exact, names })
    }

    /// Groups, without the match itself.
    pub(crate) fn groups(&self) -> usize {
        self.groups
    }

    /// The number of a named group.
    pub(crate) fn group_named(&self, name: &str) -> Option<usize> {
        self.names.iter().find(|(known, _)| known == name).map(|(_, number)| *number)
    }

    /// Checks the number of a group.
    pub(crate) fn check_group(&self, group: i64) -> Result<usize> {
        if group < 0 {
            return Err(TrinoError::invalid_argument("Group cannot be negative"));
        }
        match usize::try_from(group) {
            Ok(found) if found <= self.groups => Ok(found),
            _ => {
                let text = format!("Pattern has {} groups. Cannot access group {group}", self.groups);
                Err(TrinoError::invalid_argument(text))
            }
        }
    }

    fn engine(&self, text: &str) -> Result<&Engine> {
        match &self.exact {
            Some((source, exact)) if text.ends_with('\n') => {
                exact.get_or_init(|| Engine::backtracking(source)).as_ref().map_err(Clone::clone)
            }
            _ => Ok(&self.engine),
        }
    }

    pub(crate) fn is_match(&self, text: &str) -> Result<bool> {
        match self.engine(text)? {
            Engine::Linear(engine) => Ok(engine.is_match(text)),
            Engine::Backtracking(engine) => engine.is_match(text).map_err(too_long),
        }
    }

    /// The first match from a byte on.
    pub(crate) fn find(&self, text: &str, from: usize) -> Result<Option<(usize, usize)>> {
        if from > text.len() {
            return Ok(None);
        }
        match self.engine(text)? {
            Engine::Linear(engine) => Ok(engine.find_at(text, from).map(|found| (found.start(), found.end()))),
            Engine::Backtracking(engine) => {
                let found = engine.find_from_pos(text, from).map_err(too_long)?;
                Ok(found.map(|found| (found.start(), found.end())))
            }
        }
    }

    /// The first match from a byte on, with its groups.
    pub(crate) fn captures(&self, text: &str, from: usize) -> Result<Option<Groups>> {
        if from > text.len() {
            return Ok(None);
        }
        match self.engine(text)? {
            Engine::Linear(engine) => Ok(engine
                .captures_at(text, from)
                .map(|found| found.iter().map(|group| group.map(|g| (g.start(), g.end()))).collect())),
            Engine::Backtracking(engine) => {
                let found = engine.captures_from_pos(text, from).map_err(too_long)?;
                Ok(found.map(|found| found.iter().map(|group| group.map(|g| (g.start(), g.end()))).collect()))
            }
        }
    }

    /// Calls `each` for every match; an empty one may follow another at once.
    pub(crate) fn each_match(&self, text: &str, mut each: impl FnMut(usize, usize)) -> Result<()> {
        let mut from = 0;
        while let Some((start, end)) = self.find(text, from)? {
            each(start, end);
            from = behind(text, start, end);
        }
        Ok(())
    }

    /// Calls `each` for every match with its groups.
    pub(crate) fn each_captures(&self, text: &str, mut each: impl FnMut(&Groups)) -> Result<()> {
        let mut from = 0;
        while let Some(groups) = self.captures(text, from)? {
            each(&groups);
            let (start, end) = groups.first().copied().flatten().unwrap_or((text.len(), text.len()));
            from = behind(text, start, end);
        }
        Ok(())
    }
}

/// Where to look on after a match: behind it, and behind the next character when it is empty.
pub(super) fn behind(text: &str, start: usize, end: usize) -> usize {
    if start < end {
        return end;
    }
    end + text.get(end..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
}

impl Engine {
    /// The engine, and whether it is that of the exact translation.
    fn new(translated: &Translated) -> Result<(Self, bool)> {
        if translated.backtracks {
            return Ok((Self::backtracking(&translated.exact)?, true));
        }
        let error = match regex::Regex::new(&translated.at_end) {
            Ok(engine) => return Ok((Self::Linear(engine), false)),
            Err(error) => error,
        };
        match Self::backtracking(&translated.exact) {
            Ok(engine) => Ok((engine, true)),
            Err(_) => Err(bad(reason(&error))),
        }
    }

    fn backtracking(source: &str) -> Result<Self> {
        let engine = fancy_regex::RegexBuilder::new(source).backtrack_limit(BACKTRACK_LIMIT).build();
        engine.map(|engine| Self::Backtracking(Box::new(engine))).map_err(|error| bad(error.to_string()))
    }

    fn groups(&self) -> usize {
        let all = match self {
            Self::Linear(engine) => engine.captures_len(),
            Self::Backtracking(engine) => engine.captures_len(),
        };
        all.saturating_sub(1)
    }

    fn names(&self) -> Vec<Option<String>> {
        match self {
            Self::Linear(engine) => engine.capture_names().map(|name| name.map(str::to_owned)).collect(),
            Self::Backtracking(engine) => engine.capture_names().map(|name| name.map(str::to_owned)).collect(),
        }
    }
}

/// Joni's words for what is wrong.
fn reason(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    let last = last.strip_prefix("error: ").unwrap_or(last);
    match last {
        "unclosed group" => "end pattern with unmatched parenthesis".to_owned(),
        "unopened group" => "unmatched close parenthesis".to_owned(),
        "unclosed character class" => "premature end of char-class".to_owned(),
        "repetition operator missing expression" => "target of repeat operator is not specified".to_owned(),
        other if other.starts_with("invalid character class range") => "empty range in char class".to_owned(),
        other => other.to_owned(),
    }
}

fn too_long(error: fancy_regex::Error) -> TrinoError {
    TrinoError::new(ErrorCode::GenericInsufficientResources, format!("Regular expression matching gave up: {error}"))
}

#[cfg(test)]
#[path = "pattern_tests.rs"]
mod tests;
