//! Embeds the ECharts runtime that the charming package carries: found offline, checked, copied to OUT_DIR.

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
    let asset = locate()?;
    println!("cargo::rerun-if-changed={}", asset.display());
    let bytes = fs::read(&asset).map_err(|error| format!("cannot read {}: {error}", asset.display()))?;
    let found: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    if found != SHA256 {
        return Err(format!("{} has SHA-256 {found}, but build.rs expects {SHA256}", asset.display()).into());
    }
    fs::write(out_dir()?.join("echarts.min.js"), bytes)?;
    Ok(())
}

fn locate() -> Result<PathBuf, String> {
    let by_metadata = package_folder().map(|folder| folder.join(ASSET));
    if let Ok(asset) = &by_metadata
        && asset.is_file()
    {
        return Ok(asset.clone());
    }
    in_registry().ok_or_else(|| match by_metadata {
        Ok(asset) => format!("the charming package has no {}", asset.display()),
        Err(why) => format!("cannot find the charming package, which carries the ECharts runtime: {why}"),
    })
}

/// The folder of the charming package, as cargo resolves it. Offline: by now every package is there. Only for this
/// target: packages of other targets need not have been downloaded.
fn package_folder() -> Result<PathBuf, String> {
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--format-version", "1", "--offline", "--filter-platform"])
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

/// Without `cargo metadata`: the unpacked packages of cargo's home, any registry. The SHA-256 decides whether it will do.
fn in_registry() -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))?;
    let mut found: Vec<PathBuf> = folders(&home.join("registry/src"))
        .iter()
        .flat_map(|registry| folders(registry))
        .filter(|package| {
            package
                .file_name()
                .and_then(|name| name.to_str())
                .is_some_and(|name| name.starts_with("charming-"))
        })
        .map(|package| package.join(ASSET))
        .filter(|asset| asset.is_file())
        .collect();
    found.sort();
    found.pop()
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
