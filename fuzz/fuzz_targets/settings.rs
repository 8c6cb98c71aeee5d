//! Values of settings: a start that fails names settings that exist, and shows no secret.
#![no_main]

use libfuzzer_sys::fuzz_target;
use settings::{Fixed, Settings};
use sts_token::StsTokenSettings;
use upload_complete::UploadCompleteSettings;

fuzz_target!(|texts: Vec<&str>| {
    check::<StsTokenSettings>(&texts);
    check::<UploadCompleteSettings>(&texts);
});

fn check<T: Settings>(texts: &[&str]) {
    let declared = T::declared();
    let given = declared.iter().zip(texts.iter().copied());
    let source = given
        .clone()
        .fold(Fixed::default(), |source, (setting, text)| source.with(setting.name, text));
    let Err(error) = T::load(&source) else { return };
    assert!(!error.problems.is_empty());
    for problem in &error.problems {
        let (setting, text) = given
            .clone()
            .find(|(setting, _)| setting.name == problem.name)
            .or_else(|| Some((declared.iter().find(|other| other.name == problem.name)?, "")))
            .expect("only declared settings can be wrong");
        // Shorter ones may stand in the words of the reason by chance.
        let long = setting.secret && text.trim().len() > 3;
        assert!(!long || !problem.to_string().contains(text.trim()), "{problem}");
    }
}
