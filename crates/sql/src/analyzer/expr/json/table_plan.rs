//! PLAN of JSON_TABLE, and the names of its paths.

use std::collections::BTreeSet;

use boathouse_functions_json::TablePlan;
use boathouse_types::{ErrorCode, Result, TrinoError};

use super::super::super::error::semantic;
use crate::Position;
use crate::ast::{Ident, JsonTableColumn, JsonTablePlan};

/// A path with those nested in it.
pub(super) struct Nested<'c> {
    /// From 1; the root is 0.
    pub(super) number: usize,
    pub(super) name: Option<&'c Ident>,
    pub(super) at: Position,
    pub(super) below: Vec<Nested<'c>>,
}

impl Nested<'_> {
    fn name(&self) -> Result<String> {
        self.name.map(canonical).ok_or_else(|| {
            let text = "All JSON paths must be named when specific plan is given";
            semantic(self.at, ErrorCode::MissingPathName, text)
        })
    }
}

/// A name: in upper case unless it is quoted.
fn canonical(name: &Ident) -> String {
    if name.quoted { name.value.clone() } else { name.value.to_uppercase() }
}

/// No two columns and paths may have the same name.
pub(super) fn unique(root: Option<&Ident>, columns: &[JsonTableColumn]) -> Result<()> {
    let mut seen: BTreeSet<String> = root.map(canonical).into_iter().collect();
    unique_columns(columns, &mut seen)
}

fn unique_columns(columns: &[JsonTableColumn], seen: &mut BTreeSet<String>) -> Result<()> {
    for column in columns {
        let name = match column {
            JsonTableColumn::Ordinality(name)
            | JsonTableColumn::Value { name, .. }
            | JsonTableColumn::Query { name, .. } => Some(name),
            JsonTableColumn::Nested { name, .. } => name.as_ref(),
        };
        if let Some(name) = name
            && !seen.insert(canonical(name))
        {
            let text = "All column and path names in JSON_TABLE invocation must be unique";
            return Err(semantic(name.at, ErrorCode::DuplicateColumnOrPathName, text));
        }
        if let JsonTableColumn::Nested { columns, .. } = column {
            unique_columns(columns, seen)?;
        }
    }
    Ok(())
}

/// Every path below its parent, siblings one after the other or each with each.
pub(super) fn default_plan(below: &[Nested<'_>], outer: bool, union: bool) -> Option<(bool, TablePlan)> {
    let mut plans: Vec<TablePlan> = below
        .iter()
        .map(|path| TablePlan::Path(path.number, default_plan(&path.below, outer, union).map(Box::new)))
        .collect();
    match plans.len() {
        0 => None,
        1 => plans.pop().map(|plan| (outer, plan)),
        _ if union => Some((outer, TablePlan::Union(plans))),
        _ => Some((outer, TablePlan::Cross(plans))),
    }
}

/// What is below the root, as a query writes it.
pub(super) fn specific_plan(written: &JsonTablePlan, root: &Nested<'_>) -> Result<Option<(bool, TablePlan)>> {
    let name = root.name()?;
    match written {
        JsonTablePlan::Path(own) if canonical(own) == name => {
            complete(own.at, &root.below, &BTreeSet::new())?;
            Ok(None)
        }
        JsonTablePlan::Nested { parent, outer, child } if canonical(parent) == name => {
            Ok(Some((*outer, level_plan(child, &root.below, parent.at)?)))
        }
        JsonTablePlan::Path(own) | JsonTablePlan::Nested { parent: own, .. } => Err(not_included(own.at, &name)),
        _ => {
            let text = "JSON_TABLE plan must either be a single path name or it must be rooted in parent-child \
                        relationship (OUTER or INNER)";
            Err(semantic(first_name(written).unwrap_or(root.at), ErrorCode::InvalidPlan, text))
        }
    }
}

/// The plan of the paths of one level, all of which it must name, once each; `at` is where the level's plan begins.
fn level_plan(written: &JsonTablePlan, level: &[Nested<'_>], at: Position) -> Result<TablePlan> {
    let (mut names, mut unavailable) = (BTreeSet::new(), Vec::new());
    let available: Vec<String> = level.iter().map(Nested::name).collect::<Result<_>>()?;
    let mut siblings = Vec::new();
    siblings_of(written, &mut siblings);
    for sibling in siblings {
        let name = canonical(sibling);
        if !names.insert(name.clone()) {
            let text = format!("Duplicate reference to JSON path name in sibling plan: {name}");
            return Err(semantic(sibling.at, ErrorCode::InvalidPlan, text));
        }
        if !available.contains(&name) {
            unavailable.push(name);
        }
    }
    complete(at, level, &names)?;
    if !unavailable.is_empty() {
        let text = format!("JSON_TABLE plan includes unavailable JSON path names: {}", unavailable.join(", "));
        return Err(semantic(at, ErrorCode::InvalidPlan, text));
    }
    part_plan(written, level)
}

/// The names a plan has for paths of its level.
fn siblings_of<'p>(plan: &'p JsonTablePlan, names: &mut Vec<&'p Ident>) {
    match plan {
        JsonTablePlan::Path(name) | JsonTablePlan::Nested { parent: name, .. } => names.push(name),
        JsonTablePlan::Union(parts) | JsonTablePlan::Cross(parts) => {
            parts.iter().for_each(|part| siblings_of(part, names));
        }
        JsonTablePlan::Default { .. } => {}
    }
}

fn first_name(plan: &JsonTablePlan) -> Option<Position> {
    let mut names = Vec::new();
    siblings_of(plan, &mut names);
    names.first().map(|name| name.at)
}

fn complete(at: Position, level: &[Nested<'_>], named: &BTreeSet<String>) -> Result<()> {
    let names: Vec<String> = level.iter().map(Nested::name).collect::<Result<_>>()?;
    let missing: Vec<&str> = names.iter().filter(|name| !named.contains(*name)).map(String::as_str).collect();
    if missing.is_empty() { Ok(()) } else { Err(not_included(at, &missing.join(", "))) }
}

fn not_included(at: Position, names: &str) -> TrinoError {
    let text = "JSON_TABLE plan should contain all JSON paths available at each level of nesting. Paths not included";
    semantic(at, ErrorCode::InvalidPlan, format!("{text}: {names}"))
}

fn part_plan(written: &JsonTablePlan, level: &[Nested<'_>]) -> Result<TablePlan> {
    let all = |parts: &[JsonTablePlan]| parts.iter().map(|part| part_plan(part, level)).collect::<Result<Vec<_>>>();
    let find = |name: &Ident| {
        let found = level.iter().find(|path| path.name.is_some_and(|own| canonical(own) == canonical(name)));
        found.ok_or_else(|| TrinoError::internal("a path was lost"))
    };
    match written {
        JsonTablePlan::Union(parts) => all(parts).map(TablePlan::Union),
        JsonTablePlan::Cross(parts) => all(parts).map(TablePlan::Cross),
        JsonTablePlan::Path(name) => {
            let path = find(name)?;
            complete(name.at, &path.below, &BTreeSet::new())?;
            Ok(TablePlan::Path(path.number, None))
        }
        JsonTablePlan::Nested { parent, outer, child } => {
            let path = find(parent)?;
            let below = level_plan(child, &path.below, parent.at)?;
            Ok(TablePlan::Path(path.number, Some(Box::new((*outer, below)))))
        }
        JsonTablePlan::Default { .. } => Err(TrinoError::internal("PLAN DEFAULT is part of another plan")),
    }
}
