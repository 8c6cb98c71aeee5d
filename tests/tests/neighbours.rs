//! Each function knows what others answer on its paths, because it may have to tell a browser.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;

use runtime::Route;
use tests::registry::{Function, Trigger, functions};

fn requests<'a>(routes: impl IntoIterator<Item = &'a Route>) -> BTreeSet<(&'a str, &'a str)> {
    routes.into_iter().map(|route| (route.path, route.method)).collect()
}

#[test]
fn what_others_answer_on_the_same_paths_is_declared_and_nothing_else() {
    let functions = functions();
    let all = requests(functions.iter().flat_map(Function::routes));
    let mut shared = 0;
    for function in &functions {
        let Trigger::Http { routes, neighbours, .. } = &function.trigger else { continue };
        let (own, declared) = (requests(*routes), requests(*neighbours));
        let paths: BTreeSet<_> = own.iter().map(|(path, _)| *path).collect();
        let others = all.iter().filter(|one| paths.contains(one.0) && !own.contains(*one));
        let others: BTreeSet<_> = others.copied().collect();
        assert_eq!(declared, others, "{}", function.name);
        shared += others.len();
    }
    assert!(shared > 0, "no path is shared, and nothing was compared");
}
