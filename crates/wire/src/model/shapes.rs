//! The shapes of a model, as its text has them.

use std::collections::HashMap;

use regex::Regex;

/// What a value must be.
#[derive(Debug)]
pub(super) enum Shape {
    Structure(Vec<Member>),
    List {
        element: &'static str,
        length: Bounds,
    },
    Map {
        key: &'static str,
        value: &'static str,
    },
    Text(Text),
    Integer(Bounds),
    Long(Bounds),
    Boolean,
    /// Nothing is known of it.
    Unknown,
}

#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) shape: &'static str,
    pub(super) is_required: bool,
}

#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) length: Bounds,
    pub(super) pattern: Option<Pattern>,
    /// The texts there are; empty for any.
    pub(super) set: Vec<&'static str>,
}

#[derive(Debug)]
pub(super) struct Pattern {
    /// As the service writes it.
    pub(super) shown: &'static str,
    /// None for what cannot be read.
    regex: Option<Regex>,
}

impl Pattern {
    fn read(shown: &'static str) -> Self {
        // The services' patterns are Java's: digits are ASCII's, and what lies beyond the basic plane is a pair.
        let text = shown.replace("\\d", "[0-9]").replace("\\uD800\\uDC00-\\uDBFF\\uDFFF", "\\U00010000-\\U0010FFFF");
        Self { shown, regex: Regex::new(&format!(r"\A(?:{text})\z")).ok() }
    }

    pub(super) fn fits(&self, text: &str) -> bool {
        self.regex.as_ref().is_none_or(|regex| regex.is_match(text))
    }
}

/// The least and the most, where there are such.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bounds {
    pub(super) min: Option<i64>,
    pub(super) max: Option<i64>,
}

impl Bounds {
    /// `1..50`, `4..`, `..50`.
    fn read(text: &str) -> Option<Self> {
        let (min, max) = text.split_once("..")?;
        let bound = |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
        Some(Self { min: bound(min)?, max: bound(max)? })
    }
}

impl Shape {
    /// The shapes that this one names.
    pub(super) fn names(&self) -> Vec<&'static str> {
        match self {
            Self::Structure(members) => members.iter().map(|member| member.shape).collect(),
            Self::List { element, .. } => vec![element],
            Self::Map { key, value } => vec![key, value],
            _ => Vec::new(),
        }
    }

    pub(super) fn is_odd(&self) -> bool {
        match self {
            Self::Unknown => true,
            Self::Text(text) => text.pattern.as_ref().is_some_and(|pattern| pattern.regex.is_none()),
            _ => false,
        }
    }

    fn read(kind: &str, words: &[&'static str]) -> Self {
        let bounds = |at: usize| words.get(at).map_or(Some(Bounds::default()), |text| Bounds::read(text));
        let shape = match (kind, words) {
            ("structure", []) => Some(Self::Structure(Vec::new())),
            ("list", [element, ..]) => bounds(1).map(|length| Self::List { element, length }),
            ("map", [key, value]) => Some(Self::Map { key, value }),
            ("string", _) => Some(Self::Text(Text::read(words))),
            ("integer", _) => bounds(0).map(Self::Integer),
            ("long", _) => bounds(0).map(Self::Long),
            ("boolean", []) => Some(Self::Boolean),
            _ => None,
        };
        shape.unwrap_or(Self::Unknown)
    }
}

impl Text {
    fn read(words: &[&'static str]) -> Self {
        let mut text = Self::default();
        for word in words {
            if let Some(pattern) = word.strip_prefix('/').and_then(|word| word.strip_suffix('/')) {
                text.pattern = Some(Pattern::read(pattern));
            } else if let Some(length) = Bounds::read(word) {
                text.length = length;
            } else {
                text.set = word.split('|').collect();
            }
        }
        text
    }
}

/// The inputs of the operations, and the shapes.
pub(super) fn read(text: &'static str) -> (HashMap<&'static str, &'static str>, HashMap<&'static str, Shape>) {
    let (mut inputs, mut shapes) = (HashMap::new(), HashMap::new());
    let mut structure = "";
    for line in text.lines() {
        let words: Vec<&'static str> = line.split_whitespace().collect();
        match &words[..] {
            [] => {}
            [name, shape] if line.starts_with(' ') => {
                let member = Member { name: name.trim_end_matches('*'), shape, is_required: name.ends_with('*') };
                if let Some(Shape::Structure(members)) = shapes.get_mut(structure) {
                    members.push(member);
                }
            }
            ["operation", operation, input] => drop(inputs.insert(*operation, *input)),
            [kind, name, rest @ ..] => {
                structure = name;
                shapes.insert(*name, Shape::read(kind, rest));
            }
            [_] => {}
        }
    }
    (inputs, shapes)
}
