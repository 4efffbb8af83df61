//! `CRAWL 's3://…' INTO database WITH (…)`: the crawler behind the statement.

use boathouse_catalog::{Catalog, DatabaseInput};
use boathouse_crawler::{
    Configuration, CrawlOptions, CrawlRequest, CrawlTarget, Crawlers, Difference, Plan, TableAction, TablePlan,
    TypeRules,
};
use boathouse_query::{CrawlStatement, CrawledRow, Crawls};
use boathouse_schema::S3Uri;
use futures::FutureExt;
use futures::future::BoxFuture;

/// What may stand behind `WITH`.
const OPTIONS: &[&str] = &["configuration", "dry_run", "table_prefix", "types"];

/// The crawlers that statements crawl with.
#[derive(Debug, Clone)]
pub(crate) struct StatementCrawls {
    pub crawlers: Crawlers,
    pub catalog: Catalog,
}

impl Crawls for StatementCrawls {
    fn crawl(&self, scope: &str, statement: CrawlStatement) -> BoxFuture<'static, Result<Vec<CrawledRow>, String>> {
        let (crawlers, catalog) = (self.crawlers.in_scope(scope), self.catalog.in_scope(scope));
        async move { crawl(&crawlers, &catalog, statement).await }.boxed()
    }
}

/// What a statement asks for, understood.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    request: CrawlRequest,
    dry_run: bool,
}

async fn crawl(crawlers: &Crawlers, catalog: &Catalog, statement: CrawlStatement) -> Result<Vec<CrawledRow>, String> {
    let Asked { request, dry_run } = asked(statement)?;
    let database = &request.options.database;
    if !dry_run && let Err(boathouse_catalog::Error::DatabaseNotFound(_)) = catalog.database(database).await {
        match catalog.create_database(DatabaseInput::named(database)).await {
            // Somebody else was quicker.
            Ok(_) | Err(boathouse_catalog::Error::DatabaseExists(_)) => {}
            Err(error) => return Err(error.to_string()),
        }
    }
    let plan = crawlers.plan(&request).await.map_err(|error| error.to_string())?;
    if !dry_run {
        let crawler = &request.options.crawler_name;
        crawlers.apply_as_run(&plan, crawler).await.map_err(|error| error.to_string())?;
    }
    Ok(rows(&plan))
}

fn asked(statement: CrawlStatement) -> Result<Asked, String> {
    let location: S3Uri =
        statement.target.parse().map_err(|_| format!("'{}' is not s3://bucket/prefix", statement.target))?;
    let Some(database) = statement.database.filter(|name| !name.is_empty()) else {
        return Err("there is no database for the tables: write INTO database".to_owned());
    };
    let mut options = CrawlOptions {
        database,
        // The same as on the command line, so that either goes on with the other's tables.
        crawler_name: format!("cli:{location}"),
        ..CrawlOptions::default()
    };
    let mut dry_run = false;
    for (name, value) in statement.options {
        match (name.as_str(), value.as_str()) {
            ("table_prefix", _) => options.table_prefix = value,
            ("types", "glue") => options.types = TypeRules::Glue,
            ("types", "precise") => options.types = TypeRules::Precise,
            ("dry_run", "true") => dry_run = true,
            ("dry_run", "false") => dry_run = false,
            ("configuration", _) => {
                options.configuration = Configuration::parse(&value).map_err(|error| error.to_string())?;
            }
            (known, _) if OPTIONS.contains(&known) => {
                return Err(format!("'{value}' is no value of the option '{name}'"));
            }
            _ => return Err(format!("there is no option '{name}': {} are", OPTIONS.join(", "))),
        }
    }
    Ok(Asked { request: CrawlRequest { targets: vec![CrawlTarget::s3(location)], options }, dry_run })
}

/// A row for every table that was found, for the partitions that change, and for every warning.
fn rows(plan: &Plan) -> Vec<CrawledRow> {
    let mut rows = Vec::new();
    for table in &plan.tables {
        let name = format!("{}.{}", plan.database, table.name);
        rows.push(row(action(table), "table", &name, lines(table)));
        let partitions = &table.partitions;
        for (action, count) in [
            ("create", partitions.create.len()),
            ("update", partitions.update.len()),
            ("delete", partitions.delete.len()),
        ] {
            if count > 0 {
                let plural = if count == 1 { "" } else { "s" };
                rows.push(row(action, "partition", &name, format!("{count} partition{plural}")));
            }
        }
    }
    rows.extend(plan.lints.iter().map(|lint| row("warn", "warning", &lint.table, lint.to_string())));
    rows
}

fn row(action: &str, kind: &str, name: &str, details: String) -> CrawledRow {
    CrawledRow { action: action.to_owned(), kind: kind.to_owned(), name: name.to_owned(), details }
}

fn action(table: &TablePlan) -> &'static str {
    match table.action {
        TableAction::Create => "create",
        TableAction::Update => "update",
        TableAction::Delete => "delete",
        TableAction::Deprecate => "deprecate",
        TableAction::Keep => "keep",
    }
}

/// What is different in a table, a line each.
fn lines(table: &TablePlan) -> String {
    table.differences.iter().map(Difference::to_string).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(database: Option<&str>, options: &[(&str, &str)]) -> CrawlStatement {
        CrawlStatement {
            target: "s3://b/x/".to_owned(),
            database: database.map(str::to_owned),
            options: options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        }
    }

    #[test]
    fn options_are_understood_or_refused() {
        let understood =
            asked(statement(Some("d"), &[("types", "precise"), ("dry_run", "true"), ("table_prefix", "p_")])).unwrap();
        assert!(understood.dry_run && understood.request.options.types == TypeRules::Precise);
        assert_eq!(understood.request.options.table_prefix, "p_");
        for (statement, expected) in [
            (statement(None, &[]), "there is no database"),
            (statement(Some("d"), &[("types", "exact")]), "'exact' is no value of the option 'types'"),
            (statement(Some("d"), &[("depth", "3")]), "there is no option 'depth': configuration, dry_run,"),
            (statement(Some("d"), &[("configuration", "{}")]), "Configuration must have Version 1.0."),
            (CrawlStatement { target: "/etc".to_owned(), ..statement(Some("d"), &[]) }, "'/etc' is not s3://"),
        ] {
            let refused = asked(statement).unwrap_err();
            assert!(refused.contains(expected), "{refused}");
        }
    }
}
