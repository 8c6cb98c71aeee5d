//! What an ELF program asks of the system that it runs on.
//!
//! The tables are those of the System V ABI and of the Linux Standard Base, "Symbol Versioning":
//! a dynamic program names each library that it needs, and each version of each library that one
//! of its symbols comes from.

use std::collections::BTreeSet;

use object::elf::{DT_NEEDED, FileHeader64, SHT_SYMTAB};
use object::read::elf::{Dyn as _, FileHeader as _, SectionHeader as _};
use object::{Endianness, read};

/// What was read from a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Program {
    /// Every `GLIBC_` version that a symbol asks for.
    pub(crate) glibc: BTreeSet<Version>,
    /// Every library that must be there.
    pub(crate) libraries: BTreeSet<String>,
    /// Whether names of its own functions were left in.
    pub(crate) has_symbols: bool,
}

/// `GLIBC_2.28` is `[2, 28]`, `GLIBC_2.2.5` is `[2, 2, 5]`.
pub(crate) type Version = Vec<u32>;

impl Program {
    /// Reads a 64-bit ELF program.
    ///
    /// # Errors
    /// The reason when the bytes are no such program.
    pub(crate) fn read(bytes: &[u8]) -> read::Result<Self> {
        let header = FileHeader64::<Endianness>::parse(bytes)?;
        let endian = header.endian()?;
        let sections = header.sections(endian, bytes)?;

        let mut glibc = BTreeSet::new();
        if let Some((mut needs, names)) = sections.gnu_verneed(endian, bytes)? {
            let strings = sections.strings(endian, bytes, names)?;
            while let Some((_, mut versions)) = needs.next()? {
                while let Some(version) = versions.next()? {
                    let name = String::from_utf8_lossy(version.name(endian, strings)?);
                    glibc.extend(parse(&name));
                }
            }
        }

        let mut libraries = BTreeSet::new();
        if let Some((entries, names)) = sections.dynamic(endian, bytes)? {
            let strings = sections.strings(endian, bytes, names)?;
            for entry in entries.iter().filter(|entry| entry.d_tag(endian) == DT_NEEDED) {
                let name = entry.string(endian, strings)?;
                libraries.insert(String::from_utf8_lossy(name).into_owned());
            }
        }

        let has_symbols = sections.iter().any(|section| section.sh_type(endian) == SHT_SYMTAB);
        Ok(Self { glibc, libraries, has_symbols })
    }

    /// The newest glibc that a symbol asks for.
    pub(crate) fn newest_glibc(&self) -> Option<&Version> {
        self.glibc.last()
    }
}

/// `GLIBC_2.28`; other libraries' versions and `GLIBC_PRIVATE` are none.
fn parse(name: &str) -> Option<Version> {
    name.strip_prefix("GLIBC_")?.split('.').map(|part| part.parse().ok()).collect()
}

/// The version as glibc writes it: `2.28`.
pub(crate) fn dotted(version: &[u32]) -> String {
    version.iter().map(u32::to_string).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_numbers_in_order() {
        assert!(parse("GLIBC_2.28") > parse("GLIBC_2.4"));
        assert!(parse("GLIBC_2.2.5") < parse("GLIBC_2.3"));
        assert_eq!(dotted(&[2, 2, 5]), "2.2.5");
        assert_eq!(parse("GLIBC_PRIVATE"), None);
        assert_eq!(parse("GCC_3.0"), None);
    }

    #[test]
    fn this_very_program_is_read() {
        let bytes = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        let program = Program::read(&bytes).unwrap();
        assert!(program.newest_glibc().is_some_and(|version| version[0] == 2), "{program:?}");
        assert!(program.libraries.contains("libc.so.6"), "{program:?}");
        assert!(program.has_symbols, "a test is not stripped");
    }

    #[test]
    fn what_is_no_program_is_refused() {
        assert!(Program::read(b"#!/bin/sh\n").is_err());
    }
}
