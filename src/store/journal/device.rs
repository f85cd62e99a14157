//! Which device this is: a name kept in the state folder, which is not synced.

use std::{
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use ulid::Ulid;

use super::disk::{Disk, Files, LOCK_WAIT, LockError, make_folders};
use crate::domain::id::{DeviceId, well_formed};

/// The file in the state folder.
const FILE: &str = "device.toml";

/// The longest host name that goes into an id.
const MAX_HOST: usize = 20;

/// The machine a program runs on, as far as it tells copies apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Its host name.
    pub host: String,
    /// What no other machine has; a host name, for want of anything better;
    /// nothing where the system could not be asked.
    pub identity: String,
}

impl Machine {
    /// This machine.
    pub fn here() -> Self {
        let mut unsure = false;
        let mut first_line = |path: &str| match fs::read_to_string(path) {
            Ok(text) => {
                let line = text.lines().next()?.trim().to_owned();
                (!line.is_empty()).then_some(line)
            }
            Err(error) => {
                // What cannot be read now may be read the next time.
                unsure |= error.kind() != ErrorKind::NotFound;
                None
            }
        };
        let id = first_line("/etc/machine-id").filter(|id| id.len() >= 32);
        let host = first_line("/proc/sys/kernel/hostname")
            .or_else(|| first_line("/etc/hostname"))
            .or_else(|| std::env::var("COMPUTERNAME").ok())
            .or_else(|| std::env::var("HOSTNAME").ok())
            .unwrap_or_default();
        let identity = match id {
            Some(id) => id,
            None if unsure => String::new(),
            None => host.clone(),
        };
        Self { host, identity }
    }

    /// A number that shows a change of machine and betrays nothing of it; empty
    /// where that cannot be told.
    fn fingerprint(&self) -> String {
        if self.identity.is_empty() {
            return String::new();
        }
        let sum = crc32fast::hash(format!("mastery:{}", self.identity).as_bytes());
        format!("{sum:08x}")
    }

    /// The host name in `[a-z0-9-]`, at most twenty characters.
    fn short_host(&self) -> String {
        let mut short = String::new();
        for c in self.host.chars().map(|c| c.to_ascii_lowercase()) {
            if short.len() >= MAX_HOST {
                break;
            }
            if c.is_ascii_alphanumeric() {
                short.push(c);
            } else if !short.is_empty() && !short.ends_with('-') {
                short.push('-');
            }
        }
        let short = short.trim_end_matches('-');
        if short.is_empty() {
            "device".to_owned()
        } else {
            short.to_owned()
        }
    }
}

/// This device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its name; also the name of its journal file.
    pub id: DeviceId,
    /// Where the name comes from; new ones are worth a sentence on screen.
    pub origin: Origin,
}

/// Where a device's name comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// It was made earlier, on this machine.
    Kept,
    /// It was made just now, for the first time.
    New,
    /// It was made just now: the state folder was made by another machine, so
    /// it was copied or restored from a backup.
    Moved {
        /// The other machine's name.
        from: DeviceId,
    },
    /// It was made just now: the file that held the old one made no sense.
    Replaced,
}

/// Why a device has no name.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// The state folder cannot be used.
    #[error("{path}: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The lock on it was not had.
    #[error(transparent)]
    Lock(#[from] LockError),
}

/// The name of this device, made and kept in `state/device.toml` the first
/// time, and made anew when `machine` is not the one that made it.
pub fn device_id(state: &Path, machine: &Machine) -> Result<Device, DeviceError> {
    let path = state.join(FILE);
    let fail = |source| DeviceError::File {
        path: path.clone(),
        source,
    };
    if let Some(device) = read(&path, machine).map_err(fail)?
        && device.origin == Origin::Kept
    {
        return Ok(device);
    }
    let disk = Files;
    make_folders(&disk, state, &mut vec![]).map_err(fail)?;
    let _lock = disk.lock(&state.join("device.lock"), LOCK_WAIT)?;
    // Another process may have been first.
    let found = read(&path, machine).map_err(fail)?;
    let origin = match found {
        Some(device) if device.origin == Origin::Kept => return Ok(device),
        Some(device) => device.origin,
        None => Origin::New,
    };
    let random = Ulid::from_datetime(std::time::UNIX_EPOCH).0 & 0xFFFF;
    let id = format!("{}-{random:04x}", machine.short_host());
    let text = format!(
        "# Which device this is. This folder must not be synced or copied to another machine.\n\
         id = \"{id}\"\nmachine = \"{}\"\n",
        machine.fingerprint()
    );
    disk.replace(&path, text.as_bytes(), true).map_err(fail)?;
    Ok(Device {
        id: DeviceId::new(id),
        origin,
    })
}

/// The name of this device as it is kept, without making or changing one;
/// `None` where there is none yet.
pub fn known_device(state: &Path, machine: &Machine) -> Result<Option<Device>, DeviceError> {
    let path = state.join(FILE);
    read(&path, machine).map_err(|source| DeviceError::File { path, source })
}

/// What the file says; its `origin` is why a new name is needed, or `Kept`.
fn read(path: &Path, machine: &Machine) -> io::Result<Option<Device>> {
    let text = match fs::read(path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let table: toml::Table = toml::from_str(&text).unwrap_or_default();
    let key = |key: &str| table.get(key).and_then(toml::Value::as_str);
    let id = key("id").filter(|id| well_formed(id).is_ok());
    let here = machine.fingerprint();
    let device = match (id, key("machine")) {
        // Without knowing better it is the same machine: a name is not given up
        // because a file could not be read once.
        (Some(id), Some(made)) if made == here || made.is_empty() || here.is_empty() => Device {
            id: DeviceId::new(id),
            origin: Origin::Kept,
        },
        (Some(id), Some(_)) => Device {
            id: DeviceId::new(id),
            origin: Origin::Moved {
                from: DeviceId::new(id),
            },
        },
        _ => Device {
            id: DeviceId::default(),
            origin: Origin::Replaced,
        },
    };
    Ok(Some(device))
}
