//! Finds the shared library of a driver, and loads it.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use adbc_core::LOAD_FLAG_DEFAULT;
use adbc_core::options::AdbcVersion;
use adbc_driver_manager::ManagedDriver;

use super::error::EngineError;
use crate::subject::source::row_source::RowSource;

/// Folders that hold drivers, parted as those of PATH are.
const FOLDERS: &str = "SCOREBOOK_DRIVERS";

/// A program without a dynamic loader, as the releases for Linux are.
const IS_STATIC: bool = cfg!(target_env = "musl");

/// Loads the driver of a source: its `library` where it names one, else by the driver's name in the folders of `SCOREBOOK_DRIVERS`, then where the driver manager looks.
pub(super) fn load(source: &RowSource) -> Result<ManagedDriver, EngineError> {
    if IS_STATIC {
        return Err(EngineError::Static { driver: source.driver.to_string() });
    }
    let name = library_name(&source.driver);
    let named = source.library.as_ref().map(|library| PathBuf::from(library.as_str()));
    let folders = env::var_os(FOLDERS).unwrap_or_default();
    let found = || in_folders(&name, &folders);
    let library = named.or_else(found).unwrap_or_else(|| PathBuf::from(&name));
    let entrypoint = source.entrypoint.as_ref().map(|entrypoint| entrypoint.as_bytes());
    ManagedDriver::load_from_name(&library, entrypoint, AdbcVersion::V110, LOAD_FLAG_DEFAULT, None).map_err(
        |error| EngineError::Driver {
            driver: source.driver.to_string(),
            reason: first_line(&error.message),
            help: help(&name),
        },
    )
}

/// What the library of a driver is called, without what the system puts around it: that of PyPI's package.
fn library_name(driver: &str) -> String {
    match driver {
        "postgresql" | "postgres" => "adbc_driver_postgresql".to_owned(),
        "flight-sql" | "flightsql" => "adbc_driver_flightsql".to_owned(),
        "spark" | "snowflake" | "bigquery" | "sqlite" => format!("adbc_driver_{driver}"),
        other => other.to_owned(),
    }
}

/// The library in the first folder that has it: `lib<name>.so`, or as Python's packages have it in a folder of its own.
fn in_folders(name: &str, folders: &OsStr) -> Option<PathBuf> {
    // Python's packages are called so on every system.
    let files = [format!("lib{name}.so"), format!("lib{name}.dylib"), format!("{name}.dll")];
    let of = |folder: PathBuf| {
        let own = files.iter().map(|file| folder.join(file)).collect::<Vec<_>>();
        let below = files.iter().map(|file| folder.join(name).join(file)).collect::<Vec<_>>();
        own.into_iter().chain(below).find(|path| path.is_file())
    };
    env::split_paths(folders).filter(|folder| folder.is_absolute() || Path::new(folder).exists()).find_map(of)
}

fn help(name: &str) -> String {
    let Some(engine) = name.strip_prefix("adbc_driver_") else {
        return "name its shared library by path under `library` of the source, or its folder in SCOREBOOK_DRIVERS".to_owned();
    };
    format!(
        "`pip install adbc-driver-{engine}` brings it, and `python3 -c 'import {name} as d; print(d._driver_path())'` says where it is: write that under `library` of the source, or name its folder in SCOREBOOK_DRIVERS"
    )
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::sources::{at_library, source};

    #[test]
    fn a_library_is_found_in_a_folder_and_in_the_folder_of_its_package() {
        let top = tempfile::tempdir().expect("a folder");
        let package = top.path().join("adbc_driver_spark");
        std::fs::create_dir(&package).expect("a folder");
        std::fs::write(package.join("libadbc_driver_spark.so"), "").expect("written");
        let folders = env::join_paths([Path::new("/nowhere/at/all"), top.path()]).expect("folders");
        assert_eq!(in_folders("adbc_driver_spark", &folders), Some(package.join("libadbc_driver_spark.so")));
        assert_eq!(in_folders("adbc_driver_snowflake", &folders), None);
        assert_eq!(library_name("flight-sql"), "adbc_driver_flightsql");
        assert_eq!(library_name("duckdb"), "duckdb");
    }

    #[test]
    fn a_driver_that_is_not_there_says_how_to_get_it() {
        let told = load(&at_library(source(), "/nowhere/libadbc_driver_postgresql.so"))
            .expect_err("none")
            .to_string();
        assert!(told.starts_with("the driver `postgresql` cannot be loaded: "), "{told}");
        assert!(told.contains("= help: `pip install adbc-driver-postgresql` brings it"), "{told}");
    }
}
