//! Which device this is.

use rstest::rstest;

use super::super::{Machine, Origin, device_id, known_device};

fn machine(host: &str, identity: &str) -> Machine {
    Machine {
        host: host.to_owned(),
        identity: identity.to_owned(),
    }
}

#[test]
fn a_device_keeps_its_name_until_the_folder_moves() {
    let root = tempfile::tempdir().unwrap();
    let state = root.path().join("deep/state");
    let here = machine("Ali's MacBook.local", "aaaa");
    let first = device_id(&state, &here).unwrap();
    assert_eq!(first.origin, Origin::New);
    let name = first.id.as_str();
    assert!(name.starts_with("ali-s-macbook-local-"), "{name}");
    assert_eq!(name.len(), "ali-s-macbook-local-".len() + 4);

    let again = device_id(&state, &machine("renamed", "aaaa")).unwrap();
    assert_eq!((again.origin, &again.id), (Origin::Kept, &first.id));

    let copied = device_id(&state, &machine("other", "bbbb")).unwrap();
    let from = first.id.clone();
    assert_eq!(copied.origin, Origin::Moved { from });
    assert!(copied.id.as_str().starts_with("other-"));
    assert_eq!(
        device_id(&state, &machine("other", "bbbb")).unwrap().id,
        copied.id
    );
}

#[rstest]
#[case("", "device-")]
#[case("---", "device-")]
#[case("Ünï", "n-")]
#[case("a-very-long-host-name-indeed", "a-very-long-host-nam-")]
#[case("x\u{1b}]0;pwn\u{7}", "x-0-pwn-")]
fn a_host_name_becomes_part_of_a_file_name(#[case] host: &str, #[case] start: &str) {
    let root = tempfile::tempdir().unwrap();
    let device = device_id(root.path(), &machine(host, "a")).unwrap();
    let name = device.id.as_str();
    assert!(name.starts_with(start), "{name}");
    assert_eq!(name.len(), start.len() + 4, "{name}");
}

#[test]
fn a_file_without_sense_is_replaced_and_a_folder_is_an_error() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("device.toml");
    std::fs::File::create(&path).unwrap();
    let here = machine("h", "a");
    let made = device_id(root.path(), &here).unwrap();
    assert_eq!(made.origin, Origin::Replaced);
    assert_eq!(device_id(root.path(), &here).unwrap().id, made.id);
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    let error = device_id(root.path(), &here).unwrap_err().to_string();
    assert!(error.contains("device.toml"), "{error}");
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let root = tempfile::tempdir().unwrap();
    let state = root.path().join("state");
    device_id(&state, &Machine::here()).unwrap();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&state), 0o700);
    assert_eq!(mode(&state.join("device.toml")), 0o600);
}

#[test]
fn two_programs_that_start_at_once_agree() {
    let root = tempfile::tempdir().unwrap();
    let here = machine("h", "a");
    let ids: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| device_id(root.path(), &here).unwrap().id))
            .collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

#[test]
fn a_machine_that_could_not_be_asked_takes_no_name_away() {
    let folder = tempfile::tempdir().unwrap();
    let known = machine("laptop", "0123456789abcdef0123456789abcdef");
    let unknown = machine("laptop", "");
    let first = device_id(folder.path(), &known).unwrap();
    assert_eq!(first.origin, Origin::New);
    for machine in [&unknown, &known, &unknown] {
        let again = device_id(folder.path(), machine).unwrap();
        assert_eq!((again.id, again.origin), (first.id.clone(), Origin::Kept));
    }
    // A name that was made then stays, too.
    let folder = tempfile::tempdir().unwrap();
    let first = device_id(folder.path(), &unknown).unwrap();
    assert_eq!(first.origin, Origin::New);
    let again = device_id(folder.path(), &known).unwrap();
    assert_eq!((again.id, again.origin), (first.id, Origin::Kept));
}

#[cfg(target_os = "linux")]
#[test]
fn this_machine_is_known_by_its_id_or_else_by_its_name() {
    let line = |path: &str| -> Option<String> {
        let text = std::fs::read_to_string(path).ok()?;
        Some(text.lines().next()?.trim().to_owned()).filter(|line| !line.is_empty())
    };
    let here = Machine::here();
    let host = line("/proc/sys/kernel/hostname").unwrap();
    assert_eq!(here.host, host);
    let id = line("/etc/machine-id").filter(|id| id.len() >= 32);
    assert_eq!(here.identity, id.unwrap_or(host));
}

#[test]
fn a_name_is_looked_up_without_making_one() {
    let root = tempfile::tempdir().unwrap();
    let here = machine("h", "a");
    assert_eq!(known_device(root.path(), &here).unwrap(), None);
    assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 0);
    let made = device_id(root.path(), &here).unwrap();
    let known = known_device(root.path(), &here).unwrap().unwrap();
    assert_eq!((known.id, known.origin), (made.id.clone(), Origin::Kept));
    let other = known_device(root.path(), &machine("o", "b")).unwrap();
    let from = made.id.clone();
    assert_eq!(other.unwrap().origin, Origin::Moved { from });
    // It is still the first one's, and what cannot be read is an error.
    assert_eq!(device_id(root.path(), &here).unwrap().id, made.id);
    let path = root.path().join("device.toml");
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    assert!(known_device(root.path(), &here).is_err());
}
