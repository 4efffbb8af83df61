//! Row pattern recognition.

use crate::ast::{AfterMatch, MatchRecognize, Measure, PatternRecognition, RowPattern, RowPatternKind, RowsPerMatch};
use crate::format::Sql;

impl Sql {
    pub(crate) fn measures(&mut self, measures: &[Measure]) -> &mut Self {
        if measures.is_empty() {
            return self;
        }
        self.push("MEASURES ").joined(measures, ", ", |out, measure| {
            out.expression(&measure.value).push(" AS ").ident(&measure.name);
        });
        self.push(" ")
    }

    pub(crate) fn match_recognize(&mut self, clauses: &MatchRecognize) -> &mut Self {
        self.push(" MATCH_RECOGNIZE (");
        if !clauses.partition_by.is_empty() {
            self.push("PARTITION BY ").expressions(&clauses.partition_by).push(" ");
        }
        self.order_by(&clauses.order_by).push(" ").measures(&clauses.recognition.measures);
        self.push(match clauses.rows_per_match {
            Some(RowsPerMatch::One) => "ONE ROW PER MATCH ",
            Some(RowsPerMatch::AllShowEmpty) => "ALL ROWS PER MATCH SHOW EMPTY MATCHES ",
            Some(RowsPerMatch::AllOmitEmpty) => "ALL ROWS PER MATCH OMIT EMPTY MATCHES ",
            Some(RowsPerMatch::AllWithUnmatched) => "ALL ROWS PER MATCH WITH UNMATCHED ROWS ",
            None => "",
        });
        self.recognition(&clauses.recognition).push(")")
    }

    /// Everything behind MEASURES and the frame.
    pub(crate) fn recognition(&mut self, recognition: &PatternRecognition) -> &mut Self {
        match &recognition.after_match {
            Some(AfterMatch::PastLastRow) => drop(self.push("AFTER MATCH SKIP PAST LAST ROW ")),
            Some(AfterMatch::NextRow) => drop(self.push("AFTER MATCH SKIP TO NEXT ROW ")),
            Some(AfterMatch::First(label)) => drop(self.push("AFTER MATCH SKIP TO FIRST ").ident(label).push(" ")),
            Some(AfterMatch::Last(label)) => drop(self.push("AFTER MATCH SKIP TO LAST ").ident(label).push(" ")),
            None => {}
        }
        match recognition.initial {
            Some(true) => drop(self.push("INITIAL ")),
            Some(false) => drop(self.push("SEEK ")),
            None => {}
        }
        if let Some(pattern) = &recognition.pattern {
            self.push("PATTERN (").row_pattern(pattern).push(") ");
        }
        if !recognition.subsets.is_empty() {
            self.push("SUBSET ").joined(&recognition.subsets, ", ", |out, (name, labels)| {
                out.ident(name).push(" = ").idents(labels);
            });
            self.push(" ");
        }
        if !recognition.definitions.is_empty() {
            self.push("DEFINE ").joined(&recognition.definitions, ", ", |out, (label, condition)| {
                out.ident(label).push(" AS ").expression(condition);
            });
        }
        self
    }

    fn row_pattern(&mut self, pattern: &RowPattern) -> &mut Self {
        match &pattern.kind {
            RowPatternKind::Label(label) => self.ident(label),
            RowPatternKind::Empty => self.push("()"),
            RowPatternKind::PartitionStart => self.push("^"),
            RowPatternKind::PartitionEnd => self.push("$"),
            RowPatternKind::Permute(parts) => self.push("PERMUTE").parenthesized(parts, |out, part| {
                out.row_pattern(part);
            }),
            RowPatternKind::Excluded(inner) => self.push("{- ").row_pattern(inner).push(" -}"),
            RowPatternKind::Sequence(parts) => self.joined(parts, " ", |out, part| {
                out.grouped_pattern(
                    part,
                    matches!(part.kind, RowPatternKind::Sequence(_) | RowPatternKind::Alternation(_)),
                );
            }),
            RowPatternKind::Alternation(branches) => self.joined(branches, " | ", |out, branch| {
                out.grouped_pattern(branch, matches!(branch.kind, RowPatternKind::Alternation(_)));
            }),
            RowPatternKind::Quantified { pattern, at_least, at_most, greedy } => {
                let group = matches!(
                    pattern.kind,
                    RowPatternKind::Sequence(_) | RowPatternKind::Alternation(_) | RowPatternKind::Quantified { .. }
                );
                self.grouped_pattern(pattern, group);
                match (at_least, at_most) {
                    (0, None) => self.push("*"),
                    (1, None) => self.push("+"),
                    (0, Some(1)) => self.push("?"),
                    (low, None) => self.push(&format!("{{{low},}}")),
                    (low, Some(high)) => self.push(&format!("{{{low},{high}}}")),
                };
                self.push(if *greedy { "" } else { "?" })
            }
        }
    }

    fn grouped_pattern(&mut self, pattern: &RowPattern, group: bool) -> &mut Self {
        if group { self.push("(").row_pattern(pattern).push(")") } else { self.row_pattern(pattern) }
    }
}
