import Foundation

/// The form in which two spellings of a location are the same: trimmed, composed, upper case.
///
/// `" a-03"` on a sign and `A-03` in the books are one place; reports keep the spelling seen first.
func locationKey(_ name: String) -> String {
    let trimmed = name.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
    return String(trimmed).precomposedStringWithCanonicalMapping.uppercased()
}
