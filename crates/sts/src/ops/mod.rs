//! One file an operation; this table is all that registers them.

mod assume_role;
mod credentials;
mod get_caller_identity;
mod get_session_token;

use crate::service::Call;

/// Every operation that is served, sorted by name.
pub(crate) static OPERATIONS: &[(&str, Call)] = &[
    ("AssumeRole", assume_role::call),
    ("GetCallerIdentity", get_caller_identity::call),
    ("GetSessionToken", get_session_token::call),
];

/// The other operations of AWS's model, sorted.
pub(crate) static UNSERVED: &[&str] = &[
    "AssumeRoleWithSAML",
    "AssumeRoleWithWebIdentity",
    "AssumeRoot",
    "DecodeAuthorizationMessage",
    "GetAccessKeyInfo",
    "GetDelegatedAccessToken",
    "GetFederationToken",
    "GetWebIdentityToken",
];
