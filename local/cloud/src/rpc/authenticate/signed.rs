//! What a call's signature was made over, for explanations. Nothing is verified here.

use bytes::Bytes;
use http::Request;
use model::Secret;
use signing::{Scheme, rpc_v1};

use super::acs3;
use crate::local::Signed;
use crate::rpc::request::RpcRequest;

/// The texts behind the signature. `None` when the call cannot be read or bears none.
pub(crate) fn signed(request: &Request<Bytes>) -> Option<Signed> {
    let request = RpcRequest::parse(request).ok()?;
    if request.is_acs3() {
        let authorization = acs3::authorization(&request).ok()?;
        let texts = acs3_texts(&request, &authorization.signed_headers);
        return Some(Signed {
            scheme: Scheme::Acs3,
            access_key_id: authorization.access_key_id.to_owned(),
            canonical_request: Some(texts.canonical_request),
            string_to_sign: texts.string_to_sign,
            signature: authorization.signature.to_owned(),
        });
    }
    let parameters = &request.parameters;
    Some(Signed {
        scheme: Scheme::RpcV1,
        access_key_id: parameters.owned("AccessKeyId")?,
        canonical_request: None,
        string_to_sign: rpc_v1::string_to_sign(request.method.as_str(), parameters.pairs()),
        signature: parameters.owned("Signature")?,
    })
}

/// The texts do not depend on the key. The digest is that of the body as it came.
fn acs3_texts(request: &RpcRequest<'_>, signed_headers: &[&str]) -> signing::acs3::Signed {
    let query: Vec<(&str, &str)> =
        request.query.pairs().iter().map(|(name, value)| (&**name, &**value)).collect();
    let headers: Vec<(&str, &str)> = request
        .headers
        .keys()
        .filter_map(|name| Some((name.as_str(), request.header(name.as_str())?)))
        .collect();
    let form = signing::acs3::Request {
        method: request.method.as_str(),
        path: request.path,
        query: &query,
        headers: &headers,
        payload_sha256: &signing::acs3::payload_sha256(request.body),
    };
    signing::acs3::sign_headers(&form, signed_headers, &Secret::new(""))
}
