import Foundation
import Platform

/// What a run needs before it may ask a model: an address with its key, and an open ledger.
struct ServiceAccess: Sendable {
    let settings: ModelSettings
    let address: ModelServiceAddress
    let ledger: Ledger
    /// The run's id.
    let run: String

    /// Access for a plan; nil for one that asks nobody.
    ///
    /// - Throws: `RunRefusal`: no key, or no ledger.
    init?(_ plan: Plan, _ asking: AskingSurroundings, run: String) throws(RunRefusal) {
        guard plan.method == .model, let settings = plan.model else { return nil }
        self.settings = settings
        self.run = run
        address =
            if let rehearsal = asking.rehearsal {
                rehearsal
            } else {
                try ModelServiceAddress(settings.service, environment: asking.environment)
            }
        do throws(FileError) {
            try makeFolders(to: parentFolder(of: plan.ledgerPath))
        } catch {
            throw RunRefusal(
                message: "\(printable(plan.ledgerPath)): the ledger's folder can't be made: "
                    + "\(error.message); make room or choose --output",
                exitStatus: .cannotWrite
            )
        }
        do throws(LedgerError) {
            ledger = try Ledger(at: plan.ledgerPath)
        } catch {
            throw RunRefusal(error)
        }
    }

    /// Stores how the run ended and closes the ledger.
    func end(_ ending: RunEnding) async throws {
        do throws(LedgerError) {
            try await ledger.endRun(run, ending)
            try ledger.close()
        } catch {
            throw RunRefusal(error)
        }
    }
}

extension RunRefusal {
    /// A ledger that can't be used.
    init(_ error: LedgerError) {
        let status: ExitStatus =
            switch error.code {
            case .damaged, .foreign, .newerVersion, .olderVersion: .invalidData
            case .notWritable, .diskFull: .cannotWrite
            case .busy: .locked
            case .refused, .closed, .failed: .unexpected
            }
        self.init(message: printable("\(error)", limit: 4096), exitStatus: status)
    }
}
