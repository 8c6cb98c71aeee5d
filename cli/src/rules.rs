//! `vodup rules`: whether rules are right, and what they make of a request. Nothing is sent.

mod explain;
mod input;
#[cfg(test)]
mod tests;

use std::path::Path;

use access::Rules;

use crate::{
    arguments::{ExplainArguments, RulesArguments, RulesCommand},
    error::Error,
    exit::Exit,
    output::{Mode, Output},
};

/// Runs the command.
pub(crate) fn run(arguments: &RulesArguments) -> Exit {
    match &arguments.command {
        RulesCommand::Check(check) => self::check(&check.file, &Output::of_process(Mode::Human)),
        RulesCommand::Explain(explain) => {
            let mode = if explain.json { Mode::Json } else { Mode::Human };
            self::explain(explain, &Output::of_process(mode), mode)
        }
        RulesCommand::Print => {
            let lines: Vec<_> = Rules::COMPILED_IN.lines().map(str::to_owned).collect();
            Output::of_process(Mode::Human).lines(&lines);
            Exit::Arrived
        }
    }
}

fn check(file: &Path, output: &Output) -> Exit {
    let text = match input::read(file) {
        Ok(text) => text,
        Err(error) => return failed(file, &error, output),
    };
    match Rules::read(&text) {
        Ok(rules) => {
            let names: Vec<_> = rules.roles().map(ToString::to_string).collect();
            output.lines(&[format!("ok: {}", names.join(", "))]);
            Exit::Arrived
        }
        Err(error) => {
            let name = input::shown(file);
            let lines = error.problems.iter();
            output.lines(&lines.map(|problem| format!("{name}: {problem}")).collect::<Vec<_>>());
            Exit::Failed
        }
    }
}

fn explain(arguments: &ExplainArguments, output: &Output, mode: Mode) -> Exit {
    let rules = match input::rules(arguments.rules.as_deref()) {
        Ok(rules) => rules,
        Err(error) => {
            let file = arguments.rules.as_deref().unwrap_or_else(|| Path::new("access.yaml"));
            return failed(file, &error, output);
        }
    };
    let body = match input::body(&arguments.body) {
        Ok(body) => body,
        Err(error) => return failed(&arguments.body, &error, output),
    };
    let explanation = explain::explain(&rules, arguments.kind, &arguments.role, body);
    if mode == Mode::Json {
        output.document(&explanation);
    } else {
        output.lines(&explanation.lines());
    }
    if explanation.is_sent() { Exit::Arrived } else { Exit::Failed }
}

fn failed(file: &Path, error: &Error, output: &Output) -> Exit {
    output.failure(&input::shown(file), error);
    Exit::Failed
}
