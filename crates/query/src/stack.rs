//! Stacks for trees that are walked, and dropped, by recursion.
//!
//! A chain of operators is a tree as deep as the chain is long, and much of what the engine does to a
//! tree (cloning, hashing, printing, dropping) takes a frame a level without looking how much stack is
//! left; running out of it ends the process. So the depth of a statement is bounded before its tree
//! is made (`planner::size`), and whatever holds such a tree has a stack that is deep enough for the bound.

/// The stack of every thread that queries run on. Only the pages that are used take memory.
pub(crate) const DEEP_STACK_BYTES: usize = 64 << 20;

/// Runs `work` where a deep stack is left: here, or on one made for it when the caller's thread has none.
pub(crate) fn on_deep_stack<T>(work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(DEEP_STACK_BYTES / 2, DEEP_STACK_BYTES, work)
}

/// Something deep that callers hold, whose threads have stacks of their own choice: it is dropped on a
/// deep stack wherever that happens.
#[derive(Debug, Clone)]
pub(crate) struct Deep<T>(Option<T>);

impl<T> Deep<T> {
    pub(crate) fn new(held: T) -> Self {
        Self(Some(held))
    }

    pub(crate) fn get(&self) -> Option<&T> {
        self.0.as_ref()
    }
}

impl<T> Drop for Deep<T> {
    fn drop(&mut self) {
        if let Some(held) = self.0.take() {
            on_deep_stack(|| drop(held));
        }
    }
}

#[cfg(test)]
mod tests;
