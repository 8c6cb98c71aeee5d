//! `cargo xtask bench`: runs the benchmarks and prints one table.

use std::fs;
use std::path::Path;
use std::process::Command;

use clap::builder::PossibleValuesParser;

use crate::artefacts;
use crate::command;
use crate::context::{Context, workspace_root};
use crate::divan::{self, Figures};
use crate::error::Error;
use crate::table::{self, Edge};
use crate::tools::{self, Kit, Provided};

/// A benchmark of the workspace.
struct Benchmark {
    name: &'static str,
    /// The folder of its package, from the root.
    folder: &'static str,
    /// The target under `[[bench]]` in the package's Cargo.toml.
    target: &'static str,
    prints: Prints,
}

/// What a benchmark prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prints {
    /// The table of divan, which goes into the one table of all.
    Divan,
    /// A table of its own.
    Table,
    /// Tables of its own, about the functions as they are deployed.
    Deployed,
}

/// Every benchmark. A new one is a line here.
const BENCHMARKS: &[Benchmark] = &[
    Benchmark {
        name: "signing",
        folder: "shared/signing",
        target: "signing",
        prints: Prints::Divan,
    },
    Benchmark { name: "access", folder: "tests", target: "access", prints: Prints::Divan },
    Benchmark { name: "stack", folder: "tests", target: "stack", prints: Prints::Divan },
    Benchmark { name: "cloud", folder: "local/cloud", target: "cloud", prints: Prints::Table },
    Benchmark {
        name: "cold-start",
        folder: "tests",
        target: "cold_start",
        prints: Prints::Deployed,
    },
];

/// What `cargo xtask bench` takes.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only this one; all without it
    #[arg(value_parser = PossibleValuesParser::new(BENCHMARKS.iter().map(|one| one.name)))]
    name: Option<String>,
}

/// Runs the benchmarks that were asked for, and prints the figures of all in one table.
///
/// # Errors
/// [`Error::Start`] when cargo does not start, [`Error::NoFigures`] when a benchmark printed
/// none.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, Error> {
    let root = workspace_root();
    let wanted = |one: &&Benchmark| arguments.name.as_deref().is_none_or(|name| name == one.name);
    let mut rows = Vec::new();
    for benchmark in BENCHMARKS.iter().filter(wanted) {
        let mut command = command::cargo(&root);
        let manifest = root.join(benchmark.folder).join("Cargo.toml");
        command.args(["bench", "--bench", benchmark.target, "--manifest-path"]).arg(manifest);
        match benchmark.prints {
            Prints::Table => {
                if !command::stream(command)? {
                    return Ok(false);
                }
            }
            Prints::Deployed => {
                if !deployed(&root, command)? {
                    return Ok(false);
                }
            }
            Prints::Divan => {
                let (status, output) = command::tee(command)?;
                if !status.success() {
                    return Ok(false);
                }
                let figures = divan::parse(&output);
                if figures.is_empty() {
                    return Err(Error::NoFigures { name: benchmark.name });
                }
                rows.extend(figures.into_iter().map(|one| row(benchmark.name, one)));
            }
        }
    }
    let head = [
        ("benchmark", Edge::Left),
        ("fastest", Edge::Right),
        ("median", Edge::Right),
        ("slowest", Edge::Right),
    ];
    if !rows.is_empty() {
        println!("\n{}", table::render(head, &rows));
    }
    println!("\n{}", machine(&root)?);
    Ok(true)
}

/// Builds the functions as they are deployed, measures them, and adds their sizes.
fn deployed(root: &Path, mut benchmark: Command) -> Result<bool, Error> {
    let context = Context::new(root.to_owned());
    let tools = match tools::provide(root, &[Kit::Python, Kit::Node])? {
        Provided::Ready(tools) => tools,
        Provided::Missing(why) => {
            println!("{why}");
            return Ok(false);
        }
    };
    benchmark.env(artefacts::VARIABLE, root.join(artefacts::FOLDER));
    if !artefacts::build(&context, &tools)? || !command::stream(benchmark)? {
        return Ok(false);
    }
    println!("\n{}", artefacts::table(&artefacts::read(&context)?));
    Ok(true)
}

fn row(benchmark: &str, figures: Figures) -> [String; 4] {
    let Figures { name, fastest, median, slowest } = figures;
    [format!("{benchmark}/{name}"), fastest, median, slowest]
}

/// What the figures were measured on: without it they say nothing.
fn machine(root: &Path) -> Result<String, Error> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut rustc = Command::new("rustc");
    rustc.arg("--version").current_dir(root);
    let compiler = command::capture(rustc)?;
    Ok(format!("{}, {cores} cores, {}", processor(), compiler.trim()))
}

fn processor() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    processor_in(&info).unwrap_or(std::env::consts::ARCH).to_owned()
}

/// The model of the first processor in `/proc/cpuinfo` (proc_cpuinfo(5)); ARM has none.
fn processor_in(info: &str) -> Option<&str> {
    let line = info.lines().find(|line| line.starts_with("model name"))?;
    line.split_once(':').map(|(_, model)| model.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_is_read() {
        let info = "processor\t: 0\nmodel name\t: Intel(R) Xeon(R) CPU @ 2.60GHz\nmodel\t: 1\n";
        assert_eq!(processor_in(info), Some("Intel(R) Xeon(R) CPU @ 2.60GHz"));
        assert_eq!(processor_in("BogoMIPS\t: 50.00\n"), None);
    }

    #[test]
    fn every_benchmark_is_a_target_of_its_package() {
        for benchmark in BENCHMARKS {
            let folder = workspace_root().join(benchmark.folder);
            let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
            let target = format!("[[bench]]\nname = \"{}\"", benchmark.target);
            assert!(manifest.contains(&target), "{}", benchmark.name);
        }
    }
}
