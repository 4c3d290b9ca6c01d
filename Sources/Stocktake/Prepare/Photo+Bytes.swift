import Platform

extension Photo {
    /// All bytes of the file, checked against the photo's SHA-256.
    ///
    /// - Throws: `PhotoProblem`, `.changed` if the content has changed.
    func bytes(atMost maxBytes: Int) throws(PhotoProblem) -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = try readPhotoFile(at: path, maxBytes: maxBytes)
        } catch {
            throw PhotoProblem(error)
        }
        guard Platform.sha256(of: bytes) == sha256 else {
            throw PhotoProblem(
                rejection: .changed,
                words: "the file changed during the run"
            )
        }
        return bytes
    }
}
