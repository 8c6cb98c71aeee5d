//! What `--help` says.

use std::fmt::Write as _;

use settings::{Presence, Setting};

/// What a process of a function reads, for a person at a terminal.
pub(super) fn text(settings: &[Setting]) -> String {
    let mut text = String::from(
        "Serves one function: on AWS Lambda, on Function Compute, or else on this machine. It takes \
         no arguments; it reads these settings from the environment:\n",
    );
    for setting in settings {
        let presence = match setting.presence {
            Presence::Required => "required".to_owned(),
            Presence::Optional => "may be absent".to_owned(),
            Presence::Default(default) => format!("{default} unless set"),
        };
        let Setting { name, expected, help, .. } = setting;
        // Writing to a String cannot fail.
        let _ =
            write!(text, "\n{name} ({presence})\n {}\n  Should be {expected}.\n", help.trim_end());
    }
    text.push_str(
        "\nAll but LOG, SECRETS_MAX_AGE_SECONDS and LISTEN may say where their value is: \
         secretsmanager:ID, secretsmanager:ID#KEY, ssm:NAME or file:PATH.\n",
    );
    text
}

#[cfg(test)]
mod tests {
    use settings::Settings as _;

    use super::*;
    use crate::AdapterSettings;

    #[test]
    fn usage_names_every_setting_with_what_it_should_be() {
        let text = text(&AdapterSettings::declared()[..1]);
        assert!(text.contains("it reads these settings from the environment:"));
        assert!(text.contains(
            "\nLOG (info unless set)\
             \n  What is logged: a level, or directives of the form `info,client=debug`. The audit is \
             logged at any level but `off`; `audit=off` switches it off.\
             \n  Should be error, warn, info, debug, trace, off, or a list such as \
             info,client=debug.\n"
        ));
        assert!(text.ends_with("ssm:NAME or file:PATH.\n"));
    }
}
