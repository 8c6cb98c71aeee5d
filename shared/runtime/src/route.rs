//! Which request goes to which function.

use http::Method;
use settings::{Problem, SettingsError};

/// A method and a path whose `{…}` segments are parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// `GET`, `POST`, …
    pub method: &'static str,
    /// `/upload/video/{id}`.
    pub path: &'static str,
}

/// Two routes that contradict each other, or a path that cannot be read: a mistake in a declaration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("route {method} {path}: {reason}")]
pub struct RouteError {
    /// The method of the later one.
    pub method: &'static str,
    /// The path of the later one.
    pub path: &'static str,
    /// What is wrong.
    pub reason: String,
}

/// What a table says about a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<T> {
    /// The target, with the parameters of the path, as sent.
    Target(T, Vec<(String, String)>),
    /// The path exists, with these methods.
    WrongMethod(Vec<&'static str>),
    /// There is no such path.
    Nothing,
}

/// Routes with their targets.
#[derive(Clone)]
pub struct RouteTable<T> {
    paths: matchit::Router<usize>,
    entries: Vec<(&'static str, Vec<(&'static str, T)>)>,
}

impl<T: Clone> RouteTable<T> {
    /// Makes the table.
    ///
    /// # Errors
    /// When two routes have the same method and path, or a path is malformed.
    pub fn new(routes: impl IntoIterator<Item = (Route, T)>) -> Result<Self, RouteError> {
        let mut table = Self { paths: matchit::Router::new(), entries: Vec::new() };
        for (route, target) in routes {
            table.add(route, target)?;
        }
        Ok(table)
    }

    /// The table of a function that tells its own routes apart.
    ///
    /// # Errors
    /// As [`RouteTable::new`]; the routes are constant and a test makes the table, so never in use.
    pub fn declared(
        routes: &[Route],
        targets: impl IntoIterator<Item = T>,
    ) -> Result<Self, SettingsError> {
        Self::new(routes.iter().copied().zip(targets)).map_err(|error| SettingsError {
            problems: vec![Problem {
                name: "routes",
                expected: "free of contradictions",
                reason: Some(error.to_string()),
            }],
        })
    }

    fn add(&mut self, route: Route, target: T) -> Result<(), RouteError> {
        let error = |reason| RouteError { method: route.method, path: route.path, reason };
        let known = self.entries.iter().position(|(path, _)| *path == route.path);
        let index = if let Some(index) = known {
            index
        } else {
            let index = self.entries.len();
            self.paths.insert(route.path, index).map_err(|reason| error(reason.to_string()))?;
            self.entries.push((route.path, Vec::new()));
            index
        };
        let targets = &mut self.entries[index].1;
        if targets.iter().any(|(method, _)| *method == route.method) {
            return Err(error("is declared twice".into()));
        }
        targets.push((route.method, target));
        Ok(())
    }

    /// The declared path that a path is, and all that it takes, with the targets.
    pub(crate) fn on(&self, path: &str) -> Option<(&'static str, &[(&'static str, T)])> {
        let matched = self.paths.at(path).ok()?;
        let (path, targets) = &self.entries[*matched.value];
        Some((path, targets))
    }

    /// Looks a request up.
    #[must_use]
    pub fn find(&self, method: &Method, path: &str) -> Found<T> {
        let Ok(matched) = self.paths.at(path) else { return Found::Nothing };
        let targets = &self.entries[*matched.value].1;
        match targets.iter().find(|(known, _)| *known == method.as_str()) {
            Some((_, target)) => {
                let parameters =
                    matched.params.iter().map(|(key, value)| (key.into(), value.into())).collect();
                Found::Target(target.clone(), parameters)
            }
            None => Found::WrongMethod(targets.iter().map(|(known, _)| *known).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIDEO: Route = Route { method: "POST", path: "/upload/video" };
    const REFRESH: Route = Route { method: "POST", path: "/upload/video/refresh" };
    const STATUS: Route = Route { method: "GET", path: "/upload/video/{id}" };

    fn table() -> RouteTable<u8> {
        RouteTable::new([(VIDEO, 1), (REFRESH, 2), (STATUS, 3)]).unwrap()
    }

    #[test]
    fn finds_the_target_and_the_parameters() {
        let table = table();
        assert_eq!(table.find(&Method::POST, "/upload/video"), Found::Target(1, vec![]));
        assert_eq!(
            table.find(&Method::GET, "/upload/video/abc"),
            Found::Target(3, vec![("id".into(), "abc".into())])
        );
    }

    #[test]
    fn tells_a_wrong_method_from_a_wrong_path() {
        let table = table();
        assert_eq!(table.find(&Method::GET, "/upload/video"), Found::WrongMethod(vec!["POST"]));
        assert_eq!(table.find(&Method::GET, "/upload/video/a/b"), Found::Nothing);
        assert_eq!(table.find(&Method::GET, "/"), Found::Nothing);
    }

    #[test]
    fn refuses_contradictions() {
        let error = RouteTable::new([(VIDEO, 1), (VIDEO, 2)]).err().unwrap();
        assert_eq!(error.to_string(), "route POST /upload/video: is declared twice");
        let other = Route { method: "GET", path: "/upload/video/{other}" };
        assert!(RouteTable::new([(STATUS, 1), (other, 2)]).is_err());
    }
}
