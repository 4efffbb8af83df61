//! Scopes: what an account has in a region is apart from what it has in others and from other accounts' things.
//!
//! A scope is written `<account>/<region>`. Everything that is looked up by a name of its own has a column `scope`
//! in its key; what hangs below such a thing (tables, partitions, runs) is in the scope of what it hangs below.

/// The account of whoever names none: of unsigned requests, of the library and of the command line.
pub const DEFAULT_ACCOUNT: &str = "123456789012";

/// The region of whoever names none.
pub const DEFAULT_REGION: &str = "us-east-1";

/// [`DEFAULT_ACCOUNT`] in [`DEFAULT_REGION`]. State files from before there were scopes have all things in it.
pub const DEFAULT_SCOPE: &str = "123456789012/us-east-1";

const SEPARATOR: char = '/';

/// The scope of an account in a region.
pub fn scope_of(account: &str, region: &str) -> String {
    format!("{account}{SEPARATOR}{region}")
}

/// The account and the region of a scope.
pub fn scope_parts(scope: &str) -> (&str, &str) {
    scope.split_once(SEPARATOR).unwrap_or((scope, DEFAULT_REGION))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_put_together_and_taken_apart() {
        assert_eq!(scope_of(DEFAULT_ACCOUNT, DEFAULT_REGION), DEFAULT_SCOPE);
        for (scope, parts) in [
            (DEFAULT_SCOPE, (DEFAULT_ACCOUNT, DEFAULT_REGION)),
            ("1/eu-west-1", ("1", "eu-west-1")),
            ("1/a/b", ("1", "a/b")),
            ("1", ("1", DEFAULT_REGION)),
        ] {
            assert_eq!(scope_parts(scope), parts, "{scope}");
        }
    }
}
