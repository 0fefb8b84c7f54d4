//! Nothing of a server is left when the process that started it is killed.

use std::fs::Permissions;
use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn servers_and_their_directories_end_with_a_process_that_is_killed() {
    let directory = tempfile::tempdir().unwrap();
    // PostgreSQL runs as another user.
    std::fs::set_permissions(directory.path(), Permissions::from_mode(0o1777)).unwrap();
    // It says where the two listen, and waits.
    let script = "echo $BROEN_TEST_RABBITMQ,$BROEN_TEST_POSTGRES; exec cat > /dev/null";
    let mut process = Command::new(env!("CARGO_BIN_EXE_engines"))
        .args(["sh", "-c", script])
        .env("TMPDIR", directory.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let listening: Vec<SocketAddr> = line.trim().split(',').map(|address| address.parse().unwrap()).collect();
    assert_eq!(listening.len(), 3, "{line}");
    assert!(listening.iter().all(|address| TcpStream::connect(address).is_ok()));
    process.kill().unwrap();
    process.wait().unwrap();
    let began = Instant::now();
    let left = || std::fs::read_dir(directory.path()).unwrap().count();
    while listening.iter().any(|address| TcpStream::connect(address).is_ok()) || left() > 0 {
        assert!(began.elapsed() < Duration::from_secs(90), "{} directories are left", left());
        std::thread::sleep(Duration::from_millis(20));
    }
}
