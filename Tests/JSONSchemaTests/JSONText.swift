import JSONSchema

/// Reads JSON that a test has written.
func json(_ text: String) throws -> JSONValue { try JSONValue(reading: Array(text.utf8)) }

/// Compiles a schema that a test has written.
func schema(_ text: String) throws -> Schema { try Schema(json(text)) }
