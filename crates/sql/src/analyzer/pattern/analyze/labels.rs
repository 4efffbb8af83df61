//! Pattern variables and their unions.

use std::sync::Arc;

use boathouse_types::{ErrorCode, Result};

use crate::analyzer::error::semantic;
use crate::analyzer::pattern::program::Label;
use crate::ast::{Ident, PatternRecognition, RowPattern, RowPatternKind};

/// The variables of a recognition.
pub(crate) struct LabelTable {
    /// The primary variables, in the order of the pattern.
    pub(crate) names: Vec<String>,
    unions: Vec<(String, Arc<[Label]>)>,
}

impl LabelTable {
    pub(crate) fn new(recognition: &PatternRecognition, pattern: &RowPattern) -> Result<Self> {
        let mut table = Self { names: Vec::new(), unions: Vec::new() };
        table.collect(pattern)?;
        table.add_unions(recognition)?;
        let mut defined: Vec<String> = Vec::new();
        for (name, _) in &recognition.definitions {
            let label = canonical(name);
            if !table.names.contains(&label) {
                let text = format!("defined variable: {} is not a primary pattern variable", shown(name));
                return Err(semantic(name.at, ErrorCode::InvalidLabel, text));
            }
            if defined.contains(&label) {
                let text = format!("pattern variable with name: {} is defined twice", shown(name));
                return Err(semantic(name.at, ErrorCode::InvalidLabel, text));
            }
            defined.push(label);
        }
        Ok(table)
    }

    fn add_unions(&mut self, recognition: &PatternRecognition) -> Result<()> {
        for (name, members) in &recognition.subsets {
            let label = canonical(name);
            let wrong = |text: String| semantic(name.at, ErrorCode::InvalidLabel, text);
            if self.names.contains(&label) {
                let text = format!(
                    "union pattern variable name: {} is a duplicate of primary pattern variable name",
                    shown(name)
                );
                return Err(wrong(text));
            }
            if self.unions.iter().any(|(union, _)| *union == label) {
                return Err(wrong(format!("union pattern variable name: {} is declared twice", shown(name))));
            }
            let mut found = Vec::new();
            for member in members {
                found.push(self.place(&canonical(member)).ok_or_else(|| {
                    let text = format!("subset element: {} is not a primary pattern variable", shown(member));
                    semantic(member.at, ErrorCode::InvalidLabel, text)
                })?);
            }
            self.unions.push((label, found.into()));
        }
        Ok(())
    }

    fn collect(&mut self, pattern: &RowPattern) -> Result<()> {
        match &pattern.kind {
            RowPatternKind::Label(name) => {
                let label = canonical(name);
                if !self.names.contains(&label) {
                    if self.names.len() >= usize::from(Label::MAX) {
                        return Err(semantic(name.at, ErrorCode::NotSupported, "a pattern of so many variables"));
                    }
                    self.names.push(label);
                }
                Ok(())
            }
            RowPatternKind::Sequence(parts) | RowPatternKind::Alternation(parts) | RowPatternKind::Permute(parts) => {
                parts.iter().try_for_each(|part| self.collect(part))
            }
            RowPatternKind::Excluded(inner) | RowPatternKind::Quantified { pattern: inner, .. } => self.collect(inner),
            RowPatternKind::Empty | RowPatternKind::PartitionStart | RowPatternKind::PartitionEnd => Ok(()),
        }
    }

    fn place(&self, label: &str) -> Option<Label> {
        self.names.iter().position(|name| name == label).map(|place| place as Label)
    }

    /// The number of a primary variable.
    pub(crate) fn primary(&self, name: &Ident) -> Result<Label> {
        self.place(&canonical(name)).ok_or_else(|| super::lost("a pattern variable"))
    }

    /// The variables a name stands for: itself, or those of a union.
    pub(crate) fn find(&self, name: &Ident) -> Option<Arc<[Label]>> {
        let label = canonical(name);
        let union = self.unions.iter().find(|(union, _)| *union == label).map(|(_, members)| Arc::clone(members));
        self.place(&label).map(|place| Arc::from([place])).or(union)
    }
}

/// The name of a variable: in upper case unless it is quoted.
pub(crate) fn canonical(name: &Ident) -> String {
    if name.quoted { name.value.clone() } else { name.value.to_uppercase() }
}

/// A name as it was written.
pub(crate) fn shown(name: &Ident) -> String {
    if name.quoted { format!("\"{}\"", name.value.replace('"', "\"\"")) } else { name.value.clone() }
}
