//! `OPTIONS`: what a path takes, for a browser above all, which asks before it sends (a preflight).
//!
//! No function is asked and nobody has to say who they are: a browser sends no credentials with it.

use bytes::Bytes;
use http::{Response, StatusCode};

use super::{Front, allow};
use crate::cors::Page;

impl Front {
    pub(super) fn options(&self, path: &str, page: &Page) -> Response<Bytes> {
        let methods = self.methods(path);
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = StatusCode::NO_CONTENT;
        self.cors(path).put_permission(page, &methods, response.headers_mut());
        allow(response, &methods)
    }

    /// All that a path takes, here and in the processes of the functions that share it.
    pub(super) fn methods(&self, path: &str) -> Vec<&'static str> {
        let Some((declared, targets)) = self.routes.on(path) else { return Vec::new() };
        let here = targets.iter().map(|(method, _)| *method);
        let elsewhere = targets
            .iter()
            .flat_map(|(_, function)| function.neighbours())
            .filter(|route| route.path == declared)
            .map(|route| route.method);
        let mut methods = Vec::new();
        for method in here.chain(elsewhere) {
            if !methods.contains(&method) {
                methods.push(method);
            }
        }
        methods
    }
}
