//! Columns of text for a terminal.

/// Which edge of a column its text keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edge {
    /// For words.
    Left,
    /// For figures.
    Right,
}

/// Renders rows under a head, with two spaces between columns and none at the end of a line.
///
/// Widths are counted in characters, so `µs` takes two.
pub(crate) fn render<const N: usize>(head: [(&str, Edge); N], rows: &[[String; N]]) -> String {
    let titles = head.map(|(title, _)| title.to_owned());
    let mut widths = [0; N];
    for row in std::iter::once(&titles).chain(rows) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let rule = head.map(|(title, _)| "-".repeat(title.chars().count()));
    let mut text = String::new();
    for row in [&titles, &rule].into_iter().chain(rows) {
        let cells = row.iter().zip(head).zip(widths).map(|((cell, (_, edge)), width)| match edge {
            Edge::Left => format!("{cell:<width$}"),
            Edge::Right => format!("{cell:>width$}"),
        });
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let rows =
            [["fmt".to_owned(), "0.8 µs".to_owned()], ["documentation".into(), "12.0".into()]];
        let text = render([("stage", Edge::Left), ("seconds", Edge::Right)], &rows);
        assert_eq!(
            text,
            "stage          seconds\n\
             -----          -------\n\
             fmt             0.8 µs\n\
             documentation     12.0\n"
        );
    }
}
