//! What a platform's own authorizer says of a caller.
//!
//! It has checked the token before the function was called; who the caller is stands beside the
//! request (AWS) or in headers that the gateway writes (Function Compute).

use http::HeaderName;
use serde_json::Value;
use settings::{FromSetting, Problem};

use crate::{ClaimSettings, Claims, Fault, Presented, Refusal, problem};

settings::settings! {
    /// How the platform hands claims over.
    pub struct PlatformSettings {
        /// With `platform` in `AUTH` on Function Compute: which header of the request the gateway
        /// writes each claim into.
        optional claim_headers: ClaimHeaders = "PLATFORM_CLAIM_HEADERS",
    }
}

/// How an authorizer in front of the process hands over what it knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authorizer {
    /// There is none: whoever reaches the process speaks to it directly.
    Absent,
    /// As claims beside the request, where no client can write.
    BesideTheRequest,
    /// As headers of the request.
    InHeaders,
}

/// `PLATFORM_CLAIM_HEADERS`.
#[derive(Clone, Debug)]
pub struct ClaimHeaders(Vec<(String, HeaderName)>);

impl FromSetting for ClaimHeaders {
    const EXPECTED: &'static str = "claims and headers, such as sub=x-jwt-sub,roles=x-jwt-roles";

    fn from_setting(text: &str) -> Result<Self, String> {
        let mut pairs: Vec<(String, HeaderName)> = Vec::new();
        for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (claim, header) =
                pair.rsplit_once('=').ok_or_else(|| format!("{pair:?} has no `=`"))?;
            let (claim, header) = (claim.trim(), header.trim().to_ascii_lowercase());
            let header: HeaderName =
                header.parse().map_err(|_| format!("{header:?} is no name of a header"))?;
            // The first two are credentials; the others never reach a function.
            let taken = ["authorization", "x-api-key"].contains(&header.as_str())
                || header.as_str().starts_with("x-fc-");
            if claim.is_empty() || taken {
                return Err(format!("{pair:?} cannot be used"));
            }
            if pairs.iter().any(|(known, other)| known == claim || *other == header) {
                return Err(format!("{pair:?} repeats a claim or a header"));
            }
            pairs.push((claim.to_owned(), header));
        }
        if pairs.is_empty() { Err("names no claim".into()) } else { Ok(Self(pairs)) }
    }
}

/// Where to look for claims.
#[derive(Debug)]
pub(crate) enum Platform {
    BesideTheRequest,
    InHeaders(ClaimHeaders),
}

impl Platform {
    /// Reads the settings; what is wrong with them is added to the problems.
    pub(crate) fn new(
        settings: &PlatformSettings,
        claims: &ClaimSettings,
        authorizer: Authorizer,
        problems: &mut Vec<Problem>,
    ) -> Option<Self> {
        let mut refuse = |name, expected, reason: &str| {
            problems.push(problem(name, expected, Some(reason)));
            None
        };
        match (authorizer, &settings.claim_headers) {
            (Authorizer::Absent, _) => refuse(
                "AUTH",
                "api-key or jwt",
                "platform is for AWS Lambda and Function Compute: here nobody stands in front",
            ),
            (Authorizer::BesideTheRequest, Some(_)) => refuse(
                "PLATFORM_CLAIM_HEADERS",
                "absent on AWS Lambda",
                "here claims stand beside the request, and a client could write these headers",
            ),
            (Authorizer::BesideTheRequest, None) => Some(Self::BesideTheRequest),
            (Authorizer::InHeaders, None) => {
                problems.push(problem("PLATFORM_CLAIM_HEADERS", ClaimHeaders::EXPECTED, None));
                None
            }
            (Authorizer::InHeaders, Some(headers)) => {
                let needed = [Some(&claims.subject), claims.tenant.as_ref()];
                let missing = needed.into_iter().flatten().find(|name| !headers.has(name.as_str()));
                match missing {
                    Some(name) => refuse(
                        "PLATFORM_CLAIM_HEADERS",
                        ClaimHeaders::EXPECTED,
                        &format!("names no header for {:?}", name.as_str()),
                    ),
                    None => Some(Self::InHeaders(headers.clone())),
                }
            }
        }
    }

    /// The claims of a request, if the authorizer handed any over.
    pub(crate) fn claims(&self, presented: &Presented<'_>) -> Result<Option<Claims>, Refusal> {
        match self {
            Self::BesideTheRequest => Ok(presented.claims.cloned()),
            Self::InHeaders(headers) => {
                let claims = headers.read(presented)?;
                Ok(Some(claims).filter(|claims| !claims.is_empty()))
            }
        }
    }

    /// What an operator has to look after where claims are missing.
    pub(crate) fn advice(&self) -> &'static str {
        match self {
            Self::BesideTheRequest => {
                "AUTH=platform, but requestContext.authorizer holds neither `jwt` nor `lambda`: \
                 give every route an authorizer"
            }
            Self::InHeaders(_) => {
                "AUTH=platform, but no header of PLATFORM_CLAIM_HEADERS came: give every route JWT \
                 authentication that passes these claims on"
            }
        }
    }
}

impl ClaimHeaders {
    /// Whether a header is named for this claim, or for the object that it lies in.
    fn has(&self, claim: &str) -> bool {
        self.0.iter().any(|(name, _)| name == claim)
    }

    fn read(&self, presented: &Presented<'_>) -> Result<Claims, Refusal> {
        let mut claims = Claims::new();
        for (claim, header) in &self.0 {
            let text = presented.header(header.as_str())?.map(<[u8]>::trim_ascii);
            let Some(text) = text.filter(|text| !text.is_empty()) else { continue };
            // Made readable, two names could become one.
            let text = str::from_utf8(text).map_err(|_| Refusal::InvalidToken(Fault::Malformed))?;
            claims.insert(claim.clone(), Value::String(text.to_owned()));
        }
        Ok(claims)
    }
}
