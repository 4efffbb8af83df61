//! The marks of an XML text, one after the other.
//!
//! Only what inference needs: names, attributes and text as written. Entities are never replaced, so none can
//! grow, and nothing outside the text is looked at.

use crate::infer::Mismatch;

/// Attributes of one element.
const ATTRIBUTES_MAX: usize = 1_000;

/// One mark.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event<'a> {
    /// `<name a="b">`, or `<name/>` when it is `empty`.
    Start { name: &'a str, attributes: Vec<(&'a str, &'a str)>, empty: bool },
    /// `</name>`
    End(&'a str),
    /// Text between marks, references not replaced.
    Text(&'a str),
    /// The inside of `<![CDATA[…]]>`.
    Cdata(&'a str),
}

/// A place in a text.
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Whether the text is the whole file; otherwise it may end anywhere.
    complete: bool,
}

/// Either the text ends where more was to come, or it is no XML.
enum Trouble {
    Cut,
    Wrong(&'static str),
}

impl<'a> Reader<'a> {
    pub fn new(text: &'a str, complete: bool) -> Self {
        Self { text, at: 0, complete }
    }

    /// Bytes behind the last mark.
    pub fn offset(&self) -> usize {
        self.at
    }

    /// The next mark, or `None` at the end of the text. Comments, declarations and instructions are passed over.
    pub fn next(&mut self) -> Result<Option<Event<'a>>, Mismatch> {
        loop {
            let rest = &self.text[self.at..];
            if rest.is_empty() {
                return Ok(None);
            }
            match read(rest) {
                Ok((event, length)) => {
                    self.at += length;
                    if let Some(event) = event {
                        return Ok(Some(event));
                    }
                }
                Err(Trouble::Cut) if !self.complete => {
                    self.at = self.text.len();
                    return Ok(None);
                }
                Err(Trouble::Cut) => return Err(self.mismatch("the text ends within a tag, a comment or a section")),
                Err(Trouble::Wrong(what)) => return Err(self.mismatch(what)),
            }
        }
    }

    /// Why the text is no XML, with the line of the last mark.
    pub fn mismatch(&self, what: &str) -> Mismatch {
        let line = 1 + self.text.as_bytes()[..self.at].iter().filter(|byte| **byte == b'\n').count();
        Mismatch::new(format!("line {line}: {what}"))
    }
}

/// The mark at the beginning of `rest` and its length.
fn read(rest: &str) -> Result<(Option<Event<'_>>, usize), Trouble> {
    let until = |from: usize, end: &str| rest[from..].find(end).map(|at| from + at).ok_or(Trouble::Cut);
    if !rest.starts_with('<') {
        // Text that is cut still shows what it is: no mark follows, so it belongs to nothing that ends.
        let end = rest.find('<').unwrap_or(rest.len());
        return Ok((Some(Event::Text(&rest[..end])), end));
    }
    if let Some(begun) = ["<!--", "<![CDATA[", "<!DOCTYPE"].iter().find(|mark| rest.starts_with(**mark)) {
        return match *begun {
            "<!--" => Ok((None, until(4, "-->")? + 3)),
            "<![CDATA[" => until(9, "]]>").map(|end| (Some(Event::Cdata(&rest[9..end])), end + 3)),
            _ => doctype(rest).map(|length| (None, length)),
        };
    }
    match rest.as_bytes().get(1) {
        None => Err(Trouble::Cut),
        Some(b'?') => Ok((None, until(2, "?>")? + 2)),
        Some(b'/') => {
            let end = until(2, ">")?;
            let name = rest[2..end].trim_end();
            check_name(name)?;
            Ok((Some(Event::End(name)), end + 1))
        }
        Some(b'!') => {
            let may_grow = ["<!--", "<![CDATA[", "<!DOCTYPE"].iter().any(|mark| mark.starts_with(rest));
            Err(if may_grow { Trouble::Cut } else { Trouble::Wrong("'<!' begins nothing that is known") })
        }
        Some(_) => start(rest),
    }
}

/// The length of `<!DOCTYPE …>` with declarations between brackets, which are passed over.
fn doctype(rest: &str) -> Result<usize, Trouble> {
    let bytes = rest.as_bytes();
    let (mut at, mut brackets) = (9, 0usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' | b'\'' => at += 1 + memchr::memchr(*byte, &bytes[at + 1..]).ok_or(Trouble::Cut)?,
            b'<' if bytes[at..].starts_with(b"<!--") => at += rest[at..].find("-->").ok_or(Trouble::Cut)? + 2,
            b'[' => brackets += 1,
            b']' => brackets = brackets.saturating_sub(1),
            b'>' if brackets == 0 => return Ok(at + 1),
            _ => {}
        }
        at += 1;
    }
    Err(Trouble::Cut)
}

fn start(rest: &str) -> Result<(Option<Event<'_>>, usize), Trouble> {
    let ends_name = |c: char| c.is_whitespace() || matches!(c, '/' | '>' | '=' | '<');
    let name_end = 1 + rest[1..].find(ends_name).ok_or(Trouble::Cut)?;
    let name = &rest[1..name_end];
    check_name(name)?;
    let mut attributes = Vec::new();
    let mut at = name_end;
    loop {
        at += rest[at..].len() - rest[at..].trim_start().len();
        match rest.as_bytes().get(at) {
            None => return Err(Trouble::Cut),
            Some(b'>') => return Ok((Some(Event::Start { name, attributes, empty: false }), at + 1)),
            Some(b'/') => {
                return match rest.as_bytes().get(at + 1) {
                    None => Err(Trouble::Cut),
                    Some(b'>') => Ok((Some(Event::Start { name, attributes, empty: true }), at + 2)),
                    Some(_) => Err(Trouble::Wrong("'/' in a tag is not followed by '>'")),
                };
            }
            Some(_) => {
                let (attribute, value, length) = attribute(&rest[at..])?;
                if attributes.len() == ATTRIBUTES_MAX {
                    return Err(Trouble::Wrong("an element has more than 1000 attributes"));
                }
                attributes.push((attribute, value));
                at += length;
            }
        }
    }
}

/// `name="value"` or `name='value'`, and its length.
fn attribute(rest: &str) -> Result<(&str, &str, usize), Trouble> {
    let name_end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '/' | '>' | '<')).ok_or(Trouble::Cut)?;
    let name = &rest[..name_end];
    check_name(name)?;
    let after = rest[name_end..].trim_start();
    let value = match after.strip_prefix('=') {
        Some(value) => value.trim_start(),
        None if after.is_empty() => return Err(Trouble::Cut),
        None => return Err(Trouble::Wrong("an attribute has no value")),
    };
    let quote = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => quote,
        Some(_) => return Err(Trouble::Wrong("the value of an attribute is not quoted")),
        None => return Err(Trouble::Cut),
    };
    let inside = &value[1..];
    let end = inside.find(quote).ok_or(Trouble::Cut)?;
    let length = rest.len() - inside.len() + end + 1;
    Ok((name, &inside[..end], length))
}

