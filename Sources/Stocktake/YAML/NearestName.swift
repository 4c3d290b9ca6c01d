/// The known name closest to what was typed, for "did you mean".
///
/// Edit distance (insert, delete, replace, swap of neighbours = 1 each); a name further away than a
/// third of its length, and at least 2, is no suggestion; nor is one whose every letter differs.
/// Capitals don't count.
///
/// - Returns: nil when nothing is near.
func nearestName(to typed: String, among names: [String]) -> String? {
    let scored = names.map {
        (name: $0, distance: editDistance(typed.lowercased(), $0.lowercased()))
    }
    guard let best = scored.min(by: { $0.distance < $1.distance }) else { return nil }
    let limit = min(max(2, best.name.count / 3), best.name.count - 1)
    return best.distance <= limit ? best.name : nil
}

private func editDistance(_ left: String, _ right: String) -> Int {
    let a = Array(left.unicodeScalars.prefix(64))
    let b = Array(right.unicodeScalars.prefix(64))
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
        var row = [i + 1] + Array(repeating: 0, count: b.count)
        for j in b.indices {
            let replaced = last[j] + (a[i] == b[j] ? 0 : 1)
            row[j + 1] = min(replaced, last[j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
            }
        }
        beforeLast = last
        last = row
    }
    return last[b.count]
}
