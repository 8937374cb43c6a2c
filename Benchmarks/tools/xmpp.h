// As much XMPP as it takes to publish: as the server of a component (XEP-0114), or as a client.
#ifndef XMPP_H
#define XMPP_H

#include "tool.h"

// Accepts the component and shakes hands with it, whatever it says for a handshake.
int xmpp_serve(int listener, const char *domain);
// Connects, logs in with SASL PLAIN (RFC 4616) and binds a resource.
int xmpp_log_in(int port, const char *jid, const char *password);

// A request to publish one item, a container of JSON (XEP-0335) with this text.
void xmpp_publish(
    struct bytes *out, const char *from, const char *to, const char *node, uint64_t id,
    const char *text);

// Called for each answer to a request; `error` is null where there was none.
typedef void answer_handler(uint64_t id, const char *error);
// Takes what came in, answers what is asked of us.
void xmpp_receive(struct bytes *in, struct bytes *out, answer_handler *handler);

#endif
