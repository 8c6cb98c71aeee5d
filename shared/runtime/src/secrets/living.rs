//! A function that is built anew when a secret of it has changed.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use settings::{SettingsError, Source};
use tokio::{sync::Mutex, time::Instant};

use super::{Patience, ReadError, References, Resolved};
use crate::{
    Callers, Context, Cors, Event, EventFunction, HttpFunction, Outcome, Route,
    mark::{Mark, has},
};

/// However often secrets are refused, they are read again only this often: whoever sends wrong keys
/// must not be able to make this process read without end.
const PAUSE: Duration = Duration::from_secs(5);

/// Builds a function from settings.
pub(crate) type Recipe<F> = Arc<dyn Fn(&dyn Source) -> Result<Arc<F>, SettingsError> + Send + Sync>;

/// The function as it is now.
struct State<F: ?Sized> {
    function: Arc<F>,
    secrets: Resolved,
    /// When the secrets are too old.
    due: Instant,
}

/// A function and what is needed to build it anew.
pub(crate) struct Living<F: ?Sized> {
    recipe: Recipe<F>,
    references: Arc<References>,
    longest: Duration,
    state: RwLock<State<F>>,
    /// Held while the secrets are read; when they were read last.
    reading: Mutex<Instant>,
}

impl<F: ?Sized> Living<F> {
    /// Reads the secrets and builds the function.
    ///
    /// # Errors
    /// When a secret cannot be had or a setting is wrong.
    pub(crate) async fn start(
        references: Arc<References>,
        longest: Duration,
        recipe: Recipe<F>,
    ) -> Result<Self, ReadError> {
        let secrets = references.read(Patience::Start).await?;
        let function = recipe(&secrets)?;
        let now = Instant::now();
        let state = RwLock::new(State { function, secrets, due: now + longest });
        Ok(Self { recipe, references, longest, state, reading: Mutex::new(now) })
    }

    fn now(&self) -> (Arc<F>, Instant) {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        (state.function.clone(), state.due)
    }

    /// The function, with secrets that are not too old.
    async fn current(&self) -> Arc<F> {
        let (function, due) = self.now();
        if self.references.is_empty() || Instant::now() < due {
            return function;
        }
        // One call reads; the others go on with what there is, which may well still be right.
        match self.reading.try_lock() {
            Ok(mut last) => {
                self.read_again(&mut last).await;
                self.now().0
            }
            Err(_) => function,
        }
    }

    /// The function built of other secrets than `refused` was, if there are others by now.
    async fn replaced(&self, refused: &Arc<F>) -> Option<Arc<F>> {
        if self.references.is_empty() {
            return None;
        }
        let mut last = self.reading.lock().await;
        if Arc::ptr_eq(&self.now().0, refused) && last.elapsed() >= PAUSE {
            self.read_again(&mut last).await;
        }
        let function = self.now().0;
        (!Arc::ptr_eq(&function, refused)).then_some(function)
    }

    /// A failure leaves everything as it is, and is tried again after a pause.
    async fn read_again(&self, last: &mut Instant) {
        let read = self.references.read(Patience::Call).await;
        *last = Instant::now();
        let pause = if read.is_ok() { self.longest } else { PAUSE };
        let fresh = read.map_err(SettingsError::from).and_then(|secrets| {
            let changed = {
                let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
                !state.secrets.same(&secrets)
            };
            if changed { Ok(Some(((self.recipe)(&secrets)?, secrets))) } else { Ok(None) }
        });
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.due = *last + pause;
        match fresh {
            Ok(Some((function, secrets))) => {
                tracing::info!("secrets have changed; the new ones are in use");
                state.function = function;
                state.secrets = secrets;
            }
            Ok(None) => {}
            Err(error) => {
                tracing::error!(%error, "secrets could not be read again; the old ones stay");
            }
        }
    }
}

#[async_trait]
impl HttpFunction for Living<dyn HttpFunction> {
    fn name(&self) -> &'static str {
        self.now().0.name()
    }

    fn routes(&self) -> &'static [Route] {
        self.now().0.routes()
    }

    fn neighbours(&self) -> &'static [Route] {
        self.now().0.neighbours()
    }

    fn callers(&self) -> Callers {
        self.now().0.callers()
    }

    fn cors(&self) -> Cors {
        self.now().0.cors()
    }

    async fn warm_up(&self) {
        self.now().0.warm_up().await;
    }

    async fn handle(&self, request: Request<Bytes>, context: &Context) -> Response<Bytes> {
        let function = self.current().await;
        let again = (!self.references.is_empty()).then(|| request.clone());
        let response = function.handle(request, context).await;
        // A refused secret means that nothing was done, so the call can be made once more.
        if let Some(request) = again
            && has(&response, Mark::SecretRefused)
            && let Some(function) = self.replaced(&function).await
        {
            return function.handle(request, context).await;
        }
        response
    }
}

#[async_trait]
impl EventFunction for Living<dyn EventFunction> {
    fn name(&self) -> &'static str {
        self.now().0.name()
    }

    async fn handle(&self, event: Event, context: &Context) -> Outcome {
        let function = self.current().await;
        let again = (!self.references.is_empty()).then(|| event.clone());
        let outcome = function.handle(event, context).await;
        // Why an event is not done yet is not told apart here; handling it twice does no harm.
        if let (Some(event), Outcome::Retry(_)) = (again, &outcome)
            && let Some(function) = self.replaced(&function).await
        {
            return function.handle(event, context).await;
        }
        outcome
    }
}
