#include <expat.h>

// Expat 2.6 puts off the end of a token that came in pieces; Debian has that in its 2.5 too. The weak declaration
// finds the switch wherever the library has it, and lets one without it be linked.
extern XML_Bool XML_SetReparseDeferralEnabled(XML_Parser parser, XML_Bool enabled)
    __attribute__((weak));

/// Makes a parser report each token with its last byte, not when more bytes follow.
static inline void cexpat_report_at_once(XML_Parser parser) {
    if (XML_SetReparseDeferralEnabled) {
        XML_SetReparseDeferralEnabled(parser, XML_FALSE);
    }
}
