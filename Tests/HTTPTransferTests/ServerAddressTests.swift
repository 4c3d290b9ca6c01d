import Testing

@testable import HTTPTransfer

struct ServerAddressTests {
    @Test(arguments: [
        ("http://127.0.0.1:8080/v1?key=1", "http://127.0.0.1:8080"),
        ("http://127.8.9.10", "http://127.8.9.10"), ("HTTP://LOCALHOST/", "http://LOCALHOST"),
        ("https://localhost.:1/", "https://localhost.:1"),
        ("http://a.localhost/", "http://a.localhost"), ("http://[::1]:80/x", "http://[::1]:80"),
        ("http://127.1/", "http://127.0.0.1"),
    ])
    func `recognises this machine, which needs no proxy`(
        url: String,
        origin: String
    ) throws {
        let address = try ServerAddress(of: url)
        #expect(address.isLoopback)
        #expect(address.origin == origin)
    }

    @Test(arguments: [
        "https://api.example.com/v1", "http://128.0.0.1/", "http://127.0.0.1.example.com/",
        "http://localhost.example.com/", "http://notlocalhost/", "http://127.0.0.1a/",
        "http://[fe80::1]/", "http://10.0.0.1/", "http://127.example/",
    ])
    func `does not mistake another machine for it`(url: String) throws {
        #expect(try !ServerAddress(of: url).isLoopback)
    }
}
