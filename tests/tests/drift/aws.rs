//! `template.yaml`, for AWS SAM.

use serde_yaml_ng::Value;
use tests::registry::{Function, Trigger};

use crate::{
    environment::{self, Platform},
    yaml::{at, check, check_keys, entries, shown, tagged, texts},
};

/// Properties of AWS::Serverless::Function that this template may use. FunctionUrlConfig is left
/// out on purpose: a function URL would be a second door, without the throttling of the first.
const FUNCTION: &[&str] = &[
    "Architectures",
    "CodeUri",
    "Description",
    "Environment",
    "EventInvokeConfig",
    "Events",
    "Handler",
    "Layers",
    "LoggingConfig",
    "MemorySize",
    "Policies",
    "ReservedConcurrentExecutions",
    "Role",
    "Runtime",
    "Tags",
    "Timeout",
    "Tracing",
];
/// Properties of AWS::Serverless::HttpApi, likewise.
const HTTP_API: &[&str] = &[
    "AccessLogSettings",
    "DefaultRouteSettings",
    "Description",
    "DisableExecuteApiEndpoint",
    "FailOnWarnings",
    "Name",
    "RouteSettings",
    "Tags",
];
/// Properties of each type of event, likewise.
const EVENTS: &[(&str, &[&str])] = &[
    ("HttpApi", &["ApiId", "Method", "Path"]),
    ("SQS", &["BatchSize", "Enabled", "FunctionResponseTypes", "Queue", "ScalingConfig"]),
    ("Schedule", &["Description", "Enabled", "Input", "Schedule"]),
    ("ScheduleV2", &["Description", "Input", "ScheduleExpression", "ScheduleExpressionTimezone"]),
];

/// The extension that reads secrets has its own variables, and SQS its keys from the function's role.
const PLATFORM: Platform<'_> = Platform {
    given: &[],
    others: &[
        "PARAMETERS_SECRETS_EXTENSION_CACHE_ENABLED",
        "PARAMETERS_SECRETS_EXTENSION_CACHE_SIZE",
        "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT",
        "PARAMETERS_SECRETS_EXTENSION_LOG_LEVEL",
        "SECRETS_MANAGER_TTL",
        "SECRETS_MANAGER_TIMEOUT_MILLIS",
        "SSM_PARAMETER_STORE_TTL",
        "SSM_PARAMETER_STORE_TIMEOUT_MILLIS",
    ],
};

/// How many times its consumer's time-out a message stays out of sight: AWS's own advice ("Creating
/// and configuring an Amazon SQS queue" in the Lambda guide).
const VISIBILITY: u64 = 6;

/// Everything that the template says otherwise than the code.
pub(crate) fn findings(template: &Value, functions: &[Function]) -> Vec<String> {
    let mut findings = Vec::new();
    let globals = at(template, &["Globals", "Function"]);
    check_keys("Globals", globals, FUNCTION, &mut findings);
    let resources = || entries(at(template, &["Resources"]));
    let of_type = |wanted: &'static str| {
        resources().filter(move |(_, one)| at(one, &["Type"]).as_str() == Some(wanted))
    };
    for (id, api) in of_type("AWS::Serverless::HttpApi") {
        check_keys(id, at(api, &["Properties"]), HTTP_API, &mut findings);
    }
    check_auth(at(template, &["Parameters", "Auth"]), &mut findings);
    for function in functions {
        let id = logical_id(function.name);
        match of_type("AWS::Serverless::Function").find(|(found, _)| *found == id) {
            None => findings.push(format!("{id}: there is no such function")),
            Some((_, resource)) => {
                let one = Resource { id: &id, node: resource, globals, template };
                one.check(function, &mut findings);
            }
        }
    }
    for (id, _) in of_type("AWS::Serverless::Function") {
        if !functions.iter().any(|function| logical_id(function.name) == id) {
            findings.push(format!("{id}: is no function of this workspace"));
        }
    }
    findings
}

