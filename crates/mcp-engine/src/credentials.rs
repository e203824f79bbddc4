//! The credentials file: one profile a tenant, readable by its owner alone.
//!
//! Hosts that cannot hand secrets to a server start it without any; then it reads this file. The secret
//! is written to it and read from it, and shown nowhere.

use serde_json::{Map, Value, json};
use std::io::{Error, Write as _};
use std::path::{Path, PathBuf};

/// Where profiles are stored.
#[derive(Debug, Clone)]
pub struct Store {
    file: PathBuf,
}

/// The stored values of one tenant.
#[derive(Clone)]
pub struct Profile {
    /// Name of the profile.
    pub name: String,
    values: Map<String, Value>,
}

impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Profile").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Profile {
    /// A profile with values by the names of their variables, without the prefix.
    pub fn new(name: &str, values: &[(&str, &str)]) -> Self {
        let values = values.iter().map(|(name, value)| (key(name), json!(value))).collect();
        Self { name: name.to_owned(), values }
    }

    /// The value of a variable, by its name without the prefix.
    pub fn value(&self, variable: &str) -> Option<String> {
        let text = match self.values.get(&key(variable))? {
            Value::String(text) => text.trim().to_owned(),
            Value::Bool(true) => "1".to_owned(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }
}

fn key(variable: &str) -> String {
    variable.to_ascii_lowercase()
}

impl Store {
    /// A store in a file.
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into() }
    }

    /// The store below the platform's configuration folder; `None` where there is no such folder.
    pub fn of_user(program: &str, get: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        let set = |name: &str| get(name).filter(|value| Path::new(value).is_absolute()).map(PathBuf::from);
        let folder = if cfg!(windows) {
            set("APPDATA")
        } else if cfg!(target_os = "macos") {
            set("HOME").map(|home| home.join("Library/Application Support"))
        } else {
            set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")))
        };
        Some(Self::new(folder?.join(program).join("credentials.json")))
    }

    /// The file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Names of the stored profiles.
    ///
    /// # Errors
    /// When the file is not readable or readable by others.
    pub fn names(&self) -> Result<Vec<String>, String> {
        Ok(self.read()?.into_iter().map(|(name, _)| name).collect())
    }

    /// The profile with this name, or the only one.
    ///
    /// # Errors
    /// When there is none of this name, when a name is needed, or when the file cannot be trusted.
    pub fn profile(&self, name: Option<&str>) -> Result<Option<Profile>, String> {
        let mut all = self.read()?;
        let names: Vec<String> = all.keys().cloned().collect();
        let name = match (name, names.as_slice()) {
            (Some(name), _) => name.to_owned(),
            (None, []) => return Ok(None),
            (None, [only]) => only.clone(),
            (None, _) => {
                return Err(format!(
                    "is not set, and several profiles are stored; expected one of {}",
                    names.join(", ")
                ));
            }
        };
        match all.remove(&name) {
            Some(Value::Object(values)) => Ok(Some(Profile { name, values })),
            _ if names.is_empty() => Err("names a profile, but none is stored; `login` stores one".to_owned()),
            _ => Err(format!("names a profile that is not stored; expected one of {}", names.join(", "))),
        }
    }

    /// Stores a profile, in place of one with the same name.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn put(&self, profile: &Profile) -> Result<(), String> {
        let mut all = self.read()?;
        all.insert(profile.name.clone(), Value::Object(profile.values.clone()));
        self.write(&all)
    }

    /// Removes a profile; whether there was one.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn remove(&self, name: &str) -> Result<bool, String> {
        let mut all = self.read()?;
        let found = all.shift_remove(name).is_some();
        if found && all.is_empty() {
            std::fs::remove_file(&self.file).map_err(|error| self.fault("cannot be removed", &error))?;
        } else if found {
            self.write(&all)?;
        }
        Ok(found)
    }

    fn fault(&self, what: &str, error: &Error) -> String {
        format!("the credentials file {} {what}: {error}", self.file.display())
    }

    fn read(&self) -> Result<Map<String, Value>, String> {
        let metadata = match std::fs::metadata(&self.file) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Map::new()),
            Err(error) => return Err(self.fault("cannot be read", &error)),
        };
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            if metadata.permissions().mode() & 0o077 != 0 {
                let file = self.file.display();
                return Err(format!("the credentials file {file} can be read by others; run `chmod 600 {file}`"));
            }
        }
        let _ = metadata;
        let text = std::fs::read_to_string(&self.file).map_err(|error| self.fault("cannot be read", &error))?;
        // serde_json's own message could repeat a part of the file.
        match serde_json::from_str::<Value>(&text) {
            Ok(Value::Object(mut members)) => match members.remove("profiles") {
                Some(Value::Object(profiles)) => Ok(profiles),
                _ => Err(format!("the credentials file {} has no `profiles`", self.file.display())),
            },
            _ => Err(format!("the credentials file {} is not valid JSON", self.file.display())),
        }
    }

    /// Writes beside the file and renames, so that a half-written file never takes its place.
    fn write(&self, profiles: &Map<String, Value>) -> Result<(), String> {
        let fault = |error: Error| self.fault("cannot be written", &error);
        let folder = self.file.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(fault)?;
        let beside = self.file.with_extension(format!("{}.new", std::process::id()));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let text = serde_json::to_string_pretty(&json!({ "profiles": profiles })).unwrap_or_default();
        let written = options.open(&beside).and_then(|mut file| file.write_all(format!("{text}\n").as_bytes()));
        written.and_then(|()| std::fs::rename(&beside, &self.file)).map_err(|error| {
            let _ = std::fs::remove_file(&beside);
            fault(error)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_are_stored_read_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().join("deep/credentials.json"));
        assert!(store.profile(None).unwrap().is_none());
        assert!(store.profile(Some("acme")).unwrap_err().contains("`login` stores one"));
        store.put(&Profile::new("acme", &[("TENANT", "acme"), ("CLIENT_SECRET", "s")])).unwrap();
        assert_eq!(store.profile(None).unwrap().unwrap().value("TENANT").as_deref(), Some("acme"));
        store.put(&Profile::new("beta", &[("TENANT", "beta")])).unwrap();
        assert!(store.profile(None).unwrap_err().contains("acme, beta"));
        assert_eq!(store.profile(Some("beta")).unwrap().unwrap().name, "beta");
        assert!(store.remove("acme").unwrap() && !store.remove("acme").unwrap());
        assert!(store.remove("beta").unwrap() && !store.file().exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_rejected() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().join("credentials.json"));
        store.put(&Profile::new("acme", &[("CLIENT_SECRET", "MARKED")])).unwrap();
        assert_eq!(std::fs::metadata(store.file()).unwrap().permissions().mode() & 0o777, 0o600);
        for mode in [0o640, 0o604, 0o644] {
            std::fs::set_permissions(store.file(), std::fs::Permissions::from_mode(mode)).unwrap();
            let told = store.profile(None).unwrap_err();
            assert!(told.contains("chmod 600") && !told.contains("MARKED"), "{told}");
        }
        std::fs::set_permissions(store.file(), std::fs::Permissions::from_mode(0o600)).unwrap();
        std::fs::write(store.file(), "{MARKED").unwrap();
        assert!(!store.profile(None).unwrap_err().contains("MARKED"));
    }
}
