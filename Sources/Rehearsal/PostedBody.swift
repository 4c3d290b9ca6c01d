/// What a server keeps of one photo in a posted body.
public struct PostedPhoto: Sendable, Hashable {
    /// As the data URL says it: `image/jpeg`.
    public let mediaType: String
    /// Characters of the whole data URL.
    public let urlLength: Int
    /// Bytes of the photo; 0 when it is not base64.
    public let byteCount: Int
    /// Whether all of it was base64 of at least one byte, within the server's limit.
    public let isBase64: Bool
    /// What the server's `readPhoto` found in it.
    public let reading: Reading

    /// What a look at the photo's bytes found.
    public struct Reading: Sendable, Hashable {
        /// 64 lower-case hex digits; empty where nobody hashed.
        public var sha256: String
        /// Texts of the labels seen, for servers that count by labels.
        public var labels: [String]
        /// Whether the bytes are a picture that can be decoded.
        public var isPicture: Bool

        /// A finding.
        public init(sha256: String = "", labels: [String] = [], isPicture: Bool = true) {
            self.sha256 = sha256
            self.labels = labels
            self.isPicture = isPicture
        }
    }

    /// A photo as it was posted.
    public init(
        mediaType: String,
        urlLength: Int,
        byteCount: Int,
        isBase64: Bool,
        reading: Reading
    ) {
        self.mediaType = mediaType
        self.urlLength = urlLength
        self.byteCount = byteCount
        self.isBase64 = isBase64
        self.reading = reading
    }
}

/// A posted body after it was read: small however many photos it held.
public struct PostedBody: Sendable, Hashable {
    /// The JSON with `photo:0`, `photo:1`… in place of the photos; as it came, not yet checked.
    public let skeleton: [UInt8]
    /// The photos in the order they stand in the body.
    public let photos: [PostedPhoto]
    /// Length of the whole body.
    public let byteCount: Int
    /// SHA-256 of the whole body.
    public let sha256: String
    /// Whether the skeleton is whole.
    ///
    /// That is: no string cut, no bad escape in a photo, not over the limit. Only together with a
    /// strict reading of the skeleton it says that the body was JSON.
    public let isWhole: Bool
}
