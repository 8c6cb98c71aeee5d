//! RPC signature V1: HMAC-SHA1 over all parameters of query and form ("Signature method").

use model::Secret;
use signing::{Mismatch, rpc_v1};

use super::{Claims, RpcError, RpcRequest, time_of};

/// Reads the common parameters; all are required but SecurityToken and, next to one, Timestamp.
pub(super) fn claims<'a>(request: &'a RpcRequest<'_>) -> Result<Claims<'a>, RpcError> {
    let required = |name| request.parameters.text(name).ok_or_else(|| RpcError::mandatory(name));

    let access_key_id = required("AccessKeyId")?;
    required("Signature")?;
    // One sample of the documentation spells it `Hmac-SHA1`.
    if !required("SignatureMethod")?.eq_ignore_ascii_case("HMAC-SHA1") {
        return Err(RpcError::bad_request(
            "InvalidSignatureMethod",
            "Specified signature method is not supported: it must be HMAC-SHA1.",
        ));
    }
    if required("SignatureVersion")? != "1.0" {
        return Err(RpcError::bad_request(
            "InvalidSignatureVersion",
            "Specified signature version is not supported: it must be 1.0.",
        ));
    }
    let nonce = required("SignatureNonce")?;
    let security_token = request.parameters.text("SecurityToken");
    let time = request.parameters.text("Timestamp").map(time_of).transpose()?;
    if time.is_none() && security_token.is_none() {
        return Err(RpcError::mandatory("Timestamp"));
    }
    Ok(Claims { access_key_id, security_token, time, nonce })
}

/// Holds the signature against the one that this secret makes.
pub(super) fn verify(request: &RpcRequest<'_>, secret: &Secret) -> Result<(), Mismatch> {
    let signature = request.parameters.text("Signature").unwrap_or_default();
    rpc_v1::verify(request.method.as_str(), request.parameters.pairs(), secret, signature)
}
