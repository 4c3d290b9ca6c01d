import Testing

@testable import Stocktake

@Suite("What earlier attempts teach") struct AskLessonTests {
    struct Row: CustomTestStringConvertible {
        let testDescription: String
        let attempts: [PastAttempt]
        var limit = 2
        var photos = 3
        let lesson: String

        init(
            _ name: String,
            _ attempts: [PastAttempt],
            limit: Int = 2,
            photos: Int = 3,
            _ lesson: String = "ask"
        ) {
            testDescription = name
            self.attempts = attempts
            self.limit = limit
            self.photos = photos
            self.lesson = lesson
        }
    }

    private static let cut = "halve: the answer was cut at the output limit"
    private static let bad = "halve: the service could not use a photo"
    private static let large = "halve: the request is larger than the service accepts"
    private static let long = "halve: the request exceeds the model's context window"

    static let rows = [
        Row("never asked", []),
        Row("one photo, never asked", [], photos: 1),
        Row("passed", [.passed]),
        Row("failed", [.failed("serverFault"), .failed("rateLimited"), .lost]),
        Row("unreadable as often as you like", [.unreadable, .unreadable, .unreadable]),
        Row("bad photo among several", [.failed("badPhoto")], bad),
        Row("too large", [.failed("requestTooLarge")], large),
        Row("too long", [.failed("contextTooLong")], long),
        Row("cut off", [.cutOff], cut),
        Row("cut off twice", [.cutOff, .cutOff], cut),
        Row("only the last attempt says that it is too much", [.cutOff, .failed("serverFault")]),
        Row("too large, then lost", [.failed("requestTooLarge"), .lost]),
        Row("one photo that is too large", [.failed("requestTooLarge")], photos: 1),
        Row(
            "one photo that is too large, again and again",
            [.failed("requestTooLarge"), .failed("requestTooLarge")],
            photos: 1
        ),
        Row("one bad photo, refused once", [.failed("badPhoto")], photos: 1),
        Row(
            "one bad photo, refused often",
            [.failed("badPhoto"), .lost, .failed("badPhoto")],
            photos: 1,
            "bad photo: the service could not use a photo, 2 times"
        ),
        Row(
            "one bad photo, attempts 1",
            [.failed("badPhoto")],
            limit: 1,
            photos: 1,
            "bad photo: the service could not use a photo, once"
        ),
        Row("one photo cut off once", [.cutOff], photos: 1),
        Row(
            "one photo cut off twice",
            [.cutOff, .cutOff],
            photos: 1,
            "failed too often, last 2: 2 of its answers had faults; 'stocktake retry' asks again"
        ),
        Row("faulty once", [.faulty]),
        Row(
            "faulty twice",
            [.faulty, .faulty],
            "failed too often, last 2: 2 of its answers had faults; 'stocktake retry' asks again"
        ),
        Row(
            "faulty twice, with others between",
            [.faulty, .lost, .faulty, .failed("serverFault"), .unreadable],
            "failed too often, last 3: 2 of its answers had faults; 'stocktake retry' asks again"
        ),
        Row("faulty and unreadable", [.faulty, .unreadable]),
        Row("faulty twice of three", [.faulty, .faulty], limit: 3),
        Row("faulty twice, then cut off", [.faulty, .faulty, .cutOff], cut),
    ]

    @Test(arguments: rows)
    func `attempts teach what to do next`(_ row: Row) {
        #expect(
            PastAttempt.lesson(of: row.attempts, limit: row.limit, photos: row.photos)
                == row.lesson
        )
    }
}
