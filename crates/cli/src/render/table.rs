//! `--output table`: names over dim types, numbers to the right, the middle left out when there is too much.

use std::collections::VecDeque;
use std::io::{self, Write};

use boathouse::schema;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{Field, SchemaRef};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::human;
use crate::printer::{BOLD, DIM, RESET};
use crate::render::RowSink;
use crate::render::value::{formatter, is_numeric, text};

/// A cell is cut behind this many columns of the terminal.
const CELL_WIDTH_MAX: usize = 60;

/// How a table is drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TableOptions {
    /// Rows shown; of more, the first and last half.
    pub(crate) rows_max: usize,
    /// Columns of the terminal; `None` when the output is no terminal, and nothing is left out.
    pub(crate) width: Option<usize>,
    /// A line with the types.
    pub(crate) types: bool,
    /// `n rows (m shown)` before the footer.
    pub(crate) count: bool,
}

impl TableOptions {
    /// For query results.
    pub(crate) fn query(rows_max: usize) -> Self {
        Self { rows_max: rows_max.max(1), width: terminal_width(), types: true, count: true }
    }

    /// For listings, which are short and whole.
    pub(crate) fn listing() -> Self {
        Self { rows_max: usize::MAX, width: terminal_width(), types: false, count: false }
    }
}

fn terminal_width() -> Option<usize> {
    terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0))
}

/// `None` is NULL.
type Cells = Vec<Option<String>>;

pub(super) struct Table<W> {
    out: W,
    options: TableOptions,
    columns: Vec<(String, String, bool)>,
    head: Vec<Cells>,
    tail: VecDeque<Cells>,
    rows: usize,
}

impl<W: Write> Table<W> {
    pub(super) fn new(out: W, options: TableOptions) -> Self {
        Self { out, options, columns: Vec::new(), head: Vec::new(), tail: VecDeque::new(), rows: 0 }
    }

    fn head_max(&self) -> usize {
        self.options.rows_max.div_ceil(2)
    }

    fn tail_max(&self) -> usize {
        self.options.rows_max / 2
    }

    fn draw(&mut self) -> io::Result<()> {
        let widths = self.widths();
        let shown = fit(&widths, self.options.width);
        let names: Vec<String> = self.columns.iter().map(|(name, ..)| clean(name)).collect();
        let types: Vec<String> = self.columns.iter().map(|(_, data_type, _)| data_type.clone()).collect();
        let right: Vec<bool> = self.columns.iter().map(|(.., right)| *right).collect();
        let line = |cells: &[Cell<'_>]| draw_line(cells, &widths, &right, &shown);
        let heading: Vec<_> = names.iter().map(|name| Cell { text: name, style: BOLD }).collect();
        let mut lines = vec![line(&heading)];
        if self.options.types {
            let cells: Vec<_> = types.iter().map(|text| Cell { text, style: DIM }).collect();
            lines.push(line(&cells));
        }
        lines.push(rule(&widths, &shown));
        let hidden = self.rows - self.head.len() - self.tail.len();
        for (i, row) in self.head.iter().chain(&self.tail).enumerate() {
            if i == self.head.len() && hidden > 0 {
                let dots: Vec<_> = row.iter().map(|_| Cell { text: "…", style: DIM }).collect();
                lines.push(line(&dots));
            }
            let cells: Vec<_> = row
                .iter()
                .map(|cell| match cell {
                    Some(text) => Cell { text, style: "" },
                    None => Cell { text: "NULL", style: DIM },
                })
                .collect();
            lines.push(line(&cells));
        }
        lines.iter().try_for_each(|line| writeln!(self.out, "{}", line.trim_end()))
    }

    fn widths(&self) -> Vec<usize> {
        let mut widths: Vec<usize> = self
            .columns
            .iter()
            .map(|(name, data_type, _)| {
                let of_type = if self.options.types { data_type.width() } else { 0 };
                clean(name).width().max(of_type).min(CELL_WIDTH_MAX)
            })
            .collect();
        for row in self.head.iter().chain(&self.tail) {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.as_ref().map_or(4, |text| text.width()).min(CELL_WIDTH_MAX));
            }
        }
        widths
    }
}

impl<W: Write> RowSink for Table<W> {
    fn schema(&mut self, schema: &SchemaRef) -> io::Result<()> {
        self.columns = schema
            .fields()
            .iter()
            .map(|field| (field.name().clone(), type_name(field), is_numeric(field.data_type())))
            .collect();
        Ok(())
    }