/// Whoever deploys chooses how callers are known, and cannot choose that nobody asks.
fn check_auth(parameter: &Value, findings: &mut Vec<String>) {
    let allowed = texts(at(parameter, &["AllowedValues"]));
    if allowed.is_empty() {
        findings.push("Auth: anything is allowed".into());
    }
    for value in allowed.into_iter().filter(|value| !environment::is_closed(value)) {
        findings.push(format!("Auth: {value:?} lets anyone in"));
    }
}

/// `create-upload-video` is `CreateUploadVideo` among the resources.
fn logical_id(name: &str) -> String {
    name.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

struct Resource<'a> {
    id: &'a str,
    node: &'a Value,
    globals: &'a Value,
    template: &'a Value,
}

impl<'a> Resource<'a> {
    /// A property, or the one of all functions.
    fn property(&self, name: &str) -> &'a Value {
        match at(self.node, &["Properties", name]) {
            Value::Null => at(self.globals, &[name]),
            own => own,
        }
    }

    fn events(&self) -> impl Iterator<Item = (String, &'a str, &'a Value)> {
        let events = entries(at(self.node, &["Properties", "Events"]));
        events.map(|(name, event)| {
            let kind = at(event, &["Type"]).as_str().unwrap_or_default();
            (format!("{}: {name}", self.id), kind, at(event, &["Properties"]))
        })
    }

    fn check(&self, function: &Function, findings: &mut Vec<String>) {
        let id = self.id;
        check_keys(
            id,
            self.node,
            &["Condition", "DependsOn", "Metadata", "Properties", "Type"],
            findings,
        );
        check_keys(id, at(self.node, &["Properties"]), FUNCTION, findings);
        let metadata = at(self.node, &["Metadata"]);
        let binary = at(metadata, &["BuildProperties", "Binary"]);
        check(id, "BuildMethod", at(metadata, &["BuildMethod"]), "rust-cargolambda", findings);
        check(id, "Binary", binary, function.name, findings);
        let folder = format!("functions/{}", function.name);
        check(id, "CodeUri", self.property("CodeUri"), folder, findings);
        check(id, "Handler", self.property("Handler"), "bootstrap", findings);
        check(id, "Runtime", self.property("Runtime"), "provided.al2023", findings);
        let architectures = vec![Value::from("x86_64")];
        check(id, "Architectures", self.property("Architectures"), architectures, findings);
        check(id, "Timeout", self.property("Timeout"), function.timeout, findings);
        check(id, "MemorySize", self.property("MemorySize"), function.memory, findings);

        let nodes = [self.globals, at(self.node, &["Properties"])];
        let variables = environment::variables(&nodes, &["Environment", "Variables"]);
        environment::check(id, &variables, function, &PLATFORM, findings);
        if function.reads("HAND_OFF") {
            self.check_hand_off(&variables, findings);
        }

        self.check_events(function, findings);
        self.check_failures(findings);
    }

    fn check_events(&self, function: &Function, findings: &mut Vec<String>) {
        let mut requests = Vec::new();
        for (place, kind, properties) in self.events() {
            let Some((_, known)) = EVENTS.iter().find(|(name, _)| *name == kind) else {
                findings.push(format!("{place}: {kind} is no event that is known here"));
                continue;
            };
            check_keys(&place, properties, known, findings);
            match (&function.trigger, kind) {
                (Trigger::Http { .. }, "HttpApi") => {
                    requests.push(request(&place, properties, findings));
                }
                (Trigger::Queue, "SQS") => self.check_queue(&place, properties, function, findings),
                (Trigger::Schedule, "Schedule" | "ScheduleV2") => {}
                _ => findings.push(format!("{place}: {} takes no event of {kind}", function.name)),
            }
        }
        if self.events().next().is_none() {
            findings.push(format!("{}: nothing makes it run", self.id));
        }
        requests.sort_unstable();
        let expected = function.requests();
        for (method, path) in expected.iter().filter(|one| !requests.contains(one)) {
            findings.push(format!("{}: no event is {method} {path}", self.id));
        }
        for (method, path) in requests.iter().filter(|one| !expected.contains(one)) {
            findings.push(format!("{}: {method} {path} is no route of its", self.id));
        }
        for pair in requests.windows(2).filter(|pair| pair[0] == pair[1]) {
            findings.push(format!("{}: {} {} is there twice", self.id, pair[0].0, pair[0].1));
        }
    }

    /// The queue of an event is first in, first out, patient, and has somewhere to put dead letters.
    fn check_queue(
        &self,
        place: &str,
        event: &Value,
        function: &Function,
        findings: &mut Vec<String>,
    ) {
        let report = vec![Value::from("ReportBatchItemFailures")];
        let types = at(event, &["FunctionResponseTypes"]);
        check(place, "FunctionResponseTypes", types, report, findings);
        let queue = tagged(at(event, &["Queue"])).and_then(|(_, value)| value.as_str());
        let queue = queue.and_then(|text| text.strip_suffix(".Arn")).unwrap_or_default();
        let properties = at(self.template, &["Resources", queue, "Properties"]);
        check(place, "FifoQueue of its queue", at(properties, &["FifoQueue"]), true, findings);
        let visible = at(properties, &["VisibilityTimeout"]).as_u64().unwrap_or_default();
        let least = VISIBILITY * function.timeout;
        if visible < least {
            findings.push(format!("{place}: VisibilityTimeout is {visible}, under {least}"));
        }
        for key in ["deadLetterTargetArn", "maxReceiveCount"] {
            if at(properties, &["RedrivePolicy", key]).is_null() {
                findings.push(format!("{place}: its queue has no RedrivePolicy with {key}"));
            }
        }
    }

    /// What is handed over goes into the queue that another function reads.
    fn check_hand_off(&self, variables: &[(&str, &Value)], findings: &mut Vec<String>) {
        let value = variables.iter().find(|(name, _)| *name == "HAND_OFF").map(|(_, value)| *value);
        let target = value.and_then(tagged).and_then(|(_, value)| value.as_str());
        let queue = target.and_then(|text| text.strip_prefix("sqs:${")?.strip_suffix('}'));
        let read = entries(at(self.template, &["Resources"]))
            .flat_map(|(_, resource)| entries(at(resource, &["Properties", "Events"])))
            .filter_map(|(_, event)| tagged(at(event, &["Properties", "Queue"])))
            .filter_map(|(_, value)| value.as_str()?.strip_suffix(".Arn"));
        if queue.is_none_or(|queue| !read.into_iter().any(|one| one == queue)) {
            let value = value.map_or_else(|| "not set".into(), shown);
            findings
                .push(format!("{}: HAND_OFF is {value}, no queue that a function reads", self.id));
        }
    }

    /// What becomes of an asynchronous invocation that failed.
    fn check_failures(&self, findings: &mut Vec<String>) {
        let place = format!("{}: EventInvokeConfig", self.id);
        let config = at(self.node, &["Properties", "EventInvokeConfig"]);
        let known = ["DestinationConfig", "MaximumEventAgeInSeconds", "MaximumRetryAttempts"];
        check_keys(&place, config, &known, findings);
        let destinations = at(config, &["DestinationConfig"]);
        check_keys(&place, destinations, &["OnFailure"], findings);
        check_keys(&place, at(destinations, &["OnFailure"]), &["Destination", "Type"], findings);
    }
}

/// Method and path of an HttpApi event.
fn request<'a>(place: &str, event: &'a Value, findings: &mut Vec<String>) -> (&'a str, &'a str) {
    if tagged(at(event, &["ApiId"])).is_none() {
        // Without it SAM makes a second API by itself, without throttling and access log.
        findings.push(format!("{place}: has no ApiId"));
    }
    let text = |key| at(event, &[key]).as_str().unwrap_or_default();
    (text("Method"), text("Path"))
}

#[test]
fn names_become_logical_ids() {
    assert_eq!(logical_id("create-upload-attached-media"), "CreateUploadAttachedMedia");
}
