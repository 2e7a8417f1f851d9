//! Asks an engine through its ADBC driver: it reads and never writes, for no longer than it may, and what it says holds nothing of the environment.

use std::collections::HashSet;
use std::env;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use adbc_core::options::{InfoCode, OptionConnection, OptionDatabase, OptionValue};
use adbc_core::{CancelHandle, Connection as _, Database as _, Driver as _, Optionable as _, Statement as _};
use adbc_driver_manager::{ManagedConnection, ManagedDriver};
use arrow_array::cast::AsArray as _;
use arrow_array::types::UInt32Type;
use arrow_array::{Array as _, ArrayRef, Date32Array, RecordBatch, RecordBatchReader};
use jiff::civil::{Date, date};

use super::error::EngineError;
use super::scrub::scrubbed;
use super::{Request, batch, driver};
use crate::kit::calendar::days_between;
use crate::pull::answer::Answer;
use crate::pull::question::Question;
use crate::subject::source::row_source::RowSource;

/// Most rows of a result.
const MOST_ROWS: usize = 1_000_000;

/// For how long an engine that was asked to stop may take to do so.
const TO_STOP: Duration = Duration::from_secs(3);

/// What the thread says that asks.
enum News {
    /// By which it can be stopped.
    Asking(Box<dyn CancelHandle>),
    Done(Result<Answer, EngineError>),
}

pub(super) fn ask(request: &Request<'_>, question: &Question) -> Result<Answer, EngineError> {
    let source = request.source;
    let seconds = *source.time_limit_seconds;
    let until = Instant::now() + Duration::from_secs(u64::from(seconds));
    let (options, hidden) = options(source)?;
    let asking = Asking {
        driver: driver::load(source)?,
        name: source.driver.to_string(),
        options,
        hidden,
        question: question.clone(),
        seconds,
    };
    let name = asking.name.clone();
    let (tell, heard) = mpsc::channel();
    let own = tell.clone();
    let failed = |reason: String| EngineError::Engine { engine: name.clone(), doing: "to start", reason };
    // A thread of its own: a driver that hangs is left behind, and ends with the program.
    thread::Builder::new()
        .name("engine".to_owned())
        .spawn(move || drop(own.send(News::Done(asking.ask(&own)))))
        .map_err(|error| failed(error.to_string()))?;
    drop(tell);
    let mut stop = None;
    loop {
        match heard.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(News::Asking(handle)) => stop = Some(handle),
            Ok(News::Done(answer)) => return answer,
            Err(RecvTimeoutError::Disconnected) => return Err(failed("the driver ended early".to_owned())),
            Err(RecvTimeoutError::Timeout) => break,
        }
    }
    if let Some(stop) = stop {
        // A server that hangs lets the request to stop hang too.
        let _ = thread::Builder::new().spawn(move || drop(stop.try_cancel()));
        let _ = heard.recv_timeout(TO_STOP);
    }
    Err(EngineError::TooSlow { engine: name, seconds })
}

type Options = Vec<(OptionDatabase, OptionValue)>;

/// The options of the driver's database, and the values of the environment, which no message may hold.
fn options(source: &RowSource) -> Result<(Options, Vec<String>), EngineError> {
    let (mut options, mut hidden) = (Vec::new(), Vec::new());
    let mut from = |variable: &str, what| {
        let value = env::var(variable).ok().filter(|value| !value.is_empty());
        let value = value.ok_or_else(|| EngineError::Unset { variable: variable.to_owned(), what })?;
        hidden.push(value.clone());
        Ok(value)
    };
    if let Some(variable) = &source.address_variable {
        options.push((
            OptionDatabase::Uri,
            OptionValue::String(from(variable.as_str(), "the address of the engine")?),
        ));
    }
    for option in &source.options {
        let value = match (&option.variable, &option.value) {
            (Some(variable), _) => from(variable.as_str(), "an option of the driver")?,
            (None, value) => value.as_ref().map(|value| value.value.clone()).unwrap_or_default(),
        };
        options.push((OptionDatabase::from(option.name.as_str()), OptionValue::String(value)));
    }
    Ok((options, hidden))
}

/// All that the thread needs that asks.
struct Asking {
    driver: ManagedDriver,
    /// What the source calls the driver.
    name: String,
    options: Options,
    hidden: Vec<String>,
    question: Question,
    seconds: u32,
}

impl Asking {
    fn ask(mut self, tell: &Sender<News>) -> Result<Answer, EngineError> {
        let options = std::mem::take(&mut self.options);
        let database = self
            .driver
            .new_database_with_opts(options)
            .map_err(|error| self.failed("to connect", &error.message))?;
        let mut connection =
            database.new_connection().map_err(|error| self.failed("to connect", &error.message))?;
        self.restrict(&mut connection)?;
        let (engine, version) = self.who(&mut connection);
        let mut statement =
            connection.new_statement().map_err(|error| self.failed("to take the query", &error.message))?;
        // Who listens no longer has given up on the engine.
        let _ = tell.send(News::Asking(statement.get_cancel_handle()));
        let refused = |error: adbc_core::error::Error| self.failed("to take the query", &error.message);
        statement.set_sql_query(&self.question.sql).map_err(refused)?;
        if let Some(days) = self.question.bound {
            statement.prepare().map_err(refused)?;
            statement
                .bind(bound(days).map_err(|error| self.failed("to take the days", &error))?)
                .map_err(refused)?;
        }
        let reader = statement.execute().map_err(|error| self.failed("to answer", &error.message))?;
        let (columns, rows) = self.read(reader, &engine)?;
        Ok(Answer { columns, rows, engine, version })
    }

