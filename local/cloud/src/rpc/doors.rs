//! The reading of calls, for the fuzz targets. Refusals are told by their code.

use std::borrow::Cow;

use bytes::Bytes;
use http::{Request, header};
use signing::rpc_v1::canonicalized_query;

use super::request::RpcRequest;

/// Name and value.
type Pair = (String, String);

/// The parameters of a query and a form as the gateway reads them, and the canonical form of both
/// that a V1 signature covers. A query that no URL can hold is refused as one that cannot be read.
pub(crate) fn parameters(
    query: &str,
    form: &[u8],
) -> Result<(Vec<Pair>, String), Cow<'static, str>> {
    let request = Request::post(format!("/?{query}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Bytes::copy_from_slice(form))
        .map_err(|_| "InvalidParameter")?;
    let read = RpcRequest::parse(&request).map_err(|error| error.code)?;
    let pairs = read.parameters.pairs();
    Ok((pairs.to_vec(), canonicalized_query(pairs)))
}