fn check_name(name: &str) -> Result<(), Trouble> {
    let begins = |c: char| c.is_alphabetic() || matches!(c, '_' | ':');
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '-' | '.' | '\u{b7}');
    if name.starts_with(begins) && name.chars().all(goes_on) { Ok(()) } else { Err(Trouble::Wrong("a name is none")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(text: &str, complete: bool) -> Result<Vec<String>, String> {
        let mut reader = Reader::new(text, complete);
        let mut seen = Vec::new();
        loop {
            match reader.next() {
                Ok(None) => return Ok(seen),
                Ok(Some(Event::Start { name, attributes, empty })) => {
                    let attributes: String = attributes.iter().map(|(n, v)| format!(" {n}={v}")).collect();
                    seen.push(format!("<{name}{attributes}{}>", if empty { "/" } else { "" }));
                }
                Ok(Some(Event::End(name))) => seen.push(format!("</{name}>")),
                Ok(Some(Event::Text(text))) => seen.push(text.to_owned()),
                Ok(Some(Event::Cdata(text))) => seen.push(format!("[{text}]")),
                Err(mismatch) => return Err(mismatch.reason),
            }
        }
    }

    #[test]
    fn marks() {
        for (text, expected) in [
            ("<?xml version='1.0'?><a>x</a>", "<a> x </a>"),
            ("<!DOCTYPE a [<!ENTITY x \"]>\"><!-- ' ]> -->]><a x = '>' y=\"'\" />", "<a x=> y='/>"),
            ("<a><!-- <b> --><![CDATA[<c> ]] ]]>&lol;</a >", "<a> [<c> ]] ] &lol; </a>"),
            ("<ns:größe-1.b _x='1'\n></ns:größe-1.b>", "<ns:größe-1.b _x=1> </ns:größe-1.b>"),
        ] {
            assert_eq!(events(text, true).unwrap().join(" "), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_xml() {
        for (text, expected) in [
            ("<a", "line 1: the text ends"),
            ("<a>\n<!x>", "line 2: '<!'"),
            ("<1>", "a name is none"),
            ("<a b>", "has no value"),
            ("<a b=c>", "is not quoted"),
            ("<a / >", "'/' in a tag"),
            ("<a b='c' b", "the text ends"),
            ("<!DOCTYPE a [", "the text ends"),
        ] {
            let error = events(text, true).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
        // A cut text ends without a word.
        let text = "<a b='c'><![CDATA[x]]><!-- c --><d/></a>";
        for end in 0..text.len() {
            assert!(events(&text[..end], false).is_ok(), "{}", &text[..end]);
        }
    }
}