    fn batch(&mut self, batch: &RecordBatch) -> io::Result<()> {
        let formatters =
            batch.columns().iter().map(|column| formatter(column.as_ref())).collect::<io::Result<Vec<_>>>()?;
        let head_max = self.head_max();
        let tail_from = batch.num_rows().saturating_sub(self.tail_max());
        for row in 0..batch.num_rows() {
            let in_head = self.head.len() < head_max;
            if !in_head && row < tail_from {
                continue;
            }
            let mut cells = Cells::with_capacity(batch.num_columns());
            for (column, formatter) in batch.columns().iter().zip(&formatters) {
                cells.push(text(column.as_ref(), formatter, row)?.map(|text| clean(&text)));
            }
            if in_head {
                self.head.push(cells);
            } else {
                self.tail.push_back(cells);
            }
        }
        while self.tail.len() > self.tail_max() {
            self.tail.pop_front();
        }
        self.rows += batch.num_rows();
        Ok(())
    }

    fn finish(&mut self, footer: &str) -> io::Result<()> {
        if !self.columns.is_empty() {
            self.draw()?;
        }
        let mut parts = Vec::new();
        if self.options.count && !self.columns.is_empty() {
            let shown = self.head.len() + self.tail.len();
            let counted = human::counted(self.rows as u64, "row", "rows");
            parts.push(if shown < self.rows { format!("{counted} ({shown} shown)") } else { counted });
        }
        if !footer.is_empty() {
            parts.push(footer.to_owned());
        }
        if !parts.is_empty() {
            writeln!(self.out, "{DIM}{}{RESET}", parts.join(" · "))?;
        }
        self.out.flush()
    }
}

struct Cell<'a> {
    text: &'a str,
    style: &'static str,
}

/// The type as the catalog would name it; what the catalog has no name for as SQL or Arrow names it.
fn type_name(field: &Field) -> String {
    let data_type = field.data_type();
    // Text of any length is the catalog's string.
    if let Some(name) = field.extension_type_metadata().filter(|name| !name.starts_with("varchar")) {
        return name.to_owned();
    }
    schema::from_arrow(data_type).map_or_else(|_| data_type.to_string().to_lowercase(), |hive| hive.to_string())
}

/// On one line and without anything a terminal would obey.
fn clean(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' => '⏎',
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// Which columns are shown; `None` stands for the ones left out of the middle.
fn fit(widths: &[usize], terminal: Option<usize>) -> Vec<Option<usize>> {
    let all: Vec<Option<usize>> = (0..widths.len()).map(Some).collect();
    // A blank at each side and a line between.
    let total: usize = widths.iter().map(|width| width + 3).sum();
    let Some(terminal) = terminal.filter(|terminal| total > *terminal) else { return all };
    let (mut left, mut right) = (1, widths.len());
    let mut used = widths.first().map_or(0, |width| width + 3) + 4;
    let mut from_right = true;
    while left < right {
        let next = if from_right { right - 1 } else { left };
        used += widths[next] + 3;
        if used > terminal {
            break;
        }
        if from_right {
            right -= 1
        } else {
            left += 1
        }
        from_right = !from_right;
    }
    let mut shown = all[..left].to_vec();
    if left < right {
        shown.push(None);
    }
    shown.extend_from_slice(&all[right..]);
    shown
}

fn draw_line(cells: &[Cell<'_>], widths: &[usize], right: &[bool], shown: &[Option<usize>]) -> String {
    let mut line = String::new();
    for (at, column) in shown.iter().enumerate() {
        line.push_str(if at == 0 { " " } else { " │ " });
        let Some(i) = *column else {
            line.push('…');
            continue;
        };
        let text = cut(cells[i].text, widths[i]);
        let blanks = " ".repeat(widths[i].saturating_sub(text.width()));
        let reset = if cells[i].style.is_empty() { "" } else { RESET };
        let styled = format!("{}{text}{reset}", cells[i].style);
        line.push_str(&if right[i] { blanks + &styled } else { styled + &blanks });
    }
    line
}

fn rule(widths: &[usize], shown: &[Option<usize>]) -> String {
    let parts: Vec<String> = shown.iter().map(|column| "─".repeat(column.map_or(1, |i| widths[i]) + 2)).collect();
    parts.join("┼")
}

fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used >= width {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests;
