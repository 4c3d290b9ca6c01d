import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The peak memory use of this process, in bytes; 0 if unknown.
///
/// Source: `ru_maxrss` of getrusage(2): kilobytes on Linux, bytes on macOS.
public func peakMemoryBytes() -> Int {
    var usage = rusage()
    #if canImport(Darwin)
    guard unsafe getrusage(RUSAGE_SELF, &usage) == 0 else { return 0 }
    return usage.ru_maxrss
    #else
    guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
    return usage.ru_maxrss * 1024
    #endif
}

/// The number of processors this process may use, 1 or more.
///
/// Source: Foundation, which on Linux respects `taskset` and container CPU sets.
public func processorCount() -> Int {
    max(1, ProcessInfo.processInfo.activeProcessorCount)
}
