import Foundation

extension QuestionSession {
    /// Checks a reply and asks what follows from it.
    ///
    /// `ready` has the photos as sent; without them a cut-off answer is not requested again.
    func judged(
        _ stored: StoredReplyText,
        _ question: Question,
        _ key: String,
        _ ready: [OutgoingPhoto]
    ) async throws -> QuestionResult<Answer> {
        let figures = figures(stored.reply)
        switch try builder.check(stored.reply, to: question, promise: stored.structure) {
        case .passed(let answer, let notes):
            let result = passed(question, key, answer, stored.reply, notes)
            try await ledger.judge(stored.attempt, .passed, figures, try observations(result))
            return result
        case .unusable(let reason):
            let errors = jsonString(reason.words)
            try await ledger.judge(stored.attempt, .failed(errors: errors), figures)
            return try await unusable(reason, question, key, ready)
        case .faulty(let faulty):
            // Pending until its repair is settled: if the run dies, the next one continues here.
            try await ledger.judge(stored.attempt, nil, figures)
            let (result, isMended) = try await repaired(faulty, stored, question, key)
            if result.stop == nil {
                let verdict: ReplyVerdict = isMended ? .passed : .failed(errors: faulty.json)
                try await ledger.judge(stored.attempt, verdict, try observations(result))
            }
            return result
        }
    }

    func passed(
        _ question: Question,
        _ key: String,
        _ answer: Answer,
        _ reply: Reply,
        _ notes: [AnswerNote]
    ) -> QuestionResult<Answer> {
        var result = QuestionResult(
            answered: [answered(question, key, answer, reply)],
            findings: findings(notes, question)
        )
        result.hasReply = true
        return result
    }

    private func unusable(
        _ reason: UnusableReply,
        _ question: Question,
        _ key: String,
        _ ready: [OutgoingPhoto]
    ) async throws -> QuestionResult<Answer> {
        guard reason == .cutOff else {
            return failure(question, key, reason.words, hasReply: true)
        }
        guard question.room == nil else { return cutOffAgain(question, key) }
        let canGrow = builder.largerOutputLimit(question) > builder.outputLimit(question)
        return canGrow
            ? try await larger(question, key, ready) : try await halvesOfCutOff(question, key)
    }

    /// Asks again with a higher output limit, as the answer was cut off.
    func larger(
        _ question: Question,
        _ key: String,
        _ ready: [OutgoingPhoto]
    ) async throws -> QuestionResult<Answer> {
        let words = "with a higher output limit, as the answer was cut off"
        let request = builder.serviceQuestion(
            question,
            key: key,
            ready,
            because: AskReason(code: .cutOff, words: words),
            isLarger: true
        )
        var result: QuestionResult<Answer>
        switch try await service.ask(request) {
        case .replied(let reply) where reply.reply.ending == .cutOff:
            let errors = jsonString(UnusableReply.cutOff.words)
            try await ledger.judge(reply.attempt, .failed(errors: errors), figures(reply.reply))
            return try await halvesOfCutOff(question, key)
        case .replied(let reply): return try await judged(reply, question, key, ready)
        case .notAsked(let stop): result = unanswered(question, key, stop)
        case .split(let words, _, _), .givenUp(let words):
            // A size problem, or an output limit that the service refuses.
            result =
                try await known(history(key), question, key) ?? failure(question, key, words)
        case .photoChanged: result = failure(question, key, UnusableReply.cutOff.words)
        }
        result.hasReply = true
        return result
    }

    /// Asks about each half with the room in which the whole answer was cut off.
    ///
    /// The answer to a repair and one about a single photo can't be divided.
    func halvesOfCutOff(
        _ question: Question,
        _ key: String
    ) async throws -> QuestionResult<Answer> {
        guard question.photos.count > 1, question.repair == nil else {
            return cutOffAgain(question, key)
        }
        let words = UnusableReply.cutOff.words
        let room = builder.largerOutputLimit(question)
        return try await halves(question, key, words, isPhotoFault: false, room: room)
    }

    private func cutOffAgain(_ question: Question, _ key: String) -> QuestionResult<Answer> {
        let limit =
            question.room == nil
            ? builder.largerOutputLimit(question) : builder.outputLimit(question)
        return failure(
            question,
            key,
            "\(UnusableReply.cutOff.words) of \(limit) tokens; lower model.effort, ask about fewer "
                + "photos at once, or raise model.max_output_tokens",
            hasReply: true
        )
    }

    /// Asks for one repair of the photos concerned; the sound part is kept whatever the result.
    func repaired(
        _ faulty: FaultyAnswer<Answer>,
        _ stored: StoredReplyText,
        _ question: Question,
        _ key: String
    ) async throws -> (result: QuestionResult<Answer>, isMended: Bool) {
        guard question.repair == nil else {
            return (failure(question, key, faulty.words, hasReply: true), false)
        }
        // An answer about one view is sound as a whole or not at all.
        let faulty = builder.form.isOneView ? faulty.undivided : faulty
        let concerned = faulty.concerned(of: question.photos.count)
        let turn = ModelRequest.Repair(
            answer: stored.reply.text,
            words: RepairText(faulty, photoIDs: question.photos.map(\.id)).text
        )
        let repair = question.repairing(
            concerned,
            Question.Repair(parent: key, reply: stored.sha256, turn: turn)
        )
        var result = try await ask(repair)
        result.hasReply = true
        result.findings += findings(faulty.notes, question)
        let answers = result.answered.compactMap(\.answer)
        let isMended = !answers.isEmpty && answers.count == result.answered.count
        guard let sound = faulty.sound else { return (result, isMended) }
        if isMended, let repaired = answers.first, result.answered.count == 1,
            result.answered[0].photos.count == concerned.count
        {
            let whole = builder.form.combine([(sound.photos, sound.answer), (concerned, repaired)])
            result.answered = [answered(question, key, whole, stored.reply)]
        } else {
            result.answered.insert(answered(question, sound, key, stored.reply), at: 0)
        }
        return (result, isMended)
    }

    /// The part of a faulty answer that is sound, as an answer about its photos alone.
    func answered(
        _ question: Question,
        _ sound: SoundPart<Answer>,
        _ key: String,
        _ reply: Reply
    ) -> AnsweredQuestion<Answer> {
        let part = question.asking(sound.photos.map { question.photos[$0] })
        return answered(part, key, sound.answer, reply)
    }
}
