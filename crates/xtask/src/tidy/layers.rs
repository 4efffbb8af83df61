//! Which crate may depend on which: the table here is the architecture.

use std::collections::BTreeMap;

use super::Violation;
use crate::cargo_metadata::{Metadata, Package};

/// The layer of every crate. A crate depends only on crates of smaller numbers.
const LAYERS: &[(&str, u8)] = &[
    ("boathouse-schema", 0),
    ("boathouse-state", 1),
    ("boathouse-types", 1),
    ("boathouse-lake", 2),
    ("boathouse-formats", 2),
    ("boathouse-functions", 2),
    ("boathouse-catalog", 3),
    ("boathouse-functions-cast", 3),
    ("boathouse-iceberg", 3),
    ("boathouse-registry", 3),
    ("boathouse-functions-aggregate", 4),
    ("boathouse-functions-datetime", 4),
    ("boathouse-functions-json", 4),
    ("boathouse-functions-math", 4),
    ("boathouse-functions-nested", 4),
    ("boathouse-functions-text", 4),
    ("boathouse-jdbc", 4),
    ("boathouse-permissions", 4),
    ("boathouse-crawler", 5),
    ("boathouse-sql", 5),
    ("boathouse-etl", 6),
    ("boathouse-query", 6),
    ("boathouse", 7),
    ("boathouse-wire", 7),
    ("boathouse-s3", 8),
    ("boathouse-glue", 8),
    ("boathouse-lakeformation", 8),
    ("boathouse-athena", 8),
    ("boathouse-logs", 8),
    ("boathouse-sts", 8),
    ("boathouse-server", 9),
    ("boathouse-cli", 10),
    ("boathouse-conformance", DEVELOPMENT),
    ("boathouse-golden", DEVELOPMENT),
    ("boathouse-testing", DEVELOPMENT),
    ("boathouse-benches", DEVELOPMENT),
    ("boathouse-features", DEVELOPMENT),
    ("boathouse-fuzz", DEVELOPMENT),
    ("xtask", DEVELOPMENT),
];

/// Crates that no product crate may depend on, except for its own tests.
const DEVELOPMENT: u8 = 11;

/// Third-party crates that only some of ours may see.
const VISIBLE: &[Visibility] = &[
    Visibility {
        what: "the query engine",
        dependencies: &["datafusion"],
        crates: &[
            "boathouse-formats",
            "boathouse-functions",
            "boathouse-functions-aggregate",
            "boathouse-functions-cast",
            "boathouse-functions-datetime",
            "boathouse-functions-json",
            "boathouse-functions-math",
            "boathouse-functions-nested",
            "boathouse-functions-text",
            "boathouse-sql",
            "boathouse-query",
            "boathouse-etl",
            "boathouse",
            "boathouse-cli",
        ],
    },
    Visibility {
        what: "HTTP",
        dependencies: &["axum", "http", "http-body", "http-body-util", "hyper", "hyper-util", "s3s"],
        crates: &[
            "boathouse-wire",
            "boathouse-s3",
            "boathouse-glue",
            "boathouse-athena",
            "boathouse-sts",
            "boathouse-server",
            "boathouse-cli",
        ],
    },
    Visibility { what: "TLS", dependencies: &["rcgen", "tokio-rustls"], crates: &["boathouse-server"] },
];

struct Visibility {
    what: &'static str,
    dependencies: &'static [&'static str],
    crates: &'static [&'static str],
}

pub(super) fn check(metadata: &Metadata) -> Vec<Violation> {
    let mut found = Vec::new();
    for package in &metadata.packages {
        let Some(layer) = layer_of(&package.name) else {
            let text = "has no layer; give it one in crates/xtask/src/tidy/layers.rs";
            found.push(Violation::new(&package.name, 0, text));
            continue;
        };
        found.extend(dependencies_upward(package, layer));
        found.extend(dependencies_unseen(package, layer));
        found.extend(development_cycles(package, metadata));
    }
    for (name, _) in LAYERS {
        if !metadata.packages.iter().any(|package| package.name == *name) {
            found.push(Violation::new(*name, 0, "has a layer but is not in the workspace"));
        }
    }
    found
}

fn layer_of(name: &str) -> Option<u8> {
    LAYERS.iter().find(|(member, _)| *member == name).map(|(_, layer)| *layer)
}

fn dependencies_upward(package: &Package, layer: u8) -> Vec<Violation> {
    let normal = package.dependencies.iter().filter(|dependency| dependency.kind.is_none());
    let upward = normal.filter_map(|dependency| {
        let other = layer_of(&dependency.name)?;
        let both_development = layer == DEVELOPMENT && other == DEVELOPMENT;
        (other >= layer && !both_development).then(|| {
            let text = format!("layer {layer} depends on {}, which is in layer {other}", dependency.name);
            Violation::new(&package.name, 0, text)
        })
    });
    upward.collect()
}

