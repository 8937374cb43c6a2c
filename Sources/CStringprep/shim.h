#include <idn-free.h>
#include <idna.h>
#include <stringprep.h>

// The profiles are arrays of unknown length and the calls macros, neither of which Swift sees.

/// Prepares the local part of an address in place (RFC 6122 appendix A); 0 is success.
static inline int cstringprep_nodeprep(char *text, size_t capacity) {
    return stringprep_xmpp_nodeprep(text, capacity);
}

/// Prepares the domain part of an address in place (RFC 3491); 0 is success.
static inline int cstringprep_nameprep(char *text, size_t capacity) {
    return stringprep_nameprep(text, capacity);
}

/// Prepares the resource part of an address in place (RFC 6122 appendix B); 0 is success.
static inline int cstringprep_resourceprep(char *text, size_t capacity) {
    return stringprep_xmpp_resourceprep(text, capacity);
}
