//! Which element is the row when nobody says so.

use std::collections::HashMap;

use super::reader::{Event, Reader};
use crate::infer::Mismatch;

/// Rows are looked for this deep below the root.
const LEVELS_MAX: usize = 8;
/// Different places of elements that are kept apart.
const PLACES_MAX: usize = 10_000;
/// Open elements.
pub(super) const DEPTH_MAX: usize = 1_000;

/// Elements of one name at one place of the tree.
struct Place<'a> {
    name: &'a str,
    depth: usize,
    count: usize,
}

/// The row is the element that repeats, the nearest to the root; of several at one depth the most frequent, then the
/// first. Self-closing elements are no rows.
pub(super) fn row_tag<'a>(text: &'a str, complete: bool) -> Result<&'a str, Mismatch> {
    let mut reader = Reader::new(text, complete);
    let mut places: Vec<Place<'a>> = Vec::new();
    let mut known: HashMap<(Option<usize>, &'a str), usize> = HashMap::new();
    // Names of the open elements with their places, as far as these are kept.
    let mut open: Vec<(&'a str, Option<usize>)> = Vec::new();
    let mut roots = 0;
    while let Some(event) = reader.next()? {
        match event {
            Event::Start { name, empty, .. } => {
                roots += usize::from(open.is_empty());
                if roots > 1 {
                    return Err(reader.mismatch("more than one element at the root"));
                }
                if empty {
                    continue;
                }
                if open.len() == DEPTH_MAX {
                    return Err(reader.mismatch("elements are nested more than 1000 deep"));
                }
                let parent = open.last().map(|(_, place)| *place);
                let mut place = None;
                // An element below one that is not kept is not kept either.
                if open.len() <= LEVELS_MAX && parent != Some(None) {
                    let key = (parent.flatten(), name);
                    place = known.get(&key).copied();
                    if place.is_none() && places.len() < PLACES_MAX {
                        place = Some(places.len());
                        known.insert(key, places.len());
                        places.push(Place { name, depth: open.len(), count: 0 });
                    }
                }
                if let Some(place) = place {
                    places[place].count += 1;
                }
                open.push((name, place));
            }
            Event::End(name) => match open.pop() {
                Some((begun, _)) if begun == name => {}
                Some((begun, _)) => return Err(reader.mismatch(&format!("</{name}> ends <{begun}>"))),
                None => return Err(reader.mismatch(&format!("</{name}> ends nothing"))),
            },
            Event::Text(text) if open.is_empty() && !text.trim().is_empty() => {
                return Err(reader.mismatch("text outside of the root element"));
            }
            Event::Text(_) | Event::Cdata(_) => {}
        }
    }
    if let Some((name, _)) = open.last().filter(|_| complete) {
        return Err(reader.mismatch(&format!("<{name}> is not ended")));
    }
    let repeated = || places.iter().filter(|place| place.depth > 0 && place.count > 1);
    let nearest = repeated().map(|place| place.depth).min();
    let at_depth = || repeated().filter(|place| Some(place.depth) == nearest);
    let most = at_depth().map(|place| place.count).max();
    at_depth().find(|place| Some(place.count) == most).map(|place| place.name).ok_or_else(|| Mismatch {
        reason: "no element repeats, so none can be told to be the row: a classifier with a row tag says it".to_owned(),
        needs_more: !complete,
    })
}
