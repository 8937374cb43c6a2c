/// Keys that protect nothing.
enum TestKeys {
    static let rsa = """
        -----BEGIN PRIVATE KEY-----
        MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQCc9ntjprlCTmcL
        D2NserBQNQLzgj3OULo7xoGTR97Uqyy0XgyL/ZzynkSrFBd+Mmh8JjQ+h0avUY78
        gLT3+eLqPlN7W6k0WmFgvZR4c/89xyduNnaGCDaEmpd6qz1rHUVfj853tpLM1Sot
        fMKs19xwk/qdObbOTm9AEKVjQXqgOkhk68SzGcHih/V9EUBQCgxV/gkCy11PEaEN
        fzUFAORf8VA53xRjXdIR3iUl39lIRnWT4iT4vBtaipL8l+7WXYJ709fI96PZ0veb
        aLAfVRHJ+YuC4FC2g/X2t4+Cqtx68m4PpPyOYxT03P7aMFVD91qky2triIsJcrY4
        LiPgUhbtAgMBAAECggEAEq1QotuunSlzoPEIkVqq+qxIKN4VSSS5eE3nUrVhWjhx
        Fhg/0XOQ1pzHCn1WS02nuagZHNyfaFKh20FcZ0pseheG+v197Y0Ym7iLP2b8FueI
        9VgVM98rz40Om8nfAc0mmVelB4EpyCZQQb/f8U2xPRMapdU9f6B9I+gnKd+bfg+p
        ojvYnYMSMH6nvIpR7ahe1rf5bNMm2KFtsTBXlgCg251aFukmEpDK9Y+i/WA++TE4
        2TvvyF3UwzfPrw+m+lEkJlWgI7atftR88vv/ZytJfbv6Mh+uiQXNL2nTWXL0u1Qv
        E0ZfXqaHi2v1P8q+d9pFbxjMMEwx5tcrMowQUtRIkQKBgQDLczKA24UkI3FcsbNi
        U89QvssP07G/Dh9SEu2+v80+0syhI93S5eHWzD1txoPU8O/i4CKZ5B1B6V91UT3r
        E4WINKBLsWrc3jZaXcUUFrqwKxPe3FV7kckx2sgMvXOD6ixR5Rxd7O0IXaJJGHs3
        WlELAAEQzKpkaQgkH0ytPoF58QKBgQDFgWVDb7kyPb5KXLfsWSOQisnBW8rurlHq
        1V+DeOPx93dFrNuLm8W+tZejQb2vUakmdjxe6K05SAyQh7KdqMIMumsNRErHNl/M
        s9y71IPwLuoCjsuc+foCpbrx2+5nmXv2lF9ZqrKA5smg9dBSlw4YYd8VaHe0d22p
        2Wp1WNwQvQKBgA6I2lDOXgKo7Y5bu58IscTo/ITS8N3fWml4pLd96GHWmXvhnhVV
        Cv9XdAQFrKFn3RtuO8qWu2hcDc/J0AydRmrmp5UAxculrGhkTpIS1Z+EVFUVlJ3R
        WnhPUv9mAXypHCV1osMrC/wPBGsIbrUTpLqOc4UJuhqWTliWS9oMnx9hAoGBAJ6e
        Cc579pbz4VRlXEzTVe2qmNfSOYswspdPn7K9rwtPvBlX9sYLZ2d+/XZewNEBW0CJ
        aniqkxvS0kxsvrVBp/6C5KC1/Pw6nfuPY7HxvbhyZPuC5OGAHRptMVM2VyQaruTc
        SiuAHHXLY5kCcbkymV5Zk8jkqmZkF811z7rIj4xdAoGBAJWeJwH9H7OAgdX52e3H
        ukwatJZKtphtsArhnALSVDq8Hq9m98EBnJN8s8MOlK9I4GozB9T9zmbnA2VSfiqk
        wP3wDGc2O3iRlu2V1ypmQH9FZzI+JoyMrC9G+YmusY15ejNN48Aq7Fx5nS+75VHf
        mdtjxLU6b9bpcB88QZ6gcOFJ
        -----END PRIVATE KEY-----
        """
}
