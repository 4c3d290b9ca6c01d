import Foundation
import ServiceFaults
import Testing

@Suite(.timeLimit(.minutes(10))) struct LoopbackSocketTests {
    private let listener: LoopbackListener
    private let client: LoopbackConnection
    private let server: LoopbackConnection

    init() throws {
        listener = try LoopbackListener()
        client = try LoopbackConnection(toPort: listener.port, timeout: .seconds(300))
        server = try #require(try listener.accept(timeout: .seconds(300)))
    }

    @Test func `carries bytes both ways and sees the end`() throws {
        var buffer = [UInt8](repeating: 0, count: 16)
        try client.write(Array("question".utf8))
        #expect(try server.read(into: &buffer) == 8)
        #expect(buffer.prefix(8).elementsEqual("question".utf8))
        try server.write(Array("answer".utf8))
        server.endSending()
        #expect(try client.read(into: &buffer) == 6)
        #expect(try client.read(into: &buffer) == 0)
    }

    @Test func `carries more than the system's buffers hold`() throws {
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let writer = server
        // Real threads: a blocked task would take one of the few that run all tests.
        Thread.detachNewThread {
            do { try writer.write(bytes) } catch { Issue.record(error) }
            writer.close()
        }
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 100_000)
        while case let count = try client.read(into: &buffer), count > 0 {
            received += buffer[..<count]
        }
        #expect(received == bytes)
    }

    @Test func `a silent peer runs into the timeout`() throws {
        let silent = try LoopbackConnection(toPort: listener.port)
        let waiting = try #require(try listener.accept(timeout: .milliseconds(100)))
        var buffer: [UInt8] = [0]
        let error = #expect(throws: SocketError.self) { try waiting.read(into: &buffer) }
        silent.close()
        #expect(error?.code == .timedOut)
        #expect(error?.description.hasPrefix("can't receive: ") == true)
    }

    @Test func `a reset is seen as one`() throws {
        server.reset()
        var buffer: [UInt8] = [0]
        let error = #expect(throws: SocketError.self) { try client.read(into: &buffer) }
        #expect(error?.code == .disconnected)
    }

    @Test func `writing to a closed reader is an error and no signal`() {
        client.reset()
        let error = #expect(throws: SocketError.self) {
            while true { try server.write([UInt8](repeating: 0, count: 1000)) }
        }
        #expect(error?.code == .disconnected)
    }

    @Test func `an interruption wakes a reader and does no harm after closing`() throws {
        let reader = client
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: 0.02)
            reader.interrupt()
        }
        var buffer: [UInt8] = [0]
        #expect(try client.read(into: &buffer) == 0)
        client.close()
        client.interrupt()
        client.close()
    }

    @Test func `waits, and stops waiting when the client goes`() {
        #expect(!server.waitForEnd(atMost: .milliseconds(30)))
        client.close()
        #expect(server.waitForEnd(atMost: .seconds(86_400)))
    }

    @Test func `accepts hundreds of clients at once`() throws {
        let clients = try (0..<300).map { _ in try LoopbackConnection(toPort: listener.port) }
        for client in clients {
            try client.write([1])
            #expect(try listener.accept(timeout: .seconds(1)) != nil)
        }
    }

    @Test func `a stopped listener accepts no more`() throws {
        let waiting = try LoopbackListener()
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: 0.01)
            waiting.stop()
        }
        #expect(try waiting.accept(timeout: .seconds(1)) == nil)
        #expect(try waiting.accept(timeout: .seconds(1)) == nil)
    }

    @Test func `a port is closed after its listener was freed`() throws {
        var port = 0
        do { port = try LoopbackListener().port }
        #expect(throws: SocketError.self) { try LoopbackConnection(toPort: port) }
    }
}
