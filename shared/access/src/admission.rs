//! Whether a process may let callers in, and which.

use std::{fmt, sync::Arc};

use model::{Clock, Owner, Subject};
use settings::{FromSetting as _, Problem, SettingsError};

use crate::{
    ApiKeyHashes, Auth, Authorizer, Caller, CallerSettings, ClaimSettings, JwtSettings,
    KeySetSource, PlatformSettings, Presented, Refusal, Voucher, Way, jwt::Jwt, platform::Platform,
    presented::is_token,
};

settings::settings! {
    /// How callers are known.
    pub struct AccessSettings {
        groups {
            callers: CallerSettings,
            jwt: JwtSettings,
            claims: ClaimSettings,
            platform: PlatformSettings,
        }
    }
}

/// From where a process can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exposure {
    /// From this machine alone.
    Loopback,
    /// From elsewhere.
    Open,
}

/// Where a process stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// From where it can be reached.
    pub exposure: Exposure,
    /// Who stands in front.
    pub authorizer: Authorizer,
}

/// Which requests are let in. Clones share the keys that were fetched.
#[derive(Clone)]
pub struct Admission(Option<Arc<Ways>>);

/// The ways that are open.
struct Ways {
    api_keys: Option<ApiKeyHashes>,
    jwt: Option<Jwt>,
    platform: Option<Platform>,
    claims: ClaimSettings,
    clock: Arc<dyn Clock>,
}

impl Admission {
    /// Lets everyone in: for what checks its callers itself.
    #[must_use]
    pub fn anyone() -> Self {
        Self(None)
    }

    /// Decides by the settings.
    ///
    /// # Errors
    /// When they would leave a function open to the world, lack what a way needs, or contradict each
    /// other.
    pub fn new(
        settings: &AccessSettings,
        place: Place,
        clock: Arc<dyn Clock>,
        key_sets: &Arc<dyn KeySetSource>,
    ) -> Result<Self, SettingsError> {
        let auth = match (&settings.callers.auth, place.exposure) {
            (Some(auth), _) if !auth.is_none() => auth,
            (_, Exposure::Loopback) => return Ok(Self::anyone()),
            (None, Exposure::Open) => return Err(one(problem("AUTH", Auth::CLOSED, None))),
            (Some(_), Exposure::Open) => {
                let reason =
                    "\"none\" would let anyone upload, because this process is no loopback one";
                return Err(one(problem("AUTH", Auth::CLOSED, Some(reason))));
            }
        };
        let mut problems = Vec::new();
        let api_keys = settings.callers.api_key_hashes.clone().filter(|_| auth.has(Way::ApiKey));
        if auth.has(Way::ApiKey) && api_keys.is_none() {
            problems.push(problem("API_KEY_HASHES", ApiKeyHashes::EXPECTED, None));
        }
        let jwt = auth
            .has(Way::Jwt)
            .then(|| Jwt::new(&settings.jwt, place.exposure, &clock, key_sets, &mut problems));
        let platform = auth.has(Way::Platform).then(|| {
            let AccessSettings { platform, claims, .. } = settings;
            Platform::new(platform, claims, place.authorizer, &mut problems)
        });
        // The gateway asks everyone for a token, so whoever has a key alone would need a way past it,
        // and there anyone could write the headers that tell who calls.
        if platform.is_some() && auth.has(Way::ApiKey) && place.authorizer == Authorizer::InHeaders
        {
            let reason = "whoever comes with a key alone would have to come past the gateway, and \
                          there anyone can write the headers of PLATFORM_CLAIM_HEADERS";
            problems.push(problem("AUTH", "platform alone on Function Compute", Some(reason)));
        }
        if !problems.is_empty() {
            return Err(SettingsError { problems });
        }
        let (jwt, platform) = (jwt.flatten(), platform.flatten());
        let claims = settings.claims.clone();
        Ok(Self(Some(Arc::new(Ways { api_keys, jwt, platform, claims, clock }))))
    }

    /// Whether nobody is asked who they are.
    #[must_use]
    pub fn lets_anyone_in(&self) -> bool {
        self.0.is_none()
    }

