use super::*;

fn ask(form: &str, access_key_id: Option<&str>) -> Reply {
    let account_id = account_of(access_key_id.unwrap_or_default(), "123456789012");
    let identity = Identity { access_key_id: access_key_id.map(str::to_owned), account_id, ..Identity::default() };
    let request = QueryRequest { form: Form::parse(form), identity, request_id: "r-1".to_owned() };
    Sts::new(Clock::fixed(0)).handle(&request)
}

#[test]
fn replies_hold_what_clients_read() {
    let role = "Action=AssumeRole&Version=2011-06-15&RoleSessionName=me";
    for (form, key, status, parts) in [
        (
            "Action=GetCallerIdentity&Version=2011-06-15".to_owned(),
            Some("test"),
            200,
            vec![
                "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>",
                "<Arn>arn:aws:iam::123456789012:user/test</Arn><UserId>test</UserId><Account>123456789012</Account>",
                "<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></GetCallerIdentityResponse>",
            ],
        ),
        ("Action=GetCallerIdentity".to_owned(), Some("111122223333"), 200, vec!["<Account>111122223333</Account>"]),
        ("Action=GetCallerIdentity".to_owned(), None, 200, vec!["<Arn>arn:aws:iam::123456789012:root</Arn>"]),
        (
            format!("{role}&RoleArn=arn:aws:iam::111122223333:role/a/etl&DurationSeconds=900"),
            Some("test"),
            200,
            vec![
                "<AccessKeyId>111122223333</AccessKeyId>",
                "<Expiration>1970-01-01T00:15:00Z</Expiration>",
                "<Arn>arn:aws:sts::111122223333:assumed-role/etl/me</Arn>",
            ],
        ),
        ("Action=GetSessionToken".to_owned(), Some("test"), 200, vec!["<AccessKeyId>ASIA", "<SessionToken>"]),
        (role.to_owned(), Some("test"), 400, vec!["<Code>ValidationError</Code>", "Value null at 'roleArn'"]),
        (
            format!("{role}&RoleArn=arn:aws:iam::1:user/long-enough"),
            Some("test"),
            400,
            vec!["<Message>arn:aws:iam::1:user/long-enough is invalid</Message>"],
        ),
        (
            format!("{role}&RoleArn=arn:aws:iam::1:role/r&DurationSeconds=1"),
            Some("test"),
            400,
            vec!["Value &apos;1&apos;", "greater than or equal to 900"],
        ),
        (
            "Action=GetAccessKeyInfo".to_owned(),
            Some("test"),
            400,
            vec!["InvalidAction", "GetAccessKeyInfo is not supported"],
        ),
        (
            "Action=Nothing".to_owned(),
            None,
            400,
            vec!["<Type>Sender</Type><Code>InvalidAction</Code>", "<RequestId>r-1</RequestId>"],
        ),
        (String::new(), None, 400, vec!["InvalidAction"]),
    ] {
        let reply = ask(&form, key);
        let body = String::from_utf8(reply.body.to_vec()).unwrap().replace('\'', "&apos;");
        assert_eq!(reply.status, status, "{form}: {body}");
        for part in parts {
            assert!(body.contains(&part.replace('\'', "&apos;")), "{form}: {part} is not in {body}");
        }
    }
}

#[test]
fn the_table_is_sorted() {
    assert!(OPERATIONS.is_sorted_by_key(|(name, _)| *name));
    assert!(UNSERVED.is_sorted());
}
