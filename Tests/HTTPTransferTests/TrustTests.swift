import Foundation
import HTTPTransfer
import Platform
import Testing

/// TLS against `openssl s_server` with a certificate made for the test.
@Suite(.timeLimit(.minutes(10))) struct TrustTests {
    private let folder: TestFolder

    init() throws {
        ignoreSIGPIPE()
        folder = try TestFolder()
    }

    @Test func `a certificate's issuer and host name are checked`() async throws {
        try makeCertificate()
        let (server, port) = try startServer()
        defer { server.terminate() }
        let url = "https://127.0.0.1:\(port)/"
        let origin = "https://127.0.0.1:\(port): "
        let unknown = await failure(of: TransferRequest(.get, url, limits: limits()))
        #expect(unknown?.code == .tlsFailed && unknown?.curlCode == 60)
        #expect(unknown?.mayHaveArrived == false)
        #expect(
            unknown?.cause == origin + "its certificate is from an unknown issuer (self-signed)"
        )

        var settings = TransferSettings()
        settings.caFile = folder.path + "/cert.pem"
        let trusting = HTTPTransfer(settings)
        let response = try await trusting.send(TransferRequest(.get, url, limits: limits()))
        #expect(response.status == 200)

        let misnamed = "https://localhost:\(port)/"
        let other = await failure(of: TransferRequest(.get, misnamed, limits: limits()), trusting)
        #expect(other?.code == .tlsFailed, "\(other?.description ?? "")")
        #expect(other?.cause.hasSuffix(": its certificate is for another host name") == true)

        settings.caFile = folder.path + "/none.pem"
        let request = TransferRequest(.get, url, limits: limits())
        let missing = await failure(of: request, HTTPTransfer(settings))
        #expect(missing?.code == .tlsFailed && missing?.curlCode == 77)
        #expect(missing?.cause == origin + "the file of trusted certificates can't be read")
    }

    @Test func `a server without TLS is reported as such`() async {
        let server = ScriptedServer { connection in
            connection.send("HTTP/1.1 400 Bad Request\r\n\r\n")
        }
        let url = "https://127.0.0.1:\(server.port)/"
        let error = await failure(of: TransferRequest(.get, url, limits: limits()))
        #expect(error?.code == .tlsFailed && error?.mayHaveArrived == false)
        #expect(error?.cause.hasSuffix(": the server doesn't speak TLS at this port") == true)
    }

    private func openssl(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        return process
    }

    private func makeCertificate() throws {
        let process = openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", "key.pem", "-out", "cert.pem", "-days", "2", "-subj", "/CN=test",
            "-addext", "subjectAltName=IP:127.0.0.1",
        ])
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "openssl can't make a certificate")
    }

    /// Starts a server on a free port, which it prints as `ACCEPT 127.0.0.1:port`.
    private func startServer() throws -> (Process, Int) {
        let process = openssl([
            "s_server", "-accept", "127.0.0.1:0", "-www", "-key", "key.pem", "-cert", "cert.pem",
        ])
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var text = ""
        while !text.contains("ACCEPT") || !text.hasSuffix("\n") {
            let part = output.fileHandleForReading.availableData
            try #require(!part.isEmpty, "openssl s_server ended")
            text += String(decoding: part, as: UTF8.self)
        }
        let line = text.split(separator: "\n").last { $0.hasPrefix("ACCEPT") }
        let port = line?.split(separator: ":").last.flatMap { Int($0) }
        return (process, try #require(port))
    }
}
