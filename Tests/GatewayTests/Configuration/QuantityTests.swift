import Testing

@testable import Gateway

@Suite struct QuantityTests {
    @Test(arguments: [
        ("0s", 0), ("250ms", 250), ("15s", 15_000), ("2 m", 120_000), ("7d", 604_800_000),
    ]) func `A duration is a number and its unit`(text: String, milliseconds: Int) {
        #expect(Duration(quantity: text) == .milliseconds(milliseconds))
    }

    @Test(arguments: ["", "s", "15", "-1s", "1.5s", "1 day", "99999999999999999999s", "１s"])
    func `Anything else is no duration`(text: String) {
        #expect(Duration(quantity: text) == nil)
    }

    @Test(arguments: [("1B", 1), ("512KiB", 524_288), ("1GiB", 1 << 30)])
    func `A size is a number and its unit, and is written back the same`(text: String, size: Int) {
        #expect(ByteCount(quantity: text)?.bytes == size)
        #expect(ByteCount(bytes: size).description == text)
    }

    @Test(arguments: ["1", "1MB", "9223372036854775807KiB"])
    func `Anything else is no size`(text: String) {
        #expect(ByteCount(quantity: text) == nil)
    }

    @Test(arguments: ["127.0.0.1:5280", "[::1]:80", "example.org:0"])
    func `An endpoint is read as it is written`(text: String) {
        #expect(Endpoint(text)?.description == text)
    }

    @Test(arguments: ["", ":80", "host", "host:", "host:65536", "::1:80", "a b:1", "http://a:1"])
    func `Anything else is no endpoint`(text: String) {
        #expect(Endpoint(text) == nil)
    }
}
