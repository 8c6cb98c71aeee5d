//! What a divan benchmark printed, read back.
//!
//! divan draws a tree: groups and benchmarks on the left, figures in columns divided by `│`. A
//! line below a benchmark without a name of its own gives its rates.

/// The figures of one benchmark, as divan wrote them: `1.231 µs`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Figures {
    /// Groups and benchmark, divided by `/`: `oss/upload_part_v4`.
    pub(crate) name: String,
    pub(crate) fastest: String,
    pub(crate) median: String,
    pub(crate) slowest: String,
}

/// Reads the table that a divan benchmark prints. Lines of other programs around it don't matter.
pub(crate) fn parse(output: &str) -> Vec<Figures> {
    let mut figures: Vec<Figures> = Vec::new();
    let mut path: Vec<String> = Vec::new();
    let mut inside = false;
    for line in output.lines() {
        let Some(row) = Row::read(line) else {
            inside = false;
            continue;
        };
        if row.is_head() {
            inside = true;
            path.clear();
        } else if !inside {
            // A line with bars before any head is not divan's.
        } else if let Some((depth, name)) = row.name {
            path.truncate(depth);
            path.push(name);
            figures.extend(row.cells.figures(path.join("/")));
        } else if row.cells.fastest.ends_with("/s") {
            figures.extend(row.cells.figures(format!("{}, rate", path.join("/"))));
        }
    }
    figures
}

struct Row {
    /// How deep in the tree, and the name there.
    name: Option<(usize, String)>,
    cells: Cells,
}

struct Cells {
    fastest: String,
    slowest: String,
    median: String,
}

impl Row {
    fn read(line: &str) -> Option<Self> {
        let (name, rest) = split_branch(line);
        let mut cells = rest.split('│').map(str::trim);
        let (first, slowest, median) = (cells.next()?, cells.next()?, cells.next()?);
        let is_below_a_name = name.is_none() && line.starts_with([' ', '│']);
        let (text, fastest) = if is_below_a_name {
            ("", first)
        } else {
            // Name and first figure share a column; two spaces or more divide them.
            let (text, fastest) = first.split_once("  ").unwrap_or((first, ""));
            (text.trim(), fastest.trim())
        };
        Some(Self {
            name: name.map(|depth| (depth, text.to_owned())),
            cells: Cells {
                fastest: fastest.to_owned(),
                slowest: slowest.to_owned(),
                median: median.to_owned(),
            },
        })
    }

    fn is_head(&self) -> bool {
        self.cells.fastest == "fastest" && self.cells.median == "median"
    }
}

impl Cells {
    /// The figures under a name, unless this is a group or a benchmark that did not run.
    fn figures(self, name: String) -> Option<Figures> {
        let Self { fastest, slowest, median } = self;
        (!median.is_empty()).then_some(Figures { name, fastest, median, slowest })
    }
}

/// The depth of the branch that ends at the name, and what stands right of the tree. Each level
/// takes three columns.
fn split_branch(line: &str) -> (Option<usize>, &str) {
    for branch in ["├─ ", "╰─ "] {
        if let Some((before, rest)) = line.split_once(branch) {
            return (Some(before.chars().count() / 3), rest);
        }
    }
    (None, line.trim_start_matches(['│', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = include_str!("../samples/divan.txt");

    fn row(name: &str, fastest: &str, median: &str, slowest: &str) -> Figures {
        Figures {
            name: name.into(),
            fastest: fastest.into(),
            median: median.into(),
            slowest: slowest.into(),
        }
    }

    #[test]
    fn groups_arguments_and_rates_are_read() {
        let expected = [
            row("rpc_v1", "351.5 ns", "367.8 ns", "728.5 ns"),
            row("sum/1000", "1.231 µs", "1.252 µs", "3.315 µs"),
            row("sum/100000", "123.3 µs", "130.3 µs", "204.4 µs"),
            row("generic/u32", "0 ns", "0.048 ns", "0.79 ns"),
            row("generic/u64", "0 ns", "0.001 ns", "0.712 ns"),
            row("oss/slow", "3.092 ms", "3.127 ms", "3.184 ms"),
            row("oss/v4", "888.6 ns", "1.046 µs", "1.184 µs"),
            row("oss/v4, rate", "4.609 GB/s", "3.913 GB/s", "3.458 GB/s"),
        ];
        assert_eq!(parse(OUTPUT), expected);
    }

    #[test]
    fn a_rate_inside_the_tree_is_read() {
        let output = "\
            crc64            fastest       │ slowest       │ median        │ mean\n\
            ├─ one_mebibyte  36.1 µs       │ 40.2 µs       │ 37 µs         │ 37.2 µs\n\
            │                29 GB/s       │ 26 GB/s       │ 28.3 GB/s     │ 28.1 GB/s\n\
            ╰─ combine       150 ns        │ 200 ns        │ 160 ns        │ 161 ns\n";
        let expected = [
            row("one_mebibyte", "36.1 µs", "37 µs", "40.2 µs"),
            row("one_mebibyte, rate", "29 GB/s", "28.3 GB/s", "26 GB/s"),
            row("combine", "150 ns", "160 ns", "200 ns"),
        ];
        assert_eq!(parse(output), expected);
    }

    #[test]
    fn other_output_has_no_figures() {
        assert_eq!(parse("error: could not compile `signing`\n a │ b │ c\n"), []);
    }
}
