//! Each kind of mistake in a template is found and named.
//!
//! A case is a copy of the real template with one text replaced. A case whose text is no longer in
//! the template fails too: it would otherwise show nothing.

use tests::registry::functions;

use crate::{aws, function_compute, template, yaml};

struct Case {
    /// What is replaced, once, where it stands first behind `after`.
    after: &'static str,
    from: &'static str,
    to: &'static str,
    /// What one of the findings must be.
    finding: &'static str,
}

const AWS: &[Case] = &[
    Case {
        after: "\n  ProcessUpload:",
        from: "FunctionResponseTypes:",
        to: "FunctionResponseType:",
        finding: "ProcessUpload: UploadedQueue: FunctionResponseType is not known here",
    },
    Case {
        after: "\n  ProcessUpload:",
        from: "ReportBatchItemFailures",
        to: "ReportBatchItemFailure",
        finding: "ProcessUpload: UploadedQueue: FunctionResponseTypes is - ReportBatchItemFailure, \
                  not - ReportBatchItemFailures",
    },
    Case {
        after: "\n  UploadStatus:",
        from: "Method: OPTIONS",
        to: "Method: GET",
        finding: "UploadStatus: no event is OPTIONS /upload/video/{id}",
    },
    Case {
        after: "\n  UploadStatus:",
        from: "Method: OPTIONS",
        to: "Method: GET",
        finding: "UploadStatus: GET /upload/video/{id} is there twice",
    },
    Case {
        after: "\n  CreateUploadImage:",
        from: "Path: /upload/image",
        to: "Path: /upload/images",
        finding: "CreateUploadImage: POST /upload/images is no route of its",
    },
    Case {
        after: "\n  CreateUploadVideo:",
        from: "ApiId: !Ref HttpApi",
        to: "Auth: { Authorizer: NONE }",
        finding: "CreateUploadVideo: PostUploadVideo: has no ApiId",
    },
    Case {
        after: "\n  StsToken:",
        from: "STS_ROLE_ARN:",
        to: "STS_ROLE:",
        finding: "StsToken: sets STS_ROLE, which sts-token does not read",
    },
    Case {
        after: "\n  StsToken:",
        from: "STS_ROLE_ARN: !Ref StsRoleArn",
        to: "STS_ROLE_ARN: !If [HasTopic, !Ref StsRoleArn, !Ref 'AWS::NoValue']",
        finding: "StsToken: sets STS_ROLE_ARN only sometimes; sts-token requires it",
    },
    Case {
        after: "\n  CreateUploadVideo:",
        from: "AUTH: !Ref Auth",
        to: "AUTH: none",
        finding: "CreateUploadVideo: AUTH is \"none\", which lets anyone in",
    },
    Case {
        after: "\n  Auth:",
        from: "AllowedValues: [api-key,",
        to: "AllowedValues: [none, api-key,",
        finding: "Auth: \"none\" lets anyone in",
    },
    Case {
        after: "\n  Auth:",
        from: "AllowedValues: [",
        to: "NoEcho: [",
        finding: "Auth: anything is allowed",
    },
    Case {
        after: "\n  CreateUploadVideo:",
        from: "AUTH: !Ref Auth",
        to: "LOG: debug",
        finding: "CreateUploadVideo: does not set AUTH, which create-upload-video requires",
    },
    Case {
        after: "\n  CancelUpload:",
        from: "CORS_ORIGINS: !Ref CorsOrigins",
        to: "LOG: debug",
        finding: "CancelUpload: does not set CORS_ORIGINS, which cancel-upload requires",
    },
    Case {
        after: "\n  UploadComplete:",
        from: "HAND_OFF:",
        to: "CORS_ORIGINS:",
        finding: "UploadComplete: sets CORS_ORIGINS, which upload-complete does not read",
    },
    Case {
        after: "\n  UploadComplete:",
        from: "VOD_CALLBACK_KEYS: !Ref CallbackKeys",
        to: "VOD_CALLBACK_KEYS: hunter2",
        finding: "UploadComplete: VOD_CALLBACK_KEYS is a secret, written down",
    },
    Case {
        after: "\n  ProcessUpload:",
        from: "Timeout: 60",
        to: "Timeout: 61",
        finding: "ProcessUpload: Timeout is 61, not 60",
    },
    Case {
        after: "\n  UploadComplete:",
        from: "Binary: upload-complete",
        to: "Binary: upload-status",
        finding: "UploadComplete: Binary is upload-status, not upload-complete",
    },
    Case {
        after: "\n  UploadedQueue:",
        from: "VisibilityTimeout: 360",
        to: "VisibilityTimeout: 300",
        finding: "ProcessUpload: UploadedQueue: VisibilityTimeout is 300, under 360",
    },
    Case {
        after: "\nResources:",
        from: "\n  RefreshUploadVideo:",
        to: "\n  RefreshUpload:",
        finding: "RefreshUploadVideo: there is no such function",
    },
    Case {
        after: "\nResources:",
        from: "\n  RefreshUploadVideo:",
        to: "\n  RefreshUpload:",
        finding: "RefreshUpload: is no function of this workspace",
    },
    Case {
        after: "\n  CreateUploadVideo:",
        from: "      Role:",
        to: "      FunctionUrlConfig: { AuthType: NONE }\n      Role:",
        finding: "CreateUploadVideo: FunctionUrlConfig is not known here",
    },
    Case {
        after: "\nGlobals:",
        from: "MemorySize: 128",
        to: "MemorySize: 512",
        finding: "StsToken: MemorySize is 512, not 128",
    },
];

