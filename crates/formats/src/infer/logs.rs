//! Logs of well-known programs: every line fits one pattern.
//!
//! The patterns are made of the standard ones only, so that a table which carries one needs nothing else.

use std::sync::OnceLock;

use super::grok::{match_lines, sample_lines};
use super::{GrokSchema, Mismatch};
use crate::grok::Grok;

/// A kind of log.
struct Family {
    classification: &'static str,
    pattern: &'static str,
    /// A cheap look at the first line: most texts are no logs.
    may_be: fn(&str) -> bool,
    /// Lines that begin so are not records.
    remarks: Option<char>,
}

/// In the order in which they are tried.
const FAMILIES: &[Family] = &[
    Family { classification: "combined_apache", pattern: "%{COMBINEDAPACHELOG}", may_be: is_access, remarks: None },
    Family { classification: "apache", pattern: "%{COMMONAPACHELOG}", may_be: is_access, remarks: None },
    Family {
        classification: "linux_kernel",
        pattern: "%{SYSLOGBASE} ?%{GREEDYDATA:message}",
        may_be: |line| line.as_bytes().get(3) == Some(&b' ') && line.contains(':'),
        remarks: None,
    },
    Family {
        classification: "linux_kernel",
        pattern: r"\[ *(?=[0-9]+\.[0-9]{6}\])%{NUMBER:timestamp}\] %{GREEDYDATA:message}",
        may_be: |line| line.starts_with('['),
        remarks: None,
    },
    Family {
        classification: "microsoft_log",
        pattern: "%{IP:clientip}, %{DATA:user}, %{DATE_US:date}, %{TIME:time}, %{DATA:service}, %{DATA:server}, \
                  %{IP:serverip}, %{NONNEGINT:timetaken}, %{NONNEGINT:bytesreceived}, %{NONNEGINT:bytessent}, \
                  %{NONNEGINT:status}, %{NONNEGINT:windowsstatus}, %{DATA:method}, %{DATA:target}, %{DATA:parameters},?$",
        may_be: |line| line.contains(", ") && line.contains('/'),
        remarks: None,
    },
    Family {
        classification: "microsoft_log",
        pattern: "%{TIMESTAMP_ISO8601:timestamp} %{IP:serverip} %{WORD:method} %{NOTSPACE:target} \
                  %{NOTSPACE:parameters} %{NONNEGINT:port} %{NOTSPACE:user} %{IP:clientip} %{NOTSPACE:useragent}\
                  (?: %{NOTSPACE:referer})? %{NONNEGINT:status} %{NONNEGINT:substatus} %{NONNEGINT:windowsstatus}\
                  (?: %{NONNEGINT:timetaken})?",
        may_be: |line| line.starts_with(|c: char| c.is_ascii_digit()) && line.as_bytes().get(10) == Some(&b' '),
        remarks: Some('#'),
    },
    Family {
        classification: "ruby_logger",
        pattern: r"[DFEWIA], \[%{TIMESTAMP_ISO8601:timestamp} #%{POSINT:pid}\] *%{WORD:loglevel} -- %{DATA:progname}: %{GREEDYDATA:message}",
        may_be: |line| line.get(1..4) == Some(", ["),
        remarks: None,
    },
    Family {
        classification: "squid",
        pattern: "%{NUMBER:timestamp} +%{NUMBER:duration} %{IPORHOST:client_address} \
                  %{WORD:cache_result}/%{NONNEGINT:status_code} %{NUMBER:bytes} %{WORD:request_method} \
                  %{NOTSPACE:url} %{NOTSPACE:user} %{WORD:hierarchy_code}/%{NOTSPACE:server} %{NOTSPACE:content_type}",
        may_be: |line| line.starts_with(|c: char| c.is_ascii_digit()) && line.contains('/'),
        remarks: None,
    },
    Family {
        classification: "redismonlog",
        pattern: r#"%{NUMBER:timestamp} \[%{INT:database} %{IPORHOST:client}:%{POSINT:port}\] "%{WORD:command}"(?: %{GREEDYDATA:params})?"#,
        may_be: |line| line.starts_with(|c: char| c.is_ascii_digit()) && line.contains(" ["),
        remarks: None,
    },
    Family {
        classification: "redislog",
        pattern: r"\[%{POSINT:pid}\] %{MONTHDAY:day} %{MONTH:month} (?:%{YEAR:year} )?%{TIME:time} [.*#-] %{GREEDYDATA:message}",
        may_be: |line| line.starts_with('['),
        remarks: None,
    },
    Family {
        classification: "redislog",
        pattern: "%{POSINT:pid}:%{WORD:role} %{MONTHDAY:day} %{MONTH:month} (?:%{YEAR:year} )?%{TIME:time} [.*#-] %{GREEDYDATA:message}",
        may_be: |line| line.starts_with(|c: char| c.is_ascii_digit()) && line.contains(':'),
        remarks: None,
    },
];

