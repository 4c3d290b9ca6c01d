import Foundation
import Testing

@testable import Stocktake

@Suite("Estimates") struct EstimatorTests {
    private func photos(_ count: Int, _ width: Int = 1024, _ height: Int = 1024) -> [AskedPhoto] {
        (0..<count).map {
            AskedPhoto(path: "\($0).jpg", width: width, height: height, byteCount: nil)
        }
    }

    private func estimate(
        _ model: String,
        _ photos: [AskedPhoto],
        send: SendSize = .useful,
        change: (inout ModelSettings) -> Void = { _ in }
    ) -> ModelEstimate {
        var settings = ModelSettings(name: model)
        change(&settings)
        let questions = QuestionPlanning(
            photosPerRequest: settings.photosPerRequest,
            votes: settings.votes
        ).groups(photos.map { ($0, "A") })
        let text = QuestionText(
            items: [Scene.ice],
            zones: [],
            exclude: "",
            extra: "",
            views: .separate
        )
        let estimator = Estimator(
            facts: ModelTable.standard.facts(of: model) ?? .careful(model),
            price: PriceTable.standard.price(of: model),
            imageTokens: 3200,
            settings: settings,
            sendSize: send,
            text: text.size
        )
        let (requests, unsendable) = estimator.planning.requests(questions)
        return estimator.estimate(AskedRequests(requests), of: questions.count, unsendable)
    }

    @Test(arguments: [("gpt-5.2", "0.5600"), ("gpt-5-mini", "0.0800"), ("gpt-5.2-pro", "6.7200")])
    func `the lecture's 100 photos at the table's flat rate`(_ model: String, _ cost: String) {
        let estimate = estimate(model, photos(100))
        #expect(estimate.flatTokens == 320_000)
        #expect(estimate.flatCost.map(machineMoney) == cost)
        #expect(estimate.requests.count == 1)
    }

    @Test func `photos by the size rule`() {
        let estimate = estimate("gpt-5.2", photos(100))
        #expect(estimate.sizeTokens == 122_900)
        #expect(estimate.sizeCost.map(machineMoney) == "0.215075")
    }

    @Test func `expected is photos by size, text and output, exactly`() throws {
        let estimate = estimate("gpt-5.2", photos(7))
        let cost = try #require(estimate.cost)
        let parts = [estimate.sizeCost, estimate.textCost, estimate.outputCost].compactMap(\.self)
        #expect(parts.count == 3 && parts.reduce(0, +) == cost.expected)
        #expect(cost.low < cost.expected && cost.expected < cost.high)
    }

    @Test func `votes multiply everything except the first vote's low cost`() throws {
        let one = estimate("gpt-5.2", photos(3))
        let three = estimate("gpt-5.2", photos(3)) { $0.votes = 3 }
        #expect(three.photos == 3 && three.questions == 3)
        #expect(three.flatTokens == 3 * 3 * 3200)
        #expect(three.cost?.expected == one.cost.map { $0.expected * 3 })
    }

    @Test func `a model without a price is unknown, never 0`() {
        let estimate = estimate("somebody-elses-model", photos(2))
        #expect(estimate.cost == nil && estimate.flatCost == nil && estimate.textCost == nil)
        #expect(estimate.sizeTokens > 0)
        #expect(estimate.notes.contains("no price in the table: cost unknown"))
        #expect(estimate.notes.contains { $0.hasPrefix("no facts about this model") })
        #expect(dollars(estimate.cost?.expected) == "unknown")
    }

    @Test func `requests keep to the model's limits`() throws {
        let facts = try #require(ModelTable.standard.facts(of: "gpt-5.2"))
        let estimate = estimate("gpt-5.2", photos(400, 4032, 3024)) { $0.photosPerRequest = 1500 }
        #expect(estimate.requests.count > 1)
        #expect(estimate.requests.reduce(0) { $0 + $1.photos.count } == 400)
        for request in estimate.requests {
            #expect(request.photoTokens <= facts.tokenLimits.input)
            #expect(request.payloadBytes <= facts.requestLimits.payloadBytes)
            #expect(request.photos.count <= facts.requestLimits.images)
        }
    }

    @Test func `a photo larger than any request is named, not sent, not priced`() throws {
        let huge = AskedPhoto(path: "huge.jpg", width: 9000, height: 9000, byteCount: 90_000_000)
        let estimate = estimate("gpt-5.2", photos(1) + [huge], send: .original)
        #expect(estimate.photos == 1)
        let problem = try #require(estimate.unsendable.first)
        #expect(problem.path == "huge.jpg")
        #expect(problem.words.contains("over the limit of 20971520 for one photo"))
    }

    @Test func `a longest side shrinks photos before they are priced`() throws {
        let estimate = estimate("gpt-5.2", photos(1, 4000, 3000), send: .pixels(1024))
        let photo = try #require(estimate.requests.first?.photos.first)
        #expect((photo.width, photo.height) == (1024, 768))
        #expect(photo.tokens == 922)
    }

    @Test func `the notes state what a table can't`() {
        #expect(
            estimate("gpt-5.2-pro", photos(1)).notes.contains(
                "no strict schema: checked locally"
            )
        )
        #expect(estimate("gpt-5-mini", photos(1)).notes.contains("shuts down on 2026-12-11"))
        let batch = estimate("gpt-5.2", photos(1)) { $0.delivery = .batch }
        #expect(batch.notes.contains("no batch price in the table: full price used"))
        let effort = estimate("gpt-5-mini", photos(1)) { $0.effort = .xhigh }
        #expect(effort.notes.contains { $0.contains("effort xhigh is not offered by this model") })
    }
}

@Suite("Amounts of money") struct MoneyTextTests {
    @Test(arguments: [
        ("0.56", "$0.56"), ("0.005", "$0.0050"), ("0.0049", "$0.0049"), ("0", "$0.00"),
        ("6.725", "$6.73"), ("1234.5", "$1234.50"), ("0.00004", "$0.0000"), ("-0.5", "$-0.50"),
        ("0.995", "$1.00"), ("99999999999.994", "$99999999999.99"),
    ])
    func `shown amounts have two decimals, four under a cent`(_ amount: String, _ shown: String) {
        #expect(dollars(Decimal(string: amount)) == shown)
    }

    @Test(arguments: [
        ("0.56", "0.5600"), ("0.215075", "0.215075"), ("1", "1.0000"), ("0.000000001", "0.0000"),
    ])
    func `machine-readable amounts have at least four decimals`(_ amount: String, _ shown: String) {
        #expect(Decimal(string: amount).map(machineMoney) == shown)
    }

    @Test(arguments: [
        ("0", "0"), ("999", "999"), ("1000", "1,000"), ("320000", "320,000"),
        ("-1234567", "-1,234,567"),
    ])
    func `thousands are grouped`(_ number: String, _ shown: String) {
        #expect(Int(number).map(grouped) == shown)
    }
}