const FUNCTION_COMPUTE: &[Case] = &[
    Case {
        after: "\n  upload-status:",
        from: "timeout: 29",
        to: "timeout: 30",
        finding: "upload-status: timeout is 30, not 29",
    },
    Case {
        after: "\n  sts-token:",
        from: "              - GET\n",
        to: "",
        finding: "sts-token: methods are [\"OPTIONS\", \"POST\"], not [\"GET\", \"OPTIONS\", \"POST\"]",
    },
    Case {
        after: "\n  create-upload-video:",
        from: "code: ./target/lambda/create-upload-video",
        to: "code: ./target/lambda/create-upload-image",
        finding: "create-upload-video: code is ./target/lambda/create-upload-image, \
                  not ./target/lambda/create-upload-video",
    },
    Case {
        after: "\n  cancel-upload:",
        from: "CORS_ORIGINS: ${vars.cors_origins}",
        to: "ORIGINS: ${vars.cors_origins}",
        finding: "cancel-upload: does not set CORS_ORIGINS, which cancel-upload requires",
    },
    Case {
        after: "\n  create-upload-video:",
        from: "authType: anonymous",
        to: "authType: function",
        finding: "create-upload-video: authType is function, not anonymous",
    },
    Case {
        after: "\n  process-upload:",
        from: "LOG: ${vars.log}",
        to: "LOGS: ${vars.log}",
        finding: "process-upload: sets LOGS, which process-upload does not read",
    },
    Case {
        after: "\n  process-upload:",
        from: "LOG: ${vars.log}",
        to: "ALIBABA_CLOUD_ACCESS_KEY_SECRET: ${env('SECRET')}",
        finding: "process-upload: sets ALIBABA_CLOUD_ACCESS_KEY_SECRET; its role gives that",
    },
    Case {
        after: "\n  upload-complete:",
        from: "VOD_CALLBACK_URL:",
        to: "CALLBACK_URL:",
        finding: "upload-complete: does not set VOD_CALLBACK_URL, which upload-complete requires",
    },
    Case {
        after: "routeConfig:",
        from: "path: /upload/image/*",
        to: "path: /upload/images/*",
        finding: "domain: no route takes GET /upload/image/* to upload-status",
    },
    Case {
        after: "routeConfig:",
        from: "functionName: refresh-upload-video",
        to: "functionName: create-upload-video",
        finding: "domain: POST /upload/video/refresh is no route of create-upload-video",
    },
    Case {
        after: "\nresources:",
        from: "\n  upload-complete:",
        to: "\n  uploaded:",
        finding: "uploaded: is no function of this workspace",
    },
];

#[test]
fn mistakes_in_template_yaml_are_named() {
    every_case_is_found("template.yaml", AWS, |text| {
        aws::findings(&yaml::parse(text), &functions())
    });
}

#[test]
fn mistakes_in_s_yaml_are_named() {
    every_case_is_found("s.yaml", FUNCTION_COMPUTE, |text| {
        function_compute::findings(&yaml::parse(text), &functions())
    });
}

fn every_case_is_found(name: &str, cases: &[Case], findings: impl Fn(&str) -> Vec<String>) {
    let good = template(name);
    for Case { after, from, to, finding } in cases {
        let start = good.find(after).unwrap_or_else(|| panic!("{name} has no {after:?}"));
        let (head, tail) = good.split_at(start);
        assert!(tail.contains(from), "{name} has no {from:?} behind {after:?}");
        let broken = format!("{head}{}", tail.replacen(from, to, 1));
        let found = findings(&broken);
        assert!(found.iter().any(|one| one == finding), "wanted {finding:?}, found {found:#?}");
    }
}
