//! Everything that only Unix can do: signals, a terminal that hangs up, and stopping until the shell resumes the program.

use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Signal, kill_current_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;

use super::guard::give_back;

/// Starts the two threads that end the program in order: on a signal, and when the terminal is gone.
///
/// A flag that the event loop looks at is not enough: with the terminal gone the loop may never come back from reading it.
pub fn watch_for_the_end() -> std::io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM])?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        if let Some(signal) = signals.forever().next() {
            end(128 + signal);
        }
    })?;
    std::thread::Builder::new().name("hang-up".to_owned()).spawn(|| {
        if wait_for_hang_up() {
            end(128 + SIGHUP);
        }
    })?;
    Ok(())
}

/// Blocks until the terminal is gone; `false` where that cannot be told.
fn wait_for_hang_up() -> bool {
    let stdin = std::io::stdin();
    loop {
        // Nothing is asked for: a hang-up is reported always.
        let mut watched = [PollFd::new(&stdin, PollFlags::empty())];
        match poll(&mut watched, None) {
            Ok(_) => {
                let seen = watched[0].revents();
                if seen.intersects(PollFlags::HUP | PollFlags::ERR) {
                    return true;
                }
                if seen.contains(PollFlags::NVAL) {
                    return false;
                }
            }
            Err(rustix::io::Errno::INTR) => {}
            Err(_) => return false,
        }
    }
}

/// Every answer is on disk already: only the terminal has to be given back.
fn end(code: i32) -> ! {
    // A terminal that takes no more output must not keep the program from ending.
    let _ = std::thread::Builder::new().spawn(move || {
        std::thread::sleep(std::time::Duration::from_secs(1));
        std::process::exit(code);
    });
    give_back();
    std::process::exit(code)
}

/// Stops the program, as Ctrl-Z does where the terminal is not taken over; returns when it is resumed.
pub fn stop() {
    let _ = kill_current_process_group(Signal::TSTP);
}