    /// Does ahead of the first request what would make it wait: fetches the keys of the issuer.
    pub async fn warm_up(&self) {
        if let Some(jwt) = self.0.as_ref().and_then(|ways| ways.jwt.as_ref()) {
            jwt.warm_up().await;
        }
    }

    /// Lets a request in, or not.
    ///
    /// Each credential that it shows is checked, and a wrong one is never made up for by another.
    ///
    /// # Errors
    /// Why not.
    pub async fn admit(&self, presented: &Presented<'_>) -> Result<Caller, Refusal> {
        match &self.0 {
            Some(ways) => ways.admit(presented).await,
            None => Ok(caller(Subject::anyone(), Voucher::Nobody)),
        }
    }
}

impl Ways {
    async fn admit(&self, presented: &Presented<'_>) -> Result<Caller, Refusal> {
        let by_key = self.by_api_key(presented)?;
        let by_claims = match self.by_token(presented).await? {
            Some(caller) => Some(caller),
            None => self.by_platform(presented)?,
        };
        // A token says more than a key: who.
        by_claims.or(by_key).ok_or_else(|| self.missing())
    }

    fn by_api_key(&self, presented: &Presented<'_>) -> Result<Option<Caller>, Refusal> {
        let Some(hashes) = &self.api_keys else { return Ok(None) };
        let bearer = presented.bearer()?.filter(|bearer| self.is_api_key(bearer));
        let shown = [bearer, presented.api_key()?];
        let mut shown = shown.into_iter().flatten().peekable();
        if shown.peek().is_none() {
            return Ok(None);
        }
        if shown.all(|key| hashes.knows(key)) {
            Ok(Some(caller(Subject::of_api_keys(), Voucher::ApiKey)))
        } else {
            Err(Refusal::UnknownApiKey)
        }
    }

    /// Whether a Bearer credential is meant as an API key: a token never is where tokens are known,
    /// and where the platform checks tokens all of them are its own.
    fn is_api_key(&self, bearer: &[u8]) -> bool {
        self.platform.is_none() && !(self.jwt.is_some() && is_token(bearer))
    }

    async fn by_token(&self, presented: &Presented<'_>) -> Result<Option<Caller>, Refusal> {
        let Some(jwt) = &self.jwt else { return Ok(None) };
        let key = |bearer: &&[u8]| self.api_keys.is_some() && self.is_api_key(bearer);
        let Some(token) = presented.bearer()?.filter(|bearer| !key(bearer)) else {
            return Ok(None);
        };
        let claims = jwt.claims(token, self.clock.now()).await?;
        self.claims.caller(&claims, Voucher::Jwt).map(Some)
    }

    fn by_platform(&self, presented: &Presented<'_>) -> Result<Option<Caller>, Refusal> {
        let Some(platform) = &self.platform else { return Ok(None) };
        let claims = platform.claims(presented)?;
        claims.map(|claims| self.claims.caller(&claims, Voucher::Platform)).transpose()
    }

    /// What to send.
    fn missing(&self) -> Refusal {
        match (&self.jwt, &self.platform, &self.api_keys) {
            (_, Some(platform), _) => {
                tracing::error!("{}", platform.advice());
                Refusal::MissingIdentity
            }
            (Some(_), None, Some(_)) => Refusal::MissingTokenOrApiKey,
            (Some(_), None, None) => Refusal::MissingToken,
            (None, None, _) => Refusal::MissingApiKey,
        }
    }
}

/// A caller of whom no more is known than how they were let in.
fn caller(subject: Subject, voucher: Voucher) -> Caller {
    Caller { owner: Owner::of(subject), roles: Vec::new(), voucher }
}

impl fmt::Debug for Admission {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ways = self
            .0
            .as_ref()
            .map(|ways| (ways.api_keys.is_some(), ways.jwt.is_some(), ways.platform.is_some()));
        formatter.debug_tuple("Admission").field(&ways).finish()
    }
}

/// A setting that is missing, or wrong for this reason.
pub(crate) fn problem(name: &'static str, expected: &'static str, reason: Option<&str>) -> Problem {
    Problem { name, expected, reason: reason.map(Into::into) }
}

fn one(problem: Problem) -> SettingsError {
    SettingsError { problems: vec![problem] }
}
