// A connection that may be dressed: plain TCP, TLS, or HTTP/2 over TLS or plain.
#ifndef LINK_H
#define LINK_H

#include "stream.h"

enum dress { plain, tls, http2, http2_tls };

struct link {
    int descriptor;
    void *tls;
    void *http2;
    // Whose connection this HTTP/2 stream is on; NULL: its own.
    struct link *carrier;
    // Where the body goes.
    struct stream *stream;
    event_handler *handler;
    void *context;
};

enum outcome { link_again, link_done, link_failed };

// Before the first link that is not plain.
void links_begin(enum dress dress);
void link_dress(struct link *link, enum dress dress);
// To be called whenever the socket is ready, until it says `link_done`. The socket was connected.
enum outcome link_shake_hands(struct link *link);
// Sends the request for an event stream.
enum outcome link_ask(
    struct link *link, enum dress dress, const char *path, const char *host, const char *fields);
// Reads what there is and feeds it to the stream. `link_done`: the connection has ended.
enum outcome link_read(struct link *link);
void link_close(struct link *link);
// One more HTTP/2 stream on a connection that may be asked. Reading the connection feeds it.
void link_ride(struct link *link, struct link *carrier);

#endif