    fn read(
        &self,
        reader: Box<dyn RecordBatchReader + Send>,
        engine: &str,
    ) -> Result<(Vec<String>, Vec<Vec<String>>), EngineError> {
        let columns = reader.schema().fields().iter().map(|field| field.name().clone()).collect();
        let mut rows = Vec::new();
        for part in reader {
            // A stream that breaks off is never taken for one that has ended.
            let part = part.map_err(|error| self.failed("while it answered", &error.to_string()))?;
            batch::rows(&part, engine, &mut rows)?;
            if rows.len() > MOST_ROWS {
                return Err(EngineError::TooMany { most: MOST_ROWS });
            }
        }
        Ok((columns, rows))
    }

    /// Reads and never writes, where the engine can be told so: beside that, an account that may only read.
    fn restrict(&self, connection: &mut ManagedConnection) -> Result<(), EngineError> {
        // Most drivers do not know the option.
        let _ = connection.set_option(OptionConnection::ReadOnly, OptionValue::String("true".to_owned()));
        if !self.name.starts_with("postgres") {
            return Ok(());
        }
        let milliseconds = u64::from(self.seconds) * 1000;
        for words in [
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY".to_owned(),
            format!("SET statement_timeout = {milliseconds}"),
        ] {
            let mut statement =
                connection.new_statement().map_err(|error| self.failed("to connect", &error.message))?;
            statement.set_sql_query(&words).map_err(|error| self.failed("to connect", &error.message))?;
            statement.execute_update().map_err(|error| self.failed("to become read-only", &error.message))?;
        }
        Ok(())
    }

    /// What the engine calls itself, and its version; what the source calls the driver, and nothing, where it does not say.
    fn who(&self, connection: &mut ManagedConnection) -> (String, String) {
        let told = told(connection);
        let of = |code: u32| told.iter().find(|(told, _)| *told == code).map(|(_, text)| text.clone());
        let engine = of(u32::from(&InfoCode::VendorName)).unwrap_or_else(|| self.name.clone());
        let version =
            of(u32::from(&InfoCode::VendorVersion)).or_else(|| asked(connection)).unwrap_or_default();
        // Neither is longer than a cell of the book should be, nor on two lines.
        let short = |text: &str| {
            text.lines().next().unwrap_or_default().chars().take(80).collect::<String>().trim().to_owned()
        };
        (short(&engine), short(&spoken(&engine, &version)))
    }

    fn failed(&self, doing: &'static str, reason: &str) -> EngineError {
        EngineError::Engine {
            engine: self.name.clone(),
            doing,
            reason: scrubbed(reason.trim(), &self.hidden),
        }
    }
}

/// Texts that an engine says of itself, by their codes.
fn told(connection: &ManagedConnection) -> Vec<(u32, String)> {
    let codes = HashSet::from([InfoCode::VendorName, InfoCode::VendorVersion]);
    let Ok(reader) = connection.get_info(Some(codes)) else { return Vec::new() };
    let mut told = Vec::new();
    for part in reader.map_while(Result::ok).filter(|part| part.num_columns() == 2) {
        let (Some(names), Some(values)) =
            (part.column(0).as_primitive_opt::<UInt32Type>(), part.column(1).as_union_opt())
        else {
            continue;
        };
        for row in (0..part.num_rows()).filter(|row| !names.is_null(*row)) {
            let value: ArrayRef = values.value(row);
            if let Some(text) =
                value.as_string_opt::<i32>().filter(|text| !text.is_empty() && !text.is_null(0))
            {
                told.push((names.value(row), text.value(0).to_owned()));
            }
        }
    }
    told
}

/// The version by the function that most engines have for it.
fn asked(connection: &mut ManagedConnection) -> Option<String> {
    let mut statement = connection.new_statement().ok()?;
    statement.set_sql_query("SELECT version()").ok()?;
    let part = statement.execute().ok()?.next()?.ok()?;
    let mut rows = Vec::new();
    batch::rows(&part, "", &mut rows).ok()?;
    rows.into_iter().next()?.into_iter().next()
}

/// PostgreSQL says 150018 of 15.18.
fn spoken(engine: &str, version: &str) -> String {
    match version.parse::<u32>() {
        Ok(number) if engine == "PostgreSQL" && number >= 100_000 => {
            format!("{}.{}", number / 10_000, number % 10_000)
        }
        _ => version.to_owned(),
    }
}

/// One row of two days.
fn bound(days: [Date; 2]) -> Result<RecordBatch, String> {
    let column =
        |day: Date| Arc::new(Date32Array::from(vec![days_between(date(1970, 1, 1), day)])) as ArrayRef;
    let [first, after] = days;
    RecordBatch::try_from_iter([("first_day", column(first)), ("day_after", column(after))])
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_postgresql_is_the_one_that_people_know() {
        assert_eq!(spoken("PostgreSQL", "150018"), "15.18");
        assert_eq!(spoken("Apache Spark", "4.0.0"), "4.0.0");
    }

    #[test]
    fn days_are_bound_as_dates() {
        let batch = bound([date(2026, 11, 9), date(2026, 11, 16)]).expect("a batch");
        let mut rows = Vec::new();
        batch::rows(&batch, "x", &mut rows).expect("dates");
        assert_eq!(rows, [["2026-11-09", "2026-11-16"]]);
    }
}
