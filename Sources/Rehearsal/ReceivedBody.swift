/// What is kept of a photo in a request body.
package struct ReceivedPhoto: Sendable, Hashable {
    /// As in the data URL: `image/jpeg`.
    package let mediaType: String
    /// Characters of the whole data URL.
    package let urlLength: Int
    /// Bytes of the photo; 0 when it is not base64.
    package let byteCount: Int
    /// Whether all of it was base64 of at least one byte, within the limit.
    package let isBase64: Bool
    /// What was found in its bytes.
    package let reading: Reading

    /// What was found in a photo's bytes.
    package struct Reading: Sendable, Hashable {
        /// 64 lower-case hex digits; empty if the photo was not read.
        package var sha256: String
        /// Whether the bytes can be decoded as a picture.
        package var isPicture: Bool

        /// A reading.
        package init(sha256: String = "", isPicture: Bool = true) {
            self.sha256 = sha256
            self.isPicture = isPicture
        }
    }
}

/// A request body without its photos: small however many it had.
package struct ReceivedBody: Sendable, Hashable {
    /// The JSON with `photo:0`, `photo:1`… in place of the photos; not parsed yet.
    package let skeleton: [UInt8]
    /// The photos in the body's order.
    package let photos: [ReceivedPhoto]
    /// Length of the whole body.
    package let byteCount: Int
    /// Whether the skeleton is complete.
    ///
    /// That is: no string cut off, no invalid escape in a photo, not over the limit. Together with
    /// a strict parse of the skeleton it means that the body was JSON.
    package let isWhole: Bool
}
