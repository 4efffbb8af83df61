//! Views in several dialects: what `ViewUpdateAction` does to a view.

use boathouse_catalog::{Column, Table, TableInput, ViewDefinition, ViewRepresentation};
use serde::Deserialize;

use crate::Error;

/// `ViewUpdateAction`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum ViewUpdateAction {
    /// Dialects more.
    Add,
    /// Other texts of dialects the view has.
    Replace,
    /// Either.
    AddOrReplace,
    /// Dialects less.
    Drop,
}

/// Refuses a definition that has a dialect twice, or a text without one.
pub(crate) fn check_dialects(view: Option<&ViewDefinition>) -> Result<(), Error> {
    let texts = view.and_then(|view| view.representations.as_deref()).unwrap_or_default();
    for (at, text) in texts.iter().enumerate() {
        let Some(dialect) = &text.dialect else { return invalid("A representation of a view needs a Dialect.") };
        if texts[..at].iter().any(|other| other.dialect == text.dialect) {
            return invalid(format!("The dialect {dialect} is given twice."));
        }
    }
    Ok(())
}

/// The view after the action. What `input` leaves out of the table stays as it is. With `force` the dialects that
/// were written for other columns or tables than `input` has become stale; without it such a change is refused.
pub(crate) fn updated(
    present: Table,
    mut input: TableInput,
    action: ViewUpdateAction,
    force: bool,
) -> Result<TableInput, Error> {
    let Some(mut view) = present.view_definition.clone() else {
        return invalid(format!("Table {} has no ViewDefinition to update.", present.name));
    };
    let given = input.view_definition.take().unwrap_or_default();
    check_dialects(Some(&given))?;
    let texts = given.representations.clone().unwrap_or_default();
    if texts.is_empty() {
        return invalid("A ViewUpdateAction needs Representations.");
    }
    let differs = columns_differ(&present, &input) || sub_objects_differ(&view, &given);
    if differs && !force {
        return invalid("The StorageDescriptor or the SubObjects are not those of the view: Force makes them so.");
    }
    let kept = view.representations.take().unwrap_or_default();
    view.representations = Some(combined(kept, texts, action, differs)?);
    let mut next = TableInput::from(present);
    overlay_view(&mut view, given);
    overlay_table(&mut next, input);
    next.view_definition = Some(view);
    Ok(next)
}

fn combined(
    mut kept: Vec<ViewRepresentation>,
    texts: Vec<ViewRepresentation>,
    action: ViewUpdateAction,
    others_are_stale: bool,
) -> Result<Vec<ViewRepresentation>, Error> {
    if others_are_stale {
        kept.iter_mut().for_each(|text| text.is_stale = Some(true));
    }
    for text in texts {
        let dialect = text.dialect.clone().unwrap_or_default();
        let at = kept.iter().position(|other| other.dialect == text.dialect);
        match (action, at) {
            (ViewUpdateAction::Add, Some(_)) => return invalid(format!("The view has the dialect {dialect} already.")),
            (ViewUpdateAction::Replace | ViewUpdateAction::Drop, None) => {
                return invalid(format!("The view does not have the dialect {dialect}."));
            }
            (ViewUpdateAction::Drop, Some(at)) => drop(kept.remove(at)),
            (ViewUpdateAction::Replace | ViewUpdateAction::AddOrReplace, Some(at)) => kept[at] = text,
            (ViewUpdateAction::Add | ViewUpdateAction::AddOrReplace, None) => kept.push(text),
        }
    }
    if kept.is_empty() {
        return invalid("The last dialect of a view cannot be dropped: delete the table.");
    }
    Ok(kept)
}

fn columns_differ(present: &Table, input: &TableInput) -> bool {
    let key = |column: &Column| (column.name.to_lowercase(), column.data_type.clone());
    let Some(descriptor) = &input.storage_descriptor else { return false };
    !descriptor.columns.iter().map(key).eq(present.columns().iter().map(key))
}

fn sub_objects_differ(view: &ViewDefinition, given: &ViewDefinition) -> bool {
    let sorted = |objects: &Option<Vec<String>>| {
        let mut objects = objects.clone().unwrap_or_default();
        objects.sort();
        objects
    };
    given.sub_objects.is_some() && sorted(&given.sub_objects) != sorted(&view.sub_objects)
}

/// Takes over what a definition says.
fn overlay_view(view: &mut ViewDefinition, given: ViewDefinition) {
    take(&mut view.is_protected, given.is_protected);
    take(&mut view.is_managed, given.is_managed);
    take(&mut view.definer, given.definer);
    take(&mut view.view_version_id, given.view_version_id);
    take(&mut view.view_version_token, given.view_version_token);
    take(&mut view.refresh_seconds, given.refresh_seconds);
    take(&mut view.last_refresh_type, given.last_refresh_type);
    take(&mut view.sub_objects, given.sub_objects);
    take(&mut view.sub_object_version_ids, given.sub_object_version_ids);
    take(&mut view.sub_objects_statistics, given.sub_objects_statistics);
    take(&mut view.spark_pipeline_info, given.spark_pipeline_info);
}

/// Takes over what an input says.
fn overlay_table(next: &mut TableInput, input: TableInput) {
    take(&mut next.description, input.description);
    take(&mut next.owner, input.owner);
    take(&mut next.last_access_time_ms, input.last_access_time_ms);
    take(&mut next.last_analyzed_time_ms, input.last_analyzed_time_ms);
    take(&mut next.retention, input.retention);
    take(&mut next.storage_descriptor, input.storage_descriptor);
    take(&mut next.view_original_text, input.view_original_text);
    take(&mut next.view_expanded_text, input.view_expanded_text);
    take(&mut next.table_type, input.table_type);
    take(&mut next.target_table, input.target_table);
    take(&mut next.federated_table, input.federated_table);
    if !input.partition_keys.is_empty() {
        next.partition_keys = input.partition_keys;
    }
    if !input.parameters.is_empty() {
        next.parameters = input.parameters;
    }
}

fn take<T>(at: &mut Option<T>, given: Option<T>) {
    if given.is_some() {
        *at = given;
    }
}

fn invalid<T>(text: impl Into<String>) -> Result<T, Error> {
    Err(Error::InvalidInput(text.into()))
}
