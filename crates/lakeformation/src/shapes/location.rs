//! Registered places.

use boathouse_permissions::Location;
use boathouse_wire::EpochSeconds;
use serde::{Deserialize, Serialize};

use crate::{Error, checks};

/// `ResourceInfo`. Whether the role may use the place is not checked, so nothing is said of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ResourceInfo {
    resource_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    role_arn: Option<String>,
    last_modified: EpochSeconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    with_federation: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hybrid_access_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    with_privileged_access: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_resource_owner_account: Option<String>,
}

impl From<Location> for ResourceInfo {
    fn from(from: Location) -> Self {
        Self {
            resource_arn: from.arn,
            role_arn: from.role_arn,
            last_modified: from.modified_ms.into(),
            with_federation: from.with_federation,
            hybrid_access_enabled: from.hybrid_access,
            with_privileged_access: from.privileged_access,
            expected_resource_owner_account: from.owner_account,
        }
    }
}

/// `FilterCondition`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FilterCondition {
    field: Field,
    comparison_operator: String,
    string_value_list: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Field {
    ResourceArn,
    RoleArn,
    LastModified,
}

impl FilterCondition {
    /// Refuses what cannot be compared here by name.
    pub fn check(&self) -> Result<(), Error> {
        let known = ["EQ", "NE", "CONTAINS", "NOT_CONTAINS", "BEGINS_WITH", "IN"];
        checks::refuse("FilterCondition on LAST_MODIFIED", matches!(self.field, Field::LastModified))?;
        let operator = &self.comparison_operator;
        checks::refuse(&format!("ComparisonOperator {operator}"), !known.contains(&operator.as_str()))
    }

    pub fn fits(&self, location: &Location) -> bool {
        let text = match self.field {
            Field::ResourceArn => location.arn.as_str(),
            Field::RoleArn | Field::LastModified => location.role_arn.as_deref().unwrap_or_default(),
        };
        let any = |test: fn(&str, &str) -> bool| self.string_value_list.iter().any(|value| test(text, value));
        match self.comparison_operator.as_str() {
            "NE" => !any(|text, value| text == value),
            "CONTAINS" => any(|text, value| text.contains(value)),
            "NOT_CONTAINS" => !any(|text, value| text.contains(value)),
            "BEGINS_WITH" => any(|text, value| text.starts_with(value)),
            _ => any(|text, value| text == value),
        }
    }
}
