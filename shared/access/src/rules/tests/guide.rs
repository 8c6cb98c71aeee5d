//! The files that the guide shows are read as they stand there.

use super::*;

const GUIDE: &str = include_str!("../../../../../docs/guides/access-rules.md");

#[test]
fn every_file_of_the_guide_is_taken() {
    let files: Vec<_> =
        GUIDE.split("```yaml\n").skip(1).map(|rest| rest.split_once("```").unwrap().0).collect();
    assert!(files.len() >= 7);
    for file in files {
        if let Err(error) = Rules::read(file) {
            panic!("{error} in\n{file}");
        }
    }
}
