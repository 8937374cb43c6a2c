import GRDB
import GRDBSQLite
import PubSub

/// What a statement is given. GRDB's own arguments are boxed one by one, which takes longer than
/// SQLite takes for the row.
enum SQLValue {
    case integer(Int64)
    case text(String)
    case null

    static func optional(_ text: String?) -> SQLValue {
        text.map(SQLValue.text) ?? .null
    }

    static func optional(_ position: Position?) -> SQLValue {
        position.map(SQLValue.position) ?? .null
    }

    static func position(_ position: Position) -> SQLValue {
        .integer(position.rawValue)
    }
}

/// The row that a statement stands on.
struct Columns {
    fileprivate let statement: SQLiteStatement

    /// A column that holds a number; 0 for null.
    func integer(_ column: CInt) -> Int64 {
        sqlite3_column_int64(statement, column)
    }

    func position(_ column: CInt) -> Position {
        Position(rawValue: integer(column))
    }

    /// A column that holds a position or null; no entry has position 0.
    func optionalPosition(_ column: CInt) -> Position? {
        let position = position(column)
        return position == .start ? nil : position
    }

    func text(_ column: CInt) -> String? {
        guard let bytes = sqlite3_column_text(statement, column) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }
}

extension Statement {
    /// Executes a statement that has no result.
    func run(_ values: SQLValue...) throws {
        try execute(values) { _ in }
    }

    func run(_ values: [SQLValue]) throws {
        try execute(values) { _ in }
    }

    func forEach(_ values: SQLValue..., row body: (Columns) throws -> Void) throws {
        try execute(values, row: body)
    }

    /// What the last row gives; `nil` when there is none.
    func one<Result>(_ values: SQLValue..., row body: (Columns) throws -> Result) throws -> Result?
    {
        var result: Result?
        try execute(values) { result = try body($0) }
        return result
    }

    private func execute(_ values: [SQLValue], row body: (Columns) throws -> Void) throws {
        defer {
            sqlite3_reset(sqliteStatement)
            sqlite3_clear_bindings(sqliteStatement)
        }
        for (index, value) in values.enumerated() {
            try check(bind(value, at: CInt(index + 1)), is: SQLITE_OK)
        }
        while true {
            let code = sqlite3_step(sqliteStatement)
            guard code == SQLITE_ROW else { return try check(code, is: SQLITE_DONE) }
            try body(Columns(statement: sqliteStatement))
        }
    }

    /// SQLITE_TRANSIENT, which is a macro that Swift does not see.
    private static var copied: sqlite3_destructor_type {
        unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }

    private func bind(_ value: SQLValue, at index: CInt) -> CInt {
        switch value {
        case .integer(let number):
            return sqlite3_bind_int64(sqliteStatement, index, number)
        case .text(let text):
            return sqlite3_bind_text(
                sqliteStatement, index, text, CInt(text.utf8.count), Self.copied)
        case .null:
            return sqlite3_bind_null(sqliteStatement, index)
        }
    }

    private func check(_ code: CInt, is expected: CInt) throws {
        guard code != expected else { return }
        let connection = sqlite3_db_handle(sqliteStatement)
        throw DatabaseError(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
            message: String(cString: sqlite3_errmsg(connection)))
    }
}
