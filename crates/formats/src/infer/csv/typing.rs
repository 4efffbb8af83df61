//! The types of columns of delimited text, by the values in them.

use boathouse_schema::HiveType;

use super::records::Records;
use super::{CsvRules, cell};
use crate::infer::hints::{is_wide, temporal_hint};
use crate::infer::{Evidence, Hint, HintKind, InferredColumn, Shape, TypeRules};

pub(super) struct Typed {
    pub columns: Vec<InferredColumn>,
    pub all_quoted: bool,
    pub hints: Vec<Hint>,
}

/// A type in the making.
struct Growing {
    shape: Shape,
    /// The value that gave it its present type.
    evidence: Option<Evidence>,
}

impl Growing {
    const NEW: Self = Self { shape: Shape::Unknown, evidence: None };

    fn add(&mut self, shape: Shape, evidence: impl FnOnce() -> Evidence) {
        if is_settled(&self.shape) || shape == Shape::Unknown {
            return;
        }
        if self.shape.absorb(shape) {
            self.evidence = Some(evidence());
        }
    }
}

/// What the values of one column have shown.
struct Seen {
    glue: Growing,
    precise: Growing,
    leading_zero: Option<Evidence>,
    padded: Option<Evidence>,
    wide: Option<Evidence>,
    quoted: Option<Evidence>,
    /// The first 0 and the first 1; a value that is neither ends it.
    zero_one: Option<[Option<Evidence>; 2]>,
}

impl Seen {
    fn new() -> Self {
        Self {
            glue: Growing::NEW,
            precise: Growing::NEW,
            leading_zero: None,
            padded: None,
            wide: None,
            quoted: None,
            zero_one: Some([None, None]),
        }
    }

    fn add(&mut self, text: &str, quoted: bool, record: usize) {
        let evidence = || Evidence::new(record, text);
        let shape = cell::shape(text);
        if quoted && self.quoted.is_none() {
            self.quoted = Some(evidence());
        }
        if shape == Shape::Unknown {
            return;
        }
        if self.leading_zero.is_none() && cell::has_leading_zero(text) {
            self.leading_zero = Some(evidence());
        }
        if self.padded.is_none() && text.trim() != text && cell::shape(text.trim()) != shape {
            self.padded = Some(evidence());
        }
        if shape == Shape::Scalar(HiveType::BigInt) {
            if self.wide.is_none() && text.parse::<i64>().is_ok_and(|value| is_wide(value.unsigned_abs())) {
                self.wide = Some(evidence());
            }
        } else {
            self.zero_one = None;
        }
        self.see_zero_one(text, evidence);
        if !is_settled(&self.precise.shape) {
            self.precise.add(cell::precise(text, &shape), evidence);
        }
        self.glue.add(shape, evidence);
    }

    fn see_zero_one(&mut self, text: &str, evidence: impl FnOnce() -> Evidence) {
        let Some(seen) = &mut self.zero_one else { return };
        match text {
            "0" => _ = seen[0].get_or_insert_with(evidence),
            "1" => _ = seen[1].get_or_insert_with(evidence),
            _ => self.zero_one = None,
        }
    }

    /// What the type that is registered does not say. Precise types leave nothing unsaid but quotes.
    fn hints(&self, column: &InferredColumn, types: TypeRules) -> Vec<Hint> {
        let hint = |kind, evidence: &Evidence| Hint { column: column.name.clone(), kind, evidence: evidence.clone() };
        let mut hints: Vec<Hint> = self.quoted.iter().map(|evidence| hint(HintKind::Quoted, evidence)).collect();
        if let Some([Some(zero), Some(_)]) = &self.zero_one {
            hints.push(hint(HintKind::ZeroOne, zero));
        }
        if types == TypeRules::Precise {
            return hints;
        }
        match &column.shape {
            Shape::Scalar(HiveType::BigInt) => {
                hints.extend(self.leading_zero.iter().map(|evidence| hint(HintKind::LeadingZeros, evidence)));
            }
            Shape::Scalar(HiveType::Double) => {
                hints.extend(self.leading_zero.iter().map(|evidence| hint(HintKind::LeadingZeros, evidence)));
                hints.extend(self.wide.iter().map(|evidence| hint(HintKind::WideIntegers, evidence)));
            }
            _ => hints.extend(temporal_hint(&column.name, &self.precise.shape, self.precise.evidence.as_ref())),
        }
        hints
    }
}

/// Types the columns called `names` by the records behind the first `skip`.
pub(super) fn type_columns(
    records: &Records<'_>,
    skip: usize,
    names: Vec<String>,
    rules: &CsvRules,
    notes: &mut Vec<String>,
) -> Typed {
    let mut seen: Vec<Seen> = names.iter().map(|_| Seen::new()).collect();
    let mut all_quoted = true;
    for (row, span) in records.spans().iter().enumerate().skip(skip) {
        for (seen, value) in seen.iter_mut().zip(records.row(span)) {
            all_quoted &= value.quoted;
            seen.add(&value.text(rules.trim_values), value.quoted, records.number(row));
        }
    }
    let (mut columns, mut hints) = (Vec::with_capacity(names.len()), Vec::new());
    for (i, (name, mut seen)) in names.into_iter().zip(seen).enumerate() {
        let grown = if rules.types == TypeRules::Precise { &mut seen.precise } else { &mut seen.glue };
        let shape = std::mem::replace(&mut grown.shape, Shape::Unknown);
        let mut column = InferredColumn { name, shape, evidence: grown.evidence.take() };
        match rules.data_types.get(i) {
            Some(data_type) => {
                column.shape = Shape::of(data_type);
                column.evidence = None;
                hints.extend(seen.hints(&column, rules.types).into_iter().filter(|hint| hint.kind == HintKind::Quoted));
            }
            None => {
                note(&column, &seen, rules.types, notes);
                hints.extend(seen.hints(&column, rules.types));
            }
        }
        columns.push(column);
    }
    Typed { columns, all_quoted, hints }
}

/// What is lost, or could be had, in words.
fn note(column: &InferredColumn, seen: &Seen, types: TypeRules, notes: &mut Vec<String>) {
    let is_number = matches!(column.shape, Shape::Scalar(HiveType::BigInt | HiveType::Double));
    if let (TypeRules::Glue, true, Some(Evidence { record, value })) = (types, is_number, &seen.leading_zero) {
        notes.push(format!(
            "column '{}' is {} and loses leading zeros: record {record} has '{value}'",
            column.name,
            column.shape.to_hive()
        ));
    } else if let (true, Some(Evidence { record, value })) = (is_settled(&column.shape), &seen.padded) {
        notes.push(format!("column '{}' stays string for its spaces: record {record} has '{value}'", column.name));
    }
}

/// No further value can change the type.
fn is_settled(shape: &Shape) -> bool {
    *shape == Shape::Scalar(HiveType::String)
}
