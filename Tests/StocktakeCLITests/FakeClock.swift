import Foundation

/// A clock of the wall that can be set for one program, also while it runs; its timers, and the
/// clocks that only ever go forward, go on as they are, as on a machine whose clock is set.
///
/// A few lines of C stand between the program and the C library. Not `faketime`: that one moves the
/// timers too, so that a program sleeps for as long as its clock was set back.
struct FakeClock {
    private let file: URL

    /// A clock that is off by so many seconds, 0 for right.
    init(in scratch: Scratch, _ offset: Int = 0) throws {
        file = scratch.url.appending(path: "clock")
        try set(offset)
    }

    /// Sets it off by so many seconds, at one moment.
    func set(_ offset: Int) throws {
        try Data("\(offset)\n".utf8).write(to: file, options: .atomic)
    }

    /// What a program needs in its environment to go by this clock.
    func environment() throws -> [String: String] {
        guard let library = Self.library else { throw CocoaError(.fileNoSuchFile) }
        return ["LD_PRELOAD": library, "FAKE_CLOCK": file.path]
    }

    /// Whether a test must have it: wherever it can be made, and in CI everywhere.
    static var mustBeThere: Bool {
        library != nil || ProcessInfo.processInfo.environment["CI"] != nil
    }

    /// Made once, by the C compiler that comes with Swift; nil where that can't be done.
    private static let library: String? = {
        let stem = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        let target = FileManager.default.temporaryDirectory.appending(
            path: "stocktake-test-clock.so"
        )
        let compiler = Process()
        compiler.executableURL = URL(filePath: "/usr/bin/env")
        compiler.arguments = ["clang", "-shared", "-fPIC", "-O1", "-o", "\(stem).so", "\(stem).c"]
        compiler.standardError = FileHandle.nullDevice
        do {
            try Data(source.utf8).write(to: URL(filePath: "\(stem).c"))
            try compiler.run()
            compiler.waitUntilExit()
            try FileManager.default.removeItem(atPath: "\(stem).c")
            guard compiler.terminationStatus == 0 else { return nil }
            // In one step, as a program that another test run has started may be reading it.
            guard unsafe rename("\(stem).so", target.path) == 0 else { return nil }
            return target.path
        } catch {
            return nil
        }
    }()

    private static let source = """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <fcntl.h>
        #include <stdlib.h>
        #include <sys/syscall.h>
        #include <sys/time.h>
        #include <time.h>
        #include <unistd.h>

        static long offset(void) {
            int trouble = errno;
            char text[32] = {0};
            const char *path = getenv("FAKE_CLOCK");
            int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
            if (file >= 0) {
                if (read(file, text, sizeof text - 1) < 0) text[0] = 0;
                close(file);
            }
            errno = trouble;
            return atol(text);
        }

        int clock_gettime(clockid_t clock, struct timespec *now) {
            int result = (int)syscall(SYS_clock_gettime, clock, now);
            if (result == 0 && clock == CLOCK_REALTIME) now->tv_sec += offset();
            return result;
        }

        int gettimeofday(struct timeval *now, void *zone) {
            int result = (int)syscall(SYS_gettimeofday, now, zone);
            if (result == 0 && now) now->tv_sec += offset();
            return result;
        }

        time_t time(time_t *now) {
            struct timespec all;
            clock_gettime(CLOCK_REALTIME, &all);
            if (now) *now = all.tv_sec;
            return all.tv_sec;
        }

        """
}
