//! Who is let into the functions of this process.

use std::{sync::Arc, time::Duration};

use access::{
    AccessSettings, Admission, Authorizer, Exposure, KeySetSource, LARGEST_KEY_SET, Place,
};
use client::{HttpOptions, HttpTransport, Reach};
use settings::{Settings as _, SettingsError, Source};

use crate::{Platform, Ports, key_sets::KeySets};

/// Longest silence of an issuer, and longest time to reach it.
const PATIENCE: Duration = Duration::from_secs(3);

/// Reads the settings of callers, for a process on the platform of these ports.
///
/// # Errors
/// When they would leave it open to the world, lack something, or contradict each other.
pub fn of_process(
    source: &dyn Source,
    exposure: Exposure,
    ports: &Ports,
) -> Result<Admission, SettingsError> {
    let authorizer = match ports.platform {
        Platform::Local => Authorizer::Absent,
        Platform::Lambda => Authorizer::BesideTheRequest,
        Platform::FunctionCompute => Authorizer::InHeaders,
    };
    let reach = match exposure {
        Exposure::Open => Reach::Public,
        Exposure::Loopback => Reach::PublicOrLoopback,
    };
    let options = HttpOptions {
        connect_timeout: PATIENCE,
        read_timeout: PATIENCE,
        largest_answer: LARGEST_KEY_SET,
        reach,
    };
    let key_sets: Arc<dyn KeySetSource> =
        Arc::new(KeySets::new(Arc::new(HttpTransport::new(options))));
    let place = Place { exposure, authorizer };
    Admission::new(&AccessSettings::load(source)?, place, ports.clock.clone(), &key_sets)
}
