//! Embeds the ECharts runtime that the charming package carries: found offline, checked, copied to OUT_DIR. Takes the hash
//! of Cargo.lock, by which a site says what it was made with. Lists the templates of pages.

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

/// The runtime inside the charming package.
const ASSET: &str = "src/asset/echarts-5.5.1.min.js";
/// SHA-256 of that file. Another charming release with another runtime must be looked at before it is embedded.
const SHA256: &str = "e84270bd0cd5bdf60fefc26d00c2a391cb2e81f4d26a7a9ee16185a54773a3cf";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    // Another charming moves the package's folder, and only the lock file says so.
    println!("cargo::rerun-if-changed=Cargo.lock");
    let lock = fs::read(manifest_dir().join("Cargo.lock"))
        .map_err(|error| format!("cannot read Cargo.lock, whose hash the program carries: {error}"))?;
    println!("cargo::rustc-env=SCOREBOOK_LOCK_SHA256={}", sha256(&lock));
    let asset = locate()?;
    println!("cargo::rerun-if-changed={}", asset.display());
    let bytes = fs::read(&asset).map_err(|error| format!("cannot read {}: {error}", asset.display()))?;
    let found = sha256(&bytes);
    if found != SHA256 {
        return Err(format!("{} has SHA-256 {found}, but build.rs expects {SHA256}", asset.display()).into());
    }
    fs::write(out_dir()?.join("echarts.min.js"), bytes)?;
    fs::write(out_dir()?.join("templates.rs"), templates()?)?;
    Ok(())
}

/// The templates of pages as an expression of Rust: name and content of each, by name.
fn templates() -> Result<String, Box<dyn Error>> {
    let folder = manifest_dir().join("templates");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.extend(name.ends_with(".html").then_some(name));
    }
    names.sort();
    let line = |name: &String| format!("    ({name:?}, include_str!({:?})),\n", folder.join(name));
    Ok(format!("&[\n{}]\n", names.iter().map(line).collect::<String>()))
}

fn locate() -> Result<PathBuf, String> {
    let by_metadata = match package_folder() {
        Ok(folder) if folder.join(ASSET).is_file() => return Ok(folder.join(ASSET)),
        Ok(folder) => format!("{} has no {ASSET}", folder.display()),
        Err(why) => why,
    };
    in_registry().ok_or_else(|| {
        format!("cannot find the ECharts runtime, which the charming package carries: {by_metadata}")
    })
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The folder of the charming package, as cargo resolves it. Frozen: by now every package is there, and no file may
/// change. Only for this target: packages of other targets need not have been downloaded.
fn package_folder() -> Result<PathBuf, String> {
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--format-version", "1", "--frozen", "--filter-platform"])
        .arg(env::var_os("TARGET").unwrap_or_default())
        .arg("--manifest-path")
        .arg(manifest_dir().join("Cargo.toml"))
        .output()
        .map_err(|error| format!("cargo metadata does not start: {error}"))?;
    if !output.status.success() {
        return Err(format!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("cargo metadata printed no JSON: {error}"))?;
    metadata["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|package| package["name"] == "charming")
        .find_map(|package| package["manifest_path"].as_str())
        .and_then(|manifest| Path::new(manifest).parent().map(Path::to_owned))
        .ok_or_else(|| "cargo metadata names no charming package".to_owned())
}

/// Without `cargo metadata`: among the unpacked packages of cargo's home, of any registry, the runtime that is expected.
fn in_registry() -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))?;
    folders(&home.join("registry/src"))
        .iter()
        .flat_map(|registry| folders(registry))
        .filter(|package| {
            package.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"charming-"))
        })
        .map(|package| package.join(ASSET))
        .find(|asset| fs::read(asset).is_ok_and(|bytes| sha256(&bytes) == SHA256))
}

fn folders(of: &Path) -> Vec<PathBuf> {
    fs::read_dir(of)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect()
}

fn manifest_dir() -> PathBuf {
    env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::new, PathBuf::from)
}

fn out_dir() -> Result<PathBuf, &'static str> {
    env::var_os("OUT_DIR").map(PathBuf::from).ok_or("cargo sets OUT_DIR for build scripts")
}
