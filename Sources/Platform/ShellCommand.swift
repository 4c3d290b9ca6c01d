#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a shell command printed, and how it ended.
public struct ShellOutput: Sendable, Hashable {
    /// How a command ended.
    public enum Ending: Sendable, Hashable {
        case exited(status: Int32)
        /// By a signal of others, such as a Ctrl-C that the terminal sent it.
        case signalled(Int32)
        /// It was ended: it ran longer than allowed.
        case timedOut
        /// It was ended: `stop` asked for it.
        case stopped
        /// It was ended: it printed more than allowed.
        case printedTooMuch
    }

    /// How it ended.
    public let ending: Ending
    /// What it printed to stdout, at most `maxBytes`.
    public let stdout: [UInt8]
    /// The beginning of what it printed to stderr, at most 4 KiB.
    public let stderr: [UInt8]
}

/// A command of a shell, in a process group of its own that never outlives its time.
///
/// 1. `/bin/sh -c` starts it with the given variables only, and with stdin from the terminal if
///    there is one, else empty; on a terminal it is the foreground job, so that it may prompt.
/// 2. Its output is read until it exits; processes that it leaves behind are not waited for.
/// 3. If it takes too long, prints too much or is to be stopped, its whole group gets SIGTERM, and
///    SIGKILL a second later.
public struct ShellCommand: Sendable {
    private let text: String
    private let environment: [String: String]
    private let timeLimit: Duration
    private let maxBytes: Int

    /// A command to be run with these variables, for at most this time and output.
    public init(
        _ text: String,
        environment: [String: String],
        timeLimit: Duration,
        maxBytes: Int
    ) {
        self.text = text
        self.environment = environment
        self.timeLimit = timeLimit
        self.maxBytes = maxBytes
    }

    private static let maxErrorBytes = 4096

    /// Runs the command to its end; blocks the thread.
    ///
    /// - Parameter stop: asked several times a second whether to end the command.
    /// - Returns: how it ended, and what it printed.
    /// - Throws: `FileError` if it can't be started.
    ///
    /// Source: posix_spawn(3), poll(2), waitpid(2), kill(2).
    public func run(stop: () -> Bool) throws(FileError) -> ShellOutput {
        try requireValidPath(text)
        let out = try CommandPipe()
        let err = try CommandPipe()
        let child = try start(out, err)
        let terminal = JobTerminal(givenTo: child)
        defer { terminal?.takeBack() }
        var (stdout, stderr): ([UInt8], [UInt8]) = ([], [])
        let end = ContinuousClock.now + timeLimit
        while true {
            let ended = exitStatus(of: child, waits: false)
            stdout += out.available(waits: ended == nil)
            stderr += err.available(waits: false).prefix(Self.maxErrorBytes - stderr.count)
            let ending: ShellOutput.Ending? =
                if stdout.count > maxBytes {
                    .printedTooMuch
                } else if let ended {
                    ended
                } else if stop() {
                    .stopped
                } else {
                    ContinuousClock.now >= end ? .timedOut : nil
                }
            guard let ending else { continue }
            if ended == nil { endGroup(child) }
            return ShellOutput(
                ending: ending,
                stdout: Array(stdout.prefix(maxBytes)),
                stderr: stderr
            )
        }
    }

    private func start(
        _ out: borrowing CommandPipe,
        _ err: borrowing CommandPipe
    )
        throws(FileError) -> pid_t
    {
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        #else
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        #endif
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        if !isTerminal(STDIN_FILENO) {
            unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        unsafe posix_spawn_file_actions_adddup2(&actions, out.writing, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, err.writing, 2)
        // What this program ignores, a shell and its pipes must not.
        var defaults = sigset_t()
        unsafe sigemptyset(&defaults)
        unsafe sigaddset(&defaults, SIGPIPE)
        unsafe sigaddset(&defaults, SIGXFSZ)
        unsafe posix_spawnattr_setsigdefault(&attributes, &defaults)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

        let words = unsafe copies(of: ["/bin/sh", "-c", text])
        let variables = unsafe copies(
            of: environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        )
        defer {
            unsafe release(words)
            unsafe release(variables)
        }
        var child: pid_t = 0
        let trouble = unsafe posix_spawn(
            &child,
            "/bin/sh",
            &actions,
            &attributes,
            words,
            variables
        )
        guard trouble == 0 else { throw FileError(errno: trouble, path: "/bin/sh") }
        return child
    }

    /// How a child ended; nil if it still runs.
    private func exitStatus(of child: pid_t, waits: Bool) -> ShellOutput.Ending? {
        var status: Int32 = 0
        let found = retryingInterrupts { unsafe waitpid(child, &status, waits ? 0 : WNOHANG) }
        guard found != 0 else { return nil }
        let signal = status & 0x7F
        return signal == 0 ? .exited(status: (status >> 8) & 0xFF) : .signalled(signal)
    }

    /// Ends a child and all of its group, and collects the child.
    private func endGroup(_ child: pid_t) {
        kill(-child, SIGTERM)
        // A stopped process acts on no signal.
        kill(-child, SIGCONT)
        let end = ContinuousClock.now + .seconds(1)
        var isRunning = true
        while isRunning, ContinuousClock.now < end {
            usleep(10_000)
            isRunning = exitStatus(of: child, waits: false) == nil
        }
        kill(-child, SIGKILL)
        if isRunning { _ = exitStatus(of: child, waits: true) }
    }
}

/// Copies that C may keep, and a null pointer after them; to be freed.
private func copies(of texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    unsafe texts.map { text in unsafe strdup(text) } + [nil]
}

private func release(_ copies: [UnsafeMutablePointer<CChar>?]) {
    for index in unsafe copies.indices { unsafe free(copies[index]) }
}

/// A pipe that a child writes to, and that is read without waiting for its end.
private struct CommandPipe: ~Copyable {
    private let reading: Int32
    let writing: Int32

    init() throws(FileError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw FileError(errno: errno, path: "a pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (reading, writing) = (ends[0], ends[1])
        _ = fcntl(reading, F_SETFL, O_NONBLOCK)
    }

    /// What can be read at once; with `waits`, after up to a twentieth of a second.
    func available(waits: Bool) -> [UInt8] {
        if waits {
            var polled = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
            unsafe poll(&polled, 1, 50)
        }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = retryingInterrupts { unsafe read(reading, &bytes, bytes.count) }
        return Array(bytes.prefix(max(0, count)))
    }

    deinit {
        close(reading)
        close(writing)
    }
}

/// The terminal on stdin, lent to a child that may prompt on it.
private struct JobTerminal {
    /// Nil where stdin is no terminal, or this program is not in the foreground.
    init?(givenTo child: pid_t) {
        guard isTerminal(STDIN_FILENO), tcgetpgrp(STDIN_FILENO) == getpgrp() else { return nil }
        tcsetpgrp(STDIN_FILENO, child)
        // It may have asked for the terminal before it was its own.
        kill(-child, SIGCONT)
    }

    /// Makes this program the foreground job again.
    func takeBack() {
        // The system sends SIGTTOU to a background job that does this.
        let old = signal(SIGTTOU, SIG_IGN)
        tcsetpgrp(STDIN_FILENO, getpgrp())
        signal(SIGTTOU, old)
    }
}
