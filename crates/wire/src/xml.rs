//! Writing small XML documents.

/// An XML document under construction; text is escaped, elements are closed in order.
#[derive(Debug, Default)]
pub struct Xml {
    text: String,
}

impl Xml {
    /// An element with text.
    pub fn leaf(&mut self, name: &str, text: &str) -> &mut Self {
        self.text.push_str(&format!("<{name}>"));
        for c in text.chars() {
            match c {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                // XML 1.0 cannot hold other control characters at all.
                c if c < ' ' && !matches!(c, '\t' | '\n' | '\r') => self.text.push('\u{fffd}'),
                c => self.text.push(c),
            }
        }
        self.text.push_str(&format!("</{name}>"));
        self
    }

    /// An element with text, or nothing.
    pub fn leaf_if(&mut self, name: &str, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.leaf(name, text),
            None => self,
        }
    }

    /// An element with elements.
    pub fn node(&mut self, name: &str, inside: impl FnOnce(&mut Self)) -> &mut Self {
        self.node_with(name, "", inside)
    }

    /// An element in a namespace.
    pub fn node_with(&mut self, name: &str, namespace: &str, inside: impl FnOnce(&mut Self)) -> &mut Self {
        if namespace.is_empty() {
            self.text.push_str(&format!("<{name}>"));
        } else {
            self.text.push_str(&format!("<{name} xmlns=\"{namespace}\">"));
        }
        inside(self);
        self.text.push_str(&format!("</{name}>"));
        self
    }

    /// The document.
    pub fn into_text(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_elements_closed() {
        let mut xml = Xml::default();
        xml.node_with("A", "urn:x", |a| {
            a.leaf("B", "<&>\"\u{1}é").leaf_if("C", None).node("D", |d| {
                d.leaf_if("E", Some("1"));
            });
        });
        assert_eq!(xml.into_text(), "<A xmlns=\"urn:x\"><B>&lt;&amp;&gt;&quot;\u{fffd}é</B><D><E>1</E></D></A>");
    }
}
