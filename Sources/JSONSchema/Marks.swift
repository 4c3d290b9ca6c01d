/// Which parts of a value some schemas have looked at: what `unevaluated…` leaves alone.
struct Marks {
    /// A set of positions in an array or among the members of an object.
    struct Positions {
        private var flags: [Bool] = []

        func contains(_ position: Int) -> Bool {
            position < flags.count && flags[position]
        }

        mutating func insert(_ position: Int) {
            while flags.count <= position {
                flags.append(false)
            }
            flags[position] = true
        }

        mutating func formUnion(_ other: Positions) {
            for (position, isIn) in other.flags.enumerated() where isIn {
                insert(position)
            }
        }
    }

    var items = Positions()
    var members = Positions()

    mutating func formUnion(_ other: Marks) {
        items.formUnion(other.items)
        members.formUnion(other.members)
    }
}
