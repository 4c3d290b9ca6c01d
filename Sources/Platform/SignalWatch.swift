import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Remembers that the user or the system asked the process to end, so that it can save its state.
///
/// 1. `start()` takes over SIGINT, SIGTERM and SIGHUP, unless the parent had them ignored (`nohup`).
/// 2. The first signal sets `received`; the program looks at it between photos and stops by itself.
/// 3. A second one ends the process at once with status 130.
public enum SignalWatch {
    /// The number of the first signal that came, nil while there was none; from any thread.
    public static var received: Int32? {
        let number = firstSignal.load(ordering: .acquiring)
        return number == 0 ? nil : number
    }

    /// Begins to watch; calling it again changes nothing.
    ///
    /// Source: sigaction(2), signal-safety(7).
    public static func start() {
        // Made here, as a global's first use is not safe inside a signal handler.
        _ = firstSignal.load(ordering: .relaxed)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            var old = sigaction()
            guard unsafe sigaction(number, nil, &old) == 0, !isIgnored(old) else { continue }
            var action = sigaction()
            #if canImport(Darwin)
            unsafe action.__sigaction_u.__sa_handler = note
            #else
            unsafe action.__sigaction_handler.sa_handler = note
            #endif
            action.sa_flags = Int32(SA_RESTART)
            unsafe sigaction(number, &action, nil)
        }
    }
}

/// The number of the first signal, 0 until one comes; lock-free, so the handler may write it.
private let firstSignal = Atomic<Int32>(0)

/// Runs inside the signal: one atomic operation, no allocation, and `_exit`, all allowed there.
private let note: @convention(c) (Int32) -> Void = { number in
    let (isFirst, _) = firstSignal.compareExchange(
        expected: 0,
        desired: number,
        ordering: .acquiringAndReleasing
    )
    if !isFirst { _exit(130) }
}

private func isIgnored(_ action: sigaction) -> Bool {
    #if canImport(Darwin)
    let handler = unsafe action.__sigaction_u.__sa_handler
    #else
    let handler = unsafe action.__sigaction_handler.sa_handler
    #endif
    return unsafe unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
}
