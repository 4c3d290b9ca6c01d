/// The members of a JSON object in file order, no name twice, found by name in constant time.
public struct JSONObject: Sendable {
    /// A name and its value.
    public struct Member: Sendable, Hashable {
        /// The name, escapes resolved.
        public let name: String
        /// The value.
        public let value: JSONValue

        /// Puts a name and its value together.
        public init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }

        /// True if the names have the same code points and the values are equal.
        public static func == (left: Member, right: Member) -> Bool {
            ExactKey(left.name) == ExactKey(right.name) && left.value == right.value
        }

        /// Hashes what equality compares.
        public func hash(into hasher: inout Hasher) {
            hasher.combine(ExactKey(name))
            hasher.combine(value)
        }
    }

    /// Up to this many members a look along all names is faster than a hash table.
    private static let smallCount = 12

    /// The members in file order.
    public private(set) var members: [Member] = []
    /// Position by name; nil while there are few members.
    private var positions: [ExactKey: Int]?

    /// An object without members.
    public init() {}

    /// For a reader that asks for `repeatedPosition` afterwards.
    init(unchecked members: [Member]) {
        self.members = members
        if members.count > Self.smallCount {
            index()
        }
    }

    /// The value of the member with that name; setting nil removes it, a new name goes to the end.
    public subscript(name: String) -> JSONValue? {
        get { position(of: name).map { members[$0].value } }
        set {
            switch (position(of: name), newValue) {
            case (let position?, let value?):
                members[position] = Member(name: name, value: value)
            case (let position?, nil):
                members.remove(at: position)
                positions = nil
                if members.count > Self.smallCount {
                    index()
                }
            case (nil, let value?):
                members.append(Member(name: name, value: value))
                if positions != nil {
                    positions?[ExactKey(name)] = members.count - 1
                } else if members.count > Self.smallCount {
                    index()
                }
            case (nil, nil): break
            }
        }
    }

    /// The place of a name among the members.
    func position(of name: String) -> Int? {
        let key = ExactKey(name)
        if let positions {
            return positions[key]
        }
        return members.firstIndex { ExactKey($0.name) == key }
    }

    /// The place of the first member whose name was there before.
    var repeatedPosition: Int? {
        if let positions, positions.count == members.count {
            return nil
        }
        if positions != nil {
            var seen: Set<ExactKey> = []
            return members.firstIndex { !seen.insert(ExactKey($0.name)).inserted }
        }
        var later = 1
        while later < members.count {
            let key = ExactKey(members[later].name)
            var earlier = 0
            while earlier < later {
                if ExactKey(members[earlier].name) == key {
                    return later
                }
                earlier += 1
            }
            later += 1
        }
        return nil
    }

    private mutating func index() {
        var positions: [ExactKey: Int] = [:]
        positions.reserveCapacity(members.count)
        for (position, member) in members.enumerated() {
            positions[ExactKey(member.name)] = position
        }
        self.positions = positions
    }
}

extension JSONObject: Hashable {
    /// True if both have the same names with equal values, in any order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.count == right.members.count
            && left.members.allSatisfy { right[$0.name] == $0.value }
    }

    /// Hashes the members so that their order doesn't count.
    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for member in members {
            sum &+= member.hashValue
        }
        hasher.combine(members.count)
        hasher.combine(sum)
    }
}