/// Patterns by the place of their family, compiled when a text first asks for them.
static COMPILED: [OnceLock<Option<Grok>>; FAMILIES.len()] = [const { OnceLock::new() }; FAMILIES.len()];

fn is_access(line: &str) -> bool {
    line.contains(" [") && line.contains("] \"")
}

/// A log of a kind that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogSchema {
    /// What the kind is called.
    pub classification: &'static str,
    /// The pattern of its lines.
    pub pattern: &'static str,
    /// What the pattern says of the sample.
    pub schema: GrokSchema,
}

/// Tells logs by their lines, all of which must fit. Kinds of the classifications in `except` are not looked for.
///
/// # Errors
/// [`Mismatch`] when some line fits none.
pub fn infer_logs(sample: &[u8], complete: bool, except: &[&str]) -> Result<LogSchema, Mismatch> {
    let lines = sample_lines(sample, complete)?;
    let mut nearest = None;
    for (family, compiled) in FAMILIES.iter().zip(&COMPILED) {
        let is_record = |(_, line): &&(usize, &str)| !family.remarks.is_some_and(|remark| line.starts_with(remark));
        let Some((_, first)) = lines.iter().find(is_record) else { continue };
        if !(family.may_be)(first) || except.contains(&family.classification) {
            continue;
        }
        let Some(grok) = compiled.get_or_init(|| Grok::of_whole_lines(family.pattern).ok()) else { continue };
        if !matches!(grok.captures(first), Ok(Some(_))) {
            continue;
        }
        let records: Vec<(usize, &str)> = lines.iter().filter(is_record).copied().collect();
        let mut schema = match_lines(&records, grok)?;
        if schema.matched < schema.lines {
            let why = schema.notes.pop().unwrap_or_default();
            nearest.get_or_insert_with(|| format!("as {}: {why}", family.classification));
            continue;
        }
        if records.len() < lines.len() {
            schema.notes.push("lines beginning with # are no records: a query reads them as rows of nulls".to_owned());
        }
        return Ok(LogSchema { classification: family.classification, pattern: family.pattern, schema });
    }
    Err(Mismatch::new(nearest.unwrap_or_else(|| "its first line fits no log that is known".to_owned())))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for family in FAMILIES {
            let compiled = Grok::of_whole_lines(family.pattern);
            assert!(compiled.is_ok(), "{}: {compiled:?}", family.pattern);
        }
    }

    #[test]
    fn each_kind_by_its_lines() {
        for (text, classification, columns) in [
            (
                "10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 23 \"http://e.com/\" \"Mozilla/4.08 [en]\"\n\
                 h.example - joe [11/Oct/2000:13:55:36 -0700] \"-\" 408 - \"-\" \"-\"\n",
                "combined_apache",
                "clientip ident auth timestamp verb request httpversion rawrequest response bytes referrer agent",
            ),
            (
                "::1 - frank [10/Oct/2000:13:55:36 -0700] \"GET /a.gif HTTP/1.0\" 200 2326\n",
                "apache",
                "clientip ident auth timestamp verb request httpversion rawrequest response bytes",
            ),
            (
                "Nov  5 10:00:01 web-1 kernel: [    1.5] eth0: up\nNov 15 10:00:02 web-1 sshd[311]: closed\n",
                "linux_kernel",
                "timestamp facility priority logsource program pid message",
            ),
            (
                "[    0.000000] Linux version 6.1\n[   12.345678] usb 1-1: new device\n",
                "linux_kernel",
                "timestamp message",
            ),
            (
                "192.168.114.201, -, 03/20/01, 7:55:20, W3SVC2, SALES1, 172.21.13.45, 4502, 163, 3223, 200, 0, GET, /Logo.gif, -,\n",
                "microsoft_log",
                "clientip user date time service server serverip timetaken bytesreceived bytessent status windowsstatus \
                 method target parameters",
            ),
            (
                "#Software: IIS\n#Fields: date time\n2002-05-02 17:42:15 172.30.0.1 GET /a.jpg - 80 - 172.22.0.2 Mozilla/4.0+(x) 200 0 0 12\n",
                "microsoft_log",
                "timestamp serverip method target parameters port user clientip useragent referer status substatus \
                 windowsstatus timetaken",
            ),
            (
                "I, [2024-01-02T03:04:05.123456 #1234]  INFO -- prog: it runs\nE, [2024-01-02T03:04:06.1 #1234] ERROR -- : it: fails\n",
                "ruby_logger",
                "timestamp pid loglevel progname message",
            ),
            (
                "1286536309.586    921 192.168.0.68 TCP_MISS/200 507 POST http://r.example/x - DIRECT/192.168.12.23 application/x\n\
                 1286536310.001      0 ::1 NONE/000 0 NONE error:transaction - HIER_NONE/- -\n",
                "squid",
                "timestamp duration client_address cache_result status_code bytes request_method url user hierarchy_code \
                 server content_type",
            ),
            (
                "1339518083.107412 [0 127.0.0.1:60866] \"keys\" \"*\"\n1339518087.877697 [0 127.0.0.1:60866] \"dbsize\"\n",
                "redismonlog",
                "timestamp database client port command params",
            ),
            ("[4018] 14 Nov 07:01:22.119 * Background saving\n", "redislog", "pid day month year time message"),
            (
                "1:M 14 Nov 2019 07:01:22.119 # Server started\n1:C 14 Nov 2019 07:01:23.001 - x\n",
                "redislog",
                "pid role day month year time message",
            ),
        ] {
            let log = infer_logs(text.as_bytes(), true, &[]).unwrap_or_else(|error| panic!("{text}: {error}"));
            let names: Vec<&str> = log.schema.columns.iter().map(|column| column.name.as_str()).collect();
            assert_eq!((log.classification, names.join(" ").as_str()), (classification, columns), "{text}");
        }
    }

    #[test]
    fn one_other_line_is_enough_to_refuse() {
        let line = "::1 - frank [10/Oct/2000:13:55:36 -0700] \"GET /a.gif HTTP/1.0\" 200 2326\n";
        let reason = infer_logs(format!("{line}{line}oops\n").as_bytes(), true, &[]).unwrap_err().reason;
        assert_eq!(reason, "as apache: 1 of 3 lines do not fit the pattern, line 3 is the first");
        assert!(infer_logs(line.as_bytes(), true, &["apache"]).is_err());
        for text in ["id,name\n1,a\n", "{\"a\":1}\n", "plain words\n", "Mon, 5: x\n", "2024-01-02 x\n"] {
            assert!(infer_logs(text.as_bytes(), true, &[]).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300), complete: bool) {
            let _ = infer_logs(&bytes, complete, &[]);
        }

        #[test]
        fn any_text_that_looks_like_a_log(text in r#"[0-9A-Z\[\]":/ .,#-]{0,200}"#) {
            let _ = infer_logs(text.as_bytes(), true, &[]);
        }
    }
}
