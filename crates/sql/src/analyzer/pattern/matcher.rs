//! Finds matches: all ways through a program at once, row by row, in the order in which the pattern prefers them.

use std::collections::HashSet;

use boathouse_types::{ErrorCode, Result, TrinoError};

use super::program::{Label, Program, Step};

/// Most rows that ways may have taken in all during one search. Conditions on what was matched before keep
/// ways apart, so that there can be exponentially many.
const TAKEN_MAX: usize = 20_000_000;

/// A match: the variables of its rows, and the rows to be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Match {
    /// One for each row, from the first.
    pub(crate) labels: Vec<Label>,
    /// From where to where rows are excluded, counted from the first row.
    pub(crate) excluded: Vec<(usize, usize)>,
}

/// Decides whether a row is a variable.
pub(crate) trait Conditions {
    /// A search begins.
    fn begin(&mut self);

    /// Whether the row can be the last of `labels`, which is `label`; the first stands for row `start`.
    fn holds(&mut self, start: usize, row: usize, labels: &Labels<'_>, label: Label) -> Result<bool>;

    /// What of the variables so far can decide later conditions.
    fn memory(&self, labels: &Labels<'_>) -> Vec<u32>;

    /// Whether any condition looks at the variables before.
    fn remembers(&self) -> bool;
}

/// No row before.
const NONE: u32 = u32::MAX;

/// The variables of all ways, each row pointing to the one before, so that ways share what they have in common.
#[derive(Debug, Default)]
struct History {
    rows: Vec<(u32, Label)>,
    boundaries: Vec<(u32, usize, bool)>,
}

/// The variables of one way.
pub(crate) struct Labels<'a> {
    history: &'a History,
    last: u32,
    /// Not yet settled.
    next: Option<Label>,
}

impl Labels<'_> {
    /// The variables from the first row on.
    pub(crate) fn to_vec(&self) -> Vec<Label> {
        let mut found: Vec<Label> = self.next.into_iter().collect();
        let mut at = self.last;
        while at != NONE {
            let (before, label) = self.history.rows[at as usize];
            found.push(label);
            at = before;
        }
        found.reverse();
        found
    }
}

/// The variables of the way last asked for. The next one is mostly the same way, a row on.
#[derive(Debug)]
pub(crate) struct LastLabels {
    last: u32,
    /// The settled ones, and the one that is not.
    labels: Vec<Label>,
    settled: usize,
}

impl Default for LastLabels {
    fn default() -> Self {
        Self { last: NONE, labels: Vec::new(), settled: 0 }
    }
}

impl LastLabels {
    /// The variables of a way of the same search.
    pub(crate) fn follow(&mut self, way: &Labels<'_>) {
        let (mut newer, mut at) = (Vec::new(), way.last);
        while at != NONE && at != self.last {
            let (before, label) = way.history.rows[at as usize];
            newer.push(label);
            at = before;
        }
        self.labels.truncate(if at == NONE { 0 } else { self.settled });
        self.labels.extend(newer.into_iter().rev());
        (self.last, self.settled) = (way.last, self.labels.len());
        self.labels.extend(way.next);
    }

    pub(crate) fn labels(&self) -> &[Label] {
        &self.labels
    }
}

/// One way through the program.
#[derive(Debug, Clone, Copy)]
struct Way {
    step: usize,
    /// Its last row in the history.
    last: u32,
    /// Its last boundary of an exclusion.
    boundary: u32,
}

/// Finds the match that begins at a row, if there is one.
pub(crate) fn find(
    program: &Program,
    start: usize,
    rows: usize,
    conditions: &mut dyn Conditions,
) -> Result<Option<Match>> {
    conditions.begin();
    let mut search = Search { program, start, rows, history: History::default(), best: None };
    let mut ways = search.advance(vec![Way { step: 0, last: NONE, boundary: NONE }], start, conditions)?;
    let mut row = start;
    while row < rows && !ways.is_empty() {
        let mut next = Vec::with_capacity(ways.len());
        for way in ways {
            let Step::Label(label) = program.steps[way.step] else { continue };
            let labels = Labels { history: &search.history, last: way.last, next: Some(label) };
            if conditions.holds(start, row, &labels, label)? {
                next.push(search.take(way, label)?);
            }
        }
        row += 1;
        ways = search.advance(next, row, conditions)?;
    }
    Ok(search.best.map(|way| search.result(way)))
}

