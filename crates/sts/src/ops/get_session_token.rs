//! `GetSessionToken`: temporary credentials of the caller's own.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>

use boathouse_wire::Reply;

use super::credentials;
use crate::service::{QueryRequest, Sts};
use crate::{Error, account_of, query};

const SECONDS_DEFAULT: i64 = 43_200;
const SECONDS_MIN: i64 = 900;
const SECONDS_MAX: i64 = 129_600;

pub(super) fn call(sts: &Sts, request: &QueryRequest) -> Result<Reply, Error> {
    let seconds = credentials::duration(&request.form, SECONDS_DEFAULT, SECONDS_MIN, SECONDS_MAX)?;
    let account = &request.identity.account_id;
    let key = request.identity.access_key_id.as_deref().filter(|key| account_of(key, "") == *account);
    Ok(query::answer("GetSessionToken", &request.request_id, |result| {
        credentials::write(result, &sts.clock, key, seconds);
    }))
}
