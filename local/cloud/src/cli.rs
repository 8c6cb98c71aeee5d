//! The program around the library: flags, what it says on start, an orderly end.
//!
//! The library reads nothing from its surroundings; what it needs of clock, randomness, environment
//! and terminal is brought here.

mod arguments;
mod authority_file;
mod banner;
mod configuration;
mod error;
mod interrupt;
mod logs;
mod system;

use clap::Parser as _;
use local_cloud::{LocalCloud, Ram};

use arguments::Arguments;
use authority_file::AuthorityFile;
use error::CliError;
use interrupt::Interrupt;

/// Runs the cloud until Ctrl-C or SIGTERM.
///
/// # Errors
/// [`CliError`] when it could not start.
pub(crate) fn run() -> Result<(), CliError> {
    let arguments = Arguments::parse();
    logs::start(&arguments.log);
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(CliError::Runtime)?
        .block_on(serve(arguments))
}

async fn serve(arguments: Arguments) -> Result<(), CliError> {
    // Before the port is taken: whoever saw the ready line may end the program at once.
    let interrupt = Interrupt::listen().map_err(CliError::Runtime)?;
    let ram = arguments.ram.as_deref().map(Ram::open).transpose().map_err(CliError::Ram)?;
    let configuration = configuration::of(&arguments, ram.unwrap_or_default());
    let cloud = LocalCloud::start(configuration).await.map_err(CliError::start)?;
    let authority = AuthorityFile::write(arguments.tls_ca.as_deref(), &cloud)?;
    banner::print(&arguments, &cloud, authority.as_ref());
    interrupt.received().await;
    cloud.shutdown().await;
    match &arguments.data {
        Some(data) => println!("Ended; everything is kept in {}.", data.display()),
        None => println!("Ended; everything in it is gone."),
    }
    Ok(())
}
