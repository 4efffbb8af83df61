//! The text matches are replaced by: `$1` and `${name}` stand for groups, a backslash takes the next character
//! as it is.

use boathouse_types::{Result, TrinoError};

use super::pattern::{Groups, Pattern};

#[derive(Debug)]
pub(crate) struct Replacement {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Literal(String),
    Group(usize),
}

impl Replacement {
    pub(crate) fn new(text: &str, pattern: &Pattern) -> Result<Self> {
        let illegal = || TrinoError::invalid_argument(format!("Illegal replacement sequence: {text}"));
        let unknown = |group: &dyn std::fmt::Display| {
            TrinoError::invalid_argument(format!("Illegal replacement sequence: unknown group {group}"))
        };
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            let group = match c {
                '$' if rest.next_if_eq(&'{').is_some() => {
                    let name: String = rest.by_ref().take_while(|c| *c != '}').collect();
                    pattern.group_named(&name).ok_or_else(|| unknown(&format!("{{ {name} }}")))?
                }
                '$' => {
                    let digit = rest.next().and_then(|c| c.to_digit(10)).ok_or_else(illegal)?;
                    let mut group = digit as usize;
                    if group > pattern.groups() {
                        return Err(unknown(&group));
                    }
                    // More digits belong to the number as long as there is such a group.
                    while let Some(digit) = rest.peek().and_then(|c| c.to_digit(10)) {
                        let longer = group * 10 + digit as usize;
                        if longer > pattern.groups() {
                            break;
                        }
                        rest.next();
                        group = longer;
                    }
                    group
                }
                '\\' => {
                    literal.push(rest.next().ok_or_else(illegal)?);
                    continue;
                }
                c => {
                    literal.push(c);
                    continue;
                }
            };
            parts.push(Part::Literal(std::mem::take(&mut literal)));
            parts.push(Part::Group(group));
        }
        parts.push(Part::Literal(literal));
        Ok(Self { parts })
    }

    /// Whether no group is referred to.
    pub(crate) fn is_literal(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Literal(_)))
    }

    /// Writes it for one match.
    pub(crate) fn append(&self, value: &mut String, text: &str, groups: &Groups) {
        for part in &self.parts {
            match part {
                Part::Literal(literal) => value.push_str(literal),
                Part::Group(group) => {
                    let found = groups.get(*group).copied().flatten();
                    value.push_str(found.and_then(|(start, end)| text.get(start..end)).unwrap_or_default());
                }
            }
        }
    }
}
