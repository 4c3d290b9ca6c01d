import Foundation
import HTTPTransfer
import Platform
import Synchronization
import Testing

struct EndingTests {
    init() {
        ignoreSIGPIPE()
    }

    /// Accepts requests and never answers.
    private func silentServer() -> ScriptedServer {
        ScriptedServer { connection in
            _ = connection.readRequest()
            connection.waitForEnd()
        }
    }

    private func code(_ result: Result<TransferResponse, any Error>) -> TransferError.Code? {
        switch result {
        case .success: nil
        case .failure(let error): (error as? TransferError)?.code
        }
    }

    @Test func `a cancelled request ends at once and closes its connection`() async throws {
        let transfer = HTTPTransfer()
        let server = silentServer()
        let request = TransferRequest(.post, server.url, body: RequestBody([1]), limits: limits())
        let task = Task { try await transfer.send(request) }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        let start = ContinuousClock.now
        task.cancel()
        let result = await task.result
        #expect(ContinuousClock.now - start < .seconds(4))
        #expect(code(result) == .cancelled)
        let error = #expect(throws: TransferError.self) { try result.get() }
        #expect(error?.mayHaveArrived == true)
    }

    @Test func `a request that is cancelled before it is sent never connects`() async {
        let transfer = HTTPTransfer()
        let server = obligingServer()
        let url = server.url
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await transfer.send(TransferRequest(.get, url))
        }
        task.cancel()
        #expect(code(await task.result) == .cancelled)
        #expect(server.connections == 0)
    }

    @Test func `a queued request can be cancelled`() async throws {
        var settings = TransferSettings()
        settings.maxConnections = 1
        let transfer = HTTPTransfer(settings)
        let server = silentServer()
        let request = TransferRequest(.get, server.url, limits: limits())
        let first = Task { try await transfer.send(request) }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        let second = Task { try await transfer.send(request) }
        try await Task.sleep(for: .milliseconds(20))
        second.cancel()
        #expect(code(await second.result) == .cancelled)
        #expect(server.connections == 1)
        first.cancel()
        #expect(code(await first.result) == .cancelled)
    }

    @Test func `time in the queue does not count against a request's limits`() async throws {
        var settings = TransferSettings()
        settings.maxConnections = 1
        let transfer = HTTPTransfer(settings)
        let server = ScriptedServer { connection in
            while connection.readRequest() != nil {
                connection.wait(milliseconds: 40)
                connection.answer()
            }
        }
        let quick = limits { $0.total = .milliseconds(300) }
        let request = TransferRequest(.get, server.url, limits: quick)
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<12 { group.addTask { try await transfer.send(request).status } }
            return try await group.reduce(0) { $0 + ($1 == 200 ? 1 : 0) }
        }
        #expect(count == 12)
        #expect(server.connections == 1)
    }

    @Test func `closing ends running and queued requests and refuses new ones`() async throws {
        var settings = TransferSettings()
        settings.maxConnections = 3
        let transfer = HTTPTransfer(settings)
        let server = silentServer()
        let request = TransferRequest(.post, server.url, body: RequestBody([1]), limits: limits())
        let tasks = (0..<20).map { _ in Task { try await transfer.send(request) } }
        while server.requests.count < 3 { try await Task.sleep(for: .milliseconds(2)) }
        transfer.close()
        transfer.close()
        for task in tasks { #expect(code(await task.result) == .closed) }
        let start = ContinuousClock.now
        #expect(await failure(of: request, transfer)?.code == .closed)
        #expect(ContinuousClock.now - start < .seconds(4))
        #expect(server.connections == 3)
    }

    @Test func `its thread ends with its last user`() async throws {
        let isOver = Atomic(false)
        let server = ScriptedServer { connection in
            while connection.readRequest() != nil { connection.answer() }
            // The other side has closed the connection that it had kept open.
            isOver.store(true, ordering: .releasing)
        }
        weak var gone: HTTPTransfer?
        do {
            let transfer = HTTPTransfer()
            gone = transfer
            _ = try await transfer.send(TransferRequest(.get, server.url))
            let isEarly = isOver.load(ordering: .acquiring)
            #expect(!isEarly)
        }
        #expect(gone == nil)
        let start = ContinuousClock.now
        while !isOver.load(ordering: .acquiring), ContinuousClock.now - start < .seconds(4) {
            try await Task.sleep(for: .milliseconds(2))
        }
        let hasEnded = isOver.load(ordering: .acquiring)
        #expect(hasEnded)
    }

    /// Every request must end, exactly once: a continuation resumed twice stops the process.
    @Test func `sixty-four at once, cancelled at random, all end`() async {
        var settings = TransferSettings()
        settings.maxConnections = 16
        let transfer = HTTPTransfer(settings)
        let server = ScriptedServer { connection in
            while let request = connection.readRequest() {
                connection.wait(milliseconds: request.body.count % 7)
                if request.body.count % 11 == 0 { return connection.reset() }
                connection.answer()
            }
        }
        let url = server.url
        let codes = await withTaskGroup(of: TransferError.Code?.self) { group in
            for index in 0..<256 {
                group.addTask {
                    let body = RequestBody(noise(100 + index * 37 % 5000))
                    let request = TransferRequest(.post, url, body: body, limits: limits())
                    let task = Task { try await transfer.send(request) }
                    let canceller = Task {
                        try await Task.sleep(for: .microseconds(index * 7919 % 9000))
                        if index % 3 == 0 { task.cancel() }
                    }
                    let result = await task.result
                    canceller.cancel()
                    return code(result)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.count == 256)
        let allowed: [TransferError.Code?] = [nil, .cancelled, .connectionLost]
        #expect(codes.allSatisfy { allowed.contains($0) })
        #expect(codes.contains(nil))
    }

    @Test func `closing during many requests ends each exactly once`() async throws {
        let server = obligingServer()
        let requests = (0..<64).map { index in
            TransferRequest(.post, server.url, body: RequestBody(noise(index * 1000)))
        }
        for round in 0..<20 {
            let transfer = HTTPTransfer()
            let tasks = requests.map { request in Task { try await transfer.send(request) } }
            try await Task.sleep(for: .microseconds(round * 300))
            tasks[round].cancel()
            transfer.close()
            for task in tasks {
                let code = code(await task.result)
                #expect(code == nil || code == .closed || code == .cancelled)
            }
        }
    }
}
