import Foundation
import Platform
import Testing

struct ProcessTests {
    @Test func `writes text to a pipe and reports one without a reader`() async {
        await #expect(processExitsWith: .success) {
            ignoreSIGPIPE()
            let pipe = Pipe()
            let descriptor = pipe.fileHandleForWriting.fileDescriptor
            #expect(writeText("grüße\n", to: descriptor) == .written)
            try pipe.fileHandleForReading.close()
            #expect(writeText("x", to: descriptor) == .readerGone)
        }
    }

    @Test func `waits for a slow reader of a pipe that does not block`() async throws {
        let pipe = Pipe()
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        try #require(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0)
        let text = String(repeating: "0123456789", count: 50_000)
        async let count = Self.countBytes(pipe.fileHandleForReading)
        let outcome = writeText(text, to: descriptor)
        try pipe.fileHandleForWriting.close()
        #expect(outcome == .written)
        #expect(await count == 500_000)
    }

    private static func countBytes(_ handle: FileHandle) async -> Int {
        handle.readDataToEndOfFile().count
    }

    @Test func `a pipe is not a terminal and has no width`() {
        let descriptor = Pipe().fileHandleForReading.fileDescriptor
        #expect(!isTerminal(descriptor))
        #expect(terminalColumns(descriptor) == nil)
    }

    @Test func `reports memory and processors`() {
        #expect(peakMemoryBytes() > 1_000_000)
        #expect(peakMemoryBytes() < 1 << 40)
        #expect((1...4096).contains(processorCount()))
    }

    /// Signals the process, not this thread: worker threads have their signals blocked.
    ///
    /// - Returns: the signal seen; nil if none was for five minutes.
    @discardableResult
    private static func send(_ signal: Int32) -> Int32? {
        kill(getpid(), signal)
        for _ in 0..<300_000 where SignalWatch.received == nil { usleep(1000) }
        return SignalWatch.received
    }

    @Test func `remembers the first signal`() async {
        await #expect(processExitsWith: .success) {
            SignalWatch.start()
            SignalWatch.start()
            #expect(SignalWatch.received == nil)
            #expect(Self.send(SIGTERM) == SIGTERM)
        }
    }

    @Test func `ends at once on the second signal`() async {
        await #expect(processExitsWith: .exitCode(130)) {
            SignalWatch.start()
            Self.send(SIGINT)
            Self.send(SIGHUP)
            sleep(300)
        }
    }

    @Test func `does not handle a signal that the parent ignored`() async {
        await #expect(processExitsWith: .success) {
            signal(SIGHUP, SIG_IGN)
            SignalWatch.start()
            kill(getpid(), SIGHUP)
            #expect(Self.send(SIGTERM) == SIGTERM)
        }
    }
}
