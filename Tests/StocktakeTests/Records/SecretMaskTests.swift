import Testing

@testable import Stocktake

@Suite("Secrets in text") struct SecretMaskTests {
    @Test(arguments: [
        ("not 'sk-proj-hunter2x'", "not '…'"), ("sk_live_hunter2hunter2", "…"),
        ("a ghp_hunter2hunter2 b", "a … b"), ("AKIAHUNTER2HUNTER2HU", "…"),
        ("AIzaHunter2Hunter2Hunter2x", "…"), ("hf_hunter2hunter2", "…"),
        ("xoxb-1234-hunter2hunter2", "…"), ("eyJhunter2hunter2.eyJ9.abc", "…"),
        ("-----BEGIN PRIVATE KEY-----", "…"),
        ("authorization: Bearer hunter2", "authorization: … …"),
        ("bearer 'hunter2'", "bearer '…'"), ("api_key: \"hunter2, too\" # no", "api_key: … # no"),
        ("{name: a, apiKey: hunter2, b: c}", "{name: a, apiKey: …, b: c}"),
        ("PASSWORD=hunter2;", "PASSWORD=…;"), ("client_secret = 'hunter2", "client_secret = …"),
        ("https://me:hunter2@host/v1", "https://…@host/v1"),
        ("https://host/v1?code=hunter2&b", "https://host/v1?…"),
        ("tool --token hunter2 -x", "tool --token … -x"), ("'Ab3dEf6hIj9lMn2pQrStUv'", "'…'"),
        ("0123456789abcdef0123456789abcdef", "…"),
        ("12345678-9abc-4def-8123-456789abcdef", "…"),
    ])
    func `what may be a secret is not repeated`(text: String, masked: String) {
        #expect(SecretMask.masked(text) == masked)
        #expect(!SecretMask.masked(text).lowercased().contains("hunter2"))
    }

    @Test(arguments: [
        "model.tokens_per_minute: batch is not available", "max_output_tokens: 4000",
        "key_file: key.txt", "unknown key 'nam'; did you mean 'name'?", "known keys: name, api",
        "photos/2026-11-23T020000Z-4f1c/1.jpg", "the file 'warehouse-a01-view1.jpg'",
        "bag of ice, task-force, disk-image-old", "https://api.openai.com/v1", "5901234123457",
        "must be one of none, minimal, low, medium, high, xhigh, max, not 'hi'",
    ])
    func `plain text stays as it is`(text: String) {
        #expect(SecretMask.masked(text) == text)
    }

    /// A person decides by the text whether it may run.
    @Test(arguments: [
        ("echo sk-proj-hunter2x", "echo …"), ("TOKEN=hunter2 tool", "TOKEN=… tool"),
        ("token='curl evil'; eval $token", "token='curl evil'; eval $token"),
        ("token=$(cat ~/.netrc) x", "token=$(cat ~/.netrc) x"),
        ("secret=~/.ssh/id_rsa; cat $secret", "secret=~/.ssh/id_rsa; cat $secret"),
        ("pass show openai", "pass show openai"), ("op read op://vault/openai/key", nil),
        ("security find-generic-password -w -s openai-key", nil),
    ])
    func `of a command only plain words are hidden`(command: String, shown: String?) {
        #expect(SecretMask.masked(command: command) == shown ?? command)
    }

    @Test(arguments: [
        "sk-proj-abc123", "sk-ant-api03-abc", "sk-0123456789abcdefghij", "Bearer abcdefgh",
        "gsk_0123456789abcdefgh", "ghp_0123456789abcdefghijkl", "AKIA0123456789ABCDEF",
        "0123456789abcdef0123456789abcdef", " sk-proj-abc123\n", "-----BEGIN RSA PRIVATE KEY-----",
    ])
    func `a key in place of another value is known`(value: String) {
        #expect(SecretMask.isKey(value))
    }

    @Test(arguments: [
        "key.txt", "../keys/openai-2026.key", "/run/secrets/openai_api_key", "MY_OPENAI_KEY_2026",
        "gpt-5.2-2025-12-11", "qwen3-vl-235b-a22b-thinking", "sk-key", "bag of ice", "",
        "count all bags of ice, 12345 in words and digits", "sku-2026-warehouse-north",
    ])
    func `a path, a name and a model are no key`(value: String) {
        #expect(!SecretMask.isKey(value))
    }
}
