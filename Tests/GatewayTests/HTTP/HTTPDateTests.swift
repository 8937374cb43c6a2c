import Testing

@testable import Gateway

@Suite struct HTTPDateTests {
    @Test func `A date is that of RFC 9110 §5.6.7`() {
        #expect(HTTPDate.format(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(HTTPDate.now.hasSuffix(" GMT"))
    }
}
