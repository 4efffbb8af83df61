//! Names that are made anew each time, as names of the same length that are always the same.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

use regex::bytes::{Captures, Regex};

/// Identifiers of executions and of objects, and the engine's own of queries with their place and time.
static MADE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|([0-9]{8}_[0-9]{6}_[0-9]{5}_)[a-z0-9]{5}")
        .unwrap()
});

/// What was made so far, by what it is called here.
#[derive(Default)]
pub(super) struct Names(Mutex<BTreeMap<String, String>>);

impl Names {
    /// The same bytes with every made name replaced, so that each length in them is still right.
    pub fn replaced(&self, bytes: &[u8]) -> Vec<u8> {
        MADE.replace_all(bytes, |found: &Captures<'_>| self.known_as(found)).into_owned()
    }

    pub fn text(&self, text: &str) -> String {
        String::from_utf8(self.replaced(text.as_bytes())).unwrap()
    }

    /// The text with what has been made in the place of what it is called here.
    pub fn real(&self, text: &str) -> String {
        let known = self.0.lock().unwrap();
        known.iter().fold(text.to_owned(), |text, (name, made)| text.replace(name, made))
    }

    fn known_as(&self, found: &Captures<'_>) -> Vec<u8> {
        // The engine counts its queries, and each scenario has an engine of its own.
        if let Some(counted) = found.get(1) {
            return [counted.as_bytes(), b"xxxxx"].concat();
        }
        let made = String::from_utf8(found[0].to_vec()).unwrap();
        let mut known = self.0.lock().unwrap();
        if let Some((name, _)) = known.iter().find(|(name, known)| **known == made || **name == made) {
            return name.clone().into_bytes();
        }
        let name = format!("00000000-0000-0000-0000-{:012}", known.len() + 1);
        known.insert(name.clone(), made);
        name.into_bytes()
    }
}
