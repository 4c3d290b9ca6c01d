import Foundation

/// A location's name in the form used to compare spellings: trimmed, composed, upper case.
///
/// `" a-03"` on a sign and `A-03` in the books are the same location; reports use the spelling seen
/// first.
func locationKey(_ name: String) -> String {
    let trimmed = name.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
    return String(trimmed).precomposedStringWithCanonicalMapping.uppercased()
}
