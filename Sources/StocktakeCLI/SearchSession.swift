import Foundation
import Platform
import Stocktake

/// One search as a command: find, write, print, exit status.
struct SearchSession {
    let console: Console
    let pipeline: String
    let words: String
    /// The most photos to show.
    let limit: Int
    let wantsPage: Bool
    let planning: Planning
    /// As given, for the command to type next.
    let ledger: String?
    /// Nil to search by words only.
    let asking: Asking?

    /// What it takes to ask a model.
    struct Asking {
        let keys: KeyQuestion
        let lockWait: Duration
        var environment: AskEnvironment
    }

    func run() async throws -> CommandResult {
        let found: FoundPhotos?
        let places: PipelinePlaces
        if let asking {
            do {
                let plan = try planning.plan(pipeline, for: .estimate)
                places = PipelinePlaces(plan)
                found = try await ask(plan, asking)
            } catch {
                return CommandResult(
                    error,
                    nothing: "nothing was searched",
                    pipeline: pipeline,
                    next: "\(next.again) \(shellWord(words))"
                )
            }
        } else {
            places = try planning.places(of: pipeline)
            found = try PhotoSearch(in: places).photos(matching: words, limit: limit)
        }
        guard let found else {
            let run = NextCommand(name: "run", pipeline: pipeline, ledger: ledger)
            return CommandResult(
                .missingInput,
                error: "no descriptions yet in the ledger; run the pipeline: \(run.again)"
            )
        }
        let page = wantsPage ? try PhotoSearch(in: places).writePage(found) : nil
        return CommandResult(console.result(try text(of: found, page)))
    }

    private func text(of found: FoundPhotos, _ page: String?) throws -> String {
        guard console.settings.format != .json else {
            return String(decoding: try found.json(report: page), as: UTF8.self)
        }
        let text = found.text(columns: console.columns, isColoured: console.isColoured(1))
        return text + (page.map { "\n  \(printable($0, limit: 4096))\n" } ?? "")
    }

    private var next: NextCommand {
        NextCommand(
            name: "search --ask",
            pipeline: pipeline,
            ledger: ledger,
            maxCost: asking?.environment.maxCost
        )
    }

    private func ask(_ plan: Plan, _ asking: Asking) async throws -> FoundPhotos? {
        let plan = try AskedSearch.plan(plan)
        var environment = asking.environment
        environment.allowedKey = try asking.keys.allowed(
            plan.keyUse(environment.variables),
            next
        )
        SignalWatch.start()
        environment.log = { [log = console.log] event, run in log?.add(event, run: run) }
        environment.notice = { [console] words in console.notice(words) }
        let (start, begin) = (Date(), ContinuousClock.now)
        let running = RunEnvironment(
            now: { start.addingTimeInterval((ContinuousClock.now - begin).seconds) },
            interruption: { SignalWatch.received },
            workers: processorCount(),
            lockWait: asking.lockWait
        )
        return try await AskedSearch(plan, in: running, asking: environment)
            .photos(fitting: words, limit: limit) { console.note("stocktake: \($0)") }
    }
}
