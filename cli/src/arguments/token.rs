//! What a token is to say.

use std::time::Duration;

use clap::Args;
use model::Secret;

use super::values;
use crate::token::{LOCAL_AUDIENCE, LOCAL_ISSUER, LOCAL_SECRET, LOCAL_TENANT};

/// `vodup token`.
#[derive(Args, Debug)]
pub(crate) struct TokenArguments {
    /// Who calls
    #[arg(long, value_name = "SUBJECT", value_parser = values::name)]
    pub(crate) sub: String,

    /// The customer or organization that the subject belongs to
    #[arg(long, value_name = "TENANT", default_value = LOCAL_TENANT, value_parser = values::name)]
    pub(crate) tenant: String,

    /// A role of the subject; may be given several times
    #[arg(long = "role", value_name = "ROLE", value_parser = values::role)]
    pub(crate) roles: Vec<String>,

    /// How long it is valid
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = values::time)]
    pub(crate) expires: Duration,

    /// What it is signed with, where the stack was started with --jwt-secret
    #[arg(
        long,
        env = "VODUP_JWT_SECRET",
        hide_env_values = true,
        value_name = "SECRET",
        default_value = LOCAL_SECRET,
        value_parser = values::jwt_secret
    )]
    pub(crate) secret: Secret,

    /// Who makes it
    #[arg(long, value_name = "ISSUER", default_value = LOCAL_ISSUER, value_parser = values::name)]
    pub(crate) issuer: String,

    /// Whom it is for
    #[arg(long, value_name = "AUDIENCE", default_value = LOCAL_AUDIENCE, value_parser = values::name)]
    pub(crate) audience: String,
}
