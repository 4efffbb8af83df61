//! The tables of TPC-H and TPC-DS at scale 1 that Trino's product tests read, generated once into files.

use std::path::Path;
use std::process::Command;

use crate::{Result, process, python};

/// The benchmarks, and the category of the cases that read them.
const BENCHMARKS: &[(&str, &str)] = &[("tpch", "product/hive_tpch"), ("tpcds", "product/tpcds")];

/// Whether a file among the options has cases that read the tables.
pub(super) fn is_read(options: &[&str]) -> bool {
    let texts =
        options.iter().filter(|option| option.ends_with(".jsonl")).filter_map(|p| std::fs::read_to_string(p).ok());
    texts.into_iter().any(|text| BENCHMARKS.iter().any(|(_, category)| text.contains(category)))
}

/// Makes what is missing. Without it the cases that read it fail and say so, hence an error is only told.
pub(super) fn make(root: &Path, target: &Path, data: &Path) {
    for (benchmark, category) in BENCHMARKS {
        let folder = data.join(format!("{benchmark}-1"));
        if !folder.is_dir()
            && let Err(error) = generate(root, target, benchmark, &folder)
        {
            process::complain(&format!(
                "error: {error}\nhint: cases of {category} fail without {}\n",
                folder.display()
            ));
        }
    }
}

/// Writes one Parquet file a table.
fn generate(root: &Path, target: &Path, benchmark: &str, folder: &Path) -> Result<()> {
    let requirements = root.join("crates/conformance/python/product-requirements.txt");
    let python = python::environment(target, "python-conformance", &requirements)?;
    let program = python.with_file_name(format!("tpcgen-cli{}", std::env::consts::EXE_SUFFIX));
    process::complain(&format!("generating {}\n", folder.display()));
    // Only what is whole gets the name the cases look for.
    let unfinished = folder.with_extension("unfinished");
    if unfinished.exists() {
        std::fs::remove_dir_all(&unfinished)?;
    }
    std::fs::create_dir_all(&unfinished)?;
    process::must(
        Command::new(program).args([benchmark, "parquet", "--scale-factor", "1", "--output-dir"]).arg(&unfinished),
    )?;
    Ok(std::fs::rename(unfinished, folder)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_made_only_for_cases_that_read_them() {
        let folder = std::env::temp_dir().join(format!("boathouse-xtask-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for (name, text, expected) in [
            ("reads.jsonl", "{\"category\": \"product/tpcds\"}", true),
            ("other.jsonl", "{\"category\": \"operator/scalar\"}", false),
            ("reads.txt", "product/tpcds", false),
        ] {
            let path = folder.join(name);
            std::fs::write(&path, text).unwrap();
            assert_eq!(is_read(&["--columns", path.to_str().unwrap()]), expected, "{name}");
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}
