//! `GetCallerIdentity`: account, user and ARN of the caller.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>

use boathouse_wire::Reply;

use crate::service::{QueryRequest, Sts};
use crate::{Error, query};

pub(super) fn call(_sts: &Sts, request: &QueryRequest) -> Result<Reply, Error> {
    let identity = &request.identity;
    let user = identity.access_key_id.as_deref().unwrap_or(&identity.account_id);
    Ok(query::answer("GetCallerIdentity", &request.request_id, |result| {
        result.leaf("Arn", &identity.arn()).leaf("UserId", user).leaf("Account", &identity.account_id);
    }))
}
