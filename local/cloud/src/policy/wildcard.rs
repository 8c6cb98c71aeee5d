//! `*` and `?` of Action and Resource.

/// Whether the pattern, in which `*` is any run of characters and `?` any one, covers the text.
///
/// Runs in the product of the lengths at worst: only the last `*` is ever tried again.
pub(crate) fn covers(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut position) = (0, 0);
    // Where the last star stands, and how far it reaches so far.
    let mut star = None;
    while position < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, position));
                at += 1;
            }
            Some(&c) if c == '?' || c == text[position] => {
                at += 1;
                position += 1;
            }
            _ => match star {
                Some((star_at, reached)) => {
                    star = Some((star_at, reached + 1));
                    at = star_at + 1;
                    position = reached + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition itself, without a thought for speed.
    fn covers_by_definition(pattern: &[char], text: &[char]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, None) => true,
            (Some(('*', rest)), None) => covers_by_definition(rest, text),
            (Some(('*', rest)), Some((_, tail))) => {
                covers_by_definition(rest, text) || covers_by_definition(pattern, tail)
            }
            (None, Some(_)) | (Some(_), None) => false,
            (Some((c, rest)), Some((t, tail))) => {
                (*c == '?' || c == t) && covers_by_definition(rest, tail)
            }
        }
    }

    #[test]
    fn stars_and_question_marks() {
        assert!(covers("*", ""));
        assert!(covers("oss:Put*", "oss:PutObject"));
        assert!(covers("acs:oss:*:*:b/p/*", "acs:oss:*:1:b/p/a/b"));
        assert!(covers("a?c", "aüc"));
        assert!(!covers("a?c", "ac"));
        assert!(!covers("oss:Put*", "oss:GetObject"));
        assert!(!covers("", "a"));
        assert!(covers("", ""));
    }

    #[test]
    fn many_stars_stay_fast() {
        assert!(!covers(&"*a".repeat(1000), &"a".repeat(999)));
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition(pattern in "[ab*?]{0,8}", text in "[ab]{0,8}") {
            let expected = covers_by_definition(
                &pattern.chars().collect::<Vec<_>>(),
                &text.chars().collect::<Vec<_>>(),
            );
            prop_assert_eq!(covers(&pattern, &text), expected);
        }
    }
}
