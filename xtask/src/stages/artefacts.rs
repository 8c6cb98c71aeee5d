//! Builds every function as it is deployed, and looks at what came out.

use crate::artefacts::{self, Artefact, GLIBC, Program, dotted};
use crate::context::Context;
use crate::error::Error;
use crate::stage::Outcome;
use crate::tools::{self, Kit, Provided};

/// Bytes that a program may have. A function is fetched and mapped at each cold start.
const LARGEST: u64 = 4_000_000;
/// Bytes of those that hand over to a queue: the AWS crate for SQS, with its HTTP client and the
/// types of every operation, is about 2 MB, and no function pays for it but these.
const LARGEST_WITH_SQS: u64 = 6_000_000;
/// The functions that `HAND_OFF` is read by.
const WITH_SQS: &[&str] = &["sweep-uploads", "upload-complete"];

/// Libraries that both platforms have. All are parts of glibc.
const LIBRARIES: &[&str] = &[
    "ld-linux-x86-64.so.2",
    "libc.so.6",
    "libdl.so.2",
    "libm.so.6",
    "libpthread.so.0",
    "librt.so.1",
];

/// Every function builds, small and without symbols, for the glibc of both platforms.
pub(super) fn run(context: &mut Context) -> Result<Outcome, Error> {
    let tools = match tools::provide(context.root(), &[Kit::Python])? {
        Provided::Ready(tools) => tools,
        Provided::Missing(why) => return Ok(Outcome::Skipped(why)),
    };
    if !artefacts::build(context, &tools)? {
        return Ok(Outcome::Failed("see what cargo-lambda says above".into()));
    }
    let built = artefacts::read(context)?;
    context.has_artefacts = true;
    let mut findings = Vec::new();
    for artefact in &built {
        match Program::read(&artefact.bytes) {
            Ok(program) => findings.extend(violations(&artefact.name, artefact.size(), &program)),
            Err(error) => findings.push(format!("{}: {error}", artefact.name)),
        }
    }
    println!("\n{}", artefacts::table(&built));
    let largest = built.iter().map(Artefact::size).max().unwrap_or_default();
    Ok(Outcome::of_findings(&findings, format!("{} functions, up to {largest} bytes", built.len())))
}

/// What keeps this program from being deployed.
fn violations(name: &str, size: u64, program: &Program) -> Vec<String> {
    let mut findings = Vec::new();
    let limit = if WITH_SQS.contains(&name) { LARGEST_WITH_SQS } else { LARGEST };
    if size > limit {
        findings.push(format!("{name} has {size} bytes, over {limit}"));
    }
    if let Some(newest) = program.newest_glibc()
        && newest.as_slice() > [GLIBC.0, GLIBC.1].as_slice()
    {
        let (major, minor) = GLIBC;
        findings.push(format!("{name} needs glibc {}, over {major}.{minor}", dotted(newest)));
    }
    for library in program.libraries.iter().filter(|one| !LIBRARIES.contains(&one.as_str())) {
        findings.push(format!("{name} needs {library}, which the platforms may not have"));
    }
    if program.has_symbols {
        findings.push(format!("{name} is not stripped"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(glibc: &[u32], library: &str, has_symbols: bool) -> Program {
        Program {
            glibc: [vec![2, 2, 5], glibc.to_vec()].into(),
            libraries: ["libc.so.6".to_owned(), library.to_owned()].into(),
            has_symbols,
        }
    }

    #[test]
    fn limits_themselves_are_allowed() {
        let well = program(&[2, 28], "libm.so.6", false);
        assert_eq!(violations("sts-token", LARGEST, &well), Vec::<String>::new());
        assert_eq!(violations("sweep-uploads", LARGEST_WITH_SQS, &well), Vec::<String>::new());
    }

    #[test]
    fn everything_that_is_wrong_is_named() {
        let bad = program(&[2, 34], "libssl.so.3", true);
        let expected = [
            "sts-token has 4000001 bytes, over 4000000",
            "sts-token needs glibc 2.34, over 2.28",
            "sts-token needs libssl.so.3, which the platforms may not have",
            "sts-token is not stripped",
        ];
        assert_eq!(violations("sts-token", LARGEST + 1, &bad), expected);
    }
}
