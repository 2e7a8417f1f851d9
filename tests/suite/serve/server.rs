//! The program as a server, and one who asks it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Nothing here takes so long on a machine that is not stuck.
const PATIENCE: Duration = Duration::from_secs(180);

/// A server on a port of its own, which ends with the test.
pub struct Server {
    child: Child,
    pub port: u16,
}

impl Server {
    /// Serves the book of `root`.
    pub fn of(root: &Path) -> Server {
        Server::with(root, &[])
    }

    pub fn with(root: &Path, arguments: &[&str]) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_scorebook"))
            .args(["serve", "--port", "0", "--root"])
            .arg(root)
            .args(arguments)
            .env("SCOREBOOK_CACHE", "off")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.rsplit_once("127.0.0.1:").unwrap_or_else(|| panic!("{line:?}")).1;
        let port = port.split('/').next().unwrap().parse().unwrap();
        Server { child, port }
    }

    /// Once the first state of the book is shown.
    pub fn shown(self) -> Server {
        self.news().until(|news| news["edition"] != "");
        self
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[&format!("Host: localhost:{}", self.port)])
    }

    /// A request as it is written, with these headers alone.
    pub fn ask(&self, method: &str, path: &str, headers: &[&str]) -> Answer {
        let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
        let mut stream = self.connect();
        stream
            .write_all(format!("{method} {path} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n").as_bytes())
            .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        Answer::of(&bytes)
    }

    /// What open pages hear.
    pub fn news(&self) -> News {
        let mut stream = self.connect();
        let asked = format!("GET /_scorebook/news HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port);
        stream.write_all(asked.as_bytes()).unwrap();
        News { lines: BufReader::new(stream) }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends a signal, and waits for the end.
    pub fn end_by(mut self, signal: &str) -> ExitStatus {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("it goes on in spite of {signal}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub struct Answer {
    pub status: u16,
    pub headers: String,
    pub body: Vec<u8>,
}

impl Answer {
    fn of(bytes: &[u8]) -> Answer {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("headers");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let (first, headers) = head.split_once("\r\n").unwrap();
        let status = first.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, headers: format!("{headers}\r\n"), body: bytes[end + 4..].to_vec() }
    }

    pub fn header(&self, name: &str) -> &str {
        let line = self.headers.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("no {name} among {}", self.headers))
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// Which state of the book a page shows.
    pub fn edition(&self) -> String {
        let text = self.text();
        text.split_once("data-edition=\"").expect("a live page").1.split('"').next().unwrap().to_owned()
    }

    /// The bytes that a build writes: without the script and its leave to listen.
    pub fn as_built(&self) -> String {
        let script = format!(
            "<script src=\"/_scorebook/live.js\" data-edition=\"{}\" defer></script>\n",
            self.edition()
        );
        let text = self.text();
        assert_eq!(text.matches(&script).count(), 1);
        text.replacen(&script, "", 1).replacen("connect-src 'self'; ", "", 1)
    }
}

pub struct News {
    lines: BufReader<TcpStream>,
}

impl News {
    /// What is told next.
    pub fn next(&mut self) -> Value {
        let begun = Instant::now();
        loop {
            // A line that keeps the stream alive is no news.
            assert!(begun.elapsed() < PATIENCE, "nothing was told");
            let mut line = String::new();
            assert!(self.lines.read_line(&mut line).unwrap() > 0, "the stream ended");
            if let Some(json) = line.strip_prefix("data: ") {
                return serde_json::from_str(json).unwrap();
            }
        }
    }

    /// What is told until it is what was waited for.
    pub fn until(&mut self, is: impl Fn(&Value) -> bool) -> Value {
        loop {
            let news = self.next();
            if is(&news) {
                return news;
            }
        }
    }
}
