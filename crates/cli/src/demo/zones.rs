//! The zones trips begin and end in, as JSON lines with nested fields.

use bytes::Bytes;
use serde::Serialize;

use crate::demo::prng::Prng;

/// How many zones there are.
pub(super) const ZONES: u64 = 260;
/// Key of the file.
pub(super) const KEY: &str = "zones/zones.json";

const BOROUGHS: [&str; 5] = ["Harbour", "Hillside", "Lakefront", "Old Town", "Meadows"];
const TAGS: [&str; 4] = ["market", "night", "school", "stadium"];

#[derive(Serialize)]
struct Zone {
    zone_id: u64,
    name: String,
    borough: &'static str,
    location: Location,
    airport: bool,
    tags: Vec<&'static str>,
}

#[derive(Serialize)]
struct Location {
    lat: f64,
    lon: f64,
}

/// The file.
pub(super) fn json() -> Bytes {
    let mut prng = Prng::new(260);
    let mut out = Vec::new();
    for zone_id in 1..=ZONES {
        let index = usize::try_from(zone_id).unwrap_or(0);
        let borough = BOROUGHS[index % BOROUGHS.len()];
        // Numbers of few digits: their decimal text is the number itself.
        let degrees = |from: f64, steps: u64| from + f64::from(u32::try_from(steps).unwrap_or(0)) / 1000.0;
        let lat = degrees(47.0, 1 + prng.below(998));
        let lon = degrees(8.0, 1 + prng.below(998));
        let tags = TAGS.iter().copied().filter(|_| prng.chance(30)).collect();
        let zone = Zone {
            zone_id,
            name: format!("{borough} {}", index / BOROUGHS.len() + 1),
            borough,
            location: Location { lat, lon },
            airport: zone_id % 97 == 0,
            tags,
        };
        if serde_json::to_writer(&mut out, &zone).is_ok() {
            out.push(b'\n');
        }
    }
    out.into()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_zone_is_a_line() {
        let json = super::json();
        let text = std::str::from_utf8(&json).expect("text");
        let zones: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).expect("json")).collect();
        assert_eq!(zones.len() as u64, super::ZONES);
        assert!(zones.iter().all(|zone| zone["location"]["lat"].is_f64()));
        assert!(zones.iter().any(|zone| zone["tags"].as_array().is_some_and(|tags| tags.len() > 1)));
    }
}
