import Foundation

extension StoredRun {
    /// Takes one from a row of `runs`.
    init(_ row: StoredRow) throws {
        let low = try row.amount("estimate_low")
        let expected = try row.amount("estimate_expected")
        let high = try row.amount("estimate_high")
        var estimate: CostEstimate?
        if let low, let expected, let high {
            estimate = CostEstimate(low: low, expected: expected, high: high)
        }
        begin = NewRun(
            id: try row.value("id"),
            pipeline: try row.value("pipeline"),
            startedAt: try row.time("started_at"),
            version: try row.value("version"),
            isRehearsal: try row.value("is_rehearsal"),
            method: try row.value("method"),
            continues: try row.optional("continues"),
            estimate: estimate
        )
        guard let endedAt = try row.optionalTime("ended_at") else {
            ending = nil
            return
        }
        ending = RunEnding(
            endedAt: endedAt,
            status: try row.word("status"),
            exitStatus: try row.value("exit_status"),
            cost: try row.amount("cost"),
            summary: try row.optional("summary")
        )
    }
}

extension StoredQuestion {
    /// Takes one from a row of `questions`.
    init(_ row: StoredRow) throws {
        question = NewQuestion(
            key: try row.value("key"),
            kind: try row.word("kind"),
            parent: try row.optional("parent"),
            location: try row.value("location"),
            vote: try row.value("vote"),
            photos: try row.json("photos"),
            model: try row.value("model"),
            api: try row.value("api"),
            settings: try row.json("settings")
        )
        firstRun = try row.value("first_run")
    }
}

extension StoredAttempt {
    /// Takes one from a row of `attempts`, joined with `replies`.
    init(_ row: StoredRow) throws {
        id = AttemptID(number: try row.value("id"))
        question = try row.value("question")
        run = try row.value("run")
        number = try row.value("number")
        state = try row.word("state")
        billed = try row.word("billed")
        clientRequestID = try row.value("client_request_id")
        startedAt = try row.time("started_at")
        price = try row.optional("price")
        ceiling = try row.amount("ceiling")
        reason = try Self.reason(row)
        endedAt = try row.optionalTime("ended_at")
        httpStatus = try row.optional("http_status")
        requestID = try row.optional("request_id")
        modelSnapshot = try row.optional("model_snapshot")
        serviceTier = try row.optional("service_tier")
        usage = TokenUsage(
            inputTokens: try row.optional("input_tokens"),
            cachedInputTokens: try row.optional("cached_input_tokens"),
            cacheWriteTokens: try row.optional("cache_write_tokens"),
            outputTokens: try row.optional("output_tokens"),
            reasoningTokens: try row.optional("reasoning_tokens")
        )
        cost = try row.amount("cost")
        trouble = try Self.trouble(row)
        elapsed = try row.optional("elapsed_ms", as: Int.self).map { .milliseconds($0) }
        bytesSent = try row.optional("bytes_sent")
        verdict = try Self.verdict(row)
    }

    private static func reason(_ row: StoredRow) throws -> AskReason? {
        guard try row.optional("reason_code", as: String.self) != nil else { return nil }
        return AskReason(code: try row.word("reason_code"), words: try row.value("reason"))
    }

    private static func trouble(_ row: StoredRow) throws -> AttemptTrouble? {
        guard let code: String = try row.optional("error_code") else { return nil }
        return AttemptTrouble(code: code, words: try row.value("error_words"))
    }

    private static func verdict(_ row: StoredRow) throws -> ReplyVerdict? {
        guard let word: String = try row.optional("verdict") else { return nil }
        guard let verdict = ReplyVerdict(word: word, errors: try row.optional("errors")) else {
            throw row.damage("verdict")
        }
        return verdict
    }
}

extension AttemptCost {
    /// Takes one from a row of `attempts`, joined with `questions` and `replies`.
    init(_ row: StoredRow) throws {
        attempt = try StoredAttempt(row)
        location = try row.value("location")
        vote = try row.value("vote")
        kind = try row.word("kind")
    }
}

extension StoredTally {
    /// Takes one from a row of `tallies`.
    init(_ row: StoredRow) throws {
        location = try row.value("location")
        sku = try row.value("sku")
        counted = try row.optional("counted")
        low = try row.optional("low")
        high = try row.optional("high")
        status = try row.word("status")
        reasons = try row.value("reasons", as: String.self).split(separator: ";").map { word in
            guard let reason = LineReason(rawValue: String(word)) else {
                throw row.damage("reasons")
            }
            return reason
        }
        method = try row.value("method")
        model = try row.value("model")
        votes = try row.value("votes")
        expected =
            try row.amount("book") ?? row.optional("expected", as: Int.self).map { Decimal($0) }
    }
}

extension StoredPhoto {
    /// Takes one from a row of `photos`.
    init(_ row: StoredRow) throws {
        path = try row.value("path")
        sha256 = try row.optional("sha256")
        location = try row.optional("location")
        reason = try row.value("reason")
    }
}
