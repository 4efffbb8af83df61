//! What a statement's rows are for: whoever asks, or a table.

use boathouse_sql::analyzer::{Analyzed, AnalyzedStatement};

use super::node::{Figures, Node};
use crate::Failure;

/// What becomes of rows.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Output {
    /// They are the answer.
    Answer,
    /// They are written to this table, `catalog:database:table`.
    Table(String),
    /// They are written to files in this folder.
    Folder(String),
}

/// A statement's query and what becomes of its rows; nothing where it has nothing to do.
///
/// # Errors
/// The failure of a statement that nothing here runs.
pub(super) fn of(statement: &AnalyzedStatement) -> Result<Option<(&Analyzed, Output)>, Failure> {
    check(statement)?;
    Ok(match statement {
        AnalyzedStatement::Query(query) => Some((query, Output::Answer)),
        AnalyzedStatement::CreateTableAs(create) => {
            let query = create.query.as_ref().filter(|_| create.with_data);
            query.map(|query| (query, Output::Table(create.name.join(":"))))
        }
        AnalyzedStatement::Insert(insert) => Some((&insert.rows, Output::Table(insert.table.name.join(":")))),
        AnalyzedStatement::Unload(unload) => Some((&unload.query, Output::Folder(unload.location.clone()))),
        _ => None,
    })
}

/// Refuses a statement that could not be run either.
///
/// # Errors
/// The failure that it would end with.
pub(super) fn check(statement: &AnalyzedStatement) -> Result<(), Failure> {
    let refused = match statement {
        AnalyzedStatement::Update(_) | AnalyzedStatement::Delete(_) | AnalyzedStatement::Merge(_) => {
            let text = "Modifying Hive table rows is only supported for transactional tables";
            return Err(Failure::engine("NOT_SUPPORTED", None, text));
        }
        AnalyzedStatement::Optimize(_) => "EXPLAIN of OPTIMIZE",
        AnalyzedStatement::Vacuum(_) => "EXPLAIN of VACUUM",
        AnalyzedStatement::Explain(_) => "EXPLAIN of EXPLAIN",
        AnalyzedStatement::ShowFunctions { .. } => "EXPLAIN of SHOW FUNCTIONS",
        AnalyzedStatement::DescribeInput => "EXPLAIN of DESCRIBE INPUT",
        AnalyzedStatement::DescribeOutput(_) => "EXPLAIN of DESCRIBE OUTPUT",
        _ => return Ok(()),
    };
    Err(Failure::not_supported(refused))
}

/// The words of a statement that only changes definitions: Trino has no more to say of it.
pub(super) fn definition(statement: &AnalyzedStatement) -> Option<&'static str> {
    match statement {
        AnalyzedStatement::CreateView(_) => Some("CREATE VIEW"),
        AnalyzedStatement::DropView(_) => Some("DROP VIEW"),
        AnalyzedStatement::Prepare { .. } => Some("PREPARE"),
        AnalyzedStatement::Deallocate(_) => Some("DEALLOCATE"),
        _ => None,
    }
}

impl Output {
    /// The plan of `query` with what becomes of its rows above it. `written` are the figures of the writing.
    pub(super) fn around(&self, query: &Analyzed, plan: Node, written: Option<Figures>) -> Node {
        let names = query.plan.schema().columns().into_iter().map(|column| column.name);
        let pairs: Vec<(String, String)> = query.columns.iter().map(|column| column.name.clone()).zip(names).collect();
        let renamed =
            pairs.iter().filter(|(label, name)| label != name).map(|(label, name)| format!("{label} := {name}"));
        let writer = match self {
            Self::Answer => {
                let types = query.columns.iter().map(|column| column.data_type.to_string());
                let mut node = output(pairs.iter().map(|(label, _)| label.as_str()));
                node.layout = pairs.iter().map(|(_, name)| name.clone()).zip(types).collect();
                renamed.for_each(|text| node.detail(text));
                (node.estimate, node.figures) = (plan.estimate, plan.figures.as_ref().map(passed_on));
                node.children = vec![plan];
                return node;
            }
            Self::Table(name) => Node::new("TableWriter").with("target", name),
            Self::Folder(location) => Node::new("TableWriter").with("location", location),
        };
        let mut writer = writer;
        renamed.for_each(|text| writer.detail(text));
        writer.layout = vec![("rows".to_owned(), "bigint".to_owned())];
        writer.estimate.rows = Some(1);
        writer.figures = written.clone();
        writer.children = vec![plan];
        let mut top = output(std::iter::once("rows"));
        (top.layout, top.estimate) = (writer.layout.clone(), writer.estimate);
        top.figures = written.map(|_| Figures { output_rows: Some(1), ..Figures::default() });
        top.children = vec![writer];
        top
    }
}

/// The top hands on what it is given.
fn passed_on(below: &Figures) -> Figures {
    Figures { output_rows: below.output_rows, output_bytes: below.output_bytes, ..Figures::default() }
}

fn output<'a>(labels: impl Iterator<Item = &'a str>) -> Node {
    Node::new("Output").with("columnNames", format!("[{}]", labels.collect::<Vec<_>>().join(", ")))
}