/// The steps ways have come to between two rows, with what they remember.
struct Been {
    all: HashSet<(usize, Vec<u32>)>,
    /// The steps of a short program, one bit each, where nothing is remembered.
    few: u64,
    exact: bool,
}

impl Been {
    /// Whether no way has come here before.
    fn come(&mut self, step: usize, memory: &[u32]) -> bool {
        if self.exact {
            return self.all.insert((step, memory.to_vec()));
        }
        let bit = 1 << step;
        let new = self.few & bit == 0;
        self.few |= bit;
        new
    }
}

struct Search<'a> {
    program: &'a Program,
    start: usize,
    rows: usize,
    history: History,
    /// The best match so far; only ways before it in preference go on.
    best: Option<Way>,
}

impl Search<'_> {
    fn take(&mut self, way: Way, label: Label) -> Result<Way> {
        if self.history.rows.len() >= TAKEN_MAX {
            let text = "row pattern matching keeps too many ways to match open";
            return Err(TrinoError::new(ErrorCode::ExceededLocalMemoryLimit, text));
        }
        self.history.rows.push((way.last, label));
        Ok(Way { step: way.step + 1, last: self.history.rows.len() as u32 - 1, ..way })
    }

    /// Moves ways on to the steps that take a row. A way that comes where a better one has been, with the same
    /// memory, cannot do better and ends; so does one that goes in a circle.
    fn advance(&mut self, ways: Vec<Way>, row: usize, conditions: &dyn Conditions) -> Result<Vec<Way>> {
        let mut waiting = Vec::new();
        let remembers = conditions.remembers();
        let mut been = Been { all: HashSet::new(), few: 0, exact: remembers || self.program.steps.len() > 64 };
        for way in ways {
            let labels = Labels { history: &self.history, last: way.last, next: None };
            let memory = if remembers { conditions.memory(&labels) } else { Vec::new() };
            let mut stack = vec![way];
            while let Some(way) = stack.pop() {
                if !been.come(way.step, &memory) {
                    continue;
                }
                let on = |step: usize| Way { step, ..way };
                match self.program.steps[way.step] {
                    Step::Label(_) => waiting.push(way),
                    Step::Jump(to) => stack.push(on(to)),
                    Step::Split(first, second) => stack.extend([on(second), on(first)]),
                    Step::PartitionStart if row == 0 => stack.push(on(way.step + 1)),
                    Step::PartitionEnd if row == self.rows => stack.push(on(way.step + 1)),
                    Step::PartitionStart | Step::PartitionEnd => {}
                    Step::Boundary(begins) => {
                        self.history.boundaries.push((way.boundary, row - self.start, begins));
                        let boundary = self.history.boundaries.len() as u32 - 1;
                        stack.push(Way { step: way.step + 1, boundary, ..way });
                    }
                    Step::Done => {
                        self.best = Some(way);
                        return Ok(waiting);
                    }
                }
            }
        }
        Ok(waiting)
    }

    fn result(&self, way: Way) -> Match {
        let labels = Labels { history: &self.history, last: way.last, next: None }.to_vec();
        let (mut places, mut at) = (Vec::new(), way.boundary);
        while at != NONE {
            let (before, place, begins) = self.history.boundaries[at as usize];
            places.push((place, begins));
            at = before;
        }
        // Exclusions may be nested: what is outside of the outermost is not excluded.
        let (mut depth, mut from, mut excluded) = (0_usize, 0, Vec::new());
        for (place, begins) in places.into_iter().rev() {
            if begins {
                from = if depth == 0 { place } else { from };
                depth += 1;
            } else {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    excluded.push((from, place));
                }
            }
        }
        Match { labels, excluded }
    }
}

#[cfg(test)]
#[path = "matcher_tests.rs"]
mod tests;
