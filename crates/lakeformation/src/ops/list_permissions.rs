//! `ListPermissions`: who was given what.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListPermissions.html>

use boathouse_permissions::{Grant, PolicyKind, Resource as Domain};
use serde::{Deserialize, Serialize};

use crate::shapes::grant::{DataLakePrincipal, PrincipalResourcePermissions};
use crate::shapes::resource::Resource;
use crate::{Error, LakeFormation, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum ResourceType {
    AnyResource,
    Catalog,
    Database,
    Table,
    DataLocation,
    LfTag,
    LfTagPolicy,
    LfTagPolicyDatabase,
    LfTagPolicyTable,
    LfNamedTagExpression,
    UserDefinedFunction,
}

impl ResourceType {
    fn fits(&self, resource: &Domain) -> bool {
        let policy = |wanted| matches!(resource, Domain::Policy { kind, .. } if *kind == wanted);
        match self {
            // Grants on these are refused, so there are none.
            Self::AnyResource | Self::UserDefinedFunction => false,
            Self::Catalog => matches!(resource, Domain::Catalog),
            Self::Database => matches!(resource, Domain::Database { .. }),
            Self::Table => matches!(resource, Domain::Table { .. } | Domain::Columns { .. }),
            Self::DataLocation => matches!(resource, Domain::Location { .. }),
            Self::LfTag => matches!(resource, Domain::Tag(_)),
            Self::LfTagPolicy => matches!(resource, Domain::Policy { .. }),
            Self::LfTagPolicyDatabase => policy(PolicyKind::Database),
            Self::LfTagPolicyTable => policy(PolicyKind::Table),
            Self::LfNamedTagExpression => matches!(resource, Domain::Expression { .. }),
        }
    }
}

/// Whether a grant's resource is the wanted one; the columns of a table belong to it, and on demand its filters.
fn is_of(granted: &Domain, wanted: &Domain, related: bool) -> bool {
    match (granted, wanted) {
        (Domain::Columns { database: d, table: t, .. }, Domain::Table { database, table }) => {
            d == database && t == table
        }
        (Domain::Filter { database: d, table: t, .. }, Domain::Table { database, table }) => {
            related && d == database && Some(t) == table.as_ref()
        }
        _ => granted == wanted,
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    principal: Option<DataLakePrincipal>,
    resource_type: Option<ResourceType>,
    resource: Option<Resource>,
    include_related: Option<String>,
    next_token: Option<String>,
    max_results: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    principal_resource_permissions: Vec<PrincipalResourcePermissions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.check_catalog(input.catalog_id.as_deref())?;
    let page = checks::page(input.next_token, input.max_results)?;
    let principal = input.principal.map(DataLakePrincipal::name).transpose()?;
    let resource = input.resource.map(|resource| resource.read(service)).transpose()?;
    if matches!(resource, Some(Domain::Columns { .. })) {
        return Err(Error::InvalidInput("Permissions of columns are listed with those of their table.".to_owned()));
    }
    let related = input.include_related.is_some_and(|text| text.eq_ignore_ascii_case("TRUE"));
    let wanted = |grant: &Grant| {
        principal.as_ref().is_none_or(|principal| *principal == grant.principal)
            && input.resource_type.as_ref().is_none_or(|kind| kind.fits(&grant.resource))
            && resource.as_ref().is_none_or(|resource| is_of(&grant.resource, resource, related))
    };
    let found = service.permissions.grants(&service.scope(), page, wanted).await?;
    let shown = |grant| PrincipalResourcePermissions::new(service.account(), grant);
    Ok(Output {
        principal_resource_permissions: found.items.into_iter().map(shown).collect(),
        next_token: found.next_token,
    })
}
