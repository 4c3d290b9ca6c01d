import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Records that the user or the system asked the process to end, so that it can save its state.
///
/// 1. `start()` handles SIGINT, SIGTERM and SIGHUP, unless the parent ignored them (`nohup`).
/// 2. The first signal sets `received`; the program checks it between photos and stops.
/// 3. A second signal ends the process at once with status 130.
public enum SignalWatch {
    /// The number of the first signal, nil before one arrives; readable from any thread.
    public static var received: Int32? {
        let number = firstSignal.load(ordering: .acquiring)
        return number == 0 ? nil : number
    }

    /// Installs the handlers; calling it again has no effect.
    ///
    /// Source: sigaction(2), signal-safety(7).
    public static func start() {
        // Initialised here, as a global's first use is not safe inside a signal handler.
        _ = firstSignal.load(ordering: .relaxed)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            var old = sigaction()
            guard unsafe sigaction(number, nil, &old) == 0, !isIgnored(old) else { continue }
            var action = sigaction()
            #if canImport(Darwin)
            unsafe action.__sigaction_u.__sa_handler = handleSignal
            #else
            unsafe action.__sigaction_handler.sa_handler = handleSignal
            #endif
            action.sa_flags = Int32(SA_RESTART)
            unsafe sigaction(number, &action, nil)
        }
    }
}

/// The number of the first signal, 0 before one arrives; lock-free, so the handler may write it.
private let firstSignal = Atomic<Int32>(0)

/// The signal handler: only one atomic operation and `_exit`, both allowed there.
private let handleSignal: @convention(c) (Int32) -> Void = { number in
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
