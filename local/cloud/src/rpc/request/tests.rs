use super::*;

fn request(method: &str, uri: &str, headers: &[(&str, &str)], body: &str) -> Request<Bytes> {
    let mut builder = Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    builder.body(Bytes::copy_from_slice(body.as_bytes())).unwrap()
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded; charset=utf-8");

#[test]
fn query_and_form_are_merged_and_plus_is_a_blank() {
    let request = request("POST", "/?Action=A&Title=a+b%2Bc&Empty=&Bare", &[FORM], "Tags=x%2Cy");
    let parsed = RpcRequest::parse(&request).unwrap();
    assert_eq!(parsed.parameters.text("Title"), Some("a b+c"));
    assert_eq!(parsed.parameters.text("Tags"), Some("x,y"));
    assert_eq!(parsed.query.pairs().len(), 4);
    assert_eq!(parsed.parameters.pairs().len(), 5);
}

#[test]
fn a_body_that_is_no_form_holds_no_parameters() {
    let request = request("POST", "/?Action=A", &[("content-type", "text/plain")], "Tags=x");
    assert_eq!(RpcRequest::parse(&request).unwrap().parameters.text("Tags"), None);
}

#[test]
fn bad_escapes_are_refused() {
    for (uri, form) in [("/?Action=%zz", ""), ("/?Action=%ff", ""), ("/?Action=A", "T=%ff")] {
        let request = request("POST", uri, &[FORM], form);
        assert_eq!(RpcRequest::parse(&request).err().unwrap().code, "InvalidParameter", "{uri}");
    }
}

#[test]
fn the_signed_place_of_the_action_wins() {
    let acs3 = request(
        "POST",
        "/?Action=Query",
        &[("x-acs-action", "Header"), ("authorization", "ACS3-HMAC-SHA256 Credential=a")],
        "",
    );
    assert_eq!(RpcRequest::parse(&acs3).unwrap().action(), Some("Header"));
    let v1 = request("POST", "/?Action=Query", &[("x-acs-action", "Header")], "");
    assert_eq!(RpcRequest::parse(&v1).unwrap().action(), Some("Query"));
}

#[test]
fn format_follows_the_scheme() {
    let format = |uri: &str, headers: &[(&str, &str)]| {
        RpcRequest::parse(&request("GET", uri, headers, "")).unwrap().format()
    };
    let acs3 = ("authorization", "ACS3-HMAC-SHA256 Credential=a");
    assert_eq!(format("/?Action=A", &[]), Ok(Format::Xml));
    assert_eq!(format("/?Action=A&Format=json", &[]), Ok(Format::Json));
    assert_eq!(format("/?Action=A&Format=xml", &[acs3]), Ok(Format::Xml));
    assert_eq!(format("/?Action=A", &[acs3]), Ok(Format::Json));
    assert_eq!(format("/?Action=A", &[acs3, ("accept", "application/xml")]), Ok(Format::Xml));
    assert_eq!(format("/?Format=yaml", &[]).unwrap_err().code, "InvalidParameter.Format");
}

#[test]
fn a_call_is_known_by_what_only_calls_have() {
    let names = |uri: &str, headers: &[(&str, &str)], body: &str| {
        let request = request("POST", uri, headers, body);
        is_call(request.headers(), request.uri().query(), Some(request.body()))
    };
    assert!(names("/?Version=1&Action=A", &[], ""));
    assert!(names("/", &[FORM], "Version=1&Action=A"));
    assert!(names("/", &[("x-acs-action", "A")], ""));
    assert!(names("/", &[("authorization", "ACS3-HMAC-SHA256 Credential=a")], ""));
    assert!(names("/?Version=2017-03-21", &[], ""));
    assert!(names("/", &[FORM], "SignatureNonce=n"));
    assert!(!names("/", &[("authorization", "OSS a:b")], ""));
    assert!(!names("/", &[("content-type", "multipart/form-data")], "Action=A"));
    assert!(!names("/?uploads&xAction=1", &[], ""));
}

proptest::proptest! {
    #[test]
    fn any_query_and_form_are_parsed_or_refused(query in "[ -~]{0,60}", form in ".{0,60}") {
        let uri = format!("/?{}", query.replace([' ', '#', '"', '<', '>', '`', '{', '}', '\\', '^', '|'], "+"));
        let request = request("POST", &uri, &[FORM], &form);
        if let Ok(parsed) = RpcRequest::parse(&request) {
            let _ = (parsed.action(), parsed.version(), parsed.format());
        }
    }
}
