import Crypto
import Foundation

extension Secret {
    /// The proof of knowing the secret: the SHA-1 of the stream's id followed by the secret, in
    /// lower-case hexadecimal (XEP-0114 §3).
    func digest(ofStream id: String) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let hexadecimal = Insecure.SHA1.hash(data: Data((id + value).utf8)).flatMap { byte in
            [digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
        }
        return String(decoding: hexadecimal, as: UTF8.self)
    }
}
