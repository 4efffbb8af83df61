//! `UntagResource`: takes tags from a workgroup, data catalog or capacity reservation.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_UntagResource.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, arn, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    #[serde(rename = "ResourceARN")]
    resource_arn: Option<String>,
    tag_keys: Option<Vec<String>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::required(&mut all, "resourceARN", input.resource_arn.as_ref(), 1, 1011);
    if input.tag_keys.is_none() {
        all.missing("tagKeys");
    }
    for (number, key) in input.tag_keys.iter().flatten().enumerate() {
        all.length(&format!("tagKeys.{}.member", number + 1), key, 1, 128);
    }
    all.finish()?;
    let resource = arn::resource(athena, &input.resource_arn.unwrap_or_default())?;
    athena.queries.untag(&resource, input.tag_keys.unwrap_or_default()).await?;
    Ok(Output {})
}
