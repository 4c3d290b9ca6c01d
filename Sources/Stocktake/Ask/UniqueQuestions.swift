/// Questions without repetitions, and which one answers each planned question.
struct UniqueQuestions: Sendable {
    let questions: [Question]
    private let all: [Question]
    /// For each planned question, the index of the question that is asked.
    private let index: [Int]

    /// Asks a question only once if the same photos are at several locations.
    init(_ all: [Question], _ key: (Question) -> String) {
        var places: [String: Int] = [:]
        var unique: [Question] = []
        self.all = all
        index = all.map { question in
            let key = key(question)
            if let known = places[key] { return known }
            places[key] = unique.count
            unique.append(question)
            return unique.count - 1
        }
        questions = unique
    }

    /// One result per planned question, each at its own location.
    func spread<Answer>(_ results: [QuestionResult<Answer>]) -> [QuestionResult<Answer>] {
        var used: Set<Int> = []
        return zip(all, index).map { question, index in
            used.insert(index).inserted ? results[index] : results[index].at(question)
        }
    }
}
