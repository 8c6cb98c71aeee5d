//! Access rules: a refusal names lines of the text, and what is read lets nothing through that the
//! caller did not say and the rules do not say.
#![no_main]

use access::{Caller, Origin, Role, Rules, Voucher};
use fuzz::{Member, object};
use libfuzzer_sys::fuzz_target;
use model::{MediaKind, Owner, Subject, fields::body_fields};

/// Pieces of which files of rules are made.
const PIECES: &[&str] = &[
    "version: 1\n",
    "default-role: u\n",
    "roles:\n",
    "  u:\n",
    "    sts: true\n",
    "    video:\n",
    "    image: {may-set: all}\n",
    "      may-set: all\n",
    "      may-set: [FileName, Title, UserData.Extend]\n",
    "      required: [Title]\n",
    "      extensions: [mp4]\n",
    "      max-file-size: 5 GiB\n",
    "      defaults: {Tags: x}\n",
    "      forced:\n",
    "        TemplateGroupId: g\n",
    "        UserData.MessageCallback: {CallbackURL: 'http://e'}\n",
    "{",
    "}",
    "[",
    "]",
    ": ",
    ", ",
    "- ",
    "\n",
    " ",
    "&a ",
    "*a",
];
const NAMES: &[&str] = &[
    "FileName",
    "Title",
    "FileSize",
    "Tags",
    "TemplateGroupId",
    "UserData",
    "WorkflowId",
    "ImageType",
    "UserData.Extend",
];
const VALUES: &[&str] = &["a.mp4", "g", "{\"Extend\":{}}", "default"];

fuzz_target!(|input: (Vec<u8>, &str, Vec<Member>)| {
    let (pieces, rest, members) = input;
    let pieces = pieces.iter().map(|index| PIECES[usize::from(*index) % PIECES.len()]);
    let text = pieces.chain([rest]).collect::<String>();
    let rules = match Rules::read(&text) {
        Ok(rules) => rules,
        Err(error) => {
            assert!(!error.problems.is_empty());
            for problem in &error.problems {
                assert!(problem.line >= 1 && problem.line <= text.len() + 1, "{problem}");
            }
            return;
        }
    };
    let Ok(body) = body_fields(object(NAMES, VALUES, &members).as_bytes()) else { return };
    for role in ["u", "other"] {
        let roles = Role::new(role).into_iter().collect();
        let owner = Owner::of(Subject::anyone());
        let caller = Caller { owner, roles, voucher: Voucher::Nobody };
        for kind in [MediaKind::Video, MediaKind::Image, MediaKind::AttachedMedia] {
            let Ok(applied) = rules.apply(kind, &caller, body.clone()) else { continue };
            for field in &applied.fields {
                let Some(value) = applied.value(field.name) else { panic!("{}", field.name) };
                let top = !field.name.contains('.');
                if field.origin == Origin::Caller && top {
                    assert_eq!(body.get(field.name), Some(value));
                }
            }
            // What goes on is judged the same once more.
            let again = rules.apply(kind, &caller, applied.body.clone()).map(|again| again.body);
            assert_eq!(again, Ok(applied.body));
        }
    }
});
