import ArgumentParser
import Foundation
import Platform
import Stocktake

/// `stocktake check PIPELINE`: reports every problem with pipeline, tables and photos before a run.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a pipeline and report every problem."
    )

    @Argument(help: "The pipeline file.")
    var pipeline: String

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        try await shared.perform("check") { console, environment in
            let check = PipelineCheck(
                workers: processorCount(),
                variables: environment.variables,
                allowedKeys: environment.allowedKeys
            ) {
                try readAll(fromDescriptor: 0, named: "standard input", maxBytes: 1 << 26)
            }
            let report = await check.check(pipeline)
            var printed = ExitStatus.success
            if console.settings.format == .json {
                console.logged(report.findings)
                printed = console.result(String(decoding: try report.json(), as: UTF8.self))
            } else {
                console.findings(report.findings)
                if let key = report.keyWords { console.note("stocktake: \(key)") }
                if report.exitStatus == .success { console.note(report.summary) }
            }
            let status = printed == .success ? report.exitStatus : printed
            var result = CommandResult(
                status: status.rawValue,
                counts: [
                    "errors": report.findings.count { $0.severity == .error },
                    "warnings": report.findings.count { $0.severity == .warning },
                ]
            )
            if report.exitStatus != .success {
                let next = NextCommand(name: "check", pipeline: pipeline)
                let reason = report.trouble.map { "; " + printable($0, limit: 400) } ?? ""
                result.line = "\(report.summary)\(reason); correct and run: \(next.again)"
            }
            return result
        }
    }
}
