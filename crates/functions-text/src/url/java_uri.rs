//! Java's `java.net.URI`: RFC 2396 with other characters allowed, which is what Trino takes for a URL.

/// A parsed URI; texts are as written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct JavaUri<'a> {
    pub(super) scheme: Option<&'a str>,
    /// Only of an authority of the form user@host:port.
    pub(super) host: Option<&'a str>,
    pub(super) port: Option<i64>,
    /// None when the URI is opaque, such as `mailto:x`.
    pub(super) path: Option<&'a str>,
    pub(super) query: Option<&'a str>,
    pub(super) fragment: Option<&'a str>,
}

const MARKS: &str = "-_.!~*'()";

fn is_unreserved(c: char) -> bool {
    c.is_ascii_alphanumeric() || MARKS.contains(c)
}

/// Characters beyond ASCII that are neither blank nor control.
fn is_other(c: char) -> bool {
    !c.is_ascii() && !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

fn is_uric(c: char) -> bool {
    is_unreserved(c) || ";/?:@&=+$,[]".contains(c) || is_other(c)
}

fn is_path(c: char) -> bool {
    is_unreserved(c) || ":@&=+$,;/".contains(c) || is_other(c)
}

fn is_user_info(c: char) -> bool {
    is_unreserved(c) || ";:&=+$,".contains(c) || is_other(c)
}

fn is_registry_name(c: char) -> bool {
    is_unreserved(c) || "$,;:@&=+".contains(c) || is_other(c)
}

/// Whether every character is allowed, a percent sign only before two hexadecimal digits.
fn all(text: &str, allowed: fn(char) -> bool) -> bool {
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let fine = match c {
            '%' => [rest.next(), rest.next()].iter().all(|c| c.is_some_and(|c| c.is_ascii_hexdigit())),
            c => allowed(c),
        };
        if !fine {
            return false;
        }
    }
    true
}

impl<'a> JavaUri<'a> {
    /// Nothing when Java would not take the text.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (text, fragment) = match text.split_once('#') {
            Some((text, fragment)) => (text, Some(fragment)),
            None => (text, None),
        };
        let mut uri = Self { fragment, ..Self::default() };
        if !fragment.is_none_or(|fragment| all(fragment, is_uric)) {
            return None;
        }
        let rest = match text.find([':', '/', '?']) {
            Some(colon) if text[colon..].starts_with(':') => {
                let scheme = &text[..colon];
                let mut characters = scheme.chars();
                let starts = characters.next().is_some_and(|c| c.is_ascii_alphabetic());
                if !starts || !characters.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)) {
                    return None;
                }
                uri.scheme = Some(scheme);
                let rest = &text[colon + 1..];
                if !rest.starts_with('/') {
                    return (!rest.is_empty() && all(rest, is_uric)).then_some(uri);
                }
                rest
            }
            _ => text,
        };
        uri.hierarchy(rest)?;
        Some(uri)
    }

    fn hierarchy(&mut self, text: &'a str) -> Option<()> {
        let (text, query) = match text.split_once('?') {
            Some((text, query)) => (text, Some(query)),
            None => (text, None),
        };
        self.query = query;
        if !query.is_none_or(|query| all(query, is_uric)) {
            return None;
        }
        let path = match text.strip_prefix("//") {
            None => text,
            Some(rest) => {
                let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                if !authority.is_empty() {
                    self.authority(authority)?;
                } else if path.is_empty() && query.is_none() && self.fragment.is_none() {
                    return None;
                }
                path
            }
        };
        self.path = Some(path);
        all(path, is_path).then_some(())
    }

    /// An authority that is no server's is still one, but has no host.
    fn authority(&mut self, text: &'a str) -> Option<()> {
        if let Some((host, port)) = server(text) {
            self.host = Some(host);
            self.port = port;
            return Some(());
        }
        all(text, is_registry_name).then_some(())
    }
}

fn server(text: &str) -> Option<(&str, Option<i64>)> {
    let text = match text.rsplit_once('@') {
        Some((user, rest)) => all(user, is_user_info).then_some(rest)?,
        None => text,
    };
    let (host, rest) = if text.starts_with('[') {
        let end = text.find(']')? + 1;
        let address = text[1..end - 1].split('%').next()?;
        address.parse::<std::net::Ipv6Addr>().ok()?;
        text.split_at(end)
    } else {
        let (host, rest) = text.split_at(text.find(':').unwrap_or(text.len()));
        if host.parse::<std::net::Ipv4Addr>().is_err() && !is_host_name(host) {
            return None;
        }
        (host, rest)
    };
    let port = match rest.strip_prefix(':') {
        None if rest.is_empty() => None,
        None => return None,
        Some("") => None,
        Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => Some(i64::from(digits.parse::<i32>().ok()?)),
        Some(_) => return None,
    };
    Some((host, port))
}

/// Labels of letters, digits and inner hyphens; the last of several starts with a letter.
fn is_host_name(host: &str) -> bool {
    let labels: Vec<&str> = host.strip_suffix('.').unwrap_or(host).split('.').collect();
    let label = |label: &&str| {
        !label.is_empty()
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    labels.iter().all(label)
        && (labels.len() == 1 || labels.last().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_alphabetic())))
}

/// Percent escapes as the UTF-8 they stand for.
pub(super) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes().iter();
    while let Some(byte) = rest.next() {
        let digits = rest.as_slice().get(..2).filter(|_| *byte == b'%');
        let escaped = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(escaped.unwrap_or(*byte));
        if escaped.is_some() {
            rest.nth(1);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_uris() {
        for (text, scheme, host, port, path, query, fragment) in [
            (
                "http://example.com/path1/p.php?k1=v1&k2=v2#Ref1",
                Some("http"),
                Some("example.com"),
                None,
                Some("/path1/p.php"),
                Some("k1=v1&k2=v2"),
                Some("Ref1"),
            ),
            ("http://example.com:8080/", Some("http"), Some("example.com"), Some(8080), Some("/"), None, None),
            ("http://u@h:80", Some("http"), Some("h"), Some(80), Some(""), None, None),
            ("http://a_b.com/x", Some("http"), None, None, Some("/x"), None, None),
            ("https://[::1]:9/", Some("https"), Some("[::1]"), Some(9), Some("/"), None, None),
            ("mailto:test@example.com", Some("mailto"), None, None, None, None, None),
            ("foo", None, None, None, Some("foo"), None, None),
            ("https://test.com?k=a[0]", Some("https"), Some("test.com"), None, Some(""), Some("k=a[0]"), None),
        ] {
            let expected = JavaUri { scheme, host, port, path, query, fragment };
            assert_eq!(JavaUri::parse(text), Some(expected), "{text}");
        }
        for wrong in ["http://not uri/", "http://x/%%y", "http://", "1:x", "http://x/[", "a:", "http://x/<"] {
            assert_eq!(JavaUri::parse(wrong), None, "{wrong}");
        }
        assert_eq!(decoded("a%20b%C3%A4%2"), "a bä%2");
    }
}
