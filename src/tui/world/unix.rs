//! Everything that only Unix can do: signals, a terminal that hangs up, and stopping until the shell resumes the program.

use std::sync::MutexGuard;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Signal, getpgrp, getpid, getsid, kill_current_process_group, kill_process};
use signal_hook::consts::{
    SIGABRT, SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGTSTP, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU,
};
use signal_hook::iterator::Signals;

use super::guard;

/// The signals that end a program which does not catch them, and can be caught.
const ENDING: [i32; 11] =
    [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGABRT, SIGALRM, SIGPROF, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU];

/// Starts the two threads that give the terminal back in order: on a signal, and when the terminal is gone.
///
/// A flag that the event loop looks at is not enough: with the terminal gone the loop may never come back from reading it.
pub fn watch() -> std::io::Result<()> {
    let mut signals = Signals::new(ENDING.iter().chain(&[SIGTSTP, SIGCONT]))?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        let mut stopped = None;
        for signal in signals.forever() {
            match signal {
                SIGTSTP => stopped = stop(stopped.take()),
                SIGCONT => resume(stopped.take()),
                signal => end(128 + signal),
            }
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
    guard::give_back();
    std::process::exit(code)
}

/// The program is stopped: nobody draws. Whether the terminal is to be taken over again with the program's resumption.
struct Stopped {
    _nobody_draws: MutexGuard<'static, ()>,
    was_ours: bool,
}

/// Gives the terminal back and stops, as any program does where it is asked to: by Ctrl-Z, or by `kill -TSTP`.
fn stop(already: Option<Stopped>) -> Option<Stopped> {
    if !is_resumable() {
        return already;
    }
    let stopped = already.unwrap_or_else(|| Stopped { _nobody_draws: guard::drawing(), was_ours: guard::is_taken() });
    guard::give_back();
    // The signal itself cannot stop the program any more, since it is caught.
    let _ = kill_process(getpid(), Signal::STOP);
    Some(stopped)
}

/// Takes the terminal over again. A program stopped by the signal that cannot be caught has not given it back; the shell has.
fn resume(stopped: Option<Stopped>) {
    let is_ours = stopped.as_ref().map_or_else(guard::is_taken, |stopped| stopped.was_ours);
    if is_ours {
        guard::give_back();
        // In the background this waits until the program comes to the front.
        let _ = guard::take();
    }
    drop(stopped);
    // Wakes the event loop, which reads the size anew and draws.
    let _ = kill_process(getpid(), Signal::WINCH);
}

/// Whether somebody could resume the program: where it is the first of its terminal, no shell would.
fn is_resumable() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
}

/// Asks all programs of the job to stop, as Ctrl-Z does where the terminal is not taken over; `false` where nobody could resume
/// them.
pub fn suspend() -> bool {
    is_resumable() && kill_current_process_group(Signal::TSTP).is_ok()
}
