//! `TagResource`: adds tags to a workgroup, data catalog or capacity reservation.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_TagResource.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, arn, checks, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    #[serde(rename = "ResourceARN")]
    resource_arn: Option<String>,
    tags: Option<Vec<shapes::Tag>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::required(&mut all, "resourceARN", input.resource_arn.as_ref(), 1, 1011);
    match &input.tags {
        Some(tags) => shapes::Tag::check(&mut all, tags),
        None => drop(all.missing("tags")),
    }
    all.finish()?;
    let resource = arn::resource(athena, &input.resource_arn.unwrap_or_default())?;
    let tags = input.tags.unwrap_or_default().into_iter().map(shapes::Tag::into_pair).collect();
    athena.queries.tag(&resource, tags).await?;
    Ok(Output {})
}
