//! Running a path over a document.

use std::cell::Cell;

use boathouse_types::{ErrorCode, Result, TrinoError};

use super::item::{Item, Kind};
use super::navigate::{all_elements, descendants, elements, member, members};
use super::{Node, Path, arithmetic, failed, method, predicate};
use crate::document::Json;

/// Items all the steps of one path may make.
const ITEMS_MAX: usize = 10_000_000;

pub(super) type Sequence<'d> = Vec<Item<'d>>;

/// What a path sees.
pub(super) struct Scope<'s, 'd> {
    pub(super) lax: bool,
    root: &'s Item<'d>,
    variables: &'s [(String, Sequence<'d>)],
    made: Cell<usize>,
    /// Objects that `keyvalue()` has numbered.
    pub(super) objects: Cell<i64>,
}

/// What the inner of a filter or subscript sees besides.
#[derive(Clone, Copy)]
pub(super) struct Inner<'s, 'd> {
    pub(super) current: Option<&'s Item<'d>>,
    pub(super) last: Option<i64>,
}

/// The items a path finds in a document.
pub(crate) fn evaluate<'d>(
    path: &Path,
    root: &Item<'d>,
    variables: &[(String, Vec<Item<'d>>)],
) -> Result<Vec<Item<'d>>> {
    let scope = Scope { lax: path.lax, root, variables, made: Cell::new(0), objects: Cell::new(0) };
    scope.run(&path.root, Inner { current: None, last: None })
}

impl<'d> Scope<'_, 'd> {
    /// Counts items, so that no path makes too many.
    pub(super) fn count(&self, items: usize) -> Result<()> {
        let made = self.made.get().saturating_add(items);
        self.made.set(made);
        if made > ITEMS_MAX {
            let text = format!("JSON path makes more than {ITEMS_MAX} items");
            return Err(TrinoError::new(ErrorCode::GenericInsufficientResources, text));
        }
        Ok(())
    }

    pub(super) fn run(&self, node: &Node, inner: Inner<'_, 'd>) -> Result<Sequence<'d>> {
        let found = match node {
            Node::Context => vec![self.root.clone()],
            Node::Current => {
                let current =
                    inner.current.ok_or_else(|| failed("accessing current filter item with no enclosing filter"));
                vec![current?.clone()]
            }
            Node::Last => {
                let last = inner.last.ok_or_else(|| failed("accessing the last array index with no enclosing array"));
                vec![Item::Number(super::number::Number::of_i64(last?))]
            }
            Node::Variable(name) => {
                let found = self.variables.iter().find(|(known, _)| known == name);
                found.map(|(_, items)| items.clone()).ok_or_else(|| failed(format_args!("no value for ${name}")))?
            }
            Node::Null => vec![Item::Made(Json::Null)],
            Node::Bool(value) => vec![Item::Made(Json::Bool(*value))],
            Node::Text(text) => vec![Item::Made(Json::Text(text.clone().into()))],
            Node::Number(number) => vec![Item::Number(*number)],
            Node::Negate(of) => arithmetic::signed(self.operand(of, inner)?, true)?,
            Node::Plus(of) => arithmetic::signed(self.operand(of, inner)?, false)?,
            Node::Arithmetic(operator, left, right) => {
                let (left, right) = (self.operand(left, inner)?, self.operand(right, inner)?);
                vec![arithmetic::binary(*operator, &left, &right)?]
            }
            Node::Member(of, name) => member(self, self.operand(of, inner)?, name)?,
            Node::Members(of) => members(self, self.operand(of, inner)?)?,
            Node::Descendants(of, name) => descendants(self, &self.run(of, inner)?, name)?,
            Node::AllElements(of) => all_elements(self, self.run(of, inner)?)?,
            Node::Elements(of, subscripts) => elements(self, self.run(of, inner)?, subscripts, inner)?,
            Node::Filter(of, condition) => self.filter(self.operand(of, inner)?, condition, inner)?,
            Node::Method(of, called) => method::call(self, *called, self.run(of, inner)?)?,
        };
        self.count(found.len())?;
        Ok(found)
    }

    /// The items of an expression, in lax mode with the elements of arrays in place of them.
    pub(super) fn operand(&self, node: &Node, inner: Inner<'_, 'd>) -> Result<Sequence<'d>> {
        Ok(self.unwrapped(self.run(node, inner)?))
    }

    pub(super) fn unwrapped(&self, items: Sequence<'d>) -> Sequence<'d> {
        if !self.lax || !items.iter().any(|item| matches!(item.kind(), Kind::Array(_))) {
            return items;
        }
        items.into_iter().flat_map(|item| item.elements().unwrap_or_else(|| vec![item])).collect()
    }

    fn filter(&self, items: Sequence<'d>, condition: &super::Predicate, inner: Inner<'_, 'd>) -> Result<Sequence<'d>> {
        let mut kept = Vec::new();
        for item in items {
            let inner = Inner { current: Some(&item), ..inner };
            if predicate::holds(self, condition, inner)? == Some(true) {
                kept.push(item);
            }
        }
        Ok(kept)
    }
}
