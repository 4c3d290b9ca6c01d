import Foundation
import Testing

/// A disk in memory that only one line of bash sees: mounted in a namespace of its own, so that it
/// is gone with the last process, whatever happens.
enum SmallDisk {
    /// Root may mount; others may inside a user namespace, where the kernel lets them have one.
    private static let namespace = geteuid() == 0 ? ["unshare", "-m"] : ["unshare", "-Urm"]

    /// Words for bash: everything else takes the disk, all but so many kilobytes of it.
    private static let words = """
        fill() {
            head -c 1G /dev/zero >>disk/filling 2>/dev/null
            [ "$1" = 0 ] || truncate -s "-$1K" disk/filling
        }

        """

    /// Runs a line of bash in which `$0` is the program, and `disk` a disk of that size.
    ///
    /// In it, `fill 8` leaves 8 KB of the disk free, and removing `disk/filling` makes room again.
    static func shell(
        kilobytes: Int,
        _ line: String,
        in folder: URL,
        environment: [String: String]
    ) async throws -> Outcome {
        try FileManager.default.createDirectory(
            at: folder.appending(path: "disk"),
            withIntermediateDirectories: true
        )
        let mount = "mount -t tmpfs -o size=\(kilobytes)k tmpfs disk || exit 99\n"
        let script = ["bash", "-c", mount + words + line, Binary.path]
        return try await Child(
            words: namespace + script,
            folder: folder,
            environment: environment
        )
        .run()
    }

    /// Whether a test must have its disk: everywhere but in a container that forbids it, and in CI
    /// everywhere.
    static var mustBeMade: Bool {
        canBeMade || ProcessInfo.processInfo.environment["CI"] != nil
    }

    /// Whether this machine lets us mount one.
    static let canBeMade: Bool = {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = namespace + ["mount", "-t", "tmpfs", "tmpfs", "/mnt"]
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            return false
        }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()
}
