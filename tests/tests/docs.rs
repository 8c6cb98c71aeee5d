//! Generated parts of the documentation and of Cargo.toml are what the code says. `cargo xtask docs`
//! rewrites them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{collections::HashSet, fmt::Write as _, fs};

use runtime::AdapterSettings;
use settings::{Presence, Setting, Settings};
use tests::registry::{Function, functions};

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

/// What `cargo lambda watch` routes by: the function of a path, or that of each method where
/// several share one.
fn watch_routes() -> String {
    let functions = functions();
    let mut paths: Vec<_> =
        functions.iter().flat_map(Function::routes).map(|route| route.path).collect();
    let mut seen = HashSet::new();
    paths.retain(|path| seen.insert(*path));
    let mut table = String::new();
    for path in paths {
        let methods = |function: &Function| {
            let requests = function.requests().into_iter();
            requests.filter(|(_, one)| *one == path).map(|(method, _)| method).collect::<Vec<_>>()
        };
        let sharing: Vec<_> = functions.iter().filter(|one| !methods(one).is_empty()).collect();
        if let [alone] = sharing[..] {
            writeln!(table, "\"{path}\" = \"{}\"", alone.name).unwrap();
            continue;
        }
        writeln!(table, "\"{path}\" = [").unwrap();
        for one in sharing {
            for method in methods(one) {
                let name = one.name;
                writeln!(table, "    {{ method = \"{method}\", function = \"{name}\" }},").unwrap();
            }
        }
        writeln!(table, "]").unwrap();
    }
    table
}

/// Lines around a generated part of a file.
struct Markers {
    begin: String,
    end: &'static str,
}

/// Those of Markdown.
fn comments(name: &str) -> Markers {
    Markers {
        begin: format!("<!-- generated: {name}, by `cargo xtask docs` -->\n"),
        end: "<!-- end -->",
    }
}

/// Compares what stands between the markers in a file with `expected`, or puts it there.
fn check(file: &str, markers: &Markers, expected: &str) {
    let path = tests::root().join(file);
    let text = fs::read_to_string(&path).unwrap();
    let start = text.find(&markers.begin).expect(&markers.begin) + markers.begin.len();
    let end = start + text[start..].find(markers.end).expect(markers.end);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let updated = format!("{}{expected}{}", &text[..start], &text[end..]);
        if updated != text {
            fs::write(&path, updated).unwrap();
        }
        return;
    }
    assert_eq!(&text[start..end], expected, "{file} is out of date: run `cargo xtask docs`");
}

/// One test for both, because both rewrite the same file.
#[test]
fn the_tables_in_the_readme_are_what_the_code_says() {
    check("README.md", &comments("routes"), &route_table());
    check("README.md", &comments("settings"), &settings_table());
}

#[test]
fn cargo_lambda_watch_routes_as_the_code_says() {
    let begin = "# generated: routes, by `cargo xtask docs`\n".into();
    check("Cargo.toml", &Markers { begin, end: "# end\n" }, &watch_routes());
}
