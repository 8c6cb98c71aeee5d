use serde_json::json;

use super::*;

const ALICE: Trusted<'_> = Trusted::Identity { account_id: "1", arn: "acs:ram::1:user/alice" };
const ROLE: Trusted<'_> = Trusted::Identity { account_id: "1", arn: "acs:ram::1:role/alice" };
const STRANGER: Trusted<'_> = Trusted::Identity { account_id: "2", arn: "acs:ram::2:user/alice" };
const COMPUTE: Trusted<'_> = Trusted::Service("fc.aliyuncs.com");

fn policy(statements: &Value) -> Result<TrustPolicy, PolicyError> {
    TrustPolicy::read(&json!({ "Version": "1", "Statement": statements }))
}

fn trusting(principal: &Value) -> TrustPolicy {
    policy(&json!([{ "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal }]))
        .unwrap()
}

fn trusts(policy: &TrustPolicy, who: Trusted<'_>) -> bool {
    policy.evaluate(who, &Context::default()).effect.allows()
}

#[test]
fn an_account_stands_for_its_users_and_roles() {
    let policy = trusting(&json!({ "RAM": ["acs:ram::1:root"] }));
    assert!(trusts(&policy, ALICE));
    assert!(trusts(&policy, ROLE));
    assert!(!trusts(&policy, STRANGER));
    assert!(!trusts(&policy, COMPUTE));
}

#[test]
fn a_user_is_no_role_of_the_same_name() {
    let policy = trusting(&json!({ "RAM": "acs:ram::1:user/alice" }));
    assert!(trusts(&policy, ALICE));
    assert!(!trusts(&policy, ROLE));
    assert!(!trusts(&policy, STRANGER));
}

#[test]
fn a_service_is_trusted_by_its_name() {
    let policy = trusting(&json!({ "Service": ["fc.aliyuncs.com"] }));
    assert!(trusts(&policy, COMPUTE));
    assert!(!trusts(&policy, Trusted::Service("mns.aliyuncs.com")));
    assert!(!trusts(&policy, ALICE));
}

#[test]
fn a_provider_of_identities_is_read_and_nobody_here_is_one() {
    let policy = trusting(&json!({ "Federated": "acs:ram::1:saml-provider/idp" }));
    assert!(!trusts(&policy, ALICE));
    assert!(!trusts(&policy, COMPUTE));
}

#[test]
fn a_deny_beats_an_allow() {
    let statement = |effect, name: &str| {
        json!({
            "Effect": effect, "Action": "sts:*",
            "Principal": { "RAM": format!("acs:ram::1:{name}") },
        })
    };
    let policy =
        policy(&json!([statement("Allow", "root"), statement("Deny", "user/alice")])).unwrap();
    assert!(!trusts(&policy, ALICE));
    assert!(trusts(&policy, ROLE));
}

#[test]
fn a_condition_can_ask_for_the_external_id() {
    let policy = policy(&json!([{
        "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": { "RAM": "acs:ram::1:root" },
        "Condition": { "StringEquals": { "sts:ExternalId": "ticket-7" } },
    }]))
    .unwrap();
    let given = |id| {
        let context = Context::default().with_some("sts:ExternalId", id);
        policy.evaluate(ALICE, &context).effect.allows()
    };
    assert!(given(Some("ticket-7")));
    assert!(!given(Some("ticket-8")));
    assert!(!given(None));
}

#[test]
fn other_forms_are_refused_by_name() {
    let message = |principal: Value| {
        policy(&json!([{
            "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal,
        }]))
        .unwrap_err()
        .to_string()
    };
    assert_eq!(message(json!({})), "Statement[0].Principal: must name RAM, Service or Federated");
    assert_eq!(
        message(json!({ "AWS": "*" })),
        "Statement[0].Principal.AWS: is no kind of principal"
    );
    for (kind, name) in [
        ("RAM", "*"),
        ("RAM", "acs:ram::ACCOUNT_ID:root"),
        ("RAM", "acs:ram::1:user/*"),
        ("RAM", "acs:ram::1:group/g"),
        ("RAM", "acs:ram::1:user/"),
        ("Service", "fc.example.com"),
        ("Service", ".aliyuncs.com"),
        ("Federated", "acs:ram::1:user/alice"),
    ] {
        assert_eq!(
            message(json!({ kind: name })),
            format!("Statement[0].Principal.{kind}: {name:?} is no principal of this kind")
        );
    }
    let statement = json!({ "Effect": "Allow", "Action": "sts:AssumeRole" });
    assert_eq!(
        policy(&json!([statement])).unwrap_err().to_string(),
        "Statement[0]: must have a Principal"
    );
    let statement = json!({
        "Effect": "Allow", "Action": "*", "Resource": "*", "Principal": { "RAM": "acs:ram::1:root" },
    });
    assert_eq!(
        policy(&json!([statement])).unwrap_err().to_string(),
        "Statement[0].Resource: is no element of this statement"
    );
}
