use proptest::prelude::*;

use super::patterns::PATTERNS;
use super::*;

/// What the pattern finds in the line, `name=value` joined by blanks.
fn found(pattern: &str, custom: &str, line: &str) -> String {
    let grok = Grok::new(pattern, custom).unwrap();
    let Some(values) = grok.captures(line).unwrap() else { return "nothing".to_owned() };
    let pair = |(field, value): (&GrokField, Option<&str>)| format!("{}={}", field.name, value.unwrap_or("null"));
    grok.fields().iter().zip(values).map(pair).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_library_is_sorted_and_every_pattern_compiles() {
    assert!(PATTERNS.is_sorted_by(|a, b| a.0 < b.0));
    for (name, _) in PATTERNS {
        let grok = Grok::new(&format!("%{{{name}:x}}"), "");
        assert!(grok.is_ok(), "{name}: {grok:?}");
    }
}

/// Each pattern alone on a whole line: what it takes and what it leaves.
#[test]
fn standard_patterns() {
    for (name, takes, leaves) in [
        ("USERNAME", &["a.b-c_1", "-"][..], &["a b", ""][..]),
        ("INT", &["-12", "+3", "0"], &["1.5", "x"]),
        ("BASE10NUM", &["-1.5", ".5", "12"], &["1.", "1e5", "--1"]),
        ("NUMBER", &["200", "1.1"], &["-"]),
        ("BASE16NUM", &["0xff", "Ab"], &["xyz"]),
        ("BASE16FLOAT", &["0x1.8", "a.b"], &["g"]),
        ("BOOLEAN", &["true", "FALSE", "True"], &["yes"]),
        ("POSINT", &["12"], &["0", "012", "-1"]),
        ("NONNEGINT", &["0", "007"], &["-1", "a"]),
        ("WORD", &["GET", "a_1"], &["a b", "-"]),
        ("NOTSPACE", &["/a?b=%20"], &["a b"]),
        ("QUOTEDSTRING", &["\"a \\\" b\"", "'x'", "\"\"", "`t`"], &["\"a", "a", "\"a\"b\""]),
        ("UUID", &["b4a2c1d0-1111-2222-3333-444455556666"], &["b4a2c1d0-1111-2222-3333"]),
        ("MAC", &["00:1b:44:11:3a:b7", "00-1B-44-11-3A-B7", "001b.4411.3ab7"], &["00:1b:44:11:3a"]),
        ("IPV4", &["10.0.0.255", "1.2.3.4"], &["10.0.0.256", "1.2.3", "1.2.3.4.5"]),
        (
            "IPV6",
            &["::", "::1", "fe80::1%eth0", "2001:db8::8a2e:370:7334", "1:2:3:4:5:6:7:8", "::ffff:10.0.0.1", "1::"],
            &["1:2:3", "1:2:3:4:5:6:7:8:9", "g::1", ":::"],
        ),
        ("HOSTNAME", &["a", "www.example-1.com", "localhost."], &["_a", "a..b"]),
        ("HOSTPORT", &["10.0.0.1:80", "h.example:8080"], &["h:0", "h"]),
        ("UNIXPATH", &["/", "/var/log/a-b.log"], &["var/log"]),
        ("WINPATH", &["C:\\a\\b c.txt", "\\\\srv\\x"], &["/a"]),
        ("TTY", &["/dev/tty1", "/dev/pts/0"], &["/dev/sda"]),
        ("URI", &["https://u:p@h.example:8443/a/b?c=d&e", "ftp://h/"], &["//h/a", "https:/h"]),
        ("MONTH", &["Jan", "September", "May"], &["jan", "Mayor"]),
        ("MONTHNUM", &["1", "01", "12"], &["13", "0"]),
        ("MONTHNUM2", &["01", "12"], &["1"]),
        ("MONTHDAY", &["1", "09", "31"], &["32", "0"]),
        ("DAY", &["Mon", "Tuesday", "Wednesday", "Thursday", "Saturday"], &["Foo"]),
        ("YEAR", &["24", "2024"], &["2", "20245"]),
        ("TIME", &["23:59:60", "1:02:03.456", "01:02:03,4"], &["24:00:00", "01:02"]),
        (
            "TIMESTAMP_ISO8601",
            &["2024-01-02T03:04:05Z", "2024-1-2 03:04", "2024-01-02T03:04:05.678+01:00"],
            &["2024-01-02"],
        ),
        ("DATE_US", &["12/31/2024", "1-2-24"], &["31/12/2024"]),
        ("DATE_EU", &["31.12.2024", "1/2/24"], &["12.31.2024"]),
        ("DATESTAMP_RFC822", &["Tue Nov 05 2024 10:00:00 UTC"], &["Nov 05"]),
        ("DATESTAMP_RFC2822", &["Tue, 05 Nov 2024 10:00:00 +0100"], &["Tue 05"]),
        ("DATESTAMP_OTHER", &["Tue Nov 05 10:00:00 EST 2024"], &["x"]),
        ("DATESTAMP_EVENTLOG", &["20241105100000"], &["2024"]),
        ("SYSLOGTIMESTAMP", &["Nov  5 10:00:00", "Nov 15 10:00:00"], &["Nov 10:00:00"]),
        ("HTTPDATE", &["10/Oct/2000:13:55:36 -0700"], &["10/10/2000:13:55:36 -0700"]),
        ("LOGLEVEL", &["INFO", "warning", "Error", "EMERG", "trace"], &["loud"]),
    ] {
        let grok = Grok::of_whole_lines(&format!("%{{{name}:x}}")).unwrap();
        for line in takes {
            assert!(grok.captures(line).unwrap().is_some(), "{name} takes {line}");
        }
        for line in leaves {
            assert_eq!(grok.captures(line).unwrap(), None, "{name} leaves {line}");
        }
    }
}

#[test]
fn fields_in_the_order_of_the_pattern() {
    for (pattern, custom, line, expected) in [
        ("%{WORD:a} %{NUMBER:n:int}", "", "x 12", "a=x n=12"),
        ("%{WORD} %{NUMBER:UNWANTED} %{WORD:b}", "", "x 12 y", "b=y"),
        ("(?:%{IP:who}|%{WORD:who})", "", "bob", "who=bob"),
        ("%{PAIR}", "PAIR %{WORD:k}=%{DATA:v}$", "a=b c", "k=a v=b c"),
        ("%{WORD:my column}", "# mine\n\nWORD\t[a-z]+", "ABCdef", "my column=def"),
        ("(?<level>[A-Z]+) %{GREEDYDATA:rest}", "", "WARN it", "level=WARN rest=it"),
        ("%{WORD:a}", "", " - ", "nothing"),
        // Look-behind, look-ahead, atomic groups, possessive and lazy quantifiers, classes, escapes, flags.
        (r"(?<=a)%{INT:n}(?!\d)", "", "b1 a22", "n=22"),
        ("%{A:x}c", "A (?>ab|a)b?", "abbc", "x=abb"),
        ("%{A:x}", "A a++a", "aaa", "nothing"),
        ("%{A:x}", "A <.+?>", "<a><b>", "x=<a>"),
        ("%{A:x}", r"A [[:alpha:]_]+\u0041[\x30-\x39]", "__zA7", "x=__zA7"),
        ("%{A:x}", "A (?i)err(?-i)X", "ERRX", "x=ERRX"),
        (r"%{A:x}\/%{WORD:y}", r#"A \"[^\"]*\""#, "\"p\"/q", "x=\"p\" y=q"),
        (r"%{WORD:a} \1", "", "x x", "a=x"),
        (
            r"%{TIMESTAMP_ISO8601:timestamp} \[%{MESSAGEPREFIX:message_prefix}\] %{CRAWLERLOGLEVEL:loglevel} : %{GREEDYDATA:message}",
            "CRAWLERLOGLEVEL (BENCHMARK|ERROR|WARN|INFO|TRACE)\nMESSAGEPREFIX .*-.*-.*-.*-.*",
            "2017-03-30 20:00:12 [a-b-c-d-e] INFO : it runs",
            "timestamp=2017-03-30 20:00:12 message_prefix=a-b-c-d-e loglevel=INFO message=it runs",
        ),
        (
            "%{COMBINEDAPACHELOG}",
            "",
            "127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET /a.gif HTTP/1.0\" 200 2326 \"http://e.com/\" \"Moz \\\"x\\\"\"",
            "clientip=127.0.0.1 ident=- auth=frank timestamp=10/Oct/2000:13:55:36 -0700 verb=GET request=/a.gif \
             httpversion=1.0 rawrequest=null response=200 bytes=2326 referrer=\"http://e.com/\" agent=\"Moz \\\"x\\\"\"",
        ),
    ] {
        assert_eq!(found(pattern, custom, line), expected, "{pattern}");
    }
}

#[test]
fn types() {
    let words = ["byte", "boolean", "double", "short", "int", "long", "float", "string"];
    let pattern: String = words.iter().map(|word| format!("%{{WORD:{word}:{word}}} ")).collect();
    let grok = Grok::new(&pattern, "").unwrap();
    let types: Vec<String> = grok.fields().iter().map(|field| field.data_type.to_string()).collect();
    assert_eq!(types, ["tinyint", "boolean", "double", "smallint", "int", "bigint", "float", "string"]);
    let typed = Grok::new("%{COMMONAPACHELOG_DATATYPED}", "").unwrap();
    let types: Vec<String> = typed.fields().iter().map(|field| format!("{} {}", field.name, field.data_type)).collect();
    assert_eq!(
        types.join(", "),
        "clientip string, ident boolean, auth string, timestamp string, verb string, request string, httpversion float, \
         rawrequest string, response int, bytes bigint"
    );
}

#[test]
fn columns_by_name() {
    let grok = Grok::new("%{SYSLOGBASE} %{ID:Queue}: (?<rest>.*)", "ID [0-9A-F]+").unwrap();
    let names = ["rest", "queue", "syslogbase", "pid", "other"];
    let values =
        grok.with_columns(names.into_iter()).captures("Nov  5 10:00:00 h smtp[7]: 4F1: gone").unwrap().unwrap();
    assert_eq!(values, [Some("gone"), Some("4F1"), Some("Nov  5 10:00:00 h smtp[7]:"), Some("7"), None]);
    assert_eq!(grok.fields().len(), 8, "patterns without a field are no columns of a crawl");
}

#[test]
fn what_cannot_be_is_named() {
    let doubling: String = (0..20).map(|i| format!("P{i} %{{P{}}}%{{P{}}}\n", i + 1, i + 1)).collect();
    for (pattern, custom, expected) in [
        ("%{NOPE}", "", "there is no pattern 'NOPE'"),
        ("%{A}", "A x%{B}\nB %{A}", "the pattern 'A' contains itself"),
        ("%{P0}", &*format!("{doubling}P20 x"), "longer than 131072 bytes"),
        ("%{WORD", "", "'%{WORD' is not"),
        ("%{WORD:}", "", "'%{WORD:}' is not"),
        ("%{WORD:a:money}", "", "the type 'money' is not"),
        ("%{A}", "JUSTANAME", "the line 'JUSTANAME'"),
        ("%{A}", "A (", "the regular expression is not valid"),
        ("%{A}", "A (?:x{1000}){1000}", "the regular expression is not valid"),
    ] {
        let error = Grok::new(pattern, custom).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains(expected), "{pattern}: {error}");
    }
}

#[test]
fn no_pattern_hangs() {
    // The look-ahead keeps the engine from handing these to an automaton.
    for custom in ["A (?=a)(?:a+)+$", "A (?:a|a)*(?=b)c", r"A (a*)*\1b", "A (?:(?=a).*a)*x"] {
        let grok = Grok::new("%{A:x}", custom).unwrap();
        let line = "a".repeat(2_000) + "!";
        assert!(matches!(grok.captures(&line), Ok(None) | Err(GrokError::TooManySteps)), "{custom}");
    }
    assert_eq!(Grok::new("%{WORD:x}", "").unwrap().captures(&"a".repeat(LINE_BYTES_MAX + 1)), Ok(None));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_pattern_compiles_or_says_why(pattern in "[%{}()\\[\\]\\\\|?*+<>=!:;a-cA-C0-9^$., ]{0,40}", line in ".{0,60}") {
        if let Ok(grok) = Grok::new(&pattern, "A a\nB (%{A:x})+\nC %{B}|%{WORD:y:int}")
            && let Ok(Some(values)) = grok.captures(&line)
        {
            prop_assert_eq!(values.len(), grok.fields().len());
        }
    }
}
