//! ARNs of things that have tags.

use boathouse_query::{Error as QueryError, Tagged};
use boathouse_state::scope_of;

use crate::{Athena, Error};

/// What an ARN names, which must be in the caller's account and region.
///
/// # Errors
/// `InvalidRequestException` for a text that names nothing of Athena's, `ResourceNotFoundException` for what is in
/// another account or region.
pub(crate) fn resource(athena: &Athena, arn: &str) -> Result<Tagged, Error> {
    let invalid = || Error::input(format!("'{arn}' is not the ARN of an Athena resource."));
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _, "athena", region, account, name] = parts[..] else { return Err(invalid()) };
    let tagged = match name.split_once('/') {
        Some(("workgroup", name)) => Tagged::Workgroup(name.to_owned()),
        Some(("datacatalog", name)) => Tagged::DataCatalog(name.to_owned()),
        Some(("capacity-reservation", name)) => Tagged::Reservation(name.to_owned()),
        _ => return Err(invalid()),
    };
    if scope_of(account, region) != athena.catalog.scope() {
        return Err(QueryError::ResourceNotFound(tagged.resource()).into());
    }
    Ok(tagged)
}
