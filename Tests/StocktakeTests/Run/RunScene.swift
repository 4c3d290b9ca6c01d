import Foundation
import Synchronization

@testable import Stocktake

/// A folder with a pipeline, a catalogue and photos with drawn labels, to be planned and run.
struct RunScene {
    let folder: PhotoFolder

    init() throws {
        folder = try PhotoFolder()
        try folder.write("sku,name,gtin,unit\nICE,Ice,9520000000011,carton\n", to: "items.csv")
    }

    /// A photo that shows the labels.
    func photo(_ name: String, _ labels: [PrintedLabel], quality: Int = 90) throws {
        try folder.write(try PrintedLabel.jpeg(labels, quality: quality), to: "photos/\(name)")
    }

    /// Writes the pipeline, with lines of `more` at its end.
    func pipeline(
        _ more: String = "",
        files: String = "photos/*",
        formats: String = "[csv, xlsx, json]"
    ) throws -> String {
        try folder.write(
            "name: test\nphotos: {files: \"\(files)\", location: sign, views: overlapping}\n"
                + "count: items.csv\nreport: {folder: out, formats: \(formats)}\n\(more)\n",
            to: "test.yaml"
        )
    }

    func plan(
        _ more: String = "",
        files: String = "photos/*",
        formats: String = "[csv, xlsx, json]"
    ) throws -> Plan {
        try Planning(output: nil) { [] }
            .plan(try pipeline(more, files: files, formats: formats))
    }

    /// A message without this folder's own path.
    func shown(_ text: String) -> String {
        text.replacing(folder.path + "/", with: "")
    }
}

/// A clock that shows the given seconds one after the other, then stays at the last.
final class ScriptedClock: Sendable {
    private let times: Mutex<[Double]>

    init(_ seconds: Double...) {
        times = Mutex(seconds)
    }

    func now() -> Date {
        times.withLock { times in
            let time = times.count > 1 ? times.removeFirst() : times.first ?? 0
            return Date(timeIntervalSince1970: 1_795_312_800 + time)
        }
    }
}

extension RunEnvironment {
    /// One photo at a time, no signal, a clock that stands still unless given.
    static func test(
        clock: ScriptedClock = ScriptedClock(0),
        workers: Int = 1,
        interruption: @escaping @Sendable () -> Int32? = { nil }
    ) -> RunEnvironment {
        RunEnvironment(now: { clock.now() }, interruption: interruption, workers: workers)
    }
}
