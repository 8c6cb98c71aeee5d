//! Generated parts of the documentation are what the code says. `cargo xtask docs` rewrites them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{fmt::Write as _, fs};

use runtime::AdapterSettings;
use settings::{Presence, Setting, Settings};
use tests::registry::functions;

fn settings_table() -> String {
    let functions = functions();
    let mut rows: Vec<(Setting, Vec<&str>)> = Vec::new();
    for function in &functions {
        for setting in &function.settings {
            match rows.iter_mut().find(|(known, _)| known.name == setting.name) {
                Some((known, users)) => {
                    assert_eq!(known, setting, "{} is declared in two ways", setting.name);
                    users.push(function.name);
                }
                None => rows.push((*setting, vec![function.name])),
            }
        }
    }
    rows.extend(
        AdapterSettings::declared()
            .into_iter()
            .filter(|setting| setting.name == "LISTEN")
            .map(|setting| (setting, vec!["local adapter"])),
    );
    let mut table = String::from(
        "| Setting | Default | Should be | What for | Read by |\n| --- | --- | --- | --- | --- |\n",
    );
    for (setting, users) in rows {
        let default = match setting.presence {
            Presence::Required => "**required**".into(),
            Presence::Optional => "–".into(),
            Presence::Default(text) => format!("`{text}`"),
        };
        let users = if users.len() == functions.len() { "all".into() } else { users.join(", ") };
        let secret = if setting.secret { " (secret)" } else { "" };
        writeln!(
            table,
            "| `{}` | {default} | {}{secret} | {} | {users} |",
            setting.name,
            escaped(setting.expected),
            setting.help.trim(),
        )
        .unwrap();
    }
    table
}

/// What Markdown would read as a column or as HTML.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}

fn route_table() -> String {
    let mut table = String::from("| Route | Function |\n| --- | --- |\n");
    for function in functions() {
        let name = function.name;
        for route in function.routes() {
            writeln!(
                table,
                "| `{} {}` | [`{name}`](functions/{name}/src/lib.rs) |",
                route.method, route.path
            )
            .unwrap();
        }
    }
    table
}

/// Compares what stands between the markers of `name` with `expected`, or puts it there.
fn check(name: &str, expected: &str) {
    let path = tests::root().join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let begin = format!("<!-- generated: {name}, by `cargo xtask docs` -->\n");
    let start = readme.find(&begin).expect(name) + begin.len();
    let end = start + readme[start..].find("<!-- end -->").expect(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let updated = format!("{}{expected}{}", &readme[..start], &readme[end..]);
        if updated != readme {
            fs::write(&path, updated).unwrap();
        }
        return;
    }
    assert_eq!(&readme[start..end], expected, "README is out of date: run `cargo xtask docs`");
}

/// One test for both, because both rewrite the same file.
#[test]
fn the_tables_in_the_readme_are_what_the_code_says() {
    check("routes", &route_table());
    check("settings", &settings_table());
}
