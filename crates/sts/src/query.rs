//! The query protocol: a form in, XML out.

use boathouse_wire::{Reply, Xml};

use crate::Error;

const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// The reply to an operation: `result` writes what stands inside `<…Result>`.
pub(crate) fn answer(operation: &str, request_id: &str, result: impl FnOnce(&mut Xml)) -> Reply {
    let mut xml = Xml::default();
    xml.node_with(&format!("{operation}Response"), NAMESPACE, |response| {
        response.node(&format!("{operation}Result"), result);
        response.node("ResponseMetadata", |metadata| {
            metadata.leaf("RequestId", request_id);
        });
    });
    reply(200, request_id, xml)
}

pub(crate) fn refuse(request_id: &str, error: &Error) -> Reply {
    let mut xml = Xml::default();
    xml.node_with("ErrorResponse", NAMESPACE, |response| {
        response.node("Error", |inside| {
            inside.leaf("Type", "Sender").leaf("Code", error.code()).leaf("Message", &error.to_string());
        });
        response.leaf("RequestId", request_id);
    });
    reply(error.status(), request_id, xml)
}

fn reply(status: u16, request_id: &str, xml: Xml) -> Reply {
    let headers = vec![
        ("content-type".to_owned(), "text/xml".to_owned()),
        ("x-amzn-requestid".to_owned(), request_id.to_owned()),
    ];
    Reply { status, headers, body: xml.into_text().into() }
}
