//! Tells systemd how the service is doing; nothing where there is no systemd.

use std::sync::Arc;

use super::front::Front;

/// Says that requests are answered, and then again and again how things are, until the server ends.
#[cfg(target_os = "linux")]
pub(super) async fn report(front: Arc<Front>) {
    use std::time::Duration;

    use sd_notify::NotifyState;

    let tell = |states: &[NotifyState]| drop(sd_notify::notify(states));
    let watchdog = sd_notify::watchdog_enabled();
    if std::env::var_os("NOTIFY_SOCKET").is_none() {
        return;
    }
    let (mut changes, mut ending) = (front.changes.clone(), front.ending.clone());
    let mut said = line(&front);
    tell(&[NotifyState::Ready, NotifyState::Status(&said)]);
    // Half of the time, so that one late turn does not end the service.
    let pause = watchdog.map_or(Duration::from_hours(1), |limit| limit / 2);
    let mut turns = tokio::time::interval(pause.max(Duration::from_millis(1)));
    loop {
        tokio::select! {
            _ = turns.tick() => if watchdog.is_some() { tell(&[NotifyState::Watchdog]) },
            changed = changes.changed() => {
                let line = line(&front);
                if changed.is_ok() && line != said {
                    tell(&[NotifyState::Status(&line)]);
                    said = line;
                }
            }
            _ = ending.wait_for(|ending| *ending) => return tell(&[NotifyState::Stopping]),
        }
    }
}

/// Nothing to tell.
#[cfg(not(target_os = "linux"))]
pub(super) async fn report(_: Arc<Front>) {}

/// How things are, in a line.
#[cfg(target_os = "linux")]
fn line(front: &Front) -> String {
    let status = front.board.status();
    let edition = status.edition.as_deref().unwrap_or("none");
    match &status.failing {
        Some(failing) => failing.replace('\n', " "),
        None if !front.board.is_ready() => "first round".into(),
        None => format!("edition {edition}, {} errors, {} warnings", status.errors, status.warnings),
    }
}
