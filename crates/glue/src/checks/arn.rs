//! The model's patterns of ARNs.

use boathouse_wire::Constraints;

const KEY: &str = "^$|arn:aws[a-z0-9-]*:kms:.*";
const ROLE: &str = "^arn:aws(-(cn|us-gov|iso(-[bef])?))?:iam::[0-9]{12}:role/.+";
const SECRET: &str = "^arn:aws(-(cn|us-gov|iso(-[bef])?))?:secretsmanager:.*$";
const PARTITIONS: &[&str] = &["", "-cn", "-us-gov", "-iso", "-iso-b", "-iso-e", "-iso-f"];
const ACCOUNT_DIGITS: usize = 12;

/// The ARN of a key, or an empty text.
pub(crate) fn key_arn(all: &mut Constraints, at: &str, arn: Option<&str>) {
    let of_partition = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_key = |arn: &str| {
        let rest = arn.strip_prefix("arn:aws").map(|rest| rest.trim_start_matches(of_partition));
        arn.is_empty() || rest.is_some_and(|rest| rest.starts_with(":kms:"))
    };
    pattern(all, at, arn, KEY, is_key);
}

/// The ARN of a role.
pub(crate) fn role_arn(all: &mut Constraints, at: &str, arn: Option<&str>) {
    let is_role = |arn: &str| {
        let Some((account, role)) = service_part(arn, "iam:").and_then(|rest| rest.split_once(":role/")) else {
            return false;
        };
        account.len() == ACCOUNT_DIGITS && account.bytes().all(|digit| digit.is_ascii_digit()) && !role.is_empty()
    };
    pattern(all, at, arn, ROLE, is_role);
}

/// The ARN of a secret.
pub(crate) fn secret_arn(all: &mut Constraints, at: &str, arn: Option<&str>) {
    pattern(all, at, arn, SECRET, |arn| service_part(arn, "secretsmanager").is_some());
}

/// What follows `arn:<partition>:<service>:`.
fn service_part<'a>(arn: &'a str, service: &str) -> Option<&'a str> {
    let (partition, rest) = arn.strip_prefix("arn:aws")?.split_once(':')?;
    if !PARTITIONS.contains(&partition) {
        return None;
    }
    rest.strip_prefix(service)?.strip_prefix(':')
}

fn pattern(all: &mut Constraints, at: &str, text: Option<&str>, rule: &str, fits: impl Fn(&str) -> bool) {
    if let Some(text) = text.filter(|text| !fits(text)) {
        all.fail(at, Some(text), &format!("Member must satisfy regular expression pattern: {rule}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns() {
        type Check = fn(&mut Constraints, &str, Option<&str>);
        for (check, arn, is_fine) in [
            (key_arn as Check, "", true),
            (key_arn, "arn:aws:kms:us-east-1:1:key/x", true),
            (key_arn, "arn:aws-us-gov:kms:", true),
            (key_arn, "arn:AWS:kms:x", false),
            (key_arn, "key/x", false),
            (role_arn, "arn:aws:iam::123456789012:role/r", true),
            (role_arn, "arn:aws-iso-b:iam::123456789012:role/a/b", true),
            (role_arn, "arn:aws:iam::123456789012:role/", false),
            (role_arn, "arn:aws:iam::12345678901:role/r", false),
            (role_arn, "arn:aws-x:iam::123456789012:role/r", false),
            (secret_arn, "arn:aws:secretsmanager:us-east-1:1:secret:s", true),
            (secret_arn, "arn:aws:secrets:x", false),
        ] {
            let mut all = Constraints::naming_values();
            check(&mut all, "x", Some(arn));
            assert_eq!(all.finish().is_ok(), is_fine, "{arn}");
        }
    }
}
