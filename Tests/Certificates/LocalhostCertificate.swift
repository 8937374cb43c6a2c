/// A certificate for localhost that signed itself, good until 2126, and its key: they protect nothing.
public enum LocalhostCertificate {
    /// PEM.
    public static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBlTCCATugAwIBAgIUZemroe+OgZG2Qa+MuCYM2ab5xbQwCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDE0MzUwNVoYDzIxMjYxMDMx
        MTQzNTA1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAARGL3yUpS9EgL+J269asRio5lpTQ3lSPHyXtXg5oWnZHn37dLl8yNOX
        QBRZ2UWLMm6VH3g16hPR7NsUW5oZdzBJo2kwZzAdBgNVHQ4EFgQUTtMOSITRjieu
        tHfIYFB1+EMaOnIwHwYDVR0jBBgwFoAUTtMOSITRjieutHfIYFB1+EMaOnIwDwYD
        VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
        SAAwRQIgD2nirZRJ0XhH43j0d1Iws2Z+cjh9OcK2u1PDFBcad7ICIQCLDVsWCON4
        AvPabuiVM5nmxAOp+8Z5g7aGWpzMZuEWRA==
        -----END CERTIFICATE-----

        """

    /// PEM, without a passphrase.
    public static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1T3/FYtu39XwChDl
        aEbxFHRvTfjvnNeUYgNsdee6HSuhRANCAARGL3yUpS9EgL+J269asRio5lpTQ3lS
        PHyXtXg5oWnZHn37dLl8yNOXQBRZ2UWLMm6VH3g16hPR7NsUW5oZdzBJ
        -----END PRIVATE KEY-----

        """
}
