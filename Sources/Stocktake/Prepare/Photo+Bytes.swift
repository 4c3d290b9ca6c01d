import Platform

extension Photo {
    /// All bytes of the file, which must still be those that were identified.
    ///
    /// - Throws: `PhotoProblem`, `.changed` for another content.
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
                words: "the file changed while it was being counted"
            )
        }
        return bytes
    }
}
