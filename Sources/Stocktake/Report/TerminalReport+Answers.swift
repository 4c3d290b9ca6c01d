/// The answers of `then` and the draft orders, below the table.
extension TerminalReport {
    /// At most so many lines of an answer are shown.
    static let mostAnswerLines = 24
    /// At most so many suppliers are shown.
    private static let mostSuppliers = 10

    /// Each answer below its name, shortened; all of it is text of a model.
    var followUpLines: [String] {
        record.followUps.flatMap { followUp in [""] + lines(of: followUp) }
    }

    private func lines(of followUp: FollowUp) -> [String] {
        let name = printable(followUp.name, limit: 60)
        if let failure = followUp.failure { return wrapped("\(name): no answer, \(failure)") }
        let text = followUp.lines.flatMap { folded($0, indent: "    ") }
        let heading = wrapped(
            record.asking?.isRehearsal == true
                ? "\(name), invented in a rehearsal:" : "\(name), written by a model:"
        )
        guard text.count > Self.mostAnswerLines else { return heading + text }
        // Keep one line for the words about the rest.
        let shown = text.prefix(Self.mostAnswerLines - 1)
        let file = FollowUpFiles(followUp: followUp).name ?? ""
        let rest = "… \(plural(text.count - shown.count, "more line"))\(found(in: file))"
        return heading + shown + wrapped(rest, indent: "    ")
    }

    /// A line of text, wrapped at words, keeping its own indent; longer words are broken.
    private func folded(_ line: String, indent: String) -> [String] {
        let line = line.replacing("\t", with: "    ")
        let own = String(line.prefix { $0 == " " }.prefix(12))
        guard let columns else { return [indent + line] }
        let room = max(columns - indent.count - own.count, 10)
        var lines: [String] = []
        var current = ""
        for word in line.split(separator: " ").flatMap({ pieces(of: String($0), width: room) }) {
            let longer = current.isEmpty ? word : "\(current) \(word)"
            if displayWidth(longer) > room {
                lines.append(current)
                current = word
            } else {
                current = longer
            }
        }
        return (lines + [current]).map { indent + own + $0 }
    }

    private func pieces(of word: String, width: Int) -> [String] {
        var pieces = [""]
        var used = 0
        for character in word {
            let next = displayWidth(String(character))
            if used + next > width {
                pieces.append("")
                used = 0
            }
            pieces[pieces.count - 1].append(character)
            used += next
        }
        return pieces
    }

    /// `order: 2 items from Acme, $12.40; held: 1 item, recount first`, one line per supplier.
    var orderLines: [String] {
        guard let order = record.order else { return [] }
        let suppliers = SupplierOrder.all(of: order)
        guard !suppliers.isEmpty else { return ["", "  order: nothing to order"] }
        let shown = suppliers.prefix(Self.mostSuppliers).flatMap { wrapped(words(of: $0)) }
        let hidden = suppliers.count - Self.mostSuppliers
        guard hidden > 0 else { return [""] + shown }
        let rest = "… \(plural(hidden, "more supplier"))\(found(in: "order.csv"))"
        return [""] + shown + wrapped(rest)
    }

    private func words(of order: SupplierOrder) -> String {
        let supplier =
            order.supplier.isEmpty
            ? "without a supplier" : "from \(printable(order.supplier, limit: 60))"
        let held = order.held.count
        let heldItems = plural(held, "item")
        guard !order.lines.isEmpty else { return "held: \(heldItems) \(supplier), recount first" }
        let items = plural(order.lines.count, "item")
        return "order: \(items) \(supplier), \(order.valueWords)"
            + (held == 0 ? "" : "; held: \(heldItems), recount first")
    }
}

extension FollowUp {
    /// The answer for a person, line by line; none without one.
    var lines: [String] {
        switch content {
        case .text(let text): textLines(text)
        case .json(let value, _): value.outline
        case .failed: []
        }
    }
}
