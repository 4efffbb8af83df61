//! The documentation page of all functions, made from their declarations.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;

use boathouse_functions::{Category, Example, Signature};
use boathouse_sql::analyzer;

const HEAD: &str = "\
# Functions

Made from the declarations in the code by `cargo xtask conformance --function-page docs/src/functions.md`; a test keeps it fresh and
runs every example. Signatures are Trino's: a name in the place of a number stands for any, `T:comparable` and `T:orderable` are what
a type must be able to do. Every function listed is whole; what Trino has beside them (geospatial functions and machine learning) is
answered with `FUNCTION_NOT_FOUND`.
";

struct Entry {
    name: &'static str,
    aliases: &'static [&'static str],
    description: &'static str,
    signatures: Vec<&'static str>,
    examples: &'static [Example],
}

/// The whole page.
pub(crate) fn render() -> Result<String, Box<dyn Error>> {
    let library = analyzer::library()?;
    let mut chapters: BTreeMap<Category, Vec<Entry>> = BTreeMap::new();
    let mut add = |category, entry: Entry| chapters.entry(category).or_default().push(entry);
    for f in library.scalars() {
        let signatures = f.overloads.iter().map(|o| o.signature).collect();
        let (name, aliases, description, examples) = (f.name, f.aliases, f.description, f.examples);
        add(f.category, Entry { name, aliases, description, signatures, examples });
    }
    for f in library.aggregates() {
        let signatures = f.overloads.iter().map(|o| o.signature).collect();
        let (name, aliases, description, examples) = (f.name, f.aliases, f.description, f.examples);
        add(f.category, Entry { name, aliases, description, signatures, examples });
    }
    for f in library.windows() {
        let signatures = f.overloads.iter().map(|o| o.signature).collect();
        let entry = Entry { name: f.name, aliases: &[], description: f.description, signatures, examples: f.examples };
        add(Category::Window, entry);
    }
    let mut page = HEAD.to_owned();
    for (category, mut entries) in chapters {
        // Operators and what only syntax calls have no name a query could write.
        entries.retain(|entry| !entry.name.starts_with('$'));
        entries.sort_by_key(|entry| entry.name);
        entries.dedup_by(|a, b| std::ptr::eq(a.signatures[0], b.signatures[0]) && a.name == b.name);
        if !entries.is_empty() {
            write!(page, "\n## {category:?}\n")?;
            entries.iter().try_for_each(|entry| chapter_entry(&mut page, entry))?;
        }
    }
    Ok(page)
}

fn chapter_entry(page: &mut String, entry: &Entry) -> Result<(), Box<dyn Error>> {
    write!(page, "\n### {}\n\n{}", entry.name, entry.description)?;
    if !entry.aliases.is_empty() {
        write!(page, " Also: {}.", entry.aliases.join(", "))?;
    }
    page.push_str("\n\n```sql\n");
    for text in &entry.signatures {
        let signature = Signature::parse(text)?;
        writeln!(page, "{} → {}", signature.describe(entry.name), signature.returns)?;
    }
    page.push_str("```\n");
    if !entry.examples.is_empty() {
        page.push_str("\n| example | result |\n|---|---|\n");
        for example in entry.examples {
            let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
            writeln!(page, "| `{}` | `{}` |", cell(example.sql), cell(example.result))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use boathouse_sql::analyzer::MemoryCatalog;
    use boathouse_types::Zone;

    use super::*;
    use crate::compare::cells_equal;
    use crate::engine::{Engine, Surroundings};

    #[test]
    fn the_page_is_fresh() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/functions.md");
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == render().unwrap(), "run `cargo xtask conformance --function-page docs/src/functions.md`");
    }

    #[test]
    fn examples_give_what_they_say() {
        let (engine, catalog) = (Engine::new(Zone::UTC).unwrap(), MemoryCatalog::default());
        let engine = Surroundings { engine: &engine, catalog: &catalog, time_max: Duration::from_secs(20) };
        let library = analyzer::library().unwrap();
        let scalars = library.scalars().into_iter().flat_map(|f| f.examples);
        let aggregates = library.aggregates().into_iter().flat_map(|f| f.examples);
        let windows = library.windows().into_iter().flat_map(|f| f.examples);
        let mut wrong = Vec::new();
        for example in scalars.chain(aggregates).chain(windows) {
            let start = example.sql.trim_start().to_ascii_uppercase();
            let query = ["SELECT ", "WITH ", "VALUES "].iter().any(|word| start.starts_with(word));
            let sql = if query { example.sql.to_owned() } else { format!("SELECT {}", example.sql) };
            let found = match engine.run(&sql) {
                Ok(answer) => answer.rows.first().and_then(|row| row.first()).cloned().flatten(),
                Err(error) => Some(format!("{}: {error}", error.code.as_str())),
            };
            let text = found.as_deref().unwrap_or("NULL");
            if text != example.result && !cells_equal(Some(text), Some(example.result)) {
                wrong.push(format!("{}: {text}, not {}", example.sql, example.result));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
