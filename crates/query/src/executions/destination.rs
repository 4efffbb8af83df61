//! Where the result of a statement goes: what the workgroup says when it insists, else what the caller says, else
//! what the workgroup says.

use boathouse_schema::S3Uri;

use super::start::StartRequest;
use crate::workgroups::checked_location;
use crate::{Error, ManagedResults, Queries, Result, ResultSettings, Workgroup};

/// The bucket of our own place.
const MANAGED_BUCKET: &str = "results";

/// Where a result goes and how.
pub(super) struct Destination {
    /// The folder.
    pub(super) folder: S3Uri,
    pub(super) settings: ResultSettings,
    pub(super) managed: Option<ManagedResults>,
}

/// # Errors
/// [`Error::InvalidOutputLocation`], [`Error::NoOutputLocation`].
pub(super) fn resolve(request: &StartRequest, workgroup: &Workgroup, scope: &str) -> Result<Destination> {
    let (own, asked) = (&workgroup.settings, &request.results);
    let said = asked.output_location.as_deref().filter(|text| !text.is_empty());
    // A text that is no location is refused even where it does not count.
    if let Some(location) = said {
        checked_location(location)?;
    }
    if let Some(managed) = own.managed.as_ref().filter(|managed| managed.enabled) {
        let folder = S3Uri::new(MANAGED_BUCKET, format!("{scope}/"));
        return Ok(Destination { folder, settings: ResultSettings::default(), managed: Some(managed.clone()) });
    }
    let mut settings = if own.enforced {
        own.results.clone()
    } else {
        let (asked, own) = (asked.clone(), own.results.clone());
        ResultSettings {
            output_location: said.map(str::to_owned).or(own.output_location),
            encryption: asked.encryption.or(own.encryption),
            expected_bucket_owner: asked.expected_bucket_owner.or(own.expected_bucket_owner),
            owner_has_full_control: asked.owner_has_full_control || own.owner_has_full_control,
        }
    };
    let location = settings.output_location.take().ok_or(Error::NoOutputLocation)?;
    let folder = checked_location(&location)?;
    settings.output_location = Some(folder.to_string());
    Ok(Destination { folder, settings, managed: None })
}

impl Queries {
    /// A place must be there before something is started that writes to it. The default bucket is made when it is
    /// first needed; any other has to be there.
    pub(super) async fn check_destination(&self, destination: &Destination) -> Result<()> {
        let bucket = &destination.folder.bucket;
        if destination.managed.is_some() {
            return Ok(self.managed_lake().await?.ensure_bucket(bucket).await?);
        }
        if *bucket == self.default_bucket() {
            return Ok(self.lake().ensure_bucket(bucket).await?);
        }
        match self.lake().bucket(bucket).await {
            Ok(_) => Ok(()),
            Err(boathouse_lake::Error::NoSuchBucket(_) | boathouse_lake::Error::InvalidBucketName { .. }) => {
                Err(Error::OutputBucket(bucket.clone()))
            }
            Err(other) => Err(other.into()),
        }
    }
}
