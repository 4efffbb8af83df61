//! A plan as it is explained: operators with what is known of them.

/// Characters kept of one expression.
const DETAIL_CHARS_MAX: usize = 4_000;

/// An operator.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Node {
    pub(super) name: String,
    /// What is said of it in brackets.
    pub(super) descriptor: Vec<(&'static str, String)>,
    /// Its columns and their types.
    pub(super) layout: Vec<(String, String)>,
    pub(super) details: Vec<String>,
    pub(super) estimate: Estimate,
    /// What it took, where it has run.
    pub(super) figures: Option<Figures>,
    pub(super) children: Vec<Node>,
}

/// What is known of an operator's rows before they are there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Estimate {
    pub(super) rows: Option<usize>,
    pub(super) bytes: Option<usize>,
}

/// What an operator took; what it does not count is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) cpu_nanos: Option<usize>,
    pub(super) output_rows: Option<usize>,
    pub(super) output_bytes: Option<usize>,
    /// Bytes that a scan read of objects.
    pub(super) scanned_bytes: Option<usize>,
    /// Everything it counts.
    pub(super) all: Vec<(String, String)>,
}

/// A part of a plan that runs without rows changing hands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fragment {
    pub(super) id: usize,
    /// How its work is shared.
    pub(super) partitioning: &'static str,
    /// How its rows go on.
    pub(super) output: String,
    pub(super) root: Node,
}

impl Node {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    pub(super) fn with(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.descriptor.push((key, clipped(value.into())));
        self
    }

    pub(super) fn detail(&mut self, text: String) {
        self.details.push(clipped(text));
    }

    /// `Name[key = value, …]`
    pub(super) fn title(&self) -> String {
        let said: Vec<String> = self.descriptor.iter().map(|(key, value)| format!("{key} = {value}")).collect();
        format!("{}[{}]", self.name, said.join(", "))
    }
}

fn clipped(text: String) -> String {
    match text.char_indices().nth(DETAIL_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
