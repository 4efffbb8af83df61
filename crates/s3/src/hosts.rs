//! Buckets named in the host: `<bucket>.localhost` beside `/<bucket>`.

use s3s::S3Result;
use s3s::host::{S3Host, VirtualHost};

/// Names this service answers to; a name in front of one of them is a bucket.
#[derive(Debug, Clone)]
pub(crate) struct Hosts(pub Vec<String>);

impl S3Host for Hosts {
    fn parse_host_header<'a>(&'a self, host: &'a str) -> S3Result<VirtualHost<'a>> {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        let bucket = self.0.iter().find_map(|base| name.strip_suffix(base.as_str())?.strip_suffix('.'));
        // Any other name is one somebody gave this machine, and the bucket is in the path.
        Ok(match bucket {
            Some(bucket) if !bucket.is_empty() => VirtualHost::new(name).with_bucket(bucket),
            _ => VirtualHost::new(name),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_in_hosts() {
        let hosts = Hosts(vec!["localhost".into(), "s3.test".into()]);
        for (host, bucket) in [
            ("localhost:5253", None),
            ("raw.localhost:5253", Some("raw")),
            ("my.raw.s3.test", Some("my.raw")),
            ("boathouse.example.org", None),
            ("notlocalhost", None),
        ] {
            assert_eq!(hosts.parse_host_header(host).unwrap().bucket(), bucket, "{host}");
        }
    }
}
