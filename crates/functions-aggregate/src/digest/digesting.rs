//! Aggregates whose state is a digest.

use std::fmt;
use std::sync::Arc;

use arrow::array::{ArrayRef, BinaryViewArray};
use arrow_schema::DataType;
use boathouse_types::Result;

use crate::columns::bytes;
use crate::engine::{Fold, Rows};

/// A summary of values that can be joined with others, and held as bytes.
pub(crate) trait Digest: Clone + fmt::Debug + Send + Sync + Sized + 'static {
    /// Takes in another one.
    fn merge(&mut self, other: &Self) -> Result<()>;

    /// As bytes.
    fn write(&self) -> Vec<u8>;

    /// From bytes.
    fn read(bytes: &[u8]) -> Result<Self>;

    /// Bytes held beside itself.
    fn size(&self) -> usize;
}

/// The state of a group: nothing until a value comes.
pub(crate) type Slot<D> = Option<Box<D>>;

/// How rows go in.
pub(crate) type Input<D> = dyn Fn(&[ArrayRef], Rows<'_, Slot<D>>) -> Result<()> + Send + Sync;

/// What comes out.
pub(crate) type Output<D> = dyn Fn(&[Slot<D>]) -> Result<ArrayRef> + Send + Sync;

/// An aggregate over a digest.
pub(crate) struct Digesting<D> {
    input: Arc<Input<D>>,
    output: Arc<Output<D>>,
}

impl<D: Digest> Digesting<D> {
    /// An aggregate that takes rows in with `input` and makes its results with `output`.
    pub(crate) fn new(
        input: impl Fn(&[ArrayRef], Rows<'_, Slot<D>>) -> Result<()> + Send + Sync + 'static,
        output: impl Fn(&[Slot<D>]) -> Result<ArrayRef> + Send + Sync + 'static,
    ) -> Self {
        Self { input: Arc::new(input), output: Arc::new(output) }
    }

    /// An aggregate whose result is the digest.
    pub(crate) fn whole(input: impl Fn(&[ArrayRef], Rows<'_, Slot<D>>) -> Result<()> + Send + Sync + 'static) -> Self {
        Self::new(input, |states| Ok(written(states)))
    }

    /// The aggregate that joins digests.
    pub(crate) fn merging() -> Self {
        Self::whole(|values, rows| merge_saved(values, rows))
    }
}

impl<D> fmt::Debug for Digesting<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digesting")
    }
}

fn written<D: Digest>(states: &[Slot<D>]) -> ArrayRef {
    Arc::new(states.iter().map(|s| s.as_ref().map(|d| d.write())).collect::<BinaryViewArray>())
}

fn merge_saved<D: Digest>(saved: &[ArrayRef], mut rows: Rows<'_, Slot<D>>) -> Result<()> {
    let saved = bytes(saved, 0)?;
    rows.each_valid(saved, |state, row| {
        let other = D::read(saved.value(row))?;
        match state {
            Some(digest) => digest.merge(&other),
            None => {
                *state = Some(Box::new(other));
                Ok(())
            }
        }
    })
}

impl<D: Digest> Fold for Digesting<D> {
    type State = Slot<D>;

    fn start(&self) -> Self::State {
        None
    }

    fn state_types(&self) -> Vec<DataType> {
        vec![DataType::BinaryView]
    }

    fn update(&self, values: &[ArrayRef], rows: Rows<'_, Self::State>) -> Result<()> {
        (self.input)(values, rows)
    }

    fn save(&self, states: &[Self::State]) -> Result<Vec<ArrayRef>> {
        Ok(vec![written(states)])
    }

    fn merge(&self, saved: &[ArrayRef], rows: Rows<'_, Self::State>) -> Result<()> {
        merge_saved(saved, rows)
    }

    fn finish(&self, states: &[Self::State]) -> Result<ArrayRef> {
        (self.output)(states)
    }

    fn heap(&self, state: &Self::State) -> usize {
        state.as_ref().map_or(0, |d| size_of::<D>() + d.size())
    }
}
