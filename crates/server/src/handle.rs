//! One request: route it, read what must be read, check its signature, answer.

use boathouse_sts::{Sts, account_of};
use boathouse_wire::{CredentialScope, Form, Identity, SignedRequest, scope, verify};
use bytes::Bytes;
use http::request::Parts;
use hyper::Request;
use hyper::body::Incoming;
use sha2::{Digest, Sha256};

use crate::body::{BodyError, Timed};
use crate::dispatch::{JsonService, Protocol, Route, route};
use crate::own;
use crate::reply::{Answer, Plain, answer, error, json_error};
use crate::server::Shared;

pub(crate) async fn handle(shared: &Shared, request: Request<Incoming>, request_id: &str) -> Answer {
    let (parts, body) = request.into_parts();
    let body = Timed::new(body);
    match route(&parts.method, &parts.uri, &parts.headers) {
        Route::Own(path) => own::serve(shared, &path, &parts.method, &parts.headers, body).await,
        Route::Json(service, operation) => json(shared, service, operation, &parts, body, request_id).await,
        Route::Query(_) => query(shared, &parts, body, request_id).await,
        Route::S3 => shared.services.s3(http::Request::from_parts(parts, body)).await,
        Route::Unknown(protocol, service) => {
            let message = format!(
                "boathouse does not serve '{service}'; it serves S3, Glue, Athena, Lake Formation, CloudWatch Logs and STS"
            );
            error(protocol, request_id, &Plain { code: "UnknownOperationException", message, status: 400 })
        }
        Route::NoOperation(service) => {
            let message = format!("the request is signed for {service:?} but has no X-Amz-Target");
            error(Protocol::Json, request_id, &Plain { code: "UnknownOperationException", message, status: 400 })
        }
    }
}

/// What is answered for a request whose handler panicked.
pub(crate) fn panicked(request_id: &str) -> Answer {
    let message = "a bug in boathouse ended this request; its log says more".to_owned();
    error(Protocol::Json, request_id, &Plain { code: "InternalFailure", message, status: 500 })
}

async fn json(
    shared: &Shared,
    service: JsonService,
    operation: String,
    parts: &Parts,
    body: Timed,
    request_id: &str,
) -> Answer {
    let body = match body.whole().await {
        Ok(body) => body,
        Err(failed) => return error(Protocol::Json, request_id, &unreadable(&failed)),
    };
    if let Err(refused) = check(shared, parts, &body) {
        return json_error(request_id, &refused);
    }
    let request =
        boathouse_wire::Request { operation, body, identity: identity(parts), request_id: request_id.to_owned() };
    let reply = match service {
        JsonService::Glue => shared.services.glue(request).await,
        JsonService::Athena => shared.services.athena(request).await,
        JsonService::LakeFormation => shared.services.lake_formation(request).await,
        JsonService::Logs => shared.services.logs(request).await,
    };
    answer(reply)
}

async fn query(shared: &Shared, parts: &Parts, body: Timed, request_id: &str) -> Answer {
    let body = match body.whole().await {
        Ok(body) => body,
        Err(failed) => return error(Protocol::Query, request_id, &unreadable(&failed)),
    };
    if let Err(refused) = check(shared, parts, &body) {
        let message = refused.to_string();
        return error(Protocol::Query, request_id, &Plain { code: "SignatureDoesNotMatch", message, status: 403 });
    }
    // The parameters of a GET are in its query.
    let text =
        if body.is_empty() { parts.uri.query().unwrap_or_default().into() } else { String::from_utf8_lossy(&body) };
    let form = Form::parse(&text);
    match form.action() {
        Some(action) if !Sts::has_action(action) => {
            let message =
                format!("boathouse serves no action '{action}'; of the services called by form it serves STS");
            error(Protocol::Query, request_id, &Plain { code: "InvalidAction", message, status: 400 })
        }
        _ => answer(shared.services.sts(form, identity(parts), request_id.to_owned())),
    }
}

fn unreadable(failed: &BodyError) -> Plain {
    let (code, status) = match failed {
        BodyError::TooLarge => ("RequestEntityTooLargeException", 413),
        BodyError::TooSlow => ("RequestTimeoutException", 408),
        BodyError::Broken(_) => ("IncompleteBodyException", 400),
    };
    Plain { code, message: failed.to_string(), status }
}

/// Checks the signature when key pairs were named; else everything is believed.
fn check(shared: &Shared, parts: &Parts, body: &Bytes) -> Result<(), boathouse_wire::SignatureError> {
    if shared.config.auth.is_empty() {
        return Ok(());
    }
    let payload_sha256 = hex::encode(Sha256::digest(body));
    let signed = SignedRequest {
        method: parts.method.as_str(),
        path: parts.uri.path(),
        query: parts.uri.query().unwrap_or_default(),
        headers: &parts.headers,
        payload_sha256: &payload_sha256,
    };
    let secret_of =
        |key: &str| shared.config.auth.iter().find(|(known, _)| known == key).map(|(_, secret)| secret.clone());
    verify(&signed, secret_of, shared.house.now_ms()).map(drop)
}

/// Who asks: an access key of twelve digits names an account, as local emulators have it.
fn identity(parts: &Parts) -> Identity {
    let Some(CredentialScope { access_key_id, region, .. }) = scope(&parts.headers, parts.uri.query()) else {
        return Identity::default();
    };
    let account_id = account_of(&access_key_id, &Identity::default().account_id);
    Identity { access_key_id: Some(access_key_id), account_id, region }
}
