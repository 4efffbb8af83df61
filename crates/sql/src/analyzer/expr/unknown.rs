//! What is said of functions that are not there.

/// Beginnings and parts of the names of Trino's geospatial functions.
const GEOSPATIAL: [&str; 10] = [
    "st_",
    "bing_tile",
    "geometry_",
    "to_geometry",
    "encoded_polyline",
    "geojson_geometry",
    "to_spherical_geography",
    "great_circle_distance",
    "simplify_geometry",
    "convex_hull_agg",
];

/// The text for a function of this name. Athena has the geospatial functions, so their users are told that the
/// name is not the mistake.
pub(crate) fn unknown_function(name: &str) -> String {
    let known = name.starts_with("line_interpolate_point")
        || name == "line_locate_point"
        || GEOSPATIAL.iter().any(|part| name.starts_with(part) || part.len() > 3 && name.contains(part));
    let hint = if known { " (there are no geospatial functions here)" } else { "" };
    format!("Function '{name}' not registered{hint}")
}

#[cfg(test)]
mod tests {
    use super::unknown_function;

    #[test]
    fn geospatial_functions_are_named_as_such() {
        for (name, geospatial) in [
            ("st_point", true),
            ("bing_tiles_around", true),
            ("from_encoded_polyline", true),
            ("geometry_union_agg", true),
            ("line_locate_point", true),
            ("foo", false),
            ("first_", false),
            ("stddev_of", false),
        ] {
            let found = unknown_function(name);
            assert!(found.starts_with(&format!("Function '{name}' not registered")), "{found}");
            assert_eq!(found.contains("geospatial"), geospatial, "{found}");
        }
    }
}
