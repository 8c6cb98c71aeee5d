//! The URL of a queue.

use url::Url;

/// The longest name of a queue, with its suffix ("Amazon SQS FIFO queue quotas").
const LONGEST_NAME: usize = 80;

/// The URL of a FIFO queue, as `CreateQueue` answered it: `https://HOST/ACCOUNT/NAME.fifo`.
///
/// A standard queue is refused. It would deliver events of one medium at once and out of order, and
/// each of VOD's three tries by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueUrl {
    /// As written: SQS compares it with the queue's own.
    text: String,
    endpoint: Url,
    region: Option<String>,
}

impl QueueUrl {
    /// Reads it.
    ///
    /// # Errors
    /// The reason why it is none. It does not quote the text, which could hold a password.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| error.to_string())?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err("the queue's URL has another scheme than https: or http:".into());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("the queue's URL has a user or password".into());
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("the queue's URL has something behind the queue's name".into());
        }
        let name = url.path().rsplit('/').next().unwrap_or_default();
        let Some(stem) = name.strip_suffix(".fifo") else {
            return Err(
                "the queue's name does not end in .fifo; a standard queue keeps no order and \
                        makes three events of VOD's three tries"
                    .into(),
            );
        };
        let word = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        if stem.is_empty() || name.len() > LONGEST_NAME || !stem.chars().all(word) {
            return Err("the queue's name is not one that SQS allows".into());
        }
        let region = url.host_str().and_then(region_of).map(str::to_owned);
        if region.is_some() && url.scheme() != "https" {
            return Err("a queue of AWS is reached by https: alone".into());
        }
        let mut endpoint = url;
        endpoint.set_path("");
        Ok(Self { text: text.to_owned(), endpoint, region })
    }

    /// The URL as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port.
    pub(crate) fn endpoint(&self) -> &Url {
        &self.endpoint
    }

    /// The region that the host names, if it is one of AWS.
    pub(crate) fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }
}

/// The region in a host name of SQS, in each form that AWS gives out: regional, FIPS, dual-stack,
/// VPC endpoint and the old `REGION.queue` ("Amazon SQS endpoints and quotas").
fn region_of(host: &str) -> Option<&str> {
    let domains = [
        ".vpce.amazonaws.com.cn",
        ".vpce.amazonaws.com",
        ".amazonaws.com.cn",
        ".amazonaws.com",
        ".api.amazonwebservices.com.cn",
        ".api.aws",
    ];
    let labels = domains.iter().find_map(|domain| host.strip_suffix(domain))?;
    let (before, last) = labels.rsplit_once('.')?;
    match before.rsplit('.').next() {
        Some("sqs" | "sqs-fips") => Some(last),
        _ if last == "queue" => Some(before),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(text: &str) -> QueueUrl {
        QueueUrl::parse(text).unwrap()
    }

    #[test]
    fn a_host_of_aws_names_the_region() {
        for (host, region) in [
            ("sqs.eu-central-1.amazonaws.com", Some("eu-central-1")),
            ("sqs.cn-north-1.amazonaws.com.cn", Some("cn-north-1")),
            ("sqs-fips.us-east-1.amazonaws.com", Some("us-east-1")),
            ("sqs.eu-west-1.api.aws", Some("eu-west-1")),
            ("sqs-fips.us-west-2.api.aws", Some("us-west-2")),
            ("vpce-1a-2b.sqs.eu-west-1.vpce.amazonaws.com", Some("eu-west-1")),
            ("us-west-2.queue.amazonaws.com", Some("us-west-2")),
            ("queue.amazonaws.com", None),
            ("s3.eu-west-1.amazonaws.com", None),
            ("sqs.eu-west-1.amazonaws.com.evil.example", None),
            ("localhost", None),
        ] {
            assert_eq!(region_of(host), region, "{host}");
        }
    }

    #[test]
    fn the_endpoint_is_where_the_queue_is() {
        let aws = queue("https://sqs.eu-west-1.amazonaws.com/123456789012/upload.fifo");
        assert_eq!(aws.endpoint().as_str(), "https://sqs.eu-west-1.amazonaws.com/");
        assert_eq!(aws.region(), Some("eu-west-1"));
        let local = queue("http://127.0.0.1:9324/000000000000/upload-Complete_1.fifo");
        assert_eq!(local.endpoint().as_str(), "http://127.0.0.1:9324/");
        assert_eq!(local.region(), None);
        assert_eq!(local.as_str(), "http://127.0.0.1:9324/000000000000/upload-Complete_1.fifo");
    }

    #[test]
    fn what_is_no_url_of_a_fifo_queue_is_refused_with_the_reason() {
        let long = format!("https://h/1/{}.fifo", "a".repeat(76));
        for (text, reason) in [
            ("", "relative URL"),
            ("upload.fifo", "relative URL"),
            ("arn:aws:sqs:eu-west-1:123456789012:upload.fifo", "another scheme"),
            ("https://user:p4ss@h/1/upload.fifo", "user or password"),
            ("https://h/1/upload.fifo?Action=Send", "behind the queue's name"),
            ("https://h/1/upload.fifo#", "behind the queue's name"),
            ("https://h/1/upload", "does not end in .fifo"),
            ("https://h/1/upload.fifo/", "does not end in .fifo"),
            ("https://h", "does not end in .fifo"),
            ("https://h/1/.fifo", "not one that SQS allows"),
            ("https://h/1/up%20load.fifo", "not one that SQS allows"),
            (long.as_str(), "not one that SQS allows"),
            ("http://sqs.eu-west-1.amazonaws.com/1/upload.fifo", "https: alone"),
        ] {
            let refused = QueueUrl::parse(text).unwrap_err();
            assert!(refused.contains(reason), "{text}: {refused}");
            assert!(!refused.contains("p4ss"), "{refused}");
        }
        assert!(QueueUrl::parse(&format!("https://h/1/{}.fifo", "a".repeat(75))).is_ok());
    }
}
