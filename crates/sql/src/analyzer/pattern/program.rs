//! A row pattern as a program: steps that match a row, and steps between that choose where to go on.

use boathouse_types::{Result, TrinoError};

use crate::ast::{RowPattern, RowPatternKind};

/// Most steps of a program. Quantifiers and permutations are written out, which multiplies them.
const STEPS_MAX: usize = 100_000;

/// A pattern variable's number.
pub(crate) type Label = u16;

/// A step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// Matches the next row as this variable.
    Label(Label),
    /// Goes on at the first place, and when that leads to no match at the second.
    Split(usize, usize),
    Jump(usize),
    /// Only before the first row of the partition.
    PartitionStart,
    /// Only behind the last row of the partition.
    PartitionEnd,
    /// Where an excluded part begins (true) or ends.
    Boundary(bool),
    /// The rows so far are a match.
    Done,
}

/// The steps of a pattern; the program begins at the first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Program {
    pub(crate) steps: Vec<Step>,
}

impl Program {
    /// Writes a pattern out; `label` gives the numbers of variables.
    pub(crate) fn compile(pattern: &RowPattern, label: &dyn Fn(&crate::ast::Ident) -> Result<Label>) -> Result<Self> {
        let mut program = Self::default();
        program.add(pattern, label)?;
        program.push(Step::Done)?;
        Ok(program)
    }

    fn push(&mut self, step: Step) -> Result<usize> {
        if self.steps.len() >= STEPS_MAX {
            return Err(TrinoError::not_supported(format!("row patterns of more than {STEPS_MAX} steps")));
        }
        self.steps.push(step);
        Ok(self.steps.len() - 1)
    }

    fn add(&mut self, pattern: &RowPattern, label: &dyn Fn(&crate::ast::Ident) -> Result<Label>) -> Result<()> {
        match &pattern.kind {
            RowPatternKind::Label(name) => {
                self.push(Step::Label(label(name)?))?;
            }
            RowPatternKind::Empty => {}
            RowPatternKind::PartitionStart => {
                self.push(Step::PartitionStart)?;
            }
            RowPatternKind::PartitionEnd => {
                self.push(Step::PartitionEnd)?;
            }
            RowPatternKind::Excluded(inner) => {
                self.push(Step::Boundary(true))?;
                self.add(inner, label)?;
                self.push(Step::Boundary(false))?;
            }
            RowPatternKind::Sequence(parts) => parts.iter().try_for_each(|part| self.add(part, label))?,
            RowPatternKind::Alternation(parts) => {
                let parts: Vec<Vec<&RowPattern>> = parts.iter().map(|part| vec![part]).collect();
                self.alternatives(&parts, label)?;
            }
            RowPatternKind::Permute(parts) => {
                let mut orders = Vec::new();
                permutations(parts, &mut Vec::new(), &mut orders)?;
                self.alternatives(&orders, label)?;
            }
            RowPatternKind::Quantified { pattern, at_least, at_most, greedy } => {
                self.repeated(pattern, *at_least, *at_most, *greedy, label)?;
            }
        }
        Ok(())
    }

    fn alternatives(
        &mut self,
        parts: &[Vec<&RowPattern>],
        label: &dyn Fn(&crate::ast::Ident) -> Result<Label>,
    ) -> Result<()> {
        let mut ends = Vec::new();
        for (i, part) in parts.iter().enumerate() {
            let last = i + 1 == parts.len();
            let split = if last { None } else { Some(self.push(Step::Split(0, 0))?) };
            part.iter().try_for_each(|part| self.add(part, label))?;
            if let Some(split) = split {
                ends.push(self.push(Step::Jump(0))?);
                self.steps[split] = Step::Split(split + 1, self.steps.len());
            }
        }
        for end in ends {
            self.steps[end] = Step::Jump(self.steps.len());
        }
        Ok(())
    }

    fn repeated(
        &mut self,
        pattern: &RowPattern,
        at_least: u32,
        at_most: Option<u32>,
        greedy: bool,
        label: &dyn Fn(&crate::ast::Ident) -> Result<Label>,
    ) -> Result<()> {
        let split = |inside: usize, behind: usize| {
            if greedy { Step::Split(inside, behind) } else { Step::Split(behind, inside) }
        };
        for _ in 0..at_least {
            let before = self.steps.len();
            self.add(pattern, label)?;
            if self.steps.len() == before {
                // Nothing repeated is nothing, however often.
                break;
            }
        }
        let Some(at_most) = at_most else {
            let start = self.push(Step::Jump(0))?;
            self.add(pattern, label)?;
            self.push(Step::Jump(start))?;
            self.steps[start] = split(start + 1, self.steps.len());
            return Ok(());
        };
        let mut splits = Vec::new();
        for _ in at_least..at_most {
            splits.push(self.push(Step::Jump(0))?);
            self.add(pattern, label)?;
        }
        for place in splits {
            self.steps[place] = split(place + 1, self.steps.len());
        }
        Ok(())
    }
}

/// All orders of the parts, in the order in which PERMUTE prefers them.
fn permutations<'p>(
    parts: &'p [RowPattern],
    chosen: &mut Vec<usize>,
    orders: &mut Vec<Vec<&'p RowPattern>>,
) -> Result<()> {
    if chosen.len() == parts.len() {
        orders.push(chosen.iter().map(|i| &parts[*i]).collect());
        if orders.len() > STEPS_MAX {
            return Err(TrinoError::not_supported(format!("PERMUTE of {} row patterns", parts.len())));
        }
        return Ok(());
    }
    for i in 0..parts.len() {
        if !chosen.contains(&i) {
            chosen.push(i);
            permutations(parts, chosen, orders)?;
            chosen.pop();
        }
    }
    Ok(())
}