fn dependencies_unseen(package: &Package, layer: u8) -> Vec<Violation> {
    let mut found = Vec::new();
    if layer == DEVELOPMENT {
        return found;
    }
    for visibility in VISIBLE.iter().filter(|visibility| !visibility.crates.contains(&package.name.as_str())) {
        for dependency in package.dependencies.iter().filter(|dependency| dependency.kind.is_none()) {
            if visibility.dependencies.contains(&dependency.name.as_str()) {
                let text = format!("may not see {}, so not depend on {}", visibility.what, dependency.name);
                found.push(Violation::new(&package.name, 0, text));
            }
        }
    }
    found
}

/// A development dependency on a crate that is built on this one compiles this one twice, and in unit tests the
/// two copies' types do not fit together: such tests belong to the upper crate. `boathouse-testing` is made for
/// integration tests, which link the one library.
fn development_cycles(package: &Package, metadata: &Metadata) -> Vec<Violation> {
    let normal: BTreeMap<&str, Vec<&str>> = metadata
        .packages
        .iter()
        .map(|package| {
            let names = package.dependencies.iter().filter(|dependency| dependency.kind.is_none());
            (package.name.as_str(), names.map(|dependency| dependency.name.as_str()).collect())
        })
        .collect();
    let development = package.dependencies.iter().filter(|dependency| dependency.kind.as_deref() == Some("dev"));
    let cycles = development
        .filter(|dependency| layer_of(&dependency.name) != Some(DEVELOPMENT))
        .filter(|dependency| reaches(&dependency.name, &package.name, &normal));
    cycles
        .map(|dependency| {
            let text = format!("tests use {}, which is built on this crate; put them there", dependency.name);
            Violation::new(&package.name, 0, text)
        })
        .collect()
}

fn reaches(from: &str, to: &str, edges: &BTreeMap<&str, Vec<&str>>) -> bool {
    from == to || edges.get(from).is_some_and(|next| next.iter().any(|name| reaches(name, to, edges)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cargo_metadata::Dependency;

    /// A crate with the names and kinds of its dependencies.
    type Member<'a> = (&'a str, &'a [(&'a str, Option<&'a str>)]);

    fn found_for(packages: &[Member<'_>]) -> Vec<String> {
        let metadata = Metadata {
            target_directory: "target".into(),
            packages: packages
                .iter()
                .map(|(name, dependencies)| Package {
                    name: (*name).to_owned(),
                    dependencies: dependencies
                        .iter()
                        .map(|(name, kind)| Dependency { name: (*name).to_owned(), kind: kind.map(str::to_owned) })
                        .collect(),
                })
                .collect(),
        };
        let lines = check(&metadata).into_iter().map(|violation| violation.to_string());
        lines.filter(|line| !line.contains("not in the workspace")).collect()
    }

    #[test]
    fn directions() {
        let cases: &[(&[Member<'_>], Option<&str>)] = &[
            (&[("boathouse-lake", &[("boathouse-state", None), ("serde", None)])], None),
            (&[("boathouse-state", &[("boathouse-lake", None)])], Some("layer 1 depends on boathouse-lake")),
            (&[("boathouse-etl", &[("boathouse-query", None)])], Some("layer 6 depends on boathouse-query")),
            (&[("boathouse-lake", &[("boathouse-testing", None)])], Some("in layer 11")),
            (&[("boathouse-benches", &[("boathouse-testing", None)])], None),
            (&[("boathouse-catalog", &[("datafusion", None)])], Some("may not see the query engine")),
            (&[("boathouse-catalog", &[("datafusion", Some("dev"))])], None),
            (&[("boathouse-registry", &[("boathouse-schema", None), ("boathouse-state", None)])], None),
            (&[("boathouse-registry", &[("boathouse-catalog", None)])], Some("layer 3 depends on boathouse-catalog")),
            (&[("boathouse-lake", &[("http", None)])], Some("may not see HTTP")),
            (&[("boathouse-new", &[])], Some("has no layer")),
            (&[("boathouse-catalog", &[("boathouse-lake", Some("dev"))]), ("boathouse-lake", &[])], None),
            (
                &[
                    ("boathouse-state", &[("boathouse-catalog", Some("dev"))]),
                    ("boathouse-catalog", &[("boathouse-lake", None)]),
                    ("boathouse-lake", &[("boathouse-state", None)]),
                ],
                Some("built on this crate"),
            ),
        ];
        for (packages, wanted) in cases {
            let found = found_for(packages);
            match wanted {
                None => assert!(found.is_empty(), "{packages:?} gave {found:?}"),
                Some(text) => {
                    assert!(found.len() == 1 && found[0].contains(text), "{packages:?} gave {found:?}");
                }
            }
        }
    }
}
