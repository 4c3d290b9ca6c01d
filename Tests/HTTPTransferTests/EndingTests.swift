import Foundation
import HTTPTransfer
import Platform
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10))) struct EndingTests {
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

    /// Long before any deadline, or its code would be another.
    @Test func `a cancelled request ends at once and closes its connection`() async throws {
        let transfer = HTTPTransfer()
        let server = silentServer()
        let request = TransferRequest(.post, server.url, body: RequestBody([1]), limits: limits())
        let task = Task { try await transfer.send(request) }
        try await eventually { !server.requests.isEmpty }
        task.cancel()
        let result = await task.result
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
            return try await transfer.send(TransferRequest(.get, url, limits: limits()))
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
        try await eventually { !server.requests.isEmpty }
        let second = Task { try await transfer.send(request) }
        // Time to get into the queue; cancelled before that, it ends the same way.
        try await Task.sleep(for: .milliseconds(20))
        second.cancel()
        #expect(code(await second.result) == .cancelled)
        #expect(server.connections == 1)
        first.cancel()
        #expect(code(await first.result) == .cancelled)
    }

    @Test func `waiting for a turn does not count towards the deadline`() async throws {
        var settings = TransferSettings()
        settings.maxConnections = 1
        let transfer = HTTPTransfer(settings)
        let isHeld = Atomic(true)
        let server = ScriptedServer { connection in
            while connection.readRequest() != nil {
                while isHeld.load(ordering: .acquiring) { connection.wait(.milliseconds(5)) }
                connection.answer()
            }
        }
        try await atSomePace { time in
            isHeld.store(true, ordering: .releasing)
            let before = server.requests.count
            let first = Task {
                try await transfer.send(TransferRequest(.get, server.url, limits: limits()))
            }
            try await eventually { server.requests.count > before }
            let hasEnded = Atomic(false)
            let second = Task {
                defer { hasEnded.store(true, ordering: .releasing) }
                let quick = limits { $0.total = time }
                return try await transfer.send(TransferRequest(.get, server.url, limits: quick))
            }
            try await Task.sleep(for: time * 3)
            let isEarly = hasEnded.load(ordering: .acquiring)
            #expect(!isEarly, "its deadline has not begun")
            isHeld.store(false, ordering: .releasing)
            #expect(try await first.value.status == 200)
            let result = await second.result
            #expect([nil, .totalTimedOut].contains(code(result)))
            return code(result) == nil
        }
    }

    @Test func `closing ends running and queued requests and refuses new ones`() async throws {
        var settings = TransferSettings()
        settings.maxConnections = 3
        let transfer = HTTPTransfer(settings)
        let server = silentServer()
        let request = TransferRequest(.post, server.url, body: RequestBody([1]), limits: limits())
        let tasks = (0..<20).map { _ in Task { try await transfer.send(request) } }
        try await eventually { server.requests.count == 3 }
        transfer.close()
        transfer.close()
        for task in tasks { #expect(code(await task.result) == .closed) }
        #expect(await failure(of: request, transfer)?.code == .closed)
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
            _ = try await transfer.send(TransferRequest(.get, server.url, limits: limits()))
            let isEarly = isOver.load(ordering: .acquiring)
            #expect(!isEarly)
        }
        #expect(gone == nil)
        try await eventually { isOver.load(ordering: .acquiring) }
    }

    /// Every request must end, exactly once: a continuation resumed twice stops the process.
    @Test func `sixty-four at once, cancelled at random, all end`() async {
        var settings = TransferSettings()
        settings.maxConnections = 16
        let transfer = HTTPTransfer(settings)
        let server = ScriptedServer { connection in
            while let request = connection.readRequest() {
                connection.wait(.milliseconds(request.body.count % 7))
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
            TransferRequest(
                .post,
                server.url,
                body: RequestBody(noise(index * 1000)),
                limits: limits()
            )
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
