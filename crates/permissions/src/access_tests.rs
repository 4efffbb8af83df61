//! Who may do what, as one table of cases.

use std::collections::BTreeMap;

use crate::model::Permission::{All, Alter, CreateDatabase, CreateTable, DataLocationAccess, Describe, Insert, Select};
use crate::{
    Action, Assigned, CellsFilter, Columns, EVERYONE, Grant, Object, Permission, PolicyKind, PolicyRule, Resource,
    Rules, Tag, TagMap,
};

const ANN: &str = "arn:aws:iam::111111111111:user/ann";
const BOB: &str = "arn:aws:iam::111111111111:user/bob";
const EVE: &str = "arn:aws:iam::222222222222:user/eve";

fn grant(principal: &str, resource: Resource, permissions: &[Permission], grantable: &[Permission]) -> Grant {
    Grant {
        principal: principal.to_owned(),
        resource,
        permissions: permissions.to_vec(),
        grantable: grantable.to_vec(),
        updated_ms: 0,
        updated_by: String::new(),
    }
}

fn columns(table: Option<&str>, columns: Columns) -> Resource {
    Resource::Columns { database: "d".into(), table: table.map(str::to_owned), columns }
}

fn policy(rule: PolicyRule) -> Resource {
    Resource::Policy { kind: PolicyKind::Table, rule }
}

fn rules(grants: Vec<Grant>) -> Rules {
    let tags = |key: &str, value: &str| TagMap::from([(key.to_owned(), value.to_owned())]);
    let assigned = Assigned {
        databases: BTreeMap::from([("d".to_owned(), tags("team", "a"))]),
        tables: BTreeMap::from([(("d".to_owned(), "open".to_owned()), tags("pii", "no"))]),
        columns: BTreeMap::from([(("d".to_owned(), "open".to_owned(), "mail".to_owned()), tags("pii", "yes"))]),
    };
    Rules {
        admins: vec!["admin".into()],
        read_only_admins: vec!["auditor".into()],
        grants,
        assigned,
        expressions: BTreeMap::from([("team-a".to_owned(), vec![Tag::new("team", ["a"])])]),
        filters: vec![CellsFilter {
            database: "d".into(),
            table: "t".into(),
            name: "f".into(),
            rows: Some("x = 1".into()),
            columns: Columns::Only(vec!["x".into()]),
            version: "1".into(),
        }],
    }
}

fn cols(table: &str, names: &[&str]) -> Object {
    Object::Columns("d".into(), table.into(), names.iter().map(|&name| name.to_owned()).collect())
}

fn table(name: &str) -> Object {
    Object::Table("d".into(), name.into())
}

