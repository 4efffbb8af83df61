//! What is made once for a text, such as a regular expression, and kept over rows and batches.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use boathouse_types::Result;

/// Compiled texts kept per call; a column with more different ones starts over.
const KEPT_MAX: usize = 256;

/// A maker with what it has made.
#[derive(Debug)]
pub struct Compiled<T> {
    make: fn(&str) -> Result<T>,
    kept: Mutex<HashMap<Box<str>, Arc<T>>>,
}

impl<T> Compiled<T> {
    /// Keeps what `make` makes.
    pub fn new(make: fn(&str) -> Result<T>) -> Self {
        Self { make, kept: Mutex::new(HashMap::new()) }
    }

    fn get(&self, text: &str) -> Result<Arc<T>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = kept.get(text) {
            return Ok(Arc::clone(found));
        }
        let made = Arc::new((self.make)(text)?);
        if kept.len() >= KEPT_MAX {
            kept.clear();
        }
        kept.insert(text.into(), Arc::clone(&made));
        Ok(made)
    }
}

/// The last one used in a batch: rows that follow each other mostly have the same.
#[derive(Debug)]
pub struct Recent<'a, T> {
    compiled: &'a Compiled<T>,
    last: Option<(&'a str, Arc<T>)>,
}

impl<'a, T> Recent<'a, T> {
    /// For one batch.
    pub fn new(compiled: &'a Compiled<T>) -> Self {
        Self { compiled, last: None }
    }

    /// What is made of a text.
    ///
    /// # Errors
    /// Why nothing can be made of it.
    pub fn get(&mut self, text: &'a str) -> Result<Arc<T>> {
        if let Some((last, made)) = &self.last
            && *last == text
        {
            return Ok(Arc::clone(made));
        }
        let made = self.compiled.get(text)?;
        self.last = Some((text, Arc::clone(&made)));
        Ok(made)
    }
}
