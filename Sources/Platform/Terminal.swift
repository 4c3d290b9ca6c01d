#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The result of writing text to a descriptor.
public enum WriteOutcome: Sendable, Hashable {
    case written
    /// The reader has closed the pipe (`| head`), which is not an error. Needs `ignoreSIGPIPE()`.
    case readerGone
    case failed(FileError)
}

/// Writes a whole text to an open descriptor, 1 for stdout or 2 for stderr.
///
/// Source: write(2).
public func writeText(_ text: String, to descriptor: Int32) -> WriteOutcome {
    switch writeAll(Array(text.utf8), to: descriptor) {
    case 0: .written
    case EPIPE: .readerGone
    case let trouble: .failed(FileError(errno: trouble, path: descriptorName(descriptor)))
    }
}

private func descriptorName(_ descriptor: Int32) -> String {
    switch descriptor {
    case STDOUT_FILENO: "stdout"
    case STDERR_FILENO: "stderr"
    default: "descriptor \(descriptor)"
    }
}

/// Opens `/dev/null` where the parent closed stdin, stdout or stderr; call once at start.
///
/// Otherwise the next file opened would get that number, and output would be written to it.
///
/// Source: open(2), which takes the lowest free descriptor.
public func openStandardDescriptors() {
    while case let descriptor = unsafe open("/dev/null", O_RDWR), descriptor >= 0 {
        guard descriptor <= STDERR_FILENO else {
            close(descriptor)
            return
        }
    }
}

/// Makes a write to a closed pipe return an error instead of ending the process; call once at
/// start.
///
/// Source: signal(2).
public func ignoreSIGPIPE() {
    signal(SIGPIPE, SIG_IGN)
}

/// Makes a write beyond `ulimit -f` return an error, as on a full disk, instead of ending the
/// process; call once at start.
///
/// Source: signal(2), setrlimit(2).
public func ignoreSIGXFSZ() {
    signal(SIGXFSZ, SIG_IGN)
}

/// Whether a descriptor is a terminal.
///
/// Source: isatty(3).
public func isTerminal(_ descriptor: Int32) -> Bool {
    isatty(descriptor) == 1
}

/// The width of the terminal in columns; nil if unknown or not a terminal.
///
/// Source: `TIOCGWINSZ` of ioctl_tty(2).
public func terminalColumns(_ descriptor: Int32) -> Int? {
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
        return nil
    }
    return Int(size.ws_col)
}
