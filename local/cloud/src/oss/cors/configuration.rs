//! CORSConfiguration as XML, both ways, and what a rule may say.

use crate::objects::{CorsConfiguration, CorsRule};
use crate::oss::document::{Node, malformed};
use crate::oss::error::OssError;
use crate::oss::xml::Element;

/// The most rules of a bucket.
const MOST_RULES: usize = 20;

const METHODS: [&str; 5] = ["GET", "PUT", "DELETE", "POST", "HEAD"];

/// Longest `MaxAgeSeconds`.
const LONGEST: u32 = 999_999_999;

pub(in crate::oss) fn parse(bytes: &[u8]) -> Result<CorsConfiguration, OssError> {
    let root = Node::parse(bytes, "CORSConfiguration")?;
    let rules = root.all("CORSRule").map(rule).collect::<Result<Vec<_>, _>>()?;
    let response_vary = match root.only("ResponseVary")?.map(Node::trimmed) {
        None | Some("" | "false") => false,
        Some("true") => true,
        Some(other) => return Err(invalid("ResponseVary", other)),
    };
    match rules.len() {
        0 => Err(malformed("it has no CORSRule").ec("0034-00000002")),
        1..=MOST_RULES => Ok(CorsConfiguration { rules, response_vary }),
        _ => Err(OssError::invalid_argument("The number of CORS rules must not be above 20.")),
    }
}

fn rule(rule: &Node) -> Result<CorsRule, OssError> {
    let allowed_origins = values(rule, "AllowedOrigin", at_most_one_star)?;
    let allowed_methods = values(rule, "AllowedMethod", |text| METHODS.contains(&text))?;
    if allowed_origins.is_empty() || allowed_methods.is_empty() {
        return Err(malformed("a CORSRule has no AllowedOrigin or no AllowedMethod"));
    }
    let max_age_seconds = match rule.only("MaxAgeSeconds")?.map(Node::trimmed) {
        None | Some("") => None,
        Some(text) => {
            let seconds = text.parse().ok().filter(|seconds| *seconds <= LONGEST);
            Some(seconds.ok_or_else(|| invalid("MaxAgeSeconds", text))?)
        }
    };
    let of_header = |text: &str| !text.contains(['<', '>', '&', '\'', '"']);
    Ok(CorsRule {
        allowed_origins,
        allowed_methods,
        allowed_headers: values(rule, "AllowedHeader", |text| {
            of_header(text) && at_most_one_star(text)
        })?,
        expose_headers: values(rule, "ExposeHeader", |text| {
            of_header(text) && !text.contains('*')
        })?,
        max_age_seconds,
    })
}

/// The texts of all children of a name. An empty element is none.
fn values(
    rule: &Node,
    name: &'static str,
    is_valid: impl Fn(&str) -> bool,
) -> Result<Vec<String>, OssError> {
    rule.all(name)
        .map(Node::trimmed)
        .filter(|text| !text.is_empty())
        .map(|text| {
            let fits = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
            if fits && is_valid(text) { Ok(text.to_owned()) } else { Err(invalid(name, text)) }
        })
        .collect()
}

fn at_most_one_star(text: &str) -> bool {
    text.bytes().filter(|byte| *byte == b'*').count() <= 1
}

fn invalid(name: &'static str, value: &str) -> OssError {
    OssError::invalid_argument(format!("The value of {name} is not valid."))
        .with("ArgumentName", name)
        .with("ArgumentValue", value)
}

pub(in crate::oss) fn write(configuration: &CorsConfiguration) -> Element {
    let root = configuration.rules.iter().fold(Element::new("CORSConfiguration"), |root, rule| {
        let texts = [
            ("AllowedOrigin", &rule.allowed_origins),
            ("AllowedMethod", &rule.allowed_methods),
            ("AllowedHeader", &rule.allowed_headers),
            ("ExposeHeader", &rule.expose_headers),
        ];
        let mut element = Element::new("CORSRule");
        for (name, values) in texts {
            element = values.iter().fold(element, |element, value| element.text(name, value));
        }
        if let Some(seconds) = rule.max_age_seconds {
            element = element.text("MaxAgeSeconds", seconds);
        }
        root.child(&element)
    });
    root.text("ResponseVary", configuration.response_vary)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(rules: &str) -> &'static str {
        let document = format!("<CORSConfiguration>{rules}</CORSConfiguration>");
        parse(document.as_bytes()).map_or_else(|error| error.code(), |_| "")
    }

    fn rule_with(more: &str) -> String {
        format!(
            "<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>PUT</AllowedMethod>{more}\
             </CORSRule>"
        )
    }

    #[test]
    fn what_was_written_reads_back() {
        let document = "<CORSConfiguration><CORSRule><AllowedOrigin>http://*.example\
                        </AllowedOrigin><AllowedOrigin>http://b</AllowedOrigin><AllowedMethod>GET\
                        </AllowedMethod><AllowedMethod>HEAD</AllowedMethod><AllowedHeader>x-*\
                        </AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>5\
                        </MaxAgeSeconds></CORSRule><ResponseVary>true</ResponseVary>\
                        </CORSConfiguration>";
        let configuration = parse(document.as_bytes()).unwrap();
        assert!(configuration.response_vary);
        assert_eq!(configuration.rules[0].max_age_seconds, Some(5));
        assert_eq!(parse(write(&configuration).document().as_bytes()).unwrap(), configuration);
    }

    #[test]
    fn what_no_rule_can_say() {
        assert_eq!(code(&rule_with("")), "");
        assert_eq!(code(&rule_with("").repeat(20)), "");
        assert_eq!(code(&rule_with("").repeat(21)), "InvalidArgument");
        for (more, expected) in [
            ("<AllowedOrigin>http://*.*</AllowedOrigin>", "InvalidArgument"),
            ("<AllowedMethod>put</AllowedMethod>", "InvalidArgument"),
            ("<AllowedMethod>PATCH</AllowedMethod>", "InvalidArgument"),
            ("<AllowedHeader>a*b*</AllowedHeader>", "InvalidArgument"),
            ("<AllowedHeader>a&amp;b</AllowedHeader>", "InvalidArgument"),
            ("<ExposeHeader>x-*</ExposeHeader>", "InvalidArgument"),
            ("<MaxAgeSeconds>-1</MaxAgeSeconds>", "InvalidArgument"),
            ("<MaxAgeSeconds>1000000000</MaxAgeSeconds>", "InvalidArgument"),
            ("<MaxAgeSeconds>1</MaxAgeSeconds><MaxAgeSeconds>1</MaxAgeSeconds>", "MalformedXML"),
        ] {
            assert_eq!(code(&rule_with(more)), expected, "{more}");
        }
        for rules in [
            "",
            "<CORSRule/>",
            "<CORSRule><AllowedOrigin>*</AllowedOrigin></CORSRule>",
            "<CORSRule><AllowedMethod>GET</AllowedMethod></CORSRule>",
        ] {
            assert_eq!(code(rules), "MalformedXML", "{rules}");
        }
        assert_eq!(code("<ResponseVary>x</ResponseVary>"), "InvalidArgument");
    }
}