#[test]
fn who_may_do_what() {
    use Action::{PassOn, Use};
    let whole = || Resource::Table { database: "d".into(), table: Some("t".into()) };
    let database = || Resource::Database { name: "d".into() };
    let only = |names: &[&str]| Columns::Only(names.iter().map(|&name| name.to_owned()).collect());
    let except = |names: &[&str]| Columns::Except(names.iter().map(|&name| name.to_owned()).collect());
    let pii = |value: &str| PolicyRule::Tags(vec![Tag::new("pii", [value])]);
    let d = || Object::Database("d".into());
    let place = |path: &str| Object::Location(format!("arn:aws:s3:::{path}"));
    let location = || Resource::Location { arn: "arn:aws:s3:::b/x".into() };
    let filter = || Resource::Filter { database: "d".into(), table: "t".into(), name: "f".into() };
    let cases: Vec<(Grant, &str, Action, Object, bool)> = vec![
        // One's own grants, everyone's, and those of an account.
        (grant(ANN, whole(), &[Insert], &[]), ANN, Use(Insert), table("t"), true),
        (grant(ANN, whole(), &[Insert], &[]), BOB, Use(Insert), table("t"), false),
        (grant(EVERYONE, whole(), &[All], &[]), EVE, Use(Insert), table("t"), true),
        (grant("111111111111:IAMPrincipals", whole(), &[All], &[]), ANN, Use(Select), cols("t", &["x"]), true),
        (grant("111111111111:IAMPrincipals", whole(), &[All], &[]), EVE, Use(Select), cols("t", &["x"]), false),
        // ALL, and what it is not.
        (grant(ANN, whole(), &[All], &[]), ANN, Use(Alter), table("t"), true),
        (grant(ANN, whole(), &[All], &[]), ANN, Use(Alter), table("u"), false),
        (grant(ANN, database(), &[All], &[]), ANN, Use(CreateTable), d(), true),
        (grant(ANN, database(), &[All], &[]), ANN, Use(Select), cols("t", &["x"]), false),
        (grant(ANN, Resource::Catalog, &[CreateDatabase], &[]), ANN, Use(CreateDatabase), Object::Catalog, true),
        (grant(ANN, database(), &[All], &[]), ANN, Use(CreateDatabase), Object::Catalog, false),
        // Columns by name, all, all but some, of every table.
        (grant(ANN, columns(Some("t"), only(&["x", "y"])), &[Select], &[]), ANN, Use(Select), cols("t", &["X"]), true),
        (grant(ANN, columns(Some("t"), only(&["x"])), &[Select], &[]), ANN, Use(Select), cols("t", &["x", "z"]), false),
        (grant(ANN, columns(Some("t"), except(&[])), &[Select], &[]), ANN, Use(Select), cols("t", &["z"]), true),
        (grant(ANN, columns(Some("t"), except(&["z"])), &[Select], &[]), ANN, Use(Select), cols("t", &["z"]), false),
        (grant(ANN, columns(Some("t"), except(&["z"])), &[Select], &[]), ANN, Use(Select), table("t"), false),
        (grant(ANN, columns(None, except(&[])), &[Select], &[]), ANN, Use(Select), cols("any", &["x"]), true),
        // Whoever may do anything may see it, and the database around it.
        (grant(ANN, columns(Some("t"), only(&["x"])), &[Select], &[]), ANN, Use(Describe), table("t"), true),
        (grant(ANN, columns(Some("t"), only(&["x"])), &[Select], &[]), ANN, Use(Describe), d(), true),
        (grant(ANN, columns(Some("t"), only(&["x"])), &[Select], &[]), ANN, Use(Alter), d(), false),
        // Policies by tags: of tables, of columns that say otherwise, inherited, by name.
        (grant(ANN, policy(pii("no")), &[Select], &[]), ANN, Use(Select), cols("open", &["x"]), true),
        (grant(ANN, policy(pii("no")), &[Select], &[]), ANN, Use(Select), cols("open", &["x", "mail"]), false),
        (grant(ANN, policy(pii("yes")), &[Select], &[]), ANN, Use(Select), cols("open", &["mail"]), true),
        (grant(ANN, policy(pii("yes")), &[Select], &[]), ANN, Use(Describe), table("open"), true),
        (grant(ANN, policy(PolicyRule::Named("team-a".into())), &[All], &[]), ANN, Use(Alter), table("t"), true),
        (grant(ANN, policy(PolicyRule::Named("gone".into())), &[All], &[]), ANN, Use(Alter), table("t"), false),
        // Filters.
        (grant(ANN, filter(), &[Select], &[]), ANN, Use(Select), cols("t", &["x"]), true),
        (grant(ANN, filter(), &[Select], &[]), ANN, Use(Select), cols("t", &["y"]), false),
        // Places.
        (grant(ANN, location(), &[DataLocationAccess], &[]), ANN, Use(DataLocationAccess), place("b/x/y"), true),
        (grant(ANN, location(), &[DataLocationAccess], &[]), ANN, Use(DataLocationAccess), place("b/xy"), false),
        // Passing on takes the grant option.
        (grant(ANN, whole(), &[Insert], &[]), ANN, PassOn(Insert), table("t"), false),
        (grant(ANN, whole(), &[Insert], &[Insert]), ANN, PassOn(Insert), table("t"), true),
        (grant(ANN, whole(), &[All], &[All]), ANN, PassOn(Insert), table("t"), true),
        // Administrators.
        (grant(ANN, whole(), &[All], &[]), "admin", PassOn(Select), table("u"), true),
        (grant(ANN, whole(), &[All], &[]), "admin", Use(Select), cols("u", &["x"]), false),
        (grant(ANN, whole(), &[All], &[]), "auditor", Use(Describe), table("u"), true),
        (grant(ANN, whole(), &[All], &[]), "auditor", PassOn(Select), table("u"), false),
    ];
    for (grant, principal, action, object, wanted) in cases {
        let found = rules(vec![grant.clone()]).allowed(principal, action, &object);
        assert_eq!(found, wanted, "{principal} {action:?} {object:?} with {grant:?}");
    }
}
